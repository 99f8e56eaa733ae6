"""What must hold for every key and every answer of every kind but ``mark``, whatever they are.

Each example is a random exercise and random answers to it; one pass looks at all the laws of a family.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.written_answers import read, write
from lessons.model.result import Score, Verdict
from tests.helpers.bound_kinds import make
from tests.helpers.examples import examples
from tests.helpers.random_exercises import CLASSES, FAMILIES, World, credit_sum, full

MANY = examples(200)
SEEDS = st.integers(0, 2**32 - 1)
ALL = sorted(FAMILIES)
UNGUESSED = ("short", "rewrite", "lookup online")
"""Families that nobody answers blindly: what is typed has no list to guess from."""


def world_of(family: str, seed: int) -> tuple[World, Random]:
    random = Random(f"{family}:{seed}")
    world = FAMILIES[family](random)
    assert world.made.errors == []
    return world, random


@pytest.mark.parametrize("family", ALL)
@MANY
@given(seed=SEEDS)
def test_scores_stay_in_their_bounds_and_explain_themselves(family: str, seed: int) -> None:
    """0 to 1; the key scores 1, nothing scores 0, lazy answers no more than is said of them; verdicts in words."""
    world, random = world_of(family, seed)
    made = world.made
    assert 0 <= made.chance < 1
    assert made.worth(made.bound.perfect()) == 1
    assert made.worth(None) == 0
    for lazy in made.bound.lazy():
        assert made.worth(lazy.answer) <= lazy.most
    for _ in range(3):
        raw = world.answer(random)
        score = made.score(raw)
        assert isinstance(score.score, Fraction)
        assert 0 <= score.score <= 1
        kept = write(read(made.form, raw, made.article, made.beside))
        assert made.score(kept) == made.score(raw) == score
        check_words(world, raw, score)


def check_words(world: World, raw: Any, score: Score) -> None:
    """A verdict an item, in words a student understands; where credits add up, they add up to the score."""
    assert score.arithmetic.endswith(".")
    assert world.made.bound.rule().endswith(".")
    assert len({part.id for part in score.parts}) == len(score.parts)
    for part in score.parts:
        shown = f" {part.text} {part.given} {part.expected} "
        assert [id for id in world.ids if f" {id} " in shown] == []
        assert part.text
        assert part.credit <= part.weight
        assert part.verdict is not Verdict.RIGHT or part.credit == part.weight or world.name == "order"
        assert part.given or part.verdict in (Verdict.MISSED, Verdict.DEBATABLE)
    if world.name in ("choice", "match", "label", "ledger", "scale", "compare", "short", "lookup"):
        credit, weight = credit_sum(world.made, raw)
        assert max(Fraction(0), credit / weight) == score.score


@pytest.mark.parametrize("family", ALL)
@MANY
@given(seed=SEEDS)
def test_names_and_the_order_of_the_file_do_not_matter(family: str, seed: int) -> None:
    world, random = world_of(family, seed)
    names = {id: f"x{random.randrange(10**6)}-{index}" for index, id in enumerate(world.ids)}

    def renamed(value: Any) -> Any:
        """With other ids, and mappings in another order."""
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {names.get(key, key): renamed(inner) for key, inner in items}
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        return names.get(value, value) if isinstance(value, str) else value

    other = world.again(renamed)
    for _ in range(3):
        raw = world.answer(random)
        assert other.worth(renamed(raw)) == world.made.worth(raw)
    assert other.chance == world.made.chance


@pytest.mark.parametrize(
    "family", ["match", "label", "ledger", "omission", "scale", "compare sort", "compare pick"]
)
@MANY
@given(seed=SEEDS)
def test_spaces_and_quotation_marks_of_quotes_do_not_matter(family: str, seed: int) -> None:
    world, random = world_of(family, seed)

    def spaced(value: Any) -> Any:
        if isinstance(value, dict):
            changed = {key: spaced(inner) for key, inner in value.items()}
            if isinstance(value.get("quote"), str):
                changed["quote"] = value["quote"].replace(" ", random.choice(["  ", "\u00a0", "\n", " \t"]))
            return changed
        return [spaced(inner) for inner in value] if isinstance(value, list) else value

    other = world.again(spaced)
    assert other.errors == []
    raw = world.answer(random)
    assert other.score(raw) == world.made.score(raw)
    assert other.form == world.made.form


@pytest.mark.parametrize("family", ["short", "rewrite"])
@MANY
@given(seed=SEEDS)
def test_spaces_case_and_quotation_marks_of_typed_text_do_not_matter(family: str, seed: int) -> None:
    world, random = world_of(family, seed)
    raw = world.answer(random)
    other = "  " + raw.upper().replace(" ", random.choice(["  ", "\u00a0", "\n"])) + " "
    if raw:
        other = random.choice(["\u201c{}\u201d", "'{}'", "{}.", "\u00ab{}\u00bb"]).format(other)
    assert world.made.worth(other) == world.made.worth(raw)


@pytest.mark.parametrize("family", ["choice several", "compare pick"])
@MANY
@given(seed=SEEDS)
def test_right_picks_raise_and_wrong_picks_lower(family: str, seed: int) -> None:
    world, random = world_of(family, seed)
    made = world.made
    picked = world.answer(random)
    before = made.worth(picked)
    for option in made.bound.options:
        if option.id in picked:
            continue
        after = made.worth([*picked, option.id])
        if option.debatable:
            assert after == before
        elif option.credit:
            assert after > before or after == before == 0
        else:
            assert after < before or after == before == 0
    assert made.worth([*picked, *picked]) == before


@pytest.mark.parametrize("family", ["match", "label", "ledger", "compare sort"])
@MANY
@given(seed=SEEDS)
def test_a_right_cell_raises_and_a_wrong_one_never_does(family: str, seed: int) -> None:
    world, random = world_of(family, seed)
    made = world.made
    raw: Any = write(read(made.form, world.answer(random), made.article, made.beside))
    before = made.worth(raw)
    cell = random.choice(made.bound.cells)
    row = raw.get(cell.row, {})
    given = row.get(cell.column)
    for option in cell.options:
        after = made.worth({**raw, cell.row: {**row, cell.column: option}})
        gain = cell.accepted.credit(option) - cell.accepted.credit(given)
        assert after - before == gain / len(made.bound.cells)
    blank = {column: option for column, option in row.items() if column != cell.column}
    assert before - made.worth({**raw, cell.row: blank}) == cell.accepted.credit(given) / len(
        made.bound.cells
    )


@MANY
@given(seed=SEEDS)
def test_full_marks_go_to_every_accepted_answer_and_only_to_them(seed: int) -> None:
    """Against the mappings themselves: what the key accepts is what earns."""
    world, _random = world_of("match", seed)
    for row, value in world.key["rows"].items():
        for option in world.task["options"]:
            share = Fraction(option in full(value), len(world.key["rows"]))
            assert world.made.worth({row: option}) == share


@MANY
@given(seed=SEEDS)
def test_facts_that_matter_raise_and_decoys_lower(seed: int) -> None:
    world, random = world_of("omission", seed)
    made = world.made
    raw = world.answer(random)
    before = made.worth(raw)
    claims = list(made.bound.claims)
    fact = random.choice(made.bound.facts)
    given = raw.get(fact.row.id)
    class_ = given["class"] if isinstance(given, dict) else given
    as_missing = {"class": "matters"} | ({"claim": random.choice(claims)} if claims else {})
    after = made.worth({**raw, fact.row.id: as_missing})
    if fact.role == "matters" and class_ != "matters":
        assert after > before or after == before == 0
    elif fact.role == "decoy":
        assert after < before or (after == before and (before == 0 or class_ == "matters"))
    elif fact.role == "neutral":
        assert after == before
    if fact.role != "matters" and class_ != "matters":
        assert {made.worth({**raw, fact.row.id: id}) for id in CLASSES[1:]} == {before}
    if fact.role == "matters" and claims:
        tied = [made.worth({**raw, fact.row.id: {"class": "matters", "claim": id}}) for id in claims]
        loose = made.worth({**raw, fact.row.id: "matters"})
        for claim, worth in zip(claims, tied, strict=True):
            assert worth > loose or (worth == loose and (loose == 0 or claim not in fact.claims))


@MANY
@given(seed=SEEDS)
def test_swapping_a_wrong_pair_of_neighbours_never_lowers(seed: int) -> None:
    """The pairs rise with each swap; where what can stay is the better count, the score may wait for the next."""
    world, random = world_of("order", seed)
    made = world.made
    items = [row.id for row in made.bound.rows]
    random.shuffle(items)
    before, ranks = made.worth(items), made.bound.ranks
    for place in range(len(items) - 1):
        swapped = [*items[:place], items[place + 1], items[place], *items[place + 2 :]]
        after = made.worth(swapped)
        if ranks[items[place]] > ranks[items[place + 1]]:
            assert after >= before
        elif ranks[items[place]] == ranks[items[place + 1]]:
            assert after == before
        else:
            assert after <= before
    assert made.worth(items[:-1]) <= before


@MANY
@given(seed=SEEDS)
def test_a_step_towards_the_range_never_lowers(seed: int) -> None:
    world, random = world_of("scale", seed)
    made = world.made
    raw = world.answer(random)
    item = random.choice(made.bound.rated)
    worth = {step: made.worth({**raw, item.row.id: step}) for step in made.bound.steps}
    steps = sorted(worth)
    for lower, higher in pairwise(steps):
        if higher <= item.low:
            assert worth[lower] <= worth[higher]
        if lower >= item.high:
            assert worth[lower] >= worth[higher]
    best = max(worth.values())
    assert {step for step in steps if worth[step] == best} == set(range(item.low, item.high + 1))


@MANY
@given(seed=SEEDS)
def test_loaded_words_lower_and_lost_facts_lower(seed: int) -> None:
    world, random = world_of("rewrite", seed)
    made = world.made
    text: str = world.answer(random)
    low, high = made.bound.rules.bounds
    before = made.worth(text)
    if not low <= len(text.split()) < high:
        return
    for rule in (*made.bound.rules.remove, *made.bound.rules.avoid):
        after = made.worth(f"{text} {rule.phrases[0].text}")
        assert after < before or after == before
        if before and rule.phrases[0].text not in text.split():
            assert after < before
    for rule in made.bound.rules.keep:
        kept = [word for word in text.split() if word != rule.phrases[0].text]
        if len(kept) >= low:
            assert made.worth(" ".join(kept)) <= before
    for rule in made.bound.rules.remove:
        clean = [word for word in text.split() if word != rule.phrases[0].text]
        if len(clean) >= low:
            assert made.worth(" ".join(clean)) >= before


def blind_cells(columns: list[tuple[str, str, list[str]]]) -> Callable[[Random], Any]:
    def answer(random: Random) -> Any:
        raw: dict[str, dict[str, str]] = {}
        for row, column, options in columns:
            raw.setdefault(row, {})[column] = random.choice(options)
        return raw

    return answer


def blind_answers(world: World) -> list[Callable[[Random], Any]]:
    """Ways to answer without reading; the chance is that of the best of them."""
    made, bound = world.made, world.made.bound
    if world.name in ("match", "label", "ledger") or (world.name == "compare" and hasattr(bound, "cells")):
        return [blind_cells([(cell.row, cell.column, list(cell.options)) for cell in bound.cells])]
    if world.name == "scale":
        return [blind_cells([(item.row.id, "answer", [*map(str, bound.steps)]) for item in bound.rated])]
    if world.name == "order":
        ids = [row.id for row in bound.rows]
        return [lambda random: random.sample(ids, len(ids))]
    if world.name == "omission":
        facts, claims = [fact.row.id for fact in bound.facts], list(bound.claims)

        def sorted_at_random(size: int) -> Callable[[Random], Any]:
            return lambda random: {
                fact: {"class": "matters"} | ({"claim": random.choice(claims)} if claims else {})
                for fact in random.sample(facts, size)
            }

        return [sorted_at_random(size) for size in range(1, len(facts) + 1)]
    if world.name == "lookup":
        cards, verdicts = [card.id for card in bound.cards], list(bound.verdicts)

        def opened_at_random(size: int) -> Callable[[Random], Any]:
            def blind(random: Random) -> Any:
                opened = random.sample(cards, size)
                return {"opened": opened, "verdict": random.choice(verdicts), "card": random.choice(opened)}

            return blind

        return [opened_at_random(size) for size in range(1, bound.opens + 1)]
    options = [option.id for option in bound.options]
    sizes = range(1, len(options) + 1) if getattr(made.form, "several", False) else [1]
    return [lambda random, size=size: random.sample(options, size) for size in sizes]  # type: ignore[misc]


@pytest.mark.sample(1)
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("family", [family for family in ALL if family not in UNGUESSED])
def test_blind_answers_average_to_the_chance(family: str, seed: int) -> None:
    world, random = world_of(family, seed)
    ways = blind_answers(world)
    draws = 4_000 if len(ways) == 1 else 2_000
    means = []
    for way in ways:
        total = sum(float(world.made.worth(way(random))) for _ in range(draws))
        means.append(total / draws)
    assert max(means) == pytest.approx(float(world.made.chance), abs=0.02)


@MANY
@given(text=st.text(max_size=300), accept=st.text("abc*.()[]+ ", min_size=1, max_size=12))
def test_no_typed_text_is_too_strange(text: str, accept: str) -> None:
    """Any answer against any pattern: a fault of the key, or a score."""
    made = make("short", {}, {"accept": [accept, "word"]})
    if not made.errors:
        assert 0 <= made.worth(text) <= 1
        assert made.worth(made.bound.perfect()) == 1
    original = f"{accept} word word word"
    rewritten = make(
        "rewrite",
        {"original": original},
        {"remove": [accept], "keep": [{"any": "word"}], "model": "word word"},
    )
    if not {"K773", "K774"} & set(rewritten.errors):
        assert 0 <= rewritten.worth(text) <= 1
