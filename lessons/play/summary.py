"""The end of a lesson in figures: per strand, per technique, hits and false alarms apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _
from lessons.lesson.lesson import Lesson
from lessons.model.form import MarkForm
from lessons.model.result import Part, Result, Verdict, percent
from lessons.play.day_score import Withdrawn

STRANDS = ("language", "sourcing", "omission")
STRONG = Fraction(1, 2)
"""From this score on, the best strand is called strong."""
FINE = Fraction(3, 4)
"""From this score on, the worst strand is not called weak."""


def strand_name(strand: str) -> str:
    """The strand's name for students."""
    return {"language": _("language"), "sourcing": _("sourcing"), "omission": _("omission")}[strand]


@dataclass(frozen=True, slots=True)
class StrandScore:
    """One strand: the weighted mean over all its exercises, those without an answer counted 0."""

    strand: str
    score: Fraction
    chance: Fraction
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class TechniqueScore:
    """How often a technique of the key was found and missed."""

    technique: str
    found: int
    missed: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished or unfinished attempt in figures."""

    score: Fraction
    chance: Fraction
    """What guessing would give on the same exercises."""
    answered: int
    total: int
    strands: tuple[StrandScore, ...]
    techniques: tuple[TechniqueScore, ...]
    missed: tuple[tuple[str, Part], ...]
    """(exercise id, item) of everything that cost: missed, wrong, named wrongly, found in part, a trap."""
    hits: int
    """Marks on the article that belong to a key phrase: key phrases found, wholly or in part."""
    false_alarms: int
    """Marks on words that no key phrase holds, traps included."""
    strong: str
    weak: str
    next: str
    """Three lines for the student."""
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(exercise id, sentences) of answers whose score of the day stands though the text or the key has changed."""
    withdrawn: tuple[Withdrawn, ...] = ()
    """Answered exercises that the lesson has no more; they count as they did."""
    short: bool = False
    """Whether all this is about the short path of the lesson."""


def summarise(
    lesson: Lesson,
    results: Mapping[str, Result],
    weights: Mapping[str, Fraction],
    withdrawn: Sequence[Withdrawn] = (),
) -> Summary:
    """Sum up first submissions.

    ``results`` holds the answered exercises only; ``weights`` those that count, ``withdrawn`` is counted besides.
    """
    score, chance = _mean(weights, results, withdrawn)
    strands = []
    for strand in STRANDS:
        listed = [exercise.id for exercise in lesson.exercises if exercise.task.strand == strand]
        ids = [id for id in listed if id in weights]
        if ids:
            mean, guess = _mean({id: weights[id] for id in ids}, results)
            strands.append(StrandScore(strand, mean, guess, sum(id in results for id in ids), len(ids)))
    techniques = _techniques(results)
    hits, false_alarms = _marks(lesson, results)
    strong, weak, advice = _advice(lesson, strands, techniques, hits, false_alarms)
    missed = tuple(
        (id, part) for id, result in results.items() for part in result.parts if _cost(result, part)
    )
    return Summary(
        score,
        chance,
        len(results) + len(withdrawn),
        len(weights) + len(withdrawn),
        tuple(strands),
        techniques,
        missed,
        hits,
        false_alarms,
        strong,
        weak,
        advice,
        tuple((id, result.since) for id, result in results.items() if result.since),
        tuple(withdrawn),
    )


def withdrawn_line(one: Withdrawn) -> str:
    """A sentence on an exercise that is gone, or cannot be scored now."""
    if one.unscored:
        message = _("Left out just now, as its key has a fault: {id}. Its score stands: {score} of 100.")
    else:
        message = _("Withdrawn from this lesson since you answered: {id}. Its score stands: {score} of 100.")
    return message.format(id=one.id, score=percent(one.score))


def _mean(
    weights: Mapping[str, Fraction], results: Mapping[str, Result], withdrawn: Sequence[Withdrawn] = ()
) -> tuple[Fraction, Fraction]:
    """Weighted mean of score and of chance; chance is taken over the answered exercises, the others earn nothing."""
    total = sum(weights.values(), Fraction(0)) + sum((one.weight for one in withdrawn), Fraction(0))
    if not total:
        return Fraction(0), Fraction(0)
    score = sum((weight * results[id].score for id, weight in weights.items() if id in results), Fraction(0))
    chance = sum(
        (weight * results[id].chance for id, weight in weights.items() if id in results), Fraction(0)
    )
    score += sum((one.weight * one.score for one in withdrawn), Fraction(0))
    chance += sum((one.weight * one.chance for one in withdrawn), Fraction(0))
    return score / total, chance / total


def _techniques(results: Mapping[str, Result]) -> tuple[TechniqueScore, ...]:
    counts: dict[str, list[int]] = {}
    for result in results.values():
        for part in result.parts:
            if part.technique and part.weight:
                hit = part.verdict in (Verdict.RIGHT, Verdict.PARTLY)
                counts.setdefault(part.technique, [0, 0])[0 if hit else 1] += 1
    return tuple(
        TechniqueScore(technique, hits, missed) for technique, (hits, missed) in sorted(counts.items())
    )


def _marks(lesson: Lesson, results: Mapping[str, Result]) -> tuple[int, int]:
    hits = false_alarms = 0
    for id, result in results.items():
        if isinstance(lesson.exercise(id).form, MarkForm):
            hits += sum(part.verdict in (Verdict.RIGHT, Verdict.PARTLY) for part in result.parts)
            false_alarms += sum(part.verdict in (Verdict.WRONG, Verdict.TRAP) for part in result.parts)
    return hits, false_alarms


def _advice(
    lesson: Lesson,
    strands: list[StrandScore],
    techniques: tuple[TechniqueScore, ...],
    hits: int,
    false_alarms: int,
) -> tuple[str, str, str]:
    answered = [strand for strand in strands if strand.answered]
    if not answered:
        nothing = _("Nothing was answered yet.")
        return nothing, nothing, _("Go back to the exercises; they stay open as practice.")
    best = max(answered, key=lambda strand: strand.score - strand.chance)
    worst = min(answered, key=lambda strand: strand.score - strand.chance)
    strong = _figures(best) if best.score >= STRONG else _("No strand stands out as strong yet.")
    fine = worst.score == best.score or worst.score >= FINE
    weak = _("No strand stands out as weak.") if fine else _figures(worst)
    return strong, weak, _next(lesson, techniques, hits, false_alarms)


def _figures(strand: StrandScore) -> str:
    return _("{strand}: {score} of 100 (a blind guess gets about {chance}).").format(
        strand=strand_name(strand.strand).capitalize(),
        score=percent(strand.score),
        chance=percent(strand.chance),
    )


def _next(lesson: Lesson, techniques: tuple[TechniqueScore, ...], hits: int, false_alarms: int) -> str:
    """The one thing to look at next: marking too much, else the technique most often missed."""
    if false_alarms > hits:
        return _(
            "More of your marks fell on plain words than on key phrases. "
            "Before you mark, try a plain word in its place."
        )
    missed = max(techniques, key=lambda technique: (technique.missed, technique.technique), default=None)
    if missed is not None and missed.missed:
        entry = lesson.glossary.technique(missed.technique)
        name = entry.name if entry else missed.technique
        return _("Look at {technique} again: missed {missed} of {all}.").format(
            technique=name, missed=missed.missed, all=missed.missed + missed.found
        )
    return _("Walk through the notes on the article, then try another lesson.")


def _cost(result: Result, part: Part) -> bool:
    """Whether this item is one of those that kept the answer from full marks."""
    if result.score == 1 or result.rubric:
        return False
    match part.verdict:
        case Verdict.MISSED:
            return part.weight > 0
        case Verdict.PARTLY:
            return part.credit < part.weight
        case Verdict.WRONG | Verdict.TRAP:
            return True
    return False
