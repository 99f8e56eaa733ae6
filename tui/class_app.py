"""The program for a teacher: the classes on this machine, their lessons, and what a class saw and missed."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.actions import AtHand
from tui.app import CloseRead
from tui.screens.class_lesson import ClassLessonScreen
from tui.screens.classes import ClassesScreen, ClassScreen
from tui.screens.help import ClassHelp

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.cli.call import ClassWish, PlayRequest
    from lessons.record.journal import Journal


class ClassApp(CloseRead):
    """At the bottom lies the list of classes. No lesson is played, and no learner's record is opened."""

    def __init__(self, request: "PlayRequest", wish: "ClassWish") -> None:
        super().__init__(request)
        self.wish = wish
        self.hidden = wish.anonymous
        """Whether numbers stand in the place of names, wherever there are names."""

    def get_default_screen(self) -> Screen[Any]:
        """The classes."""
        return ClassesScreen(self.context.home, self.wish.path)

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The keys for looking at a class."""
        return ClassHelp(at_hand)

    def open_record(self, opening: "Callable[[], Journal] | None" = None) -> None:
        """Nothing is learnt here."""

    def on_mount(self) -> None:
        """Go where the command line asked to go."""
        if self.wish.path is None:
            return
        overview = ClassScreen(self.wish.path, self.context.home)
        self.push_screen(overview)
        chosen = overview.assignment(self.wish.lesson) if self.wish.lesson is not None else None
        if chosen is not None:
            self.push_screen(ClassLessonScreen(overview.card, chosen))
