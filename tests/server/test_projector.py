"""The page for the wall: who sees it, what it shows, and what it never shows."""

import pytest

from lessons.school.controls import Controls
from server.web import POLICY
from tests.helpers.served import Served, served

NAMES = ("Ana Lindqvist", "<b>Ben</b>")


async def wall(own: Served) -> str:
    status, page = await (await own.visitor()).get(f"/{own.hall.wall_path}")
    assert status == 200
    return page


async def at_work(own: Served) -> None:
    """Two learners in the tiny lesson: one has marked a word and handed it in, one has marked another one."""
    for name, keys in zip(NAMES, ("n cc", "n "), strict=True):
        page = await (await own.learner(name)).page()
        await page.shows("The tiny tram")
        await page.keys("\r")
        await page.shows("reading")
        for key in keys:
            await page.keys(key)
    await page.shows("1 mark")


async def test_the_wall_shows_the_class_without_names() -> None:
    async with served() as own:
        assert "here" in await wall(own)
        await at_work(own)
        page = await wall(own)
        assert "The tiny tram" in page
        assert "2 here" in page
        assert "<meter" in page
        assert not any(part in page for part in ("Ana", "Lindqvist", "Ben"))


async def test_heat_on_the_wall_is_what_was_handed_in_and_tells_nothing_of_the_key() -> None:
    async with served() as own:
        await at_work(own)
        own.hall.live.wall = "find-loaded"
        page = await wall(own)
        assert "<small>1 answer</small>" in page
        tally = own.hall.lesson_shown
        assert tally is not None
        drafts = tally.heat("find-loaded")
        assert drafts is not None
        assert drafts.readers == 2
        assert not any(f'class="{kind}' in page for kind in ("k", "d", "t"))


async def test_the_wall_follows_what_the_teacher_holds_as_plain_text() -> None:
    async with served() as own:
        await own.hall.hold(Controls(held=True, message="<script>alert(1)</script> Look!"))
        page = await wall(own)
        assert "Please wait." in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; Look!" in page
        assert own.hall.door.code in page
        own.hall.door.lock()
        assert own.hall.door.code not in await wall(own)


async def test_its_files_are_our_own_and_the_policy_holds_for_it_too() -> None:
    async with served() as own:
        visitor = await own.visitor()
        for file in ("wall.css", "wall.js"):
            status, _text = await visitor.get(f"/{own.hall.wall_path}/{file}")
            assert status == 200
        status, _text = await visitor.get(f"/{own.hall.wall_path}/..%2fhall.py")
        assert status == 404
        async with visitor.session.get(f"{own.base}/{own.hall.wall_path}") as answer:
            assert answer.headers["Content-Security-Policy"] == POLICY
            page = await answer.text()
        assert "<style" not in page
        assert "style=" not in page
        assert "<script>" not in page


@pytest.mark.parametrize(
    "path", ["/wall", "/wall/", "/wall/x", "/wall/x/wall.js", "/wall/%ff", "/wall/" + "x" * 300]
)
async def test_a_learner_sees_nothing_of_it(path: str) -> None:
    async with served() as own:
        learner = await own.learner("Ana")
        status, page = await learner.get(path)
        assert (status, own.hall.passes.wall in page) == (403, False)


async def test_an_address_that_leaked_shows_nothing_once_there_is_a_new_one() -> None:
    async with served() as own:
        visitor, before = await own.visitor(), own.hall.wall_path
        await own.hall.new_wall()
        assert (await visitor.get(f"/{before}"))[0] == 403
        assert (await visitor.get(f"/{own.hall.wall_path}"))[0] == 200
