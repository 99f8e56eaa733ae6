"""What a teacher holds: written first, then told to every seat; who comes in later finds it."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from lessons.play import Phase
from lessons.record.recorder import RecordError
from lessons.school.controls import read_controls
from server.hall import Hall
from server.limits import LONGEST_WORDS
from server.seat import Seat
from server.waiting import WaitScreen
from tests.helpers.live import LESSON, hall, lesson_of, sit, until
from tests.helpers.seats import NotingLine, shows
from tui.screens.lesson import LessonScreen

NAMES = ("Ana", "Ben", "Carla", "Dario", "Emil", "Finn", "Gesa", "Hugo", "Ida", "Jan")


def is_free(line: NotingLine) -> bool:
    return "asks you to wait" not in line.screen()


def is_home(seat: Seat) -> bool:
    return not is_at_lesson(seat)


def is_at_lesson(seat: Seat) -> bool:
    return any(isinstance(screen, LessonScreen) for screen in seat.program.screen_stack)


async def sit_again(own: Hall, name: str) -> tuple[Seat, NotingLine]:
    """Somebody who was here before."""
    member, line = own.door.roll.find(name), NotingLine()
    assert member is not None
    return await own.sit(member, line, 80, 24), line


@pytest.mark.thorough
async def test_a_hold_stops_ten_sessions_and_leaves_each_where_it_was() -> None:
    async with hall() as own:
        seats = [await sit(own, name) for name in NAMES]
        for _seat, line in seats:
            await shows(line, "reading")
        for seat, _line in seats[:5]:
            seat.keys("n")
        for _seat, line in seats[:5]:
            await shows(line, "1/")
        seats[0][0].keys("?")
        await shows(seats[0][1], "Help")
        before = [[type(screen) for screen in seat.program.screen_stack] for seat, _line in seats]

        await own.hold(replace(own.controls, held=True))
        assert (await own.served.ask(read_controls)).held
        for _seat, line in seats:
            await shows(line, "Your teacher asks you to wait.")
        phases = [lesson_of(seat).session.phase for seat, _line in seats]
        for seat, _line in seats:
            seat.keys("cn\x1bq\x03\x03")
            seat.paste("words")
        await asyncio.sleep(0.2)
        assert all(seat.program.is_running for seat, _line in seats)
        assert [lesson_of(seat).session.phase for seat, _line in seats] == phases

        await own.hold(replace(own.controls, held=False))
        for _seat, line in seats:
            await until(partial(is_free, line))
        after = [[type(screen) for screen in seat.program.screen_stack] for seat, _line in seats]
        assert after == before
        seats[0][0].keys("\x1b")
        await shows(seats[0][1], "1/")


async def test_who_joins_while_the_class_is_held_waits_too() -> None:
    async with hall() as own:
        await own.hold(replace(own.controls, held=True, message="Look at the board."))
    async with hall() as again:
        assert again.controls.held
        seat, line = await sit(again, "Ana")
        await shows(line, "Your teacher asks you to wait.")
        seat.keys("n")
        await asyncio.sleep(0.1)
        assert lesson_of(seat).session.phase is Phase.READING
        await again.hold(replace(again.controls, held=False))
        await until(lambda: not isinstance(seat.program.screen, WaitScreen))


async def test_one_paused_seat_waits_alone() -> None:
    async with hall() as own:
        ana, ana_line = await sit(own, "Ana")
        ben, ben_line = await sit(own, "Ben")
        await own.pause(ana.learner)
        await shows(ana_line, "Your teacher asks you to wait.")
        ben.keys("n")
        await shows(ben_line, "1/")
        assert "wait" not in ben_line.screen()
        await own.pause(ana.learner, paused=False)
        await until(lambda: not isinstance(ana.program.screen, WaitScreen))


async def test_explanations_that_come_later_close_an_answer_and_are_shown_to_all_at_once() -> None:
    async with hall() as own:
        await own.hold(replace(own.controls, explained=False))
        seat, line = await sit(own, "Ana")
        await shows(line, "reading")
        seat.keys("ncc")
        await shows(line, "Handed in. It cannot be changed.")
        events = [
            event for event in (await own.served.seat(seat.learner)).everything() if event.name == "committed"
        ]
        assert [event.data.get("sealed") for event in events] == [True]
        assert "score" not in events[0].data
        assert not seat.program.context.powers.allow("progress")

        await own.hold(replace(own.controls, explained=True))
        await until(lambda: lesson_of(seat).session.phase is Phase.EXPLAINED)
        await shows(line, "of 100")
        assert seat.program.context.powers.allow("progress")
        await own.hold(replace(own.controls, explained=False))
        await shows(line, "Handed in. It cannot be changed.")


async def test_until_an_exercise_nobody_goes_on() -> None:
    async with hall() as own:
        seat, line = await sit(own, "Ana")
        await shows(line, "reading")
        lesson = lesson_of(seat).session.whole
        first = lesson.exercises[0].id
        await own.hold(replace(own.controls, course=lesson.course, lesson=lesson.id, last=first))
        seat.keys("ncc")
        await until(lambda: lesson_of(seat).session.phase is Phase.EXPLAINED)
        seat.keys("n")
        await shows(line, "Your teacher goes on with everybody together")
        assert lesson_of(seat).session.index == 0
        await own.hold(replace(own.controls, last=""))
        seat.keys("n")
        await until(lambda: lesson_of(seat).session.index == 1)


async def test_an_open_lesson_takes_everybody_along_and_a_closed_one_sends_home() -> None:
    async with hall(lesson=False) as own:
        seat, line = await sit(own, "Ana")
        await shows(line, "progress")
        lesson, _key = own.lessons.take(LESSON) or (None, None)
        assert lesson is not None
        await own.hold(replace(own.controls, course=lesson.course, lesson=lesson.id))
        await until(lambda: is_at_lesson(seat))
        late, late_line = await sit(own, "Ben")
        await shows(late_line, "reading")
        await own.hold(replace(own.controls, lesson="", course="", closed=True))
        for one in (seat, late):
            await until(partial(is_home, one))
        late.keys("\r")
        await shows(late_line, "No lesson is open now.")


async def test_a_message_that_came_up_over_the_wait_does_not_keep_anybody_waiting() -> None:
    async with hall() as own:
        seat, line = await sit(own, "Ana")
        await shows(line, "reading")
        await own.hold(replace(own.controls, held=True))
        await shows(line, "Your teacher asks you to wait.")
        error = RecordError("8b.db", "the disk is full", "room for an answer", "tell your teacher")
        seat.program.call_later(seat.program.show_trouble, error)
        await shows(line, "the disk is full")
        await own.hold(replace(own.controls, held=False))
        await until(lambda: not seat.paused)
        seat.keys("\x1b")
        await until(lambda: isinstance(seat.program.screen, LessonScreen))
        seat.keys("n")
        await shows(line, "1/")


async def test_one_line_to_one_learner_is_read_by_that_one_alone_and_found_after_a_restart() -> None:
    hostile = "\x1b]52;c;aGk=\x07[b]Look[/b]\u202e\n at\tthis"
    async with hall() as own:
        (ana, of_ana), (_ben, of_ben) = [await sit(own, name) for name in ("Ana", "Ben")]
        for one in (of_ana, of_ben):
            await shows(one, "reading")
        await own.say("Good morning")
        await own.say(hostile, ana.learner)
        await shows(of_ana, "Your teacher, to you: ")
        await shows(of_ana, "[b]Look[/b]")
        assert [sign for sign in ("\x1b]52", "\u202e") if sign in of_ana.painted] == []
        await shows(of_ben, "Your teacher: Good morning")
        assert "to you" not in of_ben.painted
        assert (await own.served.ask(read_controls)).told == own.controls.told
        assert len(own.controls.told) == 1
    async with hall() as again:
        _seat, line = await sit_again(again, "Ana")
        await shows(line, "Your teacher: Good morning")
        await shows(line, "Your teacher, to you: ")
        await again.say("", ana.learner)
        await until(lambda: "to you" not in line.screen())
        assert not again.controls.told


async def test_the_same_line_once_more_is_shown_once_more() -> None:
    async with hall() as own:
        seat, line = await sit(own, "Ana")
        await shows(line, "reading")
        for learner, who in (
            (None, "Your teacher: Look up"),
            (seat.learner, "Your teacher, to you: Look up"),
        ):
            for _time in range(2):
                await own.say("Look up", learner)
                await shows(line, who)
                seat.program.tell_from_teacher("")
                await until(lambda: "Look up" not in line.screen())


async def test_a_line_is_bounded_and_nothing_is_kept_for_somebody_who_is_no_learner() -> None:
    async with hall() as own:
        seat, _line = await sit(own, "Ana")
        await own.say("x" * 5000, seat.learner)
        await own.say("Who are you?", 999)
        assert own.controls.told == {seat.learner: "x" * LONGEST_WORDS}
