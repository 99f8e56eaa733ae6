"""Fresh sentences of a course by technique: those of one item serve another item that has none of its own."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from lessons.kinds.item import Again
from lessons.play.missed import PLAIN
from lessons.review.cards import Card, Source, every_sentence

Shelf = tuple[str, str]
"""Course, and technique; ``plain`` for sentences with nothing to find."""


class Pool:
    """Sentences of exercises that the learner has answered: nothing of any other key is shown."""

    def __init__(self) -> None:
        self._sentences: dict[Shelf, dict[Again, None]] = {}

    def add(self, source: Source, answered: Collection[str]) -> None:
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
