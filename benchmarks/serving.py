"""A class in one process: how long a key takes until its bytes go out, CPU, memory, how long the loop stands still.

Learners sit in the process that serves them, with the writer of the class and everything else as ``closeread serve``
has it, but for the network: each has a line that notes when something is painted. They come in at once, open a lesson
at once, and then type with the mix of a lesson: of 100 keys 60 arrows, 15 letters, 10 marks, 10 tab or n, 5 commits.

Usage: python benchmarks/serving.py [--learners 30] [--keys 2] [--seconds 60] [--size 80x24] [--gc ours|python]
       [--stalls 100]
       python benchmarks/serving.py --come-and-go 200
A key that paints nothing once the program has done with it had no effect here; what a timer paints later is not its.
``--stalls`` tells of each time that the loop stood still for so many milliseconds: what ran, and where.
Prints figures; the bars of the issue stand beside them.
"""

import argparse
import asyncio
import gc
import os
import random
import resource
import statistics
import sys
import tempfile
import time
import weakref
from dataclasses import dataclass, field
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when Textual is imported
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.stalls import Stalls
from lessons.context import Context
from lessons.loading.catalogue import shipped
from lessons.school.classes import class_path
from lessons.school.writer import ServedClass
from server.door import Admitted, Door
from server.garbage import Collector, settle
from server.hall import Hall
from server.roll import Roll
from server.seat import Parting, Seat
from server.served import Served

LESSON = "unsigned-column"
ARROWS = ("\x1b[A", "\x1b[B", "\x1b[B", "\x1b[C", "\x1b[C", "\x1b[D")
LETTERS = ("a", "z", "x", "u", "o", "h")
MIX = (("arrow", 60), ("letter", 15), ("mark", 10), ("tab or n", 10), ("commit", 5))
DRAWN = 0.05
"""Seconds in which Textual has drawn what a key changed."""
STILL = 0.5
"""Seconds without anything painted after which a screen that was opened is seen as complete."""


def resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


class MeasuringLine:
    """Notes when the first bytes after a key go out."""

    def __init__(self) -> None:
        self.bytes = 0
        self.painted = asyncio.Event()
        self.latest = time.perf_counter()
        """When something was painted last."""

    def paint(self, data: str) -> None:
        self.bytes += len(data)
        self.latest = time.perf_counter()
        self.painted.set()

    def copy(self, text: str) -> None:
        """There is no clipboard."""

    def part(self, parting: Parting) -> None:
        """Nobody looks."""


@dataclass
class Figures:
    """What was measured."""

    by_sort: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name, _share in MIX})
    nothing: int = 0
    stalls: list[float] = field(default_factory=list)


def one_of(sort: str, chance: random.Random) -> str:
    match sort:
        case "arrow":
            return chance.choice(ARROWS)
        case "letter":
            return chance.choice(LETTERS)
        case "mark":
            return " "
        case "commit":
            return "c"
        case _:
            return chance.choice(("\t", "\t", "n"))


async def type_on(
    seat: Seat, line: MeasuringLine, rate: float, until: float, figures: Figures, seed: int
) -> None:
    """One learner, at a steady pace with a learner's unevenness."""
    chance = random.Random(seed)
    sorts, shares = [sort for sort, _share in MIX], [share for _sort, share in MIX]
    await asyncio.sleep(chance.random() / rate)
    while time.monotonic() < until:
        (sort,) = chance.choices(sorts, shares)
        line.painted.clear()
        began = time.perf_counter()
        seat.keys(one_of(sort, chance))
        painting, resting = asyncio.create_task(line.painted.wait()), asyncio.create_task(rested(seat))
        await asyncio.wait({painting, resting}, return_when=asyncio.FIRST_COMPLETED)
        if line.painted.is_set():
            figures.by_sort[sort].append(time.perf_counter() - began)
        else:
            figures.nothing += 1
        painting.cancel()
        resting.cancel()
        rest = chance.uniform(0.5, 1.5) / rate - (time.perf_counter() - began)
        if rest > 0:
            await asyncio.sleep(rest)


async def rested(seat: Seat) -> None:
    """Wait until what was typed has had its effect and is drawn; twice, as the loop may stand still meanwhile."""
    while seat._typed:
        await asyncio.sleep(DRAWN / 10)
    for _again in range(2):
        await seat.program.rested()
        await asyncio.sleep(DRAWN)


async def watch(figures: Figures, stalls: Stalls | None = None) -> None:
    """Every 5 ms, how late the loop is."""
    while True:
        due = time.perf_counter() + 0.005
        await asyncio.sleep(0.005)
        figures.stalls.append(time.perf_counter() - due)
        if stalls is not None:
            stalls.looked(figures.stalls[-1])


async def shows(seats: list[Seat], *screens: str) -> None:
    while not all(
        seat.program.is_running and type(seat.program.screen).__name__ in screens and not seat.program.busy
        for seat in seats
    ):
        await asyncio.sleep(0.01)


async def drawn(lines: list[MeasuringLine], since: float) -> float:
    """Wait until all have painted since then and nothing more comes for a while; when the last came."""
    while min(line.latest for line in lines) < since or (
        time.perf_counter() - (latest := max(line.latest for line in lines)) < STILL
    ):
        await asyncio.sleep(0.01)
    return latest


def told(name: str, seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{name:10} {len(seconds):6}"
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    p50, p95, p99 = (1000 * cuts[index] for index in (49, 94, 98))
    most = 1000 * max(seconds)
    return f"{name:10} {len(seconds):6} keys   p50 {p50:6.1f}   p95 {p95:6.1f}   p99 {p99:6.1f}   most {most:6.1f} ms"


async def come_and_go(sessions: int, columns: int, rows: int, home: Path) -> None:
    """Learners come, open a lesson, type, read, and leave, three at a time: what stays behind of them.

    They read for longer than the second of quiet in which the server collects garbage, as a class does now and then.
    """
    teacher = Context.of({"CLOSEREAD_HOME": str(home)})
    served = ServedClass(class_path("bench", home), "bench")
    door = Door(await Roll.called(served), everybody=True)
    hall = Hall(served, door, teacher, [shipped()])
    hall.lessons.warm()
    hall.start()
    settle()
    collecting = asyncio.create_task(Collector(hall.quiet).watch())
    members = [Admitted(*await door.roll.add(f"Learner {number}")).member for number in range(30)]
    programs: list[weakref.ref[Served]] = []
    sizes: dict[int, int] = {}
    while len(programs) < sessions:
        three = [members[(len(programs) + number) % len(members)] for number in range(3)]
        seats = [await hall.sit(member, MeasuringLine(), columns, rows) for member in three]
        programs += [weakref.ref(seat.program) for seat in seats]
        await shows(seats, "HomeScreen", "LessonScreen")
        for seat in seats:
            if type(seat.program.screen).__name__ == "HomeScreen":  # whoever was here before is in the lesson
                seat.program.call_later(seat.program.open_lesson, shipped() / LESSON)
        await shows(seats, "LessonScreen")
        for seat in seats:
            seat.keys("n" + "".join(ARROWS) + " \t")
        await asyncio.sleep(1.5)
        for seat in seats:
            await seat.end("over")
        del seats, seat
        sizes[len(programs)] = resident()
    await asyncio.sleep(2)
    gc.collect()
    alive, mib = sum(one() is not None for one in programs), 1 << 20
    at_20, at_end = min((count, size) for count, size in sizes.items() if count >= 20)[1], resident()
    print(f"{len(programs)} sessions came and went: {alive} programs alive  (bar: 0)")
    print(
        "memory in MiB after sessions: "
        + ", ".join(f"{n}: {m / mib:.0f}" for n, m in [*sizes.items()][6::12])
    )
    print(f"{(at_end - at_20) / mib:.0f} MiB more at the end than after the 21st  (bar: 60)")
    collecting.cancel()
    await hall.close()


async def run(options: argparse.Namespace, home: Path) -> None:
    columns, rows = map(int, options.size.split("x"))
    if options.come_and_go:
        await come_and_go(options.come_and_go, columns, rows, home)
        return
    teacher = Context.of({"CLOSEREAD_HOME": str(home)})
    served = ServedClass(class_path("bench", home), "bench")
    door = Door(await Roll.called(served), everybody=True)
    hall = Hall(served, door, teacher, [shipped()])
    hall.lessons.warm()
    hall.start()
    collecting = None
    if options.gc == "ours":
        settle()
        collecting = asyncio.create_task(Collector(hall.quiet).watch())
    before = resident()
    began = time.perf_counter()
    lines = [MeasuringLine() for _number in range(options.learners)]
    seats = []
    for number, line in enumerate(lines):
        outcome = await door.roll.add(f"Learner {number}")
        seats.append(await hall.sit(Admitted(*outcome).member, line, columns, rows))
    await shows(seats, "HomeScreen")
    joined = await drawn(lines, began) - began
    began = time.perf_counter()
    for seat in seats:
        seat.program.call_later(seat.program.open_lesson, shipped() / LESSON)
    await shows(seats, "LessonScreen")
    opened = await drawn(lines, began) - began
    for seat in seats:
        seat.keys("n")
    await drawn(lines, time.perf_counter())
    after_opening = resident()
    figures = Figures()
    stalls = Stalls(options.stalls / 1000) if options.stalls else None
    watching = asyncio.create_task(watch(figures, stalls))
    cpu, wall = time.process_time(), time.monotonic()
    until = wall + options.seconds
    typing = [
        type_on(seat, line, options.keys, until, figures, number)
        for number, (seat, line) in enumerate(zip(seats, lines, strict=True))
    ]
    await asyncio.gather(*typing)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    watching.cancel()
    if collecting is not None:
        collecting.cancel()
    at_end = resident()
    gc.collect()
    collected = resident()
    every = [one for times in figures.by_sort.values() for one in times]
    mib = 1 << 20
    print(
        f"{options.learners} learners, {options.keys} keys/s each, {options.seconds} s, {options.size}, {options.gc}"
    )
    print(
        f"load average {os.getloadavg()[0]:.1f}; all join in {joined:.1f} s, all open a lesson in {opened:.1f} s"
    )
    for name, times in figures.by_sort.items():
        print(told(name, times))
    print(told("all", every), "  (bar: 15, 60, 120)")
    print(f"{figures.nothing} keys painted nothing; {len(every) / wall:.0f} keys a second had an effect")
    print(
        f"CPU {100 * cpu / wall:.0f} % of a core, {1000 * cpu / max(1, len(every)):.1f} ms a key  (bar: 40 %)"
    )
    print(f"longest stall {1000 * max(figures.stalls):.0f} ms  (bar: 150)")
    if stalls is not None:
        print(stalls.told())
    growth = (collected - before) / mib / options.learners
    sizes = [f"{size / mib:.0f}" for size in (before, after_opening, at_end, collected)]
    print("memory in MiB: {} before, {} with the lesson open, {} at the end, {} collected".format(*sizes))
    print(f"{growth:.1f} MiB a learner  (bar: 5)")
    await hall.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--keys", type=float, default=2.0, help="a second, for each learner")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--come-and-go", type=int, default=0, metavar="N", help="N sessions that end again")
    parser.add_argument(
        "--stalls", type=float, default=0.0, metavar="MS", help="tell why the loop stood still"
    )
    parser.add_argument("--gc", choices=("ours", "python"), default="ours")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    main()
