"""What a kind says of the lines of its exercise in a lesson of one file: their list, first words, and what is asked.

The kind's own file holds it; ``one_file`` writes such lines out as fields of lesson.yaml and key.yaml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from lessons.kinds.roles import FieldType, fields_of
from lessons.loading.document import texts_in
from lessons.loading.placed import Placed
from lessons.model.fields import Of


@dataclass(frozen=True)
class FirstWord:
    """What a line may begin with."""

    says: Mapping[str, str] = field(default_factory=dict)
    """Fields of the answer that it stands for."""
    into: str = ""
    """The list of the key that such a line goes to, where it is not that of the other lines."""
    other: tuple[str, ...] = ()
    """Other words for the same."""
    asks: tuple[str, ...] | None = None
    """What a writer is asked of such a line, where it is not what is asked of the others."""
    about: str = ""
    """What such a line holds, in a sentence for editors."""


ROW_WORDS = {
    "quote": FirstWord(about="Words of the article, exactly as they stand there."),
    "text": FirstWord(about="What the line says, when it is no quotation."),
}
"""What a line begins with that only says what it is about."""


WORDINGS = {
    "right": FirstWord(about="A wording that counts, or several.", asks=()),
    "partly": FirstWord({"credit": "1/2"}, about="A wording that earns half, or its credit."),
    "wrong": FirstWord(into="reject", about="A wording that does not count."),
}
"""What a line begins with that holds what may be typed."""


@dataclass(frozen=True)
class AnswerLines:
    """A list of an exercise in one file: each line holds what is asked and what is right.

    With ``asked`` its lines are written out as entries under ids, of that list of the task and of the list ``answered``
    of the key; without it as items of lists of the key.
    """

    name: str
    words: Mapping[str, FirstWord]
    answered: str
    asked: str = ""
    text: str = "quote"
    """Without ``asked``: the field of the item that holds the words after the first key."""
    head: str = "text"
    """With ``asked``: the field of the row that holds them, where they are no quotation."""
    verdict: str = ""
    """The field of the answer that the first key's own word goes to, before those under ``also``."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Names of fields of the answer: as they are called here, and as key.yaml calls them."""
    bare: str = ""
    """The word that a line without one stands for."""
    asks: tuple[str, ...] = ("why",)
    """What a writer is asked of each line, in this order."""
    beside_first: bool = False
    """Whether a writer is asked for this list beside the kind's first one, and not in its place."""
    mixed: bool = False
    """Whether the entries are shown in an order that tells nothing, unless the exercise says ``shown: as-written``."""

    def called(self, word: str) -> str:
        """The word that is meant: itself, or the one it is another word for; empty for an unknown one."""
        return next((name for name, one in self.words.items() if word == name or word in one.other), "")

    def in_ids(self, part: Placed) -> Placed:
        """Verdicts as key.yaml has them, in a text, in a list, or before a colon; other words as they are."""

        def id_of(word: str) -> str:
            return self.words[called].says.get(self.verdict, word) if (called := self.called(word)) else word

        if part.fields:
            return part.here({id_of(word): one for word, one in part.fields.items()})
        if isinstance(part.value, list):
            return part.here([self.in_ids(one) for one in part.value])
        return part.here(id_of(part.text)) if part.text else part


@dataclass
class AnswerLine:
    """A line of such a list, read."""

    whole: Placed
    word: str
    words: Placed
    """What stands behind the first key."""
    asked: dict[str, Placed]
    """Fields of the task."""
    answer: dict[str, Placed]
    """Fields of the key."""
    id: str = ""

    def wordings(self, lines: AnswerLines) -> "Iterator[AnswerLine]":
        """A line for each of several texts behind the first key."""
        for words in self.words.items or [self.words]:
            yield replace(self, words=words, answer={**self.answer, lines.text: words})

    @property
    def about(self) -> str:
        """The words it is about."""
        return self.words.text or self.asked.get("quote", self.words).text

    @property
    def said(self) -> Iterator[str]:
        """What else it says: why, and all else."""
        for part in (*self.answer.values(), *self.asked.values()):
            yield from (text for text in texts_in(part.plain()) if text != self.about)


def row_model(tasks: Mapping[str, FieldType], lines: AnswerLines) -> type[BaseModel] | None:
    """The fields of the rows that lines ask, of the fields of a task; ``None`` for plain texts, and for no rows."""
    entries = tasks[lines.asked].entries if lines.asked else None
    return entries[1].model if entries is not None else None


def answer_type(keys: Mapping[str, FieldType], lines: AnswerLines, into: str = "") -> FieldType | None:
    """What each line answers, of the fields of a key; ``None`` where the kind makes one answer of all lines.

    ``into`` is another list of the key that some lines go to.
    """
    type_ = keys[into or lines.answered]
    return type_.entries[1] if type_.entries is not None else next(iter(type_.items), None)


def twin_lists(task: type[BaseModel], key: type[BaseModel]) -> tuple[AnswerLines, ...]:
    """The lists of a kind that says nothing of its lines: those whose entries stand in the task and in the key."""
    made = []
    tasks = fields_of(task)
    for name, type_ in fields_of(key).items():
        role = type_.entries[0].refers if type_.entries is not None else None
        if isinstance(role, Of) and role.path == (name,) and name in tasks:
            made.append(AnswerLines(name, ROW_WORDS, name, asked=name))
    return tuple(made)
