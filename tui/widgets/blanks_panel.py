"""A form: blanks under each other, and the field in which the one at hand is filled."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from lessons.author.blank import MORE, Blank, Offered, filled, shown
from lessons.i18n import _, plural
from lessons.loading.document import Value
from tui.action_rows import FIELD
from tui.actions import bindings
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.answer_field import AnswerField
from tui.widgets.sheet import Entry, Sheet

LABEL = 13
"""Cells of the names of the blanks."""
DIGITS = "1234567890"
OFFERED = 10
"""How many offers have a digit."""
LONGEST_SAID = 48
"""How many cells of what Up would bring are shown."""
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


class Offers(Widget):
    """What the blank at hand is, and what it may be filled with: pieces in a row, none of them cut in two."""

    DEFAULT_CSS = """
    Offers { height: auto; max-height: 3; padding: 0 2; background: $background; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.pieces: Sequence[Content] = ()

    def show(self, *pieces: Content) -> None:
        """Show these pieces."""
        self.pieces = [one for one in pieces if one]
        self.refresh(layout=True)

    def rows(self, width: int) -> list[Content]:
        """The pieces in at most three rows of a width; what has no room is left out."""
        rows: list[Content] = []
        for piece in self.pieces:
            shown = piece.truncate(max(8, width), ellipsis=True)
            if rows and rows[-1].cell_length + 2 + shown.cell_length <= width:
                rows[-1] = joined(rows[-1], shown, between="  ")
            else:
                rows.append(shown)
        return rows[:3]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the pieces need."""
        return max(1, len(self.rows(width)))

    def render(self) -> Content:
        """The pieces."""
        return joined(*self.rows(self.content_size.width), between="\n")


class BlanksPanel(Container):
    """The blanks, and the field while one of them is being filled."""

    DEFAULT_CSS = """
    BlanksPanel { layout: vertical; height: 1fr; }
    BlanksPanel BlankField, BlanksPanel Offers { display: none; }
    BlanksPanel.-filling BlankField, BlanksPanel.-filling Offers { display: block; }
    """

    @dataclass
    class BlankFilled(Message):
        """A blank was filled, and where to go then: +1 on, -1 back."""

        panel: "BlanksPanel"
        blank: Blank
        value: Value
        way: int

    @dataclass
    class Turned(Message):
        """The line at hand is to begin with another word."""

        panel: "BlanksPanel"
        blank: Blank

    @dataclass
    class Left(Message):
        """The field was left without an answer."""

        panel: "BlanksPanel"

    def __init__(self) -> None:
        super().__init__()
        self.blanks: list[Blank] = []
        self.filling: Blank | None = None
        """The blank whose field is open."""
        self.said_before: Callable[[Blank], Sequence[str]] = lambda _blank: ()
        """What the lesson says in other blanks of the same sort, the last one first."""
        self._word_before = ""
        """What the new line began with before a digit picked another word for it."""

    def compose(self) -> ComposeResult:
        """The lines, what may be said, and the field."""
        yield Sheet(id="blanks", verb=_("fill in"), measure=96)
        yield Offers()
        yield BlankField(id="blank")

    @property
    def sheet(self) -> Sheet:
        """The lines."""
        return self.query_one("#blanks", Sheet)

    @property
    def field(self) -> BlankField:
        """The field."""
        return self.query_one(BlankField)

    @property
    def at(self) -> Blank | None:
        """The blank at hand."""
        return self.blank(self.sheet.key)

    def blank(self, key: str) -> Blank | None:
        """The blank of this key."""
        return next((one for one in self.blanks if one.key == key), None)

    def show(self, blanks: Sequence[Blank], key: str | None = None) -> None:
        """Show these blanks; the one that is being filled stays so, with what is typed."""
        self.blanks = list(blanks)
        self.sheet.show([self._entry(one) for one in self.blanks], key)
        if self.filling is not None:
            now = self.blank(self.filling.key)
            if now is not None and now.is_new:  # the word that was chosen for it stays
                now = replace(now, trail=(*now.trail[:-1], self.filling.trail[-1]), label=self.filling.label)
            self.filling = now
            if now is None:
                self.close()

    def fill(self, key: str = "") -> None:
        """Open the field of a blank; one for the author's own editor is only gone to."""
        blank = self.blank(key or self.sheet.key)
        if blank is None:
            return
        self.sheet.go_to(blank.key)
        if blank.sort == "hand":
            self.close()
            self.sheet.focus()
            return
        self.filling = blank
        self.field.picks = min(OFFERED, len(blank.offers)) if blank.sort == "pick" or blank.is_new else 0
        self.field.words_follow = blank.is_new
        self.field.said = self.said_before(blank) if blank.sort == "text" or blank.is_new else ()
        self.field.text = "" if blank.sort == "pick" else shown(blank)
        self.field.move_cursor(self.field.document.end)
        self.set_class(True, "-filling")
        self._offer()
        self.field.focus()
        self.sheet.bring_cursor()

    def close(self) -> None:
        """Close the field."""
        self.filling = None
        had_focus = self.field.has_focus
        self.set_class(False, "-filling")
        if had_focus:
            self.sheet.focus()

    # What is shown

    def _entry(self, blank: Blank) -> Entry:
        width = max(4, LABEL - 2 * blank.depth)
        style = "bold" if blank.depth == 1 else "$quiet"
        name = plain(f"{blank.label:<{width}} ", style)
        return Entry(
            self._body(blank), blank.key, lead=name, indent=2 * blank.depth, most=2, group=_group(blank)
        )

    def _body(self, blank: Blank) -> Content:
        if blank.sort == "hand":
            return joined(line(_said(blank)), plain(_("(e: in your editor)"), "$quiet"), between=" ")
        if blank.is_new:
            return plain(_("another, or enter to go on"), "$quiet")
        if not blank.empty:
            return line(_said(blank))
        if blank.usual:
            return joined(plain("("), line(blank.usual, "$quiet"), plain(")"))
        return plain(_("still to write"), "bold $sign-missed") if blank.needed else plain("-", "$quiet")

    def _offer(self) -> None:
        """Tell what the field is for, and what may be picked."""
        blank = self.filling
        if blank is None:
            return
        name = plain(blank.label, "bold")
        offers = self.matching()
        if not offers:
            told = {
                "lines": _("one a line; ctrl+n begins a new line"),
                "pairs": _("name: text, one a line; ctrl+n begins a new line"),
            }.get(blank.sort, "")
            said = self.field.matching(self.field.text)
            again = joined(plain("↑ ", "bold"), line(said[0], "$quiet")) if said else EMPTY
            again = again.truncate(LONGEST_SAID, ellipsis=True)
            usual = _("empty: {usual}").format(usual=blank.usual) if blank.usual else ""
            self.query_one(Offers).show(name, line(told or usual, "$quiet"), again)
            return
        parts = [
            joined(plain(f"{DIGITS[number]} ", "bold") if number < OFFERED else plain("  "), line(one.label))
            for number, one in enumerate(offers[:OFFERED])
        ]
        rest = _("type a name") if len(blank.offers) > OFFERED else ""
        rest = _("+1 2 for several") if blank.several and not rest else rest
        now = line(f"[{_said(blank)}]") if not blank.empty and not blank.is_new else EMPTY
        self.query_one(Offers).show(name, now, *parts, plain(rest, "$quiet"))

    def matching(self) -> Sequence[Offered]:
        """The offers that fit what is typed, those that begin so first."""
        blank, typed = self.filling, self.field.text.strip().casefold()
        if blank is None or not typed or typed.startswith(MORE):
            return blank.offers if blank is not None else ()
        if blank.sort != "pick":
            return ()
        inside = [
            one for one in blank.offers if typed in one.label.casefold() or typed in one.value.casefold()
        ]
        return sorted(inside, key=lambda one: not one.label.casefold().startswith(typed))

    # What is done

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Offer what fits."""
        event.stop()
        self._offer()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Fill the blank that was chosen."""
        event.stop()
        self.fill(event.key)

    def on_blank_field_did(self, event: BlankField.Did) -> None:
        """Tell the screen what was answered."""
        event.stop()
        blank = self.filling
        if blank is None:
            return
        if event.what == "leave":
            self.close()
            self.post_message(self.Left(self))
        elif event.what == "word" and blank.is_new:
            words = blank.verdicts
            now = words.index(str(blank.trail[-1])) if blank.trail[-1] in words else -1
            if len(words) > 1:
                self._begin_with(blank, words[(now + 1) % len(words)])
        elif event.what == "word":
            self._keep_typed(blank)
            self.post_message(self.Turned(self, blank))
        elif event.what == "pick":
            self._picked(blank, event.number)
        elif event.what == "unpick":
            self._begin_with(blank, self._word_before)
        else:
            self._answer(blank, 1 if event.what == "next" else -1)

    def _keep_typed(self, blank: Blank) -> None:
        value = filled(blank, self.field.text)
        if not blank.is_new and blank.sort != "pick" and value != blank.value:
            self.post_message(self.BlankFilled(self, blank, value, 0))

    def _picked(self, blank: Blank, number: int) -> None:
        value = blank.offers[number].value
        if blank.is_new:
            self._word_before = str(blank.trail[-1])
            self._begin_with(blank, value)
        else:
            self.post_message(self.BlankFilled(self, blank, value, 1))

    def _begin_with(self, blank: Blank, word: str) -> None:
        """Let the new line begin with a word."""
        self.filling = replace(blank, trail=(*blank.trail[:-1], word), label=f"+ {word}")
        self._offer()

    def _answer(self, blank: Blank, way: int) -> None:
        typed = self.field.text
        value: Value = filled(blank, typed)
        if blank.sort == "pick" and not typed.strip():
            value = blank.value
        elif blank.sort == "pick" and not typed.strip().startswith(MORE):
            offers = self.matching()
            if not offers and not blank.several:
                self.query_one(Offers).show(plain(_("Nothing here is called so."), "bold $sign-wrong"))
                return
            value = offers[0].value if offers else value
        self.post_message(self.BlankFilled(self, blank, value, way))


def _said(blank: Blank) -> str:
    """The value of a blank in the words of what is offered."""
    if isinstance(blank.value, dict | list) and blank.sort == "hand":
        return plural("{n} part", "{n} parts", len(blank.value)).format(n=len(blank.value))
    if blank.sort == "pick" and blank.offers:
        names = {one.value: one.label for one in blank.offers}
        values = blank.value if isinstance(blank.value, list) else [blank.value]
        return ", ".join(names.get(str(one), str(one)) for one in values)
    return shown(blank).replace("\n", " / " if blank.sort in ("lines", "pairs") else " ")


def _group(blank: Blank) -> str:
    return blank.key.rpartition("/")[0]
