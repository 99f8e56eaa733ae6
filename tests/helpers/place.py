"""Where a test learns: the place that its environment describes, as the doors of the program read it."""

import os
from pathlib import Path

from lessons.context import Context
from lessons.record import paths as places
from lessons.record.journal import Journal


def here(learner: str = "") -> Context:
    """The context of this test; each test has a home of its own."""
    return Context.of(os.environ).of_learner(learner)


def home() -> Path:
    """The folder of this test's records."""
    return here().home


def journal_path(learner: str) -> Path:
    """Where the journal of a learner of this test lies."""
    return places.journal_path(home(), learner)


def open_journal(learner: str) -> Journal:
    """The journal of a learner of this test, open and locked."""
    return places.open_journal(home(), learner)
