"""course.yaml checked strictly: its fields, its lessons and its glossary."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lessons.lesson.files import FORMAT, FolderName
from lessons.lesson.opening import unknown_format
from lessons.loading.catalogue import is_inside, lesson_id
from lessons.loading.glossary_source import read_glossary
from lessons.loading.recovery import read_on
from lessons.loading.suggestion import near_file
from lessons.loading.validation import shapes_of, validate
from lessons.loading.yaml_source import Document
from lessons.model.fields import Fields, Integer, Line, Text
from lessons.model.problem import Place, Problem
from lessons.text import visible


class CourseFile(Fields):
    """course.yaml."""

    format: Integer
    """The version of the file format."""
    id: FolderName | None = None
    """The name of the course in records and hand-ins, wherever its folder lies; never change it once it is in use."""
    title: Line
    """The title of the course."""
    summary: Text
    """What it is about, in one sentence."""
    language: Line = "en"
    """The language of the lessons: en, de, fr."""
    lessons: Annotated[tuple[Line, ...], Field(strict=False, min_length=1, max_length=500)]
    """The folders of the lessons, in the order in which they are taught."""
    techniques: Line | None = None
    """The file of a glossary; without it the one of the program is used."""


def check_course(folder: Path) -> Iterator[Problem]:
    """Every problem of a course.yaml and of the glossary it names; the lessons themselves are not opened."""
    document = read_on(folder / "course.yaml", shapes_of(CourseFile))
    yield from document.problems
    if document.value is None:
        return
    course = validate(CourseFile, document.value, document)
    if isinstance(course, list):
        yield from course
        return
    if course.format != FORMAT:
        yield unknown_format(document, course.format)
        return
    for index, name in enumerate(course.lessons):
        if not is_inside(folder, folder / name) or not (folder / name / "lesson.yaml").is_file():
            place = Place(document.file, *document.value_at(("lessons", index)))
            near = near_file(folder / name / "lesson.yaml") if is_inside(folder, folder / name) else ""
            fix = "create the folder, or take the name out of the list"
            if near:
                fix = f"rename {visible(near)} in it to lesson.yaml"
            yield Problem(
                place, "F308", f"no lesson in {name!r}", "a folder beside course.yaml with a lesson.yaml", fix
            )
    yield from _same_ids(folder, document, course.lessons)
    if course.techniques is not None:
        yield from _glossary(folder, document, course.techniques)


def _same_ids(folder: Path, document: Document, lessons: Sequence[str]) -> Iterator[Problem]:
    """Two lessons with one name in the record: answers to one would count for the other."""
    first: dict[str, str] = {}
    for index, name in enumerate(lessons):
        if not is_inside(folder, folder / name) or not (folder / name / "lesson.yaml").is_file():
            continue
        id = lesson_id(folder / name)
        if (other := first.setdefault(id, name)) != name:
            place = Place(document.file, *document.value_at(("lessons", index)))
            found, fix = (
                f"the id {id!r} in {other!r} and in {name!r}",
                "give the newer one another id: in lesson.yaml",
            )
            yield Problem(place, "F311", found, "each lesson its own id", fix)


def _glossary(folder: Path, document: Document, name: str) -> Iterator[Problem]:
    if not is_inside(folder, folder / name) or not (folder / name).is_file():
        place = Place(document.file, *document.value_at(("techniques",)))
        yield Problem(
            place,
            "F309",
            f"no glossary {name!r}",
            "a file in the course folder",
            "check the name of the file",
        )
        return
    yield from read_glossary(folder / name)[1]
