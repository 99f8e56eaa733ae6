"""From a lesson's folder to a playable lesson, with every problem found on the way."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.disk import read_file, replace_file
from lessons.kinds.base import Bench, Fault, Key, Kind, Task
from lessons.kinds.registry import KINDS, kind_of
from lessons.kinds.roles import exercise_node, list_nodes, lists_in
from lessons.lesson.files import FORMAT, LessonFile, salvaged_lesson
from lessons.lesson.lesson import Exercise, Lesson, Renames, old_ids
from lessons.lesson.writing_out import WrittenOut, read_lesson
from lessons.loading.article_source import read_article
from lessons.loading.catalogue import (
    COURSE_FILE,
    KEY_FILE,
    SEALED_KEY_FILE,
    SOURCES_FILE,
    brought,
    comes_without_text,
    course_id,
    glossary_path,
    is_file,
    is_inside,
)
from lessons.loading.document import Trail, Value
from lessons.loading.glossary_source import read_glossary
from lessons.loading.kept_ids import IDS_FILE, read_kept_ids, written_ids
from lessons.loading.seal_source import SEAL_FILE, read_seal
from lessons.loading.source import MAX_BYTES
from lessons.loading.suggestion import closest, did_you_mean
from lessons.loading.validation import validate
from lessons.loading.yaml_source import Document, read_yaml
from lessons.model.article import Article
from lessons.model.course import Minutes, Seal
from lessons.model.fields import ListPath
from lessons.model.form import Form, GridForm, MarkForm, OrderForm, Side
from lessons.model.glossary import Glossary
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.record.own_copies import bound_folder
from lessons.text import visible

NOT_BOUND = "S901"
"""Code of a lesson that comes without its text, where no copy of it was bound."""


WITHOUT_ID = ""
"""Among the exercises that could not be read, one with the id of another."""


@dataclass
class LessonSource:
    """A lesson folder as read: the lesson when it can be played, and every problem of its files."""

    folder: Path
    document: Document
    lesson: Lesson | None = None
    sketch: Lesson | None = None
    """The lesson as far as it could be read: what is wrong in one place must not hide what is wrong in another."""
    problems: list[Problem] = field(default_factory=list)
    paths: dict[str, Trail] = field(default_factory=dict)
    """Where each exercise stands in lesson.yaml."""
    confined: list[Problem] = field(default_factory=list)
    """Those of ``problems`` that concern one exercise alone."""
    faulty: set[str] = field(default_factory=set)
    """Exercises whose form has an error: their keys cannot be bound."""
    key: Document | None = None
    """key.yaml as written out from a lesson in one file; ``None`` when it is a file of its own."""
    told: frozenset[Place] = frozenset()
    """Places of such a file where a fault is told that others follow from."""
    miswritten: set[str] = field(default_factory=set)
    """Exercises of a lesson in one file that could not be written out whole."""
    unread: dict[str, Kind[Task, Key] | None] = field(default_factory=dict)
    """Exercises whose fields have an error: id -> kind, ``None`` for an unknown one. They are not in the sketch."""


def open_lesson(folder: Path, home: Path | None = None) -> Lesson:
    """The lesson in this folder; raises ``LessonError`` with every error when it cannot be played.

    ``home``: as for ``load_lesson``.
    """
    source = load_lesson(folder, home=home)
    errors = [problem for problem in source.problems if problem.severity is Severity.ERROR]
    if source.lesson is None or errors:
        raise LessonError(errors)
    return source.lesson


def load_lesson(
    folder: Path,
    glossary: Glossary | None = None,
    home: Path | None = None,
    document: Document | None = None,
    course: str | None = None,
) -> LessonSource:
    """Read article.md and lesson.yaml; never raises for what stands in the files.

    ``glossary`` and ``course``, its id, save reading them again for each lesson of a course. ``home`` is the folder
    of the records: there lies what was bound to a reader's own copy, and the keys that were unsealed. Without it the
    lesson is what stands in its folder. ``document``, a broken file that was read on, is judged instead of lesson.yaml.
    """
    problems: list[Problem] = []
    if glossary is None:
        glossary, problems = glossary_for(folder.resolve().parent)
    shared = glossary
    written = read_lesson(folder, lambda: shared, document)
    guessed = document is not None and bool(document.guessed)
    document = written.lesson
    source = LessonSource(
        folder, document, problems=[*document.problems, *problems], key=written.key, told=written.places
    )
    if document.value is None:
        return source
    if comes_without_text(document.value):
        return _bound(source, glossary, home)
    head = validate(LessonFile, document.value, document)
    sound = not isinstance(head, list)
    if isinstance(head, list):
        source.problems += head
        head = salvaged_lesson(document.value)
    if head.format != FORMAT:
        source.problems.append(unknown_format(document, head.format))
        return source
    article = _article(source, head.article, "article")
    beside = _article(source, head.beside, "beside") if head.beside else None
    if article is None or (head.beside and beside is None):
        return source
    exercises = _exercises(source, head, Bench(article, beside, glossary))
    _add_what_was_told(source, written)
    source.sketch = Lesson(
        id=head.id or folder.resolve().name,
        course=course_id(folder.resolve().parent) if course is None else course,
        folder=folder,
        title=head.title,
        summary=head.summary,
        minutes=_label(head),
        short=_short_path(source, head),
        level=head.level,
        goals=head.goals,
        article=article,
        beside=beside,
        exercises=exercises,
        glossary=replace(glossary, background=tuple((one.name, one.text) for one in head.background)),
        seal=_seal(source),
        home=home,
    )
    if sound and len(exercises) == len(head.exercises) and not guessed:
        source.lesson = source.sketch
    return source


def lesson_files(folder: Path) -> tuple[Document, Document]:
    """lesson.yaml and key.yaml of a lesson folder, as its author wrote them or written out from one file."""
    written = written_out(folder)
    return written.lesson, written.key or read_yaml(folder / KEY_FILE)


def written_out(folder: Path) -> WrittenOut:
    """lesson.yaml of a lesson folder, and its key where both are one file, with what is wrong in that."""
    return read_lesson(folder, lambda: glossary_for(folder.resolve().parent)[0])


def keep_ids(folder: Path) -> bool:
    """Keep the ids of a lesson in one file beside it, so that edits leave them; whether there was anything to write.

    Raises ``OSError``.
    """
    if is_file(folder / KEY_FILE):
        return False
    written = written_out(folder)
    if written.key is None or written.places:
        return False
    text = written_ids(read_kept_ids(folder).with_later(written.ids)).encode()
    path = folder / IDS_FILE
    if is_file(path) and read_file(path, MAX_BYTES) == text:
        return False
    replace_file(path, text)
    return True


def _add_what_was_told(source: LessonSource, written: WrittenOut) -> None:
    """Add the faults of a lesson in one file; what else was found at the places of its errors follows from them."""
    if written.key is not None:  # a text such as 1-30 stands for many values, and says a thing once
        first = {(one.place, one.code): one for one in reversed(source.problems)}
        left = [one for one in source.problems if one is first[one.place, one.code]]
        source.problems = [one for one in left if one.place not in source.told]
        source.confined = [one for one in source.confined if one in source.problems] + [*written.of_exercises]
    source.problems += [*written.problems, *written.of_exercises]
    for id, problems in written.exercises.items():
        if any(problem.severity is Severity.ERROR for problem in problems):
            source.miswritten.add(id)
            if id not in source.paths:
                source.unread.setdefault(id, None)


def _seal(source: LessonSource) -> Seal | None:
    """How the lesson is taken; a sealed key without its course is reported."""
    try:
        seal = read_seal(source.folder.resolve().parent)
    except LessonError as error:
        source.problems += error.problems
        return None
    path = source.folder / SEALED_KEY_FILE
    if seal is None and is_file(path):
        found, fix = f"a sealed key without the {SEAL_FILE} of its course", "leave the lesson in its course"
        source.problems.append(Problem(Place(path), "P922", found, "the course as it was packed", fix))
    return seal


def _bound(source: LessonSource, glossary: Glossary, home: Path | None) -> LessonSource:
    """The lesson as it was bound to the reader's own copy of the article; without one, how to bind it."""
    bound = bound_folder(source.folder, home)
    if bound is not None:
        return load_lesson(bound, glossary, home)
    value = source.document.value
    title = brought(value) if isinstance(value, dict) else ""
    fix = f"bind it to your copy: closeread bind {source.folder} FILE"
    place = source.document.place(("article",), key=True)
    found = "this lesson comes without its text"
    source.problems.append(Problem(place, NOT_BOUND, found, f"your own copy of: {title}", fix))
    return source


def glossary_for(course: Path) -> tuple[Glossary, list[Problem]]:
    """The glossary of a course folder: the one it names, else its own techniques.yaml, else the shipped one."""
    named = read_yaml(course / COURSE_FILE).value if (course / COURSE_FILE).is_file() else None
    name = named.get("techniques") if isinstance(named, dict) else None
    glossary, problems = read_glossary(glossary_path(course, name if isinstance(name, str) else ""))
    return glossary, list(problems)


def unknown_format(document: Document, found: int) -> Problem:
    """The problem of a file written for another version of the format."""
    return Problem(
        Place(document.file, *document.value_at(("format",))),
        "F203",
        f"format {found}",
        f"format {FORMAT}",
        f"this program reads format {FORMAT}; install the version of closeread that reads format {found}",
    )


def place_faults(document: Document, at: Trail, faults: Sequence[Fault]) -> list[Problem]:
    """Faults of one exercise as problems with a line and a column."""
    return [
        Problem(
            document.place((*at, *fault.at), key=fault.on_key),
            fault.code,
            fault.found,
            fault.expected,
            fault.fix,
            fault.severity,
            fault.add,
        )
        for fault in faults
    ]


def _article(source: LessonSource, name: str, key: str) -> Article | None:
    """Read an article named in lesson.yaml; it must lie inside the course folder."""
    path = source.folder / name
    if not is_inside(source.folder.resolve().parent, path):
        place = Place(source.document.file, *source.document.value_at((key,)))
        fix = "move the article into the course"
        source.problems.append(
            Problem(
                place, "F303", f"a path out of the course: {name}", "a file inside the course folder", fix
            )
        )
        return None
    article, problems = read_article(path)
    value = source.document.value
    named = isinstance(value, dict) and key in value
    source.problems += [
        _no_such_file(source, name, key) if named and one.code == "Y101" and not path.exists() else one
        for one in problems
    ]
    return article


def _no_such_file(source: LessonSource, name: str, key: str) -> Problem:
    """An article that is not there, told where it is named."""
    others = sorted(one.name for one in source.folder.glob("*.md") if one.name != SOURCES_FILE)
    fix = did_you_mean(name, others) or "create it, or correct its name"
    found = f"there is no file {visible(name)[:60]!r}"
    place = Place(source.document.file, *source.document.value_at((key,)))
    return Problem(place, "Y101", found, "a file of the lesson", fix)


def _exercises(source: LessonSource, head: LessonFile, bench: Bench) -> tuple[Exercise, ...]:
    exercises: list[Exercise] = []
    for index, raw in enumerate(head.exercises):
        at: Trail = ("exercises", index)
        before = len(source.problems)
        exercise = _exercise(source, raw, at, bench) if isinstance(raw, dict) else None
        source.confined += source.problems[before:]
        if exercise is None:
            continue
        if exercise.id in source.paths:
            place = Place(source.document.file, *source.document.value_at((*at, "id")))
            fix = "give one of them another id"
            source.problems.append(
                Problem(place, "F304", f"a second exercise {exercise.id!r}", "each id once", fix)
            )
            source.unread.setdefault(WITHOUT_ID, None)
            continue
        source.paths[exercise.id] = at
        exercises.append(exercise)
    source.problems += _wrong_was(source, head.exercises)
    return tuple(exercises)


def _label(head: LessonFile) -> Minutes | None:
    """What the author says that a student needs."""
    return Minutes(head.minutes.whole, head.minutes.short) if head.minutes is not None else None


def _short_path(source: LessonSource, head: LessonFile) -> tuple[str, ...]:
    """The ids of the short path; none where every exercise is on it. An id that no exercise has is reported."""
    ids = [one.get("id") for one in head.exercises if isinstance(one, dict)]
    for index, id in enumerate(head.short):
        wrong = id not in ids
        if wrong or id in head.short[:index]:
            found = f"{id!r} in short, " + ("which no exercise is called" if wrong else "a second time")
            fix = "name exercises of this lesson, each once"
            close = difflib.get_close_matches(id, [str(one) for one in ids], 1) if wrong else []
            place = source.document.place(("short", index))
            source.problems.append(
                Problem(
                    place,
                    "F314",
                    found,
                    "the id of an exercise",
                    f"did you mean {close[0]!r}?" if close else fix,
                )
            )
    return head.short if {*map(str, ids)} - {*head.short} else ()


def _wrong_was(source: LessonSource, exercises: Sequence[object]) -> Iterator[Problem]:
    """Old ids that are in use, or claimed twice: nobody could tell whose the answers are."""
    entries = [one for one in exercises if isinstance(one, dict)]
    listings: list[tuple[Trail, Sequence[tuple[str | int, object]]]] = [
        (("exercises",), [(index, one) for index, one in enumerate(exercises) if isinstance(one, dict)])
    ]
    for index, one in enumerate(exercises):
        if isinstance(one, dict):
            listings += [((*("exercises", index), *at), [*named.items()]) for at, named in named_in(one)]
    ids = {str(one.get("id")) for one in entries}
    for at, named in listings:
        in_use = ids if at == ("exercises",) else {str(id) for id, _entry in named}
        claimed: set[str] = set()
        for key, value in named:
            for old in old_ids(value):
                if old in in_use or old in claimed:
                    found = (
                        f"was: {old}, an id that is in use" if old in in_use else f"was: {old} a second time"
                    )
                    place = source.document.place((*at, key, "was"))
                    fix = "name ids that nothing has any more, each once"
                    yield Problem(place, "F310", found, "an id of before", fix)
                claimed.add(old)


def _exercise(source: LessonSource, raw: dict[str, object], at: Trail, bench: Bench) -> Exercise | None:
    document = source.document
    name = raw.get("kind")
    kind = KINDS.get(str(name))
    if kind is None:
        source.problems.append(_unknown_kind(document, at, name, raw))
        source.unread[str(raw.get("id"))] = None
        return None
    fields = {key: value for key, value in raw.items() if key != "kind"}
    task = validate(kind.task, fields, document, at)
    if isinstance(task, list):
        source.problems += task
        source.unread[str(raw.get("id"))] = kind
        return None
    bench.faults = []
    form = kind.form(task, bench)
    side = form.side if isinstance(form, MarkForm) else "main"
    scope = bench.scope(task.where, ("where",), side) if task.where else ()
    source.problems += place_faults(document, at, _once(bench.faults))
    if any(fault.severity is Severity.ERROR for fault in bench.faults):
        source.faulty.add(task.id)
    return Exercise(
        task.id, kind, task, form, scope, _first_side(task, form, side), task.was, _renames(raw, form)
    )


def named_in(exercise: Mapping[str, object]) -> Iterator[tuple[ListPath, Mapping[str, Value]]]:
    """The lists of an exercise of lesson.yaml whose entries have ids, each with its place."""
    kind = kind_of(exercise)
    return lists_in(kind.task, exercise, kept=True) if kind is not None else iter(())


def _renames(exercise: Mapping[str, object], form: Form) -> Renames:
    """What was renamed inside an exercise: its rows and columns are those of the form, all else is picked."""
    rows = form.rows if isinstance(form, GridForm) else form.items if isinstance(form, OrderForm) else ()
    columns = form.columns if isinstance(form, GridForm) else ()
    sorts = {"rows": {row.id for row in rows}, "columns": {column.id for column in columns}}
    renamed: dict[str, dict[str, str]] = {"rows": {}, "columns": {}, "options": {}}
    lists: dict[ListPath, dict[str, Value]] = {}
    kind = kind_of(exercise)
    for node in list_nodes(exercise_node(kind.task, exercise)) if kind is not None else ():
        if isinstance(node.full, dict):  # rows may be spread over lists of one sort
            lists.setdefault(node.pattern, {}).update(node.full)
    for listing in lists.values():
        sort = next((sort for sort, ids in sorts.items() if ids == {*listing}), "options")
        sorts.pop(sort, None)  # options may have the ids of the rows
        renamed[sort].update((old, str(id)) for id, value in listing.items() for old in old_ids(value))
    return Renames(**renamed)


def _first_side(task: Task, form: object, side: Side) -> Side:
    """Which article to show first: the one that is marked, or the one all rows quote."""
    rows = getattr(form, "rows", ())
    if rows and all(row.span is not None and row.side == "beside" for row in rows):
        return "beside"
    return side


def _once(faults: Sequence[Fault]) -> list[Fault]:
    """Each fault once: a scope may be asked for twice while a form is built."""
    return list(dict.fromkeys(faults))


def _unknown_kind(document: Document, at: Trail, name: object, fields: Mapping[str, object]) -> Problem:
    place = Place(
        document.file, *(document.value_at((*at, "kind")) if name is not None else document.value_at(at))
    )
    kinds = ", ".join(KINDS)
    if name is None:
        called = next(
            (key for key in fields if key not in Task.model_fields and closest(str(key), ["kind"])), None
        )
        fix = f"write kind: for {called}:" if called is not None else "add a line 'kind: choice'"
        return Problem(place, "F202", "an exercise without kind", f"kind: one of {kinds}", fix)
    close = difflib.get_close_matches(str(name), list(KINDS), 1)
    fix = f"did you mean {close[0]!r}?" if close else "see the kinds in docs/lesson-format.md"
    return Problem(place, "F202", f"unknown kind {str(name)!r}", f"one of {kinds}", fix)
