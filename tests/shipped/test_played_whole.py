"""Every shipped lesson is played whole: by its key, by nobody, by the lazy and by chance."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from lessons.checking.report import as_line
from lessons.checking.run import check
from lessons.kinds.shelf_form import ShelfForm
from lessons.kinds.slip import SlipForm
from lessons.kinds.written_answers import write
from lessons.lesson.lesson import Lesson
from lessons.loading.catalogue import shipped
from lessons.model.answer import Raw
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm
from lessons.play import Phase, Session
from lessons.record import MemoryRecord
from tests.helpers.answering import say
from tests.helpers.shipped_lessons import LESSONS, key_of, opened


def name(folder: Path) -> str:
    return folder.name


def test_the_shipped_course_has_no_problem() -> None:
    told = [as_line(problem) for problem in check([shipped()]) if problem.code != "S901"]
    assert told == []  # the lessons on the originals wait for a copy


@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_the_key_scores_everything(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    session = Session(lesson, MemoryRecord(), lambda: key)
    for exercise in lesson.exercises:
        say(session, write(key.bound[exercise.id].perfect()))
        result = session.commit()
        assert result.score == 1, exercise.id
        assert 0 <= result.chance < 1
        assert result.rule
        assert result.arithmetic
        assert result.why
        explained = {part.id for part in result.parts if part.why}
        if isinstance(exercise.form, ShelfForm):  # each card says why; what was found rests on the cards
            assert {f"{card.id}.opened" for card in exercise.form.cards} <= explained
            explained |= {"opened", "card", "words"}
        if result.rubric:  # a tick speaks for itself, and earns nothing
            explained |= {part.id for part in result.parts}
        for (
            part
        ) in result.parts:  # a fact's why speaks for the claim it changes; what was not used needs none
            silent = part.id not in explained and part.id.removesuffix(".claim") not in explained
            assert not (silent and part.weight), (exercise.id, part.id)
        session.next()
    assert session.phase is Phase.FINISHED
    assert session.summary().score == 1
    assert len(session.notes()) >= 3
    assert any(note.credit for note in session.notes())


@pytest.mark.thorough
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_no_answer_scores_only_where_nothing_is_to_be_found(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    session = Session(lesson, MemoryRecord(), lambda: key)
    for exercise in lesson.exercises:
        blank_is_right = write(key.bound[exercise.id].perfect()) in (None, [], {}, "")
        assert session.commit().score == (1 if blank_is_right else 0), exercise.id
        session.next()


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_the_lazy_earn_at_most_what_the_rules_say(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    for exercise in lesson.exercises:
        for lazy in key.bound[exercise.id].lazy():
            session = Session(lesson, MemoryRecord(), lambda: key)
            session.goto(lesson.exercises.index(exercise))
            say(session, write(lazy.answer))
            assert session.commit().score <= lazy.most, (exercise.id, lazy.name)


def guess(form: object, lesson: Lesson, chance: random.Random) -> Raw:
    match form:
        case MarkForm():
            article = lesson.beside if form.side == "beside" and lesson.beside else lesson.article
            words = [n for span in form.scope for n in article.words.between(span.start, span.end)]
            starts = chance.sample(words, min(6, len(words)))
            return [{"start": article.words[n][0], "end": article.words[n][1]} for n in starts]
        case PickForm():
            return [
                option.id
                for option in chance.sample(
                    form.options, chance.randint(1, len(form.options)) if form.several else 1
                )
            ]
        case GridForm():
            return {
                row.id: {column.id: chance.choice(column.options).id for column in form.columns}
                for row in form.rows
            }
        case OrderForm():
            return [item.id for item in chance.sample(form.items, len(form.items))]
        case ShelfForm():
            opened = [card.id for card in chance.sample(form.cards, form.opens)]
            return {
                "opened": [*opened],
                "verdict": chance.choice(form.verdicts).id,
                "card": chance.choice(opened),
                "words": [],
            }
        case SlipForm():
            return {"page": "page.example", "verdict": chance.choice(form.verdicts).id}
    return "something typed at random"


@pytest.mark.thorough
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_chance_earns_about_what_is_said(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    chance = random.Random(folder.name)
    total = said = Fraction(0)
    rounds = 12
    for _ in range(rounds):
        session = Session(lesson, MemoryRecord(), lambda: key)
        for exercise in lesson.exercises:
            say(session, guess(exercise.form, lesson, chance))
            session.commit()
            session.next()
        summary = session.summary()
        total += summary.score / rounds
        said += summary.chance / rounds
    assert total <= said + Fraction(1, 10)
    assert total < Fraction(1, 2)
