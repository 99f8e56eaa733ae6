"""A class as it works, tallied event by event: who is where, who is stuck, how it goes, what is missed and marked.

Everything is taken from what sessions write anyway: ``moved`` says where somebody is, ``draft`` what is marked before
it is handed in, ``committed`` the score, what was missed and how long it took. Nothing is graded a second time; only an
answer that is explained later has no score in the record, and is judged as it comes in.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import median
from typing import Literal, NamedTuple

from lessons.kinds.kept_answers import reread
from lessons.kinds.marking import tally
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.model.answer import AnswerError, MarkAnswer, Raw
from lessons.model.form import MarkForm
from lessons.model.result import Verdict
from lessons.play.day_score import verdicts_of
from lessons.play.rules import seconds_of
from lessons.record.event import REVIEWED, Event
from lessons.reports.classes.exercise import known_items
from lessons.reports.classes.heat import Heat
from lessons.reports.classes.values import HeatMap
from lessons.reports.standing import stored_number

QUIET = 180.0
"""Seconds without a sign after which somebody who answers is stuck."""
LONG = 120.0
"""Seconds at an exercise before anybody is slow."""
LONG_AT_FIRST = 360.0
"""The same while fewer than ``ENOUGH`` have answered, so that nobody knows what is usual."""
ENOUGH = 5
MISSED = frozenset((Verdict.MISSED.sign, Verdict.WRONG.sign, Verdict.TRAP.sign))
"""Signs of what was not found, or not right."""
ALARMS = frozenset((Verdict.WRONG.sign, Verdict.TRAP.sign))
"""Signs, in a marking exercise, of words that were marked and are not in the key."""
Doing = Literal["reading", "answering", "practising", "explained", "finished"]
_Graded = tuple[Fraction, Mapping[str, str]]
"""A score, and the sign of the verdict on each item, by its name in the record."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one learner is in a lesson, as far as the record tells."""

    exercise: str = ""
    """Its id; empty before the first and at the end."""
    doing: Doing = "reading"
    since: float = 0.0
    """When the learner came to this exercise; seconds since 1970, as all times here."""
    last: float = 0.0
    """When something was done last."""
    hints: int = 0
    """Taken at this exercise."""
    tries: int = 0
    """Answers handed in to it, practice included."""
    given: int = 0
    """Marks, picks or rows of the draft."""


class Hit(NamedTuple):
    """Something of an exercise that several learners have in common."""

    exercise: str
    words: str
    """What it is: the words of a phrase, or the id of an item."""
    learners: int
    of: int
    """Learners who answered the exercise."""


@dataclass(slots=True)
class _Exercise:
    scores: dict[int, Fraction] = field(default_factory=dict)
    """First answers, by learner."""
    seconds: list[float] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    answers: dict[int, Raw] = field(default_factory=dict)
    """The latest answer or draft of each learner, as the record keeps it."""
    median: float | None = None
    """Of ``seconds``; worked out when it is asked for."""


class LiveLesson:
    """One lesson of a class, as it stands now."""

    def __init__(self, lesson: Lesson, key: AnswerKey | None) -> None:
        """Without a key, as in a test, answers that the record keeps without a score have none here either."""
        self.lesson, self.key = lesson, key
        self.ids = tuple(exercise.id for exercise in lesson.exercises)
        self._exercises = {id: _Exercise() for id in self.ids}
        self._today = {was: exercise.id for exercise in lesson.exercises for was in exercise.was}
        self._marking = {one.id for one in lesson.exercises if isinstance(one.form, MarkForm)}
        self._named: dict[str, Mapping[str, str]] = {}
        """Words by id of an item, of exercises that were asked for."""
        self.places: dict[int, Whereabouts] = {}
        """By learner; who has not opened the lesson is missing."""

    # What comes in

    def take(self, learner: int, event: Event) -> None:
        """Take note of one event of a learner; in the order in which they were written."""
        if event.name == REVIEWED:
            return
        time = seconds_of(event.time) or 0.0
        id = self._today.get(event.exercise, event.exercise)
        before = self.places.get(learner, Whereabouts(since=time))
        if time < before.last:  # it was posted late, from a computer that had no net: it says nothing of now
            if (
                event.name == "committed"
                and id in self._exercises
                and learner not in self._exercises[id].scores
            ):
                self._take_answer(learner, id, event)
        elif event.name == "moved":
            to = event.data.get("to")
            self.places[learner] = self._moved(learner, str(self._today.get(str(to), to)), before, time)
        elif event.name == "finished":
            self.places[learner] = Whereabouts(doing="finished", since=time, last=time)
        elif id in self._exercises:
            self._take_act(learner, id, event, before, time)
        else:
            self.places[learner] = replace(before, last=time)

    def _moved(self, learner: int, id: str, before: Whereabouts, time: float) -> Whereabouts:
        if id not in self._exercises:
            return replace(before, last=time)
        answered = learner in self._exercises[id].scores
        tries = int(answered)
        return Whereabouts(id, "explained" if answered else "answering", time, time, tries=tries)

    def _take_act(self, learner: int, id: str, event: Event, before: Whereabouts, time: float) -> None:
        place = before if before.exercise == id else Whereabouts(id, "answering", time)
        place = replace(place, last=time)
        exercise = self._exercises[id]
        match event.name:
            case "draft":
                raw = event.data.get("answer")
                exercise.answers[learner] = raw
                doing: Doing = "practising" if place.tries else "answering"
                place = replace(place, given=_size(raw), doing=doing)
            case "hint":
                place = replace(place, hints=place.hints + 1)
            case "retried":
                place = replace(place, doing="practising")
            case "skipped":
                place = replace(place, doing="explained" if place.tries else "answering")
            case "committed":
                place = replace(place, doing="explained", tries=place.tries + 1)
                self._take_answer(learner, id, event)
        self.places[learner] = place

    def _take_answer(self, learner: int, id: str, event: Event) -> None:
        """An answer that was handed in: the first one counts."""
        exercise = self._exercises[id]
        exercise.answers[learner] = event.data.get("answer")
        if event.data.get("practice") is not True and learner not in exercise.scores:
            self._take_score(learner, id, event)

    def _take_score(self, learner: int, id: str, event: Event) -> None:
        exercise, data = self._exercises[id], event.data
        verdicts = data.get("verdicts")
        graded: _Graded | None
        if isinstance(verdicts, dict) and "score" in data:
            graded = stored_number(data["score"]), {name: str(sign) for name, sign in verdicts.items()}
        else:
            graded = self._judged(id, data.get("answer"))
        if graded is None:
            return
        score, signs = graded
        exercise.scores[learner] = score
        spent = data.get("seconds")
        if isinstance(spent, int | float) and spent > 0:
            exercise.seconds.append(float(spent))
            exercise.median = None
        alarms = ALARMS if id in self._marking else frozenset[str]()
        exercise.alarms.update(name for name, sign in signs.items() if sign in alarms)
        exercise.missed.update(name for name, sign in signs.items() if sign in MISSED - alarms)

    def _judged(self, id: str, raw: Raw) -> _Graded | None:
        """An answer that is explained later."""
        if self.key is None:
            return None
        form, lesson = self.lesson.exercise(id).form, self.lesson
        try:
            answer, _lost = reread(form, raw, lesson.article, lesson.beside)
        except AnswerError:
            return None
        score = self.key.bound[id].score(answer)
        return score.score, {name: str(sign) for name, sign in verdicts_of(form, score.parts).items()}

    def forget(self, learner: int) -> None:
        """Somebody has left the class: nobody looks for the learner any more. What was answered stays counted."""
        self.places.pop(learner, None)

    # What is asked

    def here(self, id: str) -> int:
        """How many are at an exercise; with an empty id, how many still read."""
        return sum(one.exercise == id and one.doing != "finished" for one in self.places.values())

    @property
    def ended(self) -> int:
        """How many have finished."""
        return sum(one.doing == "finished" for one in self.places.values())

    def done(self, id: str) -> int:
        """How many have answered an exercise."""
        return len(self._exercises[id].scores)

    def mean(self, id: str) -> Fraction | None:
        """The mean score of the first answers to an exercise; ``None`` while there is none."""
        scores = self._exercises[id].scores.values()
        return Fraction(sum(scores, Fraction(0)), len(scores)) if scores else None

    def score(self, learner: int) -> Fraction | None:
        """A learner's mean over the exercises answered so far, by their weights; ``None`` before the first."""
        own = [
            (one.weight, self._exercises[one.id].scores[learner])
            for one in self.lesson.exercises
            if learner in self._exercises[one.id].scores
        ]
        weight = sum((weight for weight, _score in own), Fraction(0))
        return sum((weight * score for weight, score in own), Fraction(0)) / weight if weight else None

    def scores(self, learner: int) -> Mapping[str, Fraction]:
        """A learner's scores, by exercise answered."""
        return {id: one.scores[learner] for id, one in self._exercises.items() if learner in one.scores}

    def median(self, id: str) -> float | None:
        """What the class usually needs for an exercise, in seconds; ``None`` while fewer than 5 have answered."""
        exercise = self._exercises[id]
        if len(exercise.seconds) < ENOUGH:
            return None
        if exercise.median is None:
            exercise.median = median(exercise.seconds)
        return exercise.median

    def is_stuck(self, learner: int, now: float, typed: float = 0.0) -> bool:
        """Whether a learner seems to be stuck; ``typed`` is when a key was pressed last, where that is known.

        Answering, and quiet for 3 minutes; or at this exercise for more than 2 minutes and more than twice what the
        class usually needs: for more than 6 while fewer than 5 have answered.
        """
        place = self.places.get(learner)
        if place is None or place.doing != "answering":
            return False
        if now - max(place.last, typed) >= QUIET:
            return True
        usual = self.median(place.exercise) if place.exercise in self._exercises else None
        most = LONG_AT_FIRST if usual is None else max(LONG, 2 * usual)
        return now - place.since > most

    def missed(self, most: int) -> tuple[Hit, ...]:
        """What most of those who answered did not find, or got wrong: the largest shares first."""
        return self._hits(most, {id: one.missed for id, one in self._exercises.items()})

    def words(self, hit: Hit) -> str:
        """What a hit is in plain words: those of the key, where the record names an item by its id."""
        if self.key is None or hit.exercise in self._marking:
            return hit.words
        if hit.exercise not in self._named:
            items = known_items(self.lesson, self.key, self.lesson.exercise(hit.exercise))
            self._named[hit.exercise] = {id: part.text for id, part in items.items()}
        return self._named[hit.exercise].get(hit.words) or hit.words

    def alarms(self, most: int) -> tuple[Hit, ...]:
        """What many marked that is not in the key: the largest shares first."""
        return self._hits(most, {id: one.alarms for id, one in self._exercises.items()})

    def _hits(self, most: int, counted: Mapping[str, Counter[str]]) -> tuple[Hit, ...]:
        hits = [
            Hit(id, words, count, self.done(id))
            for id, words_of in counted.items()
            for words, count in words_of.most_common(most)
            if count > 1
        ]
        return tuple(
            sorted(hits, key=lambda hit: (-Fraction(hit.learners, hit.of or 1), -hit.learners))[:most]
        )

    def answers(self, id: str, *, handed_in: bool = False) -> Mapping[int, Raw]:
        """The latest answer or draft of each learner to an exercise; only what was handed in, where that is asked."""
        exercise = self._exercises[id]
        if not handed_in:
            return exercise.answers
        return {learner: raw for learner, raw in exercise.answers.items() if learner in exercise.scores}

    def heat(self, id: str, *, handed_in: bool = False) -> HeatMap | None:
        """How many marked each word in a marking exercise, drafts included unless only ``handed_in``; else ``None``.

        Takes some milliseconds for a class. Marks that have no place in the text of today are left out.
        """
        marks = self.key.bound[id].marks if self.key is not None and id in self._exercises else None
        if marks is None:
            return None
        exercise, lesson = self.lesson.exercise(id), self.lesson
        heat = Heat(lesson, exercise, marks)
        for learner, raw in self.answers(id, handed_in=handed_in).items():
            with suppress(AnswerError):
                answer, _lost = reread(exercise.form, raw, lesson.article, lesson.beside)
                if isinstance(answer, MarkAnswer):
                    heat.add(learner, tally(marks, answer), 0)
        return heat.map()

    def marked(self, id: str, most: int) -> tuple[Hit, ...]:
        """What most have marked in an exercise, drafts included."""
        counts: Counter[str] = Counter()
        answers = self._exercises[id].answers.values() if id in self._marking else ()
        for raw in answers:
            marks = raw if isinstance(raw, list) else []
            exact = (one.get("exact") for one in marks if isinstance(one, dict))
            counts.update({" ".join(words.split()) for words in exact if isinstance(words, str)})
        counts.pop("", None)
        return tuple(Hit(id, words, count, len(answers)) for words, count in counts.most_common(most))


def _size(raw: Raw) -> int:
    """How much of an answer is there: marks, picks, rows; a text is one."""
    if isinstance(raw, list | dict):
        return len(raw)
    return int(bool(raw))
