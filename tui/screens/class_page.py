"""What the screen of a class shows: the article with its heat and what is told of a place, or a table with details."""

from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen

from lessons.i18n import _, plural
from lessons.model.problem import LessonError
from lessons.record.recorder import RecordError, RecordLockedError, refusal
from lessons.reports.classes.heat import HeatBlock, heat_of_exercise, heat_together
from lessons.reports.classes.looking import Look, look, spots
from lessons.reports.classes.roster import anonymous, named
from lessons.reports.classes.values import ClassReport, HeatMap
from lessons.school.class_cards import ClassCard
from lessons.school.store import Assignment
from tui.aside import aside
from tui.boards.class_heat import HeatBoard
from tui.boards.class_tables import ItemBoard, LearnerBoard, MondayBoard
from tui.layout import BREAKPOINTS, HEIGHTS, SIDE_BY_SIDE, fit
from tui.safe_text import EMPTY, joined, line, plain
from tui.screens.class_words import ending, trouble_entries
from tui.widgets.heat_view import HeatLegend, HeatView
from tui.widgets.key_bar import Banner, KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, TableHead

if TYPE_CHECKING:
    from tui.class_app import ClassApp

View = Literal["monday", "map", "items", "learners"]
MEASURE = 88
"""The widest line of a table, in cells."""


class ClassPage(Screen[None]):
    """Shows a look at a class; which view, map and line is kept through every new look."""

    CSS_PATH = "class_lesson.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, card: ClassCard, assignment: Assignment) -> None:
        super().__init__()
        self.card, self.assignment = card, assignment
        self.look: Look | None = None
        """What was read; ``None`` before the first time, and while there is nothing to show."""
        self._report: ClassReport
        """What was read, with the names that are to be seen."""
        self._boards: dict[View, MondayBoard | ItemBoard | LearnerBoard] = {}
        self.maps: tuple[HeatMap, ...] = ()
        """All exercises together, then each."""
        self.at = 0
        """Which map is shown."""
        self.view: View = "monday"
        self.line_of: dict[View, str] = {}
        """Where the cursor of each table stands."""
        self.footer_labels: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        yield Banner()
        yield Sheet(id="waiting")
        with Container(id="map"):
            with Container(id="text"):
                yield HeatLegend()
            yield Sheet(id="told")
        with Container(id="table"):
            with Container(id="lines"):
                yield TableHead(MEASURE)
                yield Sheet(id="list", measure=MEASURE, verb=_("details"))
            yield Sheet(id="details")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the page at once, and read the class beside it."""
        fit(self)
        if self.program.hidden:
            self.view = "map"  # what to do with whom is not for a wall
        self.query_one("#list", Sheet).told = self.query_one("#details", Sheet)
        self.read()

    @property
    def program(self) -> "ClassApp":
        """The running program."""
        from tui.class_app import ClassApp

        assert isinstance(self.app, ClassApp)
        return self.app

    # Reading the class

    def read(self) -> None:
        """Read the class beside the screen, then show it."""
        count = self.card.learners
        told = plural(
            "Reading and scoring the answers of {count} learner …",
            "Reading and scoring the answers of {count} learners …",
            count,
        )
        self._wait([Entry(plain(told.format(count=count)))])
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        try:
            found = await aside(partial(look, self.card.path, self.assignment))
        except (LessonError, RecordError) as error:
            self._give_up(error)
        except OSError as error:
            self._give_up(refusal(error, self.card.path))
        else:
            await self._take(found)

    def _wait(self, entries: list[Entry]) -> None:
        """Say something in the place of the class."""
        self.look = None
        for name in ("-at-map", "-at-table", "-open"):
            self.remove_class(name)
        self.add_class("-waiting")
        waiting = self.query_one("#waiting", Sheet)
        waiting.show(entries, top=True)
        waiting.focus()
        self._show_title()
        self.refresh_bindings()

    def _give_up(self, error: LessonError | RecordError) -> None:
        self._wait(trouble_entries(error))

    async def _take(self, found: Look) -> None:
        shown = self._map.exercise if self._map is not None else None
        report = found.report
        own = tuple(one.heat for one in report.exercises if one.heat is not None)
        self.maps = (*report.heat, *own) if len(own) > 1 else own
        self.look = found
        self.call_by_name()
        same = (n for n, heat in enumerate(self.maps) if heat.exercise == shown and shown)
        self.at = next(same, min(self.at, max(0, len(self.maps) - 1)))
        if self.maps and not self.query(HeatView):
            article = report.lesson.side(self.maps[self.at].side)
            await self.query_one("#text").mount(HeatView(article, id="heat"))
        if not self.maps and self.view == "map":
            self.view = "items"
        self.remove_class("-waiting")
        self._show_banner()
        self.open_view(self.view)

    def call_by_name(self) -> None:
        """Call the learners by the names of the roster, by their pseudonyms, or by numbers."""
        if self.look is None:
            return
        report, roster = self.look.report, self.program.wish.roster
        if self.program.hidden:
            report = anonymous([report])[0]
        elif roster is not None:
            report = named([report], roster)[0]
        self._report = report
        self._boards = {
            "monday": MondayBoard(report),
            "items": ItemBoard(report),
            "learners": LearnerBoard(report),
        }

    def _show_banner(self) -> None:
        found = self.look
        if found is None or found.trouble is None:
            self.query_one(Banner).tell(EMPTY)
            return
        locked = isinstance(found.trouble, RecordLockedError)
        why = _("Another program has this class open") if locked else found.trouble.found
        left = _("all that is graded is shown")
        if found.ungraded:
            told = plural(
                "{count} answer is not graded yet", "{count} answers are not graded yet", found.ungraded
            )
            left = told.format(count=found.ungraded)
        self.query_one(Banner).tell(line(f"{why}; {left}.", "bold $sign-wrong"))

    # What is shown

    @property
    def _map(self) -> HeatMap | None:
        return self.maps[self.at] if 0 <= self.at < len(self.maps) else None

    @property
    def heat(self) -> HeatView:
        """The article with its heat."""
        return self.query_one(HeatView)

    def open_view(self, view: View) -> None:
        """Show the map or a table."""
        if self.view != "map":
            self.line_of[self.view] = self.query_one("#list", Sheet).key
        self.view = view
        self.set_class(view == "map", "-at-map")
        self.set_class(view != "map", "-at-table")
        self.set_class(view == "monday", "-at-monday")
        self.remove_class("-open")
        self.renew()
        (self.heat if view == "map" else self.query_one("#list", Sheet)).focus()
        self.refresh_bindings()

    def renew(self) -> None:
        """Draw the view afresh: another map, other names, another width."""
        if self.look is None:
            return
        self.set_class(self.program.hidden, "-projector")
        self.footer_labels["names"] = _("show names") if self.program.hidden else _("hide names")
        if self.view == "map":
            self._show_map()
        else:
            self._show_table(self.line_of.get(self.view))
        self._show_title()

    def _show_map(self) -> None:
        found, heat = self.look, self._map
        if found is None or heat is None:
            return
        article = found.report.lesson.side(heat.side)
        view = self.heat
        view.put(article, self._blocks(heat), spots(found.report, heat))
        if not view.here():
            view.to_first()
        self.tell()

    def _blocks(self, heat: HeatMap) -> tuple[HeatBlock, ...]:
        assert self.look is not None
        report = self.look.report
        article = report.lesson.side(heat.side)
        if not heat.exercise:
            return heat_together(article, heat)
        one = next(one for one in report.exercises if one.exercise.id == heat.exercise)
        return heat_of_exercise(article, one)

    def tell(self) -> None:
        """Say what there is at the cursor of the map."""
        if self.look is None or self._map is None:
            return
        board = HeatBoard(self._report, self.look.marks, self._map)
        told = board.entries(self.heat.cursor.span, self.heat.here())
        self.query_one("#told", Sheet).show(told, top=True)

    @property
    def board(self) -> MondayBoard | ItemBoard | LearnerBoard | None:
        """The table shown; ``None`` while the map is."""
        return self._boards.get(self.view)

    def _show_table(self, key: str | None) -> None:
        board, room = self._boards[self.view], self._room()
        lines = self.query_one("#list", Sheet)
        lines.show(board.entries(room), key)
        self.query_one(TableHead).show(board.head(room))
        self.explain(lines.key)

    def explain(self, key: str) -> None:
        """Say everything about a line of the table."""
        self.query_one("#details", Sheet).show(self._boards[self.view].details(key), top=True)
        self.call_after_refresh(self.refresh_bindings)

    def _room(self) -> int:
        """Cells for a line of a table."""
        width = self.app.size.width
        return min(MEASURE, (width * 3 // 5 if width >= SIDE_BY_SIDE else width) - 3)

    def _show_title(self) -> None:
        name = line(self.card.name, "$quiet")
        if self.look is None:
            self.query_one(TitleBar).show(
                joined(name, line(self.assignment.lesson, "bold"), between="  "), EMPTY
            )
            return
        title = line(self.look.report.lesson.title, "bold")
        self.query_one(TitleBar).show(joined(name, title, between="  "), self._where())

    def _where(self) -> Content:
        """Which view, which exercises, how many readers."""
        assert self.look is not None
        narrow = self.app.size.width < SIDE_BY_SIDE
        return ending(self.look.report, self.view, self._map, hidden=self.program.hidden, narrow=narrow)
