"""The form of an exercise, of the lesson itself, or of its notes, blank by blank."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from lessons.author.blank import Blank, change_of, filled
from lessons.author.blanks import count_to_write
from lessons.author.workshop import LESSON, NOTED, ToDo, Workshop
from lessons.author.yaml_changes import Remove, Rename, Swap
from lessons.i18n import _
from tui.actions import bindings
from tui.safe_text import EMPTY, joined, line, plain
from tui.screens.what_next import ToDoLines
from tui.screens.writing import WRITER, WritingScreen
from tui.widgets.blanks_panel import BlanksPanel
from tui.widgets.key_bar import Banner, KeyBar, TitleBar
from tui.widgets.sheet import Sheet
from tui.widgets.writers_desk import WritersDesk

READING = ("read_article_on", "read_article_back")
"""What the article beside a form is read with."""


class FormScreen(WritingScreen):
    """An exercise, the lesson itself, or its notes, blank by blank."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (*WRITER[1:], "remove_line", "line_up", "line_down", "every_field", "change_word", *READING)
    )

    def __init__(self, workshop: Workshop, editor: str, number: int, key: str = "") -> None:
        super().__init__(workshop, editor)
        self.number, self._first = number, key
        self.more = False
        """Whether every field is shown."""
        self._beside = False
        """Whether the article stands beside the form."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        yield Banner()
        with Container(id="work"):
            if self.workshop.place.article is not None:
                yield WritersDesk(self.workshop)
            with Container(id="side"):
                yield BlanksPanel()
                yield ToDoLines()
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the blank that was asked for."""
        self.panel.said_before = self.workshop.said_before
        for desk in self.query(WritersDesk):
            desk.begin(self.number)
            for view in desk.views:
                view.can_focus = False  # it is read here; the keys are those of the form
        self.on_resize()
        self.panel.sheet.focus()
        blanks = self.panel.blanks
        key = self._first
        if (
            key and self.panel.blank(key) is None
        ):  # a fault stands at a line's first word, under whatever name
            group = key.rpartition("/")[0]
            key = next((one.key for one in blanks if group and one.key.startswith(f"{group}/")), "")
        if key:
            self.panel.fill(key)

    def on_resize(self) -> None:
        """The article beside the form, where there is room."""
        self._beside = any(desk.fit_beside_form(self.app.size.width) for desk in self.query(WritersDesk))
        self.renew()

    @property
    def panel(self) -> BlanksPanel:
        """The form."""
        return self.query_one(BlanksPanel)

    @property
    def at(self) -> tuple[int, str]:
        """The exercise, and the blank at hand."""
        return self.number, self.panel.sheet.key

    def show_lesson(self) -> None:
        """The blanks of the exercise."""
        workshop = self.workshop
        if self.number >= len(workshop.exercises):
            self.dismiss(None)
            return
        what = {LESSON: _("lesson"), NOTED: _("notes")}.get(self.number)
        what = what or f"{self.number + 1} {workshop.kind(self.number)}"
        left = joined(plain(_("write"), "$accent"), plain(what, "bold"), line(workshop.title), between="  ")
        blanks = workshop.blanks(self.number, more=self.more)
        count = count_to_write(blanks)
        todo = plain(_("{n} to do").format(n=count), "bold $sign-missed") if count else EMPTY
        self.query_one(TitleBar).show(left, joined(todo, plain(self.saved(), "$quiet"), between="   "))
        self.show_trouble()
        self.panel.show(blanks)
        for desk in self.query(WritersDesk):
            desk.show_marks(self.number)
        self.query_one(ToDoLines).show(workshop.to_do() if self._beside else ())
        self._bring_words()
        self.refresh_bindings()

    def _bring_words(self) -> None:
        """Bring the words that the line at hand is about into view, in the article beside the form."""
        _name, number, *_rest = [*self.panel.sheet.key.split("/"), ""]
        for desk in self.query(WritersDesk):
            if self._beside and number.isdecimal():
                desk.bring(self.number, int(number))

    # Filling

    def on_blanks_panel_blank_filled(self, event: BlanksPanel.BlankFilled) -> None:
        """Put the answer into the file, and go on to the next blank."""
        blank = event.blank
        before = [one.key for one in self.panel.blanks]
        done = True
        if not (blank.is_new and event.value is None):
            done = self.change(change_of(blank, event.value))
        if event.way == 0:
            return
        passed = [one.key for one in self.panel.blanks if not one.extra or one.key == blank.key]
        key = next_key(blank, passed, before, event.way, event.value is not None)
        if not done:
            self.panel.fill(blank.key)
        elif key:
            self.panel.fill(key)
        else:
            self.panel.close()
            self.tell(_("That was the last one. p plays it from here; esc goes back to the list."))

    def on_blanks_panel_turned(self, event: BlanksPanel.Turned) -> None:
        """Let the line begin with another word."""
        self.turn(event.blank)
        self.panel.fill(self.panel.sheet.key)

    def turn(self, blank: Blank) -> None:
        """Let the line that a blank belongs to begin with its next word: right, wrong, partly, …"""
        head = self.panel.blank(f"{blank.key.rpartition('/')[0]}/words")
        if head is None or len(head.verdicts) < 2:
            self.tell(_("This line begins with nothing that could be changed."))
            return
        now = str(head.trail[-1])
        place = head.verdicts.index(now) if now in head.verdicts else -1
        self.change(Rename(head.trail, head.verdicts[(place + 1) % len(head.verdicts)]))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a line at hand."""
        if not self.is_mounted:
            return True
        blank = self.panel.at
        if action in ("remove_line", "line_up", "line_down"):
            return blank is not None and blank.depth > 0 and not blank.is_new
        if action == "change_word":
            return blank is not None and blank.depth > 0 and not blank.is_new and self.number >= 0
        if action == "read_article":
            return self._beside
        if action == "every_field":
            return self.number >= 0
        if action in ("mark_words", "play_it"):
            return self.number >= 0
        if action == "take_back":
            return self.workshop.manuscript.can_undo
        return True

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Other keys work on another line."""
        self._bring_words()
        self.refresh_bindings()

    def action_read_article(self, way: int) -> None:
        """Read on (1) or back (-1) in the article by a page, while the field keeps the keys."""
        for desk in self.query(WritersDesk):
            desk.current.action_go("page_down" if way > 0 else "page_up")

    def action_every_field(self) -> None:
        """Show every field that there is, or only those in use."""
        self.more = not self.more
        self.renew()

    def action_change_word(self) -> None:
        """Right or wrong."""
        if self.panel.at is not None:
            self.turn(self.panel.at)

    def _line(self) -> tuple[str | int, ...] | None:
        blank = self.panel.at
        head = self.panel.blank(f"{blank.key.rpartition('/')[0]}/words") if blank is not None else None
        if head is None:
            return None
        return head.trail if isinstance(head.trail[-1], int) else head.trail[:-1]

    def action_remove_line(self) -> None:
        """Take the line out."""
        trail = self._line()
        if trail is not None and self.change(Remove(trail)):
            self.tell(_("Taken out; u takes that back."))

    def action_line_up(self) -> None:
        """Move the line up."""
        self._move(-1)

    def action_line_down(self) -> None:
        """Move the line down."""
        self._move(1)

    def _move(self, way: int) -> None:
        trail = self._line()
        if trail is not None and self.change(Swap(trail, way)):
            name, number = trail[-2], trail[-1]
            assert isinstance(number, int)  # of the line
            self.panel.sheet.go_to(f"{name}/{number + way}/words")

    def action_to_do_typing(self) -> None:
        """What is to do, from inside the field: what is typed is kept."""
        self._keep()
        self.action_to_do()

    def action_play_typing(self) -> None:
        """Play it, from inside the field: what is typed is kept."""
        self._keep()
        self.action_play_it()

    def _keep(self) -> None:
        """Keep what is typed."""
        blank = self.panel.filling
        if blank is not None and not blank.is_new and blank.sort != "pick":
            self.change(change_of(blank, filled(blank, self.panel.field.text)))

    def go_to_do(self, wanted: ToDo | None) -> None:
        """Go where something is to be done; in this form, without another one."""
        if wanted is not None and wanted.number == self.number:
            self.panel.fill(wanted.key or "question")
        elif wanted is not None:
            self.app.switch_screen(FormScreen(self.workshop, self.editor, wanted.number, wanted.key))


def next_key(blank: Blank, keys: Sequence[str], before: Sequence[str], way: int, made: bool) -> str:
    """The blank to go to: what is asked of a new line, the one after it, or the one before; empty at the end."""
    if blank.is_new and made and way > 0:
        fresh = [key for key in keys if key not in before]
        asked = [key for key in fresh if not key.endswith("/words")]
        return (asked or [blank.key])[0]
    if blank.key not in keys:
        return ""
    at = keys.index(blank.key) + way
    return keys[at] if 0 <= at < len(keys) else ""
