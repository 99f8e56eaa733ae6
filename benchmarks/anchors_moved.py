"""How many places of a lesson are found in changed copies of its article: exact, moved, lost, and wrongly moved.

Every anchor of every lesson is detached from its article as a pack without text does it, and looked for in copies of
which 1, 5 and 20 of 100 words were changed: replaced (60 of 100 changes), left out (20), or followed by another word
(20). New words are foreign in one half of the copies and words of the same article in the other. A place is wrongly
moved when the words found are not the very words that were named; the bar is 0. "Kept" counts, of the anchors whose
own words still stand together, those that were found.

Usage: python benchmarks/anchors_moved.py [--rounds 20] [TEXT ...]. TEXT are further plain texts, on which every run of
1 to 9 words is tried as an anchor in turn. Ends with 1 when a place was wrongly moved.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lessons.anchoring.detached import Copy, Detached, Fate, detach, reattach  # noqa: E402  # noqa: E402
from lessons.anchoring.tokens import Salted, Tokens, salt_of, tokens_of  # noqa: E402  # noqa: E402
from lessons.lesson.opening import open_lesson  # noqa: E402
from lessons.lesson.standoff_files import standoff_of  # noqa: E402
from lessons.loading.catalogue import shipped  # noqa: E402
from lessons.share.standoff.detaching import detach_lesson  # noqa: E402
from tests.helpers.changed_copies import FOREIGN, changed  # noqa: E402

SHARES = (0.01, 0.05, 0.2)


def of_lessons() -> list[tuple[str, Tokens, list[Detached]]]:
    """Each shipped lesson with the anchors in its own article."""
    made = []
    for path in sorted(shipped().glob("*/lesson.yaml")):
        source = standoff_of(path.parent, detach_lesson(path.parent).files)
        made.append(
            (path.parent.name, tokens_of(open_lesson(path.parent).article.text), source.anchors("main"))
        )
    return made


def of_text(path: Path) -> tuple[str, Tokens, list[Detached]]:
    """A plain text with anchors of 1 to 9 words one after the other."""
    tokens = tokens_of(path.read_text("utf-8"))
    salted = Salted(salt_of(tokens.forms))
    digits = salted.digits(tokens.forms)
    anchors: list[Detached] = []
    first = 0
    while first < len(tokens):
        size = min(1 + len(anchors) % 9, len(tokens) - first)
        anchor = detach(tokens, digits, salted, tokens.span(first, size))
        anchors += [anchor] if anchor is not None else []
        first += size
    return path.stem[:20], tokens, anchors


def measure(tokens: Tokens, anchors: list[Detached], share: float, rounds: int) -> Counter[str]:
    """Fates counted over the rounds; the same numbers on every run."""
    counts: Counter[str] = Counter()
    for number in range(rounds):
        rng = random.Random(f"{share}/{number}")
        made, came = changed(tokens.forms, share, rng, tokens.forms if number % 2 else FOREIGN)
        copy = Copy.of(tokens_of(" ".join(made)), salt_of(tokens.forms))
        for anchor, found in zip(anchors, reattach(anchors, copy, exact=False), strict=True):
            own = list(range(anchor.at, anchor.at + len(anchor.words)))
            place = came.index(anchor.at) if anchor.at in came else -1
            counts["whole"] += place >= 0 and came[place : place + len(own)] == own
            counts[found.fate.value] += 1
            if found.fate is not Fate.LOST:
                right = came[found.at : found.at + len(own)] == own
                counts["kept" if right else "wrong"] += 1
    return counts


def line(name: str, anchors: int, share: float, counts: Counter[str]) -> str:
    """One line of the table."""
    total = max(1, sum(counts[fate.value] for fate in Fate))
    cells = [f"{100 * counts[fate.value] / total:7.1f}" for fate in Fate]
    kept = 100 * counts["kept"] / max(1, counts["whole"])
    return f"{name:22}{anchors:8}{100 * share:8.0f}{''.join(cells)}{kept:8.1f}{counts['wrong']:8}"


def main() -> int:
    """Print the table; 1 when any place was wrongly moved."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("texts", nargs="*", type=Path, metavar="TEXT")
    given = arguments.parse_args()
    subjects = [*of_lessons(), *map(of_text, given.texts)]
    print(f"{'':22}{'anchors':>8}{'changed':>8}{'exact':>7}{'moved':>7}{'lost':>7}{'kept':>8}{'wrong':>8}")
    totals = {share: Counter[str]() for share in SHARES}
    for name, tokens, anchors in subjects:
        for share in SHARES:
            counts = measure(tokens, anchors, share, given.rounds)
            totals[share].update(counts)
            print(line(name, len(anchors), share, counts), flush=True)
    for share, counts in totals.items():
        print(line("all", sum(len(anchors) for _name, _tokens, anchors in subjects), share, counts))
    return int(any(counts["wrong"] for counts in totals.values()))


if __name__ == "__main__":
    sys.exit(main())
