"""Why an answer in review was right or not, and when the card comes back."""

from datetime import date

from lessons.i18n import _
from lessons.model.form import Form
from lessons.model.glossary import Glossary
from lessons.model.result import Result
from lessons.review import telling
from tui.boards.explanation import ExplanationBoard
from tui.safe_text import plain
from tui.widgets.entries import Entry


class ReviewBoard(ExplanationBoard):
    """The parts of a judged card: right or not stands in the place of a score."""

    def __init__(
        self, form: Form, result: Result, glossary: Glossary, back: date | None, today: date, *, aside: bool
    ) -> None:
        super().__init__(form, result, glossary, practice=False)
        self._back, self._today, self._aside = back, today, aside

    def head(self) -> list[Entry]:
        """Right or not, and when it comes back."""
        right = self.result.score == 1
        verdict = (
            plain(_("+ Right."), "bold $sign-right")
            if right
            else plain(_("o Not this time."), "bold $sign-missed")
        )
        entries = [Entry(verdict)]
        if self._back is not None:
            entries.append(
                Entry(plain(telling.comes_back(self._back, self._today, aside=self._aside), "$quiet"))
            )
        return entries

    def rule(self) -> list[Entry]:
        """What counts as right, for those whose answer was not."""
        return super().rule() if self.result.rule and self.result.score != 1 else []
