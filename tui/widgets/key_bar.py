"""The footer: every key that does something at this moment, made from the table of actions."""

from dataclasses import dataclass

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from lessons.i18n import _
from tui.action import Action
from tui.actions import key_name, table
from tui.safe_text import EMPTY, joined, plain

MOST_LINES = 3
MARGIN = 2
"""Empty cells on both sides."""
_GAP = 2
_FIRST_TO_GO = ("unfold", "jump", "unmark", "zoom", "clear", "next_mark", "other", "switch", "sure")
"""What the footer leaves to the help screen when it has no room, in this order."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One entry of the footer."""

    keys: str
    label: str
    action: str
    """Id in the table of actions."""
    does: str
    """The Textual action."""
    node: DOMNode
    """Who does it."""

    @property
    def content(self) -> Content:
        """The entry as it is shown."""
        return joined(plain(self.keys, "bold"), plain(" "), plain(self.label, "$quiet"))


def hints(active: dict[str, ActiveBinding]) -> list[Hint]:
    """The entries for these bindings, in the order of the table; an action shows the first of its keys that works."""
    found = []
    for action in table():
        first, *others = action.keys.split(",")
        works = [key for key in (first, *others) if _is(active.get(key), action)]
        if not action.show or not works:
            continue
        node = active[works[0]].node
        label = getattr(node, "footer_labels", {}).get(action.id, action.label)
        found.append(
            Hint(
                action.show if works[0] == first else key_name(works[0]),
                label,
                action.id,
                action.textual,
                node,
            )
        )
    return found


def _is(active: ActiveBinding | None, action: Action) -> bool:
    """Whether a binding is this action's; bindings of Textual's own widgets have no id and are never shown."""
    return active is not None and active.binding.id is not None and active.binding.action == action.textual


def fitted(found: list[Hint], width: int, lines: int) -> list[list[Hint]]:
    """The entries in at most so many lines of that width; what does not fit is left to the help screen."""
    while True:
        rows: list[list[Hint]] = [[]]
        used = 0
        for hint in found:
            size = hint.content.cell_length
            if rows[-1] and used + _GAP + size > width:
                rows.append([])
                used = 0
            used += size + (_GAP if rows[-1] else 0)
            rows[-1].append(hint)
        spare = next((id for id in _FIRST_TO_GO if any(hint.action == id for hint in found)), None)
        if len(rows) <= lines or spare is None:
            return rows
        found = [hint for hint in found if hint.action != spare]


class KeyBar(Widget):
    """Shows the keys of its screen; a click on an entry does what the key does."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 2; background: $background; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: list[Hint] | None = None

    def on_mount(self) -> None:
        """Follow the keys that work."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        if self.is_attached:
            found = hints(self.screen.active_bindings)
            if found != self._hints:
                self._hints = found
                self._fit()
                self.refresh()

    def on_resize(self) -> None:
        """Take as many lines as the entries need."""
        self._fit()

    def _fit(self) -> None:
        """Take as many lines as the entries need. A height of its own, as an automatic one may be remembered."""
        self.styles.height = len(self._rows(self.app.size.width - 2 * MARGIN))

    def _rows(self, width: int) -> list[list[Hint]]:
        if self._hints is None:
            self._hints = hints(self.screen.active_bindings)
        return fitted(self._hints, max(10, width), MOST_LINES)

    def render(self) -> Content:
        """The entries, line by line."""
        gap = " " * _GAP
        return joined(
            *(
                joined(*(hint.content for hint in row), between=gap)
                for row in self._rows(self.content_size.width)
            ),
            between="\n",
        )

    async def on_click(self, event: events.Click) -> None:
        """Do what the entry under the mouse says."""
        spot = event.get_content_offset(self)
        rows = self._rows(self.content_size.width)
        if spot is None or spot.y >= len(rows):
            return
        start = 0
        for hint in rows[spot.y]:
            size = hint.content.cell_length
            if start <= spot.x < start + size:
                await self.app.run_action(hint.does, default_namespace=hint.node)
                return
            start += size + _GAP


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
