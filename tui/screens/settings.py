"""Who is learning on this machine, and in which colours."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.context import Context
from lessons.i18n import _
from lessons.record.paths import LONGEST_NAME, known_names, learner_name
from lessons.record.recorder import LearnerNameError, RecordError
from tui import themes
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.program import program_of
from tui.safe_text import line, plain
from tui.widgets.answer_field import AnswerField, FieldMenu
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs

_NEW = "+"
_KNOWN = "="


class LearnerScreen(FittedScreen[str | None]):
    """Returns a learner's name, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))
    CSS = """
    LearnerScreen AnswerField { display: none; }
    LearnerScreen.-naming AnswerField { display: block; }
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.home, self.current = context.home, context.learner
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """A title, the names, the field for a new one, the keys."""
        yield TitleBar(plain(_("Who is learning?"), "bold"))
        yield FieldMenu(verb=_("take"))
        yield AnswerField("", id="name")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin on the current learner."""
        try:
            self._names = known_names(self.home)
        except RecordError as error:
            self._names, self._trouble = [], error.found
        if self.current not in self._names:
            self._names.insert(0, self.current)
        self._show(_KNOWN + self.current)

    def _show(self, key: str | None = None) -> None:
        entries = paragraphs(
            _("Each learner has a record of their own. It stays on this machine; a nickname will do.")
        )
        for number, name in enumerate(self._names):
            entries.append(Entry(line(name), _KNOWN + name, gap=int(number == 0)))
        entries.append(Entry(plain(_("a new name")), _NEW, gap=int(not self._names)))
        if self._trouble:
            entries.append(Entry(line(self._trouble, "$sign-wrong"), gap=1))
        self.query_one(Sheet).show(entries, key)

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take a name, or type one."""
        if event.key == _NEW:
            self.add_class("-naming")
            self.query_one(AnswerField).focus()
        else:
            self.dismiss(event.key.removeprefix(_KNOWN))

    def on_answer_field_done(self) -> None:
        """Take the name typed, if it is one."""
        field = self.query_one(AnswerField)
        try:
            self.dismiss(learner_name(field.text[: LONGEST_NAME + 1]))
        except LearnerNameError as error:
            empty = not field.text.strip()
            self._trouble = "" if empty else f"{error.found}; {error.expected}"
            self._show(_NEW)
            if empty:
                self.remove_class("-naming")
                self.query_one(Sheet).focus()

    def action_leave(self) -> None:
        """Back, nothing changed."""
        self.dismiss(None)


class ColoursScreen(FittedScreen[None]):
    """The themes; the one under the cursor is tried on at once, the one chosen is remembered."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def compose(self) -> ComposeResult:
        """A title, the list, the keys."""
        yield TitleBar(plain(_("Colours"), "bold"))
        yield Sheet(verb=_("take"))
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin on the theme in use."""
        self._before = self.app.theme
        entries = paragraphs(_("Nothing is said in colour alone: every mark and every verdict has a sign."))
        for number, theme in enumerate(themes.THEMES):
            entries.append(Entry(plain(themes.theme_name(theme.name)), theme.name, gap=int(number == 0)))
        self.query_one(Sheet).show(entries, self.app.theme)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Try a theme on."""
        self.app.theme = event.key

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take it."""
        program_of(self).change_theme(event.key)
        self.dismiss(None)

    def action_leave(self) -> None:
        """Back, with the colours as they were."""
        self.app.theme = self._before
        self.dismiss(None)
