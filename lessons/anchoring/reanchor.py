"""A saved mark found again in a changed text: exactly, or not at all."""

from dataclasses import dataclass

from lessons.model.span import Span

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


def saved(text: str, span: Span) -> SavedMark:
    """The mark as the record keeps it."""
    return SavedMark(
        span.start,
        span.end,
        text[span.start : span.end],
        text[max(0, span.start - CONTEXT) : span.start],
        text[span.end : span.end + CONTEXT],
    )


def reanchor(text: str, mark: SavedMark) -> Span | None:
    """Where the mark stands in a text that may have changed, or ``None``: "mark lost".

    The words must stand there exactly, with both contexts, in one place only; or in one place at all,
    with one of the contexts. A lookalike elsewhere is never taken.
    """
    if not mark.exact:
        return None
    both, either = [], []
    total = 0
    at = text.find(mark.exact)
    while at >= 0:
        total += 1
        before = text.endswith(mark.prefix, 0, at)
        after = text.startswith(mark.suffix, at + len(mark.exact))
        if before and after:
            both.append(at)
        elif (before and mark.prefix) or (after and mark.suffix):
            either.append(at)
        at = text.find(mark.exact, at + 1)
    candidates = both or either
    if len(candidates) != 1 or (not both and total > 1):
        return None
    return Span(candidates[0], candidates[0] + len(mark.exact))
