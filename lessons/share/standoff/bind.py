"""A lesson without its text bound to a reader's own copy: from then on it is a lesson like any other.

The bound lesson is written where the reader's records lie and stays there. Codes: S901 to S908, listed in
docs/checks.md.
"""

import copy
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from pathlib import Path

from lessons.disk import create_file, read_file, replace_file, whole_folder
from lessons.kinds.anchored import Mapping
from lessons.loading.article_source import read_article
from lessons.loading.catalogue import (
    GLOSSARY_FILE,
    LESSON_FILE,
    SOURCES_FILE,
    is_course,
    is_file,
    read_course,
)
from lessons.loading.source import MAX_BYTES, read_source
from lessons.loading.yaml_edit import to_yaml
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.model.problem import LessonError, Problem
from lessons.model.problem import Place as FilePlace
from lessons.record.own_copies import binding_folder
from lessons.share.standoff.attaching import Attached, attach
from lessons.share.standoff.binding_report import BindingReport, TextReport, in_short
from lessons.share.standoff.filling import Filling
from lessons.share.standoff.readers_copy import read_copy
from lessons.share.standoff.sound import keep_what_plays
from lessons.share.standoff.standoff_source import StandoffSource, read_standoff

FILES: AbstractMapping[Side, str] = {"main": "article.md", "beside": "beside.md"}
"""Names of the texts in a bound lesson."""


@dataclass(frozen=True)
class Bound:
    """A bound lesson."""

    folder: Path
    report: BindingReport


def bind(folder: Path, copies: AbstractMapping[Side, Path]) -> Bound:
    """Bind the lesson in a folder to copies of the articles that it does not bring.

    Raises ``LessonError`` when the folder holds no such lesson, a copy is missing or is a copy of something
    else, or nothing would be left to play; ``OSError`` when the bound lesson cannot be written.
    """
    source = read_standoff(folder)
    target = binding_folder(folder)
    assert target is not None  # both files were read
    _need(source, copies)
    made = bound_files(source, copies)
    _write(folder, target, made)
    return Bound(target, made.report)


@dataclass
class BoundFiles:
    """A bound lesson before it is written."""

    texts: dict[Side, str]
    lesson: Mapping
    key: Mapping
    sources: str
    """SOURCES.md; empty when there is none."""
    report: BindingReport


def bound_files(source: StandoffSource, copies: AbstractMapping[Side, Path]) -> BoundFiles:
    """The files of a lesson bound to these copies. Raises ``LessonError``."""
    lesson, key = copy.deepcopy(source.lesson), copy.deepcopy(source.key)
    report = BindingReport(source.folder.resolve().name)
    sides: dict[Side, Attached] = {}
    for side, bring in source.bring.items():
        sides[side] = attach(bring, source.anchors(side), read_copy(copies[side]))
        report.texts.append(_text_report(side, sides[side]))
    articles = {side: attached.article for side, attached in sides.items()}
    articles |= _own_texts(source)
    filling = Filling(source, sides, articles, report)
    filling.fill(lesson, key)
    sources = read_source(source.folder / SOURCES_FILE).text if is_file(source.folder / SOURCES_FILE) else ""
    texts = {side: attached.source for side, attached in sides.items()}
    for side, path in source.texts.items():
        texts[side] = read_source(path).text or ""
    lesson["article"] = FILES["main"]
    if "beside" in texts:
        lesson["beside"] = FILES["beside"]
    return BoundFiles(texts, lesson, key, filling.restored(sources or ""), report)


def _need(source: StandoffSource, copies: AbstractMapping[Side, Path]) -> None:
    """Raise ``LessonError`` unless there is a copy for each article to bring, and no other."""
    problems = []
    for side, bring in source.bring.items():
        if side not in copies:
            told = ", ".join(text for text in (bring.title, bring.outlet, bring.published) if text)
            found = "no copy of the second text" if side == "beside" else "no copy of the article"
            fix = "name your copy of it too: closeread bind LESSON FILE FILE"
            problems.append(Problem(FilePlace(source.folder / LESSON_FILE), "S906", found, told, fix))
    for side, path in copies.items():
        if side not in source.bring:
            found, fix = "a copy that the lesson does not ask for", "leave it out"
            problems.append(Problem(FilePlace(path), "S906", found, "copies of what is not there", fix))
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


def _write(folder: Path, target: Path, made: BoundFiles) -> None:
    """Write the bound lesson in a folder beside its place, make it playable, and put it there."""
    with whole_folder(target.parent.parent, replacing=True) as beside:
        lesson = beside / target.parent.name / target.name
        lesson.mkdir(parents=True)
        _take_glossary(folder.resolve().parent, lesson.parent)
        if made.sources:
            create_file(lesson / SOURCES_FILE, made.sources.encode())
        for side, text in made.texts.items():
            create_file(lesson / FILES[side], text.encode())
        keep_what_plays(lesson, made.lesson, made.key, made.report)
        if note := in_short(made.report):
            made.lesson["summary"] = f"{made.lesson.get('summary', '')} {note}".strip()
            replace_file(lesson / LESSON_FILE, to_yaml(made.lesson).encode())


def _take_glossary(course: Path, target: Path) -> None:
    """The course's own glossary goes along; without one the shipped one serves here as there."""
    glossary = read_course(course).glossary if is_course(course) else course / GLOSSARY_FILE
    if glossary is not None and glossary.resolve().is_relative_to(course) and is_file(glossary):
        create_file(target / GLOSSARY_FILE, read_file(glossary, MAX_BYTES))
