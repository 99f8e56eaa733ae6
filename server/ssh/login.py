"""Coming in over SSH: one question after the other, under the same rules as in the browser."""

import asyncio
import time
from dataclasses import dataclass

from lessons.i18n import _, speaking
from lessons.record.recorder import RecordError
from lessons.school.members import ClassMember
from lessons.text import visible
from server.door import Admitted, Door, Refused, Waits
from server.limits import ANSWERS, LET_IN

_LOOK = 0.5
"""Seconds between two looks at whether the teacher has let somebody in."""
_LONGEST = 200
"""Characters of an answer that are looked at."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is told, and what is asked for."""

    told: str = ""
    prompt: str = ""
    """Empty where nothing is to be typed: the other end answers at once."""
    hidden: bool = False
    """Whether what is typed is not shown."""


class Login:
    """One try to come in. ``begin`` gives the first question, ``answer`` the next one, or who came in, or ``None``."""

    def __init__(self, door: Door, class_name: str, address: str, language: str) -> None:
        self._door, self._class_name, self._address, self._language = door, class_name, address, language
        self._code = self._name = ""
        self._asked = "code"
        self._answers = 0
        self._waits = ""
        """The token of one who waits for the teacher."""
        self._member: ClassMember | None = None
        """Who is in once the words for coming back were read."""

    def begin(self) -> Question | None:
        """The first question; ``None`` after this login has come to its end."""
        if self._asked == "over":
            return None
        with speaking(self._language):
            self._asked = "code"
            told = _("closeread, class {name}. The class code is on the board.")
            return Question(told.format(name=visible(self._class_name)), _("Class code: "))

    async def answer(self, typed: str) -> Question | ClassMember | None:
        """What comes after an answer: ``None`` is the end, and nobody came in."""
        self._answers += 1
        if self._answers > ANSWERS:
            self._asked = "over"
        with speaking(self._language):
            return await self._next(typed[:_LONGEST])

    def leave(self) -> None:
        """Nobody answers any more: whoever waited for the teacher has gone."""
        if self._waits:
            self._door.leave(self._waits)
            self._waits = ""

    async def _next(self, typed: str) -> Question | ClassMember | None:
        match self._asked:
            case "code":
                self._code = typed
                return self._ask("name")
            case "name":
                self._name = typed
                return await self._knock("")
            case "words":
                return await self._knock(typed)
            case "teacher":
                return await self._let_in()
            case "ready":
                return self._member
        return None

    def _ask(self, field: str, told: str = "") -> Question:
        self._asked = field
        match field:
            case "code":
                return Question(told, _("Class code: "))
            case "name":
                return Question(told, _("Your name: "))
            case "words":
                return Question(told, _("Your words: "), hidden=True)
        return Question(told)

    async def _knock(self, words: str) -> Question | ClassMember | None:
        try:
            outcome = await self._door.knock(self._code, self._name, words, self._address)
        except RecordError as error:
            why = _("You cannot come in now: {found}. Tell your teacher.")
            outcome = Refused(why.format(found=error.found))
        match outcome:
            case Admitted():
                return self._admitted(outcome)
            case Waits(token):
                self._waits = token
                return self._ask("teacher", _("Your teacher has to let you in. Wait here."))
            case Refused(why=why, field=field, wait=wait):
                return self._ask(field if field and not wait else "over", why)

    def _admitted(self, admitted: Admitted) -> Question | ClassMember:
        if not admitted.words:
            return admitted.member
        self._member, self._asked = admitted.member, "ready"
        told = _(
            "Welcome, {name}. Your words for coming back: {words}\nWrite them down; they are shown once."
        )
        return Question(
            told.format(name=visible(admitted.member.name), words=admitted.words), _("Enter begins: ")
        )

    async def _let_in(self) -> Question | ClassMember | None:
        until = time.monotonic() + LET_IN
        while time.monotonic() < until:
            waiting = self._door.turn(self._waits)
            if waiting is None or waiting.refused:
                self.leave()
                return self._ask("over", _("Your teacher did not let this name in. Ask your teacher."))
            if waiting.admitted is not None:
                self.leave()
                return self._admitted(waiting.admitted)
            await asyncio.sleep(_LOOK)
        self.leave()
        return self._ask("over", _("Nobody let you in. Ask your teacher, and come again."))
