"""The plain pages in a real browser: what a screen reader is told, without a script, on small screens; and contrast."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from server.plain import plain_door
from tests.helpers.browser import CHROMIUM, Tab, browser
from tests.helpers.served import served
from tests.helpers.tiny import COURSE, STORIES

STYLE = (Path(plain_door.__file__).parent / "html" / "style.css").read_text("utf-8")
NAMED = {
    "textbox",
    "checkbox",
    "radio",
    "combobox",
    "button",
    "link",
    "group",
    "heading",
    "DisclosureTriangle",
}
"""Roles that are nothing without a name."""


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_can_be_read_on_what_is_behind_them(scheme: int) -> None:
    rules = re.findall(r":root\{([^}]*)\}", STYLE)
    colours = dict(one.split(":") for one in rules[scheme].removeprefix("--").replace(";--", ";").split(";"))
    for behind in ("paper", "good", "bad", "part"):
        assert contrast(colours["ink"], colours[behind]) >= 7
    for words in ("soft", "link", "alert"):
        assert contrast(colours[words], colours["paper"]) >= 4.5
    assert contrast(colours["line"], colours["paper"]) >= 3  # the edges of fields


async def told(tab: Tab) -> list[dict[str, Any]]:
    """What the browser tells a screen reader: role, name and properties of each thing."""
    await tab.call("Accessibility.enable")
    nodes = (await tab.call("Accessibility.getFullAXTree"))["nodes"]
    return [node for node in nodes if not node.get("ignored")]


def value(node: dict[str, Any], part: str) -> str:
    return str(node.get(part, {}).get("value", ""))


async def check(tab: Tab, place: str) -> None:
    nodes = await told(tab)
    roles = [value(node, "role") for node in nodes]
    for role in ("banner", "navigation", "main"):
        assert roles.count(role) == 1, (place, role)
    nameless = [
        node for node in nodes if value(node, "role") in NAMED - {"group"} and not value(node, "name").strip()
    ]
    assert not nameless, (place, nameless)
    order = await tab.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')]"
        ".filter(one => one.checkVisibility()).map(one => +one.tagName[1])"
    )
    assert roles.count("heading") == len(order), place
    assert order[0] == 1, (place, order)
    assert order.count(1) == 1, (place, order)
    assert all(after <= before + 1 for before, after in pairwise(order)), (place, order)
    for width in (320, 390):
        await tab.resize(width, 844, phone=True)
        assert await tab.evaluate("document.documentElement.scrollWidth") <= width, place
    small = await tab.evaluate(
        "[...document.querySelectorAll('button:not(.unseen), select, summary, input:not([type=hidden])')]"
        ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    assert small == [], place


async def press(tab: Tab, button: str) -> None:
    """Press a button of the lesson's form, and wait for the page."""
    await tab.evaluate("window.before = true")
    await tab.evaluate(f"document.querySelector('#answer button[value=\"{button}\"]:not(.unseen)').click()")
    await tab.until("!window.before && document.readyState === 'complete'")


@pytest.mark.thorough
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
async def test_a_screen_reader_is_told_everything_and_no_script_is_needed(tmp_path: Path) -> None:
    async with served(roots=(COURSE, STORIES)) as own, browser(tmp_path) as chromium:
        tab = await chromium.tab()
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.go(f"{own.base}/?code={own.hall.door.code}&plain=1")
        await tab.evaluate("document.querySelector('#name').value = 'Ana'")
        await tab.evaluate("document.querySelector('form button').click()")
        await tab.until("document.body.innerText.includes('Welcome, Ana')")
        await tab.evaluate("document.querySelector('form button').click()")
        await tab.until("location.pathname === '/plain'")
        await check(tab, "lessons")
        for lesson in ("/plain/course/tiny", "/plain/stories/two-stories"):
            await tab.go(own.base + lesson)
            await check(tab, f"{lesson} reading")
            await press(tab, "next")
            count = await tab.evaluate("document.querySelectorAll('.places button').length")
            for number in range(1, count + 1):
                await press(tab, f"goto {number}")
                await tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
                await check(tab, f"{lesson} {number}")
                await press(tab, "hand-in")
                await check(tab, f"{lesson} {number} asked")
                if await tab.evaluate("!!document.querySelector('.alert button')"):
                    await tab.evaluate("document.querySelector('.alert button').click()")
                    await tab.until("document.body.innerText.includes('Handed in. Saved.')")
                await check(tab, f"{lesson} {number} explained")
            await press(tab, "finish")
            await check(tab, f"{lesson} end")
        for place in ("review", "progress", "help", "course/tiny/page"):
            await tab.go(f"{own.base}/plain/{place}")
            if not place.endswith("page"):  # that one is a document to keep, without the frame of the others
                await check(tab, place)
        await tab.go(own.base + "/plain/review")
        await tab.evaluate("window.before = true")
        await tab.evaluate("document.querySelector('main form button').click()")
        await tab.until("!window.before && document.readyState === 'complete'")
        while await tab.evaluate("!!document.querySelector('#answer')"):
            await check(tab, "card")
            await press(tab, "hand-in")
            focused = await tab.evaluate("document.activeElement.getAttribute('role')")
            assert focused == "alert"  # what is wrong is read first
            await check(tab, "card asked")
            await tab.evaluate("window.before = true")
            await tab.evaluate("document.querySelector('.alert button').click()")
            await tab.until("!window.before && document.readyState === 'complete'")
            await check(tab, "card explained")
            await press(tab, "next")
        await check(tab, "end of review")
        assert tab.console == []
        assert all(address.startswith((own.base, "data:")) for address in tab.asked)
