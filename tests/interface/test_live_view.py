"""The teacher's live view: what it shows of a class at work, its keys, and names that are hostile."""

import re
from collections.abc import Sequence

from syrupy.assertion import SnapshotAssertion
from textual.events import Key

from lessons.play import Phase
from lessons.school.controls import read_controls
from server.door import Refused, Waits
from server.hall import Hall
from server.live.beside import NOT_THERE, ClassesBeside, TakenAlong
from server.live.live_app import LiveApp
from server.seat import Seat
from tests.helpers.live import hall, lesson_of, phase_of, sit, until, watching
from tests.helpers.seats import NotingLine, shows

HOSTILE = "[b]Eve[/b] $quiet"
NAMES = ("Ana L.", "Ben", "Carla M.", "Dario", "Emil", HOSTILE)


def steady(screen: str) -> str:
    """A screen without what differs from run to run: times, and where a line ends."""
    screen = re.sub(r"\b\d\d:\d\d\b", "09:41", screen)
    return re.sub(r"\b\d+ s\b( *)", lambda match: "3 s" + " " * (len(match[0]) - 3), screen)


async def class_at_work(own: Hall, names: Sequence[str] = NAMES) -> list[tuple[Seat, NotingLine]]:
    """Learners: two have answered, one has marked a word, one has lost the line; a sixth still reads."""
    seats = [await sit(own, name) for name in names]
    for _seat, line in seats:
        await shows(line, "reading")
    for seat, _line in seats[:5]:
        seat.keys("n")
    for seat, _line in seats[:5]:
        await until(lambda seat=seat: phase_of(seat) is Phase.ANSWERING)  # type: ignore[misc]
    seats[0][0].keys("ccn")
    seats[1][0].keys("cc")
    seats[2][0].keys(" ")
    seats[4][0].detach(seats[4][1])
    await until(lambda: lesson_of(seats[0][0]).session.index == 1)
    await until(lambda: phase_of(seats[1][0]) is Phase.EXPLAINED)
    await until(lambda: own.lesson_shown is not None)
    tally = own.lesson_shown
    assert tally is not None
    await until(lambda: any(place.given for place in tally.places.values()))
    return seats


async def test_looks(golden: SnapshotAssertion) -> None:
    async with hall(names=NAMES) as own:
        await class_at_work(own)
        async with watching(own) as teacher:
            assert steady(await teacher.shows("1 mark")) == golden(name="live-80x24")
            assert steady(await teacher.press("p")) == golden(name="live-no-names-80x24")
            await teacher.press("p")
            assert steady(await teacher.press("question_mark")) == golden(name="live-help-80x24")
        async with watching(own, (60, 20)) as teacher:
            assert steady(await teacher.shows("1 mark")) == golden(name="live-60x20")
        async with watching(own, (120, 40)) as teacher:
            assert steady(await teacher.shows("1 mark")) == golden(name="live-120x40")


async def test_an_empty_class_says_what_to_do(golden: SnapshotAssertion) -> None:
    async with hall() as own, watching(own) as teacher:
        assert steady(await teacher.shown()) == golden(name="live-empty-80x24")
        assert "Class code  8 B K M 4 T" in await teacher.press("a")


async def test_an_event_is_on_the_screen_without_a_key() -> None:
    async with hall() as own, watching(own) as teacher:
        seat, line = await sit(own, "Ana L.")
        await shows(line, "reading")
        seat.keys("n")
        await teacher.shows("answering")
        seat.keys(" ")
        await teacher.shows("1 mark")
        assert "Most marked" in await teacher.shown()
        seat.keys("cc")
        await teacher.shows("reads why")


async def test_hostile_names_and_messages_are_shown_as_they_are_written() -> None:
    async with hall() as own, watching(own) as teacher:
        await sit(own, HOSTILE)
        await sit(own, "\x1b]52;c;aGk=\x07Zoe \u202e")
        screen = await teacher.shows("Zoe")
        assert "[b]Eve[/b] $q" in screen
        assert not any(sign in screen for sign in "\x1b\x07\u202e")
        assert "[b]Eve[/b] $quiet" in await teacher.press("enter")


async def test_each_key_holds_what_it_says_and_writes_it_first() -> None:
    async with hall() as own, watching(own) as teacher:
        seat, line = await sit(own, "Ana")
        await shows(line, "reading")
        seat.keys("n")
        await teacher.shows("answering")
        assert "held" in await teacher.press("f")
        await shows(line, "Your teacher asks you to wait.")
        assert "held" not in await teacher.press("f")
        assert "explained later" in await teacher.press("v")
        assert "paused" in await teacher.press("x")
        assert own.controls.paused == (seat.learner,)
        await shows(line, "Your teacher asks you to wait.")
        await teacher.press("x")
        assert "until 2" in await teacher.press("e down down enter")
        assert "all closed" in await teacher.press("o up enter")
        await shows(line, "Go on:")
        await teacher.press("o up enter")
        await teacher.press("m")
        await teacher.press("L o o k exclamation_mark enter")
        await shows(line, "Your teacher: Look!")
        assert "One line for Ana" in await teacher.press("t")
        await teacher.press("H i enter")
        await shows(line, "Your teacher, to you: Hi")
        assert own.controls.told == {seat.learner: "Hi"}
        written = await own.served.ask(read_controls)
        assert written == own.controls
        assert (written.message, written.explained, written.closed, written.held) == (
            "Look!",
            False,
            False,
            False,
        )


async def test_who_waits_at_the_door_is_let_in_or_refused() -> None:
    async with hall() as own, watching(own) as teacher:
        tokens = []
        for name in ("Zed", "[red]xXx", "Uma", "Vic"):
            waits = await own.door.knock(own.door.code, name, "", "127.0.0.1")
            assert isinstance(waits, Waits)
            tokens.append(waits.token)
        await teacher.shows("Zed")
        await teacher.press("y")
        assert own.door.roll.find("Zed") is not None
        assert "[red]xXx" in await teacher.shown()
        await teacher.press("x")
        turn = own.door.turn(tokens[1])
        assert turn is not None
        assert turn.refused
        await teacher.press("Y")
        assert [own.door.roll.find(name) is not None for name in ("Uma", "Vic")] == [True, True]
        assert not own.door.waiting
        assert "door shut" in await teacher.press("d")
        assert not own.door.is_open


async def test_new_words_are_shown_once_and_end_the_seat() -> None:
    async with hall() as own, watching(own) as teacher:
        seat, line = await sit(own, "Ana")
        await teacher.shows("Ana")
        assert "Make new words" in await teacher.press("k")
        await teacher.press("enter")
        screen = await teacher.shows("shown this once")
        words = re.search(r"\b[a-z]+-[a-z]+-\d\d\b", screen)
        assert words is not None
        member = own.door.roll.learner(seat.learner)
        assert member is not None
        assert await own.door.roll.knows(member, words[0])
        assert line.parted == ["refused"]


async def test_find_goes_to_a_name_and_enter_looks_at_one() -> None:
    async with hall() as own, watching(own) as teacher:
        for name in ("Ana", "Ben", "Carla"):
            await sit(own, name)
        await teacher.shows("Carla")
        assert "> Carla" in await teacher.press("slash c a r enter")
        screen = await teacher.press("enter")
        assert "Carla" in screen
        assert "So far" in screen


async def test_heat_is_the_teachers_before_it_is_handed_in() -> None:
    async with hall() as own:
        await class_at_work(own)
        async with watching(own) as teacher:
            await teacher.shows("1 mark")
            assert "3 readers" in await teacher.press("h")
            await teacher.press("escape w")
            assert own.live.wall == "find-loaded"
            assert "heat on the wall" in await teacher.shown()
            await teacher.press("w")
            assert own.live.wall == ""


async def test_a_code_and_an_address_that_leaked_are_made_anew(golden: SnapshotAssertion) -> None:
    async with hall() as own:
        renewed: list[str] = []
        own.renewed = lambda: renewed.append(own.door.code)
        async with watching(own) as teacher:
            assert await teacher.press("a") == golden(name="live-for-the-board-80x24")
            await teacher.press("escape")
            assert await teacher.press("A") == golden(name="live-new-code-80x24")
            await teacher.press("escape")
            assert (own.door.code, renewed) == ("8BKM4T", [])
            await teacher.pilot.press("A", "enter")
            await teacher.shows("For the board")
            assert own.door.code != "8BKM4T"
            assert renewed == [own.door.code] == [own.passes.code]
            wall = own.wall_path
            await teacher.pilot.press("escape", "A", "down", "enter")
            await until(lambda: own.wall_path != wall)
            token = own.passes.teacher
            await teacher.pilot.press("escape", "A", "down", "down", "enter")
            await until(lambda: own.passes.teacher != token)
            await teacher.shows("For the board")
        outcome = await own.door.knock("8BKM4T", "Zed", "", "127.0.0.1")
        assert isinstance(outcome, Refused)
        assert outcome.field == "code"
        assert isinstance(await own.door.knock(own.door.code, "Zed", "", "127.0.0.1"), Waits)


async def test_c_goes_to_the_next_class_and_what_is_typed_then_is_meant_for_that_one(
    golden: SnapshotAssertion,
) -> None:
    async with hall() as own:
        beside = ClassesBeside(("8b", HOSTILE), 0, [1, 2])
        async with watching(own, beside=beside) as teacher:
            assert steady(await teacher.shows("2 wait")) == golden(name="live-of-two-80x24")
            await teacher.pilot.press("p")
            for key in "cfY":  # at once, as one who knows the keys
                teacher.app.post_message(Key(key, key))
            await until(lambda: not teacher.app.is_running)
            app = teacher.app
        assert isinstance(app, LiveApp)
        assert app.taken_along == TakenAlong(True, (("f", "f"), ("Y", "Y")), 1)
        assert not own.controls.held, "the class that was left is not held"
        note = "The process of class 9c died."
        taken = TakenAlong(True, (("f", "f"), ("v", "v")), 0, note)
        async with watching(own, beside=beside, taken=taken) as teacher:
            await until(lambda: own.controls.held and not own.controls.explained)
            screen = await teacher.shows(note)
            assert "show names" in screen
        async with watching(
            own, beside=ClassesBeside(("8b", "\x1b[31m" + "Long " * 30), 0, [0, 3])
        ) as teacher:
            screen = await teacher.shows(": 3 wait")
            assert "? help" in screen
            assert "\x1b" not in screen
        for classes in (None, ClassesBeside(("8b", "9c"), 0, [0, NOT_THERE])):
            async with watching(own, beside=classes) as teacher:
                await teacher.press("c")
                assert teacher.app.is_running
                if classes:
                    await teacher.shows("is being started")


async def test_q_asks_before_it_ends_the_class() -> None:
    async with hall() as own, watching(own) as teacher:
        assert "End the class?" in await teacher.press("q")
        await teacher.press("enter")
        assert teacher.app.is_running
        await teacher.press("q down enter")
        await until(lambda: not teacher.app.is_running)
