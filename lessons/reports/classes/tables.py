"""The tables of the report's page as plain values: a caption, headings, and a row of texts for each line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lessons.figures.calibration import Certainty
from lessons.figures.detection import marking_name
from lessons.i18n import _
from lessons.model.form import MarkForm
from lessons.model.result import Verdict, percent
from lessons.play.summary import strand_name
from lessons.reports.classes.grade_book import strands
from lessons.reports.classes.growth import Growth
from lessons.reports.classes.heat import kind_name, kind_of
from lessons.reports.classes.text import decimal, learner_remarks, score_of, title_of
from lessons.reports.classes.values import ClassReport, ExerciseReport, HeatMap, ItemReport, LearnerReport

T = TypeVar("T")
_MOST_STRETCHES = 12
"""False alarms that are listed for an exercise; its map shows all."""


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column."""

    text: str
    words: bool = False
    """Whether the column holds words, which may break, or figures."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row. The first cell names it."""

    cells: tuple[str, ...]
    link: str = ""
    """Where the name leads on the page: an id; empty for nowhere."""
    flagged: bool = False
    """Whether the key should be looked at there."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every line has a cell for each heading."""

    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Column(Generic[T]):
    """A column while a table is made: its heading, and what stands in it."""

    text: str
    cell: Callable[[T], str]
    words: bool = False


def _table(
    caption: str,
    columns: Sequence[_Column[T]],
    lines: Iterable[T],
    link: Callable[[T], str] = lambda _one: "",
    flagged: Callable[[T], bool] = lambda _one: False,
) -> Table:
    heads = tuple(Head(column.text, column.words) for column in columns)
    rows = (Line(tuple(column.cell(one) for column in columns), link(one), flagged(one)) for one in lines)
    return Table(caption, heads, tuple(rows))


def sureness(certainty: Sequence[Certainty]) -> str:
    """How many were right at each level, least certain first: ``3/8 · 5/6 · -``."""
    return " \u00b7 ".join(f"{one.right}/{one.count}" if one.count else "-" for one in certainty)


def learners(report: ClassReport) -> Table:
    """Everybody who handed in."""
    columns: list[_Column[LearnerReport]] = [
        _Column(_("Learner"), lambda one: one.name, True),
        _Column(_("Score"), lambda one: str(percent(one.score))),
        _Column(_("Guessing"), lambda one: str(percent(one.chance))),
        _Column(_("Answered"), lambda one: f"{one.answered}/{one.total}"),
        *(_of_strand(strand) for strand in strands(report)),
    ]
    if report.detection.signals or report.detection.noise:
        columns += [
            _Column(_("Found"), lambda one: f"{one.detection.hits}/{one.detection.signals}"),
            _Column(_("False alarms"), lambda one: f"{one.detection.false_alarms}/{one.detection.noise}"),
            _Column("d'", lambda one: decimal(one.detection.d_prime)),
            _Column(_("Bias"), lambda one: decimal(one.detection.criterion)),
            _Column(_("Marks"), lambda one: marking_name(one.detection), True),
        ]
    if report.sides:
        columns.append(_Column(_("Found, by side"), _sides, True))
    columns += [
        _Column(_("Right when guessing \u00b7 fairly sure \u00b7 sure"), lambda one: sureness(one.certainty)),
        _Column(_("Minutes"), lambda one: str(round(one.seconds / 60))),
        _Column(_("Hints"), lambda one: str(one.hints)),
        _Column(_("Remarks"), lambda one: "; ".join(learner_remarks(one)), True),
    ]
    sentence = _(
        "Learners. Scores are of 100; exercises without an answer count 0. "
        "Guessing: what blind guesses would give."
    )
    return _table(sentence, columns, report.learners)


def _of_strand(strand: str) -> _Column[LearnerReport]:
    return _Column(strand_name(strand).capitalize(), lambda one: str(percent(one.strands[strand].score)))


def _sides(one: LearnerReport) -> str:
    return ", ".join(f"{side} {hits}/{of}" for side, (hits, of) in one.sides.items()) or "-"


def exercises(report: ClassReport, id: str) -> Table:
    """All exercises. ``id``: of the lesson on the page, for the links."""
    numbers = {one.exercise.id: number for number, one in enumerate(report.exercises, 1)}

    def name(one: ExerciseReport) -> str:
        return f"{numbers[one.exercise.id]}. {one.exercise.id}"

    columns: list[_Column[ExerciseReport]] = [
        _Column(_("Exercise"), name, True),
        _Column(_("Kind"), lambda one: one.exercise.kind.name, True),
        _Column(_("Strand"), lambda one: strand_name(one.exercise.task.strand), True),
        _Column(_("Answered"), lambda one: str(one.answered)),
        _Column(_("Mean"), lambda one: "-" if one.facility is None else str(percent(one.facility))),
        _Column(_("Guessing"), lambda one: str(percent(one.chance))),
    ]
    if report.size != "counts":
        columns += [
            _Column(_("Discrimination"), lambda one: decimal(one.discrimination)),
            _Column(_("Best less weakest 27 %"), lambda one: decimal(one.upper_lower)),
            _Column(_("Agreement"), lambda one: " / ".join(map(decimal, one.alphas.values())) or "-"),
        ]
    columns += [
        _Column(_("Median seconds"), lambda one: "-" if one.seconds is None else str(round(one.seconds))),
        _Column(_("Hints each"), lambda one: decimal(one.hints)),
        _Column(_("Right when guessing \u00b7 fairly sure \u00b7 sure"), lambda one: sureness(one.certainty)),
    ]
    return _table(
        _("Exercises, over those who answered. Scores are of 100."),
        columns,
        report.exercises,
        lambda one: f"{id}-x{numbers[one.exercise.id]}",
        doubtful,
    )


def doubtful(one: ExerciseReport) -> bool:
    """Whether the key of an exercise should be looked at."""
    return bool(one.flags) or any(item.flags for item in one.items)


def of_exercise(report: ClassReport, one: ExerciseReport) -> tuple[Table, ...]:
    """What stands below an exercise: its items, or its phrases and the false alarms."""
    if one.heat is None:
        return (items(report, one),)
    return phrases(report, one, one.heat), stretches(one.heat)


def items(report: ClassReport, one: ExerciseReport) -> Table:
    """The items of an exercise that marks no words."""
    columns: list[_Column[ItemReport]] = [
        _Column(_("Item"), lambda item: item.text, True),
        _Column(_("Answers"), lambda item: verdict_words(item) or "-", True),
        _Column(_("Mean"), lambda item: "" if item.facility is None else str(percent(item.facility))),
        *_discrimination(report),
    ]
    if any(item.given for item in one.items):
        columns.append(_Column(_("Answered instead"), _given, True))
    columns += _remarks(one)
    return _table(_("Items"), columns, one.items, flagged=lambda item: bool(item.flags))


def _given(item: ItemReport) -> str:
    return "; ".join(f"{words} ({count})" for words, count in item.given)


def phrases(report: ClassReport, one: ExerciseReport, heat: HeatMap) -> Table:
    """The phrases of a marking exercise, with traps and debatable ones."""
    form, article = one.exercise.form, report.lesson.side(heat.side)

    def technique(item: ItemReport) -> str:
        if item.weighs:
            return technique_name(report, item.technique) if item.technique else ""
        words = article.words.between(*item.span) if item.span is not None else ()
        return kind_name(kind_of(heat, words[-1])) if words else ""

    def named(item: ItemReport) -> str:
        return ", ".join(f"{technique_name(report, name)} ({count})" for name, count in item.named)

    columns: list[_Column[ItemReport]] = [
        _Column(_("Phrase"), lambda item: item.text, True),
        _Column(_("Found by"), lambda item: f"{found(item)}/{one.answered}"),
        _Column(_("Technique"), technique, True),
    ]
    if isinstance(form, MarkForm) and form.techniques:
        columns.append(_Column(_("Named as"), named, True))
    columns += [*_discrimination(report), *_remarks(one)]
    sentence = _("Phrases of the key. Traps and debatable phrases: how many marked them")
    return _table(sentence, columns, one.items, flagged=lambda item: bool(item.flags))


def stretches(heat: HeatMap) -> Table:
    """What was marked and is in no phrase of the key, by most readers."""
    shown = heat.stretches[:_MOST_STRETCHES]
    lines = (Line((one.text, f"{one.readers}/{heat.readers}")) for one in shown)
    heads = (Head(_("Words"), True), Head(_("Marked by")))
    caption = _("False alarms: marked, and in no phrase of the key")
    if len(shown) < len(heat.stretches):
        caption = _("False alarms: marked, and in no phrase of the key; the first {count} of {all}").format(
            count=len(shown), all=len(heat.stretches)
        )
    return Table(caption, heads, tuple(lines))


def contested(report: ClassReport) -> Table:
    """What learners contest, why, and what was answered."""
    heads = [Head(_("Exercise"), True), Head(_("Item"), True), Head(_("Learners")), Head(_("Reasons"), True)]
    answered = any(one.answer for one in report.contested)
    if answered:
        heads.append(Head(_("Your answer"), True))
    lines = (
        (one.exercise, one.words or _("the whole exercise"), str(one.learners), "\n".join(one.reasons))
        + ((one.answer,) if answered else ())
        for one in report.contested
    )
    return Table(_("What learners contest in the key, and why"), tuple(heads), tuple(map(Line, lines)))


def growing(growth: Growth) -> Table:
    """Every learner through the lessons."""
    heads = [Head(_("Learner"), True), *(Head(title_of(report), True) for report in growth.reports)]
    heads.append(Head(_("Against the class, in points"), True))
    lines = (
        Line(
            (
                path.name,
                *map(score_of, path.lessons),
                path.change.words if path.change is not None else "",
            )
        )
        for path in growth.paths
    )
    return Table(_("Scores of 100, and in brackets what guessing would give"), tuple(heads), tuple(lines))


def _discrimination(report: ClassReport) -> list[_Column[ItemReport]]:
    if report.size == "counts":
        return []
    return [_Column(_("Discrimination"), lambda item: decimal(item.discrimination) if item.weighs else "")]


def _remarks(one: ExerciseReport) -> list[_Column[ItemReport]]:
    if not any(item.flags or item.contested for item in one.items):
        return []

    def remarks(item: ItemReport) -> str:
        by = [_("Contested by {count}.").format(count=item.contested)] if item.contested else []
        return " ".join([*by, *item.flags])

    return [_Column(_("Remarks"), remarks, True)]


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
    technique = report.lesson.glossary.technique(id)
    return technique.name if technique is not None else id
