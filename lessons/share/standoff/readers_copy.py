"""The copy of an article that a reader brings: a text or Markdown file, as lines of plain text."""

import codecs
import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from lessons.disk import NoFileError, TooLargeError, read_file, why
from lessons.loading.article_source import article_from_text
from lessons.loading.source import MAX_BYTES, decode, plain_lines
from lessons.model.article import Article, Masthead
from lessons.model.problem import LessonError, Place, Problem
from lessons.text import fold, normalise, unbroken, visible
from lessons.text.spans import Span

_CODE = "S904"
SUFFIXES = (".md", ".markdown", ".txt", ".text", "")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Where a page lets words break; left in, they would cut words in two."""
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
"""What is left of a page's code in a text that was saved badly: ``&amp;``, ``&#8217;``."""
_REPEATED, _LONG_LINE = 0.3, 6
"""The share of words in lines of so many words that stood there before, from which a copy holds its text twice."""
_WRAPPED = 120
"""Lines up to this length, with blank lines between paragraphs, were broken by an editor."""


@dataclass(frozen=True)
class ReadersCopy:
    """The text of a copy."""

    file: Path
    text: str
    lines: tuple[Span, ...]
    """Its lines that are not blank; for Markdown its blocks."""
    groups: tuple[int, ...]
    """For each line a number that it shares with the lines of the same paragraph."""
    source: str = ""
    """The file's own letters."""
    article: Article | None = None
    """The file as an article of the lesson format, when it is one."""

    @property
    def masthead(self) -> Masthead | None:
        """What an article file says of itself."""
        return self.article.masthead if self.article is not None else None


def read_copy(path: Path) -> ReadersCopy:
    """The copy in a file. Raises ``LessonError`` for a file that holds no text."""
    if path.suffix.lower() not in SUFFIXES:
        expected = "a file .md or .txt"
        fix = "save the text of the page as .txt, or make an article of it with 'closeread import'"
        raise _refusal(path, f"a file {visible(path.suffix)}", expected, fix)
    text = plain_lines(_decoded(path))
    markdown = path.suffix.lower() in (".md", ".markdown")  # which has entities of its own
    if not markdown:
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    text = _UNSEEN.sub("", unbroken(text))
    copy = (_markdown(path, text) if markdown else None) or _plain(path, normalise(text))
    copy = _once(copy) or copy
    if not copy.lines:
        raise _refusal(path, "a file without text", "a copy of the article", "check the name of the file")
    return copy


def _markdown(path: Path, text: str) -> ReadersCopy | None:
    """A Markdown file, with or without the front matter of the lesson format; ``None`` if it cannot be read so."""
    own = article_from_text(text, path).article
    article = (
        own or article_from_text(f"---\ntitle: x\nlanguage: en\n---\n\n{_FRONT.sub('', text)}", path).article
    )
    if article is None:
        return None
    spans = tuple(block.span for block in article.blocks)
    return ReadersCopy(path, article.text, spans, tuple(range(len(spans))), text, own)


def _plain(path: Path, text: str) -> ReadersCopy:
    spans: list[Span] = []
    groups: list[int] = []
    longest = 0
    for match in _LINE.finditer(text):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        end = start + len(line.strip())
        same = bool(spans) and text.count("\n", spans[-1].end, start) == 1
        groups.append(groups[-1] if same else len(spans))
        spans.append(Span(start, end))
        longest = max(longest, end - start)
    if longest > _WRAPPED or len(set(groups)) == 1:
        groups = list(range(len(spans)))
    return ReadersCopy(path, text, tuple(spans), tuple(groups), text)


def _once(copy: ReadersCopy) -> ReadersCopy | None:
    """The copy without what stands in it a second time, such as a page and its version for printing.

    ``None`` for a copy in which less than ``_REPEATED`` of the words were there before.
    """
    words = [copy.text[line.start : line.end].split() for line in copy.lines]
    forms = [" ".join(fold(" ".join(line)).split()) for line in words]
    first: dict[str, int] = {}
    for number, form in enumerate(forms):
        first.setdefault(form, number)
    again = [number for number, form in enumerate(forms) if first[form] < number]
    long = [number for number in again if len(words[number]) >= _LONG_LINE]
    if not long or sum(len(words[number]) for number in long) < _REPEATED * sum(map(len, words)):
        return None
    low, high = long[0], long[-1]
    while low - 1 in again:  # a headline, which is short
        low -= 1
    while high + 1 in again:
        high += 1
    gone = {number for number in again if low <= number <= high}
    parts: list[str] = []
    for number, line in enumerate(copy.lines):
        if number not in gone:
            together = parts and number and copy.groups[number] == copy.groups[number - 1]
            parts += ["\n" if together else "\n\n", copy.text[line.start : line.end]]
    return _plain(copy.file, "".join(parts).strip())


def _decoded(path: Path) -> str:
    data = _bytes(path)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8":
        source = decode(data, path)
        if source.text is None:
            raise LessonError([replace(problem, code=_CODE) for problem in source.problems])
        return source.text
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        fix = "save the file again with the encoding UTF-8"
        raise _refusal(path, "a file that is not UTF-8", "text in UTF-8", fix) from error


def _bytes(path: Path) -> bytes:
    try:
        return read_file(path, MAX_BYTES)
    except NoFileError as error:
        raise _refusal(path, why(error), "a copy of the article", "name a file") from error
    except TooLargeError as error:
        fix = "cut away what is not the article"
        raise _refusal(path, why(error), "the text of one article", fix) from error
    except OSError as error:
        found = f"the file cannot be read: {why(error)}"
        raise _refusal(path, found, "a copy of the article", "check the name") from error


def _refusal(path: Path, found: str, expected: str, fix: str) -> LessonError:
    return LessonError([Problem(Place(path), _CODE, found, expected, fix)])
