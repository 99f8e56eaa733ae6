"""A whole lesson graded at once: as values, as text and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _
from lessons.kinds.written_answers import read
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.answer import Answer
from lessons.model.result import Part, Result, percent
from lessons.prose import one_line
from lessons.text import visible


@dataclass(frozen=True, slots=True)
class Scored:
    """The result of every exercise of a lesson."""

    lesson: Lesson
    key: AnswerKey
    results: Mapping[str, Result]
    answered: frozenset[str]

    def total(self, strand: str | None = None) -> tuple[Fraction, Fraction]:
        """Weighted mean of score and of chance over all exercises, or over those of one strand."""
        exercises = [one for one in self.lesson.exercises if strand in (None, one.task.strand)]
        weight = sum((one.weight for one in exercises), Fraction(0)) or Fraction(1)
        score = sum((one.weight * self.results[one.id].score for one in exercises), Fraction(0))
        chance = sum((one.weight * self.results[one.id].chance for one in exercises), Fraction(0))
        return score / weight, chance / weight


def score_answers(lesson: Lesson, key: AnswerKey, answers: Mapping[str, Answer]) -> Scored:
    """Grade every exercise; one without an answer is graded as blank."""
    results = {}
    for exercise in lesson.exercises:
        answer = answers.get(exercise.id)
        if answer is None:
            answer = read(exercise.form, None, lesson.article, lesson.beside)
        results[exercise.id] = key.bound[exercise.id].grade(answer, key.why[exercise.id])
    return Scored(lesson, key, results, frozenset(answers))


def as_text(scored: Scored) -> str:
    """A line an exercise with its items below it, the total last."""
    lines = []
    for exercise in scored.lesson.exercises:
        result = scored.results[exercise.id]
        figures = _told(result.score, result.chance)
        lines.append(f"{exercise.id} ({exercise.kind.name}): {figures}. {one_line(result.arithmetic)}")
        lines += [f"  {_part_line(part)}" for part in result.parts]
    answered = _("{answered} of {all} answered").format(
        answered=len(scored.answered), all=len(scored.results)
    )
    lines.append(_("total: {figures}. {answered}.").format(figures=_told(*scored.total()), answered=answered))
    return "\n".join(lines)


def _told(score: Fraction, chance: Fraction) -> str:
    template = _("{score} of 100; guessing would give about {chance}")
    return template.format(score=percent(score), chance=percent(chance))


def _part_line(part: Part) -> str:
    line = f"{part.verdict.sign} {part.verdict.value}: {_plain(part.text)}"
    if part.given:
        line += _("; answered: {given}").format(given=_plain(part.given))
    if part.expected:
        line += _("; accepted: {expected}").format(expected=_plain(part.expected))
    return line


def _plain(words: str) -> str:
    """Words on one line, inert."""
    return visible(" ".join(words.split()))


def as_mapping(scored: Scored) -> dict[str, object]:
    """The JSON form, documented in docs/score-files.md."""
    lesson = scored.lesson
    strands = list(dict.fromkeys(exercise.task.strand for exercise in lesson.exercises))
    return {
        "format": 1,
        "course": lesson.course,
        "lesson": lesson.id,
        "title": lesson.title,
        "key": scored.key.version,
        "text": lesson.article.hash,
        "exercises": {one.id: _exercise(scored, one) for one in lesson.exercises},
        "total": {
            **_figures(*scored.total()),
            "answered": len(scored.answered),
            "exercises": len(scored.results),
            "strands": {strand: _figures(*scored.total(strand)) for strand in strands},
        },
    }


def _figures(score: Fraction, chance: Fraction) -> dict[str, object]:
    return {
        "score": round(float(score), 6),
        "chance": round(float(chance), 6),
        "score_exact": str(score),
        "chance_exact": str(chance),
    }


def _exercise(scored: Scored, exercise: Exercise) -> dict[str, object]:
    result = scored.results[exercise.id]
    mapping: dict[str, object] = {
        "kind": exercise.kind.name,
        "strand": exercise.task.strand,
        "weight": round(float(exercise.weight), 6),
        "answered": exercise.id in scored.answered,
        **_figures(result.score, result.chance),
        "rule": result.rule,
        "arithmetic": result.arithmetic,
        "why": result.why,
        "parts": [_part(part) for part in result.parts],
    }
    if result.characters is not None:
        measure = result.characters
        mapping["characters"] = {
            "precision": round(float(measure.precision), 6),
            "recall": round(float(measure.recall), 6),
            "f1": round(float(measure.f1), 6),
        }
    return mapping


def _part(part: Part) -> dict[str, object]:
    mapping: dict[str, object] = {
        "id": part.id,
        "verdict": part.verdict.value,
        "text": part.text,
        "credit": round(float(part.credit), 6),
        "weight": round(float(part.weight), 6),
    }
    for name in ("given", "expected", "why", "plain", "technique"):
        if value := getattr(part, name):
            mapping[name] = value
    if part.span is not None:
        mapping["span"] = {"start": part.span.start, "end": part.span.end, "side": part.side}
    return mapping
