"""``debatable: true`` written into key.yaml: one place changes, everything else stays as it was typed."""

from difflib import ndiff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.key_edits import with_debatable
from lessons.loading.document import Trail
from lessons.loading.yaml_edit import open_yaml, piece_at
from tests.helpers.examples import examples
from tests.helpers.tiny import TINY

MARK: Trail = ("answers", "a", "mark", 1)


def changed(tmp_path: Path, text: str, trail: Trail = MARK) -> str | None:
    path = tmp_path / "key.yaml"
    path.write_bytes(text.encode())
    file = open_yaml(path)
    assert file is not None
    made = with_debatable(file, trail)
    return made.written() if made is not None else None


BLOCK = """\
format: 1   # the format
answers:
  a:
    mark:
      - {quote: one, why: x}
      # the second
      - quote: "two: it"   # said twice
        technique: slogan

        why: >
          long
          text
    why: y
"""


def test_block_mappings_keep_comments_and_blank_lines(tmp_path: Path) -> None:
    expected = BLOCK.replace("   # said twice\n", "   # said twice\n        debatable: true\n")
    assert changed(tmp_path, BLOCK) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{quote: two, why: x}", "{quote: two, debatable: true, why: x}"),
        ("{why: x, quote: two}", "{debatable: true, why: x, quote: two}"),
        ("{quote: 'a, b', also: [x, y]}", "{quote: 'a, b', debatable: true, also: [x, y]}"),
        ("{quote: two, debatable: false}", "{quote: two, debatable: true}"),
        ("{why: {a: b}, quote: two}", "{debatable: true, why: {a: b}, quote: two}"),
        ("{\n          quote: two}", "{\n          quote: two, debatable: true}"),
        ('{quote: "a\n          b", why: x}', '{debatable: true, quote: "a\n          b", why: x}'),
        ("quote: |\n          two", "debatable: true\n        quote: |\n          two"),
        ("why: x\n        quote: two", "debatable: true\n        why: x\n        quote: two"),
        ("{credit: 1, why: x}", "{debatable: true, why: x}"),
        ("why: x\n        credit: 1 # full", "why: x\n        debatable: true # full"),
    ],
)
def test_each_way_of_writing(tmp_path: Path, before: str, after: str) -> None:
    text = "format: 1\nanswers:\n  a:\n    mark:\n      - {quote: one}\n      - ITEM\n    why: y\n"
    assert changed(tmp_path, text.replace("ITEM", before)) == text.replace("ITEM", after)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_the_bom_stay(tmp_path: Path, line_end: str, bom: str) -> None:
    text = bom + BLOCK.replace("\n", line_end)
    made = changed(tmp_path, text)
    assert made is not None
    assert made.replace(f"        debatable: true{line_end}", "") == text


@pytest.mark.parametrize(
    "text",
    [
        "answers:\n  a:\n    mark: [{quote: one}, two]\n",
        "answers:\n  a:\n    mark: [{quote: one}]\n",
        "answers:\n  a:\n    mark: [{quote: one}, {}]\n",
        "answers:\n  a:\n    mark: {quote: one}\n",
        "answers:\n  a:\n    mark: [&x {quote: one}, *x]\n",
        "answers: [\n",
        "",
    ],
)
def test_what_is_not_there_or_not_sound_is_left_alone(tmp_path: Path, text: str) -> None:
    assert changed(tmp_path, text) is None


def test_a_credit_over_two_lines_is_refused(tmp_path: Path) -> None:
    text = "answers:\n  a:\n    mark:\n    - {quote: one}\n    - {credit:\n        1, why: x}\n"
    assert changed(tmp_path, text) is None


KEY = open_yaml(TINY / "key.yaml")
assert KEY is not None
PLACES = [
    *[("answers", "find-loaded", "mark", number) for number in range(3)],
    ("answers", "pick-sources", "options", "brook"),
    ("answers", "pick-sources", "options", "police"),
    ("answers", "whats-missing", "facts", "shoes"),
    ("annotations", 0),
]


@examples(25)
@given(st.lists(st.sampled_from(PLACES), max_size=7))
def test_any_of_them_one_after_another(places: list[Trail]) -> None:
    file = KEY
    assert file is not None
    for place in places:
        made = with_debatable(file, place)
        assert made is not None
        file = made
    lines = file.text.splitlines()
    assert KEY is not None
    touched = [line for line in ndiff(KEY.text.splitlines(), lines) if line.startswith("+ ")]
    assert len(touched) == len(set(places))
    for place in places:
        piece = piece_at(file.root(), (*place, "debatable"))
        assert piece is not None
        assert piece.value == "true"
