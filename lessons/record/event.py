"""One thing a learner did: one line of the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.model.answer import Raw

REVIEWED = "reviewed"
"""An answer in review: it belongs to no attempt at the lesson."""
REASON = "reason"
"""What was typed about a contested item and not sent: it stays with the learner."""
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
        "forgotten",
        "begun again",
        "joined",
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
