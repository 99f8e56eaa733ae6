"""When something happened, and the name it is known by."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from lessons.record.event import Event


def now() -> str:
    """UTC with milliseconds: ``2026-01-31T09:05:00.123Z``."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03}Z"


def written(moment: datetime) -> str:
    """A time with a time zone in the same form; milliseconds are cut off."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stamped(event: Event) -> Event:
    """The event with an id and a time; those it already has stay."""
    from uuid import uuid4

    return replace(event, id=event.id or uuid4().hex, time=event.time or now())
