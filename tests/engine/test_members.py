"""Who may come in, how somebody is known again, and what the teacher holds open: in the class database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lessons.context import OWN_MACHINE, SERVED
from lessons.play.rules import BLIND, PRACTICE
from lessons.record.event import written
from lessons.record.recorder import LearnerNameError
from lessons.school import learners, members
from lessons.school.classes import class_path
from lessons.school.controls import Controls, read_controls, write_controls
from lessons.school.members import TakenNameError
from lessons.school.store import ClassStore
from tests.helpers.class_rows import looked_up
from tests.helpers.place import home


@pytest.fixture
def store() -> Iterator[ClassStore]:
    with ClassStore(class_path("8b", home()), "8b", write=True) as one:
        yield one


SAME = ["Ana L.", "  ana  l. ", "ANA L.", "ana\u200b l.", "\uff41na l.", "Ana\u00a0L."]


@pytest.mark.parametrize("typed", SAME)
def test_a_name_is_known_however_it_is_typed(typed: str, store: ClassStore) -> None:
    members.list_names(store, ["Ana L.", "Ben"])
    found = members.member_named(store, typed)
    assert found is not None
    assert found.name == "Ana L."
    assert found.listed


@pytest.mark.parametrize(
    "typed", ["Ana", "Ana L", "\u0410na L.", "", "'; DROP TABLE members; --", "%", "\x00", "\ud800"]
)
def test_another_name_is_nobody(typed: str, store: ClassStore) -> None:
    members.list_names(store, ["Ana L."])
    assert members.member_named(store, typed) is None


@pytest.mark.parametrize("name", ["", "   ", "../..", "x" * 65])
def test_what_is_no_name_puts_nobody_on_the_list(name: str, store: ClassStore) -> None:
    with pytest.raises(LearnerNameError):
        members.list_names(store, ["Ana", name])
    assert members.everybody(store) == ()


def test_a_list_is_added_to_and_keeps_who_is_in(store: ClassStore) -> None:
    ana, card = members.come_in(store, "Ana")
    assert card.words
    assert [one.name for one in members.list_names(store, ["ana", "Ben"])] == ["Ana", "Ben"]
    assert members.list_names(store, ["Ben"])[0].learner == ana.learner
    assert members.unlist(store, "BEN")
    assert members.unlist(store, "Ana")
    assert not members.unlist(store, "Ana")
    assert [(one.name, one.listed) for one in members.everybody(store)] == [("Ana", False)]


def test_a_name_is_taken_once(store: ClassStore) -> None:
    members.come_in(store, "Ana")
    with pytest.raises(TakenNameError):
        members.come_in(store, "\uff21na")


def test_the_words_let_their_owner_back_and_nobody_else(store: ClassStore) -> None:
    ana, card = members.come_in(store, "Ana")
    ben, _other = members.come_in(store, "Ben")
    for typed in (
        card.words,
        card.words.upper(),
        f" {card.words.replace('-', ' ')} ",
        card.words.replace("-", " - "),
    ):
        assert members.knows(ana, typed), typed
    for typed in (
        "",
        card.words[:-1],
        card.words + "1",
        ana.words,
        ana.salt,
        "\x00",
        "\ud800",
        "x" * 100_000,
    ):
        assert not members.knows(ana, typed), typed[:20]
    assert not members.knows(ben, card.words)


def test_the_words_stand_nowhere(store: ClassStore) -> None:
    _ana, card = members.come_in(store, "Ana")
    token = members.give_token(store, 1, "a browser")
    data = store.path.read_bytes()
    assert card.words.encode() not in data
    assert token.encode() not in data


def test_new_words_end_the_old_ones_and_what_was_made_with_them(store: ClassStore) -> None:
    ana, card = members.come_in(store, "Ana")
    assert ana.learner is not None
    token = members.give_token(store, ana.learner, "a browser")
    members.list_names(store, ["Ben"])
    cards = members.new_words(store)
    assert [one.name for one in cards] == ["Ana", "Ben"]
    ana, ben = members.everybody(store)
    assert members.knows(ana, cards[0].words)
    assert not members.knows(ana, card.words)
    assert members.learner_with(store, token) is None
    came, told = members.come_in(store, "Ben")
    assert told.words == ""
    assert members.knows(came, cards[1].words)
    assert ben.words == came.words


def test_a_token_holds_for_its_days(store: ClassStore, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, _card = members.come_in(store, "Ana")
    assert ana.learner is not None
    token = members.give_token(store, ana.learner, "a browser \x1b[31m" + "x" * 30)
    other = members.give_token(store, ana.learner, "")
    assert len({token, other}) == 2
    assert members.learner_with(store, token) == ana.learner
    assert members.learner_with(store, token + "x") is None
    assert members.learner_with(store, "\ud800") is None
    members.end_token(store, other)
    assert members.learner_with(store, other) is None
    later = datetime.now(UTC) + timedelta(days=members.TOKEN_DAYS, seconds=5)
    monkeypatch.setattr(members, "now", lambda: written(later))
    assert members.learner_with(store, token) is None


def test_who_is_deleted_leaves_nothing_at_the_door(store: ClassStore) -> None:
    members.list_names(store, ["Ana"])
    ana, _card = members.come_in(store, "Ana")
    members.come_in(store, "Ben")
    assert ana.learner is not None
    token = members.give_token(store, ana.learner, "a browser")
    for one in learners.known_learners(store):
        learners.erase(store, one)
    assert members.learner_with(store, token) is None
    (left,) = members.everybody(store)
    assert (left.name, left.learner, left.words, left.came) == ("Ana", None, "", "")
    assert looked_up(store.path, "SELECT * FROM tokens") == []


def test_controls_are_found_as_they_were_left(store: ClassStore) -> None:
    assert read_controls(store) == Controls()
    held = Controls("course", "tiny", "mark-it", held=True, explained=False, paused=(3, 5))
    write_controls(store, held)
    assert read_controls(store) == held
    write_controls(store, replace(held, held=False))
    assert read_controls(store) == replace(held, held=False)


@pytest.mark.parametrize("value", ["", "null", "[1", '"yes"', "1", "[true]", "{}", "[" * 10_000])
def test_a_row_that_cannot_be_understood_holds_nobody(value: str, store: ClassStore) -> None:
    write_controls(store, Controls())
    changed = "UPDATE controls SET value = :value WHERE name IN ('held', 'paused', 'lesson')"
    looked_up(store.path, changed, value=value)
    found = read_controls(store)
    assert (found.held, found.paused) == (False, ())


def test_controls_say_what_is_open_and_who_waits() -> None:
    held = Controls("course", "tiny", paused=(3,))
    assert (held.waits(3), held.waits(4), replace(held, held=True).waits(4)) == (True, False, True)
    assert held.opens("course", "tiny")
    assert not held.opens("course", "other")
    assert Controls().opens("course", "other")
    assert not Controls(closed=True).opens("course", "tiny")


def test_rules_and_powers_follow_the_controls() -> None:
    held = Controls("course", "tiny", "mark-it", explained=False)
    rules = held.rules(PRACTICE, "course", "tiny")
    assert rules.closes
    assert rules.last == "mark-it"
    assert not any(rules.allow(act) for act in ("explain", "retry", "contest"))
    assert held.rules(PRACTICE, "course", "other").last == ""
    assert Controls().rules(PRACTICE, "course", "tiny") == PRACTICE
    assert held.rules(BLIND, "course", "other") == BLIND
    assert not held.powers(OWN_MACHINE).allow("progress")
    assert not held.powers(SERVED).allow("learner")
    assert Controls().powers(SERVED) == SERVED


def test_what_was_said_to_one_who_is_deleted_is_gone_and_to_others_is_not(store: ClassStore) -> None:
    ana, ben = (members.come_in(store, name)[0].learner for name in ("Ana", "Ben"))
    assert ana is not None
    assert ben is not None
    held = Controls(message="Hello", told={ana: "Ana, look here", ben: "Ben, look here"})
    write_controls(store, held)
    assert read_controls(store) == held
    learners.erase(store, next(one for one in learners.known_learners(store) if one.id == ana))
    assert read_controls(store) == replace(held, told={ben: "Ben, look here"})
    assert not [row for row in looked_up(store.path, "SELECT value FROM controls") if "Ana" in str(row)]


@pytest.mark.parametrize("value", ["[]", "5", '{"a": "b"}', '{"1": 2}', "x", "{" * 5000])
def test_words_that_cannot_be_understood_are_said_to_nobody(value: str, store: ClassStore) -> None:
    write_controls(store, Controls(told={1: "Hello"}))
    looked_up(store.path, "UPDATE controls SET value = :value WHERE name = 'told'", value=value)
    assert read_controls(store) == Controls()
