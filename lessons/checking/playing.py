"""Every exercise is played against its own key: by the key, by nobody, and by those who do not read."""

from collections.abc import Iterator
from typing import Any

from lessons.assembly.lesson import Exercise, Lesson
from lessons.checking import codes
from lessons.kinds.base import Fault
from lessons.kinds.base import Path as FieldPath
from lessons.kinds.reading import read
from lessons.model.answer import Answer, AnswerError, Raw
from lessons.model.form import MarkForm
from lessons.model.problem import Severity
from lessons.model.result import Part, Score, Verdict, percent
from lessons.text import comparable


def play(lesson: Lesson, exercise: Exercise, bound: Any, fields: dict[str, Any]) -> Iterator[Fault]:
    """What playing one exercise shows; places are relative to its mapping in key.yaml, ``fields``."""
    kind = exercise.kind
    perfect_raw = kind.perfect(bound)
    try:
        perfect = _score(lesson, exercise, bound, perfect_raw)
    except AnswerError as error:
        yield Fault(
            codes.KEY_NOT_FULL,
            (),
            f"the key is no possible answer: {error.found}",
            error.expected,
            error.fix or "mend the key",
        )
        return
    if perfect.score != 1:
        found = f"the key itself scores {percent(perfect.score)} of 100"
        fix = "see whether two items of the key exclude each other"
        yield Fault(codes.KEY_NOT_FULL, (), found, "100", fix)
    blank = _score(lesson, exercise, bound, None)
    nothing_to_find = read(exercise.form, perfect_raw, lesson.article, lesson.beside) == read(
        exercise.form, None, lesson.article, lesson.beside
    )
    if blank.score != 0 and not nothing_to_find:
        yield Fault(
            codes.BLANK_SCORES,
            (),
            f"no answer scores {percent(blank.score)} of 100",
            "0",
            "give the key something to find",
        )
    scores = [perfect, blank]
    for lazy in kind.lazy(bound):
        score = _score(lesson, exercise, bound, lazy.raw)
        scores.append(score)
        if score.score > lazy.most:
            found = f"the answer {lazy.name!r} scores {percent(score.score)} of 100 without reading"
            fix = "add wrong options, or spread the right ones"
            yield Fault(codes.LAZY_WINS, (), found, f"at most {percent(lazy.most)}", fix, Severity.WARNING)
    yield from _silent(exercise, scores, fields)
    yield from _leaks(exercise, perfect)


def _score(lesson: Lesson, exercise: Exercise, bound: Any, raw: Raw) -> Score:
    answer: Answer = read(exercise.form, raw, lesson.article, lesson.beside)
    return exercise.kind.score(bound, answer)


def _silent(exercise: Exercise, scores: list[Score], fields: dict[str, Any]) -> Iterator[Fault]:
    """Items that some answer shows without a word of explanation, each told once.

    The exercise's own ``why`` speaks for an answer as a whole, such as a typed word; a false alarm needs ``otherwise``.
    """
    told: set[FieldPath] = set()
    for part in (part for score in scores for part in score.parts):
        at = place_of(part, fields)
        item = _item(fields, at)
        explained = part.why.strip() or (isinstance(item, dict) and item.get("why"))
        if explained or at in told or (not at and not isinstance(exercise.form, MarkForm)):
            continue
        told.add(at)
        fix = "add why: to the item" if at else "add otherwise: to the key"
        yield Fault(
            codes.NO_FEEDBACK,
            at,
            f"no feedback for {part.text!r}",
            "a why for every item",
            fix,
            Severity.WARNING,
        )


def _item(fields: dict[str, Any], at: FieldPath) -> Any:
    """The key's item at a place of two or more steps: the field, then the item."""
    return fields[str(at[0])][at[1]] if at else None


def place_of(part: Part, fields: dict[str, Any]) -> FieldPath:
    """Where an item of a result stands in its key mapping; the mapping itself when it is not one of the key's items."""
    head, _, tail = part.id.partition(".")
    for name, value in fields.items():
        if isinstance(value, dict) and head in value:
            inner = value[head]
            return (name, head, tail) if isinstance(inner, dict) and tail in inner else (name, head)
        if (
            isinstance(value, list)
            and head[:1] == name[:1]
            and head[1:].isdigit()
            and int(head[1:]) < len(value)
        ):
            return (name, int(head[1:]))
    return ()


def _leaks(exercise: Exercise, perfect: Score) -> Iterator[Fault]:
    """Hints that hold an answer. The place is in lesson.yaml, which the caller knows by the first step."""
    for index, hint in enumerate(exercise.task.hints):
        words = f" {comparable(hint)} "
        for part in perfect.parts:
            if part.verdict is not Verdict.RIGHT or not part.weight:
                continue
            answer = comparable(part.given or part.text)
            if len(answer) >= 4 and f" {answer} " in words:
                found = f"the hint holds the answer {answer!r}"
                yield Fault(
                    codes.HINT_LEAKS,
                    ("hints", index),
                    found,
                    "a hint that helps to look",
                    "reword the hint",
                    Severity.WARNING,
                )
                break
