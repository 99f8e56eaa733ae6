"""The small Markdown of prompts, hints and feedback, as styled runs that any front end can show.

Nothing in a text can run an action, open a link or colour the screen: a link becomes its words and its address,
an image its alternative text, HTML stays the characters it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from lessons.text import normalise

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RunStyle = Literal["emphasis", "strong", "code"]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that share their styles."""

    text: str
    styles: frozenset[RunStyle] = frozenset()


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """A paragraph or a list item. ``lead`` is its bullet or number, ``depth`` how far it is indented."""

    runs: tuple[Run, ...]
    lead: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        """The words without styles, bullet first."""
        words = "".join(run.text for run in self.runs)
        return f"{self.lead} {words}" if self.lead else words


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20})


@lru_cache(maxsize=512)
def prose(text: str) -> tuple[ProseBlock, ...]:
    """Parse Markdown source into blocks in reading order; headings and quotations become paragraphs."""
    blocks: list[ProseBlock] = []
    leads: list[int | None] = []  # one entry a list that is open: None for bullets, else the next number
    pending = ""
    for token in _parser().parse(normalise(text)):
        match token.type:
            case "bullet_list_open":
                leads.append(None)
            case "ordered_list_open":
                leads.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                leads.pop()
            case "list_item_open":
                number = leads[-1]
                pending = "-" if number is None else f"{number}."
                leads[-1] = None if number is None else number + 1
            case "inline":
                blocks.append(ProseBlock(_runs(token.children or []), pending, max(0, len(leads) - 1)))
                pending = ""
            case "fence" | "code_block":
                code = Run(token.content.rstrip("\n"), frozenset({"code"}))
                blocks.append(ProseBlock((code,), pending, max(0, len(leads) - 1)))
                pending = ""
    return tuple(blocks)


_STYLES: dict[str, RunStyle] = {"em": "emphasis", "strong": "strong"}


def _runs(children: "list[Token]") -> tuple[Run, ...]:
    runs: list[Run] = []
    styles: list[RunStyle] = []
    addresses: list[str] = []
    for token in children:
        name, _, change = token.type.rpartition("_")
        if name in _STYLES:
            (styles.append if change == "open" else styles.remove)(_STYLES[name])
        elif token.type == "link_open":
            addresses.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            address = addresses.pop()
            if runs and address and runs[-1].text != address:
                runs.append(Run(f" ({address})", frozenset(styles)))
        elif token.type == "code_inline":
            runs.append(Run(token.content, frozenset({*styles, "code"})))
        else:
            words = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            if words:
                runs.append(Run(words, frozenset(styles)))
    return tuple(runs)


def plain(text: str) -> str:
    """The words of a Markdown text, one line a block."""
    return "\n".join("  " * block.depth + block.text for block in prose(text))


def lines(text: str) -> list[str]:
    """The words of a Markdown text, each block on a single line."""
    return [" ".join(block.text.split()) for block in prose(text)]


def spoken(text: str) -> list[str]:
    """As ``lines``, for a front end without styles: words in italics stand in quotation marks.

    Italics are for words that are mentioned and not used: "So *tired old* is loaded" would say something else without.
    """
    return [" ".join(_spoken(block).split()) for block in prose(text)]


def _spoken(block: ProseBlock) -> str:
    words = [f"{block.lead} "] if block.lead else []
    for mentioned, runs in groupby(block.runs, key=lambda run: "emphasis" in run.styles):
        text = "".join(run.text for run in runs)
        bare = mentioned and not (text[:1] in _MARKS or "".join(words)[-1:] in _MARKS)
        words.append(f'"{text}"' if bare else text)
    return "".join(words)


_MARKS = frozenset("\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb")


def one_line(text: str) -> str:
    """The words of a Markdown text on a single line."""
    return " ".join(lines(text))
