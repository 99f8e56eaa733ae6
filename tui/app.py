"""The program of a learner: the home screen, lessons and review, each loaded when it is first shown."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from lessons.i18n import _
from lessons.model.course import LessonCard
from lessons.record.recorder import RecordError
from tui.actions import AtHand, Working
from tui.ahead import Ahead
from tui.program import Program
from tui.safe_text import plain
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.cli.call import PlayRequest
    from lessons.lesson.lesson import Lesson
    from lessons.play.rules import Rules


class CloseRead(Program):
    """One learner at one terminal."""

    def __init__(self, request: "PlayRequest") -> None:
        super().__init__(request)
        self.ahead = Ahead(self.context.home)

    def get_default_screen(self) -> Screen[Any]:
        """The home screen is always at the bottom: leaving a lesson leads there."""
        return HomeScreen()

    def on_load(self) -> None:
        """Open the record before anything is drawn: the home screen shows how far the learner is."""
        self.open_record()

    def on_mount(self) -> None:
        """Go where the command line asked to go."""
        if self.request.lesson is not None:
            self.open_lesson(self.request.lesson)
        elif self.request.review:
            self.open_review()
        if self.trouble is not None:
            self.show_trouble(self.trouble)

    def rules(self, lesson: "Lesson") -> "Rules":
        """The rules under which a lesson is taken here."""
        from lessons.play.rules import rules_of

        return rules_of(lesson).at(self.context.powers).on_path(short=self.request.asks_short(lesson.folder))

    def open_lesson(self, folder: "Path", *, begin: bool = False) -> None:
        """Show a lesson where the learner stopped, or say why it cannot be opened; with ``begin`` a test begins."""
        from tui.screens.opening import lesson_screen

        def answered(go_on: bool | None) -> None:
            if go_on:
                self.open_lesson(folder, begin=True)

        ready = self.ahead.take(folder)
        screen = lesson_screen(folder, self.record, self.context, self.rules, ready, begin=begin)
        self.push_screen(screen, answered)

    def lesson_after(self, folder: "Path") -> LessonCard | None:
        """The lesson of the same course to go on with: the next one that is not finished, or else an earlier one."""
        from lessons.reports.standing import next_lesson

        return next_lesson(self.courses(), self.events(), folder)

    def prepare(self, folder: "Path") -> None:
        """Load what plays lessons, and this lesson."""
        from tui.screens import opening  # noqa: F401 - the screens of a lesson, with all they import

        self.ahead.prepare(folder)

    def open_review(self) -> None:
        """Ask what is due for review; not while a test runs: its cards and their glossary would help."""
        from lessons.share.sealing.running import running_test
        from tui.screens.review import ReviewDoor

        if running_test(self.events(), self.context.home, self.context.clock()):
            self.tell(plain(_("Review is closed while your test runs.")))
            return
        self.push_screen(ReviewDoor(self.courses(), tuple(self.events()), self.record, self.context))

    def show_trouble(self, error: RecordError) -> None:
        """Say that nothing is being saved, and why."""
        from tui.screens.trouble import RecordTrouble

        self.push_screen(RecordTrouble(error))

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The screen with every key that this program has."""
        from tui.screens.help import HelpScreen

        return HelpScreen(at_hand, self.context.powers)

    def palette_screen(self, at_hand: AtHand) -> Screen[Working | None]:
        """The list of commands."""
        from tui.screens.palette import PaletteScreen

        return PaletteScreen(at_hand)

    def on_unmount(self) -> None:
        """Let another window write."""
        self.close_record()
