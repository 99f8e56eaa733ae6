"""Handing in from inside a lesson: to the folder where the teacher gathers, which is remembered; failures in words."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lessons.i18n import _
from lessons.model.problem import LessonError
from lessons.record.journal import read_journal
from lessons.record.places import (
    journal_path,
    pseudonym,
    record_id,
    remember_pseudonym,
    remember_setting,
    setting,
)
from lessons.record.recorder import RecordError, refusal
from lessons.share.handing_in.handing_in import hand_in_of, write_hand_in

VARIABLE = "CLOSEREAD_INBOX"
"""Environment variable with the folder where hand-ins are gathered."""
_REMEMBERED = "hands in to"


class HandingInError(Exception):
    """Nothing was handed in: what was found, and how to mend it."""

    def __init__(self, found: str, fix: str) -> None:
        self.found, self.fix = found, fix
        super().__init__(f"{found}; {fix}")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A hand-in that lies where it should."""

    file: Path
    name: str
    """What the teacher sees."""
    answered: int
    sealed: bool
    """Whether the teacher alone can open it."""
    left_out: int = 0
    """Lines of the record that are not in it, as they cannot be read."""


def gathering_folder() -> Path | None:
    """The folder that ``CLOSEREAD_INBOX`` names; ``None`` when it names none."""
    named = os.environ.get(VARIABLE, "").strip()
    return _path(named) if named else None


def inbox() -> Path:
    """Where a hand-in goes: the folder handed in to last, else that of ``CLOSEREAD_INBOX``, else the current one."""
    remembered = setting(_REMEMBERED)
    if remembered:
        return Path(remembered)
    return gathering_folder() or Path.cwd()


def name_of(learner: str) -> str:
    """The name a teacher would see of this learner now. Raises ``RecordError``."""
    return pseudonym(learner, record_id(read_journal(journal_path(learner), drafts=False).events))


def hand_over(lesson: Path, learner: str, name: str = "", folder: str = "") -> HandedIn:
    """Write the hand-in of a lesson into a folder that is there; name and folder are then remembered where they can be.

    Without a ``name`` or a ``folder`` those of before. Raises ``HandingInError``.
    """
    try:
        return _hand_over(lesson, learner, " ".join(name.split()), folder.strip())
    except RecordError as error:
        raise HandingInError(error.found, error.fix) from error
    except LessonError as error:
        raise HandingInError(error.problems[0].found, error.problems[0].fix) from error
    except OSError as error:
        told = refusal(error, Path(error.filename or folder))
        raise HandingInError(f"{told.place}: {told.found}", _("name another folder")) from error


def _hand_over(lesson: Path, learner: str, name: str, folder: str) -> HandedIn:
    place = _path(folder).absolute() if folder else inbox()
    if not place.is_dir():
        found = _("there is no folder {folder}").format(folder=place)
        raise HandingInError(found, _("name a folder that is there, or plug in the disk it is on"))
    typed = name if name and name != name_of(learner) else None
    made = hand_in_of(lesson, learner, typed)
    if made is None:
        raise HandingInError(_("no answer was committed in this lesson"), _("commit an answer first"))
    file = write_hand_in(made, folder=place)
    with suppress(
        RecordError
    ):  # the file lies where it should; only the next time they are to be typed again
        if typed is not None:
            remember_pseudonym(learner, made.hand_in.learner)
        if folder and place != inbox():
            remember_setting(_REMEMBERED, str(place))
    return HandedIn(file, made.hand_in.learner, made.answered, made.teacher is not None, made.left_out)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~somebody who has no home here
        return Path(text)
