"""What an article is made of on its way from a page to article.md."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lessons.author.importing.labelled import Labelled
from lessons.model.article import BlockRole
from lessons.text import normalise

_BLANK = re.compile(r"[^\S\n\u00a0\u202f]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """One block of the article; its text may hold line ends, each shown as one."""

    text: str
    role: BlockRole = "paragraph"
    level: int = 0
    """Of a heading, from 1."""
    lead: str = ""
    """Markdown before the text: ``"- "``, ``"2. "`` or ``"> "``."""
    kind: str = ""
    """Of page furniture: ``"byline"``, ``"advert"`` ..., the names of ``furniture.WHY``."""


@dataclass(frozen=True, slots=True)
class LeftOutWords:
    """Words that do not go into article.md, and why."""

    text: str
    why: str


@dataclass
class PageSays:
    """What the code of a page says of itself, and what was guessed; empty where it says nothing."""

    title: str = ""
    byline: str = ""
    published: str = ""
    outlet: str = ""
    language: str = ""


@dataclass
class Draft:
    """An article being imported: its blocks in reading order, what was left out, and remarks for the teacher."""

    pieces: list[DraftBlock] = field(default_factory=list)
    left_out: list[LeftOutWords] = field(default_factory=list)
    says: PageSays = field(default_factory=PageSays)
    notes: list[str] = field(default_factory=list)
    labelled: Labelled | None = None
    """The words that were labelled or commented on, where the source can hold such; of its text before this draft."""


class ImportRefused(Exception):  # noqa: N818
    """A file that cannot become an article: what was found, what was expected, how to mend it."""

    def __init__(self, found: str, expected: str, fix: str) -> None:
        self.found, self.expected, self.fix = found, expected, fix
        super().__init__(f"{found}; expected {expected}; {fix}")


def clean(text: str) -> str:
    """The text as an article can hold it: normalised, no soft hyphens, single spaces, none at line ends."""
    lines = (_BLANK.sub(" ", line).strip() for line in normalise(text.replace(_SOFT_HYPHEN, "")).split("\n"))
    return normalise("\n".join(line for line in lines if line))


def one_line(text: str) -> str:
    """The text with spaces for its line ends."""
    return " ".join(text.split())


def has_words(text: str) -> bool:
    """Whether there is a letter or digit of any script to read."""
    return any(character.isalnum() for character in text)


def texts(parts: Iterable[DraftBlock | LeftOutWords]) -> str:
    """The texts of the blocks, one per line."""
    return "\n\n".join(part.text for part in parts)
