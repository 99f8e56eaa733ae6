"""A lesson without its text bound to a reader's own copy: from then on it is a lesson like any other.

Which file is a copy of which article is tried out, since a file may have any name.

The bound lesson is written where the reader's records lie and stays there. Codes: S901 to S908, listed in
docs/checks.md.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lessons.anchoring.detached import Fate
from lessons.disk import create_file, read_file, replace_file, whole_folder
from lessons.i18n import _
from lessons.kinds.anchored import NOTE_LISTS, exercises
from lessons.lesson.keys import load_key
from lessons.lesson.opening import load_lesson
from lessons.lesson.standoff_files import StandoffSource, read_standoff, waits_for_text
from lessons.loading.article_source import read_article
from lessons.loading.catalogue import (
    GLOSSARY_FILE,
    KEY_FILE,
    LESSON_FILE,
    SOURCES_FILE,
    is_course,
    is_file,
    read_course,
)
from lessons.loading.document import Document, FileFields
from lessons.loading.source import MAX_BYTES, read_source
from lessons.loading.yaml_edit import to_yaml
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.record.own_copies import binding_folder
from lessons.share.standoff.attaching import Attached, attach
from lessons.share.standoff.binding_report import BindingReport, TextReport, in_short
from lessons.share.standoff.filling import Filler
from lessons.share.standoff.lessening import drop_exercise
from lessons.share.standoff.readers_copy import ReadersCopy, read_copy

FILES: Mapping[Side, str] = {"main": "article.md", "beside": "beside.md"}
"""Names of the texts in a bound lesson."""


@dataclass(frozen=True)
class BoundLesson:
    """A bound lesson."""

    folder: Path
    report: BindingReport


def bind(folder: Path, copies: Mapping[Side, Path], home: Path) -> BoundLesson:
    """Bind the lesson in a folder to copies of the articles that it does not bring; it lies in ``home`` then.

    Raises ``LessonError`` when the folder holds no such lesson, a copy is missing or is a copy of something
    else, or nothing would be left to play; ``OSError`` when the bound lesson cannot be written.
    """
    source = read_standoff(folder)
    target = binding_folder(folder, home)
    assert target is not None  # both files were read
    _need(source, copies)
    files = bound_files(source, copies)
    _write(folder, target, files)
    return BoundLesson(target, files.report)


@dataclass
class BoundFiles:
    """A bound lesson before it is written."""

    texts: dict[Side, str]
    lesson: FileFields
    key: FileFields
    sources: str
    """SOURCES.md; empty when there is none."""
    report: BindingReport


def bound_files(source: StandoffSource, copies: Mapping[Side, Path]) -> BoundFiles:
    """The files of a lesson bound to these copies. Raises ``LessonError``."""
    lesson, key = copy.deepcopy(source.lesson), copy.deepcopy(source.key)
    report = BindingReport(source.folder.resolve().name)
    sides: dict[Side, Attached] = {}
    for side, bring in source.bring.items():
        sides[side] = attach(bring, source.anchors(side), read_copy(copies[side]))
        report.texts.append(_text_report(side, sides[side]))
    articles = {side: attached.article for side, attached in sides.items()}
    articles |= _own_texts(source)
    filling = Filler(source, sides, articles, report)
    filling.fill(lesson, key)
    sources = read_source(source.folder / SOURCES_FILE).text if is_file(source.folder / SOURCES_FILE) else ""
    texts = {side: attached.source for side, attached in sides.items()}
    for side, path in source.texts.items():
        texts[side] = read_source(path).text or ""
    lesson["article"] = FILES["main"]
    if "beside" in texts:
        lesson["beside"] = FILES["beside"]
    return BoundFiles(texts, lesson, key, filling.restored(sources or ""), report)


def _need(source: StandoffSource, copies: Mapping[Side, Path]) -> None:
    """Raise ``LessonError`` unless there is a copy for each article to bring, and no other."""
    problems = []
    for side, bring in source.bring.items():
        if side not in copies:
            reference = ", ".join(text for text in (bring.title, bring.outlet, bring.published) if text)
            found = "no copy of the second text" if side == "beside" else "no copy of the article"
            fix = "name your copy of it too: closeread bind LESSON FILE FILE"
            problems.append(Problem(Place(source.folder / LESSON_FILE), "S906", found, reference, fix))
    for side, path in copies.items():
        if side not in source.bring:
            found, fix = "a copy that the lesson does not ask for", "leave it out"
            problems.append(Problem(Place(path), "S906", found, "copies of what is not there", fix))
    if problems:
        raise LessonError(problems)


def _text_report(side: Side, attached: Attached) -> TextReport:
    return TextReport(
        side,
        attached.reader.file,
        attached.exact,
        len(attached.copy.tokens),
        attached.bring.words,
        tuple(attached.shaped.missing),
        attached.shaped.extra,
    )


def _own_texts(source: StandoffSource) -> dict[Side, Article]:
    """The texts that the lesson brings itself."""
    articles: dict[Side, Article] = {}
    for side, path in source.texts.items():
        article, problems = read_article(path)
        if article is None:
            raise LessonError(problems)
        articles[side] = article
    return articles


def _write(folder: Path, target: Path, bound: BoundFiles) -> None:
    """Write the bound lesson in a folder beside its place, make it playable, and put it there."""
    with whole_folder(target.parent.parent, replacing=True) as beside:
        lesson = beside / target.parent.name / target.name
        lesson.mkdir(parents=True)
        _take_glossary(folder.resolve().parent, lesson.parent)
        if bound.sources:
            create_file(lesson / SOURCES_FILE, bound.sources.encode())
        for side, text in bound.texts.items():
            create_file(lesson / FILES[side], text.encode())
        keep_what_plays(lesson, bound.lesson, bound.key, bound.report)
        if note := in_short(bound.report):
            bound.lesson["summary"] = f"{bound.lesson.get('summary', '')} {note}".strip()
            replace_file(lesson / LESSON_FILE, to_yaml(bound.lesson).encode())


def _take_glossary(course: Path, target: Path) -> None:
    """The course's own glossary goes along; without one the shipped one serves here as there."""
    glossary = read_course(course).glossary if is_course(course) else course / GLOSSARY_FILE
    if glossary is not None and glossary.resolve().is_relative_to(course) and is_file(glossary):
        create_file(target / GLOSSARY_FILE, read_file(glossary, MAX_BYTES))


@dataclass
class Binding:
    """What came of binding some lessons to some files."""

    bound: list[BoundLesson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def bind_all(folders: Sequence[Path], files: Sequence[Path], home: Path) -> Binding:
    """Bind each lesson that comes without its text to the files that are copies of its articles, in ``home``.

    Raises ``LessonError`` when a file cannot be read.
    """
    copies = [read_copy(path) for path in dict.fromkeys(files)]
    waiting = [folder for folder in folders if waits_for_text(folder)] or list(folders[:1])
    done = Binding()
    used: set[Path] = set()
    for folder in waiting:
        try:
            source = read_standoff(folder)
            chosen = _chosen(source, copies)
            used.update(chosen.values())
            if len(waiting) == 1:
                _refuse_another(source, copies, chosen)
            done.bound.append(bind(folder, chosen, home))
        except LessonError as error:
            done.problems += error.problems
    if done.bound:
        done.problems += [_stranger(copy.file) for copy in copies if copy.file not in used]
    return done


def _chosen(source: StandoffSource, copies: Sequence[ReadersCopy]) -> dict[Side, Path]:
    """The best copy for each article; none where none is a copy of it."""
    chosen: dict[Side, Path] = {}
    for side in source.bring:
        scores = {copy.file: _score(source, side, copy) for copy in copies}
        best = max(scores, key=lambda file: scores[file])
        if scores[best] > 0:
            chosen[side] = best
    return chosen


def _score(source: StandoffSource, side: Side, copy: ReadersCopy) -> int:
    """How well a file fits an article; 0 when it is a copy of something else."""
    try:
        attached = attach(source.bring[side], source.anchors(side), copy)
    except LessonError:
        return 0
    good = sum(place.fate is not Fate.LOST for place in attached.found.values())
    return 1_000_000 if attached.exact else 1 + good


def _refuse_another(
    source: StandoffSource, copies: Sequence[ReadersCopy], chosen: Mapping[Side, Path]
) -> None:
    """Raise ``LessonError`` for a file that fits nothing, with how little of the article that lacks a copy it holds."""
    unused = [copy for copy in copies if copy.file not in chosen.values()]
    for side in source.bring:
        if side not in chosen and unused:
            attach(source.bring[side], source.anchors(side), unused[0])


def _stranger(file: Path) -> Problem:
    found, expected = "a file that is a copy of no article of these lessons", "copies of their articles"
    return Problem(Place(file), "S905", found, expected, "leave it out")


def keep_what_plays(folder: Path, lesson: FileFields, key: FileFields, report: BindingReport) -> None:
    """Write both files, and take out whatever has errors until nothing has.

    Raises ``LessonError`` when nothing would be left, or when an error belongs to no exercise and no note.
    """
    while True:
        if not exercises(lesson):
            found, fix = "no exercise can be asked of this copy", "bring a copy that was changed less"
            expected = "a copy with the places of the lesson"
            raise LessonError([Problem(Place(folder / LESSON_FILE), "S908", found, expected, fix)])
        replace_file(folder / LESSON_FILE, to_yaml(lesson).encode())
        replace_file(folder / KEY_FILE, to_yaml(key).encode())
        source = load_lesson(folder)
        bound = load_key(source.lesson, source.faulty) if source.lesson is not None else None
        problems = [*source.problems, *(bound.problems if bound is not None else ())]
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if not errors:
            return
        documents = [source.document, *([bound.document] if bound is not None else [])]
        taken_out = [_take_out(document, errors, lesson, key, report) for document in documents]
        if not any(taken_out):
            raise LessonError(errors)


def _take_out(
    document: Document, errors: list[Problem], lesson: FileFields, key: FileFields, report: BindingReport
) -> bool:
    """Take out the exercises and notes of a file that have errors; whether there were any."""
    lines = {problem.place.line: problem for problem in errors if problem.place.file == document.file}
    done = False
    for id, first, end in exercise_lines(document, lesson, key):
        hit = next((problem for line, problem in lines.items() if first <= line < end), None)
        if hit is not None:
            drop_exercise(lesson, key, id)
            report.exercises.append(_("{id}: in your copy {why}").format(id=id, why=hit.found))
            done = True
    for name in NOTE_LISTS if document.file.name == KEY_FILE else ():
        notes = key.get(name)
        kept = []
        for index, note in enumerate(notes if isinstance(notes, list) else []):
            first, _column = document.value_at((name, index))
            if any(line == first for line in lines):
                report.items.append(f"{name.removesuffix('s')} {index + 1}")
                done = True
            else:
                kept.append(note)
        if isinstance(notes, list):
            key[name] = kept
    return done


def exercise_lines(document: Document, lesson: FileFields, key: FileFields) -> list[tuple[str, int, int]]:
    """Id, first line and line behind the end of each exercise, or of its answer."""
    if document.file.name == LESSON_FILE:
        starts = [
            (str(exercise.get("id")), document.value_at(("exercises", index))[0])
            for index, exercise in enumerate(exercises(lesson))
        ]
    else:
        answers = key.get("answers")
        names = list(answers) if isinstance(answers, dict) else []
        starts = [(name, document.key_at(("answers", name))[0]) for name in names]
    after = [
        document.key_at((name,))[0]
        for name in NOTE_LISTS
        if isinstance(document.value, dict) and name in document.value
    ]
    lines = [line for _id, line in starts]
    ends = [min([one for one in [*lines, *after] if one > line], default=1_000_000_000) for line in lines]
    return [(id, line, end) for (id, line), end in zip(starts, ends, strict=True)]
