"""The answer to an exercise as a form on a page: what is so for every form of answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from lessons.cli.linear.field import Field, not_kept
from lessons.cli.linear.speech import said
from lessons.i18n import _
from lessons.kinds.written_answers import blank, read
from lessons.model.answer import (
    Answer,
    AnswerError,
    Raw,
)
from lessons.model.form import (
    Form,
    Option,
    Row,
)
from lessons.play import Session
from server.plain.form_shapes import (
    Refusal,
    Sent,
    Shape,
    Tick,
)

F_co = TypeVar("F_co", bound=Form, covariant=True)
NOTHING_SENT = Sent({})


class FormOnPage(ABC, Generic[F_co]):
    """The answer to the current exercise, to be filled in on a page. It is held by the session."""

    def __init__(self, session: Session, form: F_co, field: Field[Form, Answer], sent: Sent) -> None:
        """``sent`` is what was refused just now, so that it need not be typed again."""
        self.session, self.form, self.field, self.sent = session, form, field, sent

    @abstractmethod
    def shapes(self) -> Iterator[Shape]:
        """What is shown, filled in with the answer so far."""

    @abstractmethod
    def take(self, sent: Sent) -> list[Refusal]:
        """Make what was sent the answer, as far as it can be; what of it is refused."""

    def missing(self) -> str:
        """What is not answered yet, in sentences; empty when nothing is missing."""
        return self.field.missing()

    def opens(self, number: str) -> list[Refusal]:
        """Open a card, where the form has cards; why it stays closed."""
        return [Refusal(_("There is nothing to open here."))]

    def keep(self, answer: Answer | None, at: str = "") -> list[Refusal]:
        """Make this the draft; why it is refused. ``at`` is the field where that can be mended."""
        try:
            self.session.answer(answer)
        except AnswerError as error:
            return [Refusal(not_kept(error), at)]
        return []

    def read_raw(self, raw: Raw, at: str = "") -> list[Refusal]:
        """Make a raw answer the draft; a blank one leaves what was never begun as it is."""
        lesson = self.session.lesson
        try:
            answer = read(self.form, raw, lesson.article, lesson.beside)
        except AnswerError as error:
            return [Refusal(not_kept(error), at)]
        if self.session.draft is None and answer == blank(self.form):
            return []
        return self.keep(answer, at)

    @property
    def language(self) -> str:
        """Of the text that the exercise is about."""
        return self.field.places.article.masthead.language

    def language_of(self, row: Row) -> str:
        """Of a row that is a quotation; empty for one in the words of the lesson."""
        return self.session.lesson.side(row.side).masthead.language if row.span is not None else ""


def options_of(options: Sequence[Option]) -> tuple[tuple[str, str], ...]:
    """Options for a list to choose from: value and words."""
    return tuple((option.id, said(option.text)) for option in options)


def ticks_of(options: Sequence[Option], ticked: frozenset[str]) -> tuple[Tick, ...]:
    """Options as boxes or buttons."""
    return tuple(Tick(option.id, option.text, option.id in ticked) for option in options)
