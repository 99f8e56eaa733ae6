"""The exercises of a class and their items: a line each, and everything that is known of the one at hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from textual.content import Content

from lessons.i18n import _
from lessons.kinds.wording import verdict_name
from lessons.model.form import Side
from lessons.model.result import Part, Verdict, percent
from lessons.model.span import Span
from lessons.play.summary import strand_name
from lessons.prose import one_line
from lessons.reports.classes.seen import known_items
from lessons.reports.classes.text import decimal
from lessons.reports.classes.values import ClassReport, ExerciseReport, ItemReport
from tui.boards.class_contests import contests
from tui.boards.ending import bar
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.entries import Entry, paragraphs

ROOMY = 66
"""From this width on, lines have room for discrimination."""
_DOUBT = "?"
"""Stands at the end of a line where the key may be wrong, or is contested."""


@dataclass(frozen=True)
class ItemBoard:
    """The table of items. A line's key is ``exercise`` or ``exercise/item``, by their numbers."""

    report: ClassReport
    _known: dict[int, Mapping[str, Part]] = field(default_factory=dict)
    """Items as the key words them, by the number of the exercise; filled as they are asked for."""

    def entries(self, width: int) -> list[Entry]:
        """A line for each exercise, below it its items."""
        told = []
        for number, one in enumerate(self.report.exercises):
            told.append(self._exercise(number, one, width))
            told += [self._item(f"{number}/{n}", one, item, width) for n, item in enumerate(one.items)]
        return told

    def head(self, width: int) -> Content:
        """The names of the columns."""
        names = [_("right").rjust(9), _("score").rjust(6), _("guess").rjust(6)]
        return plain("".join(names) + (_("discr.").rjust(8) if width >= ROOMY else "") + "  ", "$quiet")

    def details(self, key: str) -> list[Entry]:
        """Everything about a line."""
        number, item = _numbers(key)
        if not 0 <= number < len(self.report.exercises):
            return []
        one = self.report.exercises[number]
        if item is None:
            return list(self._about_exercise(number, one))
        return list(self._about_item(number, one, one.items[item])) if item < len(one.items) else []

    def place(self, key: str) -> tuple[str, Side, Span] | None:
        """Exercise, article and words of an item of a marking exercise; ``None`` where there is no heat map."""
        number, item = _numbers(key)
        if not 0 <= number < len(self.report.exercises):
            return None
        one = self.report.exercises[number]
        if one.heat is None:
            return None
        if item is None:
            return one.exercise.id, one.heat.side, one.heat.scope[0] if one.heat.scope else Span(0, 0)
        span = one.items[item].span if item < len(one.items) else None
        return (one.exercise.id, one.items[item].side, span) if span is not None else None

    # Lines

    def _exercise(self, number: int, one: ExerciseReport, width: int) -> Entry:
        score = str(percent(one.facility)) if one.facility is not None else "-"
        cells = [plain(str(one.answered).rjust(9), "$quiet"), plain(score.rjust(6), "bold")]
        cells.append(plain(str(percent(one.chance)).rjust(6), "$quiet"))
        cells += self._discrimination(one.discrimination, width)
        cells.append(_doubt(bool(one.flags)))
        name = joined(line(one.exercise.id, "bold"), plain("  "), plain(one.exercise.kind.name, "$quiet"))
        lead = plain(f"{number + 1}. ", "$quiet")
        return Entry(name, str(number), lead, joined(*cells), gap=int(number > 0), most=1)

    def _item(self, key: str, one: ExerciseReport, item: ItemReport, width: int) -> Entry:
        right = sum(item.verdicts.get(verdict, 0) for verdict in (Verdict.RIGHT, Verdict.PARTLY))
        told = f"{right}/{one.answered}" if item.weighs else self._aside(item)
        score = str(percent(item.facility)) if item.facility is not None else ""
        cells = [plain(told.rjust(9)), plain(score.rjust(6)), plain(" " * 6)]
        cells += self._discrimination(item.discrimination, width)
        cells.append(_doubt(bool(item.flags) or item.contested > 0))
        return Entry(line(item.text), key, EMPTY, joined(*cells), indent=3, most=1)

    def _aside(self, item: ItemReport) -> str:
        """Of what earns nothing: those who took it, with the sign."""
        for verdict in (Verdict.WRONG, Verdict.TRAP, Verdict.DEBATABLE):
            if item.verdicts.get(verdict, 0):
                return f"{verdict.sign}{item.verdicts[verdict]}"
        return ""

    def _discrimination(self, value: float | None, width: int) -> list[Content]:
        if width < ROOMY:
            return []
        shown = decimal(value) if self.report.size != "counts" and value is not None else ""
        return [plain(shown.rjust(8), "$quiet")]

    # Details

    def _about_exercise(self, number: int, one: ExerciseReport) -> Iterator[Entry]:
        exercise = one.exercise
        strand = exercise.task.strand
        right = plain(strand_name(strand), f"$strand-{strand}")
        yield Entry(joined(plain(f"{number + 1}. "), line(exercise.id)).stylize("bold"), right=right)
        yield from paragraphs(exercise.task.prompt)
        if one.facility is None:
            yield Entry(plain(_("Nobody has answered yet.")), gap=1)
            return
        shown = percent(one.facility)
        told = _("mean {score} of 100; guessing would give {chance}").format(
            score=shown, chance=percent(one.chance)
        )
        yield Entry(joined(bar(shown, f"$strand-{strand}"), plain("  "), plain(told)), gap=1)
        yield from (Entry(plain(words)) for words in self._figures(one))
        sure = " ".join(certainty.sentence for certainty in one.certainty if certainty.count)
        if sure:
            yield Entry(line(sure))
        yield from contests(self.report, one.exercise.id, "")
        for flag in one.flags:
            yield Entry(line(flag, "bold $sign-wrong"), gap=1)
        if one.heat is not None:
            yield Entry(plain(_("m shows it on the heat map."), "$quiet"), gap=1)

    def _figures(self, one: ExerciseReport) -> Iterator[str]:
        parts = [_("{count} answered").format(count=one.answered)]
        if one.seconds is not None:
            parts.append(_("median time {seconds} s").format(seconds=round(one.seconds)))
        if one.hints:
            parts.append(_("{hints} hints each").format(hints=decimal(one.hints)))
        yield ", ".join(parts) + "."
        if self.report.size == "counts":
            return
        if one.few:
            yield _("Too few answers for correlations.")
            return
        told = [_("Discrimination {r}").format(r=decimal(one.discrimination))]
        if one.upper_lower is not None:
            told.append(_("upper less lower 27 %: {value}").format(value=decimal(one.upper_lower)))
        yield ", ".join(told) + "."
        for question, alpha in one.alphas.items():
            if alpha is not None:
                name = _("Agreement of the class (alpha)") + (f", {one_line(question)}" if question else "")
                yield f"{name}: {decimal(alpha)}."

    def _about_item(self, number: int, one: ExerciseReport, item: ItemReport) -> Iterator[Entry]:
        where = plain(_("exercise {number}").format(number=number + 1), "$quiet")
        yield Entry(line(item.text, "bold"), right=where)
        marks = one.heat is not None
        for verdict in Verdict:
            count = item.verdicts.get(verdict, 0)
            if count:
                colour = f"$sign-{verdict.value}"
                name = verdict_name(verdict, marks)
                share = round(100 * count / max(1, one.answered))
                row = joined(plain(name.ljust(14)), bar(share, colour), plain(f" {count:>4}", "bold"))
                yield Entry(row, lead=plain(f"{verdict.sign} ", f"bold {colour}"))
        if not item.verdicts:
            yield Entry(plain(_("No answer says anything of it."), "$quiet"))
        yield from self._item_figures(item)
        yield from self._from_key(number, item)
        if item.given:
            told = _("Marked there") if marks else _("Answered instead")
            yield Entry(plain(told, "$quiet"), gap=1)
            for words, count in item.given:
                yield Entry(line(words), lead=plain(f"{count:>4}  "), indent=1)
        yield from contests(self.report, one.exercise.id, item.id)
        for flag in item.flags:
            yield Entry(line(flag, "bold $sign-wrong"), gap=1)
        if marks and item.span is not None:
            yield Entry(plain(_("m shows it on the heat map."), "$quiet"), gap=1)

    def _item_figures(self, item: ItemReport) -> Iterator[Entry]:
        told = []
        if item.facility is not None:
            told.append(_("earned {share} of 100 on the average").format(share=percent(item.facility)))
        if item.discrimination is not None and self.report.size != "counts":
            told.append(_("discrimination {r}").format(r=decimal(item.discrimination)))
        if told:
            yield Entry(plain(", ".join(told)))

    def _from_key(self, number: int, item: ItemReport) -> Iterator[Entry]:
        """Technique, what the key expects, and why."""
        if number not in self._known:
            report = self.report
            self._known[number] = known_items(report.lesson, report.key, report.exercises[number].exercise)
        part = self._known[number].get(item.id)
        known = self.report.lesson.glossary.technique(item.technique) if item.technique else None
        details = [line(known.name, "$quiet")] if known is not None else []
        for name, words in (
            (_("key:"), part.expected if part is not None else ""),
            (_("plain:"), part.plain if part is not None else ""),
        ):
            if words:
                details.append(joined(plain(name, "$quiet"), plain(" "), line(words)))
        if details:
            yield Entry(joined(*details, between="   "), gap=1)
        if part is not None:
            yield from paragraphs(part.why, gap=int(not details))


def _numbers(key: str) -> tuple[int, int | None]:
    exercise, _slash, item = key.partition("/")
    return int(exercise) if exercise.isdigit() else -1, int(item) if item.isdigit() else None


def _doubt(there: bool) -> Content:
    return plain(f" {_DOUBT}" if there else "  ", "bold $sign-wrong")
