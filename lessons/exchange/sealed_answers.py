"""What students answered in a sealed course, as answers to the teacher's own: scored with the key that lies there.

The events of a hand-in name the sealed course and its neutral ids. The teacher's machine knows what the ids were
made with, so it can tell for each exercise, row and option of its own lesson what it is called there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from lessons.exchange.neutral_names import LessonNames, names_of
from lessons.exchange.sealed_packs import SealedPack
from lessons.i18n import _
from lessons.loading.catalogue import LESSON_FILE
from lessons.loading.yaml_source import read_yaml
from lessons.model.answer import Raw
from lessons.store.event import Event

GRACE = 60
"""Seconds after the end of a test in which an answer is not called late: closing takes a moment."""


def pack_of(packs: Sequence[SealedPack], course: str, events: Iterable[Event]) -> SealedPack | None:
    """The one of these sealed packs that events under this course's name belong to; ``None`` when it is none.

    A pack is known by the name that its events carry, and else by that of its folder.
    """
    named = {name for event in events if isinstance(name := event.data.get("pack"), str)}
    by_event = next((pack for pack in reversed(packs) if pack.name in named), None)
    return by_event or next((pack for pack in reversed(packs) if pack.folder == course), None)


def own_names(lesson: Path, pack: SealedPack) -> LessonNames:
    """What a sealed pack calls the things of the teacher's lesson, whose folder has the name it was packed with."""
    return names_of(read_yaml(lesson / LESSON_FILE).value, pack.naming, lesson.resolve().name)


def taught_events(events: Sequence[Event], names: LessonNames) -> tuple[Event, ...]:
    """The events of one lesson of a sealed pack with the exercise and answer ids of the teacher's own lesson.

    The course's name stays: a test is not taken for practice of the same lesson. Events of exercises that the lesson
    no longer has stay as they are.
    """
    own = {name: id for id, name in names.exercises.items()}
    return tuple(_taught(event, own, names) if event.exercise in own else event for event in events)


def _taught(event: Event, own: Mapping[str, str], names: LessonNames) -> Event:
    exercise = own[event.exercise]
    inside = {name: id for id, name in names.inside[exercise].items()}
    data = dict(event.data)
    if "answer" in data:
        data["answer"] = _answer(data["answer"], inside)
    data.pop("key", None)  # the version of the sealed key, which is none of the teacher's
    if isinstance(item := data.get("item"), str):  # what was contested: an id, or two with a point between
        data["item"] = ".".join(inside.get(part, part) for part in item.split("."))
    return replace(event, exercise=exercise, data=data)


def _answer(raw: Raw, own: Mapping[str, str]) -> Raw:
    """The answer with the teacher's ids. No typed text and no technique looks like a sealed name by chance."""
    if isinstance(raw, dict):
        return {own.get(name, name): _answer(inner, own) for name, inner in raw.items()}
    if isinstance(raw, list):
        return [_answer(inner, own) for inner in raw]
    return own.get(raw, raw) if isinstance(raw, str) else raw


def irregular(events: Sequence[Event], pack: SealedPack) -> tuple[str, ...]:
    """What a teacher should look at before trusting a test: each a sentence; empty when all is as it should be.

    ``events`` are those of one lesson of one student under the sealed course's name, oldest first.
    """
    told = []
    seals = {seal for event in events if isinstance(seal := event.data.get("seal"), str)}
    if pack.digest and seals - {pack.digest}:
        told.append(_("The rules of the test were changed on the student's machine."))
    times = [time for event in events if (time := _time(event)) is not None]
    if any(later < earlier for earlier, later in pairwise(times)):
        told.append(_("The clock went backwards during the test."))
    begun = next((time for event in events if event.name == "opened" and (time := _time(event))), None)
    answered = [
        time for event in events if event.name == "committed" and _counts(event) and (time := _time(event))
    ]
    if pack.minutes and begun and answered:
        late = (max(answered) - begun).total_seconds() - 60 * pack.minutes
        if late > GRACE:
            told.append(_("Answers were handed in {n} minutes after the end.").format(n=round(late / 60)))
    counted = [event.exercise for event in events if event.name == "committed" and _counts(event)]
    if len(set(counted)) < len(counted):
        told.append(_("An exercise was handed in more than once; the first answer counts."))
    if sum(event.name == "opened" for event in events) > 1:
        told.append(_("The test was begun more than once."))
    return tuple(told)


def _counts(event: Event) -> bool:
    return event.data.get("practice") is not True


def _time(event: Event) -> datetime | None:
    try:
        time = datetime.fromisoformat(event.time)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None
