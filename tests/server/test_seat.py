"""What must be so of driver, seat and line: each of these fails when its cure is undone."""

import asyncio
import gc
import re
import sys
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.message import Message

from lessons.cli.call import PlayRequest
from server.depth import Depth
from server.driver import SeatDriver
from server.garbage import MUST, NEW, QUIET, WORTH_IT, Collector
from server.limits import BURST, CELLS_A_KEY, ESCAPE, KEYS_A_SECOND, KEYS_WHEN_LATE, PASTE, QUEUE
from server.pace import Lateness, Pace
from server.seat import Seat
from tests.helpers.examples import examples
from tests.helpers.place import here
from tests.helpers.seats import NotingLine, new_seat, seated, shows, tiny_lessons
from tests.helpers.tiny import TINY
from tui.app import CloseRead
from tui.screens.lesson import LessonScreen

TRUE_COLOUR = re.compile(r"\x1b\[(?:\d+;)*[34]8;2;")
INDEXED = re.compile(r"\x1b\[(?:\d+;)*[34]8;5;")
ANY_COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:[34]8;[25];|[349]\d(?:;|m)|10\d(?:;|m))")


async def test_a_lone_escape_waits_for_what_may_follow_it() -> None:
    async with seated("ana") as (seat, _line):
        driver = seat.program.driver
        assert driver is not None
        seen: list[str] = []

        def take(message: Message) -> None:
            assert isinstance(message, events.Key)
            seen.append(message.key)

        driver.parsed("\x1b", take)
        driver.parsed("[A", take)
        assert seen == ["up"]
        driver.parsed("\x1b", take)
        assert seen == ["up"]
        await asyncio.sleep(ESCAPE + 0.1)
        assert seen == ["up", "escape"]


async def test_what_is_typed_reaches_the_program_in_its_own_loop_and_order() -> None:
    async with seated("ana") as (seat, line):
        seat.keys("\rn")
        await shows(line, "1/")
        seat.keys("\x1b")
        await shows(line, "progress")


async def test_without_a_line_nothing_is_kept_and_the_next_line_gets_all_of_the_screen() -> None:
    async with seated("ana") as (seat, line):
        seat.detach(line)
        seat.keys("\r")
        for _round in range(100):
            await asyncio.sleep(0.01)
        assert not seat._painted
        again = NotingLine()
        seat.attach(again, 80, 24)
        await shows(again, "First read the article")
        assert "progress" in line.screen()


async def test_a_line_of_another_size_is_fitted() -> None:
    async with seated("ana") as (seat, line):
        seat.detach(line)
        wide = NotingLine()
        seat.attach(wide, 120, 40)
        await asyncio.sleep(0.2)
        assert "You will" in wide.screen(120, 40)
        seat.resize(1, 1)
        await has_size(seat, 20, 8)
        seat.resize(10**9, 10**9)
        await has_size(seat, 400, 150)


async def has_size(seat: Seat, columns: int, rows: int) -> None:
    async with asyncio.timeout(10):
        while seat.program.size != (columns, rows):
            await asyncio.sleep(0.01)


async def test_of_many_sizes_only_the_newest_counts() -> None:
    """Whoever sends sizes without end has a screen of the last one, and few layouts between."""
    async with seated("ana") as (seat, _line):
        laid_out: list[Size] = []
        fitted = seat.program.fitted

        async def noted(size: Size) -> None:
            laid_out.append(size)
            await fitted(size)

        seat.program.fitted = noted  # type: ignore[method-assign]
        for number in range(1000):
            seat.resize(400 - number % 2, 150)
            if number % 50 == 0:
                await asyncio.sleep(0.01)
        seat.resize(100, 30)
        await has_size(seat, 100, 30)
        assert len(laid_out) <= BURST * CELLS_A_KEY / (400 * 150) + 3


@pytest.mark.parametrize("apart", [0, 1, 2, 3])
async def test_two_sizes_at_once_do_not_bring_back_each_other(apart: int) -> None:
    """A screen tells itself of the size it was laid out in; with another one on its way that went on for ever."""
    async with seated("ana") as (seat, _line):
        screen = seat.program.screen
        laid_out = 0
        resized = screen._screen_resized

        def noted(size: Size) -> None:
            nonlocal laid_out
            laid_out += 1
            if laid_out < 50:
                resized(size)

        screen._screen_resized = noted  # type: ignore[method-assign]
        for columns in (110, 90):
            seat.program._size = Size(columns, 30)
            screen.post_message(events.Resize(seat.program.size, seat.program.size))
            for _message in range(apart):
                screen.call_later(lambda: None)
        await asyncio.sleep(0.3)
        before = laid_out
        await asyncio.sleep(0.5)
        assert laid_out == before < 10
        assert screen.size == (90, 30)


ODD = [
    *(
        "\x1b[99999999999u",
        "\x1b[1114112;1u",
        "\x1b[1;1;1114112u",
        "\x1b[:;:u",
        "\x1b[1:2;3:4u",
    ),  # no letters
    *("\x1b[48;100000;100000;1;1t", "\x1b[48;30;90;0;0t", "\x1b[48;1;1;0;0t\x1b[<0;5;5M"),  # another size
    *(
        "\x1b[<0;99999999999999999999;1M",
        "\x1b[<0;300;300M",
        "\x1b[<64;90;90M",
        "\x1b[<0;-5;3M",
    ),  # off the screen
    *("\x1b[200~", "\x1b[1\x1b[200~", "\x1b[201~", "\x1b[O", "\x1b[I", "\x1b[?2026;1$y", "\x1b[?2048;2$y"),
    *(
        "\x1b[5;999999999999R",
        "\x1b[>0;276;0c",
        "\x1b]52;c;aGk=\x07",
        "\x1bP+q544e\x1b\\",
        "\x1b[" + "1;" * 60,
    ),
]


@pytest.mark.parametrize("whole", [True, False], ids=["at once", "in pieces"])
async def test_nothing_that_is_typed_is_more_than_keys_and_the_mouse(whole: bool) -> None:
    """Neither does it stop the seat, nor change what only the line may change, nor is it kept without end."""
    async with seated("ana") as (seat, line):
        driver = seat.program.driver
        assert driver is not None
        for odd in ODD:
            taken: list[Message] = []
            for piece in [odd] if whole else odd:
                driver.parsed(piece, taken.append)
            driver.parsed("x" * 1000, taken.append)
            assert all(isinstance(one, events.Key | events.MouseEvent) for one in taken), odd
            assert sum(isinstance(one, events.Key) and one.key == "x" for one in taken) > 900, odd
            moved = [one for one in taken if isinstance(one, events.MouseEvent)]
            assert all(0 <= one.x < 80 and 0 <= one.y < 24 for one in moved), odd
        assert seat.program.size == (80, 24)
        seat.keys("\r")
        await shows(line, "First read the article")


@given(st.text(st.sampled_from("\x1b[]<>?;:0123456789~MmuRtyA$ \x00\x7fé\ud800"), max_size=60))
@examples(200)
async def test_whatever_is_typed_the_next_key_is_one(typed: str) -> None:
    driver = SeatDriver(CloseRead(PlayRequest(None, (), here("ana"))), size=(80, 24))
    taken: list[Message] = []
    driver.parsed(typed, taken.append)
    driver.disable_input()
    driver.parsed("x" * 40 + "q", taken.append)  # longer than any sequence that may have begun
    assert isinstance(taken[-1], events.Key)
    assert taken[-1].key == "q"


@pytest.mark.thorough
async def test_sessions_that_have_gone_are_gone() -> None:
    """Textual's cache of keys holds parsers; a suspended parser would hold its last event, and with it the program."""
    lessons = tiny_lessons()
    lessons.warm()
    gone: list[weakref.ref[object]] = []
    for number in range(4):
        line = NotingLine()
        seat = new_seat(f"learner {number}", lessons)
        seat.line = line
        seat.start(80, 24)
        await shows(line, "progress")
        seat.keys("\x1b[A\x1b[1;5A\r")
        await shows(line, "First read the article")
        gone.append(weakref.ref(seat.program))
        await seat.end("over")
        assert line.parted == ["over"]
        del seat
    for _round in range(60):  # timers of Textual hold a program until they run out
        gc.collect()
        if not any(one() for one in gone):
            break
        await asyncio.sleep(0.1)
    assert [one() for one in gone] == [None] * 4


async def test_the_paint_of_sessions_that_have_gone_is_forgotten() -> None:
    async with seated("ana"):
        assert StylesCache.get_inner_outer.cache_info().currsize
    assert not StylesCache.get_inner_outer.cache_info().currsize


async def test_a_session_freezes_no_objects_of_others() -> None:
    async with seated("ana"):
        before = gc.get_freeze_count()
        await asyncio.sleep(0.6)
        assert gc.get_freeze_count() == before


async def test_sessions_that_overlap_leave_the_streams_of_the_process_alone() -> None:
    before = sys.stdout, sys.stderr
    lessons = tiny_lessons()
    seats = [new_seat(name, lessons) for name in ("ana", "bea")]
    for seat in seats:
        seat.line = line = NotingLine()
        seat.start(80, 24)
        await shows(line, "progress")
        assert (sys.stdout, sys.stderr) == (sys.__stdout__, sys.__stderr__)
    for seat in seats:  # the first that came goes first
        await seat.end("over")
    sys.stdout, sys.stderr = before  # pytest's own


async def test_every_line_gets_its_own_colours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the terminal of the server is, and whoever came first."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "linux")
    depths: tuple[Depth, ...] = ("true", "16", "256", "16", "none", "true")
    for number, depth in enumerate(depths):
        async with seated(f"learner {number}", NotingLine(depth)) as (seat, line):
            seat.keys("\r")
            await shows(line, "First read the article")
            assert bool(TRUE_COLOUR.search(line.painted)) == (depth == "true")
            assert bool(INDEXED.search(line.painted)) == (depth == "256")
            assert bool(ANY_COLOUR.search(line.painted)) == (depth != "none")


async def test_a_flood_of_keys_is_cut_and_a_paste_is_cleaned() -> None:
    async with seated("ana") as (seat, _line):
        seat.keys("z" * 20_000)
        assert len(seat._typed) == QUEUE
        seat._typed.clear()
        seat.paste("a\x1b]52;c;\x07b\r\nc" + "d" * 2 * PASTE)
        (paste,) = seat._typed
        assert isinstance(paste, events.Paste)
        assert paste.text.startswith("a]52;c;b\ncd")
        assert len(paste.text) <= PASTE
        seat._typed.clear()


async def test_moves_of_the_mouse_do_not_pile_up() -> None:
    async with seated("ana") as (seat, _line):
        for column in range(1, 60):
            seat.keys(f"\x1b[<35;{column};3M")
        assert len(seat._typed) <= 2


async def test_what_is_copied_goes_to_the_line() -> None:
    async with seated("ana") as (seat, line):
        seat.program.copy("words")
        assert line.copied == ["words"]
        assert "\x1b]52" not in line.painted


async def test_a_seat_that_is_paused_takes_no_key() -> None:
    async with seated("ana") as (seat, line):
        seat.paused = True
        seat.keys("\r")
        seat.paste("x")
        await asyncio.sleep(0.1)
        assert "progress" in line.screen()
        seat.paused = False
        seat.keys("\r")
        await shows(line, "First read the article")


def test_keys_come_at_a_pace_and_slower_while_the_loop_is_late() -> None:
    now, lateness = 0.0, Lateness()
    pace = Pace(lateness, lambda: now)
    assert [pace.wait() for _key in range(BURST)] == [0.0] * BURST
    assert pace.wait() == pytest.approx(1 / KEYS_A_SECOND)
    now = 100.0
    assert [pace.wait() for _key in range(BURST)] == [0.0] * BURST
    lateness.now = 0.1
    assert pace.wait() == pytest.approx(1 / KEYS_WHEN_LATE)


def test_new_garbage_is_collected_soon_and_everything_in_a_long_quiet_or_when_it_must_be() -> None:
    quiet, blocks, collected = 0.0, 0, []
    collector = Collector(
        lambda: quiet, lambda: blocks, lambda: collected.append("new"), lambda: collected.append("all")
    )
    blocks = NEW - 1
    collector.look()
    assert collected == []
    while blocks < WORTH_IT:
        blocks += NEW
        collector.look()
    assert {*collected} == {"new"}
    collected.clear()
    quiet = QUIET
    collector.look()
    collector.look()
    assert collected == ["all"]
    quiet, blocks = 0.0, blocks + MUST
    collector.look()
    assert collected == ["all", "all"]


def test_memory_that_fell_and_grew_again_has_grown() -> None:
    """Sessions that ended make room: garbage that fills it is collected all the same."""
    blocks, collected = 10 * NEW, []
    collector = Collector(lambda: 0.0, lambda: blocks, lambda: collected.append("new"))
    blocks = NEW
    collector.look()
    blocks = 2 * NEW
    collector.look()
    assert collected == ["new"]


def test_lessons_and_keys_are_opened_once_for_all() -> None:
    lessons = tiny_lessons()
    assert lessons.warm() == 1
    (folder,) = lessons._shared
    first, second = lessons.take(folder), lessons.take(folder)
    assert first is not None
    assert second is not None
    assert first[0] is second[0]
    assert first[1]() is second[1]()


async def test_keys_that_come_as_the_program_ends_do_nothing() -> None:
    async with seated("ana") as (seat, _line):
        driver = seat.program.driver
        assert driver is not None
        await seat.end("over")
        driver.parsed("abc\x1b", lambda _message: None)
        seat.keys("abc")
        seat.paste("abc")
        seat.resize(90, 30)
        seat.repaint()


async def test_lessons_that_a_class_opens_at_once_are_laid_out_one_after_the_other() -> None:
    lessons, lines = tiny_lessons(), [NotingLine() for _learner in range(3)]
    seats = [new_seat(name, lessons) for name in ("Ana", "Ben", "Cem")]
    for seat, line in zip(seats, lines, strict=True):
        seat.line = line
        seat.start(80, 24)
    for line in lines:
        await shows(line, "progress")
    await lessons.turn.acquire()
    for seat in seats:
        seat.program.call_later(seat.program.open_lesson, TINY)
        await seat.program.rested()
        assert not isinstance(seat.program.screen, LessonScreen)
    lessons.turn.release()
    for line in lines:
        await shows(line, "exercise 1")
    async with asyncio.timeout(5), lessons.turn:
        pass
    for seat in seats:
        await seat.end("over")


async def test_a_learner_who_leaves_while_waiting_for_a_lesson_holds_up_nobody() -> None:
    async with seated("Ana") as (seat, _line):
        await seat.program.lessons.turn.acquire()
        seat.program.call_later(seat.program.open_lesson, TINY)
        await seat.program.rested()
        lessons = seat.program.lessons
    lessons.turn.release()
    async with asyncio.timeout(5), lessons.turn:
        pass
