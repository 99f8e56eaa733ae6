"""The state machine of one attempt.

::

    ANSWERING --commit--> EXPLAINED --next--> ANSWERING ... --finish--> FINISHED
        ^                     |
        +------- retry -------+      (practice: the first submission stays the score)

The key is loaded at the first commit and stays inside: a front end holds results and, once the lesson is
finished, notes, but never the key. Everything done goes to the record before the method returns; a commit is
synced.
"""

import time
from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction

from lessons import __version__
from lessons.assembly.lesson import AnswerKey, Exercise, Lesson, Note
from lessons.kinds.grading import grade
from lessons.kinds.reading import read
from lessons.kinds.saved import keep
from lessons.loading.replies import read_replies
from lessons.model.answer import Raw
from lessons.model.form import TextForm
from lessons.model.result import Part, Result
from lessons.session.contesting import Contests
from lessons.session.keeping import Keeping
from lessons.session.states import ExerciseState, replay
from lessons.session.summary import Summary, summarise
from lessons.store import Recorder, RecordError

TYPING_PAUSE = 1.0
"""Seconds between two drafts of a typed answer in the record; other drafts are kept at once."""


class Phase(StrEnum):
    """Where the student is."""

    ANSWERING = "answering"
    EXPLAINED = "explained"
    FINISHED = "finished"


class Status(StrEnum):
    """How far one exercise is."""

    OPEN = "open"
    DRAFT = "draft"
    SKIPPED = "skipped"
    DONE = "done"


class Session:
    """One learner's attempt at one lesson; opening it resumes exactly where the record stops."""

    def __init__(
        self,
        lesson: Lesson,
        record: Recorder,
        load_key: Callable[[], AnswerKey],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lesson = lesson
        self._keeping = Keeping(record, lesson.course, lesson.id)
        self._load_key = load_key
        self._clock = clock
        self._key: AnswerKey | None = None
        self._first: dict[str, Result] = {}
        self._shown: Result | None = None
        self._pending = False
        events = list(record.events(lesson.course, lesson.id))
        attempt = replay(lesson, events)
        self.contests = Contests(events, read_replies(lesson.folder), self._keeping)
        """What the learner contests, and what the teacher answered."""
        self._states = attempt.exercises
        self.finished = attempt.finished
        """Whether the lesson was finished once: from then on answers are practice."""
        self.index = attempt.index
        self._since = self._drafted = clock()
        if not attempt.begun:
            self._log("opened", data={"version": __version__, "text": lesson.article.hash})
        self.phase = Phase.FINISHED if attempt.at_end else Phase.ANSWERING
        if self.phase is Phase.ANSWERING:
            self._enter(explain=self._state.explaining)

    # What a front end shows

    @property
    def trouble(self) -> RecordError | None:
        """Why the last thing done could not be kept; ``None`` while everything is."""
        return self._keeping.trouble

    @property
    def exercise(self) -> Exercise:
        """The current exercise."""
        return self.lesson.exercises[self.index]

    @property
    def draft(self) -> Raw:
        """The current exercise's answer so far; ``None`` when blank."""
        return self._state.draft

    @property
    def practising(self) -> bool:
        """Whether a commit now would be practice: the first submission, or the finish, is past."""
        return self._state.committed or self.finished

    @property
    def hints(self) -> tuple[str, ...]:
        """Hints shown so far for the current exercise."""
        return self.exercise.task.hints[: self._state.hints]

    @property
    def certainty(self) -> int | None:
        """1 guess, 2 think so, 3 sure; ``None`` when not told. Never part of the score."""
        return self._state.certainty

    @property
    def lost(self) -> int:
        """Marks of the saved answer that the changed text no longer holds."""
        return self._state.lost

    @property
    def result(self) -> Result | None:
        """In EXPLAINED the result being explained, else ``None``."""
        return self._shown if self.phase is Phase.EXPLAINED else None

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Indexes of the exercises that were not committed."""
        return tuple(
            n for n, exercise in enumerate(self.lesson.exercises) if not self._states[exercise.id].committed
        )

    def status(self, id: str) -> Status:
        """How far an exercise is; ``KeyError`` for an unknown id."""
        state = self._states[id]
        if state.committed:
            return Status.DONE
        if state.skipped:
            return Status.SKIPPED
        return Status.DRAFT if state.draft else Status.OPEN

    def first_result(self, id: str) -> Result | None:
        """The result that counts, derived from the first submission; ``None`` while there is none."""
        state = self._states[id]
        if not state.committed:
            return None
        if id not in self._first:
            self._first[id] = self._grade(self.lesson.exercise(id), state.first)
        return self._first[id]

    # What a student does

    def answer(self, raw: Raw) -> None:
        """Keep a draft. Raises ``AnswerError`` for a malformed one, and then keeps the former draft."""
        if self.phase is not Phase.ANSWERING:
            return
        read(self.exercise.form, raw, self.lesson.article, self.lesson.beside)
        self._state.draft = raw
        self._pending = True
        typed = isinstance(self.exercise.form, TextForm)
        if not typed or self._clock() - self._drafted >= TYPING_PAUSE:
            self.flush()

    def flush(self) -> None:
        """Write what still waits, such as a typed draft; front ends call it when the student pauses or leaves."""
        if self._pending:
            self._pending = False
            self._drafted = self._clock()
            self._log("draft", data={"answer": self._kept(self._state.draft)})
        else:
            self._keeping.settle()

    def hint(self) -> str | None:
        """Show the next hint of the current exercise; ``None`` when there is no further one."""
        if self.phase is not Phase.ANSWERING or self._state.hints >= len(self.exercise.task.hints):
            return None
        self._state.hints += 1
        self._log("hint", data={"n": self._state.hints})
        return self.exercise.task.hints[self._state.hints - 1]

    def sure(self, level: int) -> None:
        """Say how sure you are: 1 guess, 2 think so, 3 sure. It never changes the score."""
        if level not in (1, 2, 3):
            raise ValueError(f"certainty is 1, 2 or 3, not {level}")
        if self.phase is Phase.ANSWERING:
            self._state.certainty = level
            self._log("sure", data={"level": level})

    def commit(self, *, unsaved: bool = False) -> Result:
        """Hand in the current answer and explain it. Synced to the disk before this returns.

        Raises ``LessonError`` when the key cannot be used and ``RecordError`` when the answer cannot be kept; in
        both cases the draft stays and nothing is revealed. With ``unsaved`` a refusing disk is passed over, so
        that a student can go on reading; ``trouble`` then says that the answer was not kept. It is written as soon
        as the disk takes it.
        """
        if self.phase is not Phase.ANSWERING:
            raise ValueError("there is nothing to commit now")
        state, exercise = self._state, self.exercise
        result = self._grade(exercise, state.draft)
        state.seconds += self._clock() - self._since
        self._pending = False
        self._write_commit(exercise, state, result, unsaved)
        state.latest = state.draft
        if not state.committed and not self.finished:
            state.first, state.committed, state.skipped = state.draft, True, False
            self._first[exercise.id] = result
        self._shown, self.phase = result, Phase.EXPLAINED
        state.explaining, state.practising = True, False
        return result

    def retry(self) -> None:
        """Try the explained exercise again, as practice; the last answer is there to be mended."""
        if self.phase is Phase.EXPLAINED:
            self._state.practising, self._state.explaining = True, False
            self._log("retried")
            self._enter(explain=False)

    def skip(self) -> None:
        """Leave the current exercise unanswered and go to the next one."""
        if self.phase is Phase.ANSWERING:
            if not self._state.committed:
                self._state.skipped = True
            elif self._state.practising:
                self._state.practising, self._state.explaining = False, True
            self._log("skipped")
        self.next()

    def next(self) -> None:
        """Go to the next exercise; after the last one, finish."""
        if self.index + 1 < len(self.lesson.exercises):
            self.goto(self.index + 1)
        else:
            self.finish()

    def contest(self, part: Part | None, reason: str) -> None:
        """Contest an item of the explained result, or the exercise as a whole; as ``Contests.make``."""
        if self.phase is not Phase.EXPLAINED:
            raise ValueError("only what is explained can be contested")
        self.contests.make(self.exercise.id, part, reason, self._loaded().version)

    def back(self) -> None:
        """Go to the exercise before; from the end of the lesson to its last exercise."""
        self.goto(self.index if self.phase is Phase.FINISHED else self.index - 1)

    def goto(self, index: int) -> None:
        """Go to an exercise by its number from 0; a committed one opens explained. Out of range: stay."""
        if 0 <= index < len(self.lesson.exercises):
            self.flush()
            if self.phase is Phase.ANSWERING:
                self._state.seconds += self._clock() - self._since
            self.index = index
            self._log("moved", exercise=False, data={"index": index})
            self._enter(explain=self._state.committed and not self._state.practising)

    def finish(self) -> None:
        """End the lesson: exercises without an answer count 0, and the annotated article may be shown."""
        self.flush()
        self.phase, self.finished = Phase.FINISHED, True
        self._log("finished", exercise=False, sync=True)

    def summary(self) -> Summary:
        """Scores of the first submissions, per strand and technique. Derived afresh from the raw answers."""
        weights = {exercise.id: exercise.task.weight for exercise in self.lesson.exercises}
        results = {id: result for id in weights if (result := self.first_result(id)) is not None}
        return summarise(self.lesson, results, weights)

    def notes(self) -> tuple[Note, ...]:
        """The annotations, then the credits; empty until the lesson was finished once."""
        return self._loaded().notes if self.finished else ()

    # Inside

    @property
    def _state(self) -> ExerciseState:
        return self._states[self.exercise.id]

    def _enter(self, *, explain: bool) -> None:
        """Show the current exercise, explained when it was committed."""
        self._since = self._clock()
        self._shown = self._grade(self.exercise, self._state.latest) if explain else None
        self.phase = Phase.EXPLAINED if explain else Phase.ANSWERING

    def _loaded(self) -> AnswerKey:
        if self._key is None:
            self._key = self._load_key()
        return self._key

    def _grade(self, exercise: Exercise, raw: Raw) -> Result:
        key = self._loaded()
        answer = read(exercise.form, raw, self.lesson.article, self.lesson.beside)
        return grade(exercise.kind, key.bound[exercise.id], key.why[exercise.id], answer)

    def _kept(self, raw: Raw) -> Raw:
        return keep(self.exercise.form, raw, self.lesson.article, self.lesson.beside)

    def _write_commit(self, exercise: Exercise, state: ExerciseState, result: Result, unsaved: bool) -> None:
        data: dict[str, Raw] = {
            "answer": self._kept(state.draft),
            "practice": self.practising,
            "key": self._loaded().version,
            "text": self.lesson.article.hash,
            "score": _ratio(result.score),
            "chance": _ratio(result.chance),
            "weight": _ratio(exercise.task.weight),
            "sure": state.certainty,
            "hints": state.hints,
            "seconds": round(state.seconds, 1),
        }
        if self.lesson.beside is not None:
            data["beside_text"] = self.lesson.beside.hash
        self._keeping.append("committed", exercise.id, data, sync=True, owe=unsaved)

    def _log(
        self, name: str, *, exercise: bool = True, data: dict[str, Raw] | None = None, sync: bool = False
    ) -> None:
        """Record something that is not an answer; a failure is shown through ``trouble``, not raised."""
        id = self.exercise.id if exercise and name != "opened" else ""
        self._keeping.log(name, id, data or {}, sync=sync)


def _ratio(value: Fraction) -> str:
    """A fraction as the record writes it, exactly: ``"3/4"``."""
    return f"{value.numerator}/{value.denominator}"
