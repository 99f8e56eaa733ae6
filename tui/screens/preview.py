"""A lesson as its students see it, for the person who writes it: the key on demand, and its files followed."""

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
from tui.boards.board import Board
from tui.boards.key import KeyBoard, NoKeyBoard
from tui.safe_text import EMPTY, plain
from tui.screens import lesson_words as words
from tui.screens.lesson import LessonScreen
from tui.screens.problems import ProblemsScreen, counted
from tui.widgets.entries import Entry, paragraphs
from tui.widgets.key_bar import Banner, TitleBar


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

    def __init__(self, session: Session, version: Version) -> None:
        self.version = version
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

    def _set_up_article(self) -> None:
        super()._set_up_article()
        if self._at_key:
            for view in self.desk.views():
                view.marking, view.labels = False, 0

    def _around(self) -> tuple[list[Entry], list[Entry]]:
        if not self._at_key:
            return super()._around()
        asked = Entry(plain(_("The question was:"), "$quiet"), gap=1)
        return [], [asked, *paragraphs(self.session.exercise.task.prompt, "$quiet", indent=2)]

    def _focus_first(self) -> None:
        if self._at_key:
            self.sheet.focus()
        else:
            super()._focus_first()

    def _show_title(self) -> None:
        bar = self.query_one(TitleBar)
        bar.show(*words.title(self.session, False, self.size.width, plain(_("preview"), "$accent")))
        self.footer_labels["sure"] = words.sure_label(self.session.certainty)
        self.footer_labels["show_key"] = _("hide key") if self._at_key else _("key")

    # The files

    def tell(self, problems: Sequence[Problem], *, outdated: bool) -> None:
        """Say in one line what is wrong with the files, and whether an older version is on the screen."""
        self.problems = problems
        told = "{problems}"
        if outdated:
            told = _("{problems}; showing the last version that worked")
        elif self.version.former:
            told = _("{problems}; showing the last key that worked")
        elif self.version.missing:
            told = _("{problems}; exercises without a key: {n}")
        serious = any(problem.severity is Severity.ERROR for problem in problems)
        sentence = told.format(problems=counted(problems), n=len(self.version.missing))
        self.query_one(Banner).tell(
            plain(sentence, "bold $sign-wrong" if serious else "$quiet") if problems else EMPTY
        )

    async def take(self, session: Session, version: Version) -> None:
        """Go on with another version of the lesson, at the same place."""
        place = self._place()
        shown = [view.article for view in self.desk.views()]
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
                for view in self.desk.views()
            },
        )

    def _return_to(self, place: _Place) -> None:
        for view in self.desk.views():
            if view.id in place.articles:
                old, top, cursor = place.articles[view.id]
                new = view.article.text
                view.return_to(same_place(old, new, top), same_place(old, new, cursor))
        session = self.session
        if (session.exercise.id, session.phase) != (place.exercise, place.phase):
            return
        self.sheet.go_to(place.line)
        self.sheet.scroll_to(y=place.scroll, animate=False)
        self.desk.turn_to(
            "beside" if place.side == "beside" and session.lesson.beside else "main", both=place.both
        )
        self.field.move_cursor(place.caret)
        for wanted in (self.sheet, self.field, *self.desk.views()):
            if wanted.id == place.focus and wanted.display:
                wanted.focus()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the key is shown, nothing is answered; there is no home screen to leave to."""
        if action == "leave":
            return False
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
