"""A served class that takes the short path of a lesson: whoever opens the lesson begins on it."""

import shutil
from pathlib import Path

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from tests.helpers.plain_pages import Reader, spoken
from tests.helpers.served import Served, served
from tests.helpers.tiny import TINY

SHORT = ("find-loaded", "who-says", "whats-missing")


def course(tmp_path: Path) -> Path:
    """The tiny course, its lesson with a short path of three exercises."""
    shutil.copytree(TINY.parent, tmp_path / "course")
    file = tmp_path / "course" / TINY.name / "lesson.yaml"
    file.write_text(
        file.read_text().replace("\nexercises:\n", f"\nshort: [{', '.join(SHORT)}]\nexercises:\n", 1)
    )
    return file.parent.parent


async def opens(own: Served, name: str, exercises: int) -> None:
    """A learner opens the lesson, which has so many exercises."""
    learner = await own.learner(name)
    screen = await learner.page()
    await screen.shows(name)
    await screen.keys("\r")
    await screen.shows("First read the article")
    await screen.keys("n")
    await screen.shows(f"1/{exercises}")


async def test_the_lesson_opens_on_the_path(tmp_path: Path) -> None:
    root = course(tmp_path)
    assert run(["class", "assign", "8b", str(root / TINY.name), "--short"]) == 0
    async with served(roots=(root,)) as own:
        await opens(own, "Ana", len(SHORT))


async def test_a_teacher_may_say_so_while_the_class_is_served(tmp_path: Path) -> None:
    root = course(tmp_path)
    async with served(roots=(root,)) as own:
        await opens(own, "Ben", len(open_lesson(TINY).exercises))
        assert run(["class", "assign", "8b", str(root / TINY.name), "--short"]) == 0
        await opens(own, "Ana", len(SHORT))


async def test_plain_pages_open_on_the_path_and_lead_to_the_whole_lesson(tmp_path: Path) -> None:
    root = course(tmp_path)
    assert run(["class", "assign", "8b", str(root / TINY.name), "--short"]) == 0
    async with served(roots=(root,)) as own:
        reader = Reader(await own.learner("Ana"))
        page = await reader.get("/plain/course/tiny")
        page = await reader.send(page.form, "next")
        assert f"Exercise 1 of {len(SHORT)}" in spoken(page)
        page = await reader.send(page.form, "path all")
        assert "Exercise 1 of 16" in spoken(page)
        page = await reader.send(page.form, "path only")
        assert f"Exercise 1 of {len(SHORT)}" in spoken(page)
