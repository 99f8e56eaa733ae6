"""What must hold for every key of marks and every answer, whatever they are."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lessons.kinds import marking
from lessons.kinds.marking import MarkKey, blind, chance_of, share_of, tally
from lessons.kinds.units import bits
from lessons.model.answer import Mark, MarkAnswer
from lessons.model.article import Article
from lessons.model.problem import Severity
from lessons.text.spans import Span
from tests.engine.test_characters import published
from tests.helpers.articles import article_of
from tests.helpers.examples import examples
from tests.helpers.marking import Marking, anchor_fields
from tests.helpers.marking import marking as bind

HUNDREDS = examples(200)
TECHNIQUES = ["loaded", "vague", "slogan", "fear"]


@dataclass(frozen=True)
class World:
    """A random exercise: the fields of its key, and the bound exercise."""

    made: Marking
    mark: list[dict[str, Any]]
    traps: list[dict[str, Any]]
    task: dict[str, Any]
    more: dict[str, Any]

    @property
    def key(self) -> MarkKey:
        return self.made.key

    def again(self, **change: Any) -> Marking:
        """The same exercise bound anew with something changed."""
        fields = {"article": self.made.article, "mark": self.mark, "traps": self.traps, "task": self.task}
        return bind(**{**fields, **self.more, **change})

    def word(self, unit: int) -> dict[str, Any]:
        """A raw mark on one unit."""
        return dict(zip(("start", "end"), self.key.units.table[unit], strict=True))


@st.composite
def worlds(draw: st.DrawFn, *, label: bool | None = None, need: bool = True) -> World:
    """Small articles of repeated words, with phrases that may touch but not overlap, debatable ones and traps."""
    lengths = draw(st.lists(st.integers(1, 9), min_size=2, max_size=8))
    random = draw(st.randoms(use_true_random=False))
    words = iter(lambda: random.choice(["war", "a", "peace-plan", "he's", "of", "x"]), None)
    sentences = [" ".join(next(words) for _ in range(length)) + ". So" for length in lengths]
    half = len(sentences) // 2
    article = article_of(" ".join(sentences[:half]), " ".join(sentences[half:]))
    table = article.words
    cuts = sorted(draw(st.sets(st.integers(0, len(table)), min_size=2, max_size=10)))
    named = draw(st.booleans()) if label is None else label
    mark: list[dict[str, Any]] = []
    traps: list[dict[str, Any]] = []
    for first, after in pairwise(cuts):
        role = draw(st.sampled_from(["key", "key", "none", "none", "none", "debatable", "trap"]))
        after = min(after, first + 4)
        fields = anchor_fields(article, Span(table[first][0], table[after - 1][1]))
        if role == "trap":
            traps.append(fields)
        elif role == "debatable":
            mark.append({**fields, "debatable": True})
        elif role == "key":
            fields["technique"] = draw(st.sampled_from(TECHNIQUES))
            fields["weight"] = draw(st.sampled_from([1, 1, 2, Fraction(1, 3)]))
            if draw(st.booleans()):
                core = article.text[table[first][0] : table[first][1]]
                if fields["quote"].split().count(core) == 1 and fields["quote"].count(core) == 1:
                    fields["core"] = core
            mark.append(fields)
    count = sum("weight" in fields for fields in mark)
    task: dict[str, Any] = {"label": True} if named else {}
    if need and count and draw(st.integers(0, 3)) == 0:
        task["need"] = draw(st.integers(1, count))
    if draw(st.integers(0, 3)) == 0:
        task["unit"] = "char"
    more = {"grace": draw(st.integers(0, 2)), "family-credit": draw(st.sampled_from([0, Fraction(1, 2)]))}
    made = bind(article, mark, traps, task, **more)
    assume(not [fault for fault in made.faults if fault.severity is Severity.ERROR])
    return World(made, mark, traps, task, more)


def marks(world: World, data: st.DataObject, most: int = 6) -> list[dict[str, Any]]:
    """Raw marks anywhere in the article, often on key phrases, sometimes named."""
    length = len(world.made.article.text)
    phrases = [phrase.span for phrase in world.key.phrases]
    anywhere = st.tuples(st.integers(0, length - 1), st.integers(1, 30)).map(
        lambda two: Span(two[0], min(length, two[0] + two[1]))
    )
    spans = data.draw(st.lists(st.sampled_from(phrases) | anywhere if phrases else anywhere, max_size=most))
    raw = []
    for span in spans:
        mark: dict[str, Any] = {"start": span.start, "end": span.end}
        technique = data.draw(st.sampled_from([None, *TECHNIQUES]))
        raw.append({**mark, "technique": technique} if technique else mark)
    return raw


# A second implementation, over sets of words, from the text of the formula -----------------------------------------


def by_hand(world: World, raw: list[dict[str, Any]]) -> Fraction:
    key, article = world.key, world.made.article
    units = list(key.units.table)
    sentence = [
        next(n for n, (low, high) in enumerate(article.sentences) if low <= start < high)
        for start, _end in units
    ]

    def chosen(spans: list[tuple[int, int]]) -> set[int]:
        covered = {offset for low, high in spans for offset in range(low, high)}
        return {
            n for n, (low, high) in enumerate(units) if 2 * len(covered & set(range(low, high))) > high - low
        }

    def near(words: set[int]) -> set[int]:
        return {
            other
            for word in words
            for other in range(word - key.grace, word + key.grace + 1)
            if 0 <= other < len(units) and sentence[other] == sentence[word]
        }

    extents = [chosen([phrase.span]) for phrase in key.phrases]
    wanted = set().union(*extents) if extents else set()
    open_words = [chosen([phrase.span]) for phrase in key.debatable]
    trapped = set().union(*(chosen([trap.span]) for trap in key.traps)) if key.traps else set()
    neutral: set[int] = set().union(*open_words) if open_words else set()
    for words in [*extents, *open_words]:
        neutral |= near(words) - trapped
    counted = {word for word in range(len(units)) if word in wanted or word not in neutral}
    marked = chosen([(mark["start"], mark["end"]) for mark in raw]) & counted
    if not key.phrases:
        return Fraction(0 if marked else 1)
    if not marked:
        return Fraction(0)
    named = {
        technique: chosen([(m["start"], m["end"]) for m in raw if m.get("technique") == technique])
        for technique in {m.get("technique") for m in raw} - {None}
    }
    recall = Fraction(0)
    for phrase in key.phrases:
        core = set(bits(phrase.core))
        earned = Fraction(0)
        for word in core & marked:
            credits = [
                phrase.credits.get(str(technique), Fraction(0))
                for technique, words in named.items()
                if word in words
            ]
            mean = sum(credits, Fraction(0)) / len(credits) if credits else Fraction(0)
            earned += Fraction(1, 2) + mean / 2 if "label" in world.task else 1
        recall += phrase.weight * earned / len(core)
    recall /= sum(phrase.weight for phrase in key.phrases)
    if key.need:
        recall = min(Fraction(1), recall * len(key.phrases) / key.need)
    density = Fraction(len(wanted), len(counted))
    accuracy = max(Fraction(0), (Fraction(len(marked & wanted), len(marked)) - density) / (1 - density))
    return 2 * accuracy * recall / (accuracy + recall) if accuracy and recall else Fraction(0)


@HUNDREDS
@given(worlds(), st.data())
def test_the_score_is_the_formula(world: World, data: st.DataObject) -> None:
    raw = marks(world, data)
    assert world.made.score(raw).score == by_hand(world, raw)


# Bounds and lazy answers ----------------------------------------------------------------------------------------


@HUNDREDS
@given(worlds(), st.data())
def test_bounds(world: World, data: st.DataObject) -> None:
    made = world.made
    assert 0 <= made.score(marks(world, data)).score <= 1
    assert made.score(made.bound.perfect()).score == 1
    assert made.score(None).score == (0 if made.key.phrases else 1)
    for lazy in made.bound.lazy():
        assert made.score(lazy.answer).score == 0


@HUNDREDS
@given(world=worlds())
def test_the_chance_is_a_chance(world: World) -> None:
    kept = marking.DRAWS
    marking.DRAWS = 100
    try:
        assert 0 <= world.made.bound.chance < 1
        assert world.made.bound.chance == world.again().bound.chance
    finally:
        marking.DRAWS = kept


# One more word --------------------------------------------------------------------------------------------------


@HUNDREDS
@given(worlds(), st.data())
def test_one_more_word(world: World, data: st.DataObject) -> None:
    """A word of the key never lowers the score, another never raises it, a neutral one never changes it."""
    key, raw = world.key, [{name: mark[name] for name in ("start", "end")} for mark in marks(world, data)]
    score = world.made.score(raw).score
    already = tally(key, answered(world, raw)).everything
    free = [unit for unit in range(len(key.units)) if not already >> unit & 1]
    assume(free)
    unit = data.draw(st.sampled_from(free))
    more = world.made.score([*raw, world.word(unit)]).score
    if key.wanted >> unit & 1:
        assert more >= score
        core = any(phrase.core >> unit & 1 for phrase in key.phrases)
        if core and 0 < score < 1 and key.need is None:
            assert more > score
    elif key.counted >> unit & 1:
        assert more <= score
    else:
        assert more == score


def answered(world: World, raw: list[dict[str, Any]]) -> MarkAnswer:
    return MarkAnswer(tuple(Mark(Span(m["start"], m["end"]), m.get("technique")) for m in raw))


@HUNDREDS
@given(worlds(label=True), st.data())
def test_a_right_name_never_lowers(world: World, data: st.DataObject) -> None:
    assume(world.key.phrases)
    raw = marks(world, data)
    phrase = data.draw(st.sampled_from(world.key.phrases))
    assume(tally(world.key, answered(world, raw)).everything & phrase.extent == phrase.extent)
    named = {"start": phrase.span.start, "end": phrase.span.end, "technique": phrase.technique}
    assert world.made.score([*raw, named]).score >= world.made.score(raw).score


# What makes no difference ---------------------------------------------------------------------------------------


@HUNDREDS
@given(worlds(), st.data())
def test_order_repetition_splitting_and_merging_of_marks(world: World, data: st.DataObject) -> None:
    raw = marks(world, data)
    score = world.made.score(raw)
    other = data.draw(st.permutations(raw)) + data.draw(
        st.lists(st.sampled_from(raw), max_size=3) if raw else st.just([])
    )
    split: list[dict[str, Any]] = []
    for mark in other:
        cut = data.draw(st.integers(mark["start"] + 1, mark["end"]))
        split.append({**mark, "end": cut})
        if cut < mark["end"]:
            split.append({**mark, "start": cut})
    again = world.made.score(split)
    assert again.score == score.score
    assert again.arithmetic == score.arithmetic or "outside" in score.arithmetic + again.arithmetic
    assert again.parts == score.parts


@HUNDREDS
@given(worlds(), st.sampled_from([2, Fraction(1, 3), 25]), st.data())
def test_scaling_all_weights(world: World, factor: Any, data: st.DataObject) -> None:
    raw = marks(world, data)
    scaled = [
        {**fields, "weight": Fraction(fields["weight"]) * factor} if "weight" in fields else fields
        for fields in world.mark
    ]
    assert world.again(mark=scaled).score(raw).score == world.made.score(raw).score


@HUNDREDS
@given(worlds(), st.randoms(use_true_random=False), st.data())
def test_order_of_the_key_and_typography_of_its_quotes(
    world: World, random: Random, data: st.DataObject
) -> None:
    raw = marks(world, data)
    shuffled = [retyped(fields) for fields in random.sample(world.mark, len(world.mark))]
    other = world.again(mark=shuffled, traps=[retyped(fields) for fields in world.traps])
    assume(
        not [fault for fault in other.faults if fault.severity is Severity.ERROR]
    )  # a lookalike differs in signs
    assert other.score(raw).score == world.made.score(raw).score
    kinds = sorted(part.verdict for part in other.score(raw).parts)
    assert kinds == sorted(part.verdict for part in world.made.score(raw).parts)


def retyped(fields: dict[str, Any]) -> dict[str, Any]:
    """The same quote with other white space, quotation marks and dashes."""

    def change(words: str) -> str:
        return words.replace(" ", "\n  ").replace("'", "\u2019").replace("-", "\u2011")

    return {name: change(value) if name in ("quote", "core") else value for name, value in fields.items()}


@HUNDREDS
@given(worlds(), st.text("qrs .", min_size=1, max_size=40).filter(str.strip), st.data())
def test_an_insertion_elsewhere_moves_the_anchors_and_keeps_what_was_found(
    world: World, words: str, data: st.DataObject
) -> None:
    raw = marks(world, data)
    before = world.made.article
    new = article_of(words, *before.text.split("\n\n"))
    shift = len(words) + 2
    fields = [
        [moved(new, before, entry, shift) for entry in entries] for entries in (world.mark, world.traps)
    ]
    other = bind(new, fields[0], fields[1], world.task, **world.more)
    shifted = [{**mark, "start": mark["start"] + shift, "end": mark["end"] + shift} for mark in raw]
    assert [phrase.span for phrase in other.key.phrases] == [
        Span(phrase.span.start + shift, phrase.span.end + shift) for phrase in world.key.phrases
    ]
    found = [shares(key, marks) for key, marks in ((world.key, raw), (other.key, shifted))]
    assert found[0] == found[1]


def moved(new: Article, old: Article, fields: dict[str, Any], shift: int) -> dict[str, Any]:
    """Fields whose block labels count one paragraph more."""
    where = [str(int(label) + 1) for label in fields.get("where", [])]
    return {**fields, "where": where} if where else fields


def shares(key: MarkKey, raw: list[dict[str, Any]]) -> list[Fraction]:
    answer = MarkAnswer(tuple(Mark(Span(m["start"], m["end"]), m.get("technique")) for m in raw))
    return [share_of(key, phrase, tally(key, answer)) for phrase in key.phrases]


# The published measure, and blind answers -----------------------------------------------------------------------


@HUNDREDS
@given(worlds(), st.data())
def test_the_report_is_the_published_measure(world: World, data: st.DataObject) -> None:
    raw = marks(world, data)
    report = world.made.score(raw).characters
    assert report is not None
    gold = [(phrase.span.start, phrase.span.end) for phrase in world.key.phrases]
    predicted = [(mark["start"], mark["end"]) for mark in raw]
    assert (report.precision, report.recall, report.f1) == published([(gold, predicted)])


@HUNDREDS
@given(worlds(label=False, need=False), st.data())
def test_characters_as_units_agree_with_hand_counts(world: World, data: st.DataObject) -> None:
    plain = [{name: value for name, value in fields.items() if name != "core"} for fields in world.mark]
    made = world.again(mark=plain, task={"unit": "char"}, grace=0)
    assume(made.key.phrases)
    raw = marks(world, data)
    text = made.article.text
    covered = {at for mark in raw for at in range(mark["start"], mark["end"]) if not text[at].isspace()}
    for phrase, share in zip(made.key.phrases, shares(made.key, raw), strict=True):
        inside = {at for at in range(phrase.span.start, phrase.span.end) if not text[at].isspace()}
        assert share == Fraction(len(covered & inside), len(inside))


@pytest.mark.sample(1)
@pytest.mark.parametrize("label", [False, True])
def test_blind_answers_average_the_chance(label: bool) -> None:
    words = [f"w{number}" for number in range(120)]
    article = article_of(" ".join(words) + ".")
    quotes = [" ".join(words[first : first + 3]) for first in (4, 30, 33, 80)]
    mark = [{"quote": quote, "technique": "loaded"} for quote in quotes]
    made = bind(article, mark, task={"label": label})
    total = 0.0
    for number in range(3_000):
        drawn = [
            Mark(made.key.units.span(first, last), technique)
            for first, last, technique in blind(made.key, Random(number))
        ]
        total += float(made.bound.score(MarkAnswer(tuple(drawn))).score)
    assert abs(total / 3_000 - float(made.bound.chance)) < 0.02


def test_the_chance_depends_on_nothing_but_the_exercise_and_the_text() -> None:
    article = article_of("One two three four five six seven eight nine ten eleven twelve.")
    key = bind(article, [{"quote": "two three"}]).key
    assert chance_of(key) == chance_of(bind(article, [{"quote": "two three"}]).key)
    assert chance_of(replace(key, seed="another")) != chance_of(key)
