"""A learner who joined a class hands in from the program: at once, or kept and sent later; once, however often."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.record.event import Event
from lessons.school.db_schema import hand_ins
from lessons.school.store import ClassStore
from lessons.share.handing_in.handing_in import Prepared, file_of, hand_in_of
from lessons.share.joining import posting
from lessons.share.joining.class_server import ClassServer, ClassServerError
from lessons.share.joining.membership import Membership, keep_membership, membership_file, membership_of
from lessons.share.joining.outbox import NEVER, Outbox
from lessons.share.joining.posting import MOST_REPLIES, Poster
from tests.helpers.answering import say
from tests.helpers.place import here, home
from tests.helpers.play import Play, playing, request
from tests.helpers.served import Served, served
from tests.helpers.tiny import TINY
from tests.server.test_join import class_has, join, open_alone

NAMES = ("course", "tiny")
DOWN = "http://127.0.0.1:9/"
"""Nobody listens there."""


def finished() -> None:
    """Ana answers one exercise and ends the lesson."""
    lesson = open_lesson(TINY)
    with open_alone() as record:
        session = Session(lesson, record, lambda: open_key(lesson))
        session.goto(4)
        say(session, "brook")
        session.commit()
        session.finish()


def joined_at(url: str) -> Membership:
    """The class that was joined, at another address from now on."""
    file = membership_file(home(), "ana")
    one = membership_of(file)
    assert one is not None
    moved = replace(one, url=url)
    keep_membership(file, moved)
    return moved


def outbox() -> Outbox:
    return Outbox(membership_file(home(), "ana"), "8b")


async def files_of(own: Served) -> int:
    """How many hand-ins the class has."""

    def read(store: ClassStore) -> int:
        return len(store.connection.execute(select(hand_ins)).all())

    return await own.hall.served.ask(read)


@asynccontextmanager
async def at_the_end(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Play]:
    """The program with the lesson at its end, and the screen to hand in open."""
    async with playing(wish=request(lesson=TINY), size=size) as play:
        await play.press("i")
        yield play


async def shows(play: Play, words: str) -> str:
    for _round in range(500):
        text = " ".join((await play.shown()).split())
        if words in text:
            return text
        await asyncio.sleep(0.01)
    raise AssertionError(f"{words!r} never came:\n{text}")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_key_of_the_screen_hands_in_to_the_class(size: tuple[int, int]) -> None:
    async with served() as own:
        await join(own)
        finished()
        async with at_the_end(size) as play:
            assert f"class 8b {own.base}/" in " ".join((await play.shown()).split())
            await play.press("enter")
            await shows(play, "Handed in 1 answer to the class 8b.")
            assert await files_of(own) == 1
            await play.press("up up enter")  # again: nothing is new, and nothing is lost
            await shows(play, "Handed in 1 answer to the class 8b.")
        assert outbox().parcels() == ()
        assert len(set(await class_has(own))) == len(await class_has(own))


async def test_without_a_net_it_is_kept_and_goes_there_at_the_next_start() -> None:
    async with served() as own:
        await join(own)
        finished()
        joined_at(DOWN)
        async with at_the_end() as play:
            await play.press("enter")
            text = await shows(play, "Not with your class yet: the class does not answer.")
            assert "It is kept here, and goes there by itself later." in text
            await play.press("escape escape")
            await shows(play, "1 hand-in not yet with your teacher")
        (parcel,) = outbox().waiting
        assert parcel.names == NAMES
        joined_at(own.base + "/")
        async with playing(wish=request()) as play:
            await shows(play, "everything is with your teacher")
            for _round in range(500):
                if not outbox().parcels():
                    break
                await asyncio.sleep(0.01)
        assert outbox().parcels() == ()
        assert await files_of(own) == 1


async def test_the_command_and_the_line_by_line_route_keep_it_as_well(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with served() as own:
        await join(own)
        finished()
        there = joined_at(DOWN)
        assert await asyncio.to_thread(run, ["--learner", "ana", "hand-in", str(TINY)]) == 1
        assert "Not with your class yet: the class does not answer." in capsys.readouterr().err
        first = outbox().waiting
        lesson = open_lesson(TINY)
        with open_alone() as record:
            player = Player(
                Session(lesson, record, lambda: open_key(lesson)),
                Console(io.StringIO(), io.StringIO()),
                here("ana"),
            )
            told = await asyncio.to_thread(player.take, "hand in")
            assert told[0].startswith("Not with your class yet")
            (second,) = outbox().waiting  # the newer one is in the place of the older
            assert second not in first
            assert await asyncio.to_thread(run, ["--learner", "ana", "join"]) == 0
            assert "The hand-in of tiny waits until the class answers." in capsys.readouterr().out
            server = ClassServer(own.base + "/", there.token)
            poster = Poster(record, membership_file(home(), "ana"), there, server)
            for _twice in range(2):
                await asyncio.to_thread(poster.round)
                assert poster.trouble is None
            assert outbox().parcels() == ()
        assert await files_of(own) == 1


async def test_a_hand_in_that_came_and_whose_answer_was_lost_counts_once() -> None:
    async with served() as own:
        await join(own)
        finished()
        there = membership_of(membership_file(home(), "ana"))
        assert there is not None
        with open_alone() as record:
            data = file_of(prepared())
            parcel = outbox().put(NAMES, data)
            server = ClassServer(there.url, there.token)
            answer = await asyncio.to_thread(server.hand_in, *NAMES, data)
            assert answer.status == 201
            poster = Poster(record, membership_file(home(), "ana"), there)
            await asyncio.to_thread(poster.round)
            assert poster.trouble is None
        assert not parcel.file.exists()
        assert await files_of(own) == 1


def prepared() -> Prepared:
    one = hand_in_of(TINY, here("ana"), "Ana")
    assert one is not None
    return one


@pytest.mark.parametrize("status", [*sorted(NEVER), 401, 429, 500, 503, 302])
async def test_what_the_class_refuses_for_good_is_told_and_the_rest_waits(status: int) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"error": "no\x1b[31m such lesson"}, status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as strange:
        url = f"http://127.0.0.1:{strange.port}/"
        one = Membership(url, "8b", "Ana", "token")
        keep_membership(membership_file(home(), "ana"), one)
        finished()
        parcel = outbox().put(NAMES, file_of(prepared()))
        with pytest.raises(ClassServerError):
            await asyncio.to_thread(outbox().send, parcel, ClassServer(url, "token"))
        left = outbox().of(NAMES)
        assert left is not None
        assert bool(left.refused) == (status in NEVER)
        assert "\x1b" not in left.refused
        with open_alone() as record:
            words = Poster(record, membership_file(home(), "ana"), one).words()
        assert ("does not take the hand-in of tiny" in words) == (status in NEVER)
        assert ("1 hand-in not yet" in words) == (status not in NEVER)
        outbox().put(NAMES, b"newer")
        assert [parcel.refused for parcel in outbox().parcels()] == [""]


async def test_a_class_that_is_left_gets_nothing_any_more(capsys: pytest.CaptureFixture[str]) -> None:
    async with served() as own:
        await join(own)
        finished()
        outbox().put(NAMES, file_of(prepared()))
        assert Outbox(membership_file(home(), "ana"), "9c").parcels() == ()  # of another class
        assert await asyncio.to_thread(run, ["--learner", "ana", "join", "--leave"]) == 0
        assert "1 hand-in never reached the class 8b" in capsys.readouterr().err
        assert outbox().parcels() == ()


@pytest.mark.parametrize("data", [b"", b"{}\n", b"[]\n", b"\xff\n", b'{"class": "8b"}\n', b"[" * 9_000])
def test_a_kept_hand_in_that_cannot_be_read_is_left_as_it_is(data: bytes) -> None:
    file = membership_file(home(), "ana").with_suffix("") / "strange.waits"
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    assert outbox().parcels() == ()
    assert file.read_bytes() == data


# What comes back -----------------------------------------------------------------------------------------------------


async def test_the_home_screen_says_that_the_teacher_has_answered() -> None:
    with open_alone() as record:
        record.append(Event("contested", *NAMES, "who-says", {"item": "a"}, "a" * 32), sync=True)
        record.append(
            Event("replied", *NAMES, "who-says", {"verdict": "stands", "contested": ["a" * 32]}), sync=True
        )
        one = Membership(DOWN, "8b", "Ana", "token")
        poster = Poster(record, membership_file(home(), "ana"), one)
        await asyncio.to_thread(poster.round)
        assert poster.words() == "Your teacher answered 1 thing: open tiny"
        record.append(Event("told", *NAMES, "", {"contested": ["a" * 32]}), sync=True)
        await asyncio.to_thread(poster.round)
        assert poster.words() == "Class 8b: everything is with your teacher"


async def test_made_up_answers_do_not_fill_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "ABOUT", 0.0)
    rounds = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal rounds
        if request.path.endswith("/class"):
            return web.json_response({"lessons": []})
        rounds += 1
        made_up = {
            **dict.fromkeys(("course", "lesson", "exercise", "item", "words", "verdict"), "x" * 2_500),
            "contested": ["b" * 1_000, "a" * 32] if rounds % 2 else ["c" * 32] * 50,
        }
        replies = [{**made_up, "answer": f"{rounds} {n}"} for n in range(100)]
        return web.json_response({"replies": replies})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as strange:
        one = Membership(f"http://127.0.0.1:{strange.port}/", "8b", "Ana", "token")
        monkeypatch.setattr(posting, "MOST_REPLIES", 150)
        with open_alone() as record:
            record.append(Event("contested", *NAMES, "who-says", {"item": "a"}, "a" * 32), sync=True)
            poster = Poster(record, membership_file(home(), "ana"), one)
            for _round in range(6):
                await asyncio.to_thread(poster.round)
                assert poster.trouble is None
            events = record.contents().events
        written = [event for event in events if event.name == "replied"]
        assert len(written) == 150
        assert {json.dumps(event.data["contested"]) for event in written} == {json.dumps(["a" * 32])}
        assert all(len(str(event.course)) <= 200 for event in written)
    assert MOST_REPLIES == 1_000
