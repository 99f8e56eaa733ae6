"""The journal's lines: events to bytes and back. Documented for other programs in docs/record.md."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING

from lessons.i18n import _
from lessons.record.attempts import of_lesson, under_names_of_today
from lessons.record.event import Event, written
from lessons.record.recorder import RecordError

FORMAT = 1
"""The format this program writes, and the newest it reads."""
BEGINNING = b'{"closeread":"journal"'
"""How every header begins: an interrupted header is known by it."""

_DRAFT = b'"event":"draft"'
"""In a draft as written here, and in no text of a student: there, quotation marks are escaped."""

ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
"""How events are named."""
TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z",
    re.ASCII,
)

if TYPE_CHECKING:
    from lessons.model.answer import Raw
LONGEST_ID = 200
"""Characters of the name of a course, a lesson or an exercise."""
LONGEST_NAME = 40
"""Characters of an event's name."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a journal holds."""

    learner: str
    """Empty when the header is damaged."""
    created: str
    events: tuple[Event, ...]
    damaged: int
    """Lines that could not be read; everything else is kept."""
    headed: bool = True
    """Whether a header was found."""


def header(learner: str, created: str) -> bytes:
    """The first line of a journal, with its line end."""
    return _line({"closeread": "journal", "format": FORMAT, "learner": learner, "created": created})


def encode(event: Event) -> bytes:
    """One event as one line, with its line end; ``ValueError`` or ``TypeError`` when it is not JSON."""
    fields: dict[str, object] = {"id": event.id, "time": event.time, "event": event.name}
    fields |= {"course": event.course, "lesson": event.lesson}
    if event.exercise:
        fields["exercise"] = event.exercise
    if event.data:
        fields["data"] = dict(event.data)
    return _line(fields)


def _line(fields: dict[str, object]) -> bytes:
    text = json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if _LONE_SURROGATE.search(text):  # no UTF-8 for half a character: keep it as an escape
        text = json.dumps(fields, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def decode(data: bytes, place: str, only: tuple[str, str] | None = None, *, drafts: bool = True) -> Contents:
    """Read a journal's bytes; with ``only`` (course, lesson) just that lesson's events, whatever it was called.

    Without ``drafts``, draft events are left out: quicker. A torn or damaged line is skipped and counted,
    and an event that stands there twice counts once. A header may stand on any line, so journals can be
    joined. Raises ``RecordError`` for a format this program does not know, and for a file that is no journal.
    """
    learner = created = ""
    damaged = 0
    headed = False
    events: dict[str, Event] = {}
    for fields in _mappings(data, b"" if drafts else _DRAFT):
        if fields is None:
            damaged += 1
        elif "closeread" in fields:
            _check_format(fields, place)
            if not headed:
                learner, created = str(fields.get("learner", "")), str(fields.get("created", ""))
            headed = True
        elif (event := event_of(fields)) is None:
            damaged += 1
        elif event.id not in events and (drafts or event.name != "draft"):
            events[event.id] = event
    interrupted = data.startswith(BEGINNING) or BEGINNING.startswith(data)
    if not headed and not events and not interrupted:
        raise RecordError(
            place,
            _("this file is not a closeread journal"),
            _('a file whose first line begins with {"closeread":"journal"'),
            _("move the file away; a new journal is made at the next start"),
        )
    told = tuple(events.values())
    wanted = under_names_of_today(told) if only is None else of_lesson(told, *only)
    return Contents(learner, created, wanted, damaged, headed)


def begins_well(data: bytes, place: str) -> bool:
    """Whether the first line is a header this program knows. Raises ``RecordError`` for an unknown format."""
    fields = next(_mappings(data.partition(b"\n")[0]), None)
    if fields is None or "closeread" not in fields:
        return False
    _check_format(fields, place)
    return True


def _mappings(data: bytes, passed_over: bytes = b"") -> Iterator[dict[str, "Raw"] | None]:
    """Each line that is not blank and does not hold ``passed_over``: its fields, or ``None`` when damaged."""
    parse = _DECODER.decode
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if passed_over and passed_over in line:
            continue
        line = line.strip(b"\0 \t\r")  # a disk that lost power may leave zero bytes before a whole line
        if not line:
            continue
        try:
            fields = parse(line.decode())
        except (ValueError, RecursionError):
            yield None
        else:
            yield fields if isinstance(fields, dict) else None


def _check_format(fields: dict[str, "Raw"], place: str) -> None:
    found = fields.get("format")
    if fields.get("closeread") == "journal" and found == FORMAT and found is not True:
        return
    raise RecordError(
        place,
        _("a record of format {found}").format(found=str(found)[:20]),
        _("format {known}, the newest this program knows").format(known=FORMAT),
        _("update closeread; the file was left as it is"),
    )


def event_of(fields: dict[str, "Raw"]) -> Event | None:
    """The event that a line holds; ``None`` when it is none, or names that no journal has are in it.

    A time with another offset than ``Z`` is told in UTC.
    """
    id, time, name = fields.get("id"), fields.get("time"), fields.get("event")
    course, lesson = fields.get("course"), fields.get("lesson")
    exercise, data = fields.get("exercise", ""), fields.get("data", {})
    if (
        isinstance(id, str)
        and isinstance(time, str)
        and isinstance(name, str)
        and isinstance(course, str)
        and isinstance(lesson, str)
        and isinstance(exercise, str)
        and isinstance(data, dict)
        and ID.fullmatch(id)
        and 0 < len(name) <= LONGEST_NAME
        and len(exercise) <= LONGEST_ID
    ):
        told = time if TIME.fullmatch(time) else _in_utc(time)
        return Event(name, course, lesson, exercise, data, id, told) if told else None
    return None


def _in_utc(time: str) -> str:
    """The same moment as our own lines tell it; empty for what is no moment."""
    try:
        moment = datetime.fromisoformat(time)
        return written(moment) if moment.tzinfo is not None and len(time) < 40 else ""
    except (ValueError, OverflowError):
        return ""


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(text: str) -> float:
    """A number of a line; one without end, such as 1e999, is none."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
