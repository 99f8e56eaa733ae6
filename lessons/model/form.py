"""What a student is asked to fill in. Five forms serve most exercise kinds, so a front end knows forms, not kinds.

A kind that none of them serves brings a form of its own, a ``CustomForm``, which says of its answers all that anybody
but a front end asks; each front end adds a board or a field for it.

A form holds only what a student may see before answering: nothing of the key.
All texts are Markdown source; a front end shows them through ``lessons.prose``.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lessons.i18n import _
from lessons.model.answer import Answer, AnswerError, Raw
from lessons.model.paper import OPEN, Paper, PaperList, PaperPart, PaperText, lettered, named_by
from lessons.text.spans import Span

Side = Literal["main", "beside"]
"""Which article a span lies in: the lesson's own, or the one it is compared with."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a grid or of an order: a claim, a phrase, a fact, a source."""

    id: str
    text: str
    span: Span | None = None
    """Where the row's words stand, when the row is a quotation from an article."""
    side: Side = "main"


@dataclass(frozen=True, slots=True)
class Column:
    """One question asked of every row."""

    id: str
    text: str
    options: tuple[Option, ...]
    only_if: tuple[str, str] | None = None
    """(column id, option id): asked of a row only when that column was answered so."""
    steps: bool = False
    """Whether the options are the steps of a scale: their ids are whole numbers, the lowest first."""


@dataclass(frozen=True, slots=True)
class MarkForm:
    """Mark words in an article; with ``techniques``, name the technique of each mark."""

    side: Side
    scope: tuple[Span, ...]
    """The blocks asked about, in reading order. Words outside them are not counted."""
    techniques: tuple[Option, ...] = ()
    need: int | None = None
    """"Find at least n": shown to the student."""


@dataclass(frozen=True, slots=True)
class PickForm:
    """Pick one option, or several."""

    options: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class GridForm:
    """Answer each column's question for each row by one of its options."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class OrderForm:
    """Put the items in order. ``items`` come in the order first shown."""

    items: tuple[Row, ...]
    first: str = ""
    last: str = ""
    """What the two ends mean, for example "strongest" and "weakest"."""


@dataclass(frozen=True, slots=True)
class TextForm:
    """Type a word, a number, a phrase or a sentence."""

    long: bool = False
    original: str = ""
    """The sentence to rewrite; empty for a short answer."""
    original_span: Span | None = None
    words: tuple[int, int] | None = None
    """Fewest and most words a rewrite may have, shown to the student."""
    must: tuple[str, ...] = ()
    """Rules shown to the student, one line each."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a custom form that is answered by a choice: what readings and classes are compared by."""

    id: str
    """As in the parts of a result, where a part judges it."""
    text: str
    """Plain words."""
    options: Mapping[str, str]
    """Plain words by id."""


class CustomForm(ABC):
    """A form that a kind brings itself: frozen, made of what a student may see before answering."""

    @property
    @abstractmethod
    def texts(self) -> Sequence[str]:
        """What is read in it, as Markdown: for the minutes that a lesson takes."""

    @property
    @abstractmethod
    def decisions(self) -> int:
        """How many decisions it takes, for the same."""

    @abstractmethod
    def asked(self) -> Sequence[Asked]:
        """Its questions that are answered by a choice."""

    @abstractmethod
    def chosen(self, answer: Answer) -> Mapping[str, str]:
        """The option that an answer takes, by question; questions left open are absent."""

    @abstractmethod
    def blank(self) -> Answer:
        """The answer of those who leave it as it is."""

    @abstractmethod
    def read(self, raw: Raw) -> Answer:
        """The answer that a raw one gives; raises ``AnswerError``. It is never blank: that is seen before."""

    @abstractmethod
    def keep(self, answer: Answer) -> Raw:
        """The answer in the form the record keeps."""

    @abstractmethod
    def reread(self, raw: Raw) -> tuple[Answer, tuple[str, ...]]:
        """A kept answer as one to the texts of today, and the words of its marks that are lost. Raises as ``read``."""

    def gone(self, raw: Raw) -> Iterable[str]:
        """The ids in a kept answer of what the form does not have any more; none where answers hold no ids.

        Never raises.
        """
        return ()

    @abstractmethod
    def onward(self, before: Answer, after: Answer) -> Answer:
        """The answer after a change, or after one was undone, with what cannot be taken back.

        Raises ``AnswerError`` for one that the form does not allow.
        """

    def on_paper(self) -> Paper:
        """The form on a printed sheet; if it says nothing, its questions with a box before each option."""
        parts: list[PaperPart] = []
        for question in self.asked():
            parts += [PaperText(question.text), PaperList(lettered([*question.options.values()]), boxes=True)]
        return Paper(tuple(parts))

    def how_to_type(self) -> str:
        """How a filled sheet is typed, in a sentence; if it says nothing, a letter for each of its questions."""
        return _("One letter for each question: {count}; - for none").format(count=len(self.asked()))

    def typed(self, words: str) -> Answer:
        """The answer on a filled sheet, as a teacher types it. Raises ``AnswerError``."""
        questions, letters = self.asked(), [*"".join(words.split())]
        if len(letters) != len(questions):
            expected = _("letters: {count}").format(count=len(questions))
            raise AnswerError(_("letters: {count}").format(count=len(letters)), expected)
        raw: dict[str, Raw] = {}
        for question, letter in zip(questions, letters, strict=True):
            if letter != OPEN:
                names = dict(lettered([*question.options]))
                raw[question.id] = named_by(letter, names)
        return self.read(raw)

    def as_typed(self, answer: Answer) -> str:
        """The way back of ``typed``."""
        chosen = self.chosen(answer)
        names = [{id: name for name, id in lettered([*question.options])} for question in self.asked()]
        return "".join(
            known.get(chosen.get(question.id, ""), OPEN)
            for known, question in zip(names, self.asked(), strict=True)
        )

    def begun_again(self, answer: Answer | None) -> Answer | None:
        """What is left of an answer when the exercise is tried again as practice; ``None`` for nothing."""
        return answer


Form = MarkForm | PickForm | GridForm | OrderForm | TextForm | CustomForm
