"""Plain pages and those who mean harm: forms that are not ours, too large, torn, or say what no page offers."""

import asyncio
from urllib.parse import urlencode

import pytest

from server.limits import ANSWER_FIELDS, ANSWER_FORM, BURST, PAGE_KEYS, PAGES_WAITING
from server.plain.plain_door import PlainDoor
from tests.helpers.plain_pages import Reader, spoken
from tests.helpers.served import Served, served
from tests.server.test_plain_pages import at_exercise

TINY_PAGE = "/plain/course/tiny"
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>&lt;b&gt;'


async def raw(
    reader: Reader, body: bytes, kind: str = "application/x-www-form-urlencoded"
) -> tuple[int, str]:
    """The answer to a body as it is."""
    headers = {"Origin": reader.visitor.base, "Content-Type": kind}
    async with reader.visitor.session.post(
        reader.visitor.base + TINY_PAGE, data=body, headers=headers, allow_redirects=False
    ) as answer:
        return answer.status, await answer.text()


async def committed(own: Served) -> int:
    member = own.hall.door.roll.find("Ana")
    assert member is not None
    record = await own.hall.served.seat(member.learner or 0)
    return [event.name for event in record.everything()].count("committed")


async def test_who_did_not_come_in_is_led_to_the_door() -> None:
    async with served() as own:
        reader = Reader(await own.visitor())
        for path in ("/plain", TINY_PAGE):
            page = await reader.get(path)
            assert "Class code" in page.text
            assert "checked" in page.source  # plain pages are wished for
        page = await reader.post(TINY_PAGE, {"do": "next"})
        assert "Class code" in page.text


@pytest.mark.sample(2)
@pytest.mark.parametrize("token", [None, "", "0" * 64, "é" * 64])
async def test_a_form_without_its_token_does_nothing(token: str | None) -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        values = {**page.form.values, "pick": ["brook"]}
        del values["token"]
        answer = await reader.post(
            TINY_PAGE, values if token is None else {**values, "token": token}, "hand-in"
        )
        assert answer.status == 403
        assert await committed(own) == 0


async def test_a_token_of_somebody_else_does_nothing() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        other = Reader(await own.learner("Ben"))
        theirs = await other.get(TINY_PAGE)
        answer = await reader.send(page.form, "hand-in", token=theirs.form.values["token"])
        assert answer.status == 403


async def test_another_site_does_nothing() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        for origin in ("https://evil.example", "null", own.base + ".evil.example"):
            answer = await reader.post(TINY_PAGE, page.form.values, "hand-in all", Origin=origin)
            assert answer.status == 403
        assert await committed(own) == 0


async def test_torn_and_oversized_forms_are_refused_and_the_class_goes_on() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        good = urlencode(
            [(name, one) for name, values in page.form.values.items() for one in values]
        ).encode()
        assert (await raw(reader, good + b"&do=keep&text=%ff%fe"))[0] == 400
        assert (await raw(reader, good + b"&do=keep&text=\xff"))[0] == 400
        assert (await raw(reader, b"x=1&" * (ANSWER_FIELDS + 10)))[0] == 400
        assert (await raw(reader, b"text=" + b"a" * (ANSWER_FORM + 10)))[0] == 413
        assert (await raw(reader, good, "multipart/form-data; boundary=x"))[0] == 415
        assert (await raw(reader, good, "application/json"))[0] == 415
        page = await reader.send(page.form, "keep", text="x" * 20_001)
        assert page.status == 422
        page = await reader.send(page.form, "keep", text="\U0001f600" * 20_000)
        assert page.status == 200
        assert len(page.form.values["text"][0]) == 20_000


async def test_what_was_typed_stays_text_on_every_page() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        for do in ("keep", "hand-in"):
            page = await reader.send(page.form, do, text=EVIL)
            assert "<script" not in page.source
            assert "<img" not in page.source
        page = await reader.send(page.form, "contest", item="0", reason=EVIL)
        assert "<script" not in page.source
        page = await reader.send(page.form, "goto 1")
        page = await reader.send(page.form, "keep", words=EVIL)
        assert page.status == 422
        assert "<script" not in page.source
        assert page.form.values["words"] == [EVIL]
        odd = Reader(await own.learner("<b>&Zed"))
        assert "<b>&Z" not in (await odd.get("/plain")).source


async def test_control_characters_do_not_reach_the_record() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        page = await reader.send(page.form, "hand-in", text="no\x00ne\x1b[31m\u202e")
        assert page.status == 200
        assert "\x1b" not in page.source
        assert "\u202e" not in page.source


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("number", "sent"),
    [
        (2, {"words": "greedy", "technique-1": "no-such"}),
        (2, {"word": ["0", "999999999999999999999", "-1", "x"]}),
        (2, {"words": "greedy", "place": ["-5-3", "1-99999999", "x"]}),
        (5, {"pick": "no-such"}),
        (5, {"pick": ["brook", "writer"]}),
        (6, {"pick": ["brook"] * 4_000 + ["no-such"]}),
        (7, {"cell-0-0": "no-such"}),
        (10, {"place-0": "99"}),
        (10, {"place-0": "1", "place-1": "1"}),
        (10, {"place-0": "²"}),
        (1, {"do": "open 1"}),
    ],
)
async def test_answers_that_no_page_offers_are_refused_and_nothing_breaks(
    number: int, sent: dict[str, str | list[str]]
) -> None:
    async with served() as own:
        reader, page = await at_exercise(own, number)
        answer = await reader.post(TINY_PAGE, {**page.form.values, "do": "keep", **sent})
        assert answer.status in (200, 422), answer.text
        assert answer.status == 422 or "greedy" in spoken(answer)
        assert await committed(own) == 0


async def test_acts_that_no_button_offers_do_nothing() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        for do in (
            "",
            "no-such",
            "__init__",
            "goto -1",
            "goto 99",
            "goto x",
            "look 1",
            "begin",
            "again",
            "contest",
        ):
            page = await reader.send(page.form, do or "?")
            assert page.status in (200, 422)
            assert "Exercise 5 of 16" in spoken(page)
        page = await reader.send(page.form, "keep", exercise="no-such", pick="brook")
        assert page.status == 409
        assert await committed(own) == 0


@pytest.mark.sample(2)
@pytest.mark.parametrize("path", ["/plain/course/none", "/plain/%2e%2e/tiny", "/plain/x/%00", "/plain/a/b/c"])
async def test_lessons_that_are_not_there(path: str) -> None:
    async with served() as own:
        reader = Reader(await own.learner("Ana"))
        assert (await reader.get(path)).status == 404


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/plain/..//evil", "/plain\r\nX: y", "/read"]
)
async def test_going_on_here_leads_to_our_pages_alone(back: str) -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        values = {"token": page.form.values["token"], "back": back}
        headers = {"Origin": own.base}
        async with reader.visitor.session.post(
            own.base + "/plain/here", data=values, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 303
            assert answer.headers["Location"] == "/plain"


async def test_one_who_asks_for_everything_at_once_waits_alone() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        answers = await asyncio.gather(*(reader.send(page.form, "keep", pick="brook") for _n in range(80)))
        statuses = [one.status for one in answers]
        assert 429 in statuses
        assert set(statuses) <= {200, 409, 429}
        assert statuses.count(429) >= 80 - BURST // PAGE_KEYS - PAGES_WAITING - 8
        assert (await Reader(await own.learner("Ben")).get(TINY_PAGE)).status == 200


def test_every_address_of_the_pages_is_known() -> None:
    """A new address has to be thought of here: each one that changes something asks for the token."""
    assert {name for name in vars(PlainDoor) if not name.startswith("_")} == {
        "register",
        "lessons",
        "lesson",
        "act",
        "here",
        "review",
        "own",
        "progress",
        "record",
        "help",
    }
