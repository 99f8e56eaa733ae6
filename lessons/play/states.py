"""Where a student is in a lesson, and what is known of each exercise, rebuilt from the record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from lessons.i18n import _
from lessons.kinds.kept_answers import reread
from lessons.kinds.written_answers import begun_again
from lessons.lesson.lesson import Exercise, Lesson, orphans_of
from lessons.model.answer import Answer, AnswerError, Raw, is_given
from lessons.play.day_score import DayScore, Withdrawn, day_score_of, withdrawn_of
from lessons.record.attempts import BEGUN_AGAIN, since_forgotten
from lessons.record.event import PATH, REVIEWED, Event


class Phase(StrEnum):
    """Where the student is."""

    READING = "reading"
    """Before the first exercise: the article is read, and nothing is asked yet."""
    ANSWERING = "answering"
    SAVING = "saving"
    """What was handed in is on its way to the disk: nothing is shown and nothing can be done until it is there."""
    EXPLAINED = "explained"
    CLOSED = "closed"
    """In a test: handed in, or over without an answer; nothing is explained and nothing can be changed."""
    FINISHED = "finished"


class Status(StrEnum):
    """How far one exercise is."""

    OPEN = "open"
    DRAFT = "draft"
    SKIPPED = "skipped"
    DONE = "done"


def status_name(status: Status) -> str:
    """How far an exercise is, in a word."""
    return {
        Status.OPEN: _("open"),
        Status.DRAFT: _("begun"),
        Status.SKIPPED: _("skipped"),
        Status.DONE: _("handed in"),
    }[status]


@dataclass
class Changes:
    """The drafts before the one at hand, and those that were undone."""

    past: list[Answer | None] = field(default_factory=list)
    future: list[Answer | None] = field(default_factory=list)

    def note(self, before: Answer | None, *, joined: bool) -> None:
        """A draft took the place of ``before``; a ``joined`` one continues the change before it, as typing does."""
        if not (joined and self.past):
            self.past.append(before)
        self.future.clear()

    def undo(self, now: Answer | None) -> Answer | None:
        """The draft before the last change; ``IndexError`` when there is none."""
        before = self.past.pop()
        self.future.append(now)
        return before

    def redo(self, now: Answer | None) -> Answer | None:
        """The draft that was undone last; ``IndexError`` when there is none."""
        after = self.future.pop()
        self.past.append(now)
        return after


LONGEST = 24 * 3600.0
"""Seconds of one exercise beyond which the record is not believed."""


@dataclass
class ExerciseState:
    """One exercise of the attempt. ``first`` is the submission that counts; the ones after it are practice."""

    draft: Answer | None = None
    first: Answer | None = None
    latest: Answer | None = None
    committed: bool = False
    practising: bool = False
    explaining: bool = False
    skipped: bool = False
    hints: int = 0
    certainty: int | None = None
    seconds: float = 0.0
    """Spent on it in this sitting."""
    before: float = 0.0
    """Spent on it in earlier sittings, as far as the record tells: up to each submission."""
    day_score: DayScore | None = None
    """What the submission that counts was told; ``None`` where the record does not say."""
    latest_day_score: DayScore | None = None
    """The same of the latest submission."""
    lost: int = 0
    """Marks of a saved answer that could not be found again in a changed text."""
    changes: Changes = field(default_factory=Changes)
    """What was done to the draft since the lesson was opened, to be undone."""

    @property
    def status(self) -> Status:
        """How far the exercise is."""
        if self.committed:
            return Status.DONE
        if self.skipped:
            return Status.SKIPPED
        return Status.DRAFT if is_given(self.draft) else Status.OPEN


@dataclass
class AttemptState:
    """The whole attempt."""

    exercises: dict[str, ExerciseState]
    index: int = 0
    short: bool = False
    """Whether the learner is on the short path."""
    at_end: bool = False
    begun: bool = False
    """Whether the record knows the lesson at all."""
    untouched: bool = True
    """Whether the lesson was opened at most: nothing was done in it."""
    opened: str = ""
    """When the lesson was first opened, as the record writes it."""
    latest: str = ""
    """The latest time of an event."""
    unscored: tuple[str, ...] = ()
    """The exercises of which the learner was last told that they cannot be scored."""
    gone: tuple[str, ...] = ()
    """Exercises, and rows and options in others, that were answered and that the lesson does not have any more."""
    told_gone: tuple[str, ...] = ()
    """Those of which the learner was told."""
    ends: dict[bool, frozenset[str] | None] = field(default_factory=dict)
    """The exercises asked when the short path (True) or the whole lesson (False) was finished; ``None`` where the
    record does not say. What was not finished is not in it."""
    withdrawn: dict[str, Withdrawn] = field(default_factory=dict)
    """Answered exercises that the lesson has no more, or that cannot be scored now, by id."""

    @property
    def finished(self) -> bool:
        """Whether what the learner is on, the whole lesson or its short path, was finished."""
        return False in self.ends or (self.short and True in self.ends)

    @property
    def asked(self) -> frozenset[str] | None:
        """The exercises that there were then; ``None`` where the record does not say."""
        return self.ends[False] if False in self.ends else self.ends.get(self.short)

    @property
    def over(self) -> frozenset[str]:
        """The exercises that were asked on a finished short path: they are practice from then on."""
        return self.ends.get(True) or frozenset()

    def take_path(self, lesson: Lesson, *, short: bool) -> None:
        """Go on with the short path, or with all exercises: at the one at hand, or at the first that is open."""
        self.short = short and bool(lesson.short)
        self.at_end = self.finished
        ids = [exercise.id for exercise in lesson.exercises]
        there = [index for index, id in enumerate(ids) if not self.short or id in lesson.short]
        waiting = [index for index in there if not self.exercises[ids[index]].committed]
        if there and self.index not in waiting:
            self.index = (waiting or there)[0]

    def begin_again(self) -> None:
        """Practise the whole lesson from its start; the first answers, and what was told of them, stay."""
        self.index, self.at_end = 0, False
        for state in self.exercises.values():
            state.draft, state.certainty = None, None
            state.hints = state.lost = 0
            state.changes = Changes()
            state.practising, state.explaining = state.committed, False


def replay(lesson: Lesson, events: Iterable[Event]) -> AttemptState:
    """Rebuild the attempt. Answers to exercises that are gone are kept apart."""
    attempt = AttemptState({exercise.id: ExerciseState() for exercise in lesson.exercises})
    by_id = {exercise.id: exercise for exercise in lesson.exercises}
    places: dict[Raw, int] = {exercise.id: index for index, exercise in enumerate(lesson.exercises)}
    for event in since_forgotten(event for event in events if event.name != REVIEWED):
        attempt.begun = True
        attempt.untouched = attempt.untouched and event.name in ("opened", PATH)
        attempt.latest = max(attempt.latest, event.time)
        attempt.gone = tuple(dict.fromkeys((*attempt.gone, *orphans_of(lesson, event))))
        if event.name == "opened":
            attempt.opened = attempt.opened or event.time
        if event.exercise in by_id:
            _apply(event, attempt.exercises[event.exercise], by_id[event.exercise], lesson)
        elif event.exercise:
            _keep_apart(event, attempt, lesson)
        elif event.name == "told":
            attempt.unscored = _ids(event, "unscored", attempt.unscored)
            attempt.told_gone = _ids(event, "withdrawn", attempt.told_gone)
        elif event.name == "moved":
            index = event.data.get("index")
            if (id := event.data.get("to")) in places:  # the lesson may have other exercises before it today
                index = places[id]
            if isinstance(index, int) and not isinstance(index, bool):
                attempt.index = max(0, min(index, len(lesson.exercises) - 1))
                attempt.at_end = False
        elif event.name == PATH:
            attempt.take_path(lesson, short=event.data.get("short") is True)
        elif event.name == BEGUN_AGAIN and attempt.finished:
            attempt.begin_again()
        elif event.name == "finished":
            attempt.ends.setdefault(event.data.get("short") is True, _asked(event))
            attempt.at_end = attempt.finished
    return attempt


def _keep_apart(event: Event, attempt: AttemptState, lesson: Lesson) -> None:
    """Note an event of an exercise that has left the lesson, or that cannot be scored now."""
    if (gone := withdrawn_of(event, lesson)) is not None:
        attempt.withdrawn.setdefault(event.exercise, gone)


def _ids(event: Event, name: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """The ids that an event lists under a name; ``before`` when it lists none."""
    listed = event.data.get(name)
    return tuple(id for id in listed if isinstance(id, str)) if isinstance(listed, list) else before


def _asked(event: Event) -> frozenset[str] | None:
    listed = event.data.get("exercises")
    return frozenset(id for id in listed if isinstance(id, str)) if isinstance(listed, list) else None


def added_since(lesson: Lesson, attempt: AttemptState) -> frozenset[str]:
    """The exercises that came into the lesson after it was finished: they can only be practised, and do not count.

    Where the record does not say which there were, as many as were withdrawn are taken to be new: the last unanswered.
    """
    if not attempt.finished:
        return frozenset()
    ids = [exercise.id for exercise in lesson.exercises]
    unanswered = [id for id in ids if not attempt.exercises[id].committed]
    if attempt.asked is not None:
        return frozenset(id for id in unanswered if id not in attempt.asked)
    gone = sum(not one.unscored for one in attempt.withdrawn.values())
    return frozenset(unanswered[max(0, len(unanswered) - gone) :])


def _apply(event: Event, state: ExerciseState, exercise: Exercise, lesson: Lesson) -> None:
    """Apply one event to its exercise."""
    match event.name:
        case "draft":
            state.draft, state.lost = _restored(event, exercise, lesson)
            state.explaining = False
        case "hint":
            state.hints = min(state.hints + 1, len(exercise.task.hints))
        case "sure":
            level = event.data.get("level")
            if level in (1, 2, 3) and not isinstance(level, bool):
                state.certainty = int(str(level))
        case "skipped" if state.committed:  # practice left alone: back to the explanation
            state.practising, state.explaining = False, True
        case "skipped":
            state.skipped = True
        case "retried":
            state.practising = True
            state.explaining = False
            state.draft = begun_again(exercise.form, state.draft)
        case "committed":
            spent = event.data.get("seconds")
            if isinstance(spent, int | float) and 0 < spent < LONGEST:
                state.before = max(state.before, float(spent))
            state.latest, state.lost = _restored(event, exercise, lesson)
            state.latest_day_score = day_score_of(event, exercise.form, lesson)
            if not state.committed and not event.data.get("practice"):
                state.first, state.day_score = state.latest, state.latest_day_score
                state.committed = True
            state.draft = state.latest
            state.explaining = True
            state.skipped = False
            state.practising = False


def _restored(event: Event, exercise: Exercise, lesson: Lesson) -> tuple[Answer | None, int]:
    """The answer of an event as it fits the lesson's text today, and the number of marks lost."""
    try:
        return reread(exercise.form, event.data.get("answer"), lesson.article, lesson.beside)
    except AnswerError:
        return None, 1
