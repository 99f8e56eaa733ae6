"""What every front end says of review: when something comes back, how a sitting went."""

from collections.abc import Iterator, Mapping
from datetime import date

from lessons.i18n import _, plural
from lessons.play.missed import PLAIN
from lessons.review.card import Card
from lessons.review.deck import Dropped
from lessons.review.sitting import SittingTally

SOON = 3
"""Days that are told of what comes back."""


def day_in_words(day: date, today: date) -> str:
    """A day in words: today, tomorrow, in so many days."""
    ahead = (day - today).days
    if ahead <= 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    return _("in {n} days, on {day}").format(n=ahead, day=day.isoformat())


def comes_back(day: date, today: date, *, aside: bool = False) -> str:
    """What is said of a card after its answer; ``aside``: it was missed so often that it rests."""
    if aside:
        message = _(
            "You have missed this many times. It rests until {day}. Read about it in the glossary, or ask somebody."
        )
        return message.format(day=day.isoformat())
    return _("It comes back {day}.").format(day=day_in_words(day, today))


def card_name(card: Card) -> str:
    """What a card trains, in a few words: its technique, a plain sentence, or its exercise."""
    if card.missed.item == PLAIN:
        return _("A plain sentence")
    lesson = card.source.lesson
    technique = lesson.glossary.technique(card.missed.technique) if card.missed.technique else None
    if technique is not None:
        return technique.name
    number = next(n for n, one in enumerate(lesson.exercises, 1) if one.id == card.exercise.id)
    return _("{title}, exercise {n}").format(title=lesson.title, n=number)


def went(tally: SittingTally) -> str:
    """How a sitting went, in a sentence."""
    message = plural("{right} of {n} answer was right.", "{right} of {n} answers were right.", tally.answered)
    return message.format(right=tally.right, n=tally.answered)


def coming(days: Mapping[date, int], today: date) -> list[str]:
    """What comes back on the next days, a line each; what is still due first."""
    lines = []
    for day, count in list(days.items())[:SOON]:
        if day <= today:
            message = plural("{n} card is still due today.", "{n} cards are still due today.", count)
        else:
            message = plural("{n} card comes back {day}.", "{n} cards come back {day}.", count)
        lines.append(message.format(n=count, day=day_in_words(day, today)))
    later = sum(list(days.values())[SOON:])
    if later:
        lines.append(plural("{n} more comes later.", "{n} more come later.", later).format(n=later))
    return lines


def nothing_due() -> str:
    """What is said when nothing is due."""
    return _("Nothing is due for review today.")


def was_practice() -> str:
    """What is said of a sitting in which nothing was due."""
    return _("This was practice: nothing is kept, and each card comes back on its day.")


def nothing_yet() -> str:
    """What is said while there are no cards at all."""
    return _("What you miss in a lesson comes back here, from the next day on.")


def rhythm() -> str:
    """What to expect of review, in a sentence or two."""
    return _(
        "One sitting a day is enough. What you know comes back later and later, what you miss the next day."
    )


def left_out(dropped: tuple[Dropped, ...]) -> Iterator[str]:
    """What cannot be asked any more, and why, a line each."""
    for one in dropped:
        yield _("Not asked: {title}: {why}").format(title=one.title, why=one.why)
