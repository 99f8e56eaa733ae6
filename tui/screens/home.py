"""The home screen: the courses, how far each lesson is, and where to go on.

It reads course and lesson files without a validation library and the record without a key, so that it is there at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from lessons.i18n import _
from lessons.loading.catalogue import courses
from lessons.model.course import Course, LessonCard
from lessons.model.result import percent
from lessons.store.event import Event
from tui.actions import bindings
from tui.safe_text import EMPTY, joined, line, plain, prose_line
from tui.standing import Standing, standing
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

if TYPE_CHECKING:
    from tui.app import CloseRead

RESUME = "resume"
WIDE = 72
"""From this width on, a lesson's line has room for its level and for what guessing would give."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    course: Course
    standings: dict[str, Standing]


class HomeScreen(Screen[None]):
    """Courses and lessons."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("learner", "settings", "glossary"))
    CSS_PATH = "home.tcss"

    def compose(self) -> ComposeResult:
        yield TitleBar(plain("closeread", "bold"), self._who())
        yield Sheet(id="lessons", measure=88, verb=_("open"))
        yield Detail()
        yield KeyBar()

    @property
    def program(self) -> "CloseRead":
        """The running program."""
        from tui.app import CloseRead

        assert isinstance(self.app, CloseRead)
        return self.app

    def on_mount(self) -> None:
        self.read()

    def on_screen_resume(self) -> None:
        self.read()

    def on_resize(self) -> None:
        self._show()

    def read(self) -> None:
        """Read courses and record afresh."""
        by_lesson: dict[tuple[str, str], list[Event]] = {}
        for event in self.program.events():
            by_lesson.setdefault((event.course, event.lesson), []).append(event)
        self._shelves = []
        for course in courses(self.program.request.roots):
            standings = {
                card.id: standing(card, by_lesson.get((course.id, card.id), ())) for card in course.lessons
            }
            self._shelves.append(_Shelf(course, standings))
        self._show()

    def _who(self) -> Content:
        return line(self.program.request.learner, "$quiet")

    def _lessons(self) -> Iterator[tuple[str, LessonCard, Standing]]:
        for number, shelf in enumerate(self._shelves):
            for card in shelf.course.lessons:
                yield f"{number}/{card.id}", card, shelf.standings[card.id]

    def _latest(self) -> tuple[str, LessonCard, Standing] | None:
        """The lesson last worked on, unless it is finished."""
        begun = [found for found in self._lessons() if found[2].begun and not found[1].trouble]
        latest = max(begun, key=lambda found: found[2].last, default=None)
        return None if latest is None or latest[2].finished else latest

    def _show(self) -> None:
        sheet = self.query_one("#lessons", Sheet)
        sheet.show(self._entries())
        self._show_detail()

    def _entries(self) -> Sequence[Entry]:
        entries = []
        if latest := self._latest():
            _key, card, state = latest
            place = _("exercise {n} of {total}").format(n=state.index + 1, total=state.total)
            words = joined(plain(_("Go on:"), "$quiet"), plain("  "), line(card.title, "bold"))
            entries.append(Entry(words, RESUME, right=plain(place, "$quiet"), gap=1))
        for number, shelf in enumerate(self._shelves):
            entries.append(Entry(line(shelf.course.title, "bold"), gap=1))
            if shelf.course.trouble:
                entries.append(Entry(line(shelf.course.trouble, "$sign-wrong"), indent=2))
            for card in shelf.course.lessons:
                right = self._figures(card, shelf.standings[card.id])
                entries.append(Entry(line(card.title), f"{number}/{card.id}", right=right, indent=2))
        return entries

    def _figures(self, card: LessonCard, state: Standing) -> Content:
        if card.trouble:
            return plain(_("cannot be opened"), "$sign-wrong")
        cells = [plain(_("{n} min").format(n=card.minutes).rjust(7), "$quiet")]
        if self.size.width >= WIDE:
            cells.insert(0, plain(_("level {n}").format(n=card.level), "$quiet"))
        cells.append(_progress(state))
        cells.append(_score(state, wide=self.size.width >= WIDE))
        return joined(*cells, between="  ")

    def _show_detail(self) -> None:
        key = self.query_one("#lessons", Sheet).key
        latest = self._latest()
        found = (
            latest if key == RESUME else next((found for found in self._lessons() if found[0] == key), None)
        )
        self.query_one(Detail).show(found[1] if found else None)

    def on_sheet_moved(self) -> None:
        self._show_detail()

    def on_sheet_chosen(self) -> None:
        """Open the lesson under the cursor."""
        key = self.query_one("#lessons", Sheet).key
        found = (
            self._latest()
            if key == RESUME
            else next((found for found in self._lessons() if found[0] == key), None)
        )
        if found is not None:
            self.program.open_lesson(found[1].folder)


def _progress(state: Standing) -> Content:
    if state.finished:
        return plain(_("done").ljust(9))
    if state.begun:
        return plain(_("{n} of {total}").format(n=state.answered, total=state.total).ljust(9))
    return plain(_("new").ljust(9), "$quiet")


def _score(state: Standing, wide: bool) -> Content:
    blank = " " * (13 if wide else 3)
    if not state.finished:
        return plain(blank)
    score = plain(str(percent(state.score)).rjust(3), "bold")
    if not wide:
        return score
    return joined(score, plain("  " + _("guess {n}").format(n=percent(state.chance)).ljust(8), "$quiet"))


class Detail(Widget):
    """What the highlighted lesson is about."""

    def __init__(self) -> None:
        super().__init__()
        self._card: LessonCard | None = None

    def show(self, card: LessonCard | None) -> None:
        """Describe a lesson."""
        self._card = card
        self.refresh(layout=True)

    def render(self) -> Content:
        """Summary and goals."""
        card = self._card
        if card is None:
            return EMPTY
        if card.trouble:
            return joined(
                plain(card.trouble, "$sign-wrong"),
                plain(_("Enter shows what is wrong."), "$quiet"),
                between="\n",
            )
        lines = [line(card.summary)]
        if card.goals:
            lines.append(
                joined(plain(_("You will:"), "$quiet"), *(line(goal) for goal in card.goals[:3]), between=" ")
            )
        return joined(*lines, between="\n")
