"""A served process killed again and again while a class answers: how long until all are back, and what is lost.

``python benchmarks/killed_server.py [--learners 30] [--kills 25]``. ``closeread serve`` is started as a teacher starts
it, and started anew a tenth of a second after each kill -9, as the unit in examples/serve does. Learners answer without
a rest, over loopback with real WebSockets; they try to come back as the page does. One is back when its exercise is on
its screen. At the end every answer that was explained to somebody is looked for in the database of the class.
"""

import argparse
import asyncio
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from lessons.school.classes import class_path
from lessons.school.members import everybody, seated
from lessons.school.store import ClassStore
from tests.helpers.coming_back import PLACES, answer, come_in, comes_back
from tests.helpers.served import Visitor
from tests.helpers.server_process import process, told
from tests.helpers.tiny import COURSE

PAUSE = 2.0
"""Seconds between two keys of a learner who answers."""
AGAIN = 0.1
"""Seconds until the process is started anew."""


async def run(learners: int, kills: int, home: Path) -> None:
    places = {f"Learner {number}": [*PLACES][number % len(PLACES)] for number in range(learners)}
    explained = dict.fromkeys(places, 0)
    visitors: dict[str, Visitor] = {}
    listened: list[float] = []
    back: list[float] = []
    last: list[float] = []
    port, killed = "0", 0.0

    async def returns(name: str) -> None:
        await comes_back(visitors[name], places[name])
        back.append(time.perf_counter() - killed)

    for kill in range(kills + 1):
        words = ("--class", "bench", "--open", "--headless", str(COURSE), "--port", port)
        returning = [asyncio.create_task(returns(name)) for name in visitors]
        await asyncio.sleep(AGAIN if kill else 0)
        with process(*words) as server:
            base, (code,) = await asyncio.to_thread(told, server)
            port = base.rpartition(":")[2]
            if kill:
                listened.append(time.perf_counter() - killed)
                await asyncio.gather(*returning)
                last.append(max(back[-learners:]))
            else:
                for name, place in places.items():
                    visitors[name] = await come_in(base, code, name, place)
            answering = [
                asyncio.create_task(answer(visitors[name].pages[-1], name, explained, PAUSE))
                for name in places
            ]
            await asyncio.sleep(random.uniform(3, 6))
            server.send_signal(signal.SIGKILL)
            killed = time.perf_counter()
            await asyncio.gather(*answering)
    for visitor in visitors.values():
        await visitor.session.close()
    lost = 0
    with ClassStore(class_path("bench", home), "bench") as store:
        numbers = {member.name: member.learner for member in everybody(store)}
        for name, count in explained.items():
            number = numbers[name]
            assert number is not None
            there = sum(event.name == "committed" for event in seated(store, number).events)
            lost += max(0, count - there)
    print(f"load average {os.getloadavg()[0]:.1f}; {kills} kills under {learners} learners")
    for what, seconds in (
        ("listens again", listened),
        ("a learner is back", back),
        ("the last one is back", last),
    ):
        print(
            f"  {what:20} p50 {statistics.median(seconds):.1f}   most {max(seconds):.1f} s after the kill  (bar: 5)"
        )
    print(f"  {sum(explained.values())} answers were explained, {lost} are lost  (bar: 0)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--kills", type=int, default=25)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLOSEREAD_HOME"] = folder
        asyncio.run(run(options.learners, options.kills, Path(folder)))


if __name__ == "__main__":
    main()
