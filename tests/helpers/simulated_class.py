"""A class that answers as its skill and a seed say: quick to make, spread like a real one, the same every time."""

from pathlib import Path
from random import Random

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import Raw
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.school.at_hand import assignment_of, open_assigned
from lessons.school.book import enter
from lessons.school.classes import class_path
from lessons.school.grading import grade_class
from lessons.school.store import ClassStore
from lessons.school.taking import ready, take
from lessons.share.handing_in.hand_in import HandIn
from tests.helpers.classes import digest, handed_in
from tests.helpers.place import here, home
from tests.helpers.tiny import perfect_answers

TYPED = ("no", "12", "it is one", "nothing of that", "the writer")


def simulated(lesson: Lesson, count: int, seed: int = 1) -> list[HandIn]:
    """Hand-ins of ``count`` learners, the first one perfect, the last one blank, the others in between."""
    right = perfect_answers(lesson)
    version = open_key(lesson).version
    made = []
    for number in range(count):
        random = Random(seed * 1_000 + number)
        skill = 1 - number / max(1, count - 1)
        answers = {
            exercise.id: answered(lesson, exercise, right[exercise.id], skill, random)
            for exercise in lesson.exercises
        }
        sure = {id: 1 + int(random.random() + 2 * skill * random.random()) for id in answers}
        name = f"quiet-heron-{number:02}"
        made.append(handed_in(lesson, name, answers, sure=sure, key=version))
    return made


def collected(name: str, folder: Path, hand_ins: list[HandIn]) -> None:
    """A class with these hand-ins, without the way over files."""
    at_hand = open_assigned(assignment_of(folder, here()))
    with ClassStore(class_path(name, home()), name, write=True) as store:
        store.assign(at_hand.assignment)
        with store.writing() as connection:
            for hand_in in hand_ins:
                take(
                    store,
                    connection,
                    ready(hand_in, f"{hand_in.learner}.handin", digest(hand_in.record)),
                )
        grade_class(store, at_hand.lesson, at_hand.key)
        enter(store, at_hand.lesson, at_hand.key)


def answered(lesson: Lesson, exercise: Exercise, right: Raw, skill: float, random: Random) -> Raw:
    """What a learner of this skill (0 to 1) answers where ``right`` is right."""
    if skill == 0:
        return None
    form = exercise.form
    match form, right:
        case MarkForm(), list():
            return _marks(lesson, form, right, skill, random)
        case PickForm(several=True), list():
            return [
                one.id for one in form.options if (one.id in right) == (random.random() < 0.3 + 0.7 * skill)
            ]
        case PickForm(), _:
            return right if random.random() < skill else random.choice(form.options).id
        case GridForm(), dict():
            return {
                row: cell if random.random() < skill else _cell(form, cell, random)
                for row, cell in right.items()
            }
        case OrderForm(), list():
            return right if random.random() < skill else random.sample(right, len(right))
        case TextForm(), _:
            return right if random.random() < skill else random.choice(TYPED)
    return right


def _cell(form: GridForm, right: Raw, random: Random) -> Raw:
    """The first column answered at random, all others left open."""
    first = form.columns[0]
    picked = random.choice(first.options).id
    return {first.id: picked} if isinstance(right, dict) else picked


def _marks(lesson: Lesson, form: MarkForm, right: list[Raw], skill: float, random: Random) -> Raw:
    article = lesson.beside if form.side == "beside" and lesson.beside is not None else lesson.article
    marks = [one for one in right if random.random() < skill]
    for _ in range(int(random.random() * 4 * (1.2 - skill))):
        block = random.choice(form.scope)
        words = article.words.between(*block)
        first = random.choice(words)
        last = min(first + int(random.random() * 6), words[-1])
        mark: dict[str, Raw] = {"start": article.words[first][0], "end": article.words[last][1]}
        if form.techniques:
            mark["technique"] = random.choice(form.techniques).id
        marks.append(mark)
    return marks
