"""article.md becomes an ``Article``: front matter, then CommonMark as numbered blocks.

Codes: Y101 to Y105 (the file and its characters); front matter: F101 missing, F102 unknown key, F103 missing key,
F104 wrong value, F105 (warning) unusual value; text: F110 none, F111 too much Markdown, F112 nested too deeply,
F113 page furniture that is not closed or is misspelt, F114 (warning) HTML.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from lessons.loading.blocks import Built, build
from lessons.loading.document import Document
from lessons.loading.levels import Shape
from lessons.loading.recovery import by_hand, recover_text
from lessons.loading.source import (
    MAX_REPORTS,
    character_problems,
    conflict_problems,
    plain_lines,
    read_source,
    shortened,
)
from lessons.loading.suggestion import did_you_mean
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.article import Article, Masthead
from lessons.model.problem import Place, Problem, Severity
from lessons.model.scalar import Plain
from lessons.text import is_language_tag, normalise, unbroken, visible

KEYS = ("title", "outlet", "byline", "published", "language", "rendition", "follows", "rights")
MAX_LINE = 300
"""Most characters in one field."""
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass
class _Head:
    document: Document
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, key: str, found: str, expected: str, fix: str, *, at_key: bool = False) -> None:
        severity = Severity.WARNING if code == "F105" else Severity.ERROR
        place = self.document.place((key,), key=at_key)
        self.problems.append(Problem(place, code, found, expected, fix, severity))


def read_front_matter(text: str, file: Path, first_line: int) -> tuple[Masthead | None, tuple[Problem, ...]]:
    """The masthead out of the YAML between the two ``---``; ``None`` when one of the problems is an error."""
    document = read_yaml_text(text, file, first_line)
    if document.broken:
        document = recover_text(text, file, [Shape(frozenset(KEYS))], first_line=first_line).document
    head = _Head(document)
    if not document.guessed and document.value is not None:
        _check_fields(head)
    problems = (*by_hand(document.problems), *head.problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    values = head.values
    masthead = Masthead(
        title=values["title"],
        outlet=values.get("outlet"),
        byline=values.get("byline"),
        published=values.get("published"),
        language=values["language"],
        rendition=values.get("rendition") == "true",
        follows=values.get("follows"),
        rights=values.get("rights"),
    )
    return masthead, problems


def missing(text: str, file: Path) -> Problem:
    """The problem of an article whose front matter is absent or not closed."""
    expected = "a title and a language between two lines ---"
    if text.startswith("---\n"):
        found, fix = "front matter that is never closed", "add a line --- after it"
    else:
        found, fix = "no front matter", "begin the file with ---, title: ..., language: en, ---"
    return Problem(Place(file, 1, 1), "F101", found, expected, fix)


def _check_fields(head: _Head) -> None:
    value = head.document.value
    if not isinstance(value, dict):
        head.note(
            "F104", "", "front matter without keys", "lines such as title: ...", "write one field a line"
        )
        return
    for key, item in value.items():
        if len(head.problems) >= MAX_REPORTS:
            return
        if key not in KEYS:
            fix = did_you_mean(key, KEYS) or f"use one of {', '.join(KEYS)}"
            head.note(
                "F102", key, f"unknown key {visible(key)!r}", "a field of the front matter", fix, at_key=True
            )
        elif not isinstance(item, str) or not item.strip():
            found = "nothing" if not item else "a list or a mapping"
            head.note(
                "F104",
                key,
                f"{key} holds {found}",
                "text",
                "leave the line out when the page does not say it",
            )
        elif len(item) > MAX_LINE or "\n" in item.strip():
            head.note(
                "F104", key, f"{key} is too long", f"one line, at most {MAX_LINE} characters", "shorten it"
            )
        else:
            head.values[key] = " ".join(item.split())
    for key in ("title", "language"):
        if key not in value:
            head.note("F103", "", f"missing key {key!r}", f"{key}: ...", f"add a line {key}: ...")
    _check_values(head, value)


def _check_values(head: _Head, value: Mapping[str, object]) -> None:
    rendition = value.get("rendition")
    if "rendition" in head.values and not (isinstance(rendition, Plain) and rendition in ("true", "false")):
        head.note(
            "F104",
            "rendition",
            f"rendition is {visible(str(rendition))!r}",
            "true or false",
            "write true or false",
        )
    published = head.values.get("published")
    if published and not _DATE.fullmatch(published):
        found = f"published is {visible(published)!r}"
        head.note("F105", "published", found, "a date such as 2025-10-02", "write year-month-day")
    language = head.values.get("language")
    if language and not is_language_tag(language):
        head.note(
            "F104",
            "language",
            f"language is {visible(language)!r}",
            "a language tag such as en or pt-BR",
            "write en, de ...",
        )


MAX_LINES = 20_000
"""Most lines of an article. The Markdown parser needs up to 0.05 ms a line and a sign on the slowest texts."""
MAX_SIGNS = 20_000
"""Most characters that may be Markdown signs; a long article has a few hundred."""
MAX_NESTING = 20
"""Most blocks inside one another; a list counts as two. The Markdown parser drops what lies deeper."""

_CONTAINERS = {
    "blockquote_open",
    "bullet_list_open",
    "container_furniture_open",
    "list_item_open",
    "ordered_list_open",
}
_SIGNS = "[]*_<&`|\\"
_HTML = re.compile(r"<!--|</?[a-zA-Z][^<>]{0,200}>")
_CONTAINER = re.compile(r"^:::+ *([^\n]*)$", re.MULTILINE)


def before_parsing(text: str, file: Path) -> list[Problem]:
    """An error when parsing the text would take too long."""
    lines, signs = text.count("\n") + 1, sum(text.count(sign) for sign in _SIGNS)
    if lines > MAX_LINES:
        return [_error(file, 1, "F111", f"{lines} lines", f"at most {MAX_LINES}", "split the article")]
    if signs > MAX_SIGNS:
        found = f"{signs} Markdown signs ({' '.join(_SIGNS)})"
        return [_error(file, 1, "F111", found, f"at most {MAX_SIGNS}", "write plain text")]
    return []


def after_parsing(tokens: Sequence[Token], built: Built, text: str, file: Path) -> list[Problem]:
    """What is wrong with the blocks."""
    problems = _too_deep(tokens, file)
    problems += _furniture(tokens, text.split("\n"), file)
    problems += _shown_as_typed(built, file)
    if not built.blocks and not problems:
        last = text.rstrip("\n").count("\n") + 1
        expected = "at least one paragraph"
        problems.append(_error(file, last, "F110", "an article without text", expected, "write the text"))
    return problems


def _error(file: Path, line: int, code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(Place(file, line, 1), code, found, expected, fix)


def _too_deep(tokens: Sequence[Token], file: Path) -> list[Problem]:
    for token in tokens:
        if token.level >= MAX_NESTING - 1 and token.type in _CONTAINERS:
            line = token.map[0] + 1 if token.map else 1
            found = "lists or quotations nested too deeply: what stands inside would be lost"
            expected = f"at most {MAX_NESTING // 2 - 1} lists inside one another"
            return [_error(file, line, "F112", found, expected, "take some > or - signs away")]
    return []


def _furniture(tokens: Sequence[Token], lines: Sequence[str], file: Path) -> list[Problem]:
    """Page furniture that is never closed takes the story below it with it, up to the next ``:::`` or to the end."""
    problems = []
    opened: list[int] = []
    for token in tokens:
        if token.type == "container_furniture_close":
            opened.pop()
        elif token.type == "container_furniture_open" and token.map:
            begin, end = token.map
            opened.append(begin + 1)
            if len(opened) > 1:
                found = f"page furniture inside the page furniture of line {opened[-2]}, which is not closed before it"
                fix = "add the line ::: where the furniture above ends"
                problems.append(_error(file, begin + 1, "F113", found, "a line ::: before it", fix))
                continue
            if end >= len(lines) or ":::" not in lines[end]:
                found = "page furniture that is never closed"
                problems.append(
                    _error(file, begin + 1, "F113", found, "a line ::: after it", "add the line :::")
                )
    return problems


def _shown_as_typed(built: Built, file: Path) -> list[Problem]:
    """Blocks whose text still holds signs that were meant to be read."""
    problems: list[Problem] = []
    readable = _without_code(built)
    for block in built.blocks:
        text = readable[block.span.start : block.span.end]
        line = built.lines[block.label]
        container = _CONTAINER.search(text)
        if container:
            found = f"a line of colons that is shown as text: ::: {container[1][:30]}".rstrip()
            fix = "write ::: furniture, and a blank line before a closing :::"
            problems.append(_error(file, line, "F113", found, "::: furniture or :::", fix))
        html = _HTML.search(text)
        if html:
            fix = "delete the HTML, or put it between ` signs if students are to see it"
            place, found = Place(file, line, 1), f"HTML that is shown as typed: {html[0][:40]}"
            problems.append(Problem(place, "F114", found, "Markdown", fix, Severity.WARNING))
    return shortened(problems[:MAX_REPORTS], len(problems))


def _without_code(built: Built) -> str:
    """The text with spaces in place of code, which is meant to be shown as typed."""
    parts, end = [], 0
    for style in built.styles:
        if style.name == "code" and style.span.start >= end:
            parts += [built.text[end : style.span.start], " " * (style.span.end - style.span.start)]
            end = style.span.end
    return "".join((*parts, built.text[end:]))


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
