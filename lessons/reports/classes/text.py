"""The class report as lines of text; every name is made inert."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lessons.classroom.dates import local_words
from lessons.exchange.remarks import remark_words
from lessons.i18n import _, plural
from lessons.loading.catalogue import course_id
from lessons.model.result import Verdict, percent
from lessons.prose import one_line
from lessons.reports.classes.values import ClassReport, ExerciseReport, ItemReport, LearnerReport
from lessons.reports.detection import Detection, marking_name, tendency_name
from lessons.session.summary import strand_name
from lessons.text import visible


def as_text(report: ClassReport) -> list[str]:
    """Head, learners, exercises with their items, what is contested, then what to look at."""
    return [visible(line) for line in _lines(report)]


def _lines(report: ClassReport) -> Iterator[str]:
    yield from head(report)
    if not report.learners:
        yield _("Nobody has handed in this lesson yet.")
        return
    yield ""
    yield _("Learners (score of 100; what guessing would give; answered)")
    width = max(len(one.name) for one in report.learners)
    for one in report.learners:
        yield from _learner(one, width)
    yield ""
    yield _("Exercises")
    for number, exercise in enumerate(report.exercises, 1):
        yield from _exercise(report, number, exercise)
    yield from _contested(report)
    yield from _look(report)


def head(report: ClassReport) -> Iterator[str]:
    """What was reported on, how many, and how far the figures can be trusted."""
    yield f"{report.name}: {title_of(report)}"
    if report.due:
        yield _("Due {due}.").format(due=local_words(report.due))
    count = len(report.counted)
    told = plural("{count} learner handed in.", "{count} learners handed in.", count).format(count=count)
    yield told + (f" {size_remark(report)}" if size_remark(report) else "")
    practised = len(report.learners) - count
    if practised:
        told = plural(
            "{count} learner handed in practice only, and counts in no figure of the class.",
            "{count} learners handed in practice only, and count in no figure of the class.",
            practised,
        )
        yield told.format(count=practised)
    undecided = [
        one.name for one in report.learners if any(remark.sort == "forked" for remark in one.remarks)
    ]
    if undecided:
        told = _(
            "Two records under one: {names}. Until you decide, both count: closeread class learners {name}"
        )
        yield told.format(names=", ".join(undecided), name=report.name)
    if count:
        mean = sum((one.score for one in report.counted), Fraction(0)) / count
        chance = sum((one.chance for one in report.counted), Fraction(0)) / count
        yield _("Mean score {score} of 100; guessing would give about {chance}.").format(
            score=percent(mean), chance=percent(chance)
        )
    if report.size != "counts":
        yield from _class_figures(report)
    if report.pending:
        told = plural(
            "The key was changed: {count} answer would score otherwise. See 'closeread rescore'.",
            "The key was changed: {count} answers would score otherwise. See 'closeread rescore'.",
            report.pending,
        )
        yield told.format(count=report.pending)


def title_of(report: ClassReport) -> str:
    """The title of the lesson; of a test, or another lesson of a sealed pack, with the name of its course."""
    title = one_line(report.lesson.title)
    if report.lesson.course == course_id(report.lesson.folder.parent):
        return title
    return _("{title} (pack {course})").format(title=title, course=report.lesson.course)


def size_remark(report: ClassReport) -> str:
    """What a small class cannot show; empty for a large one."""
    if report.size == "counts":
        return _("Fewer than 10: only counts and means are shown, no correlations.")
    return _("A small class: correlations move far by chance.") if report.size == "small" else ""


def _class_figures(report: ClassReport) -> Iterator[str]:
    yield _("Hits and false alarms of the class: {figures}.").format(
        figures=detection_words(report.detection)
    )
    if report.cronbach is not None:
        told = _("Cronbach's alpha over the exercises: {alpha}, of the {count} who answered all.")
        yield told.format(alpha=decimal(report.cronbach), count=report.complete)
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
    told = _("{side} {found} of {of}")
    return ", ".join(told.format(side=side, found=found, of=of) for side, (found, of) in sides.items())


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
        told = _("mean {score}, guessing {chance}")
        figures.append(told.format(score=percent(one.facility), chance=percent(one.chance)))
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
        told = _("{exercise}, {item}: by {count}")
        words = one.words or _("the whole exercise")
        yield "  " + told.format(exercise=one.exercise, item=words, count=one.learners)
        yield from (f"      \u201c{reason}\u201d" for reason in one.reasons)
        if one.answer:
            yield "      " + _("your answer: {answer}").format(answer=one.answer)


def _look(report: ClassReport) -> Iterator[str]:
    """Flags, at the end, where they are seen."""
    found = [(one, flag) for one in report.exercises for flag in one.flags]
    items = [(one, item, flag) for one in report.exercises for item in one.items for flag in item.flags]
    if not found and not items:
        return
    yield ""
    yield _("Look at the key")
    for one, flag in found:
        yield f"  {one.exercise.id}: {flag}"
    for one, item, flag in items:
        yield f"  {one.exercise.id}, {one_line(item.text)}: {flag}"
