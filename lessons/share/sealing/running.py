"""A test that a learner has begun and not ended: while it runs, commands that would help with it are closed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lessons.loading.seal_source import read_seal
from lessons.model.problem import LessonError
from lessons.record.event import Event
from lessons.record.own_copies import is_sealed
from lessons.share.packs.shelf import pack_called

LONGEST = timedelta(hours=12)
"""A test without a time limit that is not ended counts as running for so long after its last event."""


def running_test(events: Iterable[Event], home: Path, now: datetime) -> str:
    """``course/lesson`` of a test that runs, by the events of a learner's record; empty when none does.

    A test is known by the name of its course, which ends in that of its pack: where the pack lies does not matter.
    """
    begun: dict[tuple[str, str], datetime] = {}
    latest: dict[tuple[str, str], datetime] = {}
    ended: set[tuple[str, str]] = set()
    for event in events:
        lesson, time = (event.course, event.lesson), _time(event)
        pack = event.data.get("pack")
        if event.name == "opened" and isinstance(pack, str) and event.course.endswith(f"-test-{pack}"):
            begun.setdefault(lesson, time)
        if event.name == "finished":
            ended.add(lesson)
        latest[lesson] = max(time, latest.get(lesson, time))
    for lesson, start in begun.items():
        if lesson not in ended and now < _end(lesson, start, latest[lesson], home):
            return "/".join(lesson)
    return ""


def _end(lesson: tuple[str, str], start: datetime, latest: datetime, home: Path) -> datetime:
    folder = pack_called("/".join(lesson), home)
    minutes = _minutes(folder) if folder is not None else None
    if folder is not None and not is_sealed(folder, home):  # the code was given out
        return start
    return start + timedelta(minutes=minutes) if minutes is not None else latest + LONGEST


def _minutes(folder: Path) -> int | None:
    try:
        seal = read_seal(folder.parent)
    except LessonError:
        return None
    return seal.minutes if seal is not None else None


def _time(event: Event) -> datetime:
    try:
        time = datetime.fromisoformat(event.time)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
