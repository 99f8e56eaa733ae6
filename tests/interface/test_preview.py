"""The preview on the screen: the key on demand, what a save changes and what it leaves, and files that are broken."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.cli.call import Call, Exit, PlayRequest
from lessons.cli.main import run
from tests.helpers.answering import draft_of
from tests.helpers.bursts import at_rest
from tests.helpers.place import here, home
from tests.helpers.play import Play
from tests.helpers.tiny import COURSE, STORIES
from tui.preview_app import PreviewApp
from tui.screens.preview import PreviewScreen
from tui.widgets.article_view import ArticleView

SMALL = ((80, 24), (60, 20))


class Writing(Play):
    """A running preview and somebody who writes the lesson."""

    def __init__(self, app: PreviewApp, pilot: "object", lesson: Path) -> None:
        super().__init__(app, pilot)  # type: ignore[arg-type]
        self.files, self.lesson = app, lesson

    async def look(self) -> str:
        """Let the preview look at the files; what the screen shows then."""
        await self.files.look()
        await self.files.look()  # the first may have read of files that it did not know
        return await self.shown()

    async def shown(self) -> str:
        """What the screen shows once it is at rest, and no look at the files is under way."""
        await at_rest(self.app)
        async with self.files._busy:
            pass
        return await super().shown()

    async def save(self, name: str, old: str, new: str) -> str:
        """Change a file; what the screen shows then."""
        file = self.lesson / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        return await self.look()

    @property
    def screen(self) -> PreviewScreen:
        """The lesson."""
        screen = self.files.lesson_screen
        assert screen is not None
        return screen

    @property
    def article(self) -> ArticleView:
        """The article."""
        return self.screen.query_one("#main", ArticleView)


@asynccontextmanager
async def writing(
    lesson: Path, keys: str = "", *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Writing]:
    """Start a preview, press keys, and hand it over."""
    app = PreviewApp(PlayRequest(lesson, (), here(), preview=True))
    async with app.run_test(size=size) as pilot:
        play = Writing(app, pilot, lesson)
        await play.look()
        await play.press(keys)
        yield play


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    lesson = tmp_path / "course" / "tiny"
    whole = (lesson / "lesson.yaml").read_text("utf-8")
    (lesson / "lesson.yaml").write_text(whole.replace("minutes: 5", "minutes: 20"), "utf-8")
    return lesson


# What it looks like ------------------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("size", SMALL, ids=lambda size: "x".join(map(str, size)))
async def test_the_key_looks(lesson: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(lesson, "r", size=size) as play:
        assert await play.shown() == golden


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", SMALL, ids=lambda size: "x".join(map(str, size)))
async def test_a_broken_save_looks(lesson: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(lesson, "s s s s 2", size=size) as play:
        await play.save("lesson.yaml", "kind: order", "kind: oder")
        assert await play.shown() == golden


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", SMALL, ids=lambda size: "x".join(map(str, size)))
async def test_the_list_of_problems_looks(
    lesson: Path, size: tuple[int, int], golden: SnapshotAssertion
) -> None:
    async with writing(lesson, size=size) as play:
        await play.save("lesson.yaml", "kind: order", "kind: oder")
        await play.save("key.yaml", "quote: reckless", "quote: wreckless")
        assert await play.press("m") == golden


# The key -----------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
async def test_one_key_shows_the_key_and_hides_it_again(lesson: Path) -> None:
    async with writing(lesson, "s s s s 2", size=(120, 40)) as play:
        assert "The key: an answer" not in await play.shown()
        shown = await play.press("r")
        assert "The key: an answer that earns everything" in shown
        assert "She is named after the quotation." in shown
        shown = await play.press("r")
        assert "The key: an answer" not in shown
        assert "(x) Ada Brook" in shown


@pytest.mark.thorough
async def test_the_key_of_each_exercise_can_be_walked(lesson: Path) -> None:
    async with writing(lesson, "r", size=(120, 40)) as play:
        total = len(play.screen.session.lesson.exercises)
        for number in range(1, total + 1):
            shown = await play.shown()
            assert f"{number}/{total}" in shown
            assert "100 of 100" in shown
            await play.press("n")
        assert f"{total}/{total}" in await play.shown()
        assert f"{total - 1}/{total}" in await play.press("p")


@pytest.mark.thorough
async def test_nothing_is_answered_while_the_key_is_shown(lesson: Path) -> None:
    async with writing(lesson, "r a") as play:
        await play.press("right space c h u")
        assert draft_of(play.screen.session) is None
        assert play.screen.session.index == 0
        assert "The key" not in await play.press("r")


@pytest.mark.thorough
async def test_what_is_accepted_is_shown_beside_the_answer(lesson: Path) -> None:
    async with writing(lesson, size=(120, 40)) as play:
        ids = [exercise.kind.name for exercise in play.screen.session.lesson.exercises]
        play.screen.session.goto(ids.index("short"))
        play.screen.open_exercise()
        shown = await play.press("f6")
        assert "you:" in shown
        assert "key:" in shown


# A save ------------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
async def test_a_save_is_seen_at_once_and_the_place_is_kept(lesson: Path) -> None:
    async with writing(lesson, "s s s s 2") as play:
        shown = await play.save(
            "lesson.yaml", "Who calls the tram nonsense?", "Who calls it [b]nonsense[/b]?"
        )
        assert "Who calls it [b]nonsense[/b]?" in shown
        assert "5/16" in shown
        assert "> 2 (x) Ada Brook" in shown


@pytest.mark.thorough
async def test_the_article_stays_where_it_was_read(lesson: Path) -> None:
    more = "\n\n".join(f"Sentence number {n} is here." for n in range(60))
    article = lesson / "article.md"
    article.write_text(article.read_text("utf-8") + "\n\n" + more + "\n", "utf-8")
    async with writing(lesson, "right_square_bracket pageup pageup") as play:
        top, word = play.article.top, play.article.cursor.span.start
        line, old = play.article.article.text[top:][:24], play.article.article.text[word:][:12]
        shown = await play.save("article.md", "of Tinytown pushed", "of Tinytown boldly pushed")
        assert line.split("\n")[0] in shown
        view = play.article
        assert view.article.text[view.top :].startswith(line)
        assert view.article.text[view.cursor.span.start :].startswith(old)
        assert view.has_focus


@pytest.mark.thorough
async def test_marks_are_found_again_in_the_changed_article(lesson: Path) -> None:
    async with writing(lesson, "right space") as play:
        shown = await play.save(
            "article.md", "Town hall plans a tram", "The town hall of Tinytown plans a tram"
        )
        assert "“greedy”" in shown
        assert "The town hall of Tinytown" in shown


@pytest.mark.thorough
async def test_the_key_stays_open_through_a_save(lesson: Path) -> None:
    async with writing(lesson, "s s s s r", size=(120, 40)) as play:
        shown = await play.save("key.yaml", "She is named after the quotation.", "Her name follows it.")
        assert "Her name follows it." in shown
        assert "The key: an answer" in shown


@pytest.mark.thorough
async def test_typing_goes_on_through_a_save(lesson: Path) -> None:
    async with writing(lesson, "s s s s s s s s s s s") as play:
        await play.type("none")
        await play.press("left left")
        await play.save("lesson.yaml", "Who calls the tram nonsense?", "Who calls it nonsense?")
        assert "│ noxne" in await play.press("x")


@pytest.mark.thorough
async def test_the_second_article_comes_and_goes(lesson: Path) -> None:
    async with writing(lesson, size=(120, 40)) as play:
        assert "The other text" in await play.press("b")
        whole = (lesson / "lesson.yaml").read_text("utf-8")
        start = whole.index("exercises:")
        only = "".join(part for part in _exercises(whole[start:]) if "id: who-says" in part)
        (lesson / "lesson.yaml").write_text(
            whole[:start].replace("beside: beside.md\n", "") + "exercises:\n" + only, "utf-8"
        )
        shown = await play.look()
        assert "Who calls the tram nonsense?" in shown
        assert "The other text" not in shown
        (lesson / "lesson.yaml").write_text(whole, "utf-8")
        await play.look()
        assert "The other text" in await play.press("b b")


def _exercises(text: str) -> list[str]:
    return ["  - id:" + part for part in text.split("  - id:")[1:]]


@pytest.mark.thorough
async def test_a_question_of_the_program_about_a_version_that_is_gone_goes_too(lesson: Path) -> None:
    async with writing(lesson, " ".join(["f9"] * 16)) as play:
        assert "Before you finish" in await play.shown()
        shown = await play.save("lesson.yaml", "title: The tiny tram", "title: The tiny bus")
        assert "The tiny bus" in shown
        assert "Before you finish" not in shown


@pytest.mark.thorough
async def test_the_end_follows_the_files(lesson: Path) -> None:
    async with writing(lesson, "s s s s 2 c") as play:
        play.screen.session.finish()
        play.screen.open_exercise()
        await play.save("key.yaml", "answers:", "answres:")
        shown = await play.save("lesson.yaml", "title: The tiny tram", "title: The tiny bus")
        assert "the end" in shown
        assert "The tiny bus" in shown


# Broken saves ------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
async def test_a_broken_save_leaves_the_last_version_and_goes_on_working(lesson: Path) -> None:
    async with writing(lesson, "s s s s") as play:
        shown = await play.save("article.md", "tram", "bus")
        assert "3 problems; showing the last version that worked" in shown
        assert "tram" in shown
        assert "100 of 100" in await play.press("2 c")
        shown = await play.save("article.md", "bus", "tram")
        assert "showing the last" not in shown
        assert "100 of 100" in shown


@pytest.mark.thorough
async def test_the_list_of_problems_follows_the_files(lesson: Path) -> None:
    async with writing(lesson, "m", size=(120, 40)) as play:
        assert "Nothing is wrong with the files." in await play.shown()
        shown = await play.save("lesson.yaml", "kind: order", "kind: oder [/b]")
        assert "lesson.yaml:" in shown
        assert "found: unknown kind 'oder [/b]'" in shown
        assert "to mend it:" in shown
        shown = await play.save("lesson.yaml", "kind: oder [/b]", "kind: order")
        assert "Nothing is wrong with the files." in shown
        assert "1/16" in await play.press("escape")


@pytest.mark.thorough
async def test_a_broken_key_is_told_and_the_last_one_is_shown(lesson: Path) -> None:
    async with writing(lesson, "s s s s r") as play:
        shown = await play.save("key.yaml", "answers:", "answers: [")
        assert "showing the last key that worked" in shown
        assert "As it last worked; the file has a problem now." in shown
        assert "She is named after the quotation." in shown


@pytest.mark.thorough
async def test_an_exercise_without_a_key_says_so(lesson: Path) -> None:
    async with writing(lesson, "s s s s 2") as play:
        await play.save("key.yaml", "  who-says:", "  who-sais:")
        shown = await play.save("lesson.yaml", "Who calls the tram nonsense?", "Who calls it nonsense?")
        assert "exercises without a key: 1" in shown
        assert "The key of this exercise cannot be used yet." in await play.press("r")
        shown = await play.press("r c")
        assert "did you mean 'who-says'?" in shown
        assert "(x) Ada Brook" in await play.press("escape")


@pytest.mark.thorough
async def test_a_lesson_that_does_not_work_yet_appears_when_it_does(lesson: Path) -> None:
    whole = (lesson / "lesson.yaml").read_text("utf-8")
    (lesson / "lesson.yaml").write_text("title: [", "utf-8")
    async with writing(lesson) as play:
        shown = await play.shown()
        assert "This lesson does not work yet." in shown
        assert "lesson.yaml:1" in shown
        assert "esc" not in shown
        (lesson / "lesson.yaml").write_text(whole, "utf-8")
        assert "1/16" in await play.look()


@pytest.mark.thorough
async def test_the_folder_may_go_and_come_back(lesson: Path, tmp_path: Path) -> None:
    async with writing(lesson, "s s s s 2") as play:
        lesson.parent.rename(tmp_path / "elsewhere")
        shown = await play.look()
        assert "showing the last version that worked" in shown
        assert "100 of 100" in await play.press("c")
        assert "found: no such file or folder" in await play.press("m")
        (tmp_path / "elsewhere").rename(lesson.parent)
        await play.look()
        assert "100 of 100" in await play.press("escape")


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["lesson.yaml", "key.yaml", "article.md", "beside.md"])
async def test_no_half_written_file_stops_it(lesson: Path, name: str) -> None:
    whole = (lesson / name).read_bytes()
    async with writing(lesson, "s s r") as play:
        for part in range(0, len(whole), max(1, len(whole) // 9)):
            (lesson / name).write_bytes(whole[:part])
            assert "preview" in await play.look()
            await play.press("n c c n m escape r r")
        (lesson / name).write_bytes(whole)
        assert "showing the last" not in await play.look()


# Around it ---------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
async def test_nothing_is_written_for_the_learner(lesson: Path) -> None:
    async with writing(lesson, "s s s s 2 c n") as play:
        await play.press("q")
    assert not [path for path in home().rglob("*") if path.is_file()]


@pytest.mark.thorough
async def test_the_help_tells_the_keys_of_a_preview(lesson: Path) -> None:
    async with writing(lesson, "question_mark", size=(120, 60)) as play:
        shown = await play.shown()
        assert "r f6" in shown
        assert "m f7" in shown
        assert "Nothing you answer is kept." in shown.replace("\n ", "")
        assert "is saved" not in shown


@pytest.mark.thorough
async def test_there_is_no_home_to_leave_to(lesson: Path) -> None:
    async with writing(lesson, "s s s s") as play:
        assert "esc" not in await play.shown()
        assert "5/16" in await play.press("escape")


def test_without_a_terminal_it_names_the_way_that_works(
    lesson: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["preview", str(lesson)], None) == Exit.USAGE
    err = capsys.readouterr().err
    assert "needs a terminal" in err
    assert f"closeread check {lesson}" in err


def test_a_folder_without_a_lesson(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["preview", str(tmp_path)], None) == Exit.USAGE
    assert "no lesson.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("path", [".", "lesson.yaml", ".."])
def test_what_may_be_named(lesson: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Call, "has_screen", lambda self: True)
    asked: list[PlayRequest] = []

    def play(request: PlayRequest) -> int:
        asked.append(request)
        return 0

    assert run(["preview", str(lesson / path)], play) == 0
    assert asked[0].preview
    assert asked[0].lesson is not None
    assert asked[0].lesson.resolve() == lesson


def test_a_course_with_several_lessons_names_them(
    lesson: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(lesson, lesson.parent / "other")
    course = lesson.parent / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("[tiny]", "[tiny, other]"), "utf-8")
    assert run(["preview", str(lesson.parent)], None) == Exit.USAGE
    err = capsys.readouterr().err
    assert "name one of its lessons" in err
    assert "other" in err


async def test_an_open_card_is_read_on_when_its_text_is_changed(tmp_path: Path) -> None:
    shutil.copytree(STORIES, tmp_path / "course")
    async with writing(tmp_path / "course" / "two-stories", "w end enter down down down enter enter") as play:
        assert "nine households" in await play.shown()
        shown = await play.save("lesson.yaml", "The list is open to all", "Whoever asks may read the list")
        assert "Whoever asks may read" in shown
        assert play.article.marking
