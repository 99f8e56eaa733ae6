"""A page of lines with a cursor: wrapped to its width and drawn line by line; it answers to no key.

Moving the cursor costs the lines it touches.
"""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tui.widgets.entries import Entry, Row, laid_out

GUTTER = 2
"""Columns before every line; the cursor's sign stands there."""


class SheetPane(ScrollView, inherit_bindings=False):
    """Entries under each other, with a cursor on those that can be chosen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"sheet--cursor", "sheet--rest"}
    DEFAULT_CSS = """
    SheetPane {
        height: 1fr; width: 1fr; background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1;
        & > .sheet--cursor { background: $line-background; color: $line-ink; }
        & > .sheet--rest { background: $background; }
    }
    """

    def __init__(
        self, entries: Sequence[Entry] = (), *, id: str | None = None, key: str = "", measure: int = 76
    ) -> None:
        super().__init__(id=id)
        self.measure = measure
        """The widest line, in cells."""
        self._entries: tuple[Entry, ...] = tuple(entries)
        self._at = -1
        self._rows: list[Row] = []
        self._fresh = False
        """Whether this was just shown from its start: then its beginning stays in view, not the cursor."""
        self._to_first()
        self._to_key(key)

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
        wanted = self.key if key is None else key
        self._entries = tuple(entries)
        self._to_first()
        self._to_key(wanted)
        self._lay_out()
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
        self._lay_out()
        self._reveal_unless_fresh()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()
        self._reveal_unless_fresh()

    def on_blur(self) -> None:
        """Show the cursor quietly."""
        self.refresh()

    def _to_first(self) -> None:
        self._at = next((n for n, entry in enumerate(self._entries) if entry.key), -1)

    def _to_key(self, key: str) -> None:
        found = (n for n, entry in enumerate(self._entries) if key and entry.key == key)
        self._at = next(found, self._at)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        self._rows = laid_out(self._entries, min(self.measure, width - GUTTER))
        self.virtual_size = Size(width, len(self._rows))
        self.refresh(layout=self.styles.is_auto_height)

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
        sign = Segment(("> " if self.has_focus else "· ") if first else " " * GUTTER, _plain_style(style))
        strip = Strip([sign, *_segments(row.content, style, self)])
        return strip.adjust_cell_length(
            min(width, GUTTER + self.measure), _plain_style(style)
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


def _plain_style(style: Style) -> RichStyle:
    return style.rich_style


def _segments(content: Content, base: Style, sheet: SheetPane) -> list[Segment]:
    """The characters of one line with their styles resolved against the theme."""
    parse = sheet.app.stylesheet.parse_style
    return [
        Segment(text, (base + style).rich_style)
        for text, style in content.render(base, end="", parse_style=parse)
        if text
    ]
