"""What a session needs of a record, and what a record says when it cannot keep something."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from lessons.record.event import Event


class RecordError(Exception):
    """The record cannot be read or written. Told to the person who can mend it; nothing was lost silently."""

    def __init__(self, place: str, found: str, expected: str, fix: str) -> None:
        self.place, self.found, self.expected, self.fix = place, found, expected, fix
        super().__init__(f"{place}: {found}; {expected}; {fix}")


class RecordLockedError(RecordError):
    """Another window writes to this record."""


class LearnerNameError(RecordError):
    """A learner's name cannot be used; nothing was read or written."""


class Recorder(Protocol):
    """Where a session writes what the learner does, and reads it back to resume."""

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an event. With ``sync`` it is on the disk when this returns. Raises ``RecordError``."""

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, also under its earlier names, oldest first. Raises ``RecordError``."""

    def everything(self) -> Sequence[Event]:
        """The events of all lessons without drafts, oldest first, under the names of today. Raises ``RecordError``."""
