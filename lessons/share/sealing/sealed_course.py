"""A gathered course made into a sealed one: nothing of its keys can be read in it, nor told from it.

Only what students need goes along, written anew: course.yaml and the glossary without comments, the lessons with
other ids in another order (``lessons.share.sealing.neutral_names``), the articles, the licence. In the place of each
key.yaml lies key.sealed; seal.json says how the course is taken.
"""

import os.path
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from lessons.kinds.anchored import exercises
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson, written_out
from lessons.loading.article_source import article_from_text
from lessons.loading.catalogue import (
    COURSE_FILE,
    KEY_FILE,
    LESSON_FILE,
    SEALED_KEY_FILE,
    comes_without_text,
)
from lessons.loading.document import Value
from lessons.loading.seal_source import SALT_BYTES, SEAL_FILE, digest_of, seal_bytes
from lessons.loading.source import plain_lines
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.answer import OrderAnswer
from lessons.model.article import Article
from lessons.model.course import Mode, Seal
from lessons.model.form import OrderForm
from lessons.model.problem import LessonError
from lessons.share.packs.names import LICENCES
from lessons.share.packs.packing import Gathered
from lessons.share.sealing.neutral_names import names_of, neutral_key, neutral_lesson
from lessons.share.sealing.sealed_files import NotSealableError, nacl
from lessons.share.sealing.sealed_key import check_chosen, new_code, new_name, seal_key, stretched
from lessons.share.sealing.sealed_packs import SealedPack
from lessons.text import normalise, unbroken

GENEROUS = Fraction(1, 2)
"""What doing nothing may earn where a teacher chose the order; ``check`` holds to it too."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a course is to be sealed."""

    mode: Mode
    teacher: bytes
    """Public key, 32 bytes, of the teacher who collects."""
    naming: bytes
    """Secret of the teacher who packs: what the ids are made with."""
    code: str = ""
    """A code of the teacher's own; else one is made."""
    minutes: int | None = None
    glossary: bool = True


def seal_up(gathered: Gathered, wish: Wish) -> SealedPack:
    """Change the files of a course so that its keys are sealed; what the teacher has to keep of it.

    Raises ``NotSealableError`` for a lesson that cannot be sealed and for a code that is too short.
    """
    if wish.code:
        check_chosen(wish.code)
    pack = SealedPack(
        name=new_name(),
        mode=wish.mode,
        course=gathered.name,
        code=wish.code or new_code(),
        naming=wish.naming,
        minutes=wish.minutes,
        glossary=wish.glossary,
        teacher=wish.teacher,
        source=str(gathered.folder.resolve()),
    )
    salt = nacl().utils.random(SALT_BYTES)
    key = stretched(pack.code, salt)
    files = _shared(gathered)
    for name in gathered.lessons:
        files |= _lesson(gathered, name, pack, key)
    seal = Seal(
        pack.name, pack.mode, pack.course, wish.teacher, wish.minutes, wish.glossary, salt, pack.sealed(), ""
    )
    files[SEAL_FILE] = seal_bytes(seal)
    gathered.left_out += sorted(gathered.files.keys() - files.keys())
    gathered.files, gathered.name = files, pack.folder
    return replace(pack, digest=digest_of(files[SEAL_FILE]))


def generous_orders(folder: Path, naming: bytes) -> list[tuple[str, Fraction]]:
    """The exercises of a lesson folder whose items a sealed pack shows almost as they belong, and what that earns.

    The order shown is made from the words alone, so it may fall that way; to shun it would tell which it is not.
    """
    value, lesson = written_out(folder).lesson.value, open_lesson(folder)
    key = open_key(lesson)
    names = names_of(value, naming, folder.resolve().name)
    neutral = neutral_lesson(value if isinstance(value, dict) else {}, lesson, names)
    shown = {str(exercise["id"]): exercise.get("items") for exercise in exercises(neutral)}
    generous = []
    for exercise in lesson.exercises:
        items = shown[names.exercises[exercise.id]]
        if isinstance(exercise.form, OrderForm) and isinstance(items, dict):
            own = {name: id for id, name in names.inside[exercise.id].items()}
            answer = OrderAnswer(tuple(own[name] for name in items))
            score = key.bound[exercise.id].score(answer).score
            if score > GENEROUS:
                generous.append((exercise.id, score))
    return generous


def _shared(gathered: Gathered) -> dict[str, bytes]:
    """What belongs to the course as a whole: course.yaml and glossary without comments, and the licence."""
    files = {name: gathered.files[name] for name in LICENCES if name in gathered.files}
    for name, data in gathered.files.items():
        glossary = "/" not in name and name.endswith((".yaml", ".yml"))
        if name == COURSE_FILE or glossary:
            value = _value(data, Path(name))
            if name == COURSE_FILE:
                value.pop("id", None)  # a sealed course has a name of its own: no practice is taken for it
            files[name] = _written(value)
    return files


def _lesson(gathered: Gathered, name: str, pack: SealedPack, key: bytes) -> dict[str, bytes]:
    """The files of one lesson, by their paths in the course."""
    folder = gathered.folder / name
    value = _value(_taken(gathered, f"{name}/{LESSON_FILE}"), folder / LESSON_FILE)
    if comes_without_text(value):
        fix = "bind the lesson and pack the folder it was bound to, or pack it without --seal"
        found = "a lesson that comes without its text: binding it needs the key"
        raise NotSealableError(folder / LESSON_FILE, found, "a lesson with its text", fix)
    own_key = _value(_taken(gathered, f"{name}/{KEY_FILE}"), folder / KEY_FILE)
    names = names_of(value, pack.naming, name)
    neutral = neutral_lesson(value, open_lesson(folder), names)
    neutral.pop("id", None)  # in a sealed course a lesson goes by its folder, as its key does
    text = _written(neutral_key(own_key, value, names)).decode()
    return {
        f"{name}/{LESSON_FILE}": _written(neutral),
        f"{name}/{SEALED_KEY_FILE}": seal_key(key, pack.name, name, text, folder / KEY_FILE),
        **_articles(gathered, name, value),
    }


def _articles(gathered: Gathered, name: str, value: dict[str, Value]) -> dict[str, bytes]:
    """The text or texts of a lesson, as far as students see them."""
    files = {}
    for field, usual in (("article", "article.md"), ("beside", None)):
        file = value.get(field, usual)
        if isinstance(file, str):
            path = os.path.normpath(f"{name}/{file}").replace(os.sep, "/")
            files[path] = seen_article(_taken(gathered, path), gathered.folder / path)
    return files


def _taken(gathered: Gathered, path: str) -> bytes:
    """The bytes of a file that the lesson needs; links are not taken into packs."""
    if path not in gathered.files:
        found, fix = "a link, or no file of the course", "put the file itself into the lesson"
        raise NotSealableError(gathered.folder / path, found, "a file", fix)
    return gathered.files[path]


def _value(data: bytes, file: Path) -> dict[str, Value]:
    document = read_yaml_text(data.decode("utf-8", "replace"), file)
    if not isinstance(document.value, dict):
        raise LessonError(list(document.problems))
    return document.value


def _written(value: dict[str, Value]) -> bytes:
    return to_yaml(value).encode()


_HEAD = re.compile(r"\A---\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_DEFINITION = re.compile(r" {0,3}\[[^\]]*\]:")
"""``[name]: address "title"``, which Markdown shows nowhere; address and title may stand on lines of their own."""
_MOST_LINES = 3


def seen_article(data: bytes, file: Path) -> bytes:
    """The bytes of an article.md that reads the same. Raises ``LessonError`` for a file that is no article."""
    text = normalise(unbroken(plain_lines(data.decode("utf-8", "replace").removeprefix("\ufeff"))))
    source = article_from_text(text, file)
    if source.article is None:
        raise LessonError(list(source.problems))
    head = _HEAD.match(text)
    if head:
        bare = f"---\n{to_yaml(read_yaml_text(head[1], file).value)}---\n{text[head.end() :]}"
        text = bare if _same_text(bare, source.article, file) else text
    return _without_definitions(text, source.article, file).encode()


def _without_definitions(text: str, article: Article, file: Path) -> str:
    lines = text.split("\n")
    for at in reversed([at for at, line in enumerate(lines) if _DEFINITION.match(line)]):
        for count in range(1, _MOST_LINES + 1):
            shorter = [*lines[:at], *lines[at + count :]]
            if _same_text("\n".join(shorter), article, file):
                lines = shorter
                break
    return "\n".join(lines)


def _same_text(text: str, article: Article, file: Path) -> bool:
    return article_from_text(text, file).article == article
