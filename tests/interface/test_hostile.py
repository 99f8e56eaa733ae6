"""Markup and control characters in every text: shown letter by letter, and nothing happens."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lessons.context import Context
from lessons.record.recorder import RecordError
from tests.helpers.hostile import SIGN, write_hostile_course
from tests.helpers.place import here
from tests.helpers.play import playing, request
from tests.helpers.screen_text import screen_text
from tui import safe_text

_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ESCAPES = "ana\x1b]0;owned\x07\x1b[2J\u202eevil\u2066 [/b]"


async def test_markup_in_every_text_is_only_text(tmp_path: Path) -> None:
    steps = {
        "home": "",
        "mark": "enter h",
        "label list": "l",
        "explained": "escape space c c",
        "pick": "n",
        "picked": "2 c",
        "table": "n",
        "filled": "1 2 c",
        "order": "n",
        "ordered": "3 c",
        "typing": "n",
        "typed": "left_square_bracket slash b right_square_bracket f10",
        "end": "n",
        "notes": "end",
        "glossary": "g",
        "home again": "escape escape",
    }
    async with playing(size=(120, 40), wish=request([write_hostile_course(tmp_path)])) as play:
        for name, keys in steps.items():
            shown = await play.press(keys)
            assert SIGN in shown, f"{name}:\n{shown}"
            assert play.app._exit is False
        assert "[@click=app.exit]go[/]" in shown


@pytest.mark.thorough
async def test_markup_in_progress_and_review_is_only_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = here().clock() + timedelta(days=1)
    async with playing(
        "enter c c n c c n c c escape", size=(120, 40), wish=request([write_hostile_course(tmp_path)])
    ) as play:
        play.app.context = replace(play.app.context, clock=lambda: tomorrow)
        for keys in ("p", "escape r", "c c", "n", "c c", "n", "c c", "n"):
            await play.press(keys)
            await play.app.workers.wait_for_complete()
            shown = await play.shown()
            assert SIGN in shown, f"{keys}:\n{shown}"
            assert play.app._exit is False


@pytest.mark.thorough
async def test_control_characters_never_reach_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_context: Context) -> None:
        raise RecordError(ESCAPES, ESCAPES, ESCAPES, ESCAPES)

    wish = request(learner=ESCAPES)
    monkeypatch.setattr(Context, "open_journal", refuse)
    async with playing(size=(80, 24), wish=wish) as play:
        assert "Nothing is being saved" in await play.shown()
        for keys in ("", "enter", "l", "escape enter space"):
            shown = await play.press(keys)
            assert not _ACTS.search(shown)
            assert "ana]0;owned[2Jevil [/b]" in shown or keys == "escape enter space"


@pytest.mark.parametrize(
    "text", ["[b]", "[/b]", "[@click=app.quit]x[/]", "a\x1b[31mb", "\\[b]", "$quiet", "[ @click=a]", "\n[/]"]
)
def test_text_becomes_its_own_characters(text: str) -> None:
    kept = text.replace("\x1b", "")
    assert safe_text.plain(text).plain == kept
    assert not safe_text.plain(text).spans
    assert safe_text.line(text).plain == " ".join(kept.split())


@pytest.mark.thorough
async def test_screens_show_what_a_student_typed_as_typed() -> None:
    async with playing("enter s s s s s s s s s s s", size=(80, 24)) as play:
        await play.type("[b]")
        shown = await play.press("f10")
        assert "you: [b]" in shown
        assert screen_text(play.app) == shown
