"""The registry holds all kinds; each fault has a code of its own."""

import re
from collections import Counter
from pathlib import Path

from lessons.kinds.registry import KINDS
from lessons.model.problem import Severity
from tests.helpers.bound_kinds import make

KINDS_FOLDER = Path(__file__).parents[2] / "lessons" / "kinds"


def test_all_twelve_kinds_are_there() -> None:
    names = "mark label choice match ledger omission order scale short rewrite compare lookup"
    assert set(KINDS) == set(names.split())
    assert all(KINDS[name].name == name for name in KINDS)


def test_a_code_means_one_thing() -> None:
    """Each code of the kinds is noted at one place; a key of ``in_one_file`` only words it anew."""
    text = "".join(path.read_text("utf-8") for path in KINDS_FOLDER.glob("*.py"))
    counts = Counter(re.findall(r'"(K7\d\d)"(?!:)', text))
    assert {code for code, count in counts.items() if count > 1} == set()
    assert len(counts) > 40


def test_each_item_without_a_why_is_told_at_its_own_place() -> None:
    made = make(
        "choice",
        {"options": {"a": "A", "b": "B", "c": "C"}},
        {"options": {"a": {"credit": 1}, "b": {"why": "Because."}, "c": {}}},
    )
    first, second = made.unexplained
    assert (first.severity, first.at, first.on_key) == (Severity.WARNING, ("options", "a"), True)
    assert (first.found, second.found) == ("no why for 'a'", "no why for 'c'")
    assert second.at == ("options", "c")


def test_marks_traps_and_loaded_words_need_a_why_too() -> None:
    key = {
        "mark": [{"quote": "7 to 2", "why": "Because."}, {"quote": "3 million"}],
        "traps": [{"quote": "council"}],
    }
    made = make("compare", {"mode": "mark"}, key)
    assert [warning.at for warning in made.unexplained] == [("mark", 1), ("traps", 0)]
    ledger = {"rows": {"s": "S"}, "columns": {"a": {"ask": "A?"}, "b": {"ask": "B?"}}}
    assert (
        make("ledger", ledger, {"rows": {"s": {"a": {"is": "yes", "why": "x"}, "b": "no"}}}).unexplained == []
    )
    assert make("ledger", ledger, {"rows": {"s": {"a": "yes", "b": "no"}}}).unexplained[0].at == ("rows", "s")
