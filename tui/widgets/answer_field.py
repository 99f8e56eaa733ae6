"""The field for typed answers, and the lines beside a field that say what to do with what is typed."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from tui.action import typed
from tui.action_rows import FIELD
from tui.actions import bindings
from tui.widgets.sheet import Sheet


class AnswerField(TextArea, inherit_bindings=False):
    """A few lines of text; Enter and Esc leave it, because an answer is a word or a sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            replace(key, priority=key.key == "enter")  # else the field would take it for a new line
            for key in bindings(("done_writing",))
            if isinstance(key, Binding)
        ),
        *bindings(FIELD),
    ]
    by_hand = ("typed",)
    DEFAULT_CSS = """
    AnswerField {
        height: auto; min-height: 3; max-height: 7; margin: 0 2 1 2; padding: 0 1;
        border: round $border-blurred; background: $background; color: $foreground;
        &:focus { border: round $border; }
        & .text-area--cursor-line { background: $background; }
    }
    """

    @dataclass
    class Done(Message):
        """The student finished typing."""

        field: "AnswerField"

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        self._by_rows = False
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Letters, digits and signs are typed here."""
        return super().check_consume_key(key, typed(key, character))

    def begin(self, text: str, caret: tuple[int, int], *, by_rows: bool) -> None:
        """Another text to go on with; with ``by_rows`` each row is an answer, and Up and Down go to its end."""
        self._by_rows = by_rows
        self.load_text(text)
        self.move_cursor(caret)

    def action_cursor_down(self, select: bool = False) -> None:
        """To the next row."""
        super().action_cursor_down(select)
        self._to_end_of_row()

    def action_cursor_up(self, select: bool = False) -> None:
        """To the row before."""
        super().action_cursor_up(select)
        self._to_end_of_row()

    def _to_end_of_row(self) -> None:
        if self._by_rows:
            row, _column = self.cursor_location
            self.move_cursor((row, len(self.document[row])))

    def action_done_writing(self) -> None:
        """Leave the field."""
        self.post_message(self.Done(self))


class FieldMenu(Sheet):
    """Lines beside a field. While the field is open, whatever is typed goes into it, also with the cursor here."""

    @property
    def _field(self) -> AnswerField | None:
        fields = self.screen.query(AnswerField)
        return next((field for field in fields if field.display), None)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters, digits and signs are no commands here, so that the footer offers none."""
        sign = typed(key, character)
        return sign is not None and sign.isprintable() and self._field is not None

    async def _on_key(self, event: events.Key) -> None:
        field = self._field
        if event.is_printable and event.character is not None and field is not None:
            event.stop()
            event.prevent_default()
            self.screen.set_focus(field)
            field.insert(event.character)

    async def _on_paste(self, event: events.Paste) -> None:  # Textual calls what the classes above do as well
        field = self._field
        if field is not None:
            event.stop()
            self.screen.set_focus(field)
            field.insert(event.text)
