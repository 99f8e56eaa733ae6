"""A broken YAML file is read on: every fault at its line, the rest as it was meant, and no sound file touched."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.checking.run import check
from lessons.cli.main import run
from lessons.lesson.shapes import key_shapes, lesson_shapes, recovered
from lessons.loading import yaml_parser
from lessons.loading.placing import BrokenFile
from lessons.loading.recovery import MOST_TOLD, recover_text
from lessons.loading.yaml_events import MAX_PROBLEMS, MAX_WARNINGS
from lessons.loading.yaml_source import read_yaml_text
from tests.helpers.examples import examples

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("content", "tests")
    for path in (ROOT / folder).rglob("*.yaml")
    if path.name in ("lesson.yaml", "key.yaml") and path.parent.name != "planted"
)
"""Every sound lesson and key; the planted faults break theirs."""
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
    # What to do
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


@pytest.mark.sample(8)
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_sound_file_is_left_alone_even_if_it_is_taken_apart(path: Path) -> None:
    """Recovery is not asked for sound files; that it would find nothing in them keeps it right in broken ones."""
    assert recovered(path).flaws == ()
    shapes = lesson_shapes() if path.name == "lesson.yaml" else key_shapes()
    reading = BrokenFile(path.read_text("utf-8").split("\n"), shapes)
    reading.take()
    assert reading.flaws == []
    assert tuple(reading.lines) == reading.original


SLIPS = {
    "a no-break space before a comment": ("    # What to do", "  \u00a0 # What to do", "Y122", None),
    "a tab before a comment": ("    # What to do", "\t# What to do", "Y106", None),
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
        (
            "    prompt: Mark the words.",
            "    prompt: Mark the words\n      and mind: numbers count",
        ),  # a text, or a key
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
    assert [one.place.line for one in recovery.document.problems] == [7, 11, 13, 21, 27]
    assert recovery.document.value == read_yaml_text(LESSON, Path("lesson.yaml")).value
    assert read_yaml_text(recovery.sure_text, Path("lesson.yaml")).value == recovery.document.value


def test_the_head_of_an_article_and_the_files_of_a_course_are_read_on_too(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    shutil.copytree(ROOT / "tests" / "course", folder)
    (folder / "course.yaml").write_text("format 1\ntitle: The pool: closed\nsummary: S\nlessons: [tiny\n")
    article = folder / "tiny" / "article.md"
    text = article.read_text("utf-8")
    article.write_text(text.replace("title: ", "title: Now: ").replace("language: ", "language "))
    shutil.copy(ROOT / "content" / "techniques.yaml", folder)
    with (folder / "techniques.yaml").open("a") as file:
        file.write("line: 'Judge the words\n")
    told = {
        (problem.place.file.name, problem.place.line)
        for problem in check([folder])
        if problem.code.startswith("Y")
    }
    lines = article.read_text("utf-8").split("\n")
    expected = {("course.yaml", 1), ("course.yaml", 2), ("course.yaml", 4)}
    expected |= {
        ("article.md", at) for at, line in enumerate(lines, 1) if line.startswith(("title: Now", "language "))
    }
    glossary = (folder / "techniques.yaml").read_text("utf-8").count("\n")
    assert told >= {*expected, ("techniques.yaml", glossary)}
    promised = [one for one in check([folder]) if "--fix" in one.fix]
    assert {one.place.file.name for one in promised} == {"course.yaml", "techniques.yaml"}
    run(["check", str(folder), "--fix"])
    assert not [one for one in check([folder]) if "--fix" in one.fix]


SIGNS = ("", " ", "  ", '"', "'", ":", ": ", "- ", "[", "}", "\t", "#", "\u00a0", "–", "|", "\n")


@examples(300)
@given(st.data())
def test_whatever_was_mistyped_what_is_mended_reads_as_what_was_told(data: st.DataObject) -> None:
    """Any damage: nothing raises, only lines of sure flaws are changed, and they read as the file was read."""
    lines = LESSON.split("\n")
    for _turn in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        at = data.draw(st.integers(0, len(lines[number])))
        sign = data.draw(
            st.sampled_from(
                ["", " ", "  ", '"', "'", ":", ": ", "- ", "[", "}", "\t", "#", "\u00a0", "–", "|"]
            )
        )
        lines[number] = lines[number][:at] + sign + lines[number][at + data.draw(st.integers(0, 2)) :]
    broken = "\n".join(lines)
    recovery = recover_text(broken, Path("lesson.yaml"), lesson_shapes())
    if not recovery.flaws:
        return
    sure = {number for flaw in recovery.flaws if flaw.sure for number in flaw.lines}
    pairs = zip(broken.split("\n"), recovery.sure_text.split("\n"), strict=True)
    assert {number for number, (one, two) in enumerate(pairs) if one != two} <= sure
    again = recover_text(recovery.sure_text, Path("lesson.yaml"), lesson_shapes())
    assert again.document.value == recovery.document.value


def test_fix_writes_what_has_one_reading_and_shows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "course" / "tiny"
    shutil.copytree(ROOT / "tests" / "course", folder.parent)
    sound = (folder / "lesson.yaml").read_text("utf-8")
    number, line = next(
        (at, one) for at, one in enumerate(sound.split("\n")) if one.startswith("    strand: ")
    )
    broken = sound.replace(line, line.replace(": ", " "), 1)
    (folder / "lesson.yaml").write_bytes(broken.replace("\n", "\r\n").encode())
    run(["check", str(folder.parent), "--fix"])
    told = capsys.readouterr().err
    assert f"lesson.yaml:{number + 1}: Y107" in told
    assert f"- {line.replace(': ', ' ')}" in told
    assert f"+ {line}" in told
    assert (folder / "lesson.yaml").read_bytes() == sound.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_told_with_its_other_faults(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "lesson.yaml"
    path.write_bytes(LESSON.replace("The pool", "Café").replace("kind: mark", "kind mark").encode(encoding))
    document = recovered(path).document
    assert [one.code for one in document.problems] == ["Y104", "Y107"]
    assert document.problems[1].place.line == 11
    assert "--fix" not in document.problems[1].fix


def test_a_file_with_hidden_characters_is_told_with_its_other_faults(tmp_path: Path) -> None:
    path = tmp_path / "lesson.yaml"
    text = LESSON.replace("The pool", "The\u202e pool").replace("kind: mark", "kind mark")
    path.write_text(text)
    recovery = recovered(path)
    assert [(one.code, one.place.line) for one in recovery.document.problems] == [("Y105", 2), ("Y107", 11)]
    assert isinstance(recovery.document.value, dict)
    assert recovery.document.value["title"] == "The pool"
    assert recovery.flaws == ()


def test_fix_mends_several_sorts_of_faults_and_leaves_what_could_be_meant_in_two_ways(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "tiny"
    shutil.copytree(ROOT / "tests" / "course", folder.parent)
    path = folder / "key.yaml"
    sound = path.read_text("utf-8")
    broken = sound
    for before, after in (
        ("        why: A judgement on a person.", "         why: A judgement on a person."),
        ("      - quote: nonsense", "        quote: nonsense"),
        ("    otherwise: That word is plain.", "    otherwise That word is plain."),
        (
            "      writer: {why: The words stand in quotation marks.}",
            "      writer: {why: The words: they stand in marks.}",
        ),
        ("    why: Known then? Relevant? In the text?", "\twhy: Known then? Relevant? In the text?"),
    ):
        assert before in broken
        broken = broken.replace(before, after, 1)
    path.write_text(broken)
    run(["check", str(folder.parent), "--fix"])
    changed = [
        (one, two)
        for one, two in zip(sound.split("\n"), path.read_text("utf-8").split("\n"), strict=True)
        if one != two
    ]
    assert changed == [
        (
            "      writer: {why: The words stand in quotation marks.}",
            '      writer: {why: "The words: they stand in marks."}',
        ),
        ("    why: Known then? Relevant? In the text?", "\twhy: Known then? Relevant? In the text?"),
    ]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "text",
    [
        'a: "x\n' * 4_900,
        'why: "' + 'x" ' * 300_000,
        "a: " + "[ " * 200_000,
        "\ta: b\n" * 4_900,
        "exercises:\n" + "  - id: a\n    prompt: b: c\n" * 2_400,
        "x: {" + 'why: a "b" c, ' * 30_000,
        "a: b: c\n" * 100_000,
    ],
    ids=["marks", "one long text", "brackets", "tabs", "colons", "braces", "many lines"],
)
def test_a_hostile_file_is_told_and_does_not_hang(text: str) -> None:
    recovery = recover_text(text[: 1024 * 1024], Path("lesson.yaml"), lesson_shapes())
    assert 0 < len(recovery.document.problems) <= MOST_TOLD + MAX_PROBLEMS + MAX_WARNINGS


def test_a_text_below_a_bar_that_was_not_indented_is_that_text() -> None:
    broken = LESSON.replace("      Which of these?\n", "    Heading: *which* of these?\n")
    recovery = recover_text(broken, Path("lesson.yaml"), lesson_shapes())
    assert [(one.code, one.place.line) for one in recovery.document.problems] == [("Y125", 23)]
    meant = LESSON.replace("Which of these?", "Heading: *which* of these?")
    assert recovery.document.value == read_yaml_text(meant, Path("lesson.yaml")).value
    assert recovery.sure_text == broken


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      one: The first", "      one The first"),  # the first of names that nobody knows
        ("      one: The first", "        one: The first"),
        ("    hints:\n", "      hints:\n"),
        ("    options:\n", "     options:\n"),  # below a text, and not of it
    ],
)
def test_the_first_line_below_a_heading_is_told_and_read_as_it_was_meant(before: str, after: str) -> None:
    line = LESSON[: LESSON.index(before)].count("\n") + 1
    recovery = recover_text(LESSON.replace(before, after), Path("lesson.yaml"), lesson_shapes())
    assert [one.place.line for one in recovery.document.problems] == [line]
    assert recovery.document.value == read_yaml_text(LESSON, Path("lesson.yaml")).value


def test_a_lesson_without_its_text_and_replies_are_read_on_too(tmp_path: Path) -> None:
    lesson = shutil.copytree(ROOT / "content" / "originals" / "explainer", tmp_path / "explainer")
    broken = (lesson / "lesson.yaml").read_text("utf-8")
    language = broken.index("    language:")
    broken = f"{broken[:language]}{broken[language + 2 :]}"
    broken = broken.replace("{label: h1, words: ", "{label: h1, words ", 1)
    (lesson / "lesson.yaml").write_text(broken, "utf-8")
    (lesson / "replies.yaml").write_text(
        "format: 1\nreplies:\n  - exercise: one\n    verdict right\n    answer: 'it's so'\n    contested: [a\n"
        "  - exercise: two\n    verdict: rigth\n    answer: It is so.\n    contested: []\n"
    )
    told = [(one.place.file.name, one.code) for one in check([lesson])]
    assert sorted(told) == [
        ("lesson.yaml", "F201"),
        ("lesson.yaml", "Y125"),
        ("replies.yaml", "F206"),
        *[("replies.yaml", "Y107")] * 3,
    ]


KEY = """format: 1
answers:

  first:
    accept: [nine, "9"]
    why: >-
      Count the names.

  second:
    rows:
      one: {is: yes, why: It is.}
    why: Look again.

  third:
    is: [yes
    why: Look a third time.
"""


def test_a_name_that_was_left_out_between_two_answers_is_told_where_it_is_missing() -> None:
    broken = KEY.replace("  second:\n", "\n")
    recovery = recover_text(broken, Path("key.yaml"), key_shapes())
    assert [(one.code, one.place.line) for one in recovery.document.problems] == [("Y124", 10), ("Y107", 15)]
    assert isinstance(recovery.document.value, dict)
    answers = recovery.document.value["answers"]
    assert isinstance(answers, dict)
    assert [*answers] == ["first", "third"]
