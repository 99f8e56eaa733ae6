"""Say why the key is wrong about an item; and what the teacher answered to that, told once on opening the lesson."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.i18n import _
from lessons.kinds.wording import verdict_name
from lessons.loading.replies_source import reply_words, unreadable_replies
from lessons.model.result import Part
from lessons.play.contesting import LONGEST_REASON, Contest, Contests, item_of
from tui.actions import bindings
from tui.boards.explanation import ExplanationBoard
from tui.layout import FittedScreen
from tui.safe_text import line, plain
from tui.widgets.answer_field import AnswerField, FieldMenu
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs

_KEEP, _DROP = "keep", "drop"


class ContestScreen(FittedScreen[str | None]):
    """Returns the reason, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))
    CSS = """
    ContestScreen Sheet { height: auto; max-height: 70%; }
    ContestScreen AnswerField { display: block; height: 1fr; min-height: 3; }
    """

    def __init__(self, words: str, verdict: str, reason: str, leave: Callable[[str], None]) -> None:
        super().__init__()
        self.words, self.verdict, self.reason = words, verdict, reason
        self._leave = leave
        """Keeps a reason that is not sent: it is there again when the same item is contested once more."""
        self._refused = False
        """Whether an empty reason was sent back."""

    @classmethod
    def of(
        cls, part: Part | None, board: ExplanationBoard, exercise: str, contests: Contests
    ) -> "ContestScreen":
        """Ask about an item of an explanation, or about the exercise as a whole."""
        item = item_of(part) if part is not None else ""
        words = part.text if part is not None else _("the whole exercise")
        verdict = (part.called or verdict_name(part.verdict, board.marks)) if part is not None else ""
        before = board.contests.get(item)
        typed = contests.unsent(exercise, item) or (before.reason if before else "")
        return cls(words, verdict, typed, partial(contests.leave, exercise, item))

    def compose(self) -> ComposeResult:
        """What is contested, the field for the reason, the keys."""
        yield TitleBar(plain(_("I contest this"), "bold"))
        yield FieldMenu(verb=_("take"))
        yield AnswerField(self.reason, id="reason")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin in the field."""
        self._show("")
        self.query_one(AnswerField).focus()

    def _show(self, trouble: str) -> None:
        entries = [Entry(line(self.words, "bold"), right=plain(self.verdict, "$quiet"))]
        entries += paragraphs(
            _("Why is the key wrong here? Your teacher reads it when you hand in, and answers."), gap=1
        )
        if trouble:
            entries.append(Entry(plain(trouble, "$sign-wrong"), gap=1))
        entries.append(Entry(plain(_("contest it")), _KEEP, gap=1))
        entries.append(Entry(plain(_("leave it as it is")), _DROP))
        self.query_one(Sheet).show(entries, _KEEP)

    def on_answer_field_done(self) -> None:
        """The reason is typed: keep it, or think again. A field that is still empty after that was told: leave."""
        if self._refused and not self.unsent.strip():
            self.dismiss(None)
        else:
            self.query_one(Sheet).focus()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Keep the reason, or drop it."""
        if event.key == _DROP:
            self.dismiss(None)
        else:
            self._take()

    def _take(self) -> None:
        reason = self.query_one(AnswerField).text.strip()
        if any(character.isalnum() for character in reason):
            self.dismiss(reason[:LONGEST_REASON])
        else:
            self._refused = True
            self._show(_("Write a reason first; Esc leaves everything as it is."))
            self.query_one(AnswerField).focus()

    @property
    def unsent(self) -> str:
        """What is typed and not sent."""
        return self.query_one(AnswerField).text

    def flush(self) -> None:
        """Keep what was typed: the student leaves the screen, or the program."""
        self._leave(self.unsent)

    def action_leave(self) -> None:
        """Back, nothing contested."""
        self.dismiss(None)


class RepliesScreen(FittedScreen[None]):
    """One answer below the other."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, answered: Sequence[Contest], unreadable: bool = False) -> None:
        """``unreadable``: whether there may be answers that cannot be read."""
        super().__init__()
        self.answered, self.unreadable = answered, unreadable

    def compose(self) -> ComposeResult:
        """A title, the answers, the keys."""
        yield TitleBar(
            plain(_("Your teacher answered") if self.answered else _("Your teacher's answers"), "bold")
        )
        yield Sheet(self._entries(), verb=_("go on"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        entries: list[Entry] = []
        for number, one in enumerate(self.answered):
            assert one.reply is not None  # only answered ones are told
            words = line(one.words or _("the whole exercise"), "bold")
            entries.append(Entry(words, gap=int(number > 0), right=line(one.exercise, "$quiet")))
            if one.reason:
                entries.append(Entry(line(one.reason, "$quiet"), lead=plain(_("you: "), "$quiet"), indent=2))
            entries.append(Entry(line(reply_words(one.reply)), lead=plain(_("answer: "), "$quiet"), indent=2))
            entries += paragraphs(one.reply.answer, indent=2, spread=0)
        if self.unreadable:
            entries += paragraphs(unreadable_replies())
        return [*entries, Entry(plain(_("go on with the lesson")), "on", gap=1)]

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """On to the lesson."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """On to the lesson."""
        self.dismiss(None)
