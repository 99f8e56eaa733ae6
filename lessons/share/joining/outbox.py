"""Hand-ins on their way to a class: each is kept here before it is sent, and until the class has it or refuses it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lessons.context import Context
from lessons.disk import read_file, read_start, remove_file
from lessons.i18n import _, plural
from lessons.model.problem import LessonError
from lessons.record.paths import has_joined
from lessons.record.recorder import RecordError, keep_file, refusal
from lessons.share.handing_in.hand_in import MOST_BYTES
from lessons.share.handing_in.handing_in import HandingInError, file_of, hand_in_of
from lessons.share.joining.class_server import ClassServer, ClassServerError
from lessons.share.joining.membership import Membership, Names, membership_file, membership_of
from lessons.text import visible

_HEAD = 8_192
"""Bytes of the line above a kept hand-in."""
_WAITS, _REFUSED = ".waits", ".refused"
NEVER = frozenset({400, 403, 404, 405, 409, 410, 413, 415, 422})
"""Statuses with which a class says that it will not take a hand-in, now or later."""
LASTS = 120.0
"""Seconds that sending a hand-in may take."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A hand-in that is not with the class."""

    file: Path
    """Named by the lesson and by its content: a newer hand-in of the lesson is another file."""
    names: Names
    refused: str = ""
    """Why the class does not take it; empty while it waits."""


class Outbox:
    """The hand-ins of one learner for the class that was joined; they wait under the name of that class."""

    def __init__(self, file: Path, class_name: str) -> None:
        """``file``: where the membership lies."""
        self._folder, self._class = file.with_suffix(""), class_name

    def put(self, names: Names, data: bytes) -> Parcel:
        """Keep a hand-in, on the disk when this returns, in the place of an earlier one. Raises ``RecordError``."""
        file = self._folder / f"{_short(repr(names).encode())}-{_short(data)}{_WAITS}"
        self._keep(Parcel(file, names), data)
        for parcel in self.parcels():
            if parcel.names == names and parcel.file != file:
                _remove(parcel.file)
        return Parcel(file, names)

    def parcels(self) -> tuple[Parcel, ...]:
        """What waits, and what was refused, in the order of their lessons; what cannot be read is left as it is."""
        return tuple(sorted(self._found(), key=lambda parcel: parcel.names))

    @property
    def waiting(self) -> tuple[Parcel, ...]:
        """What is still to be sent."""
        return tuple(parcel for parcel in self.parcels() if not parcel.refused)

    def of(self, names: Names) -> Parcel | None:
        """The hand-in of a lesson, if it is not with the class."""
        return next((parcel for parcel in self.parcels() if parcel.names == names), None)

    def send(self, parcel: Parcel, server: ClassServer) -> None:
        """Send a hand-in; once the class has it, it is kept here no more. One that it will never take becomes refused.

        Raises ``ClassServerError``, and ``RecordError`` where the file cannot be read or removed.
        """
        try:
            data = read_file(parcel.file, MOST_BYTES + _HEAD).partition(b"\n")[2]
        except FileNotFoundError:
            return  # sent by another thread, or in the place of a newer one
        except OSError as error:
            raise refusal(error, parcel.file) from error
        try:
            server.hand_in(*parcel.names, data)
        except ClassServerError as error:
            if error.status in NEVER:
                self._keep(Parcel(parcel.file.with_suffix(_REFUSED), parcel.names, error.why), b"")
                _remove(parcel.file)
            raise
        _remove(parcel.file)

    def empty(self) -> int:
        """Forget everything: the class was left. How many hand-ins it never had. Raises ``RecordError``."""
        parcels = self.parcels()
        for parcel in parcels:
            _remove(parcel.file)
        with suppress(OSError):
            self._folder.rmdir()
        return sum(not parcel.refused for parcel in parcels)

    def _keep(self, parcel: Parcel, data: bytes) -> None:
        course, lesson = parcel.names
        head = {"class": self._class, "course": course, "lesson": lesson, "refused": parcel.refused[:300]}
        keep_file(parcel.file, json.dumps(head).encode() + b"\n" + data)

    def _found(self) -> Iterator[Parcel]:
        try:
            files = [file for file in self._folder.iterdir() if file.suffix in (_WAITS, _REFUSED)]
        except OSError:
            return
        for file in files:
            with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
                head = json.loads(read_start(file, _HEAD).partition(b"\n")[0])
                if head["class"] == self._class:
                    refused = str(head["refused"]) if file.suffix == _REFUSED else ""
                    yield Parcel(file, (str(head["course"]), str(head["lesson"])), refused)


def _short(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


def _remove(file: Path) -> None:
    try:
        remove_file(file)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise refusal(error, file) from error


@dataclass(frozen=True, slots=True)
class HandedToClass:
    """A hand-in that was made for the class."""

    class_name: str
    answered: int
    sealed: bool
    left_out: int
    """Lines of the record that are not in it, as they cannot be read."""
    trouble: ClassServerError | None = None
    """Why the class does not have it; ``None`` where it has."""

    @property
    def waits(self) -> bool:
        """Whether it is kept here and goes to the class by itself later."""
        return self.trouble is not None and self.trouble.status not in NEVER

    def sentence(self) -> str:
        """What became of it, for the learner."""
        if self.trouble is None:
            message = plural(
                "Handed in {answered} answer to the class {name}.",
                "Handed in {answered} answers to the class {name}.",
                self.answered,
            )
            return visible(message.format(answered=self.answered, name=self.class_name))
        why = visible(self.trouble.why).rstrip(".")
        if not self.waits:
            return _("Not handed in: {why}.").format(why=why)
        message = _("Not with your class yet: {why}. It is kept here, and goes there by itself later.")
        return message.format(why=why)


def class_joined(context: Context) -> Membership | None:
    """The class that the learner of ``context`` has joined, if any. Raises ``RecordError``."""
    if not has_joined(context.home):
        return None
    return membership_of(membership_file(context.home, context.learner))


def hand_to_class(lesson: Path, context: Context, membership: Membership) -> HandedToClass | None:
    """Hand a lesson in over the network; ``None`` where no answer was committed in it.

    It is kept here first, and what the class does not take now the next ``Poster`` sends. Raises ``RecordError``,
    ``LessonError`` and, for a test where PyNaCl is missing, ``NotInstalledError``.
    """
    prepared = hand_in_of(lesson, context, membership.learner)
    if prepared is None:
        return None
    outbox = Outbox(membership_file(context.home, context.learner), membership.class_name)
    parcel = outbox.put((prepared.hand_in.course, prepared.hand_in.lesson), file_of(prepared))
    trouble = None
    try:
        outbox.send(parcel, ClassServer(membership.url, membership.token, whole=LASTS))
    except ClassServerError as error:
        trouble = error
    except RecordError:
        pass  # the class has it; only its copy here could not be removed, and is sent once more
    return HandedToClass(
        membership.class_name, prepared.answered, prepared.teacher is not None, prepared.left_out, trouble
    )


def try_class(lesson: Path, context: Context) -> HandedToClass | None:
    """``hand_to_class`` for the class that was joined; ``None`` where none was.

    Raises ``HandingInError``: nothing was handed in, and nothing is kept to be sent.
    """
    try:
        membership = class_joined(context)
        handed = hand_to_class(lesson, context, membership) if membership is not None else None
    except RecordError as error:
        raise HandingInError(error.found, error.fix) from error
    except LessonError as error:
        raise HandingInError(error.problems[0].found, error.problems[0].fix) from error
    if membership is not None and handed is None:
        raise HandingInError(_("no answer was committed in this lesson"), _("commit an answer first"))
    return handed
