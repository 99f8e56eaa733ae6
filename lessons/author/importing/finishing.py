"""What every draft goes through, whatever it came from: furniture, headings, long paragraphs, empty signs."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lessons.author.importing.furniture import kind_of
from lessons.author.importing.headings import glued_headings, levelled
from lessons.author.importing.pieces import Draft, DraftBlock, LeftOutWords, has_words
from lessons.text import fold, sentences_of, words_of

ALONE, LONG = 120, 400
"""Words from which the only paragraph of a text, or any paragraph, is split."""
PARAGRAPH = 60
"""Words after which a new paragraph begins when a long one is split."""
_FEWEST_QUOTED, _MOST_QUOTED, _LONGER = 5, 60, 1.2
"""Words of a pull quote, and how much longer the paragraph is that it repeats."""
_LABEL, _ADVERT = 3, 25
"""Most words of the label of an advert, and of the advert."""
_SELLS = re.compile(
    r"(?i)!|[$\u20ac\u00a3%]\s?\d|\d\s?[$\u20ac\u00a3%]|www\.|https?:"
    r"|\b(?:free|offer|sale|discount|save|buy|order|book now|join|subscribe|sign up|call|visit|limited|today only|try"
    r"|download)\b"
)
_SHOWN = 160
"""Most letters of a passage in a remark."""


def shape(draft: Draft, *, split_headings: bool) -> None:
    """Propose furniture, level the headings, split what is one block, and say so in the draft's notes."""
    kept: list[DraftBlock] = []
    for piece in draft.pieces:
        if has_words(piece.text):
            kept.append(piece)
        else:
            draft.left_out.append(LeftOutWords(piece.text, "signs without words"))
    kept = _adverts(_pull_quotes([_proposed(piece) for piece in kept]))
    kept = levelled(kept)
    kept = _glued(kept, draft, split=split_headings)
    draft.pieces = _split(kept, draft)


def _proposed(piece: DraftBlock) -> DraftBlock:
    if piece.role == "heading":
        kind = kind_of(piece.text)
        return (
            DraftBlock(piece.text, "furniture", kind=kind) if kind in ("promo", "share", "advert") else piece
        )
    if piece.role == "furniture" or piece.lead:
        return piece
    kind = kind_of(piece.text)
    return DraftBlock(piece.text, "furniture", kind=kind) if kind else piece


def _pull_quotes(pieces: Sequence[DraftBlock]) -> list[DraftBlock]:
    """A pull quote, which repeats a paragraph or heading of some length, is page furniture."""
    forms = [f" {' '.join(_words(piece.text))} " for piece in pieces]
    story = [
        (number, form)
        for number, form in enumerate(forms)
        if pieces[number].role == "paragraph" and not pieces[number].kind
    ]
    blocks = list(pieces)
    for number, piece in enumerate(pieces):
        words = forms[number].count(" ") - 1
        if piece.role == "furniture" or not _FEWEST_QUOTED <= words <= _MOST_QUOTED:
            continue
        if any(
            other != number and len(form) >= len(forms[number]) * _LONGER and forms[number] in form
            for other, form in story
        ):
            blocks[number] = DraftBlock(piece.text, "furniture", kind="pullquote")
    return blocks


def _words(text: str) -> list[str]:
    folded = fold(text)
    return [folded[start:end] for start, end in words_of(folded)]


def _adverts(pieces: Sequence[DraftBlock]) -> list[DraftBlock]:
    """A short line that sells something below the label "Advertisement" is the advert itself."""
    blocks = list(pieces)
    for number in range(1, len(blocks)):
        before, piece = blocks[number - 1], blocks[number]
        label = before.kind == "advert" and len(before.text.split()) <= _LABEL
        short = piece.role != "furniture" and len(piece.text.split()) <= _ADVERT
        if label and short and _SELLS.search(piece.text):
            blocks[number] = DraftBlock(piece.text, "furniture", kind="advert")
    return blocks


def _glued(pieces: Sequence[DraftBlock], draft: Draft, *, split: bool) -> list[DraftBlock]:
    """Headings that were glued to a sentence: reported, and cut off only when asked."""
    blocks: list[DraftBlock] = []
    for piece in pieces:
        spans = glued_headings(piece.text) if piece.role == "paragraph" and not piece.lead else []
        end = 0
        for span in spans:
            heading = piece.text[span.start : span.end]
            after = piece.text[span.end :].split("\n")[0].strip()[:30]
            if split:
                draft.notes.append(f"Cut off as a heading: {heading[:_SHOWN]!r}.")
                blocks += _cut(piece, end, span.start)
                blocks.append(DraftBlock(" ".join(heading.split()), "heading", 2))
                end = span.end
            else:
                note = f"Perhaps a heading is glued to a sentence: {heading[:_SHOWN]!r} before {after!r}."
                draft.notes.append(f"{note} --split-headings would cut it off.")
        blocks += _cut(piece, end, len(piece.text)) if spans else [piece]
    return blocks


def _cut(piece: DraftBlock, start: int, end: int) -> list[DraftBlock]:
    text = piece.text[start:end].strip()
    return [replace(piece, text=text)] if text else []


def _split(pieces: Sequence[DraftBlock], draft: Draft) -> list[DraftBlock]:
    paragraphs = sum(piece.role == "paragraph" for piece in pieces)
    blocks: list[DraftBlock] = []
    for piece in pieces:
        words = len(piece.text.split())
        most = ALONE if paragraphs == 1 else LONG
        parts = _parts(piece.text) if piece.role == "paragraph" and words > most and not piece.lead else []
        if len(parts) > 1:
            note = f"A paragraph of {words} words was split into {len(parts)} at ends of sentences"
            draft.notes.append(f"{note}; it began {piece.text[:40]!r}.")
            blocks += [replace(piece, text=part) for part in parts]
        else:
            blocks.append(piece)
    return blocks


def _parts(text: str) -> list[str]:
    """Paragraphs of about ``PARAGRAPH`` words."""
    sentences = [text[start:end] for start, end in sentences_of(text, [(0, len(text))])]
    parts: list[list[str]] = [[]]
    count = 0
    for sentence in sentences:
        if count >= PARAGRAPH:
            parts.append([])
            count = 0
        parts[-1].append(sentence)
        count += len(sentence.split())
    return [" ".join(part) for part in parts]
