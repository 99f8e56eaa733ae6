"""One form filled in by typing: what every such field can do."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from lessons.cli.linear.addresses import Addresses
from lessons.i18n import _
from lessons.kinds.reading import blank
from lessons.model.answer import Answer, AnswerError
from lessons.model.form import Row
from lessons.play import Session
from lessons.prose import one_line
from lessons.text import visible

Help = Sequence[tuple[str, str]]
"""(what to type, what it does) pairs."""


class Field(ABC):
    """The current exercise's answer, asked for and given in lines. It holds no answer: the session does."""

    def __init__(self, session: Session, places: Addresses) -> None:
        self.session, self.places = session, places

    @abstractmethod
    def intro(self) -> list[str]:
        """What can be answered, and how."""

    @abstractmethod
    def show(self) -> list[str]:
        """The answer so far."""

    @abstractmethod
    def missing(self) -> str:
        """What is not answered yet, in a sentence; empty when nothing is missing."""

    @abstractmethod
    def help(self) -> Help:
        """The lines that this field understands."""

    @abstractmethod
    def take(self, line: str) -> list[str] | None:
        """Use a typed line and say what was done; ``None`` when the line is not meant for this field."""

    def commands(self) -> list[str]:
        """The words with which its commands begin."""
        return [usage.split(" ")[0] for usage, _help in self.help() if usage.split(" ")[0].isalpha()]

    def read(self) -> Answer:
        """The answer so far."""
        draft = self.session.draft
        return draft if draft is not None else blank(self.session.exercise.form)

    def keep(self, answer: Answer) -> list[str]:
        """Make this the answer; what to say when it cannot be."""
        try:
            self.session.answer(answer)
        except AnswerError as error:
            parts = (part for part in (error.found, error.expected, error.fix) if part)
            return [_("Not kept: {reason}.").format(reason=visible("; ".join(parts)))]
        return []

    def row_text(self, row: Row) -> str:
        """A row in words: its text, or its quotation and where that stands."""
        if row.span is None:
            return visible(one_line(row.text))
        lesson = self.session.lesson
        if row.side == "beside" and lesson.beside is not None:
            words = lesson.beside.text[slice(*row.span)]
            place = _("other text, {place}").format(
                place=Addresses(lesson.beside).in_words(row.span, exact=False)
            )
        else:
            words = lesson.article.text[slice(*row.span)]
            place = Addresses(lesson.article).in_words(row.span, exact=False)
        return f'"{visible(words)}" ({place})'


def split_command(line: str) -> tuple[str, str]:
    """The first word in lower case, and the rest."""
    word, _space, rest = line.partition(" ")
    return word.lower(), rest.strip()
