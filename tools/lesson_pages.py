"""The pages for teachers in docs/lessons: on top what the lesson and its plan.yaml say, below what is written by hand.

Usage: python tools/lesson_pages.py. Only what stands above the line ``BELOW`` is made anew; a test holds it to the
lessons.
"""

from collections.abc import Iterator
from pathlib import Path

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.lesson.plan import read_plan
from lessons.loading.catalogue import read_course, shipped_courses
from lessons.model.course import Course
from lessons.play.summary import strand_name
from lessons.prose import lines

PAGES = Path(__file__).parents[1] / "docs" / "lessons"
BELOW = (
    "<!-- Above: made of the lesson and its plan.yaml by tools/lesson_pages.py. Below: written by hand. -->"
)
WARNING = "**This page gives answers away.** For marks, use a [sealed pack](../sealed.md)."
COURSES = {"content": "course.md", "close-to-home": "close-to-home.md"}


def pages() -> dict[Path, tuple[Course, Path]]:
    """The place of each page, with the course and the folder of its lesson."""
    courses = [course for course in map(read_course, shipped_courses()) if course.id in COURSES]
    return {PAGES / f"{card.id}.md": (course, card.folder) for course in courses for card in course.lessons}


def whole_page(path: Path, course: Course, lesson: Lesson) -> str:
    """The page of a lesson as it should be; what is written by hand is taken from the one that lies at *path*."""
    written = path.read_text("utf-8").partition(BELOW)[2] if path.is_file() else ""
    above = "\n".join(page(lesson, course.title, COURSES[course.id]))
    return f"{above.rstrip()}\n\n{BELOW}\n\n{written.strip()}\n"


def page(lesson: Lesson, course: str, link: str) -> Iterator[str]:
    """The lines above ``BELOW``."""
    plan, _problems = read_plan(lesson.folder)
    assert plan is not None, lesson.id
    yield f"# {lesson.title}\n\n{WARNING}\n"
    yield f"A lesson of [{course}](../{link}), level {lesson.level}. {lesson.summary} {minutes(lesson)}"
    paper = f"closeread print {lesson.id} --answers --plan"
    yield f"Open it with `closeread read {lesson.id}`; `{paper}` puts it on paper, with this plan.\n"
    yield f"**Aim.** {plan.aim}\n"
    yield from told("Before, on the board (5 minutes).", plan.board)
    if lesson.glossary.background:
        yield "**Background, to be read aloud.** Students find it under `g`, and above the texts on paper.\n"
        yield from (f"- *{name}:* {meaning}" for name, meaning in lesson.glossary.background)
        yield ""
    yield from exercises(lesson)
    yield from told("Mistakes to expect.", plan.mistakes)
    yield from told("Nothing to find.", plan.nothing)
    yield from told("After, to talk about (13 minutes).", plan.talk)
    yield from credits(lesson)
    yield from told("Take care.", plan.care)
    yield from told("Homework.", plan.homework)


def minutes(lesson: Lesson) -> str:
    """How long it takes, the whole lesson and its short path."""
    assert lesson.minutes is not None, lesson.id
    if lesson.minutes.short is not None:
        return f"{lesson.minutes.whole} minutes alone, {lesson.minutes.short} on the short path."
    return f"{lesson.minutes.whole} minutes alone."


def told(name: str, texts: tuple[str, ...]) -> Iterator[str]:
    """A paragraph, or a list of several texts."""
    if len(texts) == 1:
        yield f"**{name}** {texts[0]}\n"
    elif texts:
        yield f"**{name}**\n"
        yield from (f"- {text}" for text in texts)
        yield ""


def exercises(lesson: Lesson) -> Iterator[str]:
    """A table of all exercises; those of the short path have a mark."""
    head = "| | exercise | kind | strand |"
    if lesson.short:
        head = "| | exercise | kind | strand | short path |"
    yield head
    yield "|---" * (head.count("|") - 1) + "|"
    for number, exercise in enumerate(lesson.exercises, 1):
        asked = next(filter(None, lines(exercise.task.prompt))).replace("|", "\\|")
        row = f"| {number} | {asked} | {exercise.kind.name} | {strand_name(exercise.task.strand)} |"
        yield row + (f" {'yes' if exercise.id in lesson.short else ''} |" if lesson.short else "")
    yield ""


def credits(lesson: Lesson) -> Iterator[str]:
    """What the texts do well, to be read aloud."""
    notes = [note for note in open_key(lesson).notes if note.credit]
    if notes:
        yield "**What the texts do well, to be read aloud.**\n"
        yield from (f"- “{' '.join(note.quote.split())}” {' '.join(lines(note.why))}" for note in notes)
        yield ""


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for path, (course, folder) in pages().items():
        path.write_text(whole_page(path, course, open_lesson(folder)), "utf-8")
