"""A lesson on the screen of the person who writes it: its exercises, a form for each, and what is still to do."""

import shlex
import subprocess
from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.message import Message

from lessons.author.blanks import count_to_write
from lessons.author.workshop import LESSON, NOTED, ToDo, Workshop
from lessons.author.yaml_changes import Change, Remove, Swap
from lessons.i18n import _, plural
from tui.actions import bindings
from tui.layout import BREAKPOINTS, HEIGHTS, FittedScreen
from tui.program import program_of
from tui.safe_text import EMPTY, joined, line, plain, prose_line
from tui.screens.what_next import ToDoScreen, WishScreen, where_and_what
from tui.widgets.key_bar import Banner, KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

LINE_EDITORS = frozenset(
    {"vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "joe", "ne", "pico", "jed", "mg"}
)
"""Editors that take ``+17`` for the line to begin at."""


class WritingScreen(FittedScreen[None]):
    """What every screen of a writer has: the lesson on its bench, undo, one's own editor, what is to do, playing."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS
    CSS_PATH = "writing.tcss"

    @dataclass
    class PlayWanted(Message):
        """The lesson is to be played from an exercise on."""

        number: int

    @dataclass
    class FormWanted(Message):
        """The form of an exercise, of the lesson or of its notes is to be filled in, from a blank on."""

        number: int
        key: str

    @dataclass
    class ArticleWanted(Message):
        """Words of the article are to be marked for an exercise."""

        number: int

    @dataclass
    class FileChanged(Message):
        """The file was changed from here."""

    def __init__(self, workshop: Workshop, editor: str) -> None:
        super().__init__()
        self.workshop, self.editor = workshop, editor
        self.footer_labels: dict[str, str] = {}

    @property
    def at(self) -> tuple[int, str]:
        """The exercise at hand, and the key of the blank."""
        return LESSON, ""

    def renew(self) -> None:
        """Show the lesson as it is now, while there is something to show it on."""
        sheets = self.query(Sheet)
        if self.query(KeyBar) and sheets and all(one.is_mounted for one in sheets):
            self.show_lesson()

    @abstractmethod
    def show_lesson(self) -> None:
        """Show the lesson as it is now."""

    def on_screen_resume(self) -> None:
        """Show what another screen changed."""
        self.renew()

    def saved(self) -> str:
        """How things stand with the file, in a word or two."""
        manuscript = self.workshop.manuscript
        if manuscript.held:
            return _("{n} held").format(n=manuscript.held)
        return _("saved") if manuscript.trouble is None else _("being edited")

    def show_trouble(self) -> None:
        """Say above the lines that the file is half-written."""
        told = self.workshop.manuscript.unread
        self.query_one(Banner).tell(line(told, "bold $sign-wrong") if told else EMPTY)

    def tell(self, words: str) -> None:
        """Say something in the last lines of the screen."""
        if words:
            program_of(self).tell(plain(words))

    def change(self, change: Change | None) -> bool:
        """Make a change and show it; whether it is in the file or held."""
        if change is None:
            return True
        told = self.workshop.change(change)
        self.tell(told)
        self.renew()
        self.post_message(self.FileChanged())
        return not told or bool(self.workshop.manuscript.held)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_take_back(self) -> None:
        """Take the last change out of the file again."""
        told = self.workshop.manuscript.undo()
        self.tell(told or _("Undone."))
        self.renew()
        self.post_message(self.FileChanged())

    def action_own_editor(self) -> None:
        """Open lesson.yaml in the author's own editor, at the line at hand."""
        self.open_editor(self.workshop.line_of(*self.at))

    def open_editor(self, number: int) -> None:
        """Open lesson.yaml in the author's own editor at a line; without one, say where the line is."""
        path = self.workshop.manuscript.path
        command = shlex.split(self.editor) if self.editor else []
        if not command:
            told = _("Line {line} of {path}. With EDITOR set, e opens it there.")
            self.tell(told.format(line=number, path=path))
            return
        place = [f"+{number}"] if Path(command[0]).name in LINE_EDITORS else []
        try:
            with self.app.suspend():
                subprocess.run([*command, *place, str(path)], check=False)  # noqa: S603 - the author's own command
        except (OSError, SuspendNotSupported) as error:
            told = _("{editor} cannot be opened: {why}. It is line {line} of {path}.")
            self.tell(told.format(editor=command[0], why=error, line=number, path=path))
        self.workshop.look()
        self.renew()
        self.post_message(self.FileChanged())

    def action_to_do(self) -> None:
        """What is still to write, and what is wrong."""
        self.app.push_screen(ToDoScreen(self.workshop, self.open_editor, self._changed), self.go_to_do)

    def _changed(self) -> None:
        self.post_message(self.FileChanged())

    def action_to_do_too(self) -> None:
        """The same under another key."""
        self.action_to_do()

    def go_to_do(self, wanted: ToDo | None) -> None:
        """Go where something is to be done."""
        if wanted is not None:
            self.post_message(self.FormWanted(wanted.number, wanted.key))

    def action_play_it(self) -> None:
        """Play the lesson from here, as a student."""
        self.post_message(self.PlayWanted(max(0, self.at[0])))

    def action_add_exercise(self) -> None:
        """Choose what students are to do, and begin such an exercise."""
        self.app.push_screen(WishScreen(self.workshop), self._add)

    def _add(self, kind: str | None) -> None:
        if kind is None:
            return
        number, told = self.workshop.add(kind)
        self.tell(told)
        self.renew()
        self.post_message(self.FileChanged())
        if not told:
            self.open_exercise(number, begin=True)

    def open_exercise(self, number: int, *, begin: bool = False) -> None:
        """Open an exercise: one that is made of words of the article there, where it is just begun."""
        lines = self.workshop.lines_of(number)
        in_article = self.workshop.is_of_one_sentence(number) or (
            lines is not None and ("find" in lines.words or not {*lines.words} - {"quote", "text"})
        )
        if begin and in_article and self.workshop.place.article is not None:
            self.post_message(self.ArticleWanted(number))
        else:
            self.post_message(self.FormWanted(number, "question" if begin else ""))

    def action_mark_words(self) -> None:
        """To the article."""
        if self.workshop.place.article is None:
            self.tell(_("The article cannot be read; t tells why."))
        else:
            self.post_message(self.ArticleWanted(max(0, self.at[0])))


WRITER = ("add_exercise", "mark_words", "to_do", "to_do_too", "play_it", "own_editor", "take_back", "leave")


class LessonToWrite(WritingScreen):
    """The lesson and its exercises."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((*WRITER, "remove_line", "line_up", "line_down"))

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        yield Banner()
        yield Sheet(id="exercises", verb=_("open"), measure=96)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the exercises."""
        self.renew()
        self.query_one(Sheet).focus()

    @property
    def sheet(self) -> Sheet:
        """The exercises."""
        return self.query_one("#exercises", Sheet)

    @property
    def at(self) -> tuple[int, str]:
        """The exercise at hand."""
        return _number(self.sheet.key), ""

    def show_lesson(self) -> None:
        """The exercises, and what is to do."""
        workshop = self.workshop
        count = len(workshop.exercises)
        told = plural("{n} exercise", "{n} exercises", count).format(n=count)
        right = joined(plain(told), plain(self.saved(), "$quiet"), between="   ")
        self.query_one(TitleBar).show(
            joined(plain(_("write"), "$accent"), line(workshop.title, "bold"), between="  "), right
        )
        self.show_trouble()
        self.sheet.show(self._entries())

    def _entries(self) -> list[Entry]:
        workshop = self.workshop
        place = workshop.place
        articles = [one for one in (place.article, place.beside) if one is not None]
        about = "; ".join(
            " ".join(filter(None, (one.masthead.outlet, one.masthead.published or ""))) or one.text[:40]
            for one in articles
        )
        entries = [
            Entry(
                line(about or _("no article that can be read")), lead=plain(f"{_('Articles'):<10}", "$quiet")
            ),
            Entry(line(workshop.title), "lesson", lead=plain(f"{_('Lesson'):<10}", "$quiet")),
        ]
        for number in range(len(workshop.exercises)):
            kind = workshop.kind(number)
            count = count_to_write(workshop.blanks(number))
            right = (
                plain(_("{n} to do").format(n=count), "bold $sign-missed")
                if count
                else plain(workshop.counted(number), "$quiet")
            )
            lead = plain(f"{number + 1:>3} {kind or '?':<9}", "bold")
            words = (
                prose_line(workshop.question(number)) if kind else plain(_("for your editor: e"), "$quiet")
            )
            entries.append(Entry(words, str(number), lead=lead, right=right, gap=0 if number else 1, most=1))
        if not workshop.exercises:
            entries.append(
                Entry(
                    plain(_("No exercise yet: press a, or m to mark words in the article."), "$quiet"), gap=1
                )
            )
        notes = workshop.fields.get("notes")
        if isinstance(notes, list):
            told = plural("{n} note on the finished article", "{n} notes on the finished article", len(notes))
            entries.append(
                Entry(
                    plain(told.format(n=len(notes))), "notes", lead=plain(f"{'':>3} {_('notes'):<9}", "bold")
                )
            )
        todo = workshop.to_do()
        if todo:
            told = ", ".join(where_and_what(one) for one in todo[:3]) + (" …" if len(todo) > 3 else "")
            lead = plain(f"{_('To do')} {len(todo):<4}", "bold")
            entries.append(Entry(line(told), lead=lead, gap=1, most=2))
        return entries

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Open the exercise."""
        self.open_exercise(_number(event.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs an exercise at hand; there is nothing to go back to."""
        number = _number(self.sheet.key) if self.is_mounted else LESSON
        count = len(self.workshop.exercises)
        if action == "leave":
            return False
        if action == "line_up":
            return 0 < number < count
        if action == "line_down":
            return 0 <= number < count - 1
        if action in ("remove_line", "play_it"):
            return 0 <= number < count
        if action == "take_back":
            return self.workshop.manuscript.can_undo
        return True

    def action_remove_line(self) -> None:
        """Take the exercise out of the lesson."""
        number, _key = self.at
        if self.change(Remove(("exercises", number))):
            self.tell(_("Exercise {n} is out; u takes that back.").format(n=number + 1))

    def action_line_up(self) -> None:
        """Move the exercise up."""
        self._move(-1)

    def action_line_down(self) -> None:
        """Move the exercise down."""
        self._move(1)

    def _move(self, way: int) -> None:
        number, _key = self.at
        if self.change(Swap(("exercises", number), way)):
            self.sheet.go_to(str(number + way))
            self.refresh_bindings()

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Other keys work on another line."""
        self.refresh_bindings()


def _number(key: str) -> int:
    return int(key) if key.isdecimal() else NOTED if key == "notes" else LESSON
