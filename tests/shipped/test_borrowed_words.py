"""The sources' sentences are not ours: no run of seven or more words of a source article stands in any file of ours.

The source articles are not part of the project. Where somebody has them, ``CLOSEREAD_SEEDS`` names their folder
(by default ``../shared/seeds`` beside the checkout); elsewhere the test says that it was skipped.
"""

import os
import re
from pathlib import Path

import pytest

from lessons.loading.yaml_source import read_yaml

ROOT = Path(__file__).parents[2]
SEEDS = Path(os.environ.get("CLOSEREAD_SEEDS", ROOT.parent / "shared" / "seeds"))
RUN = 7
TEXTS = sorted(
    path
    for folder in (".", "benchmarks", "content", "docs", "lessons", "tests", "tools", "tui")
    for path in ((ROOT / folder).glob("*") if folder == "." else (ROOT / folder).rglob("*"))
    if path.suffix in {".html", ".md", ".py", ".sql", ".svg", ".toml", ".txt", ".yaml"}
)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def public_quotations() -> list[str]:
    """Public speech that may be quoted, each entry with its source."""
    value = read_yaml(Path(__file__).parent / "public_quotations.yaml").value
    assert isinstance(value, dict)
    entries = value["quotations"] or []
    assert isinstance(entries, list)
    quotes = []
    for entry in entries:
        assert isinstance(entry, dict)
        assert entry["source"], "every quotation has a source"
        quotes.append(str(entry["quote"]))
    return quotes


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source articles are not here")
def test_no_sentence_is_borrowed() -> None:
    seeds = {seed.name: runs(seed.read_text("utf-8")) for seed in sorted(SEEDS.glob("*.txt"))}
    quotes = public_quotations()
    borrowed = []
    for path in TEXTS:
        text = path.read_text("utf-8")
        for quote in quotes:
            text = text.replace(quote, " | ")
        here = runs(text)
        borrowed += [
            f"{path.relative_to(ROOT)}: {' '.join(run)!r} as in {name}"
            for name, theirs in seeds.items()
            for run in here & theirs
        ]
    assert not borrowed


def test_the_comparison_sees_a_borrowed_run() -> None:
    seed = "One two, three four five six seven eight."
    assert runs("... two three four “five six” seven eight ...") & runs(seed)
    assert not runs("two three four five six nine ten") & runs(seed)
