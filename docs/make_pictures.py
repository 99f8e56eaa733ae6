"""Make the pictures of the screens from the program itself: ``python docs/make_pictures.py``.

Writes ``docs/screens.md`` with each screen as text, and ``docs/closeread.svg``, the picture in the README; with
``--svg FOLDER`` each screen as a drawing too. Learner and class are invented and leave nothing behind.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["TEXTUAL_ANIMATIONS"] = "none"

LESSON = "unsigned-column"
SCENES = (
    ("Home", "Where you stopped, what there is, and how far you are.", (80, 24), ""),
    (
        "Marking",
        "The bar shows the paragraphs asked about; the footer shows every key that works.",
        (80, 24),
        "{open} ) right v right space",
    ),
    (
        "Marking, on a wide screen",
        "The article on one side, the exercise on the other.",
        (120, 40),
        "{open} ) right v right space h",
    ),
    (
        "Explanation",
        "Every item has its sign and its reason; up and down walk them, and the article goes with you.",
        (80, 24),
        "{open} ) right v right space c down",
    ),
    ("A table", "The row at hand is open; a digit answers it.", (80, 24), "{open} s f9 s 1"),
    ("Glossary", "On g anywhere; letters search.", (80, 24), "{open} g s t r a w"),
)
"""Heading, what to see, size, keys (``3*right`` is the key three times)."""
SHELF_SCENES = (
    (
        "Look it up",
        "The page cannot answer the question; a few cards of the shelf may be opened, and one decides.",
        (80, 24),
        "n w 3*down enter",
    ),
)
"""The same in the lesson ``SHELF``, from its article on."""
SHELF = "scientists-say"
WRITE_SCENES = (
    ("Writing a lesson", "closeread write: the exercises, and what is still to do.", (80, 24), ""),
    (
        "Writing by marking",
        "Words of the article are marked, and a form asks what they are; every answer is in the file at once.",
        (80, 24),
        "m/slam<tab>v<right><right>f",
    ),
)
"""The same for a teacher who writes, from the list of exercises on; keys as ``tests/helpers/writing.py`` takes them."""
OWN_SCENES = (
    (
        "What I did",
        "Strands week by week, techniques weak and strong, where marks fell, and how sure is how right.",
        (80, 24),
        "p",
    ),
    (
        "Review",
        "A fresh sentence for something that was missed; the names are those that are easily mixed up.",
        (80, 24),
        "r",
    ),
    ("Review, explained", "Right or not, why, and when it comes back.", (80, 24), "r right space 1 u c"),
)
"""The same for a learner who did four lessons in four weeks, on the Tuesday after the last."""
CLASS_SCENES = (
    (
        "A class: what to do next",
        "What to teach again and why, who needs what, who is missing.",
        (80, 24),
        "",
    ),
    (
        "A class: heat map",
        "How many of 30 marked each word, against the key: key phrases are underlined, shades are italic and bold too, "
        "and the margin counts. Tab walks the phrases.",
        (80, 24),
        "m 2*tab",
    ),
    (
        "A class: who saw it, and what they called it",
        "One exercise at a time, with the place under the cursor told beside the article.",
        (120, 40),
        "m 4*n 4*tab",
    ),
    ("A class: without names", "For a projector: h hides every name.", (120, 40), "m h 3*tab"),
    ("A class: items", "Enter goes to what is told of the line.", (120, 40), "i 3*down"),
    (
        "A class: learners",
        "Each score with what guessing would give; hits and false alarms apart.",
        (120, 40),
        "l 3*down",
    ),
)
"""The same for a class of that lesson, from its first screen on."""
LIVE_SCENES = (
    (
        "A class in the browser: live",
        "closeread serve: who is where, who is quiet, and what everybody misses, while the class reads.",
        (80, 24),
        "",
    ),
    (
        "A class in the browser: the teacher's keys",
        "Open and close, hold, explain later, pause one, write to all.",
        (80, 24),
        "question_mark",
    ),
)
"""The same for a class of five that is served."""
LEARNERS = 30
FRONT = "Explanation"
"""The picture in the README."""


def keys_of(scene: str, steps: str) -> list[str]:
    """The keys of a scene, written out."""
    keys = []
    for step in steps.replace("{open}", scene).split():
        times, _star, key = step.rpartition("*")
        keys += [{")": "right_parenthesis"}.get(key, key)] * int(times or 1)
    return keys


async def take(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Play the keys in a new home; the screen as text and as SVG."""
    from lessons.cli.call import PlayRequest
    from lessons.loading.catalogue import courses, shipped_courses
    from tests.helpers.place import here
    from tui.app import CloseRead

    place = [card.id for course in courses(shipped_courses()) for card in course.lessons].index(LESSON)
    with tempfile.TemporaryDirectory() as home:
        os.environ["CLOSEREAD_HOME"] = home
        wish = PlayRequest(None, shipped_courses(), here("ana"))
        return await picture(CloseRead(wish), size, keys_of(f"{place}*down enter n", steps), title)


async def take_shelf(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Open the lesson with a shelf in a new home and play the keys."""
    from lessons.cli.call import PlayRequest
    from lessons.loading.catalogue import shipped_courses
    from tests.helpers.place import here
    from tui.app import CloseRead

    with tempfile.TemporaryDirectory() as home:
        os.environ["CLOSEREAD_HOME"] = home
        request = PlayRequest(shipped_courses()[0] / SHELF, shipped_courses(), here("ana"))
        return await picture(CloseRead(request), size, keys_of("", steps), title)


async def take_writing(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Write in a copy of the lesson about the pool."""
    from tests.helpers.writing import empty_lesson, whole_lesson, writing

    with tempfile.TemporaryDirectory() as folder:
        lesson = empty_lesson(Path(folder)) if steps else whole_lesson(Path(folder))
        async with writing(lesson, steps, size=size) as writer:
            return (await writer.shown()).rstrip(), writer.app.export_screenshot(title=title)


async def take_own(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Let a learner do four lessons, a week each, half by the key; then go home and play the keys."""
    from lessons.cli.call import PlayRequest
    from lessons.lesson.opening import open_lesson
    from lessons.loading.catalogue import read_course, shipped
    from lessons.record.journal import Journal
    from tests.helpers.place import here
    from tests.helpers.reviewing import Calendar, do_lesson
    from tests.helpers.tiny import perfect_answers
    from tui.app import CloseRead

    record = Calendar()
    for week, card in enumerate(read_course(shipped()).lessons[:4]):
        lesson = open_lesson(card.folder)
        missed = [id for number, id in enumerate(perfect_answers(lesson)) if number % 5 >= 1 + week]
        do_lesson(record.on(7 * week), dict.fromkeys(missed), 3 - week % 3, card.folder)
    now = record.on(22).now
    with tempfile.TemporaryDirectory() as home:
        os.environ["CLOSEREAD_HOME"] = home
        journal = Journal(Path(home) / "ana.jsonl", "ana")
        for event in record.kept:
            journal.append(event, sync=False)
        wish = PlayRequest(None, (shipped(),), replace(here("ana"), clock=lambda: now), record=journal)
        return await picture(CloseRead(wish), size, keys_of("", steps), title)


async def take_class(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Make a class in a new home, open its heat map and play the keys."""
    from lessons.cli.call import ClassWish, PlayRequest
    from lessons.lesson.opening import open_lesson
    from lessons.loading.catalogue import shipped
    from lessons.school.classes import class_path
    from tests.helpers.place import here
    from tests.helpers.simulated_class import collected, simulated
    from tui.class_app import ClassApp

    with tempfile.TemporaryDirectory() as home:
        os.environ["CLOSEREAD_HOME"] = home
        collected("8b", shipped() / LESSON, simulated(open_lesson(shipped() / LESSON), LEARNERS))
        wish = ClassWish(class_path("8b", Path(home)), LESSON)
        request = PlayRequest(None, (), here(), classes=wish)
        return await picture(ClassApp(request, wish), size, keys_of("", steps), title)


async def take_live(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Let five learners read in one lesson, and look at them as their teacher does."""
    from tests.helpers.live import hall, watching
    from tests.interface.test_live_view import NAMES, class_at_work

    with tempfile.TemporaryDirectory() as home:
        os.environ["CLOSEREAD_HOME"] = home
        async with hall(names=NAMES[:5]) as own:
            await class_at_work(own, NAMES[:5])
            async with watching(own, size) as teacher:
                await teacher.shows("1 mark")
                return (await teacher.press(steps)).rstrip(), teacher.app.export_screenshot(title=title)


async def picture(app: "App[None]", size: tuple[int, int], keys: list[str], title: str) -> tuple[str, str]:
    """Run a program, press keys, and take what it shows as text and as SVG."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
        await pilot.pause()
        rows = (strip.text.rstrip() for strip in app.screen._compositor.render_strips())
        return "\n".join(rows), app.export_screenshot(title=title)


def without_fonts(drawing: str) -> str:
    """The drawing without the web fonts that it would load from another host; the reader's own stand in for them."""
    return re.sub(r"@font-face\s*\{.*?\}\s*", "", drawing, flags=re.DOTALL)


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--svg", type=Path, metavar="FOLDER", help="write drawings there too")
    folder = parser.parse_args().svg
    page = [
        "# The screens",
        "",
        "Made by `docs/make_pictures.py`. In the terminal they have colours; nothing is said in colour alone.",
        "",
    ]
    every = [(scene, take) for scene in SCENES]
    every += [(scene, take_shelf) for scene in SHELF_SCENES]
    every += [(scene, take_own) for scene in OWN_SCENES]
    every += [(scene, take_class) for scene in CLASS_SCENES]
    every += [(scene, take_live) for scene in LIVE_SCENES]
    every += [(scene, take_writing) for scene in WRITE_SCENES]
    for (heading, words, size, steps), taking in every:
        text, drawing = asyncio.run(taking(size, steps, f"closeread: {heading.lower()}"))
        page += [f"## {heading}", "", words, "", "```", text, "```", ""]
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            name = "-".join(re.findall("[a-z]+", heading.lower()))
            (folder / f"{name}.svg").write_text(without_fonts(drawing), "utf-8")
        if heading == FRONT:
            (ROOT / "docs" / "closeread.svg").write_text(without_fonts(drawing), "utf-8")
    (ROOT / "docs" / "screens.md").write_text("\n".join(page), "utf-8")


if __name__ == "__main__":
    main()
