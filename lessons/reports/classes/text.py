"""The class report as lines of text; every name is made inert."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lessons.figures.detection import Detection, marking_name, tendency_name
from lessons.i18n import _, counted, plural
from lessons.loading.catalogue import course_id
from lessons.model.result import Verdict, percent
from lessons.play.summary import strand_name
from lessons.prose import one_line
from lessons.record.event import local_words
from lessons.reports.classes.growth import Growth, cautions, growth, step_words
from lessons.reports.classes.monday import absences, monday, question, reasons
from lessons.reports.classes.values import ClassReport, ExerciseReport, ItemReport, LearnerReport
from lessons.share.handing_in.remarks import remark_words
from lessons.text import visible

WIDTH = 79
"""Cells of a line of the first screen."""


def as_text(report: ClassReport) -> list[str]:
    """Head, what to do next, what to look at in the key, exercises with their items, learners."""
    return [visible(line) for line in _lines(report)]


def _lines(report: ClassReport) -> Iterator[str]:
    yield from head(report)
    if not report.learners:
        yield _("Nobody has handed in this lesson yet.")
        yield from _absent(report)
        return
    yield from _monday(report)
    yield from _look(report)
    yield from _contested(report)
    yield ""
    yield _("Exercises")
    for number, exercise in enumerate(report.exercises, 1):
        yield from _exercise(report, number, exercise)
    yield ""
    yield _("Learners (score of 100; what guessing would give; answered)")
    yield from class_figures(report)
    width = max(len(one.name) for one in report.learners)
    for one in report.learners:
        yield from _learner(one, width)


def _monday(report: ClassReport) -> Iterator[str]:
    """What to teach again, who needs what, who is missing."""
    week = monday(report)
    if week.again:
        yield ""
        yield _("Teach again")
        for one in week.again:
            yield from _wrapped(f"{one.number}. {question(one.told)}", "  ", most=1)
            yield from _wrapped(" ".join(f"{reason}." for reason in reasons(one)), "     ", most=2)
    if week.needs:
        yield ""
        yield _("Who needs what")
        for need in week.needs:
            yield _with_names(need.name, need.learners)
    yield from _absent(report)


def _absent(report: ClassReport) -> Iterator[str]:
    yield ""
    yield _("Who is missing")
    groups = tuple(absences(monday(report)))
    for words, people in groups:
        yield from _wrapped(
            f"{words}: {', '.join(people)}", "  ", most=99
        )  # who is missing stands nowhere else
    if not groups:
        yield from _wrapped(nobody_missing(), "  ")


def growth_text(reports: Sequence[ClassReport]) -> list[str]:
    """Growth from lesson to lesson; nothing where fewer than two lessons have answers."""
    grown = growth(reports)
    return [] if grown is None else [visible(line) for line in _growth(grown)]


def _growth(grown: Growth) -> Iterator[str]:
    yield _("Growth from lesson to lesson (scores of 100; what guessing would give)")
    for number, report in enumerate(grown.reports, 1):
        yield f"  {number}. {title_of(report)}"
    for number, step in enumerate(grown.steps, 1):
        yield from _wrapped(f"{number} \u2192 {number + 1}: {step_words(step)}", "  ")
    width = max(len(path.name) for path in grown.paths)
    for path in grown.paths:
        scores = "  ".join(f"{score_of(one):>8}" for one in path.lessons)
        change = path.change.words if path.change is not None else ""
        yield f"  {path.name:{width}}  {scores}  {change}".rstrip()
    for caution in cautions():
        yield from _wrapped(caution, "  ")


def score_of(one: LearnerReport | None) -> str:
    """``83 (19)``: the score, and what guessing would give; a dash where nothing counts."""
    return f"{percent(one.score)} ({percent(one.chance)})" if one is not None else "-"


def nobody_missing() -> str:
    """What is said when nobody is known to be missing."""
    return _("Nobody, as far as is known. Only a roster tells who never handed in anything: --roster FILE.")


def _with_names(words: str, people: Sequence[str]) -> str:
    """``  practice only: ana, ben and 4 more``: as many names as a line holds; the learners below have all."""
    names = list(map(one_line, people))
    for shown in range(len(names), 0, -1):
        left = len(names) - shown
        more = " " + _("and {count} more").format(count=left) if left else ""
        line = f"  {words}: {', '.join(names[:shown])}{more}"
        if len(line) <= WIDTH:
            return line
    return (
        "  " + textwrap.shorten(f"{words}: {names[0]}", WIDTH - 2 - len(more), placeholder=" \u2026") + more
    )


def _wrapped(words: str, indent: str, most: int = 4) -> list[str]:
    """The words on at most so many lines."""
    return textwrap.wrap(
        visible(one_line(words)),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "   " * (most == 1),
        max_lines=most,
        placeholder=" \u2026",
        break_on_hyphens=False,
    )


def head(report: ClassReport) -> Iterator[str]:
    """What was reported on, how many, and how far the figures can be trusted."""
    yield f"{report.name}: {title_of(report)}"
    if report.due:
        yield _("Due {due}.").format(due=local_words(report.due))
    if report.lesson.is_short:
        told = counted("{count} exercise", "{count} exercises", len(report.lesson.exercises))
        yield _("The class takes the short path, {exercises}: nothing else counts.").format(exercises=told)
    count = len(report.counted)
    handed_in = plural("{count} learner handed in.", "{count} learners handed in.", count).format(count=count)
    yield handed_in + (f" {size_remark(report)}" if size_remark(report) else "")
    practised = len(report.learners) - count
    if practised:
        handed_in = plural(
            "{count} learner handed in practice only, and counts in no figure of the class.",
            "{count} learners handed in practice only, and count in no figure of the class.",
            practised,
        )
        yield handed_in.format(count=practised)
    undecided = [
        one.name for one in report.learners if any(remark.sort == "forked" for remark in one.remarks)
    ]
    if undecided:
        handed_in = _(
            "Two records under one: {names}. Until you decide, both count: closeread class learners {name}"
        )
        yield handed_in.format(names=", ".join(undecided), name=report.name)
    if count:
        mean = sum((one.score for one in report.counted), Fraction(0)) / count
        chance = sum((one.chance for one in report.counted), Fraction(0)) / count
        yield _("Mean score {score} of 100; guessing would give about {chance}.").format(
            score=percent(mean), chance=percent(chance)
        )
    if report.pending:
        handed_in = plural(
            "The key was changed: {count} answer would score otherwise. See 'closeread rescore'.",
            "The key was changed: {count} answers would score otherwise. See 'closeread rescore'.",
            report.pending,
        )
        yield handed_in.format(count=report.pending)


_OF_A_PACK = re.compile("-(?:test-[^-]+|sealed)$")
"""How the name of a sealed course ends."""


def title_of(report: ClassReport) -> str:
    """The title of the lesson; of a test, or another lesson of a sealed pack, with the name of its course."""
    title = one_line(report.lesson.title)
    course = report.lesson.course
    if course == course_id(report.lesson.folder.parent) or not _OF_A_PACK.search(course):
        return title  # where a folder was renamed the class keeps the earlier name
    return _("{title} (pack {course})").format(title=title, course=report.lesson.course)


def size_remark(report: ClassReport) -> str:
    """What a small class cannot show; empty for a large one."""
    if report.size == "counts":
        return _("Fewer than 10: only counts and means are shown, no correlations.")
    return _("A small class: correlations move far by chance.") if report.size == "small" else ""


def class_figures(report: ClassReport) -> Iterator[str]:
    """What the class found and marked wrongly, and how far the exercises go together; nothing for a small class."""
    if report.size == "counts":
        return
    yield _("Hits and false alarms of the class: {figures}.").format(
        figures=detection_words(report.detection)
    )
    if report.cronbach is not None:
        template = _("Cronbach's alpha over the exercises: {alpha}, of the {count} who answered all.")
        yield template.format(alpha=decimal(report.cronbach), count=report.complete)
    if report.sides:
        yield _("Key phrases found, by whom they help (+) or hurt (-): {sides}.").format(
            sides=sides_words(report.sides)
        )


def detection_words(one: Detection) -> str:
    """``12 of 20 found, 3 of 30 false alarms, d' 1.52, bias 0.41 (balanced)``."""
    words = _("{hits} of {signals} found, {alarms} of {noise} false alarms").format(
        hits=one.hits, signals=one.signals, alarms=one.false_alarms, noise=one.noise
    )
    if one.flat is not None:
        return f"{words}, {marking_name(one)}: " + _("no d'")
    if one.d_prime is None or one.criterion is None:
        return words
    words += ", " + _("d' {d}, bias {c}").format(d=decimal(one.d_prime), c=decimal(one.criterion))
    return words + (f" ({tendency_name(one.tendency)})" if one.tendency is not None else "")


def sides_words(sides: Mapping[str, tuple[int, int]]) -> str:
    """``+R 12 of 20, -W 8 of 16``."""
    template = _("{side} {found} of {of}")
    return ", ".join(template.format(side=side, found=found, of=of) for side, (found, of) in sides.items())


def decimal(value: float | Fraction | None) -> str:
    """Two decimals; a dash where there is no figure."""
    return "-" if value is None else f"{round(float(value), 2) + 0.0:.2f}"  # adding 0 turns -0.0 into 0.0


def _learner(one: LearnerReport, width: int) -> Iterator[str]:
    strands = ", ".join(
        f"{strand_name(strand)} {percent(figures.score)}" for strand, figures in one.strands.items()
    )
    line = f"  {one.name:{width}}  {percent(one.score):>3} ({percent(one.chance)})"
    line += f"  {one.answered}/{one.total}  {strands}"
    remarks = list(learner_remarks(one))
    yield line + (f"  [{'; '.join(remarks)}]" if remarks else "")
    if one.detection.signals or one.detection.noise:
        yield f"  {'':{width}}  {detection_words(one.detection)}"
    sure = " ".join(certainty.sentence for certainty in one.certainty if certainty.count)
    if sure:
        yield f"  {'':{width}}  {sure}"
    if one.sides:
        yield f"  {'':{width}}  {sides_words(one.sides)}"


def learner_remarks(one: LearnerReport) -> Iterator[str]:
    """What the teacher should know: what is odd, late, lost marks, a score that is kept."""
    if not one.counted:
        yield _("practice only: counts in no figure of the class")
    if one.short is not None:
        template = (
            _("finished (short): {score} of 100 on the short path, {answered} of {total} exercises")
            if one.finished
            else _("on the short path: {score} of 100, {answered} of {total} exercises")
        )
        figures = one.short
        yield template.format(score=percent(figures.score), answered=figures.answered, total=figures.total)
    yield from map(remark_words, one.remarks)
    if one.late:
        yield plural("{count} answer late", "{count} answers late", one.late).format(count=one.late)
    if one.lost:
        yield plural("{count} mark lost", "{count} marks lost", one.lost).format(count=one.lost)
    if one.score != one.derived:
        yield _("the key of today gives {score}").format(score=percent(one.derived))


def _exercise(report: ClassReport, number: int, one: ExerciseReport) -> Iterator[str]:
    figures = [_("{count} answered").format(count=one.answered)]
    if one.facility is not None:
        template = _("mean {score}, guessing {chance}")
        if one.exercise.teachers_weight is not None:
            template = _("your marks: mean {score}")
        figures.append(template.format(score=percent(one.facility), chance=percent(one.chance)))
    if one.seconds is not None:
        figures.append(_("median {seconds} s").format(seconds=round(one.seconds)))
    if one.hints:
        figures.append(_("{hints} hints each").format(hints=decimal(one.hints)))
    if report.size != "counts" and one.few:
        figures.append(_("too few answers for correlations"))
    elif report.size != "counts":
        figures.append(_("discrimination {r}").format(r=decimal(one.discrimination)))
        figures += [_("agreement {alpha}").format(alpha=decimal(alpha)) for alpha in one.alphas.values()][:1]
    yield f"  {number}. {one.exercise.id} ({one.exercise.kind.name}): {', '.join(figures)}"
    sure = " ".join(certainty.sentence for certainty in one.certainty if certainty.count)
    if sure:
        yield f"       {sure}"
    yield from (f"       {one_line(sentence)}" for sentence in one.said)
    for item in one.items:
        yield from _item(report, item)


def _item(report: ClassReport, item: ItemReport) -> Iterator[str]:
    counts = [f"{verdict.sign}{count}" for verdict in Verdict if (count := item.verdicts.get(verdict, 0))]
    figures = " ".join(counts) or "-"
    if report.size != "counts" and item.discrimination is not None:
        figures += "  " + _("discrimination {r}").format(r=decimal(item.discrimination))
    if item.contested:
        figures += "  " + _("contested by {count}").format(count=item.contested)
    yield f"     {one_line(item.text)}: {figures}"
    if item.given:
        given = "; ".join(f"{one_line(words)} ({count})" for words, count in item.given[:4])
        yield f"         {_('answered instead')}: {given}"


def _contested(report: ClassReport) -> Iterator[str]:
    """What learners contest, and why."""
    if not report.contested:
        return
    yield ""
    yield _("Contested by learners")
    for one in report.contested:
        template = _("{exercise}, {item}: by {count}")
        words = one.words or _("the whole exercise")
        yield "  " + template.format(exercise=one.exercise, item=words, count=one.learners)
        yield from (f"      \u201c{reason}\u201d" for reason in one.reasons)
        if one.answer:
            yield "      " + _("your answer: {answer}").format(answer=one.answer)


def _look(report: ClassReport) -> Iterator[str]:
    """Flags, at the end, where they are seen."""
    flagged = [(one, flag) for one in report.exercises for flag in one.flags]
    items = [(one, item, flag) for one in report.exercises for item in one.items for flag in item.flags]
    if not flagged and not items:
        return
    yield ""
    yield _("Look at the key")
    for one, flag in flagged:
        yield f"  {one.exercise.id}: {flag}"
    for one, item, flag in items:
        yield f"  {one.exercise.id}, {one_line(item.text)}: {flag}"
