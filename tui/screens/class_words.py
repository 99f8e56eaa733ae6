"""What the screen of a class says around its views: pure functions."""

from textual.content import Content

from lessons.i18n import _, plural
from lessons.model.problem import LessonError
from lessons.record.recorder import RecordError
from lessons.reports.classes.values import ClassReport, HeatMap
from tui.safe_text import joined, line, plain
from tui.widgets.sheet import Entry


def ending(report: ClassReport, view: str, heat: HeatMap | None, *, hidden: bool, narrow: bool) -> Content:
    """The right side of the title line: which exercises, how many readers, whether names are hidden."""
    parts = []
    if view == "map" and heat is not None:
        parts.append(line(_exercises(report, heat, narrow)))
        told = plural("{count} reader", "{count} readers", heat.readers).format(count=heat.readers)
    else:
        names = {"monday": _("to do"), "items": _("items"), "learners": _("learners")}
        parts.append(plain(names[view]))
        count = len(report.learners)
        told = plural("{count} learner", "{count} learners", count).format(count=count)
    parts.append(plain(told, "$quiet"))
    if hidden:
        parts.append(plain(_("no names"), "$accent"))
    return joined(*parts, between="  ")


def _exercises(report: ClassReport, heat: HeatMap, narrow: bool) -> str:
    if not heat.exercise:
        if report.lesson.beside is None:
            return _("all exercises")
        return _("all, second text") if heat.side == "beside" else _("all, first text")
    ids = [one.exercise.id for one in report.exercises]
    number = _("exercise {n}/{total}").format(n=ids.index(heat.exercise) + 1, total=len(ids))
    return number if narrow else f"{number} {heat.exercise}"


def trouble_entries(error: LessonError | RecordError) -> list[Entry]:
    """Why a class cannot be shown, and how to mend it."""
    if isinstance(error, LessonError):
        entries = [Entry(plain(_("The lesson of this class cannot be opened."), "bold"))]
        for problem in error.problems:
            entries.append(Entry(line(str(problem.place), "bold"), gap=1))
            entries += _told(problem.found, problem.expected, problem.fix)
        return entries
    entries = [Entry(plain(_("The class cannot be read."), "bold")), Entry(line(error.place, "bold"), gap=1)]
    return [*entries, *_told(error.found, error.expected, error.fix)]


def _told(found: str, expected: str, fix: str) -> list[Entry]:
    return [
        Entry(line(words), lead=plain(f"{name}: ", "$quiet"), indent=2)
        for name, words in ((_("found"), found), (_("expected"), expected), (_("to mend it"), fix))
    ]
