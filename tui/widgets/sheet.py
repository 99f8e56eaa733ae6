"""A page of lines that can be walked and chosen: options, rows of a table, notes, lessons, terms.

One widget for all of them. Moving the cursor costs the lines it touches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from tui.actions import bindings
from tui.safe_text import EMPTY, joined, plain, prose
from tui.widgets.scrolled import Scrolled
from tui.wrapping import in_rows

COLUMN_GAP = 2
"""Empty cells between two columns of a table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of a sheet."""

    body: Content
    key: str = ""
    """What is chosen with this line; empty for a line that is only read."""
    lead: Content = EMPTY
    """Stands before the first line; the other lines begin below the body."""
    right: Content = EMPTY
    """Stands at the end of the first line."""
    gap: int = 0
    """Empty lines above."""
    indent: int = 0
    group: str = ""
    """Entries of one group are brought into view together."""
    cells: tuple[tuple[Content, int], ...] = ()
    """Further columns of a table: what stands in each, and its width; the body has what they leave."""
    most: int = 0
    """The most lines of the body, which ends in "…" where it does not fit; 0 for as many as it needs."""


def paragraphs(
    source: str, style: str = "", gap: int = 0, indent: int = 0, spread: int = 1, group: str = ""
) -> list[Entry]:
    """Markdown as entries that are only read; ``spread`` empty lines between its paragraphs."""
    entries = []
    for number, (lead, words) in enumerate(prose(source, style)):
        above = gap if number == 0 else 0 if lead else spread
        entries.append(Entry(words, lead=plain(lead, style), gap=above, indent=indent, group=group))
    return entries


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line on the screen: the entry it belongs to (-1 for an empty line) and its characters."""

    entry: int
    content: Content


def laid_out(entries: Sequence[Entry], width: int) -> list[SheetLine]:
    """The entries wrapped to ``width`` cells, the gutter not counted."""
    rows: list[SheetLine] = []
    for number, entry in enumerate(entries):
        rows.extend(SheetLine(-1, EMPTY) for _ in range(entry.gap))
        lead = joined(plain(" " * entry.indent), entry.lead)
        room = max(8, width - lead.cell_length)
        rows.extend(SheetLine(number, row) for row in _wrapped(entry, lead, room))
    return rows


def _lines(body: Content, first_room: int, room: int) -> list[Content]:
    """The body in lines: the first one has room for what stands at its end, the others have all of it."""
    first = next(iter(in_rows(body, first_room)), EMPTY).rstrip()
    rest = body.plain[len(first.plain) :]
    if not rest.strip():
        return [first]
    begin = len(body.plain) - len(rest.lstrip())
    return [first, *(piece.rstrip() for piece in in_rows(body.divide([begin])[-1], room))]


def _columns(entry: Entry, lead: Content, room: int) -> list[Content]:
    """The lines of a row of a table: each column wrapped to its own width."""
    widths = [
        room - sum(width + COLUMN_GAP for _, width in entry.cells),
        *(width for _, width in entry.cells),
    ]
    bodies = [entry.body, *(cell for cell, _ in entry.cells)]
    columns = [_lines(body, width, width) for body, width in zip(bodies, widths, strict=True)]
    rows = []
    for number, pieces in enumerate(zip_longest(*columns, fillvalue=EMPTY)):
        padded = (
            joined(piece, plain(" " * (width - piece.cell_length)))
            for piece, width in zip(pieces, widths, strict=True)
        )
        before = lead if number == 0 else plain(" " * lead.cell_length)
        rows.append(joined(before, joined(*padded, between=" " * COLUMN_GAP)).rstrip())
    return rows


def _wrapped(entry: Entry, lead: Content, room: int) -> list[Content]:
    if entry.cells:
        return _columns(entry, lead, room)
    right = entry.right
    body_room = room - right.cell_length - 2 if right else room
    if right and body_room < 14:
        return [
            joined(lead, entry.body.truncate(room, ellipsis=True)),
            joined(plain(" " * lead.cell_length), right.truncate(room)),
        ]
    lines = (
        [entry.body.truncate(body_room, ellipsis=True)]
        if entry.most == 1
        else _lines(entry.body, body_room, room)
    )
    if 1 < entry.most < len(lines):
        lines = [*lines[: entry.most - 1], joined(lines[entry.most - 1].truncate(room - 2), plain(" …"))]
    first = joined(lead, lines[0])
    if right:
        first = joined(
            first, plain(" " * (lead.cell_length + room - first.cell_length - right.cell_length)), right
        )
    below = plain(" " * lead.cell_length)
    return [first, *(joined(below, piece) for piece in lines[1:])]


GUTTER = 2
"""Columns before every line; the cursor's sign stands there."""


class Sheet(Scrolled, inherit_bindings=False, can_focus=True):
    """Entries under each other, with a cursor on those that can be chosen, keys and the mouse."""

    BINDINGS = bindings(
        (
            *("cursor_up", "cursor_down", "page_up", "page_down", "first", "last", "choose"),
            *("read_on", "read_back"),
        )
    )
    by_hand: tuple[str, ...] = ("mouse_line", "mouse_scroll")
    """What the mouse and typed letters do here: ids in the table of actions."""
    COMPONENT_CLASSES: ClassVar[set[str]] = {"sheet--cursor", "sheet--rest"}
    DEFAULT_CSS = """
    Sheet {
        height: 1fr; width: 1fr; background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1;
        & > .sheet--cursor { background: $line-background; color: $line-ink; }
        & > .sheet--rest { background: $background; }
    }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another line."""

        sheet: "Sheet"
        key: str

    @dataclass
    class Chosen(Message):
        """The line under the cursor was chosen."""

        sheet: "Sheet"
        key: str

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        *,
        id: str | None = None,
        key: str = "",
        measure: int = 76,
        verb: str = "",
    ) -> None:
        super().__init__(id=id)
        self.measure = measure
        """The widest line, in cells."""
        self.footer_labels = {"choose": verb} if verb else {}
        """Footer labels that say more than the table of actions does."""
        self.beside: Sheet | None = None
        """The sheet that says more about the line at hand: left and right scroll it."""
        self._entries: tuple[Entry, ...] = tuple(entries)
        self._at = -1
        self._rows, self._wrapped = list[SheetLine](), tuple[Entry, ...]()
        self._fresh = False
        """Whether this was just shown from its start: then its beginning stays in view, not the cursor."""
        self._stand_on(key)

    # What is shown

    @property
    def key(self) -> str:
        """The key of the line under the cursor; empty when no line can be chosen."""
        return self._entries[self._at].key if 0 <= self._at < len(self._entries) else ""

    @property
    def keys(self) -> list[str]:
        """The keys of all lines that can be chosen, from the top."""
        return [entry.key for entry in self._entries if entry.key]

    def show(
        self, entries: Sequence[Entry], key: str | None = None, *, top: bool = False, follow: bool = True
    ) -> None:
        """Replace the entries; the cursor goes to ``key``, or stays on the key it had.

        ``top`` scrolls to the start, and without ``follow`` the lines in view stay; else the cursor comes into view.
        """
        at_key, was = self.key if key is None else key, self._at
        self._entries = tuple(entries)
        self._stand_on(at_key)
        self._lay_out(was)
        self._fresh = top
        if top:
            self.scroll_to(y=0, animate=False)
        elif follow:
            self._reveal()

    def at_hand(self) -> str:
        """The line under the cursor as text, with what belongs to it; the whole page where no line can be chosen."""
        if self._at < 0:
            own = list(self._entries)
        else:
            at = self._entries[self._at]
            own = [one for one in self._entries if one is at or (at.group and one.group == at.group)]
        return "\n".join(one.body.plain for one in own)

    # Layout and drawing

    def on_resize(self) -> None:
        """Wrap anew."""
        self._lay_out(self._at)
        self._reveal_unless_fresh()

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor is drawn otherwise, and no style asks for the focus: nothing is to be looked up anew."""

    def on_focus(self) -> None:
        """Show the cursor."""
        self._reveal_unless_fresh()

    def _stand_on(self, key: str) -> None:
        """Put the cursor on the line with this key, or on the first that can be chosen."""
        keyed = [n for n, entry in enumerate(self._entries) if entry.key]
        self._at = next((n for n in keyed if self._entries[n].key == key), keyed[0] if keyed else -1)

    def _lay_out(self, was: int) -> None:
        """Wrap the entries, and draw the lines that are others now; ``was``: the entry that the cursor stood on."""
        width = self.scrollable_content_region.width
        before, resized = self._rows, width != self.virtual_size.width
        if width <= 0:  # nothing is drawn here, and rows of other entries would be looked up in these
            self._rows, self._wrapped = [], ()
            return
        if not (resized or was != self._at or self._wrapped is not self._entries):
            return
        self._rows, self._wrapped = laid_out(self._entries, min(self.measure, width - GUTTER)), self._entries
        self.virtual_size = Size(width, len(self._rows))
        if resized or (self.styles.is_auto_height and len(self._rows) != len(before)):
            self.refresh(layout=self.styles.is_auto_height)
            return
        cursor = {was, self._at} if was != self._at else set[int]()
        others = [
            y
            for y, (old, new) in enumerate(zip_longest(before, self._rows, fillvalue=SheetLine(-2, EMPTY)))
            if old.entry != new.entry or new.entry in cursor or not old.content.is_same(new.content)
        ]
        if others:
            self.refresh_lines(others[0], others[-1] + 1 - others[0])

    def watch_virtual_size(self) -> None:
        """Only the scrollbar changes; where it comes or goes the screen is laid out anew."""
        if not self.styles.is_auto_height:  # else it is laid out, and knows only then what it needs
            self._scroll_update(self.virtual_size)
        if self.show_vertical_scrollbar:  # one that comes back missed where the lines were scrolled to
            self.vertical_scrollbar.position = self.scroll_y

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the entries need at this width: for sheets that are as high as what they show."""
        room = min(self.measure, width - self.styles.scrollbar_size_vertical - GUTTER)
        return len(laid_out(self._entries, room))

    def _lines_of(self, entry: int) -> tuple[int, int]:
        """First line and number of lines of an entry."""
        own = [y for y, row in enumerate(self._rows) if row.entry == entry]
        return (own[0], len(own)) if own else (0, 0)

    def _lines_of_group(self, group: str) -> tuple[int, int]:
        """First line of a group and the number of lines to its last; (0, 0) when there is none."""
        own = [
            y
            for y, row in enumerate(self._rows)
            if row.entry >= 0 and self._entries[row.entry].group == group
        ]
        return (own[0], own[-1] + 1 - own[0]) if own else (0, 0)

    def bring(self, group: str) -> None:
        """Bring the entries of a group into view; the cursor stays where it is."""
        y, height = self._lines_of_group(group)
        self.scroll_to_region(Region(0, y, 1, max(1, height)), animate=False, immediate=True, x_axis=False)

    def render_line(self, y: int) -> Strip:
        """One line of the page."""
        width = self.scrollable_content_region.width
        row_number = y + self.scroll_offset.y
        if row_number >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[row_number]
        current = row.entry >= 0 and row.entry == self._at
        style = self.get_visual_style("sheet--cursor") if current and self.has_focus else self.visual_style
        first = current and (row_number == 0 or self._rows[row_number - 1].entry != row.entry)
        sign = Segment(("> " if self.has_focus else "· ") if first else " " * GUTTER, style.rich_style)
        strip = Strip([sign, *_segments(row.content, style, self)])
        return strip.adjust_cell_length(
            min(width, GUTTER + self.measure), style.rich_style
        ).adjust_cell_length(width, self.rich_style)

    # The cursor

    def _reveal(self) -> None:
        """Bring the cursor's entry into view, with what belongs to it and, for the first, what stands above."""
        room = self.scrollable_content_region.height
        if self._at < 0 or not self._rows or room <= 0:
            return
        y, height = self._lines_of(self._at)
        group = self._entries[self._at].group
        if group:
            first, lines = self._lines_of_group(group)
            if lines <= room:
                y, height = first, lines
        if all(not entry.key for entry in self._entries[: self._at]) and y + height <= room:
            y, height = 0, y + height
        self.scroll_to_region(
            Region(0, y, 1, max(1, min(height, room))), animate=False, immediate=True, x_axis=False
        )
        self._place_terminal_cursor()

    def _reveal_unless_fresh(self) -> None:
        if self._fresh and self.scroll_y == 0:
            self._place_terminal_cursor()
        else:
            self._reveal()

    def _place_terminal_cursor(self) -> None:
        """Put the terminal's own cursor on the line, for magnifiers and screen readers."""
        if self.has_focus:
            row = self._lines_of(self._at)[0] - round(self.scroll_y)
            if 0 <= row < self.content_region.height:
                self.app.cursor_position = Offset(self.content_region.x, self.content_region.y + row)

    def _in_view(self, entry: int) -> bool:
        """Whether a line of an entry is in view."""
        y, height = self._lines_of(entry)
        top = round(self.scroll_y)
        return height > 0 and y < top + self.scrollable_content_region.height and y + height > top

    def bring_cursor(self) -> bool:
        """Bring the cursor into view; whether it was there already."""
        if not self._rows or self._in_view(self._at):
            return True
        self._fresh = False
        self._reveal()
        return False

    # Moving

    def go_to(self, key: str) -> None:
        """Put the cursor on a line without telling anybody."""
        self._move_to(
            next((n for n, entry in enumerate(self._entries) if entry.key == key), self._at), tell=False
        )

    def _move_to(self, entry: int, *, tell: bool = True) -> None:
        if entry == self._at or entry < 0:
            return
        self._fresh = False
        for old in (self._at, entry):
            y, height = self._lines_of(old)
            self.refresh_lines(y, height)
        self._at = entry
        self._reveal()
        if tell:
            self.post_message(self.Moved(self, self.key))

    def _step(self, way: int) -> None:
        places = [n for n, entry in enumerate(self._entries) if entry.key]
        if self._rows and not self._in_view(self._at):  # read on to where something can be chosen
            further = [n for n in places if self._in_view(n)]
        else:
            further = [n for n in places if (n > self._at if way > 0 else n < self._at)]
        if further:
            self._move_to(further[0] if way > 0 else further[-1])
        else:  # nothing more to stand on: read on
            self.scroll_relative(y=way * 2, animate=False)

    def action_cursor_up(self) -> None:
        """Go to the line above that can be chosen, or read on upwards."""
        self._step(-1)

    def action_cursor_down(self) -> None:
        """Go to the line below that can be chosen, or read on."""
        self._step(1)

    def action_page_up(self) -> None:
        """Read on upwards by a page."""
        self.scroll_relative(y=min(-1, 2 - self.size.height), animate=False)

    def action_page_down(self) -> None:
        """Read on by a page."""
        self.scroll_relative(y=max(1, self.size.height - 2), animate=False)

    def action_read_on(self) -> None:
        """Read on beside the list."""
        if self.beside is not None:
            self.beside.action_page_down()

    def action_read_back(self) -> None:
        """Read back beside the list."""
        if self.beside is not None:
            self.beside.action_page_up()

    def action_first(self) -> None:
        """Go to the first line."""
        self._move_to(next((n for n, entry in enumerate(self._entries) if entry.key), self._at))
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Go to the last line."""
        self._move_to(max((n for n, entry in enumerate(self._entries) if entry.key), default=self._at))
        self.scroll_to(y=len(self._rows), animate=False)

    def action_choose(self) -> None:
        """Tell the screen which line was chosen; a line out of view is only brought into view."""
        if self.key and self.bring_cursor():
            self.post_message(self.Chosen(self, self.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """``choose`` needs a line to choose, and a name for what choosing does; ``read_on`` needs more to read."""
        if action in ("read_on", "read_back"):
            return self.beside is not None and self.beside.max_scroll_y > 0
        return bool(self.keys and self.footer_labels) if action == "choose" else True

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the mouse."""
        spot = event.get_content_offset(self)
        number = -1 if spot is None else spot.y + self.scroll_offset.y
        if 0 <= number < len(self._rows):
            entry = self._rows[number].entry
            if entry >= 0 and self._entries[entry].key:
                self._move_to(entry)
                self.action_choose()


def _segments(content: Content, base: Style, sheet: Sheet) -> list[Segment]:
    """The characters of one line with their styles resolved against the theme."""
    parse = sheet.app.stylesheet.parse_style
    return [
        Segment(text, (base + style).rich_style)
        for text, style in content.render(base, end="", parse_style=parse)
        if text
    ]


class TableHead(Widget):
    """One line whose end stands over the end of the lines of a sheet of this measure."""

    DEFAULT_CSS = "TableHead { height: 1; background: $background; }"

    def __init__(self, measure: int) -> None:
        super().__init__()
        self.measure = measure
        self.names: Content = EMPTY

    def show(self, names: Content) -> None:
        """Show these names."""
        self.names = names
        self.refresh()

    def render(self) -> Content:
        """The names, as far right as a sheet puts the end of its lines."""
        # A sheet keeps two cells at its left for the cursor and one at its right for the scrollbar.
        end = 2 + min(self.measure, self.content_size.width - 3)
        return joined(plain(" " * max(0, end - self.names.cell_length)), self.names)
