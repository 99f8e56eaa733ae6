"""A marking exercise made on the spot: fields, form and bound key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessons.anchoring.describe import describe
from lessons.kinds.base import Bench, Bound, Fault
from lessons.kinds.mark import MarkFields, MarkTask, MarkWords
from lessons.kinds.marking import MarkKey
from lessons.kinds.written_answers import read
from lessons.model.answer import Answer
from lessons.model.article import Article
from lessons.model.fields import Plain
from lessons.model.form import MarkForm
from lessons.model.glossary import Family, Glossary, Technique
from lessons.model.result import Score
from lessons.text.spans import Span

GLOSSARY = Glossary(
    families=(Family("wording", "Wording", "language"), Family("call", "Call", "language")),
    techniques=(
        Technique("loaded", "wording", "Loaded language", "..."),
        Technique("vague", "wording", "Vagueness", "..."),
        Technique("slogan", "call", "Slogan", "..."),
        Technique("fear", "other", "Appeal to fear", "..."),
    ),
)
KIND = MarkWords()


def plain(value: Any) -> Any:
    """Values as the YAML reader hands them over: unquoted scalars are ``Plain``."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return Plain(str(value).lower())
    return value if isinstance(value, str) else Plain(str(value))


@dataclass(frozen=True)
class Marking:
    """One exercise, ready to be answered."""

    article: Article
    form: MarkForm
    bound: Bound
    key: MarkKey
    faults: tuple[Fault, ...]
    """Without the advice to explain every item."""

    def score(self, given: Any) -> Score:
        """The score of an answer, by the way every answer takes when it is a raw one."""
        answer = given if isinstance(given, Answer) else read(self.form, given, self.article, None)
        return self.bound.score(answer)


def marking(
    article: Article,
    mark: Sequence[Mapping[str, Any]],
    traps: Sequence[Mapping[str, Any]] = (),
    task: Mapping[str, Any] | None = None,
    **key: Any,
) -> Marking:
    """Bind an exercise; ``task`` and ``key`` are fields as in the files, ``family_credit`` with its hyphen."""
    task_fields = {"id": "find", "strand": "language", "prompt": "Mark.", **(task or {})}
    fields = {"mark": mark, "traps": traps, "why": "Because.", **key}
    bench = Bench(article, None, GLOSSARY)
    typed = MarkTask.model_validate(plain(task_fields))
    form = KIND.form(typed, bench)
    bound = KIND.bind(typed, MarkFields.model_validate(plain(fields)), form, bench)
    return Marking(
        article, form, bound, bound.key, tuple(fault for fault in bench.faults if fault.code != "K709")
    )


def anchor_fields(article: Article, span: Span) -> dict[str, Any]:
    """A span as the fields of an anchor in a file."""
    described = describe(article, span)
    fields: dict[str, Any] = {"quote": described.quote, "before": described.before, "after": described.after}
    if described.nth is not None:
        fields["nth"] = described.nth
    if described.where:
        fields["where"] = list(described.where)
    return fields


def mark_of(article: Article, words: str, technique: str | None = None, nth: int = 1) -> dict[str, Any]:
    """A raw mark on words that stand in the article letter for letter."""
    start = -1
    for _ in range(nth):
        start = article.text.index(words, start + 1)
    mark: dict[str, Any] = {"start": start, "end": start + len(words)}
    if technique is not None:
        mark["technique"] = technique
    return mark
