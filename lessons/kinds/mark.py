"""``mark``: mark words in an article, and name their techniques where the exercise asks for it."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from lessons.anchoring.places import found, places_of, squeeze
from lessons.kinds.accepted import explained_each, technique_credits, technique_options
from lessons.kinds.again import AgainField, bind_again
from lessons.kinds.answer_lines import AnswerLines, FirstWord
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.item import DEBATABLE, FINDING, TRAP, Again, Item, Judgement
from lessons.kinds.joining import Joiner
from lessons.kinds.languages import articles_of
from lessons.kinds.marking import KeyPhrase, MarkKey, SidePhrase, chance_of
from lessons.kinds.marking_words import rule_of, score_marks
from lessons.kinds.one_file import Desk
from lessons.kinds.units import Unit, Units, bits, units_of
from lessons.loading.document import Trail
from lessons.loading.placed import NOTHING, Placed
from lessons.model.answer import Answer, Mark, MarkAnswer, answer_of
from lessons.model.fields import Flag, Integer, Number, Quote, Role, TechniqueId, TechniqueIds, Text
from lessons.model.form import Form, MarkForm, Option
from lessons.model.result import Score
from lessons.text import comparable
from lessons.text.spans import Span

SMALL, OFTEN = 3, 3
"""Letters and occurrences of a word that may be an article, in a language that is not listed."""
DENSE = Fraction(2, 5)
"""With a larger share of the words in key phrases there is too little to tell them from."""


class MarkTask(Task):
    """Fields in lesson.yaml."""

    label: Flag = False
    """The student also names the technique of each mark."""
    techniques: TechniqueIds = ()
    """With ``label: true``: the techniques to choose from; the whole glossary if left out."""
    in_: Annotated[Literal["main", "beside"], Field(alias="in")] = "main"
    """The article to mark in: the lesson's own, or the second one."""
    need: Annotated[Integer | None, Field(ge=1, le=500), Role.NEED] = None
    """Tells the student to find at least so many."""
    unit: Literal["word", "char"] = "word"
    """What counts as one: a word, or a character in scripts without spaces."""


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
    {
        "find": FirstWord(about="Words to be found."),
        "debatable": FirstWord(
            {"debatable": "true"}, about="Words that may be marked or not.", asks=("why",)
        ),
        "trap": FirstWord(into="traps", about="Words that look like a finding and are none.", asks=("why",)),
    },
    "mark",
    asks=("technique", "plain", "core", "why"),
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
    _check_phrases(bench, bound)
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
        phrases: list[KeyPhrase] = []
        debatable: list[SidePhrase] = []
        for index, entry in enumerate(self.key.mark):
            at: Trail = ("mark", index)
            self._techniques(entry, at)
            spans = self._spans(entry, at)
            again = bind_again(self.bench, entry.again, at, entry.technique, unit=self.unit)
            for number, span in enumerate(spans):
                id = f"m{index}.{number}" if number else f"m{index}"
                words = self._words(span, at)
                if entry.debatable:
                    debatable.append(SidePhrase(id, span, words, entry.why, entry.technique, again))
                elif words:
                    phrases.append(self._wanted(entry, id, span, words, len(spans), again))
        return tuple(phrases), tuple(debatable)

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
            at: Trail = ("traps", index)
            again = bind_again(self.bench, entry.again, at, None, unit=self.unit)
            for number, span in enumerate(self._spans(entry, at)):
                id = f"t{index}.{number}" if number else f"t{index}"
                traps.append(SidePhrase(id, span, self._words(span, at), entry.why, again=again))
        return tuple(traps)

    def _spans(self, entry: Quote, at: Trail) -> tuple[Span, ...]:
        return self.bench.spans(entry, at, self.form.side, self.where)

    def _words(self, span: Span, at: Trail) -> int:
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

    def _wordless(self, at: Trail, what: str) -> None:
        fix = "name whole words, or use unit: char"
        self.bench.fault("K602", at, f"{what} holds no whole word", "at least one word, or most of it", fix)

    def _core(self, entry: PhraseField, span: Span, at: Trail, words: int) -> int:
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

    def _empty_edges(self, entry: PhraseField, at: Trail, words: int) -> None:
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

    def _techniques(self, entry: PhraseField, at: Trail) -> None:
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


def _check_phrases(bench: Bench, bound: MarkKey) -> None:
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


def place_of(id: str) -> Trail:
    """The place of a phrase in the key's mapping: ``"m3"`` and ``"m3.1"`` stand at ``("mark", 3)``."""
    return "mark" if id[0] == "m" else "traps", int(id[1:].partition(".")[0])


def _quoted(text: str, span: Span) -> str:
    return repr(" ".join(text[span.start : span.end].split()))


@dataclass(frozen=True)
class BoundMarks(Bound):
    """The words to be found in an article, whatever kind asks for them. The formula is in ``lessons.kinds.marking``."""

    key: MarkKey

    @property
    def marks(self) -> MarkKey:
        """The words to be found."""
        return self.key

    @cached_property
    def chance(self) -> Fraction:
        """The mean score of blind marks."""
        return chance_of(self.key)

    def rule(self) -> str:
        """The rule for students."""
        return rule_of(self.key)

    def score(self, answer: Answer) -> Score:
        """Found share against accuracy."""
        return score_marks(self.key, answer_of(MarkAnswer, answer))

    def perfect(self) -> MarkAnswer:
        """Every key phrase, with its technique where techniques are named."""
        named = self.key.techniques is not None
        return MarkAnswer(
            tuple(Mark(phrase.span, phrase.technique if named else None) for phrase in self.key.phrases)
        )

    def lazy(self) -> Iterator[Lazy]:
        """Everything marked, without a name and under each name: scores 0."""
        units = self.key.units
        if not units or not self.key.counted:  # nothing to mark, or nothing that could be wrong (K607)
            return
        whole = units.span(0, len(units) - 1)
        yield Lazy("everything marked", MarkAnswer((Mark(whole),)))
        for id, name in (self.key.techniques or {}).items():
            yield Lazy(f"everything marked as {name}", MarkAnswer((Mark(whole, id),)))

    def items(self) -> tuple[Item, ...]:
        """The phrases, then what is debatable, then the traps."""
        key = self.key
        aside = [*((one, None) for one in key.debatable), *((one, False) for one in key.traps)]
        return (
            *(self._item(phrase, right=True) for phrase in key.phrases),
            *(self._item(phrase, right=right) for phrase, right in aside),
        )

    def _item(self, phrase: KeyPhrase | SidePhrase, *, right: bool | None) -> Item:
        words = " ".join(self.key.text[phrase.span.start : phrase.span.end].split())
        return Item(
            phrase.id,
            words,
            right=right,
            technique=phrase.technique,
            again=phrase.again,
            at=place_of(phrase.id),
        )


class MarkWords(Kind[MarkTask, MarkFields]):
    """Mark words or phrases in an article."""

    name = "mark"
    example = Example("language", from_article="wording")
    task = MarkTask
    key = MarkFields
    lines = (MARK_LINES,)

    def write_out(self, desk: Desk) -> None:
        """To offer techniques is to ask for them; those that the phrases have are offered too."""
        (lines,) = self.lines
        read = desk.lines(lines)
        desk.put(lines, read)
        desk.offer(
            [line.answer[name] for line in read for name in ("technique", "also") if name in line.answer]
        )
        if "techniques" in desk.rest:
            desk.rest.setdefault("label", desk.head.here("true"))

    def join(self, joiner: Joiner) -> None:
        """Where techniques are named to choose from, they are asked for."""
        super().join(joiner)
        if "techniques" in joiner.task and joiner.task.get("label", NOTHING).text == "true":
            del joiner.task["label"]

    def usual(self, task: Mapping[str, Placed]) -> str:
        """Another question where techniques are named."""
        return f"{self.name}-label" if task.get("label", NOTHING).text == "true" else self.name

    def judgements(self, task: MarkTask, key: MarkFields) -> Iterator[Judgement]:
        """The phrases, and the traps where techniques are named."""
        return marks_judged(key.mark, key.traps, named=task.label)

    def form(self, task: MarkTask, bench: Bench) -> MarkForm:
        """The blocks to mark in and, with ``label``, the techniques to choose from."""
        if task.in_ == "beside" and bench.beside is None:
            fix = "add beside: to lesson.yaml"
            bench.fault("K609", ("in",), "in: beside", "a lesson with a second article", fix)
        if task.techniques and not task.label:
            fix = "add label: true, or leave techniques out"
            bench.warn("K610", ("techniques",), "techniques to choose from", "label: true", fix)
        techniques: tuple[Option, ...] = technique_options(task.techniques, bench) if task.label else ()
        return MarkForm(task.in_, bench.scope(task.where, ("where",), task.in_), techniques, task.need)

    def bind(self, task: MarkTask, key: MarkFields, form: Form, bench: Bench) -> BoundMarks:
        """Quotes become sets of words; what contradicts itself is a fault."""
        assert isinstance(form, MarkForm)  # made by form() above
        seed = f"{task.id}:{bench.side(form.side).hash}"
        return BoundMarks(bind_marks(key, form, bench, where=task.where, unit=task.unit, seed=seed))


def to_be_found(key: MarkKey) -> Bound:
    """These words as the key of an exercise, for questions that stand in no lesson."""
    return BoundMarks(key)
