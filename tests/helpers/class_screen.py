"""A class on a test terminal."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from lessons.cli.call import ClassWish, PlayRequest
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.reports.classes.roster import Roster
from lessons.school.at_hand import assignment_of, open_assigned
from lessons.school.book import enter
from lessons.school.collecting import collect
from lessons.school.grading import grade_class
from lessons.school.preparing import Expected
from lessons.school.store import ClassStore
from tests.helpers.bursts import at_rest, press
from tests.helpers.classes import handed_in, write
from tests.helpers.place import here
from tests.helpers.screen_text import screen_text
from tests.helpers.tiny import TINY
from tui.class_app import ClassApp
from tui.program import Program


class Class:
    """A running program and a teacher at its keys."""

    def __init__(self, app: Program, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, keys: str) -> str:
        """Press keys, separated by blanks; what the screen shows when all is read."""
        await press(self.app, *keys.split())
        return await self.shown()

    async def shown(self) -> str:
        """What the screen shows once it is at rest."""
        await at_rest(self.app)
        await self.app.workers.wait_for_complete()
        await at_rest(self.app)
        return screen_text(self.app)


@asynccontextmanager
async def looking(
    path: Path | None,
    lesson: str | None = "tiny",
    keys: str = "",
    *,
    size: tuple[int, int] = (80, 24),
    anonymous: bool = False,
    roster: Roster | None = None,
) -> AsyncIterator[Class]:
    """Open the class in a file at a lesson, press keys, and hand it over."""
    wish = ClassWish(path, lesson, anonymous, roster)
    app = ClassApp(PlayRequest(None, (), here(), classes=wish), wish)
    async with app.run_test(size=size) as pilot:
        made = Class(app, pilot)
        await made.shown()
        await made.press(keys)
        yield made


def make_class(folder: Path, answers: Mapping[str, Mapping[str, Raw]], lesson: Path = TINY) -> Path:
    """A class in a file of its own, its answers collected and graded."""
    opened = open_lesson(lesson)
    for number, (name, own) in enumerate(answers.items()):
        sure = dict.fromkeys(own, 1 + number % 3)
        write(folder / "in", handed_in(opened, name, own, sure=sure), f"{number}.handin")
    assignment = assignment_of(lesson, here())
    with ClassStore(folder / "8b.db", "8b", write=True) as store:
        store.assign(assignment)
        expected = {(assignment.course, assignment.lesson): Expected(assignment)}
        assert all(one.outcome == "taken" for one in collect(store, folder / "in", expected))
        at_hand = open_assigned(assignment)
        grade_class(store, at_hand.lesson, at_hand.key)
        enter(store, at_hand.lesson, at_hand.key)
    return folder / "8b.db"
