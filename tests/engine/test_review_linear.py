"""Review line by line, and the command."""

import io
from collections.abc import Iterable, Sequence
from functools import cache

import pytest
from click.testing import CliRunner

from lessons.cli.linear.console import Console
from lessons.cli.linear.reviewing import review
from lessons.cli.main import group
from lessons.model.answer import Raw
from lessons.record import Event, RecordError
from lessons.review.deck import Deck
from tests.helpers.place import journal_path, open_journal
from tests.helpers.reviewing import Calendar, deck, do_lesson
from tests.helpers.tiny import COURSE

MISSES: dict[str, Raw] = {"find-loaded": [], "name-it": {"everyone": "slogan", "reckless": "loaded-language"}}


@cache
def lesson_events() -> tuple[Event, ...]:
    record = Calendar()
    do_lesson(record, MISSES)
    return tuple(record.kept)


class FullDisk(Calendar):
    """A record that takes nothing while it is full."""

    full = True

    def append(self, event: Event, *, sync: bool) -> None:
        if self.full:
            raise RecordError("here", "there is no room left to write", "room", "make room")
        super().append(event, sync=sync)


def tomorrow(record: Calendar | None = None) -> Calendar:
    record = record or Calendar()
    record.kept.extend(lesson_events())
    return record.on(1)


def said(record: Calendar, lines: Sequence[str] = ()) -> str:
    """Everything said in a sitting when these lines are typed."""
    out = io.StringIO()
    text = "".join(line + "\n" for line in lines)
    review(deck(record), record, Console(io.StringIO(text), out), lambda: record.now)
    return out.getvalue()


def test_a_sitting_from_its_first_card_to_what_comes_back_when() -> None:
    record = tomorrow()
    lines = ["mark sulky", "label 1 loaded language", "sure 2", "commit", "next"]
    told = said(record, [*lines, "skip", "skip", "skip", "skip"])
    assert "Review: 5 cards. 'help' tells the commands." in told
    assert "Card 1 of 5. Language. From the lesson The tiny tram." in told
    assert "Mark the words with which the writer pushes the reader, and name the technique." in told
    assert "1.1: The sulky driver stopped at the pool on Tuesday." in told
    assert 'Right.\n+ Found: "sulky"' in told
    assert "A mood is guessed." in told
    assert "It comes back in 2 days, on 2026-01-08." in told
    assert "1 of 1 answer was right.\n3 cards are still due today.\n1 card comes back in 2 days" in told
    assert [event.name for event in record.kept[len(lesson_events()) :]] == ["reviewed"]


def test_a_wrong_answer_is_told_with_what_was_right() -> None:
    told = said(tomorrow(), ["mark driver", "label 1 slogan", "commit"])
    assert "Not this time." in told
    assert 'o Missed: "sulky"' in told
    assert 'x False alarm: "driver"' not in told  # a word beside it costs nothing
    assert "Accepted: Loaded language." in told
    assert "Right is: at least half of the words are marked and rightly named" in told
    assert "It comes back tomorrow." in told
    told = said(tomorrow(), ["mark pool", "commit", "commit"])
    assert 'x False alarm: "pool"' in told


def test_nothing_to_mark_is_an_answer() -> None:
    record = tomorrow()
    lines: list[str] = []
    for _card in range(5):
        lines += ["none", "commit", "next"]
    told = said(record, lines)
    assert "1 of 5 answers were right." in told
    assert "Card 5 of 5." in told


def test_a_sentence_of_the_article_is_read_with_what_counts() -> None:
    record, out = tomorrow(), io.StringIO()
    old = Deck(tuple(card.asking(None) for card in deck(record).cards), ())
    review(old, record, Console(io.StringIO("skip\n" * 5), out), lambda: record.now)
    assert "This time only a part of the text counts." in out.getvalue()
    assert "1.1: The greedy mayor" in out.getvalue()
    assert 'Only these words count: "The greedy mayor of Tinytown pushed' in out.getvalue()


def test_leaving_keeps_what_was_answered_and_the_rest_stays_due() -> None:
    record = tomorrow()
    told = said(record, ["none", "commit", "commit", "quit"])
    assert "Saved. What was not answered stays due." in told
    assert len(deck(record).due(record.now)) == 3
    assert said(record).count("Card 1 of 4.") == 1


def test_what_a_lesson_can_and_review_cannot() -> None:
    for command in ("again", "back", "contest", "end", "finish", "hand in", "hint", "lessons"):
        assert f"There is no '{command}' in review." in said(tomorrow(), [command])
    told = said(tomorrow(), ["help"])
    assert "skip: leave this card for another day." in told
    assert "goto" not in told
    assert "Card 1 of 5. Not handed in yet." in said(tomorrow(), ["where"])


def test_nothing_due_tells_what_comes_and_nothing_missed_how_it_works() -> None:
    record = Calendar()
    record.kept.extend(lesson_events())
    assert said(record.on(0)) == (
        "Nothing is due for review today.\n4 cards come back tomorrow.\n"
        "To practise with cards before their day, type 'practise'. Enter leaves.\n"
    )
    assert "What you miss in a lesson comes back here" in said(Calendar())


def test_practice_before_the_day_keeps_nothing() -> None:
    record = Calendar()
    record.kept.extend(lesson_events())
    before = len(record.kept)
    told = said(record.on(0), ["practise", "none", "commit", "next", "quit"])
    assert "Review: 5 cards." in told
    assert "This was practice: nothing is kept" in told
    assert "It comes back" not in told
    assert len(record.kept) == before


def test_a_disk_that_refuses_is_told_and_nothing_is_called_saved() -> None:
    record = tomorrow(FullDisk())
    told = said(record, ["none", "commit", "commit unsaved", "quit"])
    assert "Your answer is not handed in." in told
    assert "Not saved: there is no room left to write." in told
    assert "\nSaved.\n" not in told
    assert "You leave. What was done last is not saved." in told
    assert len(record.kept) == len(lesson_events())


def test_an_answer_that_was_owed_is_written_with_the_next() -> None:
    from lessons.review.sitting import Sitting

    record = FullDisk()
    record.kept.extend(lesson_events())
    now = Sitting(deck(record.on(1)), record, lambda: record.now)
    now.session().commit(unsaved=True)
    record.full = False
    now.next()
    assert [event.name for event in record.kept[len(lesson_events()) :]] == ["reviewed"]


# The command --------------------------------------------------------------------------------------------------------


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CLOSEREAD_PATH", str(COURSE))
    write("ana", lesson_events())
    return "ana"


def write(name: str, events: Iterable[Event]) -> None:
    with open_journal(name) as journal:
        for event in events:
            journal.append(event, sync=False)


def test_the_command_asks_line_by_line_where_there_is_no_screen(learner: str) -> None:
    done = CliRunner().invoke(group, ["--learner", learner, "review"], input="none\ncommit\nquit\n")
    assert done.exit_code == 0
    assert done.stdout.startswith("Learner: ana.\nReview: 5 cards.")
    assert b'"event":"reviewed"' in journal_path("ana").read_bytes()


def test_the_list_asks_nothing_and_changes_nothing(learner: str) -> None:
    before = journal_path("ana").read_bytes()
    done = CliRunner().invoke(group, ["--learner", learner, "review", "--list"])
    assert done.exit_code == 0
    assert done.stdout == "The tiny tram: 4 cards due\n4 cards are still due today.\n"
    assert journal_path("ana").read_bytes() == before
    empty = CliRunner().invoke(group, ["--learner", "ben", "review", "--list"])
    assert empty.stdout.startswith("What you miss in a lesson comes back here")


def test_the_list_says_what_cannot_be_asked(learner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOSEREAD_PATH")
    done = CliRunner().invoke(group, ["--learner", learner, "review", "--list"])
    assert "Not asked: tiny: the lesson is not on this machine" in done.stderr
