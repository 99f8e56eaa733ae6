"""Hand in a lesson: the name the teacher sees, the folder where files are gathered, and where the file lies then."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.context import Context
from lessons.i18n import _, counted
from lessons.record.recorder import RecordError
from lessons.share.handing_in.handing_in import (
    HandedIn,
    HandingInError,
    hand_over,
    inbox,
    name_of,
    told_left_out,
)
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.safe_text import joined, line, plain
from tui.widgets.answer_field import AnswerField, FieldMenu
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs

_NAME, _FOLDER, _GO, _BACK = "name", "folder", "go", "back"


class HandInScreen(FittedScreen[None]):
    """Asks, writes, and says what became of it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))
    CSS = """
    HandInScreen AnswerField { display: none; }
    HandInScreen.-typing AnswerField { display: block; }
    """

    def __init__(self, lesson: Path, context: Context) -> None:
        super().__init__()
        self.lesson, self.context = lesson, context
        self._said = {_NAME: "", _FOLDER: str(inbox(context))}
        self._typed = ""
        """What is being typed: the name, the folder, or nothing."""
        self._trouble: HandingInError | None = None
        self._done: HandedIn | None = None
        try:
            self._said[_NAME] = name_of(context)
        except RecordError as error:
            self._trouble = HandingInError(error.found, error.fix)

    def compose(self) -> ComposeResult:
        """A title, what is asked, a field, the keys."""
        yield TitleBar(plain(_("Hand in"), "bold"))
        yield FieldMenu(self._entries(), key=_GO, verb=_("take"))
        yield AnswerField("", id="said")
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        introduction = _(
            "Your answers in this lesson go into one file for your teacher, under the name below. Nothing else leaves "
            "this machine: not your user name, no other lesson. You may hand in as often as you like; your first "
            "answers stay the ones that count."
        )
        entries = paragraphs(introduction)
        for gap, name, key in ((1, _("name"), _NAME), (0, _("folder"), _FOLDER)):
            words = joined(plain(name.ljust(8), "$quiet"), line(self._said[key]))
            entries.append(Entry(words, key, gap=gap))
        again = _("hand in again") if self._done is not None else _("hand in")
        entries.append(Entry(plain(again, "bold"), _GO, gap=1))
        if self._trouble is not None:
            refusal = _("Nothing was handed in: {found}.").format(found=self._trouble.found)
            entries.append(Entry(line(refusal, "bold $sign-wrong"), gap=1))
            entries.append(Entry(line(self._trouble.fix), lead=plain(_("to mend it: "), "$quiet")))
        if self._done is not None:
            entries += self._told(self._done)
        return entries

    def _told(self, done: HandedIn) -> list[Entry]:
        answers = counted("{count} answer is handed in:", "{count} answers are handed in:", done.answered)
        entries = [Entry(plain(answers, "bold $sign-right"), gap=1)]
        entries.append(Entry(line(str(done.file)), indent=2))
        entries += [Entry(plain(sentence, "$sign-wrong")) for sentence in told_left_out(done.left_out)]
        if done.sealed:
            entries.append(Entry(plain(_("The file is sealed: your teacher alone can open it."))))
        return [*entries, Entry(plain(_("back to the lesson")), _BACK, gap=1)]

    def _show(self, key: str) -> None:
        self.query_one(Sheet).show(self._entries(), key)
        self.query_one(Sheet).focus()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Type a name or a folder; hand in; or go back."""
        if event.key == _BACK:
            self.dismiss(None)
        elif event.key == _GO:
            self._hand_in()
        else:
            self._typed = event.key
            self.add_class("-typing")
            field = self.query_one(AnswerField)
            field.load_text(self._said[event.key])
            field.move_cursor(field.document.end)
            field.focus()

    def on_answer_field_done(self) -> None:
        """Take what was typed; an empty field leaves things as they were."""
        typed = " ".join(self.query_one(AnswerField).text.split("\n")).strip()
        if typed:
            self._said[self._typed] = typed
        self.remove_class("-typing")
        self._show(self._typed if not typed else _GO)

    def _hand_in(self) -> None:
        self._trouble = self._done = None
        try:
            self._done = hand_over(self.lesson, self.context, self._said[_NAME], self._said[_FOLDER])
        except HandingInError as error:
            self._trouble = error
        else:
            self._said[_NAME] = self._done.name
        self._show(_BACK if self._done is not None else _FOLDER)

    def action_leave(self) -> None:
        """Back to the lesson."""
        self.dismiss(None)
