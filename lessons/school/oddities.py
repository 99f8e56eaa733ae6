"""What is odd about each learner's hand-ins of a lesson: what was kept, and what follows from the answers of today."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import and_, case, or_, select

from lessons.lesson.lesson import Lesson
from lessons.school.db_schema import events, grades, hand_ins, learners, remarks
from lessons.school.store import ClassStore
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
    "renamed",
)
"""The gravest first."""


def remarks_on(store: ClassStore, lesson: Lesson) -> dict[int, tuple[Remark, ...]]:
    """By learner's number. Late answers are counted by the report itself. Raises ``RecordError``."""
    by_learner: dict[int, dict[Remark, None]] = {}
    with store.told():
        for source in (_forked, _kept, _orphaned, _answers):
            for learner, remark in source(store, lesson):
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


def known_ids(lesson: Lesson) -> list[str]:
    """The ids of the exercises of a lesson, those of before too."""
    return [
        *lesson.unscored,
        *(id for exercise in lesson.exercises for id in (exercise.id, *exercise.was)),
    ]


def orphans(store: ClassStore, course: str, lesson: str, ids: Sequence[str]) -> list[tuple[int, str]]:
    """Learner and exercise of each answer to an exercise that is not one of the known ones. Raises ``RecordError``."""
    with store.told():
        rows = store.connection.execute(
            select(events.c.learner, events.c.exercise)
            .where(events.c.course == course, events.c.lesson == lesson, events.c.event == "committed")
            .where(events.c.exercise != "", events.c.exercise.not_in([*ids]))
            .distinct()
        )
        return [(learner, exercise) for learner, exercise in rows]


def _orphaned(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """Answers to exercises that are not in the lesson of today."""
    lost: dict[int, list[str]] = {}
    for learner, exercise in orphans(store, lesson.course, lesson.id, known_ids(lesson)):
        lost.setdefault(learner, []).append(exercise)
    for learner, ids in lost.items():
        yield learner, Remark("orphaned", len(ids), ", ".join(sorted(ids)[:5]))


def _answers(store: ClassStore, lesson: Lesson) -> Iterator[tuple[int, Remark]]:
    """Given to another text, or quicker than anybody reads."""
    texts = [("text", lesson.article.hash)]
    if lesson.beside is not None:
        texts.append(("beside_text", lesson.beside.hash))
    data = events.c.data
    moved = or_(*(and_(data.contains(f'"{name}"'), ~data.contains(hash)) for name, hash in texts))
    rows = store.connection.execute(
        select(grades.c.learner, grades.c.time, moved, data.contains('"taken":true'))
        .select_from(
            grades.join(events, and_(grades.c.learner == events.c.learner, grades.c.event == events.c.id))
        )
        .where(grades.c.course == lesson.course, grades.c.lesson == lesson.id)
        .execution_options(yield_per=1_000)
    )
    times: dict[int, list[str]] = {}
    others: Counter[int] = Counter()
    for learner, time, other, taken in rows:
        others[learner] += bool(other)
        if not taken:
            times.setdefault(learner, []).append(time)
    for learner, count in others.items():
        if count:
            yield learner, Remark("changed-text", count)
    for learner, own in times.items():
        quick = quick_answers(own)
        if quick is not None:
            yield learner, quick
