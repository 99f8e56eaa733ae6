"""What is known of each exercise of an attempt, rebuilt from the record."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lessons.assembly.lesson import Exercise, Lesson
from lessons.kinds.saved import restore
from lessons.model.answer import AnswerError, Raw
from lessons.session.phases import Status
from lessons.store.event import REVIEWED, Event


@dataclass
class ExerciseState:
    """One exercise of the attempt. ``first`` is the submission that counts; the one after it are practice."""

    draft: Raw = None
    first: Raw = None
    latest: Raw = None
    committed: bool = False
    practising: bool = False
    explaining: bool = False
    skipped: bool = False
    hints: int = 0
    certainty: int | None = None
    seconds: float = 0.0
    lost: int = 0
    """Marks of a saved answer that could not be found again in a changed text."""

    @property
    def status(self) -> Status:
        """How far the exercise is."""
        if self.committed:
            return Status.DONE
        if self.skipped:
            return Status.SKIPPED
        return Status.DRAFT if self.draft else Status.OPEN


@dataclass
class AttemptState:
    """The whole attempt."""

    exercises: dict[str, ExerciseState]
    index: int = 0
    finished: bool = False
    at_end: bool = False
    begun: bool = False
    opened: str = ""
    """When the lesson was first opened, as the record writes it."""
    latest: str = ""
    """The latest time of an event."""
    unscored: tuple[str, ...] = ()
    """The exercises of which the learner was last told that they cannot be scored."""
    unknown: set[str] = field(default_factory=set)
    """Exercise ids in the record that the lesson no longer has."""


def replay(lesson: Lesson, events: Iterable[Event]) -> AttemptState:
    """Rebuild the attempt. Events of exercises that are gone are kept apart, never an error."""
    attempt = AttemptState({exercise.id: ExerciseState() for exercise in lesson.exercises})
    by_id = {exercise.id: exercise for exercise in lesson.exercises}
    places: dict[Raw, int] = {exercise.id: index for index, exercise in enumerate(lesson.exercises)}
    for event in events:
        if event.name == REVIEWED:
            continue
        attempt.begun = True
        attempt.latest = max(attempt.latest, event.time)
        if event.name == "opened":
            attempt.opened = attempt.opened or event.time
        if event.exercise:
            state = attempt.exercises.get(event.exercise)
            if state is None:
                attempt.unknown.add(event.exercise)
            else:
                _apply(event, state, by_id[event.exercise], lesson)
        elif event.name == "told" and isinstance(told := event.data.get("unscored"), list):
            attempt.unscored = tuple(id for id in told if isinstance(id, str))
        elif event.name == "moved":
            index = event.data.get("index")
            if (id := event.data.get("to")) in places:  # the lesson may have other exercises before it today
                index = places[id]
            if isinstance(index, int) and not isinstance(index, bool):
                attempt.index = max(0, min(index, len(lesson.exercises) - 1))
                attempt.at_end = False
        elif event.name == "finished":
            attempt.finished = attempt.at_end = True
    return attempt


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
        case "committed":
            state.latest, state.lost = _restored(event, exercise, lesson)
            if not state.committed and not event.data.get("practice"):
                state.first = state.latest
                state.committed = True
            state.draft = state.latest
            state.explaining = True
            state.skipped = False
            state.practising = False


def _restored(event: Event, exercise: Exercise, lesson: Lesson) -> tuple[Raw, int]:
    """The raw answer of an event as it fits the lesson's text today, and the number of marks lost."""
    try:
        return restore(exercise.form, event.data.get("answer"), lesson.article, lesson.beside)
    except AnswerError:
        return None, 1
