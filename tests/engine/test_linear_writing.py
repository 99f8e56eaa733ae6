"""A lesson written line by line, as a blind author writes it."""

from io import StringIO
from pathlib import Path

import pytest

from lessons.cli.linear.lesson_writing import run
from tests.helpers.writing import empty_lesson, whole_lesson

HEAD = "title: The fight for the pool\nbeside: beside.md\nexercises:\n"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return empty_lesson(tmp_path)


def said(lesson: Path, *lines: str) -> str:
    out = StringIO()
    assert run(lesson, StringIO("".join(f"{line}\n" for line in lines)), out) == 0
    return out.getvalue()


def file_of(lesson: Path) -> str:
    return (lesson / "lesson.yaml").read_text("utf-8")


def test_a_choice_question_by_question(empty: Path) -> None:
    told = said(
        empty,
        "add",
        "add 3",
        "Who says it?",
        "1",
        "",
        "The writer",
        "Nobody is quoted.",
        "The mayor",
        "",
        "",
        "Look.",
    )
    assert "1. find the writer's words in the text (mark)" in told
    assert file_of(empty) == (
        f"{HEAD}  - choice: Who says it?\n    strand: language\n    answers:\n      - right: The writer\n"
        "        why: Nobody is quoted.\n      - wrong: The mayor\n    why: Look.\n"
    )


def test_words_of_the_article_are_found_and_told_apart(empty: Path) -> None:
    told = said(
        empty, "add mark", "", "1-3", "slam the gats", "slam the gates", "2", "close", "", "No bang.", "trap: the town",
        "1", "Just a town.", "stop",
    )  # fmt: skip
    assert "The closest are: slam the gates" in told
    assert "Which? Say the number." in told
    assert "      - find: slam the gates\n        technique: exaggeration\n        plain: close\n" in file_of(
        empty
    )
    assert "      - trap: the town\n" in file_of(empty)
    assert "        why: Just a town.\n" in file_of(empty)


def test_what_is_there_is_kept_changed_emptied_and_taken_back(tmp_path: Path) -> None:
    lesson = whole_lesson(tmp_path)
    before = file_of(lesson)
    said(lesson, "open 3", "", "", "", "wrong:", "stop")
    assert file_of(lesson) == before
    said(lesson, "open 3", "Why?", "back", "", "-", "stop")
    assert "  - choice: Why?\n    where: 3\n" in file_of(lesson)
    told = said(lesson, "remove 13", "undo", "list")
    assert "13. compare: The Bulletin has an attitude too." in told


def test_notes_and_what_is_to_do(empty: Path) -> None:
    told = said(
        empty, "notes", "good: nine to six", "The vote in numbers.", "", "todo", "nonsense", "read 2", "help"
    )
    assert file_of(empty).endswith("notes:\n  - good: nine to six\n    why: The vote in numbers.\n")
    assert "nonsense is no command here." in told
    assert "2. The vote on Tuesday, nine to six" in told


def test_a_file_that_cannot_be_read_is_named_and_never_written(empty: Path) -> None:
    broken = 'title: "The fight\nexercises:\n'
    (empty / "lesson.yaml").write_text(broken)
    assert said(empty, "add 3", "quit").startswith("lesson.yaml, line 1: ")
    assert file_of(empty) == broken


class HandAtTheFile(StringIO):
    """Lines of an author whose other hand breaks the file when the question is typed."""

    def __init__(self, lesson: Path, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self.lesson = lesson

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        line = super().readline()
        if line.startswith("Who"):
            (self.lesson / "lesson.yaml").write_text(file_of(self.lesson).replace("title: ", 'title: "'))
        return line


def test_leaving_with_answers_that_the_file_could_not_take_is_told(empty: Path) -> None:
    for leaving in (["quit", "quit"], []):
        (empty / "lesson.yaml").write_text(HEAD)
        out = StringIO()
        assert run(empty, HandAtTheFile(empty, "add 3", "Who says it?", *leaving), out) == 1
        assert "not in lesson.yaml yet" in out.getvalue()
        assert "Everything is in" not in out.getvalue()
        assert "Who says it?" not in file_of(empty)


def test_a_fault_with_one_reading_is_mended_and_taken_back(empty: Path) -> None:
    sound = f"{HEAD}  - mark:\n    phrases:\n      - find: slam the gates\n        why: To close.\n    why: Look.\n"
    broken = sound.replace("slam the gates", "slams the gates")
    (empty / "lesson.yaml").write_text(broken)
    assert "(mend 1: puts “slam the gates” there" in said(empty, "todo", "mend 1", "mend 7", "quit")
    assert file_of(empty).startswith(HEAD)
    assert file_of(empty) == sound
    (empty / "lesson.yaml").write_text(broken)
    assert "Undone." in said(empty, "mend 1", "undo", "quit")
    assert file_of(empty) == broken


def test_what_stands_behind_the_texts_is_asked_of_the_lesson(empty: Path) -> None:
    said(empty, "lesson", *[""] * 7, "NATO", "A group of states.", "The strait", "A way for ships.", "")
    background = (
        "background:\n  - name: NATO\n    text: A group of states.\n"
        "  - name: The strait\n    text: A way for ships.\n"
    )
    assert file_of(empty) == HEAD.replace("exercises:", f"{background}exercises:")
    told = said(empty, "lesson", *[""] * 8, "A bond of states.", "stop")
    assert "Background? [now: NATO]" in told
    assert file_of(empty) == HEAD.replace("exercises:", f"{background.replace('group', 'bond')}exercises:")


@pytest.mark.parametrize("listed", ["NATO", "{NATO: A group}", "[NATO]", "[{name: {a: 1}}]"])
def test_another_background_is_for_the_editor(empty: Path, listed: str) -> None:
    before = HEAD.replace("exercises:", f"background: {listed}\nexercises:")
    (empty / "lesson.yaml").write_text(before)
    said(empty, "lesson", *[""] * 12)
    assert file_of(empty) == before
