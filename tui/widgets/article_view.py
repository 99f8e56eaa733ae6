"""The article as a student reads and marks it: keys and mouse in, messages about what was done out."""

from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.message import Message

from lessons.model.article import Article
from lessons.model.span import Span
from tui.actions import bindings, ids
from tui.widgets.article_keys import STEPS
from tui.widgets.article_layout import Place
from tui.widgets.article_page import MARK_STYLES, MINE, Decoration
from tui.widgets.article_pane import ArticlePane
from tui.widgets.span_cursor import SpanCursor

__all__ = ["MARK_STYLES", "MINE", "ArticleView", "Decoration"]


class ArticleView(ArticlePane, can_focus=True):
    """An article with a word cursor. It knows no exercise: it shows marks and says what the student does."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ids("article"))
    by_hand = ("mouse_words", "mouse_scroll")

    class Act(Message):
        """Something the student did at the words of ``span``."""

        def __init__(self, view: "ArticleView", span: Span) -> None:
            self.view = view
            self.span = span
            super().__init__()

        @property
        def control(self) -> "ArticleView":
            """The view it happened in."""
            return self.view

    class Marked(Act):
        """The student marks these words."""

    class Unmarked(Act):
        """The student takes away this mark of their own."""

    class LabelWanted(Act):
        """The student wants to name the technique of these words: of a mark, or of words not marked yet."""

        def __init__(self, view: "ArticleView", span: Span, digit: int | None) -> None:
            self.digit = digit
            """The technique by its number, 1 to 10; ``None`` when the student wants to choose from a list."""
            super().__init__(view, span)

    class CursorMoved(Act):
        """The student stands on another word."""

        @property
        def offset(self) -> int:
            """Where the word begins."""
            return self.span.start

    def __init__(self, article: Article, *, id: str | None = None, name: str | None = None) -> None:
        super().__init__(article, id=id, name=name)
        self.labels = 0
        """How many digits name a technique, at most ten; the other digits are left to the screen."""
        self._marking = False
        self._keys = (False, False)
        """Whether something is selected, and whether there is a mark: what decides which keys work."""
        self._drag: SpanCursor | None = None
        """Where the mouse went down, while it is down."""

    @property
    def marking(self) -> bool:
        """Whether the keys that select, mark and label act; without it they are left to the screen."""
        return self._marking

    @marking.setter
    def marking(self, on: bool) -> None:
        self._marking = on
        if not on:
            self._move(self.cursor.dropped())
        self.refresh_bindings()

    def _move(self, cursor: SpanCursor) -> None:
        before = self.cursor
        super()._move(cursor)
        if before.word != cursor.word:
            self.post_message(self.CursorMoved(self, cursor.span))

    def _choose_current(self, mark: Decoration | None) -> None:
        super()._choose_current(mark)
        self._renew_keys()

    def _renew_keys(self) -> None:
        """Show other keys once there is a mark or a selection, or none any more: not at every step of the cursor."""
        state = (self.cursor.anchor is not None, len(self._marks) > 0)
        if state != self._keys:
            self._keys = state
            self.refresh_bindings()

    # Keys --------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to the screen marking keys while nothing is to be marked, and keys that have nothing to act on."""
        if action == "drop":
            return self.cursor.anchor is not None
        if action in ("next_mark", "previous_mark"):
            return len(self._marks) > 0
        if action == "unmark":
            return self._marking and len(self._marks) > 0
        if action == "label" and not parameters:
            return self._marking and self.labels > 0
        if action == "label":
            digit = parameters[0]
            return self._marking and isinstance(digit, int) and (digit or 10) <= self.labels
        if action == "go":
            return self._marking or parameters[1:] != (True,)
        return self._marking if action in ("select", "mark", "label") else True

    def action_go(self, step: str, extend: bool = False) -> None:
        """Move the cursor; ``step`` is a name in ``article_keys.STEPS``."""
        if self._layout is not None:
            page = max(1, self.scrollable_content_region.height - 2)
            self._move(STEPS[step](self.cursor, self._layout, page, extend and self._marking))

    def action_select(self) -> None:
        """Begin or end a selection at the cursor."""
        self._move(self.cursor.toggled())

    def action_mark(self) -> None:
        """Mark the selection or the word; on an own mark, with nothing selected, take that away."""
        mine = self._mine()
        if self.cursor.selection is None and mine is not None:
            self.post_message(self.Unmarked(self, mine.span))
            return
        self._say(self.Marked(self, self.cursor.selection or self.cursor.span))

    def action_unmark(self) -> None:
        """Take away the student's own mark under the cursor; without one, leave the key to the screen."""
        mine = self._mine()
        if mine is None:
            raise SkipAction
        self.post_message(self.Unmarked(self, mine.span))

    def action_label(self, digit: int | None = None) -> None:
        """Ask for the technique of the selection, of the mark under the cursor, or of the word; 0 is the tenth."""
        mine = self._mine()
        span = self.cursor.selection or (mine.span if mine else self.cursor.span)
        self._say(self.LabelWanted(self, span, 10 if digit == 0 else digit))

    def action_next_mark(self) -> None:
        """Go to the next mark; after the last, leave the key to the screen."""
        self._to_mark(1)

    def action_previous_mark(self) -> None:
        """Go to the mark before; before the first, leave the key to the screen."""
        self._to_mark(-1)

    def action_drop(self) -> None:
        """Drop the selection."""
        self._move(self.cursor.dropped())

    def _say(self, message: Act) -> None:
        """Report what was done to the selection, and drop it. An article without words gives no report."""
        self._move(self.cursor.dropped())
        if message.span.end > message.span.start:
            self.post_message(message)

    def at_hand(self) -> str:
        """The words selected, else those of the mark under the cursor, else the sentence."""
        here = self.cursor.span
        marked = self.current_mark.span if self.current_mark is not None else None
        sentences = self.article.sentences
        number = next(iter(sentences.between(here.start, here.end)), None)
        sentence = Span(*sentences[number]) if number is not None else here
        return self.article.text[slice(*(self.cursor.selection or marked or sentence))]

    def _to_mark(self, step: int) -> None:
        span = self.cursor.next_mark(self._marks.spans, step)
        if span is None:
            raise SkipAction
        self.go_to(span)

    def _mine(self) -> Decoration | None:
        """The student's own mark under the cursor."""
        if self.current_mark is not None and self.current_mark.style == MINE:
            return self.current_mark
        return min(self._own(), key=lambda mark: mark.span.end - mark.span.start, default=None)

    def _own(self) -> Iterator[Decoration]:
        return (mark for mark in self._marks.over(*self.cursor.span) if mark.style == MINE)

    # The mouse ---------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the word under the mouse; a drag selects from there."""
        if event.button == 1 and self._layout is not None:
            self._drag = self.cursor.dropped().nearest(self._layout, self._pointed(event))
            self._move(self._drag)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to the word under the mouse; beyond an edge the page follows row by row."""
        if self._drag is None or self._layout is None or not self._marking:
            return
        if not event.button:  # it was let go where this terminal could not see it
            self.on_mouse_up()
            return
        cursor = self._drag.nearest(self._layout, self._pointed(event), extend=True)
        if cursor.word != self._drag.word or self.cursor.anchor is not None:
            self._move(cursor)

    def on_mouse_up(self) -> None:
        """Mark what was dragged over."""
        if self._drag is None:
            return
        self._drag = None
        self.release_mouse()
        if self.cursor.selection is not None:
            self.action_mark()

    def on_click(self, event: events.Click) -> None:
        """Mark the word under a double click, or take its mark away."""
        if event.button == 1 and event.chain == 2 and self._marking and self.cursor.selection is None:
            self.action_mark()

    def _pointed(self, event: events.MouseEvent) -> Place:
        """The place under the mouse, at most one row beyond what is in view."""
        offset = event.get_content_offset_capture(self)
        y = min(max(offset.y, -1), self.scrollable_content_region.height)
        return Place(y + self.scroll_offset.y, offset.x - self._page.margin)

    def _follow(self) -> None:
        if self._drag is None or self._layout is None:
            super()._follow()
            return
        row = self._layout.row_of(self.cursor.span.start)
        height = self.scrollable_content_region.height
        self._scroll_to_row(min(max(self.scroll_offset.y, row - height + 1), row))
