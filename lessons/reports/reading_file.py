"""A reading as a file: what one colleague answered to a whole lesson, and nothing of the key.

::

    {"format": 1, "course": ..., "lesson": ..., "reader": ..., "text": SHA-256, "finished": true,
     "answers": {exercise id: raw answer; marks carry their words, see lessons.kinds.saved}}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.assembly.lesson import Exercise, Lesson
from lessons.disk import read_file
from lessons.exchange.strict_json import MOST_BYTES, JsonError, read_object
from lessons.i18n import _
from lessons.kinds.reading import MOST_ENTRIES, read
from lessons.kinds.saved import restore
from lessons.model.answer import Answer, AnswerError, Raw
from lessons.model.form import MarkForm
from lessons.reports.crosscheck import Reading
from lessons.text import normalise

FORMAT = 1
_LONGEST_NAME = 64


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


def blank_reading(lesson: Lesson, reader: str) -> ReadingFile:
    """A reading of the lesson that has just begun."""
    beside = lesson.beside.hash if lesson.beside is not None else ""
    return ReadingFile(lesson.course, lesson.id, reader, lesson.article.hash, beside)


def as_json(reading: ReadingFile) -> str:
    """The text of the file."""
    told: dict[str, object] = {
        "format": FORMAT,
        "course": reading.course,
        "lesson": reading.lesson,
        "reader": reading.reader,
        "text": reading.text,
        **({"beside_text": reading.beside_text} if reading.beside_text else {}),
        "finished": reading.finished,
        "answers": dict(reading.answers),
    }
    return json.dumps(told, indent=1, ensure_ascii=True) + "\n"


def read_reading(path: Path) -> ReadingFile:
    """What stands in a file. Raises ``JsonError`` when it is no reading and ``OSError`` when it cannot be read."""
    data = read_file(path, MOST_BYTES + 1)
    raw = read_object(data, str(path), _("a reading made by 'closeread crosscheck'"))
    if "format" not in raw or "answers" not in raw:
        fix = _(
            "this is no reading; 'closeread crosscheck LESSON --answers {file}' makes one of an answers file"
        )
        raise JsonError(f"{path}: {fix.format(file=path.name)}")
    if raw["format"] != FORMAT or isinstance(raw["format"], bool):
        told = _("{file}: this program reads readings of format {format}; install the version that wrote it")
        raise JsonError(told.format(file=path, format=FORMAT))
    answers = raw["answers"]
    if not isinstance(answers, dict):
        raise JsonError(_("{file}: answers: expected exercise id to answer").format(file=path))
    texts = {}
    for name in ("course", "lesson", "reader", "text"):
        value = raw.get(name)
        if not isinstance(value, str) or not value.strip():
            raise JsonError(_("{file}: {name}: expected a text").format(file=path, name=name))
        texts[name] = value
    beside = raw.get("beside_text")
    return ReadingFile(
        course=texts["course"],
        lesson=texts["lesson"],
        reader=" ".join(normalise(texts["reader"]).split())[:_LONGEST_NAME] or "?",
        text=texts["text"],
        beside_text=beside if isinstance(beside, str) else "",
        finished=raw.get("finished") is True,
        answers=answers,
    )


def fitted(file: ReadingFile, lesson: Lesson) -> Reading:
    """The reading fitted to the lesson of today: marks in a changed text are found again, or named as lost."""
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
    return Reading(file.reader, answers, file.finished, moved, lost, unfit)


def _answer(exercise: Exercise, raw: Raw, lesson: Lesson) -> tuple[Answer, tuple[str, ...]]:
    """The answer for the text of today, and the words of the marks that are lost."""
    if not isinstance(exercise.form, MarkForm) or not isinstance(raw, list):
        return read(exercise.form, raw, lesson.article, lesson.beside), ()
    if len(raw) > MOST_ENTRIES:
        raise AnswerError(f"{len(raw)} marks", f"at most {MOST_ENTRIES}")
    marks: list[Raw] = []
    gone: list[str] = []
    for mark in raw:
        found, lost = restore(exercise.form, [mark], lesson.article, lesson.beside)
        assert isinstance(found, list)  # marks are restored as marks
        marks += found
        if lost:
            words = mark.get("exact") if isinstance(mark, dict) else None
            gone.append(words if isinstance(words, str) else "?")
    return read(exercise.form, marks, lesson.article, lesson.beside), tuple(gone)


def named_apart(readings: list[Reading]) -> list[Reading]:
    """The readings with a number behind names that occur more than once."""
    seen: dict[str, int] = {}
    apart = []
    for reading in readings:
        seen[reading.reader] = seen.get(reading.reader, 0) + 1
        times = seen[reading.reader]
        apart.append(replace(reading, reader=f"{reading.reader} ({times})") if times > 1 else reading)
    return apart
