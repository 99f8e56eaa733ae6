"""The classes on this machine; one class, the lessons it works on, how many handed in, and how it did."""

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from lessons.i18n import _, plural
from lessons.model.problem import LessonError
from lessons.model.result import percent
from lessons.record.event import local_words
from lessons.reports.classes.looking import guessing
from lessons.school.class_cards import AssignedCard, ClassCard, class_cards
from lessons.school.classes import known_classes
from lessons.school.store import Assignment
from tui.actions import bindings
from tui.ahead import aside
from tui.layout import FittedScreen
from tui.safe_text import EMPTY, joined, line, plain
from tui.screens.class_lesson import ClassLessonScreen, Names
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet


class ClassesScreen(FittedScreen[None]):
    """A line for each class, with its lessons."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("settings", "read_again"))

    def __init__(self, home: Path, names: Names, named: Path | None = None) -> None:
        super().__init__()
        self.home, self.names = home, names
        self._named = named
        """A class that was named, and may lie elsewhere."""
        self._cards: tuple[ClassCard, ...] = ()

    def compose(self) -> ComposeResult:
        """A title, the classes, the keys."""
        yield TitleBar(plain("closeread", "bold"), plain(_("classes"), "$quiet"))
        yield Sheet(self._entries(), verb=_("open"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        named = [] if self._named is None else [self._named]
        self._cards = class_cards(
            dict.fromkeys(path.absolute() for path in (*known_classes(self.home), *named))
        )
        if not self._cards:
            return [
                Entry(plain(_("There is no class yet.")), gap=1),
                Entry(
                    plain(
                        _(
                            "Learners hand in with 'closeread hand-in LESSON'. Gather their files in a folder, and "
                            "'closeread collect FOLDER -c NAME' makes the class."
                        )
                    ),
                    gap=1,
                ),
            ]
        return [entry for number, card in enumerate(self._cards) for entry in _card(number, card)]

    def on_screen_resume(self) -> None:
        """Coming back from a class, show what changed."""
        self.action_read_again()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Open the class."""
        self.app.push_screen(ClassScreen(self._cards[int(event.key)].path, self.home, self.names))

    def action_read_again(self) -> None:
        """Read the classes afresh."""
        self.query_one(Sheet).show(self._entries())

    def action_settings(self) -> None:
        """Choose the colours."""
        from tui.screens.settings import ColoursScreen

        self.app.push_screen(ColoursScreen())


def _card(number: int, card: ClassCard) -> list[Entry]:
    if card.trouble is not None:
        trouble = Entry(line(card.trouble.found, "$sign-wrong"), indent=2)
        return [Entry(line(card.name, "bold"), str(number), gap=1), trouble]
    lessons = ", ".join(one.title for one in card.lessons) or _("no lesson yet")
    return [
        Entry(line(card.name, "bold"), str(number), right=learners(card.learners), gap=1),
        Entry(line(lessons, "$quiet"), indent=2),
    ]


def learners(count: int) -> Content:
    """How many learners."""
    return plain(plural("{count} learner", "{count} learners", count).format(count=count), "$quiet")


class ClassScreen(FittedScreen[None]):
    """A line for each lesson of a class."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("read_again", "leave"))

    def __init__(self, path: Path, home: Path, names: Names) -> None:
        super().__init__()
        self.path, self.home, self.names = path, home, names
        self.card = self._read()
        self._chances: dict[Assignment, Fraction | None] = {}
        """What guessing would give, worked out one by one; ``None`` for a lesson that cannot be opened."""
        self.footer_labels = {"leave": _("classes")}

    def _read(self) -> ClassCard:
        (card,) = class_cards([self.path])
        return card

    def compose(self) -> ComposeResult:
        """A title, the lessons, the keys."""
        yield TitleBar(line(self.card.name, "bold"), self._count())
        yield Sheet(self._entries(), verb=_("open"))
        yield KeyBar()

    def _count(self) -> Content:
        """How many learners, where that is known."""
        return learners(self.card.learners) if self.card.trouble is None else EMPTY

    def on_mount(self) -> None:
        """Work out what guessing would give."""
        self._guess()

    def _guess(self) -> None:
        self._work_out()

    @work(group="guessing", exclusive=True)
    async def _work_out(self) -> None:
        for one in self.card.lessons:
            if one.assignment not in self._chances:
                try:
                    chance: Fraction | None = await aside(partial(guessing, one.assignment, self.home))
                except (LessonError, OSError):
                    chance = None
                self._chances[one.assignment] = chance
                self.query_one(Sheet).show(self._entries(), follow=False)

    def assignment(self, word: str) -> Assignment | None:
        """The lesson of this name, or course/lesson."""
        return next(
            (
                one.assignment
                for one in self.card.lessons
                if word.rstrip("/")
                in (one.assignment.lesson, f"{one.assignment.course}/{one.assignment.lesson}")
            ),
            None,
        )

    def _entries(self) -> list[Entry]:
        if self.card.trouble is not None:
            trouble = self.card.trouble
            return [
                Entry(line(trouble.found, "$sign-wrong"), gap=1),
                Entry(line(trouble.fix), lead=plain(_("to mend it: "), "$quiet")),
            ]
        entries = [
            entry for number, one in enumerate(self.card.lessons) for entry in self._lesson(number, one)
        ]
        if entries:
            caption = _("The mean score, and in brackets what guessing would give.")
            return [*entries, Entry(plain(caption, "$quiet"), gap=1)]
        words = _("The class works on no lesson yet: closeread class assign CLASS LESSON.")
        return [Entry(plain(words), gap=1)]

    def _lesson(self, number: int, one: AssignedCard) -> list[Entry]:
        cells = [learners(one.learners), plain(self._score(one).rjust(12), "bold")]
        entries = [Entry(line(one.title), str(number), right=joined(*cells), gap=1)]
        if one.assignment.due:
            due = _("due {date}").format(date=local_words(one.assignment.due))
            entries.append(Entry(line(due, "$quiet"), indent=2))
        if one.assignment.short:
            entries.append(Entry(plain(_("short path"), "$quiet"), indent=2))
        if self._chances.get(one.assignment, 0) is None:
            trouble = plain(_("The lesson cannot be opened; Enter says why."), "$sign-wrong")
            entries.append(Entry(trouble, indent=2))
        return entries

    def _score(self, one: AssignedCard) -> str:
        if one.mean is None:
            return "-"
        chance = self._chances.get(one.assignment)
        return f"{percent(one.mean)} ({percent(chance) if chance is not None else '…'})"

    def on_screen_resume(self) -> None:
        """Coming back from a lesson, show what changed."""
        if self.is_mounted:
            self.action_read_again()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Open the lesson."""
        chosen = self.card.lessons[int(event.key)].assignment
        self.app.push_screen(self.lesson_screen(chosen))

    def lesson_screen(self, assignment: Assignment) -> ClassLessonScreen:
        """The screen of a lesson of this class."""
        return ClassLessonScreen(self.card, assignment, self.home, self.names)

    def action_read_again(self) -> None:
        """Read the class afresh."""
        self.card = self._read()
        self.query_one(TitleBar).show(line(self.card.name, "bold"), self._count())
        self.query_one(Sheet).show(self._entries())
        self._guess()

    def action_leave(self) -> None:
        """Back to the classes."""
        self.dismiss(None)
