"""The line that finds words in the article and walks from place to place where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from lessons.i18n import _
from lessons.model.span import Span
from lessons.text.searching import Searchable
from tui.action import typed
from tui.actions import bindings, ids
from tui.safe_text import joined, plain
from tui.widgets.article_view import ArticleView

LONGEST = 60
"""The longest text that is looked for, in characters."""


@dataclass(frozen=True, slots=True)
class Searching:
    """Where words are looked for, and where the reader stood before."""

    view: ArticleView
    text: Searchable
    top: int
    """The first offset in view."""
    cursor: Span
    focus: Widget | None
    other: Searchable | None = None
    """The other article, where there are two: how often the words stand there is told."""

    def places(self, words: str) -> Sequence[Span]:
        """Where the words stand."""
        return tuple(Span(start, end) for start, end in self.text.find(words))


class FindLine(Widget, can_focus=True):
    """Typed letters are what is looked for. The words last looked for are there again; a letter begins anew."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ids("find"))
    DEFAULT_CSS = """
    FindLine { height: 1; padding: 0 2; background: $background; color: $foreground; }
    """
    by_hand = ("looked_for",)

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self._begun = False
        """Whether letters go on with the words, or begin anew."""
        self._searching: Searching | None = None
        self._hits: Sequence[Span] = ()
        self._at = 0
        self._elsewhere = 0

    def begin(self, searching: Searching) -> None:
        """Look for words in an article, beginning at the place where the reader is."""
        self._searching, self._begun = searching, False
        self.display = True
        self.focus()
        self._look()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters, digits and signs are taken here; a blank only between words."""
        sign = typed(key, character)
        return sign is not None and sign.isprintable() and (sign != " " or bool(self.words))

    def on_key(self, event: events.Key) -> None:
        """Look for what is typed."""
        if event.key == "backspace":
            words = self.words[:-1] if self._begun else ""
        elif event.character is not None and self.check_consume_key(event.key, event.character):
            words = ((self.words if self._begun else "") + event.character)[:LONGEST]
        else:
            return
        event.stop()
        event.prevent_default()
        self.words, self._begun = words, True
        self._look()

    def on_paste(self, event: events.Paste) -> None:
        """Look for what is pasted."""
        event.stop()
        self.words = " ".join(((self.words if self._begun else "") + event.text).split())[:LONGEST]
        self._begun = True
        self._look()

    def _look(self) -> None:
        """Go to the first place from where the reader was, round from the end of the text."""
        if self._searching is None:
            return
        self._hits = self._searching.places(self.words)
        other = self._searching.other
        self._elsewhere = len(other.find(self.words)) if other is not None else 0
        start = self._searching.cursor.start
        self._at = next((number for number, hit in enumerate(self._hits) if hit.start >= start), 0)
        self._show()

    def _show(self) -> None:
        searching = self._searching
        if searching is not None:
            here = self._hits[self._at] if self._hits else None
            searching.view.show_hits(self._hits, here)
            if here is None:
                searching.view.return_to(searching.top, searching.cursor.start)
        self.refresh()
        self.refresh_bindings()

    def render(self) -> Content:
        """The words, and the number of the place among all."""
        if not self.words:
            told = plain(_("type what to find"), "$quiet")
        elif not self._hits:
            told = plain(_("not in this text"), "bold $sign-wrong")
        else:
            told = plain(_("{n} of {all}").format(n=self._at + 1, all=len(self._hits)), "bold")
        if self._elsewhere:
            more = _("  in the other text: {n}").format(n=self._elsewhere)
            told = joined(told, plain(more, "$quiet"))
        found = joined(plain("/"), plain(self.words, "bold"), plain("  "), told)
        return found.truncate(self.content_size.width, ellipsis=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be places to walk, and a place to stay."""
        if action in ("find_next", "find_before", "find_stay"):
            return bool(self._hits)
        return True

    def action_find_next(self) -> None:
        """The next place; after the last, the first."""
        self._walk(1)

    def action_find_before(self) -> None:
        """The place before; before the first, the last."""
        self._walk(-1)

    def _walk(self, way: int) -> None:
        self._at = (self._at + way) % len(self._hits)
        self._show()

    def action_find_stay(self) -> None:
        """To the article, at this place."""
        searching = self._close()
        if searching is not None:
            searching.view.focus()

    def action_find_leave(self) -> None:
        """Back to where the reader was."""
        searching = self._close()
        if searching is not None:
            searching.view.return_to(searching.top, searching.cursor.start)
            (searching.focus or searching.view).focus()

    def on_blur(self) -> None:
        """The reader went elsewhere, with the mouse or because another exercise was opened."""
        self._close()

    def _close(self) -> Searching | None:
        searching, self._searching = self._searching, None
        if searching is not None:
            searching.view.show_hits(())
        self.display = False
        return searching
