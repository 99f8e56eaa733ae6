"""A form: blanks under each other, and the field in which the one at hand is filled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from lessons.author.blank import MORE, Blank, Offered, filled, shown
from lessons.i18n import _, plural
from lessons.loading.document import Value
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.blank_field import DIGITS, BlankField
from tui.widgets.sheet import COLUMN_GAP, GUTTER, Entry, Sheet

LABEL = 13
"""Cells of the names of the blanks."""
OFFERED = 10
"""How many offers have a digit."""
WORDS = "words"
"""The last step of the key of what a line is about."""
LEAST_WORDS, LEAST_CELL, MOST_CELL = 20, 9, 24
"""Cells of the screen: for the words of a row of a table at least, and for each cell of it at least and at most."""
LONGEST_SAID = 48
"""How many cells of what Up would bring are shown."""


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


class BlankSheet(Sheet):
    """The lines of a form; left and right go along the cells of a table."""

    @dataclass
    class Stepped(Message):
        """Left (-1) or right (1) was pressed."""

        way: int

    @property
    def in_table(self) -> bool:
        """Whether the line at hand is a row of a table."""
        return 0 <= self._at < len(self._entries) and bool(self._entries[self._at].cells)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Left and right need cells."""
        return (
            self.in_table if action in ("read_on", "read_back") else super().check_action(action, parameters)
        )

    def action_read_on(self) -> None:
        """The cell to the right."""
        self.post_message(self.Stepped(1))

    def action_read_back(self) -> None:
        """The cell to the left."""
        self.post_message(self.Stepped(-1))


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
        self._column = 0
        """The cell at hand in the rows of a table, from 1; 0 for the words of the row."""
        self._word_before = ""
        """What the new line began with before a digit picked another word for it."""

    def compose(self) -> ComposeResult:
        """The lines, what may be said, and the field."""
        sheet = BlankSheet(id="blanks", verb=_("fill in"), measure=96)
        sheet.footer_labels["read_back"] = _("cell")
        yield sheet
        yield Offers()
        yield BlankField(id="blank")

    @property
    def sheet(self) -> BlankSheet:
        """The lines."""
        return self.query_one(BlankSheet)

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
        self.sheet.show(self._entries(), key)
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
        self._column = 1 + cells.index(blank) if blank in (cells := self._cells(_group(blank))) else 0
        as_table = bool(self._room_for(cells))
        self.sheet.go_to(f"{_group(blank)}/{WORDS}" if self._column and as_table else blank.key)
        if as_table:
            self.sheet.show(self._entries())
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

    def _cells(self, group: str) -> list[Blank]:
        """The cells of a row of a table; nothing for a line that is none."""
        return [one for one in self.blanks if one.column and _group(one) == group]

    def _room_for(self, cells: Sequence[Blank]) -> int:
        """How wide each of these cells is in a table; 0 where there is no room for one, or no cell."""
        room = min(self.sheet.measure, self.size.width - GUTTER - 1) - LABEL - 2 - LEAST_WORDS
        width = room // len(cells) - COLUMN_GAP if cells else 0
        return 0 if width < LEAST_CELL else min(MOST_CELL, width)

    def _entries(self) -> list[Entry]:
        """The blanks as lines, the cells of a table beside the words of their row."""
        entries: list[Entry] = []
        headed = False
        for blank in self.blanks:
            cells = self._cells(_group(blank)) if blank.depth else []
            width = self._room_for(cells)
            if not width:
                entries.append(self._entry(blank))
            elif not blank.column and blank.key.endswith(f"/{WORDS}"):
                if not headed:
                    asked = tuple((line(one.column, "$quiet"), width) for one in cells)
                    entries.append(Entry(EMPTY, lead=plain(" " * LABEL), indent=2, cells=asked))
                    headed = True
                said = tuple((self._cell(one, number), width) for number, one in enumerate(cells, 1))
                entries.append(replace(self._entry(blank), cells=said))
            elif not blank.column:
                entries.append(self._entry(blank))
        return entries

    def _cell(self, blank: Blank, number: int) -> Content:
        body = self._body(blank)
        at_hand = number == self._column and _group(blank) == _group_of(self.sheet.key)
        return joined(plain("["), body, plain("]")).stylize("bold") if at_hand else body

    def on_blank_sheet_stepped(self, event: BlankSheet.Stepped) -> None:
        """Another cell of the row is at hand."""
        event.stop()
        cells = self._cells(_group_of(self.sheet.key))
        if self._room_for(cells):
            self._column = min(max(0, self._column + event.way), len(cells))
            self.sheet.show(self._entries())

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """The same cell of another row is at hand."""
        if any(one.column for one in self.blanks):
            self.sheet.show(self._entries())

    def on_resize(self) -> None:
        """A table where there is room for it now."""
        if any(one.column for one in self.blanks):
            self.sheet.show(self._entries())

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
        cells = self._cells(_group_of(event.key))
        in_cell = event.key.endswith(f"/{WORDS}") and self._column and self._room_for(cells)
        self.fill(cells[self._column - 1].key if in_cell else event.key)

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
    return _group_of(blank.key)


def _group_of(key: str) -> str:
    return key.rpartition("/")[0]
