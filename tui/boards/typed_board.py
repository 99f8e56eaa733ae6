"""Boards that are typed on: a text, and a slip with its fields one below the other."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from lessons.i18n import _, plural
from lessons.kinds.slip import SlipAnswer, SlipForm, field_names
from lessons.model.answer import TextAnswer
from lessons.model.form import Side, TextForm
from lessons.text import words_of
from tui.boards.board import AnswerBoard, numbered
from tui.safe_text import joined, line, plain, prose_line
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import Entry


class TypedBoard(AnswerBoard):
    """A board with a field to type in."""

    by_rows: ClassVar[bool] = False
    """Whether each row of the field is an answer of its own."""

    @property
    @abstractmethod
    def typed(self) -> str:
        """What stands in the field."""

    @property
    def caret(self) -> tuple[int, int]:
        """Row and column at which typing begins: behind what stands there."""
        rows = self.typed.split("\n")
        return len(rows) - 1, len(rows[-1])

    @abstractmethod
    def write(self, text: str) -> None:
        """Take what stands in the field now."""


class TextBoard(TypedBoard):
    """What to write, and how long it is so far."""

    can: ClassVar[frozenset[str]] = frozenset({"write"})

    def __init__(self, form: TextForm, answer: TextAnswer) -> None:
        self.form = form
        self.answer: TextAnswer = answer

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.answer.text.strip()

    def answered(self) -> Iterator[Entry]:
        """What was typed."""
        yield Entry(line(self.answer.text))

    @property
    def typed(self) -> str:
        """The text."""
        return self.answer.text

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


class SlipBoard(TypedBoard):
    """The fields are lines to type behind their names; the verdicts are chosen."""

    can: ClassVar[frozenset[str]] = frozenset({"write", "choose", "digit"})
    by_rows: ClassVar[bool] = True

    def __init__(self, form: SlipForm, answer: SlipAnswer) -> None:
        self.form = form
        self.answer: SlipAnswer = answer

    @property
    def blank(self) -> bool:
        """Whether nothing stands on the slip."""
        return self.answer == SlipAnswer()

    @property
    def typed(self) -> str:
        """The fields, one below the other."""
        return self.answer.text

    def write(self, text: str) -> None:
        """Take the fields apart."""
        self.answer = self.answer.with_text(text)

    @property
    def caret(self) -> tuple[int, int]:
        """Behind the name of the first empty field."""
        rows = self.typed.split("\n")
        empty = [at for at, field in enumerate(field_names()) if not getattr(self.answer, field)]
        row = empty[0] if empty else len(rows) - 1
        return row, len(rows[row])

    def missing(self) -> str:
        """The fields that are empty, and the verdict."""
        if self.blank:
            return super().missing()
        names = [name for field, name in field_names().items() if not getattr(self.answer, field)]
        told = [_("Still empty: {fields}.").format(fields=", ".join(names))] if names else []
        return " ".join([*told, *([] if self.answer.verdict else [_("There is no verdict yet.")])])

    def how(self) -> str:
        """Where to type, and how the verdict is given."""
        return _(
            "Type each field behind its name; Esc leaves the field. A digit gives the verdict; c commits."
        )

    def answered(self) -> Iterator[Entry]:
        """The fields that are filled in, and the verdict."""
        for field, name in field_names().items():
            if words := getattr(self.answer, field):
                yield Entry(line(words), lead=plain(f"{name}: ", "$quiet"))
        yield from (
            Entry(prose_line(option.text))
            for option in self.form.verdicts
            if option.id == self.answer.verdict
        )

    def entries(self) -> list[Entry]:
        """The verdicts."""
        entries = [Entry(plain(_("Your verdict"), "bold"), gap=1)]
        for number, option in enumerate(self.form.verdicts, 1):
            chosen = option.id == self.answer.verdict
            box = plain("(x) " if chosen else "( ) ", "bold" if chosen else "$quiet")
            lead = joined(plain(numbered(number), "$quiet"), box)
            entries.append(Entry(prose_line(option.text, "bold" if chosen else ""), option.id, lead))
        return entries

    def choose(self, key: str) -> str | None:
        """Give the verdict, or take it back."""
        self.answer = replace(self.answer, verdict=None if self.answer.verdict == key else key)
        return key

    def digits(self, key: str) -> int:
        """As many as there are verdicts."""
        return len(self.form.verdicts)

    def digit(self, number: int, key: str) -> str | None:
        """Give the verdict with this number."""
        return self.choose(self.form.verdicts[number - 1].id) if number <= len(self.form.verdicts) else None
