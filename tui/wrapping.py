"""A body of styled text in rows, kept by its text and its styles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from textual.content import Content, Span

from tui import cells
from tui.line_breaks import breaks


@dataclass(frozen=True)
class _Styled:
    """A body told apart by its styles too: Textual takes two of the same text for equal."""

    text: str
    spans: tuple[Span, ...]
    body: Content = field(compare=False)


def in_rows(body: Content, room: int) -> Sequence[Content]:
    """The body wrapped: by Textual where every character takes a cell, else as the article is."""
    return _in_rows(_Styled(body.plain, tuple(body.spans), body), room)


@lru_cache(512)
def _in_rows(styled: _Styled, room: int) -> Sequence[Content]:
    """Kept, as all lines around an answer are wrapped at each change of it, and for a class the same ones."""
    text, body = styled.text, styled.body
    if cells.is_simple(text) or "\n" in text:
        return tuple(body.wrap(room))
    return tuple(body.divide(list(breaks(text, 0, len(text), max(4, room), False))))
