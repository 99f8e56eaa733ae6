"""All cards of a learner, derived afresh from the record and the lessons on this machine."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from lessons.i18n import _, plural
from lessons.kinds.item import Again
from lessons.kinds.kept_answers import reread
from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import Exercise, as_renamed
from lessons.model.answer import AnswerError
from lessons.model.course import Course
from lessons.model.problem import LessonError
from lessons.play.day_score import day_score_of, still_missed, texts_of
from lessons.play.missed import PLAIN, WHOLE, Missed, missed_of
from lessons.record.event import Event
from lessons.record.own_copies import is_sealed
from lessons.record.reviews import History, Past, Review, histories, missed_items, moment, sureness
from lessons.review.card import Card, KeyedLesson, every_sentence, fresh_for

Shelf = tuple[str, str]
"""Course, and technique; ``plain`` for sentences with nothing to find."""


class Pool:
    """Fresh sentences by technique: those of one item serve another that has none of its own.

    They are of exercises that the learner has answered: nothing of any other key is shown.
    """

    def __init__(self) -> None:
        self._sentences: dict[Shelf, dict[Again, None]] = {}

    def add(self, source: KeyedLesson, answered: Collection[str]) -> None:
        """Take in the sentences of a lesson, but only of the exercises with these ids."""
        for exercise in source.lesson.exercises:
            if exercise.id in answered:
                for again in every_sentence(source.key.bound[exercise.id]):
                    name = PLAIN if again.span is None else again.technique
                    if name is not None:
                        self._sentences.setdefault((source.lesson.course, name), {})[again] = None

    def lent(self, cards: Iterable[Card]) -> Iterator[Card]:
        """The cards, those without sentences of their own with some of the pool; each begins at another one."""
        turns: Counter[Shelf] = Counter()
        for card in cards:
            shelf = self._shelf(card)
            sentences = list(self._sentences.get(shelf, ())) if shelf is not None else []
            if card.fresh or not sentences or shelf is None:
                yield card
                continue
            begin = turns[shelf] % len(sentences)
            turns[shelf] += 1
            yield replace(card, fresh=(*sentences[begin:], *sentences[:begin]), lent=True)

    def _shelf(self, card: Card) -> Shelf | None:
        """Where to look for a card: a phrase or a labelled row by its technique, false alarms among the plain ones."""
        course, item = card.source.lesson.course, card.missed.item
        if item == PLAIN:
            return course, PLAIN
        return (course, card.missed.technique) if card.missed.technique is not None else None


@dataclass(frozen=True, slots=True)
class Dropped:
    """What cannot be asked any more: a lesson, or exercises of it."""

    title: str
    why: str


@dataclass(frozen=True)
class Deck:
    """Every card, in the order of the courses, and what had to be left out."""

    cards: tuple[Card, ...]
    dropped: tuple[Dropped, ...]

    def due(self, now: datetime) -> tuple[Card, ...]:
        """The cards whose day has come."""
        return tuple(card for card in self.cards if card.plan is not None and card.plan.is_due(now))

    def days(self, now: datetime) -> dict[date, int]:
        """How many cards come back on which day, soonest first; what is overdue is due today."""
        plans = [card.plan for card in self.cards if card.plan is not None]
        return dict(sorted(Counter(max(now.date(), when.day(now)) for when in plans).items()))


def source_in(folder: Path, home: Path | None = None) -> KeyedLesson:
    """The lesson in a folder with its key. Raises ``LessonError``."""
    lesson, key = open_to_play(folder, home)
    return KeyedLesson(lesson, key())


def deck_of(
    courses: Iterable[Course],
    events: Iterable[Event],
    now: datetime,
    home: Path | None = None,
    opening: Callable[[Path, Path | None], KeyedLesson] = source_in,
) -> Deck:
    """The cards of everything missed in first submissions; the record is only read.

    A lesson that is gone or cannot be opened is told among ``dropped``; so are exercises that it no longer has.
    ``now`` has a time zone. ``home``: as for ``load_lesson``.
    ``opening`` opens the lessons: only those are opened of which something was missed.
    """
    waiting = {lesson: past for lesson, past in histories(events, now).items() if _failed(past)}
    cards: list[Card] = []
    dropped: list[Dropped] = []
    pool = Pool()
    for course in courses:
        for card in course.lessons:
            past = waiting.pop((course.id, card.id), None)
            if past is None or is_sealed(card.folder, home):  # what a test missed is known when its key is
                continue
            try:
                source = opening(card.folder, home)
            except LessonError as error:
                why = str(error.problems[0]) if error.problems else card.trouble
                dropped.append(Dropped(card.title, why))
                continue
            if any(exercise.was or exercise.renames for exercise in source.lesson.exercises):
                past = histories(as_renamed(source.lesson, events), now)[course.id, card.id]
            pool.add(source, past.first)
            cards += _cards(source, past, now)
            dropped += _missing(source, past)
    for _course, name in waiting:
        dropped.append(Dropped(name, _("the lesson is not on this machine")))
    return Deck(tuple(pool.lent(cards)), tuple(dropped))


def _failed(past: History) -> bool:
    """Whether anything of a lesson may have been missed: only then is it worth opening."""
    return bool(past.reviews) or any(
        event.data.get("score") != "1/1" and missed_items(event) != () for event in past.first.values()
    )


def _missing(source: KeyedLesson, past: History) -> Iterator[Dropped]:
    """Exercises that the lesson no longer has, and those whose key cannot be used."""
    ids, unscored = {exercise.id for exercise in source.lesson.exercises}, set(source.lesson.unscored)
    asked = {*past.first, *(review.exercise for review in past.reviews)} - ids
    if count := len(asked & unscored):
        message = plural(
            "the key of {n} exercise cannot be used: ask your teacher",
            "the keys of {n} exercises cannot be used: ask your teacher",
            count,
        )
        yield Dropped(source.lesson.title, message.format(n=count))
    if count := len(asked - unscored):
        message = plural(
            "{n} exercise is no longer in the lesson", "{n} exercises are no longer in the lesson", count
        )
        yield Dropped(source.lesson.title, message.format(n=count))


def _cards(source: KeyedLesson, past: History, now: datetime) -> Iterator[Card]:
    for exercise in source.lesson.exercises:
        first = past.first.get(exercise.id)
        time = moment(first.time, now) if first is not None else None
        if first is None or time is None:
            continue
        items = _missed(source, exercise, first)
        own = [review for review in past.reviews if review.exercise == exercise.id]
        for item, reviews in _answers(items, own).items():
            past_of = Past(time, sureness(first.data.get("sure")), tuple(reviews))
            yield _card(source, exercise, item, past_of)
        if items and all(item.item != PLAIN for item in items):
            yield from _companion(source, exercise, own)


def _missed(source: KeyedLesson, exercise: Exercise, first: Event) -> tuple[Missed, ...]:
    """What the first submission missed on the day, as far as the key of today asks it."""
    lesson, bound = source.lesson, source.key.bound[exercise.id]
    try:
        answer, _lost = reread(exercise.form, first.data.get("answer"), lesson.article, lesson.beside)
    except AnswerError:  # the exercise asks something else by now
        return ()
    parts = bound.score(answer).parts
    day_score = day_score_of(first, exercise.form, lesson)
    if day_score is not None:
        parts = tuple(still_missed(parts, day_score, exercise.form, source.key.version, texts_of(lesson)))
    return missed_of(exercise.form, parts)


def _answers(items: Sequence[Missed], reviews: Sequence[Review]) -> dict[Missed, list[Review]]:
    """The answers of each item, by its name and its words.

    Phrases are numbered in the order of the key: where a key was changed, the words say which phrase an answer was
    about. Answers about a phrase that is no longer missed belong to nothing.
    """
    by_item: dict[Missed, list[Review]] = {item: [] for item in items}
    for review in reviews:
        same = [item for item in items if item.words == review.words]
        named = [item for item in same if item.item == review.item] or (same if review.words else [])
        if named:
            by_item[named[0]].append(review)
    return by_item


def _card(source: KeyedLesson, exercise: Exercise, item: Missed, past: Past) -> Card:
    fresh = () if item.item == WHOLE else fresh_for(source.key.bound[exercise.id], item.item)
    return Card(source, exercise, item, fresh, past)


def _companion(source: KeyedLesson, exercise: Exercise, reviews: Sequence[Review]) -> Iterator[Card]:
    """Sentences with nothing to find, asked along with what was missed: whoever sees fire everywhere is no reader."""
    own = tuple(review for review in reviews if review.item == PLAIN)
    card = _card(source, exercise, Missed(PLAIN), Past(reviews=own))
    if card.fresh:
        yield card
