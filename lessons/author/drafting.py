"""A new lesson or course: the article a teacher brings, the files made of it, and how they are put on the disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from secrets import token_hex

from lessons.author.json_schema import NAMES, schema_text
from lessons.author.quotable import paragraphs, words_in_paragraphs
from lessons.author.stubs import FEWEST_WORDS, long_enough, notes, stub, with_every_strand
from lessons.author.templates import Filling, fill, scalar, template
from lessons.disk import create_file, read_file
from lessons.kinds.registry import KINDS, beginnings
from lessons.kinds.roles import fields_of
from lessons.loading.article_source import article_from_text
from lessons.loading.block_writing import block_entry
from lessons.loading.document import Value
from lessons.loading.source import MAX_BYTES, decode, read_source
from lessons.model.article import Article
from lessons.model.glossary import Glossary
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.text import words_of
from lessons.text.ids import id_of
from lessons.text.sizes import readable_size

_BOM = b"\xef\xbb\xbf"
_HEAD = """\
---
title: {title}
# outlet: Who publishes it
# byline: Who signed it
# published: 2025-10-02            # year-month-day
language: en                       # en, de, fr ...
---

"""
LONGEST_TITLE = 100
"""Most characters of a title taken from the text."""


@dataclass(frozen=True)
class OwnArticle:
    """The article and the bytes of its article.md."""

    article: Article
    data: bytes


def read_own_article(path: Path) -> OwnArticle:
    """Read a Markdown file. Raises ``LessonError`` when no lesson can be made of it."""
    source = read_source(path)
    if source.text is None:
        raise LessonError(source.problems)
    data = read_file(path, MAX_BYTES)
    if source.text.startswith("---\n"):
        return _checked(path, data, 0)
    head = _HEAD.format(title=scalar(_title(source.text, path)))
    mark, body = (_BOM, data[len(_BOM) :]) if data.startswith(_BOM) else (b"", data)
    line_end = "\r\n" if b"\r\n" in data else "\n"
    return _checked(path, mark + head.replace("\n", line_end).encode() + body, head.count("\n"))


def _checked(path: Path, data: bytes, lines_before: int) -> OwnArticle:
    """The article in these bytes, whose first ``lines_before`` lines are ours."""
    if len(data) > MAX_BYTES:
        found, expected = "the file is too large", f"at most {readable_size(MAX_BYTES)}"
        raise LessonError([Problem(Place(path), "Y103", found, expected, "shorten it")])
    text = decode(data, path).text or ""
    source = article_from_text(text, path)
    errors = [problem for problem in source.problems if problem.severity is Severity.ERROR]
    if source.article is None or errors:
        raise LessonError([_moved(problem, lines_before) for problem in errors])
    if not long_enough(source.article):
        found = f"{words_in_paragraphs(source.article)} words in paragraphs"
        expected = f"at least {FEWEST_WORDS}, to take quotations from"
        raise LessonError([Problem(Place(path), "F110", found, expected, "give a longer article")])
    return OwnArticle(source.article, data)


def _moved(problem: Problem, lines: int) -> Problem:
    place = problem.place
    return replace(problem, place=replace(place, line=max(1, place.line - lines))) if place.line else problem


def _title(text: str, path: Path) -> str:
    """The first heading, else the beginning of the first paragraph, else the file's name."""
    article = article_from_text(f"---\ntitle: T\nlanguage: en\n---\n\n{text}").article
    if article is None:
        return path.stem
    headings = [block for block in article.blocks if block.role == "heading"]
    for block in headings or paragraphs(article):
        words = " ".join(article.text[block.span.start : block.span.end].split())
        if words:
            return words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE].rpartition(" ")[0] + " …"
    return path.stem


Files = Mapping[PurePosixPath, bytes]

MINUTES = 5
"""Minutes an exercise takes, as a first guess; `check` says what the whole lesson takes (L815)."""
EXAMPLE_LESSON = "market-square"
"""Folder of the lesson about the example article."""
SCHEMAS = ".schema"
"""Folder of a course in which its files look for their schemas."""
_LONGEST_NAME = 40


def lesson_files(id: str, own: OwnArticle | None, kinds: Sequence[str] | None, glossary: Glossary) -> Files:
    """The files of a lesson about the teacher's own article, or about the example; ``id`` is the lesson's.

    With ``None`` for the kinds it has no exercises yet, and is about an article of one's own.
    """
    if kinds is None:
        assert own is not None  # there is nothing to write about else
        values: dict[str, Filling] = {"id": id, "title": own.article.masthead.title}
        return {
            PurePosixPath("article.md"): own.data,
            PurePosixPath("lesson.yaml"): fill(template("empty.yaml"), values).encode(),
            PurePosixPath("SOURCES.md"): template("SOURCES.md").encode(),
        }
    article = own.article if own is not None else None
    chosen = with_every_strand(kinds)
    stubs = [stub(kind, article, glossary) for kind in chosen]
    values = {
        "id": id,
        "title": article.masthead.title if article is not None else "Market square to close to cars",
        "minutes": str(MINUTES * len(stubs) + _reading(article)),
    }
    if article is None:
        values["summary"] = "A council closes a square to cars, and a paper tells of it."
    texts = {"article.md": template("article.md")}
    if any(KINDS[kind].both_articles for kind in chosen):
        values["beside"] = "beside.md"
        texts["beside.md"] = template("beside.md" if own is None else "beside-own.md")
    texts["lesson.yaml"] = fill(template("lesson.yaml"), values) + "".join(stubs) + notes(article, glossary)
    texts["SOURCES.md"] = template("SOURCES.md")
    files = {PurePosixPath(name): text.encode() for name, text in texts.items()}
    if own is not None:
        files[PurePosixPath("article.md")] = own.data
    return files


def _reading(article: Article | None) -> int:
    """The extra minutes of a long article: five for each full 750 words."""
    return len(words_of(article.text)) // 750 * 5 if article is not None else 0


def course_files(name: str, own: OwnArticle | None, kinds: Sequence[str] | None, glossary: Glossary) -> Files:
    """The files of a course with one lesson; ``name`` is that of its folder."""
    lesson = EXAMPLE_LESSON if own is None else _lesson_name(own)
    files = dict(course_around(name, str(lesson)))
    for path, data in lesson_files(str(lesson), own, kinds, glossary).items():
        files[lesson / path] = data
    for path, data in schema_files().items():
        files[SCHEMAS / path] = data
    return files


def course_around(name: str, lesson: str) -> Files:
    """The file of a course with one lesson; ``name`` is that of its folder."""
    title = " ".join(name.replace("-", " ").replace("_", " ").split())
    own_id = f"{id_of(name)[:_LONGEST_NAME].strip('-') or 'course'}-{token_hex(3)}"  # no two courses are called alike
    values = {"id": own_id, "title": title[:1].upper() + title[1:], "lesson": lesson}
    return {PurePosixPath("course.yaml"): fill(template("course.yaml"), values).encode()}


def lesson_to_write(id: str, title: str, texts: Mapping[str, str], wishes: Sequence[str]) -> Files:
    """The files of a lesson that is still to be written: its texts, and an exercise without an answer for each wish."""
    fields: dict[str, Value] = {"id": id, "title": title}
    if "beside.md" in texts:
        fields["beside"] = "beside.md"
    fields["exercises"] = [starting(wish) for wish in wishes] or None
    lines = [line for name, value in fields.items() for line in block_entry(name, value, 0)]
    whole = {
        **texts,
        "lesson.yaml": "".join(f"{line}\n" for line in lines),
        "SOURCES.md": template("SOURCES.md"),
    }
    return {PurePosixPath(name): text.encode() for name, text in whole.items()}


def starting(wish: str) -> dict[str, Value]:
    """The fields that a new exercise begins with, as ``beginnings`` names it: its kind, and questions if it has any."""
    kind, variant = beginnings()[wish]
    columns: dict[str, Value] = (
        {"columns": ["named", "interest"]} if "columns" in fields_of(kind.fields[0]) else {}
    )
    return {kind.name: None, **columns, **(variant.begins if variant is not None else {})}


def schema_files() -> Files:
    """What an editor needs to complete, explain and check the files of a course."""
    return {PurePosixPath(f"{name}.json"): schema_text(name).encode() for name in NAMES}


def _lesson_name(own: OwnArticle) -> str:
    name = id_of(own.article.masthead.title)
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME + 1].rpartition("-")[0] or name[:_LONGEST_NAME]
    return name or "first-lesson"


class NotEmptyError(Exception):
    """There is something where a new folder was to be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(folder))


def write_new(folder: Path, files: Mapping[PurePosixPath, bytes]) -> list[Path]:
    """Write files into a folder that is not there yet or holds nothing but hidden files; their paths.

    Raises ``NotEmptyError`` or ``OSError``; then nothing of it is left behind, and nothing that was there has changed.
    """
    if _is_taken(folder):
        raise NotEmptyError(folder)
    new_folders: list[Path] = []
    written: list[Path] = []
    try:
        for relative, data in files.items():
            path = folder.joinpath(relative)
            _make_folders(path.parent, new_folders)
            create_file(path, data)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        for path in reversed(new_folders):
            path.rmdir()
        raise
    return written


def _is_taken(folder: Path) -> bool:
    if not folder.is_symlink() and not folder.exists():
        return False
    return not folder.is_dir() or any(not entry.name.startswith(".") for entry in folder.iterdir())


def _make_folders(folder: Path, new_folders: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        new_folders.append(path)
