"""What teachers mistype, in a lesson in one file and in one in two: one message each, at its line, with a true fix.

A mistake whose follow-up errors are told beside it hides what there is to mend; so each of these is told alone.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lessons.checking.run import check
from lessons.loading.catalogue import comes_without_text
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import Problem, Severity

TESTS = Path(__file__).parents[1]
SHORT = TESTS / "pool" / "eleven-short"
FULL = TESTS / "pool" / "eleven-full"
TINY = TESTS / "course" / "tiny"


def copied(lesson: Path, folder: Path) -> Path:
    """A copy of a lesson with its course."""
    shutil.copytree(lesson.parent, folder / "course")
    return folder / "course" / lesson.name


def told(lesson: Path, before: frozenset[str] = frozenset()) -> list[Problem]:
    """What is said of a lesson, without advice and what was said of it before."""
    problems = (one for one in check([lesson]) if one.severity is not Severity.ADVICE)
    return [one for one in problems if f"{one.code} {one.found}" not in before]


def mistyped(lesson: Path, file: str, old: str, new: str) -> tuple[int, list[Problem]]:
    """The line of the change, and what is said of it."""
    before = frozenset(f"{one.code} {one.found}" for one in told(lesson))
    path = lesson / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text.partition(old)[0].count("\n") + 1, told(lesson, before)


@dataclass(frozen=True)
class Mistake:
    """Words of a file that are mistyped, and the one message that is wanted."""

    form: str
    about: str
    file: str
    offset: int
    """Lines from the first one that is changed to that of the message."""
    code: str
    fix: str
    old: str
    new: str


def mistakes() -> Iterator[Mistake]:
    """Those of the fixture. ``\\n`` stands for a line end at the end of the words."""
    text = (Path(__file__).parent / "fixtures" / "mistakes.txt").read_text("utf-8")
    for case in text.split("\n=== ")[1:]:
        head, _, rest = case.partition("\n")
        old, _, new = rest.removesuffix("\n").partition("\n--->\n")
        form, about, file, offset, code, fix = head.split(" | ")
        yield Mistake(
            form, about, file, int(offset), code, fix, old.replace("\\n", "\n"), new.replace("\\n", "\n")
        )


@pytest.mark.sample(24)
@pytest.mark.parametrize("mistake", [*mistakes()], ids=lambda one: f"{one.form}, {one.about}")
def test_a_mistake_is_one_message(tmp_path: Path, mistake: Mistake) -> None:
    lesson = copied(SHORT if mistake.form == "one file" else TINY, tmp_path)
    line, problems = mistyped(lesson, mistake.file, mistake.old, mistake.new)
    (problem,) = problems
    place = (problem.place.file.name, problem.place.line, problem.code)
    assert place == (mistake.file, line + mistake.offset, mistake.code)
    assert mistake.fix in problem.fix


READ = {
    "a range in words": ("    where: 1-3", "    where: 1 to 3"),
    "a range with a long dash": ("    where: 1-3", "    where: 1–3"),
    "a range from behind": ("    where: 1-3", "    where: 3-1"),
    "yes in capitals": ("        named: yes", "        named: Yes"),
    "or between two steps": ("        is: 4 to 5", "        is: 4 or 5"),
    "a stroke between two steps": ("        is: 4 to 5", "        is: 4/5"),
}


@pytest.mark.parametrize("way", READ)
def test_another_way_of_writing_is_read(tmp_path: Path, way: str) -> None:
    assert mistyped(copied(SHORT, tmp_path), "lesson.yaml", *READ[way])[1] == []


@pytest.mark.parametrize("text", ["", "Dear all, this is my lesson.\n", "- choice: A?\n", '{"title": 1'])
def test_of_what_is_no_lesson_yet_no_second_file_is_asked(tmp_path: Path, text: str) -> None:
    lesson = copied(SHORT, tmp_path)
    (lesson / "lesson.yaml").write_text(text)
    assert {one.place.file.name for one in told(lesson)} == {"lesson.yaml"}


OF_TWO_FILES = re.compile(
    r"key\.yaml|(?:in|of|to) lesson\.yaml|class (?:it )?as|\bclaim:|\baccept:|\breject\b|annotations|credits"
    r"|under answers|'(?:original|mark|prompt)'; expected (?:original|mark|prompt)"
)
VALUES = ("zzz", "[]", "{}", "99", "-1", "[zzz, yyy]", "yes", "", "{a: b}", '"*"')


def one_line_wrong(lines: list[str]) -> Iterator[str]:
    """The file with one line left out, doubled, under another name, or with another value: all of them."""
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        changed = [[], [line, line], [re.sub(r"[\w-]+:", "zzzz:", line, count=1)]]
        match = re.match(r"( *(?:- )?[\w-]+:)", line)
        changed += [[f"{match[1]} {value}"] for value in VALUES] if match is not None else []
        for new in changed:
            yield "\n".join([*lines[:at], *new, *lines[at + 1 :]])


@pytest.mark.sample(1)
@pytest.mark.parametrize("count", [25, pytest.param(600, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("lesson", [SHORT, FULL], ids=lambda path: path.name)
def test_no_message_on_one_file_speaks_of_two(tmp_path: Path, lesson: Path, count: int) -> None:
    folder = copied(lesson, tmp_path)
    path = folder / "lesson.yaml"
    texts = [*one_line_wrong(path.read_text("utf-8").split("\n"))]
    for text in texts[:: max(1, len(texts) // count)]:
        path.write_text(text, "utf-8")
        if comes_without_text(read_yaml(path).value):
            continue  # a lesson whose text is elsewhere, which has a key.yaml
        for problem in check([folder]):
            words = f"{problem.found}; expected {problem.expected}; {problem.fix}"
            assert not OF_TWO_FILES.search(words), words
            assert problem.place.file.name in ("lesson.yaml", "SOURCES.md", folder.name), words


def test_a_second_article_that_is_missing_is_told_in_words_of_one_file(tmp_path: Path) -> None:
    folder = copied(FULL, tmp_path)
    path = folder / "lesson.yaml"
    path.write_text(path.read_text("utf-8").replace("beside: beside.md\n", "", 1), "utf-8")
    problems = [*check([folder])]
    assert {"F307", "K707"} <= {one.code for one in problems}
    assert not [one for one in problems if OF_TWO_FILES.search(one.fix)]
