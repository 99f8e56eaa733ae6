"""What a learner sees while the teacher has everybody wait: one sentence over the screen, and no key does anything."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from lessons.i18n import _
from tui.layout import FittedScreen
from tui.safe_text import plain


class _Wish(Widget):
    """The sentence in the middle."""

    DEFAULT_CSS = """
    _Wish { width: 44; max-width: 90%; height: 5; padding: 1 2; border: solid $rule; background: $background; }
    """

    def render(self) -> Content:
        """What the teacher wishes."""
        return plain(_("Your teacher asks you to wait. You go on where you are."), "bold")


class WaitScreen(FittedScreen[None], ModalScreen[None]):
    """Lies over everything else until the teacher lets the learner go on."""

    DEFAULT_CSS: ClassVar[str] = """
    WaitScreen { align: center middle; }
    """

    over = False
    """Whether the learner may go on."""

    def on_screen_resume(self) -> None:
        """Coming up from below a message, when the learner may go on by now: go too."""
        if self.over:
            self.app.call_later(self.dismiss)

    def compose(self) -> ComposeResult:
        """The sentence alone."""
        yield _Wish()
