"""Hand in a lesson: to the class that was joined, or as a file under a name and into a folder that are asked for."""

import contextvars
import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.context import Context
from lessons.i18n import _, counted
from lessons.record.paths import has_joined
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

if TYPE_CHECKING:
    from lessons.share.joining.membership import Membership
    from lessons.share.joining.outbox import HandedToClass

_NAME, _FOLDER, _GO, _BACK, _FILE = "name", "folder", "go", "back", "file"


def hand_in_screen(lesson: Path, context: Context) -> FittedScreen[None]:
    """The screen on which this learner hands in."""
    if has_joined(context.home):
        from lessons.share.joining.outbox import class_joined

        with suppress(RecordError):  # the home screen says what is wrong; a file can always be written
            membership = class_joined(context)
            if membership is not None:
                return ClassHandInScreen(lesson, context, membership)
    return HandInScreen(lesson, context)


class ClassHandInScreen(FittedScreen[None]):
    """Sends the hand-in to the class, beside the screen; what the class does not take now is kept and sent later."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, lesson: Path, context: Context, membership: "Membership") -> None:
        super().__init__()
        self.lesson, self.context, self._membership = lesson, context, membership
        self._is_sending = False
        self._trouble: HandingInError | None = None
        self._handed: HandedToClass | None = None

    def compose(self) -> ComposeResult:
        """A title, what is done and what came of it, the keys."""
        yield TitleBar(plain(_("Hand in"), "bold"))
        yield Sheet(self._entries(), key=_GO, verb=_("take"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        one = self._membership
        introduction = _(
            "Your answers in this lesson go to your class over the network. You may hand in as often as you like; "
            "your first answers stay the ones that count."
        )
        entries = paragraphs(introduction)
        for gap, name, words in (
            (1, _("class"), f"{one.class_name}  {one.url}"),
            (0, _("name"), one.learner),
        ):
            entries.append(Entry(joined(plain(name.ljust(8), "$quiet"), line(words)), gap=gap))
        again = _("hand in again") if self._handed is not None else _("hand in to the class")
        entries.append(Entry(plain(_("handing in ...") if self._is_sending else again, "bold"), _GO, gap=1))
        entries.append(Entry(plain(_("write a file instead")), _FILE))
        if self._trouble is not None:
            entries += _refusal(self._trouble)
        if self._handed is not None:
            entries += self._told(self._handed)
        return entries

    def _told(self, handed: "HandedToClass") -> list[Entry]:
        colour = "$sign-right" if handed.trouble is None else "$sign-wrong"
        entries = [Entry(line(handed.sentence(), f"bold {colour}"), gap=1)]
        entries += [Entry(plain(sentence, "$sign-wrong")) for sentence in told_left_out(handed.left_out)]
        if handed.sealed:
            entries.append(Entry(plain(_("It is sealed: your teacher alone can open it."))))
        return [*entries, Entry(plain(_("back to the lesson")), _BACK, gap=1)]

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Hand in, write a file, or go back."""
        if event.key == _BACK:
            self.dismiss(None)
        elif event.key == _FILE:
            self.app.switch_screen(HandInScreen(self.lesson, self.context))
        elif event.key == _GO and not self._is_sending:
            self._is_sending, self._handed, self._trouble = True, None, None
            self._show(_GO)
            in_words = contextvars.copy_context()  # of the learner's language
            # no worker: the program would wait for it at its end, for as long as the class likes
            threading.Thread(target=in_words.run, args=(self._send,), daemon=True).start()

    def _send(self) -> None:
        from lessons.share.joining.outbox import try_class

        handed, trouble = None, None
        try:
            handed = try_class(self.lesson, self.context)
        except HandingInError as error:
            trouble = error
        with suppress(RuntimeError, CancelledError):  # the program has ended
            self.app.call_from_thread(self._done, handed, trouble)

    def _done(self, handed: "HandedToClass | None", trouble: HandingInError | None) -> None:
        self._is_sending, self._handed, self._trouble = False, handed, trouble
        if self.is_attached:
            self._show(_GO if handed is None else _BACK)

    def _show(self, key: str) -> None:
        self.query_one(Sheet).show(self._entries(), key)

    def action_leave(self) -> None:
        """Back to the lesson; what is under way goes on."""
        self.dismiss(None)


def _refusal(trouble: HandingInError) -> list[Entry]:
    """That nothing was handed in, why, and what mends it."""
    refusal = _("Nothing was handed in: {found}.").format(found=trouble.found)
    mend = Entry(line(trouble.fix), lead=plain(_("to mend it: "), "$quiet"))
    return [Entry(line(refusal, "bold $sign-wrong"), gap=1), mend]


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
            entries += _refusal(self._trouble)
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
