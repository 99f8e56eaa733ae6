"""One thing a learner did, and when: one line of the journal."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.model.answer import Raw

REVIEWED = "reviewed"
"""An answer in review: it belongs to no attempt at the lesson."""
REPLIED = "replied"
"""A teacher's answer to what the learner contested, as it came from the class that was joined."""
REASON = "reason"
"""What was typed about a contested item and not sent: it stays with the learner."""
PATH = "path"
"""The learner goes on with the short path of the lesson, or with the whole of it: ``short`` in its data."""
NAMES = frozenset(
    [
        "opened",
        "moved",
        "draft",
        "hint",
        "sure",
        "committed",
        "retried",
        "skipped",
        "finished",
        "contested",
        "told",
        PATH,
        "forgotten",
        "begun again",
        "joined",
        REPLIED,
        REASON,
        REVIEWED,
    ]
)
"""Every event name, as documented in docs/record.md."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, to which exercise, and the data that belong to it; all values are JSON values."""

    name: str
    course: str
    lesson: str
    exercise: str = ""
    data: Mapping[str, "Raw"] = field(default_factory=dict)
    id: str = ""
    """32 hexadecimal digits, given by the journal."""
    time: str = ""
    """UTC, ISO 8601 with milliseconds and ``Z``, given by the journal."""


def now() -> str:
    """UTC with milliseconds: ``2026-01-31T09:05:00.123Z``."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03}Z"


def local_now() -> datetime:
    """The time by the clock of this machine, with its time zone."""
    return datetime.now().astimezone()


def written(moment: datetime) -> str:
    """A time with a time zone in the same form, cut to milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local_words(time: str) -> str:
    """A time of the journal on this machine's clock, with its zone: ``2026-12-01 23:59 CET``."""
    try:
        here = datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError, OSError):
        return time
    return f"{here:%Y-%m-%d %H:%M} {here.tzname() or ''}".rstrip()


def stamped(event: Event) -> Event:
    """The event with an id and a time; those it already has stay."""
    from uuid import uuid4

    return replace(event, id=event.id or uuid4().hex, time=event.time or now())
