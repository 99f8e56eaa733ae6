"""Where a student is in a lesson, and how far each exercise is."""

from enum import StrEnum

from lessons.i18n import _


class Phase(StrEnum):
    """Where the student is."""

    READING = "reading"
    """Before the first exercise: the article is read, and nothing is asked yet."""
    ANSWERING = "answering"
    EXPLAINED = "explained"
    CLOSED = "closed"
    """In a test: handed in, or over without an answer; nothing is explained and nothing can be changed."""
    FINISHED = "finished"


class Status(StrEnum):
    """How far one exercise is."""

    OPEN = "open"
    DRAFT = "draft"
    SKIPPED = "skipped"
    DONE = "done"


def status_name(status: Status) -> str:
    """How far an exercise is, in a word."""
    return {
        Status.OPEN: _("open"),
        Status.DRAFT: _("begun"),
        Status.SKIPPED: _("skipped"),
        Status.DONE: _("handed in"),
    }[status]
