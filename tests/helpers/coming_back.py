"""Learners of a served process that is killed: they answer, count what was explained, and come back as a page does."""

import asyncio
import random
import re

import aiohttp

from tests.helpers.served import Page, Visitor

PLACES = {"1/16": "n", "3/16": "nss"}
"""Exercises of the tiny course in which words are marked, and the keys that lead there from the lesson's start."""
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_SOON, _LATER = 0.1, 2.0
"""Seconds before a page tries again: the first time, and at most (terminal.js)."""


async def come_in(base: str, code: str, name: str, place: str) -> Visitor:
    """Come in and go to an exercise."""
    one = Visitor(base, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))
    assert (await one.knock(code, name))[0] == 200
    page = await one.page()
    await page.shows(name, 60)
    await page.keys("\r")
    await page.shows("First read the article", 60)
    await page.keys(PLACES[place])
    await page.shows(place, 60)
    return one


async def answer(page: Page, name: str, saved: dict[str, int], pause: float = 0.2) -> None:
    """Answer again and again, and count what was explained, until the line is lost: before, it must be on the disk."""
    while not page.closed.is_set():
        try:
            while "t try again" in page.text:  # as it is for who comes back, too
                if page.closed.is_set():
                    return
                await page.keys("t")
                await asyncio.sleep(pause)
            await page.keys(" ")
            while "t try again" not in page.text:
                if page.closed.is_set():
                    return
                await page.keys("c")  # once more where it asks whether that is all
                await asyncio.sleep(pause)
            saved[name] += 1
        except (ConnectionError, aiohttp.ClientError):
            return


async def comes_back(one: Visitor, place: str) -> Page:
    """Try until the exercise is painted, as a page does: soon, then later and later.

    What is painted meanwhile is looked at as it is: thirty emulated screens would take the time that is measured.
    """
    longest = _SOON
    async with asyncio.timeout(60):
        while True:
            try:
                socket = await one.session.ws_connect(f"{one.base}/line", origin=one.base)
                await socket.send_json(["size", 80, 24])
                painted = []
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.BINARY:
                        painted.append(message.data)
                        await socket.send_json(["shown", len(message.data)])
                        if place.encode() in _ESCAPES.sub(b"", message.data):
                            page = Page(socket, 80, 24, b"".join(painted))
                            one.pages.append(page)
                            return page
            except (aiohttp.ClientError, ConnectionError):
                pass
            longest = min(_LATER, 2 * longest)
            await asyncio.sleep(longest * random.uniform(0.5, 1))
