"""A record that is forgotten: for previews, and for a learner whose journal cannot be written."""

from collections.abc import Iterable, Iterator, Sequence

from lessons.record.event import Event
from lessons.record.joined import of_lesson, under_names_of_today
from lessons.record.stamp import stamped


class MemoryRecord:
    """Keeps events until it is dropped; implements ``Recorder``."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.kept: list[Event] = list(events)

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an event; ``sync`` changes nothing."""
        self.kept.append(stamped(event))

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, oldest first."""
        return iter(of_lesson(self.kept, course, lesson))

    def everything(self) -> Sequence[Event]:
        """All events, oldest first."""
        return under_names_of_today(self.kept)
