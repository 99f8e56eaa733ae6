"""Who may come in: class code, name, words; and what becomes of those who guess. Knows no browser and no SSH."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from lessons.i18n import _, plural
from lessons.record.paths import learner_name
from lessons.record.recorder import LearnerNameError
from lessons.school.members import ClassMember, TakenNameError
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
from server.roll import Roll, name_key

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ346789"
"""Of class codes: none that looks like another."""
CODE = 6
"""Letters of a class code."""
_MINUTE = 60.0


def new_class_code() -> str:
    """Six letters for the board."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE))


def plain_code(typed: str) -> str:
    """A class code as it was typed, in capitals and without spaces."""
    return "".join(one for one in typed.upper() if one.isalnum())


@dataclass(frozen=True, slots=True)
class Admitted:
    """Come in."""

    member: ClassMember
    words: str = ""
    """The words for coming back, where they are to be shown: this once."""


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


Outcome = Admitted | Waits | Refused


@dataclass(slots=True)
class Waiting:
    """Somebody at the door."""

    token: str
    name: str
    since: float
    admitted: Admitted | None = None
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
        roll: Roll,
        *,
        everybody: bool = False,
        stays_open: bool = False,
        code: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """With ``everybody`` new names need not wait, where the class has no list of names.

        ``stays_open``: nobody is there who could open the door again, so it does not shut by itself.
        """
        self._stays_open = stays_open
        self.roll, self.everybody, self._clock = roll, everybody, clock
        self.code = code or new_class_code()
        self._shuts: float | None = clock() + DOOR_SHUTS
        self._waiting: dict[str, Waiting] = {}
        self._turned_away: set[str] = set()
        self._wrong_words: dict[int, int] = {}
        self._rests: dict[int, float] = {}
        self._wrong = _Tries()
        self._addresses: dict[str, _Tries] = {}

    # What the teacher sees and does

    @property
    def is_open(self) -> bool:
        """Whether somebody new may come in."""
        return self._shuts is not None and (self._stays_open or self._clock() < self._shuts)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Who waits to be let in, longest first."""
        return tuple(one for one in self._waiting.values() if one.admitted is None and not one.refused)

    def waited(self, one: Waiting) -> int:
        """Seconds for which one has waited."""
        return int(self._clock() - one.since)

    def unlock(self) -> None:
        """Let new ones come in, until nobody came for a while."""
        self._shuts = self._clock() + DOOR_SHUTS

    def lock(self) -> None:
        """Let nobody new come in; who belongs to the class may come back."""
        self._shuts = None

    async def let_in(self, token: str) -> ClassMember | None:
        """Let one in who waits; ``None`` when nobody waits by this token. Raises ``RecordError``."""
        one = self._waiting.get(token)
        if one is None or one.refused:
            return None
        if one.admitted is None:
            try:
                one.admitted = Admitted(*await self.roll.add(one.name))
            except TakenNameError:
                self.leave(token)
                return None
        if self.is_open:
            self.unlock()
        return one.admitted.member

    def refuse(self, token: str) -> None:
        """Turn one away; the name stays out for this lesson."""
        one = self._waiting.get(token)
        if one is not None and one.admitted is None:
            one.refused = True
            self._turned_away.add(name_key(one.name))

    async def new_words(self, member: ClassMember) -> str:
        """Give a member new words, to be told once: who holds the old ones is out. Raises ``RecordError``."""
        self._wrong_words.pop(member.id, None)
        self._rests.pop(member.id, None)
        return await self.roll.renew(member)

    # What somebody does at the door

    def turn(self, token: str) -> Waiting | None:
        """How it stands with one who waits; ``None`` for an unknown token."""
        return self._waiting.get(token)

    def leave(self, token: str) -> None:
        """One who waited has seen the answer, or gone."""
        self._waiting.pop(token, None)

    async def knock(self, code: str, name: str, words: str, address: str) -> Outcome:
        """Try to come in, from this address. Raises ``RecordError`` when a new member cannot be kept."""
        now = self._clock()
        if self._too_many(address, now):
            return Refused(_("Too many tries from here. Wait a minute."), wait=int(_MINUTE))
        if self._wrong.count(now) >= WRONG_A_CLASS:
            return Refused(_("Too many wrong tries in this class. Wait a minute."), wait=int(_MINUTE))
        if not secrets.compare_digest(plain_code(code).encode("utf-8", "replace"), self.code.encode()):
            self._wrong.times.append(now)
            return Refused(_("This is not the class code. It is on the board."), "code")
        try:
            shown = learner_name(name, "NAME")
        except LearnerNameError:
            shown = ""
        if not name_key(shown):
            return Refused(_("Type your name, as your teacher calls you."), "name")
        member = self.roll.find(shown)
        if member is not None and member.words:
            return await self._with_words(member, words, now)
        return await self._newcomer(member, shown, now)

    def _too_many(self, address: str, now: float) -> bool:
        if len(self._addresses) > 10_000:
            self._addresses.clear()
        tries = self._addresses.setdefault(address, _Tries())
        if tries.count(now) >= TRIES_AN_ADDRESS:
            return True
        tries.times.append(now)
        return False

    async def _with_words(self, member: ClassMember, words: str, now: float) -> Admitted | Refused:
        """One who was here before, or has a card."""
        rests = self._rests.get(member.id, 0.0) - now
        if rests > 0:
            message = plural(
                "Too many wrong tries. Wait {count} second.",
                "Too many wrong tries. Wait {count} seconds.",
                ceil(rests),
            )
            return Refused(message.format(count=ceil(rests)), "words", ceil(rests))
        if not words.strip():
            question = (
                _("{name} was here before. What are the two words and the number?")
                if member.learner is not None
                else _("{name} has a card. What are the two words and the number on it?")
            )
            return Refused(question.format(name=member.name), "words")
        self._count_wrong(member, now)  # until it was right: many may try at the same moment
        if await self.roll.knows(member, words):
            self._wrong_words.pop(member.id, None)
            self._rests.pop(member.id, None)
            self._wrong.times.remove(now)
            if member.learner is not None:
                return Admitted(member)
            return await self._take_in(member.name)
        left = WRONG_WORDS - self._wrong_words.get(member.id, 0)
        if member.id in self._rests or left <= 0:
            return Refused(_("That was not it. Wait a minute before you try again."), "words", int(REST))
        message = plural(
            "That was not it: {count} try left, then a minute's rest.",
            "That was not it: {count} tries left, then a minute's rest.",
            left,
        )
        return Refused(message.format(count=left), "words")

    def _count_wrong(self, member: ClassMember, now: float) -> None:
        self._wrong.times.append(now)
        self._rests.pop(member.id, None)
        wrong = self._wrong_words[member.id] = self._wrong_words.get(member.id, 0) + 1
        if wrong >= WRONG_WORDS:
            del self._wrong_words[member.id]
            self._rests[member.id] = now + REST

    async def _newcomer(self, member: ClassMember | None, name: str, now: float) -> Outcome:
        if not self.is_open:
            return Refused(_("The door is shut. Ask your teacher to open it."))
        key = name_key(name)
        if key in self._turned_away:
            return Refused(_("Your teacher did not let this name in. Ask your teacher."), "name")
        if member is not None:
            return await self._take_in(member.name)
        full, listed = Refused(_("The class is full. Ask your teacher.")), self.roll.listed
        if self.everybody and not listed:
            return full if self.roll.here >= WITHOUT_LIST else await self._take_in(name)
        if any(name_key(one.name) == key for one in self.waiting):
            return Refused(_("Somebody of this name waits at the door already."), "name")
        room = SPARE if listed else min(WAITING_SHOWN, WITHOUT_LIST - self.roll.here)
        if len(self.waiting) >= room:
            return full
        one = Waiting(self.roll.tagged(secrets.token_urlsafe(24)), name, now)
        self._waiting[one.token] = one
        return Waits(one.token)

    async def _take_in(self, name: str) -> Admitted | Refused:
        try:
            admitted = Admitted(*await self.roll.add(name))
        except TakenNameError:  # at the same moment
            question = _("{name} was here before. What are the two words and the number?")
            return Refused(question.format(name=name), "words")
        self.unlock()
        return admitted
