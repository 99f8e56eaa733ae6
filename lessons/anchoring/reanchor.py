"""A saved mark found again in a changed text: exactly, or not at all."""

from dataclasses import dataclass

from lessons.text.spans import Span

CONTEXT = 32
"""Characters kept on each side of a saved mark."""


@dataclass(frozen=True, slots=True)
class SavedMark:
    """A mark as the record keeps it: offsets into the text it was made in, the words, what stood around."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def reanchor(text: str, mark: SavedMark) -> Span | None:
    """Where the mark stands in a text that may have changed, or ``None``: "mark lost".

    The words must stand there exactly, with both contexts, in one place only; or in one place at all,
    with one of the contexts. A lookalike elsewhere is never taken.
    """
    if not mark.exact:
        return None
    around = text.find(mark.prefix + mark.exact + mark.suffix)
    if around >= 0:
        again = text.find(mark.prefix + mark.exact + mark.suffix, around + 1)
        return _span(around + len(mark.prefix), mark) if again < 0 else None
    at = text.find(mark.exact)
    if at < 0 or text.find(mark.exact, at + 1) >= 0:
        return None
    before = mark.prefix and text.endswith(mark.prefix, 0, at)
    after = mark.suffix and text.startswith(mark.suffix, at + len(mark.exact))
    return _span(at, mark) if before or after else None


def _span(start: int, mark: SavedMark) -> Span:
    return Span(start, start + len(mark.exact))
