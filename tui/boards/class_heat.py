"""What is told of a place of the heat map: how many saw it, what the key says, who saw it and what they called it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from lessons.i18n import _
from lessons.model.form import MarkForm
from lessons.model.result import Verdict
from lessons.reports.classes.heat import Kind, kind_name, kind_of
from lessons.reports.classes.looking import (
    ExerciseMarks,
    Finding,
    Spot,
    Witness,
    verdicts_on,
    witnesses,
)
from lessons.reports.classes.values import ClassReport, HeatMap
from lessons.text.spans import Span
from tui.boards.class_tables import contests
from tui.boards.ending import bar
from tui.safe_text import joined, line, plain, quoted
from tui.themes import HEATS
from tui.widgets.heat_view import COLOURS
from tui.widgets.sheet import Entry, paragraphs

MOST_WORDS = 160
"""Characters of a mark that are shown; whole paragraphs can be marked."""


@dataclass(frozen=True)
class HeatBoard:
    """One map of a class, told place by place."""

    report: ClassReport
    """It says what each learner is called."""
    marks: Sequence[ExerciseMarks]
    heat: HeatMap

    def entries(self, word: Span, here: Sequence[Spot]) -> list[Entry]:
        """The places under the cursor, which stands on ``word``; without any, the word itself."""
        if not here:
            return self._word(word)
        entries: list[Entry] = []
        for number, spot in enumerate(here):
            entries += self._spot(spot, gap=2 * bool(number))
        return entries

    def _spot(self, spot: Spot, gap: int) -> Iterator[Entry]:
        name = plain(kind_name(spot.kind).partition(":")[0], _colour(spot.kind))
        yield Entry(quoted(_cut(spot.text), "bold"), right=name, gap=gap)
        several = len(spot.findings) > 1
        for number, finding in enumerate(spot.findings):
            yield from self._finding(spot, finding, head=several, gap=int(several and number > 0))

    def _finding(self, spot: Spot, finding: Finding, *, head: bool, gap: int) -> Iterator[Entry]:
        if head:
            yield Entry(plain(self._exercise(finding.exercise), "bold"), gap=gap)
        yield Entry(joined(share_bar(finding.marked, finding.answered, spot.kind), line(_counts(finding))))
        details = [part for part in (self._technique(finding.technique), _plain_words(finding.plain)) if part]
        if details:
            yield Entry(joined(*details, between="   "))
        yield from paragraphs(finding.why)
        yield from contests(self.report, finding.exercise, finding.item, spot.text)
        for flag in finding.flags:
            yield Entry(line(flag, "bold $sign-wrong"))
        yield from self._seen(finding, spot.span)

    def _exercise(self, id: str) -> str:
        number = next(n for n, one in enumerate(self.report.exercises, 1) if one.exercise.id == id)
        return _("Exercise {number}").format(number=number) + f" ({id})"

    def _technique(self, id: str | None) -> Content | None:
        return line(self._called(id), "$quiet") if id else None

    def _called(self, id: str) -> str:
        technique = self.report.lesson.glossary.technique(id)
        return technique.name if technique is not None else id

    # Who, and what they called it

    def _seen(self, finding: Finding, span: Span) -> Iterator[Entry]:
        marks = next(one for one in self.marks if one.exercise == finding.exercise)
        seen = witnesses(marks, span)
        if self._named(finding.exercise):
            yield from self._names_given(seen)
        yield from self._groups(seen, named=self._named(finding.exercise))
        if finding.kind == "key":
            verdicts = verdicts_on(marks, finding.item)
            missed = [learner for learner, verdict in verdicts.items() if verdict is Verdict.MISSED]
            yield from self._who(_("Missed by {count}").format(count=len(missed)), missed)

    def _named(self, exercise: str) -> bool:
        form = self.report.lesson.exercise(exercise).form
        return isinstance(form, MarkForm) and bool(form.techniques)

    def _names_given(self, seen: Sequence[Witness]) -> Iterator[Entry]:
        """How many called it what."""
        given = Counter(name for one in seen for name in one.techniques or ("",))
        if given:
            names = ", ".join(
                f"{self._called(name) if name else _('no name')} {count}"
                for name, count in given.most_common()
            )
            yield Entry(line(names), lead=plain(_("Called: "), "$quiet"), gap=1)

    def _groups(self, seen: Sequence[Witness], *, named: bool) -> Iterator[Entry]:
        """Those who marked the same words, and called them the same, together."""
        groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
        for one in seen:
            groups.setdefault((one.words, one.techniques if named else ()), []).append(one.learner)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        for number, ((words, techniques), learners) in enumerate(ordered):
            called = ", ".join(self._called(name) for name in techniques)
            shown = joined(*(quoted(_cut(one)) for one in words), between=" ")
            yield Entry(shown, right=line(called, "$quiet"), gap=int(number == 0))
            yield Entry(self._list(learners), lead=plain(f"{len(learners)}: ", "$quiet"), indent=2)

    def _who(self, head: str, learners: Sequence[int]) -> Iterator[Entry]:
        if learners:
            yield Entry(plain(head), gap=1)
            yield Entry(self._list(learners), indent=2)

    def _list(self, learners: Sequence[int]) -> Content:
        chosen = frozenset(learners)
        return line(", ".join(one.name for one in self.report.learners if one.id in chosen), "$quiet")

    # A word by itself

    def _word(self, word: Span) -> list[Entry]:
        article = self.report.lesson.side(self.heat.side)
        inside = article.words.between(*word)
        if not inside:
            return [Entry(plain(_("This article has no words."), "$quiet"))]
        number = inside[0]
        head = quoted(article.text[slice(*word)], "bold")
        if not any(span.holds(word) for span in self.heat.scope):
            sentence = _("No exercise of this map asks about this paragraph.")
            return [Entry(head), Entry(plain(sentence, "$quiet"))]
        kind, count = kind_of(self.heat, number), self.heat.counts.get(number, 0)
        beside = kind == "plain" and number in self.heat.open
        name = _("beside a phrase: costs nothing") if beside else kind_name(kind)
        sentence = _("marked by {count} of {all}").format(count=count, all=self.heat.readers)
        entries = [
            Entry(head, right=plain(name.partition(":")[0], "$quiet" if beside else _colour(kind))),
            Entry(joined(share_bar(count, self.heat.readers, kind), plain(sentence))),
        ]
        for marks in self.marks:
            if marks.side == self.heat.side and self.heat.exercise in ("", marks.exercise):
                seen = witnesses(marks, word)
                if seen:
                    entries.append(Entry(plain(self._exercise(marks.exercise), "$quiet"), gap=1))
                    entries += self._groups(seen, named=self._named(marks.exercise))
        return entries


def share_bar(part: int, whole: int, kind: Kind) -> Content:
    """How many of all, as a line."""
    share = round(100 * part / whole) if whole else 0
    return joined(bar(share, _colour(kind)), plain("  "))


def _counts(finding: Finding) -> str:
    counts = {
        "key": _("found by {count} of {all}"),
        "plain": _("marked by {count} of {all}"),
        "trap": _("marked by {count} of {all}"),
        "debatable": _("marked by {count} of {all}; it costs and earns nothing"),
    }[finding.kind].format(count=finding.marked, all=finding.answered)
    return counts + (_(", {count} of them in part").format(count=finding.partly) if finding.partly else "")


def _plain_words(words: str) -> Content | None:
    return joined(plain(_("plain:"), "$quiet"), plain(" "), line(words)) if words else None


def _colour(kind: Kind) -> str:
    return f"$sign-{HEATS[COLOURS[kind]]}"


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
