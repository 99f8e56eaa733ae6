"""The program while a lesson is written: it follows the lesson's files and shows what became of them."""

import asyncio
from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen

from lessons.author.templates import unwritten
from lessons.checking.preview import Preview
from tui.actions import AtHand, Working
from tui.program import Program
from tui.screens.help import PreviewHelp
from tui.screens.palette import PaletteScreen
from tui.screens.preview import PreviewScreen, ProblemsScreen

if TYPE_CHECKING:
    from lessons.cli.call import PlayRequest

LOOK = 0.3
"""Seconds between two looks at the files."""


class PreviewApp(Program):
    """Shows one lesson folder. At the bottom lies the list of problems, above it the lesson once a version works."""

    def __init__(self, request: "PlayRequest") -> None:
        super().__init__(request)
        assert request.lesson is not None, "a preview is of one lesson"
        self.files = Preview(request.lesson, self.context.home, unwritten())
        self._busy = asyncio.Lock()

    def get_default_screen(self) -> Screen[Any]:
        """What is wrong, as long as no version of the lesson works."""
        return ProblemsScreen((), waiting=True)

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The keys of a preview."""
        return PreviewHelp(at_hand)

    def palette_screen(self, at_hand: AtHand) -> Screen[Working | None]:
        """The list of commands."""
        return PaletteScreen(at_hand)

    def on_mount(self) -> None:
        """Show the lesson, and follow its files from now on."""
        self._follow()

    @work
    async def _follow(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Look at the files; when they changed, show the new version and what is wrong with it.

        The files are read on a thread of their own, so that the keys go on working.
        """
        async with self._busy:
            if not await asyncio.to_thread(self.files.look):
                return
            if await asyncio.to_thread(self.files.read):
                await self._show_version()
            self._tell_problems()
            await asyncio.to_thread(self.files.check)
            self._tell_problems()

    @property
    def lesson_screen(self) -> PreviewScreen | None:
        """The lesson, when a version has worked."""
        return next((screen for screen in self.screen_stack if isinstance(screen, PreviewScreen)), None)

    async def _show_version(self) -> None:
        version, screen = self.files.version, self.lesson_screen
        assert version is not None
        if screen is None:
            await self.push_screen(PreviewScreen(self.files.session(), version))
            return
        # What lies above the lesson asks about a version that is gone, but for the list of problems.
        while self.screen is not screen and not isinstance(self.screen, ProblemsScreen):
            await self.pop_screen()
        screen.flush()
        with self.batch_update():
            await screen.take(self.files.session(screen.session), version)

    def _tell_problems(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, PreviewScreen):
                screen.tell(self.files.problems, outdated=self.files.outdated)
            elif isinstance(screen, ProblemsScreen):
                screen.tell(self.files.problems)
