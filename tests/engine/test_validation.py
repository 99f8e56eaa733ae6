"""What does not fit a field is told in a teacher's words, at its line and column."""

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from lessons.loading.document import Document, Trail
from lessons.loading.validation import MAX_PROBLEMS, validate
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.fields import Fields, Flag, Identifier, Identifiers, Integer, Line, Number, Text, Texts
from lessons.model.scalar import Plain
from tests.helpers.fixture_cases import Case, cases


class Quoted(Fields):
    quote: Text
    nth: Annotated[Integer | None, Field(ge=1)] = None


class Words(Fields):
    kind: Literal["words"]
    id: Identifier
    words: Annotated[Identifiers, Field(min_length=1)]


class Inner(Fields):
    text: Text


class Typed(Fields):
    kind: Literal["text"]
    id: Identifier
    text: Text | Inner


Item = Annotated[Words | Typed, Field(discriminator="kind")]


class Whole(Fields):
    title: Line
    size: Annotated[Integer, Field(ge=1, le=3)] = 1
    share: Annotated[Number, Field(gt=0)] = Fraction(1)
    flag: Flag = False
    side: Literal["main", "beside"] = "main"
    note: Text | None = None
    names: Texts = ()
    items: Annotated[tuple[Item, ...], Field(strict=False)] = ()
    rows: dict[Identifier, Text | Quoted] = Field(default_factory=dict)
    steps: dict[Integer, Text] = Field(default_factory=dict)
    pair: Annotated[tuple[Integer, Integer] | None, Field(strict=False)] = None


def read(text: str) -> Document:
    document = read_yaml_text(text, Path("x.yaml"))
    assert not document.problems
    return document


@pytest.mark.parametrize("case", cases("field_faults.txt"), ids=lambda case: case.title)
def test_faults(case: Case) -> None:
    document = read(case.given)
    found = validate(Whole, document.value, document)
    problems = found if isinstance(found, list) else []
    lines = [
        f"{p.place.line}:{p.place.column} {p.code} {p.found}; expected {p.expected}; {p.fix}"
        for p in problems
    ]
    assert "\n".join(lines) == case.expected


def test_a_sound_value_is_typed() -> None:
    document = read(
        "title: no\nsize: 2\nshare: 1/3\nflag: true\nnames: one\nrows: {a: {quote: 12:30}}\nsteps: {1: x}"
    )
    found = validate(Whole, document.value, document)
    assert isinstance(found, Whole)
    assert (found.title, found.size, found.share, found.flag) == ("no", 2, Fraction(1, 3), True)
    assert found.names == ("one",)
    assert found.rows == {"a": Quoted(quote="12:30")}
    assert found.steps == {1: "x"}
    assert type(found.title) is str


def test_a_part_of_a_document_keeps_its_places() -> None:
    document = read("answers:\n  one:\n    title: T\n    size: 9\n")
    assert isinstance(document.value, dict)
    assert isinstance(document.value["answers"], dict)
    problems = validate(Whole, document.value["answers"]["one"], document, ("answers", "one"))
    assert isinstance(problems, list)
    assert [(problem.place.line, problem.place.column) for problem in problems] == [(4, 11)]


def test_a_field_made_of_a_shorter_spelling_keeps_its_place() -> None:
    """Real models take ``c12: [a, B]`` for ``c12: {is: [a, B]}``; the step ``is`` is not in the file."""
    from lessons.kinds.accepted import AcceptedField

    class Rows(Fields):
        rows: dict[Identifier, AcceptedField]

    document = read("rows:\n  c12: [a, B C]\n  c13: {is: a, wrogn: {}}\n")
    problems = validate(Rows, document.value, document)
    assert isinstance(problems, list)
    assert [(p.place.line, p.place.column, p.code) for p in problems] == [(2, 12, "F209"), (3, 16, "F201")]
    assert problems[1].fix == "did you mean 'wrong'?"


def test_there_are_never_endless_problems() -> None:
    document = read("title: T\nrows:\n" + "".join(f"  r{n}: [x]\n" for n in range(15_000)))
    problems = validate(Whole, document.value, document)
    assert isinstance(problems, list)
    assert len(problems) == MAX_PROBLEMS


SOUND = """\
title: T
size: 2
flag: true
names: [a, b]
items:
- kind: words
  id: a
  words: [x, y]
- kind: text
  id: b
  text: {text: z}
rows:
  r1: a text
  r2: {quote: q, nth: 2}
steps: {1: low}
pair: [1, 2]
"""
SCRAPS: list[Any] = [None, Plain("x"), Plain("7"), "7", "", "a\nb", [], {}, [None], {"a": Plain("b")}, ["x", ["y"]],
                     Plain("Ü x"), Plain("-1"), Plain("text"), {"text": []}, Plain("x" * 21_000)]  # fmt: skip


def trails(value: object, at: Trail = ()) -> Iterator[Trail]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, child in children:
        yield (*at, step)
        yield from trails(child, (*at, step))


@pytest.mark.parametrize("seed", range(200))
def test_a_planted_fault_is_told_where_it_was_planted(seed: int) -> None:
    chance = random.Random(seed)
    document = read(SOUND)
    trail = chance.choice(list(trails(document.value)))
    around = trail[:-1] if trail[-1] == "kind" else trail  # another kind makes the other fields wrong
    inside = [other for other in trails(document.value) if other[: len(around)] == around]
    parent: Any = document.value
    for step in trail[:-1]:
        parent = parent[step]
    parent[trail[-1]] = chance.choice(SCRAPS)
    found = validate(Whole, document.value, document)
    if isinstance(found, list):
        allowed = {document.value_at(trail[:length]) for length in range(len(trail) + 1)}
        allowed |= {place for other in inside for place in (document.key_at(other), document.value_at(other))}
        for problem in found:
            assert (problem.place.line, problem.place.column) in allowed
            assert problem.code != "F210", "every complaint the fields can make has words of its own"
            assert problem.fix
