"""CriticMarkup in Markdown: ``{==words==}{>>comment<<}``, ``{++put in++}``, ``{--taken out--}``, ``{~~old~>new~~}``."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lessons.author.importing.flow import FIND
from lessons.author.importing.labelled import MOST_QUOTES, Labelled, LabelledQuote, Loss, shown
from lessons.author.importing.pieces import ImportRefused, LeftOutWords, clean
from lessons.text.spans import Span

_SIGNS = re.compile(r"\{==|==\}|\{>>|<<\}|\{\+\+|\+\+\}|\{--|--\}|\{~~|~~\}|~>")
_ENDS = {"{==": "==}", "{>>": "<<}", "{++": "++}", "{--": "--}", "{~~": "~~}"}
_BLOCK_START = re.compile(r"(?m)^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+|>[ \t]?)+")
_EMPHASIS = re.compile(r"[*_`]+")
_EMPHASIS_BACK = re.compile(r"[*_`]+\Z")


@dataclass
class _Marked:
    """Words between ``{==`` and ``==}``: offsets of the text without signs."""

    start: int
    end: int
    line: int
    comments: list[str] = field(default_factory=list)


@dataclass
class CriticMarkup:
    """A Markdown text without its signs, and what they said."""

    text: str
    marked: list[_Marked] = field(default_factory=list)
    left_out: list[LeftOutWords] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    changed: bool = False
    """Whether words were put in or taken out."""

    def labelled(self, shown_text: Callable[[str], str]) -> Labelled:
        """The marked words in the text that a reader sees; ``shown_text`` makes it of Markdown."""
        plain = shown_text(self.text)
        offsets = _offsets(self.text, self.marked, plain, shown_text)
        quotes: list[LabelledQuote] = []
        losses = list(self.losses)
        for number, one in enumerate(self.marked):
            words = clean(shown_text(self.text[one.start : one.end]))
            source = f"line {one.line}, on {shown(words)}"
            span = offsets[number] if offsets is not None else _only(plain, words)
            if span is None:
                losses.append(
                    Loss(source, "it stands in several places, and its signs hide which one is meant")
                )
                continue
            if "\n\n" in plain[slice(*span)].strip():
                losses.append(
                    Loss(source, "it goes over several paragraphs; only the words in the first are taken")
                )
                start = span.start + len(plain[slice(*span)]) - len(plain[slice(*span)].lstrip())
                span = Span(start, plain.index("\n\n", start))
            for comment in one.comments or [""]:
                quotes.append(LabelledQuote(span, "" if comment else FIND, comment, source))
        return Labelled(plain, tuple(quotes), tuple(losses))


def _only(text: str, words: str) -> Span | None:
    """The only place of the words in the text."""
    at = text.find(words)
    return Span(at, at + len(words)) if words and at >= 0 and text.find(words, at + 1) < 0 else None


def _offsets(
    text: str, marked: list[_Marked], plain: str, shown_text: Callable[[str], str]
) -> list[Span] | None:
    """Where the marked words stand in what is shown: a sign is put at each end, and looked for afterwards.

    ``None`` where the sign would change how the Markdown is read.
    """
    sign = next(
        (chr(code) for code in range(0xE000, 0xE100) if chr(code) not in text and chr(code) not in plain), ""
    )
    ends = sorted(
        [(_after_signs(text, one.start, one.end), 0, number) for number, one in enumerate(marked)]
        + [(_before_signs(text, one.start, one.end), 1, number) for number, one in enumerate(marked)]
    )
    parts, done = [], 0
    for offset, _end, _number in ends:
        parts += [text[done:offset], sign]
        done = offset
    pieces = shown_text("".join((*parts, text[done:]))).split(sign) if sign else []
    if len(pieces) != len(ends) + 1 or "".join(pieces) != plain:
        return None
    places: dict[tuple[int, int], int] = {}
    length = 0
    for piece, (_offset, end, number) in zip(pieces, ends, strict=False):
        length += len(piece)
        places[(number, end)] = length
    return [Span(places[(number, 0)], places[(number, 1)]) for number in range(len(marked))]


def _after_signs(text: str, start: int, end: int) -> int:
    """An offset behind the signs of Markdown that begin the words: they keep their meaning there."""
    line = text.rfind("\n", 0, start) + 1
    block = _BLOCK_START.match(text, line)
    if block is not None and block.end() > start:
        start = min(block.end(), end)
    signs = _EMPHASIS.match(text, start, end)
    return signs.end() if signs is not None else start


def _before_signs(text: str, start: int, end: int) -> int:
    signs = _EMPHASIS_BACK.search(text[max(start, end - 6) : end])
    return end - len(signs[0]) if signs is not None else end


def without_signs(text: str) -> str:
    """The text without what CriticMarkup adds to it; to see what else it may be, as braces mean much elsewhere."""
    return _SIGNS.sub("", text)


def read_critic_markup(text: str) -> CriticMarkup | None:
    """The marks of a Markdown text; ``None`` for one without any. Raises ``ImportRefused`` for too many."""
    ends = _pairs(text)
    if not ends:
        return None
    read = _CriticReader(text, ends)
    read.read(0, len(text))
    made = read.made
    made.text = "".join(read.parts)
    return made


def _pairs(text: str) -> dict[int, int]:
    """The offset of each sign that begins something, and that of the one that ends it; others are text."""
    pairs: dict[int, int] = {}
    open: list[tuple[str, int]] = []
    for match in _SIGNS.finditer(text):
        sign, at = match[0], match.start()
        if open and open[-1][0] == "{>>" and sign != "<<}":
            continue  # in a comment nothing else is a sign
        if sign in _ENDS:
            open.append((sign, at))
        elif sign != "~>":
            fitting = next((i for i in range(len(open) - 1, -1, -1) if _ENDS[open[i][0]] == sign), None)
            if fitting is not None:
                pairs[open[fitting][1]] = at
                del open[fitting:]
        if len(pairs) > 4 * MOST_QUOTES or len(open) > MOST_QUOTES:
            raise ImportRefused("too many marks", f"at most {MOST_QUOTES}", "delete those that are done")
    return pairs


class _CriticReader:
    def __init__(self, text: str, pairs: dict[int, int]) -> None:
        self.source, self.pairs = text, pairs
        self.parts: list[str] = []
        self.length = 0
        self.made = CriticMarkup("")
        self._last: _Marked | None = None
        self._starts = sorted(pairs)

    def read(self, start: int, end: int) -> None:
        """Take over a stretch of the source."""
        stack: list[tuple[str, int, int]] = []
        """Of each mark that is open: its sign, the offset of its end, where it began in the text without signs."""
        at = start
        for sign_at in [*self._starts, end]:
            if sign_at < at:
                continue
            while stack and stack[-1][1] < sign_at:
                at = self._close(stack, at)
            self._add(self.source[at:sign_at])
            at = sign_at
            if sign_at == end:
                break
            at = self._open(stack, sign_at)

    def _open(self, stack: list[tuple[str, int, int]], at: int) -> int:
        """Take the mark that begins here; where to go on."""
        sign, close = self.source[at : at + 3], self.pairs[at]
        inside = self.source[at + 3 : close]
        if sign == "{>>":
            paragraphs = re.split(r"\n[ \t]*\n", inside)
            self._comment("\n".join(" ".join(one.split()) for one in paragraphs if one.strip()), at)
            self._close_up(self.source[close + 3 : close + 4])
            return close + 3
        if sign == "{--":
            self._gone(inside)
            self._close_up(self.source[close + 3 : close + 4])
            return close + 3
        if sign == "{~~":
            old, arrow, _new = inside.partition("~>")
            self._gone(old)
            stack.append((sign, close, self.length))
            return at + 3 + len(old) + len(arrow)
        self.made.changed = self.made.changed or sign == "{++"
        stack.append((sign, close, self.length))
        return at + 3

    def _close(self, stack: list[tuple[str, int, int]], at: int) -> int:
        sign, close, began = stack.pop()
        self._add(self.source[at:close])
        if sign == "{==":
            self._last = _Marked(began, self.length, self.source.count("\n", 0, close) + 1)
            self.made.marked.append(self._last)
        return close + 3

    def _add(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)

    def _close_up(self, after: str) -> None:
        """Take away the space before something that is gone, where the text goes on without one."""
        if self.parts and self.parts[-1].endswith(" ") and (not after or after in " \n.,;:!?)"):
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1

    def _gone(self, words: str) -> None:
        self.made.changed = True
        if words.strip():
            self.made.left_out.append(LeftOutWords(clean(words), "taken out with a mark"))

    def _comment(self, text: str, at: int) -> None:
        if self._last is not None and self._last.end == self.length:
            self._last.comments.append(text)
            return
        source = f"line {self.source.count(chr(10), 0, at) + 1}"
        self.made.losses.append(Loss(source, f"a comment on no words is not taken: {shown(text, 200)}"))
