"""HTML as a row of tokens, in time that grows with the page and no faster.

The standard library's parser needs minutes for 60 kB of ``<a <a <a``; pages come from anywhere, so this one looks
at each character a fixed number of times. It follows browsers in what is text and what is not. No tree is built.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

TokenKind = Literal["text", "open", "close", "code", "broken"]
_NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_GAP = re.compile(r"[\s/]*")
_KEY = re.compile(r"[^\s/>][^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
_RAW_TEXT = frozenset({"title", "textarea"})
_LONG_NUMBER = re.compile(r"&#(?:[xX][0-9a-fA-F]{8,}|[0-9]{8,});?")
_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in sorted(_RAW | _RAW_TEXT)
}


@dataclass(frozen=True, slots=True)
class Token:
    """``open`` and ``close`` have a name in lower case; ``code`` is a script or style; ``broken`` an end cut off."""

    kind: TokenKind
    text: str = ""
    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def tokens_of(html: str) -> Iterator[Token]:
    """The tokens of a page. Comments and declarations are left out; entities in texts are resolved."""
    position, end = 0, len(html)
    while position < end:
        sign = html.find("<", position)
        if sign < 0:
            yield _text(html[position:])
            return
        if sign > position:
            yield _text(html[position:sign])
        following = html[sign + 1 : sign + 2]
        if following in ("!", "?") or (following == "/" and not html[sign + 2 : sign + 3].isalpha()):
            position, broken = _passed_over(html, sign)
            if broken:
                yield broken
        elif (following.isascii() and following.isalpha()) or following == "/":
            position = yield from _tag(html, sign)
        else:
            yield Token("text", "<")
            position = sign + 1


def plain(text: str) -> str:
    """The text with its entities resolved; numbers that no character has become U+FFFD."""
    return unescape(_LONG_NUMBER.sub("\ufffd", text))


def _text(text: str) -> Token:
    return Token("text", plain(text))


def _passed_over(html: str, sign: int) -> tuple[int, Token | None]:
    """After a comment or declaration; one that never ends takes the rest of the page."""
    comment = html.startswith("<!--", sign)
    if comment and html.startswith((">", "->"), sign + 4):
        return html.index(">", sign) + 1, None
    mark = "-->" if comment else ">"
    end = html.find(mark, sign + (4 if comment else 1))
    if end >= 0:
        return end + len(mark), None
    return len(html), Token("broken", plain(html[sign:]))


def _tag(html: str, sign: int) -> Generator[Token, None, int]:
    """The token or two of a tag; returns the place after them."""
    closing = html.startswith("</", sign)
    named = _NAME.match(html, sign + (2 if closing else 1))
    if named is None:
        yield Token("text", html[sign : sign + 2])
        return sign + 2
    name = named[0].lower()
    attributes: dict[str, str] = {}
    position = _attributes(html, named.end(), attributes)
    if position < 0:
        yield Token("broken", plain(html[sign:]))
        return len(html)
    if closing:
        yield Token("close", name=name)
        return position
    yield Token("open", name=name, attributes=attributes)
    if name == "plaintext":
        yield Token("text", html[position:])
        return len(html)
    if name in _ENDS:
        last = _ENDS[name].search(html, position)
        until = last.start() if last else len(html)
        inner = html[position:until]
        yield Token("code", inner, name) if name in _RAW else _text(inner)
        return until
    return position


def _attributes(html: str, position: int, into: dict[str, str]) -> int:
    """Read attributes up to the ``>``; the place after it, or -1 when there is none."""
    while True:
        gap = _GAP.match(html, position)
        position = gap.end() if gap else position
        if position >= len(html):
            return -1
        if html[position] == ">":
            return position + 1
        key = _KEY.match(html, position)
        if key is None:  # cannot happen: neither a gap nor a ">" stands here
            return -1
        position, value = key.end(), ""
        equals = _EQUALS.match(html, position)
        if equals:
            position = equals.end()
            quote = html[position : position + 1]
            if quote in ("'", '"') and quote:
                last = html.find(quote, position + 1)
                if last < 0:
                    return -1
                value, position = html[position + 1 : last], last + 1
            else:
                bare = _BARE.match(html, position)
                value = bare[0] if bare else ""
                position += len(value)
        into.setdefault(key[0].lower(), value)
