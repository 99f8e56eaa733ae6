"""JSON from a file somebody handed over: one object, each key once, nothing that is no usable value."""

import json
from pathlib import Path

from lessons.disk import read_file, why
from lessons.i18n import _
from lessons.loading.source import decode
from lessons.model.answer import Raw

MOST_BYTES = 4 * 1024 * 1024
"""Largest file that is read."""


class JsonError(ValueError):
    """What is wrong with the file, in one line that begins with its name and, where known, line and column."""


def read_json_file(path: Path, expected: str) -> dict[str, Raw]:
    """The object in a file. Raises ``JsonError``, also for anything that is no file, and ``FileNotFoundError``."""
    try:
        data = read_file(path, MOST_BYTES)
    except FileNotFoundError:
        raise
    except OSError as error:
        sentence = _("{file}: {why}; expected {expected}; check which file this is, and its permissions")
        raise JsonError(sentence.format(file=path, why=why(error), expected=expected)) from error
    return read_object(data, str(path), expected)


def read_object(data: bytes, name: str, expected: str) -> dict[str, Raw]:
    """The object in the bytes of the file ``name``. Raises ``JsonError``.

    ``expected`` says what the file should be, for one that holds another value.
    """
    if len(data) > MOST_BYTES:
        raise JsonError(_("{file}: larger than {most} bytes").format(file=name, most=MOST_BYTES))
    source = decode(data, Path(name))
    if source.text is None:
        reason = "; ".join(
            f"{one.place}: {one.found}; expected {one.expected}; {one.fix}" for one in source.problems
        )
        raise JsonError(reason)
    try:
        value = json.loads(source.text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise JsonError(_("{place}: not JSON: {reason}").format(place=place, reason=error.msg)) from error
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _RepeatedError) else _("a value that is no usable JSON")
        raise JsonError(f"{name}: {reason}") from error
    if not isinstance(value, dict):
        raise JsonError(_("{file}: expected {expected}").format(file=name, expected=expected))
    return value


class _RepeatedError(ValueError):
    """An object has a key twice."""


def _once(pairs: list[tuple[str, Raw]]) -> dict[str, Raw]:
    values: dict[str, Raw] = {}
    for key, value in pairs:
        if key in values:
            raise _RepeatedError(_("{key!r} stands twice in one object; keep one").format(key=key[:100]))
        values[key] = value
    return values


def _refuse(constant: str) -> float:
    raise ValueError(constant)
