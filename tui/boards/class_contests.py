"""What learners contest, in their own words."""

from collections.abc import Iterator

from lessons.i18n import _
from lessons.reports.classes.values import ClassReport
from tui.safe_text import line, plain
from tui.widgets.entries import Entry


def contests(report: ClassReport, exercise: str, item: str) -> Iterator[Entry]:
    """How many contest an item, and their reasons; an empty ``item`` stands for the exercise as a whole."""
    for one in report.contested:
        if (one.exercise, one.item) == (exercise, item):
            told = _("Contested by {count}.").format(count=one.learners)
            yield Entry(plain(told, "$sign-wrong"), gap=1)
            for reason in one.reasons:
                yield Entry(line(reason, "italic"), lead=plain("- ", "$quiet"), indent=2)
