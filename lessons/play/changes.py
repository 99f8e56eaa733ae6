"""What was changed in an answer that is not committed yet: undone and done again."""

from dataclasses import dataclass, field

from lessons.model.answer import Answer


@dataclass
class Changes:
    """The drafts before the one at hand, and those that were undone."""

    past: list[Answer | None] = field(default_factory=list)
    future: list[Answer | None] = field(default_factory=list)

    def note(self, before: Answer | None, *, joined: bool) -> None:
        """A draft took the place of ``before``; a ``joined`` one goes on with the change before it, as typing does."""
        if not (joined and self.past):
            self.past.append(before)
        self.future.clear()

    def undo(self, now: Answer | None) -> Answer | None:
        """The draft before the last change; ``IndexError`` when there is none."""
        before = self.past.pop()
        self.future.append(now)
        return before

    def redo(self, now: Answer | None) -> Answer | None:
        """The draft that was undone last; ``IndexError`` when there is none."""
        after = self.future.pop()
        self.past.append(now)
        return after
