"""Who belongs to a served class: the names in memory, as the door compares them, and what the class database keeps."""

import asyncio
import unicodedata
from hashlib import sha256
from pathlib import Path

from lessons.school.members import (
    ClassMember,
    come_in,
    end_token,
    everybody,
    give_token,
    knows,
    learner_with,
    new_words,
)
from lessons.school.writer import ServedClass
from lessons.text import comparable

_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝкмнтвαοερικυν", "aeopcyxijsdhqwkmhtbaoepikuv")
"""Cyrillic and Greek letters, in lower case, and the Latin ones that they are taken for."""


def name_key(name: str) -> str:
    """What tells names apart: without case, width, unseen characters and letters that look like others."""
    form = unicodedata.normalize("NFKC", comparable(name)).translate(_LOOKALIKES)
    seen = "".join(one for one in form if unicodedata.category(one)[0] not in "CM" or one == " ").strip()
    return (
        seen if seen == name else name_key(seen)
    )  # what is left may be another name: a mark alone is a blank


def class_tag(database: Path) -> str:
    """What tells a class from others in what browsers keep; no secret."""
    return sha256(str(database.absolute().with_suffix("")).encode()).hexdigest()[:8]


class Roll:
    """The names of one class. What it does to them goes through the writer of the class and raises ``RecordError``."""

    def __init__(self, served: ServedClass) -> None:
        """Made by ``called``."""
        self.served, self.tag = served, class_tag(served.path)
        self._members: dict[str, ClassMember] = {}
        self._bearers: dict[str, int] = {}
        """Learners by token, of those that were asked for."""

    @classmethod
    async def called(cls, served: ServedClass) -> "Roll":
        """Everybody whom the class has, now."""
        roll = cls(served)
        await roll.read()
        return roll

    async def read(self) -> None:
        """Read the names afresh, as after the list was changed."""
        members = await self.served.ask(everybody)
        before = {member.id: member.words for member in self._members.values()}
        renewed = {one.learner for one in members if before.get(one.id, one.words) != one.words}
        self._bearers = {token: one for token, one in self._bearers.items() if one not in renewed}
        self._members = {name_key(member.name): member for member in members}

    def find(self, name: str) -> ClassMember | None:
        """The member whom a typed name means."""
        return self._members.get(name_key(name))

    def holds(self, member: ClassMember) -> bool:
        """Whether somebody is still the member of before, under the same words."""
        now = self.find(member.name)
        return now is not None and (now.id, now.learner, now.words) == (
            member.id,
            member.learner,
            member.words,
        )

    def learner(self, number: int) -> ClassMember | None:
        """The member with this number of a learner."""
        return next((one for one in self._members.values() if one.learner == number), None)

    @property
    def listed(self) -> int:
        """How many names the teacher's list has."""
        return sum(one.listed for one in self._members.values())

    @property
    def here(self) -> int:
        """How many came in at some time."""
        return sum(one.learner is not None for one in self._members.values())

    async def add(self, name: str) -> tuple[ClassMember, str]:
        """Make somebody a learner of the class, and the words to show once: empty where a card was printed.

        Raises ``TakenNameError`` where somebody was quicker.
        """
        member, card = await self.served.ask(lambda store: come_in(store, name))
        self._members[name_key(member.name)] = member
        return member, card.words

    async def knows(self, member: ClassMember, typed: str) -> bool:
        """Whether somebody typed the member's words; takes a moment on purpose, beside the loop."""
        return await asyncio.to_thread(knows, member, typed)

    async def renew(self, member: ClassMember) -> str:
        """New words, to be told once; the old ones and every browser that came in with them are worth nothing."""
        cards = await self.served.ask(lambda store: new_words(store, [member.id]))
        self._bearers = {token: one for token, one in self._bearers.items() if one != member.learner}
        await self.read()
        return cards[0].words

    async def token(self, member: ClassMember, device: str) -> str:
        """What a browser shows when it comes back."""
        number = member.learner
        assert number is not None  # who came in is a learner
        secret = await self.served.ask(lambda store: give_token(store, number, device))
        self._bearers[secret] = number
        return self.tagged(secret)

    def tagged(self, secret: str) -> str:
        """A secret of this class, with the class to be told from it."""
        return f"{self.tag}.{secret}"

    async def bearer(self, token: str) -> ClassMember | None:
        """Whose token this is; ``None`` for one that is not ours, has ended, or was made with words of before."""
        secret = token.rpartition(".")[2]
        if not secret:
            return None
        number = self._bearers.get(secret)
        if number is None:
            number = await self.served.ask(lambda store: learner_with(store, secret))
            if number is not None:
                self._bearers[secret] = number
        return self.learner(number) if number is not None else None

    async def forget(self, token: str) -> None:
        """Make a token worth nothing: the next one at this browser is somebody else."""
        secret = token.rpartition(".")[2]
        self._bearers.pop(secret, None)
        await self.served.ask(lambda store: end_token(store, secret))
