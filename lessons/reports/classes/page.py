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

from lessons.classroom.dates import local_words
from lessons.i18n import LOCALES, _, language, plural
from lessons.model.article import Article
from lessons.model.form import MarkForm
from lessons.model.result import Verdict, percent
from lessons.prose import lines
from lessons.reports.classes import charts, text
from lessons.reports.classes.heat_words import (
    STEPS,
    HeatBlock,
    heat_of_exercise,
    heat_together,
    kind_name,
    kind_of,
    step_name,
)
from lessons.reports.classes.values import ClassReport, ExerciseReport, HeatMap, ItemReport
from lessons.reports.detection import marking_name
from lessons.session.summary import strand_name
from lessons.text import normalise, primary_language

FOLDER = Path(__file__).parent / "html"
STYLE = "style.css"


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
    phrases: tuple[ItemReport, ...]
    """Items of a marking exercise."""
    items: tuple[ItemReport, ...]
    """Items of any other."""

    @property
    def flagged(self) -> bool:
        """Whether its key should be looked at."""
        return bool(self.told.flags) or any(item.flags for item in self.told.items)

    @property
    def remarked(self) -> bool:
        """Whether there is something to remark on an item."""
        return any(item.flags or item.contested for item in self.told.items)

    def kind(self, item: ItemReport) -> str:
        """What the key says of a phrase, in words."""
        if self.map is None or item.span is None:
            return ""
        words = self.map.article.words.between(*item.span)
        return kind_name(kind_of(self.map.heat, words[-1])) if words else ""

    @property
    def named(self) -> bool:
        """Whether the phrases have to be named."""
        form = self.told.exercise.form
        return isinstance(form, MarkForm) and bool(form.techniques)


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
    def figures(self) -> bool:
        """Whether the class is large enough for correlations."""
        return self.report.size != "counts"


def as_page(reports: Sequence[ClassReport]) -> bytes:
    """The file: one section a lesson."""
    style = (FOLDER / STYLE).read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    views = [_lesson(number, report) for number, report in enumerate(reports, 1)]
    page = (
        _environment()
        .get_template("page.html")
        .render(
            language=_language(),
            style=style,
            digest=digest,
            name=reports[0].name,
            made=reports[0].made,
            lessons=views,
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
    exercises = [_exercise(report, place, one) for place, one in enumerate(report.exercises, 1)]
    return LessonView(number, report, text.title_of(report), tuple(maps), tuple(exercises))


def _exercise(report: ClassReport, number: int, one: ExerciseReport) -> ExerciseView:
    made = None
    article = _article(report, one.heat) if one.heat is not None else None
    if one.heat is not None and article is not None and one.heat.readers:
        made = Map(article, one.heat, heat_of_exercise(article, one), whole=False)
    marking = one.heat is not None
    return ExerciseView(
        number=number,
        told=one,
        prompt=tuple(lines(one.exercise.task.prompt)),
        map=made,
        phrases=one.items if marking else (),
        items=() if marking else one.items,
    )


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
    made.filters["decimal"] = text.decimal
    made.globals |= {
        "_": _,
        "plural": plural,
        "percent": percent,
        "decimal": text.decimal,
        "head": text.head,
        "sides_words": text.sides_words,
        "learner_remarks": text.learner_remarks,
        "marking_name": marking_name,
        "local_words": local_words,
        "strand_name": strand_name,
        "step_name": step_name,
        "kind_name": kind_name,
        "steps": range(len(STEPS) + 1),
        "distribution": charts.distribution,
        "bars": charts.bars,
        "mean": charts.mean,
        "verdicts": verdict_words,
        "technique_name": technique_name,
        "found": found,
        "strands": _strands,
    }
    return made


def _clean(value: Any) -> Any:
    """Texts without control characters; everything else as it is."""
    return normalise(value) if type(value) is str else value


def _strands(report: ClassReport) -> list[str]:
    return list(dict.fromkeys(exercise.task.strand for exercise in report.lesson.exercises))


def found(item: ItemReport) -> int:
    """How many found a phrase, wholly or in part; of a trap or a debatable phrase, how many marked it."""
    marked = (Verdict.RIGHT, Verdict.PARTLY) if item.weighs else (Verdict.TRAP, Verdict.DEBATABLE)
    return sum(item.verdicts.get(verdict, 0) for verdict in marked)


def verdict_words(item: ItemReport) -> str:
    """``12 right, 3 partly, 5 missed``; empty when nobody has a verdict."""
    names = {
        Verdict.RIGHT: _("{count} right"),
        Verdict.PARTLY: _("{count} partly"),
        Verdict.MISSED: _("{count} missed"),
        Verdict.WRONG: _("{count} wrong"),
        Verdict.TRAP: _("{count} in the trap"),
        Verdict.DEBATABLE: _("{count} debatable"),
        Verdict.LEFT: _("{count} rightly left"),
    }
    return ", ".join(
        names[verdict].format(count=count) for verdict in Verdict if (count := item.verdicts.get(verdict, 0))
    )


def technique_name(report: ClassReport, id: str) -> str:
    """The name of a technique for readers."""
    known = report.lesson.glossary.technique(id)
    return known.name if known is not None else id
