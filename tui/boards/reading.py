"""Before the first exercise: the article is read, and nothing is asked yet."""

from lessons.i18n import _
from lessons.play import Session
from tui.boards.board import Board
from tui.safe_text import plain
from tui.widgets.entries import Entry


class ReadingBoard(Board):
    """What a student should know before the first exercise; nothing can be chosen."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def entries(self) -> list[Entry]:
        """When an answer counts, and when it is explained."""
        if self.session.test is not None:
            return []
        told = _("No answer counts before you commit it. The explanation comes straight after.")
        return [Entry(plain(told, "$quiet"))]
