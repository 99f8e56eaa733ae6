"""One blank of a form: its value as text to be changed, and what was typed as a value again.

A value that does not come back the same is for the author's own editor.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from lessons.author.yaml_changes import Change, Insert, Put, Remove, same
from lessons.kinds.fitting import meant
from lessons.loading.document import Trail, Value

Sort = Literal["text", "lines", "pairs", "pick", "hand"]
"""How a blank is filled: prose; one text a line; ``name: text`` lines; out of a few; in the author's own editor."""
MORE = "+"
"""What a typed answer begins with that names several offers by their numbers."""
NEW = "+"
"""The last step of the key of a blank for a line that is not there yet."""


@dataclass(frozen=True)
class Offered:
    """What a blank may be filled with."""

    value: str
    label: str


@dataclass(frozen=True)
class Blank:
    """One place of a form. ``key`` names it while the file changes around it."""

    key: str
    trail: Trail
    label: str
    sort: Sort = "text"
    value: Value = None
    order: tuple[str, ...] = ()
    """The fields around it as they are read, for a new one."""
    offers: tuple[Offered, ...] = ()
    several: bool = False
    """Whether several of the offers may be right."""
    usual: str = ""
    """What stands there by itself."""
    needed: bool = False
    depth: int = 0
    """0 of the exercise, 1 the first of a line, 2 what is said of a line."""
    verdicts: tuple[str, ...] = ()
    """Of the words that a line is about: the words that it may begin with."""
    column: str = ""
    """The question of the column, where it is a cell of a table; else nothing."""
    extra: bool = False
    """Whether Enter passes it by: a field of a line that is seldom wanted, and shown on request."""
    first: bool = False
    """Whether the line or the exercise begins with it, so that it cannot be taken away alone."""

    @property
    def is_new(self) -> bool:
        """Whether filling it makes a new line."""
        return self.key.endswith(NEW)

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return self.value in (None, "", [])

    @property
    def to_write(self) -> bool:
        """Whether something must still be written there."""
        return self.needed and self.empty and not self.usual


# Texts ----------------------------------------------------------------------------------------------------------------

_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]")
_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")


def clean(text: str) -> str:
    """What was typed or pasted, as it is kept: line ends of one sort, plain spaces, no signs that nobody sees."""
    text = _UNSEEN.sub("", _SPACES.sub(" ", _ENDS.sub("\n", text)))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def shown(blank: Blank) -> str:
    """The value of a blank as text to be changed."""
    value = blank.value
    if isinstance(value, str):
        return value.rstrip("\n")
    if isinstance(value, list):
        return ("\n" if blank.sort == "lines" else ", ").join(str(one).rstrip("\n") for one in value)
    if isinstance(value, dict):
        return "\n".join(
            f"{name}: {text}".rstrip() if text is not None else f"{name}:" for name, text in value.items()
        )
    return ""


def filled(blank: Blank, typed: str) -> Value:
    """The value that a typed text stands for; ``None`` for nothing."""
    text = clean(typed)
    if not text:
        return None
    if blank.sort == "lines":
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        named = isinstance(blank.value, str) or any(one.value == lines[0] for one in blank.offers)
        alone = len(lines) == 1 and (blank.depth > 0 or named)
        return lines[0] if alone else [*lines]
    if blank.sort == "pairs":
        pairs = (line.partition(":") for line in text.split("\n") if line.strip())
        return {name.strip(): said.strip() or None for name, _colon, said in pairs if name.strip()}
    if blank.sort == "pick":
        return picked(blank, text)
    return text


def picked(blank: Blank, text: str) -> Value:
    """What a typed answer picks: the value of an offer, by what it begins with or its number; several cut at commas."""
    parts = [text] if not blank.several else [part.strip() for part in text.split(",") if part.strip()]
    if text.startswith(MORE):
        parts = re.split(r"[\s,]+", text[1:].strip())
    values: list[Value] = []
    for part in parts:
        place = int(part) - 1 if part.isdigit() and part not in {one.value for one in blank.offers} else -1
        found = blank.offers[place] if 0 <= place < len(blank.offers) else by_words(blank, part)
        values.append(found.value if found is not None else part)
    return values if len(values) > 1 else (values or [None])[0]


def by_words(blank: Blank, text: str) -> Offered | None:
    """The offer that a text names alone: its value, or how its words begin, or words in it."""
    known = [(str(at), (one.label, one.value)) for at, one in enumerate(blank.offers)]
    found = meant(text, known)
    if found is not None and found.isdigit():
        return blank.offers[int(found)]
    inside = [one for one in blank.offers if text.casefold() in one.label.casefold()]
    return inside[0] if len(inside) == 1 else None


def writable(blank: Blank) -> bool:
    """Whether the blank's value comes back the same when nothing of it is changed."""
    if blank.sort == "hand":
        return False
    if blank.value in (None, "", []):
        return True
    again = filled(blank, shown(blank))
    return same(again, blank.value) or (
        blank.sort == "pick" and shown(replace(blank, value=again)) == shown(blank)
    )


def change_of(blank: Blank, value: Value) -> Change | None:
    """What fills a blank with a value; ``None`` when nothing changes."""
    if same(blank.value, value) or (value is None and blank.empty and blank.value is None):
        return None
    if blank.is_new:
        *above, place, word = blank.trail
        assert isinstance(place, int)  # the line's
        entry: Value = {str(word): value} if word else value
        return Insert(tuple(above), place, entry, order=blank.order)
    if value is None:
        return Put(blank.trail, None) if blank.first else Remove(blank.trail)
    return Put(blank.trail, value, blank.order)


def said_before(lesson: Value, blank: Blank) -> list[str]:
    """What a lesson says in other blanks of the same sort, each text once, the last one first.

    Of the words of a line: the words of all lines; of another blank: what stands under the same name.
    """
    texts: list[str] = []
    waiting: list[tuple[Trail, Value, bool]] = [((), lesson, False)]
    while waiting:
        trail, value, begins = waiting.pop()
        if isinstance(value, dict):
            in_list = bool(trail) and isinstance(trail[-1], int)
            waiting += [
                ((*trail, key), one, in_list and at == 0) for at, (key, one) in enumerate(value.items())
            ]
        elif isinstance(value, list):
            waiting += [((*trail, at), one, False) for at, one in enumerate(value)]
        elif isinstance(value, str) and value.strip() and trail != blank.trail:
            alike = begins if blank.depth == 1 else trail[-1] == blank.trail[-1]
            texts += [value.rstrip("\n")] if alike else []
    return [*dict.fromkeys(texts)]
