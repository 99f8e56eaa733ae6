"""Things done step by step: what the record must have before they go on, and what becomes of them meanwhile.

A journal on this disk answers at once, and all steps are taken before the caller goes on. The record of a served class
answers when its writer has brought a whole group of events to the disk: meanwhile the phase is SAVING.
"""

from collections.abc import Iterator

from lessons.play.keeping import Keeping
from lessons.play.states import Phase
from lessons.record import RecordError
from lessons.record.recorder import Receipt, kept

Steps = Iterator[Receipt | None]
"""After each event that must be on the disk before the next step, its receipt if the record did not answer at once."""


class Stepwise:
    """Where an attempt is, and what is under way to the record."""

    def __init__(self, keeping: Keeping) -> None:
        self.phase = Phase.ANSWERING
        self._keeping = keeping
        self._under_way: tuple[Receipt, Steps, Phase] | None = None
        """In SAVING: what is waited for, what comes then, and the phase that a refusal leads back to."""

    @property
    def trouble(self) -> RecordError | None:
        """Why the last thing done could not be kept; ``None`` while everything is."""
        return self._keeping.trouble

    async def saved(self) -> None:
        """Wait until what was just done is on the disk, then go on with it. At once when nothing is under way.

        Raises ``RecordError`` when the record refused it: the phase is the one before, and nothing is revealed.
        """
        while self._under_way is not None:
            receipt = self._under_way[0]
            try:
                await kept(receipt)
            except RecordError as error:
                self._go_back(receipt, error)
                raise
            self._go_on(receipt)

    def _take_steps(self, steps: Steps) -> None:
        """Take step after step, as far as the record answers at once."""
        for receipt in steps:
            if receipt is not None:
                self._under_way = receipt, steps, self.phase
                self.phase = Phase.SAVING
                return

    def _go_on(self, kept: Receipt) -> None:
        """Take the steps after what the record has now, unless somebody else who waited has taken them."""
        if self._under_way is not None and self._under_way[0] is kept:
            _receipt, steps, self.phase = self._under_way
            self._under_way = None
            self._keeping.answered(None)
            self._take_steps(steps)

    def _go_back(self, refused: Receipt, why: RecordError) -> None:
        """It is as if what the record refused had not been tried."""
        if self._under_way is not None and self._under_way[0] is refused:
            _receipt, _steps, self.phase = self._under_way
            self._under_way = None
            self._keeping.answered(why)
