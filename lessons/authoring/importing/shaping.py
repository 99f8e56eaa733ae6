"""What every draft goes through, whatever it came from: furniture, headings, long paragraphs, empty signs."""

from collections.abc import Sequence
from dataclasses import replace

from lessons.authoring.importing.furniture import kind_of
from lessons.authoring.importing.headings import glued_headings, levelled
from lessons.authoring.importing.pieces import Draft, LeftOut, Piece, has_words
from lessons.text import sentences_of

ALONE, LONG = 120, 400
"""Words from which the only paragraph of a text, or any paragraph, is split."""
PARAGRAPH = 60
"""Words after which a new paragraph begins when a long one is split."""
_SHOWN = 160
"""Most letters of a passage in a remark."""


def shape(draft: Draft, *, split_headings: bool) -> None:
    """Propose furniture, level the headings, split what is one block, and say so in the draft's notes."""
    kept: list[Piece] = []
    for piece in draft.pieces:
        if has_words(piece.text):
            kept.append(piece)
        else:
            draft.left_out.append(LeftOut(piece.text, "signs without words"))
    kept = levelled([_proposed(piece) for piece in kept])
    kept = _glued(kept, draft, split=split_headings)
    draft.pieces = _split(kept, draft)


def _proposed(piece: Piece) -> Piece:
    if piece.role == "heading":
        kind = kind_of(piece.text)
        return Piece(piece.text, "furniture", kind=kind) if kind in ("promo", "share", "advert") else piece
    if piece.role == "furniture" or piece.lead:
        return piece
    kind = kind_of(piece.text)
    return Piece(piece.text, "furniture", kind=kind) if kind else piece


def _glued(pieces: Sequence[Piece], draft: Draft, *, split: bool) -> list[Piece]:
    """Headings that were glued to a sentence: reported, and cut off only when asked."""
    made: list[Piece] = []
    for piece in pieces:
        spans = glued_headings(piece.text) if piece.role == "paragraph" and not piece.lead else []
        end = 0
        for span in spans:
            heading = piece.text[span.start : span.end]
            after = piece.text[span.end :].split("\n")[0].strip()[:30]
            if split:
                draft.notes.append(f"Cut off as a heading: {heading[:_SHOWN]!r}.")
                made += _cut(piece, end, span.start)
                made.append(Piece(" ".join(heading.split()), "heading", 2))
                end = span.end
            else:
                told = f"Perhaps a heading is glued to a sentence: {heading[:_SHOWN]!r} before {after!r}."
                draft.notes.append(f"{told} --split-headings would cut it off.")
        made += _cut(piece, end, len(piece.text)) if spans else [piece]
    return made


def _cut(piece: Piece, start: int, end: int) -> list[Piece]:
    text = piece.text[start:end].strip()
    return [replace(piece, text=text)] if text else []


def _split(pieces: Sequence[Piece], draft: Draft) -> list[Piece]:
    paragraphs = sum(piece.role == "paragraph" for piece in pieces)
    made: list[Piece] = []
    for piece in pieces:
        words = len(piece.text.split())
        most = ALONE if paragraphs == 1 else LONG
        parts = _parts(piece.text) if piece.role == "paragraph" and words > most and not piece.lead else []
        if len(parts) > 1:
            told = f"A paragraph of {words} words was split into {len(parts)} at ends of sentences"
            draft.notes.append(f"{told}; it began {piece.text[:40]!r}.")
            made += [replace(piece, text=part) for part in parts]
        else:
            made.append(piece)
    return made


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
