"""A page a learner for a talk with parents, and a page for the class to see: no other names, no scores on a wall."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.page import as_projector, as_talks
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.talk import called_so, everybody, talks
from lessons.reports.classes.values import ClassReport
from tests.engine.test_class_hostile import HOSTILE
from tests.engine.test_class_hostile import made as hostile_class
from tests.helpers.classes import handed_in
from tests.helpers.markup import Markup
from tests.helpers.place import home
from tests.helpers.simulated_class import TYPED, collected, simulated
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassReport]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(tmp_path_factory.mktemp("home")))
        collected("8b", TINY, simulated(LESSON, 12))
        (made,) = reports("8b", None, home())
        yield made


def page(report: ClassReport, name: str) -> str:
    return as_talks([report], talks([report], called_so([report], name))).decode()


def test_a_page_is_about_one_learner_and_names_nobody_else(report: ClassReport) -> None:
    told = page(report, "quiet-heron-03")
    assert [one.text for one in Markup(told).of("h1")] == ["quiet-heron-03"]
    for one in report.learners:
        assert (one.name in told) == (one.name == "quiet-heron-03")
        assert one.record not in told


def test_its_figures_are_those_of_the_report(report: ClassReport) -> None:
    own = next(one for one in report.learners if one.name == "quiet-heron-03")
    markup = Markup(page(report, own.name))
    rows = [one for one in markup.elements if one.name == "tr" and one.inside("tbody")]
    assert len(rows) == len(report.exercises)
    for row, exercise in zip(rows, report.exercises, strict=True):
        cells = [one.text for one in markup.elements if one.name == "td" and row in one.parents]
        score = own.scores[exercise.exercise.id]
        assert cells[0] == str(round(100 * float(score) + 1e-9))
    (talk,) = talks([report], [own])
    (lesson,) = talk.lessons
    numbers = {int(words.split(".")[0]) for words in lesson.well}
    for number in numbers:
        exercise = report.exercises[number - 1]
        assert own.scores[exercise.exercise.id] >= exercise.chance + (1 - exercise.chance) * 3 / 4
    assert lesson.well
    assert lesson.again


@pytest.mark.thorough
def test_a_small_class_has_no_mean_to_be_held_against() -> None:
    collected("small", TINY, simulated(LESSON, 9))
    (small,) = reports("small", None, home())
    assert "The mean of the class" not in page(small, "quiet-heron-03")


@pytest.mark.thorough
def test_every_learner_has_a_page_also_who_handed_in_nothing(tmp_path: Path) -> None:
    collected("roster", TINY, simulated(LESSON, 3))
    roster = tmp_path / "roster.csv"
    roster.write_text("pseudonym,name\nquiet-heron-00,Ana\nnever,Dora\n", "utf-8")
    made = tmp_path / "talks.html"
    assert (
        run(["class", "report", "roster", "--roster", str(roster), "--every-learner", "--html", str(made)])
        == 0
    )
    markup = Markup(made.read_text("utf-8"))
    names = [one.text for one in markup.of("h1")]
    assert sorted(names) == ["Ana", "Dora", "quiet-heron-01", "quiet-heron-02"]
    (dora,) = [one for one in markup.of("article") if one.text.strip().startswith("Dora")]
    assert "Nothing that counts was handed in." in dora.text


def test_a_learner_is_found_by_name_pseudonym_record_or_number(report: ClassReport) -> None:
    own = report.learners[4]
    assert called_so([report], own.name.upper()) == [own]
    assert called_so([report], own.record) == [own]
    assert called_so([report], "nobody") == []
    hidden = anonymous([report])
    (one,) = called_so(hidden, "#03")
    told = as_talks(hidden, talks(hidden, [one])).decode()
    assert "quiet-heron" not in told


@pytest.mark.thorough
def test_a_name_of_two_is_told_apart_by_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    right = perfect_answers(LESSON)
    twins = [handed_in(LESSON, "ana", right, record=letter * 32) for letter in "ab"]
    collected("twins", TINY, twins)
    assert run(["class", "report", "twins", "--learner", "ana"]) == 2
    assert "a" * 32 in capsys.readouterr().err
    assert run(["class", "report", "twins", "--learner", "b" * 32]) == 0
    assert "16 of 16 exercises answered" in capsys.readouterr().out
    assert run(["class", "report", "twins", "--learner", "ben"]) == 2
    assert "no learner is called ben" in capsys.readouterr().err


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "words",
    [
        ["--projector"],
        ["--projector", "--html", "x.html", "--every-learner"],
        ["--every-learner", "--csv", "x.csv"],
    ],
)
def test_options_that_do_not_go_together_are_refused(words: list[str]) -> None:
    collected("8c", TINY, simulated(LESSON, 2))
    assert run(["class", "report", "8c", *words]) == 2
    assert not Path("x.html").exists()


# The wall


def test_the_wall_has_no_name_no_score_and_nothing_typed(report: ClassReport) -> None:
    told = as_projector([report]).decode()
    assert all(one.name not in told and one.record not in told for one in report.learners)
    markup = Markup(told)
    (body,) = markup.of("body")
    articles = [LESSON.article, *([LESSON.beside] if LESSON.beside else [])]
    own = " ".join(article.text for article in articles).casefold()
    for words in ("mean", "guessing", "score", "points", "#0", "learner", *TYPED[2:4]):
        assert words not in own
        assert words not in body.text.casefold()
    assert "What we marked" in body.text
    blocks = [*LESSON.article.blocks, *(LESSON.beside.blocks if LESSON.beside else ())]
    assert len([one for one in markup.of("p") if one.inside("figure", "map")]) == len(blocks)


@pytest.mark.thorough
def test_the_command_writes_the_wall(tmp_path: Path) -> None:
    collected("wall", TINY, simulated(LESSON, 4))
    made = tmp_path / "wall.html"
    assert run(["class", "report", "wall", "--projector", "--html", str(made)]) == 0
    assert "quiet-heron" not in made.read_text("utf-8")


# Hostile names


@pytest.mark.thorough
def test_hostile_names_are_letters_on_both() -> None:
    hostile_class("evil", HOSTILE)
    told = reports("evil", None, home())
    for made in (as_talks(told, talks(told, everybody(told))), as_projector(told)):
        markup = Markup(made.decode())
        assert not markup.of("script", "img", "link")
        assert not {"\x1b", "\x07", "\u202e"} & set(made.decode())
    pages = Markup(as_talks(told, talks(told, everybody(told))).decode())
    names = {one.text for one in pages.of("h1")}
    assert {words for words in HOSTILE if words.isprintable()} <= names
