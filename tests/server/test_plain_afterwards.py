"""What comes after a lesson on the plain pages: review of what was missed, what was done, and the record to take."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Answer
from lessons.play import Session
from lessons.record.event import local_now
from lessons.record.journal import read_journal
from lessons.record.recorder import MemoryRecord
from lessons.review.deck import deck_of
from lessons.review.sitting import Sitting
from tests.helpers.place import home
from tests.helpers.plain_pages import PlainPage, Reader, answered, spoken
from tests.helpers.served import Served, served
from tests.helpers.tiny import TINY
from tests.server.test_plain_pages import at_exercise


class Ahead:
    """The clock of a class, some days ahead of the true one."""

    days = 0

    def __call__(self) -> datetime:
        return local_now() + timedelta(days=self.days)


@asynccontextmanager
async def after_a_lesson(days: int = 2) -> AsyncIterator[tuple[Served, Reader, Ahead]]:
    """A class some days after Ana missed the first two exercises of sixteen, and found the third."""
    clock = Ahead()
    async with served() as own:
        own.hall.context = replace(own.hall.context, clock=clock)
        reader, page = await at_exercise(own, 1)
        for do in ("hand-in all", "hand-in all"):
            page = await reader.send(page.form, do)
            page = await reader.send(page.form, "next")
        await reader.send(page.form, "hand-in", none="nothing")
        clock.days = days
        yield own, reader, clock


async def events_of(own: Served, name: str) -> list[dict[str, object]]:
    member = own.hall.door.roll.find("Ana")
    assert member is not None
    data = await own.hall.served.journal(member.learner or 0)
    lines = [json.loads(line) for line in data.decode().splitlines()[1:]]
    return [line for line in lines if line.get("event") == name]


async def sitting_of(own: Served, clock: Ahead) -> Sitting:
    """The sitting that the terminal would begin now, on a copy of the record."""
    member = own.hall.door.roll.find("Ana")
    assert member is not None
    record = await own.hall.served.seat(member.learner or 0)
    events = tuple(record.everything())
    deck = deck_of(own.hall.lessons.courses(), events, clock(), own.hall.context.home)
    return Sitting(deck, MemoryRecord(events), clock)


async def answer_card(reader: Reader, page: PlainPage, sitting: Sitting) -> PlainPage:
    """Answer the card at hand as its key does."""
    session = sitting.session()
    perfect: Answer = session.question.key.bound[session.exercise.id].perfect()
    page = await answered(reader, page, session.lesson, session.exercise, perfect)
    return await reader.send(page.form, "hand-in")


async def test_what_was_missed_is_asked_again_card_by_card() -> None:
    async with after_a_lesson() as (own, reader, clock):
        expected = await sitting_of(own, clock)
        assert len(expected.cards) >= 3
        listed = await reader.get("/plain")
        assert "cards are due" in spoken(listed)
        page = await reader.get("/plain/review")
        for number in range(1, len(expected.cards) + 1):
            assert f"Review, card {number} of {len(expected.cards)}" in spoken(page)
            assert "From the lesson:" in spoken(page)
            assert not {"hint", "contest", "again", "finish"} & {*page.form.buttons}
            page = await answer_card(reader, page, expected)
            assert "+ Right." in spoken(page), spoken(page)
            assert "Handed in. Saved." in spoken(page)
            assert "It comes back" in spoken(page)
            page = await reader.send(page.form, "next")
            expected.next()
        assert f"{number} of {number} answers were right." in spoken(page)
        assert "What comes back" in spoken(page)
        reviewed = await events_of(own, "reviewed")
        assert len(reviewed) == len(expected.cards)
        left = await sitting_of(own, clock)  # one of the same sort was left for another sitting
        assert "Review: 1 card is due" in spoken(await reader.get("/plain"))
        page = await reader.send(page.forms["/plain/review"], "sitting")
        page = await answer_card(reader, page, left)
        page = await reader.send(page.form, "next")
        page = page if "answer" not in page.forms else await reader.send(page.form, "skip")
        assert "nothing is due today" in spoken(await reader.get("/plain"))


async def test_a_wrong_card_comes_back_soon_and_one_left_stays_due() -> None:
    async with after_a_lesson() as (own, reader, clock):
        page = await reader.get("/plain/review")
        count = len((await sitting_of(own, clock)).cards)
        page = await reader.send(page.form, "hand-in")
        assert "You marked nothing." in spoken(page) or "not" in spoken(page)
        page = await reader.send(page.form, "hand-in all")
        assert "o Not this time." in spoken(page)
        assert "It comes back tomorrow." in spoken(page)
        page = await reader.send(page.form, "next")
        for _card in range(count - 1):
            page = await reader.send(page.form, "skip")
        assert "0 of 1 answer was right." in spoken(page)
        assert "due today" in spoken(page)
        page = await reader.send(page.forms["/plain/review"], "sitting")
        assert "Review, card 1 of" in spoken(page)


async def test_a_card_sent_twice_counts_once_and_an_old_page_says_so() -> None:
    async with after_a_lesson() as (own, reader, _clock):
        old = await reader.get("/plain/review")
        page = await reader.send(old.form, "hand-in all")
        late = await reader.send(old.form, "hand-in all")
        assert late.status == 409
        assert "This page was old" in spoken(late)
        gone_on = await reader.send(late.form, "next")
        assert "card 2 of" in spoken(gone_on)
        late = await reader.send(page.form, "next")
        assert late.status == 409
        assert "card 2 of" in spoken(late)
        assert len(await events_of(own, "reviewed")) == 1


async def test_a_card_is_changed_undone_and_found_in_its_text() -> None:
    async with after_a_lesson() as (_own, reader, _clock):
        page = await reader.get("/plain/review")
        word = page.form.offered["word"][:1]
        page = await reader.send(page.form, "keep", word=word)
        assert "So far" in spoken(page)
        page = await reader.send(page.form, "undo")
        assert "So far" not in spoken(page)
        page = await reader.send(page.form, "find", find="the")
        assert "place" in spoken(page)


async def test_when_nothing_is_due_practice_keeps_nothing() -> None:
    async with after_a_lesson(days=0) as (own, reader, _clock):
        page = await reader.get("/plain/review")
        assert "Nothing is due for review today." in spoken(page)
        page = await reader.send(page.forms["/plain/review"], "practise")
        assert "Practice, card 1 of" in spoken(page)
        page = await reader.send(page.form, "hand-in all")
        assert "nothing is kept" in spoken(page)
        assert "Saved" not in spoken(page)
        while "answer" in page.forms:
            page = await reader.send(page.form, "next")
        assert "This was practice: nothing is kept" in spoken(page)
        assert await events_of(own, "reviewed") == []


async def test_who_goes_on_in_the_terminal_finds_the_cards_done() -> None:
    async with after_a_lesson() as (own, reader, clock):
        page = await reader.get("/plain/review")
        page = await reader.send(page.form, "hand-in all")
        terminal = await reader.visitor.page()
        await terminal.shows("3/16", 20)
        lost = await reader.send(page.form, "next")
        assert lost.status == 409
        page = await reader.send(lost.forms["/plain/here"])
        left = await sitting_of(own, clock)
        assert f"Review, card 1 of {len(left.cards)}" in spoken(page)


async def test_review_and_scores_are_shut_while_explanations_are_held_back() -> None:
    async with after_a_lesson() as (own, reader, _clock):
        page = await reader.get("/plain/review")
        await own.hall.hold(replace(own.hall.controls, explained=False))
        for path in ("/plain/review", "/plain/progress"):
            shut = await reader.get(path)
            assert shut.status == 403
            assert "while your teacher holds explanations back" in spoken(shut)
        refused = await reader.send(page.form, "hand-in all")
        assert refused.status == 403
        assert await events_of(own, "reviewed") == []
        listed = await reader.get("/plain")
        assert "Review" not in spoken(listed)
        assert (await reader.get("/plain/course/tiny/page")).status == 403


async def test_what_was_done_is_told_and_can_be_taken_along() -> None:
    async with after_a_lesson() as (own, reader, _clock):
        page = await reader.get("/plain/progress")
        assert "What you did" in spoken(page)
        assert "a blind guess gets about" in spoken(page)
        assert "Techniques" in [one.text for one in page.every("h2")]
        assert not {*"▁▂▃▄▅▆▇█━─"} & {*page.text}  # a chart is noise when it is read out
        async with reader.visitor.session.get(own.base + "/plain/record") as answer:
            assert "attachment" in answer.headers["Content-Disposition"]
            taken = await answer.read()
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        assert taken == await own.hall.served.journal(member.learner or 0)
        lesson = open_lesson(TINY, home())
        path = home() / "taken.jsonl"
        path.write_bytes(taken)
        session = Session(lesson, MemoryRecord(read_journal(path).events), lambda: open_key(lesson))
        assert session.first_result("find-nothing") is not None


async def test_nobody_else_takes_a_record_along() -> None:
    async with served() as own:
        visitor = await own.visitor()
        for path in ("/plain/record", "/plain/review", "/plain/progress", "/plain/help"):
            status, _page = await visitor.get(path)
            assert status == 303


async def test_help_is_there_in_every_phase() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 1)
        assert "/plain/help" in [one.attributes.get("href") for one in page.every("a")]
        told = await reader.get("/plain/help")
        assert "2.3.4" in spoken(told)


@pytest.mark.parametrize("sent", [{"do": "look 99"}, {"do": "open 1"}, {"do": "begin"}, {"stamp": "x"}, {}])
async def test_a_strange_form_changes_no_card(sent: dict[str, str]) -> None:
    async with after_a_lesson() as (own, reader, _clock):
        page = await reader.get("/plain/review")
        values: dict[str, str | list[str]] = {**page.form.values, **sent}
        answer = await reader.post("/plain/review", values)
        assert answer.status in (200, 409, 422)
        assert await events_of(own, "reviewed") == []
        del values["token"]
        assert (await reader.post("/plain/review", values, "hand-in all")).status == 403
