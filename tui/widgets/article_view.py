"""The article as a student reads and marks it: a word cursor, a selection, marks with signs, a quiet margin.

The work of a key press depends on what is in view, not on the length of the article: rows come from a table of offsets,
marks from a sorted index, and only the rows that changed are painted again.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lessons.model.article import Article
from lessons.model.span import Span
from tui import cells
from tui.widgets.article_keys import ARTICLE_BINDINGS, STEPS
from tui.widgets.article_layout import MEASURE, ArticleLayout, Place, lay_out
from tui.widgets.article_marks import Decoration, MarkIndex
from tui.widgets.article_paint import SIGNS, Page
from tui.widgets.span_cursor import SpanCursor

__all__ = ["ARTICLE_BINDINGS", "MARK_STYLES", "ArticleView", "Decoration"]

MINE = "mine"
"""The style of the student's own marks: the ones that Enter and Delete take away."""
MARK_STYLES = (MINE, "right", "partly", "missed", "wrong", "trap", "debatable", "annotation", "credit")
"""What a ``Decoration.style`` may be."""
_INLINE = ("emphasis", "strong", "code", "link")
_PARTS = ("paragraph", "heading", "furniture", "beyond", "label", "label-asked", "bar", "sign", "selection", "cursor", "current", "away")


class ArticleView(ScrollView, can_focus=True):
    """An article with a word cursor. It knows no exercise: it shows decorations and says what the student does."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = list(ARTICLE_BINDINGS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"article--{name}" for name in (*_PARTS, *_INLINE, *MARK_STYLES)}
    DEFAULT_CSS = """
    ArticleView {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    ArticleView > .article--heading { text-style: bold; }
    ArticleView > .article--furniture { color: $foreground 70%; }
    ArticleView > .article--beyond { color: $foreground 65%; }
    ArticleView > .article--label { color: $foreground 50%; }
    ArticleView > .article--label-asked { color: $foreground; text-style: bold; }
    ArticleView > .article--bar { color: $accent; }
    ArticleView > .article--sign { text-style: bold; }
    ArticleView > .article--emphasis { text-style: italic; }
    ArticleView > .article--strong { text-style: bold; }
    ArticleView > .article--code { color: $secondary; }
    ArticleView > .article--link { color: $secondary; }
    ArticleView > .article--mine { color: $accent; text-style: underline; }
    ArticleView > .article--right { color: $success; text-style: bold underline; }
    ArticleView > .article--partly { color: $success; text-style: underline; }
    ArticleView > .article--missed { color: $warning; text-style: underline; }
    ArticleView > .article--wrong { color: $error; text-style: strike; }
    ArticleView > .article--trap { color: $error; text-style: bold strike; }
    ArticleView > .article--debatable { color: $secondary; text-style: italic underline; }
    ArticleView > .article--annotation { color: $accent; text-style: underline; }
    ArticleView > .article--credit { color: $success; text-style: italic; }
    ArticleView > .article--current { text-style: bold; }
    ArticleView > .article--away { text-style: reverse; }
    ArticleView > .article--selection { text-style: reverse; }
    ArticleView > .article--cursor { text-style: reverse bold; }
    """

    class Done(Message):
        """Something the student did in an article; ``span`` is where."""

        def __init__(self, view: "ArticleView", span: Span) -> None:
            self.view = view
            self.span = span
            super().__init__()

        @property
        def control(self) -> "ArticleView":
            """The view it happened in."""
            return self.view

    class Marked(Done):
        """The student marks these words."""

    class Unmarked(Done):
        """The student takes this mark of their own away."""

    class LabelWanted(Done):
        """The student wants to name the technique of these words: of a mark, or of words not marked yet."""

        def __init__(self, view: "ArticleView", span: Span, digit: int | None) -> None:
            self.digit = digit
            """The digit pressed, 1 to 9; ``None`` when a list is wanted."""
            super().__init__(view, span)

    class CursorMoved(Done):
        """The cursor stands on another word; ``span`` is the word."""

        @property
        def offset(self) -> int:
            """Where the word begins."""
            return self.span.start

    def __init__(self, article: Article, *, id: str | None = None, name: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, name=name, classes=classes)
        self.labels = 0
        """How many digits name a technique (0 to 9); the others are left to the screen."""
        self._marking = False
        self._styles: dict[tuple[str, ...], Style] = {}
        self._drag: SpanCursor | None = None
        self._take(article)

    def _take(self, article: Article) -> None:
        self._article = article
        self._cursor = SpanCursor.begin(article)
        self._current: Decoration | None = None
        self._scope: tuple[Span, ...] = ()
        self._asked: frozenset[int] | None = None
        self._marks = MarkIndex()
        self._inline = MarkIndex(Decoration(style.span, style.name) for style in article.styles)
        self._labels_width = max((cells.width(block.label) for block in article.blocks), default=1)
        self._layout: ArticleLayout | None = None
        self._top = 0
        self._settling = False
        self._wanted: Callable[[], None] | None = None

    # What a screen sets ---------------------------------------------------------------------------------------

    @property
    def article(self) -> Article:
        """The article shown."""
        return self._article

    def show(self, article: Article) -> None:
        """Show another article from its beginning, without scope or decorations."""
        self._take(article)
        self._rebuild()

    @property
    def scope(self) -> tuple[Span, ...]:
        """The blocks asked about; empty for the whole article."""
        return self._scope

    @scope.setter
    def scope(self, spans: Iterable[Span]) -> None:
        """Set the scope, bring its first block into view and the cursor to it unless it stands inside."""
        self._scope = tuple(spans)
        blocks = self._article.blocks
        asked = frozenset(n for n, block in enumerate(blocks) if any(block.span.overlaps(span) for span in self._scope))
        self._asked = None if len(asked) in (0, len(blocks)) else asked
        self.refresh()
        if self._scope:
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
        self._choose_current(None)

    @property
    def marking(self) -> bool:
        """Whether the keys that select, mark and label act; without, they are left to the screen."""
        return self._marking

    @marking.setter
    def marking(self, on: bool) -> None:
        self._marking = on
        if not on:
            self._move(self._cursor.dropped())
        self.refresh_bindings()

    @property
    def cursor(self) -> SpanCursor:
        """Where the student stands, and what is selected."""
        return self._cursor

    def go_to(self, span: Span) -> None:
        """Stand on the first word of a span, and on the mark that has exactly this span, if there is one."""
        self._move(self._cursor.dropped().at(span.start))
        self._choose_current(next((mark for mark in self._marks.over(*span) if mark.span == span), None))

    @property
    def current_mark(self) -> Decoration | None:
        """The mark the cursor stands on."""
        return self._current

    # Keys -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the marking keys to the screen while nothing is to be marked, and digits that name nothing."""
        if action == "label" and parameters:
            return self._marking and isinstance(parameters[0], int) and parameters[0] <= self.labels
        if action in ("select", "mark", "unmark", "label"):
            return self._marking
        return True

    def action_go(self, step: str, extend: bool = False) -> None:
        """Move the cursor; see ``article_keys.STEPS``."""
        if self._layout is not None:
            page = max(1, self.scrollable_content_region.height - 2)
            self._move(STEPS[step](self._cursor, self._layout, page, extend and self._marking))

    def action_select(self) -> None:
        """Begin or end a selection at the cursor."""
        self._move(self._cursor.toggled())

    def action_mark(self) -> None:
        """Mark the selection or the word; on a mark of the student's own with nothing selected, take it away."""
        mine = self._mine()
        if self._cursor.selection is None and mine is not None:
            self.post_message(self.Unmarked(self, mine.span))
            return
        span = self._cursor.selection or self._cursor.span
        self._move(self._cursor.dropped())
        if span.end > span.start:
            self.post_message(self.Marked(self, span))

    def action_unmark(self) -> None:
        """Take away the student's own mark under the cursor."""
        mine = self._mine()
        if mine is None:
            raise SkipAction
        self.post_message(self.Unmarked(self, mine.span))

    def action_label(self, digit: int | None = None) -> None:
        """Ask for the technique of the selection, of the mark under the cursor, or of the word."""
        mine = self._mine()
        span = self._cursor.selection or (mine.span if mine else self._cursor.span)
        self._move(self._cursor.dropped())
        if span.end > span.start:
            self.post_message(self.LabelWanted(self, span, digit))

    def action_next_mark(self) -> None:
        """Go to the next mark; after the last, leave the key to the screen."""
        self._to_mark(1)

    def action_previous_mark(self) -> None:
        """Go to the mark before; before the first, leave the key to the screen."""
        self._to_mark(-1)

    def action_drop(self) -> None:
        """Drop the selection; with none, leave the key to the screen."""
        if self._cursor.anchor is None:
            raise SkipAction
        self._move(self._cursor.dropped())

    def _to_mark(self, step: int) -> None:
        span = self._cursor.next_mark(self._marks.spans, step)
        if span is None:
            raise SkipAction
        self.go_to(span)

    def _mine(self) -> Decoration | None:
        over = (mark for mark in self._marks.over(*self._cursor.span) if mark.style == MINE)
        return min(over, key=lambda mark: mark.span.end - mark.span.start, default=None)

    # The cursor -----------------------------------------------------------------------------------------------

    def _move(self, cursor: SpanCursor) -> None:
        before, self._cursor = self._cursor, cursor
        if before == cursor:
            return
        self._refresh_span(before.span)
        self._refresh_span(cursor.span)
        for old, new in ((before.selection, cursor.selection), (cursor.selection, before.selection)):
            if old is not None and new is None:
                self._refresh_span(old)
        if before.selection is not None and cursor.selection is not None:
            self._refresh_span(Span(min(before.span.start, cursor.span.start), max(before.span.end, cursor.span.end)))
        self._choose_current(None)
        self._when_laid_out(self._follow)
        if before.word != cursor.word:
            self.post_message(self.CursorMoved(self, cursor.span))

    def _choose_current(self, mark: Decoration | None) -> None:
        chosen = mark or self._marks.at(self._cursor.span)
        if chosen != self._current:
            for touched in (self._current, chosen):
                if touched is not None:
                    self._refresh_span(touched.span)
            self._current = chosen

    def _follow(self) -> None:
        """Keep the cursor in view. A cursor that leaves it comes back at a third of the height, so pages turn seldom."""
        if self._layout is None:
            return
        row = self._layout.row_of(self._cursor.span.start)
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if row < top:
            self.scroll_to(y=max(0, row - height * 2 // 3), animate=False)
        elif row >= top + height:
            self.scroll_to(y=row - height // 3, animate=False)
        self._place_terminal_cursor()

    def _place_terminal_cursor(self) -> None:
        """Put the terminal's own cursor on the word, for magnifiers and screen readers."""
        if self.has_focus and self._layout is not None:
            place = self._layout.place(self._cursor.span.start)
            x = place.cell + self._page().margin
            region = self.content_region
            self.app.cursor_position = Offset(region.x + x, region.y + place.row - self.scroll_offset.y)

    def on_focus(self) -> None:
        """Show the cursor."""
        self._refresh_span(self._cursor.span)
        self._place_terminal_cursor()

    def on_blur(self) -> None:
        """Hide the cursor word; the mark it stands on stays plain to see."""
        self._refresh_span(self._cursor.span)

    # The mouse ------------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the word under the mouse; a drag selects from there."""
        if event.button == 1 and self._layout is not None:
            self._drag = self._cursor.dropped().nearest(self._layout, self._pointed(event))
            self._move(self._drag)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to the word under the mouse."""
        if self._drag is not None and self._layout is not None and self._marking:
            cursor = self._drag.nearest(self._layout, self._pointed(event), extend=True)
            if cursor.word != self._drag.word or self._cursor.anchor is not None:
                self._move(cursor)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Mark what was dragged over."""
        if self._drag is None:
            return
        self._drag = None
        self.release_mouse()
        if self._cursor.selection is not None:
            self.action_mark()

    def _pointed(self, event: events.MouseEvent) -> Place:
        offset = event.get_content_offset_capture(self)
        return Place(offset.y + self.scroll_offset.y, offset.x - self._page().margin)

    # Drawing --------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Wrap anew when the width changed; the reader keeps the place."""
        self._rebuild()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember which words are at the top, unless it was a new width that moved them."""
        super().watch_scroll_y(old_value, new_value)
        if self._layout is not None and not self._settling:
            self._top = self._layout.starts[min(round(new_value), len(self._layout) - 1)]
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
        return self._page().paint(index, width, self._style)

    def _page(self) -> Page:
        assert self._layout is not None
        return Page(self._layout, self._labels_width, self._inline, self._marks, self._asked, tuple(self._over()))

    def _over(self) -> Iterable[tuple[Span, str]]:
        if self._current is not None:
            yield self._current.span, "current" if self.has_focus else "away"
        if self._cursor.selection is not None:
            yield self._cursor.selection, "selection"
        if self.has_focus:
            yield self._cursor.span, "cursor"

    def _style(self, names: tuple[str, ...]) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self.get_component_rich_style(f"article--{names[0]}")
            for name in names[1:]:
                style += self._layer(name)
            self._styles[names] = style
        return style

    def _layer(self, name: str) -> Style:
        """What a style changes in the one below it. ``sign-right`` is the colour of ``right`` alone."""
        component = f"article--{name.removeprefix('sign-')}"
        full = self.get_component_rich_style(component)
        own = self.get_component_rich_style(component, partial=True)
        colours = Style.from_color(full.color if own.color else None, full.bgcolor if own.bgcolor else None)
        return Style.from_color(colours.color) if name.startswith("sign-") else own + colours

    def _rebuild(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        measure = min(MEASURE, width - self._labels_width - 4 - 1 - SIGNS)
        if self._layout is None or self._layout.article is not self._article or self._layout.measure != max(4, measure):
            self._settle(lay_out(self._article, measure))
        self.refresh()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()

    def _settle(self, layout: ArticleLayout) -> None:
        """Take a new wrap without losing the reader's place."""
        before, self._layout = self._layout, layout
        seen = before is None or self._in_view(before)
        self._settling = True
        self.virtual_size = Size(self.scrollable_content_region.width, len(layout))
        self.scroll_to(y=layout.row_of(self._top), animate=False)
        self._settling = False
        if seen:
            self._follow()

    def _in_view(self, layout: ArticleLayout) -> bool:
        row = layout.row_of(self._cursor.span.start)
        return self.scroll_offset.y <= row < self.scroll_offset.y + max(1, self.scrollable_content_region.height)

    def _reveal_scope(self) -> None:
        assert self._layout is not None
        first = min(self._scope)
        if not any(self._cursor.span.overlaps(span) for span in self._scope):
            self._move(self._cursor.dropped().at(first.start))
        rows = self._layout.rows_of(self._article.block_at(first.start).span)
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if rows and not (top <= rows[0] and rows[-1] < top + height):
            self.scroll_to(y=max(0, rows[0] - 1), animate=False)
        self._follow()

    def _when_laid_out(self, act: Callable[[], None]) -> None:
        """Do it now, or as soon as the width is known."""
        if self._layout is None:
            self._wanted = act
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
