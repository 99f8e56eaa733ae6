"""The program in which a lesson is written: its file on the bench, and the preview as its reading side."""

import asyncio
from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen

from lessons.author.workshop import Workshop
from lessons.loading.exercise_ids import exercise_ids
from lessons.loading.kept_ids import read_kept_ids
from tui.actions import AtHand
from tui.preview_app import PreviewApp
from tui.program import OPENING
from tui.safe_text import plain
from tui.screens.article_writing import MarkingScreen
from tui.screens.exercise_form import FormScreen
from tui.screens.help import HelpScreen, PreviewHelp, WriteHelp
from tui.screens.preview import PreviewScreen, ProblemsScreen
from tui.screens.what_next import ToDoScreen
from tui.screens.writing import LessonToWrite, WritingScreen

if TYPE_CHECKING:
    from lessons.cli.call import PlayRequest


class WriteApp(PreviewApp):
    """Follows the files of one lesson, like the preview, and writes one of them."""

    def __init__(self, request: "PlayRequest") -> None:
        super().__init__(request)
        assert request.lesson is not None, "one lesson is written"
        self.workshop = Workshop(request.lesson)
        self._warned = ""
        """What the author was told that leaving would lose."""

    def get_default_screen(self) -> Screen[Any]:
        """The lesson and its exercises."""
        return LessonToWrite(self.workshop, self.context.editor)

    async def action_quit(self) -> None:
        """Leave; where answers wait for a file that can be read, only when asked for once more."""
        lost = self.workshop.manuscript.lost_on_leaving
        if lost != self._warned:
            self._warned = lost
            if lost:
                self.tell(plain(lost, "bold $sign-wrong"))
                return
        await super().action_quit()

    def help_screen(self, at_hand: AtHand) -> HelpScreen:
        """The keys of a writer; of a preview while the lesson is played."""
        return PreviewHelp(at_hand) if isinstance(self.screen, PreviewScreen) else WriteHelp(at_hand)

    async def look(self) -> None:
        """Look at the files; show what a hand changed in them, and what is wrong now."""
        fresh, told = self.workshop.look()
        if fresh:
            self._renew(told)
        await super().look()

    async def _show_version(self) -> None:
        """While the lesson is played, go on with the new version; else nothing is shown of it."""
        if self.lesson_screen is not None:
            await super()._show_version()

    def _tell_problems(self) -> None:
        super()._tell_problems()
        self.workshop.problems = self.files.problems
        self._renew("")

    def _renew(self, told: str) -> None:
        screen = self.screen if self.screen_stack else None  # none on the way out
        if isinstance(screen, WritingScreen | ToDoScreen):
            screen.renew()
            if told:
                self.tell(plain(told))

    def on_writing_screen_file_changed(self, event: WritingScreen.FileChanged) -> None:
        """Look at the lesson again, as it was changed from here."""
        self._look_again()

    @work(group="looking", exclusive=True)
    async def _look_again(self) -> None:
        await self.look()

    def on_writing_screen_play_wanted(self, event: WritingScreen.PlayWanted) -> None:
        """Play the lesson from an exercise on."""
        self._play(event.number)

    async def on_writing_screen_form_wanted(self, event: WritingScreen.FormWanted) -> None:
        """Show the form of an exercise."""
        await self.push_screen(FormScreen(self.workshop, self.context.editor, event.number, event.key))

    async def on_writing_screen_article_wanted(self, event: WritingScreen.ArticleWanted) -> None:
        """Show the article with the author's keys."""
        await self.push_screen(MarkingScreen(self.workshop, self.context.editor, event.number))

    @work(group=OPENING)
    async def _play(self, number: int) -> None:
        await asyncio.to_thread(self.files.read)
        version = self.files.version
        if version is None:
            await self.push_screen(ProblemsScreen(self.files.problems))
            return
        session = self.files.session()
        kept = await asyncio.to_thread(read_kept_ids, self.workshop.folder)
        ids = exercise_ids([*self.workshop.exercises], kept.exercises)
        wanted = ids[number] if number < len(ids) else ""
        index = next((at for at, one in enumerate(version.lesson.exercises) if one.id == wanted), 0)
        session.goto(index)
        screen = PreviewScreen(session, version, from_writing=True)
        await self.push_screen(screen)
        screen.tell(self.files.problems, outdated=self.files.outdated)
