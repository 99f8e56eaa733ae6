"""Review: what was missed comes back over simulated weeks; the record alone says when."""

import shutil
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from lessons.loading.catalogue import courses
from lessons.model.answer import Raw
from lessons.model.form import MarkForm
from lessons.model.result import Verdict
from lessons.record import Event
from lessons.reports.standing import due, standings
from lessons.review.card import LEECH
from lessons.review.deck import deck_of
from lessons.review.question import question_of
from lessons.review.sitting import CardSession, ReviewRecord
from lessons.share.handing_in.hand_in import HandIn, to_bytes
from tests.helpers.answering import say
from tests.helpers.reviewing import MONDAY, Calendar, best, deck, do_lesson, review, sitting
from tests.helpers.tiny import COURSE, tiny_session

MISSES: dict[str, Raw] = {"find-loaded": [], "name-it": {"everyone": "slogan", "reckless": "loaded-language"}}


@cache
def lesson_events() -> tuple[Event, ...]:
    record = Calendar()
    do_lesson(record, MISSES)
    return tuple(record.kept)


def after_the_lesson() -> Calendar:
    record = Calendar()
    record.kept.extend(lesson_events())
    return record


def items(record: Calendar) -> dict[str, int]:
    """Exercise and item of each card that was missed -> days until it comes back."""
    return {
        f"{card.exercise.id} {card.missed.item}": (card.plan.day(record.now) - MONDAY.date()).days
        for card in deck(record).cards
        if card.plan is not None
    }


# What comes back ----------------------------------------------------------------------------------------------------


def test_what_was_missed_is_due_the_next_day_and_nothing_else() -> None:
    record = after_the_lesson()
    assert items(record) == {
        "find-loaded m0": 1,
        "find-loaded m1": 1,
        "find-loaded m2": 1,
        "name-it everyone": 1,
    }
    assert not deck(record).due(record.on(0, 23).now)
    assert len(deck(record).due(record.on(1, 0).now)) == 4


def test_false_alarms_come_back_as_one_card_and_traps_as_their_own() -> None:
    record = Calendar()
    lesson = tiny_session().lesson
    words = [
        lesson.article.text.index(word) for word in ("greedy", "reckless", "mayor", "Tuesday", "nonsense")
    ]
    marks: list[Raw] = [{"start": at, "end": at + 5} for at in words]
    do_lesson(record, {"find-loaded": marks})
    assert set(items(record)) == {"find-loaded m2", "find-loaded t0", "find-loaded plain"}


def test_rows_cells_and_whole_exercises_come_back() -> None:
    record = Calendar()
    wrong: dict[str, Raw] = {
        "who-says": ["writer"],
        "who-stands-behind": {"cost": "office", "hate": "shop"},
        "sources": {"s1": {"named": "no", "interest": "party"}, "s2": {"named": "no", "interest": "unknown"}},
        "whats-missing": {
            "vote": "beside",
            "survey": {"class": "matters", "claim": "pushed"},
            "shoes": "matters",
        },
        "rewrite-it": "no such sentence at all, none",
    }
    do_lesson(record, wrong)
    assert set(items(record)) == {
        "who-says whole",
        "who-stands-behind hate",
        "sources s1.named",
        "whats-missing vote",
        "whats-missing survey",
        "whats-missing shoes",
    }


def test_practice_and_what_was_never_answered_do_not_come_back() -> None:
    record = Calendar()
    session = tiny_session(record)
    say(session, best_marks(session.lesson.article.text))
    session.commit()
    session.retry()
    say(session, [])
    session.commit()
    session.finish()
    session.goto(1)
    session.commit()
    assert not deck(record).cards


def best_marks(text: str) -> Raw:
    phrases = ("greedy", "reckless", "Everyone in the town hates")
    return [{"start": text.index(words), "end": text.index(words) + len(words)} for words in phrases]


# When it comes back -------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_what_is_known_comes_back_later_and_later() -> None:
    record = after_the_lesson()
    days = []
    for day in range(1, 120):
        record.on(day)
        if any(session.question.card.missed.item == "m1" for session in review(record, lambda session: True)):
            days.append(day)
    steps = [later - earlier for earlier, later in pairwise(days)]
    assert days[0] == 1
    assert len(days) >= 4
    assert steps == sorted(steps)
    assert steps[-1] > 4 * steps[0]


def test_what_is_missed_again_comes_back_the_next_day() -> None:
    record = after_the_lesson()
    for day in range(1, LEECH - 1):
        record.on(day)
        review(record, lambda session: session.question.card.missed.item != "m1")
        assert items(record)["find-loaded m1"] == day + 1
    assert items(record)["find-loaded m0"] > LEECH


@pytest.mark.thorough
def test_what_is_missed_again_and_again_rests() -> None:
    """However often it fails it does not come back daily for ever, and a right answer ends the rest."""
    record, asked = after_the_lesson(), 0
    for day in range(1, 200):
        if items(record.on(day)).get("find-loaded m1", 999) <= day:
            asked += 1
            review(record, lambda session: session.question.card.missed.item != "m1")
    assert LEECH - 1 <= asked <= LEECH + 7
    rest = items(record)["find-loaded m1"]
    review(record.on(rest), lambda session: True)
    review(record.on(rest + 60), lambda session: session.question.card.missed.item != "m1")
    assert items(record)["find-loaded m1"] == rest + 61


def test_a_right_guess_comes_back_sooner_than_what_was_known() -> None:
    guessed, known = after_the_lesson(), after_the_lesson()
    review(guessed.on(1), lambda session: True, sure=1)
    review(known.on(1), lambda session: True, sure=3)
    assert items(guessed)["find-loaded m0"] < items(known)["find-loaded m0"]


def test_nobody_gains_by_saying_that_they_are_sure() -> None:
    modest, sure = after_the_lesson(), after_the_lesson()
    review(modest.on(1), lambda session: True, sure=2)
    review(sure.on(1), lambda session: True, sure=3)
    assert items(modest) == items(sure)


def test_the_schedule_is_the_learners_own_days() -> None:
    record = after_the_lesson()
    late = record.on(1, 23).now
    review(record, lambda session: True)
    comes_back = {card.plan.day(late) for card in deck(record).cards if card.plan is not None}
    assert comes_back == {late.date() + timedelta(days=2)}
    assert len(deck(record).due(record.on(3, 0).now)) == len(deck(record).due(record.on(3, 23).now)) == 5


# Fresh and plain sentences ------------------------------------------------------------------------------------------


def asked_of(record: Calendar, item: str) -> CardSession:
    now = sitting(record)
    while now.session().question.card.missed.item != item:
        now.next()
    return now.session()


@pytest.mark.thorough
def test_fresh_sentences_are_asked_in_turn_and_the_article_where_there_are_none() -> None:
    record = after_the_lesson()
    seen = []
    for day in range(1, 40):
        for session in review(record.on(day), lambda session: True):
            if session.question.card.missed.item == "m0":
                assert session.question.fresh
                seen.append(session.lesson.article.text.split()[1])
    assert seen[:4] == ["sulky", "noble", "sulky", "noble"]
    same = asked_of(after_the_lesson().on(1), "m2")
    assert not same.question.fresh
    assert same.lesson.article.hash == tiny_session().lesson.article.hash


def test_an_item_without_sentences_of_its_own_is_lent_those_of_its_technique() -> None:
    lent = asked_of(after_the_lesson().on(1), "m1")
    assert lent.question.fresh
    assert lent.lesson.article.text.startswith("A noble baker")


def test_sentences_of_exercises_that_were_not_answered_are_not_lent() -> None:
    record = Calendar()
    session = tiny_session(record)
    session.goto(3)
    say(session, {"everyone": "exaggeration", "reckless": "slogan"})
    session.commit()
    (card,) = deck(record).cards
    assert (card.missed.item, card.missed.technique, card.fresh) == ("reckless", "loaded-language", ())


def test_the_technique_is_chosen_among_its_look_alikes() -> None:
    form = asked_of(after_the_lesson().on(1), "m0").exercise.form
    assert isinstance(form, MarkForm)
    assert [option.id for option in form.techniques] == ["loaded-language", "exaggeration", "slogan"]


def test_plain_sentences_come_along_and_marking_nothing_is_right() -> None:
    record = after_the_lesson().on(1)
    asked = review(record, lambda session: session.question.card.missed.item != "plain")
    plain = [session for session in asked if session.question.card.missed.item == "plain"]
    assert len(plain) == 1
    assert plain[0].result is not None
    assert plain[0].result.score == 1
    text = plain[0].lesson.article.text
    assert not any(part.verdict is Verdict.MISSED for part in plain[0].result.parts)
    assert "Nothing" in plain[0].result.why or "A time" in plain[0].result.why or "rower" in text
    assert items(record)["find-loaded plain"] > 1


def test_a_false_alarm_on_a_plain_sentence_brings_it_back() -> None:
    record = after_the_lesson().on(1)
    session = asked_of(record, "plain")
    start, end = session.lesson.article.words[2]
    say(session, [{"start": start, "end": end}])
    assert session.commit().score == 0
    assert items(record)["find-loaded plain"] == 2


# What counts as right -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "technique", "right"),
    [
        (["sulky"], "loaded-language", True),
        (["The", "sulky", "driver"], "loaded-language", True),  # a word beside it costs nothing
        (["sulky"], "exaggeration", False),
        (["sulky"], None, False),
        (["sulky", "pool"], "loaded-language", False),
        (["pool"], "loaded-language", False),
        ([], None, False),
    ],
)
def test_words_and_name_count_and_false_alarms_too(
    words: list[str], technique: str | None, right: bool
) -> None:
    session = asked_of(after_the_lesson().on(1), "m0")
    text = session.lesson.article.text
    marks: list[Raw] = []
    for word in words:
        mark: dict[str, Raw] = {"start": text.index(word), "end": text.index(word) + len(word)}
        marks.append(mark | ({"technique": technique} if technique else {}))
    say(session, marks)
    assert session.commit().score == right


def asked_about_the_article(item: str) -> CardSession:
    record = after_the_lesson().on(1)
    card = next(card for card in deck(record).cards if card.missed.item == item)
    question = question_of(card.asking(None))
    return CardSession(question, ReviewRecord(question, record, lambda: record.now))


def test_only_the_sentence_and_the_phrase_at_hand_are_judged() -> None:
    session = asked_about_the_article("m1")
    text = session.lesson.article.text
    assert isinstance(session.exercise.form, MarkForm)
    (scope,) = session.exercise.form.scope
    assert text[slice(*scope)].endswith("on Tuesday.")
    reckless = text.index("reckless")
    say(session, [{"start": reckless, "end": reckless + 8}])
    assert session.commit().score == 1


# The record ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_one_event_that_says_what_was_asked_and_when_it_comes_back() -> None:
    record = after_the_lesson()
    before = len(record.kept)
    now = sitting(record.on(1))
    session = now.session()
    assert now.comes_back() is None
    say(session, best(session))
    session.sure(2)
    session.commit()
    (event,) = record.kept[before:]
    assert (event.name, event.course, event.lesson) == ("reviewed", "course", "tiny")
    assert event.time == "2026-01-06T16:00:00.000Z"
    assert event.data["n"] == 1
    assert event.data["right"] is True
    assert event.data["sure"] == 2
    assert event.data["due"] == str(now.comes_back()) == "2026-01-08"
    assert now.tally.right == now.tally.answered == 1


def test_a_card_that_was_left_stays_due_and_leaves_no_trace() -> None:
    record = after_the_lesson().on(1)
    before = list(record.kept)
    now = sitting(record)
    say(now.session(), [])
    now.next()
    now.flush()
    assert record.kept == before
    assert len(deck(record).due(record.now)) == 4


def test_reviewing_is_no_attempt_at_the_lesson() -> None:
    record = after_the_lesson()
    before = standings(courses([COURSE]), record.kept)["course", "tiny"]
    session = tiny_session(record)
    review(record.on(1), lambda session: True)
    assert standings(courses([COURSE]), record.kept)["course", "tiny"] == before
    again = tiny_session(record)
    assert (again.index, again.finished, again.phase) == (session.index, session.finished, session.phase)
    only = [event for event in record.kept if event.name == "reviewed"]
    assert not tiny_session(Calendar()).finished
    assert not deck_of(courses([COURSE]), only, record.now).cards


def test_review_stays_out_of_a_hand_in() -> None:
    record = after_the_lesson()
    review(record.on(1), lambda session: True)
    handed = to_bytes(
        HandIn("quiet-heron", "9b" * 16, "course", "tiny", "2026-01-06T09:00:00.000Z", tuple(record.kept))
    )
    assert b"committed" in handed
    assert b"reviewed" not in handed


def test_what_the_record_says_is_due_is_what_is_due() -> None:
    record = after_the_lesson()
    for day in range(1, 40):
        record.on(day)
        told = due(courses([COURSE]), record.kept, record.now)
        found = deck(record).days(record.now)
        assert dict(told.days) == found
        assert told.now == len(deck(record).due(record.now))
        known = {item for number, item in enumerate(("m0", "m1", "plain")) if (day + number) % 3}
        review(record, lambda session: session.question.card.missed.item in known)  # noqa: B023


def test_an_older_record_that_does_not_say_what_was_missed_still_counts() -> None:
    record = after_the_lesson().on(1)
    old = [
        Event(
            e.name,
            e.course,
            e.lesson,
            e.exercise,
            {k: v for k, v in e.data.items() if k != "missed"},
            e.id,
            e.time,
        )
        for e in record.kept
    ]
    assert due(courses([COURSE]), old, record.now).now == 2  # exercises, as nothing more is said
    assert len(deck_of(courses([COURSE]), old, record.now).due(record.now)) == 4


def test_the_record_tells_how_much_was_right() -> None:
    record = after_the_lesson()
    review(record.on(1), lambda session: session.question.card.missed.item != "m1")
    told = due(courses([COURSE]), record.kept, record.now)
    assert (told.answered, told.right) == (5, 4)
    assert told.next == date(2026, 1, 7)


# Lessons that change or go ------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    return folder


def change(course: Path, file: str, old: str, new: str) -> None:
    path = course / "tiny" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_lesson_that_is_gone_drops_its_cards_and_says_so() -> None:
    record = after_the_lesson()
    found = deck_of([], record.kept, record.on(1).now)
    assert not found.cards
    assert [(one.title, one.why) for one in found.dropped] == [("tiny", "the lesson is not on this machine")]
    assert due([], record.kept, record.now).now == 0


def test_a_lesson_without_a_fault_in_the_record_is_not_looked_for() -> None:
    record = Calendar()
    do_lesson(record, {})
    assert deck_of([], record.kept, record.on(1).now).dropped == ()


def test_a_lesson_that_cannot_be_opened_says_why(copy: Path) -> None:
    record = after_the_lesson()
    (copy / "tiny" / "key.yaml").unlink()
    (dropped,) = deck(record.on(1), copy).dropped
    assert dropped.title == "The tiny tram"
    assert "key.yaml" in dropped.why


def test_an_exercise_that_is_gone_drops_its_cards_and_says_so(copy: Path) -> None:
    record = after_the_lesson()
    for file in ("lesson.yaml", "key.yaml"):
        path = copy / "tiny" / file
        path.write_text(path.read_text("utf-8").replace("name-it", "name-them"), "utf-8")
    found = deck(record.on(1), copy)
    assert {card.exercise.id for card in found.cards} == {"find-loaded"}
    assert [one.why for one in found.dropped] == ["1 exercise is no longer in the lesson"]


def test_a_phrase_that_the_key_no_longer_asks_for_does_not_come_back(copy: Path) -> None:
    record = after_the_lesson()
    change(
        copy,
        "key.yaml",
        "      - {quote: reckless, technique: loaded-language, plain: new,",
        "      - {quote: reckless, debatable: true, technique: loaded-language, plain: new,",
    )
    assert {card.missed.words for card in deck(record, copy).cards if card.missed.words} == {
        "greedy",
        "Everyone in the town hates",
    }


def test_a_phrase_keeps_its_schedule_when_another_is_put_before_it(copy: Path) -> None:
    record = after_the_lesson()
    for day in range(1, 10):
        review(record.on(day), lambda session: session.question.card.missed.words != "reckless")
    before = {card.missed.words: card.plan for card in deck(record).cards if card.missed.words}
    change(
        copy,
        "key.yaml",
        "    mark:\n",
        "    mark:\n      - {quote: through the council, why: So.}\n",
    )
    after = {card.missed.words: card.plan for card in deck(record, copy).cards if card.missed.words}
    assert {words: after[words] for words in before} == before
    new = after["through the council"]
    assert new is not None
    assert new.answers == 0


def test_an_answer_that_no_longer_fits_its_exercise_is_passed_over(copy: Path) -> None:
    record = after_the_lesson()
    for file in ("lesson.yaml", "key.yaml"):
        path = copy / "tiny" / file
        path.write_text(path.read_text("utf-8").replace("everyone:", "everybody:"), "utf-8")
    assert {card.exercise.id for card in deck(record, copy).cards} == {"find-loaded"}


# Records nobody wrote this way --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"item": "m0"},
        {"item": 5, "right": True},
        {"item": "m0", "right": "yes"},
        {"item": ["m0"], "right": True},
        {"item": "m0", "words": 7, "right": True},
        {"item": "m99", "words": "greedily", "right": True},
        {"item": "m0", "words": "", "right": True},
    ],
)
def test_damaged_answers_are_passed_over(data: dict[str, Raw]) -> None:
    record = after_the_lesson()
    expected = items(record)
    record.kept.append(
        Event("reviewed", "course", "tiny", "find-loaded", data, "", "2026-01-06T10:00:00.000Z")
    )
    assert items(record) == expected


@pytest.mark.parametrize("time", ["", "yesterday", "2026-13-40T10:00:00Z", "2026-01-06T10:00:00", "9" * 400])
def test_answers_without_a_time_are_passed_over(time: str) -> None:
    record = after_the_lesson()
    data: dict[str, Raw] = {"item": "m0", "words": "greedy", "right": True}
    record.kept.append(Event("reviewed", "course", "tiny", "find-loaded", data, "", time))
    assert items(record)["find-loaded m0"] == 1


def test_a_clock_that_was_wrong_puts_nothing_off_for_years() -> None:
    record = after_the_lesson()
    data: dict[str, Raw] = {"item": "m0", "words": "greedy", "right": True, "due": "2099-01-01", "sure": True}
    event = Event("reviewed", "course", "tiny", "find-loaded", data, "", "2098-01-01T00:00:00.000Z")
    record.on(2).kept.append(event)
    assert items(record)["find-loaded m0"] < 30


@pytest.mark.parametrize("missed", [None, "m0", [5, None], {"m0": 1}, True])
def test_an_odd_list_of_what_was_missed_is_counted_as_well_as_can_be(missed: Raw) -> None:
    record = after_the_lesson().on(1)
    odd = [
        Event(e.name, e.course, e.lesson, e.exercise, {**e.data, "missed": missed}, e.id, e.time)
        for e in record.kept
    ]
    assert due(courses([COURSE]), odd, record.now).now >= 0
    assert isinstance(deck_of(courses([COURSE]), odd, record.now).due(record.now), tuple)


def test_an_exercise_whose_key_is_broken_is_not_called_gone(copy: Path) -> None:
    record = after_the_lesson()
    path = copy / "tiny" / "key.yaml"
    path.write_text(path.read_text("utf-8").replace("  name-it:\n", "  name-at:\n"), "utf-8")
    found = deck(record.on(1), copy)
    assert {card.exercise.id for card in found.cards} == {"find-loaded"}
    assert [one.why for one in found.dropped] == ["the key of 1 exercise cannot be used: ask your teacher"]
