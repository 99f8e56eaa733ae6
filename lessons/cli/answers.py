"""A file of raw answers, read and checked against the lesson's forms before anything is graded."""

import difflib
import json
from collections.abc import Mapping
from typing import BinaryIO

from lessons.assembly.lesson import Lesson
from lessons.i18n import _
from lessons.kinds.reading import read
from lessons.model.answer import Answer, AnswerError, Raw

MOST_BYTES = 4 * 1024 * 1024
"""Largest file of answers that is read."""


class AnswersError(Exception):
    """The file cannot be graded; ``lines`` has one line a problem: where, found, expected, how to mend it."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def read_answers(file: BinaryIO, lesson: Lesson) -> Mapping[str, Answer]:
    """Exercise id -> answer for everything in the file. Raises ``AnswersError`` with every problem."""
    name = str(getattr(file, "name", "-"))
    raw = _mapping(file, name)
    forms = {exercise.id: exercise.form for exercise in lesson.exercises}
    answers: dict[str, Answer] = {}
    problems: list[str] = []
    for id, value in raw.items():
        if id not in forms:
            close = difflib.get_close_matches(id[:100], forms, 1)
            fix = _("did you mean {name!r}?").format(name=close[0]) if close else _("take it out")
            found = _("there is no exercise {id!r} in the lesson").format(id=id[:100])
            problems.append(f"{name}: {found}; {_('one of')} {', '.join(forms)}; {fix}")
            continue
        try:
            answers[id] = read(forms[id], value, lesson.article, lesson.beside)
        except AnswerError as error:
            parts = (part for part in (error.found, error.expected, error.fix) if part)
            problems.append(f"{name}: {id}: {'; '.join(parts)}")
    if problems:
        raise AnswersError(problems)
    return answers


def _mapping(file: BinaryIO, name: str) -> dict[str, Raw]:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise AnswersError([_("{file}: larger than {most} bytes").format(file=name, most=MOST_BYTES)])
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        told = _("{file}: byte {at} is not UTF-8; save the file as UTF-8")
        raise AnswersError([told.format(file=name, at=error.start)]) from error
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise AnswersError(
            [_("{place}: not JSON: {reason}").format(place=place, reason=error.msg)]
        ) from error
    except (ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, _RepeatedError) else _("a value that is no usable JSON")
        raise AnswersError([f"{name}: {told}"]) from error
    if not isinstance(value, dict):
        told = _('{file}: expected one JSON object, exercise id to answer, such as {{"who-says": "brook"}}')
        raise AnswersError([told.format(file=name)])
    return value


class _RepeatedError(ValueError):
    """An object has a key twice."""


def _once(pairs: list[tuple[str, Raw]]) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedError(_("{key!r} stands twice in one object; keep one").format(key=key[:100]))
        found[key] = value
    return found


def _refuse(constant: str) -> float:
    raise ValueError(constant)
