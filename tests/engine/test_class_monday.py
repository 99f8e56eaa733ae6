"""The first screen of a class report: what to teach again, who needs what, who is missing."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.figures.calibration import SURE
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.model.form import PickForm
from lessons.reports.classes.monday import TeachAgain, absences, gain, monday, reasons
from lessons.reports.classes.page import as_page
from lessons.reports.classes.roster import Roster, anonymous, named
from lessons.reports.classes.text import as_text
from lessons.reports.classes.values import ClassReport, Person
from lessons.share.handing_in.hand_in import HandIn
from tests.helpers.classes import handed_in
from tests.helpers.markup import Markup
from tests.helpers.place import home
from tests.helpers.simulated_class import collected, simulated
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
ONE = "who-says"
"""A question with one right option."""
GRID = "who-stands-behind"


def option(right: bool) -> Raw:
    """The right option of the question, or the first wrong one."""
    form = LESSON.exercise(ONE).form
    assert isinstance(form, PickForm)
    return [next(one.id for one in form.options if ([one.id] == RIGHT[ONE]) == right)]


def learner(number: int, answers: Mapping[str, Raw], sure: int = 2) -> HandIn:
    return handed_in(LESSON, f"reader-{number:02}", answers, sure=dict.fromkeys(answers, sure))


def made(hand_ins: list[HandIn], name: str = "8b") -> ClassReport:
    collected(name, TINY, hand_ins)
    (report,) = reports(name, "tiny", home())
    return report


def again(report: ClassReport, id: str) -> TeachAgain | None:
    return next((one for one in monday(report).again if one.told.exercise.id == id), None)


@pytest.mark.sample(1)
@pytest.mark.parametrize("wrong", [12, 9])
def test_what_most_answered_wrongly_comes_first(wrong: int) -> None:
    """12 of 14 wrong: below the guess of a question with so few options; 9 of 14: above it, and still most."""
    everything = [
        learner(number, {**RIGHT, ONE: option(number >= wrong)}, sure=SURE if number < 5 else 2)
        for number in range(14)
    ]
    report = made(everything)
    one = again(report, ONE)
    assert one is not None
    assert monday(report).again == (one,), "all else was right"
    assert one.under == (Fraction(14 - wrong, 14) < one.told.chance)
    assert one.misled
    assert one.instead is not None
    assert one.instead.count == wrong
    assert (one.sure, one.sure_wrong) == (5, 5)
    told = " ".join(reasons(one))
    assert f"{wrong} of 14" in told
    assert "5 of the 5 who were sure" in told


@pytest.mark.thorough
def test_few_answers_are_never_called_below_guessing() -> None:
    report = made([learner(number, {ONE: option(False)}) for number in range(9)])
    one = again(report, ONE)
    assert one is not None
    assert not one.under
    assert "too few answers to say more (9)" in " ".join(reasons(one))
    report = made([learner(9, {ONE: option(False)})])
    one = again(report, ONE)
    assert one is not None
    assert one.under, "the tenth answer says it"


@pytest.mark.thorough
def test_a_row_below_guessing_is_named_though_the_exercise_is_not() -> None:
    rows = RIGHT[GRID]
    assert isinstance(rows, dict)
    first, *_rest = rows
    other = next(cell for cell in rows.values() if cell != rows[first])
    report = made([learner(n, {**RIGHT, GRID: {**rows, first: other}}) for n in range(10)])
    one = again(report, GRID)
    assert one is not None
    assert not one.under
    assert [item.id for item in one.below] == [first]
    assert one.instead is not None
    assert one.instead.count == 10


@pytest.mark.thorough
def test_a_class_that_has_everything_right_is_taught_nothing_again() -> None:
    report = made([learner(number, RIGHT) for number in range(12)])
    assert monday(report).again == ()
    assert monday(report).needs == ()
    page = as_page([report]).decode()
    assert "Nothing: no exercise went badly." in page


@pytest.mark.thorough
def test_needs_are_by_strand_and_only_of_who_answered_enough() -> None:
    weak: dict[str, Raw] = dict.fromkeys(RIGHT)
    few: dict[str, Raw] = {ONE: option(False)}
    report = made([learner(0, weak), learner(1, few), *(learner(n, RIGHT) for n in range(2, 12))])
    named = {name for need in monday(report).needs for name in need.learners}
    assert named == {"reader-00"}
    assert {need.name for need in monday(report).needs} >= {"language: little above guessing"}


@pytest.mark.thorough
def test_who_is_sure_and_wrong_is_named() -> None:
    blank: dict[str, Raw] = dict.fromkeys(list(RIGHT)[:4])
    report = made([learner(0, blank, SURE), *(learner(n, RIGHT, SURE) for n in range(1, 11))])
    (need,) = [need for need in monday(report).needs if need.name.startswith("sure")]
    assert need.learners == ("reader-00",)


def test_gain_is_the_way_from_guessing_to_all_right() -> None:
    assert gain(Fraction(1, 4), Fraction(1, 4), Fraction(1)) == 0
    assert gain(Fraction(1), Fraction(1, 4), Fraction(1)) == 1
    assert gain(Fraction(0), Fraction(1, 4), Fraction(1)) < 0
    assert gain(Fraction(0), Fraction(0), Fraction(0)) == 0, "nothing answered"


# Who is missing


@pytest.mark.thorough
def test_who_is_missing_is_told_by_the_roster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    practice = learner(2, RIGHT)
    events = tuple(
        replace(one, data={**one.data, "practice": True}) if one.name == "committed" else one
        for one in practice.events
    )
    some = dict(list(RIGHT.items())[:3])
    made([learner(0, RIGHT), learner(1, some), replace(practice, events=events)])
    roster = tmp_path / "roster.csv"
    roster.write_text("pseudonym,name\nreader-00,Ana\nreader-01,Ben\nreader-02,Cem\nnever,Dora\n", "utf-8")
    assert run(["class", "report", "8b", "--roster", str(roster)]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Who is missing")
    assert lines[start + 1 : start + 4] == [
        "  Handed in nothing: Dora",
        "  Practice only: Cem",
        f"  Not all answered: Ben (3/{len(RIGHT)})",
    ]


@pytest.mark.thorough
def test_nobody_handed_in_yet_names_the_whole_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["class", "assign", "new", str(TINY)]) == 0
    roster = tmp_path / "roster.csv"
    roster.write_text("pseudonym,name\na,Ana\nb,Ben\n", "utf-8")
    capsys.readouterr()
    assert run(["class", "report", "new", "--roster", str(roster)]) == 0
    assert "  Handed in nothing: Ana, Ben" in capsys.readouterr().out.splitlines()


@pytest.mark.thorough
def test_without_a_roster_it_says_what_it_cannot_know() -> None:
    report = made([learner(0, RIGHT)])
    assert not list(absences(monday(report)))
    text = " ".join(" ".join(as_text(report)).split())
    assert "Only a roster tells who never handed in anything" in text


# The forms


@pytest.mark.thorough
def test_it_stands_before_all_figures_in_text_and_page() -> None:
    report = made([learner(n, {**RIGHT, ONE: option(n > 8)}) for n in range(12)])
    lines = as_text(report)
    order = [lines.index(one) for one in ("Teach again", "Who is missing", "Exercises")]
    assert order == sorted(order)
    assert all(len(line) <= 79 for line in lines[: lines.index("Exercises")])
    heads = [one.text for one in Markup(as_page([report]).decode()).of("h3")]
    assert heads[:3] == ["Teach again", "Who needs what", "Who is missing"]


@pytest.mark.thorough
def test_the_first_screen_of_a_class_of_30_fits_a_small_terminal() -> None:
    """Every question is answered within 24 lines, and nobody who is missing is left out."""
    column = Path(__file__).parents[2] / "content" / "unsigned-column"
    collected("30", column, simulated(open_lesson(column), 30))
    roster = Roster({f"r{n}": Person(f"Person {n}") for n in range(4)}, {})
    lines = as_text(named(reports("30", None, home()), roster)[0])
    start = lines.index("Who is missing")
    assert start < 22
    assert "  Handed in nothing: Person 0, Person 1, Person 2, Person 3" in lines[:24]
    assert any(line.endswith("more") for line in lines[:start]), "too many names for a line"


@pytest.mark.thorough
def test_anonymous_has_numbers_here_too() -> None:
    report = made([learner(0, dict.fromkeys(RIGHT)), *(learner(n, RIGHT) for n in range(1, 12))])
    (hidden,) = anonymous([report])
    named = {name for need in monday(hidden).needs for name in need.learners}
    assert len(named) == 1
    assert all(name.startswith("#") for name in named)
    assert "reader-" not in "\n".join(as_text(hidden))
