"""A sheet that does not fit: it opens at its beginning, and nothing out of view is chosen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.helpers.play import playing
from tests.helpers.screen_text import screen_text
from tui.safe_text import plain
from tui.themes import DEFAULT, THEMES
from tui.widgets.sheet import Entry, Sheet

LINES = 30
"""Lines that are only read; as many options follow."""


class Desk(App[None]):
    """One sheet with a long text above its options."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield Sheet(id="sheet", verb="choose")

    def on_mount(self) -> None:
        read = [Entry(plain(f"line {n}")) for n in range(LINES)]
        options = [Entry(plain(f"option {n}"), key=str(n)) for n in range(LINES)]
        self.query_one(Sheet).show([*read, *options], top=True)
        self.query_one(Sheet).focus()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        self.chosen.append(event.key)


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Desk, Pilot[None]]]:
    app = Desk()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_it_opens_at_its_beginning_and_stays_there_when_the_window_changes() -> None:
    async with opened() as (app, pilot):
        assert "line 0" in screen_text(app)
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        assert "line 0" in screen_text(app)


async def test_down_reads_on_until_an_option_is_in_view() -> None:
    async with opened() as (app, pilot):
        await pilot.press("down")
        assert "line 2" in screen_text(app).split("\n")[0]
        for _ in range(LINES):
            if "> option 0" in screen_text(app):
                break
            await pilot.press("down")
        assert app.query_one(Sheet).key == "0"
        await pilot.press("down")
        assert app.query_one(Sheet).key == "1"


async def test_an_option_out_of_view_is_shown_before_it_can_be_chosen() -> None:
    async with opened() as (app, pilot):
        await pilot.press("enter")
        assert app.chosen == []
        assert "> option 0" in screen_text(app)
        await pilot.press("enter")
        assert app.chosen == ["0"]


async def test_after_a_page_the_cursor_goes_on_from_what_is_in_view() -> None:
    async with opened() as (app, pilot):
        await pilot.press("enter", *["pagedown"] * 3)
        assert "option 0" not in screen_text(app)
        await pilot.press("down")
        key = app.query_one(Sheet).key
        assert key != "1"
        assert f"> option {key}" in screen_text(app)
        await pilot.press(*["pageup"] * 8, "down")
        assert app.query_one(Sheet).key == key


async def test_what_stands_beside_a_list_is_read_with_left_and_right() -> None:
    async with playing("g", size=(60, 20)) as play:
        shown = await play.shown()
        assert "←→ read on" in shown
        read = shown
        for _ in range(6):
            read += await play.press("right")
        assert "What it is not" not in shown
        assert "A serious topic is not loaded language." in read
        back = await play.press("left left left left left left")
        assert back == shown


async def test_the_footer_grows_with_its_keys() -> None:
    async with playing(size=(56, 14)) as play:
        shown = await play.shown()
        assert "←→ read on" in shown
        assert "q quit" in shown


async def test_what_is_shown_while_the_sheet_is_hidden_is_brought_into_view_later() -> None:
    async with opened() as (app, pilot):
        sheet = app.query_one(Sheet)
        sheet.display = False
        await pilot.pause()
        sheet.show([Entry(plain("one line that is left"))])
        sheet.bring("asked")
        sheet.display = True
        await pilot.pause()
        assert "one line that is left" in screen_text(app)
        assert "option" not in screen_text(app)
