"""Two learners in one process and one event loop: what differs between them is nowhere in the process."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons import i18n
from lessons.cli.call import PlayRequest
from lessons.context import Context
from lessons.record.journal import read_journal
from tests.helpers.catalogues import compiled
from tests.helpers.screen_text import screen_text
from tests.helpers.tiny import COURSE
from tui.app import CloseRead

WORDS = {
    "cs": {"progress": "pokrok", "Help": "Pomoc", "missed": "chybí", "mark": "značka"},
    "fil": {"progress": "progreso", "Help": "Tulong", "missed": "kulang", "mark": "tanda"},
}
THEME = {"cs": "down", "fil": "up"}
MARKING = {"cs": "space", "fil": "right right space"}
"""Each marks another word, so that an answer in the wrong journal is seen."""


@pytest.fixture
def _languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for language, words in WORDS.items():
        compiled(tmp_path / "locales" / language / "LC_MESSAGES" / "closeread.mo", words)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path / "locales")
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


async def learn(context: Context, together: asyncio.Barrier) -> list[str]:
    """Choose colours, look at the help, do an exercise and come home, each key at the moment of the other's."""
    screens = []
    app = CloseRead(PlayRequest(None, (COURSE,), context))
    keys = ["comma", THEME[context.language], "enter", "question_mark", "escape", "enter", "n"]
    keys += [*MARKING[context.language].split(), *["wait"] * (4 - len(MARKING[context.language].split()))]
    async with app.run_test(size=(80, 24)) as pilot:
        for key in [*keys, "c", "c", "escape"]:
            await together.wait()
            if key != "wait":
                await pilot.press(key)
            await pilot.pause()
            screens.append(screen_text(app))
        await together.wait()
    return screens


@pytest.mark.usefixtures("_languages")
async def test_each_has_a_home_settings_a_journal_and_a_language_of_their_own(tmp_path: Path) -> None:
    places = [
        Context.of({"CLOSEREAD_HOME": str(tmp_path / language), "CLOSEREAD_LANG": language}).of_learner("ana")
        for language in WORDS
    ]
    together = asyncio.Barrier(2)
    seen = await asyncio.gather(*(learn(place, together) for place in places))
    for place, screens in zip(places, seen, strict=True):
        own = WORDS[place.language]
        others = {
            word for language, words in WORDS.items() if language != place.language for word in words.values()
        }
        told = "\n".join(screens)
        for word in own.values():
            assert word in told
        for word in others:
            assert word not in told
    answers = []
    for place in places:
        assert [path.name for path in (place.home / "learners").glob("*.jsonl")] == ["ana.jsonl"]
        committed = [event for event in read_journal(place.journal_path).events if event.name == "committed"]
        answers.append(committed[0].data["answer"])
        assert len(committed) == 1
    assert answers[0] != answers[1]
    first, second = (json.loads((place.home / "settings.json").read_text("utf-8")) for place in places)
    assert first["theme"] != second["theme"]
    assert i18n.language() == "en"


@pytest.mark.usefixtures("_languages")
async def test_words_said_on_a_thread_are_in_the_language_of_who_asked() -> None:
    from tui.ahead import aside

    async def said(language: str) -> str:
        with i18n.speaking(language):
            await asyncio.sleep(0)
            return await aside(lambda: i18n._("Help"))

    assert [*await asyncio.gather(said("cs"), said("fil"), said("en"))] == ["Pomoc", "Tulong", "Help"]
