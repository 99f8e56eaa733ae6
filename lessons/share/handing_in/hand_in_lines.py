"""The lines of a hand-in, read with distrust: each an event as journals have them, or an error.

A line as our own programs write it is taken apart without a detour; any other way to write the same JSON is read too.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lessons.i18n import _
from lessons.model.answer import Raw
from lessons.record.attempts import JOINED
from lessons.record.event import REASON, REVIEWED, Event
from lessons.record.lines import ID, LONGEST_ID, LONGEST_NAME, TIME, event_of

OWN = frozenset({"draft", REASON, REVIEWED, JOINED})
"""Events that stay with the learner."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of one event."""
DEEPEST = 12
"""Levels of lists and mappings inside each other; our own answers have five."""
WRITABLE = re.compile("[^\x00\ud800-\udfff]*")
"""What every database takes."""


class LineError(ValueError):
    """What is wrong with a line, for the teacher."""


def events(course: str, lesson: str, lines: Iterable[bytes]) -> Iterator[tuple[Event, str]]:
    """Each event but the learner's own, and its data as JSON text. Raises ``LineError``; the first line is number 2."""
    usual = _usual(course, lesson)
    for number, line in enumerate(lines, 2):
        event, text = _quickly(usual, course, lesson, line, number) or _slowly(course, lesson, line, number)
        if event.name not in OWN:
            yield event, text


def object_of(line: bytes, number: int) -> dict[str, Raw]:
    """The JSON object on a line. Raises ``LineError``."""
    value, _end = _read(_decoded(line, number), 0, line, number)
    if not isinstance(value, dict):
        raise LineError(_("line {number} is no object").format(number=number))
    return value


@lru_cache(maxsize=16)
def _usual(course: str, lesson: str) -> re.Pattern[str]:
    """How an event of this lesson begins where our own program wrote it, up to its data."""
    here = "".join(
        f',"{name}":{re.escape(json.dumps(value, ensure_ascii=False))}'
        for name, value in (("course", course), ("lesson", lesson))
    )
    plain = r'[^"\\\x00-\x1f\ud800-\udfff]'
    return re.compile(
        rf'\{{"id":"({ID.pattern})","time":"({TIME.pattern})","event":"({plain}{{1,{LONGEST_NAME}}})"{here}'
        rf'(?:,"exercise":"({plain}{{1,{LONGEST_ID}}})")?(,"data":(?=\{{)|(?=\}}))',
        re.ASCII,
    )


def _quickly(
    usual: re.Pattern[str], course: str, lesson: str, line: bytes, number: int
) -> tuple[Event, str] | None:
    """The event of a line as ``lines.encode`` writes it; ``None`` for any other."""
    text = _decoded(line, number)
    head = usual.match(text)
    if head is None:
        return None
    id, time, name, exercise, begun = head.groups()
    data, end = _read(text, head.end(), line, number) if begun else ({}, head.end())
    if text[end:] != "}" or not isinstance(data, dict):
        return None
    return Event(name, course, lesson, exercise or "", data, id, time), text[head.end() : end] or "{}"


def _slowly(course: str, lesson: str, line: bytes, number: int) -> tuple[Event, str]:
    event = event_of(object_of(line, number))
    if event is None or not _is_sound(event):
        raise LineError(_("line {number} is no event").format(number=number))
    if (event.course, event.lesson) != (course, lesson):
        raise LineError(_("line {number} is of another lesson").format(number=number))
    try:
        return event, json.dumps(dict(event.data), allow_nan=False, separators=(",", ":"))
    except ValueError as error:  # 1e999 is read as a number without end
        raise LineError(_("line {number} cannot be read").format(number=number)) from error


def _is_sound(event: Event) -> bool:
    """Whether every database takes its names."""
    return bool(WRITABLE.fullmatch(event.name) and WRITABLE.fullmatch(event.exercise))


def _decoded(line: bytes, number: int) -> str:
    if len(line) > LONGEST_LINE:
        raise LineError(_("line {number} is longer than any answer").format(number=number))
    try:
        return line.decode()
    except ValueError as error:
        raise LineError(_("line {number} cannot be read").format(number=number)) from error


def _read(text: str, start: int, line: bytes, number: int) -> tuple[Raw, int]:
    """The JSON value that begins at ``start``, and where it ends; the whole line for ``start`` 0."""
    try:
        value, end = _DECODER.raw_decode(text, start) if start else (_DECODER.decode(text), len(text))
    except (ValueError, RecursionError) as error:
        raise LineError(_("line {number} cannot be read").format(number=number)) from error
    if _may_be_deep(line) and _is_deep(value):
        raise LineError(_("line {number} holds no answer").format(number=number))
    return value, end


def _may_be_deep(line: bytes) -> bool:
    """Whether its lists and mappings may lie deep in each other: quick, and never wrong with ``False``.

    Each list adds itself and one mapping in it at most; other mappings do not stand behind a comma.
    """
    return 2 * line.count(b"[") + line.count(b"{") - line.count(b",{") > DEEPEST


def _is_deep(value: Raw) -> bool:
    """Whether lists and mappings lie deeper in each other than ``DEEPEST``."""
    level: list[Raw] = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return any(isinstance(inner, (dict, list)) for inner in level)


def _inside(value: Raw) -> Iterable[Raw]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _refuse(constant: str) -> float:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)
