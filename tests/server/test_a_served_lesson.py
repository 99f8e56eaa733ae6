"""The whole way: code, name, words, a lesson in the terminal, and the record that is kept."""

import asyncio
import gc
import shutil
import weakref
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.school.members import seated
from lessons.school.store import ClassStore
from server import hall
from tests.helpers.place import home
from tests.helpers.served import served, words_of
from tui.program import Program

POOL = Path(__file__).parents[1] / "pool"


async def test_a_student_comes_in_answers_and_comes_back_at_the_same_exercise() -> None:
    async with served() as own:
        ana = await own.visitor()
        status, page = await ana.knock(own.hall.door.code, "Ana L.")
        words = words_of(page)
        assert status == 200
        screen = await ana.page()
        await screen.shows("Ana L.")
        await screen.keys("\r")
        await screen.shows("First read the article")
        await screen.keys("n")
        await screen.shows("1/")
        await screen.keys("s")
        await screen.shows("2/")
        await screen.socket.close()

        elsewhere = await own.visitor()
        assert (await elsewhere.knock(own.hall.door.code, "ana l."))[0] == 403
        assert await elsewhere.knock(own.hall.door.code, "ana l.", words.upper().replace("-", " ")) == (
            303,
            "/read",
        )
        again = await elsewhere.page(100, 30)
        await again.shows("2/")
        member = own.hall.door.roll.find("Ana L.")
        assert member is not None
        assert member.learner is not None
        path, learner = own.hall.served.path, member.learner
    with ClassStore(path, "8b") as store:
        assert "skipped" in [event.name for event in seated(store, learner).events]
        assert [one.lesson for one in store.assignments()] == ["tiny"]


async def test_a_lesson_in_one_file_is_in_use_from_its_opening_and_no_answer_waits_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ids are kept by the writer of the class, once; a session of the class leaves that alone."""
    by_sessions: list[Path] = []
    monkeypatch.setattr("lessons.play.keeping.keep_ids", by_sessions.append)
    course = tmp_path / "course"
    shutil.copytree(POOL / "eleven-short", course / "eleven-short")
    (course / "course.yaml").write_text(
        "format: 1\ntitle: One\nsummary: Of a pool.\nlessons: [eleven-short]\n", "utf-8"
    )
    async with served(roots=(course,)) as own:
        ana = await own.learner("Ana")
        screen = await ana.page()
        await screen.shows("Ana")
        await screen.keys("\r")
        await screen.shows("First read the article")
        await asyncio.gather(*own.hall._works_on.values())
        assert (course / "eleven-short" / "ids.yaml").is_file()
        await screen.keys("ncc")
        await screen.shows("of 100")
    assert by_sessions == []


async def test_after_the_server_began_again_a_page_is_back_at_its_exercise() -> None:
    async with served() as own:
        ana = await own.learner("Ana")
        screen = await ana.page()
        await screen.shows("Ana")
        await screen.keys("\rn")
        await screen.shows("1/")
        await screen.keys("s")
        await screen.shows("2/")
        cookies = ana.cookies()
    await screen.hears("part", "restart")
    async with served() as own:
        again = await own.visitor()
        again.session.cookie_jar.update_cookies(cookies)
        screen = await again.page()
        await screen.shows("2/")


async def test_a_second_page_takes_over_and_the_first_is_told() -> None:
    async with served() as own:
        ana = await own.learner("Ana")
        first = await ana.page()
        await first.shows("Ana")
        await first.keys("\r")
        await first.shows("First read the article")
        second = await ana.page()
        await second.shows("First read the article")
        await first.hears("part", "elsewhere")
        await first.closed.wait()
        assert len(own.hall.seats) == 1


async def test_what_is_off_is_off_in_footer_help_and_palette() -> None:
    async with served() as own:
        screen = await (await own.learner("Ana")).page(100, 150)
        await screen.shows("progress")
        assert "learner" not in screen.text
        await screen.keys("l")
        await screen.shows("does nothing here")
        await screen.keys("?")
        await screen.shows("What works here and now")
        await screen.shows("On the home screen")
        assert "who is learning" not in screen.text
        await screen.keys("\x1b")
        await screen.shows("progress")
        await screen.keys(":")
        await screen.shows("Commands")
        assert "learner" not in screen.text


async def test_a_lost_line_keeps_its_seat_with_what_was_typed() -> None:
    async with served() as own:
        ana = await own.learner("Ana")
        first = await ana.page()
        await first.shows("Ana")
        await first.keys("\r")
        await first.shows("First read the article")
        (seat,) = own.hall.seats.values()
        await first.socket.close()
        again = await ana.page()
        await again.shows("First read the article")
        assert [*own.hall.seats.values()] == [seat]
        assert seat.line is not None


async def test_seats_that_nobody_comes_back_to_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall, "_ROUNDS", 0.02)
    async with served() as own:
        first, second = await own.learner("Ana"), await own.learner("Ben")
        lost, idle = await first.page(), await second.page()
        await lost.shows("Ana")
        await idle.shows("Ben")
        monkeypatch.setattr(hall, "SEAT_WITHOUT_LINE", 0.1)
        await lost.socket.close()
        for _round in range(200):
            if len(own.hall.seats) == 1:
                break
            await asyncio.sleep(0.02)
        assert len(own.hall.seats) == 1
        monkeypatch.setattr(hall, "SEAT_WITHOUT_KEY", 0.0)
        await idle.hears("part", "idle")
        await idle.closed.wait()
        assert not own.hall.seats


async def test_new_words_end_the_session_of_whoever_sits_there() -> None:
    async with served() as own:
        ana = await own.learner("Ana")
        page = await ana.page()
        await page.shows("Ana")
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        await own.hall.new_words(member)
        await page.hears("part", "refused")
        assert (await ana.get("/read"))[0] == 303


async def test_of_one_who_is_deleted_nothing_is_left_on_the_disk_and_the_session_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hall, "_ROUNDS", 0.05)
    name = "Zora Unlike"
    async with served() as own:
        zora, ben = await own.learner(name), await own.learner("Ben")
        page, bens = await zora.page(), await ben.page()
        await page.shows(name)
        await bens.shows("Ben")
        member = own.hall.door.roll.find(name)
        assert member is not None
        own.hall.context_of(member).settings.keep("theme", "light")
        assert named_in_home(name)
        command = ["class", "learners", "8b", "delete", name, "--yes"]
        assert await asyncio.to_thread(run, command) == 0
        await page.hears("part", "refused")
        assert (await zora.get("/read"))[0] == 303
        assert len(own.hall.seats) == 1
        assert named_in_home(name) == []
    assert named_in_home(name) == []
    capsys.readouterr()


def named_in_home(name: str) -> list[Path]:
    """Files in the folder of the records with somebody's name, in them or as theirs."""
    files = [path for path in home().rglob("*") if path.is_file()]
    words = name.casefold().split()
    return [path for path in files if words[0] in f"{path} {path.read_bytes()!r}".casefold()]


@pytest.mark.thorough
async def test_whoever_came_and_went_leaves_no_program_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall, "_ROUNDS", 0.05)
    programs: list[weakref.ref[Program]] = []
    async with served() as own:
        for number in range(9):
            visitor = await own.learner(f"Learner {number % 3}") if number < 3 else own.visitors[number % 3]
            page = await visitor.page()
            await page.shows("progress" if number < 3 else "First read")
            await page.keys("\r")
            await page.shows("First read")
            programs += [weakref.ref(seat.program) for seat in own.hall.seats.values()]
            await asyncio.sleep(0.1)  # a round of the hall, which looks at each seat
            await asyncio.gather(*(seat.end("over") for seat in [*own.hall.seats.values()]))
            await page.closed.wait()
        assert len(programs) == 9
        alive = programs
        for _round in range(30):  # until the last line has gone
            await asyncio.sleep(0.1)
            gc.collect()
            alive = [one for one in programs if one() is not None]
        assert not alive, [programs.index(one) for one in alive]
