"""A served class whose PostgreSQL server is killed while everybody hands in, and started again."""

import asyncio
import json
from contextlib import AsyncExitStack

import aiohttp
import pytest

from lessons.school.classes import class_path
from tests.helpers.class_rows import rows
from tests.helpers.place import home
from tests.helpers.postgres import binaries, running
from tests.helpers.served import Visitor, words_of
from tests.helpers.server_process import process, told

LEARNERS = 3


@pytest.mark.thorough
@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server is installed on this machine")
async def test_answers_wait_for_the_database_and_reveal_nothing_before() -> None:
    words = ("unsigned-column", "--class", "8b", "--open", "--headless", "--port", "0")
    async with AsyncExitStack() as stack:
        database = stack.enter_context(running())
        server = stack.enter_context(process(*words, "--database", database.new_database("school")))
        base, (code,) = await asyncio.to_thread(told, server)
        visitors = []
        for _number in range(LEARNERS + 1):
            session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
            visitors.append(Visitor(base, await stack.enter_async_context(session)))
        *early, late = visitors
        for number, one in enumerate(early):
            assert (await one.knock(code, f"Learner {number}"))[0] == 200
        pages = [await one.page() for one in early]
        for page in pages:
            await page.shows("n goes on to exercise 1", 60)
            await page.keys("n")
            await page.shows("c commit", 60)
            await page.keys(" ")
        database.kill()
        for page in pages:
            await page.keys("c")
        for page in pages:
            await page.shows("saving ...", 20)
        knock = asyncio.create_task(late.knock(code, "Late"))
        await asyncio.sleep(1)
        assert not any("n next" in page.text for page in pages)
        assert not json.loads((await early[0].get("/api/1/health"))[1])["saves"]
        assert not knock.done()
        await asyncio.to_thread(database.start)
        for page in pages:
            await page.shows("n next", 60)
        status, welcome = await knock
        assert status == 200, words_of(welcome)
        assert json.loads((await early[0].get("/api/1/health"))[1])["saves"]
        names = [name for name, _exercise in rows(class_path("8b", home()))]
        assert names.count("committed") == LEARNERS
