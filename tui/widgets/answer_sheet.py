"""The sheet an answer is given on: it hands keys to the board and shows what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from lessons.i18n import _
from tui.actions import bindings
from tui.boards.answers import OrderBoard
from tui.boards.board import TENTH, AnswerBoard, Board
from tui.widgets.sheet import Entry, Sheet


class AnswerSheet(Sheet):
    """Shows a board below what the screen says of the exercise."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        ("digit", "place", "cell_next", "cell_previous", "earlier", "later", "clear")
    )

    @dataclass
    class Changed(Message):
        """The answer changed, or what is open on the board."""

        sheet: "AnswerSheet"
        answered: bool

        @property
        def control(self) -> "AnswerSheet":
            """The sheet that sent it."""
            return self.sheet

    def __init__(self, *, id: str, measure: int = 76) -> None:
        super().__init__(id=id, measure=measure)
        self.board: Board | None = None
        self._above: Sequence[Entry] = ()
        self._below: Sequence[Entry] = ()

    def put(self, board: Board, above: Sequence[Entry], below: Sequence[Entry]) -> None:
        """Show another board from its start."""
        self.board, self._above, self._below = board, above, below
        start = board.start() if isinstance(board, AnswerBoard) else None
        self.footer_labels = {} if isinstance(board, AnswerBoard) else {"choose": _("open")}
        self.show(self._all(), start or "", top=True)
        self.refresh_bindings()

    def renew(self, above: Sequence[Entry], below: Sequence[Entry], key: str | None = None) -> None:
        """Show what changed; the cursor stays, or goes to ``key``. Without the focus, the lines in view stay too."""
        self._above, self._below = above, below
        self.show(self._all(), key, follow=self.has_focus)
        self.refresh_bindings()

    def _all(self) -> list[Entry]:
        board = self.board
        entries = [*self._above, *(board.entries() if board else ()), *self._below]
        return [replace(entries[0], gap=0), *entries[1:]] if entries else []

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean nothing on this board are left to the screen."""
        board = self.board
        can = board.can if isinstance(board, AnswerBoard) else frozenset[str]()
        match action:
            case "choose":
                return board is not None and bool(self.key) and board.opens(self.key)
            case "digit" | "place":
                wanted = "place" if "shift" in can else "digit"
                number = parameters[0] if parameters else 0
                offered = board.digits(self.key) if isinstance(board, AnswerBoard) else 0
                return action == wanted and isinstance(number, int) and (number or TENTH) <= offered
            case "clear":
                return isinstance(board, AnswerBoard) and bool(self.key) and board.clearable(self.key)
            case "cell_next" | "cell_previous":
                return "turn" in can
            case "earlier" | "later":
                return "shift" in can
        return super().check_action(action, parameters)

    def _apply(self, key: str | None, *, answered: bool = True) -> None:
        """Show the board after a change and tell the screen."""
        self.show(self._all(), key)
        self.refresh_bindings()
        self.post_message(self.Changed(self, answered))

    def action_choose(self) -> None:
        """Choose the line under the cursor; one out of view is only brought into view."""
        if isinstance(self.board, AnswerBoard) and self.key:
            if self.bring_cursor():
                self._apply(self.board.choose(self.key))
        else:
            super().action_choose()

    def action_digit(self, number: int) -> None:
        """Choose by number; 0 is the tenth."""
        if isinstance(self.board, AnswerBoard):
            self._apply(self.board.digit(number or TENTH, self.key))

    def action_place(self, number: int) -> None:
        """Move the item to the place of this number; 0 is the tenth."""
        self.action_digit(number)

    def action_clear(self) -> None:
        """Take back the answer of the line under the cursor."""
        if isinstance(self.board, AnswerBoard) and self.key:
            self._apply(self.board.clear(self.key))

    def action_cell_next(self) -> None:
        """Go to the next cell."""
        self._turn(1, answered=False)

    def action_cell_previous(self) -> None:
        """Go to the previous cell."""
        self._turn(-1, answered=False)

    def action_later(self) -> None:
        """Move the item down."""
        self._turn(1, answered=True)

    def action_earlier(self) -> None:
        """Move the item up."""
        self._turn(-1, answered=True)

    def _turn(self, way: int, *, answered: bool) -> None:
        if isinstance(self.board, AnswerBoard) and self.key:
            self._apply(self.board.turn(way, self.key), answered=answered)

    def action_cursor_up(self) -> None:
        """Go up; an item that is held goes with the cursor."""
        if isinstance(self.board, OrderBoard) and self.board.held:
            self.action_earlier()
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go down; an item that is held goes with the cursor."""
        if isinstance(self.board, OrderBoard) and self.board.held:
            self.action_later()
        else:
            super().action_cursor_down()

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Let the board open what the cursor came to; other keys may work there."""
        self.refresh_bindings()
        if isinstance(self.board, AnswerBoard):
            instead = self.board.moved(event.key)
            if instead is not None:
                self._apply(instead, answered=False)

    def on_blur(self) -> None:
        """Put a held item down when the cursor leaves the sheet."""
        if isinstance(self.board, OrderBoard) and self.board.held:
            self.board.held = False
            self._apply(self.key)
        super().on_blur()
