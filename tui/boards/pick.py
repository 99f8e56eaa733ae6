"""Pick one option, or several."""

from typing import ClassVar

from lessons.i18n import _
from lessons.model.answer import PickAnswer
from lessons.model.form import PickForm
from tui.boards.board import AnswerBoard, numbered
from tui.safe_text import joined, plain, prose_line
from tui.widgets.entries import Entry


class PickBoard(AnswerBoard):
    """Round brackets when one option can be picked, square ones when several can."""

    can: ClassVar[frozenset[str]] = frozenset({"choose", "digit"})

    def __init__(self, form: PickForm, answer: PickAnswer) -> None:
        self.form = form
        self.answer: PickAnswer = answer

    @property
    def blank(self) -> bool:
        """Whether nothing is picked."""
        return not self.answer.picked

    def how(self) -> str:
        """Keys that choose, and the one that hands in."""
        return _("Enter or a digit chooses; c commits.")

    def start(self) -> str | None:
        """The first option picked."""
        return next((option.id for option in self.form.options if option.id in self.answer.picked), None)

    def entries(self) -> list[Entry]:
        """One line an option."""
        left, right = "[]" if self.form.several else "()"
        entries = []
        for number, option in enumerate(self.form.options, 1):
            picked = option.id in self.answer.picked
            box = plain(f"{left}{'x' if picked else ' '}{right} ", "bold" if picked else "$quiet")
            lead = joined(plain(numbered(number), "$quiet"), box)
            entries.append(
                Entry(prose_line(option.text, "bold" if picked else ""), option.id, lead, gap=number == 1)
            )
        return entries

    def choose(self, key: str) -> str | None:
        """Pick the option, or take it back."""
        picked = self.answer.picked
        if key in picked:
            self.answer = PickAnswer(picked - {key})
        else:
            self.answer = PickAnswer(picked | {key} if self.form.several else frozenset({key}))
        return key

    def digits(self, key: str) -> int:
        """As many as there are options."""
        return len(self.form.options)

    def digit(self, number: int, key: str) -> str | None:
        """Pick the option with this number."""
        if number > len(self.form.options):
            return None
        return self.choose(self.form.options[number - 1].id)
