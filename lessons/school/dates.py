"""Dates that a teacher types, as the journal writes them; and those of the journal, as a teacher reads them."""

from datetime import UTC, datetime, time

from lessons.i18n import _


def due_time(typed: str) -> str:
    """A day, or a day and a time on this machine's clock, as UTC; a day ends at midnight.

    Raises ``ValueError`` with words for the teacher.
    """
    try:
        found = datetime.fromisoformat(typed.strip())
        if "T" not in typed and ":" not in typed:
            found = datetime.combine(found.date(), time(23, 59, 59))
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z").rjust(24, "0")
    except (ValueError, OverflowError, OSError) as error:  # also a year at the end of the calendar
        told = _("{typed!r} is no date; write 2026-12-01 or 2026-12-01T09:30")
        raise ValueError(told.format(typed=typed[:40])) from error


def local_words(time: str) -> str:
    """A time of the journal on this machine's clock, with its zone: ``2026-12-01 23:59 CET``."""
    try:
        here = datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError, OSError):
        return time
    return f"{here:%Y-%m-%d %H:%M} {here.tzname() or ''}".rstrip()
