"""One call of ``closeread``: the options before the command, what the screen is asked to show, and how it ends."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.context import Context
from lessons.i18n import _
from lessons.record.journal import Journal
from lessons.record.paths import has_joined, learner_name
from lessons.record.recorder import Recorder, RecordError
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.reports.classes.roster import Roster


class Exit(IntEnum):
    """What a script can tell from how ``closeread`` ended."""

    OK = 0
    PROBLEMS = 1
    """Files were read and something in them is wrong."""
    USAGE = 2
    """The command line was not understood, or names something that does not exist."""
    RECORD = 3
    """The learner's record could not be read or written."""
    INTERRUPTED = 130
    """Ctrl-C; everything committed is saved."""
    PIPE = 141
    """The reader of the output went away."""


@dataclass(frozen=True, slots=True)
class ClassWish:
    """A wish to look at a class, or to choose one. Making one opens no database."""

    path: Path | None = None
    """The file of the class; ``None`` for the list of classes."""
    lesson: str | None = None
    """The lesson's name, or course/lesson; ``None`` for the list of lessons."""
    anonymous: bool = False
    """Whether numbers stand in the place of names from the start."""
    roster: "Roster | None" = None
    """Who hides behind which pseudonym."""


@dataclass(frozen=True, slots=True)
class PlayRequest:
    """A wish to play. Making one reads no lesson and opens no record."""

    lesson: Path | None
    """The lesson's folder; ``None`` for the home screen."""
    roots: tuple[Path, ...]
    """Course folders, in the order of the home screen; each holds a course.yaml."""
    context: "Context"
    """Who learns, and where that is kept."""
    short: bool = False
    """Whether the lesson opens on its short path, if nothing was done in it before."""
    preview: bool = False
    """Whether the lesson is shown to the person who writes it: read again after each save, nothing kept."""
    write: bool = False
    """Whether the lesson is opened to be written."""
    classes: ClassWish | None = None
    """Given when a teacher looks at classes instead: then no lesson is played and no record opened."""
    review: bool = False
    """Whether to begin with what is due for review."""
    record: "Recorder | None" = None
    """The learner's record where it is open already; without it the journal of ``context`` is opened."""

    def asks_short(self, folder: Path) -> bool:
        """Whether the lesson in a folder opens on its short path."""
        return self.short and self.lesson is not None and folder.resolve() == self.lesson.resolve()

    def open_record(self) -> "Recorder":
        """The learner's record, open and locked; close it when done. Raises ``RecordError``.

        Where nothing is learnt, in a preview or on classes, nobody calls this.
        """
        return self.record if self.record is not None else opened_journal(self.context)

    @contextmanager
    def recording(self) -> "Iterator[Recorder]":
        """The learner's record, closed again when done where it was opened for this. Raises ``RecordError``."""
        if self.record is not None:
            yield self.record
            return
        with opened_journal(self.context) as journal:
            yield journal


def opened_journal(context: Context) -> Journal:
    """The learner's journal, open and locked; followed where its learner has joined a class. Raises ``RecordError``."""
    journal = context.open_journal()
    if has_joined(context.home):
        from lessons.share.joining.posting import follow

        follow(journal, context.home)
    return journal


Play = Callable[[PlayRequest], int]
"""Shows a screen until the learner leaves; returns the exit code."""


@dataclass(frozen=True, slots=True)
class ServeWish:
    """A wish to serve a class."""

    name: str
    """Of the class."""
    roots: tuple[Path, ...]
    """Its course folders."""
    context: "Context"
    """Of the teacher, without a learner."""
    lesson: Path | None = None
    """Where everybody begins; ``None`` for the list of lessons."""
    lan: bool = False
    """Whether the whole network is listened to, not this machine alone."""
    port: int = 0
    """0 for any that is free."""
    address: str = ""
    """What students type, where it is not the address listened at; it ends in a slash."""
    proxy: str = ""
    """The address of a reverse proxy that is to be believed."""
    everybody: bool = False
    """Whether new names need not wait for the teacher."""
    headless: bool = False
    """Whether nobody looks at the terminal."""
    beside: tuple[str, ...] = ()
    """Further classes, each of which is served by a process of its own."""
    ssh: int | None = None
    """The port of the SSH door, 0 for any that is free; ``None`` for no such door."""
    packs: tuple[Path, ...] | None = None
    """Packs that learners' own computers may fetch, each named by its course; ``None`` where nothing is shared."""


Serve = Callable[[ServeWish], int]
"""Serves a class until the teacher ends it; returns the exit code."""


COMMANDS_TRIED = "lessons.cli.commands_tried"
"""Key of the context's ``meta``: the names of the commands, when a word was none of them."""


def not_remembered(error: RecordError) -> str:
    """A line for the person whose choice could not be kept."""
    message = _("Not remembered for the next time: {place}: {found}; {fix}")
    return visible(message.format(place=error.place, found=error.found, fix=error.fix))


@dataclass(frozen=True, slots=True)
class Call:
    """One call of ``closeread``."""

    play: Play | None = None
    """Shows the screen; ``None`` where there is none, as in tests."""
    serve: Serve | None = None
    """Serves a class; ``None`` where the server is not at hand."""
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
