"""The state machine of one attempt.

::

    READING --next--> ANSWERING        (only where a front end asks for it, and nothing was done yet)
    ANSWERING --commit--> EXPLAINED --next--> ANSWERING ... --finish--> FINISHED
        ^                     |
        +------- retry -------+      (practice: the first submission stays the score)

What is handed in, finished or contested goes on only when the record has it. A record that answers later, such as that
of a served class, leaves the session in between meanwhile; a front end waits for ``saved``::

    ANSWERING --commit--> SAVING --saved--> EXPLAINED
        ^                    |
        +----- refused ------+

A test has neither explanations nor practice, and ends when its time is over::

    ANSWERING --hand_in--> CLOSED --next--> ANSWERING ... --finish--> FINISHED

The key stays inside, behind its door: a front end holds results and, once the lesson is finished, notes, but never the
key. Everything done goes to the record before the method returns; a commit is synced.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from lessons import __version__
from lessons.kinds.written_answers import answered, begun_again, can_go_back, fitted, onward
from lessons.lesson.lesson import AnswerKey, Exercise, KeyDoor, Lesson, Note
from lessons.loading.replies_source import read_replies
from lessons.model.answer import Answer, Raw, is_given
from lessons.model.form import TextForm
from lessons.model.result import Part, Result
from lessons.play.contesting import Contests
from lessons.play.day_score import told_again
from lessons.play.keeping import Keeping, committed, graded, kept_draft, opening, unscored
from lessons.play.rules import Limit, Rules, rules_of, test_is_over, untold
from lessons.play.states import Changes, ExerciseState, Phase, Status, added_since, replay
from lessons.play.steps import Steps, Stepwise
from lessons.play.summary import Summary, summarise
from lessons.record import Recorder
from lessons.record.attempts import BEGUN_AGAIN
from lessons.record.event import PATH

TYPING_PAUSE = 1.0
"""Seconds between two drafts of a typed answer in the record; other drafts are kept at once."""


class Session(Stepwise):
    """One learner's attempt at one lesson; opening it resumes exactly where the record stops."""

    def __init__(
        self,
        lesson: Lesson,
        record: Recorder,
        load_key: Callable[[], AnswerKey],
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        rules: Rules | None = None,
    ) -> None:
        """Without ``rules`` those of the lesson."""
        super().__init__(Keeping(record, lesson.course, lesson.id))
        self.whole = lesson
        """The lesson with all its exercises."""
        self._key, self._clock = KeyDoor(load_key), clock
        self._first: dict[str, Result] = {}
        self._shown: Result | None = None
        self._pending = False
        events = self._keeping.taken_up(lesson)
        attempt = replay(lesson, events)
        self.contests = Contests(events, read_replies(lesson.folder), self._keeping)
        """What the learner contests, and what the teacher answered."""
        self._attempt, self._states = attempt, attempt.exercises
        self.withdrawn = tuple(attempt.withdrawn.values())
        """What was answered of exercises that the lesson has no more."""
        self.rules = rules or rules_of(lesson)
        """What is allowed; those of a test hold until its code is given out."""
        attempt.short = attempt.short and self.rules.allow("path")
        self._since = self._drafted = self._changed = clock()
        self.finished = False
        """Whether what is asked was finished once, or its test is over: from then on answers are practice."""
        self._take_up()
        if not attempt.begun:
            self._keeping.log("opened", "", opening(lesson, __version__))
        minutes = self.rules.minutes
        self.limit = Limit(minutes, attempt.opened, attempt.latest, clock, wall) if minutes else None
        """How much time is left of a test; ``None`` where there is no limit."""
        self.tick()
        self._untouched = attempt.untouched and self.phase is Phase.ANSWERING

    # What a front end shows

    @property
    def exercise(self) -> Exercise:
        """The current exercise."""
        return self.lesson.exercises[self.index]

    @property
    def draft(self) -> Answer | None:
        """The current exercise's answer so far; ``None`` when nothing was done yet."""
        return self._state.draft

    @property
    def practising(self) -> bool:
        """Whether a commit now would be practice: the first submission, or the finish, is past."""
        return self._state.committed or self.finished or self.exercise.id in self._attempt.over

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
    def minutes(self) -> int:
        """About how long the exercises took so far, in whole minutes, this sitting and those before."""
        here = self._clock() - self._since if self.phase is Phase.ANSWERING else 0.0
        return round((sum(one.seconds + one.before for one in self._states.values()) + here) / 60)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Indexes of the exercises that were not committed."""
        over = frozenset[str]() if self.short else self._attempt.over
        ids = [exercise.id for exercise in self.lesson.exercises]
        return tuple(n for n, id in enumerate(ids) if not self._states[id].committed and id not in over)

    @property
    def may_go_on(self) -> bool:
        """Whether there is a way on from the current exercise: to the next one, or to the end."""
        return self.index < self.rules.open_to(self.whole, self.lesson)

    @property
    def has_paths(self) -> bool:
        """Whether the learner may choose between the short path and the whole lesson."""
        return bool(self.whole.short) and self.rules.allow("path")

    def take_left_out(self) -> list[str]:
        """Sentences on exercises that cannot be scored, and on answers to some that are gone; each is told once.

        A front end asks on opening the lesson, and tells it before the first exercise.
        """
        sentences = []
        for data, told in untold(self._attempt, self.whole):
            self._keeping.log("told", "", data)
            sentences += told
        return sentences

    def status(self, id: str) -> Status:
        """How far an exercise is; ``KeyError`` for an unknown id."""
        return self._states[id].status

    def first_result(self, id: str) -> Result | None:
        """The result that counts, of the first submission, with the score it was told; ``None`` while there is none."""
        state = self._states[id]
        if not state.committed:
            return None
        if id not in self._first:
            exercise = self.lesson.exercise(id)
            self._first[id] = told_again(self._key, self.lesson, exercise, state.first, state.day_score)
        return self._first[id]

    # What a student does

    def take_rules(self, rules: Rules) -> bool:
        """Go on under rules that changed: what was closed is explained, or the other way round; whether they did."""
        if rules == self.rules:
            return False
        self.rules = rules
        if self.phase in (Phase.EXPLAINED, Phase.CLOSED):
            self._enter(explain=self._state.committed and not self._state.practising)
        return True

    def read_first(self) -> None:
        """Begin at the article, on the path of the rules, unless something was done in this lesson already."""
        if self._untouched and self.phase is not Phase.SAVING:
            self.take_path(short=self.short or self.rules.short)
            self.phase = Phase.READING

    def take_path(self, *, short: bool) -> None:
        """Go on with the exercises of the short path alone, or with all; what was answered counts on both."""
        if not self.has_paths or short == self.short or self.phase is Phase.SAVING:
            return
        if self.phase is not Phase.ANSWERING or not self._untouched:  # as it is opened the lesson stays new
            self.goto(self.index)
        self._keeping.log(PATH, "", {"short": short}, sync=True)
        self._attempt.index = self.whole.exercises.index(self.exercise)
        self._attempt.take_path(self.whole, short=short)
        self._take_up()

    def answer(self, answer: Answer | None) -> None:
        """Keep a draft, unless it is the one there is; ``None`` takes it back.

        It is an answer to the form of ``exercise``. ``AnswerError`` for one that is too long, and the former stays.
        """
        if self.phase is not Phase.ANSWERING or self._over:
            return
        draft = fitted(self.exercise.form, answer) if answer is not None else None
        draft = onward(self.exercise.form, self._state.draft, draft)
        if draft == self._state.draft:
            return
        typed = isinstance(self.exercise.form, TextForm)
        now = self._clock()
        if can_go_back(self.exercise.form, self._state.draft, draft):
            self._state.changes.note(self._state.draft, joined=typed and now - self._changed < TYPING_PAUSE)
        self._state.draft = draft
        self._pending = True
        if not typed or now - self._drafted >= TYPING_PAUSE:
            self.flush()
        self._changed = now

    @property
    def can_undo(self) -> bool:
        """Whether a change of the answer at hand, made since the lesson was opened, can be undone."""
        return self.phase is Phase.ANSWERING and not self._over and bool(self._state.changes.past)

    @property
    def can_redo(self) -> bool:
        """Whether a change was undone and nothing was changed since."""
        return self.phase is Phase.ANSWERING and not self._over and bool(self._state.changes.future)

    def undo(self) -> bool:
        """Undo the last change of the answer; whether there was one."""
        return self.can_undo and self._change_to(self._state.changes.undo(self._state.draft))

    def redo(self) -> bool:
        """Redo the change that was undone last; whether there was one."""
        return self.can_redo and self._change_to(self._state.changes.redo(self._state.draft))

    def _change_to(self, draft: Answer | None) -> bool:
        draft = onward(self.exercise.form, self._state.draft, draft)
        self._state.draft, self._pending = draft, True
        self.flush()
        return True

    def flush(self) -> None:
        """Write what is still pending, such as a typed draft; front ends call it when the student pauses or leaves."""
        self._changed = self._clock() - TYPING_PAUSE  # what is typed next is a change of its own
        if self._pending:
            self._pending = False
            self._drafted = self._clock()
            answer = kept_draft(self.lesson, self.exercise, self._state.draft)
            self._keeping.log("draft", self.exercise.id, {"answer": answer})
        elif self.phase is not Phase.SAVING:
            self._keeping.settle()

    def hint(self) -> str | None:
        """Show the next hint of the current exercise; ``None`` when there is no further one."""
        if self.phase is not Phase.ANSWERING or self._state.hints >= len(self.exercise.task.hints):
            return None
        self._state.hints += 1
        self._keeping.log("hint", self.exercise.id, {"n": self._state.hints})
        return self.exercise.task.hints[self._state.hints - 1]

    def sure(self, level: int) -> None:
        """Say how sure you are: 1 guess, 2 think so, 3 sure. It never changes the score."""
        if level not in (1, 2, 3):
            raise ValueError(f"certainty is 1, 2 or 3, not {level}")
        if self.phase is Phase.ANSWERING:
            self._state.certainty = level
            self._keeping.log("sure", self.exercise.id, {"level": level})

    def submit(self, *, unsaved: bool = False) -> None:
        """Hand in the current answer as the rules say: ``commit`` or ``hand_in``, with what these raise.

        With a record that answers later the phase is SAVING when this returns: wait for ``saved``.
        """
        self._take_steps(self._handing_in(unsaved) if self.rules.closes else self._committing(unsaved))

    def commit(self, *, unsaved: bool = False) -> Result:
        """Hand in the current answer and explain it. Synced to the disk before this returns.

        Raises ``LessonError`` when the key cannot be used and ``RecordError`` when the answer cannot be kept; in
        both cases the draft stays and nothing is revealed. With ``unsaved`` a refusing disk is passed over, as
        ``trouble`` then says, and the answer is written as soon as the disk takes it. For a record that writes at
        once: with any other, ``submit`` and wait for ``saved``.
        """
        self._take_steps(self._committing(unsaved))
        if self.result is None:
            raise ValueError("this record answers later")
        return self.result

    def _committing(self, unsaved: bool) -> Steps:
        if self.phase is not Phase.ANSWERING or not self.rules.explains:
            raise ValueError("there is nothing to commit now")
        state, exercise = self._state, self.exercise
        result = self._key.grade(exercise, answered(exercise.form, state.draft))
        self._close_draft(state)
        state.changes = Changes()
        data = committed(self.lesson, exercise, state)
        data |= graded(exercise, result, self._key.version, practice=self.practising)
        receipt = self._keeping.append("committed", exercise.id, data, sync=True, owe=unsaved)
        yield receipt
        if receipt is None:  # a class, whose record answers later, put the lesson into use as it was opened
            self._keeping.puts_into_use(self.lesson)
        state.latest, state.latest_day_score = state.draft, None
        if not data["practice"]:
            state.first, state.committed, state.skipped = state.draft, True, False
            self._first[exercise.id] = result
        self._shown = result
        self.phase = Phase.EXPLAINED if self.rules.explains else Phase.CLOSED  # it may have changed meanwhile
        state.explaining, state.practising = True, False

    def hand_in(self, *, unsaved: bool = False) -> None:
        """Hand in the current answer of a test: it counts, nothing is explained. Synced as ``submit`` says.

        After the end of the time, what was answered till then is handed in. Raises ``RecordError`` as ``commit`` does.
        """
        self._take_steps(self._handing_in(unsaved))

    def _handing_in(self, unsaved: bool) -> Steps:
        if self.phase is not Phase.ANSWERING or not self.rules.closes:
            raise ValueError("there is nothing to hand in now")
        if not self.tick():
            self._close_draft(self._state)
            yield from self._taking(self.exercise, owe=unsaved, in_time=True)
            self.phase = Phase.CLOSED
            if self.rules.explains:  # since it was handed in
                self._enter(explain=True)

    def _close_draft(self, state: ExerciseState) -> None:
        now = self._clock()
        state.seconds += now - self._since
        self._since, self._pending = now, False

    def tick(self) -> bool:
        """End a test whose time is over; whether that happened now. Front ends call it as time passes."""
        if not self.rules.closes or self.finished or not self._over or self.phase is Phase.SAVING:
            return False
        self.finish()
        return True

    def retry(self) -> None:
        """Try the explained exercise again, as practice; the last answer is there to be mended."""
        if self.phase is Phase.EXPLAINED:
            self._state.practising, self._state.explaining = True, False
            self._state.draft = begun_again(self.exercise.form, self._state.draft)
            self._keeping.log("retried", self.exercise.id)
            self._enter(explain=False)

    def begin_again(self) -> None:
        """Practise a finished lesson from its start, with clean pages; the first answers stay the score.

        Raises ``ValueError`` before the lesson is finished, and in a test.
        """
        if not self.finished or not self.rules.allow("retry") or self.phase is Phase.SAVING:
            raise ValueError("only a finished lesson can be begun again as practice")
        self.flush()
        self._keeping.log(BEGUN_AGAIN, "", sync=True)
        self._attempt.begin_again()
        self.index = 0
        self._enter(explain=False)

    def skip(self) -> None:
        """Leave the current exercise unanswered and go to the next one."""
        if not self.may_go_on:
            return
        if self.phase is Phase.ANSWERING:
            if not self._state.committed:
                self._state.skipped = True
            elif self._state.practising:
                self._state.practising, self._state.explaining = False, True
            self._keeping.log("skipped", self.exercise.id)
        self.next()

    def next(self) -> None:
        """Go to the next exercise, from reading to the first; after the last one, finish."""
        if self.phase is Phase.READING:
            self.goto(self.index)
        elif not self.may_go_on:
            return
        elif self.index + 1 < len(self.lesson.exercises):
            self.goto(self.index + 1)
        else:
            self.finish()

    def contest(self, part: Part | None, reason: str) -> None:
        """Contest an item of the explained result, or the exercise as a whole; as ``Contests.make``."""
        if self.phase is not Phase.EXPLAINED:
            raise ValueError("only what is explained can be contested")
        self._take_steps(self.contests.make(self.exercise.id, part, reason, self._key.version))

    def back(self) -> None:
        """Go to the exercise before; from the end of the lesson to its last exercise."""
        self.goto(self.index if self.phase is Phase.FINISHED else self.index - 1)

    def goto(self, index: int) -> None:
        """Go to an exercise by its number from 0; a committed one opens explained.

        Stay where it is out of range, beyond the last one that is open, or in SAVING.
        """
        most = max(self.rules.open_to(self.whole, self.lesson), self.index)
        if 0 <= index < len(self.lesson.exercises) and index <= most and self.phase is not Phase.SAVING:
            self.flush()
            if self.phase is Phase.ANSWERING:
                self._state.seconds += self._clock() - self._since
            self.index, self._untouched = index, False
            self._keeping.log("moved", "", {"index": index, "to": self.exercise.id})
            self._enter(explain=self._state.committed and not self._state.practising)

    def look_back(self, index: int) -> None:
        """Go to a committed exercise and explain its first answer: the one that counts, not practice since."""
        self.goto(index)
        result = self.first_result(self.exercise.id) if self.rules.explains else None
        if result is not None and self.phase is not Phase.SAVING:
            self._shown, self.phase = result, Phase.EXPLAINED

    def finish(self) -> None:
        """End the lesson: exercises without an answer count 0, and the annotated article may be shown.

        In a test, what was answered and not handed in is handed in as it stands, and nothing can be changed any more.
        """
        if self.phase is not Phase.SAVING:
            self.flush()
            self._take_steps(self._finishing())

    def _finishing(self) -> Steps:
        for exercise in self.lesson.exercises if self.rules.closes and not self.finished else ():
            if is_given(self._states[exercise.id].draft) and not self._states[exercise.id].committed:
                yield from self._taking(exercise, owe=True, in_time=False)
        asked: list[Raw] = [exercise.id for exercise in self.lesson.exercises]
        data: dict[str, Raw] = {"exercises": asked, **({"short": True} if self.short else {})}
        yield self._keeping.log("finished", "", data, sync=True)
        self._attempt.ends.setdefault(self.short, frozenset(map(str, asked)))
        self.phase, self.finished = Phase.FINISHED, True

    def summary(self) -> Summary:
        """Scores of the first submissions, per strand and technique, each as it was told on its day."""
        weights = {
            exercise.id: exercise.weight
            for exercise in self.lesson.exercises
            if exercise.id not in self._added  # that one came into the lesson after it was finished
        }
        results = {id: result for id in weights if (result := self.first_result(id)) is not None}
        return replace(summarise(self.lesson, results, weights, self.withdrawn), short=self.short)

    def notes(self) -> tuple[Note, ...]:
        """The annotations, then the credits; empty until the lesson was finished once, and in a test.

        At the end of a short path the credits alone: the annotations would answer what is still to be asked.
        """
        notes = self._key.notes if self.finished and self.rules.explains else ()
        return tuple(note for note in notes if note.credit or not self.short or False in self._attempt.ends)

    # Inside

    def _take_up(self) -> None:
        attempt, here = self._attempt, self.whole.exercises[self._attempt.index]
        self.short = attempt.short
        self.lesson = self.whole.shortened() if self.short else self.whole
        """What is asked: the lesson, or the exercises of its short path alone, where ``short`` is true."""
        self._added = added_since(self.lesson, attempt)
        self.finished = attempt.finished or test_is_over(self.lesson)
        self.index = self.lesson.exercises.index(here) if here in self.lesson.exercises else 0
        self.phase = Phase.FINISHED if attempt.at_end else Phase.ANSWERING
        if self.phase is Phase.ANSWERING:
            self._enter(explain=self._state.explaining)

    @property
    def _over(self) -> bool:
        return self.limit is not None and self.limit.left <= 0

    @property
    def _state(self) -> ExerciseState:
        return self._states[self.exercise.id]

    def _enter(self, *, explain: bool) -> None:
        """Show the current exercise, explained when it was committed."""
        self._since = self._clock()
        if self.rules.closes:
            self.phase = Phase.CLOSED if self.practising else Phase.ANSWERING
            return
        state = self._state
        judged = partial(told_again, self._key, self.lesson, self.exercise)
        self._shown = judged(state.latest, state.latest_day_score) if explain else None
        self.phase = Phase.EXPLAINED if explain else Phase.ANSWERING

    def _taking(self, exercise: Exercise, *, owe: bool, in_time: bool) -> Steps:
        """Keep an answer to a test; with ``owe`` it is kept for later when the disk refuses."""
        state = self._states[exercise.id]
        data = committed(self.lesson, exercise, state) | unscored(in_time=in_time)
        yield self._keeping.append("committed", exercise.id, data, sync=True, owe=owe)
        state.first = state.latest = state.draft
        state.committed, state.skipped = True, False
