"""A new lesson or course as files: relative path -> bytes. Nothing is written here."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from secrets import token_hex

from lessons.author.exercises import Stub, key_end, stub, with_every_strand
from lessons.author.names import id_of
from lessons.author.own_article import OwnArticle
from lessons.author.schema import NAMES, schema_text
from lessons.author.templates import Filling, fill, template
from lessons.kinds.registry import KINDS
from lessons.model.article import Article
from lessons.model.glossary import Glossary
from lessons.text import words_of

Files = Mapping[PurePosixPath, bytes]

MINUTES = 5
"""Minutes an exercise takes, as a first guess; `check` says what the whole lesson takes (L815)."""
EXAMPLE_LESSON = "market-square"
"""Folder of the lesson about the example article."""
SCHEMAS = ".schema"
"""Folder of a course in which its files look for their schemas."""
_LONGEST_NAME = 40


def lesson_files(id: str, own: OwnArticle | None, kinds: Sequence[str], glossary: Glossary) -> Files:
    """The files of a lesson about an article of one's own, or about the example article; ``id`` is its own."""
    article = own.article if own is not None else None
    chosen = with_every_strand(kinds)
    stubs: list[Stub] = []
    for kind in chosen:
        stubs.append(stub(kind, article, glossary, [stub.id for stub in stubs]))
    values: dict[str, Filling] = {
        "id": id,
        "title": article.masthead.title if article is not None else "Market square to close to cars",
        "minutes": str(MINUTES * len(stubs) + _reading(article)),
    }
    texts = {"article.md": template("article.md")}
    if any(KINDS[kind].both_articles for kind in chosen):
        values["beside"] = "beside.md"
        texts["beside.md"] = template("beside.md" if own is None else "beside-own.md")
    texts["lesson.yaml"] = fill(template("lesson.yaml"), values) + "".join(stub.asked for stub in stubs)
    answers = "".join(stub.answered for stub in stubs)
    texts["key.yaml"] = template("key.yaml") + answers + key_end(article, glossary)
    texts["SOURCES.md"] = template("SOURCES.md")
    files = {PurePosixPath(name): text.encode() for name, text in texts.items()}
    if own is not None:
        files[PurePosixPath("article.md")] = own.data
    return files


def _reading(article: Article | None) -> int:
    """Minutes that a long article takes besides: five for each full 750 words."""
    return len(words_of(article.text)) // 750 * 5 if article is not None else 0


def course_files(name: str, own: OwnArticle | None, kinds: Sequence[str], glossary: Glossary) -> Files:
    """The files of a course with one lesson; ``name`` is that of its folder."""
    lesson = EXAMPLE_LESSON if own is None else _lesson_name(own)
    title = " ".join(name.replace("-", " ").replace("_", " ").split())
    own_id = f"{id_of(name)[:_LONGEST_NAME].strip('-') or 'course'}-{token_hex(3)}"  # no two courses are called alike
    values = {"id": own_id, "title": title[:1].upper() + title[1:], "lesson": lesson}
    files = {PurePosixPath("course.yaml"): fill(template("course.yaml"), values).encode()}
    for path, data in lesson_files(str(lesson), own, kinds, glossary).items():
        files[lesson / path] = data
    for path, data in schema_files().items():
        files[SCHEMAS / path] = data
    return files


def schema_files() -> Files:
    """What an editor needs to complete, explain and check the files of a course."""
    return {PurePosixPath(f"{name}.json"): schema_text(name).encode() for name in NAMES}


def _lesson_name(own: OwnArticle) -> str:
    name = id_of(own.article.masthead.title)
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME + 1].rpartition("-")[0] or name[:_LONGEST_NAME]
    return name or "first-lesson"
