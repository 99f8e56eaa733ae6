"""What every exercise kind is: its fields in two files, its form, its scoring, its chance, its rule.

A kind is pure: it knows no screen, no clock and no file. One module a kind; ``lessons.kinds.registry`` lists them.

The life of an exercise::

    task fields (lesson.yaml) --form()--> Form          what a front end shows
    key fields (key.yaml)     --bind()--> Bound         anchors resolved, ready to score
    Answer (what the form takes) --Bound.score()--> Score
"""

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

from pydantic import Field

from lessons.anchoring.quote import Located, locate
from lessons.kinds.answer_lines import AnswerLines, twin_lists
from lessons.kinds.item import Item, Judgement
from lessons.kinds.joining import Joiner
from lessons.kinds.marking import MarkKey
from lessons.kinds.one_file import Desk
from lessons.kinds.roles import without_a_role
from lessons.loading.document import Trail, Value
from lessons.loading.placed import Placed
from lessons.model.answer import Answer
from lessons.model.article import Article
from lessons.model.fields import (
    Explanation,
    Explanations,
    Fields,
    Identifiers,
    Integer,
    KeptId,
    Labels,
    Number,
    Question,
    Quote,
    Role,
)
from lessons.model.form import Form, Side
from lessons.model.glossary import Glossary, Strand
from lessons.model.problem import Severity
from lessons.model.result import Result, Score
from lessons.text.spans import Span


class Task(Fields):
    """What every exercise has in lesson.yaml, whatever its kind."""

    id: KeptId
    """The exercise's name: key.yaml gives the answer under it. Each id once in a lesson."""
    was: Annotated[Identifiers, Role.KEPT] = ()
    """Ids that the exercise had before: what was answered under them belongs to it."""
    strand: Strand
    """What it trains. Each lesson has all three strands."""
    level: Annotated[Integer, Field(ge=1, le=3)] = 1
    """1 easy, 2 or 3 hard."""
    where: Labels = ()
    """Labels of the blocks the exercise is about; empty for the whole article."""
    prompt: Question
    """What to do; Markdown."""
    hints: Explanations = ()
    """Shown one by one on request. None may give the answer away."""
    worked: Explanation | None = None
    """A worked example shown with the prompt."""
    weight: Annotated[Number, Field(gt=0, le=100)] = Fraction(1)
    """Share of the lesson's total."""


class Key(Fields):
    """What every answer has in key.yaml, whatever its kind."""

    why: Explanation
    """Shown after every answer, right or wrong; Markdown."""


@dataclass(frozen=True)
class Fault:
    """A problem found while binding, before it has a place in a file."""

    code: str
    at: Trail
    """Within the exercise's own mapping."""
    found: str
    expected: str
    fix: str
    severity: Severity = Severity.ERROR
    on_key: bool = False
    """Whether it is told at the key that ``at`` ends with, not at that key's value."""
    add: tuple[str, ...] = ()
    """AnswerLines of YAML that mend it when they stand beside the value."""


@dataclass
class Bench:
    """What a kind works with while it builds a form or binds a key: the articles, the glossary, and a fault list.

    Methods never raise: they note a fault and return ``None`` or an empty value, so that all faults of a file are
    found in one run.
    """

    article: Article
    beside: Article | None
    glossary: Glossary
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether no error has been noted so far."""
        return all(fault.severity is not Severity.ERROR for fault in self.faults)

    def side(self, side: Side) -> Article:
        """The article of that side; the main one when there is no second article (noted elsewhere)."""
        return self.beside if side == "beside" and self.beside is not None else self.article

    def fault(
        self, code: str, at: Trail, found: str, expected: str, fix: str, *, on_key: bool = False
    ) -> None:
        """Note an error at a place of the exercise's mapping."""
        self.faults.append(Fault(code, at, found, expected, fix, on_key=on_key))

    def warn(
        self, code: str, at: Trail, found: str, expected: str, fix: str, *, on_key: bool = False
    ) -> None:
        """Note a warning at a place of the exercise's mapping."""
        self.faults.append(Fault(code, at, found, expected, fix, Severity.WARNING, on_key))

    def advise(self, code: str, at: Trail, found: str, expected: str, fix: str) -> None:
        """Note a piece of advice at a place of the exercise's mapping."""
        self.faults.append(Fault(code, at, found, expected, fix, Severity.ADVICE))

    def spans(
        self, quote: Quote, at: Trail, side: Side = "main", where: Sequence[str] = ()
    ) -> tuple[Span, ...]:
        """Where the quote stands: one span, or several with ``all``; empty (and a fault) when it does not anchor.

        ``where`` are the exercise's own labels, used when the quote names none.
        """
        located: Located = locate(self.side(side), quote, default_where=where)
        if located.trouble is not None:
            trouble = located.trouble
            found = f"in the second article: {trouble.found}" if side == "beside" else trouble.found
            at = (*at, trouble.field)
            self.faults.append(Fault(trouble.code, at, found, trouble.expected, trouble.fix, add=trouble.add))
        return located.spans

    def scope(self, where: Sequence[str], at: Trail, side: Side = "main") -> tuple[Span, ...]:
        """The spans of the blocks named, in reading order; all blocks when none is named."""
        article = self.side(side)
        if not where:
            return tuple(block.span for block in article.blocks)
        spans = []
        for index, label in enumerate(where):
            block = article.by_label.get(label)
            if block is None:
                labels = ", ".join(article.by_label)
                self.fault(
                    "F301",
                    (*at, index),
                    f"no block {label!r} in the article",
                    f"one of {labels}",
                    _blocks_in(label, article) or "use a number from the margin",
                )
            else:
                spans.append(block.span)
        return tuple(sorted(spans))

    def techniques(self, ids: Sequence[str], at: Trail) -> None:
        """Note a fault for each technique id that the glossary does not know."""
        for index, id in enumerate(ids):
            self.technique(id, (*at, index))

    def technique(self, id: str, at: Trail) -> None:
        """Note a fault when the glossary does not know the technique id."""
        ids = [technique.id for technique in self.glossary.techniques]
        if id not in ids:
            close = difflib.get_close_matches(id, ids, 1)
            fix = f"did you mean {close[0]!r}?" if close else "add it to techniques.yaml"
            self.fault("F302", at, f"unknown technique {id!r}", "a technique id of the glossary", fix)


@dataclass(frozen=True, slots=True)
class Lazy:
    """An answer made without reading, and the most it may score."""

    name: str
    answer: Answer
    most: Fraction = Fraction(0)


class Bound(ABC):
    """A key ready to score: frozen, holds resolved spans, knows no file. Whatever is asked of a key, it answers."""

    @property
    @abstractmethod
    def chance(self) -> Fraction:
        """What a blind guess expects; 0 <= chance < 1.

        May draw 2,000 guesses with a seed taken from the exercise's id; what takes long is worked out once an object.
        """

    @abstractmethod
    def rule(self) -> str:
        """The rule in one sentence for students."""

    @abstractmethod
    def score(self, answer: Answer) -> Score:
        """Score an answer to the exercise's form; pure and exact. ``TypeError`` for an answer to another form."""

    def grade(self, answer: Answer, why: str) -> Result:
        """The score with all that explains it; ``why`` is the key's explanation. Raises as ``score`` does."""
        score = self.score(answer)
        return Result(
            score=score.score,
            chance=self.chance,
            parts=score.parts,
            rule=self.rule(),
            arithmetic=score.arithmetic,
            why=why,
            characters=score.characters,
            rubric=self.rubric,
        )

    @abstractmethod
    def perfect(self) -> Answer:
        """The key itself as an answer: scores exactly 1."""

    @cached_property
    def perfect_score(self) -> Score:
        """What the key itself earns, with what is said of it; worked out once an object."""
        return self.score(self.perfect())

    @abstractmethod
    def lazy(self) -> Iterator[Lazy]:
        """Answers made without reading (blank is added for every kind), each with the most it may score."""

    @abstractmethod
    def items(self) -> tuple[Item, ...]:
        """What the key judges, in the order of the exercise; empty where it judges the answer as a whole only."""

    @property
    def rubric(self) -> tuple[str, ...]:
        """What a teacher's marks mean, from 0 on; empty for what the program scores."""
        return ()

    @property
    def marks(self) -> MarkKey | None:
        """The words to be found, of an exercise that is answered by marking words; else ``None``."""
        return None


@dataclass(frozen=True, slots=True)
class Example:
    """The exercise by which a kind is shown to authors: by ``closeread new``, and in the schemas of editors."""

    strand: Strand
    """What it trains, as most exercises of its kind do."""
    from_article: Literal["sentences", "wording", "source", "count", "rewording"] = "sentences"
    """What is taken from an article of one's own: its first sentences, striking words, a sentence to ask the source of,
    the number of its paragraphs, or a sentence that can do without a word."""
    template: str | None = None
    """Its text with gaps, as ``lessons.author.templates`` fills them; ``None`` where ``templates/kinds`` has a file
    of the kind's name."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Something else that an exercise of a kind can be: other fields, and no lines."""

    about: str
    """What students do in it, as the list of wishes in ``closeread write`` says it."""
    begins: Mapping[str, str]
    """The fields that make an exercise one of these."""
    asks: tuple[str, ...]
    """The fields that its author is asked for, beside those of every exercise."""
    without: tuple[str, ...]
    """The fields of the kind that it has not."""
    template: str
    """As ``Example.template``."""


T = TypeVar("T", bound=Task)
K = TypeVar("K", bound=Key)


class Kind(ABC, Generic[T, K]):
    """One exercise kind: its fields, its form, and the way from its fields to a key ready to score."""

    name: ClassVar[str]
    example: ClassVar[Example]
    both_articles: ClassVar[bool] = False
    """Whether the lesson's two articles are held against each other: both are shown, and one is not enough."""
    task: type[T]
    key: type[K]
    any_strand: ClassVar[bool] = False
    """Whether exercises of this kind are as often about one strand as about another, so that it had better be said."""
    in_one_file: ClassVar[Mapping[str, tuple[str, str, str]]] = {}
    """Faults in the words of a lesson in one file, by their codes: found, expected, fix; where empty, as elsewhere."""
    lines: ClassVar[tuple[AnswerLines, ...]] = ()
    """Its lists in a lesson in one file; those of its fields that task and key have in common, if it says nothing."""
    variants: ClassVar[Mapping[str, Variant]] = {}
    """What else its exercises can be, by the name behind that of the kind: ``closeread new exercise KIND NAME``."""

    def __init_subclass__(cls) -> None:
        """Refuse fields that do not say what they are: an id without a list would tell answers in a sealed pack."""
        if not (hasattr(cls, "task") and hasattr(cls, "key")):
            return
        if unclear := without_a_role(cls.task, cls.key):
            raise TypeError("fields without a role (lessons.model.fields):\n" + "\n".join(unclear))
        if "lines" not in vars(cls):
            cls.lines = twin_lists(cls.task, cls.key)

    @property
    def fields(self) -> tuple[type[T], type[K]]:
        """The models of its task and its key."""
        return self.task, self.key

    def write_out(self, desk: Desk) -> None:
        """Take an exercise that is written in one file apart; faults are noted on the desk."""
        for lines in self.lines:
            desk.put(lines, desk.lines(lines))

    def join(self, joiner: Joiner) -> None:
        """The way back of ``write_out``: join an exercise and its answer to an exercise in one file."""
        for lines in self.lines:
            joiner.put(lines)

    def variant(self, fields: Mapping[str, object]) -> Variant | None:
        """What else the exercise with these fields of lesson.yaml is; ``None`` where it is as most of its kind."""
        for one in self.variants.values():
            if all(fields.get(name) == value for name, value in one.begins.items()):
                return one
        return None

    def line_fields(self, desk: Desk, lines: AnswerLines) -> Sequence[str]:
        """More fields that a line may have in one file, beside those of the answer."""
        return ()

    def usual(self, task: Mapping[str, Placed]) -> str:
        """The name under which the presets have the usual question of an exercise with these fields."""
        return self.name

    def usual_strand(self, task: Mapping[str, Placed]) -> Strand:
        """What an exercise with these fields trains, where its author does not say it."""
        return self.example.strand

    def marks_in(self, fields: Mapping[str, Value]) -> Side:
        """The article in which an exercise with these fields of lesson.yaml has its marks; the file may be faulty."""
        return "beside" if fields.get("in") == "beside" else "main"

    def teachers_weight(self, task: T) -> Fraction | None:
        """What the teacher's mark weighs, of an exercise that the program cannot score; ``None`` for all others."""
        return None

    def judgements(self, task: T, key: K) -> Iterator[Judgement]:
        """What the key says of phrases that mean the same in every lesson of a course; by default nothing."""
        yield from ()

    @abstractmethod
    def form(self, task: T, bench: Bench) -> Form:
        """What the student fills in; from lesson.yaml alone."""

    @abstractmethod
    def bind(self, task: T, key: K, form: Form, bench: Bench) -> Bound:
        """The key made ready to score; faults are noted on the bench with places in the key's mapping."""


def _blocks_in(label: str, article: Article) -> str:
    """How several blocks are named that stand in one text, such as ``1, 2``."""
    ends = re.fullmatch(r"\D*([0-9]{1,3})\s*(?:[-\u2013\u2014]|to|until|through|bis)\s*([0-9]{1,3})", label)
    words = re.findall(r"[hf]?[0-9]+", label)
    if ends is not None:
        low, high = sorted(map(int, ends.groups()))
        words = [str(number) for number in range(low, high + 1)]
    labels = [word for word in words if word in article.by_label]
    return f"write [{', '.join(labels)}]" if labels else ""
