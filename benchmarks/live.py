"""The live view beside a class at work: how far behind an event it is, and how long it takes to hold everybody.

Learners sit in the process that serves them, as in benchmarks/serving.py, and type; the teacher's program runs in the
same loop, on a terminal that nobody looks at. Behind an event is the time from its key to the screen that shows it.

Usage: python benchmarks/live.py [--learners 40] [--keys 0.5] [--events 40] [--holds 5]
Prints figures; the bars of the issue stand beside them.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when Textual is imported

from benchmarks.serving import Figures, MeasuringLine, shows, type_on, watch
from lessons.cli.call import PlayRequest
from lessons.context import Context
from lessons.loading.catalogue import shipped
from lessons.school.classes import class_path
from lessons.school.writer import ServedClass
from server.door import Admitted, Door
from server.garbage import Collector, settle
from server.hall import Hall
from server.live.live_app import LiveApp
from server.live.live_screen import LiveScreen
from server.roll import Roll
from server.seat import Seat
from server.waiting import WaitScreen

LESSON = "unsigned-column"


def told(name: str, seconds: list[float], bar: float) -> str:
    middle, most = 1000 * statistics.median(seconds), 1000 * max(seconds)
    return f"{name:34} {len(seconds):4}   median {middle:6.0f}   most {most:6.0f} ms   (bar {1000 * bar:.0f})"


async def sit(hall: Hall, name: str) -> tuple[Seat, MeasuringLine]:
    admitted = await hall.door.knock(hall.door.code, name, "", "127.0.0.1")
    assert isinstance(admitted, Admitted), admitted
    line = MeasuringLine()
    return await hall.sit(admitted.member, line, 80, 24), line


async def behind(screen: LiveScreen, seat: Seat) -> float:
    """Seconds from a key that marks a word, or takes its mark away, until the view says so."""
    before = marks_on_screen(screen, seat)
    seat.keys(" ")
    began = time.perf_counter()
    while marks_on_screen(screen, seat) == before:
        await asyncio.sleep(0.002)
        if time.perf_counter() - began > 10:
            raise SystemExit(f"an event never came to the screen: {screen._rows}")
    return time.perf_counter() - began


def marks_on_screen(screen: LiveScreen, seat: Seat) -> int:
    """The marks in the line of a learner, as it was drawn last."""
    places = (row.place for row in screen._rows if row.learner == seat.learner)
    return next((place.given for place in places if place is not None), 0)


def number_on_screen(screen: LiveScreen, seat: Seat) -> int:
    """The exercise in the line of a learner, as it was drawn last."""
    return next((row.number for row in screen._rows if row.learner == seat.learner), 0)


async def hold(hall: Hall, seats: list[Seat], lines: list[MeasuringLine], *, held: bool) -> float:
    """Seconds until every seat has painted that it waits, or where it was."""
    for line in lines:
        line.painted.clear()
    began = time.perf_counter()
    await hall.hold(replace(hall.controls, held=held))
    while wrong := [seat for seat in seats if isinstance(seat.program.screen, WaitScreen) is not held]:
        await asyncio.sleep(0.002)
        if time.perf_counter() - began > 20:
            raise SystemExit(f"{[type(seat.program.screen).__name__ for seat in wrong]} did not follow")
    painted = asyncio.gather(*(line.painted.wait() for line in lines))
    await asyncio.wait_for(painted, 20)
    return time.perf_counter() - began


async def run(options: argparse.Namespace, home: Path) -> None:
    teacher = Context.of({"CLOSEREAD_HOME": str(home)})
    served = ServedClass(class_path("bench", home), "bench")
    hall = Hall(served, Door(await Roll.called(served), everybody=True), teacher, [shipped()])
    hall.lessons.warm()
    cards = [card for course in hall.lessons.courses() for card in course.lessons]
    hall.lesson = next(card.folder for card in cards if card.id == LESSON)
    hall.start()
    settle()
    collecting = asyncio.create_task(Collector(hall.quiet).watch())
    pairs = [await sit(hall, f"Learner {number}") for number in range(options.learners)]
    seats, lines = [seat for seat, _line in pairs], [line for _seat, line in pairs]
    await shows(seats, "LessonScreen")
    for seat in seats:
        seat.keys("n")
    app = LiveApp(PlayRequest(None, (), teacher), hall, lambda: ())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(1)
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        for _round in range(200):
            if all(number_on_screen(screen, seat) for seat in seats):
                break
            await asyncio.sleep(0.05)
        else:
            raise SystemExit(f"not everybody came to the first exercise: {screen._rows}")
        figures = Figures()
        until = time.monotonic() + 600
        quarter = len(seats) // 4  # these go on when the benchmark says so; the others type
        typing = [
            asyncio.create_task(type_on(seat, line, options.keys, until, figures, number))
            for number, (seat, line) in enumerate(pairs[quarter:])
        ]
        watching = asyncio.create_task(watch(figures))
        delays = []
        for number in range(options.events):
            delays.append(await behind(screen, seats[number % quarter]))
            await asyncio.sleep(0.2)
        drawn = []
        for _round in range(20):
            began = time.perf_counter()
            screen.renew()
            drawn.append(time.perf_counter() - began)
            await asyncio.sleep(0.1)
        watching.cancel()
        stall = max(figures.stalls)
        for task in typing:
            task.cancel()
        await asyncio.sleep(1)
        held, released = [], []
        for _round in range(options.holds):
            held.append(await hold(hall, seats, lines, held=True))
            await asyncio.sleep(0.5)
            released.append(await hold(hall, seats, lines, held=False))
            await asyncio.sleep(0.5)
    print(
        f"{options.learners} learners, {options.keys:g} keys/s each, {LESSON}, load {os.getloadavg()[0]:.1f}"
    )
    print(told("from the key to the live view", delays, 1.0))
    print(told("hold everybody, until all painted", held, 1.5))
    print(told("let everybody go on", released, 1.5))
    print(
        f"drawing the view afresh: {1000 * statistics.median(drawn):.1f} ms; "
        f"the loop stood still at most {1000 * stall:.0f} ms"
    )
    collecting.cancel()
    await hall.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--keys", type=float, default=0.5)
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--holds", type=int, default=5)
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(run(parser.parse_args(), Path(home)))


if __name__ == "__main__":
    main()
