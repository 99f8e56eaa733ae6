"""What a session writes to the record, and what happens when the disk refuses."""

from collections.abc import Mapping
from contextlib import suppress

from lessons.model.answer import Raw
from lessons.record import Recorder, RecordError
from lessons.record.event import Event


class Keeping:
    """The events of one attempt on their way to the record. What is owed is written before anything else."""

    def __init__(self, record: Recorder, course: str, lesson: str) -> None:
        self.trouble: RecordError | None = None
        """Why the last thing could not be kept; ``None`` while everything is."""
        self._record, self._course, self._lesson = record, course, lesson
        self._owed: list[Event] = []

    def append(
        self, name: str, exercise: str, data: Mapping[str, Raw], *, sync: bool, owe: bool = False
    ) -> None:
        """Keep an event. Raises ``RecordError`` when the disk refuses; with ``owe`` it is kept for later instead."""
        event = Event(name, self._course, self._lesson, exercise, data)
        try:
            self._settle()
            self._write(event, sync=sync)
        except RecordError:
            if not owe:
                raise
            self._owed.append(event)

    def log(self, name: str, exercise: str, data: Mapping[str, Raw], *, sync: bool = False) -> None:
        """Keep an event that is not an answer; a failure is told by ``trouble``, not raised."""
        with suppress(RecordError):
            self.append(name, exercise, data, sync=sync)

    def settle(self) -> None:
        """Write what is owed, if the disk takes it by now."""
        with suppress(RecordError):
            self._settle()

    def _settle(self) -> None:
        while self._owed:
            self._write(self._owed[0], sync=True)
            del self._owed[0]

    def _write(self, event: Event, *, sync: bool) -> None:
        try:
            self._record.append(event, sync=sync)
        except RecordError as error:
            self.trouble = error
            raise
        self.trouble = None
