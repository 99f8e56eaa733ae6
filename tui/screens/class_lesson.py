"""A lesson of a class on the screen: what to do next, the article with its heat, and tables of items and learners."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content

from lessons.i18n import _, plural
from lessons.model.problem import LessonError
from lessons.record.recorder import RecordError, RecordLockedError, refusal
from lessons.reports.classes.heat import HeatBlock, heat_of_exercise, heat_together
from lessons.reports.classes.looking import Look, look, spots
from lessons.reports.classes.roster import Roster, anonymous, named
from lessons.reports.classes.values import ClassReport, HeatMap
from lessons.school.class_cards import ClassCard
from lessons.school.store import Assignment
from tui.actions import bindings
from tui.ahead import aside
from tui.boards.class_heat import HeatBoard
from tui.boards.class_tables import ItemBoard, LearnerBoard, MondayBoard
from tui.layout import BREAKPOINTS, HEIGHTS, SIDE_BY_SIDE, FittedScreen, fit
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.article_view import ArticleView
from tui.widgets.heat_view import HeatLegend, HeatView
from tui.widgets.key_bar import Banner, KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, TableHead


def ending(report: ClassReport, view: str, heat: HeatMap | None, *, hidden: bool, narrow: bool) -> Content:
    """The right side of the title line: which exercises, how many readers, whether names are hidden."""
    parts = []
    if view == "map" and heat is not None:
        parts.append(line(_exercises(report, heat, narrow)))
        readers = plural("{count} reader", "{count} readers", heat.readers).format(count=heat.readers)
    else:
        names = {"monday": _("to do"), "items": _("items"), "learners": _("learners")}
        parts.append(plain(names[view]))
        count = len(report.learners)
        readers = plural("{count} learner", "{count} learners", count).format(count=count)
    parts.append(plain(readers, "$quiet"))
    if hidden:
        parts.append(plain(_("no names"), "$accent"))
    return joined(*parts, between="  ")


def _exercises(report: ClassReport, heat: HeatMap, narrow: bool) -> str:
    if not heat.exercise:
        if report.lesson.beside is None:
            return _("all exercises")
        return _("all, second text") if heat.side == "beside" else _("all, first text")
    ids = [one.exercise.id for one in report.exercises]
    number = _("exercise {n}/{total}").format(n=ids.index(heat.exercise) + 1, total=len(ids))
    return number if narrow else f"{number} {heat.exercise}"


def trouble_entries(error: LessonError | RecordError) -> list[Entry]:
    """Why a class cannot be shown, and how to mend it."""
    if isinstance(error, LessonError):
        entries = [Entry(plain(_("The lesson of this class cannot be opened."), "bold"))]
        for problem in error.problems:
            entries.append(Entry(line(str(problem.place), "bold"), gap=1))
            entries += _told(problem.found, problem.expected, problem.fix)
        return entries
    entries = [Entry(plain(_("The class cannot be read."), "bold")), Entry(line(error.place, "bold"), gap=1)]
    return [*entries, *_told(error.found, error.expected, error.fix)]


def _told(found: str, expected: str, fix: str) -> list[Entry]:
    return [
        Entry(line(words), lead=plain(f"{name}: ", "$quiet"), indent=2)
        for name, words in ((_("found"), found), (_("expected"), expected), (_("to mend it"), fix))
    ]


View = Literal["monday", "map", "items", "learners"]
MEASURE = 88
"""The widest line of a table, in cells."""


ACTIONS = (
    *(
        "class_monday",
        "heat_map",
        "class_items",
        "class_learners",
        "exercise_next",
        "exercise_before",
        "to_details",
    ),
    *("names", "zoom", "read_again", "glossary", "leave"),
)


@dataclass
class Names:
    """What learners are called, on every screen of the program."""

    hidden: bool
    """Whether numbers stand in the place of names, wherever there are names."""
    roster: Roster | None
    """Who hides behind which pseudonym."""


class ClassLessonScreen(FittedScreen[None]):
    """Shows a look at a class; which view, map and line is kept through every new look."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)
    CSS_PATH = "class_lesson.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, card: ClassCard, assignment: Assignment, home: Path, names: Names) -> None:
        super().__init__()
        self.card, self.assignment, self.home, self.names = card, assignment, home, names
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
        if self.names.hidden:
            self.view = "map"  # what to do with whom is not for a wall
        self.query_one("#list", Sheet).beside = self.query_one("#details", Sheet)
        self.read()

    # Reading the class

    def read(self) -> None:
        """Read the class beside the screen, then show it."""
        count = self.card.learners
        sentence = plural(
            "Reading and scoring the answers of {count} learner …",
            "Reading and scoring the answers of {count} learners …",
            count,
        )
        self._wait([Entry(plain(sentence.format(count=count)))])
        self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        try:
            seen = await aside(partial(look, self.card.path, self.assignment, self.home))
        except (LessonError, RecordError) as error:
            self._give_up(error)
        except OSError as error:
            self._give_up(refusal(error, self.card.path))
        else:
            await self._take(seen)

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

    async def _take(self, seen: Look) -> None:
        shown = self._map.exercise if self._map is not None else None
        report = seen.report
        own = tuple(one.heat for one in report.exercises if one.heat is not None)
        self.maps = (*report.heat, *own) if len(own) > 1 else own
        self.look = seen
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
        report, roster = self.look.report, self.names.roster
        if self.names.hidden:
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
        seen = self.look
        if seen is None or seen.trouble is None:
            self.query_one(Banner).tell(EMPTY)
            return
        locked = isinstance(seen.trouble, RecordLockedError)
        why = _("Another program has this class open") if locked else seen.trouble.found
        left = _("all that is graded is shown")
        if seen.ungraded:
            sentence = plural(
                "{count} answer is not graded yet", "{count} answers are not graded yet", seen.ungraded
            )
            left = sentence.format(count=seen.ungraded)
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
        self.set_class(self.names.hidden, "-projector")
        self.footer_labels["names"] = _("show names") if self.names.hidden else _("hide names")
        if self.view == "map":
            self._show_map()
        else:
            self._show_table(self.line_of.get(self.view))
        self._show_title()

    def _show_map(self) -> None:
        seen, heat = self.look, self._map
        if seen is None or heat is None:
            return
        article = seen.report.lesson.side(heat.side)
        view = self.heat
        view.put(article, self._blocks(heat), spots(seen.report, heat))
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
        entries = board.entries(self.heat.cursor.span, self.heat.here())
        self.query_one("#told", Sheet).show(entries, top=True)

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
        return ending(self.look.report, self.view, self._map, hidden=self.names.hidden, narrow=narrow)

    # What a teacher does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        if action not in ACTIONS or action == "leave":
            return True
        if action == "read_again":
            return not self.workers or self.look is not None
        if self.look is None:
            return False
        match action:
            case "class_monday":
                return self.view != "monday"
            case "heat_map":
                return self.view != "map" and bool(self.maps)
            case "class_items":
                return self.view != "items"
            case "class_learners":
                return self.view != "learners"
            case "exercise_next":
                return self.view == "map" and self.at + 1 < len(self.maps)
            case "exercise_before":
                return self.view == "map" and self.at > 0
            case "zoom" | "to_details":
                return self.view == "map"
        return True

    # The views

    def action_class_monday(self) -> None:
        """What to do next."""
        self.open_view("monday")

    def action_heat_map(self) -> None:
        """The map; from an item of a marking exercise, at its place."""
        board = self.board
        place = board.place(self.query_one("#list", Sheet).key) if isinstance(board, ItemBoard) else None
        if place is not None:
            exercise, side, span = place
            self.at = next(
                n for n, heat in enumerate(self.maps) if (heat.exercise, heat.side) == (exercise, side)
            )
            self.open_view("map")
            self.heat.go_to(span)
            self.tell()
        else:
            self.open_view("map")

    def action_class_items(self) -> None:
        """The table of items; from an exercise to be taught again, at that exercise."""
        board = self.board
        if isinstance(board, MondayBoard):
            exercise = board.exercise(self.query_one("#list", Sheet).key)
            if exercise is not None:
                self.line_of["items"] = str(exercise)
        self.open_view("items")

    def action_class_learners(self) -> None:
        """The table of learners."""
        self.open_view("learners")

    def action_exercise_next(self) -> None:
        """The next map."""
        self._turn(1)

    def action_exercise_before(self) -> None:
        """The map before."""
        self._turn(-1)

    def _turn(self, way: int) -> None:
        self.at += way
        self.renew()
        self.refresh_bindings()

    def action_names(self) -> None:
        """Names or numbers."""
        self.names.hidden = not self.names.hidden
        self.call_by_name()
        self.renew()
        self.refresh_bindings()

    # What is told beside them

    def on_article_view_cursor_moved(self, event: ArticleView.CursorMoved) -> None:
        """Say what there is at the cursor."""
        self.tell()

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Say what is known of the line."""
        if event.sheet.id == "list":
            self.explain(event.key)

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Go to what is told of the line."""
        if event.sheet.id == "list":
            self._open()

    def _open(self) -> None:
        self.add_class("-open")
        self.query_one("#details", Sheet).focus()

    def action_to_details(self) -> None:
        """From the article to what is told of a place, and back."""
        details = self.query_one("#told", Sheet)
        (self.heat if details.has_focus else details).focus()

    def _close(self) -> None:
        self.remove_class("-open")
        self.query_one("#list", Sheet).focus()

    def on_descendant_focus(self) -> None:
        """Say where the key for the details leads."""
        beside = self.focused is not None and self.focused.id in ("told", "details")
        self.set_class(beside, "-at-told")
        self.footer_labels["to_details"] = _("article") if beside else _("details")
        self.footer_labels["leave"] = _("list") if self.has_class("-open") else _("lessons")
        self.refresh_bindings()

    def action_zoom(self) -> None:
        """The article or what is told of it alone, and both again."""
        self.toggle_class("-zoom")

    def on_resize(self) -> None:
        """Show what fits."""
        if self.look is not None and self.view != "map":
            self.renew()

    def action_read_again(self) -> None:
        """Read the class again."""
        self.read()

    def action_glossary(self) -> None:
        """Look something up."""
        from tui.screens.terms import GlossaryScreen

        assert self.look is not None
        self.app.push_screen(GlossaryScreen(self.look.report.lesson.glossary))

    def action_leave(self) -> None:
        """Back to the list, or to the lessons of the class."""
        if self.has_class("-open"):
            self._close()
        else:
            self.dismiss(None)
