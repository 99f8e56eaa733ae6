"""The key of marked phrases: its fields in key.yaml, and how quotes become sets of words.

Serves ``mark`` and ``compare`` with ``mode: mark``.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from lessons.anchoring.places import found, places_of, squeeze
from lessons.kinds.again import AgainField, bind_again
from lessons.kinds.base import Bench, Key, Path
from lessons.kinds.feedback import explained_each
from lessons.kinds.item import DEBATABLE, FINDING, TRAP, Again, Judgement
from lessons.kinds.languages import articles_of
from lessons.kinds.marking import KeyPhrase, MarkKey, SidePhrase
from lessons.kinds.one_file import AnswerLines, FirstWord
from lessons.kinds.techniques import technique_credits
from lessons.kinds.units import Unit, Units, bits, units_of
from lessons.model.fields import Flag, Integer, Number, Quote, Role, TechniqueId, TechniqueIds, Text
from lessons.model.form import MarkForm
from lessons.model.span import Span
from lessons.text import comparable

SMALL, OFTEN = 3, 3
"""Letters and occurrences of a word that may be an article, in a language that is not listed."""
DENSE = Fraction(2, 5)
"""With a larger share of the words in key phrases there is too little to tell them from."""


class PhraseField(Quote):
    """A phrase to be found, or a debatable one."""

    technique: TechniqueId | None = None
    """Its technique, an id of the glossary; needed with ``label: true``."""
    also: TechniqueIds = ()
    """Other techniques that earn full marks."""
    plain: Annotated[str, Role.EXPLANATION] = ""
    """Plainer words for it, shown after the answer."""
    core: Annotated[Text, Role.CORE] | None = None
    """The words of the quote that must be found; the rest may be marked. Without it: all but articles at its edges."""
    weight: Annotated[Number, Field(gt=0, le=100), Role.WEIGHT] = Fraction(1)
    """Its share of the exercise."""
    debatable: Annotated[Flag, Role.DEBATABLE] = False
    """Careful readers differ: marking it costs and earns nothing."""
    why: Annotated[str, Role.EXPLANATION] = ""
    """Why these words count; shown after the answer."""
    again: AgainField = ()
    """Fresh sentences in which it comes back for review to those who missed it."""


class TrapField(Quote):
    """A phrase that looks like a finding and is not."""

    why: Annotated[str, Role.EXPLANATION] = ""
    """Why these words do not count; shown to those who marked them."""
    again: AgainField = ()
    """Fresh sentences for review, for those who marked these words."""


class MarkFields(Key):
    """What key.yaml says of marks."""

    mark: Annotated[tuple[PhraseField, ...], Field(strict=False, max_length=500)]
    """What is to be found. ``mark: []`` when there is nothing to find."""
    traps: Annotated[tuple[TrapField, ...], Field(strict=False, max_length=500)] = ()
    """Words that look like a finding and are none."""
    otherwise: Annotated[str, Role.EXPLANATION] = ""
    """Shown for any other word that is marked."""
    grace: Annotated[Integer, Field(ge=0, le=10)] = 1
    """Words beside a quote that may be marked at no cost."""
    family_credit: Annotated[Number, Field(alias="family-credit", ge=0, le=1)] = Fraction(1, 2)
    """With ``label: true``: what another technique of the right family earns, 0 to 1."""


def marks_judged(
    mark: Iterable[PhraseField], traps: Iterable[TrapField], *, named: bool
) -> Iterator[Judgement]:
    """What the phrases of a key are; ``named``: their techniques are asked for.

    Without names an exercise asks a question of its own, and its traps are traps for that question only.
    """
    for index, phrase in enumerate(mark):
        names = (
            {phrase.technique, *phrase.also} if named and phrase.technique and not phrase.debatable else set()
        )
        says = DEBATABLE if phrase.debatable else FINDING
        yield Judgement(phrase.quote, says, ("mark", index), frozenset(names))
    for index, trap in enumerate(traps if named else ()):
        yield Judgement(trap.quote, TRAP, ("traps", index))


MARK_LINES = AnswerLines(
    "phrases",
    {"find": FirstWord(), "debatable": FirstWord({"debatable": "true"}), "trap": FirstWord(into="traps")},
    "mark",
)
"""How the phrases are written in one file."""


def bind_marks(
    key: MarkFields,
    form: MarkForm,
    bench: Bench,
    *,
    where: Sequence[str] = (),
    unit: Unit = "word",
    seed: str = "",
) -> MarkKey:
    """The key bound to the article of the form's side; faults go to the bench.

    ``where`` are the exercise's block labels; ``seed`` makes the blind draws repeatable.
    """
    article = bench.side(form.side)
    binder = _Binder(bench, form, units_of(article, form.scope, unit), key, tuple(where), unit)
    phrases, debatable = binder.phrases()
    names = {technique.id: technique.name for technique in bench.glossary.techniques}
    bound = MarkKey(
        text=article.text,
        units=binder.units,
        phrases=phrases,
        debatable=debatable,
        traps=binder.traps(),
        otherwise=key.otherwise,
        grace=key.grace,
        need=form.need,
        unit=unit,
        side=form.side,
        techniques={option.id: option.text for option in form.techniques} or None,
        names=names,
        seed=seed,
    )
    explained_each(bench, ("mark",), ((at, entry.quote, entry.why) for at, entry in enumerate(key.mark)))
    explained_each(bench, ("traps",), ((at, entry.quote, entry.why) for at, entry in enumerate(key.traps)))
    _check(bench, bound)
    return bound


class _Binder:
    """Turns the quotes of one key into sets of words and notes what is wrong with each."""

    def __init__(
        self, bench: Bench, form: MarkForm, units: Units, key: MarkFields, where: tuple[str, ...], unit: Unit
    ) -> None:
        self.bench, self.form, self.units, self.key, self.where = bench, form, units, key, where
        self.unit = unit
        article = bench.side(form.side)
        self.text = article.text
        self.language = article.masthead.language
        self.choices = [option.id for option in form.techniques]

    def phrases(self) -> tuple[tuple[KeyPhrase, ...], tuple[SidePhrase, ...]]:
        """What is to be found, and what is debatable. ``all`` shares the weight among its places."""
        wanted: list[KeyPhrase] = []
        debatable: list[SidePhrase] = []
        for index, entry in enumerate(self.key.mark):
            at: Path = ("mark", index)
            self._techniques(entry, at)
            spans = self._spans(entry, at)
            again = bind_again(self.bench, entry.again, at, entry.technique, unit=self.unit)
            for number, span in enumerate(spans):
                id = f"m{index}.{number}" if number else f"m{index}"
                words = self._words(span, at)
                if entry.debatable:
                    debatable.append(SidePhrase(id, span, words, entry.why, entry.technique, again))
                elif words:
                    wanted.append(self._wanted(entry, id, span, words, len(spans), again))
        return tuple(wanted), tuple(debatable)

    def _wanted(
        self, entry: PhraseField, id: str, span: Span, words: int, places: int, again: tuple[Again, ...]
    ) -> KeyPhrase:
        accepted = (entry.technique, *entry.also) if entry.technique is not None else ()
        return KeyPhrase(
            id=id,
            span=span,
            extent=words,
            core=self._core(entry, span, place_of(id), words) & words or words,
            weight=entry.weight / places,
            why=entry.why,
            plain=entry.plain,
            technique=entry.technique,
            credits=technique_credits(accepted, self.key.family_credit, self.bench),
            again=again,
        )

    def traps(self) -> tuple[SidePhrase, ...]:
        """What looks like a finding."""
        traps = []
        for index, entry in enumerate(self.key.traps):
            at: Path = ("traps", index)
            again = bind_again(self.bench, entry.again, at, None, unit=self.unit)
            for number, span in enumerate(self._spans(entry, at)):
                id = f"t{index}.{number}" if number else f"t{index}"
                traps.append(SidePhrase(id, span, self._words(span, at), entry.why, again=again))
        return tuple(traps)

    def _spans(self, entry: Quote, at: Path) -> tuple[Span, ...]:
        return self.bench.spans(entry, at, self.form.side, self.where)

    def _words(self, span: Span, at: Path) -> int:
        """The words of a quote; a quote outside the scope or without a whole word is a fault."""
        if not self.form.scope:  # unknown labels only: noted with the form
            return 0
        words = self.units.marked([span])
        starts = any(block.start <= span.start < block.end for block in self.form.scope)
        ends = any(block.start < span.end <= block.end for block in self.form.scope)
        if not (starts and ends):
            found = f"{_quoted(self.text, span)} lies outside the exercise's where"
            fix = "widen where in lesson.yaml, or take the phrase out"
            self.bench.fault("K604", (*at, "quote"), found, "a phrase that can be marked", fix)
            return 0
        if not words:
            self._wordless((*at, "quote"), "the quote")
        return words

    def _wordless(self, at: Path, what: str) -> None:
        fix = "name whole words, or use unit: char"
        self.bench.fault("K602", at, f"{what} holds no whole word", "at least one word, or most of it", fix)

    def _core(self, entry: PhraseField, span: Span, at: Path, words: int) -> int:
        if entry.core is None:
            if self.unit == "char":
                return words
            self._empty_edges(entry, at, words)
            return without_articles(self.text, self.units, words, self.language)
        places = found(places_of(self.text), entry.core, [span], ("", ""), 2) if squeeze(entry.core) else []
        if len(places) != 1:
            what = "does not stand in the quote" if not places else "stands in the quote more than once"
            expected = "words of the quote that stand in it once"
            self.bench.fault(
                "K601", (*at, "core"), f"{entry.core!r} {what}", expected, "copy the words from the quote"
            )
            return 0
        core = self.units.marked(places)
        if not core:
            self._wordless((*at, "core"), "the core")
        return core

    def _empty_edges(self, entry: PhraseField, at: Path, words: int) -> None:
        """Ask for a core where a quote begins or ends with what may be an article of a language that is not listed.

        Such a word is short and comes again and again.
        """
        if articles_of(self.language) is not None or words.bit_count() < 2:
            return
        every = [self._word(unit) for unit in range(len(self.units))]
        first, last = next(bits(words)), words.bit_length() - 1
        for word in (every[first], every[last]):
            if len(word) <= SMALL and word.isalpha() and every.count(word) >= OFTEN:
                found = f"the quote has {word!r} at its edge, which may carry nothing here"
                fix = "add core: with the words that must be found, or with all of them"
                self.bench.advise(
                    "K616", (*at, "quote"), found, "a core, where a small word need not be marked", fix
                )
                return

    def _word(self, unit: int) -> str:
        start, end = self.units.table[unit]
        return comparable(self.text[start:end])

    def _techniques(self, entry: PhraseField, at: Path) -> None:
        if entry.technique is not None:
            self.bench.technique(entry.technique, (*at, "technique"))
        self.bench.techniques(entry.also, (*at, "also"))
        if not self.choices or entry.debatable:
            return
        if entry.technique is None:
            expected = "a technique, because the exercise has label: true"
            self.bench.fault("K606", at, "a phrase without technique", expected, "add technique:")
        elif entry.technique not in self.choices:
            close = difflib.get_close_matches(entry.technique, self.choices, 1)
            fix = f"did you mean {close[0]!r}?" if close else "add it to techniques in lesson.yaml"
            found = f"{entry.technique!r} cannot be chosen in this exercise"
            self.bench.fault("K606", (*at, "technique"), found, "one of the exercise's techniques", fix)


def without_articles(text: str, units: Units, words: int, language: str) -> int:
    """The words without the articles of the language at both edges: they may be marked and need not be.

    All words when nothing else is left, or when the language is not listed.
    """
    articles = articles_of(language) or frozenset()
    inner = list(bits(words))
    for edge in (0, -1):
        while inner and comparable(text[slice(*units.table[inner[edge]])]) in articles:
            del inner[edge]
    return sum(1 << unit for unit in inner) or words


def _check(bench: Bench, bound: MarkKey) -> None:
    """What is wrong between the phrases."""
    _overlaps(bench, bound)
    debatable = 0
    for phrase in bound.debatable:
        debatable |= phrase.words
    for trap in bound.traps:
        if trap.words & (bound.wanted | debatable):
            found = f"the trap {_quoted(bound.text, trap.span)} overlaps a phrase under mark"
            at = (*place_of(trap.id), "quote")
            bench.fault("K605", at, found, "words of its own", "shorten one of the two quotes")
    fix = "widen where in lesson.yaml, or quote less"
    if bound.phrases and bound.density == 1:
        bench.fault("K607", ("mark",), "every word is in a key phrase", "words that are not", fix)
    elif not bound.phrases and bound.units and not bound.counted:
        bench.fault("K607", ("mark",), "every word is debatable", "words that are not", fix)
    elif bound.phrases and bound.density > DENSE:
        found = f"{round(100 * bound.density)} of 100 words are in key phrases"
        bench.warn("K607", ("mark",), found, "at most 40 of 100", fix)
    if bound.need is not None and bound.need > len(bound.phrases):
        found = f"need: {bound.need}, but {len(bound.phrases)} to find"
        bench.fault("K608", ("mark",), found, "as many phrases", "lower need in lesson.yaml, or add phrases")


def _overlaps(bench: Bench, bound: MarkKey) -> None:
    """Phrases that share words but not their technique: one word cannot be named twice."""
    owner: dict[int, KeyPhrase] = {}
    note = bench.fault if bound.techniques is not None else bench.warn
    for phrase in bound.phrases:
        for word in bits(phrase.extent):
            other = owner.setdefault(word, phrase)
            if other is not phrase and other.technique != phrase.technique:
                shown, shown_other = _quoted(bound.text, phrase.span), _quoted(bound.text, other.span)
                found = f"{shown} overlaps {shown_other}, with another technique"
                at = (*place_of(phrase.id), "quote")
                note("K603", at, found, "one technique a word", "shorten one of the two quotes")
                break


def place_of(id: str) -> Path:
    """The place of a phrase in the key's mapping: ``"m3"`` and ``"m3.1"`` stand at ``("mark", 3)``."""
    return "mark" if id[0] == "m" else "traps", int(id[1:].partition(".")[0])


def _quoted(text: str, span: Span) -> str:
    return repr(" ".join(text[span.start : span.end].split()))
