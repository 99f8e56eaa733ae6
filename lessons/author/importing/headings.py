"""Headlines: which line is one, and those that were glued to the sentence after them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lessons.author.importing.furniture import ends_a_sentence, kind_of
from lessons.author.importing.pieces import DraftBlock, one_line
from lessons.text import comparable, sentences_of
from lessons.text.spans import Span

LONGEST_TITLE, LONGEST_HEADING = 20, 14
"""Most words of a headline and of a heading between paragraphs."""
_MINOR = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "but",
        "nor",
        "as",
        "vs",
        "vs.",
        "v.",
        "versus",
        "is",
        "are",
        "over",
        "into",
        "not",
        "its",
        "after",
        "before",
        "against",
        "amid",
        "under",
        "without",
    ]
)
_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "for",
        "in",
        "on",
        "at",
        "after",
        "when",
        "while",
        "if",
        "but",
        "and",
        "as",
        "it",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "once",
        "since",
        "some",
        "many",
        "most",
        "with",
        "by",
        "from",
        "to",
        "there",
        "what",
        "why",
        "how",
        "his",
        "her",
        "their",
        "its",
        "our",
        "one",
        "two",
        "both",
        "not",
        "no",
        "during",
        "despite",
        "although",
        "because",
        "yet",
        "so",
        "then",
        "now",
        "today",
        "here",
        "according",
    ]
)
"""Words that begin a sentence and, with a capital, do not go on with a name."""
_MOST_GLUED = 12
"""Most words of a glued heading."""
_UNLIKE_HEADING = re.compile(r"[.,;:\u2026-][\"'\u2019\u201d\u00bb)\]]*$")
_TOKEN = re.compile(r"\S+")


def with_headings(pieces: Sequence[DraftBlock]) -> list[DraftBlock]:
    """The blocks of a plain text, with its headline, its headings and what stands above them recognised."""
    kinds = [kind_of(piece.text) for piece in pieces]
    story = next((i for i, piece in enumerate(pieces) if not kinds[i] and _is_story(piece.text)), len(pieces))
    title = _title_index(pieces, kinds, story)
    blocks: list[DraftBlock] = []
    for index, piece in enumerate(pieces):
        if kinds[index]:
            blocks.append(DraftBlock(piece.text, "furniture", kind=kinds[index]))
        elif index == title:
            blocks.append(DraftBlock(one_line(piece.text), "heading", 1))
        elif index < story and not piece.lead:
            blocks.append(_above(piece, pieces[title] if title >= 0 else None))
        elif not piece.lead and _is_heading(piece.text) and _leads_on(pieces, kinds, index):
            blocks.append(DraftBlock(one_line(piece.text), "heading", 2))
        else:
            blocks.append(piece)
    return blocks


def _is_story(text: str) -> bool:
    words = len(text.split())
    return words > LONGEST_TITLE or (words >= 8 and text.rstrip()[-1:] == ".")


def _title_index(pieces: Sequence[DraftBlock], kinds: Sequence[str], story: int) -> int:
    """The headline above the story: one that is repeated, else the longest; its last place. -1 for none."""
    lines = [
        i
        for i in range(story)
        if not kinds[i] and not pieces[i].lead and _is_heading(pieces[i].text, LONGEST_TITLE)
    ]
    if not lines:
        return -1
    forms = {i: comparable(pieces[i].text) for i in lines}
    counts = list(forms.values())
    best = max(lines, key=lambda i: (counts.count(forms[i]) > 1, len(pieces[i].text.split()), -i))
    if len(pieces[best].text.split()) < 3 and story == len(pieces):
        return lines[0]
    return max(i for i in lines if forms[i] == forms[best])


def _above(piece: DraftBlock, title: DraftBlock | None) -> DraftBlock:
    """What stands above the story: the headline once more, a label, or a line that leads into it."""
    if title is not None and comparable(piece.text) == comparable(title.text):
        return DraftBlock(piece.text, "furniture", kind="headline")
    if len(piece.text.split()) <= 4 and not ends_a_sentence(piece.text):
        return DraftBlock(piece.text, "furniture", kind="label")
    return piece


def _is_heading(text: str, most: int = LONGEST_HEADING) -> bool:
    words = text.split()
    if not words or len(words) > most or len(text) > 140 or "\n" in text:
        return False
    first = text.lstrip("\"'\u2018\u201c\u00ab\u201e(")[:1]
    return (first.isupper() or first.isdigit()) and not _UNLIKE_HEADING.search(text)


def _leads_on(pieces: Sequence[DraftBlock], kinds: Sequence[str], index: int) -> bool:
    """Whether a paragraph of the story follows."""
    after = next((i for i in range(index + 1, len(pieces)) if not kinds[i]), None)
    return after is not None and (
        ends_a_sentence(pieces[after].text) or len(pieces[after].text.split()) >= 15
    )


def levelled(pieces: Sequence[DraftBlock]) -> list[DraftBlock]:
    """One heading of level 1 at most, above the story; the headline once more is furniture."""
    blocks: list[DraftBlock] = []
    title = ""
    above = True
    for piece in pieces:
        if piece.role != "heading":
            above = above and not (piece.role == "paragraph" and _is_story(piece.text))
            blocks.append(piece)
        elif not title and (above or piece.level == 1):
            title = comparable(piece.text)
            blocks.append(replace(piece, level=1))
        elif title and comparable(piece.text) == title:
            blocks.append(DraftBlock(piece.text, "furniture", kind="headline"))
        else:
            blocks.append(replace(piece, level=max(2, piece.level)))
    return blocks


def glued_headings(text: str) -> list[Span]:
    """Where a paragraph seems to hold a heading that lost its line, in reading order.

    ``"... if threatened. Europe's Fear vs. Reality For years ..."``: a run of capitals from the beginning of a
    sentence up to a word that begins one. The span ends before that word; offsets are code points of ``text``.
    """
    spans: list[Span] = []
    for start, end in sentences_of(text, [(0, len(text))]):
        if spans and start < spans[-1].end:
            continue
        span = _glued(text, start, min(len(text), end + 200))
        if span is not None:
            spans.append(span)
    return spans


def _begins_a_sentence(tokens: Sequence[re.Match[str]], index: int) -> bool:
    """Whether the token has a capital because a sentence begins, and is not part of a name."""
    word, before = tokens[index][0], tokens[index - 1][0]
    plain = word.strip("\"'\u2018\u2019\u201c\u201d(),:;?!")
    if not plain[:1].isupper() or before[-1] in ",;-" or before.lower() in _MINOR:
        return False
    following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    adverb = word.endswith("ly,") or (plain.lower() in _STARTERS and word.endswith(","))
    return adverb or (plain.lower() in _STARTERS and following[:1].islower())


def _glued(text: str, start: int, end: int) -> Span | None:
    tokens = []
    for match in _TOKEN.finditer(text, start, end):
        tokens.append(match)
        if len(tokens) > _MOST_GLUED + 2:
            break
    capitals = 0
    for index, token in enumerate(tokens):
        word = token[0]
        plain = word.strip("\"'\u2018\u2019\u201c\u201d(),:;?!")
        if capitals >= 2 and index >= 2 and _begins_a_sentence(tokens, index):
            return Span(tokens[0].start(), tokens[index - 1].end())
        if plain[:1].isupper() or plain[:1].isdigit():
            capitals += 1
        elif plain.lower() not in _MINOR:
            return None
        if (
            word[-1:] in ".\u2026"
            and word.lower() not in _MINOR
            and not re.fullmatch(r"(?:[A-Z]\.)+|Mr\.|Dr\.|Ms\.|St\.", word)
        ):
            return None
    return None
