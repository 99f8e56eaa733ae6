"""The classes on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _, plural
from lessons.school.class_cards import ClassCard, class_cards
from lessons.school.classes import known_classes
from tui.actions import bindings
from tui.safe_text import line, plain
from tui.widgets.entries import Entry
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from textual.content import Content


class ClassesScreen(Screen[None]):
    """A line for each class, with its lessons."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("settings", "read_again"))

    def __init__(self, named: Path | None = None) -> None:
        super().__init__()
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
        self._cards = class_cards(dict.fromkeys(path.absolute() for path in (*known_classes(), *named)))
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
        from tui.screens.class_lessons import ClassScreen

        self.app.push_screen(ClassScreen(self._cards[int(event.key)].path))

    def action_read_again(self) -> None:
        """Read the classes afresh."""
        self.query_one(Sheet).show(self._entries())

    def action_settings(self) -> None:
        """Choose the colours."""
        from tui.screens.settings import ColoursScreen

        self.app.push_screen(ColoursScreen())


def _card(number: int, card: ClassCard) -> list[Entry]:
    if card.trouble is not None:
        told = Entry(line(card.trouble.found, "$sign-wrong"), indent=2)
        return [Entry(line(card.name, "bold"), str(number), gap=1), told]
    lessons = ", ".join(one.title for one in card.lessons) or _("no lesson yet")
    return [
        Entry(line(card.name, "bold"), str(number), right=learners(card.learners), gap=1),
        Entry(line(lessons, "$quiet"), indent=2),
    ]


def learners(count: int) -> "Content":
    """How many learners."""
    return plain(plural("{count} learner", "{count} learners", count).format(count=count), "$quiet")
