"""One value says what is allowed: the session, the screen and the linear front end ask it and nothing else."""

import io
from collections.abc import Callable

import pytest

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import ACTS as COMMANDS
from lessons.cli.linear.player import Player
from lessons.cli.linear.speech import commands
from lessons.lesson.lesson import AnswerKey
from lessons.lesson.opening import open_lesson
from lessons.play import Phase, Session
from lessons.play.rules import ACTS, BLIND, CARD, PRACTICE, Rules
from lessons.record import MemoryRecord
from tests.helpers.place import here
from tests.helpers.tiny import TINY, tiny_session
from tui.actions import table
from tui.screens.lesson_words import ACTS as ACTIONS
from tui.screens.lesson_words import PHASES, board_of, is_possible

TEST = Rules("closed").without("explain", "retry", "contest")


def no_key() -> AnswerKey:
    raise AssertionError("these rules open no key")


def test_every_act_is_a_command_and_every_name_is_known() -> None:
    assert {*COMMANDS.values()} == ACTS
    assert {*COMMANDS} <= {command.id for command in commands()}
    assert {*ACTIONS} <= {action.id for action in table()}
    assert {*ACTIONS.values()} <= ACTS


@pytest.mark.parametrize("rules", [PRACTICE, TEST, BLIND, CARD], ids=["practice", "test", "blind", "card"])
def test_a_command_that_the_rules_close_is_neither_done_nor_told_of(rules: Rules) -> None:
    session = Session(open_lesson(TINY), MemoryRecord(), no_key, rules=rules)
    player = Player(session, Console(io.StringIO(), io.StringIO()), here("ana"))
    told = "\n".join(player.take("help"))
    for command in commands():
        act = COMMANDS.get(command.id)
        is_open = act is None or rules.allow(act)
        assert player.is_open(command.id) == is_open
        if not is_open:
            assert player.take(command.usage) == [player.no_such(command.id.replace("_", " "))]
            assert f"{command.usage}: " not in told


@pytest.mark.sample(2)
@pytest.mark.parametrize("act", sorted({*ACTIONS.values()}))
def test_an_action_that_the_rules_close_does_nothing_on_the_screen(act: str) -> None:
    for action, own in ACTIONS.items():
        for phase in (*PHASES.get(action, (Phase.ANSWERING,)), Phase.ANSWERING):
            session = tiny_session()
            session.next()
            board = board_of(session, further="")
            session.phase = phase
            was = is_possible(action, session, board)
            session.rules = session.rules.without(own) if own == act else session.rules
            assert is_possible(action, session, board) == (was and own != act), (action, phase)


@pytest.mark.parametrize(
    ("rules", "does", "refuses"),
    [(PRACTICE, Session.commit, Session.hand_in), (TEST, Session.hand_in, Session.commit)],
)
def test_an_answer_goes_the_way_that_the_rules_say(
    rules: Rules, does: Callable[[Session], object], refuses: Callable[[Session], object]
) -> None:
    for way in (Session.submit, does):
        session = tiny_session()
        session.rules = rules
        with pytest.raises(ValueError, match="nothing to"):
            refuses(session)
        way(session)
        assert session.phase is (Phase.EXPLAINED if rules.explains else Phase.CLOSED)


def test_a_blind_reading_can_neither_be_scored_nor_handed_in() -> None:
    record = MemoryRecord()
    session = Session(open_lesson(TINY), record, no_key, rules=BLIND)
    for way in (session.submit, session.commit, session.hand_in):
        with pytest.raises(ValueError, match="nothing to"):
            way()
    session.finish()
    assert session.notes() == ()
    assert not [event for event in record.kept if event.name == "committed"]


def test_a_place_may_close_more() -> None:
    """As a server will: what is closed there is closed everywhere at once."""
    served = PRACTICE.without("hand_in", "contest")
    assert not served.allow("hand_in")
    assert served.allow("hint")
    assert served.without("hand_in") == served
    assert PRACTICE.allow("hand_in")
