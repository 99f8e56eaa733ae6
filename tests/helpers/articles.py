"""Articles made on the spot, for tests that need no file."""

from lessons.model.article import Article, Block, Masthead
from lessons.text.spans import Span


def article_of(*paragraphs: str) -> Article:
    """An article of numbered paragraphs; a text that begins with ``#`` is a heading, with ``:`` furniture."""
    numbers = {"paragraph": 0, "heading": 0, "furniture": 0}
    blocks: list[Block] = []
    texts: list[str] = []
    offset = 0
    for paragraph in paragraphs:
        mark = paragraph[:1]
        role = "heading" if mark == "#" else "furniture" if mark == ":" else "paragraph"
        text = paragraph[1:].strip() if role != "paragraph" else paragraph
        numbers[role] += 1
        label = {"paragraph": "", "heading": "h", "furniture": "f"}[role] + str(numbers[role])
        span = Span(offset, offset + len(text))
        blocks.append(Block(label, role, span))  # type: ignore[arg-type]
        texts.append(text)
        offset = span.end + 2
    return Article(Masthead("A title"), "\n\n".join(texts), tuple(blocks))


def span_in(article: Article, words: str, nth: int = 1) -> Span:
    """Where the words stand for the nth time, letter for letter."""
    start = -1
    for _ in range(nth):
        start = article.text.index(words, start + 1)
    return Span(start, start + len(words))
