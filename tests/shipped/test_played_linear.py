"""Every shipped lesson, and the tiny course, played whole through the linear front end, by typing the key."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.linear.speech import labels
from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.slip import FIELDS, SlipAnswer
from lessons.kinds.written_answers import read, write
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import GridAnswer, MarkAnswer, OrderAnswer, PickAnswer, Raw, TextAnswer
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm
from lessons.play import Session
from lessons.record import MemoryRecord
from tests.helpers.shipped_lessons import LESSONS as SHIPPED
from tests.helpers.shipped_lessons import key_of, opened
from tests.helpers.tiny import TINY

LESSONS = [TINY, *SHIPPED]


def typed_of_shelf(form: ShelfForm, shelf: ShelfAnswer) -> Iterator[str]:
    """The cards opened, the verdict, and the words of the card that decides."""
    ids = [card.id for card in form.cards]
    for id in shelf.opened:
        yield from [f"open {ids.index(id) + 1}"] * 2  # asked once whether it is meant
    letters = labels(form.verdicts)
    yield f"verdict {letters[[option.id for option in form.verdicts].index(shelf.verdict or '')]}"
    for span in shelf.words:
        words = form.by_id[shelf.card or ""].inside.text[slice(*span)]
        yield f"proof {ids.index(shelf.card or '') + 1} {words}"


def typed(lesson: Lesson, exercise: Exercise, raw: Raw) -> Iterator[str]:
    """The lines a student would type to give this answer."""
    form, answer = exercise.form, read(exercise.form, raw, lesson.article, lesson.beside)
    match answer:
        case MarkAnswer(marks):
            assert isinstance(form, MarkForm)
            beside = lesson.beside if form.side == "beside" else None
            addresses = Addresses(beside or lesson.article)
            for number, mark in enumerate(marks, 1):
                yield f"mark {addresses.address(mark.span)}"
                if mark.technique:
                    yield f"label {number} {mark.technique}"
            if not marks:
                yield "none"
        case PickAnswer(picked):
            assert isinstance(form, PickForm)
            names = zip(labels(form.options), form.options, strict=True)
            yield "pick " + " ".join(label for label, option in names if option.id in picked)
        case GridAnswer(cells):
            assert isinstance(form, GridForm)
            columns = [column.id for column in form.columns]
            rows = [row.id for row in form.rows]
            for row, column in sorted(cells, key=lambda cell: (rows.index(cell[0]), columns.index(cell[1]))):
                question = f" {columns.index(column) + 1}" if len(columns) > 1 else ""
                yield f"{rows.index(row) + 1}{question} = {cells[row, column]}"
        case OrderAnswer(items):
            assert isinstance(form, OrderForm)
            ids = [row.id for row in form.items]
            yield " ".join(str(ids.index(item) + 1) for item in items)
        case TextAnswer(text):
            yield f"answer {text}"
        case ShelfAnswer():
            assert isinstance(form, ShelfForm)
            yield from typed_of_shelf(form, answer)
        case SlipAnswer():
            yield from (f"{field} {words}" for field in FIELDS if (words := getattr(answer, field)))
            yield "verdict a"


@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_typing_the_key_scores_everything(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    lines: list[str] = []
    for exercise in lesson.exercises:
        lines += [*typed(lesson, exercise, write(key.bound[exercise.id].perfect())), "commit", "next"]
    out = io.StringIO()
    session = Session(lesson, MemoryRecord(), lambda: key)
    Player(session, Console(io.StringIO("\n".join(lines)), out)).run()
    scores = {
        exercise.id: result and result.score
        for exercise in lesson.exercises
        for result in [session.first_result(exercise.id)]
    }
    assert set(scores.values()) == {1}, scores
    said = out.getvalue()
    assert session.finished
    assert "' is not understood." not in said
    assert "Score: 100 of 100" in said
    for note in session.notes():
        assert note.why.split(".")[0].split("*")[0][:30] in said
    assert all(character == "\n" or character.isprintable() for character in said)
    assert not any("\u2500" <= character <= "\u259f" for character in said), "no box is drawn"


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_skipping_everything_reaches_the_end(folder: Path) -> None:
    lesson = opened(folder)
    out = io.StringIO()
    session = Session(lesson, MemoryRecord(), lambda: key_of(lesson.folder))
    lines = ["skip"] * (len(lesson.exercises) + 1)
    Player(session, Console(io.StringIO("\n".join(lines)), out)).run()
    assert session.finished
    assert f"0 of {len(lesson.exercises)} exercises answered" in out.getvalue()
