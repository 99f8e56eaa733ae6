"""A learner on a computer of their own joins a class: the journal here comes first, and the class gets it all."""

import asyncio
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Column, select

from lessons.cli.call import PlayRequest, opened_journal
from lessons.cli.main import run
from lessons.lesson.keys import open_to_play
from lessons.loading.catalogue import course_id
from lessons.loading.replies_source import Replies, Reply
from lessons.model.answer import Raw
from lessons.play import Session
from lessons.play.contesting import Contests, reply_in
from lessons.play.keeping import Keeping
from lessons.record.event import Event
from lessons.record.journal import Journal
from lessons.school.at_hand import assignment_of
from lessons.school.contested import add_reply
from lessons.school.db_schema import events
from lessons.school.store import ClassStore
from lessons.share.joining import posting
from lessons.share.joining.class_server import ClassServer, ClassServerError, server_address
from lessons.share.joining.membership import membership_file, membership_of, told_of
from lessons.share.joining.posting import MOST_EVENTS, Lost, Poster
from tests.helpers.place import here, home
from tests.helpers.sealed import sealed_tiny
from tests.helpers.served import Served, served
from tests.helpers.ssh import until
from tests.helpers.tiny import COURSE, TINY
from tui.app import CloseRead


async def join(own: Served, *more: str, typed: str = "") -> int:
    """``closeread --learner ana join``, in a thread as it would be in another process."""
    words = ["--learner", "ana", "join", own.base, "--code", own.hall.door.code, "--name", "Ana", *more]
    return await asyncio.to_thread(run, words)


def answers(own: Served, journal: Journal, count: int) -> list[str]:
    """Answer exercises of the lesson that is served; the ids of the events."""
    (course,) = own.hall.lessons.courses()
    for number in range(count):
        one = Event("committed", course.id, course.lessons[0].id, f"ex-{number}", {"answer": ["a"]})
        journal.append(one, sync=True)
    return [event.id for event in journal.contents().events]


async def class_has(own: Served, column: Column[Any] = events.c.id) -> list[Any]:
    """The ids of all events of the class, in the order in which they came."""

    def read(store: ClassStore) -> list[Any]:
        return list(store.connection.execute(select(column).order_by(events.c.n)).scalars())

    return await own.hall.served.ask(read)


@contextmanager
def ana() -> Iterator[tuple[Journal, Poster]]:
    """Ana's journal with its poster, as every front end opens it."""
    with opened_journal(here("ana")) as journal:
        assert isinstance(journal.follower, Poster)
        yield journal, journal.follower


async def closed(journal: Journal) -> None:
    """Close it as a program does at its end, while the server in this loop still answers."""
    await asyncio.to_thread(journal.close)


async def test_what_is_done_here_goes_to_the_class_at_once_and_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with served() as own:
        assert await join(own) == 0
        said = capsys.readouterr().out
        assert "Ana has joined the class 8b." in said
        assert "Your words for coming back: " in said
        with ana() as (journal, poster):
            kept = answers(own, journal, 3)
            await until(
                lambda: (
                    poster.answers == 0
                    and poster.trouble is None
                    and bool(told_of(membership_file(home(), "ana")).sent)
                )
            )
            await until(lambda: poster.words() == "Class 8b: everything is with your teacher")
            kept = answers(own, journal, 2)
            for _round in range(200):
                if await class_has(own) == kept:
                    break
                await asyncio.sleep(0.01)
            assert await class_has(own) == kept
            await closed(journal)
        with ana() as (journal, poster):
            await asyncio.sleep(0.2)
            await closed(journal)
        assert await class_has(own) == kept


async def test_without_a_net_it_says_how_much_waits_and_sends_it_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "EACH", 0.05)
    async with served() as own:
        await join(own)
        with ana() as (journal, poster):  # the lessons of the class are known from here on
            await until(lambda: bool(told_of(membership_file(home(), "ana")).lessons))
            await closed(journal)
        file = membership_file(home(), "ana")
        membership = membership_of(file)
        assert membership is not None
        down = ClassServer("http://127.0.0.1:9/", membership.token)
        with open_alone() as journal:
            poster = Poster(journal, file, membership, down)
            kept = answers(own, journal, 3)
            await asyncio.to_thread(poster.round)
            assert isinstance(poster.trouble, ClassServerError)
            assert poster.words() == "Saved here; 3 answers not yet with your teacher"
            assert await class_has(own) == []
        with ana() as (journal, poster):
            await until(lambda: poster.words() == "Class 8b: everything is with your teacher")
            await closed(journal)
        assert await class_has(own) == kept


@contextmanager
def open_alone() -> Iterator[Journal]:
    """Ana's journal without anybody following it."""
    with here("ana").open_journal() as journal:
        yield journal


async def test_what_the_teacher_answers_comes_back_once_and_to_this_learner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "ABOUT", 0.0)
    there = tmp_path / "course"
    copytree(COURSE, there)
    async with served(roots=(there,)) as own:
        await join(own)
        file = membership_file(home(), "ana")
        membership = membership_of(file)
        assert membership is not None
        (course,) = own.hall.lessons.courses()
        names = (course.id, course.lessons[0].id)
        exercise = course.lessons[0].exercises[0]
        with open_alone() as journal:
            about = {"item": "m1", "words": "greedy", "reason": "it is meant so"}
            journal.append(Event("committed", *names, exercise, {"answer": []}, "c" * 32), sync=True)
            journal.append(Event("contested", *names, exercise, about, "a" * 32), sync=True)
            poster = Poster(journal, file, membership)
            await asyncio.to_thread(poster.round)
            assert poster.trouble is None
            add_reply(
                course.lessons[0].folder,
                Reply(
                    exercise, "m1", "greedy", "debatable", "Both\x1b[31m can be said.", ("a" * 32, "b" * 32)
                ),
            )
            for _again in range(3):
                await asyncio.to_thread(poster.round)
                assert poster.trouble is None
            (written,) = [one for one in journal.contents().events if one.name == "replied"]
            assert written.data["contested"] == ["a" * 32]
            contests = Contests(journal.events(*names), Replies(), Keeping(journal, *names))
            (answered,) = contests.take_replies()
            assert answered.reply is not None
            assert (answered.reply.verdict, "\x1b" in answered.reply.answer) == ("debatable", False)
            assert contests.take_replies() == ()
        assert "replied" not in await class_has(own, events.c.event)


async def test_a_hand_in_goes_to_the_class_and_is_the_same_learners(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with served() as own:
        await join(own)
        with open_alone() as journal:
            kept = answers(own, journal, 2)
        hand_in = ["--learner", "ana", "hand-in", str(TINY)]
        for _again in range(2):
            assert await asyncio.to_thread(run, hand_in) == 0
            assert "Handed in 2 answers to the class 8b." in capsys.readouterr().out
        assert sorted(await class_has(own)) == sorted(kept)
        with ana() as (journal, _poster):
            await until(lambda: bool(told_of(membership_file(home(), "ana")).sent))
            await closed(journal)
        assert sorted(await class_has(own)) == sorted(kept)
        assert len(set(await class_has(own, events.c.learner))) == 1
    assert await asyncio.to_thread(run, hand_in) == 1
    assert "Not with your class yet: the class does not answer" in capsys.readouterr().err


async def test_what_is_done_in_a_sealed_course_is_handed_in_and_never_posted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson, pack = sealed_tiny(tmp_path, monkeypatch)
    async with served() as own:
        await join(own)
        assigned = assignment_of(lesson, own.hall.teacher)
        await own.hall.served.ask(lambda store: store.assign(assigned))
        names = (course_id(lesson.parent), "tiny")
        with open_alone() as journal:
            opened, key = open_to_play(lesson, home())
            Session(opened, journal, key)
            answer: dict[str, Raw] = {"answer": [], "pack": pack.name, "sealed": True}
            journal.append(Event("committed", *names, "e1", answer), sync=True)
        with ana() as (journal, poster):
            await until(lambda: names in told_of(membership_file(home(), "ana")).lessons)
            assert (poster.trouble, poster.answers) == (None, 0)
            await closed(journal)
        assert await class_has(own) == []
        assert await asyncio.to_thread(run, ["--learner", "ana", "hand-in", str(lesson)]) == 0
        assert "sealed" in capsys.readouterr().out
        assert set(await class_has(own, events.c.course)) == {names[0]}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"verdict": "stands"},
        {"verdict": "worse", "contested": []},
        {"verdict": ["stands"], "contested": "a"},
    ],
)
def test_an_answer_of_the_teacher_that_is_none_is_passed_over(data: dict[str, Raw]) -> None:
    assert reply_in(Event("replied", "a", "b", "c", data)) is None


async def test_many_answers_from_before_go_in_parts_and_only_those_of_the_class() -> None:
    async with served() as own:
        with open_alone() as journal:
            (course,) = own.hall.lessons.courses()
            for number in range(MOST_EVENTS + 20):
                journal.append(
                    Event("moved", course.id, course.lessons[0].id, "find", {"n": number}), sync=False
                )
            journal.append(Event("committed", "private", "diary", "one", {"answer": "secret"}), sync=False)
            journal.append(
                Event("committed", course.id, course.lessons[0].id, "huge", {"a": "x" * 600_000}), sync=False
            )
            journal.append(
                Event("committed", course.id, course.lessons[0].id, "last", {"answer": ["a"]}), sync=True
            )
        await join(own)
        with ana() as (journal, poster):
            await until(
                lambda: poster.answers == 0 and bool(told_of(membership_file(home(), "ana")).sent), 20
            )
            await closed(journal)
        assert len(await class_has(own)) == MOST_EVENTS + 21


async def test_the_last_answers_are_posted_as_the_program_ends() -> None:
    async with served() as own:
        await join(own)
        with ana() as (journal, _poster):
            kept = answers(own, journal, 1)
            await closed(journal)
        assert await class_has(own) == kept


async def test_new_words_shut_this_computer_out_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "EACH", 0.05)
    async with served() as own:
        await join(own)
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        await own.hall.new_words(member)
        with ana() as (journal, poster):
            answers(own, journal, 1)
            await until(lambda: "does not know this computer" in poster.words())
            await closed(journal)
        assert await class_has(own) == []


async def test_a_server_that_answers_nonsense_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "EACH", 0.05)
    nonsense = [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"kept": [], "refused": []}',
        b'{"kept": 5, "refused": [5]}',
        b"[" * 9000,
    ]
    async with served() as own:
        await join(own)
        with ana() as (journal, _poster):
            await until(lambda: bool(told_of(membership_file(home(), "ana")).lessons))
            await closed(journal)
    replies = iter(nonsense)

    async def answer(request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.Response(status=304)
        return web.Response(body=next(replies, b"{}"), content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as strange:
        file = membership_file(home(), "ana")
        membership = membership_of(file)
        assert membership is not None
        with open_alone() as journal:
            journal.append(Event("committed", *told_of(file).lessons[0], "one", {"answer": "a"}), sync=True)
            poster = Poster(journal, file, membership, ClassServer(f"http://127.0.0.1:{strange.port}/"))
            for _one in nonsense:
                await asyncio.to_thread(poster.round)
                assert isinstance(poster.trouble, ClassServerError)
                assert poster.answers == 1


async def test_a_redirect_takes_the_token_nowhere() -> None:
    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", ""))
        raise web.HTTPFound("/other")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", elsewhere)
    async with TestServer(app) as strange:
        server = ClassServer(f"http://127.0.0.1:{strange.port}/", "secret")
        with pytest.raises(ClassServerError):
            await asyncio.to_thread(server.about, "")
    assert seen == ["Bearer secret"]


async def test_who_may_not_come_in_is_told_why(capsys: pytest.CaptureFixture[str]) -> None:
    async with served() as own:
        words = ["--learner", "ana", "join", own.base, "--code", "NOCODE", "--name", "Ana"]
        assert await asyncio.to_thread(run, words) == 1
        assert "not the class code" in capsys.readouterr().err
        own.hall.door.lock()
        assert await join(own) == 1
        assert "The door is shut" in capsys.readouterr().err
    assert (
        await asyncio.to_thread(run, ["join", "http://127.0.0.1:9/", "--code", "ABCDEF", "--name", "Ana"])
        == 1
    )
    assert "does not answer" in capsys.readouterr().err
    assert not (home() / "joined").exists()


async def test_it_waits_for_the_teacher_and_leaves_again(capsys: pytest.CaptureFixture[str]) -> None:
    async with served(everybody=False) as own:
        joining = asyncio.create_task(join(own))
        await until(lambda: bool(own.hall.door.waiting))
        await own.hall.door.let_in(own.hall.door.waiting[0].token)
        assert await asyncio.wait_for(joining, 20) == 0
        assert await asyncio.to_thread(run, ["--learner", "ana", "join"]) == 0
        assert f"at {own.base}/" in capsys.readouterr().out
        file = membership_file(home(), "ana")
        membership = membership_of(file)
        assert membership is not None
        assert membership.token not in repr(membership)
        if os.name == "posix":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert await asyncio.to_thread(run, ["--learner", "ana", "join", "--leave"]) == 0
        assert membership_of(file) is None
        with pytest.raises(ClassServerError) as refused:
            await asyncio.to_thread(ClassServer(membership.url, membership.token).about, "")
        assert refused.value.status == 401
        with opened_journal(here("ana")) as journal:
            assert journal.follower is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"url": 5}', b"\xff", b"[" * 100_000])
def test_a_membership_that_cannot_be_understood_stops_no_lesson_and_is_left_as_it_is(data: bytes) -> None:
    file = membership_file(home(), "ana")
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    with opened_journal(here("ana")) as journal:
        assert isinstance(journal.follower, Lost)
        assert str(file) in journal.follower.words()
        journal.append(Event("committed", "a", "b", "c"), sync=True)
    assert file.read_bytes() == data
    file.with_suffix(".told.json").write_bytes(data)
    assert told_of(file).sent == {}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.1.20:8017", "http://192.168.1.20:8017/"),
        (" https://read.school.example/?code=ABC ", "https://read.school.example/"),
        ("http://[::1]:8017/read", "http://[::1]:8017/"),
    ],
)
def test_an_address_as_it_is_on_the_board(typed: str, address: str) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ftp://a/",
        "file:///etc/passwd",
        "http://",
        "http://a:b/",
        "http://a b/",
        "http://u:p@a/",
        "http://\u202e/",
    ],
)
def test_what_is_no_address_is_told(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ClassServerError):
        server_address(typed)
    assert run(["join", typed, "--code", "A", "--name", "B"]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


async def test_the_home_screen_says_how_it_stands() -> None:
    async with served() as own:
        await join(own)
        app = CloseRead(PlayRequest(None, (COURSE,), here("ana")))
        async with app.run_test(size=(60, 20)) as pilot:
            await until(lambda: "everything is with your teacher" in app.class_words())
            await pilot.pause(1.2)
            shown = app.export_screenshot()
            assert "everything" in shown
        file = membership_file(home(), "ana")
        one = membership_of(file)
        assert one is not None
        told = told_of(file)
        assert json.loads(file.with_suffix(".told.json").read_text())["lessons"] == [
            [*names] for names in told.lessons
        ]


def test_nobody_who_did_not_join_loads_any_of_it() -> None:
    from tests.architecture.test_home_imports import modules_at_home

    loaded = modules_at_home(home())
    assert not {
        name for name in loaded if name.startswith("lessons.share.joining") or name == "urllib.request"
    }
