"""What a teacher answered to contested items: ``replies.yaml`` in a lesson's folder, written by the program.

::

    format: 1
    replies:
      - {exercise: find-loaded, item: m2, words: greedy, verdict: debatable, answer: "...", contested: [event ids]}

A learner finds the own contest by the id of its event: nobody is named. What of the file cannot be read is told: by
``check``, to the learner, and to the teacher who answers, before anything is written into it.

Codes: Y1xx and F2xx as everywhere, F203 another format.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from lessons.i18n import _
from lessons.loading.validation import validate
from lessons.loading.yaml_source import Document, read_yaml
from lessons.model.fields import Fields, Integer
from lessons.model.problem import Problem, Severity

REPLIES_FILE = "replies.yaml"
FORMAT = 1
"""The version of replies.yaml that this program reads and writes."""
ReplyVerdict = Literal["right", "debatable", "removed", "stands", "marked"]
"""What became of the key: the learner's answer is right, either is, the item is gone, or the key stands.

``marked``: the answer was marked by the teacher; ``contested`` are then the ids of the answers.
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """The teacher's answer to one contested item."""

    exercise: str
    item: str
    words: str
    """What the item is, in plain words."""
    verdict: ReplyVerdict
    answer: str
    contested: tuple[str, ...]
    """Ids of the events that it answers."""
    mark: int = 0
    most: int = 0
    """The teacher's mark, and the highest one there is."""


def reply_words(reply: Reply) -> str:
    """What became of the key, or the mark, for the learner."""
    if reply.verdict == "marked":
        return _("your mark: {mark} of {most}").format(mark=reply.mark, most=reply.most)
    return verdict_words(reply.verdict)


def verdict_words(verdict: ReplyVerdict) -> str:
    """What became of the key, for the learner."""
    return {
        "right": _("your answer is right now"),
        "debatable": _("now debatable: either way costs nothing"),
        "removed": _("taken out of the key"),
        "stands": _("the key stands"),
        "marked": _("marked"),
    }[verdict]


def unreadable_replies() -> str:
    """What a learner is told whose contest may be answered in a file that cannot be read."""
    sentence = _(
        "There are answers from your teacher that cannot be read: the file {file} is damaged. Tell your teacher."
    )
    return sentence.format(file=REPLIES_FILE)


@dataclass(frozen=True, slots=True)
class Replies:
    """What stands in a replies.yaml."""

    readable: tuple[Reply, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Errors alone: with one of them the file holds more than is in ``readable``."""


class ReplyFields(Fields):
    """One answer."""

    exercise: str
    """The id of the exercise."""
    item: str = ""
    """The id of the item in the key at the time; empty for the exercise as a whole."""
    words: str = ""
    """What the item is, in plain words."""
    verdict: ReplyVerdict
    """What became of the key."""
    answer: str
    """What the learners read."""
    contested: Annotated[tuple[str, ...], Field(strict=False)]
    """The ids of the events that it answers."""
    mark: Annotated[Integer, Field(ge=0, le=100)] = 0
    """The teacher's mark."""
    most: Annotated[Integer, Field(ge=0, le=100)] = 0
    """The highest mark there is."""


class RepliesFile(Fields):
    """replies.yaml, each answer still as it was read."""

    format: Integer
    """The version of the file format."""
    replies: Annotated[tuple[object, ...], Field(strict=False)] = ()
    """The answers."""


def read_replies(folder: Path, read: Callable[[Path], Document] = read_yaml) -> Replies:
    """The replies in a lesson's folder, and what of them cannot be read. Never raises; ``read`` reads the file."""
    if not os.path.lexists(folder / REPLIES_FILE):
        return Replies()
    document = read(folder / REPLIES_FILE)
    errors = tuple(problem for problem in document.problems if problem.severity is Severity.ERROR)
    if document.value is None:
        return Replies(problems=errors)
    file = validate(RepliesFile, document.value, document)
    if isinstance(file, list):
        return Replies(problems=(*errors, *file))
    if file.format != FORMAT:
        found, fix = f"format {file.format}", "use the version of closeread that reads it"
        other = Problem(document.place(("format",)), "F203", found, f"format {FORMAT}", fix)
        return Replies(problems=(*errors, other))
    entries = [_entry(document, number, entry) for number, entry in enumerate(file.replies)]
    faults = (problem for entry in entries if not isinstance(entry, Reply) for problem in entry)
    return Replies(tuple(entry for entry in entries if isinstance(entry, Reply)), (*errors, *faults))


def _entry(document: Document, number: int, entry: object) -> Reply | list[Problem]:
    fields = validate(ReplyFields, entry, document, ("replies", number))
    if isinstance(fields, list):
        return fields
    said = (fields.exercise, fields.item, fields.words, fields.verdict, fields.answer, fields.contested)
    return Reply(*said, fields.mark, fields.most)
