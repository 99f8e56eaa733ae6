"""Two parsers, one reading: what libyaml reads and refuses, the parser in Python reads and refuses too."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.loading import yaml_parser
from lessons.loading.yaml_edit import YamlText, piece_at
from lessons.loading.yaml_source import read_yaml_text
from tests.helpers.yaml_parsers import C_PARSER, difference, read

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "content").rglob("*.y*ml"), *(ROOT / "tests").rglob("*.y*ml")])
SCRAPS = (
    'a', 'b: ', '- ', '? ', '?', ': ', ':', '{', '}', '[', ']', ', ', ',', '  ', '\n', '\n  ', '\n- ',
    '\n    ', "'", '"', '#', ' #', '&', '*', '!', '|', '|\n  ', '>', '%', '@', '`', 'x: y', '\\', '-',
    '---', '...', '\n---\n', 'é', '~', '1', "'it''s'", '"q"', '"\\x41"', '"\\e"', '\t', '|-\n  t\n',
    '>+\n t\n', '|2\n   t\n', '<<: ', '=', '!!str ', '&a ', '*a', 'key: ', '\n  key: ', 'a?b', 'a ? b',
    '?a', 'a?', 'a:b', 'a#b', '::', 'http://x.y/?a=b', 'where: [', '"\\\n  x"', "'a\n\n  b'", '"\\ud800"',
    '"\\U00110000"', '"\\u00e9"', '\r\n', '%41', '!<x>', '\u3000',
)  # fmt: skip

pytestmark = pytest.mark.skipif(C_PARSER is None, reason="PyYAML was built without libyaml")


@pytest.mark.parametrize(
    "text",
    [
        "wrong: {no: Whose website is it?}",
        "wrong: [Who says so?, Who pays?]",
        "{a: b ? c, d?e: ?f}",
        "[-?]",
        "[?a]",
        "[? a]",
        "[?]",
        "{?: b}",
        "{? , b}",
        "[a:]",
        "[a:?b]",
        "{a:, b}",
        "[a: ]",
        "{a: , b: }",
        "a:\tb",
        "a\t: b",
        "'a'\t: b",
        "[\ta,\tb ]",
        "a\n \tb",
        "- a\n-\tb",
        "a: |\n \tb",
        "a: |\n b\n\t\n c",
        ">#c\n a",
        "|\t\n a",
        "|-2 # c\n   a",
        "|0\n a",
        '"\\ud800"',
        '"\\U00110000"',
        '"\\q"',
        '"\\x4"',
        "'a\n---\nb'",
        "'a",
        "a",
        "a:",
        "!a,b c",
        "[!a,b]",
        "![",
        "!<a,b> c",
        "!!",
    ],
)
def test_where_the_two_used_to_differ(text: str) -> None:
    assert not difference(text)


@pytest.mark.sample(6)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_file_of_the_project(file: Path) -> None:
    assert not difference(file.read_text("utf-8"))


def snippets(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    texts = [file.read_text("utf-8").split("\n") for file in FILES]
    made = []
    for _ in range(count):
        if chance.random() < 0.6:
            made.append("".join(chance.choices(SCRAPS, k=chance.randint(1, 14))))
            continue
        lines = chance.choice(texts)
        start = chance.randrange(len(lines))
        text = "\n".join(lines[start : start + chance.randint(1, 12)])
        for _turn in range(chance.randint(1, 3)):
            place = chance.randrange(len(text) + 1)
            end = place + chance.choice((0, 0, 1, 1, 2, 5))
            text = text[:place] + chance.choice(("", *SCRAPS)) + text[end:]
        made.append(text)
    return made


def test_snippets() -> None:
    differing = [(text, told) for text in snippets(1, 500) if (told := difference(text))]
    assert not differing


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2, 10))
def test_many_snippets(seed: int) -> None:
    differing = [(text, told) for text in snippets(seed, 4_000) if (told := difference(text))]
    assert not differing


def test_edits_find_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    file = YamlText(Path("f.yaml"), "a: {b: Is it?, c: [1,\t2]}\n", "\n", "")
    by_c = piece_at(file.root(), ("a", "c", 1))
    monkeypatch.setattr(yaml_parser, "LOADER", yaml_parser.PureLoader)
    assert piece_at(file.root(), ("a", "c", 1)) == by_c
    assert by_c is not None
    assert file.text[by_c.start : by_c.end] == "2"


def test_the_variable_chooses_the_parser() -> None:
    script = "from lessons.loading import yaml_parser; print(yaml_parser.LOADER.__name__)"
    for value, name in (("pure", "PureLoader"), ("", "CSafeLoader")):
        environment = {**os.environ, yaml_parser.PARSER_VARIABLE: value}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.strip() == name


def test_each_parser_is_the_one_that_was_asked_for() -> None:
    """A comparison of a parser with itself could not fail."""
    text = "a: |\n b"
    assert read(text, C_PARSER).value == read(text, yaml_parser.PureLoader).value == {"a": "b"}
    assert C_PARSER is not yaml_parser.PureLoader
    assert read_yaml_text(text, Path("f")).value == {"a": "b"}
