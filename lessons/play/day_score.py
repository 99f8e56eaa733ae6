"""The score of the day: what a learner was told is never taken away, and what has changed since is said.

Texts are corrected and keys mended after students answered. Their answers are judged again by the text and the key of
today, so that the explanation fits what is on the screen. A score that was told stands where today's would be lower,
and grows where today's is higher: the law of the grade book of a class. What was found that day does not become missed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lessons.i18n import _, plural
from lessons.kinds.kept_answers import lost_words
from lessons.kinds.written_answers import answered
from lessons.lesson.lesson import Exercise, KeyDoor, Lesson
from lessons.model.answer import Answer, Raw
from lessons.model.form import Form, MarkForm
from lessons.model.result import Part, Result, Verdict, percent
from lessons.play.missed import PLAIN
from lessons.record.event import Event
from lessons.record.reviews import missed_items

_RATIO = re.compile(r"\d{1,40}/\d{1,40}", re.ASCII)
_FAILED = (Verdict.MISSED, Verdict.WRONG, Verdict.TRAP, Verdict.PARTLY)
_OWN = (Verdict.WRONG, Verdict.LEFT)
"""Verdicts on what an answer brought, or rightly left out: they say nothing of what the key asks."""
_LONGEST = 80
"""Characters of the words by which a phrase is known again."""
_NAMED = 3
"""Items that are named in one sentence; of more it is said how many there are."""


@dataclass(frozen=True, slots=True)
class DayScore:
    """What the learner was told of a submission when it was committed."""

    score: Fraction
    chance: Fraction
    key: str
    """Version of the key."""
    texts: tuple[str, str]
    """SHA-256 of the article and of the second one; empty where there is none."""
    verdicts: Mapping[str, str] | None
    """Sign by name of an item, as ``verdicts_of`` gives them; ``None`` where the record does not say."""
    missed: tuple[str, ...] | None
    """Names of the items that were missed, as in review; ``None`` where the record does not say."""
    lost: tuple[str, ...] | None = ()
    """Words of the marks that have no place in the text of today; ``None`` for an answer that fits no more."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An answered exercise that has left the lesson, or whose key is broken today: its score stands."""

    id: str
    score: Fraction
    chance: Fraction
    weight: Fraction
    unscored: bool = False
    """Whether the exercise is there and cannot be scored now."""


def withdrawn_of(event: Event, lesson: Lesson) -> Withdrawn | None:
    """What remains of a submission to an exercise that is gone; ``None`` for practice and where no score was told."""
    data = event.data
    score, chance = _ratio(data.get("score")), _ratio(data.get("chance"))
    if (
        event.name != "committed"
        or data.get("practice") is True
        or data.get("sealed") is True
        or score is None
    ):
        return None
    weight = data.get("weight")
    sound = isinstance(weight, str) and _RATIO.fullmatch(weight) and int(weight.partition("/")[2]) != 0
    own_weight = Fraction(weight) if sound and isinstance(weight, str) else Fraction(1)
    return Withdrawn(
        event.exercise, score, chance or Fraction(0), own_weight, event.exercise in lesson.unscored
    )


def texts_of(lesson: Lesson) -> tuple[str, str]:
    """The versions of a lesson's texts."""
    return lesson.article.hash, lesson.beside.hash if lesson.beside is not None else ""


def verdicts_of(form: Form, parts: Iterable[Part]) -> dict[str, Raw]:
    """The verdict on each item of an answer, as the record keeps it: sign by name.

    Marked phrases are named by their words, as their numbers change with the key; all others by their ids.
    """
    return {_name(form, part): part.verdict.sign for part in parts}


def day_score_of(event: Event, form: Form, lesson: Lesson) -> DayScore | None:
    """What the learner was told of a ``committed`` event; ``None`` in a test and where no score was kept."""
    data = event.data
    score, chance = _ratio(data.get("score")), _ratio(data.get("chance"))
    if score is None or data.get("sealed") is True:
        return None
    kept = data.get("verdicts")
    signs = (
        {name: sign for name, sign in kept.items() if isinstance(sign, str)}
        if isinstance(kept, dict)
        else None
    )
    texts = tuple(
        value if isinstance(value := data.get(name), str) else "" for name in ("text", "beside_text")
    )
    key = data.get("key")
    lost = lost_words(form, data.get("answer"), lesson.article, lesson.beside)
    version = key if isinstance(key, str) else ""
    return DayScore(
        score, chance or Fraction(0), version, (texts[0], texts[1]), signs, missed_items(event), lost
    )


def told_again(
    key: KeyDoor, lesson: Lesson, exercise: Exercise, answer: Answer | None, day: DayScore | None
) -> Result:
    """A submission judged by the text and the key of today, with the score of the day where one was told."""
    result = key.grade(exercise, answered(exercise.form, answer))
    return (
        result if day is None else as_on_that_day(result, day, exercise.form, key.version, texts_of(lesson))
    )


def as_on_that_day(result: Result, day: DayScore, form: Form, key: str, texts: tuple[str, str]) -> Result:
    """A result of today with the score of the day; ``since`` says what has changed, where that matters to it.

    Who gains by today's text and key, gains, as in a class; nobody loses. What was not missed on the day is left out
    where it would be missed today.
    """
    if not _has_changed(result, day, form):
        return replace(result, chance=day.chance)
    since = tuple(_since(result, day, form, key, texts))
    parts = tuple(part for part in result.parts if not _new_failure(part, day, form, key))
    score, chance = (result.score, result.chance) if result.score > day.score else (day.score, day.chance)
    return replace(result, score=score, chance=chance, parts=parts, arithmetic=" ".join(since), since=since)


def still_missed(
    parts: Sequence[Part], day: DayScore, form: Form, key: str, texts: tuple[str, str]
) -> Iterable[Part]:
    """The parts of a judgement of today for review: what failed on the day, and what a new key asks in the same text.

    In a changed text a phrase with other words may be one that was found.
    """
    verdicts = day.verdicts
    for part in parts:
        asked_anew = verdicts is not None and texts == day.texts and _name(form, part) not in verdicts
        if asked_anew or not _new_failure(part, day, form, key):
            yield part


def _has_changed(result: Result, day: DayScore, form: Form) -> bool:
    return result.score != day.score or day.lost != () or bool(_differences(result, day, form))


def _since(result: Result, day: DayScore, form: Form, key: str, texts: tuple[str, str]) -> Iterable[str]:
    new_text, new_key = texts != day.texts, key != day.key
    if new_text and new_key:
        yield _("The article and the key have changed since you answered.")
    elif new_text:
        yield _("The article has changed since you answered.")
    elif new_key:
        yield _("The key has changed since you answered.")
    else:
        yield _("The way answers are scored has changed since you answered.")
    if day.lost is None:
        yield _("Your answer does not fit the exercise of today.")
    elif day.lost:
        form_of = plural(
            "Your mark on {words} has no place in the text any more.",
            "Your marks on {words} have no place in the text any more.",
            len(day.lost),
        )
        yield form_of.format(words=_listed(day.lost))
    yield from _differences(result, day, form)
    if result.score > day.score:
        gained = _("That day it earned {score} of 100; today it earns {today}, and that counts.")
        yield gained.format(score=percent(day.score), today=percent(result.score))
        return
    yield _("The score of that day stands: {score} of 100.").format(score=percent(day.score))
    if result.score != day.score:
        yield _("The same answer would earn {score} today.").format(score=percent(result.score))


def _differences(result: Result, day: DayScore, form: Form) -> list[str]:
    """What the key asks now and did not ask then, what it no longer asks, and what it judges differently."""
    if day.verdicts is None:
        return []
    today = {_name(form, part): part for part in result.parts}
    own = {verdict.sign for verdict in _OWN}
    gone = [name for name, sign in day.verdicts.items() if name not in today and sign not in own]
    new = [
        _words(part) for name, part in today.items() if name not in day.verdicts and part.verdict not in _OWN
    ]
    other = [
        _words(part)
        for name, part in today.items()
        if name in day.verdicts and day.verdicts[name] != part.verdict.sign
    ]
    lines = []
    if gone and isinstance(form, MarkForm):
        lines.append(_("Not asked any more: {words}.").format(words=_listed(gone)))
    elif gone:
        told_gone = plural("{n} item is not asked any more.", "{n} items are not asked any more.", len(gone))
        lines.append(told_gone.format(n=len(gone)))
    if new:
        lines.append(_("Asked now and not then: {words}.").format(words=_listed(new)))
    if other:
        lines.append(_("Judged in another way now: {words}.").format(words=_listed(other)))
    return lines


def _new_failure(part: Part, day: DayScore, form: Form, key: str) -> bool:
    """Whether an item fails by today's text and key and did not fail on the day."""
    if part.verdict not in _FAILED:
        return False
    if day.verdicts is not None:
        return day.verdicts.get(_name(form, part)) not in {verdict.sign for verdict in _FAILED}
    if day.score == 1:
        return True
    if day.missed is None or key != day.key:  # the numbers of phrases change with the key
        return False
    return not {part.id, part.id.partition(".")[0], PLAIN if part.verdict is Verdict.WRONG else part.id} & {
        *day.missed
    }


def _name(form: Form, part: Part) -> str:
    return " ".join(part.text.split())[:_LONGEST] if isinstance(form, MarkForm) and part.text else part.id


def _words(part: Part) -> str:
    return " ".join(part.text.split())[:_LONGEST] or part.id


def _listed(words: Sequence[str]) -> str:
    named = ", ".join(f"“{one}”" for one in words[:_NAMED])
    more = len(words) - _NAMED
    return named if more <= 0 else _("{words} and {n} more").format(words=named, n=more)


def _ratio(value: Raw) -> Fraction | None:
    if not isinstance(value, str) or not _RATIO.fullmatch(value) or int(value.partition("/")[2]) == 0:
        return None
    ratio = Fraction(value)
    return ratio if 0 <= ratio <= 1 else None
