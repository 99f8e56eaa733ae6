"""A hand-in on its way from the bytes of a file to the HTML of a report: the forms that its answers take, in order.

Every class on the way of which an object is made is seen here. It is a form of the answers, a part of one, a
row of the grade book, or something that works on them and is thrown away; a new one has to be called what it is.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from tests.helpers.classes import write
from tests.helpers.simulated_class import simulated
from tests.helpers.tiny import TINY

ROOMS = ("lessons.share.handing_in.", "lessons.school.", "lessons.reports.classes.")
FORMS = ["HandIn", "Collected", "Submission", "GradedPart", "Seen", "ClassReport", "Table"]
"""After the bytes of the file, and before those of the page."""
MOST = 9
PARTS = {
    "ClassReport": {
        "Contested",
        "ExerciseReport",
        "HeatMap",
        "ItemReport",
        "LearnerReport",
        "Person",
        "Remark",
        "StrandFigures",
        "Stretch",
        "Voice",
    },
    "Table": {
        "Head",
        "Line",
        "HeatBlock",
        "HeatPiece",
        "Bin",
        "Bar",
        "Monday",
        "TeachAgain",
        "Instead",
        "Need",
    },
}
"""What a form is made of; a table stands for all that is drawn."""
GRADE_BOOK = {"BookEntry"}
"""What counts, and how it came about: kept beside the answers, and never changed."""
WORKING = {
    "AssignedLesson",
    "Assignment",
    "ClassStore",
    "Expected",
    "ExerciseTally",
    "Grader",
    "Heat",
    "InboxFile",
    "MarkReader",
    "MarkVerdicts",
    "Preparer",
    "Pupil",
    "Sight",
    "Weighing",
    "_Branch",
    "_Column",
    "_Desk",
    "_Learner",
    "_Marks",
    "_Others",
    "_Weighted",
}
"""Files, lessons and the class, and the sums while they grow."""


@contextmanager
def watched(made: dict[str, None]) -> Iterator[None]:
    """Adds the name of each class of the rooms of which an object is made, in the order of the first ones."""

    def look(frame: FrameType, event: str, _value: Any) -> None:
        code = frame.f_code
        if event != "call" or not code.co_varnames:
            return
        first = frame.f_locals.get(code.co_varnames[0])
        kind = type(first) if code.co_name == "__init__" else first if code.co_varnames[0] == "_cls" else None
        if isinstance(kind, type) and kind.__module__.startswith(ROOMS):
            made.setdefault(kind.__name__)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)


def test_a_hand_in_takes_nine_forms_from_bytes_to_html(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "home"))
    for hand_in in simulated(open_lesson(TINY), 3):
        write(tmp_path / "inbox", hand_in)
    import_module("lessons.school.learners")  # what a module makes as it is loaded is not on the way
    made: dict[str, None] = {}
    with watched(made):
        assert run(["collect", str(tmp_path / "inbox"), "-c", "8b", "--lesson", str(TINY)]) == 0
        assert run(["class", "report", "8b", "--html", str(tmp_path / "8b.html")]) == 0
    assert [name for name in made if name in FORMS] == FORMS
    assert len(["bytes", *FORMS, "HTML"]) <= MOST
    assert made.keys() >= WORKING | GRADE_BOOK
    assert not made.keys() - set(FORMS).union(*PARTS.values(), GRADE_BOOK, WORKING)
