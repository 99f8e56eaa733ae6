"""What a session writes to the record (docs/record.md), and what happens when the disk refuses."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from types import MappingProxyType

from lessons.kinds.kept_answers import keep
from lessons.kinds.written_answers import answered
from lessons.lesson.lesson import Exercise, Lesson, as_renamed
from lessons.lesson.moved import earlier_name
from lessons.lesson.opening import keep_ids
from lessons.model.answer import Answer, Raw
from lessons.model.result import Result
from lessons.play.day_score import verdicts_of
from lessons.play.missed import missed_of
from lessons.play.states import ExerciseState
from lessons.record import MemoryRecord, Recorder, RecordError
from lessons.record.attempts import JOINED
from lessons.record.event import Event
from lessons.record.recorder import Receipt

NOTHING: Mapping[str, Raw] = MappingProxyType({})
"""The data of an event that has none."""


class Keeping:
    """The events of one attempt on their way to the record. What is owed is written before anything else."""

    def __init__(self, record: Recorder, course: str, lesson: str) -> None:
        self.trouble: RecordError | None = None
        """Why the last thing could not be kept; ``None`` while everything is."""
        self._record, self._course, self._lesson = record, course, lesson
        self._owed: list[Event] = []
        self._in_use = isinstance(record, MemoryRecord)

    def taken_up(self, lesson: Lesson) -> list[Event]:
        """The events of the lesson so far, under the ids of today; those of its earlier name are joined to it.

        Raises ``RecordError`` when they cannot be read.
        """
        events = [*self._record.events(lesson.course, lesson.id)]
        if not events and (earlier := earlier_name(lesson, self._record.everything())):
            self.log(JOINED, "", {"course": earlier[0], "lesson": earlier[1]}, sync=True)
            events = [*self._record.events(lesson.course, lesson.id)]
        return as_renamed(lesson, events)

    def puts_into_use(self, lesson: Lesson) -> None:
        """With an answer that is kept, a lesson in one file is in use: its ids are kept beside it, if they can be.

        Only where the learner's own records are known: what is tried out leaves no trace.
        """
        if self._in_use or lesson.home is None:
            return
        self._in_use = True
        with suppress(OSError):  # a folder that others may read alone; its author keeps them on assigning it
            keep_ids(lesson.folder)

    def append(
        self, name: str, exercise: str, data: Mapping[str, Raw], *, sync: bool, owe: bool = False
    ) -> Receipt | None:
        """Keep an event. Raises ``RecordError`` when the disk refuses; with ``owe`` it is kept for later instead.

        A record that answers later gives a receipt: hand its outcome to ``answered``.
        """
        event = Event(name, self._course, self._lesson, exercise, data)
        try:
            self._settle()
            return self._write(event, sync=sync)
        except RecordError:
            if not owe:
                raise
            self._owed.append(event)
            return None

    def answered(self, refusal: RecordError | None) -> None:
        """Take note of what a record said later: why it refused, or that it kept the event."""
        self.trouble = refusal

    def log(
        self, name: str, exercise: str, data: Mapping[str, Raw] = NOTHING, *, sync: bool = False
    ) -> Receipt | None:
        """Keep an event that is not an answer; a failure shows in ``trouble`` and is not raised."""
        with suppress(RecordError):
            return self.append(name, exercise, data, sync=sync)
        return None

    def settle(self) -> None:
        """Write what is owed, if the disk accepts it by now."""
        with suppress(RecordError):
            self._settle()

    def _settle(self) -> None:
        while self._owed:
            self._write(self._owed[0], sync=True)
            del self._owed[0]

    def _write(self, event: Event, *, sync: bool) -> Receipt | None:
        try:
            receipt = self._record.append(event, sync=sync)
        except RecordError as error:
            self.trouble = error
            raise
        if receipt is None:
            self.trouble = None
        return receipt


def committed(lesson: Lesson, exercise: Exercise, state: ExerciseState) -> dict[str, Raw]:
    """The data every submission has, with the draft as the answer."""
    data: dict[str, Raw] = {
        "answer": kept_draft(lesson, exercise, state.draft),
        "text": lesson.article.hash,
        "weight": ratio(exercise.weight),
        "sure": state.certainty,
        "hints": state.hints,
        "seconds": round(state.seconds, 1),
    }
    if lesson.beside is not None:
        data["beside_text"] = lesson.beside.hash
    if lesson.seal is not None:
        data["pack"] = lesson.seal.pack
    return data


def kept_draft(lesson: Lesson, exercise: Exercise, draft: Answer | None) -> Raw:
    """A draft in the form the record keeps; blank when nothing was done."""
    return keep(exercise.form, answered(exercise.form, draft), lesson.article, lesson.beside)


def graded(exercise: Exercise, result: Result, version: str, *, practice: bool) -> dict[str, Raw]:
    """The further data of a graded submission; ``version`` is that of the key."""
    score, chance = ratio(result.score), ratio(result.chance)
    come_back = () if result.rubric else missed_of(exercise.form, result.parts)  # no tick is no mistake
    missed: list[Raw] = [one.item for one in come_back]
    grading: dict[str, Raw] = {"practice": practice, "key": version, "score": score, "chance": chance}
    return {**grading, "missed": missed, "verdicts": verdicts_of(exercise.form, result.parts)}


def unscored(*, in_time: bool) -> dict[str, Raw]:
    """The further data in a test: no score, as its key is sealed. An answer not handed in in time was ``taken``."""
    taken: dict[str, Raw] = {} if in_time else {"taken": True}
    return {"practice": False, "sealed": True, **taken}


def opening(lesson: Lesson, version: str) -> dict[str, Raw]:
    """The data of an ``opened`` event; ``version`` is that of the program."""
    data: dict[str, Raw] = {"version": version, "text": lesson.article.hash}
    if lesson.seal is not None:
        data |= {"pack": lesson.seal.pack, "seal": lesson.seal.digest}
    return data


def ratio(value: Fraction) -> str:
    """A fraction as the record writes it, exactly: ``"3/4"``."""
    return f"{value.numerator}/{value.denominator}"
