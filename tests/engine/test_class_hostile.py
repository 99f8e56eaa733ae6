"""Names, answers and reasons that try to act: in the terminal, in a spreadsheet and in HTML they are only letters."""

import csv
import io
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.reports.classes.page import as_page
from lessons.reports.classes.spreadsheet import inert
from lessons.school.at_hand import assignment_of, open_assigned
from tests.helpers.classes import digest, handed_in
from tests.helpers.hostile import PAYLOAD, SIGN, write_hostile_course
from tests.helpers.markup import Markup
from tests.helpers.place import here, home
from tests.helpers.simulated_class import collected
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "[@click=app.exit]go[/] {{ 7*7 }} {% x %}",
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\x1b]0;title\x07\x1b[31mred",
    "\u202egnp.exe",
    "\uff1d1+1",
)
PLAIN = tuple(f"quiet-heron-{number:02}" for number in range(len(HOSTILE)))


def made(name: str, words: tuple[str, ...]) -> None:
    """A class whose learners are called, answer and contest with these words."""
    hand_ins = []
    for number, word in enumerate(words):
        answers: dict[str, Raw] = {"count-police": word + f" {number}", "plain-tram": word + " on Tuesday"}
        data: dict[str, Raw] = {"item": "", "words": word, "reason": word}
        contest = Event(
            "contested",
            LESSON.course,
            LESSON.id,
            "find-loaded",
            data,
            digest(number, "contest"),
            "2026-01-31T09:50:00.000Z",
        )
        all_answers = {**perfect_answers(LESSON), **answers} if number == 0 else answers
        hand_in = handed_in(LESSON, word, all_answers, record=digest(number), extra=(contest,))
        hand_ins.append(hand_in)
    collected(name, TINY, hand_ins)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("first", "last"), [(0, 6), (6, len(HOSTILE))])
def test_html_keeps_its_shape_whatever_the_words(first: int, last: int) -> None:
    """In halves: with 10 learners and more the figures, which depend on the words, may raise a flag."""
    made("some", HOSTILE[first:last])
    made("good", PLAIN[first:last])
    page = as_page(reports("some", None, home())).decode()
    evil, good = Markup(page), Markup(as_page(reports("good", None, home())).decode())
    assert set(evil.shape()) == set(good.shape())
    figures = (
        "li",
        "ul",
    )  # of what should be taught again: how many lines depends on how the words are scored
    shapes = [[one for one in markup.shape() if one[0] not in figures] for markup in (evil, good)]
    assert sorted(shapes[0]) == sorted(shapes[1])
    assert not evil.of("script", "img")
    (body,) = evil.of("body")
    assert all(words in body.text for words in HOSTILE[first:last] if words.isprintable())
    assert not {"\x1b", "\x07", "\u202e"} & set(page)


def test_the_terminal_gets_no_control_character(capsys: pytest.CaptureFixture[str]) -> None:
    made("evil", HOSTILE)
    assert run(["class", "report", "evil"]) == 0
    told = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(told)
    assert "<script>alert(1)</script>" in told
    assert "[31mred" in told


def test_no_cell_of_a_grade_book_is_a_formula(tmp_path: Path) -> None:
    made("evil", HOSTILE)
    book = tmp_path / "book.csv"
    assert run(["class", "report", "evil", "--csv", str(book)]) == 0
    text = book.read_bytes().decode("utf-8-sig")
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(HOSTILE) + 1
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
    assert {"'-2+3", "'@SUM(A1:A9)", "<script>alert(1)</script>"} <= {row[0] for row in rows}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff0b1"])
def test_what_begins_as_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text).startswith("'")
    assert inert(text)[1:].endswith(text[-1])


def test_texts_of_a_hostile_course_are_letters(tmp_path: Path) -> None:
    folder = write_hostile_course(tmp_path) / "tricks"
    at_hand = open_assigned(assignment_of(folder, here()))
    collected("course", folder, [handed_in(at_hand.lesson, PAYLOAD[:30], perfect_answers(at_hand.lesson))])
    markup = Markup(as_page(reports("course", None, home())).decode())
    (heading,) = markup.of("h2")
    assert SIGN in heading.text
    assert not markup.of("script", "img")
    assert all(value.startswith("#") for one in markup.of("a") for value in (one.attributes["href"],))
