"""The class report as one HTML file that needs nothing else: no script, no picture, no request.

Everything that comes from files and learners goes through Jinja's escaping; the style sheet is the only thing that does
not, and its checksum is all that the page's Content-Security-Policy allows.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lessons.i18n import LOCALES, _, language
from lessons.model.article import Article
from lessons.model.result import percent
from lessons.prose import lines
from lessons.record.event import local_words
from lessons.reports.classes import charts, tables, text
from lessons.reports.classes.growth import cautions, growth, step_words
from lessons.reports.classes.heat import (
    STEPS,
    HeatBlock,
    heat_of_exercise,
    heat_together,
    kind_name,
    step_name,
)
from lessons.reports.classes.monday import absences, monday, question, reasons
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.tables import Table
from lessons.reports.classes.talk import Talk
from lessons.reports.classes.values import ClassReport, ExerciseReport, HeatMap
from lessons.text import normalise, primary_language

FOLDER = Path(__file__).parent / "html"
STYLE = "style.css"
MANY = 20
"""Exercises of a lesson that are told one by one on paper; of longer lessons only those that ask for a look."""


@dataclass(frozen=True, slots=True)
class Map:
    """A heat map, ready to be drawn."""

    article: Article
    heat: HeatMap
    blocks: tuple[HeatBlock, ...]
    whole: bool
    """Whether blocks that were not asked about are shown, too."""


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise with what the templates need of it."""

    number: int
    told: ExerciseReport
    prompt: tuple[str, ...]
    map: Map | None
    tables: tuple[Table, ...]
    """Items, or phrases and false alarms."""
    calm: bool
    """Whether nothing asks for a look: nothing to teach again, no doubt in its key as a whole, nothing contested."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a key may be wrong."""

    exercise: str
    item: str
    """In words; empty for the exercise as a whole."""
    words: str


@dataclass(frozen=True, slots=True)
class LessonView:
    """A report with what the templates need of it."""

    number: int
    report: ClassReport
    title: str
    maps: tuple[Map, ...]
    exercises: tuple[ExerciseView, ...]

    @property
    def flags(self) -> list[Flag]:
        """Everything that should be looked at in the key."""
        told = [one for one in self.report.exercises if one.answered]
        return [
            Flag(one.exercise.id, item, flag)
            for one in told
            for item, flags in (("", one.flags), *((item.text, item.flags) for item in one.items))
            for flag in flags
        ]

    @property
    def many(self) -> bool:
        """Whether the exercises are too many for all of them to be told on paper."""
        return len(self.exercises) > MANY

    @property
    def figures(self) -> bool:
        """Whether the class is large enough for correlations."""
        return self.report.size != "counts"


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
    style = (FOLDER / STYLE).read_text("utf-8")
    page = (
        _environment()
        .get_template(template)
        .render(
            language=_language(),
            style=style,
            digest=b64encode(sha256(style.encode()).digest()).decode(),
            name=reports[0].name,
            made=reports[0].made,
            lessons=[_lesson(number, report) for number, report in enumerate(reports, 1)],
            **values,
        )
    )
    return page.encode()


def _language() -> str:
    """The language that the words of the page are in."""
    wanted = primary_language(language())
    return wanted if wanted and (LOCALES / wanted).is_dir() else "en"


def _lesson(number: int, report: ClassReport) -> LessonView:
    maps = [
        Map(article, heat, heat_together(article, heat), whole=True)
        for heat in report.heat
        if (article := _article(report, heat)) is not None
    ]
    asking = {one.number for one in monday(report).again}
    exercises = [
        _exercise(report, place, one, place in asking) for place, one in enumerate(report.exercises, 1)
    ]
    return LessonView(number, report, text.title_of(report), tuple(maps), tuple(exercises))


def _exercise(report: ClassReport, number: int, one: ExerciseReport, again: bool) -> ExerciseView:
    made = None
    article = _article(report, one.heat) if one.heat is not None else None
    if one.heat is not None and article is not None and one.heat.readers:
        made = Map(article, one.heat, heat_of_exercise(article, one), whole=False)
    shown = (
        (tables.items(report, one),)
        if one.heat is None
        else (tables.phrases(report, one, article), tables.stretches(one.heat))
    )
    disputed = any(item.exercise == one.exercise.id for item in report.contested)
    calm = not (again or disputed or one.flags)
    return ExerciseView(number, one, tuple(lines(one.exercise.task.prompt)), made, shown, calm)


def _article(report: ClassReport, heat: HeatMap) -> Article | None:
    return report.lesson.beside if heat.side == "beside" else report.lesson.article


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    made.globals |= {
        "_": _,
        "percent": percent,
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
        "distribution": charts.distribution,
        "bars": charts.bars,
        "mean": charts.mean,
        "tables": tables,
        "cautions": cautions,
        "step_words": step_words,
        "title_of": text.title_of,
    }
    return made


def _clean(value: Any) -> Any:
    """Texts without control characters; everything else as it is."""
    return normalise(value) if type(value) is str else value
