"""A draft becomes the text of article.md, and what was left out a list; both are read back before they are used."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lessons.author.importing.escaping import escaped, heading
from lessons.author.importing.masthead import masthead
from lessons.author.importing.pieces import Draft, ImportRefused, LeftOut, Piece
from lessons.loading.article_source import article_from_text
from lessons.loading.source import MAX_BYTES
from lessons.text.sizes import readable_size


def article_text(draft: Draft, given: Mapping[str, str]) -> str:
    """article.md of a draft. Raises ``ImportRefused`` for one that would not be read back word by word."""
    head = "\n".join(("---", *masthead(draft, given), "---"))
    text = f"{head}\n\n" + "\n\n".join(_body(draft.pieces)) + "\n"
    checked(text, [(piece.role, piece.text) for piece in draft.pieces])
    return text


def _body(pieces: Sequence[Piece]) -> Iterator[str]:
    for furniture, run in groupby(pieces, key=lambda piece: piece.role == "furniture"):
        blocks = [_block(piece) for piece in run]
        if furniture:
            yield "\n".join(("::: furniture", "\n\n".join(blocks), ":::"))
        else:
            yield "\n\n".join(blocks)


def _block(piece: Piece) -> str:
    if piece.role == "heading":
        return heading(piece.text, piece.level)
    return piece.lead + escaped(piece.text)


def checked(text: str, expected: Sequence[tuple[str, str]]) -> None:
    """Raise ``ImportRefused`` unless the article reader finds these blocks in the text, and nothing wrong."""
    if len(text.encode()) > MAX_BYTES:
        most = f"at most {readable_size(MAX_BYTES)}"
        raise ImportRefused(
            "an article that is too long", most, "cut the file into parts and import one of them"
        )
    source = article_from_text(text)
    if source.problems:
        first = source.problems[0]
        raise ImportRefused(first.found, first.expected, first.fix)
    article = source.article
    if (
        article is None
        or [(b.role, article.text[b.span.start : b.span.end]) for b in article.blocks] != expected
    ):
        raise ImportRefused(
            "a text whose signs would not be read as they stand",
            "words and usual punctuation",
            "copy the article's text into a .txt file, without what stands around it",
        )


def left_out_text(left_out: Sequence[LeftOut], source: str) -> str:
    """left-out.txt: every word of the source that is not in article.md, under the reason why."""
    lines = [
        f"# What closeread import left out of article.md; the source was {source}.",
        "# Nothing reads this file. Copy what you miss into article.md, then delete the file.",
    ]
    for why in dict.fromkeys(one.why for one in left_out):
        lines += ["", f"# {why}"]
        lines += [f"  {line}" for one in left_out if one.why == why for line in one.text.split("\n")]
    return "\n".join(lines) + "\n"
