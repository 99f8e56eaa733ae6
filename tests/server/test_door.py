"""Who comes in, and what becomes of those who guess, crowd the door, or call themselves like somebody else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from server.word_codes import COUNT, new_code, same_code, words

from lessons.record.recorder import RecordError
from server.door import CODE, LETTERS, Admitted, Door, Refused, Waits, name_key, new_class_code
from server.limits import (
    DOOR_SHUTS,
    REST,
    SPARE,
    TRIES_AN_ADDRESS,
    WAITING_SHOWN,
    WITHOUT_LIST,
    WRONG_A_CLASS,
    WRONG_WORDS,
)
from server.register import Register
from tests.helpers.examples import examples

HERE = "192.0.2.7"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def door(tmp_path: Path, clock: Clock, *names: str, everybody: bool = False) -> Door:
    return Door(Register(tmp_path / "register.json"), names, everybody=everybody, clock=clock)


def come_in(own: Door, name: str) -> Admitted:
    outcome = own.knock(own.code, name, "", HERE)
    assert isinstance(outcome, Admitted), outcome
    return outcome


def refused(own: Door, name: str, typed: str = "", code: str | None = None, address: str = HERE) -> Refused:
    outcome = own.knock(own.code if code is None else code, name, typed, address)
    assert isinstance(outcome, Refused), outcome
    return outcome


def test_the_code_opens_in_any_case_and_spacing(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, "Ana")
    assert len(own.code) == CODE
    assert {*own.code} <= {*LETTERS}
    assert len(LETTERS) == 28
    assert isinstance(own.knock(" ".join(own.code.lower()), "ana", "", HERE), Admitted)
    assert refused(own, "ana", code="WRONG1").field == "code"


@pytest.mark.parametrize(
    "name",
    [
        "ANA",
        "ana ",
        "  ana",
        "a\u200bna",
        "ana\u00ad",
        "\uff21\uff2e\uff21",
        "\u0430n\u0430",
        "\u202eana",
        "ana.",
    ],
    ids=ascii,
)
def test_a_name_that_looks_like_one_that_is_taken_is_that_name(
    name: str, tmp_path: Path, clock: Clock
) -> None:
    own = door(tmp_path, clock, everybody=True)
    come_in(own, "Ana")
    assert refused(own, name).field == "words"


NO_NAMES = ["", " ", "\u200b", "...", "\x1b[31m", "x" * 65, "\u202e", "/../", "\ud800"]


@pytest.mark.parametrize("name", NO_NAMES, ids=ascii)
def test_a_name_that_is_none_is_asked_for_again(name: str, tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    outcome = own.knock(own.code, name, "", HERE)
    if isinstance(outcome, Admitted):  # what is left of a control sequence may be a name
        assert outcome.member.name == "[31m"
    else:
        assert isinstance(outcome, Refused)
        assert outcome.field == "name"


def test_different_names_are_different(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    keys = {
        come_in(own, name).member.key for name in ("Ana L.", "Ana M.", "Анна", "José", "Jose", "李", "Zoë")
    }
    assert len(keys) == 7


@given(st.text(max_size=80))
@examples(300)
def test_a_key_of_a_name_is_its_own_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert name_key(name.upper().lower()) == name_key(name_key(name.upper().lower()))


def test_with_a_list_only_its_names_come_in_and_are_called_as_it_says(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, "Ana L.", "Ben")
    assert come_in(own, "ana l").member.name == "Ana L."
    assert isinstance(own.knock(own.code, "Zed", "", HERE), Waits)


def test_who_waits_is_let_in_or_turned_away_and_that_is_remembered(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock)
    waits = own.knock(own.code, "Ana", "", HERE)
    assert isinstance(waits, Waits)
    assert [one.name for one in own.waiting] == ["Ana"]
    assert len(own.register) == 0
    assert refused(own, "ANA").field == "name"
    member = own.let_in(waits.token)
    turn = own.turn(waits.token)
    assert turn is not None
    assert turn.member == member
    assert not own.waiting
    bad = own.knock(own.code, "xXx", "", HERE)
    assert isinstance(bad, Waits)
    own.refuse(bad.token)
    assert own.let_in(bad.token) is None
    assert "not let this name in" in refused(own, "XXX").why
    assert own.let_in("no such token") is None


def test_coming_back_needs_the_words_in_whatever_spelling(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    member = come_in(own, "Ana").member
    assert "was here before" in refused(own, "Ana").why
    for typed in (
        member.words,
        member.words.upper(),
        member.words.replace("-", "  "),
        member.words.replace("-", ", "),
    ):
        assert own.knock(own.code, "Ana", typed, HERE) == Admitted(member, first=False)


def test_five_wrong_words_and_the_name_rests(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    member = come_in(own, "Ana").member
    for left in range(WRONG_WORDS - 1, 0, -1):
        assert str(left) in refused(own, "Ana", "no-no-10").why
    assert refused(own, "Ana", "no-no-10").wait == REST
    assert refused(own, "Ana", member.words).wait, "right words are not looked at while the name rests"
    clock.now += REST + 1
    assert isinstance(own.knock(own.code, "Ana", member.words, HERE), Admitted)


def test_twenty_wrong_tries_a_minute_and_the_class_rests(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    member = come_in(own, "Ana").member
    for number in range(WRONG_A_CLASS):
        refused(own, "Ana", code=f"{number:06}", address=f"192.0.2.{number}")
    assert refused(own, "Ana", member.words, address="192.0.2.99").wait
    clock.now += 61
    assert isinstance(own.knock(own.code, "Ana", member.words, HERE), Admitted)


def test_one_address_has_so_many_tries_a_minute(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    for _number in range(TRIES_AN_ADDRESS):
        own.knock(own.code, "", "", HERE)
    assert refused(own, "Ana").wait
    assert isinstance(own.knock(own.code, "Ana", "", "192.0.2.8"), Admitted)


def test_a_thousand_joins_fill_the_class_and_no_more(tmp_path: Path, clock: Clock) -> None:
    for everybody in (True, False):
        own = door(tmp_path / str(everybody), clock, everybody=everybody)
        outcomes = []
        for number in range(1000):
            clock.now += 1 if number % TRIES_AN_ADDRESS else 61
            own.unlock()
            outcomes.append(own.knock(own.code, f"bot {number}", "", HERE))
        assert len(own.register) == (WITHOUT_LIST if everybody else 0)
        assert len(own.waiting) == (0 if everybody else min(WAITING_SHOWN, WITHOUT_LIST))
        assert "full" in refused(own, "one more").why


def test_beside_a_list_only_a_few_may_wait(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, "Ana", "Ben")
    outcomes = [own.knock(own.code, f"bot {number}", "", HERE) for number in range(50)]
    assert sum(isinstance(one, Waits) for one in outcomes) == SPARE
    come_in(own, "Ana")


def test_the_door_shuts_by_itself_and_members_come_back_all_the_same(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, "Ana", "Ben", "Cyd")
    member = come_in(own, "Ana").member
    clock.now += DOOR_SHUTS - 1
    come_in(own, "Ben")
    clock.now += DOOR_SHUTS - 1
    own.knock(own.code, "Zed", "", HERE)  # who waits does not hold the door open
    clock.now += 2
    assert not own.is_open
    assert "shut" in refused(own, "Cyd").why
    assert isinstance(own.knock(own.code, "Ana", member.words, HERE), Admitted)
    own.unlock()
    come_in(own, "Cyd")
    own.lock()
    assert "shut" in refused(own, "Zed").why


def test_new_words_put_old_ones_and_old_cookies_out(tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    member = come_in(own, "Ana").member
    cookie = own.register.cookie(member)
    assert own.register.bearer(cookie) == member
    renewed = own.new_words(member.key)
    assert own.register.bearer(cookie) is None
    assert refused(own, "Ana", member.words).field == "words"
    assert own.knock(own.code, "Ana", renewed.words, HERE) == Admitted(renewed, first=False)


@pytest.mark.parametrize("cookie", ["", ".", "616e61.", "616e61." + "0" * 64, "zz.00", "\u00e9.x", "616e61"])
def test_a_cookie_that_is_not_ours_is_nobodys(cookie: str, tmp_path: Path, clock: Clock) -> None:
    own = door(tmp_path, clock, everybody=True)
    come_in(own, "Ana")
    assert own.register.bearer(cookie) is None


def test_a_register_is_read_again_is_private_and_never_overwritten_when_damaged(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    register = Register(path)
    member = register.add("ana", "Ana")
    assert path.stat().st_mode & 0o777 == 0o600
    again = Register(path)
    assert again.get("ana") == member
    assert again.bearer(register.cookie(member)) == member
    for damage in (
        "",
        "{}",
        "[]",
        '{"secret": 1, "members": []}',
        json.dumps({"secret": "0" * 64, "members": [1]}),
    ):
        path.write_text(damage, "utf-8")
        with pytest.raises(RecordError, match="cannot be understood"):
            Register(path)
        assert path.read_text("utf-8") == damage


def test_words_for_coming_back_are_many_short_and_plain() -> None:
    first, second = words()
    assert len({*first}) == len({*second}) == COUNT
    assert all(one.isascii() and one.islower() and one.isalpha() and len(one) <= 11 for one in first + second)
    codes = {new_code() for _code in range(200)}
    assert len(codes) > 190
    for code in codes:
        assert same_code(code.replace("-", " ").title(), code)
        assert not same_code(code + "0", code)
    assert len({new_class_code() for _code in range(100)}) == 100
