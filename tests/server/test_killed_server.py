"""The served process is killed while a class answers: no answer that was explained is lost, and all come back."""

import asyncio
import random
import signal
import time

import aiohttp
import pytest

from lessons.school.classes import class_path
from lessons.school.members import everybody, seated
from lessons.school.store import ClassStore
from tests.helpers.place import home
from tests.helpers.served import Page, Visitor
from tests.helpers.server_process import process, told
from tests.helpers.tiny import COURSE

pytestmark = pytest.mark.thorough
NAMES = ("Ana", "Ben", "Cem", "Dora", "Emil", "Finn")
KILLS = 3
EXERCISES = {name: "1/16" if number % 2 else "3/16" for number, name in enumerate(NAMES)}
"""Where each is: at an exercise in which words are marked."""


async def come_in(base: str, code: str, name: str) -> Visitor:
    one = Visitor(base, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))
    assert (await one.knock(code, name))[0] == 200
    page = await one.page()
    await page.shows(name, 30)
    await page.keys("\r")
    await page.shows("First read the article", 30)
    await page.keys("n" if EXERCISES[name] == "1/16" else "nss")
    await page.shows(EXERCISES[name], 30)
    return one


async def answer(page: Page, name: str, saved: dict[str, int]) -> None:
    """Answer again and again, and count what was explained, until the line is lost: before, it must be on the disk."""
    while not page.closed.is_set():
        try:
            while "t try again" in page.text:  # as it is for who comes back, too
                if page.closed.is_set():
                    return
                await page.keys("t")
                await asyncio.sleep(0.2)
            await page.keys(" ")
            while "t try again" not in page.text:
                if page.closed.is_set():
                    return
                await page.keys("c")  # once more where it asks whether that is all
                await asyncio.sleep(0.2)
            saved[name] += 1
        except (ConnectionError, aiohttp.ClientError):
            return


async def comes_back(one: Visitor, name: str) -> Page:
    """Ask each quarter of a second, as a page does each second."""
    async with asyncio.timeout(60):
        while True:
            try:
                page = await one.page()
                await page.shows(EXERCISES[name], 30)
                return page
            except (aiohttp.ClientError, ConnectionError):
                await asyncio.sleep(0.25)


async def test_a_killed_server_loses_no_answer_and_all_are_back_at_their_exercise() -> None:
    words = ["--class", "8b", "--open", "--headless", str(COURSE), "--port"]
    chance, saved = random.Random(7), dict.fromkeys(NAMES, 0)
    visitors: dict[str, Visitor] = {}
    base, port = "", "0"
    for _kill in range(KILLS):
        with process(*words, port) as one:
            base, (code,) = await asyncio.to_thread(told, one)
            port = base.rpartition(":")[2]
            if not visitors:
                for name in NAMES:
                    visitors[name] = await come_in(base, code, name)
            else:
                began = time.monotonic()
                await asyncio.gather(*(comes_back(visitors[name], name) for name in NAMES))
                print(f"back after {time.monotonic() - began:.1f} s from when it listened")
            answering = [asyncio.create_task(answer(visitors[name].pages[-1], name, saved)) for name in NAMES]
            await asyncio.sleep(chance.uniform(2, 4))
            one.send_signal(signal.SIGKILL)
            await asyncio.gather(*answering)
    for visitor in visitors.values():
        await visitor.session.close()
    with ClassStore(class_path("8b", home()), "8b") as store:
        members = {member.name: member.learner for member in everybody(store)}
        for name in NAMES:
            number = members[name]
            assert number is not None
            kept = [event for event in seated(store, number).events if event.name == "committed"]
            assert len(kept) >= saved[name] > 0
            assert len({event.id for event in kept}) == len(kept)
    print(f"{sum(saved.values())} answers were explained, none is lost")
