"""What can be done with what is typed into a field: lines to choose from, beside which letters stay letters."""

from textual import events

from tui.action import typed
from tui.widgets.answer_field import AnswerField
from tui.widgets.sheet import Sheet


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
