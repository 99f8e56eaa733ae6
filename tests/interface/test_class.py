"""A class on the screen: the heat map and what is told of a place, items, learners, and no name where none shall be."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.cli.call import PlayRequest
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.reports.classes.roster import Roster
from lessons.reports.classes.values import Person
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from tests.helpers.class_screen import Class, looking, make_class
from tests.helpers.place import here, home
from tests.helpers.screen_text import place_of, style_of
from tests.helpers.tiny import COURSE, TINY, perfect_answers
from tui.actions import action_of
from tui.launch import _app
from tui.screens.class_lesson import ClassLessonScreen
from tui.widgets.key_bar import KeyBar, hints

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
HOSTILE = "[b]eve[/b] $quiet"


def mark(words: str, technique: str | None = None) -> dict[str, Raw]:
    start = LESSON.article.text.index(words)
    return {"start": start, "end": start + len(words)} | ({"technique": technique} if technique else {})


FALSE = "the shopkeepers' club"
ANSWERS: Mapping[str, Mapping[str, Raw]] = {
    "ana": RIGHT,
    "ben": {
        **RIGHT,
        "find-loaded": [mark("greedy mayor"), mark(FALSE)],
        "find-named": [mark("greedy", "slogan")],
    },
    "cleo": {**RIGHT, "find-loaded": [mark(FALSE), mark("nonsense")], "find-named": [mark("greedy")]},
    "dora": {"find-loaded": [mark("greedy"), mark(FALSE)], "who-says": "writer", "count-police": "one"},
    HOSTILE: {"find-loaded": [mark("greedy"), mark("reckless")], "who-says": "mayor"},
    "fay": {"find-loaded": [mark("reckless"), mark(FALSE)], "who-says": "writer"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class"), ANSWERS)


async def test_looks_at_80x24(made: Path, golden: SnapshotAssertion) -> None:
    async with looking(made, None) as seen:
        assert await seen.shown() == golden(name="lessons")
        assert await seen.press("enter") == golden(name="what-next")
        assert await seen.press("m tab") == golden(name="map")
        assert await seen.press("n n a") == golden(name="map-of-an-exercise-at-the-details")
        assert await seen.press("i down down") == golden(name="items")
        assert await seen.press("l down down") == golden(name="learners")
        assert await seen.press("enter") == golden(name="learner-open")
        assert await seen.press("h m") == golden(name="map-without-names")
        assert await seen.press("question_mark") == golden(name="help")


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_looks_at_other_sizes(size: tuple[int, int], made: Path, golden: SnapshotAssertion) -> None:
    async with looking(made, size=size) as seen:
        assert await seen.shown() == golden(name="what-next")
        assert await seen.press("m tab") == golden(name="map")
        assert await seen.press("i down down") == golden(name="items")
        assert await seen.press("l down down") == golden(name="learners")
        for other in ((20, 8), (200, 60), size):
            await seen.pilot.resize_terminal(*other)
            shown = await seen.shown()
            assert all(len(row) <= other[0] for row in shown.splitlines())
        assert "quit" in shown


@pytest.mark.thorough
async def test_walking_the_phrases_tells_who_saw_them_and_what_they_called_them(made: Path) -> None:
    async with looking(made, keys="m n n n", size=(120, 40)) as seen:
        shown = await seen.shown()
        assert "exercise 2/16 find-named" in shown
        assert "found by 3 of 3" in shown
        assert "Called: Loaded language 1, Slogan 1" in shown
        shown = await seen.press("tab")
        assert "“reckless”" in shown
        assert "found by 1 of 3" in shown
        assert "Missed by 2" in shown
        assert "ben, cleo" in shown
        shown = await seen.press("p")
        assert "exercise 1/16 find-loaded" in shown
        assert "Missed by 3" in shown
        assert "ben, cleo, dora" in shown
        shown = await seen.press("tab tab")
        assert "“the shopkeepers' club”" in shown
        assert "not in the key" in shown
        assert "4: ben, cleo, dora, fay" in shown
        shown = await seen.press("shift+tab shift+tab right")
        assert "“tram”" in shown
        assert "beside a phrase" in shown
        assert "marked by 0 of 6" in shown


@pytest.mark.thorough
async def test_an_item_is_found_on_the_map_and_a_second_text_comes_with_its_exercise(made: Path) -> None:
    async with looking(made, keys="i", size=(120, 40)) as seen:
        await seen.press("end up")
        shown = await seen.press("m")
        assert "mark-there" in shown
        assert "A survey by the town" in shown
        assert "“48 of 100 people”" in shown
        screen = seen.app.screen
        assert isinstance(screen, ClassLessonScreen)
        assert screen.look is not None
        assert screen.heat.article is screen.look.report.lesson.beside


NAMES = {"ana", "ben", "cleo", "dora", "[b]eve[/b]", "fay"}


def names_in(shown: str) -> set[str]:
    return NAMES & set(shown.replace(",", " ").split())


@pytest.mark.thorough
async def test_one_key_hides_every_name_and_hostile_names_do_nothing(made: Path) -> None:
    views = ("m tab", "n", "n", "n", "i", "l down down down down down", "enter")
    async with looking(made, size=(120, 40)) as seen:
        shown = [await seen.press(keys) for keys in views]
        assert names_in("".join(shown)) == NAMES
        assert any(HOSTILE in one for one in shown)
    async with looking(made, size=(120, 40), anonymous=True) as seen:
        shown = [await seen.press(keys) for keys in views]
        assert not names_in("".join(shown))
        assert re.search("#[1-6], #[1-6]", "".join(shown))
        assert "no names" in shown[-1]
        assert HOSTILE in await seen.press("h")


@pytest.mark.thorough
async def test_it_opens_with_what_to_do_next_and_leads_to_the_items(made: Path) -> None:
    """Who is missing comes from the roster; on a wall the heat map stands first, and names are never on it."""
    roster = Roster({"ana": Person("Ana Lopez"), "gus": Person("Gus Never")}, {})
    async with looking(made, size=(120, 40), roster=roster) as seen:
        shown = await seen.shown()
        assert "Handed in nothing: Gus Never" in shown
        assert "Not all answered: " in shown
        assert shown.index("Teach again") < shown.index("Who needs what") < shown.index("Who is missing")
        first = re.search(r"> +(\d+)\. ", shown)
        assert first
        assert "too few" in shown
        shown = await seen.press("i")
        assert re.search(rf"> {first[1]}\. ", shown), "the items begin at that exercise"
        assert "Teach again" in await seen.press("o")
        assert not names_in(await seen.press("h"))
        assert "Gus" not in await seen.shown()
    async with looking(made, size=(120, 40), anonymous=True) as seen:
        assert "Teach again" not in await seen.shown()
        assert not names_in(await seen.press("o"))


@pytest.mark.thorough
async def test_a_roster_gives_real_names(made: Path) -> None:
    roster = Roster({"ana": Person("Ana Lopez")}, {})
    async with looking(made, keys="l", roster=roster) as seen:
        shown = await seen.shown()
        assert "Ana Lopez" in shown
        assert "ben" in shown
        assert "Ana Lopez" not in await seen.press("h")


@pytest.mark.thorough
async def test_heat_is_seen_without_colours(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with looking(made, keys="m n n", size=(120, 40)) as seen:
        shown = await seen.press("end")  # away from what is looked at
        assert "4/6" in shown
        assert "x4/6" in shown
        greedy, club = style_of(seen.app, "greedy"), style_of(seen.app, "the shopkeepers'")
        reckless, plain = style_of(seen.app, "reckless"), style_of(seen.app, "mayor of")
        assert greedy.underline
        assert greedy.bold
        assert club.bold
        assert not club.underline
        assert reckless.underline
        assert reckless.bold
        assert not any((plain.underline, plain.bold, plain.italic))
        assert place_of(seen.app, "x4/6")[1] == place_of(seen.app, FALSE)[1]


@pytest.mark.thorough
async def test_a_class_that_another_program_has_open_says_so_and_is_shown(made: Path) -> None:
    with ClassStore(made, "8b", write=True):
        async with looking(made, keys="m") as seen:
            shown = await seen.shown()
            assert "Another program has this class open; all that is graded is shown." in shown
            assert "greedy" in shown
    async with looking(made, keys="m") as seen:
        assert "Another program" not in await seen.shown()
        with ClassStore(made, "8b", write=True):
            assert "Another program" in await seen.press("tab r")
        shown = await seen.press("r")
        assert "Another program" not in shown
        assert "“reckless”" in shown


@pytest.mark.thorough
async def test_a_lesson_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    shutil.copytree(COURSE, tmp_path / "course")
    lesson = tmp_path / "course" / "tiny"
    path = make_class(tmp_path, {"ana": RIGHT}, lesson)
    key = (lesson / "key.yaml").read_bytes()
    (lesson / "key.yaml").write_text("format: 1\nanswers: {}\n")
    async with looking(path, None, size=(120, 40)) as seen:
        assert "cannot be opened; Enter says why" in await seen.shown()
        shown = await seen.press("enter")
        assert "The lesson of this class cannot be opened." in shown
        assert "closeread check" in " ".join(shown.split())
        (lesson / "key.yaml").write_bytes(key)
        await seen.press("r")
        assert "“greedy”" in await seen.press("m")
        await seen.press("escape")
        path.write_bytes(b"no class" * 1000)
        assert "this file is no class database" in await seen.press("r")


@pytest.mark.thorough
async def test_the_list_of_classes_opens_one_and_takes_what_came_since(made: Path) -> None:
    async with looking(None) as seen:
        assert "There is no class yet." in await seen.shown()
        class_path("8b", home()).parent.mkdir()
        shutil.copy(made, class_path("8b", home()))
        shown = await seen.press("r")
        assert "6 learners" in shown
        assert "The tiny tram" in shown
        assert "find" not in await seen.press("enter")
        assert "Teach again" in await seen.press("enter")
        assert "6 readers" in await seen.press("m")
        await seen.press("escape escape")
        assert "classes" in (await seen.shown()).splitlines()[0]


@pytest.mark.thorough
async def test_the_footer_shows_exactly_the_keys_that_work(made: Path) -> None:
    async with looking(made, size=(120, 40)) as seen:
        for keys in ("", "enter", "escape m", "n", "z a", "i", "enter", "l"):
            await seen.press(keys)
            shown = shown_actions(seen)
            active = seen.app.screen.active_bindings
            works = {
                action.id for key, one in active.items() if (action := action_of(key, one)) and action.show
            }
            assert shown == works - {"interrupt"}
            assert {"help", "quit", "leave", "names"} <= shown


def shown_actions(seen: Class) -> set[str]:
    bar = seen.app.screen.query_one(KeyBar)
    rows = bar._rows(116)
    assert sum(map(len, rows)) == len(hints(seen.app.screen.active_bindings))
    return {one.action.id for row in rows for hint in row for one in (hint, *hint.more)}


def test_the_command_line_opens_classes_in_their_own_program(made: Path) -> None:
    from lessons.cli.call import ClassWish
    from tui.class_app import ClassApp

    wish = ClassWish(made, "tiny", anonymous=True)
    app = _app(PlayRequest(None, (), here(), classes=wish))
    assert isinstance(app, ClassApp)
    assert app.names.hidden
