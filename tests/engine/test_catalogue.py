"""The catalogue lists courses quickly and forgives whatever a file holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.loading.catalogue import (
    course_id,
    courses,
    find_lesson,
    is_course,
    is_folder_name,
    is_lesson,
    near_names,
    read_card,
    read_course,
    shipped,
    shipped_courses,
)
from lessons.model.course import Minutes
from tests.helpers.file_modes import bound_by_modes
from tests.helpers.place import here

LESSON = """\
format: 1
title: The  unsigned column
summary: A column with no author.
minutes: 45
level: 2
goals: [Tell the voices apart.]
exercises:
  - {id: one, kind: mark, rows: {id: no}}
  - id: two
    prompt: x
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "my-course"
    folder.mkdir()
    (folder / "course.yaml").write_text(
        "format: 1\ntitle: Mine\nsummary: S\nlanguage: de\nlessons: [one, two]\n"
    )
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "lesson.yaml").write_text(LESSON)
        (folder / name / "key.yaml").write_text("format: 1\n")
    return folder


def test_a_course(course: Path) -> None:
    found = read_course(course)
    assert (found.id, found.title, found.summary, found.language) == ("my-course", "Mine", "S", "de")
    assert found.trouble == ""
    assert found.glossary == shipped() / "techniques.yaml"
    assert [card.id for card in found.lessons] == ["one", "two"]
    card = found.lessons[0]
    assert card.folder == course / "one"
    assert (card.title, card.minutes, card.level) == ("The unsigned column", Minutes(45), 2)
    assert card.goals == ("Tell the voices apart.",)
    assert card.exercises == ("one", "two")
    assert card.trouble == ""


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "lesson.yaml:1:1: Y120: nothing but space"),
        ("title: [", "lesson.yaml:1:9: Y107:"),
        ("title: x", "lesson.yaml: the line 'format: 1' is missing"),
        ("format: 2", "lesson.yaml: this file has format 2; this program reads format 1"),
        ("- format: 1", "lesson.yaml: the line 'format: 1' is missing"),
        ("format: 1\ntitle: a\x1b[2J", "lesson.yaml:2:9: Y105: the character U+001B (ESC)"),
        ("format: 1\nminutes: [x]\nlevel: 99999999\ngoals: {a: b}\nexercises: none\ntitle:", ""),
        ("format: 1\nexercises: [x, {id: [y]}, {kind: mark}, [], {id: z}]\ngoals: [[x], y]", ""),
    ],
)
def test_a_broken_lesson_keeps_its_place_and_says_why(course: Path, text: str, trouble: str) -> None:
    (course / "one" / "lesson.yaml").write_text(text)
    card = read_course(course).lessons[0]
    assert card.id == "one"
    assert card.title
    assert trouble in card.trouble
    assert bool(trouble) == bool(card.trouble)
    assert card.trouble.isprintable()


def test_lessons_that_are_not_there(course: Path) -> None:
    (course / "one" / "lesson.yaml").unlink()
    (course / "two" / "key.yaml").unlink()
    one, two = read_course(course).lessons
    assert "there is no such file" in one.trouble
    assert "key.yaml: there is no such file" in two.trouble


@pytest.mark.parametrize(
    "name", ["../one", "..", ".", "a/b", "a\\b", "/etc", "c:x", "a\nb", " a", "", "\u202ea", "x" * 101]
)
def test_a_lesson_lies_in_its_course(course: Path, name: str) -> None:
    assert not is_folder_name(name)
    card = read_card(course, name)
    assert "is not the name of a folder" in card.trouble
    assert card.folder == course
    assert card.trouble.isprintable()
    assert card.title.isprintable()


def test_folder_names() -> None:
    assert all(map(is_folder_name, ["one", "unsigned-column", "Lektion 3", "урок", "a.b"]))


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (None, "there is no such file"),
        ("format: 1\ntitle: x\nlessons: [", "Y107"),
        ("format: 3\n", "format 3"),
        ("x", "'format: 1' is missing"),
    ],
)
def test_a_broken_course_has_trouble_and_no_lessons(course: Path, text: str | None, trouble: str) -> None:
    if text is None:
        (course / "course.yaml").unlink()
    else:
        (course / "course.yaml").write_text(text)
    found = read_course(course)
    assert trouble in found.trouble
    assert found.lessons == ()
    assert found.id == "my-course"


def test_lessons_are_listed_once_and_only_names_count(course: Path) -> None:
    (course / "course.yaml").write_text("format: 1\nlessons: [two, one, two, [x], {a: b}, ]\n")
    found = read_course(course)
    assert [card.id for card in found.lessons] == ["two", "one"]
    assert found.title == "my-course"


def test_the_glossary_is_the_named_one_the_own_one_or_the_shipped_one(course: Path) -> None:
    (course / "techniques.yaml").write_text("format: 1\n")
    assert read_course(course).glossary == course / "techniques.yaml"
    (course / "course.yaml").write_text("format: 1\ntechniques: words.yaml\n")
    assert read_course(course).glossary == course / "words.yaml"
    (course / "course.yaml").write_text("format: 1\ntechniques: ../words.yaml\n")
    assert read_course(course).glossary == course / "techniques.yaml"


def test_the_shipped_courses_are_found_and_whole_and_close_to_home_comes_first() -> None:
    found = courses(shipped_courses())
    assert [course.title for course in found] == ["Close to home", "Five articles about one war"]
    assert [course.id for course in found] == ["close-to-home", "content"]
    for course in found:
        assert course.trouble == ""
        assert course.lessons
        assert [card.trouble for card in course.lessons] == [""] * len(course.lessons)
    ids = [card.id for course in found for card in course.lessons]
    assert len(set(ids)) == len(ids), "each lesson can be called by its name alone"


def test_courses_of_the_path_variable(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = course.parent / "nowhere"
    monkeypatch.setenv(
        "CLOSEREAD_PATH", os.pathsep.join([str(course), "", str(elsewhere), str(course), "~nobody-here/x"])
    )
    assert here().courses == (*shipped_courses(), course, elsewhere, Path("~nobody-here/x"))
    found = courses(here().courses)
    assert [bool(one.trouble) for one in found] == [False, False, False, True, True]
    assert courses([course]) == (read_course(course),)


def test_finding_a_lesson(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = courses([course])
    assert find_lesson("one", known) == course / "one"
    assert find_lesson("my-course/two", known) == course / "two"
    assert find_lesson(str(course / "one"), ()) == course / "one"
    assert find_lesson(str(course / "one" / "lesson.yaml"), ()) == course / "one"
    for name in ("three", "", "/", "\0", "x" * 5000, str(course), "~nobody-here"):
        assert find_lesson(name, known) is None
    monkeypatch.chdir(course)
    (course / "own").mkdir()
    (course / "own" / "lesson.yaml").write_text(LESSON)
    assert find_lesson("own", known) == Path("own")
    assert find_lesson("one", known) == course / "one", "a known lesson wins over a folder of its name"


def test_near_names(course: Path) -> None:
    known = courses([course])
    assert near_names("tow", known) == ["two"]
    assert near_names("my-course/ONE", known) == ["one"]
    assert near_names("something else", known) == []


def test_folders_that_may_not_be_looked_into(course: Path) -> None:
    (course / "one").chmod(0)
    try:
        with bound_by_modes():
            assert isinstance(is_lesson(course / "one"), bool)
            assert read_course(course).lessons[0].id == "one"
    finally:
        (course / "one").chmod(0o700)
    assert not is_course(Path("a\0b"))
    assert not is_course(Path("x" * 5000))
    assert course_id(Path("a\x1b\0b")) == "a\\x1b\\x00b"


def test_links_in_a_circle(course: Path) -> None:
    loop = course / "loop"
    loop.symlink_to(loop)
    assert read_course(loop).trouble
    assert find_lesson(str(loop), ()) is None


def test_the_catalogue_loads_neither_the_validator_nor_the_markdown_parser() -> None:
    code = (
        "import sys; from lessons.loading.catalogue import courses, shipped; assert courses([shipped()]);"
        "print([name for name in ('pydantic', 'markdown_it', 'textual', 'click') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
