"""The bars of a screen: title above, what warns, and below every key that does something at this moment."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from lessons.i18n import _
from tui.actions import Working, working
from tui.layout import HEIGHTS
from tui.safe_text import EMPTY, joined, plain

MOST_LINES = 3
FEW_LINES = 2
"""Most lines on a low screen, where what is read needs them more."""
TELLING = 4.0
"""Seconds for which something told stays."""
MARGIN = 2
"""Empty cells on both sides."""
_GAP = 2
_FIRST_TO_GO = (
    "unfold",
    *("copy", "redo", "jump", "unmark", "zoom", "clear", "undo", "exercises", "palette", "next_mark"),
    *("find", "sure", "previous", "glossary", "switch", "other"),
    *(
        "every_field",
        "line_up",
        "open_form",
        "to_do_typing",
        "note_words",
        "good_words",
        "remove_line",
        "own_editor",
    ),
    *(
        "live_renew",
        "live_let_all_in",
        "live_address",
        "live_names",
        "live_door",
        "live_find",
        "live_words",
        "live_heat",
        "live_tell",
    ),
)
"""What the footer leaves to the help screen when it has no room, in this order."""


def hints(active: Mapping[str, ActiveBinding]) -> list[Working]:
    """The entries for these bindings, in the order of the table; those that are called the same stand in one."""
    entries: list[Working] = []
    shown = [one for one in working(active) if one.action.show]
    quits = any(one.action.id == "quit" for one in shown)
    for one in shown:
        if one.action.id == "interrupt" and quits:
            continue
        same = next((n for n, other in enumerate(entries) if other.label == one.label), None)
        if same is None:
            entries.append(one)
        else:
            entries[same] = replace(entries[same], more=(*entries[same].more, one))
    return entries


def _content(hint: Working) -> Content:
    """An entry as it is shown."""
    return _key_and_label(hint.shown, hint.label)


@lru_cache(500)
def _key_and_label(key: str, label: str) -> Content:
    return joined(plain(key, "bold"), plain(" "), plain(label, "$quiet"))


def most_lines(height: int) -> int:
    """Most lines of the footer on a screen that has so many."""
    return MOST_LINES if height >= HEIGHTS[-1][0] else FEW_LINES


def fitted(entries: list[Working], width: int, lines: int) -> list[list[Working]]:
    """The entries in at most so many lines of that width; what does not fit is left to the help screen."""
    sizes = {hint.action.id: _content(hint).cell_length for hint in entries}
    while True:
        rows: list[list[Working]] = [[]]
        used = 0
        for hint in entries:
            size = sizes[hint.action.id]
            if rows[-1] and used + _GAP + size > width:
                rows.append([])
                used = 0
            used += size + (_GAP if rows[-1] else 0)
            rows[-1].append(hint)
        shown = {hint.action.id for hint in entries}
        spare = next((id for id in _FIRST_TO_GO if id in shown), None)
        if len(rows) <= lines or spare is None:
            return rows
        entries = [hint for hint in entries if hint.action.id != spare]


class KeyBar(Widget):
    """Shows the keys of its screen; a click on an entry does what the key does."""

    by_hand = ("mouse_key",)

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 2; background: $background; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: list[Working] | None = None
        self._fitted: tuple[tuple[int, int], list[list[Working]]] | None = None
        """The lines fitted last, and for which width and how many lines."""
        self._due = False
        """Whether the screen said that other keys work now, and was not asked yet which."""
        self._told = EMPTY
        self._silence: Timer | None = None

    def on_mount(self) -> None:
        """Follow the keys that work."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed, immediate=True)

    def _changed(self, _: Screen[object]) -> None:
        """Ask the screen soon: it often says so several times for one key."""
        if not self._due:
            self._due = True
            self.call_next(self._ask)

    def _ask(self) -> None:
        self._due = False
        if self.is_attached:
            entries = hints(self.screen.active_bindings)
            if entries != self._hints:
                self._hints, self._fitted = entries, None
                self._fit()
                self.refresh()

    def on_resize(self) -> None:
        """Take as many lines as the entries need."""
        self._fit()

    def _fit(self) -> None:
        """Take as many lines as the entries need. A height of its own, as an automatic one may be remembered."""
        width = self.app.size.width - 2 * MARGIN
        self.styles.height = len(self._rows(width)) + len(self._message(width))

    def _message(self, width: int) -> list[Content]:
        """What is told, line by line; cut only where it takes more lines than may be."""
        return wrapped(self._told, width, MOST_LINES) if self._told else []

    def _rows(self, width: int) -> list[list[Working]]:
        if self._hints is None:
            self._hints = hints(self.screen.active_bindings)
        room = (max(10, width), most_lines(self.app.size.height))
        if self._fitted is None or self._fitted[0] != room:
            self._fitted = room, fitted(self._hints, *room)
        return self._fitted[1]

    def tell(self, words: Content, seconds: float = TELLING) -> None:
        """Say something above the entries, for a few seconds."""
        self._told = words
        if self._silence is not None:
            self._silence.stop()
        seconds *= max(
            1, len(self._message(self.app.size.width - 2 * MARGIN))
        )  # more lines take longer to read
        self._silence = self.set_timer(seconds, self._fall_silent) if words else None
        self._fit()
        self.refresh()

    def _fall_silent(self) -> None:
        self.tell(EMPTY)

    def render(self) -> Content:
        """What is told, then the entries, line by line."""
        gap = " " * _GAP
        return joined(
            *self._message(self.content_size.width),
            *(
                joined(*(_content(hint) for hint in row), between=gap)
                for row in self._rows(self.content_size.width)
            ),
            between="\n",
        )

    async def on_click(self, event: events.Click) -> None:
        """Do what the entry under the mouse says."""
        spot = event.get_content_offset(self)
        rows = self._rows(self.content_size.width)
        number = -1 if spot is None else spot.y - len(self._message(self.content_size.width))
        if spot is None or not 0 <= number < len(rows):
            return
        start = 0
        for hint in rows[number]:
            size = _content(hint).cell_length
            if start <= spot.x < start + size:
                await self.app.run_action(hint.does, default_namespace=hint.node)
                return
            start += size + _GAP


def wrapped(words: Content, width: int, most: int) -> list[Content]:
    """The words in lines of a width, at most so many; the last one ends in an ellipsis where there are more."""
    lines = words.wrap(max(1, width))
    if len(lines) <= most:
        return lines
    rest = joined(*lines[most - 1 :], between=" ")
    return [*lines[: most - 1], rest.truncate(max(1, width), ellipsis=True)]


class TitleBar(Widget):
    """The first line of a screen: where the student is on the left, how things stand on the right."""

    DEFAULT_CSS = """
    TitleBar { dock: top; height: 2; padding: 0 2; border-bottom: solid $rule; background: $background; }
    TitleBar.-flat { height: 1; border-bottom: none; }
    """

    def __init__(self, left: Content = EMPTY, right: Content = EMPTY) -> None:
        super().__init__()
        self.left, self.right = left, right

    def show(self, left: Content, right: Content) -> None:
        """Replace both sides."""
        self.left, self.right = left, right
        self.refresh()

    def render(self) -> Content:
        """The right side keeps its room, the left is cut with an ellipsis."""
        return two_sided(self.left, self.right, self.content_size.width)


def two_sided(left: Content, right: Content, width: int) -> Content:
    """One line with ``left`` at its start and ``right`` at its end; ``left`` is cut when both do not fit."""
    room = width - right.cell_length - (2 if right else 0)
    if room < 8:
        return right.truncate(width, ellipsis=True)
    cut = left.truncate(room, ellipsis=True)
    return joined(cut, plain(" " * max(0, width - cut.cell_length - right.cell_length)), right)


def saved_word(saved: bool) -> Content:
    """What the title line says of the record."""
    return plain(_("saved"), "$quiet") if saved else EMPTY


class Banner(Widget):
    """What warns, above all other lines; away while there is nothing to say."""

    DEFAULT_CSS = """
    Banner { height: 1; padding: 0 2; background: $background; display: none; }
    Banner.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: Content = EMPTY

    def tell(self, words: Content) -> None:
        """Show these words; nothing for none."""
        self.words = words
        self.set_class(bool(words), "-told")
        self.on_resize()
        self.refresh()

    def on_resize(self) -> None:
        """Take as many lines as the words need."""
        self.styles.height = max(1, len(self._lines(self.app.size.width - 2 * MARGIN)))

    def _lines(self, width: int) -> list[Content]:
        return wrapped(self.words, width, MOST_LINES) if self.words else []

    def render(self) -> Content:
        """The words, cut where they take more lines than may be."""
        return joined(*self._lines(self.content_size.width), between="\n")
