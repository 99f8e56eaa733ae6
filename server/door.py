"""Who may come in: class code, name, words; and what becomes of those who guess. Knows no browser and no SSH."""

import secrets
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from lessons.i18n import _, plural
from lessons.record.paths import learner_name
from lessons.record.recorder import LearnerNameError
from lessons.school.word_codes import same_code
from lessons.text import comparable
from server.limits import (
    DOOR_SHUTS,
    REST,
    SPARE,
    TRIES_AN_ADDRESS,
    WAITING_SHOWN,
    WITHOUT_LIST,
    WRONG_A_CLASS,
    WRONG_WORDS,
)
from server.register import Member, Register

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ346789"
"""Of class codes: none that looks like another."""
CODE = 6
"""Letters of a class code."""
_MINUTE = 60.0
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝкмнтвαοερικυν", "aeopcyxijsdhqwkmhtbaoepikuv")
"""Cyrillic and Greek letters, in lower case, and the Latin ones that they are taken for."""


def name_key(name: str) -> str:
    """What tells names apart: without case, width, unseen characters and letters that look like others."""
    form = unicodedata.normalize("NFKC", comparable(name)).translate(_LOOKALIKES)
    return "".join(one for one in form if unicodedata.category(one)[0] not in "CM" or one == " ").strip()


def new_class_code() -> str:
    """Six letters for the board."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE))


@dataclass(frozen=True, slots=True)
class Admitted:
    """Come in."""

    member: Member
    first: bool
    """Whether it is the first time, so that the words must be shown."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The teacher has to let this one in."""

    token: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not now, and why."""

    why: str
    field: Literal["code", "name", "words", ""] = ""
    """What to type again."""
    wait: int = 0
    """Seconds before the next try is looked at."""


@dataclass(slots=True)
class Waiting:
    """Somebody at the door."""

    token: str
    name: str
    key: str
    since: float
    member: Member | None = None
    """Once let in."""
    refused: bool = False


@dataclass(slots=True)
class _Tries:
    """How often something went wrong, or was tried at all, in the last minute."""

    times: deque[float] = field(default_factory=deque)

    def count(self, now: float) -> int:
        while self.times and self.times[0] <= now - _MINUTE:
            self.times.popleft()
        return len(self.times)


class Door:
    """The door of one class. The teacher's hand: ``unlock``, ``lock``, ``let_in``, ``refuse``, ``new_words``."""

    def __init__(
        self,
        register: Register,
        names: Iterable[str] = (),
        *,
        everybody: bool = False,
        code: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``names`` is the teacher's list, empty for none; with ``everybody`` new names need not wait."""
        self.register, self.everybody, self._clock = register, everybody, clock
        self.names = {name_key(name): name for name in names}
        self.code = code or new_class_code()
        self._shuts: float | None = clock() + DOOR_SHUTS
        self._waiting: dict[str, Waiting] = {}
        self._turned_away: set[str] = set()
        self._wrong_words: dict[str, int] = {}
        self._rests: dict[str, float] = {}
        self._wrong = _Tries()
        self._addresses: dict[str, _Tries] = {}

    # What the teacher sees and does

    @property
    def is_open(self) -> bool:
        """Whether somebody new may come in."""
        return self._shuts is not None and self._clock() < self._shuts

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Who waits to be let in, longest first."""
        return tuple(one for one in self._waiting.values() if one.member is None and not one.refused)

    def unlock(self) -> None:
        """Let new ones come in, until nobody came for a while."""
        self._shuts = self._clock() + DOOR_SHUTS

    def lock(self) -> None:
        """Let nobody new come in; who belongs to the class may come back."""
        self._shuts = None

    def let_in(self, token: str) -> Member | None:
        """Let one in who waits; ``None`` when nobody waits by this token. Raises ``RecordError``."""
        one = self._waiting.get(token)
        if one is None or one.refused:
            return None
        one.member = one.member or self.register.get(one.key) or self.register.add(one.key, one.name)
        if self.is_open:
            self.unlock()
        return one.member

    def refuse(self, token: str) -> None:
        """Turn one away; the name stays out for this lesson."""
        one = self._waiting.get(token)
        if one is not None and one.member is None:
            one.refused = True
            self._turned_away.add(one.key)

    def new_words(self, key: str) -> Member:
        """Give a member new words: who holds the old ones is out. ``KeyError`` for nobody; raises ``RecordError``."""
        self._wrong_words.pop(key, None)
        self._rests.pop(key, None)
        return self.register.renew(key)

    # What somebody does at the door

    def turn(self, token: str) -> Waiting | None:
        """How it stands with one who waits; ``None`` for an unknown token."""
        return self._waiting.get(token)

    def leave(self, token: str) -> None:
        """One who waited has seen the answer, or gone."""
        self._waiting.pop(token, None)

    def knock(self, code: str, name: str, words: str, address: str) -> Admitted | Waits | Refused:
        """Try to come in, from this address. Raises ``RecordError`` when a new member cannot be kept."""
        now = self._clock()
        if self._too_many(address, now):
            return Refused(_("Too many tries from here. Wait a minute."), wait=int(_MINUTE))
        if self._wrong.count(now) >= WRONG_A_CLASS:
            return Refused(_("Too many wrong tries in this class. Wait a minute."), wait=int(_MINUTE))
        given = "".join(one for one in code.upper() if one.isalnum())
        if not secrets.compare_digest(given.encode(), self.code.encode()):
            self._wrong.times.append(now)
            return Refused(_("This is not the class code. It is on the board."), "code")
        try:
            shown = learner_name(name, "NAME")
        except LearnerNameError:
            return Refused(_("Type your name, as your teacher calls you."), "name")
        key = name_key(shown)
        if not key:
            return Refused(_("Type your name, as your teacher calls you."), "name")
        member = self.register.get(key)
        if member is not None:
            return self._come_back(member, words, now)
        return self._newcomer(key, self.names.get(key, shown), now)

    def _too_many(self, address: str, now: float) -> bool:
        if len(self._addresses) > 10_000:
            self._addresses.clear()
        tries = self._addresses.setdefault(address, _Tries())
        if tries.count(now) >= TRIES_AN_ADDRESS:
            return True
        tries.times.append(now)
        return False

    def _come_back(self, member: Member, words: str, now: float) -> Admitted | Refused:
        rests = self._rests.get(member.key, 0.0) - now
        if rests > 0:
            message = plural(
                "Too many wrong tries. Wait {count} second.",
                "Too many wrong tries. Wait {count} seconds.",
                ceil(rests),
            )
            return Refused(message.format(count=ceil(rests)), "words", ceil(rests))
        if not words.strip():
            question = _("{name} was here before. What are the two words and the number?")
            return Refused(question.format(name=member.name), "words")
        if same_code(words, member.words):
            self._wrong_words.pop(member.key, None)
            return Admitted(member, first=False)
        self._wrong.times.append(now)
        wrong = self._wrong_words[member.key] = self._wrong_words.get(member.key, 0) + 1
        left = WRONG_WORDS - wrong
        if left <= 0:
            self._wrong_words.pop(member.key)
            self._rests[member.key] = now + REST
            return Refused(_("That was not it. Wait a minute before you try again."), "words", int(REST))
        message = plural(
            "That was not it: {count} try left, then a minute's rest.",
            "That was not it: {count} tries left, then a minute's rest.",
            left,
        )
        return Refused(message.format(count=left), "words")

    def _newcomer(self, key: str, name: str, now: float) -> Admitted | Waits | Refused:
        if not self.is_open:
            return Refused(_("The door is shut. Ask your teacher to open it."))
        if key in self._turned_away:
            return Refused(_("Your teacher did not let this name in. Ask your teacher."), "name")
        full = Refused(_("The class is full. Ask your teacher."))
        if key in self.names or (self.everybody and not self.names):
            if key not in self.names and len(self.register) >= WITHOUT_LIST:
                return full
            self.unlock()
            return Admitted(self.register.add(key, name), first=True)
        waiting = next((one for one in self.waiting if one.key == key), None)
        if waiting is not None:
            return Refused(_("Somebody of this name waits at the door already."), "name")
        room = SPARE if self.names else min(WAITING_SHOWN, WITHOUT_LIST - len(self.register))
        if len(self.waiting) >= room:
            return full
        one = Waiting(secrets.token_urlsafe(24), name, key, now)
        self._waiting[one.token] = one
        return Waits(one.token)
