"""The data of a ``committed`` event, as docs/record.md describes it."""

from fractions import Fraction

from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import Raw
from lessons.model.result import Result
from lessons.play.missed import missed_of
from lessons.play.states import ExerciseState
from lessons.play.told import verdicts_of


def committed(lesson: Lesson, exercise: Exercise, state: ExerciseState, answer: Raw) -> dict[str, Raw]:
    """What every submission has. ``answer`` is in the form the record keeps."""
    data: dict[str, Raw] = {
        "answer": answer,
        "text": lesson.article.hash,
        "weight": ratio(exercise.task.weight),
        "sure": state.certainty,
        "hints": state.hints,
        "seconds": round(state.seconds, 1),
    }
    if lesson.beside is not None:
        data["beside_text"] = lesson.beside.hash
    if lesson.seal is not None:
        data["pack"] = lesson.seal.pack
    return data


def graded(exercise: Exercise, result: Result, version: str, *, practice: bool) -> dict[str, Raw]:
    """What a submission has that was graded; ``version`` is that of the key."""
    score, chance = ratio(result.score), ratio(result.chance)
    missed: list[Raw] = [one.item for one in missed_of(exercise.form, result.parts)]
    told: dict[str, Raw] = {"practice": practice, "key": version, "score": score, "chance": chance}
    return {**told, "missed": missed, "verdicts": verdicts_of(exercise.form, result.parts)}


def unscored(*, in_time: bool) -> dict[str, Raw]:
    """What a submission to a test has: no score, as its key is sealed. An answer not handed in in time was taken."""
    taken: dict[str, Raw] = {} if in_time else {"taken": True}
    return {"practice": False, "sealed": True, **taken}


def opening(lesson: Lesson, version: str) -> dict[str, Raw]:
    """The data of an ``opened`` event; ``version`` is that of the program."""
    data: dict[str, Raw] = {"version": version, "text": lesson.article.hash}
    if lesson.seal is not None:
        data |= {"pack": lesson.seal.pack, "seal": lesson.seal.digest}
    return data


def ratio(value: Fraction) -> str:
    """A fraction as the record writes it, exactly: ``"3/4"``."""
    return f"{value.numerator}/{value.denominator}"
