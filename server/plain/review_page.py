"""What the plain pages show of a sitting of review: one card after the other, and how it went."""

from dataclasses import dataclass

from lessons.cli.linear.reviewing import words_that_count
from lessons.i18n import _
from lessons.play import Phase
from lessons.reports.html_text import explained
from lessons.review import telling
from lessons.review.sitting import CardSession, Sitting
from server.plain.acts import Outcome
from server.plain.form_shapes import Sent
from server.plain.page_values import answering, glossary_of, labels, texts
from server.plain.plain_seat import PlainSeat


@dataclass(frozen=True, slots=True)
class AnsweredCard:
    """A card at the end of a sitting."""

    sign: str
    verdict: str
    name: str
    back: str
    """When it comes back; empty after practice."""


def card_values(seat: PlainSeat, sitting: Sitting, outcome: Outcome, sent: Sent) -> dict[str, object]:
    """The card whose turn it is: the question, or what came of the answer."""
    session = sitting.session()
    page = answering(seat, outcome, sent) | {
        "number": sitting.index + 1,
        "count": len(sitting.cards),
        "phase": session.phase.value,
        "rules": session.rules,
        "practice": sitting.practice,
        "from_lesson": session.lesson.title,
        "counting": words_that_count(session.exercise, seat.hearing.places.article),
        "labels": labels(session),
        "glossary": glossary_of(session),
        "texts": () if session.question.fresh else texts(session),
    }
    return page | _explanation(sitting, session) if session.phase is Phase.EXPLAINED else page


def _explanation(sitting: Sitting, session: CardSession) -> dict[str, object]:
    result, exercise = session.result, session.exercise
    assert result is not None  # it is explained
    back, today = sitting.comes_back(), sitting.clock().date()
    return {
        "verdict": _("+ Right.") if result.score == 1 else _("o Not this time."),
        "told_exercise": explained(session.lesson, 1, exercise, result),
        "rule": result.rule if result.score != 1 else "",
        "back": telling.comes_back(back, today, aside=sitting.set_aside) if back is not None else "",
    }


def ending_values(sitting: Sitting) -> dict[str, object]:
    """How the sitting went, what comes back when, and what can be done now."""
    now = sitting.clock()
    today, days = now.date(), sitting.coming()
    is_due = bool(days.get(today))
    lines = telling.coming(days, today)
    cards = tuple(
        AnsweredCard(
            "+" if (right := card.past.reviews[-1].right) else "o",
            _("right") if right else _("not this time"),
            telling.card_name(card),
            telling.day_in_words(card.plan.day(now), today) if card.plan and not sitting.practice else "",
        )
        for card in sitting.answers
    )
    return {
        "went": telling.went(sitting.tally) if sitting.tally.answered else "",
        "nothing_due": "" if sitting.cards else telling.nothing_due(),
        "was_practice": telling.was_practice() if sitting.practice else "",
        "cards": cards,
        "coming": lines or [telling.nothing_yet()],
        "rhythm": telling.rhythm() if lines else "",
        "left_out": tuple(telling.left_out(sitting.dropped)),
        "goes_on": is_due and bool(sitting.cards),
        "can_practise": sitting.can_practise and not is_due,
    }
