"""A page about one learner, for a talk with the learner and the parents: nobody else is named, nobody is ranked.

What is odd about a hand-in stays in the teacher's report: it is a reason to ask, and no proof.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _, counted, plural
from lessons.model.exact import exact_sum
from lessons.model.result import percent
from lessons.play.summary import strand_name
from lessons.prose import one_line
from lessons.reports.classes.growth import growth
from lessons.reports.classes.monday import ENOUGH, NEEDED, gain, question
from lessons.reports.classes.roster import by_name, same_name
from lessons.reports.classes.tables import Head, Line, Table, technique_name
from lessons.reports.classes.text import score_of, title_of
from lessons.reports.classes.values import ClassReport, ExerciseReport, LearnerReport, Person
from lessons.text import visible

MOST = 5
"""Things that went well, or that are worth another try, in one lesson."""
_LONGEST = 90
"""Characters of a question on the page."""


@dataclass(frozen=True, slots=True)
class LessonTalk:
    """One lesson of one learner."""

    title: str
    own: LearnerReport | None
    """``None`` where nothing that counts was handed in."""
    facts: tuple[str, ...]
    """Score, class, strands, certainty: a sentence each."""
    well: tuple[str, ...]
    again: tuple[str, ...]
    exercises: Table


@dataclass(frozen=True, slots=True)
class Talk:
    """One learner in all lessons of a report."""

    name: str
    growth: str
    """From lesson to lesson, against the class; empty for fewer than two lessons."""
    lessons: tuple[LessonTalk, ...]


def everybody(reports: Sequence[ClassReport]) -> list[LearnerReport | Person]:
    """Each learner once, by name, then those who handed in nothing at all."""
    learners = by_name(reports)
    present = {one.record for one in learners} | {one.person for one in learners}
    absent = dict.fromkeys(
        person
        for report in reports
        for person in report.missing
        if person not in present and (not person.record or person.record not in present)
    )
    return [*learners, *absent]


def called_so(reports: Sequence[ClassReport], name: str) -> list[LearnerReport | Person]:
    """Everybody who has this name, pseudonym or record."""
    sought = same_name(name)
    return [
        one
        for one in everybody(reports)
        if sought in {same_name(called) for called in (one.name, one.pseudonym, one.record) if called}
    ]


def talks(reports: Sequence[ClassReport], people: Sequence[LearnerReport | Person]) -> list[Talk]:
    """A page for each of these people."""
    grown = growth(reports)
    changes = {path.record: path.change for path in grown.paths} if grown is not None else {}
    pages = []
    for one in people:
        change = changes.get(one.record)
        words = _("Against the class, from the first lesson to the last, in points: {change}.")
        lessons = sorted((_lesson(report, one.record) for report in reports), key=_time)
        pages.append(
            Talk(one.name, words.format(change=change.words) if change is not None else "", tuple(lessons))
        )
    return pages


def _time(lesson: LessonTalk) -> tuple[bool, str]:
    """In the order in which they were answered; those without answers come last."""
    return lesson.own is None, lesson.own.time if lesson.own is not None else ""


def _short(one: ExerciseReport) -> str:
    return textwrap.shorten(question(one), _LONGEST, placeholder=" \u2026")


def _lesson(report: ClassReport, record: str) -> LessonTalk:
    own = next((one for one in report.counted if record and one.record == record), None)
    title = title_of(report)
    if own is None:
        facts = (_("Nothing that counts was handed in."),)
        return LessonTalk(title, None, facts, (), (), Table("", (), ()))
    gains = [
        (gain(own.scores[one.exercise.id], one.chance, Fraction(1)), number, _short(one))
        for number, one in enumerate(report.exercises, 1)
        if one.exercise.id in own.scores
    ]
    well = sorted((one for one in gains if one[0] >= 1 - NEEDED), key=lambda one: (-one[0], one[1]))
    again = sorted(one for one in gains if one[0] < NEEDED)
    missed = [
        _("{technique}: {found} of {of} found").format(
            technique=technique_name(report, id), found=found, of=of
        )
        for id, (found, of) in own.techniques.items()
        if of >= ENOUGH and 2 * found < of
    ]
    return LessonTalk(
        title,
        own,
        tuple(_facts(report, own)),
        tuple(f"{number}. {words}" for _gain, number, words in well[:MOST]),
        (*(f"{number}. {words}" for _gain, number, words in again[:MOST]), *missed),
        _exercises(report, own),
    )


def _facts(report: ClassReport, own: LearnerReport) -> Iterator[str]:
    yield _(
        "Score {score} of 100; guessing would give about {chance}. {answered} of {total} exercises answered."
    ).format(score=percent(own.score), chance=percent(own.chance), answered=own.answered, total=own.total)
    if own.late:
        yield plural("{count} answer came late.", "{count} answers came late.", own.late).format(
            count=own.late
        )
    if report.size != "counts":
        mean = exact_sum(one.score for one in report.counted) / len(report.counted)
        yield _("The mean of the class is {mean}.").format(mean=percent(mean))
    strands = ", ".join(
        _("{strand} {score} (guessing {chance})").format(
            strand=strand_name(strand), score=percent(one.score), chance=percent(one.chance)
        )
        for strand, one in own.strands.items()
    )
    yield _("By strand: {strands}.").format(strands=strands)
    if own.marks.signals:
        template = _(
            "Marks: {hits} of {signals} key phrases found, something marked in {alarms} of {noise} plain sentences."
        )
        one = own.marks
        yield template.format(hits=one.hits, signals=one.signals, alarms=one.false_alarms, noise=one.noise)
    yield from (one.sentence for one in own.certainty if one.count)
    template = _("{minutes} in all, {hints}.")
    minutes = round(own.seconds / 60)
    yield template.format(
        minutes=counted("{count} minute", "{count} minutes", minutes),
        hints=counted("{count} hint", "{count} hints", own.hints),
    )


def _exercises(report: ClassReport, own: LearnerReport) -> Table:
    heads = [Head(_("Exercise"), True), Head(_("Score")), Head(_("Guessing"))]
    mean = report.size != "counts"
    if mean:
        heads.append(Head(_("Mean of the class")))
    lines = []
    for number, one in enumerate(report.exercises, 1):
        score = own.scores.get(one.exercise.id)
        cells = [
            f"{number}. {_short(one)}",
            "-" if score is None else str(percent(score)),
            str(percent(one.chance)),
        ]
        if mean:
            cells.append("-" if one.facility is None or one.few else str(percent(one.facility)))
        lines.append(Line(tuple(cells)))
    return Table(_("Every exercise. Scores are of 100."), tuple(heads), tuple(lines))


def as_lines(talk: Talk) -> list[str]:
    """The page as text."""
    return [visible(line) for line in _lines(talk)]


def _lines(talk: Talk) -> Iterator[str]:
    yield one_line(talk.name)
    if talk.growth:
        yield talk.growth
    for lesson in talk.lessons:
        yield ""
        yield lesson.title + (f"  {score_of(lesson.own)}" if lesson.own is not None else "")
        yield from (f"  {fact}" for fact in lesson.facts)
        for name, things in ((_("Went well"), lesson.well), (_("Worth another try"), lesson.again)):
            if things:
                yield f"  {name}"
                yield from (f"    {one}" for one in things)
        if lesson.own is not None:
            yield "  " + _("Score, guessing and, where there is one, the mean of the class")
            yield from (
                f"    {' '.join(f'{cell:>4}' for cell in line.cells[1:])}  {line.cells[0]}"
                for line in lesson.exercises.lines
            )
