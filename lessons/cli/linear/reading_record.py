"""The record of a blind reading: each answer goes into the reader's file at once, nothing else is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lessons.disk import make_folder, replace_file
from lessons.i18n import _
from lessons.kinds.saved import keep, reread
from lessons.lesson.lesson import Lesson
from lessons.model.answer import Answer, AnswerError, Raw
from lessons.record.event import Event
from lessons.record.recorder import RecordError
from lessons.reports.reading_file import ReadingFile, as_json


class ReadingRecord:
    """Keeps the answers of one reading; implements ``Recorder`` for a session that never commits."""

    def __init__(self, path: Path, reading: ReadingFile, lesson: Lesson) -> None:
        self.path, self.lesson = path, lesson
        self._before = reading
        self.reading = _today(reading, lesson)

    @property
    def answered(self) -> frozenset[str]:
        """The exercises with an answer: something, or a blank that was handed in."""
        return frozenset(self.reading.answers)

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an answer; blank ones count only once they are handed in. Raises ``RecordError``."""
        if event.name == "draft":
            answer = event.data.get("answer")
            if answer or event.exercise in self.reading.answers:
                self._keep(event.exercise, answer)
        elif event.name == "hint":
            count = event.data.get("n")
            if isinstance(count, int):
                self._add(replace(self.reading, hints={**self.reading.hints, event.exercise: count}))

    def note(self, exercise: str, words: str) -> None:
        """Keep what the reader has to say about an exercise; nothing takes it back. Raises ``RecordError``."""
        notes = {id: told for id, told in self.reading.notes.items() if id != exercise}
        self._write(replace(self.reading, notes={**notes, exercise: words} if words else notes))

    def _add(self, reading: ReadingFile) -> None:
        """Keep it with the next answer when there is no file yet: who only looks leaves nothing behind."""
        self.reading = reading
        if reading.answers or reading.notes:
            self._write(reading)

    def everything(self) -> Sequence[Event]:
        """Nothing: no lesson was answered here before."""
        return ()

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The answers of the file as they were read, so that marks lost in a changed text are counted."""
        for id, answer in self._before.answers.items():
            yield Event("draft", course, lesson, id, {"answer": answer})
        for id, count in self._before.hints.items():
            yield Event("hint", course, lesson, id, {"n": count})
        ids = [exercise.id for exercise in self.lesson.exercises]
        first = next((index for index, id in enumerate(ids) if id not in self._before.answers), len(ids) - 1)
        if self._before.answers:
            yield Event("moved", course, lesson, data={"index": first})

    def hand_in(self, exercise: str, answer: Answer) -> None:
        """Keep an answer, blank or not. Raises ``RecordError``."""
        form = self.lesson.exercise(exercise).form
        self._keep(exercise, keep(form, answer, self.lesson.article, self.lesson.beside))

    def finish(self) -> None:
        """Say in the file that the reader is done. Raises ``RecordError``."""
        self._write(replace(self.reading, finished=True))

    def _keep(self, exercise: str, answer: Raw) -> None:
        self._write(replace(self.reading, answers={**self.reading.answers, exercise: answer}))

    def _write(self, reading: ReadingFile) -> None:
        self.reading = reading  # what is not on the disk yet goes there with the next answer
        try:
            write_reading(self.path, reading)
        except OSError as error:
            raise RecordError(
                str(self.path),
                error.strerror or type(error).__name__,
                _("a file that can be written"),
                _("mend it and type 'commit' again, or leave and name another file with -o"),
            ) from error


def write_reading(path: Path, reading: ReadingFile) -> None:
    """Write the file whole, or leave it as it was; makes its folder. Raises ``OSError``."""
    make_folder(path.parent)
    replace_file(path, as_json(reading).encode())


def _today(reading: ReadingFile, lesson: Lesson) -> ReadingFile:
    """The reading with its marks where they stand in the text of today; what no longer fits is left out."""
    answers: dict[str, Raw] = {}
    for exercise in lesson.exercises:
        if exercise.id in reading.answers:
            try:
                answer, _lost = reread(
                    exercise.form, reading.answers[exercise.id], lesson.article, lesson.beside
                )
                answers[exercise.id] = keep(exercise.form, answer, lesson.article, lesson.beside)
            except AnswerError:
                continue
    beside = lesson.beside.hash if lesson.beside is not None else ""
    return replace(reading, text=lesson.article.hash, beside_text=beside, answers=answers)
