"""From a lesson's folder to the screen that plays it; before a sealed one stands its code, before a test its rules."""

from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.context import Context
from lessons.i18n import _
from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import NOT_BOUND
from lessons.model.course import Seal
from lessons.model.problem import LessonError
from lessons.play import Session
from lessons.play.rules import Rules, told_rules
from lessons.record.recorder import RecordError
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.program import OPENING
from tui.safe_text import line, plain
from tui.screens.lesson import LessonScreen
from tui.screens.trouble import BringYourCopy, LessonTrouble, RecordTrouble
from tui.widgets.answer_field import AnswerField, FieldMenu
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.lesson.lesson import AnswerKey
    from lessons.record.recorder import Recorder

MOST_LETTERS = 200
"""Most characters of a typed code that are looked at."""


class CodeScreen(FittedScreen[bool | None]):
    """Asks for the code of a sealed lesson; returns whether it was opened."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, lesson: Lesson, home: Path) -> None:
        super().__init__()
        self.lesson, self.home = lesson, home
        self._told: list[Entry] = []
        self._opening = False

    def compose(self) -> ComposeResult:
        """A title, what to do, the field, the keys."""
        yield TitleBar(line(self.lesson.title, "bold"))
        yield FieldMenu(self._entries(), verb=_("type"))
        yield AnswerField("", id="code")
        yield KeyBar()

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(AnswerField).focus()

    def _entries(self) -> list[Entry]:
        head = _(
            "The answers of this lesson are sealed. Type the code that your teacher gave you, then Enter."
        )
        return [Entry(plain(head), gap=1), *self._told, Entry(plain(_("Type the code")), "type", gap=1)]

    def _tell(self, *answer: Entry) -> None:
        self._told = [*answer]
        self.query_one(Sheet).show(self._entries())

    def on_sheet_chosen(self) -> None:
        """Back to the field."""
        self.query_one(AnswerField).focus()

    def on_answer_field_done(self) -> None:
        """Try the code, once the field has taken in every key that was pressed before."""
        self.query_one(AnswerField).call_later(self._take)

    def _take(self) -> None:
        """Try what is typed; that takes a second, in which the screen goes on living."""
        code = self.query_one(AnswerField).text[:MOST_LETTERS]
        if self._opening:
            return
        if not code.strip():
            self.query_one(Sheet).focus()
            return
        self._opening = True
        self._tell(Entry(plain(_("Trying the code ...")), gap=1))
        self._try(code)

    @work(exclusive=True, group=OPENING)
    async def _try(self, code: str) -> None:
        from lessons.share.sealing.sealed_key import unseal

        try:
            await to_thread(unseal, self.lesson.folder.absolute().parent, code, self.home)
        except LessonError as error:
            problem = error.problems[0]
            refusal = Entry(line(problem.found, "bold $sign-wrong"), gap=1)
            self._tell(refusal, Entry(line(problem.fix), lead=plain(_("to mend it: "), "$quiet"), indent=2))
        except RecordError as error:
            self._tell(Entry(line(error.found, "bold $sign-wrong"), gap=1), Entry(line(error.fix), indent=2))
        else:
            self.dismiss(True)
        self._opening = False

    def action_leave(self) -> None:
        """Back, not opened."""
        self.dismiss(None)


class SealedScreen(FittedScreen[bool | None]):
    """Says that a sealed lesson is not open yet, where the learner has no code to type."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self.lesson = lesson

    def compose(self) -> ComposeResult:
        """A title, what is so, the keys."""
        yield TitleBar(line(self.lesson.title, "bold"))
        words = _("The answers of this lesson are sealed. Your teacher opens it for the class.")
        yield Sheet([Entry(plain(words), gap=1), Entry(plain(_("back")), "back", gap=1)])
        yield KeyBar()

    def on_sheet_chosen(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)


class BeginScreen(FittedScreen[bool | None]):
    """The rules of a test; returns whether the student begins."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, lesson: Lesson, seal: Seal) -> None:
        super().__init__()
        self.lesson, self.seal = lesson, seal

    def compose(self) -> ComposeResult:
        """A title, the rules, the keys."""
        yield TitleBar(line(self.lesson.title, "bold"), plain(_("test"), "$quiet"))
        yield Sheet(self._entries(), verb=_("begin"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        figures = _("A test of {count} exercises.").format(count=len(self.lesson.exercises))
        entries = [Entry(plain(figures, "bold"), gap=1)]
        entries += [Entry(plain(rule), gap=1) for rule in told_rules(self.seal)]
        return [*entries, Entry(plain(_("Begin the test")), "begin", gap=1)]

    def on_sheet_chosen(self) -> None:
        """Begin."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Not yet."""
        self.dismiss(None)


def threshold(lesson: Lesson, folder: Path, context: Context, *, begun: bool) -> Screen[bool | None] | None:
    """The screen that stands before a sealed lesson; ``None`` when it opens at once."""
    from lessons.record.own_copies import is_sealed

    if lesson.seal is None or not is_sealed(folder, context.home):
        return None
    if not lesson.seal.is_test:
        return CodeScreen(lesson, context.home) if context.powers.allow("unseal") else SealedScreen(lesson)
    return None if begun else BeginScreen(lesson, lesson.seal)


def lesson_screen(
    folder: Path,
    record: "Recorder",
    context: Context,
    rules: "Callable[[Lesson], Rules]",
    ready: "tuple[Lesson, Callable[[], AnswerKey]] | None" = None,
    *,
    begin: bool = False,
) -> Screen[None] | Screen[bool | None]:
    """Open a lesson and its key's door, or go on from what ``open_to_play`` gave before: ``ready``; to be taken as
    ``rules`` says.

    Before a sealed lesson stands the screen for its code; before a test one with its rules, unless ``begin``.
    """
    try:
        lesson, key = ready or open_to_play(folder, context.home)
        if lesson.seal is not None:
            from lessons.play.rules import begun

            screen = threshold(lesson, folder, context, begun=begin or begun(lesson, record))
            if screen is not None:
                return screen
        session = Session(lesson, record, key, rules=rules(lesson))
        session.read_first()
        return LessonScreen(session)
    except LessonError as error:
        unbound = all(problem.code == NOT_BOUND for problem in error.problems)
        return BringYourCopy(error) if unbound else LessonTrouble(error)
    except RecordError as error:
        return RecordTrouble(error)
