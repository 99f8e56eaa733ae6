"""What students answered in a sealed course, as answers to the teacher's own: scored with the key that lies there.

The events of a hand-in name the sealed course and its neutral ids. The teacher's machine knows what the ids were
made with, so it can tell for each exercise, row and option of its own lesson what it is called there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lessons.lesson.opening import written_out
from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.share.handing_in.remarks import Remark, clock_went_back, time_of
from lessons.share.sealing.neutral_names import LessonNames, names_of
from lessons.share.sealing.sealed_packs import SealedPack

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
    return names_of(written_out(lesson).lesson.value, pack.naming, lesson.resolve().name)


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


def irregular(events: Sequence[Event], pack: SealedPack) -> tuple[Remark, ...]:
    """What a teacher should look at before trusting a test; empty when all is as it should be.

    ``events`` are those of one lesson of one student under the sealed course's name, in the order of the record.
    """
    remarks = []
    seals = {seal for event in events if isinstance(seal := event.data.get("seal"), str)}
    if pack.digest and seals - {pack.digest}:
        remarks.append(Remark("rules"))
    if clock_went_back(events):
        remarks.append(Remark("clock"))
    begun = next((time for event in events if event.name == "opened" and (time := time_of(event.time))), None)
    answers = [event for event in events if event.name == "committed" and _counts(event)]
    times = [time for event in answers if (time := time_of(event.time))]
    if pack.minutes and begun and times:
        late = (max(times) - begun).total_seconds() - 60 * pack.minutes
        if late > GRACE:
            remarks.append(Remark("overtime", round(late / 60)))
    if len({event.exercise for event in answers}) < len(answers):
        remarks.append(Remark("twice"))
    if sum(event.name == "opened" for event in events) > 1:
        remarks.append(Remark("begun-twice"))
    return tuple(remarks)


def _counts(event: Event) -> bool:
    return event.data.get("practice") is not True
