"""Name the technique of a mark from a list, with the meaning of each beside it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from lessons.i18n import _
from lessons.model.form import Option
from lessons.model.glossary import Glossary, Technique
from tui.actions import bindings
from tui.boards.board import TENTH, numbered
from tui.safe_text import line, plain
from tui.screens.terms import TermsScreen
from tui.widgets.entries import Entry
from tui.widgets.sheet import Sheet


class LabelPicker(TermsScreen[str | None]):
    """Returns a technique's id, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("take",))
    verb = _("choose")

    def __init__(self, options: Sequence[Option], glossary: Glossary) -> None:
        offered = {option.id: number for number, option in enumerate(options, 1)}
        self.offered = offered
        techniques = [one for one in glossary.techniques if one.id in offered]
        super().__init__(glossary, techniques, (), _("Name the technique"))

    def _term(self, technique: Technique) -> Entry:
        number = self.offered[technique.id]
        return Entry(line(technique.name), f"t/{technique.id}", plain(numbered(number), "$quiet"))

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take the technique."""
        self.dismiss(event.key.partition("/")[2])

    def action_take(self, number: int) -> None:
        """Choose by number, as in the article; 0 is the tenth."""
        for id, place in self.offered.items():
            if place == (number or TENTH):
                self.dismiss(id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits, as far as there are techniques."""
        if action == "take":
            number = parameters[0] if parameters else 0
            return isinstance(number, int) and (number or TENTH) <= len(self.offered)
        return super().check_action(action, parameters)
