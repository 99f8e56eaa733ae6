"""Every code of docs/checks.md has an example: told at its place when wrong, and not when mended."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.checking.run import check
from lessons.loading.article_source import MAX_LINES
from lessons.loading.source import MAX_BYTES
from lessons.loading.yaml_events import MAX_DEPTH, MAX_NODES, MAX_SCALAR
from lessons.model.problem import Problem, Severity
from tests.helpers.check_examples import LESSON, PAGES, ROOT, Example, examples, part_of, write

EXAMPLES = examples()
ROW = re.compile(r"^\| ([YFGAKL]\d{3}) \| (warning|advice)?", re.MULTILINE)
DOCUMENTED = {
    code: severity or "error"
    for code, severity in ROW.findall((ROOT / "docs" / "checks.md").read_text("utf-8"))
}
BEHIND_THE_KINDS = {"L801", "L802", "L803"}
"""Told of a kind whose key, blank or lazy answer scores what it must not; no kind does, so their test is made up."""

OF_TWO_LESSONS = {"L814"}
"""Told of a course of two lessons, which an example does not hold; tests/engine/test_check_tells.py makes them."""

OF_CONVERT = {"F313"}
"""Told by another command; tests/engine/test_converting.py asks for it."""
OF_RECORDS = {"L817"}
"""Told of answers on this machine, which an example does not hold; tests/engine/test_renamed_ids.py makes them."""


def told(folder: Path, example: Example, sign: str) -> list[tuple[str, int, int, str]]:
    """What is told of an example, with places in its parts."""
    found = []
    for problem in check([folder]):
        name, line = part_of(problem.place.file, problem.place.line, example.parts, sign)
        found.append((name, line, problem.place.column, problem.code))
    return found


@pytest.mark.sample(40)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_the_wrong_lines_are_told_and_the_mended_ones_are_not(tmp_path: Path, example: Example) -> None:
    wrong = told(write(tmp_path / "wrong", example.parts, "-"), example, "-")
    assert set(wrong) == example.places
    assert example.code in {code for *_place, code in wrong}
    assert told(write(tmp_path / "mended", example.parts, "+"), example, "+") == []


@pytest.mark.thorough
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_the_page_says_how_bad_it_is(tmp_path: Path, example: Example) -> None:
    problems = [
        problem for problem in check([write(tmp_path, example.parts, "-")]) if problem.code == example.code
    ]
    kinds = {problem.severity.value for problem in problems}
    exceptions = {
        "K603": {"error"},
        "K607": {"error", "warning"},
    }  # errors or warnings, as the page says in words
    assert kinds <= exceptions.get(example.code, {DOCUMENTED[example.code]})


# What cannot be shown on a page -----------------------------------------------------------------------------------


def put(name: str, data: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / LESSON / name
        path.unlink()
        path.write_bytes(data)

    return change


def add(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / LESSON / name
        path.write_bytes(path.read_bytes() + text.encode())

    return change


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / LESSON / name).unlink()


def as_folder(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / LESSON / name).unlink()
        (folder / LESSON / name).mkdir()

    return change


def after_the_answers(text: str) -> Callable[[Path], None]:
    return add("key.yaml", text)


HEBREW = "\n\u05d4\u05de\u05d5\u05e2\u05e6\u05d4 \u05d4\u05d7\u05dc\u05d9\u05d8\u05d4.\n"
ARTICLE = b"---\ntitle: T\nlanguage: en\n---\n\n"
UNSEEN: dict[str, tuple[Callable[[Path], None], tuple[str, int, int]]] = {
    "Y101": (without("key.yaml"), ("key.yaml", 0, 0)),
    "Y102": (as_folder("key.yaml"), ("key.yaml", 0, 0)),
    "Y103": (put("key.yaml", b"# " + b"x" * MAX_BYTES), ("key.yaml", 0, 0)),
    "Y104": (put("key.yaml", b"format: 1\nanswers: {a: \xff}\n"), ("key.yaml", 2, 14)),
    "Y105": (after_the_answers("# \x1b[31m\n"), ("key.yaml", 6, 3)),
    "Y108": (after_the_answers("dated: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)), ("key.yaml", 6, 31)),
    "Y109": (after_the_answers("credits: [" + "a, " * (MAX_NODES // 2) + "a]\n" + "dated: [" + "a, " * (MAX_NODES // 2)
                               + "a]\n"), ("key.yaml", 7, 0)),
    "Y110": (after_the_answers(f"dated: {'x' * (MAX_SCALAR + 1)}\n"), ("key.yaml", 6, 8)),
    "F111": (put("article.md", ARTICLE + b"a\n" * MAX_LINES), ("article.md", 1, 1)),
    "L809": (without("SOURCES.md"), ("SOURCES.md", 0, 0)),
    "L816": (add("article.md", HEBREW), ("lesson.yaml", 0, 0)),
}  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize("code", UNSEEN)
def test_what_cannot_be_shown_on_a_page(tmp_path: Path, code: str) -> None:
    change, (name, line, column) = UNSEEN[code]
    folder = write(tmp_path, {}, "-")
    assert list(check([folder])) == []
    change(folder)
    problems = [problem for problem in check([folder]) if problem.code == code]
    assert [(problem.place.file.name, problem.place.line) for problem in problems] == [(name, line)]
    assert column == 0 or problems[0].place.column == column
    assert problems[0].severity is Severity(DOCUMENTED[code])


def test_a_path_that_is_no_lesson(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "notes.txt", tmp_path / "empty", tmp_path / "nowhere"):
        (problem,) = check([path])
        assert (problem.code, problem.place.file) == ("L808", path)


def test_a_kind_that_scores_what_it_must_not_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key below 100, a blank answer above 0 and a lazy one that wins: none of the kinds does it, so one is bent."""
    from fractions import Fraction
    from typing import Any

    from lessons.kinds.short import BoundShort
    from lessons.model.result import Score

    score = BoundShort.score
    for bent, code in ((Fraction(1, 2), "L801"), (Fraction(1), "L802"), (Fraction(1), "L803")):

        def wrong(self: BoundShort, answer: Any, code: str = code, bent: Fraction = bent) -> Score:
            right = score(self, answer)
            is_asked = {"L801": right.score == 1, "L802": not answer.text, "L803": answer.text == "*"}[code]
            return Score(bent, right.parts, right.arithmetic) if is_asked else right

        monkeypatch.setattr(BoundShort, "score", wrong)
        folder = write(tmp_path / code, {}, "-")
        problems = [problem for problem in check([folder]) if problem.code == code]
        assert [problem.place.line for problem in problems] == [3, 4, 5]


def test_a_complaint_that_nobody_foresaw_has_words_too() -> None:
    from lessons.loading.validation import word

    assert word("unheard_of", "x", {}).code == "F210"


def test_every_code_has_its_example() -> None:
    shown = [example.code for example in EXAMPLES]
    assert len(set(shown)) == len(shown)
    others = {*UNSEEN, "L808", "F210", *BEHIND_THE_KINDS, *OF_TWO_LESSONS, *OF_RECORDS, *OF_CONVERT}
    assert set(shown).isdisjoint(others)
    assert {*shown, *others} == set(DOCUMENTED)
    for page in PAGES:
        codes = re.findall(r"^## ([A-Z]\d{3}): \S", page.read_text("utf-8"), re.MULTILINE)
        assert codes == sorted(codes, key=lambda code: (code[0] == "G", code))


def test_a_broken_glossary_is_told_once_and_not_in_every_exercise(tmp_path: Path) -> None:
    parts = {
        "techniques.yaml": " format: 1\n families: {}\n techniques: {a: {family: b, name: A, definition: D.}}\n",
        "key": " annotations:\n - {quote: reckless, technique: a, why: So.}\n",
    }
    folder = write(tmp_path, parts, "-")
    problems: list[Problem] = list(dict.fromkeys(check([folder])))
    assert [(problem.place.file.name, problem.code) for problem in problems] == [("techniques.yaml", "G401")]
    assert [problem.code for problem in check([folder / LESSON])] == ["G401"]
