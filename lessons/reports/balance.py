"""The same yardstick in figures: what the keys of a course find in each article, side by side.

The figures show whether the *keys* are even, not whether the texts are equal. Warnings compare the renditions of one
course with their median; the tolerances are the constants below.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from lessons.i18n import _
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_course

_SIDES = re.compile(r"[+-][^\s+-]+")
DENSITY = 2.5
"""A lesson's findings per 100 words may be this many times more, or fewer, than the median lesson's."""
CREDITS = 3
"""Fewest things a lesson says that its article does well."""
OMISSIONS = 4
"""Fewest missing facts that matter, over the exercises of a lesson."""
DEBATABLE = 3
"""Fewest places that a lesson calls debatable, or accepts two names for."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What one key finds in one article."""

    lesson: str
    rendition: bool
    words: int
    """Words of the article, and of the second text where the key has findings in it."""
    annotations: int
    """Findings in both."""
    sourcing: int
    """Annotations whose technique is of the sourcing strand."""
    debatable: int
    omissions: int
    credits: int
    techniques: Counter[str]
    directions: Counter[str]
    """How often the key says that a wording helps (+) or hurts (-) somebody, by the key's own letters.

    A wording that goes two ways, ``-R -T``, counts once for each.
    """

    @property
    def per_hundred(self) -> float:
        """Annotations per 100 words."""
        return 100 * self.annotations / max(1, self.words)


def balance_of(folder: Path, home: Path | None = None) -> Balance:
    """The figures of one lesson folder. Raises ``LessonError`` for a lesson that cannot be opened."""
    lesson = open_lesson(folder, home)
    key = open_key(lesson)
    notes = [note for note in key.notes if not note.credit]
    articles = [lesson.article]
    if lesson.beside is not None and any(note.side == "beside" for note in notes):
        articles.append(lesson.beside)
    strands = {family.id: family.strand for family in lesson.glossary.families}
    sourcing = sum(
        strands.get(lesson.glossary.family_of(note.technique or "") or "") == "sourcing" for note in notes
    )
    return Balance(
        lesson=lesson.id,
        rendition=lesson.article.masthead.rendition,
        words=sum(
            len(article.words.between(*block.span)) for article in articles for block in article.blocks
        ),
        annotations=len(notes),
        sourcing=sourcing,
        debatable=sum(note.debatable for note in notes),
        omissions=_omissions(lesson, key),
        credits=sum(note.credit for note in key.notes),
        techniques=Counter(note.technique for note in notes if note.technique),
        directions=Counter(side for note in notes for side in _SIDES.findall(note.direction or "")),
    )


def _omissions(lesson: Lesson, key: AnswerKey) -> int:
    """Different facts that the key calls missing and mattering, over all exercises."""
    items = (item for exercise in lesson.exercises for item in key.bound[exercise.id].items())
    return len({item.id for item in items if item.missing})


def lesson_folders(folder: Path) -> list[Path]:
    """The lessons of a course in order; the folder itself when it is a lesson."""
    cards = read_course(folder).lessons if (folder / "course.yaml").exists() else ()
    return [card.folder for card in cards] or [folder]


def uneven(balances: Sequence[Balance]) -> list[str]:
    """Where renditions differ beyond the tolerances, in words."""
    compared = [balance for balance in balances if balance.rendition]
    if not compared:
        return []
    middle = median(balance.per_hundred for balance in compared)
    sentences = []
    for balance in compared:
        if not middle / DENSITY <= balance.per_hundred <= middle * DENSITY:
            sentences.append(
                _("{lesson}: {found:.1f} findings per 100 words; the median lesson has {middle:.1f}").format(
                    lesson=balance.lesson, found=balance.per_hundred, middle=middle
                )
            )
        for count, least, what in (
            (balance.credits, CREDITS, _("credits")),
            (balance.omissions, OMISSIONS, _("missing facts that matter")),
            (balance.debatable, DEBATABLE, _("debatable findings")),
        ):
            if count < least:
                sentences.append(
                    _("{lesson}: {count} {what}; at least {least} expected").format(
                        lesson=balance.lesson, count=count, what=what, least=least
                    )
                )
    return sentences


def as_text(balances: Sequence[Balance]) -> str:
    """The figures as a table, then techniques and directions lesson by lesson, then what is uneven."""
    width = max(len(balance.lesson) for balance in balances)
    heads = [_("words"), _("found"), _("/100"), _("sourcing"), _("debatable"), _("missing"), _("credits")]
    lines = [" " * width + "".join(f"  {head:>9}" for head in heads)]
    for balance in balances:
        figures = [
            str(balance.words),
            str(balance.annotations),
            f"{balance.per_hundred:.1f}",
            str(balance.sourcing),
            str(balance.debatable),
            str(balance.omissions),
            str(balance.credits),
        ]
        lines.append(f"{balance.lesson:{width}}" + "".join(f"  {figure:>9}" for figure in figures))
    for balance in balances:
        lines += ["", balance.lesson]
        lines.append("  " + _("techniques: {list}").format(list=_listed(balance.techniques)))
        lines.append("  " + _("directions: {list}").format(list=_listed(balance.directions)))
    sentences = uneven(balances)
    lines += (
        ["", _("Uneven beyond the tolerances:"), *(f"  {line}" for line in sentences)] if sentences else []
    )
    return "\n".join(lines)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or _("none")
