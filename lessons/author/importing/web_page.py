"""The blocks of a web page, each with what stands around it, and the names of elements that are not its story."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from lessons.author.importing.html_tokens import Token, plain, tokens_of
from lessons.author.importing.labelled import MOST_QUOTES
from lessons.author.importing.pieces import clean
from lessons.text import normalise

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "bgsound",
        "frame",
        "keygen",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "nobr",
        "output",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "img",
        "picture",
        "source",
        "svg",
        "path",
        "g",
        "use",
        "wbr",
        "link",
        "meta",
    ]
)
"""Elements that do not end a block; all others do."""
NEVER_SHOWN = frozenset(
    ["head", "template", "noscript", "datalist", "object", "audio", "video", "canvas", "noframes"]
)
IN_HEAD = frozenset(["meta", "link", "title", "script", "style", "base", "noscript", "template"])
ITEMS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "option": {"option"},
}
ZONE_OF_TAG = {
    "nav": "menu",
    "menu": "menu",
    "footer": "foot",
    "aside": "aside",
    "form": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "dialog": "notice",
    "figcaption": "caption",
}
ZONE_OF_ROLE = {
    "navigation": "menu",
    "search": "form",
    "contentinfo": "foot",
    "complementary": "aside",
    "dialog": "notice",
}
ZONES = {
    "menu": "nav navbar navigation menu breadcrumb breadcrumbs toolbar skip-link skiplink",
    "notice": "cookie cookies consent gdpr paywall modal popup overlay cookie-banner cookie-notice",
    "share": "share sharing social share-bar social-share share-buttons sharebar addthis",
    "promo": "newsletter subscribe signup related recommended promo teaser teasers read-more readmore more-stories "
    "outbrain taboola related-articles related-links trending most-read also-read",
    "advert": "ad ads advert adverts advertisement sponsored dfp ad-slot ad-container adsbygoogle banner-ad",
    "comments": "comments comment-list disqus comment-section respond",
    "caption": "caption credit wp-caption-text image-caption photo-credit",
    "byline": "byline author authors article-author post-author",
    "date": "dateline timestamp pubdate published post-date article-date entry-date",
    "label": "kicker rubric eyebrow category tags tag-list topics",
}
ZONE_OF_CLASS = {word: zone for zone, words in ZONES.items() for word in words.split()}


_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HEADING = re.compile(r"h[1-6]")
_TELLING = ("green", "red")
_COLOURS = (*_TELLING, "yellow", "orange", "pink", "blue", "purple", "violet")
"""Colours in the names of classes, as editors write them; two of them say something."""
_LOOK_UP = 50
"""Most open elements looked at to see what a new one ends."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a block stands in: a region such as ``article``, a zone such as ``menu``, within ``parent``."""

    parent: int
    kind: str
    sure: bool
    """Whether the page says so with an element; false for the name of a class, which may mean anything."""


@dataclass(slots=True)
class PageMark:
    """A ``<mark>``: what it says of its words, in its title or its class."""

    says: str
    cut: bool = False
    """Whether it goes on in another block, where it is not followed."""


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A run of text between two block boundaries."""

    text: str
    tag: str
    """The innermost element that sets the block apart."""
    around: int
    """Index into ``WebPage.around``; 0 is the whole page."""
    hidden: bool
    linked: int
    """How many of the characters are in links."""
    number: int | None = None
    """Of an item of a numbered list."""
    marks: tuple[tuple[int, int, PageMark], ...] = ()
    """Where marks begin and end in ``raw``."""
    raw: str = ""
    """The text before its white space was cleaned; only of a block with marks."""


@dataclass
class WebPage:
    """A page as read."""

    blocks: list[PageBlock] = field(default_factory=list)
    around: list[Around] = field(default_factory=lambda: [Around(0, "", True)])
    meta: dict[str, str] = field(default_factory=dict)
    """``<meta>`` by name or property, the tab's title as ``"title"``, the language as ``"lang"``, the first
    ``<time>`` as ``"time"``."""
    scripts: list[str] = field(default_factory=list)
    """The texts of ``application/ld+json``."""
    marks: int = 0
    """How many ``<mark>`` it has; at most ``MOST_QUOTES`` of them are read."""


@dataclass(slots=True)
class _OpenElement:
    tag: str
    around: int
    hidden: bool
    linked: bool
    pre: bool
    count: int = 0
    """Of a numbered list: the number of its last item."""


class _Reader:
    def __init__(self) -> None:
        self.page = WebPage()
        self.stack = [_OpenElement("", 0, False, False, False)]
        self.opened: Counter[str] = Counter()
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.linked = 0
        self.breaks = 0
        self.in_title = False
        self.data = False
        self.marks: list[PageMark] = []
        """Those that are open."""
        self.ends: list[tuple[int, PageMark, bool]] = []
        """In the current block: how many parts stand before an end of a mark, and whether it begins there."""

    def take(self, token: Token) -> None:
        match token.kind:
            case "text":
                self._text(token.text)
            case "open":
                self._start(token)
            case "close":
                self._end(token.name)
            case "code":
                if self.data:
                    self.page.scripts.append(token.text)
            case _:
                self.flush()
                self._add(token.text, hidden=True)

    def _text(self, text: str) -> None:
        if self.in_title:
            self.page.meta.setdefault("title", " ".join(text.split()))
            return
        if self.stack[-1].tag == "head" and text.strip():
            self._pop()
        top = self.stack[-1]
        shown = text.replace("\r\n", "\n") if top.pre else _SPACE.sub(" ", text)
        if shown.strip():
            self.breaks = 0
        (self.hidden if top.hidden else self.parts).append(shown)
        if top.linked and not top.hidden:
            self.linked += len(shown.strip())

    def _start(self, token: Token) -> None:
        tag, attributes = token.name, token.attributes
        self.in_title = tag == "title" and self.opened["svg"] == 0
        self.data = tag == "script" and "ld+json" in attributes.get("type", "")
        if self.stack[-1].tag == "head" and tag not in IN_HEAD:
            self._pop()
        self._note(tag, attributes)
        if tag == "br":
            self._line_end()
        elif tag not in INLINE:
            self.flush()
            self._imply_ends(tag)
        if tag == "mark":
            self.page.marks += 1
        if tag == "mark" and self.page.marks <= MOST_QUOTES:
            self.marks.append(PageMark(_says(attributes)))
            self.ends.append((len(self.parts), self.marks[-1], True))
        if tag in ("img", "input"):
            self._signs(tag, attributes)
        if tag not in VOID and tag not in ("script", "style"):
            self._push(tag, attributes)

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        """Note what the page says about itself."""
        meta = self.page.meta
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop", "")
            meta.setdefault(name.lower(), plain(attributes.get("content", "")))
        elif tag == "html":
            meta.setdefault("lang", attributes.get("lang", ""))
        elif tag == "time":
            meta.setdefault("time", attributes.get("datetime", ""))

    def _line_end(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.flush()
        else:
            self.parts.append("\n")

    def _signs(self, tag: str, attributes: dict[str, str]) -> None:
        """Words that stand in attributes and may be seen: they are listed, not taken over."""
        if tag == "input":
            shown = attributes.get("type", "").lower() in ("submit", "button", "reset")
            words = attributes.get("value", "") if shown else attributes.get("placeholder", "")
        else:
            words = attributes.get("alt", "")
        if words:
            self._add(plain(words), hidden=self.stack[-1].hidden, tag=tag)

    def _push(self, tag: str, attributes: dict[str, str]) -> None:
        top = self.stack[-1]
        style = attributes.get("style", "")
        hidden = (
            top.hidden
            or "hidden" in attributes
            or tag in NEVER_SHOWN
            or (tag == "title" and not self.in_title)
            or bool(style and _HIDDEN_STYLE.search(style))
        )
        around = top.around if tag in INLINE else self._around(tag, attributes, top.around)
        opened = _OpenElement(tag, around, hidden, top.linked or tag == "a", top.pre or tag == "pre")
        if tag == "ol":
            start = attributes.get("start", "")
            opened.count = int(start) - 1 if re.fullmatch(r"[0-9]{1,6}", start) else 0
        elif tag == "li":
            opened.count = self._numbered()
        self.stack.append(opened)
        self.opened[tag] += 1

    def _numbered(self) -> int:
        """The number of a new item; 0 when its list has none."""
        for one in reversed(self.stack[-_LOOK_UP:]):
            if one.tag == "ol":
                one.count += 1
                return one.count
            if one.tag == "ul":
                break
        return 0

    def _around(self, tag: str, attributes: dict[str, str], parent: int) -> int:
        role = attributes.get("role", "").lower()
        kind, sure = "", True
        if tag in ("article", "main") or role in ("main", "article"):
            kind = "region"
        elif tag in ZONE_OF_TAG or role in ZONE_OF_ROLE:
            kind = ZONE_OF_ROLE.get(role) or ZONE_OF_TAG.get(tag, "")
        elif tag not in ("html", "body"):
            named = f"{attributes.get('class', '')[:400]} {attributes.get('id', '')[:100]}".lower()
            sure = False
            kind = next(filter(None, map(ZONE_OF_CLASS.get, named.replace("_", "-").split())), "")
        if not kind:
            return parent
        self.page.around.append(Around(parent, kind, sure))
        return len(self.page.around) - 1

    def _imply_ends(self, tag: str) -> None:
        """A paragraph ends where the next block begins, an item where the next item does."""
        for depth, one in enumerate(reversed(self.stack[-_LOOK_UP:]), 1):
            heading = _HEADING.fullmatch(one.tag) and _HEADING.fullmatch(tag)
            if one.tag == "p" or heading:
                for _ in range(depth):
                    self._pop()
                break
            if one.tag not in INLINE:
                break
        ends = ITEMS.get(tag)
        while ends and self.stack[-1].tag in ends:
            self._pop()

    def _end(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if tag in INLINE:
            if tag == "mark" and self.marks:
                self.ends.append((len(self.parts), self.marks.pop(), False))
            self._end_inline(tag)
            return
        self.flush()
        while self.opened[tag]:
            if self._pop() == tag:
                return

    def _end_inline(self, tag: str) -> None:
        """End an inline element; one with a block open inside it ends with its parent."""
        for depth, one in enumerate(reversed(self.stack[-_LOOK_UP:]), 1):
            if one.tag == tag:
                for _ in range(depth):
                    self._pop()
                return
            if one.tag not in INLINE:
                return

    def _pop(self) -> str:
        gone = self.stack.pop()
        self.opened[gone.tag] -= 1
        return gone.tag

    def flush(self) -> None:
        """End the current block."""
        text, hidden, linked = "".join(self.parts), "".join(self.hidden), self.linked
        marked = self._marked() if self.ends else ("", ())
        waiting = [(0, mark, True) for mark in self.marks if (len(text.strip()) == 0 and self._began(mark))]
        self.parts, self.hidden, self.linked, self.breaks, self.ends = [], [], 0, 0, waiting
        if text.strip():
            self._add(text, hidden=False, linked=linked, marked=marked)
        if hidden.strip():
            self._add(hidden, hidden=True)

    def _began(self, mark: PageMark) -> bool:
        """Whether the mark begins in the current block."""
        return any(one is mark and begins for _number, one, begins in self.ends)

    def _marked(self) -> tuple[str, tuple[tuple[int, int, PageMark], ...]]:
        """The text of the current block as it stands, and the marks that begin in it."""
        parts = [normalise(part) for part in self.parts]
        lengths = [0, *accumulate(map(len, parts))]
        open_marks: dict[int, tuple[int, PageMark]] = {}
        marks: list[tuple[int, int, PageMark]] = []
        for number, mark, begins in self.ends:
            if begins:
                open_marks[id(mark)] = (lengths[number], mark)
            elif id(mark) in open_marks:
                start, _mark = open_marks.pop(id(mark))
                marks.append((start, lengths[number], mark))
            else:
                mark.cut = True
        marks += [(start, lengths[-1], mark) for start, mark in open_marks.values()]
        return "".join(parts), tuple(sorted(marks, key=lambda one: one[:2]))

    def _add(
        self,
        text: str,
        *,
        hidden: bool,
        linked: int = 0,
        tag: str = "",
        marked: tuple[str, tuple[tuple[int, int, PageMark], ...]] = ("", ()),
    ) -> None:
        text = clean(text)
        if not text:
            return
        number = None
        if not tag:
            tag, number = self._block_tag()
        raw, marks = marked
        around = self.stack[-1].around
        self.page.blocks.append(PageBlock(text, tag, around, hidden, linked, number, marks, raw))

    def _block_tag(self) -> tuple[str, int | None]:
        """The element that names the block, and the number of an item; only an item's first block is one."""
        for one in reversed(self.stack[-12:]):
            if one.tag == "li" and one.count >= 0:
                number, one.count = one.count or None, -1
                return "li", number
            if one.tag in ("blockquote", "figcaption", "pre") or _HEADING.fullmatch(one.tag):
                return one.tag, None
        return self.stack[-1].tag, None


def _says(attributes: dict[str, str]) -> str:
    """What a ``<mark>`` says: its title, else its class; nothing for one that only names another colour."""
    title, name = plain(attributes.get("title", "")).strip(), attributes.get("class", "").strip()[:200]
    colour = next((word for word in re.split(r"[^a-z]+", name.lower()) if word in _COLOURS), "")
    return title or (colour if colour in _TELLING else "" if colour else name)


def read_page(html: str) -> WebPage:
    """The blocks of a page in reading order. Never raises."""
    reader = _Reader()
    for token in tokens_of(html):
        reader.take(token)
    reader.flush()
    return reader.page
