"""plan.yaml: what a teacher needs to hold a lesson.

It lies beside the lesson and not in its key: it gives answers away, so no sealed lesson has it, and a plan that is
changed leaves the version of the key as it was.
"""

from pathlib import Path

from lessons.lesson.files import FORMAT
from lessons.lesson.opening import unknown_format
from lessons.loading.catalogue import PLAN_FILE, is_file
from lessons.loading.recovery import read_on
from lessons.loading.validation import shapes_of, validate
from lessons.model.fields import Fields, Integer, Text, Texts
from lessons.model.problem import Problem


class PlanFile(Fields):
    """plan.yaml."""

    format: Integer = FORMAT
    """The version of the file format."""
    aim: Text
    """What students can do afterwards, in one sentence."""
    board: Texts = ()
    """What is on the board in the first five minutes."""
    talk: Texts = ()
    """What to talk about afterwards."""
    mistakes: Texts = ()
    """Mistakes to expect."""
    nothing: Texts = ()
    """Where there is nothing to find."""
    care: Texts = ()
    """What to take care of in this class."""
    homework: Texts = ()
    """What to do at home."""


def read_plan(folder: Path) -> tuple[PlanFile | None, tuple[Problem, ...]]:
    """The plan in a lesson's folder, ``None`` where there is none that can be read, and what is wrong with it."""
    if not is_file(folder / PLAN_FILE):
        return None, ()
    document = read_on(folder / PLAN_FILE, shapes_of(PlanFile))
    if document.value is None:
        return None, tuple(document.problems)
    plan = validate(PlanFile, document.value, document)
    if isinstance(plan, list):
        return None, (*document.problems, *plan)
    if plan.format != FORMAT:
        return None, (*document.problems, unknown_format(document, plan.format))
    return plan, tuple(document.problems)
