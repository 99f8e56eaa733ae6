"""From the command to a class of thirty that reads: ``python benchmarks/class_comes_in.py [--learners 30]``.

``closeread serve`` is started as a teacher starts it. Then all learners open the address, send the form, open the page
with the terminal and the lesson, over loopback with real HTTP and WebSockets, and the first one answers.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp

from tests.helpers.served import Visitor
from tests.helpers.server_process import process, told

LESSON = "unsigned-column"
LONG = 120.0


async def comes_in(one: Visitor, code: str, name: str) -> None:
    """From the address to the lesson."""
    assert (await one.get("/"))[0] == 200
    assert (await one.knock(code, name))[0] == 200
    assert (await one.get("/read"))[0] == 200
    page = await one.page()
    await page.shows("n goes on to exercise 1", LONG)


async def run(learners: int) -> None:
    began = time.perf_counter()
    with process(LESSON, "--class", "bench", "--open", "--headless", "--port", "0") as server:
        base, (code,) = await asyncio.to_thread(told, server)
        listens = time.perf_counter() - began
        async with AsyncExitStack() as stack:
            visitors = []
            for _number in range(learners):
                session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
                visitors.append(Visitor(base, await stack.enter_async_context(session)))
            await asyncio.gather(
                *(comes_in(one, code, f"Learner {number}") for number, one in enumerate(visitors))
            )
            read = time.perf_counter() - began
            page = visitors[0].pages[0]
            await page.keys("n")
            await page.shows("c commit", LONG)
            while "n next" not in page.text:
                await page.keys(" c")
                await asyncio.sleep(0.3)
            answered = time.perf_counter() - began
    print(f"load average {os.getloadavg()[0]:.1f}; seconds after the command:")
    print(
        f"  listens {listens:.1f}, {learners} learners read the lesson {read:.1f}, first answer {answered:.1f}"
    )
    print("  (bar: 60 for the class)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLOSEREAD_HOME"] = folder
        asyncio.run(run(options.learners))


if __name__ == "__main__":
    main()
