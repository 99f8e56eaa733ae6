"""What has ended is gone at once: the collector is off in all of these."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator

import pytest
from rich.segment import Segment
from textual.app import App
from textual.cache import LRUCache
from textual.dom import DOMNode
from textual.strip import Strip

from server import letting_go
from server.seat import Seat
from tests.helpers.seats import NotingLine, new_seat, shows, tiny_lessons
from tui.program import Program

TYPED = "n  \x1b[B\x1b[Bzz\tc:\x1b?"
LESSONS = tiny_lessons()


@pytest.fixture(autouse=True)
def _no_collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(letting_go, "AFTERWARDS", 0.05)
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def nodes() -> Counter[str]:
    """The parts of screens that are there and still have something in them, by type.

    Not the program itself: the loop of asyncio keeps it for a while with what was timed and cancelled.
    """
    every = (one for one in gc.get_objects() if isinstance(one, DOMNode) and not isinstance(one, App))
    return Counter(type(one).__name__ for one in every if vars(one))


async def _in_a_lesson(name: str) -> Seat:
    line = NotingLine()
    seat = new_seat(name, LESSONS)
    seat.line = line
    seat.start(80, 24)
    await shows(line, "progress")
    seat.keys("\r")
    await shows(line, "First read the article")
    return seat


async def _types(seat: Seat, keys: str) -> None:
    seat.keys(keys)
    while seat.program.busy or seat._typed:
        await asyncio.sleep(0.05)


async def _session(name: str) -> None:
    """Come in, open a lesson, type, leave while something is still on its way."""
    seat = await _in_a_lesson(name)
    await _types(seat, TYPED)
    driver = seat.program.driver
    assert driver is not None
    driver.parsed("zzzz", driver.process_message)
    await seat.end("over")
    assert not seat.program._waiting


async def test_nothing_of_a_session_that_ended_is_there() -> None:
    """With marks, zoom, an answer, and the palette opened and left; help still open."""
    await _session("ana")
    await asyncio.sleep(1)
    gc.collect()
    before = nodes()
    for name in ("ben", "cem"):
        await _session(name)
    await asyncio.sleep(0.5)
    assert not nodes() - before
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, Program) and vars(one)]


async def test_typing_and_restyling_leave_no_node_behind() -> None:
    seat = await _in_a_lesson("ana")
    await _types(seat, "nzz")
    gc.collect()
    before = nodes()
    for _twice in range(2):
        await _types(seat, "zz \x1b[B \x1b[A \tzz")
    assert not nodes() - before
    await seat.end("over")


def test_a_strip_that_is_not_divided_is_not_kept_in_itself() -> None:
    letting_go.open_circles()
    for _one in range(100):
        strip = Strip([Segment("a line")])
        assert strip.divide([6]) == [strip]
        assert [one.text for one in strip.divide([2, 6])] == ["a ", "line"]
    del strip
    assert gc.collect() == 0


def test_a_cache_that_is_emptied_or_dropped_leaves_no_ring() -> None:
    letting_go.open_circles()
    for emptied in (True, False):
        cache: LRUCache[int, list[int]] = LRUCache(8)
        for number in range(12):
            cache[number] = [number]
        assert cache[11] == [11]
        if emptied:
            cache.clear()
            cache[1] = [1]
        del cache
        assert gc.collect() == 0
