"""Where each term of the shipped courses is taught, and where it is asked for: the tables of docs/taught.md.

    python tools/taught.py            prints the page
    python tools/taught.py --write    writes it

A term is taught where it first stands in a menu (its definition is one key away), or where a key explains words by it.
It is asked for where it is the key's own name for a phrase. Both are read from the files of the lessons.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Exercise, Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_course, shipped
from lessons.model.form import GridForm, MarkForm
from lessons.model.glossary import Technique

PAGE = Path(__file__).parents[1] / "docs" / "taught.md"
COURSES = (shipped() / "close-to-home", shipped())


@dataclass(frozen=True, order=True)
class TaughtAt:
    """A place in a course."""

    lesson: int
    """From 1."""
    exercise: int
    """From 1; after the last one for the notes at the end of the lesson."""


@dataclass
class Term:
    """One term of the glossary in a course."""

    technique: Technique
    taught: TaughtAt | None = None
    asked: list[tuple[TaughtAt, str]] = field(default_factory=list)
    """Where it is the right name, with the exercise's id."""

    def teach(self, place: TaughtAt) -> None:
        """It is explained there."""
        self.taught = min(self.taught or place, place)


@dataclass(frozen=True)
class TaughtCourse:
    """A course, term by term."""

    title: str
    lessons: Sequence[Lesson]
    terms: Mapping[str, Term]


def taught_in(folder: Path) -> TaughtCourse:
    """The terms of a course, by its files."""
    course = read_course(folder)
    lessons = [open_lesson(card.folder) for card in course.lessons]
    terms: dict[str, Term] = {}
    for number, lesson in enumerate(lessons, 1):
        key = open_key(lesson)
        known = {technique.id: technique for technique in lesson.glossary.techniques}
        for id, technique in known.items():
            terms.setdefault(id, Term(technique))
        for at, exercise in enumerate(lesson.exercises, 1):
            place = TaughtAt(number, at)
            for id in _menu(exercise):
                if id in known:
                    terms[id].teach(place)
            for id in sorted({item.technique for item in key.bound[exercise.id].items() if item.technique}):
                terms[id].teach(place)
                terms[id].asked.append((place, exercise.id))
        for note in key.notes:
            if note.technique in known and note.technique is not None:
                terms[note.technique].teach(TaughtAt(number, len(lesson.exercises) + 1))
    return TaughtCourse(course.title, lessons, terms)


def _menu(exercise: Exercise) -> Iterator[str]:
    """The ids of what can be chosen."""
    form = exercise.form
    if isinstance(form, MarkForm):
        yield from (option.id for option in form.techniques)
    elif isinstance(form, GridForm):
        yield from (option.id for column in form.columns for option in column.options)


def page() -> str:
    """The page."""
    parts = [_HEAD]
    for folder in COURSES:
        course = taught_in(folder)
        parts += [f"## {course.title}\n", *_lessons(course), "", *_terms(course), ""]
    return "\n".join(parts).rstrip() + "\n"


def _lessons(course: TaughtCourse) -> Iterator[str]:
    yield "| lesson | what it is for | kinds of exercise that are new in it |"
    yield "|---|---|---|"
    met: set[str] = set()
    for number, lesson in enumerate(course.lessons, 1):
        fresh = [one.kind.name for one in lesson.exercises if one.kind.name not in met]
        kinds = ", ".join(f"`{name}`" for name in dict.fromkeys(fresh)) or "-"
        met |= set(fresh)
        yield f"| {number}. {lesson.title} | {' '.join(lesson.goals) or lesson.summary} | {kinds} |"


def _terms(course: TaughtCourse) -> Iterator[str]:
    yield "| term | first taught in | asked for in |"
    yield "|---|---|---|"
    taught = [term for term in course.terms.values() if term.taught is not None]
    for term in sorted(taught, key=lambda term: (term.taught or TaughtAt(0, 0), term.technique.name)):
        assert term.taught is not None
        asked: dict[int, list[str]] = {}
        for place, id in term.asked:
            asked.setdefault(place.lesson, []).append(f"`{id}`")
        listed = "; ".join(f"{lesson}: {', '.join(ids)}" for lesson, ids in asked.items())
        yield f"| {term.technique.name} | {term.taught.lesson} | {listed or 'not asked for: explained only'} |"


_HEAD = """# What is taught where, and when it is asked for

*Made by `python tools/taught.py --write` from the files of the lessons; a test compares it.*

*This page gives answers away: it says which terms an exercise is about.*

A term is taught where it first stands in a menu, with its definition one key away, or where the key explains words of
the text by it. It is asked for where it is the name of a phrase in the key. No term is asked for in a lesson before the
one that teaches it. Each that is asked for has in the glossary an example, what makes it one, and what is not meant.
"""


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), "utf-8")
    else:
        click.echo(page(), nl=False)
