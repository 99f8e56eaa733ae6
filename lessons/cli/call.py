"""What the options before the command say, carried to the command."""

import os
import sys
from dataclasses import dataclass, field

import click

from lessons.cli.play import Play
from lessons.context import Context
from lessons.i18n import _
from lessons.record.places import learner_name
from lessons.record.recorder import RecordError
from lessons.text import visible

COMMANDS_TRIED = "lessons.cli.commands_tried"
"""Key of the context's ``meta``: the names of the commands, when a word was none of them."""


def not_remembered(error: RecordError) -> str:
    """A line for the person whose choice could not be kept."""
    told = _("Not remembered for the next time: {place}: {found}; {fix}")
    return visible(told.format(place=error.place, found=error.found, fix=error.fix))


@dataclass(frozen=True, slots=True)
class Call:
    """One call of ``closeread``."""

    play: Play | None = None
    """Shows the screen; ``None`` where there is none, as in tests."""
    learner_given: str | None = None
    linear: bool = False
    context: Context = field(default_factory=lambda: Context.of(os.environ))
    """Where this call is made: nothing else of the command line reads the environment. It has no learner."""

    def learning(self) -> Context:
        """The context of the learner of this call, remembered from now on when named; told where that cannot be.

        Raises ``LearnerNameError``.
        """
        if self.learner_given is None:
            return self.context.of_learner(self.context.settings.learner())
        name = learner_name(self.learner_given)
        try:
            self.context.settings.keep_learner(name)
        except RecordError as error:  # the work goes on: only the next start will not know the name
            click.echo(not_remembered(error), err=True)
        return self.context.of_learner(name)

    def has_screen(self) -> bool:
        """Whether a screen can be drawn: all three streams are a terminal that can move its cursor."""
        if self.play is None or self.linear:
            return False
        if os.name != "nt" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
            return False
        return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def here() -> Context:
    """The context of the command that runs, without a learner. Only commands ask: whom they call is handed it."""
    call = click.get_current_context().find_object(Call)
    assert call is not None  # ``group`` and ``run`` give every command its call
    return call.context
