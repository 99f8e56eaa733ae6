"""The page in a real browser: it asks no other host, types, copies, pastes, loses its line and finds it again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.disk import read_file
from server.browser.pages import BrowserDoor
from tests.helpers.browser import CHROMIUM, Browser, Tab, browser
from tests.helpers.served import Served, served
from tests.helpers.tiny import STORIES

pytestmark = [pytest.mark.thorough, pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")]
CTRL, SHIFT = 2, 8


async def come_in(own: Served, one: Browser, name: str = "Ana L.") -> Tab:
    """From the address to the terminal, as a student does it."""
    tab = await one.tab()
    await tab.resize(1000, 700)
    await tab.go(f"{own.base}/?code={own.hall.door.code}")
    await tab.evaluate(f"document.getElementById('name').value = {name!r}")
    await tab.evaluate("document.querySelector('form button').click()")
    await tab.until("document.querySelector('.words')")
    await tab.evaluate("document.querySelector('form button').click()")
    await tab.shows("progress")
    return tab


async def test_two_clicks_reload_and_the_way_back_lose_no_words(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await one.tab()
        await tab.go(f"{own.base}/?code={own.hall.door.code}")
        await tab.evaluate("document.getElementById('name').value = 'Ana'")
        click = "document.querySelector('form button').click();"
        await tab.evaluate(click + click)
        await tab.until("document.querySelector('.words')")
        words = await tab.evaluate("document.querySelector('.words').textContent")
        await tab.call("Page.reload")
        await tab.until(f"document.querySelector('.words').textContent === {words!r}")
        await tab.evaluate(click)
        await tab.shows("progress")
        await tab.evaluate("history.back()")
        await tab.until(f"document.querySelector('.words').textContent === {words!r}")
        await tab.evaluate("history.back()")
        await tab.shows("progress")  # the door knows who this is
        assert own.hall.door.roll.here == 1


async def cut(tab: Tab, *, offline: bool) -> None:
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await tab.call("Network.emulateNetworkConditions", offline=offline, **speed)


def notice(shown: str) -> str:
    return f"(box => !box.hidden && box.textContent.includes({shown!r}))(document.getElementById('notice'))"


async def test_a_student_reads_in_a_browser_that_asks_no_other_host(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await come_in(own, one)
        await tab.press("Enter")
        await tab.shows("First read the article")
        await tab.press("n")
        await tab.shows("1/")
        await tab.resize(600, 600)
        await tab.until("size[0] < 70")
        await tab.shows("1/")
        await tab.press("F5")  # is the browser's, and no key of the program
        await tab.go(own.base + "/")
        await tab.shows("1/")
        assert all(address.startswith((own.base, "data:")) for address in tab.asked)
        assert not tab.console


async def test_ctrl_c_copies_and_never_leaves_and_pastes_arrive_whole(tmp_path: Path) -> None:
    async with served(roots=(STORIES,)) as own, browser(tmp_path) as one:
        tab = await come_in(own, one)
        for _twice in range(3):
            await tab.press("c", held=CTRL)
        await tab.press("?")
        await tab.shows("What works here and now")
        (seat,) = own.hall.seats.values()
        pasted: list[str] = []
        seat.paste = pasted.append  # type: ignore[method-assign, assignment]
        script = """(text => { const data = new DataTransfer(); data.setData('text/plain', text);
            document.querySelector('.xterm-helper-textarea').dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); })"""
        await tab.evaluate(script + "('a \\u001b[31m b')")
        await tab.evaluate(script + "('x'.repeat(5000000))")
        for _round in range(100):
            if len(pasted) == 2:
                break
            await asyncio.sleep(0.05)
        assert pasted == ["a \x1b[31m b", "x" * 20_000]


async def test_letters_grow_and_the_size_is_remembered(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await come_in(own, one)
        before = await tab.evaluate("size[0]")
        for _step in range(4):
            await tab.press("+", held=CTRL)
        await tab.until(f"size[0] < {before}")
        await tab.shows("progress")
        smaller = await tab.evaluate("size[0]")
        await tab.go(own.base + "/")
        await tab.shows("progress")
        assert await tab.evaluate("size[0]") == smaller


async def test_a_line_that_is_cut_or_silent_is_told_and_comes_back(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await come_in(own, one)
        await tab.press("Enter")
        await tab.shows("First read the article")
        await tab.evaluate(
            "socket.send = () => {}; hear = () => {}"
        )  # a black hole: nothing goes, nothing comes
        await tab.until(notice("The line is lost"), 6)
        await tab.evaluate("type('c')")
        await tab.go(own.base + "/")
        await tab.shows("First read the article")
        await tab.call(
            "Network.emulateNetworkConditions",
            offline=True,
            latency=0,
            downloadThroughput=0,
            uploadThroughput=0,
        )
        await tab.evaluate("socket.close()")
        await tab.until(notice("The line is lost"), 6)
        await tab.evaluate("type('c')")
        await tab.call(
            "Network.emulateNetworkConditions",
            offline=False,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )
        await tab.until(notice("did not arrive"), 8)
        await tab.shows("First read the article")


async def test_a_second_tab_takes_over_and_enter_leads_back(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        first = await come_in(own, one)
        second = await one.tab()
        await second.go(own.base + "/")
        await second.shows("progress")
        await first.until(notice("another window"))
        await first.press("Enter")
        await second.until(notice("another window"))
        await first.until("document.getElementById('notice').hidden")
        assert len(own.hall.seats) == 1


async def test_who_left_is_told_and_comes_back_with_enter(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await come_in(own, one)
        await tab.press("q")
        await tab.until(notice("You left"))
        await tab.press("Enter")
        await tab.until("document.getElementById('notice').hidden")
        await tab.shows("progress")


async def test_read_aloud_makes_the_screen_a_list_that_speaks(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await come_in(own, one)
        await tab.go(own.base + "/read?aloud=1")
        await tab.until("document.querySelector('.xterm-accessibility')")
        await tab.until("document.querySelectorAll('.xterm-accessibility [role=listitem]').length > 10")
        told = await tab.call("Accessibility.getFullAXTree")
        assert any(node.get("role", {}).get("value") == "listitem" for node in told["nodes"])


async def test_the_door_works_without_a_script_and_fits_a_phone(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as one:
        tab = await one.tab()
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.resize(390, 844, phone=True)
        await tab.go(f"{own.base}/?code={own.hall.door.code}")
        assert await tab.evaluate("document.documentElement.scrollWidth <= 390")
        await tab.evaluate("document.getElementById('name').value = 'Ana'")
        await tab.evaluate("document.querySelector('form button').click()")
        await tab.until("document.querySelector('.words')")
        await tab.evaluate("document.querySelector('form button').click()")
        await tab.until("document.body.innerText.includes('needs JavaScript')")


def test_the_terminal_comes_out_of_the_installed_package() -> None:
    door = BrowserDoor()
    script = next(
        file for address, file in door._by_address.items() if "xterm" in address and address.endswith(".js")
    )
    assert b"attachCustomKeyEventHandler" in script.data
    ours = Path(__file__).parents[2] / "server" / "browser" / "html"
    assert all(len(read_file(path, 1 << 20)) < 12_000 for path in ours.iterdir())


async def test_the_wall_follows_the_class_by_itself(tmp_path: Path) -> None:
    async with served() as own, browser(tmp_path) as chromium:
        tab = await chromium.tab()
        await tab.go(f"{own.base}/{own.hall.wall_path}")
        await own.hall.hold(replace(own.hall.controls, held=True, message="<b>Look</b> here"))
        await tab.until("document.querySelector('main').innerText.includes('Please wait.')")
        assert "<b>Look</b> here" in await tab.evaluate("document.querySelector('main').innerText")
        assert not tab.console
        assert all(asked.startswith((own.base, "data:")) for asked in tab.asked)
        await tab.picture(tmp_path / "wall.png")
        assert (tmp_path / "wall.png").stat().st_size > 1000
