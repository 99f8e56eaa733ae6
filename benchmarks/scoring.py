"""How long it takes to score one whole lesson: its own key, and a hundred random answers. Bar: 5 ms.

The key is bound once before; that and the chance of a blind guess are counted apart.

Usage: python benchmarks/scoring.py [LESSON FOLDER]
"""

import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


from lessons.kinds.written_answers import read, write  # noqa: E402
from lessons.lesson.keys import open_key  # noqa: E402
from lessons.lesson.opening import open_lesson  # noqa: E402
from lessons.model.answer import Raw  # noqa: E402
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm  # noqa: E402


def random_answer(form: Any, lesson: Any, chance: random.Random) -> Raw:
    match form:
        case MarkForm():
            words = lesson.article.words if form.side == "main" else lesson.beside.words
            starts = sorted(chance.sample(range(len(words)), min(12, len(words))))
            return [{"start": words[n][0], "end": words[min(n + 2, len(words) - 1)][1]} for n in starts]
        case PickForm():
            count = chance.randint(1, len(form.options)) if form.several else 1
            return [option.id for option in chance.sample(form.options, count)]
        case GridForm():
            return {
                row.id: {column.id: chance.choice(column.options).id for column in form.columns}
                for row in form.rows
            }
        case OrderForm():
            return [item.id for item in chance.sample(form.items, len(form.items))]
        case _:
            return "He said that sanctions had hurt and that trade had grown."


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content" / "unsigned-column"
    lesson = open_lesson(folder)
    key = open_key(lesson)
    chance = random.Random(0)
    first = time.perf_counter()
    for exercise in lesson.exercises:
        key.bound[exercise.id].grade(read(exercise.form, None, lesson.article, lesson.beside), "")
    first = time.perf_counter() - first
    spent = []
    for round in range(101):
        answers = {
            exercise.id: write(key.bound[exercise.id].perfect())
            if round == 0
            else random_answer(exercise.form, lesson, chance)
            for exercise in lesson.exercises
        }
        start = time.perf_counter()
        for exercise in lesson.exercises:
            answer = read(exercise.form, answers[exercise.id], lesson.article, lesson.beside)
            key.bound[exercise.id].grade(answer, "")
        spent.append((time.perf_counter() - start) * 1000 * 12 / len(lesson.exercises))
    print(f"{lesson.id}: {len(lesson.exercises)} exercises; figures are for 12 of them")
    print(f"median {statistics.median(spent):.2f} ms, slowest {max(spent):.2f} ms (bar 5 ms)")
    print(f"once for each key, the chance of a blind guess: {first * 1000:.0f} ms for the whole lesson")


if __name__ == "__main__":
    main()
