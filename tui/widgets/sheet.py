"""A page of lines that can be walked and chosen: options, table rows, notes, lessons, terms; one widget for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui.actions import bindings
from tui.widgets.entries import Entry
from tui.widgets.sheet_pane import SheetPane


class Sheet(SheetPane, can_focus=True):
    """Entries under each other, with keys and the mouse."""

    BINDINGS = bindings(
        (
            *("cursor_up", "cursor_down", "page_up", "page_down", "first", "last", "choose"),
            *("read_on", "read_back"),
        )
    )
    by_hand: tuple[str, ...] = ("mouse_line", "mouse_scroll")
    """What the mouse and typed letters do here: ids in the table of actions."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another line."""

        sheet: "Sheet"
        key: str

        @property
        def control(self) -> "Sheet":
            """The sheet that sent it."""
            return self.sheet

    @dataclass
    class Chosen(Message):
        """The line under the cursor was chosen."""

        sheet: "Sheet"
        key: str

        @property
        def control(self) -> "Sheet":
            """The sheet that sent it."""
            return self.sheet

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        *,
        id: str | None = None,
        key: str = "",
        measure: int = 76,
        verb: str = "",
    ) -> None:
        super().__init__(entries, id=id, key=key, measure=measure)
        self.footer_labels = {"choose": verb} if verb else {}
        """Footer labels that say more than the table of actions does."""
        self.told: Sheet | None = None
        """The sheet that says more about the line at hand: left and right scroll it."""

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
        if self.told is not None:
            self.told.action_page_down()

    def action_read_back(self) -> None:
        """Read back beside the list."""
        if self.told is not None:
            self.told.action_page_up()

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
            return self.told is not None and self.told.max_scroll_y > 0
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
