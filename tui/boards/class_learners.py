"""The learners of a class: a line each, and everything that is known of the one at hand; first the class together."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from lessons.figures.detection import Detection, marking_name, tendency_name
from lessons.i18n import _, counted, plural
from lessons.model.result import percent
from lessons.play.summary import strand_name
from lessons.reports.classes.text import class_figures, decimal, head, learner_remarks, sides_words
from lessons.reports.classes.values import ClassReport, LearnerReport
from tui.boards.ending import bar
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.entries import Entry

CLASS = "class"
"""Key of the line of the class."""
ROOMY = 66
"""From this width on, a line has room for the strands."""
_CELL = 10
"""Cells of a score with what guessing would give: ``100 (16)``."""


@dataclass(frozen=True)
class LearnerBoard:
    """The table of learners. A line's key is the learner's number."""

    report: ClassReport

    def entries(self, width: int) -> list[Entry]:
        """The class, then a line for each learner."""
        count = len(self.report.learners)
        words = plural("The class: {count} learner", "The class: {count} learners", count)
        told = [Entry(plain(words.format(count=count), "bold"), CLASS)]
        for number, one in enumerate(self.report.learners):
            right = self._cells(one, width)
            told.append(Entry(line(one.name), str(one.id), EMPTY, right, int(number == 0), most=1))
        return told

    def head(self, width: int) -> Content:
        """The names of the columns."""
        names = [_("done").rjust(8), _("score").rjust(_CELL)]
        if width >= ROOMY:
            short = {"language": _("language"), "sourcing": _("sourcing"), "omission": _("omission")}
            names += [short[strand].rjust(_CELL) for strand in self._strands]
        return plain("".join(names) + "  ", "$quiet")

    @property
    def _strands(self) -> list[str]:
        return list(self.report.learners[0].strands) if self.report.learners else []

    def _cells(self, one: LearnerReport, width: int) -> Content:
        cells = [plain(f"{one.answered}/{one.total}".rjust(8), "$quiet")]
        cells.append(plain(f"{percent(one.score)} ({percent(one.chance)})".rjust(_CELL), "bold"))
        if width >= ROOMY:
            cells += [
                plain(f"{percent(figures.score)} ({percent(figures.chance)})".rjust(_CELL))
                for figures in one.strands.values()
            ]
        remarks = any(True for _remark in learner_remarks(one))
        return joined(*cells, plain(" *" if remarks else "  ", "bold $accent"))

    # Details

    def details(self, key: str) -> list[Entry]:
        """Everything about a line."""
        if key == CLASS:
            return list(self._class())
        found = next((one for one in self.report.learners if str(one.id) == key), None)
        return list(self._learner(found)) if found is not None else []

    def _class(self) -> Iterator[Entry]:
        _title, *figures = head(self.report)
        yield from (Entry(line(words)) for words in (*figures, *class_figures(self.report)))
        told = _(
            "Scores stand before what guessing would give, in brackets. A * says that there is a remark."
        )
        yield Entry(plain(told, "$quiet"), gap=1)

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
            told = _("Key phrases found, by whom they help (+) or hurt (-): {sides}.")
            yield Entry(line(told.format(sides=sides_words(one.sides))), gap=1)
        sure = " ".join(certainty.sentence for certainty in one.certainty if certainty.count)
        if sure:
            yield Entry(line(sure), gap=1)
        minutes = round(one.seconds / 60)
        told = _("{minutes} in all, {hints}.").format(
            minutes=counted("{count} minute", "{count} minutes", minutes),
            hints=counted("{count} hint", "{count} hints", one.hints),
        )
        yield Entry(plain(told, "$quiet"), gap=1)
        told = _("To rename, merge or delete, or to withdraw a hand-in: {command}.")
        command = f"closeread class learners {self.report.name}"
        yield Entry(line(told.format(command=command), "$quiet"))

    def _by_strand(self, one: LearnerReport) -> Iterator[Entry]:
        for number, (strand, figures) in enumerate(one.strands.items()):
            shown = percent(figures.score)
            guess = plain(_("guess {n}").format(n=percent(figures.chance)).rjust(9), "$quiet")
            right = joined(bar(shown, f"$strand-{strand}"), plain(str(shown).rjust(4), "bold"), guess)
            yield Entry(line(strand_name(strand).capitalize()), right=right, gap=int(number == 0))

    def _techniques(self, one: LearnerReport) -> Iterator[Entry]:
        glossary = self.report.lesson.glossary
        for number, (id, (found, of)) in enumerate(one.techniques.items()):
            known = glossary.technique(id)
            right = plain(_("{found} of {all} found").format(found=found, all=of), "$quiet")
            yield Entry(line(known.name if known is not None else id), right=right, gap=int(number == 0))


def _detected(name: str, words: str, one: Detection) -> Iterator[Entry]:
    """Hits and false alarms apart."""
    if one.signals or one.noise:
        told = words.format(hits=one.hits, signals=one.signals, alarms=one.false_alarms, noise=one.noise)
        yield Entry(plain(told), lead=plain(f"{name}: ", "$quiet"), gap=1)


def _tendency(one: Detection) -> Iterator[Entry]:
    if one.flat is not None:
        yield Entry(plain(marking_name(one) + ": " + _("no d'")), lead=plain(_("Together: "), "$quiet"))
    if one.d_prime is None or one.criterion is None:
        return
    told = _("d' {d}, bias {c}").format(d=decimal(one.d_prime), c=decimal(one.criterion))
    tendency = f": {tendency_name(one.tendency)}" if one.tendency is not None else ""
    yield Entry(plain(told + tendency), lead=plain(_("Together: "), "$quiet"))
