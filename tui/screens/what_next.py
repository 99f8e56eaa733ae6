"""What a writer may do next: an exercise to add, and what is still to write or to mend."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from lessons.author.offered_mends import Mend, mend, mends
from lessons.author.workshop import LESSON, NOTED, ToDo, Workshop, wishes
from lessons.checking.run import check
from lessons.i18n import _
from lessons.model.problem import Problem
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.program import program_of
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.blank_field import DIGITS
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

LETTERS = (*DIGITS, "w", "x", "y", "z")
"""What chooses a kind in the list of wishes."""


class WishScreen(FittedScreen[str]):
    """What students are to do, and the kind of exercise for it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave", "wish"))

    def __init__(self, workshop: Workshop) -> None:
        super().__init__()
        self.wishes = wishes(beside=workshop.place.beside is not None)
        self.beside = workshop.place.beside is not None

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(plain(_("You want students to …"), "bold"), plain(_("add an exercise"), "$accent"))
        yield Sheet(self._entries(), verb=_("take"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        entries = []
        for number, (kind, told) in enumerate(self.wishes):
            lead = plain(f"{LETTERS[number] if number < len(LETTERS) else ' '}  ", "bold")
            entries.append(Entry(line(told), kind, lead=lead, right=plain(kind, "$quiet")))
        if not self.beside:
            told = _("With a second text (beside: in lesson.yaml) they can hold the two side by side.")
            entries.append(Entry(plain(told, "$quiet"), gap=1))
        return entries

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take it."""
        self.dismiss(event.key)

    def action_wish(self, key: str) -> None:
        """Take the one with this digit or letter."""
        place = LETTERS.index(key)
        if place < len(self.wishes):
            self.dismiss(self.wishes[place][0])

    def action_leave(self) -> None:
        """Back, without an exercise."""
        self.dismiss(None)


class ToDoLines(Widget):
    """The first of what is to do, below a form that stands beside the article."""

    DEFAULT_CSS = """
    ToDoLines { height: auto; max-height: 5; padding: 0 2; border-top: solid $rule; display: none; }
    """
    FIRST = 3
    """How many are told."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Content] = ()

    def show(self, todo: Sequence[ToDo]) -> None:
        """Show what is to do; nothing for nothing."""
        more = plain(" …", "$quiet") if len(todo) > self.FIRST else EMPTY
        head = joined(plain(_("To do"), "bold"), plain(f"  {len(todo)}"), more)
        self._lines = [head, *(line(where_and_what(one)) for one in todo[: self.FIRST])]
        self.display = bool(todo)
        self.refresh(layout=True)

    def render(self) -> Content:
        """One line for each."""
        width = max(8, self.content_size.width)
        return joined(*(one.truncate(width, ellipsis=True) for one in self._lines), between="\n")


def where_and_what(todo: ToDo) -> str:
    """Where something is to do, and what."""
    where = {LESSON: "", NOTED: _("notes: ")}.get(todo.number, f"{todo.number + 1}: ")
    return where + todo.told


class ToDoScreen(FittedScreen[ToDo]):
    """What is wrong, what is still to write, and advice."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("mend", "own_editor", "take_back", "leave"))

    def __init__(
        self, workshop: Workshop, open_editor: Callable[[int], None], changed: Callable[[], None]
    ) -> None:
        super().__init__()
        self.workshop, self.open_editor, self.changed = workshop, open_editor, changed
        self.todo: Sequence[ToDo] = ()
        self.mends: Mapping[Problem, Mend] = {}
        self._take()

    def _take(self) -> None:
        self.todo = self.workshop.to_do()
        self.mends = mends(self.workshop, [one.problem for one in self.todo if one.problem is not None])

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(self._title(), plain(_("to do"), "$accent"))
        yield Sheet(self._entries(), verb=_("go there"), measure=96)
        yield KeyBar()

    def _title(self) -> Content:
        return joined(plain(_("write"), "$accent"), line(self.workshop.title, "bold"), between="  ")

    def renew(self) -> None:
        """Show what is to do now."""
        self._take()
        self.query_one(Sheet).show(self._entries())
        self.refresh_bindings()

    def _entries(self) -> list[Entry]:
        heads = {"fault": _("Faults"), "write": _("Still to write"), "advice": _("Advice")}
        entries: list[Entry] = []
        last = ""
        for number, one in enumerate(self.todo):
            if one.sort != last:
                entries.append(Entry(plain(heads[one.sort], "bold"), gap=1 if entries else 0))
                last = one.sort
            where = {LESSON: _("lesson"), NOTED: _("notes")}.get(one.number)
            where = where or f"{one.number + 1} {self.workshop.kind(one.number)}"
            right = plain(_("line {n}").format(n=one.line), "$quiet") if one.line else EMPTY
            group = f"todo {number}"
            entries.append(
                Entry(line(one.told), str(number), lead=plain(f"{where:<12} "), right=right, group=group)
            )
            if (own := self.mends.get(one.problem) if one.problem is not None else None) is not None:
                lead = joined(plain("f", "bold"), plain(" "))
                entries.append(Entry(line(own.told), lead=lead, indent=13, group=group))
            elif one.fix:
                entries.append(
                    Entry(line(one.fix), lead=plain(_("to mend it: "), "$quiet"), indent=13, group=group)
                )
        if not self.todo:
            entries.append(Entry(plain(_("Nothing is left to do."))))
        return entries

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Go there."""
        self.dismiss(self.todo[int(event.key)])

    @property
    def at(self) -> ToDo | None:
        """What is at hand."""
        key = self.query_one(Sheet).key
        return self.todo[int(key)] if key and int(key) < len(self.todo) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be something to mend, or to take back."""
        if action == "mend" and self.is_mounted:
            return self.at is not None and self.at.problem in self.mends
        if action == "take_back":
            return self.workshop.manuscript.can_undo
        return True

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Another fault may be one that can be mended."""
        self.refresh_bindings()

    def action_mend(self) -> None:
        """Mend what is at hand."""
        if self.at is not None and self.at.problem is not None:
            problems = tuple(check([self.workshop.folder]))  # the hand may have been there meanwhile
            self._tell(mend(self.workshop, self.at.problem, problems) or _("Mended; u takes that back."))

    def action_take_back(self) -> None:
        """Take the last change out of the file again."""
        self._tell(self.workshop.manuscript.undo() or _("Undone."))

    def _tell(self, words: str) -> None:
        program_of(self).tell(plain(words))
        self.changed()
        self.renew()

    def action_own_editor(self) -> None:
        """Open the line in the author's own editor."""
        one = self.at
        self.open_editor((one.line if one is not None else 0) or 1)
        self.renew()

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
