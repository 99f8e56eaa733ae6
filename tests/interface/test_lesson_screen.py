"""A lesson on the screen: what follows what, the mouse, sizes and colours."""

import shutil
from pathlib import Path

import pytest
from rich.color import Color
from textual.theme import Theme

from lessons.play import Phase
from tests.helpers.answering import draft_of
from tests.helpers.play import Play, playing, request
from tests.helpers.screen_text import place_of, style_of
from tests.helpers.tiny import COURSE, TINY
from tui import themes
from tui.screens.lesson import LessonScreen
from tui.widgets.article_view import ArticleView
from tui.widgets.sheet import Sheet

SIZED = ("", "enter", "enter space c", "enter s s s 1", "enter s s s s s s s s s s s x", "g", "question_mark")


def screen_of(play: Play) -> LessonScreen:
    assert isinstance(play.app.screen, LessonScreen)
    return play.app.screen


async def click(play: Play, words: str) -> str:
    x, y = place_of(play.app, words)
    await play.pilot.click(offset=(x, y))
    return await play.shown()


async def test_a_lesson_named_on_the_command_line_opens_at_once() -> None:
    async with playing(wish=request(lesson=TINY)) as play:
        assert "Mark the words that carry" in await play.shown()
        assert "A tiny course" in await play.press("escape")


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "layout"), [((80, 24), "vertical"), ((120, 40), "horizontal")])
async def test_the_first_frame_has_the_layout_of_the_size(
    size: tuple[int, int], layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = []
    opened = LessonScreen.open_exercise

    def opening(screen: LessonScreen) -> None:
        layouts.append(screen.query_one("#desk").styles.layout)
        opened(screen)

    monkeypatch.setattr(LessonScreen, "open_exercise", opening)
    async with playing("enter", size=size):
        assert {found.name for found in layouts if found} == {layout}


async def test_walking_the_notes_walks_the_article_and_the_other_way_round() -> None:
    async with playing("enter space c", size=(120, 40)) as play:
        screen = screen_of(play)
        view = screen.query_one("#main", ArticleView)
        assert screen.session.phase is Phase.EXPLAINED
        await play.press("down down")
        assert view.article.text[view.cursor.span.start :].startswith("Everyone")
        await play.press("a left_square_bracket down down right")
        assert view.has_focus
        await play.press("shift+tab shift+tab shift+tab")
        board_key = screen.query_one("#sheet", Sheet).key
        place = screen.board.place(board_key)
        assert place is not None
        assert place[1].overlaps(view.cursor.span)


@pytest.mark.thorough
async def test_a_blank_answer_is_asked_about_once() -> None:
    async with playing("enter s s s s c") as play:
        assert "Nothing is answered yet." in await play.shown()
        assert "Nothing is answered yet." not in await play.press("1 1")
        assert "0 of 100" in await play.press("c c")


@pytest.mark.thorough
async def test_an_answer_with_gaps_is_asked_about_once() -> None:
    async with playing("enter s s s 1 c", size=(120, 40)) as play:
        assert "Row 2 is not answered yet." in await play.shown()
        assert "of 100" in await play.press("c")


@pytest.mark.thorough
async def test_marks_without_a_technique_are_asked_about_once() -> None:
    async with playing("enter s right space c", size=(120, 40)) as play:
        assert "1 mark has no technique yet." in await play.shown()
        assert "no technique yet" not in await play.press("1")
        assert "of 100" in await play.press("c")


@pytest.mark.thorough
async def test_an_explanation_opens_where_its_first_item_stands() -> None:
    async with playing("enter right_square_bracket space c", size=(80, 24)) as play:
        screen = screen_of(play)
        assert screen.session.phase is Phase.EXPLAINED
        place = screen.board.place(screen.sheet.key)
        assert place is not None
        assert place[1].overlaps(screen.desk.view("main").cursor.span)


@pytest.mark.thorough
async def test_what_was_missed_opens_at_the_item_and_escape_leads_back_to_the_end() -> None:
    async with playing("enter c c n s s s s s s s s s s f9 f9 s s s end enter", size=(120, 40)) as play:
        screen = screen_of(play)
        assert screen.session.phase is Phase.FINISHED
        shown = await play.press("down enter")
        assert "> o “reckless”" in shown
        assert "1/16" in shown
        assert "esc the end" in shown
        shown = await play.press("escape")
        assert screen.session.phase is Phase.FINISHED
        assert "esc home" in shown
        assert "A tiny course" in await play.press("escape")


@pytest.mark.thorough
async def test_trying_again_is_practice_and_the_first_answer_stays() -> None:
    async with playing("enter s s s s 1 c t 2 c", size=(120, 40)) as play:
        shown = await play.shown()
        assert "100 of 100" in shown
        assert "Practice: your first answer" in shown
        first = screen_of(play).session.first_result("who-says")
        assert first is not None
        assert first.score == 0


@pytest.mark.thorough
async def test_hints_come_one_by_one_and_then_the_key_goes() -> None:
    async with playing("enter", size=(120, 40)) as play:
        assert "h hint" in await play.shown()
        assert "Ask whose words they are." in await play.press("h")
        shown = await play.press("h")
        assert "Leave out what stands in quotation marks." in shown
        assert "h hint" not in shown


@pytest.mark.thorough
async def test_the_mouse_does_what_the_keys_do() -> None:
    async with playing("enter s s s s", size=(120, 40)) as play:
        assert "(x) Ada Brook" in await click(play, "Ada Brook, in quotation marks")
        assert "100 of 100" in await click(play, "c commit")
        assert "Which sources" in await click(play, "n next")


@pytest.mark.thorough
async def test_a_click_goes_to_a_word() -> None:
    async with playing("enter", size=(120, 40)) as play:
        await click(play, "greedy")
        assert "“greedy”" in await play.press("space")


@pytest.mark.thorough
async def test_marks_can_be_taken_away_from_the_list() -> None:
    async with playing("enter right space a") as play:
        assert "“greedy”" in await play.shown()
        assert "none yet" in await play.press("delete")


@pytest.mark.thorough
async def test_a_label_from_the_list_and_by_digit() -> None:
    async with playing("enter s right space 2", size=(120, 40)) as play:
        assert "“greedy”" in await play.shown()
        marks = draft_of(screen_of(play).session)
        assert isinstance(marks, list)
        assert isinstance(marks[0], dict)
        assert marks[0]["technique"] == "exaggeration"
        await play.press("l")
        await play.press("enter")
        marks = draft_of(screen_of(play).session)
        assert isinstance(marks, list)
        assert isinstance(marks[0], dict)
        assert marks[0]["technique"] == "loaded-language"


@pytest.mark.thorough
async def test_the_second_article_is_beside_or_behind() -> None:
    async with playing("enter", size=(120, 40)) as play:
        assert "Council votes" not in await play.shown()
        both = await play.press("b")
        assert "Council votes" in both
        assert "Town hall plans" in both
        other = await play.press("b")
        assert "Town hall plans" not in other
        assert "Council votes" not in await play.press("b")
    async with playing("enter", size=(80, 24)) as play:
        other = await play.press("b")
        assert "Council votes" in other
        assert "Town hall plans" not in other


@pytest.mark.thorough
async def test_zoom_gives_one_side_the_screen() -> None:
    async with playing("enter z", size=(60, 20)) as play:
        shown = await play.shown()
        assert "greedy" in shown
        assert "Mark the words" in shown
        assert "Your marks" not in shown
        shown = await play.press("a")
        assert "Mark the words" in shown
        assert "greedy" not in shown
        shown = await play.press("z")
        assert "Mark the words" in shown
        assert "greedy" in shown


@pytest.mark.thorough
@pytest.mark.parametrize("keys", SIZED)
async def test_every_state_survives_every_size(keys: str) -> None:
    async with playing(keys, size=(120, 40)) as play:
        for size in ((60, 20), (20, 8), (200, 60), (80, 24)):
            await play.pilot.resize_terminal(*size)
            shown = await play.shown()
            assert shown.strip()
            assert all(len(row) <= size[0] for row in shown.splitlines())
        assert "quit" in shown


@pytest.mark.thorough
@pytest.mark.parametrize("theme", [theme.name for theme in themes.THEMES])
async def test_themes_are_remembered_and_draw_everything(theme: str) -> None:
    number = [one.name for one in themes.THEMES].index(theme)
    async with playing("comma home", size=(80, 24)) as play:
        await play.press(" ".join(["down"] * number + ["enter"]))
        assert play.app.theme == theme
    async with playing("enter space c", size=(80, 24)) as play:
        assert play.app.theme == theme
        style = style_of(play.app, "o “")
        assert style.bold


@pytest.mark.thorough
async def test_no_color_keeps_every_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing("enter right space c", size=(120, 40)) as play:
        shown = await play.shown()
        for sign in ("+ “greedy”", "o “reckless”"):
            assert sign in shown
        style = style_of(play.app, "greedy mayor")
        assert style.underline


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by the formula of WCAG 2.1, 1 to 21."""

    def light(code: str) -> float:
        triplet = Color.parse(code).get_truecolor()
        parts = [value / 255 for value in triplet]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("theme", "least"), [(themes.DARK, 4.5), (themes.LIGHT, 4.5), (themes.CONTRAST, 7)])
def test_every_colour_can_be_read(theme: Theme, least: float) -> None:
    page = str(theme.background)
    assert contrast(str(theme.foreground), page) >= 7
    for name, value in theme.variables.items():
        if name in ("quiet", "code") or name.startswith(("strand-", "sign-")):
            assert contrast(value, page) >= least, name
    assert contrast(theme.variables["line-ink"], theme.variables["line-background"]) >= 7
    for name, value in theme.variables.items():
        if name == "mark-background" or name.startswith("heat-"):
            assert contrast(str(theme.foreground), value) >= least, name


async def test_an_item_is_contested_and_said_so() -> None:
    async with playing("enter space c", size=(80, 24)) as play:
        assert "d contest" in await play.shown()
        asked = await play.press("d")
        assert "I contest this" in asked
        await play.type("it is plain")
        await play.press("enter")
        shown = await play.press("enter")
        assert "you contest this: it is plain" in shown
        session = screen_of(play).session
        assert [one.reason for one in session.contests.of(session.exercise.id).values()] == ["it is plain"]
        assert play.app.events()[-1].name == "contested"


@pytest.mark.thorough
async def test_nothing_is_contested_without_a_reason() -> None:
    async with playing("enter space c d", size=(60, 20)) as play:
        assert "Write a reason first" in await play.press("enter enter")
        await play.press("escape")
        assert screen_of(play).session.contests.of("find-loaded") == {}


@pytest.mark.thorough
async def test_answers_of_the_teacher_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(COURSE, course)
    wish = request((course,), course / "tiny")
    (course / "tiny" / "replies.yaml").write_text("format: 1\nreplies:\n  - answer: No: look again.\n")
    async with playing("space c d a enter enter", wish=wish) as play:
        assert "cannot be read" not in await play.shown()
    async with playing(wish=request((course,), course / "tiny")) as play:
        assert "the file replies.yaml is damaged" in " ".join((await play.shown()).split())
        assert "you contest this: a" in await play.press("enter")


@pytest.mark.thorough
async def test_what_the_teacher_answered_is_told_once_on_opening(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(COURSE, course)
    wish = request((course,), course / "tiny")
    async with playing("space c d a enter enter", wish=wish) as play:
        (event,) = [event for event in play.app.events() if event.name == "contested"]
    what = 'exercise: find-loaded, item: m0, words: greedy, verdict: stands, answer: "No [b]way[/b]."'
    reply = f"{{{what}, contested: [{event.id}]}}"
    (course / "tiny" / "replies.yaml").write_text(f"format: 1\nreplies:\n  - {reply}\n")
    async with playing(wish=request((course,), course / "tiny")) as play:
        told = await play.shown()
        assert "Your teacher answered" in told
        assert "No [b]way[/b]." in told
        assert "you contest this: a" in await play.press("enter")
    async with playing(wish=request((course,), course / "tiny")) as play:
        assert "Your teacher answered" not in await play.shown()


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_mark_outside_the_asked_paragraphs_is_told_at_once(size: tuple[int, int]) -> None:
    async with playing("enter", size=size) as play:
        assert "outside" not in await play.press("space space")
        await play.press("left_square_bracket")
        assert "outside what is asked" in await play.press("space")
