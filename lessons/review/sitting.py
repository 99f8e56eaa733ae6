"""One sitting of review as a state machine without a screen: a few cards, one after the other.

Each card is asked through a session of its own, so that front ends ask it as they ask any exercise. What is
committed goes to the record as one ``reviewed`` event, synced before the answer is explained. Nothing else is kept.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from lessons.lesson.lesson import Exercise, KeyDoor
from lessons.model.answer import Answer, Raw
from lessons.model.result import Result
from lessons.play.machine import Session
from lessons.play.rules import CARD
from lessons.play.states import Phase
from lessons.record.event import REVIEWED, Event, local_now, written
from lessons.record.recorder import MemoryRecord, Receipt, Recorder
from lessons.record.reviews import Review, sureness
from lessons.review.card import Card
from lessons.review.choosing import MOST, choose
from lessons.review.deck import Deck, Dropped
from lessons.review.question import CardQuestion, question_of

Clock = Callable[[], datetime]
"""The time, with a time zone: the learner's days are those of that zone."""


class CardDoor(KeyDoor):
    """The key behind a card: an answer is right or wrong."""

    def __init__(self, question: CardQuestion) -> None:
        super().__init__(lambda: question.key)
        self._question = question

    def grade(self, exercise: Exercise, answer: Answer) -> Result:
        """The result of an answer: 1 or 0."""
        key = self._question.key
        bound = key.bound[exercise.id]
        return self._question.judging.result(bound, answer, bound.score(answer), key.why[exercise.id])


class CardSession(Session):
    """A session about one card: its only exercise is the question."""

    def __init__(self, question: CardQuestion, record: "ReviewRecord") -> None:
        super().__init__(question.lesson, record, lambda: question.key, rules=CARD)
        self.question = question
        self._key = CardDoor(question)


class ReviewRecord:
    """Turns the commit of a card's session into a ``reviewed`` event; implements ``Recorder``."""

    def __init__(self, question: CardQuestion, record: Recorder, clock: Clock) -> None:
        self.answered: Card | None = None
        """The card with its answer; ``None`` until there is one."""
        self._question, self._record, self._clock = question, record, clock

    def append(self, event: Event, *, sync: bool) -> Receipt | None:
        """Keep an answer; drafts, moves and practice leave no trace. Raises ``RecordError``."""
        if event.name != "committed" or event.data.get("practice"):
            return None
        card, now = self._question.card, self._clock()
        course, lesson, exercise, item = card.id
        right, sure = event.data.get("score") == "1/1", sureness(event.data.get("sure"))
        self.answered = card.after(
            Review(exercise, item, card.missed.words, now.astimezone(UTC), right, sure)
        )
        assert self.answered.plan is not None  # it has an answer
        data: dict[str, Raw] = {
            "item": item,
            **({"words": card.missed.words} if card.missed.words else {}),
            "form": "again" if self._question.fresh else "same",
            "n": self.answered.plan.answers,
            "right": right,
            "sure": sure,
            "answer": event.data.get("answer"),
            "key": event.data.get("key"),
            "due": self.answered.plan.day(now).isoformat(),
        }
        reviewed = Event(REVIEWED, course, lesson, exercise, data, time=written(now))
        return self._record.append(reviewed, sync=sync)

    def everything(self) -> Sequence[Event]:
        """Nothing: no lesson was answered here before."""
        return ()

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """Nothing: a card begins anew each time."""
        return iter(())


@dataclass(frozen=True, slots=True)
class SittingTally:
    """How a sitting went."""

    right: int
    answered: int


class Sitting:
    """A few cards in the order in which they are asked."""

    def __init__(
        self,
        deck: Deck,
        record: Recorder,
        clock: Clock = local_now,
        most: int = MOST,
        *,
        practice: bool = False,
    ) -> None:
        """With ``practice`` cards are asked before their day; nothing is kept, and no card's day changes."""
        self.clock, self.practice = clock, practice
        self._deck, self._record = deck, MemoryRecord() if practice else record
        self.cards = choose(deck, clock(), most, early=practice)
        self.index = 0
        """Number of the current card, from 0; the number of cards once all were asked."""
        self._done: dict[tuple[str, str, str, str], Card] = {}
        self._keepers: list[CardSession] = []
        """Sessions whose answer the record may still owe."""
        self._now: tuple[CardSession, ReviewRecord] | None = None

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What could not be asked, and why."""
        return self._deck.dropped

    @property
    def over(self) -> bool:
        """Whether every card was asked."""
        return self.index >= len(self.cards)

    def session(self) -> CardSession:
        """The session of the current card; the same one until ``next``. ``IndexError`` when the sitting is over."""
        if self._now is None:
            question = question_of(self.cards[self.index])
            record = ReviewRecord(question, self._record, self.clock)
            self._now = CardSession(question, record), record
            self._keepers.append(self._now[0])
        return self._now[0]

    def comes_back(self) -> date | None:
        """The day on which the card that is being explained comes back; ``None`` before it is answered."""
        if self._now is None or self._now[0].phase is not Phase.EXPLAINED or self.practice:
            return None
        answered = self._now[1].answered
        return answered.plan.day(self.clock()) if answered is not None and answered.plan is not None else None

    @property
    def set_aside(self) -> bool:
        """Whether the card that is being explained was missed so often that it rests."""
        answered = self._now[1].answered if self._now is not None else None
        return answered is not None and answered.plan is not None and answered.plan.aside

    def next(self) -> None:
        """Go on to the next card; one that was not answered stays due."""
        self._take_in()
        self._now = None
        self.index = min(self.index + 1, len(self.cards))
        self.flush()

    def flush(self) -> None:
        """Write what the disk refused before, if it takes it by now."""
        self._take_in()
        for session in self._keepers:
            session.flush()

    @property
    def tally(self) -> SittingTally:
        """How many answers were right so far."""
        self._take_in()
        return SittingTally(sum(card.past.reviews[-1].right for card in self._done.values()), len(self._done))

    @property
    def answers(self) -> tuple[Card, ...]:
        """The cards that were answered, in the order in which they were asked, each with its answer."""
        self._take_in()
        return tuple(self._done.values())

    def practising(self) -> "Sitting":
        """A sitting of practice with the same cards, for a day on which nothing is due."""
        return Sitting(self._deck, self._record, self.clock, practice=True)

    @property
    def can_practise(self) -> bool:
        """Whether there are cards to practise with before their day."""
        return any(card.plan is not None for card in self._deck.cards)

    def coming(self) -> dict[date, int]:
        """How many cards come back on which day, soonest first; what is overdue is due today."""
        self._take_in()
        cards = (
            self._deck.cards
            if self.practice
            else tuple(self._done.get(card.id, card) for card in self._deck.cards)
        )
        return replace(self._deck, cards=cards).days(self.clock())

    def _take_in(self) -> None:
        """Take note of the answer just given."""
        if self._now is not None and self._now[0].phase is Phase.EXPLAINED:
            answered = self._now[1].answered
            if answered is not None:
                self._done[answered.id] = answered
