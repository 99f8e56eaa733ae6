"""What a key costs, in milliseconds of processor time: from the key to the last line drawn anew, by the sort of key.

One learner goes through a shipped lesson, answers every exercise and hands it in. What is counted is the processor time
of this process, which another program on the same machine does not change much: ``local`` as ``closeread`` runs it,
with a journal; ``served`` as ``closeread serve`` does, with a class database. Nothing but the terminal is left out.

Usage: python benchmarks/key_cost.py [local|served] [--lesson unsigned-column] [--size 80x24] [--keys 40]
       [--profile "tab"]
Prints median and 95th percentile; the bars of the issue stand beside them. ``--profile`` tells where one sort of key
spends its time.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when Textual is imported
sys.path.insert(0, str(Path(__file__).parents[1]))

from textual import events

from lessons.cli.call import PlayRequest
from lessons.context import Context
from lessons.loading.catalogue import shipped
from lessons.model.form import CustomForm, GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.play import Phase
from lessons.school.classes import class_path
from lessons.school.writer import ServedClass
from server.door import Admitted, Door
from server.driver import SeatDriver
from server.garbage import settle
from server.hall import Hall
from server.roll import Roll
from server.seat import Parting
from tui.app import CloseRead
from tui.launch import _settle as settle_local
from tui.screens.lesson import LessonScreen

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
BARS = {"arrow in the article": 4, "mark": 10, "tab": 20, "commit": 35}
"""Milliseconds."""
DRAWN = 0.05
"""Seconds in which Textual has drawn what a key changed."""


class Blind:
    """A line that nobody looks at."""

    def paint(self, data: str) -> None:
        """Nobody looks."""

    def copy(self, text: str) -> None:
        """There is no clipboard."""

    def part(self, parting: Parting) -> None:
        """Nobody looks."""


class Typist:
    """Types at a program, and notes what each key cost."""

    def __init__(self, app: CloseRead, profiled: str) -> None:
        self.app = app
        self.costs: defaultdict[str, list[float]] = defaultdict(list)
        """Milliseconds of processor time by the sort of key."""
        self.yard: list[float] = []
        """Milliseconds that the same piece of work took beside each key: more on a machine that is busy."""
        self.profile = cProfile.Profile()
        self._profiled = profiled

    @property
    def screen(self) -> LessonScreen:
        """The lesson."""
        assert isinstance(self.app.screen, LessonScreen), self.app.screen
        return self.app.screen

    async def press(self, keys: str, sort: str = "") -> float:
        """Press keys as a terminal sends them, and wait for their effect; what that cost, noted for its sort."""
        driver = self.app._driver
        assert isinstance(driver, SeatDriver)
        self.yard.append(yard())
        if profiled := bool(sort) and sort == self._profiled:
            self.profile.enable()
        before = time.process_time()
        driver.parsed(keys, driver.process_message)
        await self.rest()
        cost = 1000 * (time.process_time() - before)
        if profiled:
            self.profile.disable()
        if sort:
            self.costs[sort].append(cost)
        return cost

    async def rest(self) -> None:
        """Until nothing is under way and all is drawn."""
        came_in = asyncio.Event()
        self.app.post_message(events.Callback(came_in.set))
        await came_in.wait()
        if self.app._turn is not None:
            await asyncio.wait({self.app._turn})
        await asyncio.sleep(DRAWN)

    async def several(self, sort: str, keys: Iterable[str]) -> None:
        """Press keys of one sort."""
        for key in keys:
            await self.press(key, sort)

    async def play(self, each: int) -> None:
        """Go through the lesson; ``each``: how often each sort of key is pressed."""
        tried: set[type] = set()
        await self.press("n", "n")
        while self.screen.session.phase is Phase.ANSWERING:
            form = self.screen.session.exercise.form
            if type(form) not in tried:
                tried.add(type(form))
                await self.try_keys(form, each)
            if isinstance(form, CustomForm):
                await self.press("s")
                continue
            await self.answer(form)
            await self.commit()
            await self.press("n", "n")

    async def try_keys(self, form: object, each: int) -> None:
        """The keys of a form."""
        match form:
            case MarkForm():
                await self.press("\x1b[H")
                walk = (RIGHT, DOWN, RIGHT, LEFT, DOWN, RIGHT, UP)
                await self.several("arrow in the article", islice(cycle(walk), each))
                for _ in range(each // 2):
                    await self.press(RIGHT)
                    await self.press(" ", "mark")
                await self.several("tab", islice(cycle("\t"), each // 2 * 2))
            case TextForm():
                await self.several("letter", islice(cycle("the words "), each))
                await self.press("\r")
            case GridForm():
                await self.several("arrow along a grid", islice(cycle((DOWN, RIGHT, UP, LEFT)), each))
                await self.several("answer in a grid", islice(cycle("12"), each))
            case PickForm():
                await self.several("arrow in a list", islice(cycle((DOWN, DOWN, UP)), each))
            case OrderForm():
                await self.several("arrow in a list", islice(cycle((DOWN, DOWN, UP)), each))

    async def answer(self, form: object) -> None:
        """Any answer."""
        match form:
            case MarkForm():
                keys = [" "]
            case TextForm():
                keys = [*"two words", "\r"]
            case GridForm():
                keys = ["1", "2", "1"]
            case PickForm():
                keys = ["2"]
            case _:
                keys = [DOWN]
        for key in keys:
            await self.press(key)

    async def commit(self) -> None:
        """Hand in; the key that asks about a gap is no commit."""
        for _again in range(3):
            cost = await self.press("c")
            if self.screen.session.result is not None:
                first = not self.costs["commit, the first"]
                self.costs["commit, the first" if first else "commit"].append(cost)
                return


def yard() -> float:
    """The milliseconds of a piece of work that is always the same."""
    before = time.process_time()
    words: dict[str, int] = {}
    for number in range(4000):
        words[str(number)] = number
    return 1000 * (time.process_time() - before)


async def opened(app: CloseRead, lesson: str) -> None:
    """Wait for the lesson to be on the screen."""
    while not (app.is_running and app.screen_stack):
        await asyncio.sleep(0.01)
    app.call_later(app.open_lesson, shipped() / lesson)
    while not isinstance(app.screen, LessonScreen) or app.busy:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)


async def local(options: argparse.Namespace, home: Path) -> Typist:
    """One learner as ``closeread`` runs it."""
    context = Context.of({"CLOSEREAD_HOME": str(home)}).of_learner("somebody")
    app = CloseRead(PlayRequest(None, (shipped(),), context))
    app.driver_class = SeatDriver
    columns, rows = map(int, options.size.split("x"))
    running = asyncio.create_task(app.run_async(size=(columns, rows)))
    await opened(app, options.lesson)
    settle_local()
    typist = Typist(app, options.profile)
    await typist.play(options.keys)
    app.exit()
    await running
    return typist


async def served(options: argparse.Namespace, home: Path) -> Typist:
    """One learner of a class."""
    columns, rows = map(int, options.size.split("x"))
    teacher = Context.of({"CLOSEREAD_HOME": str(home)})
    members = ServedClass(class_path("bench", home), "bench")
    door = Door(await Roll.called(members), everybody=True)
    hall = Hall(members, door, teacher, [shipped()])
    hall.lessons.warm()
    settle()
    seat = await hall.sit(Admitted(*await door.roll.add("Somebody")).member, Blind(), columns, rows)
    await opened(seat.program, options.lesson)
    typist = Typist(seat.program, options.profile)
    await typist.play(options.keys)
    await hall.close()
    return typist


def main() -> None:
    """Play, and tell the costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mode", nargs="?", choices=("local", "served"), default="local")
    parser.add_argument("--lesson", default="unsigned-column")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--keys", type=int, default=40, help="of each sort")
    parser.add_argument("--profile", default="", metavar="SORT", help="of key, as it stands in the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        typist = asyncio.run((local if options.mode == "local" else served)(options, Path(folder)))
    print(f"{options.mode}, {options.lesson}, {options.size}; load average {os.getloadavg()[0]:.1f}")
    print(f"the same piece of work beside each key: {statistics.median(typist.yard):.2f} ms")
    for sort, costs in typist.costs.items():
        p95 = statistics.quantiles(costs, n=20, method="inclusive")[-1] if len(costs) > 1 else costs[0]
        bar = f"   bar {BARS[sort]}" if sort in BARS else ""
        print(
            f"{sort:22} {len(costs):4} keys   median {statistics.median(costs):6.1f}   p95 {p95:6.1f} ms CPU{bar}"
        )
    if options.profile:
        pstats.Stats(typist.profile).sort_stats("cumulative").print_stats(70)
        pstats.Stats(typist.profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
