"""Changes of an answer are undone and done again until the commit, line by line and below every front end."""

import io

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import MarkAnswer, Raw
from lessons.model.form import Form, MarkForm, TextForm
from lessons.play import Phase, Session
from lessons.record.recorder import MemoryRecord
from tests.helpers.answering import draft_of, say
from tests.helpers.tiny import TINY

LESSON = open_lesson(TINY)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def begun(form: type[Form], clock: Clock, record: MemoryRecord | None = None) -> Session:
    session = Session(LESSON, record or MemoryRecord(), lambda: open_key(LESSON), clock)
    session.goto(next(n for n, one in enumerate(LESSON.exercises) if isinstance(one.form, form)))
    return session


def kept_marks(record: MemoryRecord) -> int:
    draft = Session(LESSON, record, lambda: open_key(LESSON), Clock()).draft
    assert isinstance(draft, MarkAnswer)
    return len(draft.marks)


def test_marks_are_undone_one_by_one_and_the_record_follows() -> None:
    record = MemoryRecord()
    session = begun(MarkForm, Clock(), record)
    one: Raw = {"start": 4, "end": 10}
    two: Raw = {"start": 11, "end": 16}
    say(session, [one])
    say(session, [one, two])
    say(session, [one, two])
    assert session.undo()
    assert draft_of(session) == [one]
    assert kept_marks(record) == 1
    assert session.undo()
    assert draft_of(session) is None
    assert not session.undo()
    assert session.redo()
    say(session, [two])
    assert not session.can_redo, "a change after an undo takes the place of what was undone"
    session.commit()
    assert not session.undo()
    session.retry()
    assert not session.can_undo
    assert session.phase is Phase.ANSWERING


def test_what_is_typed_in_one_go_is_undone_in_one_go() -> None:
    clock = Clock()
    session = begun(TextForm, clock)
    for text in ("h", "ha", "hal", "half"):
        say(session, text)
        clock.now += 0.2
    clock.now += 5
    for text in ("half ", "half a", "half a "):
        say(session, text)
        clock.now += 0.2
    assert session.undo()
    assert draft_of(session) == "half"
    say(session, "half b")
    assert session.undo()
    assert draft_of(session) == "half"
    assert session.undo()
    assert draft_of(session) is None


def test_changes_of_one_exercise_are_not_those_of_another() -> None:
    session = begun(MarkForm, Clock())
    say(session, [{"start": 4, "end": 10}])
    session.skip()
    assert not session.can_undo
    session.back()
    assert session.undo()
    assert draft_of(session) is None


def playing(session: Session) -> Player:
    return Player(session, Console(io.StringIO(), io.StringIO()))


def test_line_by_line() -> None:
    session = begun(MarkForm, Clock())
    player = playing(session)
    assert player.take("undo") == ["There is nothing to undo here."]
    player.take("mark greedy")
    player.take("mark reckless")
    assert "reckless" not in " ".join(player.take("undo"))
    assert "reckless" in " ".join(player.take("redo"))
    assert player.take("redo") == ["There is nothing to redo here."]
    told = player.take("/RECKLESS")
    assert "1 place has 'RECKLESS':" in told[0]
    assert told == player.take("find RECKLESS")
    address = told[1].partition(":")[0]
    assert "reckless" in " ".join(player.take(f"words {address}"))
    assert player.take("find zebra") == ["'zebra' is not in the text."]


def test_each_line_is_a_change_however_fast_it_comes() -> None:
    session = begun(TextForm, Clock())
    player = playing(session)
    for line in ("one", "two", "three"):
        player.take(line)
    for left in ("two", "one", None):
        player.take("undo")
        assert draft_of(session) == left


def test_a_sentence_that_begins_with_find_is_an_answer() -> None:
    session = begun(TextForm, Clock())
    player = playing(session)
    player.take("find half of it")
    assert draft_of(session) == "find half of it"
    assert "is not in the text" in player.take("/zebra")[0]
