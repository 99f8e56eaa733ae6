"""What strangers, other sites and damaged clients get from the HTTP side: each is refused, and the class goes on."""

import asyncio
import json
import re
from contextlib import suppress

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.browser import browser_line
from server.browser.browser_line import COOKIE, LINES, NOBODY
from server.browser.said import Said, understood
from server.limits import (
    COLUMNS,
    LINES_A_LEARNER,
    MESSAGE,
    MESSAGES,
    MESSAGES_A_SECOND,
    QUEUE,
    ROWS,
    TRIES_AN_ADDRESS,
    UNDER_WAY,
    UNREAD,
)
from server.web import Front
from tests.helpers.examples import examples
from tests.helpers.served import Served, Visitor, served, words_of

OTHER = "https://elsewhere.example"


async def ana(own: Served) -> Visitor:
    return await own.learner("Ana")


async def test_every_answer_has_its_headers_and_no_page_names_another_host() -> None:
    async with served() as own:
        visitor = await ana(own)
        for path in ("/", "/read", "/wait", "/no such page", "/files/none.js"):
            async with visitor.session.get(own.base + path, allow_redirects=False) as answer:
                headers = answer.headers
                policy = headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "script-src 'self';" in policy
                assert "frame-ancestors 'none'" in policy
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "same-origin"
                assert headers["Cache-Control"] == "no-store"
                assert "aiohttp" not in headers["Server"]
        _status, page = await visitor.get("/read")
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)
        assert not re.search(r"<script(?![^>]* src=)", page)
        for address in re.findall(r'(?:src|href)="(/files/[^"]+)"', page):
            async with visitor.session.get(own.base + address) as answer:
                assert answer.status == 200
                assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/files/../../server/web.py", "/files/%2e%2e%2fregister.json", "/files/page.css", "/files//etc/passwd"],
)
async def test_files_are_a_fixed_list(path: str) -> None:
    async with served() as own:
        visitor = await own.visitor()
        assert (await visitor.get(path))[0] == 404


async def test_the_cookie_is_hidden_from_scripts_and_secure_behind_tls() -> None:
    async with served() as own:
        visitor = await own.visitor()
        await visitor.knock(own.hall.door.code, "Ana")
        cookie = visitor.cookies()[COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["secure"]
    async with served(front=Front("127.0.0.1")) as own:
        visitor = await own.visitor()
        headers = {"X-Forwarded-Proto": "https", "Origin": own.base.replace("http", "https")}
        form = {"code": own.hall.door.code, "name": "Bea"}
        async with visitor.session.post(
            own.base + "/", data=form, headers=headers, allow_redirects=False
        ) as answer:
            assert "Secure" in answer.headers["Set-Cookie"]


def forwarded(*said: str) -> list[tuple[str, str]]:
    return [("X-Forwarded-For", one) for one in said]


async def counted_as(proxy: str, headers: list[tuple[str, str]]) -> list[str]:
    """The addresses under which one try with these headers is counted."""
    async with served(front=Front(proxy)) as own:
        visitor = await own.visitor()
        form = {"code": "WRONG1", "name": "Ana"}
        async with visitor.session.post(own.base + "/", data=form, headers=headers) as answer:
            assert answer.status == 403
        return [*own.hall.door._addresses]


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (["198.51.100.1", "203.0.113.9"], "203.0.113.9"),  # a proxy that adds a header of its own
        (["203.0.113.9:50123"], "203.0.113.9"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["2001:db8:7:8:a::1"], "2001:db8:7:8::/64"),
        (["[2001:db8:7:8:b::2]:443"], "2001:db8:7:8::/64"),
        *([[said], "127.0.0.1"] for said in ("unknown", "", "203.0.113.9, ", "[]", "x" * 500, "1.2.3.4:x")),
    ],
    ids=str,
)
async def test_an_address_is_the_last_that_the_proxy_said_and_cannot_be_made_up(
    said: list[str], counted: str
) -> None:
    assert await counted_as("127.0.0.1", forwarded(*said)) == [counted]


@pytest.mark.parametrize("proxy", ["", "192.0.2.1"])
async def test_nobody_but_the_proxy_is_believed(proxy: str) -> None:
    assert await counted_as(proxy, forwarded("203.0.113.9")) == ["127.0.0.1"]


async def test_made_up_addresses_do_not_defeat_the_limits_of_one_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.door.WRONG_A_CLASS", TRIES_AN_ADDRESS + 2)
    async with served(front=Front("127.0.0.1")) as own:
        visitor = await own.visitor()
        statuses = []
        for number in range(TRIES_AN_ADDRESS + 1):
            headers = forwarded(f"198.51.100.{number}", f"198.51.100.{number}, 203.0.113.9:{40000 + number}")
            form = {"code": "WRONG1", "name": "Ana"}
            async with visitor.session.post(own.base + "/", data=form, headers=headers) as answer:
                statuses.append(answer.status)
        assert statuses == [403] * TRIES_AN_ADDRESS + [429]


async def test_the_address_that_the_teacher_said_is_our_own_whatever_the_proxy_makes_of_the_host() -> None:
    async with served(front=Front("127.0.0.1", "https://read.example")) as own:
        visitor = await own.visitor()
        wanted = {"https://read.example": 200, OTHER: 403, "http://read.example": 403, "null": 403}
        for origin, status in wanted.items():
            form = {"code": own.hall.door.code, "name": f"Ana {status}"}
            headers = {"Origin": origin, "X-Forwarded-Proto": "https"}
            async with visitor.session.post(own.base + "/", data=form, headers=headers) as answer:
                assert answer.status == status, origin


async def test_another_site_can_neither_send_the_form_nor_open_a_line() -> None:
    async with served() as own:
        visitor = await ana(own)
        form = {"code": own.hall.door.code, "name": "Ben"}
        for origin in (OTHER, "null", own.base + ".example", own.base.replace("http", "https")):
            async with visitor.session.post(own.base + "/", data=form, headers={"Origin": origin}) as answer:
                assert answer.status == 403
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await visitor.session.ws_connect(own.base + "/line", origin=origin)
            assert refused.value.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await visitor.session.ws_connect(own.base + "/line")
        assert refused.value.status == 403
        assert not own.hall.seats


async def test_a_line_without_a_session_is_sent_back_to_the_door() -> None:
    async with served() as own:
        visitor = await own.visitor()
        page = await visitor.page()
        await page.closed.wait()
        assert page.socket.close_code == NOBODY
        assert (await visitor.get("/read"))[0] == 303


DAMAGED = [
    *('["key"]', '["keys",5]', '["size","a",1]', '["size",80]', "", "null", "[", "5", '["size",1e9,1]'),
    *('["size",true,1]', '["shown","1"]', "[" * 5000, '{"keys":"a"}', '["ping",1]'),
]


async def test_a_message_that_cannot_be_understood_ends_the_line_and_nothing_else() -> None:
    async with served() as own:
        visitor = await ana(own)
        for message in DAMAGED:
            page = await visitor.page()
            await page.shows("Ana")
            await page.socket.send_str(message)
            await asyncio.wait_for(page.closed.wait(), 5)
            assert page.socket.close_code == aiohttp.WSCloseCode.POLICY_VIOLATION, message
        await (await visitor.page()).shows("Ana")


async def test_bytes_and_messages_that_are_too_large_end_the_line() -> None:
    async with served() as own:
        visitor = await ana(own)
        page = await visitor.page()
        await page.socket.send_bytes(b'["ping"]')
        await asyncio.wait_for(page.closed.wait(), 5)
        page = await visitor.page()
        await page.socket.send_str(json.dumps(["paste", "x" * MESSAGE]))
        await asyncio.wait_for(page.closed.wait(), 5)
        assert page.socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
        await (await visitor.page()).shows("Ana")


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.recursive(PLAIN, lambda one: st.lists(one, max_size=4)))
@examples(300)
def test_what_a_page_says_is_one_strict_type_or_nothing(value: object) -> None:
    said = understood(json.dumps(value))
    assert said is None or isinstance(said, Said)
    if said is not None:
        assert all(type(number) is int for number in said.numbers)


async def test_answers_that_cannot_be_do_not_break_the_flow() -> None:
    async with served() as own:
        page = await (await ana(own)).page()
        for count in (-(10**9), 10**9, 0):
            await page.send("shown", count)
        await page.shows("Ana")
        await page.keys("\r")
        await page.shows("First read the article")


async def test_a_page_that_reads_nothing_costs_a_window_and_then_gets_the_right_screen() -> None:
    async with served() as own:
        page = await (await ana(own)).page()
        await page.shows("Ana")
        await page.keys("\r")
        await page.shows("First read the article")
        page.answers = False
        page.painted.clear()
        for _round in range(30):
            await page.keys("z")
            await asyncio.sleep(0.03)
        await page.keys("\x1b")
        await asyncio.sleep(1)
        got = sum(map(len, page.painted))
        assert got <= UNDER_WAY + 16_000
        page.answers = True
        await page.send("shown", got)
        await page.shows("progress")


async def test_one_who_floods_keys_does_not_take_the_others_places() -> None:
    async with served() as own:
        attacker, victim = await (await ana(own)).page(), await (await own.learner("Ben")).page()
        await attacker.shows("Ana")
        await victim.shows("Ben")
        await attacker.keys("\r")
        await attacker.shows("First read the article")
        for _round in range(20):
            await attacker.keys("z" * 1000)
        await victim.keys("\r")
        await victim.shows("First read the article", 5)
        (flooded,) = (seat for seat in own.hall.seats.values() if seat.program.context.learner == "Ana")
        assert len(flooded._typed) <= QUEUE


async def test_a_form_that_is_too_large_or_odd_is_refused() -> None:
    async with served() as own:
        visitor = await own.visitor()
        async with visitor.session.post(own.base + "/", data={"code": "x" * 100_000}) as answer:
            assert answer.status == 413
        async with visitor.session.post(
            own.base + "/",
            data=b"\xff\xfe=%zz&name",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ) as answer:
            assert answer.status in (400, 403)
        packed = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
        async with visitor.session.post(own.base + "/", data=b"\x1f\x8bnothing", headers=packed) as answer:
            assert answer.status == 400
        async with visitor.session.put(own.base + "/", data=b"") as answer:
            assert answer.status == 405
        assert (await visitor.get("/"))[0] == 200


async def test_hostile_names_are_text_on_every_page() -> None:
    async with served(everybody=False) as own:
        visitor = await own.visitor()
        name = '<script>alert(1)</script>"\x1b]0;x\x07'
        status, where = await visitor.knock(own.hall.door.code, name)
        assert (status, where) == (303, "/wait")
        _status, page = await visitor.get("/wait")
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "\x1b" not in page
        (waiting,) = own.hall.door.waiting
        await own.hall.door.let_in(waiting.token)
        status, page = await visitor.get("/wait")
        assert status == 200
        assert "&lt;script&gt;" in page
        assert (await visitor.get("/wait"))[0] == 303


async def test_the_list_of_names_is_never_shown() -> None:
    async with served(names=["Ana Secret", "Ben"], everybody=False) as own:
        visitor = await own.visitor()
        pages = [
            await visitor.get("/"),
            await visitor.knock(own.hall.door.code, "Zed"),
            await visitor.get("/wait"),
        ]
        assert not any("Secret" in page for _status, page in pages)


async def test_one_address_may_have_so_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_line, "SOCKETS_AN_ADDRESS", 2)
    async with served() as own:
        visitor = await ana(own)
        first, second = await visitor.page(), await (await own.learner("Ben")).page()
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await visitor.page()
        assert refused.value.status == 429
        for page in (first, second):
            await page.socket.close()
        await (await visitor.page()).shows("Ana")


@pytest.mark.parametrize("size", [(-5, 10**9), (0, 0), (10**12, -1)])
async def test_a_screen_of_no_size_is_brought_to_the_nearest_that_can_be(size: tuple[int, int]) -> None:
    async with served() as own:
        visitor = await ana(own)
        page = await visitor.page(80, 24)
        await page.shows("Ana")
        await page.send("size", *size)
        (seat,) = own.hall.seats.values()
        wanted = tuple(
            min(max(one, low), most) for one, (low, most) in zip(size, (COLUMNS, ROWS), strict=True)
        )
        async with asyncio.timeout(10):
            while tuple(seat.program.size) != wanted:
                await asyncio.sleep(0.02)


FLOODS = {
    "questions": ["ping"],
    "answers": ["shown", 0],
    "keys": ["keys", "\x1b[B"],
    "moves": ["keys", "\x1b[<35;9;9M"],
    "sizes": ["size", 400, 150],
    "pastes": ["paste", "x" * 9000],
}


@pytest.mark.parametrize("flood", FLOODS)
async def test_a_flood_of_messages_waits_in_the_line_that_sends_it(
    flood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read at a pace, it fills the sender's own buffers, and costs the class and its memory nothing."""
    read = 0

    def noted(message: str) -> Said | None:
        nonlocal read
        read += 1
        return understood(message)

    monkeypatch.setattr(browser_line, "understood", noted)
    async with served() as own:
        attacker, victim = await (await ana(own)).page(), await (await own.learner("Ben")).page()
        await attacker.shows("Ana")
        await victim.shows("Ben")
        attacker.answers, began = False, asyncio.get_running_loop().time()
        message = json.dumps(FLOODS[flood])
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while True:
                    await attacker.socket.send_str(message)
        await victim.keys("\r")
        await victim.shows("First read the article", 5)
        lasted = asyncio.get_running_loop().time() - began
        assert read < 2 * MESSAGES + lasted * MESSAGES_A_SECOND
        assert all(line._unread <= UNREAD for line in own.app[LINES])


async def test_a_line_that_reads_nothing_is_dropped_and_not_remembered() -> None:
    async with served() as own:
        visitor = await ana(own)
        page = await visitor.page()
        await page.shows("Ana")
        (line,) = own.app[LINES]
        (seat,) = own.hall.seats.values()
        for _copy in range(300):
            line.copy("x" * 10_000)
        assert line._unread <= UNREAD
        async with asyncio.timeout(5):
            while seat.line is not None or own.app[LINES]:
                await asyncio.sleep(0.01)
        await (await visitor.page()).shows("Ana")


async def test_one_learner_has_so_many_lines_and_the_oldest_goes() -> None:
    """So whoever opens lines without end shuts nobody out who has the same address."""
    async with served() as own:
        visitor = await ana(own)
        pages = [await visitor.page() for _line in range(LINES_A_LEARNER + 3)]
        for page in pages[:3]:
            await asyncio.wait_for(page.closed.wait(), 5)
        await pages[-1].shows("Ana")
        assert len(own.app[LINES]) <= LINES_A_LEARNER


async def test_a_line_at_which_nobody_is_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The net has gone without a word: the page would answer a question, and its seat is seen as left."""
    monkeypatch.setattr(browser_line, "HEARTBEAT", 0.2)
    async with served() as own:
        visitor = await ana(own)
        socket = await visitor.session.ws_connect(f"{own.base}/line", origin=own.base, autoping=False)
        await socket.send_str('["size",80,24]')
        async with asyncio.timeout(10):
            while not own.hall.seats:
                await asyncio.sleep(0.01)
            (seat,) = own.hall.seats.values()
            while seat.line is not None:
                await asyncio.sleep(0.01)
        await (await visitor.page()).shows("Ana")
        await asyncio.sleep(0.6)
        assert seat.line is not None  # who answers stays


async def send(own: Served, visitor: Visitor, form: str, **fields: str) -> tuple[int, str]:
    sent = {"form": form, "code": own.hall.door.code, **fields}
    async with visitor.session.post(own.base + "/", data=sent, allow_redirects=False) as answer:
        status, page = answer.status, answer.headers.get("Location", "") or await answer.text()
    return await visitor.get(page) if page == "/welcome" else (status, page)


async def form_at_the_door(visitor: Visitor) -> str:
    found = re.search(r'name="form" value="([^"]+)"', (await visitor.get("/"))[1])
    assert found
    return found[1]


async def test_a_form_that_is_sent_twice_comes_in_once_and_shows_the_same_words() -> None:
    """A second click takes the answer to the first one away, and a reload sends the form again."""
    async with served() as own:
        visitor = await own.visitor()
        form = await form_at_the_door(visitor)
        answers = await asyncio.gather(*(send(own, visitor, form, name="Ana") for _click in range(3)))
        answers.append(await send(own, visitor, form, name="Ana"))
        assert {status for status, _page in answers} == {200}
        assert len({words_of(page) for _status, page in answers}) == 1
        assert own.hall.door.roll.here == 1
        again = [await visitor.get("/welcome") for _reload in range(2)]
        assert {words_of(page) for _status, page in again} == {words_of(answers[0][1])}
        # another browser, another form or another name is no second click
        assert (await send(own, await own.visitor(), "other", name="Ana"))[0] == 403
        assert (await send(own, visitor, "", name="Ana"))[0] == 403
        assert words_of((await send(own, visitor, form, name="Ben"))[1]) != words_of(answers[0][1])


async def test_a_form_is_worth_nothing_once_its_words_are_or_its_learner_left() -> None:
    async with served() as own:
        visitor = await own.visitor()
        form = await form_at_the_door(visitor)
        assert (await send(own, visitor, form, name="Ana"))[0] == 200
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        await own.hall.new_words(member)
        assert await visitor.get("/welcome") == (303, "")
        assert (await send(own, visitor, form, name="Ana"))[0] == 403
        other = await own.visitor()
        form = await form_at_the_door(other)
        assert (await send(own, other, form, name="Ben"))[0] == 200
        async with other.session.post(own.base + "/leave", allow_redirects=False) as answer:
            assert answer.status == 303
        assert (await other.get("/welcome"))[0] == 303
        assert (await send(own, other, form, name="Ben"))[0] == 403


async def test_a_form_that_was_refused_is_looked_at_again() -> None:
    async with served() as own:
        visitor = await own.visitor()
        form = await form_at_the_door(visitor)
        own.hall.door.lock()
        assert (await send(own, visitor, form, name="Ana"))[0] == 403
        own.hall.door.unlock()
        assert (await send(own, visitor, form, name="Ana"))[0] == 200


async def test_who_waits_for_the_teacher_waits_once() -> None:
    async with served(everybody=False) as own:
        visitor = await own.visitor()
        form = await form_at_the_door(visitor)
        answers = await asyncio.gather(*(send(own, visitor, form, name="Ana") for _click in range(3)))
        assert answers == [(303, "/wait")] * 3
        stranger = await own.visitor()
        async with stranger.session.post(own.base + "/leave", allow_redirects=False) as answer:
            assert answer.status == 303
        assert await send(own, visitor, form, name="Ana") == (303, "/wait")
        assert len(own.hall.door.waiting) == 1
