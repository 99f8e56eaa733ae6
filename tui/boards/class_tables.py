"""The tables of a class: what to do next, the exercises with their items, the learners, and what is contested."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from textual.content import Content

from lessons.figures.detection import Detection, marking_name, tendency_name
from lessons.i18n import _, counted, plural
from lessons.kinds.wording import verdict_name
from lessons.model.form import Side
from lessons.model.result import Part, Verdict, percent
from lessons.play.summary import strand_name
from lessons.prose import one_line
from lessons.reports.classes.exercise import known_items
from lessons.reports.classes.monday import Monday, TeachAgain, absences, monday, question, reasons
from lessons.reports.classes.text import (
    class_figures,
    decimal,
    head,
    learner_remarks,
    nobody_missing,
    sides_words,
)
from lessons.reports.classes.values import ClassReport, ExerciseReport, ItemReport, LearnerReport
from lessons.text.spans import Span
from tui.boards.ending import bar
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.sheet import Entry, paragraphs


def contests(report: ClassReport, exercise: str, item: str, words: str = "") -> Iterator[Entry]:
    """How many contest an item of the key, and why.

    Without an ``item``: what contests ``words`` that are not in the key, or without them the exercise as a whole.
    """
    for one in report.contested:
        if one.exercise == exercise and one.item == item and (item or one.words == words):
            count = _("Contested by {count}.").format(count=one.learners)
            yield Entry(plain(count, "$sign-wrong"), gap=1)
            for reason in one.reasons:
                yield Entry(line(reason, "italic"), lead=plain("- ", "$quiet"), indent=2)
            if one.answer:
                yield Entry(line(one.answer), lead=plain(_("your answer: "), "$quiet"), indent=2)


ROOMY = 66
"""From this width on, a line has room for the strands, or for discrimination."""
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
        entries = []
        for number, one in enumerate(self.report.exercises):
            entries.append(self._exercise(number, one, width))
            entries += [self._item(f"{number}/{n}", one, item, width) for n, item in enumerate(one.items)]
        return entries

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
        share = f"{right}/{one.answered}" if item.weighs else self._aside(item)
        score = str(percent(item.facility)) if item.facility is not None else ""
        cells = [plain(share.rjust(9)), plain(score.rjust(6)), plain(" " * 6)]
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
        if not one.answered:
            yield Entry(plain(_("Nobody has answered yet.")), gap=1)
            return
        if one.facility is not None:
            shown = percent(one.facility)
            template = _("mean {score} of 100; guessing would give {chance}")
            if exercise.teachers_weight is not None:
                template = _("your marks: mean {score} of 100")
            mean = template.format(score=shown, chance=percent(one.chance))
            yield Entry(joined(bar(shown, f"$strand-{strand}"), plain("  "), plain(mean)), gap=1)
        yield from (Entry(plain(words)) for words in self._figures(one))
        sure = " ".join(certainty.sentence for certainty in one.certainty if certainty.count)
        if sure:
            yield Entry(line(sure))
        yield from (Entry(line(sentence)) for sentence in one.said)
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
        figures = [_("Discrimination {r}").format(r=decimal(one.discrimination))]
        if one.upper_lower is not None:
            figures.append(_("upper less lower 27 %: {value}").format(value=decimal(one.upper_lower)))
        yield ", ".join(figures) + "."
        for column, alpha in one.alphas.items():
            if alpha is not None:
                name = _("Agreement of the class (alpha)") + (f", {one_line(column)}" if column else "")
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
            heading = _("Marked there") if marks else _("Answered instead")
            yield Entry(plain(heading, "$quiet"), gap=1)
            for words, count in item.given:
                yield Entry(line(words), lead=plain(f"{count:>4}  "), indent=1)
        yield from contests(self.report, one.exercise.id, item.id)
        for flag in item.flags:
            yield Entry(line(flag, "bold $sign-wrong"), gap=1)
        if marks and item.span is not None:
            yield Entry(plain(_("m shows it on the heat map."), "$quiet"), gap=1)

    def _item_figures(self, item: ItemReport) -> Iterator[Entry]:
        figures = []
        if item.facility is not None:
            figures.append(_("earned {share} of 100 on the average").format(share=percent(item.facility)))
        if item.discrimination is not None and self.report.size != "counts":
            figures.append(_("discrimination {r}").format(r=decimal(item.discrimination)))
        if figures:
            yield Entry(plain(", ".join(figures)))

    def _from_key(self, number: int, item: ItemReport) -> Iterator[Entry]:
        """Technique, what the key expects, and why."""
        if number not in self._known:
            report = self.report
            self._known[number] = known_items(report.lesson, report.key, report.exercises[number].exercise)
        part = self._known[number].get(item.id)
        technique = self.report.lesson.glossary.technique(item.technique) if item.technique else None
        details = [line(technique.name, "$quiet")] if technique is not None else []
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


_MEAN = 16
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
        entries = [_title(_("Teach again"), gap=0)]
        entries += [self._again(f"again/{n}", one) for n, one in enumerate(self.week.again)]
        if not self.week.again:
            words = (
                _("Nothing: no exercise went badly.")
                if self.report.counted
                else _("Nobody has answered yet.")
            )
            entries.append(Entry(plain(words), indent=2))
        entries.append(_title(_("Who needs what")))
        for number, need in enumerate(self.week.needs):
            entries.append(_people(f"need/{number}", need.name, need.learners))
        if not self.week.needs:
            entries.append(Entry(plain(_("Nobody stands out.")), indent=2))
        entries.append(_title(_("Who is missing")))
        for number, (name, people) in enumerate(self._absent):
            entries.append(_people(f"missing/{number}", name, people))
        if not self._absent:
            entries.append(Entry(plain(nobody_missing()), indent=2))
        return entries

    def head(self, width: int) -> Content:
        """The name of the column."""
        return plain(_("mean (guessing)").rjust(_MEAN) + "  ", "$quiet")

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
        people_of = groups.get(group, [])
        if 0 <= at < len(people_of):
            name, people = people_of[at]
            return [Entry(line(name, "bold")), *(Entry(line(one), indent=2) for one in people)]
        return [Entry(line(words)) for words in list(head(self.report))[1:]]

    def _again(self, key: str, one: TeachAgain) -> Entry:
        report = one.told
        score = percent(report.facility) if report.facility is not None else 0
        right = plain(f"{score} ({percent(report.chance)})".rjust(_MEAN), "bold")
        lead = plain(f"{one.number}. ", "$quiet")
        return Entry(line(question(report)), key, lead, joined(right, plain("  ")), indent=2, most=1)

    def _about(self, one: TeachAgain) -> Iterator[Entry]:
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


CLASS = "class"
"""Key of the line of the class."""
_FIGURE = 10
"""Cells of a score with what guessing would give: ``100 (16)``."""


@dataclass(frozen=True)
class LearnerBoard:
    """The table of learners. A line's key is the learner's number."""

    report: ClassReport

    def entries(self, width: int) -> list[Entry]:
        """The class, then a line for each learner."""
        count = len(self.report.learners)
        words = plural("The class: {count} learner", "The class: {count} learners", count)
        entries = [Entry(plain(words.format(count=count), "bold"), CLASS)]
        for number, one in enumerate(self.report.learners):
            right = self._cells(one, width)
            entries.append(Entry(line(one.name), str(one.id), EMPTY, right, int(number == 0), most=1))
        return entries

    def head(self, width: int) -> Content:
        """The names of the columns."""
        names = [_("done").rjust(8), _("score").rjust(_FIGURE)]
        if width >= ROOMY:
            short = {"language": _("language"), "sourcing": _("sourcing"), "omission": _("omission")}
            names += [short[strand].rjust(_FIGURE) for strand in self._strands]
        return plain("".join(names) + "  ", "$quiet")

    @property
    def _strands(self) -> list[str]:
        return list(self.report.learners[0].strands) if self.report.learners else []

    def _cells(self, one: LearnerReport, width: int) -> Content:
        cells = [plain(f"{one.answered}/{one.total}".rjust(8), "$quiet")]
        cells.append(plain(f"{percent(one.score)} ({percent(one.chance)})".rjust(_FIGURE), "bold"))
        if width >= ROOMY:
            cells += [
                plain(f"{percent(figures.score)} ({percent(figures.chance)})".rjust(_FIGURE))
                for figures in one.strands.values()
            ]
        remarks = any(True for _remark in learner_remarks(one))
        return joined(*cells, plain(" *" if remarks else "  ", "bold $accent"))

    # Details

    def details(self, key: str) -> list[Entry]:
        """Everything about a line."""
        if key == CLASS:
            return list(self._class())
        learner = next((one for one in self.report.learners if str(one.id) == key), None)
        return list(self._learner(learner)) if learner is not None else []

    def _class(self) -> Iterator[Entry]:
        _title, *figures = head(self.report)
        yield from (Entry(line(words)) for words in (*figures, *class_figures(self.report)))
        legend = _(
            "Scores stand before what guessing would give, in brackets. A * says that there is a remark."
        )
        yield Entry(plain(legend, "$quiet"), gap=1)

    def _learner(self, one: LearnerReport) -> Iterator[Entry]:
        score = joined(plain(str(percent(one.score)), "bold"), plain(_(" of 100"), "$quiet"))
        guess = plain(_("guessing: {n}").format(n=percent(one.chance)), "$quiet")
        yield Entry(line(one.name, "bold"), right=joined(score, guess, between="   "))
        done = _("{n} of {total} exercises answered").format(n=one.answered, total=one.total)
        ended = _("the lesson is finished") if one.finished else _("the lesson is not finished")
        yield Entry(plain(f"{done}; {ended}.", "$quiet"))
        for remark in learner_remarks(one):
            yield Entry(line(remark, "bold"), lead=plain("* ", "bold $accent"))
        yield from self._by_strand(one)
        phrases = _("{hits} of {signals} key phrases found; {alarms} of {noise} plain sentences marked")
        yield from _detected(_("Marks"), phrases, one.marks)
        options = _("{hits} of {signals} right options picked; {alarms} of {noise} wrong ones")
        yield from _detected(_("Lists"), options, one.lists)
        yield from _tendency(one.detection)
        yield from self._techniques(one)
        if one.sides:
            sides = _("Key phrases found, by whom they help (+) or hurt (-): {sides}.")
            yield Entry(line(sides.format(sides=sides_words(one.sides))), gap=1)
        sure = " ".join(certainty.sentence for certainty in one.certainty if certainty.count)
        if sure:
            yield Entry(line(sure), gap=1)
        minutes = round(one.seconds / 60)
        effort = _("{minutes} in all, {hints}.").format(
            minutes=counted("{count} minute", "{count} minutes", minutes),
            hints=counted("{count} hint", "{count} hints", one.hints),
        )
        yield Entry(plain(effort, "$quiet"), gap=1)
        further = _("To rename, merge or delete, or to withdraw a hand-in: {command}.")
        command = f"closeread class learners {self.report.name}"
        yield Entry(line(further.format(command=command), "$quiet"))

    def _by_strand(self, one: LearnerReport) -> Iterator[Entry]:
        for number, (strand, figures) in enumerate(one.strands.items()):
            shown = percent(figures.score)
            guess = plain(_("guess {n}").format(n=percent(figures.chance)).rjust(9), "$quiet")
            right = joined(bar(shown, f"$strand-{strand}"), plain(str(shown).rjust(4), "bold"), guess)
            yield Entry(line(strand_name(strand).capitalize()), right=right, gap=int(number == 0))

    def _techniques(self, one: LearnerReport) -> Iterator[Entry]:
        glossary = self.report.lesson.glossary
        for number, (id, (marked, of)) in enumerate(one.techniques.items()):
            technique = glossary.technique(id)
            right = plain(_("{found} of {all} found").format(found=marked, all=of), "$quiet")
            yield Entry(
                line(technique.name if technique is not None else id), right=right, gap=int(number == 0)
            )


def _detected(name: str, words: str, one: Detection) -> Iterator[Entry]:
    """Hits and false alarms apart."""
    if one.signals or one.noise:
        counts = words.format(hits=one.hits, signals=one.signals, alarms=one.false_alarms, noise=one.noise)
        yield Entry(plain(counts), lead=plain(f"{name}: ", "$quiet"), gap=1)


def _tendency(one: Detection) -> Iterator[Entry]:
    if one.flat is not None:
        yield Entry(plain(marking_name(one) + ": " + _("no d'")), lead=plain(_("Together: "), "$quiet"))
    if one.d_prime is None or one.criterion is None:
        return
    figures = _("d' {d}, bias {c}").format(d=decimal(one.d_prime), c=decimal(one.criterion))
    tendency = f": {tendency_name(one.tendency)}" if one.tendency is not None else ""
    yield Entry(plain(figures + tendency), lead=plain(_("Together: "), "$quiet"))
