"""The keys of the article view, and what each step of the cursor does."""

from collections.abc import Callable

from textual.binding import Binding

from lessons.i18n import _
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


def _steps() -> list[Binding]:
    table = [
        ("right", "right", _("Next word")),
        ("left", "left", _("Word before")),
        ("down", "down", _("Row below")),
        ("up", "up", _("Row above")),
        ("sentence_next", "right_parenthesis", _("Next sentence")),
        ("sentence_previous", "left_parenthesis", _("Sentence before")),
        ("block_next", "right_curly_bracket", _("Next paragraph")),
        ("block_previous", "left_curly_bracket", _("Paragraph before")),
        ("page_down", "pagedown", _("Page down")),
        ("page_up", "pageup", _("Page up")),
        ("row_start", "home", _("Start of the row")),
        ("row_end", "end", _("End of the row")),
        ("top", "ctrl+home", _("Start of the article")),
        ("bottom", "ctrl+end", _("End of the article")),
    ]
    extras = [
        ("sentence_next", "ctrl+right", _("Next sentence")),
        ("sentence_previous", "ctrl+left", _("Sentence before")),
        ("block_next", "ctrl+down", _("Next paragraph")),
        ("block_previous", "ctrl+up", _("Paragraph before")),
    ]
    extending = [
        ("right", "shift+right", _("Select the next word too")),
        ("left", "shift+left", _("Select the word before too")),
        ("down", "shift+down", _("Select to the row below")),
        ("up", "shift+up", _("Select to the row above")),
        ("row_start", "shift+home", _("Select to the start of the row")),
        ("row_end", "shift+end", _("Select to the end of the row")),
        ("sentence_next", "ctrl+shift+right", _("Select to the end of the sentence")),
        ("sentence_previous", "ctrl+shift+left", _("Select to the start of the sentence")),
        ("block_next", "ctrl+shift+down", _("Select to the end of the paragraph")),
        ("block_previous", "ctrl+shift+up", _("Select to the start of the paragraph")),
    ]
    return [
        *(_step(name, key, says, f"article.{name}") for name, key, says in table),
        *(_step(name, key, says, f"article.{name}.{key}") for name, key, says in extras),
        *(_step(name, key, says, f"article.extend.{name}", extend=True) for name, key, says in extending),
    ]


def _step(name: str, key: str, says: str, id: str, extend: bool = False) -> Binding:
    return Binding(key, f"go('{name}', {extend})", says, show=False, id=id)


def _digit(digit: int) -> Binding:
    says = _("Name the technique by its number")
    return Binding(str(digit), f"label({digit})", says, show=False, id=f"article.label.{digit}")


ARTICLE_BINDINGS: tuple[Binding, ...] = (
    *_steps(),
    Binding("v", "select", _("Begin or end a selection"), id="article.select"),
    Binding("space", "mark", _("Mark, or take the mark away"), id="article.mark"),
    Binding("enter", "mark", _("Mark, or take the mark away"), show=False, id="article.mark.enter"),
    Binding("delete", "unmark", _("Take the mark away"), id="article.unmark"),
    Binding("d", "unmark", _("Take the mark away"), show=False, id="article.unmark.d"),
    Binding("l", "label", _("Name the technique"), id="article.label"),
    *(_digit(digit) for digit in range(1, 10)),
    Binding("tab", "next_mark", _("Next mark"), id="article.next_mark"),
    Binding("shift+tab", "previous_mark", _("Mark before"), show=False, id="article.previous_mark"),
    Binding("escape", "drop", _("Drop the selection"), show=False, id="article.drop"),
)
"""Every key of the article view. The ids are stable: a key map may give an action other keys."""
