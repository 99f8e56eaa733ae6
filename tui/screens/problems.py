"""What is wrong with the files of a lesson, for the person who writes it."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from lessons.model.problem import Problem, Severity
from tui.actions import bindings
from tui.safe_text import joined, line, plain
from tui.widgets.entries import Entry
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet


def counted(problems: Sequence[Problem]) -> str:
    """How many problems of each severity there are, in words: ``"3 problems, 1 warning"``."""
    count = Counter(problem.severity for problem in problems)
    told = [
        f"{count[severity]} {one if count[severity] == 1 else many}"
        for severity, one, many in (
            (Severity.ERROR, _("problem"), _("problems")),
            (Severity.WARNING, _("warning"), _("warnings")),
            (Severity.ADVICE, _("piece of advice"), _("pieces of advice")),
        )
        if count[severity]
    ]
    return ", ".join(told) or _("no problems")


class ProblemsScreen(Screen[None]):
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
    for name, words in (
        (_("found"), problem.found),
        (_("expected"), problem.expected),
        (_("to mend it"), problem.fix),
    ):
        lead = plain(f"{name}: ", "$quiet")
        entries.append(Entry(line(words), lead=lead, indent=2, group=group))
    return entries
