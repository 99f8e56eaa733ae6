"""``check --fix`` mends little, keeps everything else of a file, and shows what it did."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.fixing import changes, mended
from lessons.checking.report import ordered
from lessons.checking.run import check
from lessons.cli.main import run
from lessons.model.problem import Place, Problem
from tests.helpers.examples import examples

Run = Callable[..., tuple[int, str, str]]
ARTICLE = """\
---
title: The tram
language: en
---

The tram is late. The council says that the tram will come in May.

A tram costs 12 million crowns, and nobody has said who pays for the tram.
"""
HEAD = "# Mine\nformat: 1\ntitle: T   # short\nsummary: S\nminutes: 5\nexercises:\n"
NOTE = "# no why in the next line: write one, as in {is: x, why: Because ...}"
MARK = "  loaded:\n    mark:\n"
END = "    otherwise: No.\n    why: So."
EXERCISE = "  - {id: loaded, kind: mark, strand: language, prompt: Mark it.}\n"


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    def lesson(asked: str, answered: str) -> Path:
        folder = tmp_path / "tram"
        folder.mkdir(exist_ok=True)
        (folder / "article.md").write_text(ARTICLE)
        (folder / "lesson.yaml").write_bytes((HEAD + asked).encode())
        (folder / "key.yaml").write_bytes(("format: 1\nanswers:\n" + answered).encode())
        return folder

    monkeypatch.chdir(tmp_path)
    return lesson


def fixed(folder: Path, *options: str) -> tuple[str, str]:
    """What stands in the two files after ``--fix``, without their first lines."""
    run(["check", str(folder), "--fix", *options])
    asked, answered = ((folder / name).read_bytes().decode() for name in ("lesson.yaml", "key.yaml"))
    return asked.removeprefix(HEAD), answered.removeprefix("format: 1\nanswers:\n")


KEYS = [
    (
        f"{MARK}      - quote: tram   # the word\n        why: So.\n{END}\n",
        f'{MARK}      - quote: tram   # the word\n        after: "is"\n        why: So.\n{END}\n',
    ),
    (
        "  loaded: {mark: [{quote: 'tram', why: So.}], otherwise: No., why: So.}  # all\n",
        "  loaded: {mark: [{quote: 'tram', after: \"is\", why: So.}], otherwise: No., why: So.}  # all\n",
    ),
    (
        f"{MARK}    - {{why: So., quote: tram}}\n{END}",
        f'{MARK}    - {{why: So., quote: tram, after: "is"}}\n{END}',
    ),
    (
        f'{MARK}      - why: So.\n        quote: "the tram"',
        f'{MARK}      - why: So.\n        quote: "the tram"',
    ),
]


@pytest.mark.sample(3)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), KEYS)
def test_an_ambiguous_quotation_gets_what_decides(
    lesson: Callable[[str, str], Path], before: str, after: str, line_end: str
) -> None:
    folder = lesson(EXERCISE, before.replace("\n", line_end))
    head = (folder / "key.yaml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end.encode())
    (folder / "key.yaml").write_bytes(head)
    run(["check", str(folder), "--fix"])
    found = (folder / "key.yaml").read_bytes().decode()
    assert found == f"format: 1\nanswers:\n{after}".replace("\n", line_end)
    if before != after:
        assert [problem.code for problem in check([folder]) if problem.code == "A502"] == []


def test_what_is_done_is_shown(
    lesson: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lesson(EXERCISE, KEYS[0][0])
    assert run(["check", "tram", "--fix", "--format", "json"]) == 1  # strands are missing
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "mended tram/key.yaml:5: A502: the quote stands in 4 places (paragraph 1, paragraph 2); "
        'after: "is" added: the first is meant; see that it is the one you mean',
        "  -       - quote: tram   # the word",
        "  +       - quote: tram   # the word",
        '  +         after: "is"',
    ]
    assert printed.out.startswith("[")
    again = (folder / "key.yaml").read_bytes()
    run(["check", "tram", "--fix"])
    assert (folder / "key.yaml").read_bytes() == again
    assert "mended" not in capsys.readouterr().err


def test_a_quotation_on_several_lines_is_left(lesson: Callable[[str, str], Path]) -> None:
    key = f"{MARK}      - quote: >-\n          tram\n        why: So.\n{END}\n"
    assert fixed(lesson(EXERCISE, key))[1] == key
    key = key.replace(">-\n          tram", '"the\n          tram"')
    assert fixed(lesson(EXERCISE, key))[1] == key


def test_ids_are_straightened_in_both_files(lesson: Callable[[str, str], Path]) -> None:
    asked = "  - id: 'Wörter, die laut sind!'  # loud\n    kind: short\n    strand: language\n    prompt: How many?\n"
    answered = "  'Wörter, die laut sind!':  # yes\n    accept: [1]\n    why: So.\n"
    assert fixed(lesson(asked, answered)) == (
        asked.replace("'Wörter, die laut sind!'", "worter-die-laut-sind"),
        answered.replace("'Wörter, die laut sind!'", "worter-die-laut-sind"),
    )


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        ("A b", "a-b", "A b"),
        ("A b", "A b", "A b"),
        ("A b", "a_b", "A b"),
        ("水", "x", "水"),
        ("A b", "x", "a-b"),
    ],
)
def test_an_id_that_would_clash_is_left(
    lesson: Callable[[str, str], Path], first: str, second: str, key: str
) -> None:
    rest = "kind: short, strand: language, prompt: How many?"
    asked = f"  - {{id: {first}, {rest}}}\n  - {{id: {second}, {rest}}}\n"
    answered = f"  {key}: {{accept: [1], why: So.}}\n"
    folder = lesson(asked, answered)
    found = [change for change in changes(ordered(check([folder]))) if change.problem.place.line == 7]
    assert found == []


def test_options_and_rows_are_not_renamed(lesson: Callable[[str, str], Path]) -> None:
    asked = "  - {id: a, kind: choice, strand: language, prompt: P, options: {One b: X, y: Y}}\n"
    answered = "  a: {options: {One b: {credit: 1, why: So.}, y: {why: So.}}, why: So.}\n"
    assert fixed(lesson(asked, answered)) == (asked, answered)


OPTIONS = "  a:\n    options:\n"
MISSING = [
    (
        f"{OPTIONS}      x:\n        credit: 1   # right\n      y: {{why: So.}}\n    why: So.\n",
        f"{OPTIONS}      x:\n        credit: 1   # right\n        # why: say why, in a sentence\n"
        "      y: {why: So.}\n    why: So.\n",
    ),
    (
        f"{OPTIONS}      x: {{credit: 1}}\n      y: {{}}\n    why: So.\n",
        f"{OPTIONS}      {NOTE}\n      x: {{credit: 1}}\n      {NOTE}\n      y: {{}}\n    why: So.\n",
    ),
    (
        "  a: {options: {x: {credit: 1}, y: {}}, why: So.}\n",
        f"  {NOTE}\n  a: {{options: {{x: {{credit: 1}}, y: {{}}}}, why: So.}}\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), MISSING)
def test_a_missing_why_is_marked_once(lesson: Callable[[str, str], Path], before: str, after: str) -> None:
    asked = "  - {id: a, kind: choice, strand: language, prompt: P, options: {x: X, y: Y}}\n"
    folder = lesson(asked, before)
    assert fixed(folder) == (asked, after)
    assert fixed(folder) == (asked, after)
    uncommented = after.replace("# why: ", "why: ")
    (folder / "key.yaml").write_text("format: 1\nanswers:\n" + uncommented)
    assert "K709" not in [problem.code for problem in check([folder])] or "# no why" in after


def test_only_chosen_codes_are_mended(lesson: Callable[[str, str], Path]) -> None:
    key = "  loaded: {mark: [{quote: tram, why: So.}], otherwise: No., why: So.}\n"
    folder = lesson(EXERCISE, key)
    assert fixed(folder, "--ignore", "A")[1] == key
    assert fixed(folder, "--only", "A502")[1] == key.replace("quote: tram", 'quote: tram, after: "is"')


def test_what_cannot_be_mended_safely_is_counted(
    lesson: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    lesson(EXERCISE, "  loaded: {mark: [{quote: >-\n    tram\n    , why: So.}], why: So.}\n")
    run(["check", "tram", "--fix"])
    capsys.readouterr()
    lesson("  - {id: 水, kind: short, strand: language, prompt: P}\n", "  水: {accept: [1], why: So.}\n")
    run(["check", "tram", "--fix"])
    assert "1 more of A502, F209, K709 could not be mended safely." in capsys.readouterr().err


def test_places_that_are_none_change_nothing(lesson: Callable[[str, str], Path]) -> None:
    folder = lesson(EXERCISE, KEYS[0][0])
    for code in ("A502", "F209", "K709"):
        for line, column in ((0, 0), (1, 1), (5, 3), (5, 9)):
            problem = Problem(
                Place(folder / "key.yaml", line, column), code, "f", "e", "x", add=('before: "a"',)
            )
            made = changes([problem])
            assert code == "K709" or made == []
            assert not any(file.document.broken for file in mended(made))


@examples(40)
@given(st.data())
def test_a_fix_never_changes_anything_else(data: st.DataObject) -> None:
    """Spellings of one key, at random: what is read afterwards is the same but for what was added."""
    import tempfile

    space = data.draw(st.sampled_from(["", " ", "   # why not", "  #why"]))
    quote = data.draw(st.sampled_from(["tram", "'tram'", '"tram"', '"tr\\x61m"']))
    flow = data.draw(st.booleans())
    deep = " " * data.draw(st.integers(0, 3))
    entry = f"{{quote: {quote}, why: So.}}" if flow else f"quote: {quote}{space}\n    {deep}  why: So."
    key = f"format: 1\nanswers:\n{MARK}    {deep}- {entry}{space if flow else ''}\n{END}\n"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tram"
        folder.mkdir()
        (folder / "article.md").write_text(ARTICLE)
        (folder / "lesson.yaml").write_text(HEAD + EXERCISE)
        (folder / "key.yaml").write_text(key)
        (file,) = mended(changes([problem for problem in check([folder]) if problem.code == "A502"]))
        value = file.document.value
        assert isinstance(value, dict)
        assert value["answers"] == {
            "loaded": {
                "mark": [{"quote": "tram", "after": "is", "why": "So."}],
                "otherwise": "No.",
                "why": "So.",
            }
        }
        assert file.text.replace(', after: "is"', "").replace(f'\n    {deep}  after: "is"', "") == key
