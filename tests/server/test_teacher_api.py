"""The teacher's calls, asked from outside: the class, holding it, the door, lines, new words; what is refused."""

import asyncio
import json
import subprocess
from dataclasses import asdict
from typing import Any

import pytest

from lessons.school.controls import FREE, Controls, read_controls
from server.api import teacher_api
from server.limits import LONGEST_WORDS
from tests.helpers.served import Served, served, words_of
from tests.server.test_api import Program, program

COURSE_NAME, LESSON_NAME = "course", "tiny"


async def teacher_of(own: Served) -> Program:
    one = await program(own)
    one.token = own.hall.passes.teacher
    return one


async def post(teacher: Program, path: str, **body: object) -> tuple[int, Any]:
    status, told, _headers = await teacher.call("POST", path, body)
    return status, told


async def kept(own: Served) -> Controls:
    return await own.hall.served.ask(read_controls)


async def number_of(own: Served, name: str) -> int:
    member = own.hall.door.roll.find(name)
    assert member is not None
    assert member.learner is not None
    return member.learner


async def test_what_the_teacher_holds_is_written_told_and_found_in_the_programs() -> None:
    async with served() as own:
        teacher, (ana, ben) = await teacher_of(own), [await own.learner(name) for name in ("Ana", "Ben")]
        pages = [await one.page() for one in (ana, ben)]
        await asyncio.gather(*(page.shows("tiny tram") for page in pages))
        first = await number_of(own, "Ana")
        status, told = await post(
            teacher, "/controls", course=COURSE_NAME, lesson=LESSON_NAME, last="find-named"
        )
        assert (status, told["lesson"], told["last"]) == (200, LESSON_NAME, "find-named")
        await asyncio.gather(*(page.shows("First read") for page in pages))
        status, told = await post(
            teacher, "/controls", message="Look up", told={str(first): "Ana: sentence 2"}
        )
        assert (status, told["lesson"], told["told"]) == (200, LESSON_NAME, {str(first): "Ana: sentence 2"})
        await pages[0].shows("Your teacher, to you: Ana: sentence 2")
        await pages[1].shows("Your teacher: Look up")
        assert "sentence 2" not in pages[1].text
        await post(teacher, "/controls", held=True)
        await asyncio.gather(*(page.shows("asks you to wait") for page in pages))
        status, told = await post(teacher, "/controls", held=False, paused=[first], told={str(first): ""})
        assert (status, told["paused"], told["told"], told["message"]) == (200, [first], {}, "Look up")
        assert await kept(own) == own.hall.controls
        status, told = await post(teacher, "/controls", course="", lesson="", paused=[], message="")
        assert (status, told) == (200, {**asdict(FREE), "paused": []})
        assert (await post(teacher, "/controls"))[1] == told, "nothing is named, and nothing changes"


async def test_the_class_is_seen_as_in_the_live_view() -> None:
    async with served(everybody=False) as own:
        teacher, joining = await teacher_of(own), await program(own)
        status, told, _headers = await teacher.call("GET", "/live")
        assert (status, told["class"], told["lesson"], told["learners"]) == (200, "8b", None, [])
        await joining.join("Zed <b>")
        status, told, _headers = await teacher.call("GET", "/live")
        assert [one["name"] for one in told["door"]["waiting"]] == ["Zed <b>"]
        assert told["door"]["open"]
        assert told["door"]["code"] == own.hall.door.code
        status, told = await post(teacher, "/door/zed%20%3Cb%3E", **{"in": True})
        assert (status, told["waiting"]) == (200, [])
        visitor = await own.visitor()
        status, page = await visitor.knock(own.hall.door.code, "Uma")
        assert status == 303
        assert (await post(teacher, "/door/Uma", **{"in": True}))[0] == 200
        status, page = await visitor.get("/wait")
        assert words_of(page)
        line = await visitor.page()
        await line.shows("tiny tram")
        await line.keys("\rn")
        await line.shows("1/16")
        for _round in range(500):
            status, told, _headers = await teacher.call("GET", "/live")
            if told["lesson"] and told["learners"] and told["learners"][0]["doing"] == "answering":
                break
            await asyncio.sleep(0.02)
        (uma,) = told["learners"]
        assert (uma["name"], uma["learner"], uma["stuck"]) == ("Uma", await number_of(own, "Uma"), False)
        assert told["lesson"]["exercises"][0]["here"] == 1
        assert uma["exercise"] == told["lesson"]["exercises"][0]["id"]


async def test_the_door_is_opened_shut_and_known_by_a_new_code() -> None:
    async with served(everybody=False) as own:
        teacher, joining = await teacher_of(own), await program(own)
        assert not (await post(teacher, "/door", open=False))[1]["open"]
        assert (await joining.join("Zed"))[0] == 403
        code, wall = own.hall.door.code, own.hall.wall_path
        status, told = await post(teacher, "/door", open=True, new_code=True, new_wall=True)
        assert (status, told["open"]) == (200, True)
        assert (told["code"], told["wall"]) == (own.hall.door.code, f"/{own.hall.wall_path}")
        assert code != told["code"]
        assert f"/{wall}" != told["wall"]
        assert (await joining.call("POST", "/join", {"code": code, "name": "Zed"}))[0] == 401
        assert (await joining.join("Zed"))[0] == 202
        assert (await post(teacher, "/door/Zed", **{"in": False}))[0] == 200
        assert (await joining.join("Zed"))[0] == 403
        assert (await post(teacher, "/door/Zed", **{"in": True}))[0] == 404


async def test_new_words_are_told_once_and_the_old_ones_are_worth_nothing() -> None:
    async with served() as own:
        teacher, ana = await teacher_of(own), await program(own)
        _status, joined = await ana.join("Ana")
        number = await number_of(own, "Ana")
        status, told = await post(teacher, f"/learners/{number}/word")
        assert (status, told["name"]) == (200, "Ana")
        assert told["words"] != joined["words"]
        assert (await ana.call("GET", "/class"))[0] == 401
        ana.token = ""
        assert (await ana.join("Ana", words=joined["words"]))[0] == 401
        assert (await ana.join("Ana", words=told["words"]))[0] == 201


CALLS = (
    ("GET", "/live"),
    ("POST", "/controls"),
    ("POST", "/door"),
    ("POST", "/door/Zed"),
    ("POST", "/learners/1/word"),
)


@pytest.mark.parametrize(("method", "path"), CALLS, ids=[path for _method, path in CALLS])
async def test_only_the_teachers_token_does_any_of_it(method: str, path: str) -> None:
    async with served(everybody=False) as own:
        ana = await program(own)
        await own.hall.door.let_in((await ana.join("Ana"))[1]["waiting"])
        await ana.join("Zed")
        body = {"held": True} if path == "/controls" else {"in": True} if "Zed" in path else {"open": False}
        teacher = own.hall.passes.teacher
        tokens = {
            "": 401,
            "none": 401,
            teacher[:-1]: 401,
            teacher + "x": 401,
            teacher.swapcase(): 401,
            "\u00fc" * 20: 401,
        }
        for token, expected in tokens.items():
            ana.token = token
            status, told, _headers = await ana.call(method, path, body if method == "POST" else None)
            assert (status, [*told]) == (expected, ["error"]), token
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        ana.token = await own.hall.door.roll.token(member, "laptop")
        assert (await ana.call(method, path, body if method == "POST" else None))[0] == 403
        assert own.hall.controls == FREE
        assert own.hall.door.is_open
        assert len(own.hall.door.waiting) == 1
        ana.token = teacher
        status, _told, _headers = await ana.call(method, path, body, Origin="http://evil.example")
        assert status == (200 if method == "GET" else 403)


BAD: tuple[Any, ...] = (
    b"",
    b"[]",
    b"5",
    b"null",
    b"{",
    b"[" * 9000,
    b"\xff\xfe",
    {"held": 1},
    {"held": "true"},
    {"held": None},
    {"explained": []},
    {"course": "course"},
    {"lesson": "tiny"},
    {"course": "course", "lesson": "../tiny"},
    {"course": "x", "lesson": "tiny"},
    {"course": "course", "lesson": "tiny", "last": "none"},
    {"last": "find-named"},
    {"course": "course", "lesson": "tiny", "closed": True},
    {"closed": True, "last": "find-named"},
    {"paused": [True]},
    {"paused": [99]},
    {"paused": ["1"]},
    {"paused": [10**40]},
    {"paused": [[1]]},
    {"paused": {"1": True}},
    {"message": 5},
    {"message": "x" * (LONGEST_WORDS + 1)},
    {"told": ["1"]},
    {"told": {"99": "Hello"}},
    {"told": {"one": "Hello"}},
    {"told": {"-1": "Hello"}},
    {"told": {"\u0661": "Hello"}},
    {"told": {"9" * 5000: "Hello"}},
    {"told": {"1": 5}},
    {"told": {"1": "x" * (LONGEST_WORDS + 1)}},
    {"\x1b]0;x\x07<script>": True},
    {"held": True, "heeld": True},
)


async def test_what_cannot_be_is_refused_with_the_reason_and_holds_nobody() -> None:
    async with served() as own:
        teacher = await teacher_of(own)
        await own.learner("Ana")
        assert await number_of(own, "Ana") == 1
        for body in BAD:
            status, told, _headers = await teacher.call("POST", "/controls", body)
            assert (status, [*told]) == (400, ["error"]), body
            assert "\x1b" not in told["error"]
            assert len(told["error"]) < 300
        status, told, _headers = await teacher.call("POST", "/controls", {"message": "x" * 20_000})
        assert status == 413
        assert own.hall.controls == FREE == await kept(own)
        for path, bad in (
            ("/door", {"open": "no"}),
            ("/door", {"shut": True}),
            ("/door/Zed", {}),
            ("/door/Zed", {"in": 1}),
        ):
            assert (await post(teacher, path, **bad))[0] == 400
        for path in ("/door/Zed", "/door/%00", "/door/%ff", "/door/" + "x" * 3000):
            assert (await post(teacher, path, **{"in": True}))[0] == 404
        for number in ("0", "99", "-1", "x", "1.5", "9" * 300, "%D9%A1"):
            assert (await post(teacher, f"/learners/{number}/word"))[0] == 404


async def test_lines_are_shown_as_they_are_written_and_do_nothing() -> None:
    async with served() as own:
        teacher, ana = await teacher_of(own), await own.learner("Ana")
        page = await ana.page()
        await page.shows("tiny tram")
        for sent in ("\x1b]52;c;aGk=\x07[b]Look[/b]", "\ud800[@click=quit]Go[/]\u202e", "two\nlines\there"):
            assert (await post(teacher, "/controls", message=sent))[0] == 200
        await page.shows("two lines here")
        assert not any(b"]52;c;" in one and b"\x1b]52" in one for one in page.painted)
        assert "\n" not in own.hall.controls.message


async def test_programs_that_hold_at_the_same_moment_do_not_undo_each_other() -> None:
    async with served() as own:
        teacher = await teacher_of(own)
        wishes: list[dict[str, object]] = [
            {"held": True},
            {"explained": False},
            {"message": "Now"},
            {"closed": True},
        ]
        answers = await asyncio.gather(*(post(teacher, "/controls", **wish) for wish in wishes))
        assert {status for status, _told in answers} == {200}
        assert own.hall.controls == Controls(held=True, explained=False, message="Now", closed=True)


async def test_too_many_calls_are_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teacher_api, "TEACHER_CALLS", 3)
    async with served() as own:
        teacher = await teacher_of(own)
        seen = [await teacher.call("GET", "/live") for _call in range(5)]
        assert [status for status, _told, _headers in seen] == [200, 200, 200, 429, 429]
        assert seen[-1][2]["Retry-After"] == "60"


async def test_curl_does_what_the_document_says() -> None:
    async with served(everybody=False) as own:
        joining = await program(own)
        await joining.join("Zed")

        async def curl(path: str, *words: str) -> Any:
            token = f"Authorization: Bearer {own.hall.passes.teacher}"
            command = ["curl", "-sS", "-H", token, f"{own.base}/api/1/{path}", *words]
            done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
            return json.loads(done.stdout)

        assert (await curl("controls", "-d", '{"held": true, "message": "Look at the board."}'))["held"]
        assert (await curl("door/Zed", "-d", '{"in": true}'))["waiting"] == []
        number = await number_of(own, "Zed")
        assert (await curl(f"learners/{number}/word", "-X", "POST"))["words"]
        assert (await curl("live"))["controls"]["message"] == "Look at the board."
