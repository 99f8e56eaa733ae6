"""The calls for programs, asked from outside: coming in, the class, events, the journal, and what is refused."""

import asyncio
import gzip
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from lessons.record.event import Event, stamped
from lessons.record.journal import decode, encode
from lessons.record.paths import record_id
from lessons.school.db_schema import events, learners
from lessons.school.store import Assignment, ClassStore
from server.api import class_api
from server.limits import CALLS, POSTED, POSTED_EVENTS
from tests.helpers.served import Served, served
from tests.helpers.tiny import TINY

ROOT = "/api/1"
COURSE_NAME, LESSON_NAME = "tiny-course", "tiny"


class Program:
    """A client that is not ours."""

    def __init__(self, own: Served, session: aiohttp.ClientSession) -> None:
        self.own, self._session, self.token = own, session, ""

    async def call(
        self, method: str, path: str, body: bytes | Mapping[str, object] | None = None, **headers: str
    ) -> tuple[int, Any, Mapping[str, str]]:
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(
            method, self.own.base + ROOT + path, data=data, headers=named
        ) as answer:
            text = await answer.read()
            told = json.loads(text) if answer.content_type == "application/json" else text
            return answer.status, told, answer.headers

    async def join(self, name: str, **more: str) -> tuple[int, Any]:
        given = {"code": self.own.hall.door.code, "name": name, "device": "laptop", **more}
        status, told, _headers = await self.call("POST", "/join", given)
        if status == 201:
            self.token = told["token"]
        return status, told

    async def post(self, posted: Sequence[Event], record: str = "") -> tuple[int, Any]:
        body = b"".join(map(encode, posted))
        path = f"/me/records/{record or record_id(posted)}/events"
        status, told, _headers = await self.call("PUT", path, gzip.compress(body), Content_Encoding="gzip")
        return status, told


async def program(own: Served) -> Program:
    visitor = await own.visitor()
    return Program(own, visitor.session)


def some_events(own: Served, count: int = 3) -> list[Event]:
    """Events of the lesson that is served."""
    (course,) = own.hall.lessons.courses()
    return [
        stamped(Event("moved", course.id, course.lessons[0].id, "find", {"number": n, "words": "Größe"}))
        for n in range(count)
    ]


def rows_of(store: ClassStore) -> list[tuple[int, str]]:
    own = select(events.c.learner, events.c.id).order_by(events.c.n)
    return [(row.learner, row.id) for row in store.connection.execute(own)]


async def test_a_program_joins_posts_and_takes_its_record_along() -> None:
    async with served() as own:
        ana = await program(own)
        status, told = await ana.join("Ana")
        assert (status, told["learner"], told["class"]) == (201, "Ana", "8b")
        assert told["words"].count("-") == 2
        posted = some_events(own)
        status, answer = await ana.post(posted)
        assert status == 200
        assert answer["kept"] == [one.id for one in posted]
        assert answer["refused"] == []
        assert answer["upto"] == 3
        status, journal, _headers = await ana.call("GET", "/me/journal")
        assert status == 200
        assert [*decode(journal, "journal").events] == posted
        status, _told, _headers = await ana.call("DELETE", "/me/token")
        assert status == 204
        assert (await ana.call("GET", "/class"))[0] == 401
        again = await program(own)
        assert (await again.join("Ana"))[0] == 409
        assert (await again.join("Ana", words="plum-otter-11"))[0] == 401
        assert (await again.join("Ana", words=told["words"]))[0] == 201
        assert (await again.post(posted))[1]["kept"] == [one.id for one in posted]


async def test_an_event_comes_in_once_in_whatever_order_and_never_in_the_place_of_another() -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        posted = some_events(own, 4)
        await ana.post(posted[2:], record_id(posted))
        await ana.post([posted[3], *posted], record_id(posted))
        assert sorted(await own.hall.served.ask(rows_of)) == sorted((1, one.id) for one in posted)
        other = Event(
            "moved", posted[0].course, posted[0].lesson, "find", {"number": 9}, posted[0].id, posted[0].time
        )
        status, told = await ana.post([other, *some_events(own, 1)], record_id(posted))
        assert status == 200
        assert [one["id"] for one in told["refused"]] == [posted[0].id]
        assert len(told["kept"]) == 1
        ben = await program(own)
        await ben.join("Ben")
        assert (await ben.post([other]))[1]["kept"] == [other.id]  # another learner's id is another event


async def test_a_learner_is_known_by_the_record_that_is_posted_first() -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        posted = some_events(own)
        await ana.post(posted)
        await ana.post(some_events(own))
        own_record = select(learners.c.record)
        record = await own.hall.served.ask(lambda store: store.connection.execute(own_record).scalar())
        assert record == record_id(posted)


async def test_what_is_posted_is_known_at_the_learners_seat() -> None:
    async with served() as own:
        browser = await own.learner("Ana")
        page = await browser.page()
        await page.shows("Ana")
        (seat,) = own.hall.seats.values()
        own.hall.door.unlock()
        ana = await program(own)
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        ana.token = await own.hall.door.roll.token(member, "laptop")
        posted = some_events(own)
        await ana.post(posted)
        record = own.hall.served.at_hand(seat.learner)
        assert record is not None
        assert {one.id for one in posted} <= {one.id for one in record.everything()}


async def test_what_is_not_of_the_class_or_the_learners_own_is_refused_by_its_id_and_the_rest_is_kept() -> (
    None
):
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        (good,) = some_events(own, 1)
        strange = stamped(Event("moved", "elsewhere", "lesson", "find"))
        private = stamped(Event("draft", good.course, good.lesson, "find", {"text": "half"}))
        status, told = await ana.post([strange, private, good])
        assert status == 200
        assert told["kept"] == [good.id]
        assert {one["id"] for one in told["refused"]} == {strange.id, private.id}


async def test_the_class_is_told_and_told_again_only_when_it_changed() -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        status, told, headers = await ana.call("GET", "/class")
        assert status == 200
        assert told["name"] == "8b"
        (lesson,) = told["lessons"]
        assert lesson["text"]
        assert lesson["key"]
        status, _told, _headers = await ana.call("GET", "/class", If_None_Match=headers["ETag"])
        assert status == 304
        from dataclasses import replace

        await own.hall.hold(replace(own.hall.controls, message="Page two, please"))
        status, told, _headers = await ana.call("GET", "/class", If_None_Match=headers["ETag"])
        assert status == 200
        assert told["controls"]["message"] == "Page two, please"
        homework = Assignment("my-course", "at-home", TINY, "2026-12-01T22:59:59.000Z")
        await own.hall.served.ask(lambda store: store.assign(homework))
        _status, told, _headers = await ana.call("GET", "/class")
        assert [(one["id"], one["due"]) for one in told["lessons"]][1:] == [("at-home", homework.due)]
        at_home = stamped(Event("moved", "my-course", "at-home", "find"))
        assert (await ana.post([at_home]))[1]["kept"] == [at_home.id]


async def test_a_program_waits_for_the_teacher() -> None:
    async with served(everybody=False) as own:
        zed = await program(own)
        status, told = await zed.join("Zed")
        assert status == 202
        assert (await zed.join("", waiting=told["waiting"]))[0] == 202
        await own.hall.door.let_in(told["waiting"])
        assert (await zed.join("", waiting=told["waiting"]))[0] == 201
        xxx = await program(own)
        _status, told = await xxx.join("Xxx")
        own.hall.door.refuse(told["waiting"])
        assert (await xxx.join("", waiting=told["waiting"]))[0] == 403
        own.hall.door.lock()
        assert (await xxx.join("Yyy"))[0] == 403
        assert (await xxx.join("Yyy", code="NOCODE"))[0] == 401


@pytest.mark.parametrize("body", [b"", b"no hand-in", b'{"closeread":"hand-in"}\n', b"\xff" * 1000])
async def test_a_file_that_is_no_hand_in_is_refused_and_the_class_goes_on(body: bytes) -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        (course,) = own.hall.lessons.courses()
        place = f"/me/hand-ins/{course.id}/{course.lessons[0].id}"
        status, told, _headers = await ana.call("PUT", place, body)
        assert (status, "error" in told) == (400, True)
        for elsewhere in ("/me/hand-ins/a/b", "/me/hand-ins/..%2F..%2Fetc/passwd", "/me/hand-ins/%00/%0a"):
            status, told, _headers = await ana.call("PUT", elsewhere, body)
            assert status == 404
        assert (await ana.post(some_events(own)))[0] == 200


async def test_what_is_done_in_a_sealed_course_is_not_taken_as_events() -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        (course,) = own.hall.lessons.courses()
        answer = stamped(
            Event("committed", course.id, course.lessons[0].id, "find", {"pack": "abc", "answer": []})
        )
        status, told = await ana.post([answer])
        assert (status, told["kept"], told["refused"][0]["id"]) == (200, [], answer.id)


@pytest.mark.parametrize("token", ["", "x", "Größe", "a" * 5000])
async def test_without_a_token_there_is_nothing_but_health(token: str) -> None:
    async with served() as own:
        one = await program(own)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for method, path in (
            ("GET", "/class"),
            ("GET", "/me/journal"),
            ("DELETE", "/me/token"),
            ("PUT", "/me/records/abc/events"),
        ):
            status, told, _headers = await one.call(method, path, b"", **headers)
            assert status == 401
            assert "error" in told
        status, told, _headers = await one.call("GET", "/health")
        assert status == 200
        assert told.keys() == {"version", "seats", "late_p99_ms", "queue", "saves"}


@pytest.mark.sample(6)
@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (lambda: b"x" * (POSTED + 1), "", 413),
        (lambda: gzip.compress(b" " * (64 << 20)), "gzip", 413),
        (lambda: b"no gzip", "gzip", 400),
        (lambda: b"{}\n" * (POSTED_EVENTS + 1), "", 413),
        (lambda: b"no event", "", 400),
        (lambda: b"[1]", "", 400),
        (lambda: b'{"id": 5, "course": "a", "lesson": "b"}', "", 400),
        (lambda: b"[" * 100_000, "", 400),
        (lambda: b"\xff\xfe", "", 400),
        (lambda: b"", "", 200),
    ],
    ids=("large", "bomb", "no gzip", "many", "text", "list", "numbers", "deep", "bytes", "empty"),
)
async def test_bodies_that_cannot_be_are_refused_and_the_class_goes_on(
    body: Callable[[], bytes], encoding: str, status: int
) -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        headers = {"Content_Encoding": encoding} if encoding else {}
        try:
            got, told, _headers = await ana.call("PUT", "/me/records/abc/events", body(), **headers)
        except aiohttp.ClientError:  # closed while it was still sending
            assert status == 413
        else:
            assert got == status, told
        assert (await ana.post(some_events(own)))[0] == 200


@pytest.mark.parametrize("body", [b"", b"no", b"[]", b'{"name": 5}', b"\xff", b"[" * 9000])
async def test_a_damaged_request_to_join_is_told(body: bytes) -> None:
    async with served() as own:
        one = await program(own)
        assert (await one.call("POST", "/join", body))[0] == 400


async def test_another_site_cannot_call_and_calls_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served() as own:
        ana = await program(own)
        await ana.join("Ana")
        assert (await ana.call("DELETE", "/me/token", Origin="https://elsewhere.example"))[0] == 403
        monkeypatch.setattr(class_api, "CALLS", 5)
        statuses = [(await ana.call("GET", "/me/journal"))[0] for _call in range(8)]
        assert statuses[:4] == [200] * 4
        status, _told, headers = await ana.call("GET", "/me/journal")
        assert status == 429
        assert headers["Retry-After"] == "60"
        assert CALLS > 60


async def test_many_programs_post_at_once_and_nothing_is_lost() -> None:
    async with served() as own:
        programs = [await program(own) for _one in range(12)]
        for number, one in enumerate(programs):
            assert (await one.join(f"Learner {number}"))[0] == 201
        posted = {number: some_events(own, 40) for number in range(12)}
        answers = await asyncio.gather(
            *(
                one.post(posted[number][start : start + 10], record_id(posted[number]))
                for number, one in enumerate(programs)
                for start in range(0, 40, 10)
            )
        )
        assert all(status == 200 for status, _told in answers)
        kept = await own.hall.served.ask(rows_of)
        assert sorted(id for _learner, id in kept) == sorted(
            one.id for own_events in posted.values() for one in own_events
        )


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
async def test_curl_does_what_the_page_on_the_api_says() -> None:
    async with served() as own:
        given = json.dumps({"code": own.hall.door.code, "name": "Ana"})

        async def curl(*words: str) -> str:
            command = ["curl", "-sS", "--max-time", "10", *words]
            done = await asyncio.to_thread(
                subprocess.run, command, capture_output=True, text=True, check=True
            )
            return done.stdout

        told = json.loads(await curl("-d", given, own.base + ROOT + "/join"))
        header = f"Authorization: Bearer {told['token']}"
        assert json.loads(await curl("-H", header, own.base + ROOT + "/class"))["name"] == "8b"
        journal = await curl("-H", header, own.base + ROOT + "/me/journal")
        assert json.loads(journal.splitlines()[0])["learner"] == "Ana"
