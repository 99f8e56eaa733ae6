"""The program for a teacher: the classes on this machine, their lessons, and what a class saw and missed."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.actions import AtHand, Working
from tui.program import Program
from tui.screens.class_lesson import Names
from tui.screens.classes import ClassesScreen, ClassScreen
from tui.screens.help import ClassHelp
from tui.screens.palette import PaletteScreen

if TYPE_CHECKING:
    from lessons.cli.call import ClassWish, PlayRequest


class ClassApp(Program):
    """At the bottom lies the list of classes. No lesson is played, and no learner's record is opened."""

    def __init__(self, request: "PlayRequest", wish: "ClassWish") -> None:
        super().__init__(request)
        self.wish = wish
        self.names = Names(wish.anonymous, wish.roster)

    def get_default_screen(self) -> Screen[Any]:
        """The classes."""
        return ClassesScreen(self.context.home, self.names, self.wish.path)

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The keys for looking at a class."""
        return ClassHelp(at_hand)

    def palette_screen(self, at_hand: AtHand) -> Screen[Working | None]:
        """The list of commands."""
        return PaletteScreen(at_hand)

    def on_mount(self) -> None:
        """Go where the command line asked to go."""
        if self.wish.path is None:
            return
        overview = ClassScreen(self.wish.path, self.context.home, self.names)
        self.push_screen(overview)
        chosen = overview.assignment(self.wish.lesson) if self.wish.lesson is not None else None
        if chosen is not None:
            self.push_screen(overview.lesson_screen(chosen))
