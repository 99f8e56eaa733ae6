"""Which class a learner of this computer has joined, and how far it has been told: two small files in the records."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lessons.disk import read_file
from lessons.i18n import _
from lessons.record.paths import JOINED, learner_slug
from lessons.record.recorder import RecordError, keep_file, refusal

_LARGEST = 4 << 20
Names = tuple[str, str]
"""Course and lesson, as in the record."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A class that was joined."""

    url: str
    """Of the server; it ends in a slash."""
    class_name: str
    learner: str
    """What the class calls the learner."""
    token: str = field(repr=False)
    """Opens the learner's record in the class: this account alone may read it."""


@dataclass(frozen=True, slots=True)
class Told:
    """How far the class has been told."""

    lessons: tuple[Names, ...] = ()
    """What the class reads, as far as is known."""
    mark: str = ""
    """By which the server knows which state of the class that was."""
    replies: str = ""
    """By which it knows which answers of the teacher are here."""
    sent: Mapping[Names, tuple[int, str]] = field(default_factory=dict)
    """How many events of a lesson the class has answered, and the id of the last of them."""


def membership_file(home: Path, learner: str) -> Path:
    """Where the membership of a learner lies, whether or not there is one."""
    return home / JOINED / f"{learner_slug(learner)}.json"


def membership_of(file: Path) -> Membership | None:
    """The class that was joined; ``None`` for none. Raises ``RecordError`` for a file that cannot be understood."""
    try:
        data = read_file(file, _LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refusal(error, file) from error
    try:
        value = json.loads(data)
        texts = [value[name] for name in ("url", "class", "learner", "token")]
    except (ValueError, KeyError, TypeError, RecursionError):
        texts = [None]
    if not all(isinstance(text, str) for text in texts):
        raise RecordError(
            str(file),
            _("it cannot be understood which class was joined"),
            _("the file that 'closeread join' wrote"),
            _("delete the file and join the class again; your answers are not in it"),
        )
    return Membership(*texts)


def keep_membership(file: Path, membership: Membership) -> None:
    """Remember a class that was joined, and that it has been told nothing yet. Raises ``RecordError``."""
    one = membership
    fields = {"url": one.url, "class": one.class_name, "learner": one.learner, "token": one.token}
    keep_told(file, Told())
    keep_file(file, json.dumps(fields, ensure_ascii=False).encode() + b"\n")


def forget_membership(file: Path) -> None:
    """Belong to no class any more. Raises ``RecordError``."""
    try:
        file.unlink(missing_ok=True)
        _told_file(file).unlink(missing_ok=True)
    except OSError as error:
        raise refusal(error, file) from error


def told_of(file: Path) -> Told:
    """How far the class has been told; from the start where that cannot be read: the class takes each event once."""
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        value = json.loads(read_file(_told_file(file), _LARGEST))
        lessons = tuple((str(course), str(lesson)) for course, lesson in value["lessons"])
        sent = {
            (str(course), str(lesson)): (int(count), str(id)) for course, lesson, count, id in value["sent"]
        }
        return Told(lessons, str(value["mark"]), str(value.get("replies", "")), sent)
    return Told()


def keep_told(file: Path, told: Told) -> None:
    """Remember how far the class has been told. Raises ``RecordError``."""
    sent = [[*names, *upto] for names, upto in told.sent.items()]
    fields = {"lessons": told.lessons, "mark": told.mark, "replies": told.replies, "sent": sent}
    keep_file(_told_file(file), json.dumps(fields, ensure_ascii=False).encode() + b"\n")


def _told_file(file: Path) -> Path:
    return file.with_suffix(".told.json")
