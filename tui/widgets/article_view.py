"""An article on the screen as a student reads and marks it: keys and mouse in, messages about what was done out.

It is wrapped, with a margin, marks, a cursor and a selection. The work of a key press depends on what is in view, not
on the length of the article: rows come from a table of offsets, marks from a sorted index, and only the rows that
changed are painted again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from lessons.model.article import Article
from lessons.model.form import Side
from lessons.text.spans import Span
from tui import cells
from tui.actions import bindings, ids
from tui.widgets.article_layout import MEASURE, ArticleLayout, PageCell, lay_out
from tui.widgets.article_marks import MINE, Decoration, MarkIndex
from tui.widgets.article_page import ARTICLE_CSS, LOOKS, SIGNS, Page, layered, looks_of
from tui.widgets.scrolled import Scrolled
from tui.widgets.span_cursor import STEPS, SpanCursor


class ArticleView(Scrolled, inherit_bindings=False, can_focus=True):
    """An article with a word cursor. It knows no exercise: it shows marks and says what the student does."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ids("article"))
    by_hand = ("mouse_words", "mouse_scroll")
    ALLOW_SELECT = False
    DEFAULT_CSS = ARTICLE_CSS
    looks: ClassVar[Mapping[str, str]] = LOOKS
    """How each name looks. No component classes: Textual makes every one of them anew at each change of a class."""
    sign_cells = SIGNS
    """Cells kept for signs at the right of each row."""

    class Act(Message):
        """Something the student did at the words of ``span``."""

        def __init__(self, view: "ArticleView", span: Span) -> None:
            self.view = view
            self.span = span
            super().__init__()

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

    def __init__(self, article: Article, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.side: Side = "beside" if id == "beside" else "main"
        self._styles: dict[tuple[str, tuple[str, ...]], Style] = {}
        """By strand and the names laid over each other."""
        self.strand = ""
        """The strand whose colour the student's marks and the bar beside what is asked about have; empty for none."""
        self.labels = 0
        """How many digits name a technique, at most ten; the other digits are left to the screen."""
        self._marking = False
        self._keys = (False, False)
        """Whether something is selected, and whether there is a mark: what decides which keys work."""
        self._drag: SpanCursor | None = None
        """Where the mouse went down, while it is down."""
        self._take(article)

    def _take(self, article: Article) -> None:
        self.article = article
        """The article shown."""
        self.cursor = SpanCursor.begin(article)
        """Where the reader stands, and what is selected."""
        self.current_mark: Decoration | None = None
        """The mark the cursor stands on; the shortest where several lie over each other."""
        self._scope: tuple[Span, ...] = ()
        self._hits: tuple[Span, ...] = ()
        self._hit: Span | None = None
        self._asked: frozenset[int] | None = None
        self._marks = MarkIndex()
        self._inline = MarkIndex(Decoration(style.span, style.name) for style in article.styles)
        self._label_cells = max((cells.width(block.label) for block in article.blocks), default=1)
        self._layout: ArticleLayout | None = None
        self.top = 0
        """The first offset in view: what a new width must keep there."""
        self._settling, self._height = False, 0
        self._waiting: Callable[[], None] | None = None

    # What a screen sets

    def show(self, article: Article) -> None:
        """Show an article from its beginning, without scope or decorations."""
        self._take(article)
        self._rebuild()

    @property
    def scope(self) -> tuple[Span, ...]:
        """The blocks asked about; empty for the whole article."""
        return self._scope

    @scope.setter
    def scope(self, spans: Iterable[Span]) -> None:
        """Set the scope, bring its first block into view, and the cursor to it unless it stands inside."""
        self._scope = tuple(sorted(spans))
        blocks = self.cursor.blocks
        asked = frozenset(index for span in self._scope for index in blocks.between(*span))
        self._asked = None if len(asked) in (0, len(blocks)) else asked
        self.refresh()
        if asked:
            if blocks.at(self.cursor.span.start) not in asked:
                self._move(self.cursor.dropped().at(self._scope[0].start))
            self._when_laid_out(self._reveal_scope)

    @property
    def decorations(self) -> Sequence[Decoration]:
        """The marks shown, in reading order."""
        return tuple(self._marks)

    @decorations.setter
    def decorations(self, marks: Iterable[Decoration]) -> None:
        """Show exactly these marks."""
        before, self._marks = self._marks, MarkIndex(marks)
        for mark in set(before) ^ set(self._marks):
            self._refresh_span(mark.span)
        self._choose_current(self._mark_of(self.current_mark.span) if self.current_mark else None)

    def show_hits(self, hits: Sequence[Span], here: Span | None = None) -> None:
        """Show where words that were looked for stand; the place at hand is shown apart and brought into view."""
        self._hits, self._hit = tuple(hits), here
        if here is not None:
            self.go_to(here)
        self.refresh()

    def go_to(self, span: Span) -> None:
        """Stand on the first word of a span, and on the mark that has exactly this span, if there is one."""
        self._move(self.cursor.dropped().at(span.start))
        self._choose_current(self._mark_of(span))
        self._when_laid_out(self._follow)

    def begin(self) -> None:
        """Stand at the headline; it comes to the top where it would stand below the middle of the view."""
        headline = next((block for block in self.article.blocks if block.role == "heading"), None)
        if headline is not None:
            self._move(self.cursor.dropped().at(headline.span.start))
            self._when_laid_out(partial(self._bring_to_top, headline.span.start, unless_high=True))

    def return_to(self, top: int, cursor: int) -> None:
        """Stand where a reader stood: ``top`` is the first offset in view, ``cursor`` lies in the word at hand."""
        self._move(self.cursor.dropped().at(cursor))
        self._when_laid_out(partial(self._bring_to_top, top))

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

    # The cursor

    def _move(self, cursor: SpanCursor) -> None:
        """Take a new cursor, paint what changed, and keep it in view."""
        before, self.cursor = self.cursor, cursor
        if before == cursor:
            return
        old, new = before.selection, cursor.selection
        if old is not None and new is not None:
            start, end = min(before.span.start, cursor.span.start), max(before.span.end, cursor.span.end)
            self._refresh_span(Span(start, end))
        else:
            for span in (before.span, cursor.span, old, new):
                if span is not None:
                    self._refresh_span(span)
        self._choose_current(None)
        self._when_laid_out(self._follow)
        if before.word != cursor.word:
            self.post_message(self.CursorMoved(self, cursor.span))

    def _mark_of(self, span: Span) -> Decoration | None:
        return next((mark for mark in self._marks.over(*span) if mark.span == span), None)

    def _choose_current(self, mark: Decoration | None) -> None:
        """Make a mark the current one; ``None`` for the one under the cursor."""
        chosen = mark or self._marks.at(self.cursor.span)
        if chosen != self.current_mark:
            for touched in (self.current_mark, chosen):
                if touched is not None:
                    self._refresh_span(touched.span)
            self.current_mark = chosen
        self._renew_keys()

    def _renew_keys(self) -> None:
        """Show other keys once there is a mark or a selection, or none any more: not at every step of the cursor."""
        state = (self.cursor.anchor is not None, len(self._marks) > 0)
        if state != self._keys:
            self._keys = state
            self.refresh_bindings()

    def _follow(self) -> None:
        """Keep the cursor in view. One that left comes back at a third of the height: pages turn seldom.

        While the mouse drags, the page follows row by row.
        """
        if self._layout is None:
            return
        row = self._layout.row_of(self.cursor.span.start)
        height = self.scrollable_content_region.height
        if self._drag is not None:
            self._scroll_to_row(min(max(self.scroll_offset.y, row - height + 1), row))
            return
        if row < self.scroll_offset.y:
            self._scroll_to_row(row - height * 2 // 3)
        elif row >= self.scroll_offset.y + height:
            self._scroll_to_row(row - height // 3)
        self._place_terminal_cursor()

    def _bring_to_top(self, offset: int, *, unless_high: bool = False) -> None:
        """Bring an offset to the top; ``unless_high``: only where it would stand below the middle of the view."""
        if self._layout is not None:
            row = self._layout.row_of(offset)
            low = row > self.scrollable_content_region.height // 2
            self._scroll_to_row(row if low or not unless_high else 0)

    def _scroll_to_row(self, row: int) -> None:
        self.scroll_to(y=max(0, row), animate=False, force=True)  # also before the scrollbar is shown

    def _reveal_scope(self) -> None:
        """Bring the first block asked about into view, with a row of air above it."""
        if self._layout is None:
            return
        rows = self._layout.rows_of(self.article.block_at(self._scope[0].start).span)
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not (top <= rows.start and rows.stop <= top + height):
            self._scroll_to_row(rows.start - 1)
        self._follow()

    def _place_terminal_cursor(self) -> None:
        """Put the terminal's own cursor on the word, for magnifiers and screen readers."""
        if not self.has_focus or self._layout is None:
            return
        place = self._layout.place(self.cursor.span.start)
        y = place.row - self.scroll_offset.y
        region = self.content_region
        if 0 <= y < region.height:
            self.app.cursor_position = Offset(region.x + self._page.margin + place.cell, region.y + y)

    def watch_has_focus(self, focused: bool) -> None:
        """The word under the cursor is shown only with the focus; the current mark always. No style asks for it."""
        self._place_terminal_cursor()

    # Drawing

    def on_resize(self) -> None:
        """Wrap anew when the width changed; the reader keeps the place."""
        self._rebuild()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember which words are at the top, unless it was a new width that moved them."""
        super().watch_scroll_y(old_value, new_value)
        if self._layout is not None and not self._settling:
            self.top = self._layout.starts[min(round(new_value), len(self._layout) - 1)]
        self._place_terminal_cursor()

    def notify_style_update(self) -> None:
        """Forget resolved styles when the theme changes."""
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row of the view, counted from its top edge."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if self._layout is None or index >= len(self._layout):
            return Strip.blank(width, self._style(("paragraph",)))
        return self._page.paint(index, width, self._style)

    @property
    def _page(self) -> Page:
        assert self._layout is not None, "painted before it was wrapped"
        layers = tuple(self._layers())
        return Page(self._layout, self._label_cells, self._inline, self._marks, self._asked, layers)

    def _layers(self) -> Iterator[tuple[Span, str]]:
        for hit in self._hits:
            if hit != self._hit:
                yield hit, "hit"
        if self.current_mark is not None:
            yield self.current_mark.span, "current" if self.has_focus else "away"
        if self.cursor.selection is not None:
            yield self.cursor.selection, "selection"
        if self.has_focus:
            yield self.cursor.span, "cursor"
        if self._hit is not None:
            yield self._hit, "hit-here"

    def _style(self, names: tuple[str, ...]) -> Style:
        style = self._styles.get((self.strand, names))
        if style is None:
            looks = {**self.looks, **looks_of(self.strand)} if self.strand else self.looks
            style = self._styles[self.strand, names] = layered(self, looks, names)
        return style

    def _rebuild(self) -> None:
        region = self.scrollable_content_region
        if not region.width:
            return
        layout, top = self._layout, self.scroll_offset.y
        seen = layout is None or 0 <= layout.row_of(self.cursor.span.start) - top < self._height
        self._height = region.height
        room = region.width - self._label_cells - 4 - 1 - self.sign_cells
        if layout is None or layout.measure != max(4, min(room, MEASURE)):
            self._settle(lay_out(self.article, room))
            self.refresh()
        if seen:
            self._follow()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _settle(self, layout: ArticleLayout) -> None:
        """Take a new wrap and scroll to the words that were at the top."""
        self._layout = layout
        self._settling = True
        self.virtual_size = Size(self.scrollable_content_region.width, len(layout))
        self._scroll_to_row(layout.row_of(self.top))
        self._settling = False

    def _when_laid_out(self, act: Callable[[], None]) -> None:
        """Do it now, or as soon as the width is known."""
        if self._layout is None:
            self._waiting = act
        else:
            act()

    def _refresh_span(self, span: Span) -> None:
        """Paint the rows of a span again, as far as they are in view."""
        if self._layout is None:
            return
        rows = self._layout.rows_of(span)
        top = self.scroll_offset.y
        start, stop = max(rows.start, top), min(rows.stop, top + self.scrollable_content_region.height)
        if start < stop:
            self.refresh_lines(start, stop - start)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to the screen marking keys while nothing is to be marked, and keys that have nothing to act on."""
        if action == "drop":
            return self.cursor.anchor is not None
        if action in ("next_mark", "previous_mark"):
            return len(self._marks) > 0
        if action == "unmark":
            return self._marking and len(self._marks) > 0
        if action == "label":
            digit = parameters[0] if parameters else 1
            return self._marking and isinstance(digit, int) and (digit or 10) <= self.labels
        if action == "go":
            return self._marking or parameters[1:] != (True,)
        return self._marking if action in ("select", "mark") else True

    def action_go(self, step: str, extend: bool = False) -> None:
        """Move the cursor; ``step`` is a name in ``STEPS``."""
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
        sentence = sentences[number] if number is not None else here
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
        own = (mark for mark in self._marks.over(*self.cursor.span) if mark.style == MINE)
        return min(own, key=lambda mark: mark.span.end - mark.span.start, default=None)

    # The mouse

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

    def _pointed(self, event: events.MouseEvent) -> PageCell:
        """The place under the mouse, at most one row beyond what is in view."""
        offset = event.get_content_offset_capture(self)
        y = min(max(offset.y, -1), self.scrollable_content_region.height)
        return PageCell(y + self.scroll_offset.y, offset.x - self._page.margin)
