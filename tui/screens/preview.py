"""A lesson as its students see it, for the person who writes it: the key on demand, and its files followed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lessons.checking.preview import Version, same_place
from lessons.i18n import _
from lessons.model.course import LessonCard
from lessons.model.problem import LessonError, Problem, Severity
from lessons.play import Phase, Session
from tui.actions import bindings
from tui.boards.board import AnswerBoard, Board
from tui.boards.explanation import KeyBoard, NoKeyBoard
from tui.layout import FittedScreen
from tui.safe_text import EMPTY, joined, line, plain
from tui.screens.lesson import LessonScreen
from tui.screens.lesson_words import title
from tui.widgets.key_bar import Banner, KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet


def counted(problems: Sequence[Problem]) -> str:
    """How many problems of each severity there are, in words: ``"3 problems, 1 warning"``."""
    count = Counter(problem.severity for problem in problems)
    counts = [
        f"{count[severity]} {one if count[severity] == 1 else many}"
        for severity, one, many in (
            (Severity.ERROR, _("problem"), _("problems")),
            (Severity.WARNING, _("warning"), _("warnings")),
            (Severity.ADVICE, _("piece of advice"), _("pieces of advice")),
        )
        if count[severity]
    ]
    return ", ".join(counts) or _("no problems")


class ProblemsScreen(FittedScreen[None]):
    """A list that follows the files; at the bottom of the program when no version of the lesson has worked yet."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, problems: Sequence[Problem], *, waiting: bool = False) -> None:
        super().__init__()
        self.problems = problems
        self.waiting = waiting
        """Whether there is nothing behind this list."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(plain(counted(self.problems), "bold"), plain(_("preview"), "$accent"))
        yield Sheet(self.entries())
        yield KeyBar()

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong now; the lines in view stay."""
        self.problems = problems
        if self.is_mounted:
            self.query_one(TitleBar).show(
                plain(counted(self.problems), "bold"), plain(_("preview"), "$accent")
            )
            self.query_one(Sheet).show(self.entries())

    def entries(self) -> list[Entry]:
        """Every problem: place, found, expected, fix; those that keep the lesson from working come first."""
        entries = []
        if self.waiting:
            waits = _("This lesson does not work yet. It appears here as soon as it does.")
            reads = _("Reading the files.")
            entries.append(Entry(plain(waits if self.problems else reads), gap=1))
        elif not self.problems:
            entries.append(Entry(plain(_("Nothing is wrong with the files.")), gap=1))
        rank = list(Severity)
        for number, problem in enumerate(sorted(self.problems, key=lambda one: rank.index(one.severity))):
            entries += _told(number, problem)
        return entries

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to go back to while the lesson does not work."""
        return not (action == "leave" and self.waiting)

    def action_leave(self) -> None:
        """Back to the lesson."""
        self.dismiss(None)


def _told(number: int, problem: Problem) -> list[Entry]:
    place = problem.place
    where = f"{place.file.name}:{place.line}:{place.column}" if place.line else place.file.name
    kind = {
        Severity.ERROR: _("problem"),
        Severity.WARNING: _("warning"),
        Severity.ADVICE: _("advice"),
    }[problem.severity]
    style = "bold $sign-wrong" if problem.severity is Severity.ERROR else "$quiet"
    right = joined(plain(kind, style), plain(problem.code, "$quiet"), between=" ")
    group = f"problem {number}"
    entries = [Entry(line(where, "bold"), str(number), right=right, gap=1, group=group)]
    for name, said in (
        (_("found"), problem.found),
        (_("expected"), problem.expected),
        (_("to mend it"), problem.fix),
    ):
        lead = plain(f"{name}: ", "$quiet")
        entries.append(Entry(line(said), lead=lead, indent=2, group=group))
    return entries


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the writer is, to be there again after a reload."""

    exercise: str
    phase: Phase
    focus: str
    side: str
    both: bool
    line: str
    scroll: int
    caret: tuple[int, int]
    """Row and column in the field for typed answers."""
    articles: dict[str, tuple[str, int, int]]
    """Text, first offset in view and cursor of each article."""


class PreviewScreen(LessonScreen):
    """One attempt that nobody keeps."""

    # The field for typed answers would keep two of the F-keys for itself.
    BINDINGS: ClassVar[list[BindingType]] = [
        replace(key, priority=key.key.startswith("f"))
        for key in bindings(("show_key", "show_problems"))
        if isinstance(key, Binding)
    ]

    def __init__(self, session: Session, version: Version, *, from_writing: bool = False) -> None:
        self.version = version
        self.from_writing = from_writing
        """Whether the writer plays it from where it is written, and goes back there."""
        self.key_shown = False
        """Whether the key stands in place of the exercise."""
        super().__init__(session)
        self.problems: Sequence[Problem] = ()

    def compose(self) -> ComposeResult:
        """The lesson's screen, with a line for its files."""
        yield Banner()
        yield from super().compose()

    # What is shown

    def _find_further(self) -> LessonCard | None:
        return None  # a preview is of one lesson

    def _make_board(self) -> Board:
        if not self.key_shown or self.session.phase is Phase.FINISHED:
            return super()._make_board()
        session, version = self.session, self.version
        try:
            former = session.exercise.id in version.former
            return KeyBoard(session.lesson, session.exercise, version.key, former=former)
        except LessonError:
            return NoKeyBoard()

    @property
    def _at_key(self) -> bool:
        return isinstance(self.board, KeyBoard | NoKeyBoard)

    def _show_title(self) -> None:
        right = plain(_("preview"), "$accent")
        self.query_one(TitleBar).show(*title(self.session, False, self.size.width, right))
        self._name_keys()
        self.footer_labels["show_key"] = _("hide key") if self._at_key else _("key")

    # The files

    def tell(self, problems: Sequence[Problem], *, outdated: bool) -> None:
        """Say in one line what is wrong with the files, and whether an older version is on the screen."""
        self.problems = problems
        template = "{problems}"
        if outdated:
            template = _("{problems}; showing the last version that worked")
        elif self.version.former:
            template = _("{problems}; showing the last key that worked")
        elif self.version.missing:
            template = _("{problems}; exercises without a key: {n}")
        serious = any(problem.severity is Severity.ERROR for problem in problems)
        sentence = template.format(problems=counted(problems), n=len(self.version.missing))
        self.query_one(Banner).tell(
            plain(sentence, "bold $sign-wrong" if serious else "$quiet") if problems else EMPTY
        )

    async def take(self, session: Session, version: Version) -> None:
        """Go on with another version of the lesson, at the same place."""
        place = self._place()
        shown = [view.article for view in self.desk.views]
        self.session, self.version = session, version
        self.desk.lesson = session.lesson
        if shown != [one for one in (session.lesson.article, session.lesson.beside) if one is not None]:
            await self.desk.recompose()
        self.open_exercise()
        self._return_to(place)

    def _place(self) -> _Place:
        return _Place(
            self.session.exercise.id,
            self.session.phase,
            (self.focused.id or "") if self.focused is not None else "",
            self.desk.side,
            self.desk.both,
            self.sheet.key,
            round(self.sheet.scroll_y),
            self.field.cursor_location,
            {
                view.id or "": (view.article.text, view.top, view.cursor.span.start)
                for view in self.desk.views
            },
        )

    def _return_to(self, place: _Place) -> None:
        for view in self.desk.views:
            if view.id in place.articles:
                old, top, cursor = place.articles[view.id]
                new = view.article.text
                view.return_to(same_place(old, new, top), same_place(old, new, cursor))
        session = self.session
        if (session.exercise.id, session.phase) != (place.exercise, place.phase):
            return
        self.sheet.go_to(place.line)
        if isinstance(self.board, AnswerBoard):
            self.renew(self.board.moved(self.sheet.key))
        self.sheet.scroll_to(y=place.scroll, animate=False)
        self.desk.turn_to(
            "beside" if place.side == "beside" and session.lesson.beside else "main", both=place.both
        )
        self.field.move_cursor(place.caret)
        for widget in (self.sheet, self.field, *self.desk.views):
            if widget.id == place.focus and widget.display:
                widget.focus()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the key is shown, nothing is answered; there is no home screen to leave to."""
        if action == "leave":
            return self.from_writing
        if action == "show_key":
            return self.session.phase is not Phase.FINISHED
        if self._at_key:
            if action == "next":
                return self.session.index + 1 < len(self.session.lesson.exercises)
            if action in ("commit", "skip", "sure", "hint", "write", "name_mark", "retry", "undo", "redo"):
                return False
        return super().check_action(action, parameters)

    def action_next(self) -> None:
        """Go on; with the key on the screen, to the key of the next exercise."""
        if self._at_key:
            self._go(lambda: self.session.goto(self.session.index + 1))
        else:
            super().action_next()

    def action_show_key(self) -> None:
        """The key in place of the exercise, and back."""
        self.key_shown = not self.key_shown
        self.open_exercise()

    def action_show_problems(self) -> None:
        """What is wrong with the files."""
        self.app.push_screen(ProblemsScreen(self.problems))

    def _show_lesson_trouble(self, error: LessonError) -> None:
        self.app.push_screen(ProblemsScreen(self.problems or error.problems))
