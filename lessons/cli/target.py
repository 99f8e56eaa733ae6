"""What a person means by a word on the command line: a lesson's name, its folder, a course folder, or a pack."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Call, here
from lessons.context import Context
from lessons.i18n import _
from lessons.model.problem import LessonError
from lessons.record.recorder import RecordError
from lessons.text import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from lessons.model.course import Course


_MOST_NEAR = 500
"""Most entries of the current folder that are looked at for courses."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to open."""

    lesson: Path | None
    """The lesson's folder; ``None`` for the home screen."""
    roots: tuple[Path, ...]
    """The course folders of the home screen."""


def everything(here: Context) -> Target:
    """The home screen with every known course."""
    return Target(None, here.courses)


def find(
    here: Context, word: str, commands: Sequence[str] = (), context: click.Context | None = None
) -> Target:
    """What ``word`` names: ``lesson``, ``course/lesson``, a lesson folder, a course folder or a pack.

    The lessons of a course of one's own are known by their names in its folder and in the one above it, and everywhere
    once ``remember`` was told of it.

    ``commands`` are offered too when nothing is found. Raises ``click.UsageError`` with near names,
    in the words of ``context``, and ``LessonError`` for a pack that cannot be trusted.
    """
    from lessons.loading.catalogue import courses, find_lesson, is_course

    roots = here.courses
    # A whole path is no name of a lesson: no course need be read to know what it means.
    all_courses = () if Path(word).is_absolute() else courses(roots)
    lesson = find_lesson(word, all_courses)
    if lesson is not None:
        course = lesson.absolute().parent
        own = course not in [root.absolute() for root in roots]
        return Target(lesson, (course, *roots) if own and is_course(course) else roots)
    folder = _course_folder(word)
    if folder is not None:
        return Target(None, (folder,))
    inner = _in_shipped(word)
    if inner is not None:
        return inner
    if _is_pack(word):
        return _in_pack(here, Path(word))
    opened = _on_shelf(here, word)
    if opened is not None:
        return opened
    own_lesson = _own(here, word)
    if own_lesson is not None:
        return own_lesson
    raise click.UsageError(_unknown(word, commands, all_courses or courses(roots)), context)


def find_one_lesson(here: Context, word: str) -> Path:
    """The folder of the lesson ``word`` names. Raises ``click.UsageError`` for anything else."""
    target = find(here, word)
    if target.lesson is None:
        raise click.UsageError(_("{word} is a course; name one of its lessons.").format(word=visible(word)))
    return target.lesson


def complete_lessons(
    context: click.Context, parameter: click.Parameter | None, incomplete: str
) -> "list[CompletionItem]":
    """The lessons on this machine whose id begins with ``incomplete``, then folders; for the shell."""
    from click.shell_completion import CompletionItem

    from lessons.loading.catalogue import courses

    items = [
        CompletionItem(card.id, help=visible(card.title))
        for course in courses(context.ensure_object(Call).context.courses)
        for card in course.lessons
        if card.id.startswith(incomplete)
    ]
    return items or [CompletionItem(incomplete, type="dir")]


def _course_folder(word: str) -> Path | None:
    from lessons.loading.catalogue import COURSE_FILE, is_course

    try:
        path = Path(word)
        if path.name == COURSE_FILE and path.is_file():
            path = path.parent
        return path if is_course(path) else None
    except (OSError, ValueError):
        return None


def _in_shipped(word: str) -> Target | None:
    """A course inside the shipped one, such as ``originals``, or a lesson of it, such as ``originals/explainer``."""
    from lessons.loading.catalogue import is_course, is_folder_name, is_lesson, shipped

    course, _slash, lesson = word.rstrip("/").partition("/")
    folder = shipped() / course
    if not is_folder_name(course) or not is_course(folder):
        return None
    if not lesson:
        return Target(None, (folder,))
    inside = is_folder_name(lesson) and is_lesson(folder / lesson)
    return Target(folder / lesson, (folder,)) if inside else None


def _is_pack(word: str) -> bool:
    return word.lower().endswith(".zip") and _is_there(word) and not Path(word).is_dir()


def _in_pack(here: Context, path: Path) -> Target:
    """The course of a pack, unpacked where the learner's records lie; its one lesson when it has no more."""
    from lessons.loading.catalogue import read_course
    from lessons.share.packs.unpack import opened

    folder = opened(path, here.home)
    cards = read_course(folder).lessons
    if len(cards) == 1 and not cards[0].trouble:
        return Target(cards[0].folder, (folder, *here.courses))
    return Target(None, (folder,))


def _on_shelf(here: Context, word: str) -> Target | None:
    """A course, or ``course/lesson``, of a pack that was opened here before."""
    from lessons.loading.catalogue import is_course
    from lessons.share.packs.shelf import pack_called

    folder = pack_called(word, here.home)
    if folder is None:
        return None
    return Target(None, (folder,)) if is_course(folder) else Target(folder, (folder.parent, *here.courses))


def _own(here: Context, word: str) -> Target | None:
    """A lesson, ``course/lesson`` or a course of the person's own: in or below this folder, or opened earlier.

    Raises ``click.UsageError`` where several are called so.
    """
    for folders in _own_folders(here):
        targets: dict[Path, Target] = {}
        for folder in folders:
            target = _named_in(folder, word.replace("\\", "/").rstrip("/"), here.courses)
            if target is not None:
                targets.setdefault((target.lesson or folder).resolve(), target)
        if len(targets) > 1:
            message = _("{word} is several things: {paths}. Name one of them by its path.")
            paths = ", ".join(str(path) for path in sorted(targets))
            raise click.UsageError(message.format(word=visible(word), paths=visible(paths)))
        if targets:
            return next(iter(targets.values()))
    return None


def _named_in(folder: Path, word: str, roots: Sequence[Path]) -> Target | None:
    """The course in the folder when it is called so, or its lesson that is."""
    from lessons.loading.catalogue import course_id, is_course, is_folder_name, is_lesson

    course, slash, lesson = word.rpartition("/")
    names = (folder.name, course_id(folder))
    if is_folder_name(lesson) and (not slash or course in names) and is_lesson(folder / lesson):
        return Target(folder / lesson, (folder, *roots) if is_course(folder) else tuple(roots))
    return Target(None, (folder,)) if is_course(folder) and word in names else None


def _own_folders(here: Context) -> "Iterator[list[Path]]":
    """Where a person's own lessons may lie, the nearest first: courses here and below, what was opened, packs."""
    from lessons.loading.catalogue import is_course
    from lessons.share.packs.shelf import opened_before

    try:
        working = Path.cwd()
        near = [working, working.parent, *sorted(working.iterdir())[:_MOST_NEAR]]
    except OSError:  # a folder that is gone, or that may not be listed
        near = []
    yield [folder for folder in near if is_course(folder)]
    yield [*here.settings.opened_folders()]
    yield [*opened_before(here.home)]


def remember(here: Context, target: Target) -> None:
    """Know the lessons of a course of one's own by their names from now on; a comfort that may fail."""
    folder = target.lesson.parent if target.lesson is not None else target.roots[0]
    with suppress(RecordError, OSError):
        folder = folder.resolve()
        safe = [*(root.resolve() for root in here.courses), here.home.resolve()]
        if not any(folder.is_relative_to(root) for root in safe):
            here.settings.keep_folder(folder)


class OwnFolder(click.Path):
    """The type of an argument that is a folder, or the name of a lesson or course that ``find`` knows."""

    def convert(
        self, value: "str | os.PathLike[str]", param: click.Parameter | None, context: click.Context | None
    ) -> "str | bytes | os.PathLike[str]":
        """The path that was typed when something is there, else the folder that the name stands for."""
        word = os.fspath(value)
        if not _is_there(word) and "/" not in word.rstrip("/").partition("/")[2]:
            with suppress(click.UsageError, LessonError):
                target = find(here(), word)
                value = target.lesson or target.roots[0]
        return super().convert(value, param, context)


def _unknown(word: str, commands: Sequence[str], all_courses: "Sequence[Course]") -> str:
    """What to say of a word that names nothing: the commands and the lessons that come near it."""
    import difflib

    from lessons.loading.catalogue import near_names

    shown = visible(word[:100])
    if _is_there(word):
        found = _("{word} is neither a lesson nor a course: it holds no lesson.yaml and no course.yaml.")
        return found.format(word=shown)
    lines = [_("No lesson is called '{word}'.").format(word=shown)]
    if commands:
        lines = [_("No command and no lesson is called '{word}'.").format(word=shown)]
    near = difflib.get_close_matches(word.lower()[:100], commands, 2, 0.6)
    if near:
        lines.append(_("Did you mean the command {names}?").format(names=_(" or ").join(near)))
    lessons = near_names(word, all_courses)
    if lessons:
        lines.append(_("Did you mean the lesson {names}?").format(names=_(" or ").join(lessons)))
    if not near and not lessons:
        some = [card.id for course in all_courses for card in course.lessons[:5]][:20]
        if some:
            lines.append(_("Some of the lessons: {names}.").format(names=", ".join(some)))
        lines.append(_("'closeread --help' lists the commands."))
    return "\n".join(lines)


def _is_there(word: str) -> bool:
    try:
        return Path(word).exists()
    except (OSError, ValueError):
        return False
