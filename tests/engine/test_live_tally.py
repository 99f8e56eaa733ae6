"""A class tallied event by event: who is where, who is stuck, how it goes, what is missed and marked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from types import MappingProxyType

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.model.result import percent
from lessons.play import Session
from lessons.play.rules import PRACTICE
from lessons.record import MemoryRecord
from lessons.record.event import Event, written
from lessons.reports.classes.live import LiveLesson
from tests.helpers.answering import say
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
KEY = open_key(LESSON)
IDS = [exercise.id for exercise in LESSON.exercises]
FIRST, SECOND = IDS[:2]
NOON = 1_800_000_000.0


def tally() -> LiveLesson:
    return LiveLesson(LESSON, KEY)


def at(after: float, name: str, exercise: str = "", /, **data: Raw) -> Event:
    """An event so many seconds after noon."""
    time = written(datetime.fromtimestamp(NOON + after, UTC))
    return Event(name, LESSON.course, LESSON.id, exercise, data, time=time)


def moved(seconds: float, id: str) -> Event:
    return at(seconds, "moved", index=IDS.index(id), to=id)


def committed(
    after: float, id: str, score: str, spent: float = 10.0, verdicts: Mapping[str, Raw] = MappingProxyType({})
) -> Event:
    return at(after, "committed", id, score=score, seconds=spent, verdicts={**verdicts}, answer=[])


def test_events_say_where_somebody_is_and_what_is_done_there() -> None:
    live = tally()
    live.take(1, at(0, "opened"))
    assert (live.places[1].doing, live.here("")) == ("reading", 1)
    live.take(1, moved(5, FIRST))
    live.take(1, at(9, "hint", FIRST, n=1))
    live.take(1, at(12, "draft", FIRST, answer=[{"exact": "greedy"}, {"exact": "a  reckless"}]))
    place = live.places[1]
    assert (place.exercise, place.doing, place.hints, place.given) == (FIRST, "answering", 1, 2)
    assert (place.since, place.last) == (NOON + 5, NOON + 12)
    live.take(1, committed(20, FIRST, "1/2", verdicts={"greedy": "+", "reckless": "o"}))
    assert (live.places[1].doing, live.done(FIRST), live.mean(FIRST)) == ("explained", 1, Fraction(1, 2))
    live.take(1, at(25, "retried", FIRST))
    assert live.places[1].doing == "practising"
    live.take(1, at(30, "committed", FIRST, score="1/1", verdicts={}, practice=True, answer=[]))
    assert (live.mean(FIRST), live.places[1].tries) == (Fraction(1, 2), 2)
    live.take(1, moved(31, SECOND))
    assert (live.here(FIRST), live.here(SECOND)) == (0, 1)
    live.take(1, at(40, "finished", exercises=[*IDS]))
    assert (live.ended, live.here(SECOND)) == (1, 0)


def test_what_is_missed_and_what_is_a_false_alarm_are_counted_over_first_answers() -> None:
    live = tally()
    for learner, (reckless, tuesday) in enumerate((("o", "x"), ("o", "x"), ("+", "x"), ("o", "+"))):
        verdicts: dict[str, Raw] = {"reckless": reckless, "on Tuesday": tuesday}
        live.take(learner, committed(learner, FIRST, "0/1", verdicts=verdicts))
    assert [(hit.words, hit.learners, hit.of) for hit in live.missed(3)] == [("reckless", 3, 4)]
    assert [(hit.words, hit.learners, hit.of) for hit in live.alarms(3)] == [("on Tuesday", 3, 4)]


def test_what_is_marked_is_known_before_it_is_handed_in_and_the_wall_shows_only_what_is() -> None:
    live = tally()
    start = LESSON.article.text.index("greedy")
    mark: Raw = {"start": start, "end": start + 6, "exact": "greedy", "prefix": "", "suffix": ""}
    for learner in range(3):
        live.take(learner, at(learner, "draft", FIRST, answer=[mark]))
    assert [(hit.words, hit.learners) for hit in live.marked(FIRST, 3)] == [("greedy", 3)]
    drafts, on_the_wall = live.heat(FIRST), live.heat(FIRST, handed_in=True)
    assert drafts is not None
    assert on_the_wall is not None
    assert (drafts.readers, max(drafts.counts.values())) == (3, 3)
    assert (on_the_wall.readers, dict(on_the_wall.counts)) == (0, {})
    live.take(0, at(9, "draft", FIRST, answer=[]))
    assert [(hit.words, hit.learners) for hit in live.marked(FIRST, 3)] == [("greedy", 2)]
    assert live.heat("who-says") is None


def test_quiet_for_three_minutes_is_stuck_while_answering() -> None:
    live = tally()
    live.take(1, moved(0, FIRST))
    assert not live.is_stuck(1, NOON + 179)
    assert live.is_stuck(1, NOON + 180)
    assert not live.is_stuck(1, NOON + 180, typed=NOON + 1)
    live.take(1, committed(181, FIRST, "1/1"))
    assert not live.is_stuck(1, NOON + 1000)
    assert not live.is_stuck(2, NOON + 1000)


@pytest.mark.parametrize(
    ("answered", "spent", "free", "stuck"),
    [(4, 10.0, 360, 361), (5, 10.0, 120, 121), (5, 100.0, 200, 201), (9, 59.0, 120, 121)],
)
def test_long_at_an_exercise_is_measured_by_the_class(
    answered: int, spent: float, free: int, stuck: int
) -> None:
    live = tally()
    for learner in range(answered):
        live.take(learner, committed(0, FIRST, "1/1", spent))
    live.take(99, moved(0, FIRST))
    typed = NOON + stuck - 1
    assert not live.is_stuck(99, NOON + free, typed)
    assert live.is_stuck(99, NOON + stuck, typed)


def test_an_answer_that_is_explained_later_is_judged_as_it_comes_in() -> None:
    scores = []
    for rules in (PRACTICE, PRACTICE.unexplained()):
        record = MemoryRecord()
        session = Session(LESSON, record, lambda: KEY, rules=rules)
        say(session, perfect_answers(LESSON)[FIRST])
        session.submit()
        live = tally()
        for event in record.everything():
            live.take(1, event)
        scores.append((live.mean(FIRST), live.score(1)))
    assert scores[0] == scores[1] == (Fraction(1), Fraction(1))


def test_without_a_key_nothing_is_judged() -> None:
    live = LiveLesson(LESSON, None)
    live.take(1, at(0, "committed", FIRST, sealed=True, answer=[]))
    assert (live.done(FIRST), live.mean(FIRST), live.heat(FIRST)) == (0, None, None)
    assert live.places[1].doing == "explained"


@pytest.mark.parametrize(
    "event",
    [
        at(0, "moved", to=["x"]),
        at(0, "moved", to="gone", index=99),
        at(0, "draft", FIRST, answer=[["x"], {"exact": 3}, {}]),
        at(0, "draft", FIRST, answer={"exact": "x"}),
        at(0, "committed", FIRST, score="1/0", verdicts={"a": 3}, seconds="x", answer=None),
        at(0, "committed", FIRST, score=[], verdicts=[], answer={"x": 1}),
        at(0, "committed", "gone", score="1/1", verdicts={}),
        Event("draft", LESSON.course, LESSON.id, FIRST, {}, time="no time"),
    ],
    ids=lambda event: f"{event.name} {dict(event.data)}"[:40],
)
def test_events_that_no_session_writes_do_no_harm(event: Event) -> None:
    live = tally()
    live.take(1, event)
    live.take(1, event)
    live.marked(FIRST, 3)
    live.heat(FIRST)
    assert live.is_stuck(1, NOON) in (True, False)
    assert all(0 <= percent(live.mean(id) or Fraction(0)) <= 100 for id in IDS)


def test_events_under_an_id_of_before_count_under_that_of_today() -> None:
    first, *others = LESSON.exercises
    live = LiveLesson(replace(LESSON, exercises=(replace(first, was=("old",)), *others)), KEY)
    live.take(1, committed(0, "old", "1/1"))
    live.take(2, at(0, "moved", index=0, to="old"))
    assert (live.done(FIRST), live.here(FIRST)) == (1, 2)


def test_what_comes_late_counts_and_says_nothing_of_where_somebody_is() -> None:
    live = tally()
    live.take(1, moved(100, SECOND))
    live.take(1, moved(5, FIRST))
    live.take(1, committed(20, FIRST, "1/1"))
    assert (live.places[1].exercise, live.places[1].last, live.done(FIRST)) == (SECOND, NOON + 100, 1)
