"""A hand-in: what one learner did in one lesson, as a file for the teacher. Documented in docs/hand-in.md.

::

    {"closeread":"hand-in","format":1,"learner":"quiet-heron-27","record":"9b1c...","course":"...","lesson":"...",
     "created":"2026-01-31T09:50:00.000Z"}
    {"id":"...","time":"...","event":"committed","course":"...","lesson":"...","exercise":"...","data":{...}}
    ...
    {"closeread":"end","events":41,"sha256":"..."}

The events are those of the journal, without drafts and review. The last line holds the SHA-256 of all bytes before it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import isfinite

from lessons.i18n import _
from lessons.model.answer import Raw
from lessons.store.event import REVIEWED, Event
from lessons.store.lines import encode, event_of
from lessons.text import normalise

FORMAT = 1
SUFFIX = ".handin"
_OWN = frozenset({"draft", REVIEWED})
"""Events that stay with the learner."""
MOST_BYTES = 16 * 1024 * 1024
"""Largest hand-in that is read."""
MOST_EVENTS = 50_000
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of one event."""
DEEPEST = 12
"""Levels of lists and mappings inside each other; our own answers have five."""
_BEGINNING = b'{"closeread":"hand-in"'
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_TIME = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(?:\.\d{1,6})?Z")
_WRITABLE = re.compile("[^\x00\ud800-\udfff]*")
"""What every database takes."""
_LONGEST = 64
_LONGEST_ID = 200
_LONGEST_NAME = 40


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _number(digits: str) -> float:
    """A number that JSON can write again: ``1e999`` is none."""
    value = float(digits)
    if not isfinite(value):
        raise ValueError(digits)
    return value


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_number)


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


def to_bytes(hand_in: HandIn) -> bytes:
    """The file; the same hand-in gives the same bytes. Drafts and review are left out: they are the learner's own."""
    head = {"closeread": "hand-in", "format": FORMAT, "learner": hand_in.learner, "record": hand_in.record}
    head |= {"course": hand_in.course, "lesson": hand_in.lesson, "created": hand_in.created}
    events = [event for event in hand_in.events if event.name not in _OWN]
    body = b"".join([_line(head), *(encode(event) for event in events)])
    return body + _line({"closeread": "end", "events": len(events), "sha256": sha256(body).hexdigest()})


def from_bytes(data: bytes) -> HandIn:
    """The hand-in in these bytes. Raises ``HandInError`` for anything that is not a whole, undamaged one."""
    if len(data) > MOST_BYTES:
        raise _damaged(_("a file of more than {most} MiB").format(most=MOST_BYTES >> 20))
    body, end = _parted(data)
    if body.count(b"\n") > MOST_EVENTS + 1:
        raise _damaged(_("more than {most} lines").format(most=MOST_EVENTS))
    head, *lines = body.rstrip(b"\n").split(b"\n")
    fields = _object(head, 1)
    if fields.get("closeread") != "hand-in":
        raise _no_hand_in()
    if fields.get("format") != FORMAT or isinstance(fields.get("format"), bool):
        told = _("a hand-in of format {found}").format(found=str(fields.get("format"))[:20])
        known = _("format {known}, the newest this program knows").format(known=FORMAT)
        raise HandInError(told, known, _("update closeread on the teacher's machine"))
    if end.get("sha256") != sha256(body).hexdigest():
        raise _damaged(_("its checksum does not fit: something was changed on the way"))
    if end.get("events", len(lines)) != len(lines):
        raise _damaged(_("another number of lines than its last line says"))
    made = HandIn(
        learner=" ".join(normalise(_text(fields, "learner", _LONGEST * 4)).split())[:_LONGEST].strip(),
        record=_text(fields, "record", _LONGEST, _ID),
        course=_text(fields, "course", _LONGEST_ID, _WRITABLE),
        lesson=_text(fields, "lesson", _LONGEST_ID, _WRITABLE),
        created=_text(fields, "created", 40, _TIME),
        events=(),
    )
    if not any(character.isprintable() for character in made.learner.replace(" ", "")):
        raise _damaged(_("no name that can be shown"))
    return replace(made, events=tuple(_events(made, lines)))


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
    told = end.get("sha256")
    if not isinstance(told, str) or not _SHA256.fullmatch(told):
        raise _damaged(_("its last line has no checksum"))
    return body + b"\n", end


def _events(made: HandIn, lines: Iterable[bytes]) -> Iterable[Event]:
    for number, line in enumerate(lines, 2):
        event = event_of(_object(line, number))
        if event is None or not _is_sound(event):
            raise _damaged(_("line {number} is no event").format(number=number))
        if (event.course, event.lesson) != (made.course, made.lesson):
            raise _damaged(_("line {number} is of another lesson").format(number=number))
        if event.name not in _OWN:
            yield event


def _is_sound(event: Event) -> bool:
    """Whether its names are such as journals have, and every database takes them."""
    short = len(event.name) <= _LONGEST_NAME and len(event.exercise) <= _LONGEST_ID
    written = _WRITABLE.fullmatch(event.name) and _WRITABLE.fullmatch(event.exercise)
    return bool(short and event.name and written and _ID.fullmatch(event.id) and _TIME.fullmatch(event.time))


def _object(line: bytes, number: int) -> dict[str, Raw]:
    if len(line) > LONGEST_LINE:
        raise _damaged(_("line {number} is longer than any answer").format(number=number))
    try:
        value = _DECODER.decode(line.decode())
    except (ValueError, RecursionError) as error:
        raise _damaged(_("line {number} cannot be read").format(number=number)) from error
    if not isinstance(value, dict):
        raise _damaged(_("line {number} is no object").format(number=number))
    if line.count(b"{") + line.count(b"[") > DEEPEST and _is_deep(value):
        raise _damaged(_("line {number} holds no answer").format(number=number))
    return value


def _is_deep(value: Raw) -> bool:
    """Whether lists and mappings lie deeper in each other than ``DEEPEST``."""
    level: list[Raw] = [value]
    for _depth in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (
                outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()
            )
        ]
        if not level:
            return False
    return any(isinstance(inner, (dict, list)) for inner in level)


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
