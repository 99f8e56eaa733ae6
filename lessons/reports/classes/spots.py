"""The places of a heat map worth stopping at: the key's phrases, and what many marked that is not in the key."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lessons.kinds.marking import KeyPhrase, SidePhrase
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.model.result import Verdict
from lessons.model.span import Span
from lessons.reports.classes.heat_words import Kind
from lessons.reports.classes.values import ClassReport, ExerciseReport, HeatMap, ItemReport

_ORDER: tuple[Kind, ...] = ("key", "trap", "debatable", "plain")
"""What a place is where exercises differ about it: the first that one of them says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the key and the class say of a place in one exercise."""

    exercise: str
    kind: Kind
    answered: int
    """Learners who answered the exercise."""
    marked: int
    """Learners who found it, wholly or in part; of a place that is no key phrase, those who marked it."""
    partly: int = 0
    """How many of ``marked`` found it in part."""
    item: str = ""
    """Id of the key's item; empty for a place that is not in the key."""
    technique: str | None = None
    plain: str = ""
    why: str = ""
    """Markdown."""
    flags: tuple[str, ...] = ()

    @property
    def missed(self) -> int:
        """Learners who answered and did not find the phrase."""
        return self.answered - self.marked


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the article."""

    span: Span
    text: str
    kind: Kind
    marked: int
    """Readers to show: who found the phrase, or marked the place."""
    of: int
    """Readers who could: those who answered."""
    findings: tuple[Finding, ...]
    """One for each exercise that has it, in the order of the lesson."""


def spots(report: ClassReport, heat: HeatMap) -> tuple[Spot, ...]:
    """The places of one map in reading order; with an empty ``heat.exercise`` those of all its exercises.

    The same words in several exercises are one place. Words in no phrase of one exercise are left out where a phrase of
    the map has them.
    """
    found: dict[Span, list[Finding]] = {}
    for one in report.exercises:
        if one.heat is not None and one.heat.side == heat.side and heat.exercise in ("", one.exercise.id):
            for span, finding in _findings(report, one, one.heat):
                found.setdefault(span, []).append(finding)
    article = article_of(report, heat.side)
    made = [_spot(article, heat, span, findings) for span, findings in sorted(found.items())]
    return tuple(spot for spot in made if spot.kind != "plain" or not _keyed(article, heat, spot.span))


def article_of(report: ClassReport, side: Side) -> Article:
    """The article that a side names."""
    lesson = report.lesson
    return lesson.beside if side == "beside" and lesson.beside is not None else lesson.article


def _spot(article: Article, heat: HeatMap, span: Span, findings: list[Finding]) -> Spot:
    kind = min((finding.kind for finding in findings), key=_ORDER.index)
    marked = max(finding.marked for finding in findings)
    if len(findings) > 1:  # one reader may have found it in one exercise, another in another
        words = article.words.between(*span)
        marked = max(marked, max((heat.counts.get(word, 0) for word in words), default=0))
    text = " ".join(article.text[slice(*span)].split())
    of = findings[0].answered if len(findings) == 1 else heat.readers
    return Spot(span, text, kind, marked, of, tuple(findings))


def _keyed(article: Article, heat: HeatMap, span: Span) -> bool:
    """Whether every word of a place is in a phrase of the key, or beside one."""
    keyed = heat.wanted | heat.open | heat.traps
    return all(word in keyed for word in article.words.between(*span))


def _findings(report: ClassReport, one: ExerciseReport, heat: HeatMap) -> Iterator[tuple[Span, Finding]]:
    marks = report.key.bound[one.exercise.id].marks
    if marks is None:
        return
    every: list[KeyPhrase | SidePhrase] = [*marks.phrases, *marks.debatable, *marks.traps]
    phrases = {phrase.id: phrase for phrase in every}
    traps = {trap.id for trap in marks.traps}
    for item in one.items:
        if item.span is not None and item.id in phrases:
            phrase = phrases[item.id]
            aside: Kind = "trap" if item.id in traps else "debatable"
            yield item.span, _finding(one, item, phrase, "key" if isinstance(phrase, KeyPhrase) else aside)
    for stretch in heat.stretches:
        yield stretch.span, Finding(one.exercise.id, "plain", one.answered, stretch.readers)


def _finding(one: ExerciseReport, item: ItemReport, phrase: KeyPhrase | SidePhrase, kind: Kind) -> Finding:
    partly = item.verdicts.get(Verdict.PARTLY, 0)
    aside = item.verdicts.get(Verdict.TRAP, 0) + item.verdicts.get(Verdict.DEBATABLE, 0)
    made = Finding(
        exercise=one.exercise.id,
        kind=kind,
        answered=one.answered,
        marked=aside,
        item=item.id,
        technique=phrase.technique,
        why=phrase.why,
        flags=item.flags,
    )
    if isinstance(phrase, KeyPhrase):
        found = item.verdicts.get(Verdict.RIGHT, 0) + partly
        return replace(made, marked=found, partly=partly, plain=phrase.plain)
    return made
