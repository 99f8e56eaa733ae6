"""Several classes before one teacher: which there are, where somebody waits, what goes from one view to the next."""

from collections.abc import MutableSequence
from dataclasses import dataclass, field
from typing import Final

NOT_THERE: Final = -1
"""In the place of how many wait: the process of the class is being started."""


@dataclass(frozen=True, slots=True)
class ClassesBeside:
    """The classes of one command, as the view of one of them sees them."""

    names: tuple[str, ...] = ("",)
    own: int = 0
    """Which of them this is."""
    waiting: MutableSequence[int] = field(default_factory=lambda: [0])
    """How many wait at the door of each, or ``NOT_THERE``; changed from outside."""

    @property
    def after(self) -> int:
        """The number of the next class that is there, the first after the last; this one where there is no other."""
        count = len(self.names)
        others = ((self.own + step) % count for step in range(1, count))
        return next((one for one in others if self.waiting[one] != NOT_THERE), self.own)

    def elsewhere(self) -> list[tuple[str, int]]:
        """The other classes at whose door somebody waits, with how many."""
        counts = zip(self.names, [*self.waiting], strict=True)
        return [
            (name, count) for number, (name, count) in enumerate(counts) if count > 0 and number != self.own
        ]


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """What the teacher takes along from the view of one class to that of the next."""

    hidden: bool = False
    """Whether numbers stand in the place of names: a screen that others see stays so."""
    typed: tuple[tuple[str, str], ...] = ()
    """Keys that were pressed after the one that led to the next class, which they are meant for: key and character."""
    to: int | None = None
    """The class that is wanted next; ``None`` for the end of all."""
    note: str = ""
    """A sentence for the teacher, as when the process of the class before died."""
