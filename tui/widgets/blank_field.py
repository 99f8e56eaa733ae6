"""The field in which a blank of a form is filled: keys that go on, pick, and bring what was written before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.action_rows import FIELD
from tui.actions import bindings
from tui.widgets.answer_field import AnswerField

DIGITS = "1234567890"
GOES_ON = re.compile(r"[\d\s.,:;%/)\u2013-]")
"""What follows a digit where it is the beginning of words: ``12 of them``, ``3 schools``, ``1.5``."""


class BlankField(AnswerField, inherit_bindings=False):
    """Where a blank is filled. Enter goes on to the next one; a digit picks where something is to be picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            replace(key, priority=True)  # else the field would take it for itself
            for key in bindings(("blank_next", "blank_back", "blank_leave"))
            if isinstance(key, Binding)
        ),
        *bindings(
            ("said_before", "said_after", "new_line", "other_word", "to_do_typing", "play_typing", *FIELD)
        ),
    ]
    DEFAULT_CSS = """
    BlankField { min-height: 3; max-height: 6; margin: 0 2; }
    """

    @dataclass
    class Did(Message):
        """What a key did: on, back, away, another first word, or the number of an offer."""

        field: "BlankField"
        what: Literal["next", "back", "leave", "word", "pick", "unpick"]
        number: int = 0

    def __init__(self, *, id: str) -> None:
        super().__init__("", id=id)
        self.picks = 0
        """How many offers a digit picks from while nothing is typed."""
        self.words_follow = False
        """Whether words are typed after the pick, which may begin with a digit themselves."""
        self._picked = ""
        """The digit that was just picked with, while words are awaited."""
        self.said: Sequence[str] = ()
        """What the lesson says in other blanks of this sort, the last one first: Up brings it."""
        self._recalled = ("", -1)
        """What was typed when Up was pressed, and the number of the text of ``said`` that stands there instead."""

    def matching(self, typed: str) -> list[str]:
        """What the lesson says elsewhere that goes on from what is typed."""
        begun = typed.strip().casefold()
        return [one for one in self.said if one.casefold().startswith(begun) and one.strip() != typed.strip()]

    async def _on_key(self, event: events.Key) -> None:
        sign = event.character or ""
        digit, before = DIGITS.find(sign or "x"), self._picked
        self._picked = ""
        if before and not self.text and (event.key == "backspace" or GOES_ON.fullmatch(sign)):
            event.stop()
            event.prevent_default()
            self.post_message(self.Did(self, "unpick"))
            if event.key != "backspace":
                self.insert(before + sign)
        elif self.picks and not self.text and 0 <= digit < self.picks:
            event.stop()
            event.prevent_default()
            self._picked = sign if self.words_follow else ""
            self.post_message(self.Did(self, "pick", digit))
        else:
            await super()._on_key(event)

    def action_said_before(self) -> None:
        """Bring what the lesson says elsewhere and goes on from what is typed; else a line up in the text."""
        if not self._recall(1):
            self.action_cursor_up()

    def action_said_after(self) -> None:
        """The text that Up brought before, or what was typed; else a line down in the text."""
        if not self._recall(-1):
            self.action_cursor_down()

    def _recall(self, way: int) -> bool:
        typed, number = self._recalled
        texts = self.matching(typed)
        if not (0 <= number < len(texts) and self.text == texts[number]):
            typed, number, texts = self.text, -1, self.matching(self.text)
            if self.cursor_location != self.document.end:
                return False
        wanted = number + way
        if not -1 <= wanted < len(texts):
            return number >= 0
        self._recalled = (typed, wanted)
        self.text = texts[wanted] if wanted >= 0 else typed
        self.move_cursor(self.document.end)
        return True

    def action_blank_next(self) -> None:
        """Keep what is typed and go on."""
        self.post_message(self.Did(self, "next"))

    def action_blank_back(self) -> None:
        """Keep what is typed and go back."""
        self.post_message(self.Did(self, "back"))

    def action_blank_leave(self) -> None:
        """Leave the blank as it was."""
        self.post_message(self.Did(self, "leave"))

    def action_new_line(self) -> None:
        """A new line in the text."""
        self.insert("\n")

    def action_other_word(self) -> None:
        """Right or wrong, or another word that the line may begin with."""
        self.post_message(self.Did(self, "word"))
