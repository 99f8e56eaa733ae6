"""From the command to a class of thirty that reads: ``python benchmarks/class_comes_in.py [--install]``.

``closeread serve`` is started as a teacher starts it. The first learner opens the address, sends the form, opens the
page with the terminal and the lesson, and answers its first exercise; then all others come in at once, over loopback
with real HTTP and WebSockets.

With ``--install`` it begins on an empty machine: a copy of what is committed, a home folder with nothing in it, and the
first two commands of docs/serve.md as they stand there, the port apart. pip fetches what it fetches elsewhere, nothing
from its own cache. What a person needs to read and to type is not in the figures.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp

from tests.helpers.served import Visitor
from tests.helpers.server_process import ROOT, told

LONG = 120.0
HERE = [sys.executable, "-c", "from tui.launch import main; main()"]


async def comes_in(one: Visitor, code: str, name: str) -> None:
    """From the address to the lesson."""
    assert (await one.get("/"))[0] == 200
    assert (await one.knock(code, name))[0] == 200
    assert (await one.get("/read"))[0] == 200
    page = await one.page()
    await page.shows("progress", LONG)
    await page.keys("\r")
    await page.shows("n goes on to exercise 1", LONG)


async def answers(one: Visitor) -> None:
    """From the article to the first exercise explained."""
    page = one.pages[0]
    await page.keys("n")
    await page.shows("c commit", LONG)
    while "n next" not in page.text:
        await page.keys(" c")
        await asyncio.sleep(0.3)


async def run(command: Sequence[str], learners: int, began: float | None) -> None:
    """Start the class with this command and let the learners in. ``began``: when the installation did."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            base, (code,) = await asyncio.to_thread(told, server)
            listens = time.perf_counter()
            async with AsyncExitStack() as stack:
                visitors = []
                for _number in range(learners):
                    session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
                    visitors.append(Visitor(base, await stack.enter_async_context(session)))
                await comes_in(visitors[0], code, "Learner 0")
                await answers(visitors[0])
                answered = time.perf_counter()
                others = enumerate(visitors[1:], 1)
                await asyncio.gather(*(comes_in(one, code, f"Learner {number}") for number, one in others))
                read = time.perf_counter()
        finally:
            server.kill()
    print(f"load average {os.getloadavg()[0]:.1f}; seconds:")
    if began is not None:
        print(f"  installed {started - began:.1f} after the first command")
        print(f"  first answer {answered - began:.1f} after the first command (bar: 180)")
    print(f"  listens {listens - started:.1f} after the command that serves")
    print(
        f"  first answer {answered - started:.1f}, {learners} read the lesson {read - started:.1f} (bar: 60)"
    )


def installed(folder: Path) -> list[str]:
    """Install in ``folder`` as docs/serve.md says; the command that serves."""
    page = (folder / "docs" / "serve.md").read_text("utf-8")
    install, serve, *_more = re.findall(r"^```sh\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)
    print(f"$ {install}")
    subprocess.run(["bash", "-euc", install], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    print(f"$ {serve}")
    program, *words = serve.split()
    return [str(folder / program), *words]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--install", action="store_true", help="begin on an empty machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLOSEREAD_HOME"] = folder
        command, began = [*HERE, "serve", "--class", "bench", "--open"], None
        if options.install:
            place, home = Path(folder, "closeread"), Path(folder, "home")
            home.mkdir()
            subprocess.run(["git", "clone", "-q", ROOT, place], check=True)
            del os.environ["CLOSEREAD_HOME"]
            os.environ |= {"HOME": str(home), "PIP_NO_CACHE_DIR": "1"}
            began = time.perf_counter()
            command = installed(place)
        asyncio.run(run(command, options.learners, began))


if __name__ == "__main__":
    main()
