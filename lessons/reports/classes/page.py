"""The class report as one HTML file, and what its templates draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

from lessons.model.result import percent
from lessons.prose import lines
from lessons.record.event import local_words
from lessons.reports.classes import tables, text
from lessons.reports.classes.growth import cautions, growth, step_words
from lessons.reports.classes.heat import (
    STEPS,
    heat_of_exercise,
    heat_together,
    kind_name,
    step_name,
)
from lessons.reports.classes.monday import absences, monday, question, reasons
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.talk import Talk
from lessons.reports.classes.values import ClassReport, ExerciseReport, LearnerReport
from lessons.reports.html_page import html_page, templates

FOLDER = Path(__file__).parent / "html"
MANY = 20
"""Exercises of a lesson that are told one by one on paper; of longer lessons only those that ask for a look."""


def as_page(reports: Sequence[ClassReport]) -> bytes:
    """The file for the teacher: one section a lesson, then the growth from lesson to lesson."""
    return _page("page.html", reports, told=growth(reports))


def as_projector(reports: Sequence[ClassReport]) -> bytes:
    """The file for a wall that the class sees: what to look at again and the heat maps, no names and no scores.

    What learners typed is left out as well.
    """
    return _page("projector.html", anonymous(reports))


def as_talks(reports: Sequence[ClassReport], talks: Sequence[Talk]) -> bytes:
    """A page for each of these learners, one after the other."""
    return _page("talk.html", reports, talks=talks)


def _page(template: str, reports: Sequence[ClassReport], **values: object) -> bytes:
    name, made = reports[0].name, reports[0].made
    return html_page(FOLDER, _templates(), template, name=name, made=made, reports=reports, **values)


def key_flags(report: ClassReport) -> list[tuple[str, list[str]]]:
    """Why the key may be wrong, and each place of which that is said: an exercise, or one and an item of it."""
    places: dict[str, list[str]] = {}
    for one in report.exercises:
        if one.answered:
            for flag in one.flags:
                places.setdefault(flag, []).append(one.exercise.id)
            for item in one.items:
                for flag in item.flags:
                    places.setdefault(flag, []).append(f"{one.exercise.id}, {item.text}")
    return sorted(places.items())


def to_look_at(report: ClassReport) -> set[str]:
    """Ids of the exercises that ask for a look: to teach again, with a doubt in the key as a whole, or contested."""
    again = {one.told.exercise.id for one in monday(report).again}
    contested = {one.exercise for one in report.contested}
    return again | contested | {one.exercise.id for one in report.exercises if one.flags}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    """What the templates call is looked up as each page is made: one set of templates serves every language."""
    names = {
        "head": text.head,
        "class_figures": text.class_figures,
        "nobody_missing": text.nobody_missing,
        "monday": monday,
        "question": question,
        "reasons": reasons,
        "absences": absences,
        "local_words": local_words,
        "step_name": step_name,
        "kind_name": kind_name,
        "steps": range(len(STEPS) + 1),
        "distribution": distribution,
        "bars": bars,
        "mean": mean,
        "tables": tables,
        "cautions": cautions,
        "step_words": step_words,
        "title_of": text.title_of,
        "heat_together": heat_together,
        "heat_of_exercise": heat_of_exercise,
        "key_flags": key_flags,
        "to_look_at": to_look_at,
        "lines": lines,
        "MANY": MANY,
    }
    return templates(FOLDER, names)


BINS = 10
"""Columns of the distribution, each ten points wide; 100 belongs to the last."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One column of the distribution. Lengths are in units of the drawing, from its upper left corner."""

    first: int
    last: int
    """Scores from ``first`` to ``last``, of 100."""
    count: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One exercise: its mean score, and a tick at what guessing would give, both of 100."""

    number: int
    name: str
    mean: int
    chance: int


def distribution(learners: Sequence[LearnerReport], height: int = 80) -> tuple[Bin, ...]:
    """How many learners have which score; the highest column is ``height`` high."""
    counts = [0] * BINS
    for one in learners:
        counts[min(BINS - 1, int(one.score * BINS))] += 1
    most = max(counts, default=0) or 1
    return tuple(
        Bin(
            100 // BINS * place,
            100 if place == BINS - 1 else 100 // BINS * (place + 1) - 1,
            count,
            -(-height * count // most),
        )
        for place, count in enumerate(counts)
    )


def bars(exercises: Sequence[ExerciseReport]) -> tuple[Bar, ...]:
    """The exercises that somebody answered."""
    return tuple(
        Bar(number, one.exercise.id, percent(one.facility), percent(one.chance))
        for number, one in enumerate(exercises, 1)
        if one.facility is not None
    )


def mean(values: Sequence[Fraction]) -> Fraction:
    """The mean; 0 for no values."""
    return sum(values, Fraction(0)) / max(1, len(values))
