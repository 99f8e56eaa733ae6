"""What a report calls its learners: names from a roster, or numbers that say nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lessons.model.form import TextForm
from lessons.reports.classes.values import ClassReport, ContestedItem, ExerciseReport, LearnerReport, Person
from lessons.share.handing_in.remarks import NAMING
from lessons.text import normalise


def same_name(name: str) -> str:
    """Names with the same value are the same name: without regard to case and spaces."""
    return " ".join(normalise(name).split()).casefold()


def by_name(reports: Sequence[ClassReport]) -> list[LearnerReport]:
    """Every learner of the reports once, by name."""
    learners = {one.record: one for report in reports for one in report.learners}
    return sorted(learners.values(), key=lambda one: (same_name(one.name), one.record))


def anonymous(reports: Sequence[ClassReport]) -> list[ClassReport]:
    """The reports with numbers for names, the same number for the same learner in all of them.

    The numbers follow the records' ids, which are random. What learners typed is left out: it may name somebody.
    """
    records = sorted(
        {one.record for report in reports for one in report.learners}
        | {one.record for report in reports for one in report.missing if one.record}
    )
    width = len(str(len(records)))
    number = {record: f"#{place:0{width}}" for place, record in enumerate(records, 1)}
    return [
        replace(
            report,
            learners=tuple(
                _numbered(one, number[one.record])
                for one in sorted(report.learners, key=lambda one: number[one.record])
            ),
            exercises=tuple(_without_typed(one) for one in report.exercises),
            contested=tuple(_without_reasons(report, one) for one in report.contested),
            missing=tuple(Person(number[one.record]) for one in report.missing if one.record in number),
        )
        for report in reports
    ]


def _numbered(one: LearnerReport, number: str) -> LearnerReport:
    remarks = tuple(
        replace(remark, detail="\u2026") if remark.sort in NAMING else remark for remark in one.remarks
    )
    return replace(
        one, name=number, pseudonym=number, record=number, shared=False, person=None, remarks=remarks
    )


def _without_typed(one: ExerciseReport) -> ExerciseReport:
    if not isinstance(one.exercise.form, TextForm):
        return one
    return replace(one, items=tuple(replace(item, given=()) for item in one.items))


def _without_reasons(report: ClassReport, one: ContestedItem) -> ContestedItem:
    """Without what learners wrote; the words, too, stand in a hand-in, and stay only if they are the lesson's."""
    articles = [report.lesson.article, *([report.lesson.beside] if report.lesson.beside is not None else [])]
    known = bool(one.item) or any(one.words in " ".join(article.text.split()) for article in articles)
    return replace(one, reasons=(), words=one.words if known else "\u2026")


def told_apart(learners: Iterable[LearnerReport]) -> tuple[LearnerReport, ...]:
    """Learners who have a person called by that person's name, and by pseudonym as well where two share it."""
    known = list(learners)
    times = Counter(same_name(one.person.name) for one in known if one.person is not None)
    return tuple(_called(one, times) for one in known)


def _called(one: LearnerReport, times: Counter[str]) -> LearnerReport:
    if one.person is None:
        return one
    name = one.person.name
    return replace(one, name=name if times[same_name(name)] == 1 else f"{name} ({one.name})")
