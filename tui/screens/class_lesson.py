"""A lesson of a class on the screen: what to do next, heat map, items, learners."""

from typing import ClassVar

from textual.binding import BindingType

from lessons.i18n import _
from tui.actions import bindings
from tui.boards.class_tables import ItemBoard, MondayBoard
from tui.screens.class_page import ClassPage
from tui.widgets.article_view import ArticleView
from tui.widgets.sheet import Sheet

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


class ClassLessonScreen(ClassPage):
    """What a teacher does with the page."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)

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
        self.program.hidden = not self.program.hidden
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
        told = self.query_one("#told", Sheet)
        (self.heat if told.has_focus else told).focus()

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
