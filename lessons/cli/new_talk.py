"""``closeread new`` alone: a short conversation about a new lesson, which ends in writing it."""

import re
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path, PurePosixPath

from lessons.author.drafting import NotEmptyError, course_around, lesson_to_write, schema_files, write_new
from lessons.author.importing.intake import Imported, left_out_text, take_in
from lessons.author.importing.pieces import ImportRefused
from lessons.author.templates import scalar
from lessons.author.workshop import wishes
from lessons.cli.call import Call, Exit, PlayRequest
from lessons.cli.linear.console import Console
from lessons.disk import read_start, why
from lessons.i18n import _
from lessons.loading.article_source import article_from_text
from lessons.loading.catalogue import COURSE_FILE, is_course
from lessons.text.ids import id_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_NAME = 40
"""Most characters of the name that is proposed for a folder."""


class LeftError(Exception):
    """The input ended before the conversation did."""


def converse(call: Call, list_in: Callable[[Path, str], None]) -> int:
    """Ask what a lesson needs, make it, and open it to be written; the exit code.

    ``list_in`` adds a lesson by its name to a course.yaml.
    """
    console = Console(sys.stdin or StringIO(), sys.stdout or StringIO())  # the shell may have closed them
    try:
        folder = _Conversation(console, list_in).made()
    except LeftError:
        console.say(_("Nothing was made."))
        return Exit.PROBLEMS
    request = PlayRequest(folder, (), call.context, write=True)
    if call.play is not None and call.has_screen():
        return call.play(request)
    console.say(_("Go on with: closeread write {folder}").format(folder=folder))
    return Exit.OK


class _Conversation:
    def __init__(self, console: Console, list_in: Callable[[Path, str], None]) -> None:
        self.console, self.say, self.list_in = console, console.say, list_in

    def made(self) -> Path:
        """The folder of the lesson, made."""
        self.say(_("Where is the article? Name a file: a text, a document, a page that you saved."))
        article = self._article(needed=True)
        assert article is not None  # asked for until there is one
        self.say(_("Is there a second text to hold beside it? Name its file, or nothing for none."))
        beside = self._article(needed=False)
        texts = {"article.md": self._dated(article)}
        if beside is not None:
            texts["beside.md"] = self._dated(beside)
        source = article_from_text(texts["article.md"]).article
        assert source is not None  # seen when it was taken in
        self.say(_("What is the lesson called? [{title}]").format(title=source.masthead.title))
        title = self._answer() or source.masthead.title
        kinds = self._kinds(beside=beside is not None)
        left_out = [*article.left_out, *(beside.left_out if beside is not None else ())]
        if left_out:
            texts["left-out.txt"] = left_out_text(left_out, article.source, ())
        return self._written(title, texts, kinds)

    def _answer(self) -> str:
        typed = self.console.ask()
        if typed is None:
            raise LeftError
        return typed

    def _article(self, *, needed: bool) -> Imported | None:
        """A text that can be read; ``None`` for none, where it need not be."""
        from lessons.author.importing.archived import MAX_ARCHIVE

        while True:
            typed = self._answer()
            if not typed and not needed:
                return None
            try:
                imported = take_in(read_start(Path(typed).expanduser(), MAX_ARCHIVE + 1), Path(typed).name)
            except OSError as error:
                self.say(f"{typed}: {why(error)}")
                continue
            except ImportRefused as error:
                self.say(f"{typed}: {error.found}", _("expected: {expected}").format(expected=error.expected))
                continue
            if article_from_text(imported.article).article is not None:
                return imported
            self.say(_("{file} holds no text that can be read; name another.").format(file=typed))

    def _dated(self, imported: Imported) -> str:
        """The text of the article, with its outlet and its day asked for where the page does not say them."""
        text = imported.article
        source = article_from_text(text).article
        assert source is not None  # seen when it was taken in
        head = source.masthead
        asked = (
            ("outlet", head.outlet, _("Who published “{title}”? Nothing, if that is not known.")),
            (
                "published",
                head.published,
                _("On which day, as in 2025-10-02? Nothing, if that is not known."),
            ),
        )
        for name, known, question in asked:
            if known:
                continue
            self.say(question.format(title=head.title))
            typed = self._answer()
            while name == "published" and typed and not DAY.fullmatch(typed):
                self.say(_("Write the day as year-month-day, or nothing."))
                typed = self._answer()
            head_end = text.index("\n---\n")
            before = re.sub(rf"\n# {name}: .*", "", text[:head_end])  # that the page does not say it
            with_field = f"{before}\n{name}: {scalar(typed)}{text[head_end:]}"
            if typed and not article_from_text(with_field).problems:
                text = with_field
        return text

    def _kinds(self, *, beside: bool) -> list[str]:
        """The kinds of the exercises to begin with."""
        known = wishes(beside=beside)
        self.say(_("You want students to ..."), *(f"{n}. {told}" for n, (_kind, told) in enumerate(known, 1)))
        self.say(_("Type one or more numbers, or nothing to decide later."))
        while True:
            typed = self._answer().replace(",", " ").split()
            if all(one.isdecimal() and 0 < int(one) <= len(known) for one in typed):
                return [known[int(one) - 1][0] for one in typed]
            self.say(_("Numbers from 1 to {n}, please.").format(n=len(known)))

    def _written(self, title: str, texts: dict[str, str], kinds: list[str]) -> Path:
        """Ask for a folder until one is free, and make the lesson there."""
        name = id_of(title)[:LONGEST_NAME].rstrip("-") or "lesson"
        usual = Path(name) if is_course(Path.cwd()) else Path("my-course") / name
        while True:
            self.say(_("In which folder? [{folder}]").format(folder=usual))
            typed = self._answer()
            folder = Path(typed).expanduser() if typed else usual
            lesson = id_of(folder.name) or name
            folder = folder.parent / lesson
            course = folder.parent
            files = lesson_to_write(lesson, title, texts, kinds)
            try:
                if is_course(course):
                    write_new(folder, files)
                else:
                    around = {PurePosixPath(lesson) / path: data for path, data in files.items()}
                    write_new(
                        course, {**course_around(course.absolute().name, lesson), **around, **_schemas()}
                    )
            except NotEmptyError as error:
                self.say(
                    _("{folder} is there already, and nothing is overwritten.").format(folder=error.folder)
                )
                continue
            except OSError as error:
                self.say(f"{folder}: {why(error)}")
                continue
            self._list(course, lesson)
            self.say(_("made {path}").format(path=folder))
            return folder

    def _list(self, course: Path, lesson: str) -> None:
        from lessons.loading.yaml_source import read_yaml

        value = read_yaml(course / COURSE_FILE).value
        listed = value.get("lessons") if isinstance(value, dict) else None
        if not (isinstance(listed, list) and lesson in listed):
            self.list_in(course / COURSE_FILE, lesson)


def _schemas() -> dict[PurePosixPath, bytes]:
    from lessons.author.drafting import SCHEMAS

    return {PurePosixPath(SCHEMAS) / path: data for path, data in schema_files().items()}
