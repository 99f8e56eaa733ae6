"""A record that answers when it is told to, as that of a served class answers when its writer has written."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from lessons.play import Phase, Session
from lessons.record import MemoryRecord, RecordError
from lessons.record.event import Event
from lessons.record.recorder import Receipt


class LateRecord:
    """Implements ``Recorder``; what must be on the disk waits for ``answer``."""

    def __init__(self) -> None:
        self.memory = MemoryRecord()
        self.waiting: list[tuple[Event, Future[None]]] = []

    def append(self, event: Event, *, sync: bool) -> Receipt | None:
        if not sync:
            self.memory.append(event, sync=False)
            return None
        receipt: Future[None] = Future()
        self.waiting.append((event, receipt))
        return receipt

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        return self.memory.events(course, lesson)

    def everything(self) -> Sequence[Event]:
        return self.memory.everything()

    def answer(self, refusal: RecordError | None = None) -> None:
        """Say of everything that waits that it is on the disk, or why it is refused."""
        waiting, self.waiting = self.waiting, []
        for event, receipt in waiting:
            if refusal is None:
                self.memory.append(event, sync=True)
                receipt.set_result(None)
            else:
                receipt.set_exception(refusal)


FULL = RecordError("8b.db", "there is no room left to write", "a few free kilobytes", "delete something")


def phase_of(session: Session) -> Phase:
    """Where the session is by now: it changes behind the back of whoever asked before."""
    return session.phase
