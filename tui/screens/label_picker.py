"""Name the technique of a mark from a list, with the meaning of each beside it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from lessons.i18n import _
from lessons.model.form import Option
from lessons.model.glossary import Glossary, Technique
from tui.safe_text import line, plain
from tui.screens.terms import TermsScreen
from tui.widgets.entries import Entry
from tui.widgets.sheet import Sheet


class LabelPicker(TermsScreen[str | None]):
    """Returns a technique's id, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(str(n), f"take({n})", show=False) for n in range(1, 10)]
    verb = _("choose")

    def __init__(self, options: Sequence[Option], glossary: Glossary) -> None:
        offered = {option.id: number for number, option in enumerate(options, 1)}
        self.offered = offered
        techniques = [one for one in glossary.techniques if one.id in offered]
        super().__init__(glossary, techniques, (), _("Name the technique"))

    def _term(self, technique: Technique) -> Entry:
        number = self.offered[technique.id]
        lead = plain(f"{number} " if number <= 9 else "  ", "$quiet")
        return Entry(line(technique.name), f"t/{technique.id}", lead)

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take the technique."""
        self.dismiss(event.key.partition("/")[2])

    def action_take(self, number: int) -> None:
        """Choose by number, as in the article."""
        for id, place in self.offered.items():
            if place == number:
                self.dismiss(id)
