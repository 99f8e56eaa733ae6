"""A lesson made smaller: what a copy of the article does not support is taken out of both files.

An item is taken out with its answer; an exercise that has nothing left to ask is taken out as a whole.
"""

from lessons.loading.document import Trail, Value
from lessons.share.standoff.anchored import Mapping, exercises

ROW_LISTS = ("items", "rows", "facts", "claims")
"""Fields of an exercise from which a row can be taken out, and the rest still asks something."""


def drop_exercise(lesson: Mapping, key: Mapping, id: str) -> None:
    """Take an exercise and its answer out."""
    # Compared as text, as ids are named here: what stands under id: in a damaged file may be no text at all.
    lesson["exercises"] = [exercise for exercise in exercises(lesson) if str(exercise.get("id")) != id]
    answers = key.get("answers")
    if isinstance(answers, dict):
        answers.pop(id, None)


def drop_row(exercise: Mapping, answer: Value, field: str, name: str) -> None:
    """Take a row, item, fact or claim out of an exercise and out of its answer."""
    rows = exercise.get(field)
    if isinstance(rows, dict):
        rows.pop(name, None)
    if not isinstance(answer, dict):
        return
    answered = answer.get(field)
    if isinstance(answered, dict):
        answered.pop(name, None)
    order = answer.get("order")
    if isinstance(order, list):
        answer["order"] = without(order, name)
    facts = answer.get("facts")
    if field == "claims" and isinstance(facts, dict):
        _drop_claim(exercise, facts, name)


def _drop_claim(exercise: Mapping, facts: Mapping, name: str) -> None:
    """A fact that changed only this claim has nothing left to change: it goes too."""
    for fact, value in list(facts.items()):
        claims = value.get("claim") if isinstance(value, dict) else None
        if not isinstance(value, dict) or claims is None:
            continue
        left = without([claims] if isinstance(claims, str) else claims, name)
        wrong = value.get("wrong")
        if isinstance(wrong, dict):
            wrong.pop(name, None)
        if left:
            value["claim"] = left
        else:
            drop_row(exercise, {"facts": facts}, "facts", fact)


def without(values: Value, name: str) -> list[Value]:
    """A list, of lists or of ids, without one id; lists that become empty go too."""
    left: list[Value] = []
    for value in values if isinstance(values, list) else []:
        if isinstance(value, list):
            inner = without(value, name)
            left += [inner] if len(inner) > 1 else inner
        elif value != name:
            left.append(value)
    return left


def row_of(trail: Trail) -> tuple[str, str] | None:
    """Field and id of the row that a trail of lesson.yaml leads to; ``None`` when it leads to none."""
    for at, step in enumerate(trail[:-1]):
        if step in ROW_LISTS and at == 2:
            return str(step), str(trail[at + 1])
    return None
