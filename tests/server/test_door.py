"""Who comes in, and what becomes of those who guess, crowd the door, or call themselves like somebody else."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.school.members import list_names, new_words
from lessons.school.writer import ServedClass
from server.door import CODE, LETTERS, Admitted, Door, Refused, Waits, new_class_code
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
from server.roll import Roll, name_key
from tests.helpers.examples import examples
from tests.helpers.live import hall

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


@pytest.fixture
def class_8b(tmp_path: Path) -> Iterator[ServedClass]:
    with ServedClass(tmp_path / "8b.db", "8b") as one:
        yield one


Make = Callable[..., Awaitable[Door]]
"""Makes the door of a class with these names on its list."""


@pytest.fixture
def door(class_8b: ServedClass, clock: Clock) -> Make:
    async def make(*names: str, everybody: bool = False, stays_open: bool = False) -> Door:
        await class_8b.ask(lambda store: list_names(store, names))
        roll = await Roll.called(class_8b)
        return Door(roll, everybody=everybody, stays_open=stays_open, clock=clock)

    return make


async def come_in(own: Door, name: str) -> Admitted:
    outcome = await own.knock(own.code, name, "", HERE)
    assert isinstance(outcome, Admitted), outcome
    return outcome


async def refused(
    own: Door, name: str, typed: str = "", code: str | None = None, address: str = HERE
) -> Refused:
    outcome = await own.knock(own.code if code is None else code, name, typed, address)
    assert isinstance(outcome, Refused), outcome
    return outcome


async def test_the_code_opens_in_any_case_and_spacing(door: Make, clock: Clock) -> None:
    own = await door("Ana")
    assert len(own.code) == CODE
    assert {*own.code} <= {*LETTERS}
    assert len(LETTERS) == 28
    assert isinstance(await own.knock(" ".join(own.code.lower()), "ana", "", HERE), Admitted)
    assert (await refused(own, "ana", code="WRONG1")).field == "code"


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
async def test_a_name_that_looks_like_one_that_is_taken_is_that_name(
    name: str, door: Make, clock: Clock
) -> None:
    own = await door(everybody=True)
    await come_in(own, "Ana")
    assert (await refused(own, name)).field == "words"


NO_NAMES = ["", " ", "\u200b", "...", "\x1b[31m", "x" * 65, "\u202e", "/../", "\ud800"]


@pytest.mark.parametrize("name", NO_NAMES, ids=ascii)
async def test_a_name_that_is_none_is_asked_for_again(name: str, door: Make, clock: Clock) -> None:
    own = await door(everybody=True)
    outcome = await own.knock(own.code, name, "", HERE)
    if isinstance(outcome, Admitted):  # what is left of a control sequence may be a name
        assert outcome.member.name == "[31m"
    else:
        assert isinstance(outcome, Refused)
        assert outcome.field == "name"


async def test_different_names_are_different(door: Make, clock: Clock) -> None:
    own = await door(everybody=True)
    keys = {
        (await come_in(own, name)).member.id
        for name in ("Ana L.", "Ana M.", "Анна", "José", "Jose", "李", "Zoë")
    }
    assert len(keys) == 7


@pytest.mark.thorough
@given(st.text(max_size=80))
@examples(300)
async def test_a_key_of_a_name_is_its_own_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert name_key(name.upper().lower()) == name_key(name_key(name.upper().lower()))


async def test_with_a_list_only_its_names_come_in_and_are_called_as_it_says(door: Make, clock: Clock) -> None:
    own = await door("Ana L.", "Ben")
    assert (await come_in(own, "ana l")).member.name == "Ana L."
    assert isinstance(await own.knock(own.code, "Zed", "", HERE), Waits)


async def test_who_waits_is_let_in_or_turned_away_and_that_is_remembered(door: Make, clock: Clock) -> None:
    own = await door()
    waits = await own.knock(own.code, "Ana", "", HERE)
    assert isinstance(waits, Waits)
    assert [one.name for one in own.waiting] == ["Ana"]
    assert own.roll.here == 0
    assert (await refused(own, "ANA")).field == "name"
    member = await own.let_in(waits.token)
    turn = own.turn(waits.token)
    assert turn is not None
    assert turn.admitted is not None
    assert turn.admitted.member == member
    assert turn.admitted.words
    assert not own.waiting
    bad = await own.knock(own.code, "xXx", "", HERE)
    assert isinstance(bad, Waits)
    own.refuse(bad.token)
    assert await own.let_in(bad.token) is None
    assert "not let this name in" in (await refused(own, "XXX")).why
    assert await own.let_in("no such token") is None


async def test_coming_back_needs_the_words_in_whatever_spelling(door: Make, clock: Clock) -> None:
    own = await door(everybody=True)
    admitted = await come_in(own, "Ana")
    member, words = admitted.member, admitted.words
    assert "was here before" in (await refused(own, "Ana")).why
    for typed in (
        words,
        words.upper(),
        words.replace("-", "  "),
        words.replace("-", ", "),
    ):
        assert await own.knock(own.code, "Ana", typed, HERE) == Admitted(member)


async def test_five_wrong_words_and_the_name_rests(door: Make, clock: Clock) -> None:
    own = await door(everybody=True)
    words = (await come_in(own, "Ana")).words
    for left in range(WRONG_WORDS - 1, 0, -1):
        assert str(left) in (await refused(own, "Ana", "no-no-10")).why
    assert (await refused(own, "Ana", "no-no-10")).wait == REST
    assert (await refused(own, "Ana", words)).wait, "right words are not looked at while the name rests"
    clock.now += REST + 1
    assert isinstance(await own.knock(own.code, "Ana", words, HERE), Admitted)


async def test_twenty_wrong_tries_a_minute_and_the_class_rests(door: Make, clock: Clock) -> None:
    own = await door(everybody=True)
    words = (await come_in(own, "Ana")).words
    for number in range(WRONG_A_CLASS):
        await refused(own, "Ana", code=f"{number:06}", address=f"192.0.2.{number}")
    assert (await refused(own, "Ana", words, address="192.0.2.99")).wait
    clock.now += 61
    assert isinstance(await own.knock(own.code, "Ana", words, HERE), Admitted)


async def test_one_address_has_so_many_tries_a_minute(door: Make, clock: Clock) -> None:
    own = await door(everybody=True)
    for _number in range(TRIES_AN_ADDRESS):
        await own.knock(own.code, "", "", HERE)
    assert (await refused(own, "Ana")).wait
    assert isinstance(await own.knock(own.code, "Ana", "", "192.0.2.8"), Admitted)


@pytest.mark.parametrize("everybody", [True, False])
async def test_a_thousand_joins_fill_the_class_and_no_more(everybody: bool, door: Make, clock: Clock) -> None:
    own = await door(everybody=everybody)
    for number in range(1000):
        clock.now += 1 if number % TRIES_AN_ADDRESS else 61
        own.unlock()
        await own.knock(own.code, f"bot {number}", "", HERE)
    assert own.roll.here == (WITHOUT_LIST if everybody else 0)
    assert len(own.waiting) == (0 if everybody else min(WAITING_SHOWN, WITHOUT_LIST))
    assert "full" in (await refused(own, "one more")).why


async def test_beside_a_list_only_a_few_may_wait(door: Make, clock: Clock) -> None:
    own = await door("Ana", "Ben")
    outcomes = [await own.knock(own.code, f"bot {number}", "", HERE) for number in range(50)]
    assert sum(isinstance(one, Waits) for one in outcomes) == SPARE
    await come_in(own, "Ana")


async def test_the_door_shuts_by_itself_and_members_come_back_all_the_same(door: Make, clock: Clock) -> None:
    own = await door("Ana", "Ben", "Cyd")
    words = (await come_in(own, "Ana")).words
    clock.now += DOOR_SHUTS - 1
    await come_in(own, "Ben")
    clock.now += DOOR_SHUTS - 1
    await own.knock(own.code, "Zed", "", HERE)  # who waits does not hold the door open
    clock.now += 2
    assert not own.is_open
    assert "shut" in (await refused(own, "Cyd")).why
    assert isinstance(await own.knock(own.code, "Ana", words, HERE), Admitted)
    own.unlock()
    await come_in(own, "Cyd")
    own.lock()
    assert "shut" in (await refused(own, "Zed")).why


async def test_where_nobody_could_open_it_again_the_door_stays_open(door: Make, clock: Clock) -> None:
    own = await door("Ana", "Ben", stays_open=True)
    clock.now += 100 * DOOR_SHUTS
    await come_in(own, "Ana")
    own.lock()
    assert "shut" in (await refused(own, "Ben")).why


async def test_new_words_put_old_ones_and_old_tokens_out(door: Make) -> None:
    own = await door(everybody=True)
    admitted = await come_in(own, "Ana")
    token = await own.roll.token(admitted.member, "browser")
    assert await own.roll.bearer(token) == admitted.member
    words = await own.new_words(admitted.member)
    assert await own.roll.bearer(token) is None
    assert (await refused(own, "Ana", admitted.words)).field == "words"
    assert isinstance(await own.knock(own.code, "Ana", words, HERE), Admitted)


async def test_a_token_holds_after_a_start_and_no_other_is_anybodys(
    door: Make, class_8b: ServedClass
) -> None:
    own = await door(everybody=True)
    member = (await come_in(own, "Ana")).member
    token = await own.roll.token(member, "browser")
    again = await Roll.called(class_8b)
    assert await again.bearer(token) == member
    for other in ("", "x", token[:-1], "\ud800", "é" * 300):
        assert await again.bearer(other) is None
    await again.forget(token)
    assert await again.bearer(token) is None


async def test_who_has_a_printed_card_needs_it_for_the_first_time_too(
    door: Make, class_8b: ServedClass
) -> None:
    await door("Ana", "Ben")
    cards = {card.name: card.words for card in await class_8b.ask(new_words)}
    own = await door()
    assert "card" in (await refused(own, "Ana")).why
    assert (await refused(own, "Ana", cards["Ben"])).field == "words"
    admitted = await own.knock(own.code, "Ana", cards["Ana"], HERE)
    assert isinstance(admitted, Admitted)
    assert not admitted.words, "the card holds"
    assert admitted.member.learner is not None


async def test_many_guesses_at_the_same_moment_are_counted_all_the_same(door: Make) -> None:
    own = await door(everybody=True)
    words = (await come_in(own, "Ana")).words
    guesses = [own.knock(own.code, "Ana", f"no-no-{10 + number}", HERE) for number in range(15)]
    outcomes = await asyncio.gather(*guesses)
    assert sum(isinstance(one, Refused) and not one.wait for one in outcomes) < WRONG_WORDS
    assert (await refused(own, "Ana", words)).wait


async def test_two_who_come_in_by_one_name_at_the_same_moment_are_not_one(door: Make) -> None:
    own = await door(everybody=True)
    outcomes = await asyncio.gather(*(own.knock(own.code, "Ana", "", HERE) for _number in range(5)))
    assert sum(isinstance(one, Admitted) for one in outcomes) == 1
    assert own.roll.here == 1


async def test_class_codes_differ() -> None:
    assert len({new_class_code() for _code in range(100)}) == 100


async def test_a_command_that_changes_names_or_words_is_followed() -> None:
    async with hall() as own:
        await own.served.ask(lambda store: list_names(store, ["Ana"]))
        assert own.door.roll.find("Ana") is None
        await own.door.roll.read()
        assert own.door.roll.find("Ana") is not None
        member, _words = await own.door.roll.add("Ana")
        token = await own.door.roll.token(member, "browser")
        assert await own.door.roll.bearer(token) is not None
        await own.served.ask(lambda store: new_words(store, [member.id]))
        await own.door.roll.read()
        assert await own.door.roll.bearer(token) is None
