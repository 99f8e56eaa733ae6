"""What is odd about each learner's hand-ins of a lesson: what was kept, and what follows from the answers of today."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from sqlalchemy import and_, case, or_, select

from lessons.lesson.lesson import INSIDE, Lesson, as_renamed, orphans_of
from lessons.school.at_hand import AssignedLesson
from lessons.school.book import standing_scores
from lessons.school.db_schema import events, grades, hand_ins, learners, remarks
from lessons.school.store import ClassStore, event_of_row
from lessons.share.handing_in.remarks import Remark, Sort, quick_answers

_ORDER: tuple[Sort, ...] = (
    "forked",
    "grown",
    "shrunk",
    "rules",
    "unsealed",
    "clock",
    "overtime",
    "begun-twice",
    "twice",
    "quick",
    "changed-text",
    "orphaned",
    "orphaned-parts",
    "renamed",
    "paper",
    "unmarked",
)
"""The gravest first."""
_NOT_TIMED = ('"taken":true', '"paper":true')
"""In the data of answers whose times say nothing of how they were given: taken at the end of a test, or from paper."""


def remarks_on(store: ClassStore, at_hand: AssignedLesson) -> dict[int, tuple[Remark, ...]]:
    """By learner's number. Late answers are counted by the report itself. Raises ``RecordError``."""
    by_learner: dict[int, dict[Remark, None]] = {}
    with store.told():
        sources = [source(store, at_hand.whole) for source in (_forked, _kept, _orphaned, _answers)]
        for learner, remark in chain(*sources, _unmarked(store, at_hand.lesson)):
            by_learner.setdefault(learner, {})[remark] = None
    return {
        learner: tuple(sorted(own, key=lambda remark: _ORDER.index(remark.sort)))
        for learner, own in by_learner.items()
    }


def _kept(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """What the files showed."""
    owner = case((learners.c.into.is_not(None), learners.c.into), else_=learners.c.id)
    rows = store.connection.execute(
        select(owner, remarks.c.sort, remarks.c["count"], remarks.c.detail)
        .select_from(remarks.join(hand_ins).join(learners))
        .where(hand_ins.c.course == lesson.course, hand_ins.c.lesson == lesson.id, hand_ins.c.withdrawn == "")
        .order_by(remarks.c.number)
    )
    for learner, sort, count, detail in rows:
        if sort in _ORDER:
            yield learner, Remark(sort, count, detail)


def _forked(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """Records with something that does not go together, as long as the teacher has not decided: told of each part."""
    here = (hand_ins.c.course == lesson.course, hand_ins.c.lesson == lesson.id, hand_ins.c.withdrawn == "")
    rows = store.connection.execute(
        select(learners)
        .where(learners.c.id.in_(select(hand_ins.c.learner).where(*here)))
        .where(learners.c.into.is_(None), or_(learners.c.branch == 1, learners.c.state == ""))
    )
    parts: dict[str, dict[int, str]] = {}
    for row in rows:
        parts.setdefault(row.record, {})[row.id] = row.called or row.pseudonym
    for names in parts.values():
        for learner in names if len(names) > 1 else ():
            others = sorted({name for other, name in names.items() if other != learner})
            yield learner, Remark("forked", detail=", ".join(others))


def orphans(store: ClassStore, lesson: Lesson) -> list[tuple[int, str]]:
    """Learner and what was answered that the lesson does not have any more, each once. Raises ``RecordError``.

    Exercises by their ids, and rows and options in others as ``exercise/row``.
    """
    here = events.c.course == lesson.course, events.c.lesson == lesson.id, events.c.event == "committed"
    with store.told():
        rows = store.connection.execute(select(events).where(*here).execution_options(yield_per=1_000))
        names = (
            (row.learner, name)
            for row in rows
            for event in as_renamed(lesson, [event_of_row(row)])
            for name in orphans_of(lesson, event)
        )
        return [*dict.fromkeys(names)]


def _orphaned(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """Answers to exercises that are not in the lesson of today."""
    lost: dict[tuple[int, Sort], list[str]] = {}
    for learner, id in orphans(store, lesson):
        lost.setdefault((learner, "orphaned-parts" if INSIDE in id else "orphaned"), []).append(id)
    for (learner, sort), ids in lost.items():
        yield learner, Remark(sort, len(ids), ", ".join(sorted(ids)[:5]))


def _unmarked(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """Answers that only the teacher can mark, and that have no mark yet."""
    by_hand = [exercise.id for exercise in lesson.exercises if exercise.teachers_weight is not None]
    if not by_hand:
        return
    standing = standing_scores(store, lesson)
    here = (grades.c.course == lesson.course, grades.c.lesson == lesson.id, grades.c.exercise.in_(by_hand))
    given = store.connection.execute(
        select(grades.c.learner, grades.c.exercise).where(*here).distinct()
    ).all()
    waiting = Counter(learner for learner, exercise in given if (learner, exercise) not in standing)
    for learner, count in waiting.items():
        yield learner, Remark("unmarked", count)


def _answers(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """Given to another text, or quicker than anybody reads."""
    texts = [("text", lesson.article.hash)]
    if lesson.beside is not None:
        texts.append(("beside_text", lesson.beside.hash))
    data = events.c.data
    moved = or_(*(and_(data.contains(f'"{name}"'), ~data.contains(hash)) for name, hash in texts))
    rows = store.connection.execute(
        select(grades.c.learner, grades.c.time, moved, or_(*map(data.contains, _NOT_TIMED)))
        .select_from(
            grades.join(events, and_(grades.c.learner == events.c.learner, grades.c.event == events.c.id))
        )
        .where(grades.c.course == lesson.course, grades.c.lesson == lesson.id)
        .execution_options(yield_per=1_000)
    )
    times: dict[int, list[str]] = {}
    others: Counter[int] = Counter()
    for learner, time, other, untimed in rows:
        others[learner] += bool(other)
        if not untimed:
            times.setdefault(learner, []).append(time)
    for learner, count in others.items():
        if count:
            yield learner, Remark("changed-text", count)
    for learner, own in times.items():
        quick = quick_answers(own)
        if quick is not None:
            yield learner, quick
