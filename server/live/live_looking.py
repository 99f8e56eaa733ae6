"""A closer look at a class that is served: one learner, and the article with what is marked in it now."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from lessons.i18n import _, counted, plural
from lessons.kinds.kept_answers import reread
from lessons.model.answer import AnswerError
from lessons.model.result import percent
from lessons.prose import lines
from lessons.reports.classes.heat import heat_together
from lessons.reports.classes.live import LiveLesson
from lessons.reports.classes.values import HeatMap
from tui.actions import bindings
from tui.boards.answers import answer_board
from tui.layout import FittedScreen
from tui.safe_text import joined, line, plain
from tui.widgets.heat_view import HeatLegend, HeatView
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

RENEWED = 1.0
"""Seconds after which what is looked at is drawn afresh."""


class LookScreen(FittedScreen[None]):
    """One learner: the answer at hand, as it is now, and how each exercise went."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, name: Content, learner: int, lesson: LiveLesson) -> None:
        super().__init__()
        self.name_shown, self.learner, self.lesson = name, learner, lesson

    def compose(self) -> ComposeResult:
        """A title, the answers, the keys."""
        yield TitleBar(self.name_shown, line(self.lesson.lesson.title, "$quiet"))
        yield Sheet(self._entries())
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the learner."""
        self.set_interval(RENEWED, self._renew)

    def _renew(self) -> None:
        self.query_one(Sheet).show(self._entries(), follow=False)

    def _entries(self) -> list[Entry]:
        return [*self._now(), *self._so_far()]

    def _now(self) -> list[Entry]:
        place = self.lesson.places.get(self.learner)
        if place is None or place.exercise not in self.lesson.ids:
            ended = place is not None and place.doing == "finished"
            return [Entry(plain(_("At the end.") if ended else _("Before the first exercise.")))]
        exercise = self.lesson.lesson.exercise(place.exercise)
        number = self.lesson.ids.index(place.exercise) + 1
        prompt = next(iter(lines(exercise.task.prompt)), "")
        entries = [Entry(line(prompt, "bold"), lead=plain(f"{number}. ", "$quiet"), most=3)]
        raw = self.lesson.answers(place.exercise).get(self.learner)
        own = self.lesson.lesson
        try:
            answer, _lost = reread(exercise.form, raw, own.article, own.beside)
        except AnswerError:
            answer = None
        board = answer_board(own, exercise, answer)
        if raw is None or board.blank:
            entries.append(Entry(plain(_("Nothing is answered yet."), "$quiet"), gap=1))
        else:
            entries.append(Entry(plain(_("The answer as it is now"), "$quiet"), gap=1))
            entries += board.answered()
        if place.hints:
            entries.append(Entry(plain(counted("{count} hint", "{count} hints", place.hints)), gap=1))
        return entries

    def _so_far(self) -> list[Entry]:
        scores = self.lesson.scores(self.learner)
        entries = [Entry(plain(_("So far"), "bold"), gap=1)]
        for number, id in enumerate(self.lesson.ids, 1):
            words = next(iter(lines(self.lesson.lesson.exercise(id).task.prompt)), "")
            told = _("{score} of 100").format(score=percent(scores[id])) if id in scores else "-"
            entries.append(
                Entry(line(words), lead=plain(f"{number:>2}  ", "$quiet"), right=plain(told), most=1)
            )
        return entries

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)


class HeatScreen(FittedScreen[None]):
    """The article of one exercise, with what is marked in it now, drafts included: for the teacher alone."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, lesson: LiveLesson, exercise: str, heat: Callable[[], HeatMap | None]) -> None:
        super().__init__()
        self.lesson, self.exercise, self._heat = lesson, exercise, heat
        self._drawn: HeatMap | None = None

    def compose(self) -> ComposeResult:
        """A title, the article, the keys."""
        heat = self._heat()
        yield TitleBar(line(self.lesson.lesson.title, "bold"))
        yield HeatLegend()
        yield HeatView(self.lesson.lesson.side(heat.side if heat is not None else "main"))
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the class."""
        self._renew()
        self.query_one(HeatView).focus()
        self.set_interval(RENEWED, self._renew)

    def _renew(self) -> None:
        heat = self._heat()
        if heat is None or heat == self._drawn:
            return
        self._drawn = heat
        article = self.lesson.lesson.side(heat.side)
        self.query_one(HeatView).put(article, heat_together(article, heat), ())
        number = _("exercise {n}/{total}").format(
            n=self.lesson.ids.index(self.exercise) + 1, total=len(self.lesson.ids)
        )
        readers = plural("{count} reader", "{count} readers", heat.readers).format(count=heat.readers)
        right = joined(plain(number), plain(readers, "$quiet"), between="  ")
        self.query_one(TitleBar).show(line(self.lesson.lesson.title, "bold"), right)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
