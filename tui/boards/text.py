"""Type a word or a sentence: the sheet says what is wanted, the field below it takes the text."""

from typing import ClassVar

from lessons.i18n import plural
from lessons.model.answer import TextAnswer
from lessons.model.form import Side, TextForm
from lessons.text import words_of
from tui.boards.board import AnswerBoard
from tui.safe_text import line, plain, prose_line
from tui.widgets.article_page import Decoration
from tui.widgets.entries import Entry


class TextBoard(AnswerBoard):
    """What to write, and how long it is so far."""

    can: ClassVar[frozenset[str]] = frozenset({"write"})

    def __init__(self, form: TextForm, answer: TextAnswer) -> None:
        self.form = form
        self.answer: TextAnswer = answer

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.answer.text.strip()

    def write(self, text: str) -> None:
        """Replace the text."""
        self.answer = TextAnswer(text)

    def entries(self) -> list[Entry]:
        """The sentence to rewrite and the rules."""
        entries = []
        if self.form.original:
            entries.append(Entry(prose_line(self.form.original, "italic"), gap=1, indent=2))
        for number, rule in enumerate(self.form.must):
            entries.append(Entry(prose_line(rule), lead=plain("- ", "$quiet"), gap=number == 0))
        if self.form.words:
            least, most = self.form.words
            count = len(words_of(self.answer.text))
            words = plural(
                "{count} word so far; {least} to {most} are wanted.",
                "{count} words so far; {least} to {most} are wanted.",
                count,
            ).format(count=count, least=least, most=most)
            entries.append(Entry(line(words, "$quiet"), gap=1))
        return entries

    def decorations(self, side: Side) -> list[Decoration]:
        """The sentence to rewrite."""
        span = self.form.original_span
        return [Decoration(span, "annotation")] if span is not None and side == "main" else []
