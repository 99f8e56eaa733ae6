"""Who, what and when: shown wherever a lesson is taken, named in it, and never later than its articles."""

import io
import re
from calendar import month_name
from datetime import date

import pytest

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import lesson_files
from lessons.loading.catalogue import shipped
from lessons.play import Session
from lessons.prose import one_line
from lessons.record import MemoryRecord
from lessons.reports.paper_sheets import printed
from lessons.text import comparable
from tests.engine.test_own_page import Words
from tests.helpers.play import playing, request
from tests.helpers.shipped_lessons import FIVE_ARTICLES, key_of, opened

LAST_DAYS = {
    "unsigned-column": date(2025, 10, 2),
    "broadcasters-recap": date(2024, 11, 7),
    "republished-recap": date(2021, 11, 18),
    "unsourced-summary": date(2025, 9, 6),
    "explainer": date(2025, 9, 6),
    "five-articles": date(2025, 9, 6),
}
"""The day of each article, or of the speech that it tells of."""
MONTHS = [*month_name[1:]]
SCENES = {"The Valdai Club": "valdai", "“Coalition of the willing”": "force", "Regulator": "regulator"}
"""Names that stand in a lesson in other words."""


def test_each_lesson_on_the_war_has_its_background() -> None:
    told = {folder.name for folder in FIVE_ARTICLES if opened(folder).glossary.background}
    assert told == set(LAST_DAYS)


@pytest.mark.parametrize("name", LAST_DAYS)
def test_it_stands_on_paper_and_line_by_line(name: str) -> None:
    lesson = opened(shipped() / name)
    sheet = " ".join(Words(printed(lesson, None).decode()).words.split())
    session = Session(lesson, MemoryRecord(), lambda: key_of(lesson.folder))
    player = Player(session, Console(io.StringIO(), io.StringIO()))
    assert any("who and what" in line for line in player.hear.welcome())
    heard = player.take("glossary")
    for word, meaning in lesson.glossary.background:
        assert f"  {word}: {one_line(meaning)}" in heard
        assert one_line(meaning) in sheet
        assert f"{word}: {one_line(meaning)}" in player.take(f"glossary {word}")


@pytest.mark.parametrize("name", LAST_DAYS)
def test_nothing_in_it_is_later_than_the_article(name: str) -> None:
    told = " ".join(f"{word} {meaning}" for word, meaning in opened(shipped() / name).glossary.background)
    days = re.findall(rf"(?:(\d+) )?(?:({'|'.join(MONTHS)})(?: to \w+| and \w+)? )?((?:19|20)\d\d)", told)
    assert days
    for day, month, year in days:
        when = date(int(year), MONTHS.index(month) + 1 if month else 1, int(day or 1))
        assert when <= LAST_DAYS[name], f"{day} {month} {year}"


def _is_a_day(word: str) -> bool:
    return bool(re.search(r"(?:19|20)\d\d$", word))


@pytest.mark.parametrize("name", LAST_DAYS)
def test_what_it_names_stands_in_the_lesson(name: str) -> None:
    lesson = opened(shipped() / name)
    task, _key = lesson_files(lesson.folder)
    assert isinstance(task.value, dict)
    words = comparable(f"{lesson.article.text} {_beside(lesson)} {task.value['exercises']}").casefold()
    for word, _meaning in lesson.glossary.background:
        if not _is_a_day(word):
            assert SCENES.get(word, comparable(word).casefold().removeprefix("the ")) in words, word


def _beside(lesson: Lesson) -> str:
    return lesson.beside.text if lesson.beside is not None else ""


def test_one_name_has_one_meaning_in_all_lessons() -> None:
    meanings: dict[str, set[str]] = {}
    for lesson in map(opened, FIVE_ARTICLES):
        for word, meaning in lesson.glossary.background:
            meanings.setdefault(word, set()).add(meaning)
    assert not {word: told for word, told in meanings.items() if len(told) > 1}


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_it_is_shown_first_in_the_glossary_of_the_lesson(size: tuple[int, int]) -> None:
    folder = shipped() / "unsigned-column"
    async with playing(size=size, wish=request((folder.parent,), folder), reading=True) as play:
        assert "Who and what is named" in " ".join((await play.shown()).split())
        shown = await play.press("g")
        assert "Who, what and when, in this lesson" in shown
        assert "The Valdai Club" in shown
        assert "yearly meeting in Sochi" in " ".join((await play.press("home down up")).split())
        assert "in Alaska" in " ".join((await play.press("a l a s k a")).split())
