"""Small typos in short answers: when a typed word may pass for the one wanted.

Distance is optimal string alignment: letters added, left out, changed, and neighbours swapped, each counted
once. Words of up to 4 letters must be exact, up to 8 may have one slip, longer ones two. Never forgiven: a
digit, a word that says the opposite, and a word that is a word of the lesson, for then it is no typo.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache

from lessons.kinds.languages import Language
from lessons.kinds.phrases import loose_readings, loose_words


@lru_cache(maxsize=8)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a text in the form in which they are compared."""
    return frozenset(loose_words(text)).union(*loose_readings(text))


def allowed(word: str) -> int:
    """How many slips a wanted word of this length forgives."""
    return 0 if len(word) <= 4 else 1 if len(word) <= 8 else 2


def slips(
    typed: Sequence[str], wanted: Sequence[str], taken: Sequence[Collection[str]], language: Language
) -> int | None:
    """How many slips make ``wanted`` out of ``typed``, word by word; ``None`` when they cannot be forgiven.

    A typed word that stands in any collection of ``taken`` is another word and no typo.
    """
    if len(typed) != len(wanted):
        return None
    total = 0
    for one, other in zip(typed, wanted, strict=True):
        if one == other:
            continue
        distance = _slip(one, other, taken, language)
        if distance is None:
            return None
        total += distance
    return total


def _slip(typed: str, wanted: str, taken: Sequence[Collection[str]], language: Language) -> int | None:
    limit = allowed(wanted)
    if not limit or abs(len(typed) - len(wanted)) > limit:
        return None
    if any(character.isdigit() for character in typed + wanted):
        return None
    if _opposite(typed, wanted, language) or any(typed in words for words in taken):
        return None
    from rapidfuzz.distance import OSA

    distance = OSA.distance(typed, wanted, score_cutoff=limit)
    return distance if distance <= limit else None


def _opposite(typed: str, wanted: str, language: Language) -> bool:
    """Whether one of the two says no and the other does not: by its beginning, or as a word."""
    if (typed in language.negators) != (wanted in language.negators):
        return True
    return typed.startswith(language.prefixes) != wanted.startswith(language.prefixes)
