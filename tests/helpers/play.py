"""The whole program on a test terminal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from lessons.cli.play import PlayRequest
from lessons.store.journal import Journal
from lessons.store.places import open_journal
from tests.helpers.screen_text import screen_text
from tests.helpers.tiny import COURSE
from tui.app import CloseRead

SIZES = ((60, 20), (80, 24), (120, 40))


class Play:
    """A running program and somebody at its keys."""

    def __init__(self, app: CloseRead, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, keys: str) -> str:
        """Press keys, separated by blanks; what the screen shows then."""
        if keys:
            await self.pilot.press(*keys.split())
        return await self.shown()

    async def type(self, text: str) -> str:
        """Type a text; what the screen shows then."""
        return await self.press(" ".join("space" if character == " " else character for character in text))

    async def shown(self) -> str:
        """What the screen shows once it is at rest."""
        await self.pilot.pause()
        return screen_text(self.app)


def request(
    roots: Sequence[Path] = (COURSE,),
    lesson: Path | None = None,
    learner: str = "ana",
    journal: Journal | None = None,
) -> PlayRequest:
    """A wish to play."""
    return PlayRequest(lesson, tuple(roots), learner, lambda: journal or open_journal(learner))


@asynccontextmanager
async def playing(
    keys: str = "", *, size: tuple[int, int] = (80, 24), wish: PlayRequest | None = None
) -> AsyncIterator[Play]:
    """Start the program, press keys, and hand it over."""
    app = CloseRead(wish or request())
    async with app.run_test(size=size) as pilot:
        play = Play(app, pilot)
        await play.press(keys)
        yield play
