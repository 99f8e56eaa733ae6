"""The exercises of a lesson, with a way to each; and the question before a lesson ends with open ones."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from lessons.i18n import _
from lessons.model.result import percent
from lessons.play import Phase, Session, Status
from lessons.play.rules import told_path
from lessons.play.states import status_name
from lessons.play.summary import strand_name, withdrawn_line
from lessons.prose import lines
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.safe_text import joined, line, plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs

WIDE = 70
"""From this width on there is room for the strand."""


SHORT_PATH, WHOLE_LESSON = -2, -3
"""The answers "only the short path" and "all exercises"; any other number is an exercise to go to."""


class ExercisesScreen(FittedScreen[int | None]):
    """Returns the index of an exercise, ``SHORT_PATH`` or ``WHOLE_LESSON``, or ``None`` to stay."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """A title, the exercises, the keys."""
        title = line(self.session.lesson.title, "bold")
        here = "" if self.session.phase is Phase.FINISHED else str(self.session.index)
        yield TitleBar(title, plain(_("exercises"), "$quiet"))
        yield Sheet(self._entries(), key=here, measure=96, verb=_("go there"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        session = self.session
        entries = []
        for index, exercise in enumerate(session.lesson.exercises):
            words = line(next(iter(lines(exercise.task.prompt)), ""))
            lead = plain(f"{index + 1:>2}  ", "$quiet")
            entries.append(Entry(words, str(index), lead, self._state(index), most=1))
        if session.has_paths:
            other = SHORT_PATH if not session.short else WHOLE_LESSON
            told = told_path(session.whole, short=other == SHORT_PATH)
            entries.append(Entry(line(told), str(other), gap=1))
        for gone in session.withdrawn:
            entries.append(Entry(line(withdrawn_line(gone)), gap=1))
        if session.minutes:
            sentence = _("About {n} min on these exercises so far.").format(n=session.minutes)
            entries.append(Entry(plain(sentence, "$quiet"), gap=1))
        return entries

    def _state(self, index: int) -> Content:
        """How far an exercise is, with its score where there is one, and its strand where there is room."""
        session, exercise = self.session, self.session.lesson.exercises[index]
        status = session.status(exercise.id)
        words = plain(status_name(status), "bold" if status is Status.DONE else "$quiet")
        result = session.first_result(exercise.id) if session.rules.explains else None
        if result is not None and result.rubric:
            words = plain(_("for your teacher to mark"), "$quiet")
        elif result is not None:
            words = joined(plain(str(percent(result.score)), "bold"), plain(_(" of 100"), "$quiet"))
        strand = exercise.task.strand
        room = self.app.size.width >= WIDE
        named = [plain(strand_name(strand), f"$strand-{strand}")] if room else []
        return joined(*named, words, between="   ")

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Go there."""
        self.dismiss(int(event.key))

    def action_leave(self) -> None:
        """Stay where the student was."""
        self.dismiss(None)


FINISH = -1
"""The answer "end the lesson"; any other number is an exercise to go to."""


class FinishScreen(FittedScreen[int | None]):
    """Returns the index of an exercise, ``FINISH``, or ``None`` to stay."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """A title, what is open, the keys."""
        yield TitleBar(plain(_("Before you finish"), "bold"))
        yield Sheet(self._entries(), verb=_("choose"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        sentence = _(
            "These exercises have no answer yet. "
            "Once the lesson is finished they count 0, and stay open as practice."
        )
        if self.session.rules.closes:
            sentence = _(
                "These exercises are not handed in. When the test ends, what you began is handed in as it stands, "
                "and a blank answer counts 0. After that nothing can be changed."
            )
            if self.session.lesson.seal is None:
                sentence = _(
                    "These exercises are not handed in. Once the lesson is finished, what you began is handed in as it "
                    "stands, and a blank answer counts 0."
                )
        entries = paragraphs(sentence)
        for index in self.session.unanswered:
            exercise = self.session.lesson.exercises[index]
            strand = exercise.task.strand
            words = line(next(iter(lines(exercise.task.prompt)), ""))
            right = plain(strand_name(strand), f"$strand-{strand}")
            lead = plain(f"{index + 1:>2}  ", "$quiet")
            entries.append(Entry(words, str(index), lead, right, gap=int(len(entries) == 1), most=1))
        finish = _("Finish the lesson") if self.session.lesson.seal is None else _("End the test")
        entries.append(Entry(plain(finish), str(FINISH), gap=1))
        return entries

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take the line."""
        self.dismiss(int(event.key))

    def action_leave(self) -> None:
        """Stay where the student was."""
        self.dismiss(None)
