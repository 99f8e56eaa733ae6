"""What learners contest, in their own words, and what the teacher answered."""

from collections.abc import Iterator

from lessons.i18n import _
from lessons.reports.classes.values import ClassReport
from tui.safe_text import line, plain
from tui.widgets.entries import Entry


def contests(report: ClassReport, exercise: str, item: str, words: str = "") -> Iterator[Entry]:
    """How many contest an item of the key, and why.

    Without an ``item``: what contests ``words`` that are not in the key, or without them the exercise as a whole.
    """
    for one in report.contested:
        if one.exercise == exercise and one.item == item and (item or one.words == words):
            told = _("Contested by {count}.").format(count=one.learners)
            yield Entry(plain(told, "$sign-wrong"), gap=1)
            for reason in one.reasons:
                yield Entry(line(reason, "italic"), lead=plain("- ", "$quiet"), indent=2)
            if one.answer:
                yield Entry(line(one.answer), lead=plain(_("your answer: "), "$quiet"), indent=2)
