"""Learners with known abilities, biases and slips, and what they hand in.

A thing to be told from others is marked, or picked, where the evidence for it passes the learner's criterion: evidence
is normal with mean d'/2 for what is there and -d'/2 for what is not (Macmillan and Creelman, chapter 1). A question is
answered rightly with probability ``g + (1 - g) / (1 + exp(-a (ability - difficulty)))``: g is a blind guess, a the
slope. A slip turns the answer to one thing round, or answers one question blindly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import exp
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import Literal

from lessons.kinds.kept_answers import keep
from lessons.kinds.written_answers import read
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.share.handing_in.hand_in import HandIn, to_bytes
from tests.helpers.simulated_lesson import CLASSES, Item, SimulatedLesson, Task

Habit = Literal["honest", "bold", "silent"]
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Learner:
    """What a learner is like."""

    number: int
    ability: float
    sensitivity: float
    criterion: float
    slip: float
    """Share of answers that go wrong by accident."""
    habit: Habit
    """``honest`` in saying how sure they are, always ``bold``, or ``silent``."""

    @property
    def name(self) -> str:
        """The pseudonym."""
        return f"reader-{self.number:04}"

    @property
    def hit_rate(self) -> float:
        """The probability to mark what is there, slips included."""
        return self._slipped(_NORMAL.cdf(self.sensitivity / 2 - self.criterion))

    @property
    def false_alarm_rate(self) -> float:
        """The probability to mark what is not there, slips included."""
        return self._slipped(_NORMAL.cdf(-self.sensitivity / 2 - self.criterion))

    @property
    def d_prime(self) -> float:
        """What can be seen of the sensitivity: slips take a little away."""
        return _NORMAL.inv_cdf(self.hit_rate) - _NORMAL.inv_cdf(self.false_alarm_rate)

    @property
    def bias(self) -> float:
        """What can be seen of the criterion."""
        return -(_NORMAL.inv_cdf(self.hit_rate) + _NORMAL.inv_cdf(self.false_alarm_rate)) / 2

    def right(self, task: Task, item: Item) -> float:
        """The probability to answer one question rightly."""
        known = item.guess + (1 - item.guess) / (1 + exp(-task.slope * (self.ability - item.difficulty)))
        return (1 - self.slip) * known + self.slip * item.guess

    def _slipped(self, rate: float) -> float:
        return rate * (1 - self.slip) + (1 - rate) * self.slip


def learners(count: int, seed: int = 0) -> Iterator[Learner]:
    """A class: who is able tells things apart a little better, and all else is independent."""
    for number in range(count):
        random = Random(f"{seed} {number}")
        ability = random.gauss(0, 1)
        yield Learner(
            number=number,
            ability=ability,
            sensitivity=max(0.2, 1.8 + 0.4 * ability + random.gauss(0, 0.4)),
            criterion=random.gauss(0.25, 0.35),
            slip=random.choice((0.0, 0.01, 0.02, 0.05)),
            habit=random.choices(("honest", "bold", "silent"), (6, 2, 2))[0],
        )


class SimulatedClass:
    """Writes what learners hand in: a journal as the program keeps it, without drafts."""

    def __init__(self, made: SimulatedLesson, seed: int = 0) -> None:
        self.made, self.seed = made, seed
        self.lesson: Lesson = open_lesson(made.folder)

    @cached_property
    def _key(self) -> str:
        return open_key(self.lesson).version

    def write(self, folder: Path, count: int) -> list[Learner]:
        """A file for each of ``count`` learners; who they are."""
        folder.mkdir(parents=True, exist_ok=True)
        made = list(learners(count, self.seed))
        for learner in made:
            (folder / f"{learner.name}.handin").write_bytes(to_bytes(self.hand_in(learner)))
        return made

    def hand_in(self, learner: Learner) -> HandIn:
        """The same each time."""
        random = Random(f"{self.seed} {learner.number} answers")
        events = tuple(_Journal(self.lesson, random).events(self._lines(learner, random)))
        record = f"{random.getrandbits(128):032x}"
        return HandIn(learner.name, record, self.lesson.course, self.lesson.id, events[-1].time, events)

    def _lines(self, learner: Learner, random: Random) -> "Iterator[Line]":
        """Event, exercise and data, in order."""
        article = self.lesson.article
        yield "opened", "", {"version": "1", "text": article.hash}
        for index, task in enumerate(self.made.tasks):
            yield "moved", "", {"index": index}
            hints = int(random.random() < 0.1)
            if hints:
                yield "hint", task.id, {"n": 1}
            sure = _sure(learner, task, random)
            if sure is not None:
                yield "sure", task.id, {"level": sure}
            data: dict[str, Raw] = {"practice": False, "key": self._key, "text": article.hash, "sure": sure}
            data |= {"hints": hints, "seconds": round(random.lognormvariate(3.5, 0.6), 1)}
            yield "committed", task.id, {"answer": self._kept(task, answer(learner, task, random)), **data}
            if random.random() < 0.1:
                yield "retried", task.id, {}
                again = {"answer": self._kept(task, answer(learner, task, random)), **data, "practice": True}
                yield "committed", task.id, again
        yield "finished", "", {}

    def _kept(self, task: Task, raw: Raw) -> Raw:
        exercise = self.lesson.exercise(task.id)
        return keep(
            exercise.form,
            read(exercise.form, raw, self.lesson.article, self.lesson.beside),
            self.lesson.article,
            self.lesson.beside,
        )


Line = tuple[str, str, dict[str, Raw]]


class _Journal:
    """Lines as events, one every few seconds."""

    def __init__(self, lesson: Lesson, random: Random) -> None:
        self.lesson, self.random = lesson, random
        self.seconds = random.randrange(60)

    def events(self, lines: Iterator[Line]) -> Iterator[Event]:
        """With their ids and times."""
        for name, exercise, data in lines:
            self.seconds += self.random.randint(1, 9)
            time = f"2026-01-31T{9 + self.seconds // 3600:02}:{self.seconds // 60 % 60:02}:{self.seconds % 60:02}.000Z"
            id = f"{self.random.getrandbits(128):032x}"
            yield Event(name, self.lesson.course, self.lesson.id, exercise, data, id, time)


def answer(learner: Learner, task: Task, random: Random) -> Raw:
    """A raw answer of the learner."""
    if task.kind == "mark":
        hit = [place for place in task.phrases if random.random() < learner.hit_rate]
        false = [place for place in task.plain if random.random() < learner.false_alarm_rate]
        return [{"start": place.start, "end": place.end} for place in (*hit, *false)]
    if task.detects:
        picked = [id for id in task.signals if random.random() < learner.hit_rate]
        picked += [id for id in task.noise if random.random() < learner.false_alarm_rate]
        if task.kind == "several":
            return [*picked]
        return {
            id: "matters" if id in picked else random.choice(CLASSES) for id in (*task.signals, *task.noise)
        }
    given = {
        item.id: item.right if random.random() < learner.right(task, item) else random.choice(item.wrong)
        for item in task.items
    }
    if task.kind == "ledger":
        rows: dict[str, Raw] = {}
        for item, option in given.items():
            row, _, column = item.partition(".")
            cells = rows.setdefault(row, {})
            assert isinstance(cells, dict)
            cells[column] = option
        return rows
    return next(iter(given.values())) if task.kind in ("choice", "short") else {**given}


def _sure(learner: Learner, task: Task, random: Random) -> int | None:
    if learner.habit == "silent":
        return None
    if learner.habit == "bold":
        return 3
    known = (
        learner.hit_rate - learner.false_alarm_rate
        if task.detects
        else sum(learner.right(task, item) for item in task.items) / len(task.items)
    )
    return 1 if known + random.gauss(0, 0.1) < 0.4 else 2 if known < 0.7 else 3
