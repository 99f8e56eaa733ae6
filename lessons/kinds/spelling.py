"""Small slips of the keys that ``short`` forgives: how many, and when one is none.

Counted by optimal string alignment: letters added, left out, changed, and neighbours swapped, each once. Words of up to
4 letters must be exact, up to 8 may have one slip, longer ones two. Never forgiven: a digit, a word that says the
opposite, and a word that is a word of the lesson, for then it is no typo.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache

from lessons.kinds.languages import Language
from lessons.kinds.phrases import (
    loose_readings,
    loose_words,
)


@lru_cache(maxsize=8)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a text in the form in which they are compared."""
    return frozenset(loose_words(text)).union(*loose_readings(text))


def allowed(word: str) -> int:
    """How many slips a wanted word of this length forgives."""
    return 0 if len(word) <= 4 else 1 if len(word) <= 8 else 2


def slips(
    typed: Sequence[str], accepted: Sequence[str], taken: Sequence[Collection[str]], language: Language
) -> int | None:
    """How many slips make ``accepted`` out of ``typed``, word by word; ``None`` when they cannot be forgiven.

    A typed word that stands in any collection of ``taken`` is another word and no typo.
    """
    if len(typed) != len(accepted):
        return None
    total = 0
    for one, other in zip(typed, accepted, strict=True):
        if one == other:
            continue
        distance = _slip(one, other, taken, language)
        if distance is None:
            return None
        total += distance
    return total


def _slip(typed: str, accepted: str, taken: Sequence[Collection[str]], language: Language) -> int | None:
    limit = allowed(accepted)
    if not limit or abs(len(typed) - len(accepted)) > limit:
        return None
    if any(character.isdigit() for character in typed + accepted):
        return None
    if _opposite(typed, accepted, language) or any(typed in words for words in taken):
        return None
    from rapidfuzz.distance import OSA

    distance = OSA.distance(typed, accepted, score_cutoff=limit)
    return distance if distance <= limit else None


def _opposite(typed: str, accepted: str, language: Language) -> bool:
    """Whether one of the two says no and the other does not: by its beginning, or as a word."""
    if (typed in language.negators) != (accepted in language.negators):
        return True
    return typed.startswith(language.prefixes) != accepted.startswith(language.prefixes)
