"""Who of a class marked a phrase, with which words, and what they called it: learner by learner, on demand.

The report itself holds counts alone; this holds marks, and is made when somebody asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lessons.kinds.saved import reread
from lessons.kinds.units import Units
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.answer import AnswerError, Mark, MarkAnswer, Raw
from lessons.model.form import Side
from lessons.model.result import Verdict
from lessons.model.span import Span
from lessons.school.grading import graded_answers, state_of
from lessons.school.store import ClassStore


@dataclass(frozen=True, slots=True)
class Reader:
    """One learner's answer to one marking exercise."""

    learner: int
    marks: tuple[Mark, ...]
    """In reading order."""
    verdicts: Mapping[str, Verdict]
    """By item of the exercise."""


@dataclass(frozen=True)
class ExerciseMarks:
    """All answers to one marking exercise."""

    exercise: str
    side: Side
    text: str
    units: Units
    """What the exercise counts: a place is marked by those who marked one of its units."""
    readers: tuple[Reader, ...]
    """By learner's number."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A learner who marked something of a place."""

    learner: int
    words: tuple[str, ...]
    """The words of each mark that reaches into it, whole, each once."""
    techniques: tuple[str, ...]
    """Ids of the techniques that these marks were named by, each once; empty where nothing was named."""


def class_marks(store: ClassStore, lesson: Lesson, key: AnswerKey) -> tuple[ExerciseMarks, ...]:
    """The marks of a class in every marking exercise of a lesson, as far as they are graded under this key.

    Raises ``RecordError``.
    """
    state = state_of(lesson, key)
    marking = [
        (exercise, marks)
        for exercise in lesson.exercises
        if (marks := key.bound[exercise.id].marks) is not None
    ]
    return tuple(
        ExerciseMarks(
            exercise.id,
            marks.side,
            marks.text,
            marks.units,
            tuple(_readers(store, lesson, key, exercise, state)),
        )
        for exercise, marks in marking
    )


def _readers(
    store: ClassStore, lesson: Lesson, key: AnswerKey, exercise: Exercise, state: str
) -> Iterator[Reader]:
    for one, event, parts in graded_answers(store, lesson, key, exercise.id, state):
        marks = _marks(lesson, exercise, event.data.get("answer"))
        verdicts = {part.id: part.verdict for part in parts}
        yield Reader(one.learner, tuple(sorted(marks, key=lambda mark: mark.span)), verdicts)


def _marks(lesson: Lesson, exercise: Exercise, raw: Raw) -> tuple[Mark, ...]:
    """The marks in the text of today; none where the answer has no form any more."""
    try:
        answer, _lost = reread(exercise.form, raw, lesson.article, lesson.beside)
    except AnswerError:
        return ()
    return answer.marks if isinstance(answer, MarkAnswer) else ()


def witnesses(marks: ExerciseMarks, span: Span) -> tuple[Witness, ...]:
    """Who marked at least one unit of ``span``, which lies in the article that ``marks.side`` names; by learner.

    A unit is marked as in scoring: when more than half of its characters are.
    """
    wanted = 0
    for unit in marks.units.table.between(*span):
        wanted |= 1 << unit
    found = []
    for reader in marks.readers:
        over = [mark for mark in reader.marks if mark.span.overlaps(span)]
        if over and marks.units.marked(mark.span for mark in reader.marks) & wanted:
            words = dict.fromkeys(" ".join(marks.text[slice(*mark.span)].split()) for mark in over)
            named = dict.fromkeys(mark.technique for mark in over if mark.technique is not None)
            found.append(Witness(reader.learner, tuple(words), tuple(named)))
    return tuple(found)


def verdicts_on(marks: ExerciseMarks, item: str) -> Mapping[int, Verdict]:
    """The verdict on an item by learner; learners whose result does not name it are missing."""
    return {reader.learner: reader.verdicts[item] for reader in marks.readers if item in reader.verdicts}
