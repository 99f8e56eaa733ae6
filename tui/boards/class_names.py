"""What the learners of a class are called on the screen."""

from collections.abc import Mapping

from lessons.reports.classes.values import ClassReport


def shown_names(report: ClassReport, *, hidden: bool) -> Mapping[int, str]:
    """A name for each learner's number; hidden, the place in the list, as in ``class report --anonymous``."""
    return {one.id: f"#{place}" if hidden else one.name for place, one in enumerate(report.learners, 1)}
