"""An article a teacher brings: its bytes stay as they are; a head is put before them when there is none."""

from dataclasses import dataclass, replace
from pathlib import Path

from lessons.author.exercises import FEWEST_WORDS, long_enough
from lessons.author.quoting import paragraphs, words_in_paragraphs
from lessons.author.templates import scalar
from lessons.disk import read_file
from lessons.loading.article_source import article_from_text
from lessons.loading.source import MAX_BYTES, decode, read_source
from lessons.model.article import Article
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.text.sizes import readable_size

_BOM = b"\xef\xbb\xbf"
_HEAD = """\
---
title: {title}
# outlet: Who publishes it
# byline: Who signed it
# published: 2025-10-02            # year-month-day
language: en                       # en, de, fr ...
---

"""
LONGEST_TITLE = 100
"""Most characters of a title taken from the text."""


@dataclass(frozen=True)
class OwnArticle:
    """The article and the bytes of its article.md."""

    article: Article
    data: bytes


def read_own_article(path: Path) -> OwnArticle:
    """Read a Markdown file. Raises ``LessonError`` when no lesson can be made of it."""
    source = read_source(path)
    if source.text is None:
        raise LessonError(source.problems)
    data = read_file(path, MAX_BYTES)
    if source.text.startswith("---\n"):
        return _checked(path, data, 0)
    head = _HEAD.format(title=scalar(_title(source.text, path)))
    mark, body = (_BOM, data[len(_BOM) :]) if data.startswith(_BOM) else (b"", data)
    line_end = "\r\n" if b"\r\n" in data else "\n"
    return _checked(path, mark + head.replace("\n", line_end).encode() + body, head.count("\n"))


def _checked(path: Path, data: bytes, lines_before: int) -> OwnArticle:
    """The article of the bytes, of which the first lines are ours."""
    if len(data) > MAX_BYTES:
        found, expected = "the file is too large", f"at most {readable_size(MAX_BYTES)}"
        raise LessonError([Problem(Place(path), "Y103", found, expected, "shorten it")])
    text = decode(data, path).text or ""
    made = article_from_text(text, path)
    errors = [problem for problem in made.problems if problem.severity is Severity.ERROR]
    if made.article is None or errors:
        raise LessonError([_moved(problem, lines_before) for problem in errors])
    if not long_enough(made.article):
        found = f"{words_in_paragraphs(made.article)} words in paragraphs"
        expected = f"at least {FEWEST_WORDS}, to take quotations from"
        raise LessonError([Problem(Place(path), "F110", found, expected, "give a longer article")])
    return OwnArticle(made.article, data)


def _moved(problem: Problem, lines: int) -> Problem:
    place = problem.place
    return replace(problem, place=replace(place, line=max(1, place.line - lines))) if place.line else problem


def _title(text: str, path: Path) -> str:
    """The first heading, else the beginning of the first paragraph, else the file's name."""
    article = article_from_text(f"---\ntitle: T\nlanguage: en\n---\n\n{text}").article
    if article is None:
        return path.stem
    headings = [block for block in article.blocks if block.role == "heading"]
    for block in headings or paragraphs(article):
        words = " ".join(article.text[block.span.start : block.span.end].split())
        if words:
            return words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE].rpartition(" ")[0] + " …"
    return path.stem
