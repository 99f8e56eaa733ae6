"""What a teacher should know of a hand-in, as data: which sort, how many, and what else belongs to it.

A remark is a reason to look, never a verdict. Those that stand in the answers themselves (late ones, those given to
another text, impossibly quick ones) are worked out whenever they are asked for; the others are kept with the hand-in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from lessons.i18n import _, plural
from lessons.record.event import Event

Sort = Literal[
    "late",
    "changed-key",
    "changed-text",
    "orphaned",
    "orphaned-parts",
    "quick",
    "clock",
    "rules",
    "overtime",
    "twice",
    "begun-twice",
    "unsealed",
    "forked",
    "shrunk",
    "grown",
    "renamed",
    "aside",
    "paper",
    "unmarked",
]
LIVE: frozenset[Sort] = frozenset(
    {
        "late",
        "changed-key",
        "changed-text",
        "orphaned",
        "orphaned-parts",
        "quick",
        "forked",
        "aside",
        "unmarked",
    }
)
"""Sorts that follow from what is in the class and the lesson of today; they are not kept with a hand-in."""
NAMING: frozenset[Sort] = frozenset({"forked", "renamed"})
"""Sorts whose detail is a learner's name."""
QUICK = 1.0
"""Seconds between two answers below which nobody has read the second question."""
QUICK_ANSWERS = 3
"""Fewest answers in such a row that are told: two quick keys on answers prepared before happen."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about what one learner handed in."""

    sort: Sort
    count: int = 0
    """Answers, events or minutes, as the words say; 0 where nothing is counted."""
    detail: str = ""
    """A date, a name, or seconds; empty where the words need none."""


def remark_words(remark: Remark) -> str:
    """The remark in a sentence or a part of one, for the teacher."""
    template = _counted(remark) if remark.sort in _COUNTED else _plain(remark.sort)
    return template.format(count=remark.count, detail=remark.detail)


_COUNTED = frozenset(
    {
        "late",
        "changed-key",
        "changed-text",
        "orphaned",
        "orphaned-parts",
        "quick",
        "overtime",
        "shrunk",
        "grown",
        "paper",
        "unmarked",
    }
)


def _counted(remark: Remark) -> str:
    templates: dict[Sort, tuple[str, str]] = {
        "late": ("late: {count} answer after {detail}", "late: {count} answers after {detail}"),
        "changed-key": (
            "changed key: {count} answer was given to another version of the key",
            "changed key: {count} answers were given to another version of the key",
        ),
        "changed-text": (
            "changed text: {count} answer was given to another version of the article",
            "changed text: {count} answers were given to another version of the article",
        ),
        "orphaned": (
            "{count} answer is to an exercise that the lesson does not have any more ({detail}); if it was renamed,"
            " write was: [{detail}] there",
            "{count} answers are to exercises that the lesson does not have any more ({detail}); if one was renamed,"
            " write was: [...] there, with its id of before",
        ),
        "orphaned-parts": (
            "{count} answer is to a line or an option that its exercise does not have any more ({detail}); if it was"
            " renamed, write was: there, with its id of before",
            "{count} answers are to lines or options that their exercises do not have any more ({detail}); if one was"
            " renamed, write was: there, with its id of before",
        ),
        "quick": (
            "{count} answer within {detail} s: quicker than anybody reads",
            "{count} answers within {detail} s: quicker than anybody reads",
        ),
        "unmarked": (
            "waits for your mark: {count} answer ('closeread class mark')",
            "waits for your mark: {count} answers ('closeread class mark')",
        ),
        "paper": ("entered from paper: {count} answer", "entered from paper: {count} answers"),
        "overtime": (
            "Answers were handed in {count} minute after the end.",
            "Answers were handed in {count} minutes after the end.",
        ),
        "shrunk": (
            "made later than another hand-in of this record, and {count} event of that one is missing: somebody may"
            " have written into the other",
            "made later than another hand-in of this record, and {count} events of that one are missing: somebody may"
            " have written into the other",
        ),
        "grown": (
            "made before another hand-in of this record, by its own date, and holds {count} event more: somebody may"
            " have written into it",
            "made before another hand-in of this record, by its own date, and holds {count} events more: somebody may"
            " have written into it",
        ),
    }
    one, many = templates[remark.sort]
    return plural(one, many, remark.count)


def _plain(sort: Sort) -> str:
    sentences: dict[Sort, str] = {
        "clock": _("The clock went backwards: it was set back, or two records were joined."),
        "rules": _("The rules of the test were changed on the student's machine."),
        "twice": _("An exercise was handed in more than once; the first answer counts."),
        "begun-twice": _("The test was begun more than once."),
        "unsealed": _("The file was not sealed: it could be read and changed on the way."),
        "forked": _(
            "kept apart: '{detail}' handed in under the same record what does not go with this. A record only grows, so"
            " somebody wrote into it, or there are two copies of it. You decide: 'closeread class learners'"
        ),
        "aside": _("nothing of it counts: you decided for another version of this record"),
        "renamed": _("called '{detail}' before"),
    }
    return sentences[sort]


def clock_went_back(events: Sequence[Event]) -> bool:
    """Whether an event is earlier than the one before it in the record."""
    times = [time for event in events if (time := time_of(event.time)) is not None]
    return any(later < earlier for earlier, later in pairwise(times))


def quick_answers(times: Sequence[str]) -> Remark | None:
    """The longest row of answers less than a second apart, where there is one to speak of."""
    row: list[datetime] = []
    longest: list[datetime] = []
    for time in sorted(moment for text in times if (moment := time_of(text)) is not None):
        if row and (time - row[-1]).total_seconds() >= QUICK:
            row = []
        row.append(time)
        longest = max(longest, row, key=len) if len(row) <= len(longest) else [*row]
    if len(longest) < QUICK_ANSWERS:
        return None
    return Remark("quick", len(longest), f"{(longest[-1] - longest[0]).total_seconds():.1f}")


def time_of(text: str) -> datetime | None:
    """A time of the record; ``None`` for anything else."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None
