"""What the options before the command say, carried to the command."""

import os
import sys
from dataclasses import dataclass

from lessons.cli.play import Play
from lessons.store.places import current_learner, learner_name, remember_learner

COMMANDS_TRIED = "lessons.cli.commands_tried"
"""Key of the context's ``meta``: the names of the commands, when a word was none of them."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of ``closeread``."""

    play: Play | None = None
    """Shows the screen; ``None`` where there is none, as in tests."""
    learner_given: str | None = None
    linear: bool = False

    def learner(self) -> str:
        """The learner of this call, remembered from now on when named. Raises ``RecordError``."""
        if self.learner_given is None:
            return current_learner()
        name = learner_name(self.learner_given)
        remember_learner(name)
        return name

    def has_screen(self) -> bool:
        """Whether a screen can be drawn: all three streams are a terminal that can move its cursor."""
        if self.play is None or self.linear:
            return False
        if os.name != "nt" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
            return False
        return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
