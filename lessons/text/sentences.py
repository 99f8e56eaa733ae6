"""Where sentences end. A rule of thumb for a cursor that steps by sentences: no score depends on it."""

import re
from array import array
from collections.abc import Sequence

from lessons.text.spans import SpanTable

_WIDE_STOPS = "\u3002\uff01\uff1f\uff61\uff0e\u104b\u17d4"
"""Stops of scripts without spaces: they end a sentence whatever follows."""
_CLOSERS = "\"'\u2019\u201d\u00bb\u203a)\\]}"
_WIDE_CLOSERS = _CLOSERS + "\u300d\u300f\uff09\u300b\u3011\u3009"
_OPENERS = "\"'\u2018\u201c\u201e\u00ab\u2039([{"
_STOPS = ".!?\u2026\u203d\u061f\u06d4\u0964\u0965\u0589\u1362"
_STOP = (
    f"(?<![{_STOPS}])[{_STOPS}]++[{_CLOSERS}]*+(?=\\s)"  # a run is tried once, from its beginning
    f"|[{_WIDE_STOPS}]+[{_WIDE_CLOSERS}]*"
    "|\n"
)
_TITLES = """
    mr mrs ms mx dr prof rev fr st mt gen col lt sgt capt cmdr adm gov sen rep hon pres supt insp messrs
    vs cf e.g i.e viz approx est dept univ assn bros fig figs vol ed eds pp p art sec ch
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri
"""
_ABBREVIATIONS = frozenset(_TITLES.split())
"""Never the last word of a sentence."""
_NUMBERED = frozenset({"no", "nos", "nr", "art", "fig", "p", "pp", "vol", "ch", "sec", "para"})
"""Abbreviations before a number; ``No.`` alone may well be a sentence."""
_OPENING_WORDS = """
    the a an this that these those he she it they we you i his her its their our my but and so in on at for
    with when while after before if as no yes there here what who why how
"""
_STARTERS = frozenset(_OPENING_WORDS.split())
"""Words that, with a capital, show that a new sentence began after initials such as ``U.S.``."""
_LAST_WORD = r"[^\s(\[\"'\u2018\u201c\u00ab\u2014\u2013/]+\Z"
_FIRST_WORD = r"[^\W\d_]+"
_LOOK_BACK, _LOOK_AHEAD = 24, 40


def sentences_of(text: str, blocks: Sequence[tuple[int, int]]) -> SpanTable:
    """The sentences of the blocks ``(start, end)``, in reading order, without the space around them.

    No sentence crosses a block or a line break; every visible character of a block lies in exactly one.
    """
    starts, ends = array("I"), array("I")
    stops = re.compile(_STOP)
    for first, last in blocks:
        start = first
        for match in stops.finditer(text, first, last):
            if match[0] == "\n" or _stops(text, match.start(), match.end(), first, last):
                _add(text, start, match.end(), starts, ends)
                start = match.end()
        _add(text, start, last, starts, ends)
    return SpanTable(starts, ends)


def _add(text: str, start: int, end: int, starts: "array[int]", ends: "array[int]") -> None:
    piece = text[start:end]
    visible = piece.lstrip()
    if visible:
        starts.append(end - len(visible))
        ends.append(start + len(piece.rstrip()))


def _stops(text: str, stop: int, end: int, first: int, last: int) -> bool:
    """Whether the stop at ``stop``, closed at ``end``, ends a sentence of the block ``first`` to ``last``."""
    if text[stop] in _WIDE_STOPS:
        return True
    after = text[end : min(last, end + _LOOK_AHEAD)].lstrip().lstrip(_OPENERS)
    if after[:1].islower() or after[:1] == ".":
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    return not _abbreviated(text[max(first, stop - _LOOK_BACK) : stop], after)


def _abbreviated(before: str, after: str) -> bool:
    """Whether the point between them belongs to an abbreviation, so that the sentence goes on."""
    last = re.search(_LAST_WORD, before)
    word = last[0] if last else ""
    if word.lower() in _NUMBERED and after[:1].isdigit():
        return True
    if word.lower() in _ABBREVIATIONS:
        return True
    following = re.match(_FIRST_WORD, after)
    starts_anew = following is not None and following[0].lower() in _STARTERS
    if len(word) == 1:
        return word.isupper() and word != "I" and not starts_anew
    letters = word.split(".")
    return len(letters) > 1 and all(len(part) == 1 and part.isalpha() for part in letters) and not starts_anew
