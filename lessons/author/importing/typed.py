"""Typed text as a draft: Markdown, taken over as it stands where it reads well, or paragraphs out of plain lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lessons.author.importing.critic_markup import read_critic_markup
from lessons.author.importing.furniture import ends_a_sentence, kind_of
from lessons.author.importing.headings import with_headings
from lessons.author.importing.pieces import Draft, DraftBlock, LeftOutWords, clean
from lessons.author.importing.region import everything_of
from lessons.loading.article_source import KEYS, ArticleSource, article_from_text, read_front_matter
from lessons.loading.source import plain_lines
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.problem import Severity
from lessons.text import normalise

WRAPPED = (45, 120)
"""Fewest and most letters of the longest line in a text that was broken into lines by a program."""
_BULLET = re.compile(r"[-*\u2022\u00b7\u25aa\u25cf] +(?=\S)")
_JOINS = 0.6
"""Share of the lines of a wrapped paragraph whose next word would not have fitted."""


def draft_of_text(text: str) -> Draft:
    """A plain text as a draft; each paragraph is one piece, and nothing is left out. Never raises."""
    draft = Draft()
    paragraphs = [paragraph for group in _groups(text) for paragraph in _paragraphs(group)]
    joined = _mended(paragraphs)
    if len(joined) < len(paragraphs):
        count = len(paragraphs) - len(joined)
        draft.notes.append(f"Blank lines in the middle of {count} sentences were taken away.")
    listed = sum(_BULLET.match(paragraph) is not None for paragraph in joined) > 1
    draft.pieces = [_item(paragraph) if listed else DraftBlock(paragraph) for paragraph in joined]
    return draft


def _item(paragraph: str) -> DraftBlock:
    bullet = _BULLET.match(paragraph)
    return DraftBlock(paragraph[bullet.end() :], lead="- ") if bullet else DraftBlock(paragraph)


def _groups(text: str) -> list[list[str]]:
    """Lines without blank ones between them; a form feed counts as a blank line."""
    groups: list[list[str]] = [[]]
    for line in normalise(plain_lines(text).replace("\f", "\n\n")).split("\n"):
        cleaned = clean(line)
        if cleaned.strip("\u200b\u200c\u200d\u2060"):
            groups[-1].append(cleaned)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """One paragraph for lines that a program wrapped, else one for each line."""
    if len(lines) == 1 or any(map(_BULLET.match, lines[1:])) or not _is_wrapped(lines):
        return list(lines)
    paragraphs, current = [], [lines[0]]
    width = max(map(len, lines))
    for before, line in pairwise(lines):
        # a line that could have taken the next word and ends a sentence ends its paragraph
        room = len(before) + 1 + len(line.split()[0]) <= width
        if (room and ends_a_sentence(before) and len(before) < 0.8 * width) or (kind_of(line) and room):
            paragraphs.append(" ".join(current))
            current = []
        current.append(line)
    return [*paragraphs, " ".join(current)]


def _is_wrapped(lines: Sequence[str]) -> bool:
    width = max(map(len, lines))
    if not WRAPPED[0] <= width <= WRAPPED[1]:
        return False
    pairs = list(pairwise(lines))
    full = sum(len(line) + 1 + len(after.split()[0]) > width for line, after in pairs)
    if len(lines) == 2:
        return lines[1][:1].islower() and not ends_a_sentence(lines[0])
    return full >= _JOINS * len(pairs)


def _mended(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs that begin with a small letter are joined to the one before."""
    kept: list[list[str]] = []
    for paragraph in paragraphs:
        if (
            kept
            and paragraph[:1].islower()
            and len(kept[-1][-1]) >= 30
            and re.search(r"[\w,;-]$", kept[-1][-1])
            and not kind_of(kept[-1][-1])
            and not kind_of(paragraph)
        ):
            kept[-1].append(paragraph)
        else:
            kept.append([paragraph])
    return [" ".join(parts) for parts in kept]


_HEAD = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_STAND_IN = "---\ntitle: A\nlanguage: en\n---\n\n"


@dataclass
class Written:
    """A Markdown text as a draft; with ``body``, that text is the article's Markdown as it stands."""

    draft: Draft
    given: dict[str, str] = field(default_factory=dict)
    body: str | None = None


def draft_of_markdown(text: str) -> Written:
    """A Markdown text as a draft, with the words that CriticMarkup marks. Raises ``ImportRefused`` for too many."""
    given, left_out, body = _front_matter(plain_lines(text))
    marks = read_critic_markup(body)
    written = _written(body if marks is None else marks.text)
    if marks is not None:
        written.draft.labelled = marks.labelled(lambda markdown: _text_of(_written(markdown).draft))
        written.draft.left_out += marks.left_out
        if marks.changed:
            note = "The text has marked changes: what was put in is kept, what was taken out is left out."
            written.draft.notes.append(note)
    written.given = given
    written.draft.left_out += left_out
    return written


def _text_of(draft: Draft) -> str:
    return "\n\n".join(piece.text for piece in draft.pieces)


def _written(body: str) -> Written:
    source = article_from_text(_STAND_IN + body)
    if source.article is not None and not source.problems:
        written = Written(Draft(_pieces(source)), body=_with_furniture(body, source))
        written.draft.pieces = _pieces(article_from_text(_STAND_IN + (written.body or body)))
        return written
    codes = [problem.code for problem in source.problems]
    if "F112" in codes or "F111" in codes:
        draft = draft_of_text(body)
        draft.pieces = with_headings(draft.pieces)
        draft.notes.append(
            "The Markdown is nested too deeply or has too many signs; they are shown as typed."
        )
    else:
        draft = everything_of(_html(body))
        found = source.problems[0].found if source.problems else "no text"
        draft.notes.append(f"The Markdown was written anew, because it holds {found}.")
    return Written(draft)


def _html(body: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable("table")
    return str(parser.render(body))


def _front_matter(text: str) -> tuple[dict[str, str], list[LeftOutWords], str]:
    """The fields that an article may have, the lines that it may not, and the text after them."""
    fenced = _HEAD.match(text)
    if fenced is None:
        return {}, [], text
    head, body = fenced[1] or "", text[fenced.end() :]
    value = read_yaml_text(head, Path("article.md"), 2).value
    if not isinstance(value, dict):
        why = "front matter that cannot be read"
        return {}, [LeftOutWords(head.strip(), why)] if head.strip() else [], body
    given: dict[str, str] = {}
    left_out: list[LeftOutWords] = []
    names = {
        "date": "published",
        "author": "byline",
        "lang": "language",
        "site": "outlet",
        "publisher": "outlet",
    }
    for key, entry in value.items():
        name = names.get(str(key), str(key))
        if name in KEYS and name not in given and isinstance(entry, str) and _fits(name, entry):
            given[name] = " ".join(entry.split())
        else:
            left_out.append(
                LeftOutWords(f"{key}: {entry}", "a line of the front matter that an article does not have")
            )
    return given, left_out, body


def _fits(name: str, entry: str) -> bool:
    from lessons.author.templates import scalar

    line = f"{name}: {entry if name == 'rendition' else scalar(' '.join(entry.split()))}\n"
    needed = "".join(f"{key}: en\n" for key in ("title", "language") if key != name)
    _masthead, problems = read_front_matter(line + needed, Path("article.md"), 2)
    return not any(problem.severity in (Severity.ERROR, Severity.WARNING) for problem in problems)


def _pieces(source: ArticleSource) -> list[DraftBlock]:
    article = source.article
    assert article is not None
    return [
        DraftBlock(
            text, block.role, block.level, block.lead, kind_of(text) if block.role == "furniture" else ""
        )
        for block in article.blocks
        for text in (article.text[block.span.start : block.span.end],)
    ]


def _with_furniture(body: str, source: ArticleSource) -> str:
    """The body with lines around the paragraphs that seem to be furniture; as it was when that changes words."""
    article = source.article
    assert article is not None
    lines = body.split("\n")
    first = _STAND_IN.count("\n") + 1
    starts = {line - first for line in source.block_lines.values()}
    around: list[tuple[int, int]] = []
    for block in article.blocks:
        text = article.text[block.span.start : block.span.end]
        if block.role != "paragraph" or block.lead or not kind_of(text):
            continue
        start = source.block_lines[block.label] - first
        end = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
        if not any(start < other < end for other in starts) and not lines[start].startswith((" ", "\t", "|")):
            around.append((start, end))
    for start, end in reversed(around):
        lines[start:end] = ["::: furniture", *lines[start:end], ":::"]
    changed = "\n".join(lines)
    again = article_from_text(_STAND_IN + changed)
    same = again.article is not None and not again.problems and again.article.text == article.text
    return changed if same else body
