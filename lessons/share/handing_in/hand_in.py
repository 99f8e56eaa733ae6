"""A hand-in: what one learner did in one lesson, as a file for the teacher. Documented in docs/hand-in.md.

::

    {"closeread":"hand-in","format":1,"learner":"quiet-heron-27","record":"9b1c...","course":"...","lesson":"...",
     "created":"2026-01-31T09:50:00.000Z"}
    {"id":"...","time":"...","event":"committed","course":"...","lesson":"...","exercise":"...","data":{...}}
    ...
    {"closeread":"end","events":41,"sha256":"..."}

The events are those of the journal, without drafts and review. The last line holds the SHA-256 of all bytes before it.

Every line is read with distrust: one that our own programs wrote is taken apart without a detour, any other way to
write the same JSON is read too.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256

from lessons.i18n import _
from lessons.model.answer import Raw
from lessons.record.attempts import JOINED
from lessons.record.event import REASON, REPLIED, REVIEWED, Event
from lessons.record.journal import ID, LONGEST_ID, LONGEST_NAME, TIME, encode, event_of
from lessons.text import normalise

FORMAT = 1
SUFFIX = ".handin"
MOST_BYTES = 16 * 1024 * 1024
"""Largest hand-in that is read."""
MOST_EVENTS = 50_000
_BEGINNING = b'{"closeread":"hand-in"'
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST = 64


class HandInError(ValueError):
    """A file is no hand-in that can be taken: what was found, what was expected, how to mend it."""

    def __init__(self, found: str, expected: str, fix: str) -> None:
        self.found, self.expected, self.fix = found, expected, fix
        super().__init__(f"{found}; {expected}; {fix}")


@dataclass(frozen=True, slots=True)
class HandIn:
    """One learner's events of one lesson."""

    learner: str
    """The pseudonym, as it is shown."""
    record: str
    """Tells one record from another: two learners may have chosen the same name."""
    course: str
    lesson: str
    created: str
    """UTC, as in the journal."""
    events: tuple[Event, ...]
    """In the order of the journal."""
    texts: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The data of each event as JSON text, where the events are those of a file; empty where they were changed."""


def to_bytes(hand_in: HandIn) -> bytes:
    """The file; the same hand-in gives the same bytes. Drafts and review are left out: they are the learner's own."""
    head = {"closeread": "hand-in", "format": FORMAT, "learner": hand_in.learner, "record": hand_in.record}
    head |= {"course": hand_in.course, "lesson": hand_in.lesson, "created": hand_in.created}
    shared = [event for event in hand_in.events if event.name not in OWN]
    body = b"".join([_line(head), *(encode(event) for event in shared)])
    return body + _line({"closeread": "end", "events": len(shared), "sha256": sha256(body).hexdigest()})


def from_bytes(data: bytes) -> HandIn:
    """The hand-in in these bytes. Raises ``HandInError`` for anything that is not a whole, undamaged one."""
    if len(data) > MOST_BYTES:
        raise _damaged(_("a file of more than {most} MiB").format(most=MOST_BYTES >> 20))
    body, end = _parted(data)
    if body.count(b"\n") > MOST_EVENTS + 1:
        raise _damaged(_("more than {most} lines").format(most=MOST_EVENTS))
    head, *lines = body.rstrip(b"\n").split(b"\n")
    fields = _head(head)
    if fields.get("closeread") != "hand-in":
        raise _no_hand_in()
    if fields.get("format") != FORMAT or isinstance(fields.get("format"), bool):
        version = _("a hand-in of format {found}").format(found=str(fields.get("format"))[:20])
        newest = _("format {known}, the newest this program knows").format(known=FORMAT)
        raise HandInError(version, newest, _("update closeread on the teacher's machine"))
    if end.get("sha256") != sha256(body).hexdigest():
        raise _damaged(_("its checksum does not fit: something was changed on the way"))
    if end.get("events", len(lines)) != len(lines):
        raise _damaged(_("another number of lines than its last line says"))
    empty = HandIn(
        learner=" ".join(normalise(_text(fields, "learner", _LONGEST * 4)).split())[:_LONGEST].strip(),
        record=_text(fields, "record", _LONGEST, ID),
        course=_text(fields, "course", LONGEST_ID, WRITABLE),
        lesson=_text(fields, "lesson", LONGEST_ID, WRITABLE),
        created=_text(fields, "created", 40, TIME),
        events=(),
    )
    if not any(character.isprintable() for character in empty.learner.replace(" ", "")):
        raise _damaged(_("no name that can be shown"))
    try:
        read = _once(events(empty.course, empty.lesson, lines))
    except LineError as error:
        raise _damaged(str(error)) from error
    return replace(empty, events=tuple(one for one, _text in read), texts=tuple(text for _one, text in read))


def lesson_named(data: bytes) -> tuple[str, str] | None:
    """Course and lesson as the first line says, unproved; ``None`` where it is not that of a hand-in."""
    try:
        fields = object_of(data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0], 1)
    except LineError:
        return None
    course, lesson = fields.get("course"), fields.get("lesson")
    return (course, lesson) if isinstance(course, str) and isinstance(lesson, str) else None


def _once(read: Iterable[tuple[Event, str]]) -> list[tuple[Event, str]]:
    """An event that stands there twice counts once, as in a journal."""
    by_id: dict[str, tuple[Event, str]] = {}
    for event, text in read:
        by_id.setdefault(event.id, (event, text))
    return [*by_id.values()]


def _head(line: bytes) -> dict[str, Raw]:
    try:
        return object_of(line, 1)
    except LineError as error:
        raise _damaged(str(error)) from error


def _parted(data: bytes) -> tuple[bytes, Mapping[str, Raw]]:
    """What the checksum is over, and the fields of the last line."""
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")  # what mail programs and editors change
    body, _gap, last = data.rstrip(b"\n \t").rpartition(b"\n")
    if not data.lstrip().startswith(_BEGINNING[:12]):
        raise _no_hand_in()
    if not body:
        raise _damaged(_("it is cut off: its last line is not there"))
    try:
        end = json.loads(last) if len(last) < 1_000 else None
    except (ValueError, RecursionError):
        end = None
    if not isinstance(end, dict) or end.get("closeread") != "end":
        raise _damaged(_("it is cut off: its last line is not there"))
    checksum = end.get("sha256")
    if not isinstance(checksum, str) or not _SHA256.fullmatch(checksum):
        raise _damaged(_("its last line has no checksum"))
    return body + b"\n", end


def _text(fields: Mapping[str, Raw], name: str, most: int, form: re.Pattern[str] | None = None) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise _damaged(_("its first line has no {name}").format(name=name))
    if form is not None and not form.fullmatch(value):
        raise _damaged(_("the {name} in its first line has another form").format(name=name))
    return value


def _line(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _no_hand_in() -> HandInError:
    return HandInError(
        _("no hand-in of closeread"),
        _("a file made by 'closeread hand-in'"),
        _("move it out of the folder, or ask its owner to hand in again"),
    )


def _damaged(found: str) -> HandInError:
    return HandInError(
        found, _("a whole hand-in, as 'closeread hand-in' wrote it"), _("ask its owner to hand in again")
    )


OWN = frozenset({"draft", REASON, REPLIED, REVIEWED, JOINED})
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
