"""A reading as a file: what one colleague answered to a whole lesson, and nothing of the key.

::

    {"format": 1, "course": ..., "lesson": ..., "reader": ..., "text": SHA-256, "finished": true,
     "answers": {exercise id: raw answer; marks carry their words, see lessons.kinds.written_answers},
     "id": 32 random digits, "hints": {exercise id: how many were shown}, "notes": {exercise id: the reader's words}}
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from lessons.i18n import _
from lessons.kinds.kept_answers import reread
from lessons.kinds.written_answers import MOST_ENTRIES, read
from lessons.lesson.lesson import Exercise, Lesson
from lessons.loading.strict_json import JsonError, read_json_file
from lessons.model.answer import Answer, AnswerError, Mark, MarkAnswer, Raw, answer_of
from lessons.model.form import MarkForm
from lessons.reports.crosscheck import Reading
from lessons.text import normalise

FORMAT = 1
_LONGEST_NAME = 64
_MOST_HINTS = 100
_Kept = TypeVar("_Kept")
LONGEST_NOTE = 1_000
"""Characters of a reader's note on an exercise."""


@dataclass(frozen=True, slots=True)
class ReadingFile:
    """What stands in the file."""

    course: str
    lesson: str
    reader: str
    text: str
    """SHA-256 of the article's text that was read."""
    beside_text: str = ""
    """That of the second article; empty when there is none."""
    finished: bool = False
    answers: Mapping[str, Raw] = field(default_factory=dict)
    id: str = ""
    """Tells one reading from another: a copy has the same; empty in a file of an earlier version."""
    hints: Mapping[str, int] = field(default_factory=dict)
    """Per exercise how many of the author's hints the reader was shown."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Per exercise what the reader has to say about it."""


def blank_reading(lesson: Lesson, reader: str) -> ReadingFile:
    """A reading of the lesson that has just begun."""
    beside = lesson.beside.hash if lesson.beside is not None else ""
    return ReadingFile(lesson.course, lesson.id, reader, lesson.article.hash, beside, id=os.urandom(16).hex())


def as_json(reading: ReadingFile) -> str:
    """The text of the file."""
    mapping: dict[str, object] = {
        "format": FORMAT,
        "course": reading.course,
        "lesson": reading.lesson,
        "reader": reading.reader,
        "text": reading.text,
        **({"beside_text": reading.beside_text} if reading.beside_text else {}),
        "finished": reading.finished,
        **({"id": reading.id} if reading.id else {}),
        "answers": dict(reading.answers),
        **({"hints": dict(reading.hints)} if reading.hints else {}),
        **({"notes": dict(reading.notes)} if reading.notes else {}),
    }
    return json.dumps(mapping, indent=1, ensure_ascii=True) + "\n"


def read_reading(path: Path) -> ReadingFile:
    """What stands in a file. Raises ``JsonError`` for a file that is no reading, ``FileNotFoundError`` for none."""
    raw = read_json_file(path, _("a reading made by 'closeread crosscheck'"))
    if "format" not in raw or "answers" not in raw:
        fix = _(
            "this is no reading; 'closeread crosscheck LESSON --answers {file}' makes one of an answers file"
        )
        raise JsonError(f"{path}: {fix.format(file=path.name)}")
    if raw["format"] != FORMAT or isinstance(raw["format"], bool):
        template = _(
            "{file}: this program reads readings of format {format}; install the version that wrote it"
        )
        raise JsonError(template.format(file=path, format=FORMAT))
    answers = raw["answers"]
    if not isinstance(answers, dict):
        raise JsonError(_("{file}: answers: expected exercise id to answer").format(file=path))
    texts = {}
    for name in ("course", "lesson", "reader", "text"):
        value = raw.get(name)
        if not isinstance(value, str) or not value.strip():
            raise JsonError(_("{file}: {name}: expected a text").format(file=path, name=name))
        texts[name] = value
    beside, id = raw.get("beside_text"), raw.get("id")
    return ReadingFile(
        course=texts["course"],
        lesson=texts["lesson"],
        reader=" ".join(normalise(texts["reader"]).split())[:_LONGEST_NAME] or "?",
        text=texts["text"],
        beside_text=beside if isinstance(beside, str) else "",
        finished=raw.get("finished") is True,
        answers=answers,
        id=id[:_LONGEST_NAME] if isinstance(id, str) else "",
        hints=_hints(raw.get("hints")),
        notes=_notes(raw.get("notes")),
    )


def _hints(value: object) -> dict[str, int]:
    entries = value.items() if isinstance(value, dict) else ()
    return {id: count for id, count in entries if type(count) is int and 0 < count <= _MOST_HINTS}


def _notes(value: object) -> dict[str, str]:
    entries = value.items() if isinstance(value, dict) else ()
    return {id: note_of(words) for id, words in entries if isinstance(words, str) and note_of(words)}


def note_of(words: str) -> str:
    """A note as it is kept: on one line, without control characters, at most ``LONGEST_NOTE`` characters."""
    return " ".join(normalise(words).split())[:LONGEST_NOTE].strip()


def as_named_today(file: ReadingFile, lesson: Lesson) -> ReadingFile:
    """The reading under the ids of today, where exercises or what is in them were renamed with ``was``."""
    today = {old: exercise.id for exercise in lesson.exercises for old in exercise.was}
    renames = {exercise.id: exercise.renames for exercise in lesson.exercises}
    answers = {
        id: renames[id].answer(raw) if id in renames else raw for id, raw in _under(today, file.answers)
    }
    return replace(
        file, answers=answers, hints=dict(_under(today, file.hints)), notes=dict(_under(today, file.notes))
    )


def _under(today: Mapping[str, str], kept: Mapping[str, _Kept]) -> Iterator[tuple[str, _Kept]]:
    """Entries by their ids of today; one that has that id already goes before one of an earlier id."""
    for id, value in kept.items():
        if today.get(id, id) == id or today[id] not in kept:
            yield today.get(id, id), value


def fitted(reading: ReadingFile, lesson: Lesson) -> Reading:
    """The reading fitted to the lesson of today: marks in a changed text are found again, or named as lost."""
    file = as_named_today(reading, lesson)
    answers: dict[str, Answer] = {}
    lost: dict[str, tuple[str, ...]] = {}
    unfit: dict[str, str] = {}
    exercises = {exercise.id: exercise for exercise in lesson.exercises}
    for id, raw in file.answers.items():
        exercise = exercises.get(id)
        if exercise is None:
            unfit[id] = _("the lesson has no such exercise")
            continue
        try:
            answers[id], gone = _answer(exercise, raw, lesson)
        except AnswerError as error:
            unfit[id] = "; ".join(part for part in (error.found, error.expected) if part)
            continue
        if gone:
            lost[id] = gone
    moved = file.text != lesson.article.hash
    if lesson.beside is not None and file.beside_text != lesson.beside.hash:
        moved = True
    return Reading(file.reader, answers, file.finished, moved, lost, unfit, file.hints, file.notes)


def _answer(exercise: Exercise, raw: Raw, lesson: Lesson) -> tuple[Answer, tuple[str, ...]]:
    """The answer for the text of today, and the words of the marks that are lost."""
    if not isinstance(exercise.form, MarkForm) or not isinstance(raw, list):
        return read(exercise.form, raw, lesson.article, lesson.beside), ()
    if len(raw) > MOST_ENTRIES:
        raise AnswerError(f"{len(raw)} marks", f"at most {MOST_ENTRIES}")
    marks: list[Mark] = []
    gone: list[str] = []
    for mark in raw:
        answer, lost = reread(exercise.form, [mark], lesson.article, lesson.beside)
        marks += answer_of(MarkAnswer, answer).marks
        if lost:
            words = mark.get("exact") if isinstance(mark, dict) else None
            gone.append(words if isinstance(words, str) else "?")
    return MarkAnswer(tuple(marks)), tuple(gone)


def told_apart(files: Sequence[tuple[str, ReadingFile]]) -> list[str]:
    """Why some of the readings, each with the name of its file, count as one, in sentences; empty when none do.

    A copy is known by its id; of a file without one, of an earlier version, by its answers. Two readings under one name
    are one reader's.
    """
    problems = []
    for number, (file, reading) in enumerate(files):
        for earlier, other in files[:number]:
            same = reading.id == other.id if reading.id and other.id else reading.answers == other.answers
            if same:
                template = _("{file}: the same reading as {other}; leave one of them out")
            elif reading.reader.casefold() == other.reader.casefold():
                template = _(
                    "{file}: a second reading by {reader}, as {other}; leave one of them out, or, if two people have "
                    "that name, change reader: in one of the files"
                )
            else:
                continue
            problems.append(template.format(file=file, other=earlier, reader=reading.reader))
            break
    return problems
