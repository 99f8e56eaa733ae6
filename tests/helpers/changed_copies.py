"""Copies of a text as readers bring them: other typography, and words changed, left out and added."""

import random
import textwrap
from collections.abc import Iterator, Sequence

from lessons.model.article import Article

FOREIGN = tuple(f"zq{number}" for number in range(400))
"""Words that stand in no article."""
NEAR = 12
"""A word that is put in differs from those so near to it: else it might be the very word that went."""


def typeset(article: Article) -> Iterator[tuple[str, str]]:
    """``(name, text)`` of copies with the very words of the article."""
    blocks = [article.text[block.span.start : block.span.end] for block in article.blocks]
    text = "\n\n".join(blocks)
    yield "paragraphs", text
    yield "a line each", "\n".join(blocks)
    yield "wrapped", "\n\n".join(textwrap.fill(block, 70) for block in blocks)
    yield "one block", " ".join(blocks)
    yield "wide spaces", text.replace(" ", "\u00a0").replace("\n\n", "\r\n\u2003\r\n\r\n")
    curly = text.replace("'", "\u2019").replace(' "', " \u201c").replace('"', "\u201d").replace("-", "\u2011")
    yield "curly", "\ufeff" + curly
    yield "soft hyphens", text.replace("ti", "t\u00adi").replace("re", "r\u200be")


def changed(
    words: Sequence[str], share: float, rng: random.Random, others: Sequence[str] = FOREIGN
) -> tuple[list[str], list[int]]:
    """The words with a share of them replaced, left out or followed by another one; and where each comes from.

    The second list has, for each word, its number among the old ones, or -1 for a new one.
    """
    made: list[str] = []
    came: list[int] = []
    for number, word in enumerate(words):
        if rng.random() >= share:
            made.append(word)
            came.append(number)
            continue
        near = set(words[max(0, number - NEAR) : number + NEAR])
        new = rng.choice([other for other in others if other not in near] or list(FOREIGN))
        what = rng.random()
        if what < 0.2 and word not in (*words[max(0, number - 1) : number], *words[number + 1 : number + 2]):
            continue  # left out, unless it is one of two in a row: the other would be as good
        if what < 0.4:  # one more
            made.append(word)
            came.append(number)
        made.append(new)
        came.append(-1)
    return made, came
