"""Keys that arrive together: what is on the board when an answer is committed is what is committed."""

from pathlib import Path

import pytest

from lessons.cli.call import PlayRequest
from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.record.journal import read_journal
from tests.helpers.bursts import ANSWERS, KEYS, at_rest, extent, plain, post
from tests.helpers.place import journal_path, open_journal
from tests.helpers.play import playing, request
from tests.helpers.reviewing import MONDAY, Calendar, do_lesson
from tests.helpers.sealed import sealed_tiny
from tests.helpers.tiny import TINY

TUESDAY = MONDAY.replace(day=6)
MISSES: dict[str, Raw] = {
    "find-loaded": [],
    "name-it": {"everyone": "slogan", "reckless": "loaded-language"},
    "who-stands-behind": {"cost": "office", "hate": "shop"},
}


QUICK = (1, 7, 9, 11)
"""Exercises with a form each: marks, a grid, an order, a text."""


def answers(*, practice: bool = False) -> dict[str, Raw]:
    """What the record holds, in the form that a session takes; places by their words."""
    events = read_journal(journal_path("ana")).events
    committed = [
        event for event in events if event.name == "committed" and event.data["practice"] is practice
    ]
    return {event.exercise: plain(event.data["answer"]) for event in committed}


async def burst(keys: str, wish: PlayRequest) -> None:
    async with playing(wish=wish, reading=True) as play:
        post(play.app, keys)
        await at_rest(play.app)


@pytest.mark.thorough
async def test_a_whole_lesson_in_one_burst_from_the_home_screen() -> None:
    await burst("enter n " + " n ".join(KEYS), request())
    assert answers() == ANSWERS


@pytest.mark.thorough
async def test_practice_in_one_burst() -> None:
    await burst("enter n s s s s c c t " + " n c c t ".join(KEYS[4:6]), request())
    assert answers(practice=True) == {id: ANSWERS[id] for id in ("who-says", "pick-sources")}


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "number", [pytest.param(at, marks=() if at in QUICK else pytest.mark.thorough) for at in range(len(KEYS))]
)
async def test_every_exercise_right_after_its_lesson_opens(number: int) -> None:
    """The lesson opens where the student stopped, and the keys are there before it is."""
    id = list(ANSWERS)[number]
    journal = open_journal("ana")
    journal.append(Event("opened", "course", "tiny"), sync=False)
    journal.append(Event("moved", "course", "tiny", "", {"index": number}), sync=False)
    await burst("enter " + KEYS[number], request(journal=journal))
    assert answers() == {id: ANSWERS[id]}


@pytest.mark.thorough
async def test_keys_that_are_there_before_the_program() -> None:
    await burst("n " + KEYS[0], request(lesson=TINY))
    assert answers() == {"find-loaded": ANSWERS["find-loaded"]}


@pytest.mark.thorough
async def test_a_test_in_one_burst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = sealed_tiny(tmp_path, monkeypatch)[0]
    await burst("enter enter n " + " n ".join(KEYS), request([exam.parent]))
    assert [extent(answer) for answer in answers().values()] == [extent(one) for one in ANSWERS.values()]


@pytest.mark.thorough
async def test_review_in_one_burst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when each key is waited for; also while the cards are being made ready."""
    record = Calendar()
    do_lesson(record, MISSES)
    keys = "r" + " right space 1 c c n" * 4
    found: list[list[Raw]] = []
    for at_once in (False, True):
        monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / f"{at_once}"))
        journal = open_journal("ana")
        for event in record.kept:
            journal.append(event, sync=False)
        async with playing(wish=request(journal=journal)) as play:
            for key in keys.split():
                post(play.app, key)
                if not at_once:
                    await at_rest(play.app)
            await at_rest(play.app)
        events = read_journal(journal_path("ana")).events
        found.append([plain(event.data["answer"]) for event in events if event.name == "reviewed"])
    assert found[0] == found[1]
    assert len([answer for answer in found[0] if answer]) == 4


async def test_what_is_typed_goes_where_the_key_before_it_led() -> None:
    """Contesting, the glossary and the end of the program, each in the same burst as what comes before and after."""
    wrong = "w r o n g"
    await burst(f"enter n {KEYS[0]} d {wrong} enter enter n g escape {KEYS[1]} q", request())
    assert answers() == {id: ANSWERS[id] for id in ("find-loaded", "find-named")}
    contests = [event for event in read_journal(journal_path("ana")).events if event.name == "contested"]
    assert [event.data["reason"] for event in contests] == ["wrong"]
