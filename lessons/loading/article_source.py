"""article.md becomes an ``Article``: front matter, then CommonMark as numbered blocks.

Codes: Y101 to Y105 (the file and its characters), those of ``lessons.loading.front_matter`` and of
``lessons.loading.article_rules``.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from lessons.loading.article_rules import MAX_NESTING, after_parsing, before_parsing
from lessons.loading.blocks import build
from lessons.loading.front_matter import missing, read_front_matter
from lessons.loading.source import character_problems, conflict_problems, plain_lines, read_source
from lessons.model.article import Article
from lessons.model.problem import Problem, Severity
from lessons.text import normalise, unbroken


@dataclass(frozen=True)
class ArticleSource:
    """An article with what is wrong with its file; ``article`` is ``None`` when there is an error."""

    article: Article | None
    problems: tuple[Problem, ...]
    block_lines: dict[str, int] = field(default_factory=dict)
    """Source line, from 1, of each block label."""


def read_article(path: Path) -> tuple[Article | None, tuple[Problem, ...]]:
    """The article of a file, and all problems of the file. Never raises."""
    source = read_article_source(path)
    return source.article, source.problems


def read_article_source(path: Path) -> ArticleSource:
    """As ``read_article``, with the source line of each block."""
    source = read_source(path)
    if source.text is None:
        return ArticleSource(None, source.problems)
    return article_from_text(source.text, path)


def article_from_text(text: str, file: Path = Path("article.md")) -> ArticleSource:
    """The article of a Markdown text with front matter; forbidden characters are left out with a warning."""
    text = plain_lines(text)
    problems = character_problems(text, file, severity=Severity.WARNING)
    text = normalise(unbroken(text))
    problems += conflict_problems(text, file, markdown=True) or before_parsing(text, file)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return ArticleSource(None, tuple(problems))
    tokens = _markdown().parse(text)
    if not tokens or tokens[0].type != "front_matter":
        return ArticleSource(None, (*problems, missing(text, file)))
    masthead, faults = read_front_matter(tokens[0].content, file, first_line=2)
    built = build(tokens[1:])
    problems += [*faults, *after_parsing(tokens, built, text, file)]
    if masthead is None or any(problem.severity is Severity.ERROR for problem in problems):
        return ArticleSource(None, tuple(problems), built.lines)
    article = Article(masthead, built.text, built.blocks, built.styles)
    return ArticleSource(article, tuple(problems), built.lines)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING}).enable("table")
    return parser.use(front_matter_plugin).use(container_plugin, "furniture")
