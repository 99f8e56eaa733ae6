"""A broken YAML file is read on: every fault at its line, the rest as it was meant, and no sound file touched."""

from pathlib import Path

import pytest

from lessons.lesson.shapes import key_shapes, lesson_shapes, recovered
from lessons.loading import yaml_parser
from lessons.loading.recovery import _Reading, recover_text
from lessons.loading.yaml_source import read_yaml_text

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("content", "tests")
    for path in (ROOT / folder).rglob("*.yaml")
    if path.name in ("lesson.yaml", "key.yaml") and not read_yaml_text(path.read_text("utf-8"), path).broken
)
LESSON = """format: 1
title: The pool
summary: What it is about.
minutes: 20
goals:
  - Read closely.
  - Ask who says so.
exercises:

  - id: heat
    kind: mark
    strand: language
    where: [1, 2]
    prompt: Mark the words.
    hints:
      - Look at the verbs.

  - id: choose
    kind: choice
    strand: sourcing
    prompt: |
      Which of these?
      Think: who says so?
    options:
      one: The first
      two: "The second: at last"
      three: 'It is "new"'
"""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_sound_file_is_left_alone_even_if_it_is_taken_apart(path: Path) -> None:
    """Recovery is not asked for sound files; that it would find nothing in them keeps it right in broken ones."""
    assert recovered(path).flaws == ()
    shapes = lesson_shapes() if path.name == "lesson.yaml" else key_shapes()
    reading = _Reading(path.read_text("utf-8").split("\n"), shapes)
    reading.take()
    assert reading.flaws == []
    assert tuple(reading.lines) == reading.original


SLIPS = {
    "a closing mark": ('two: "The second: at last"', 'two: "The second: at last', "Y107", 14),
    "an opening mark": ('two: "The second: at last"', 'two: The second: at last"', "Y107", None),
    "both marks": ('two: "The second: at last"', "two: The second: at last", "Y107", None),
    "curved marks": ('two: "The second: at last"', "two: “The second: at last”", "Y122", None),
    "a closing bracket": ("where: [1, 2]", "where: [1, 2", "Y107", None),
    "a colon": ("kind: mark", "kind mark", "Y107", None),
    "a space after the colon": ("kind: choice", "kind:choice", "Y107", None),
    "a wide colon": ("kind: mark", "kind\uff1amark", "Y122", None),
    "a colon behind a heading": ("    options:\n", "    options\n", "Y107", None),
    "a no-break space": ("kind: mark", "kind:\u00a0mark", "Y122", None),
    "a no-break space in front": ("    strand: sourcing", "  \u00a0 strand: sourcing", "Y122", None),
    "a dash of another sort": ("  - Ask who", "  – Ask who", "Y122", None),
    "a bullet": ("  - Ask who", "  • Ask who", "Y122", None),
    "a dash left out": ("  - id: choose", "    id: choose", "Y123", None),
    "one to the right": ("    strand: sourcing", "     strand: sourcing", "Y125", None),
    "one to the left": ("    strand: sourcing", "   strand: sourcing", "Y125", None),
    "a comma behind a text": ('two: "The second: at last"', 'two: "The second: at last",', "Y107", None),
}


@pytest.mark.parametrize("parser", ["c", "pure"])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_at_its_line_once_and_mended(
    slip: str, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if parser == "pure":
        monkeypatch.setattr(yaml_parser, "LOADER", yaml_parser.PureLoader)
    before, after, code, _column = SLIPS[slip]
    line = LESSON[: LESSON.index(before)].count("\n") + 1
    recovery = recover_text(LESSON.replace(before, after), Path("lesson.yaml"), lesson_shapes())
    assert [(one.code, one.place.line) for one in recovery.document.problems] == [(code, line)]
    meant = read_yaml_text(LESSON, Path("lesson.yaml")).value
    assert recovery.document.value == meant
    assert all(flaw.sure for flaw in recovery.flaws)
    assert read_yaml_text(recovery.sure_text, Path("lesson.yaml")).value == meant


def test_a_text_is_never_changed_where_nothing_is_wrong() -> None:
    """Of a broken file every line without a fault stays as it is, to the last character."""
    broken = LESSON.replace("kind: mark", "kind mark").replace("- Look at", "– Look at")
    recovery = recover_text(broken, Path("lesson.yaml"), lesson_shapes())
    changed = [
        number
        for number, (one, two) in enumerate(
            zip(broken.split("\n"), recovery.sure_text.split("\n"), strict=True), 1
        )
        if one != two
    ]
    assert changed == [problem.place.line for problem in recovery.document.problems]


def test_what_has_two_readings_is_told_and_not_mended() -> None:
    for before, after in (
        ("    prompt: Mark the words.", "      prompt: Mark the words."),  # two columns off
        (
            "      one: The first",
            "      one: 'tis the first: so",
        ),  # an apostrophe, or a mark that is not closed
        ("    strand: language\n", "\tstrand: language\n"),  # a tab is as wide as an editor makes it
    ):
        broken = LESSON.replace(before, after)
        recovery = recover_text(broken, Path("lesson.yaml"), lesson_shapes())
        assert recovery.document.problems
        assert recovery.sure_text == broken


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    broken = LESSON
    for slip in (
        "a closing mark",
        "a closing bracket",
        "a dash of another sort",
        "a colon",
        "one to the left",
    ):
        before, after, _code, _column = SLIPS[slip]
        broken = broken.replace(before, after)
    recovery = recover_text(broken, Path("lesson.yaml"), lesson_shapes())
    assert [one.place.line for one in recovery.document.problems] == [7, 11, 13, 20, 26]
    assert recovery.document.value == read_yaml_text(LESSON, Path("lesson.yaml")).value
    assert (
        recovery.sure_text == LESSON
        or read_yaml_text(recovery.sure_text, Path("f")).value == read_yaml_text(LESSON, Path("f")).value
    )
