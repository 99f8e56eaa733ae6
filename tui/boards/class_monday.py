"""What a teacher asks on Monday, as lines: what to teach again, who needs what, who is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from textual.content import Content

from lessons.i18n import _
from lessons.model.result import percent
from lessons.play.summary import strand_name
from lessons.reports.classes.monday import Again, Monday, absences, monday, question, reasons
from lessons.reports.classes.text import head, nobody_missing
from lessons.reports.classes.values import ClassReport
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.entries import Entry, paragraphs

_CELL = 16
"""Cells of a mean with what guessing would give."""


@dataclass(frozen=True)
class MondayBoard:
    """The first view of a class. A line's key is ``again/``, ``need/`` or ``missing/`` with its number from 0."""

    report: ClassReport

    @cached_property
    def week(self) -> Monday:
        """What the lines are made of."""
        return monday(self.report)

    @cached_property
    def _absent(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(absences(self.week))

    def entries(self, width: int) -> list[Entry]:
        """The three questions, a line for each answer."""
        told = [_title(_("Teach again"), gap=0)]
        told += [self._again(f"again/{n}", one) for n, one in enumerate(self.week.again)]
        if not self.week.again:
            words = (
                _("Nothing: no exercise went badly.")
                if self.report.counted
                else _("Nobody has answered yet.")
            )
            told.append(Entry(plain(words), indent=2))
        told.append(_title(_("Who needs what")))
        for number, need in enumerate(self.week.needs):
            told.append(_people(f"need/{number}", need.name, need.learners))
        if not self.week.needs:
            told.append(Entry(plain(_("Nobody stands out.")), indent=2))
        told.append(_title(_("Who is missing")))
        for number, (name, people) in enumerate(self._absent):
            told.append(_people(f"missing/{number}", name, people))
        if not self._absent:
            told.append(Entry(plain(nobody_missing()), indent=2))
        return told

    def head(self, width: int) -> Content:
        """The name of the column."""
        return plain(_("mean (guessing)").rjust(_CELL) + "  ", "$quiet")

    def exercise(self, key: str) -> int | None:
        """Which exercise a line is about, from 0; ``None`` for a line about people."""
        group, _slash, number = key.partition("/")
        if group != "again" or not number.isdigit() or int(number) >= len(self.week.again):
            return None
        return self.week.again[int(number)].number - 1

    def details(self, key: str) -> list[Entry]:
        """Everything about a line; without one, the class as a whole."""
        group, _slash, number = key.partition("/")
        at = int(number) if number.isdigit() else -1
        if group == "again" and 0 <= at < len(self.week.again):
            return list(self._about(self.week.again[at]))
        groups = {
            "need": [(need.name, need.learners) for need in self.week.needs],
            "missing": list(self._absent),
        }
        told = groups.get(group, [])
        if 0 <= at < len(told):
            name, people = told[at]
            return [Entry(line(name, "bold")), *(Entry(line(one), indent=2) for one in people)]
        return [Entry(line(words)) for words in list(head(self.report))[1:]]

    def _again(self, key: str, one: Again) -> Entry:
        told = one.told
        score = percent(told.facility) if told.facility is not None else 0
        right = plain(f"{score} ({percent(told.chance)})".rjust(_CELL), "bold")
        lead = plain(f"{one.number}. ", "$quiet")
        return Entry(line(question(told)), key, lead, joined(right, plain("  ")), indent=2, most=1)

    def _about(self, one: Again) -> Iterator[Entry]:
        strand = one.told.exercise.task.strand
        title = joined(plain(f"{one.number}. "), line(one.told.exercise.id)).stylize("bold")
        yield Entry(title, right=plain(strand_name(strand), f"$strand-{strand}"))
        for number, reason in enumerate(reasons(one)):
            yield Entry(line(f"{reason}."), lead=plain("- ", "$quiet"), gap=int(number == 0))
        yield from paragraphs(one.told.exercise.task.prompt, gap=1)
        yield Entry(plain(_("i shows its items."), "$quiet"), gap=1)


def _title(words: str, gap: int = 1) -> Entry:
    return Entry(plain(words, "bold"), gap=gap)


def _people(key: str, name: str, people: tuple[str, ...]) -> Entry:
    shown = joined(line(name), plain(": ", "$quiet"), line(", ".join(people)))
    return Entry(shown, key, EMPTY, plain(f"{len(people):>4}  ", "$quiet"), indent=2, most=1)
