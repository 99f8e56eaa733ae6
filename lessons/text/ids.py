"""Names a teacher types become ids, and ids that are still free."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

MOST = 64
"""Most characters of an id."""
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])")
"""Names that Windows gives to no file."""
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})


def id_of(text: str) -> str:
    """The text as an id: lower-case letters, digits and hyphens, at most ``MOST``; empty when nothing is left.

    Accents are dropped: ``"Élysée, 2025!"`` becomes ``"elysee-2025"``.
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    letters = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", ascii_only)).strip("-")[:MOST].rstrip("-")
    return f"{letters}-1" if _RESERVED.fullmatch(letters) else letters


def free_id(id: str, taken: Collection[str]) -> str:
    """``id``, or ``id-2``, ``id-3`` ... when it is taken."""
    if id not in taken:
        return id
    number = 2
    while f"{id}-{number}" in taken:
        number += 1
    return f"{id}-{number}"


WORDS = 5
"""Words of a text that its id is made of."""
NEAR = 0.65
"""How much of two texts is the same when one is taken for the other, edited."""
ENDS = 1 / 3
"""How many words of two texts that stand at one place are the same, from the start and from the end, when one is taken
for the other, edited."""
MOST_COMPARED = 400
"""Characters of a text that are compared."""


@dataclass(frozen=True)
class KeptTexts:
    """The texts of a list by the ids under which they were in use, in the order of the list."""

    texts: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    """Those that had left the list before: they come back only word for word, and nothing else gets their ids."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """By ids, ``sum_of`` what else was said with the texts, as why an answer is right; not of all."""

    def without(self, ids: Collection[str]) -> "KeptTexts":
        """The texts but for those of some ids."""
        return KeptTexts(
            {id: text for id, text in self.texts.items() if id not in ids},
            {id: text for id, text in self.gone.items() if id not in ids},
            {id: sum for id, sum in self.sums.items() if id not in ids},
        )

    def with_later(self, later: "KeptTexts") -> "KeptTexts":
        """The later texts, and what has gone since among what was gone before."""
        before = {**self.gone, **self.texts, **later.gone}
        gone = {id: text for id, text in before.items() if id not in later.texts}
        return KeptTexts(later.texts, gone, later.sums)


NOTHING_KEPT = KeptTexts()


def ids_of(
    texts: Sequence[str],
    own: Sequence[str] = (),
    starts: Sequence[str] = (),
    kept: KeptTexts = NOTHING_KEPT,
    sums: Sequence[str] = (),
) -> tuple[str, ...]:
    """An id for each text of a list: its first words, so that mending the rest changes nothing.

    ``own`` are the ids that the texts have already, empty where one is to be made; ``starts`` what an id is made of
    where that is not the text, whose words it must not tell; ``kept`` texts of before by their ids, which stay with
    texts that are nearly the same and go to no other; ``sums`` are ``sum_of`` what else is said with each text. Texts
    that begin alike get a checksum as well, all of them, so that none has the id of another when lines change places;
    a text without a letter that an id may have gets the checksum alone. Only texts that are the same are told apart by
    a number.
    """
    given = list(own or ("",) * len(texts))
    named = starts or texts
    starts = [
        id_of(" ".join((start or text).split()[:WORDS])) for start, text in zip(named, texts, strict=True)
    ]
    before = {**kept.texts, **kept.gone}
    for place, start in enumerate(starts):  # what is not called by its text is the same while its name is
        if named[place] != texts[place] and start in before and starts.count(start) == 1 and not given[place]:
            given[place] = start
    own = _joined(texts, given, kept, sums or ("",) * len(texts)) if before else given
    used = {*own, *before}
    taken = set(used)
    alike: dict[str, set[str]] = {}
    for start, text, id in zip(starts, texts, own, strict=True):
        if not id:
            alike.setdefault(start, set()).add(text)
    ids: list[str] = []
    for start, text, id in zip(starts, texts, own, strict=True):
        if not id:
            clear = start and len(alike[start]) == 1 and start not in used
            id = free_id(start if clear else f"{start[:50]}-{_checksum(text)}".lstrip("-"), taken)
            taken.add(id)
        ids.append(id)
    return tuple(ids)


def sum_of(said: Iterable[str]) -> str:
    """A checksum of what is said in sentences; empty where nothing is: a word or two say nothing of their own."""
    sentences = [_folded(text) for text in said if len(text.split()) > 2]
    return _checksum("\n".join(sentences)) if sentences else ""


def _joined(texts: Sequence[str], own: Sequence[str], kept: KeptTexts, sums: Sequence[str]) -> list[str]:
    """The ids of the texts, with those that were kept for the same text, or for the one that it was before an edit.

    That is the one with which alone the same was said, word for word; else the one most like it; else the one that
    stood between the same neighbours and has some of its words still.
    """
    from difflib import SequenceMatcher

    made = list(own)
    left = {id: _folded(text) for id, text in (*kept.texts.items(), *kept.gone.items()) if id not in own}
    for place, text in enumerate(texts):
        same = next((id for id, one in left.items() if one == _folded(text)), None)
        if not made[place] and same is not None:
            made[place] = same
            del left[same]
    left = {id: text for id, text in left.items() if id in kept.texts}
    said = Counter(kept.sums.get(id, "") for id in kept.texts)
    for place, sum in enumerate(sums):
        alone = sum and sums.count(sum) == said[sum] == 1 and not made[place]
        once = next((id for id in left if kept.sums.get(id) == sum), None) if alone else None
        if once is not None:
            made[place] = once
            del left[once]
    near = []
    for place, text in enumerate(texts):
        for id, one in left.items() if not made[place] else ():
            both = one[:MOST_COMPARED], _folded(text)[:MOST_COMPARED]
            alike = SequenceMatcher(None, *both, autojunk=False).ratio()
            if alike >= NEAR:
                near.append((-alike, place, id))
    for _alike, place, id in sorted(near):
        if not made[place] and id in left:
            made[place] = id
            del left[id]
    between = {(before, after): id for before, id, after in _with_neighbours([*kept.texts])}
    for place, (before, id, after) in enumerate(_with_neighbours(made)):
        stood = between.get((before, after), "")
        if not id and stood in left and _same_ends(left[stood], _folded(texts[place])) >= ENDS:
            made[place] = stood
            del left[stood]
    return made


def _with_neighbours(ids: Sequence[str]) -> list[tuple[str | None, str, str | None]]:
    """Each id with the one before it and the one after it, ``None`` at the ends."""
    return [*zip((None, *ids[:-1]), ids, (*ids[1:], None), strict=True)] if ids else []


def _same_ends(before: str, after: str) -> float:
    """The share of words that two texts have in common from the start and from the end: an edit leaves them."""
    old, new = before.split(), after.split()
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    last = next((at for at in range(most - first) if old[-1 - at] != new[-1 - at]), most - first)
    return (first + last) / max(len(old), len(new), 1)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _checksum(text: str) -> str:
    return sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:6]
