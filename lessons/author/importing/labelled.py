"""Words of a text that somebody labelled or commented on, whatever file they came in: one value for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lessons.anchoring.places import Places, places_of, squeeze, trimmed
from lessons.model.article import Article
from lessons.text import normalise, visible
from lessons.text.spans import Span

MOST_QUOTES = 500
"""Most labels or comments taken from one file: an exercise has no more lines."""
_CONTEXT = 60
"""Characters on each side that may decide which of several places is meant."""
SHOWN = 60
"""Most characters of quoted words in a message."""


@dataclass(frozen=True, slots=True)
class LabelledQuote:
    """Words, and what is said of them."""

    span: Span
    """Code points of the text the words were marked in, end exclusive; empty where no words were marked."""
    label: str = ""
    """A name out of somebody's list of labels; empty for a comment."""
    note: str = ""
    """The comment; empty for a bare label."""
    source: str = ""
    """Where it stood, for a person: ``comment 3``, ``line 12``."""
    by: str = ""
    """Who said it, where the file tells."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What did not get through, or not whole: where it stood, and what became of it."""

    source: str
    told: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its labelled words, and all that could not be taken over from its file."""

    text: str
    quotes: tuple[LabelledQuote, ...] = ()
    losses: tuple[Loss, ...] = ()


def shown(words: str, most: int = SHOWN) -> str:
    """Quoted words for a message, on one line."""
    line = visible(" ".join(words.split()))
    if len(line) > most:
        line = f"{line[: most - 1]}\u2026"
    return f"\u201c{line}\u201d"


def carried(labelled: Labelled, article: Article) -> Labelled:
    """The labelled words in an article: spans of its text, and a loss for each that is not there, or not for sure.

    Where both texts differ in nothing but typography and line breaks, every span is exact. Elsewhere words are looked
    for: they are the same ones if they stand in both texts as often, or with the same words around them.
    """
    labelled = _normalised(labelled)
    source, target = places_of(labelled.text), places_of(article.text)
    lead = _lead(source) - _lead(target)
    same = source.squeezed.strip() == target.squeezed.strip()
    quotes: list[LabelledQuote] = []
    losses = list(labelled.losses)
    for quote in labelled.quotes:
        span = trimmed(labelled.text, quote.span) if quote.span.start < quote.span.end else quote.span
        if span.start == span.end:
            quotes.append(replace(quote, span=Span(0, 0)))
            continue
        near = source.squeezed_span(span)
        words = labelled.text[span.start : span.end]
        if same:
            moved: Span | str = target.span_of(Span(near.start - lead, near.end - lead))
        else:
            moved = _looked_for(source, near, words, article)
        if isinstance(moved, Span):
            quotes.append(replace(quote, span=moved))
        else:
            losses.append(Loss(quote.source, f"{shown(words)} {moved}{_said(quote)}"))
    return Labelled(article.text, tuple(quotes), tuple(losses))


def _normalised(labelled: Labelled) -> Labelled:
    """The same with the text as an article can hold it: composed letters, no control characters."""
    text = normalise(labelled.text)
    if text == labelled.text:
        return labelled
    ends = sorted({end for quote in labelled.quotes for end in quote.span})
    moved: dict[int, int] = {}
    done = length = 0
    for end in ends:
        cut = end
        while cut > done and not " " <= labelled.text[cut : cut + 1] <= "~":
            cut -= 1  # a letter of ASCII is never joined to what stands before it
        length += len(normalise(labelled.text[done:cut]))
        done = cut
        moved[end] = length + len(normalise(labelled.text[cut:end]))
    quotes = tuple(
        replace(quote, span=Span(moved[quote.span.start], moved[quote.span.end])) for quote in labelled.quotes
    )
    return replace(labelled, text=text, quotes=quotes)


def _said(quote: LabelledQuote) -> str:
    said = quote.note or quote.label
    return f"; it said {shown(said, 200)}" if said else ""


def _lead(places: Places) -> int:
    return len(places.squeezed) - len(places.squeezed.lstrip())


def _looked_for(source: Places, near: Span, words: str, article: Article) -> Span | str:
    """The words in an article that is another text; or why they are not taken."""
    target, wanted = places_of(article.text), squeeze(words)
    there = [*target.find(wanted, [Span(0, len(article.text))])]
    if not there:
        return "is not in the article"
    here = [*source.find(wanted, [Span(0, len(source.text))])]
    index = next((i for i, span in enumerate(here) if source.squeezed_span(span) == near), None)
    if len(there) == 1 or (len(here) == len(there) and index is not None):
        return there[0 if len(there) == 1 else index or 0]
    for width in range(4, _CONTEXT + 1, 4):
        before = source.squeezed[max(0, near.start - width) : near.start].strip()
        after = source.squeezed[near.end : near.end + width].strip()
        fitting = [span for span in there if target.fits(span, before, after)]
        if len(fitting) == 1:
            return fitting[0]
    return f"stands in {len(there)} places of the article, and none of them is sure"


def by_place(quotes: Sequence[LabelledQuote]) -> list[LabelledQuote]:
    """The quotes in reading order; those at one place keep their order."""
    return sorted(quotes, key=lambda quote: (quote.span.start, quote.span.end))
