"""No message says "1 answers": what counts things is told by ``plural`` or ``counted``, which know the number."""

import ast
import re
from pathlib import Path

import pytest

from tests.helpers.source import PRODUCT, ROOT, nodes

COUNTED = re.compile(
    r"(?<!of )(?<!to )(?<!most )(?<!least )(?<!than )\{[a-z_]*\} (?:new |damaged )?([a-z]+)s\b"
)
"""A number before a plural. After "at most", "2 to", "3 of" it is a bound, of which one is never told."""
VERBS = frozenset(
    [
        "goe",
        "ha",
        "hold",
        "i",
        "lie",
        "need",
        "read",
        "say",
        "show",
        "stand",
        "thi",
        "work",
        "doe",
        "decide",
        "stay",
    ]
)
NEVER_ONE = (
    "inside {most} folders",  # a limit
    "for {seconds} seconds",  # a limit
    "in {n} days",  # one is "tomorrow"
    "{count} assignments called",  # told of two or more
    "not taken, {count} files",  # told of two or more
    "{hints} hints each",  # a mean, as 1.0
    "{words} words",  # of an article
    "{count} words, {high} at most",  # more than the most
)


def messages(path: Path) -> list[tuple[int, str]]:
    """The texts that go through ``_`` and know no number, with their lines."""
    return [
        (node.lineno, part.value)
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        for part in node.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


@pytest.mark.parametrize("package", ["lessons", "tui"])
def test_no_message_has_a_plural_that_does_not_know_its_number(package: str) -> None:
    told = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in PRODUCT
        if path.is_relative_to(ROOT / package)
        for line, text in messages(path)
        for found in COUNTED.finditer(text)
        if found[1] not in VERBS and not any(bound in text for bound in NEVER_ONE)
    ]
    assert not told


def test_the_search_finds_what_it_looks_for() -> None:
    for text in (
        "Handed in {answered} answers.",
        "{n} minutes",
        "{file}: {count} damaged lines were passed over",
    ):
        assert COUNTED.search(text)
    for text in (
        "at most {most} characters",
        "{n} of {total} exercises",
        "{low} to {high} words",
        "{count} answer",
    ):
        assert not COUNTED.search(text)
