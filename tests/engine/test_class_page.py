"""The class report as HTML: one file that asks for nothing, whole and readable; names stay where they belong."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.page import FOLDER, as_page
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.values import ClassReport
from lessons.reports.html_page import STYLE
from tests.helpers.classes import handed_in
from tests.helpers.markup import Markup
from tests.helpers.place import home
from tests.helpers.simulated_class import collected, simulated
from tests.helpers.tiny import TINY, perfect_answers

COLUMN = Path(__file__).parents[2] / "content" / "unsigned-column"
LEARNERS = 30
MOST_BYTES = 300_000
TITLE = "The unsigned column"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassReport]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(tmp_path_factory.mktemp("home")))
        collected("8b", COLUMN, simulated(open_lesson(COLUMN), LEARNERS))
        (made,) = reports("8b", None, home())
        yield made


@pytest.fixture(scope="module")
def page(report: ClassReport) -> str:
    return as_page([report]).decode()


@pytest.fixture(scope="module")
def markup(page: str) -> Markup:
    return Markup(page)


def small(names: tuple[str, ...]) -> ClassReport:
    """The tiny lesson, played by these learners: the first answers all, the others one exercise."""
    lesson = open_lesson(TINY)
    right = perfect_answers(lesson)
    some = {"find-loaded": right["find-loaded"]}
    hand_ins = [handed_in(lesson, name, some if number else right) for number, name in enumerate(names)]
    collected("tiny", TINY, hand_ins)
    (made,) = reports("tiny", None, home())
    return made


@pytest.mark.thorough
def test_a_class_of_30_on_a_full_lesson_is_a_small_file(report: ClassReport, page: str) -> None:
    assert len(report.learners) == LEARNERS
    assert len(report.exercises) == 19
    assert len(page.encode()) <= MOST_BYTES


@pytest.mark.thorough
def test_it_asks_for_nothing_and_runs_nothing(page: str, markup: Markup) -> None:
    assert not markup.of(
        "script", "link", "img", "iframe", "object", "embed", "base", "form", "input", "button"
    )
    attributes = [(name, value) for one in markup.elements for name, value in one.attributes.items()]
    assert not [
        name for name, _value in attributes if name.startswith("on") or name in ("src", "style", "srcset")
    ]
    assert all(value.startswith("#") for name, value in attributes if name == "href")
    assert "url(" not in page
    assert "@import" not in page
    assert not re.search(r"https?:|//[a-z]", page)


@pytest.mark.thorough
def test_its_policy_allows_its_style_sheet_and_nothing_else(page: str, markup: Markup) -> None:
    (style,) = markup.of("style")
    (policy,) = [
        one.attributes["content"]
        for one in markup.of("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    digest = b64encode(sha256(style.text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_its_parts_have_names(markup: Markup) -> None:
    ids = [one.attributes["id"] for one in markup.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for one in markup.elements:
        assert set(one.attributes.get("aria-labelledby", "").split()) <= set(ids)
        assert one.name != "a" or one.attributes["href"].removeprefix("#") in ids
    assert markup.of("html")[0].attributes["lang"] == "en"
    assert len(markup.of("main")) == len(markup.of("nav")) == len(markup.of("h1")) == 1
    levels = [int(one.name[1]) for one in markup.of("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(
        one.text.strip() for one in markup.of("h1", "h2", "h3", "h4", "caption", "figcaption", "title")
    )
    assert all(one.attributes["scope"] in ("col", "row") for one in markup.of("th"))
    assert len(markup.of("caption")) == len(markup.of("table"))
    assert all({"role", "aria-labelledby"} <= set(one.attributes) for one in markup.of("svg"))
    assert len(markup.of("desc")) == len(markup.of("svg"))


def test_each_row_has_a_cell_for_each_heading(markup: Markup) -> None:
    for table in markup.of("table"):
        inside = [one for one in markup.elements if table in one.parents]
        heads = [one for one in inside if one.attributes.get("scope") == "col"]
        for row in (one for one in inside if one.name == "tr" and one.inside("tbody")):
            cells = [one for one in inside if row in one.parents and one.name in ("td", "th")]
            assert len(cells) == len(heads)
            assert cells[0].attributes["scope"] == "row"


def test_the_maps_hold_every_word_of_the_articles(report: ClassReport, markup: Markup) -> None:
    lesson = report.lesson
    assert lesson.beside is not None
    blocks = [*lesson.article.blocks, *lesson.beside.blocks]
    shown = [one for one in markup.of("p") if one.inside("figure", "map")][: len(blocks)]
    texts = [lesson.article.text, lesson.beside.text]
    for place, (block, paragraph) in enumerate(zip(blocks, shown, strict=True)):
        numbers = [one.text for one in markup.of("sup") if paragraph in one.parents]
        text = paragraph.text.removeprefix(block.label + " ")
        for number in numbers:
            text = text.replace(number, "", 1)
        assert text == texts[place >= len(lesson.article.blocks)][slice(*block.span)]


def test_a_phrase_carries_its_number_and_its_signs(report: ClassReport, markup: Markup) -> None:
    (exercise,) = [one for one in report.exercises if one.exercise.id == "mark-and-name"]
    number = report.exercises.index(exercise) + 1
    (section,) = [one for one in markup.of("section") if one.attributes["aria-labelledby"] == f"l1-x{number}"]
    inside = [one for one in markup.elements if section in one.parents]
    marked = [
        one.text for one in inside if one.name == "span" and "k" in one.attributes.get("class", "").split()
    ]
    told = {one.text for one in inside if one.name == "sup"}
    for item in exercise.items:
        if item.weighs:
            assert any(item.text.startswith(words) or words in item.text for words in marked)
            found = item.verdicts.get("right", 0) + item.verdicts.get("partly", 0)  # type: ignore[call-overload]
            assert f"{found}/{LEARNERS}" in told
    assert any(one.name == "th" and one.text == "Named as" for one in inside)


def test_what_is_said_of_learners_and_guessing(report: ClassReport, markup: Markup) -> None:
    rows = [one.text for one in markup.of("th") if one.attributes["scope"] == "row"]
    assert {one.name for one in report.learners} <= set(rows)
    heads = {one.text for one in markup.of("th") if one.attributes["scope"] == "col"}
    assert {"Score", "Guessing", "False alarms", "d'", "Bias", "Discrimination", "Named as"} <= heads
    (whole,) = markup.of("body")
    assert "guessing would give about" in whole.text


def test_anonymous_means_no_name_and_no_record_anywhere(report: ClassReport) -> None:
    page = as_page(anonymous([report])).decode()
    for one in report.learners:
        assert one.name not in page
        assert one.record not in page
    assert "#30" in page
    assert "nothing of that" not in page, "what learners typed may name somebody"
    assert "nothing of that" in as_page([report]).decode()


# Small classes, several lessons


@pytest.mark.thorough
def test_a_small_class_has_no_correlations() -> None:
    page = as_page([small(("ana", "ben", "cem"))]).decode()
    Markup(page)
    assert "Discrimination" not in page
    assert "Fewer than 10: only counts" in page
    assert "Nobody has answered it yet" not in page


@pytest.mark.thorough
def test_a_class_without_hand_ins_and_another_lesson(report: ClassReport) -> None:
    assert run(["class", "assign", "empty", str(TINY)]) == 0
    (empty,) = reports("empty", None, home())
    markup = Markup(as_page([empty, report]).decode())
    assert [one.text for one in markup.of("h2")] == ["The tiny tram", TITLE]
    (body,) = markup.of("body")
    assert "Nobody has handed in this lesson yet." in body.text


def test_the_command_writes_the_file_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small(("ana", "ben"))
    made = tmp_path / "tiny.html"
    assert run(["class", "report", "tiny", "tiny", "--html", str(made), "--anonymous"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"written: {made}\n")
    page = made.read_text("utf-8")
    Markup(page)
    assert "ana<" not in page
    assert "#1" in page


# Colours


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.1 defines it."""
    digits = colour if len(colour) == 6 else "".join(2 * one for one in colour)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_text_stands_out_in_light_dark_and_print() -> None:
    style = (FOLDER / STYLE).read_text("utf-8")
    themes = [
        dict(re.findall(r"--([a-z0-9]+):#([0-9a-f]+)", one)) for one in re.findall(r":root\{([^}]*)", style)
    ]
    assert len(themes) == 3
    for theme in themes:
        papers = [theme["paper"], *(theme[f"s{step}"] for step in range(1, 6))]
        assert all(_contrast(theme["ink"], paper) >= 4.5 for paper in papers)
        assert all(_contrast(theme[name], theme["paper"]) >= 4.5 for name in ("soft", "link", "flag"))
        assert all(_contrast(one, theme["bar"]) >= 2.5 for one in (theme["ink"], theme["paper"]))
        shades = [_luminance(paper) for paper in papers]
        assert shades in (sorted(shades), sorted(shades, reverse=True)), (
            "one step after the other, also in grey"
        )
    assert not set(re.findall(r"(?<!-)\b(?:color|background|fill|stroke):(?!var|none)[^;}]+", style))


def test_no_class_is_without_a_style(markup: Markup) -> None:
    style = (FOLDER / STYLE).read_text("utf-8")
    used = {css for one in markup.elements for css in one.attributes.get("class", "").split()}
    known = set(re.findall(r"\.([a-z][a-z0-9]*)\b", style))
    assert used - known <= {"paragraph", "exercise"}
    assert {"k", "d", "t", "s1", "s2", "s3", "s4"} <= used
