"""A class that is served, and its teacher before the live view."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from lessons.cli.call import PlayRequest
from lessons.play import Phase
from lessons.school.classes import class_path
from lessons.school.members import come_in, list_names
from lessons.school.writer import ServedClass
from server.door import Door
from server.hall import Hall
from server.live.beside import ClassesBeside, TakenAlong
from server.live.live_app import LiveApp
from server.roll import Roll
from server.seat import Seat
from tests.helpers.class_screen import Class
from tests.helpers.place import here
from tests.helpers.screen_text import screen_text
from tests.helpers.seats import NotingLine
from tests.helpers.tiny import COURSE
from tui.safe_text import plain
from tui.screens.lesson import LessonScreen

LESSON = COURSE / "tiny"


@asynccontextmanager
async def hall(*, lesson: bool = True, names: tuple[str, ...] = ()) -> AsyncIterator[Hall]:
    """A class at the tiny lesson, or at the home screen."""
    served = ServedClass(class_path("8b", here().home), "8b")
    if names:
        await served.ask(lambda store: list_names(store, names))
    door = Door(await Roll.called(served), code="8BKM4T")
    own = Hall(served, door, here(), (COURSE,), lesson=LESSON if lesson else None)
    await own.read_controls()
    own.lessons.warm()
    own.start()
    try:
        yield own
    finally:
        await own.close()


async def sit(own: Hall, name: str) -> tuple[Seat, NotingLine]:
    """Somebody who comes in at a line."""
    member, _card = await own.served.ask(lambda store: come_in(store, name))
    await own.door.roll.read()
    line = NotingLine()
    return await own.sit(member, line, 80, 24), line


def lesson_of(seat: Seat) -> LessonScreen:
    """The lesson at a seat."""
    return next(screen for screen in seat.program.screen_stack if isinstance(screen, LessonScreen))


def phase_of(seat: Seat) -> Phase:
    """Where its learner is."""
    return lesson_of(seat).session.phase


async def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _round in range(1000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


class Teacher(Class):
    """At the keys of the live view."""

    async def shows(self, words: str) -> str:
        """Wait until words stand on the screen."""
        for _round in range(500):
            if words in screen_text(self.app):
                return screen_text(self.app)
            await self.pilot.pause(0.01)
        raise AssertionError(f"{words!r} never came:\n{screen_text(self.app)}")


@asynccontextmanager
async def watching(
    own: Hall,
    size: tuple[int, int] = (80, 24),
    beside: ClassesBeside | None = None,
    taken: TakenAlong | None = None,
) -> AsyncIterator[Teacher]:
    """The live view of a class."""
    addresses = [plain("Address     http://127.0.0.1:8017/"), plain("Class code  8 B K M 4 T")]
    app = LiveApp(PlayRequest(None, (), here()), own, lambda: addresses, beside, taken)
    async with app.run_test(size=size) as pilot:
        yield Teacher(app, pilot)
