"""What the learner did so far. The figures are worked out afresh from the answers, which takes a moment."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.context import Context
from lessons.i18n import _
from lessons.model.course import Course
from lessons.record.event import Event
from lessons.record.own_copies import with_bound
from lessons.reports.learner import Progress, progress
from tui.actions import bindings
from tui.boards.progress import entries
from tui.layout import FittedScreen
from tui.safe_text import line, plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet


class ProgressScreen(FittedScreen[None]):
    """A page to read."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, courses: Sequence[Course], events: Sequence[Event], context: Context) -> None:
        super().__init__()
        self._courses, self._events, self.context = courses, events, context
        self._progress: Progress | None = None
        self.footer_labels = {"leave": _("home")}

    def compose(self) -> ComposeResult:
        """A title, the page, the keys."""
        yield TitleBar(plain(_("What you did"), "bold"), line(self.context.learner, "$quiet"))
        yield Sheet([Entry(plain(_("Your answers are being looked at ..."), "$quiet"))], measure=88)
        yield KeyBar()

    def on_mount(self) -> None:
        """Work the figures out beside the screen, which goes on answering keys."""
        self.run_worker(self._work_out, thread=True, exclusive=True)

    def _work_out(self) -> None:
        home, now = self.context.home, self.context.clock()
        figures = progress(with_bound(self._courses, home), self._events, now, home)
        self.app.call_from_thread(self._show, figures)

    def _show(self, figures: Progress) -> None:
        self._progress = figures
        if self.is_attached:
            self._draw(top=True)

    def on_resize(self) -> None:
        """Show what fits."""
        if self._progress is not None:
            self._draw(top=False)

    def _draw(self, *, top: bool) -> None:
        assert self._progress is not None  # worked out before
        self.query_one(Sheet).show(entries(self._progress, self.size.width), top=top, follow=False)

    def action_leave(self) -> None:
        """Home."""
        self.dismiss(None)
