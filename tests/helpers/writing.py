"""Somebody who writes a lesson on a test terminal."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from lessons.cli.call import PlayRequest
from tests.helpers.bursts import LETTERS, at_rest
from tests.helpers.place import here
from tests.helpers.screen_text import screen_text
from tui.write_app import WriteApp

POOL = Path(__file__).parents[1] / "pool"
_KEY = re.compile(r"<([^<>\n]+)>|(.)", re.DOTALL)


def keys_of(typed: str) -> list[str]:
    """The keys of a text in which others than letters stand in angle brackets: ``f2The date<enter><ctrl+n>``."""
    return [match[1] or match[2] for match in _KEY.finditer(typed)]


class Writer:
    """A running ``closeread write`` and somebody at its keys."""

    def __init__(self, app: WriteApp, pilot: Pilot[None], lesson: Path) -> None:
        self.app, self.pilot, self.lesson = app, pilot, lesson

    async def type(self, typed: str) -> str:
        """Send keys in one burst, without waiting for one before the next; what the screen shows then."""
        for key in keys_of(typed):
            character = LETTERS.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(_character_to_key(key) if len(key) == 1 else key, character))
        return await self.shown()

    async def paste(self, text: str) -> str:
        """Paste a text."""
        self.app.post_message(events.Paste(text))
        return await self.shown()

    async def shown(self) -> str:
        """What the screen shows once it is at rest."""
        await at_rest(self.app)
        async with self.app._busy:  # a look at the files that is under way
            pass
        await at_rest(self.app)
        return screen_text(self.app)

    async def look(self) -> str:
        """Let the program look at the files; what the screen shows then."""
        await self.app.look()
        await self.app.look()  # the first may have read of files that it did not know
        return await self.shown()

    @property
    def file(self) -> str:
        """The text of lesson.yaml."""
        return (self.lesson / "lesson.yaml").read_text("utf-8")

    def by_hand(self, old: str, new: str) -> None:
        """Change the file as an editor does."""
        assert self.file.count(old) == 1
        (self.lesson / "lesson.yaml").write_text(self.file.replace(old, new), "utf-8")


def empty_lesson(folder: Path) -> Path:
    """The article of the pool without an exercise."""
    lesson = whole_lesson(folder)
    (lesson / "lesson.yaml").write_text(
        "title: The fight for the pool\nbeside: beside.md\nexercises:\n", "utf-8"
    )
    return lesson


def whole_lesson(folder: Path) -> Path:
    """A copy of the lesson of the pool."""
    shutil.copytree(POOL, folder / "course")
    return folder / "course" / "the-fight"


@asynccontextmanager
async def writing(
    lesson: Path, typed: str = "", *, size: tuple[int, int] = (80, 24), editor: str = ""
) -> AsyncIterator[Writer]:
    """Start the program, type, and hand it over."""
    app = WriteApp(PlayRequest(lesson, (), replace(here(), editor=editor), write=True))
    async with app.run_test(size=size) as pilot:
        writer = Writer(app, pilot, lesson)
        await writer.look()
        await writer.type(typed)
        yield writer
