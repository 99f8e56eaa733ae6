"""Asks once before a lesson ends with exercises that were not answered."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from lessons.play import Session
from lessons.play.summary import strand_name
from lessons.prose import lines
from tui.actions import bindings
from tui.safe_text import line, plain
from tui.widgets.entries import Entry, paragraphs
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet

FINISH = -1
"""The answer "end the lesson"; any other number is an exercise to go to."""


class FinishScreen(Screen[int | None]):
    """Returns the index of an exercise, ``FINISH``, or ``None`` to stay."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """A title, what is open, the keys."""
        yield TitleBar(plain(_("Before you finish"), "bold"))
        yield Sheet(self._entries(), verb=_("choose"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        told = _(
            "These exercises have no answer yet. "
            "Once the lesson is finished they count 0, and stay open as practice."
        )
        if self.session.test is not None:
            told = _(
                "These exercises are not handed in. When the test ends, what you began is handed in as it stands, "
                "and a blank answer counts 0. After that nothing can be changed."
            )
        entries = paragraphs(told)
        for index in self.session.unanswered:
            exercise = self.session.lesson.exercises[index]
            strand = exercise.task.strand
            words = line(next(iter(lines(exercise.task.prompt)), ""))
            right = plain(strand_name(strand), f"$strand-{strand}")
            lead = plain(f"{index + 1:>2}  ", "$quiet")
            entries.append(Entry(words, str(index), lead, right, gap=int(len(entries) == 1), most=1))
        finish = _("Finish the lesson") if self.session.test is None else _("End the test")
        entries.append(Entry(plain(finish), str(FINISH), gap=1))
        return entries

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take the line."""
        self.dismiss(int(event.key))

    def action_leave(self) -> None:
        """Stay where the student was."""
        self.dismiss(None)
