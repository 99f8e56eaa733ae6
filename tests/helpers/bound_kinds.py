"""Exercises bound from small mappings, as they would come from the two YAML files."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lessons.kinds.base import Bench, Fault
from lessons.kinds.registry import KINDS
from lessons.kinds.written_answers import read, write
from lessons.model.answer import Answer, Raw
from lessons.model.article import Article
from lessons.model.form import Form
from lessons.model.glossary import Family, Glossary, Technique
from lessons.model.problem import Severity
from lessons.model.result import Part, Score
from lessons.model.scalar import Plain
from tests.helpers.articles import article_of

ARTICLE = article_of(
    "# Trams for Tinytown",
    "Greedy planners pushed a reckless tram plan through the council on Tuesday.",
    "Everyone in the town knows the fact: the face of the plan is a credible source.",
)
BESIDE = article_of(
    "# Council votes", "The council voted 7 to 2 for a tram line. The line will cost 3 million."
)
GLOSSARY = Glossary(
    (Family("wording", "Wording", "language"), Family("call", "Call", "language")),
    (
        Technique("loaded-language", "wording", "Loaded language", "Strong words."),
        Technique("exaggeration", "wording", "Exaggeration", "Bigger than it is."),
        Technique("slogan", "call", "Slogan", "A catchy phrase."),
    ),
)


def plain(value: Any) -> Any:
    """A value as the YAML reader hands it over: every scalar is text that knows that it stood unquoted."""
    if isinstance(value, Mapping):
        return {Plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return Plain("true" if value else "false")
    return Plain(value)


@dataclass
class Made:
    """An exercise ready to score."""

    kind: Any
    form: Form
    bound: Any
    faults: list[Fault]
    """Without the warnings of items that are not explained, which is in ``unexplained``."""
    unexplained: list[Fault]
    article: Article
    beside: Article | None

    @property
    def errors(self) -> list[str]:
        """Codes of the errors, in the order found."""
        return [fault.code for fault in self.faults if fault.severity is Severity.ERROR]

    @property
    def hints(self) -> list[str]:
        """Codes of warnings and advice."""
        return [fault.code for fault in self.faults if fault.severity is not Severity.ERROR]

    def at(self, code: str) -> tuple[str | int, ...]:
        """Where the fault with this code is."""
        return next(fault.at for fault in self.faults if fault.code == code)

    def score(self, given: Any) -> Score:
        """Score an answer, read first the way a score file is when it is a raw one."""
        answer = given if isinstance(given, Answer) else read(self.form, given, self.article, self.beside)
        score: Score = self.bound.score(answer)
        return score

    def perfect(self) -> Raw:
        """The key's own answer as the record has it."""
        return write(self.bound.perfect())

    def worth(self, raw: Any) -> Fraction:
        """The score alone."""
        return self.score(raw).score

    def parts(self, raw: Any) -> dict[str, Part]:
        """The verdicts by their id."""
        return {part.id: part for part in self.score(raw).parts}

    @property
    def chance(self) -> Fraction:
        """What guessing expects."""
        chance: Fraction = self.bound.chance
        return chance


def worth(part: Part) -> tuple[float, float]:
    """Credit and weight."""
    return float(part.credit), float(part.weight)


def make(
    name: str,
    task: Mapping[str, Any],
    key: Mapping[str, Any],
    article: Article = ARTICLE,
    beside: Article | None = BESIDE,
    id: str = "exercise",
) -> Made:
    """Build form and bound key through the real fields; raises pydantic's error for a malformed mapping."""
    kind = KINDS[name]
    bench = Bench(article, beside, GLOSSARY)
    head = {"id": id, "strand": "language", "prompt": "Do it."}
    fields = kind.task.model_validate(plain({**head, **task}))
    form = kind.form(fields, bench)
    bound = kind.bind(fields, kind.key.model_validate(plain({"why": "Because.", **key})), form, bench)
    unexplained = [fault for fault in bench.faults if fault.code == "K709"]
    faults = [fault for fault in bench.faults if fault.code != "K709"]
    return Made(kind, form, bound, faults, unexplained, article, beside)
