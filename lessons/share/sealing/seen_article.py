"""An article file without what no student sees: comments in its head, and names of links that no link uses."""

import re
from pathlib import Path

from lessons.loading.article_source import article_from_text
from lessons.loading.source import plain_lines
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.article import Article
from lessons.model.problem import LessonError
from lessons.text import normalise, unbroken

_HEAD = re.compile(r"\A---\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_DEFINITION = re.compile(r" {0,3}\[[^\]]*\]:")
"""``[name]: address "title"``, which Markdown shows nowhere; address and title may stand on lines of their own."""
_MOST_LINES = 3


def seen_article(data: bytes, file: Path) -> bytes:
    """The bytes of an article.md that reads the same. Raises ``LessonError`` for a file that is no article."""
    text = normalise(unbroken(plain_lines(data.decode("utf-8", "replace").removeprefix("\ufeff"))))
    source = article_from_text(text, file)
    if source.article is None:
        raise LessonError(list(source.problems))
    head = _HEAD.match(text)
    if head:
        bare = f"---\n{to_yaml(read_yaml_text(head[1], file).value)}---\n{text[head.end() :]}"
        text = bare if _same(bare, source.article, file) else text
    return _without_definitions(text, source.article, file).encode()


def _without_definitions(text: str, article: Article, file: Path) -> str:
    lines = text.split("\n")
    for at in reversed([at for at, line in enumerate(lines) if _DEFINITION.match(line)]):
        for count in range(1, _MOST_LINES + 1):
            shorter = [*lines[:at], *lines[at + count :]]
            if _same("\n".join(shorter), article, file):
                lines = shorter
                break
    return "\n".join(lines)


def _same(text: str, article: Article, file: Path) -> bool:
    return article_from_text(text, file).article == article
