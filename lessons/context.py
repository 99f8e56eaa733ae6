"""Everything that differs from learner to learner, in one value: made at the door, handed down, kept nowhere else.

Two learners may so be served by one process. Nothing below the doors (``cli``, ``tui.launch``, a test) reads the
environment, and nothing in the process remembers a home, a learner, a setting or a language for the next one. What
needs only the folder of the records takes ``home``; what needs more takes the ``Context``.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from lessons.i18n import language_of
from lessons.record.event import local_now
from lessons.record.journal import Journal
from lessons.record.paths import home_of, journal_path, open_journal
from lessons.record.settings import Settings

PATH_VARIABLE = "CLOSEREAD_PATH"
"""Environment variable with more course folders, separated as in ``PATH``."""
INBOX_VARIABLE = "CLOSEREAD_INBOX"
"""Environment variable with the folder where hand-ins are gathered."""


Power = Literal["learner", "hand_in", "unseal", "progress", "review"]
"""What a learner may do at a place beside reading and answering, whatever the lesson: become somebody else, write a
file for the teacher, open a sealed key with a code, look at scores so far, be asked again what was missed."""


@dataclass(frozen=True, slots=True)
class Powers:
    """What a place opens to its learners: one value that keys, footer, help and commands follow."""

    open: frozenset[Power] = frozenset(get_args(Power))

    def allow(self, power: Power) -> bool:
        """Whether a learner may do this here."""
        return power in self.open

    def without(self, *powers: Power) -> "Powers":
        """The same place where less is open."""
        return Powers(self.open - {*powers})


OWN_MACHINE = Powers()
"""A learner at a machine of their own."""
SERVED = OWN_MACHINE.without("learner", "hand_in", "unseal")
"""A learner on somebody else's machine: no file of it can be named, no other record reached, no key opened."""


@dataclass(frozen=True, slots=True)
class Context:
    """One learner at one place; it is not changed, a changed copy is handed on."""

    home: Path
    """The folder of everything that is kept: ``lessons.record.paths`` says what lies where."""
    settings: Settings
    language: str = "en"
    """Of the words of the interface: a lower-case tag such as ``"en"`` or ``"de_at"``."""
    clock: Callable[[], datetime] = local_now
    """The time where the learner is, with its time zone: it says what day it is."""
    learner: str = ""
    """The learner's name, as shown; empty where nobody learns: a command for teachers, a preview."""
    own_courses: tuple[Path, ...] = ()
    """Course folders besides the shipped ones."""
    gathering: Path | None = None
    """Where hand-ins are gathered unless the learner says otherwise; ``None`` for the current folder."""
    editor: str = ""
    """The command that opens a file in the learner's own editor; empty where none is set."""
    powers: Powers = OWN_MACHINE
    """What the learner may do here."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Context":
        """The context that a process's environment describes, without a learner."""
        home = home_of(environment)
        folders = environment.get(PATH_VARIABLE, "").split(os.pathsep)
        inbox = environment.get(INBOX_VARIABLE, "").strip()
        own = [name for name in folders if name.strip()]
        if own or inbox:
            from lessons.loading.catalogue import expanded

        return cls(
            home,
            Settings.in_home(home),
            language_of(environment),
            own_courses=tuple(expanded(name) for name in own),
            gathering=expanded(inbox) if inbox else None,
            editor=(environment.get("VISUAL") or environment.get("EDITOR") or "").strip(),
        )

    def of_learner(self, name: str) -> "Context":
        """The same place with another learner; ``name`` as ``learner_name`` shows it."""
        return replace(self, learner=name)

    @property
    def courses(self) -> tuple[Path, ...]:
        """The folders of the shipped courses, then those of one's own, each once."""
        from lessons.loading.catalogue import shipped_courses

        return tuple(dict.fromkeys([*shipped_courses(), *self.own_courses]))

    @property
    def journal_path(self) -> Path:
        """Where the learner's journal lies, whether or not it exists."""
        return journal_path(self.home, self.learner)

    def open_journal(self) -> Journal:
        """Open and lock the learner's journal, made when new. Raises ``RecordError``."""
        return open_journal(self.home, self.learner)
