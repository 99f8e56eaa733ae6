"""A record that answers when it is told to, as that of a served class answers when its writer has written."""

from collections.abc import Iterator, Sequence

from lessons.play import Phase, Session
from lessons.record import MemoryRecord, RecordError
from lessons.record.event import Event
from lessons.record.recorder import Receipt, settle


class LateRecord:
    """Implements ``Recorder``; what must be on the disk waits for ``answer``."""

    def __init__(self) -> None:
        self.memory = MemoryRecord()
        self.waiting: list[tuple[Event, Receipt]] = []

    def append(self, event: Event, *, sync: bool) -> Receipt | None:
        if not sync:
            self.memory.append(event, sync=False)
            return None
        receipt = Receipt()
        self.waiting.append((event, receipt))
        return receipt

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        return self.memory.events(course, lesson)

    def everything(self) -> Sequence[Event]:
        return self.memory.everything()

    def answer(self, refusal: RecordError | None = None) -> None:
        """Say of everything that waits that it is on the disk, or why it is refused."""
        waiting, self.waiting = self.waiting, []
        for event, _receipt in waiting:
            if refusal is None:
                self.memory.append(event, sync=True)
        settle([receipt for _event, receipt in waiting], refusal)


FULL = RecordError("8b.db", "there is no room left to write", "a few free kilobytes", "delete something")


def phase_of(session: Session) -> Phase:
    """Where the session is by now: it changes behind the back of whoever asked before."""
    return session.phase
