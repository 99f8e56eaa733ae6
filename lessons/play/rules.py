"""How a lesson is taken: what its rules allow, how they are told before it begins, and how much time is left."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from math import ceil
from typing import Literal, get_args

from lessons import installing
from lessons.context import Powers
from lessons.i18n import _, counted, plural
from lessons.lesson.lesson import INSIDE, Lesson
from lessons.model.answer import Raw
from lessons.model.course import Seal
from lessons.play.states import AttemptState
from lessons.record import Recorder
from lessons.record.own_copies import is_sealed
from lessons.text import visible

_NAMED = 5
"""Exercises that are named in one sentence."""


Act = Literal[
    "hint",
    "sure",
    "glossary",
    "explain",
    "retry",
    "contest",
    "path",
    "go_to",
    "finish",
    "end",
    "lessons",
    "hand_in",
]
"""What a learner may do besides answering and going on, whatever a front end calls it."""
ACTS: frozenset[Act] = frozenset(get_args(Act))


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed while a lesson is taken: one value tells the session, the screen and the linear front end."""

    answers: Literal["explained", "closed", "kept"] = "explained"
    """What becomes of an answer that is handed in: it is explained at once; it is closed, and nothing is explained; or
    it is kept, unscored, and may be changed until the end."""
    acts: frozenset[Act] = ACTS
    minutes: int | None = None
    """The time limit; ``None`` for none."""
    last: str = ""
    """The id of the exercise that nobody goes on from yet; empty where all are open."""
    short: bool = False
    """Whether a lesson in which nothing was done opens on its short path, where it has one."""

    @property
    def explains(self) -> bool:
        """Whether the key is opened for an answer."""
        return self.answers == "explained"

    @property
    def closes(self) -> bool:
        """Whether an answer can be handed in once and no more: a test, or explanations that come later."""
        return self.answers == "closed"

    def open_to(self, whole: Lesson, asked: Lesson) -> int:
        """How far one may go on, as an index of those asked: beyond the last where the end is open, -1 for nowhere."""
        ids = [exercise.id for exercise in whole.exercises]
        if self.last not in ids:
            return len(asked.exercises)
        open_ids = {*ids[: ids.index(self.last) + 1]}
        return sum(exercise.id in open_ids for exercise in asked.exercises) - 1

    def allow(self, act: Act) -> bool:
        """Whether a learner may do this."""
        return act in self.acts

    def without(self, *acts: Act) -> "Rules":
        """The same rules where less is allowed, as a place that serves learners may wish."""
        return replace(self, acts=self.acts - {*acts})

    def unexplained(self) -> "Rules":
        """The same rules where an answer is closed when it is handed in, and explained once these end."""
        if self.answers != "explained":
            return self
        return replace(self, answers="closed").without("explain", "retry", "contest")

    def on_path(self, *, short: bool) -> "Rules":
        """The same rules where a lesson opens on its short path, or as its learner left it."""
        return replace(self, short=short)

    def at(self, powers: Powers) -> "Rules":
        """The same rules at a place that opens only this to its learners."""
        return self if powers.allow("hand_in") else self.without("hand_in")


PRACTICE = Rules()
"""A lesson as it is: every answer is explained, the first one counts."""
BLIND = Rules("kept").without("explain", "retry", "contest", "path", "end", "hand_in", "lessons", "sure")
"""A colleague's reading: the whole lesson is answered, and nothing of the key is seen."""
CARD = Rules().without("hint", "retry", "contest", "path", "go_to", "finish", "end", "lessons", "hand_in")
"""One card of a review."""


def rules_of(lesson: Lesson) -> Rules:
    """The rules under which a learner takes a lesson: those of a test as long as its key is sealed."""
    seal = lesson.seal
    if seal is None or not seal.is_test or not is_sealed(lesson.folder, lesson.home):
        return PRACTICE
    rules = Rules("closed", minutes=seal.minutes).without("explain", "retry", "contest", "path")
    return rules if seal.glossary else rules.without("glossary")


def test_is_over(lesson: Lesson) -> bool:
    """Whether the lesson is a test whose key was opened with its code: from then on answers are practice."""
    return lesson.seal is not None and lesson.seal.is_test and not is_sealed(lesson.folder, lesson.home)


def begun(lesson: Lesson, record: Recorder) -> bool:
    """Whether the learner opened the lesson before. Raises ``RecordError``."""
    return next(iter(record.events(lesson.course, lesson.id)), None) is not None


def told_path(lesson: Lesson, *, short: bool) -> str:
    """What one of the paths through a whole lesson asks for: ``"Short path: 8 exercises, about 25 minutes"``."""
    one, label = lesson.shortened() if short else lesson, lesson.minutes
    told = counted("{count} exercise", "{count} exercises", len(one.exercises))
    minutes = label and (label.short if short else label.whole)
    if minutes:
        template = _("{exercises}, about {minutes}")
        told = template.format(exercises=told, minutes=counted("{count} minute", "{count} minutes", minutes))
    return (_("Short path: {told}") if short else _("Whole lesson: {told}")).format(told=told)


def told_rules(seal: Seal) -> list[str]:
    """The rules of a test, one sentence each."""
    lines = [_("Each answer can be handed in once. Nothing is explained, and no score is told.")]
    if seal.minutes is not None:
        message = plural(
            "You have {count} minute from when you begin, also while the program is closed.",
            "You have {count} minutes from when you begin, also while the program is closed.",
            seal.minutes,
        )
        lines.append(message.format(count=seal.minutes))
        lines.append(_("When the time is over, what you answered till then is handed in as it stands."))
    if not seal.glossary:
        lines.append(_("The glossary is closed."))
    if find_spec("nacl") is None:
        lines.append(
            _("To hand in, this machine needs PyNaCl: {install}. Tell your teacher first.").format(
                install=installing("seal")
            )
        )
    return lines


def answers_kept(ids: Sequence[str]) -> list[str]:
    """The sentences on answers to what has left the lesson: they are kept, and who can join them again.

    One on exercises, one on rows and options in others.
    """
    exercises = [id for id in ids if INSIDE not in id]
    parts = [id for id in ids if INSIDE in id]
    of_exercises = plural(
        "{count} exercise that you answered is not in this lesson any more. Your answer is kept: {ids}.",
        "{count} exercises that you answered are not in this lesson any more. Your answers are kept: {ids}.",
        len(exercises),
    )
    of_parts = plural(
        "{count} line or option that you answered is not in its exercise any more. Your answer is kept: {ids}.",
        "{count} lines or options that you answered are not in their exercises any more. Your answers are kept: {ids}.",
        len(parts),
    )
    hint = _("If one only has a new name, its author writes there: was: [{id}]")
    sentences = []
    for named, message in ((exercises, of_exercises), (parts, of_parts)):
        if named:
            shown = ", ".join(named[:_NAMED]) + (" ..." if len(named) > _NAMED else "")
            id = named[0].rpartition(INSIDE)[2]
            sentences.append(visible(message.format(count=len(named), ids=shown) + " " + hint.format(id=id)))
    return sentences


def untold(attempt: AttemptState, lesson: Lesson) -> Iterator[tuple[dict[str, Raw], list[str]]]:
    """What a learner was not told yet of exercises that cannot be scored, and of answers to some that are gone.

    Each time what the record is to say of it, and the sentences; the attempt is what it is once they are told.
    """
    unscored, gone = lesson.unscored, attempt.gone
    if unscored != attempt.unscored:
        attempt.unscored = unscored
        yield {"unscored": [*unscored]}, [left_out(len(unscored))] if unscored else []
    if gone != attempt.told_gone:
        attempt.told_gone = gone
        yield {"withdrawn": [*gone]}, answers_kept(gone)


def left_out(count: int) -> str:
    """The sentence on ``count`` exercises that are left out, and who can mend that."""
    message = plural(
        "{count} exercise of this lesson cannot be scored, so it is left out. Your teacher has to mend it.",
        "{count} exercises of this lesson cannot be scored, so they are left out. Your teacher has to mend them.",
        count,
    )
    return message.format(count=count)


class Limit:
    """How much time of a test is left, counted from when it was first opened.

    A clock that is set back gives no time: within one run the time that has passed is measured apart from the clock,
    and no time before the latest event of the record is believed.
    """

    def __init__(
        self,
        minutes: int,
        opened: str,
        latest: str,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """``opened`` and ``latest`` are times of the record, of the first opening and of the last event.

        An empty or damaged ``opened`` means now. ``wall`` tells seconds since 1970.
        """
        self._clock, self._wall = clock, wall
        now = max(wall(), seconds_of(latest) or 0.0)
        self._end = (seconds_of(opened) or now) + 60 * minutes
        self._end_by_clock = clock() + self._end - now

    @property
    def left(self) -> float:
        """Seconds left; negative once the time is over."""
        return min(self._end_by_clock - self._clock(), self._end - self._wall())

    @property
    def minutes(self) -> int:
        """Minutes left, rounded up."""
        return max(0, ceil(self.left / 60))


def seconds_of(time: str) -> float | None:
    """A time of the record as seconds since 1970; ``None`` for anything else."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo is not None else None
