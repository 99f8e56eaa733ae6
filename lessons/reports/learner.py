"""What one learner did, over all lessons: figures derived afresh from the raw answers where the lesson is at hand.

A lesson that is gone or cannot be opened any more keeps the scores that were stored with its answers, and says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Literal

from lessons.figures.calibration import Certainty, calibration
from lessons.i18n import _
from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import Lesson, as_renamed
from lessons.model.course import Course, LessonCard, Minutes
from lessons.model.form import MarkForm
from lessons.model.problem import LessonError
from lessons.model.result import Result, Verdict
from lessons.play import Session
from lessons.play.summary import Summary, withdrawn_line
from lessons.record.attempts import first_answers
from lessons.record.event import Event, local_now
from lessons.record.recorder import MemoryRecord
from lessons.record.reviews import histories, moment, sureness
from lessons.reports.standing import Due, Standing, due, standing, stored_number

FORTNIGHT, WEEK = 14, 7
MOST_STEPS = 26
"""Steps that are told; older ones are left out."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One first submission. ``strand`` is empty where only the stored score is known."""

    strand: str
    weight: Fraction
    score: Fraction
    chance: Fraction
    day: date | None = None
    """The learner's day; ``None`` where the record does not tell it."""
    sure: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Weighted means over answered exercises, 0 to 1."""

    score: Fraction
    chance: Fraction
    answered: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """The strands step by step, oldest first, without gaps in time."""

    days: int = 1
    """Days of a step: 1, or 7 from Monday on."""
    steps: tuple[tuple[date, Mapping[str, Figures]], ...] = ()
    """First day, and the strands that were answered in these days; none in a step without answers."""

    def of(self, strand: str) -> tuple[Figures | None, ...]:
        """One strand, step by step; ``None`` where nothing of it was answered."""
        return tuple(strands.get(strand) for _day, strands in self.steps)


def mean(answers: Iterable[Answered]) -> Figures:
    """The means; 0 for no answers."""
    chosen = list(answers)
    weight = sum((one.weight for one in chosen), Fraction(0)) or Fraction(1)
    score = sum((one.weight * one.score for one in chosen), Fraction(0))
    chance = sum((one.weight * one.chance for one in chosen), Fraction(0))
    return Figures(score / weight, chance / weight, len(chosen))


def by_strand(answers: Sequence[Answered]) -> dict[str, Figures]:
    """The means of each strand, in the order in which they come."""
    strands = dict.fromkeys(one.strand for one in answers if one.strand)
    return {strand: mean(one for one in answers if one.strand == strand) for strand in strands}


def over_time(answers: Iterable[Answered]) -> OverTime:
    """The strands day by day; week by week (ISO weeks) when they span more than a fortnight."""
    dated = [(one.day, one) for one in answers if one.day is not None and one.strand]
    if not dated:
        return OverTime()
    first, last = min(day for day, _one in dated), max(day for day, _one in dated)
    size = 1 if (last - first).days < FORTNIGHT else WEEK
    if size == WEEK:
        first -= timedelta(days=first.weekday())
    groups: dict[date, list[Answered]] = {}
    for day, one in dated:
        groups.setdefault(first + timedelta(days=(day - first).days // size * size), []).append(one)
    count = (last - first).days // size + 1
    days = [first + timedelta(days=size * step) for step in range(max(0, count - MOST_STEPS), count)]
    return OverTime(size, tuple((day, by_strand(groups.get(day, []))) for day in days))


TechniqueStanding = Literal["few", "weak", "between", "strong"]
ENOUGH = 4
"""A technique met less often is called neither strong nor weak."""
STRONG, WEAK = Fraction(3, 4), Fraction(1, 2)
"""From this share found on it is strong; up to this share it is weak."""


@dataclass(frozen=True, slots=True)
class Techniques:
    """How often a technique of a key was found and missed."""

    name: str
    found: int
    missed: int

    @property
    def seen(self) -> int:
        """How often it could be found."""
        return self.found + self.missed

    @property
    def share(self) -> Fraction:
        """The share found, 0 to 1."""
        return Fraction(self.found, self.seen) if self.seen else Fraction(0)

    @property
    def standing(self) -> TechniqueStanding:
        """Whether it is strong or weak; said only of what was met often enough."""
        if self.seen < ENOUGH:
            return "few"
        return "strong" if self.share >= STRONG else "weak" if self.share <= WEAK else "between"


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """One lesson that was begun."""

    course: str
    lesson: str
    title: str
    standing: Standing
    derived: bool
    """Whether the scores were derived from the raw answers just now; else they are the stored ones."""
    why_stored: str = ""
    """Why they could not be derived."""
    since: tuple[str, ...] = ()
    """What has changed since answers were told their scores, which stand; and withdrawn exercises."""


@dataclass(frozen=True, slots=True)
class Progress:
    """All lessons a learner has begun, and what they add up to. Only first submissions count."""

    lessons: tuple[LessonProgress, ...]
    overall: Figures
    strands: Mapping[str, Figures]
    techniques: Mapping[str, Techniques]
    """By technique id."""
    hits: int
    """Marks on key phrases."""
    false_alarms: int
    """Marks on anything else."""
    over_time: OverTime
    certainty: tuple[Certainty, ...]
    """How often answers were right that were a guess, thought so, sure; empty where nothing was said."""
    review: Due | None
    """What is due for review, and how review went; ``None`` while there is nothing to review."""


@dataclass
class _Tally:
    """Sums over answered exercises."""

    now: datetime
    home: Path | None
    answers: list[Answered] = field(default_factory=list)
    techniques: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    hits: int = 0
    false_alarms: int = 0

    def add(self, session: Session, first: Mapping[str, Event]) -> None:
        """Count the first submissions of a session; ``first`` are their events by exercise."""
        for gone in session.withdrawn:
            when = self._when(first.get(gone.id))
            self.answers.append(Answered("", gone.weight, gone.score, gone.chance, *when))
        for exercise in session.lesson.exercises:
            result = session.first_result(exercise.id)
            if result is not None:
                task = exercise.task
                day, sure = self._when(first.get(exercise.id))
                self.answers.append(
                    Answered(task.strand, exercise.weight, result.score, result.chance, day, sure)
                )
                self._add_parts(result, isinstance(exercise.form, MarkForm), session)

    def _when(self, event: Event | None) -> tuple[date | None, int | None]:
        """The learner's day of a submission, and how sure they were."""
        if event is None:
            return None, None
        time = moment(event.time, self.now)
        day = time.astimezone(self.now.tzinfo).date() if time is not None else None
        return day, sureness(event.data.get("sure"))

    def _add_parts(self, result: Result, marking: bool, session: Session) -> None:
        for part in result.parts:
            hit = part.verdict in (Verdict.RIGHT, Verdict.PARTLY)
            if part.technique and part.weight:
                self.techniques.setdefault(part.technique, [0, 0])[0 if hit else 1] += 1
                technique = session.lesson.glossary.technique(part.technique)
                self.names[part.technique] = technique.name if technique else part.technique
            if marking:
                self.hits += hit
                self.false_alarms += part.verdict in (Verdict.WRONG, Verdict.TRAP)

    def add_stored(self, first: Mapping[str, Event]) -> None:
        """Count the stored scores of first submissions whose lesson is not at hand."""
        for event in first.values():
            if event.data.get("sealed") is True:  # an answer to a test: only its teacher can score it
                continue
            score, chance = (stored_number(event.data.get(name)) for name in ("score", "chance"))
            weight = stored_number(event.data.get("weight"), Fraction(1))
            self.answers.append(Answered("", weight, score, chance, *self._when(event)))

    @property
    def certainty(self) -> tuple[Certainty, ...]:
        """How often what was said to be sure was right."""
        levels = [(one.sure, one.score) for one in self.answers if one.sure is not None]
        return calibration(levels) if levels else ()


def progress(
    courses: Iterable[Course], events: Sequence[Event], now: datetime | None = None, home: Path | None = None
) -> Progress:
    """Sum up a learner's events, oldest first; lessons in the order of the courses, then those not in any course.

    ``now`` has the time zone of the learner's days; it is this machine's clock if left out. ``home``: as for
    ``load_lesson``.
    """
    now, courses = now or local_now(), tuple(courses)
    waiting = due(courses, events, now)
    first = {lesson: past.first for lesson, past in histories(events, now).items()}
    by_lesson: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        by_lesson.setdefault((event.course, event.lesson), []).append(event)
    tally = _Tally(now, home)
    begun = []
    for course in courses:
        for card in course.lessons:
            own = by_lesson.pop((course.id, card.id), None)
            if own:
                begun.append(_lesson(course, card, own, tally, first.get((course.id, card.id), {})))
    begun += [_gone(key, own, tally, first.get(key, {})) for key, own in by_lesson.items()]
    return Progress(
        lessons=tuple(begun),
        overall=mean(tally.answers),
        strands=by_strand(tally.answers),
        techniques={
            id: Techniques(tally.names[id], found, missed)
            for id, (found, missed) in sorted(tally.techniques.items())
        },
        hits=tally.hits,
        false_alarms=tally.false_alarms,
        over_time=over_time(tally.answers),
        certainty=tally.certainty,
        review=waiting if waiting.answered or waiting.days else None,
    )


def _lesson(
    course: Course, card: LessonCard, events: list[Event], tally: _Tally, first: Mapping[str, Event]
) -> LessonProgress:
    stored = standing(card, events)
    try:
        lesson, key = open_to_play(card.folder, tally.home)
        events = as_renamed(lesson, events)
        first = first_answers(events)
        session = Session(lesson, MemoryRecord(events), key)
        summary = session.summary()
    except LessonError as error:
        tally.add_stored(first)
        why = str(error.problems[0]) if error.problems else card.trouble
        return LessonProgress(course.id, card.id, card.title, stored, False, why)
    session.take_path(short=False)  # what was answered beside the short path counts here too
    tally.add(session, first)
    state = Standing(
        answered=summary.answered,
        total=summary.total,
        index=stored.index,
        begun=True,
        finished=stored.finished,
        last=stored.last,
        score=summary.score,
        chance=summary.chance,
        short=stored.short,
    )
    return LessonProgress(course.id, card.id, lesson.title, state, True, since=_since(lesson, summary))


def _since(lesson: Lesson, summary: Summary) -> tuple[str, ...]:
    """What a learner should know of scores that are not those of today's text and key."""
    numbers = {exercise.id: number for number, exercise in enumerate(lesson.exercises, 1)}
    template = _("Exercise {number}: {sentences}")
    changed = [template.format(number=numbers[id], sentences=" ".join(said)) for id, said in summary.changed]
    return (*changed, *map(withdrawn_line, summary.withdrawn))


def _gone(
    key: tuple[str, str], events: list[Event], tally: _Tally, first: Mapping[str, Event]
) -> LessonProgress:
    """A lesson of the record that no known course has: its size is not known, only what was answered."""
    course, lesson = key
    ids = dict.fromkeys(event.exercise for event in events if event.name == "committed")
    card = LessonCard(lesson, Path(), lesson, "", Minutes(0), 0, (), tuple(ids))
    tally.add_stored(first)
    return LessonProgress(course, lesson, lesson, standing(card, events), False)
