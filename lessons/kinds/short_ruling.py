"""How a short answer is judged: word for word, then by what says the same, then stars, then small typos."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from lessons.i18n import _
from lessons.kinds.languages import Language
from lessons.kinds.phrases import ANY, Pattern, fits_alike, fits_all, strict_readings, strict_words
from lessons.kinds.spelling import slips
from lessons.kinds.wording import paragraphs
from lessons.model.result import Verdict


@dataclass(frozen=True, slots=True)
class Wording:
    """An accepted or rejected wording, ready to compare."""

    pattern: Pattern
    credit: Fraction
    why: str

    @property
    def open(self) -> bool:
        """Whether it has a star."""
        return any(token.endswith(ANY) for token in self.pattern.tokens)


@dataclass(frozen=True)
class Wordings:
    """The lines of a key."""

    accept: tuple[Wording, ...]
    reject: tuple[Wording, ...]
    spelling: bool
    language: Language
    articles: frozenset[str]
    """May be left out at the beginning of an answer."""
    taken: tuple[Collection[str], ...]
    """Words that are never typos: those of the articles, of the key's wordings and of the technique names."""

    @property
    def best(self) -> tuple[Wording, ...]:
        """The wordings that earn full marks."""
        return tuple(wording for wording in self.accept if wording.credit == 1)


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of an answer, and the ways in which they can be read; one leading article is left out."""

    words: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The judgement on an answer."""

    verdict: Verdict
    credit: Fraction = Fraction(0)
    why: str = ""


def typed_words(text: str, articles: frozenset[str]) -> Typed:
    """The answer, ready to be judged."""
    words = strict_words(text, sorted(articles))
    return Typed(words, tuple(headless(way, articles) for way in strict_readings(text)))


def headless(words: tuple[str, ...], articles: frozenset[str]) -> tuple[str, ...]:
    """The words without one leading article."""
    return words[1:] if len(words) > 1 and words[0] in articles else words


def ruling_on(bound: Wordings, typed: Typed) -> Ruling:
    """The judgement on the words typed; there is at least one."""
    closed = [wording for wording in bound.accept if not wording.open]
    for same in (_word_for_word, _alike):
        for wording in bound.reject:
            if same(wording, typed):
                return Ruling(Verdict.WRONG, why=wording.why)
        for wording in closed:
            if same(wording, typed):
                return _earned(wording)
    for wording in bound.accept:
        if wording.open and (_word_for_word(wording, typed) or _alike(wording, typed)):
            return _earned(wording) if not _denies(bound, wording, typed.words) else _for_teacher()
    return _forgiven(bound, typed) if bound.spelling else Ruling(Verdict.WRONG)


def _word_for_word(wording: Wording, typed: Typed) -> bool:
    """Comparing words passes over units and raised digits, so a number must be the same number too."""
    numbers = not wording.open and any(character.isdigit() for word in typed.words for character in word)
    return fits_all(wording.pattern.tokens, typed.words) and (not numbers or _alike(wording, typed))


def _alike(wording: Wording, typed: Typed) -> bool:
    return fits_alike(wording.pattern, typed.ways)


def _earned(wording: Wording, note: str = "") -> Ruling:
    verdict = Verdict.RIGHT if wording.credit == 1 else Verdict.PARTLY if wording.credit else Verdict.WRONG
    return Ruling(verdict, wording.credit, paragraphs([note, wording.why]))


def _denies(bound: Wordings, wording: Wording, typed: Sequence[str]) -> bool:
    """Whether the words under a star hold a "not" that may turn the answer round."""
    negators = bound.language.negators
    return sum(word in negators for word in typed) > sum(word in negators for word in wording.pattern.words)


def _for_teacher() -> Ruling:
    why = _(
        "There is a \u201cnot\u201d or a word like it in your answer, and the program cannot judge that. "
        "Ask your teacher to look."
    )
    return Ruling(Verdict.DEBATABLE, why=why)


def _forgiven(bound: Wordings, typed: Typed) -> Ruling:
    """The accepted wording that is the fewest slips away, unless a rejected one is as near."""
    near = _nearest(bound, bound.accept, typed)
    if near is None:
        return Ruling(Verdict.WRONG)
    rejected = _nearest(bound, bound.reject, typed)
    if rejected is not None and rejected[0] <= near[0]:
        return Ruling(Verdict.WRONG, why=rejected[1].why)
    spelling = " ".join(near[1].pattern.words)
    return _earned(near[1], _("Accepted; spelling: {spelling}.").format(spelling=spelling))


def _nearest(bound: Wordings, wordings: Sequence[Wording], typed: Typed) -> tuple[int, Wording] | None:
    best: tuple[int, Wording] | None = None
    for wording in wordings:
        if wording.open:
            continue
        for tokens, words in product(wording.pattern.alike, typed.ways):
            distance = slips(words, tokens, bound.taken, bound.language)
            if distance is not None and (best is None or distance < best[0]):
                best = distance, wording
    return best
