"""What each step of the cursor in an article does; the table of actions gives each its key."""

from collections.abc import Callable

from tui.widgets.article_layout import ArticleLayout
from tui.widgets.span_cursor import SpanCursor

Step = Callable[[SpanCursor, ArticleLayout, int, bool], SpanCursor]
"""Cursor, layout, rows of a page, extend -> cursor."""

STEPS: dict[str, Step] = {
    "right": lambda cursor, layout, page, extend: cursor.by_word(1, extend),
    "left": lambda cursor, layout, page, extend: cursor.by_word(-1, extend),
    "down": lambda cursor, layout, page, extend: cursor.by_row(layout, 1, extend),
    "up": lambda cursor, layout, page, extend: cursor.by_row(layout, -1, extend),
    "sentence_next": lambda cursor, layout, page, extend: cursor.by_sentence(1, extend),
    "sentence_previous": lambda cursor, layout, page, extend: cursor.by_sentence(-1, extend),
    "block_next": lambda cursor, layout, page, extend: cursor.by_block(1, extend),
    "block_previous": lambda cursor, layout, page, extend: cursor.by_block(-1, extend),
    "page_down": lambda cursor, layout, page, extend: cursor.by_row(layout, page, extend),
    "page_up": lambda cursor, layout, page, extend: cursor.by_row(layout, -page, extend),
    "row_start": lambda cursor, layout, page, extend: cursor.to_row_edge(layout, -1, extend),
    "row_end": lambda cursor, layout, page, extend: cursor.to_row_edge(layout, 1, extend),
    "top": lambda cursor, layout, page, extend: cursor.to_edge(-1, extend),
    "bottom": lambda cursor, layout, page, extend: cursor.to_edge(1, extend),
}
"""What each name in ``ArticleView.action_go`` does."""
