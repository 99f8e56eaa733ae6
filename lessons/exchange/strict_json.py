"""JSON from a file somebody handed over: one object, each key once, nothing that is no usable value."""

import json

from lessons.i18n import _
from lessons.model.answer import Raw

MOST_BYTES = 4 * 1024 * 1024
"""Largest file that is read."""


class JsonError(ValueError):
    """What is wrong with the file, in one line that begins with its name and, where known, line and column."""


def read_object(data: bytes, name: str, expected: str) -> dict[str, Raw]:
    """The object in the bytes of the file ``name``. Raises ``JsonError``.

    ``expected`` says what the file should be, for one that holds another value.
    """
    if len(data) > MOST_BYTES:
        raise JsonError(_("{file}: larger than {most} bytes").format(file=name, most=MOST_BYTES))
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        told = _("{file}: byte {at} is not UTF-8; save the file as UTF-8")
        raise JsonError(told.format(file=name, at=error.start)) from error
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise JsonError(_("{place}: not JSON: {reason}").format(place=place, reason=error.msg)) from error
    except (ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, _RepeatedError) else _("a value that is no usable JSON")
        raise JsonError(f"{name}: {told}") from error
    if not isinstance(value, dict):
        raise JsonError(_("{file}: expected {expected}").format(file=name, expected=expected))
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
