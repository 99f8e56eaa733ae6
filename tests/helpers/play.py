"""The whole program on a test terminal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from lessons.cli.call import PlayRequest
from lessons.play import Phase
from lessons.record.journal import Journal
from tests.helpers.bursts import at_rest, press
from tests.helpers.place import here
from tests.helpers.screen_text import screen_text
from tests.helpers.tiny import COURSE
from tui.app import CloseRead
from tui.screens.lesson import LessonScreen

SIZES = ((60, 20), (80, 24), (120, 40))


class Play:
    """A running program and somebody at its keys."""

    def __init__(self, app: CloseRead, pilot: Pilot[None], *, reading: bool = False) -> None:
        self.app, self.pilot, self.reading = app, pilot, reading

    async def press(self, keys: str) -> str:
        """Press keys, separated by blanks; what the screen shows then."""
        for key in keys.split():
            await self._begin()
            await press(self.app, key)
        await self._begin()
        return await self.shown()

    async def _begin(self) -> None:
        """Go on to the first exercise of a lesson just opened, unless the test is about reading it first."""
        await at_rest(self.app)
        screen = self.app.screen
        if not self.reading and isinstance(screen, LessonScreen) and screen.session.phase is Phase.READING:
            await press(self.app, "n")

    async def type(self, text: str) -> str:
        """Type a text; what the screen shows then."""
        return await self.press(" ".join("space" if character == " " else character for character in text))

    async def shown(self) -> str:
        """What the screen shows once it is at rest."""
        await at_rest(self.app)
        return screen_text(self.app)


def request(
    roots: Sequence[Path] = (COURSE,),
    lesson: Path | None = None,
    learner: str = "ana",
    journal: Journal | None = None,
    now: datetime | None = None,
) -> PlayRequest:
    """A wish to play; ``now`` is what the learner's clock shows."""
    context = here(learner) if now is None else replace(here(learner), clock=lambda: now)
    return PlayRequest(lesson, tuple(roots), context, record=journal)


@asynccontextmanager
async def playing(
    keys: str = "",
    *,
    size: tuple[int, int] = (80, 24),
    wish: PlayRequest | None = None,
    reading: bool = False,
) -> AsyncIterator[Play]:
    """Start the program, press keys, and hand it over; with ``reading`` a new lesson stays at its article."""
    app = CloseRead(wish or request())
    async with app.run_test(size=size) as pilot:
        play = Play(app, pilot, reading=reading)
        await play.press(keys)
        yield play
