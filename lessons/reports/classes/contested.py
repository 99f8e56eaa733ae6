"""What a class contests, for its report: who writes a hand-in writes the words in it, so they are only shown."""

from collections.abc import Iterable, Mapping
from typing import get_args

from lessons.lesson.lesson import Lesson
from lessons.loading.replies_source import ReplyVerdict, verdict_words
from lessons.reports.classes.values import ContestedItem
from lessons.school.contested import Contested
from lessons.text import normalise

VERDICTS: tuple[ReplyVerdict, ...] = get_args(ReplyVerdict)


def contested_items(
    lesson: Lesson, items: Mapping[str, Mapping[str, str]], found: Iterable[Contested]
) -> tuple[ContestedItem, ...]:
    """The contested items in the order of the exercises.

    ``items``: the words of the key's items, by exercise and id. Ids move when a key changes, words do not, so an item
    is found by its words. What is of no exercise of the lesson is passed over.
    """
    order = {exercise.id: number for number, exercise in enumerate(lesson.exercises)}
    told = [
        ContestedItem(
            exercise=one.exercise,
            item=_item(items[one.exercise], one),
            words=_line(one.words),
            learners=len(one.voices),
            reasons=tuple(_line(voice.reason) for voice in one.voices),
            answer=_answer(one),
        )
        for one in found
        if one.exercise in order
    ]
    return tuple(sorted(told, key=lambda one: (order[one.exercise], -one.learners, one.words)))


def _item(items: Mapping[str, str], one: Contested) -> str:
    """The id of the key's item with these words; empty where there is none."""
    same = [id for id, words in items.items() if words == _line(one.words)]
    return one.item if one.item in same else next(iter(same), "")


def _answer(one: Contested) -> str:
    if one.decision is None:
        return ""
    told = next(
        (verdict_words(known) for known in VERDICTS if known == one.decision.verdict), one.decision.verdict
    )
    return _line(f"{told[:1].upper()}{told[1:]}. {one.decision.answer}")


def _line(text: str) -> str:
    return " ".join(normalise(text).split())
