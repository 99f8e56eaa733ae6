"""YAML is read as text with places, and whatever is wrong is told at its line and column."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.loading import yaml_events, yaml_parser
from lessons.loading.document import Branch, Document, Trail, Value
from lessons.loading.source import MAX_BYTES, MAX_REPORTS
from lessons.loading.yaml_source import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_SCALAR,
    read_outline,
    read_yaml,
    read_yaml_bytes,
    read_yaml_text,
)
from lessons.model.problem import Severity
from lessons.model.scalar import Plain
from lessons.text import forbidden
from tests.helpers.examples import examples
from tests.helpers.fixture_cases import Case, cases

FILE = Path("lesson.yaml")


@pytest.fixture(params=["C parser", "pure parser"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers in turn: an installation without the C one must read the same."""
    if request.param == "pure parser":
        monkeypatch.setattr(yaml_parser, "LOADER", yaml_parser.PureLoader)
    return str(request.param)


def told(document: Document) -> str:
    return "\n".join(
        f"{problem.place.line}:{problem.place.column} {problem.code} {problem.found}"
        for problem in document.problems
    )


@pytest.mark.parametrize("case", cases("yaml_values.txt"), ids=lambda case: case.title)
def test_values(case: Case, parser: str) -> None:
    document = read_yaml_text(case.given, FILE)
    assert not document.problems
    assert document.value == json.loads(case.expected)


@pytest.mark.parametrize("case", cases("yaml_faults.txt"), ids=lambda case: case.title)
def test_faults(case: Case, parser: str) -> None:
    assert told(read_yaml_text(case.given, FILE)) == case.expected


def test_every_fault_says_how_to_mend_it() -> None:
    for case in cases("yaml_faults.txt"):
        for problem in read_yaml_text(case.given, FILE).problems:
            assert problem.found
            assert problem.expected
            assert problem.fix
            assert "\n" not in str(problem)


def test_only_unquoted_scalars_are_plain(parser: str) -> None:
    document = read_yaml_text("a: b\n'c': \"d\"\ne: |\n  f\n", FILE)
    assert isinstance(document.value, dict)
    assert {key: isinstance(value, Plain) for key, value in document.value.items()} == {
        "a": True,
        "c": False,
        "e": False,
    }
    assert [isinstance(key, Plain) for key in document.value] == [True, False, True]


def test_after_a_lesser_fault_the_rest_is_read() -> None:
    document = read_yaml_text("a: 1\na: 2\n<<: {x: y}\n? [k]\n: v\nb: !t c\n", FILE)
    assert document.value == {"a": "1", "b": "c"}


def test_places() -> None:
    text = "top:\n  - name: x\n    list: [a, {k: v}]\n  - y\n"
    document = read_yaml_text(text, FILE)
    assert document.key_at(("top",)) == (1, 1)
    assert document.value_at(("top",)) == (2, 3)
    assert document.key_at(("top", 0, "list")) == (3, 5)
    assert document.value_at(("top", 0, "list")) == (3, 11)
    assert document.key_at(("top", 0, "list", 1, "k")) == (3, 16)
    assert document.value_at(("top", 0, "list", 1, "k")) == (3, 19)
    assert document.value_at(("top", 1)) == (4, 5)
    assert document.key_at(("top", 1)) == (4, 5), "a list item has no key: its value is meant"


def test_the_place_of_what_is_not_there_is_the_nearest_parent() -> None:
    document = read_yaml_text("top:\n  - name: x\n", FILE)
    assert document.value_at(("top", 0, "prompt")) == (2, 5)
    assert document.key_at(("top", 0, "prompt")) == (2, 5)
    assert document.value_at(("top", 7, "prompt", 3)) == (2, 3)
    assert document.value_at(("nowhere",)) == (1, 1)
    assert str(document.place(("top", 0, "name"), key=True)) == "lesson.yaml:2:5"


def test_a_part_of_a_file_keeps_the_lines_of_the_file() -> None:
    document = read_yaml_text("a: b\nc: d\nc: e\n", FILE, first_line=10)
    assert document.value_at(("c",)) == (11, 4)
    assert told(document) == "12:1 Y117 the key 'c' a second time; the first is in line 11"


def test_crlf_cr_and_a_byte_order_mark_change_no_place(parser: str) -> None:
    for end in ("\n", "\r\n", "\r"):
        document = read_yaml_bytes(f"\ufeffa: b{end}c:{end}  d: e{end}".encode(), FILE)
        assert document.value == {"a": "b", "c": {"d": "e"}}
        assert document.value_at(("a",)) == (1, 4)
        assert document.value_at(("c", "d")) == (3, 6)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: b\nc: x\xffy", "2:5 Y104 the byte 0xFF is not UTF-8"),
        (b"a: \xed\xa0\x80", "1:4 Y104 the byte 0xED is not UTF-8"),
        ("a: b".encode("utf-16"), "1:1 Y104 the file is UTF-16"),
        (b"a: b\n\nc: \0d", "3:4 Y105 the character U+0000 (NUL)"),
        (b"a: \x1b[31m", "1:4 Y105 the character U+001B (ESC)"),
        ("a: \u202ex".encode(), "1:4 Y105 the character U+202E (right-to-left override)"),
        ("a: \u2066x".encode(), "1:4 Y105 the character U+2066 (left-to-right isolate)"),
        ("a: x\u2028y".encode(), "1:5 Y105 the character U+2028 (line separator)"),
        ("a: x\x85y".encode(), "1:5 Y105 the character U+0085 (NEL)"),
        ("a: x\x9by".encode(), "1:5 Y105 the character U+009B (control character)"),
        ("a: x\ufffe".encode(), "1:5 Y105 the character U+FFFE (control character)"),
        ("a: \ufeffx".encode(), "1:4 Y105 the character U+FEFF (byte order mark)"),
    ],
)
def test_bytes_and_characters(data: bytes, expected: str) -> None:
    document = read_yaml_bytes(data, FILE)
    assert told(document) == expected
    assert document.value is None
    assert document.broken


def test_many_forbidden_characters_make_few_problems() -> None:
    problems = read_yaml_bytes(b"a: " + b"\x1b" * 5000, FILE).problems
    assert len(problems) == MAX_REPORTS
    assert problems[-1].found.endswith(f"(and {5000 - MAX_REPORTS} more)")


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[" * 100_000, "Y108"),
        (b"- " * 100_000, "Y108"),
        (b"{a: " * 50_000, "Y108"),
        (b"".join(b" " * depth + b"a:\n" for depth in range(900)), "Y108"),
        (b"".join(b"k%d: 1\n" % number for number in range(90_000)), "Y109"),
        (b"[" + b"a," * 300_000 + b"]", "Y109"),
        (b"a: " + b"x" * 1_000_000, "Y110"),
        (b"a: |\n" + b"  xxxxxxx\n" * 100_000, "Y110"),
        (b"a: 1" + b":59" * 200_000, "Y110"),
        (b"%TAG !a! tag:a\n" * 40_000, "Y116"),
        (b"---\n" * 200_000, "Y115"),
        (b"a: b\n" * 100_000, "Y117"),
        (b"".join(b"- &a%d x\n" % number for number in range(50_000)), "Y111"),
        (b"- !x y\n" * 100_000, "Y112"),
        (b"{" + b"a:," * 200_000, "Y107"),
        (b" " * 1_000_000, "Y120"),
        (b"\t" * 1_000_000 + b"a", "Y106"),
        (b'a: "' + b"\\e" * 90_000 + b'"', "Y105"),
        (b"a: " + b"9" * 5_000, None),
        (b"a:" + b" #x" * 300_000, None),
    ],
)
def test_hostile_files(data: bytes, code: str | None) -> None:
    document = read_yaml_bytes(data, FILE)
    errors = [problem.code for problem in document.problems if problem.severity is Severity.ERROR]
    assert errors[:1] == ([code] if code else [])
    assert len(document.problems) <= yaml_events.MAX_PROBLEMS


@pytest.mark.parametrize("faults", range(yaml_events.MAX_PROBLEMS - 3, yaml_events.MAX_PROBLEMS + 3))
def test_the_last_problem_may_be_any(faults: int) -> None:
    document = read_yaml_text("a: b\n" * (faults + 1) + "c: [", FILE)
    assert yaml_events.MAX_PROBLEMS - 2 <= len(document.problems) <= yaml_events.MAX_PROBLEMS


def test_warnings_do_not_end_the_reading() -> None:
    document = read_yaml_text("".join(f"k{n}: a #b\n" for n in range(300)), FILE)
    assert isinstance(document.value, dict)
    assert len(document.value) == 300
    assert len(document.problems) == yaml_events.MAX_WARNINGS
    assert not document.broken


def test_an_alias_bomb_is_not_built() -> None:
    levels = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    document = read_yaml_text(f"a0: &a0 [x, x]\n{levels}", FILE)
    assert {problem.code for problem in document.problems} == {"Y111"}
    assert len(repr(document.value)) < 5_000


@pytest.mark.thorough
def test_the_limits_themselves_are_allowed(parser: str) -> None:
    depth = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert not read_yaml_text(depth, FILE).problems
    assert told(read_yaml_text(f"[{depth}]", FILE)).startswith(f"1:{MAX_DEPTH + 1} Y108")
    assert not read_yaml_text("x" * MAX_SCALAR, FILE).problems
    assert not read_yaml_text("- a\n" * (MAX_NODES - 1), FILE).problems
    assert told(read_yaml_text("- a\n" * MAX_NODES, FILE)).startswith(f"{MAX_NODES}:3 Y109")


def test_files_that_are_none(tmp_path: Path) -> None:
    assert told(read_yaml(tmp_path / "gone.yaml")) == "0:0 Y101 there is no such file"
    assert told(read_yaml(tmp_path)) == "0:0 Y102 this is a folder or a device, not a file"
    assert told(read_yaml(Path("a\0b"))).startswith("0:0 Y101 ")
    assert told(read_yaml(tmp_path / ("x" * 5000))).startswith("0:0 Y101 the file cannot be read")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert told(read_yaml(tmp_path / "loop")).startswith("0:0 Y101 the file cannot be read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert told(read_yaml(tmp_path / "pipe")).startswith("0:0 Y102")
    assert told(read_yaml(Path("/dev/zero"))).startswith("0:0 Y102")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * (MAX_BYTES - 2))
    assert told(read_yaml(path)) == "1:1 Y120 nothing but space or comments"
    path.write_bytes(b"# " + b"x" * (MAX_BYTES - 1))
    assert told(read_yaml(path)) == "0:0 Y103 the file is larger than 1 MiB"


OUTLINED = """\
title: T
goals: [g]
exercises:
- {rows: {id: no, x: [1]}, id: one, hints: [a]}
- id: two
  more:
    - id: no
last: l
"""


def test_an_outline_keeps_the_head_and_one_key_of_each_item(tmp_path: Path) -> None:
    path = tmp_path / "lesson.yaml"
    path.write_text(OUTLINED)
    document = read_outline(path, frozenset({"id", "was"}))
    assert not document.problems
    value = document.value
    assert isinstance(value, dict)
    assert isinstance(value["exercises"], list)
    assert [item["id"] for item in value["exercises"] if isinstance(item, dict)] == ["one", "two"]
    assert (value["title"], value["goals"], value["last"]) == ("T", ["g"], "l")
    path.write_text("exercises:\n- x: " + "[" * 50_000)
    assert (
        told(read_outline(path, frozenset({"id", "was"})))
        == f"2:{MAX_DEPTH + 3} Y108 more than {MAX_DEPTH} levels"
    )


_SCALARS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12
).filter(lambda text: not forbidden(text) and "\ufeff" not in text)
_VALUES: st.SearchStrategy[Value] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_SCALARS, inner, max_size=4),
    max_leaves=15,
)


def trails(value: Value) -> Iterator[Trail]:
    yield ()
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, child in children:
        for trail in trails(child):
            yield (step, *trail)


@given(_VALUES)
def test_what_is_written_is_read(value: Value) -> None:
    """JSON is YAML: any value survives the way through a file, and each place points at its own text."""
    text = json.dumps(value, ensure_ascii=False)
    document = read_yaml_text(text, FILE)
    composed = json.loads(normalize("NFC", text))
    keys_stay_apart = len(list(trails(composed))) == len(list(trails(value)))
    if keys_stay_apart:
        assert not document.broken
        assert document.value == composed


@given(_VALUES)
def test_each_place_points_at_its_own_text(value: Value) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    document = read_yaml_text(text, FILE)
    lines = text.split("\n")
    for trail in trails(document.value):
        line, column = document.value_at(trail)
        decoder = json.JSONDecoder()
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        here = document.value
        for step in trail:
            here = here[step]  # type: ignore[index]
        found = decoder.raw_decode(rest)[0]
        assert normalize("NFC", found) == here if isinstance(found, str) else type(found) is type(here)
        if trail and isinstance(trail[-1], str):
            line, column = document.key_at(trail)
            key = decoder.raw_decode(lines[line - 1][column - 1 :])[0]
            assert normalize("NFC", key) == trail[-1]


@examples(300)
@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    document = read_yaml_bytes(data, FILE)
    assert document.value is not None or document.problems
    for problem in document.problems:
        assert problem.place.line <= data.count(b"\n") + data.count(b"\r") + 1


@examples(300)
@given(st.text("ab:-[]{},\"'&*!|>%#?~ \n\t\\<.", max_size=60))
def test_no_signs_raise(text: str) -> None:
    document = read_yaml_text(text, FILE)
    assert document.value is not None or document.problems
    places = isinstance(document.root, Branch)
    assert places == isinstance(document.value, list | dict) or document.broken
