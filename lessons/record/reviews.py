"""What the record says of review: when an item was first missed, and every answer given since."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from lessons.record.event import REVIEWED, Event

if TYPE_CHECKING:
    from lessons.model.answer import Raw

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Review:
    """One answer in review."""

    exercise: str
    item: str
    words: str
    time: datetime
    """UTC."""
    right: bool
    sure: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One item of one learner."""

    missed: datetime | None = None
    """When it was first missed, UTC; ``None`` for a plain sentence that was asked along."""
    sure: int | None = None
    """How sure the learner was then."""
    reviews: tuple[Review, ...] = ()
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class History:
    """One lesson of one learner."""

    first: Mapping[str, Event]
    """The first submission of each exercise: the one that counts."""
    reviews: tuple[Review, ...]
    """Oldest first, each once."""


def moment(time: str, now: datetime) -> datetime | None:
    """A time of the record, in UTC and never later than ``now``; ``None`` for what is no time.

    A clock that was wrong once must not put an item off for years.
    """
    match = _TIME.fullmatch(time)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    try:
        instant = datetime(year, month, day, hour, minute, second, int((match[7] or "").ljust(6, "0")), UTC)
    except ValueError:
        return None
    return min(instant, now.astimezone(UTC))


def histories(events: Iterable[Event], now: datetime) -> dict[tuple[str, str], History]:
    """The history of each lesson of the record, by (course, lesson); damaged events are passed over."""
    first: dict[tuple[str, str], dict[str, Event]] = {}
    reviews: dict[tuple[str, str], dict[str, Review]] = {}
    for number, event in enumerate(events):
        lesson = event.course, event.lesson
        if event.name == "committed" and event.exercise and not event.data.get("practice"):
            first.setdefault(lesson, {}).setdefault(event.exercise, event)
        elif event.name == REVIEWED and (review := _review(event, now)) is not None:
            reviews.setdefault(lesson, {}).setdefault(event.id or f"no id {number}", review)
    return {
        lesson: History(first.get(lesson, {}), _in_order(reviews.get(lesson, {}).values()))
        for lesson in {**first, **reviews}
    }


def missed_items(first: Event) -> tuple[str, ...] | None:
    """The items that a first submission missed, as judged then; ``None`` where the record does not say."""
    listed = first.data.get("missed")
    if not isinstance(listed, list):
        return None
    return tuple(dict.fromkeys(item for item in listed if isinstance(item, str)))


def sureness(value: "Raw") -> int | None:
    """How sure the learner was: 1 to 3; ``None`` for anything else."""
    return value if value in (1, 2, 3) and isinstance(value, int) and not isinstance(value, bool) else None


def is_review(event: Event) -> bool:
    """Whether a ``reviewed`` event says what was asked and whether the answer was right."""
    data = event.data
    return (
        isinstance(data.get("right"), bool)
        and all(isinstance(data.get(name, ""), str) for name in ("item", "words"))
        and bool(data.get("item"))
    )


def said_day(value: "Raw") -> date | None:
    """A day as the record writes it, such as ``2026-02-03``; ``None`` for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _review(event: Event, now: datetime) -> Review | None:
    time, data = moment(event.time, now), event.data
    if time is None or not is_review(event):
        return None
    item, words, right = str(data["item"]), str(data.get("words", "")), data["right"] is True
    return Review(event.exercise, item, words, time, right, sureness(data.get("sure")), event.id)


def _in_order(reviews: Iterable[Review]) -> tuple[Review, ...]:
    return tuple(sorted(reviews, key=lambda review: (review.time, review.id)))
