"""A reader's copy in the paragraphs of the lesson's text, so that "paragraph 3" is the same for everybody.

What the copy has and the text has not is shown as page furniture in its place; a paragraph that the copy lacks
leaves a line that says so. No word of the copy is left out.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lessons.anchoring.tokens import Tokens, tokens_of
from lessons.i18n import _
from lessons.lesson.standoff_files import BlockFields
from lessons.model.article import Masthead
from lessons.share.standoff.readers_copy import ReadersCopy
from lessons.text.spans import Span

_STOP = re.compile(r"[.!?…]")
_LEAST = 3
"""Words of a block that must be in a copy for the block to be there; of a shorter one, all."""
WORDLESS = "[…]"
"""Stands for a block without words, of which no hash could tell what it is."""
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class CopyPiece:
    """One block of the article to be: words ``first`` to ``end`` (exclusive) of the copy."""

    text: str
    first: int
    end: int
    block: int | None
    """Number of the text's block; ``None`` for what the text does not have."""


@dataclass
class Shaped:
    """An article made of a reader's copy."""

    source: str = ""
    """Its Markdown, without front matter."""
    labels: dict[str, str] = field(default_factory=dict)
    """Label in the lesson's text -> label in the copy's article."""
    words: list[int] = field(default_factory=list)
    """For each word of the copy its number in the article."""
    missing: list[str] = field(default_factory=list)
    """Labels of the blocks that the copy does not have."""
    extra: int = 0
    """Paragraphs of the copy that the text does not have."""


def shape(
    copy: ReadersCopy,
    tokens: Tokens,
    pairs: Mapping[int, int],
    blocks: Sequence[BlockFields],
    absent: str = "",
) -> Shaped:
    """The copy in the blocks of the text.

    ``pairs`` are numbers of words of the text and of the copy that belong together; both rise. ``absent`` is
    what stands for a block that the copy lacks; by default a line that says so.
    """
    pieces = list(_pieces(copy, tokens, _cuts(copy, tokens, _owners(copy, tokens, pairs, blocks))))
    return _assembled(pieces, blocks, absent or _("[This part is not in your copy.]"))


def _owners(
    copy: ReadersCopy, tokens: Tokens, pairs: Mapping[int, int], blocks: Sequence[BlockFields]
) -> list[int | None]:
    """For each word of the copy the number of the block it belongs to."""
    starts = _starts(blocks)
    owners: list[int | None] = [None] * len(tokens)
    ends: dict[int, int] = {}
    begins: dict[int, int] = {}
    block = 0
    for ours in sorted(pairs):
        while block + 1 < len(blocks) and starts[block + 1] <= ours:
            block += 1
        theirs = pairs[ours]
        owners[theirs] = block
        begins |= {theirs: block} if ours == starts[block] else {}
        ends |= {theirs: block} if ours == starts[block] + blocks[block].words - 1 else {}
    _doubt(owners, blocks)
    _fill_inside(owners)
    for line in copy.lines:
        _fill_line(tokens, tokens.touched(line), owners, begins, ends)
    _fill_lines(copy, tokens, owners, blocks)
    return owners


def _starts(blocks: Sequence[BlockFields]) -> list[int]:
    starts, total = [], 0
    for block in blocks:
        starts.append(total)
        total += block.words
    return starts


def _doubt(owners: list[int | None], blocks: Sequence[BlockFields]) -> None:
    """A word or two do not make a block: many begin with the same."""
    counts = Counter(owners)
    for number, owner in enumerate(owners):
        if owner is not None and counts[owner] < min(_LEAST, blocks[owner].words):
            owners[number] = None


def _fill_inside(owners: list[int | None]) -> None:
    """Words between two of the same block belong to it."""
    last = None
    for number, owner in enumerate(owners):
        if owner is None:
            continue
        if last is not None and owners[last] == owner:
            owners[last + 1 : number] = [owner] * (number - last - 1)
        last = number


def _fill_line(
    tokens: Tokens,
    inside: range,
    owners: list[int | None],
    begins: Mapping[int, int],
    ends: Mapping[int, int],
) -> None:
    """Within a line, every word belongs to a block when one does."""
    owned = [number for number in inside if owners[number] is not None]
    if not owned:
        return
    for number in range(inside.start, owned[0]):
        owners[number] = owners[owned[0]]
    for number in range(owned[-1] + 1, inside.stop):
        owners[number] = owners[owned[-1]]
    for left, right in pairwise(owned):
        cut = right
        if owners[left] == owners[right] or left + 1 == right:
            continue
        if left in ends:
            cut = left + 1
        elif right not in begins:
            gaps = (number for number in range(left + 1, right + 1) if _STOP.search(_gap(tokens, number)))
            cut = next(gaps, right)
        for number in range(left + 1, right):
            owners[number] = owners[left] if number < cut else owners[right]


def _gap(tokens: Tokens, number: int) -> str:
    """What stands before a word."""
    return tokens.text[tokens.spans[number - 1].end : tokens.spans[number].start]


def _fill_lines(
    copy: ReadersCopy, tokens: Tokens, owners: list[int | None], blocks: Sequence[BlockFields]
) -> None:
    """Lines of which nothing is known belong to the block around them or to a changed paragraph, or to nothing."""
    inside = [tokens.touched(line) for line in copy.lines]
    blank: list[int] = []
    for number, words in enumerate([*inside, range(0)]):
        if words and owners[words[0]] is None:
            blank.append(number)
        elif blank and (words or number == len(inside)):
            _settle(copy, [(one, inside[one]) for one in blank], owners, blocks, words)
            blank = []


def _settle(
    copy: ReadersCopy,
    lines: Sequence[tuple[int, range]],
    owners: list[int | None],
    blocks: Sequence[BlockFields],
    following: range,
) -> None:
    """Decide on unknown lines in a row."""
    first = lines[0][1].start
    before = owners[first - 1] if first else None
    after = owners[following[0]] if following else None
    low = -1 if before is None else before
    high = len(blocks) if after is None else after
    between = [number for number in range(low + 1, high) if blocks[number].words]
    changed = dict(zip((line for line, _words in lines), between, strict=False))
    alike = len(between) == len(lines) and all(
        blocks[block].words <= 2 * len(words) <= 4 * blocks[block].words
        for (_line, words), block in zip(lines, between, strict=True)
    )
    for line, words in lines:
        owner: int | None = None
        if before is not None and before == after:
            owner = before
        elif before is not None and line and copy.groups[line] == copy.groups[line - 1]:
            owner = owners[words.start - 1]
        elif alike:
            owner = changed[line]
        for number in words:
            owners[number] = owner


def _cuts(copy: ReadersCopy, tokens: Tokens, owners: Sequence[int | None]) -> list[tuple[range, int | None]]:
    """Runs of words with one owner, cut at the lines too where nobody owns them."""
    edges = {words.start for line in copy.lines if (words := tokens.touched(line))}
    runs: list[tuple[range, int | None]] = []
    first = 0
    for number in range(1, len(owners) + 1):
        if (
            number == len(owners)
            or owners[number] != owners[first]
            or (number in edges and owners[first] is None)
        ):
            runs.append((range(first, number), owners[first]))
            first = number
    return runs


def _pieces(
    copy: ReadersCopy, tokens: Tokens, runs: Sequence[tuple[range, int | None]]
) -> Iterator[CopyPiece]:
    for words, owner in runs:
        low = _edge(copy, tokens, words.start)
        high = _edge(copy, tokens, words.stop)
        parts = [
            copy.text[max(low, line.start) : min(high, line.end)]
            for line in copy.lines
            if line.start < high and low < line.end
        ]
        text = " ".join(" ".join(parts).split())
        yield CopyPiece(text, words.start, words.stop, owner)


def _edge(copy: ReadersCopy, tokens: Tokens, number: int) -> int:
    """The character at which a piece that begins with this word begins."""
    if number in (0, len(tokens)):
        return 0 if number == 0 else len(copy.text)
    gap = Span(tokens.spans[number - 1].end, tokens.spans[number].start)
    line = next((line for line in copy.lines if gap.start < line.start <= gap.end), None)
    if line is not None:
        return line.start
    space = _SPACE.search(copy.text, gap.start, gap.end)
    return space.start() if space else gap.end


def _assembled(pieces: Sequence[CopyPiece], blocks: Sequence[BlockFields], absent: str) -> Shaped:
    """The blocks in order, with a line for each that is missing."""
    shaped = Shaped()
    counts: dict[str, int] = {}
    sources: list[str] = []
    total = done = 0

    def add(text: str, role: str, level: int = 0) -> str:
        nonlocal total
        counts[role] = counts.get(role, 0) + 1
        sources.append(block_source(text, role, level))
        total += len(tokens_of(text))
        return f"{role}{counts[role]}"

    def add_missing(until: int) -> None:
        for block in blocks[done:until]:
            text = absent if block.words else WORDLESS
            shaped.labels[block.label] = add(text, _role(block), block.level)
            if block.words:
                shaped.missing.append(block.label)

    for piece in pieces:
        if piece.block is None:
            shaped.words += range(total, total + piece.end - piece.first)
            add(piece.text, "f")
            shaped.extra += 1
            continue
        add_missing(piece.block)
        block = blocks[piece.block]
        shaped.words += range(total, total + piece.end - piece.first)
        shaped.labels[block.label] = add(piece.text, _role(block), block.level)
        done = piece.block + 1
    add_missing(len(blocks))
    shaped.source = "\n\n".join(sources) + "\n"
    return shaped


def _role(block: BlockFields) -> str:
    """The letter of a label: ``h``, ``f``, or nothing for a paragraph."""
    return block.label[0] if block.label[0] in "hf" else ""


_ACTIVE = re.compile(r"[\\`*_\[\]<>#|~&]")
"""Signs that may mean something anywhere in a line."""
_OPENING = re.compile(r"\A(?:[-+=:]|[0-9]{1,9}(?=[.)]))")
"""What may mean something at the beginning of a block: lists, rules, containers."""
_COLONS = re.compile(r"\A:::+")


def block_source(text: str, role: str, level: int = 0) -> str:
    """The Markdown of one block; ``role`` is ``"h"``, ``"f"`` or nothing, as in labels; the text is one line."""
    text = " ".join(text.split())
    colons = _COLONS.match(text)
    escaped = _ACTIVE.sub(lambda sign: "\\" + sign[0], text[colons.end() :] if colons else text)
    if colons:
        escaped = (
            f"`{colons[0]}`{escaped}"  # as code: in an article a line of colons may stand for nothing else
        )
    if role == "h":
        return f"{'#' * min(6, max(1, level))} {escaped}"
    opening = None if colons else _OPENING.match(escaped)
    if opening:
        end = opening.end()
        escaped = escaped[:end] + "\\" + escaped[end:] if opening[0][0].isdigit() else "\\" + escaped
    return f"::: furniture\n{escaped}\n:::" if role == "f" else escaped


def front_matter(masthead: Masthead) -> str:
    """The front matter of an article file, with its lines of hyphens."""
    lines = [f"title: {_text(masthead.title)}"]
    for name in ("outlet", "byline", "published", "follows", "rights"):
        value = getattr(masthead, name)
        if value:
            lines.append(f"{name}: {_text(value)}")
    lines.append(f"language: {_text(masthead.language)}")
    if masthead.rendition:
        lines.append("rendition: true")
    return "---\n" + "\n".join(lines) + "\n---\n"


def _text(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False)
