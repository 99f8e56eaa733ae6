"""What a class contests: the same words of the same exercise together, whoever contested them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from lessons.lesson.lesson import Lesson, as_renamed
from lessons.record.event import Event
from lessons.school.schema import decisions
from lessons.school.store import ClassStore
from lessons.text import normalise


@dataclass(frozen=True, slots=True)
class Voice:
    """One learner who contests."""

    learner: int
    event: str
    """Id of the event: a reply is found by it."""
    reason: str
    given: str
    """What was answered, in plain words."""
    verdict: str
    """What the key said of it then."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the teacher said to it."""

    verdict: str
    answer: str
    contested: tuple[str, ...]
    time: str


@dataclass(frozen=True, slots=True)
class Contested:
    """One thing that is contested."""

    exercise: str
    """Its id of today, also where it had another when it was contested."""
    was: tuple[str, ...]
    """Its ids of before."""
    words: str
    """What it is; empty for the exercise as a whole."""
    item: str
    """As in the event that was made last; ids of items move when a key changes, words do not."""
    voices: tuple[Voice, ...]
    span: tuple[int, int] | None
    """Where marked words stood that are in nobody's key."""
    side: str
    decision: Decision | None

    @property
    def tag(self) -> str:
        """A short name for the command line, the same as long as exercise and words are."""
        return tag_of(self.exercise, self.words)

    @property
    def open(self) -> bool:
        """Whether somebody has no answer yet."""
        answered = set(self.decision.contested) if self.decision is not None else set()
        return any(voice.event not in answered for voice in self.voices)


def tag_of(exercise: str, words: str) -> str:
    """``find-loaded/3f2a``."""
    return f"{exercise}/{sha256(f'{exercise} {words}'.encode()).hexdigest()[:4]}"


def contested(store: ClassStore, lesson: Lesson) -> tuple[Contested, ...]:
    """Everything contested in a lesson, by exercise and words; those of most learners first in each exercise.

    A learner who contests something twice has one voice, the later one. Raises ``RecordError``.
    """
    found: dict[tuple[str, str], dict[int, Event]] = {}
    for learner, told in store.events(lesson.course, lesson.id, ("contested",)):
        for event in as_renamed(lesson, [told]):
            if event.exercise and _text(event, "reason"):
                found.setdefault((event.exercise, _text(event, "words")), {})[learner] = event
    made = decided(store, lesson)
    was = {exercise.id: exercise.was for exercise in lesson.exercises}
    every = [
        _contested(exercise, was.get(exercise, ()), words, voices, made)
        for (exercise, words), voices in found.items()
    ]
    return tuple(sorted(every, key=lambda one: (one.exercise, -len(one.voices), one.words)))


def _contested(
    exercise: str,
    was: tuple[str, ...],
    words: str,
    voices: dict[int, Event],
    made: dict[tuple[str, str], Decision],
) -> Contested:
    last = max(voices.values(), key=lambda event: (event.time, event.id))
    start, end = last.data.get("start"), last.data.get("end")
    return Contested(
        exercise=exercise,
        was=was,
        words=words,
        item=_text(last, "item"),
        voices=tuple(_voice(learner, event) for learner, event in voices.items()),
        span=(start, end) if isinstance(start, int) and isinstance(end, int) and 0 <= start < end else None,
        side="beside" if last.data.get("side") == "beside" else "main",
        decision=made.get((exercise, words)),
    )


def _voice(learner: int, event: Event) -> Voice:
    reason, given, verdict = (_text(event, name) for name in ("reason", "given", "verdict"))
    return Voice(learner, event.id, reason, given, verdict)


def _text(event: Event, name: str) -> str:
    value = event.data.get(name)
    return normalise(value[:2_000]) if isinstance(value, str) else ""


def decided(store: ClassStore, lesson: Lesson) -> dict[tuple[str, str], Decision]:
    """The last decision on each (exercise of today, words). Raises ``RecordError``."""
    here = (decisions.c.course == lesson.course, decisions.c.lesson == lesson.id)
    wanted = select(decisions).where(*here)
    today = {old: exercise.id for exercise in lesson.exercises for old in exercise.was}
    with store.told():
        rows = store.connection.execute(wanted.order_by(decisions.c.number))
        return {
            (today.get(row.exercise, row.exercise), row.item): Decision(
                row.verdict, row.answer, tuple(row.contested.split()), row.time
            )
            for row in rows
        }


def find(all_of: Sequence[Contested], tag: str) -> Contested | None:
    """The one with this tag, or with the tag that it had under an earlier id."""
    return next(
        (one for one in all_of if tag in (tag_of(id, one.words) for id in (one.exercise, *one.was))), None
    )
