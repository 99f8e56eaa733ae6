"""Answers on this machine to exercises that have left a lesson: renamed without ``was``, or taken out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lessons.checking import problem_codes
from lessons.disk import read_file
from lessons.lesson.lesson import old_ids
from lessons.lesson.opening import written_out
from lessons.loading.catalogue import course_id, lesson_id
from lessons.loading.yaml_source import Document
from lessons.model.problem import Problem, Severity
from lessons.record.attempts import since_forgotten
from lessons.record.journal import MOST_BYTES, decode
from lessons.record.recorder import RecordError
from lessons.text import visible

_NAMED = 5
"""Exercises that are named in one problem."""


def orphaned_answers(folders: Iterable[Path], home: Path) -> Iterator[Problem]:
    """An advice for each lesson of which the records or the classes here hold answers to ids that it has no more.

    Records that cannot be read are passed over: the commands that need them say so.
    """
    for folder in folders:
        document = written_out(folder).lesson
        ids = _known(document)
        if ids:
            counts = _answered(course_id(folder.resolve().parent), lesson_id(folder), ids, home)
            if counts:
                yield _problem(document, counts)


def _known(document: Document) -> list[str]:
    """The ids of the exercises, those of before too; none for a lesson that cannot be read."""
    exercises = document.value.get("exercises") if isinstance(document.value, dict) else None
    listed = [one for one in exercises if isinstance(one, dict)] if isinstance(exercises, list) else []
    return [id for one in listed for id in (str(one.get("id")), *old_ids(one))]


def _answered(course: str, lesson: str, ids: list[str], home: Path) -> Counter[str]:
    """By exercise that is not one of the known ones: how many records hold an answer to it."""
    counts: Counter[str] = Counter()
    for path in sorted((home / "learners").glob("*.jsonl")):
        try:
            data = read_file(path, MOST_BYTES)
            if f'"{lesson}"'.encode() not in data:  # nearly always, and much quicker than reading every event
                continue
            events = since_forgotten(decode(data, str(path), (course, lesson), drafts=False).events)
        except (OSError, RecordError):
            continue
        answered = {event.exercise for event in events if event.name == "committed"}
        counts.update(answered - {"", *ids})
    counts.update(_in_classes(course, lesson, ids, home))
    return counts


def _in_classes(course: str, lesson: str, ids: list[str], home: Path) -> Iterator[str]:
    from lessons.school.classes import known_classes

    classes = known_classes(home)
    if not classes:
        return
    from lessons.school.oddities import orphans
    from lessons.school.store import ClassStore

    for path in classes:
        try:
            with ClassStore(path, path.stem) as store:
                yield from (exercise for _learner, exercise in orphans(store, course, lesson, ids))
        except RecordError:
            continue


def _problem(document: Document, counts: "Counter[str]") -> Problem:
    named = ", ".join(f"{id} ({count})" for id, count in sorted(counts.items())[:_NAMED])
    more = f" and {len(counts) - _NAMED} more" if len(counts) > _NAMED else ""
    return Problem(
        document.place(("exercises",), key=True),
        problem_codes.ORPHANS,
        visible(f"answers on this machine to exercises that are not here any more: {named}{more}"),
        "every exercise that was answered, under its id or with that id as was:",
        visible(f"if it was renamed, write was: [{min(counts)}] there; if it was taken out, leave it so"),
        Severity.ADVICE,
    )
