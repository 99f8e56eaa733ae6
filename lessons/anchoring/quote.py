"""From quoted words to offsets: exact, or exact after folding typography; never a guess.

The rules are those of "Anchors" in docs/lesson-format.md.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from lessons.anchoring.closest import closest
from lessons.anchoring.describe import describe, only
from lessons.anchoring.places import MANY, apart, found, places_of, ranges_of, squeeze
from lessons.model.article import Article
from lessons.text import visible
from lessons.text.spans import Span

_SHOWN = 3
"""Places for which an error spells out the context that decides."""


class Anchor(Protocol):
    """The fields of an anchor, whether they come from a file, an answer or ``describe``."""

    @property
    def quote(self) -> str:
        """The words."""

    @property
    def before(self) -> str:
        """Words directly before."""

    @property
    def after(self) -> str:
        """Words directly after."""

    @property
    def nth(self) -> int | None:
        """Which place, counted from 1."""

    @property
    def where(self) -> tuple[str, ...]:
        """Block labels."""

    @property
    def all(self) -> bool:
        """Every place."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a quote does not anchor, for the person who can mend it."""

    code: str
    """A501 to A508, listed in docs/checks.md."""
    field: str
    """The field at fault: ``"quote"``, ``"before"``, ``"after"``, ``"where"``, ``"nth"`` or ``"all"``."""
    found: str
    expected: str
    fix: str
    add: tuple[str, ...] = ()
    """Lines of YAML that mend it when they stand beside the field: the first of the places is then meant."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands; without spans there is trouble, with spans there is none."""

    spans: tuple[Span, ...] = ()
    trouble: Trouble | None = None


def locate(article: Article, quote: Anchor, default_where: Sequence[str] = ()) -> Located:
    """Where the quote stands in the article: one span, or several in reading order with ``all``.

    ``default_where`` are block labels used when the quote names none; unknown ones among them are ignored.
    The spans are code points of ``article.text``, end exclusive. Nothing is raised: trouble is returned.
    """
    for label in quote.where:
        if label not in article.by_label:
            return Located(trouble=_unknown_label(article, label))
    if quote.all and quote.nth is not None:
        return Located(
            trouble=Trouble("A508", "all", "both all and nth", "one of them", "leave out nth or all")
        )
    if not squeeze(quote.quote):
        return Located(
            trouble=Trouble("A507", "quote", "an empty quote", "words of the article", "type the words")
        )
    places = places_of(article.text)
    ranges = ranges_of(article, quote.where or _known(article, default_where))
    context = squeeze(quote.before), squeeze(quote.after)
    most = MANY if quote.nth is None and not quote.all else len(article.text)
    hits = found(places, quote.quote, ranges, context, most)
    if not hits:
        return Located(trouble=_nowhere(article, quote, ranges))
    if quote.all:
        return Located(apart(hits))
    if quote.nth is not None:
        if not 1 <= quote.nth <= len(hits):
            return Located(trouble=_too_few(article, quote.nth, hits))
        return Located((hits[quote.nth - 1],))
    hit = only(places, hits, quote.quote)
    return Located((hit,)) if hit is not None else Located(trouble=_several(article, hits))


def _known(article: Article, labels: Sequence[str]) -> list[str]:
    return [label for label in labels if label in article.by_label]


def block_name(article: Article, span: Span) -> str:
    """The block a span begins in, as a reader calls it: "paragraph 3", "heading h1"."""
    if not article.blocks:
        return "the text"
    block = article.block_at(span.start)
    return f"{block.role} {block.label}"


def _shown(words: str, most: int = 80) -> str:
    """Quoted words for a message, on one line."""
    flat = " ".join(words.split())
    return visible(json.dumps(flat if len(flat) <= most else flat[: most - 1] + "…", ensure_ascii=False))


def _unknown_label(article: Article, label: str) -> Trouble:
    close = get_close_matches(label, list(article.by_label), 1)
    labels = list(article.by_label)
    known = ", ".join(labels[:12]) + (", …" if len(labels) > 12 else "")
    fix = f"did you mean {close[0]}?" if close else "use a number from the margin"
    return Trouble("A505", "where", f"no block {_shown(label)} in the article", f"one of {known}", fix)


def _nowhere(article: Article, quote: Anchor, ranges: Sequence[Span]) -> Trouble:
    """The quote fits nowhere: say which of its fields keeps it from fitting, or what comes closest."""
    places = places_of(article.text)
    everywhere = ranges_of(article, ())
    context = squeeze(quote.before), squeeze(quote.after)
    inside = found(places, quote.quote, ranges, ("", ""), MANY)
    if inside:
        return _context_wrong(article, quote, inside)
    outside = found(places, quote.quote, everywhere, context, MANY)
    if outside:
        names = _listed([block_name(article, hit) for hit in outside])
        label = article.block_at(outside[0].start).label
        return Trouble(
            "A504",
            "where" if quote.where else "quote",
            f"{_shown(quote.quote)} does not stand in the blocks looked in, but in {names}",
            "words from the blocks named in where",
            f"write where: [{label}], or quote other words",
        )
    near = closest(article, squeeze(quote.quote))
    if near is None:
        fix = "copy the words from the article"
    else:
        words = article.text[near.start : near.end]
        fix = f"the closest passage is {_shown(words, 200)} in {block_name(article, near)}"
    return Trouble(
        "A501",
        "quote",
        f"{_shown(quote.quote)} is not in the article",
        "words that stand in the article",
        fix,
    )


def _context_wrong(article: Article, quote: Anchor, hits: list[Span]) -> Trouble:
    places = places_of(article.text)
    fits_before = any(places.fits(hit, squeeze(quote.before), "") for hit in hits)
    field = "after" if fits_before and quote.after else "before"
    hit = hits[0]
    low, high = max(0, hit.start - 60), hit.end + 60
    around = article.text[low : hit.start] if field == "before" else article.text[hit.end : high]
    return Trouble(
        "A506",
        field,
        f"{_shown(quote.quote)} stands in {block_name(article, hit)}, but not with this {field}",
        f"words directly {field} the quote",
        f"there the words {field} it are {_shown(around)}",
    )


def _too_few(article: Article, nth: int, hits: list[Span]) -> Trouble:
    names = _listed([block_name(article, hit) for hit in hits])
    count = "1 place" if len(hits) == 1 else f"{len(hits)} places"
    fix = f"use a number from 1 to {len(hits)}" if len(hits) > 1 else "leave nth out"
    return Trouble(
        "A503", "nth", f"nth: {nth}, but the quote stands in {count} ({names})", "a place that exists", fix
    )


def _several(article: Article, hits: list[Span]) -> Trouble:
    """The quote stands in several places: name them, and for the first few the context that decides."""
    names = _listed([block_name(article, hit) for hit in hits])
    count = f"{len(hits)} places" if len(hits) < MANY else f"{MANY} places or more"
    ways = "; ".join(f"for {block_name(article, hit)} add {as_yaml(article, hit)}" for hit in hits[:_SHOWN])
    more = "; ..." if len(hits) > _SHOWN else ""
    found = f"the quote stands in {count} ({names})"
    return Trouble("A502", "quote", found, "one place", f"{ways}{more}", fields_for(article, hits[0]))


def as_yaml(article: Article, span: Span) -> str:
    """What to add to a quote of the span's words so that only this place is meant, as YAML to paste."""
    return ", ".join(fields_for(article, span))


def fields_for(article: Article, span: Span) -> tuple[str, ...]:
    """The fields to add to a quote of the span's words so that only this place is meant, each as a line of YAML."""
    described = describe(article, span)
    lines = []
    if described.before:
        lines.append(f"before: {json.dumps(described.before, ensure_ascii=False)}")
    if described.after:
        lines.append(f"after: {json.dumps(described.after, ensure_ascii=False)}")
    if described.where:
        lines.append(f"where: [{', '.join(described.where)}]")
    if described.nth is not None:
        lines.append(f"nth: {described.nth}")
    return tuple(lines)


def _listed(names: list[str], most: int = 6) -> str:
    """Names for a message: repeated names once, long lists cut."""
    once = list(dict.fromkeys(names))
    return ", ".join(once[:most]) + (", …" if len(once) > most else "")
