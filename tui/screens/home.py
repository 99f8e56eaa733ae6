"""The home screen: the courses, how far each lesson is, and where to go on.

It reads course and lesson files without a validation library and the record without a key, so that it is there at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer

from lessons.context import Power
from lessons.i18n import _, counted
from lessons.loading.catalogue import courses
from lessons.model.course import Course, LessonCard, Minutes
from lessons.model.problem import LessonError
from lessons.record.attempts import FORGOTTEN, opened_only
from lessons.record.event import Event
from lessons.record.own_copies import with_bound
from lessons.record.paths import keep_outlines
from lessons.record.recorder import RecordError
from lessons.reports.standing import Standing, standings
from tui.actions import bindings
from tui.layout import BREAKPOINTS, SIDE_BY_SIDE, FittedScreen, fit
from tui.program import Program, program_of
from tui.safe_text import joined, line, plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

RESTING = 0.3
"""Seconds that the cursor stays on a lesson before it is made ready."""
LOOKING = 1.0
"""Seconds between two looks at what is with the class, where one was joined."""
RESUME = "resume"
WIDE = 72
"""From this width on, a lesson's line has room for what guessing would give."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    course: Course
    standings: dict[str, Standing]


class _Offer(NamedTuple):
    """A lesson in the list: the key of its line, what it is, and how far the learner is."""

    key: str
    course: str
    card: LessonCard
    standing: Standing


NEEDED: dict[str, Power] = {"learner": "learner", "progress": "progress", "review": "review"}
"""What a place must open for an action of the home screen."""


class HomeScreen(FittedScreen[None]):
    """Courses and lessons."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        ("progress", "review", "forget", "learner", "settings", "glossary")
    )
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self) -> None:
        super().__init__()
        self._shelves: list[_Shelf] = []
        self._events: Sequence[Event] = ()
        self.footer_labels: dict[str, str] = {}
        """Footer labels that depend on the record."""
        self._resting: Timer | None = None
        """Runs while the cursor has just come to a line."""
        self._times: dict[Path, Minutes] = {}
        """What lessons take whose authors do not say it, by their folders."""
        self._drawn: tuple[int, list[_Shelf], str] | None = None
        """What the list was last made from: width, shelves, and how it stands with a class."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        self._read()
        lessons = Sheet(self._entries(), id="lessons", key=self._first(), measure=88, verb=_("open"))
        about = Sheet(self._about(lessons.key), id="about")
        about.can_focus = False
        lessons.beside = about
        yield TitleBar(plain("closeread", "bold"), self._who())
        yield lessons
        yield about
        yield KeyBar()

    def on_mount(self) -> None:
        """Be drawn as the size asks for from the first frame on; then get ready what is likely to be wanted."""
        fit(self)
        self._resting = self.set_timer(RESTING, self._prepare)
        if self.program.class_words():
            self.set_interval(LOOKING, self._show)
        if any(not one.card.trouble and not one.card.minutes.whole for one in self._lessons()):
            self.run_worker(self._work_out_times, thread=True, exit_on_error=False, group="times")

    def _work_out_times(self) -> None:
        """What lessons take whose authors do not say it, on a thread of its own: it takes their keys."""
        from lessons.lesson.keys import open_to_play

        for one in [*self._lessons()]:
            if one.card.minutes.whole or one.card.trouble or one.card.bring:
                continue
            with suppress(LessonError):
                minutes = open_to_play(one.card.folder, self.program.context.home)[0].minutes
                if minutes is not None:
                    self._times[one.card.folder] = minutes
        self.app.call_from_thread(self._show_times)

    def _show_times(self) -> None:
        self._drawn = None
        self._show()

    @property
    def program(self) -> Program:
        """The running program."""
        return program_of(self)

    def on_screen_resume(self) -> None:
        """Coming back from a lesson, show what changed."""
        if self._drawn is not None:
            self._read()
            self._show()

    def on_resize(self) -> None:
        """Show what fits."""
        self._show()
        self.call_after_refresh(self.refresh_bindings)

    def _read(self) -> None:
        """Read courses and record afresh."""
        home = self.program.context.home
        offered = with_bound(courses(self.program.request.roots, self.program.outlines), home)
        self._events = self.program.events()
        states = standings(offered, self._events)
        self.call_after_refresh(self._tell_due)
        self._shelves = [
            _Shelf(course, {card.id: states[course.id, card.id] for card in course.lessons})
            for course in offered
        ]

    def _tell_due(self) -> None:
        """Say in the footer how much is due for review: once the screen is there, as nobody waits for it.

        What was read of the lessons is kept then, too.
        """
        from lessons.reports.standing import due
        from lessons.share.packs.shelf import opened_before

        home, outlines = self.program.context.home, self.program.outlines
        reviewable = [*(shelf.course for shelf in self._shelves), *courses(opened_before(home), outlines)]
        count = due(reviewable, self._events, self.program.context.clock()).now
        self.footer_labels = {"review": _("review ({n} due)").format(n=count)} if count else {}
        self.refresh_bindings()
        keep_outlines(home, outlines)

    def _who(self) -> Content:
        """Who is learning, and whether what they do is kept."""
        name = line(self.program.context.learner, "$quiet")
        unsaved = plain(_("not saved"), "bold $sign-wrong")
        return joined(unsaved, name, between="  ") if self.program.trouble is not None else name

    def _lessons(self) -> Iterator[_Offer]:
        for number, shelf in enumerate(self._shelves):
            for card in shelf.course.lessons:
                yield _Offer(f"{number}/{card.id}", shelf.course.id, card, shelf.standings[card.id])

    def _latest(self) -> _Offer | None:
        """The lesson last worked on, unless it is finished."""
        begun = [one for one in self._lessons() if one.standing.begun and not one.card.trouble]
        latest = max(begun, key=lambda one: one.standing.last, default=None)
        return None if latest is None or latest.standing.finished else latest

    def _first(self) -> str:
        """Where the cursor starts: on going on, or else on the first lesson that is not done."""
        if self._latest() is not None:
            return RESUME
        return next(
            (one.key for one in self._lessons() if not one.standing.finished and not one.card.trouble), ""
        )

    def _show(self) -> None:
        drawn = (self.size.width, self._shelves, self.program.class_words())
        if drawn == self._drawn:
            return
        self._drawn = drawn
        sheet = self.query_one("#lessons", Sheet)
        sheet.show(self._entries())
        self._show_about(sheet.key)

    def _entries(self) -> Sequence[Entry]:
        entries = []
        if told := self.program.class_words():
            entries.append(Entry(line(told, "$quiet")))
        if latest := self._latest():
            card, state = latest.card, latest.standing
            place = _("exercise {n} of {total}").format(n=state.index + 1, total=state.total)
            words = joined(plain(_("Go on:"), "$quiet"), plain("  "), line(card.title, "bold"))
            entries.append(Entry(words, RESUME, right=plain(place, "$quiet")))
        for number, shelf in enumerate(self._shelves):
            entries.append(Entry(line(shelf.course.title, "bold"), gap=int(bool(entries))))
            if shelf.course.trouble:
                entries.append(Entry(line(shelf.course.trouble, "$sign-wrong"), indent=2))
            for card in shelf.course.lessons:
                right = self._figures(card, shelf.standings[card.id])
                entries.append(Entry(line(card.title), f"{number}/{card.id}", right=right, indent=2))
        return entries

    def _figures(self, card: LessonCard, state: Standing) -> Content:
        """Minutes, how far, and once any lesson is done its score and what guessing would give."""
        if card.trouble:
            return plain(_("cannot be opened"), "$sign-wrong")
        if card.bring:
            return plain(_("bring your copy"), "$quiet")
        limit = card.seal.minutes if card.seal is not None else None
        minutes = Minutes(limit) if limit is not None else self._times.get(card.folder, card.minutes)
        cells = [plain(minutes.told().rjust(9 if card.short else 7), "$quiet"), _progress(state)]
        if any(one.standing.finished for one in self._lessons()):
            cells.append(_score(state, wide=self.app.size.width >= WIDE))
        return joined(*cells, between="  ")

    def _about(self, key: str) -> list[Entry]:
        """What the lesson under the cursor is about."""
        one, titled = self._lesson(key), self.app.size.width >= SIDE_BY_SIDE
        if one is None:
            return []
        minutes = self._times.get(one.card.folder, one.card.minutes)
        return _about(one.card, one.standing, minutes, titled=titled)

    def _lesson(self, key: str) -> _Offer | None:
        if key == RESUME:
            return self._latest()
        return next((one for one in self._lessons() if one.key == key), None)

    def _at_cursor(self) -> _Offer | None:
        return self._lesson(self.query_one("#lessons", Sheet).key)

    def _show_about(self, key: str) -> None:
        self.query_one("#about", Sheet).show(self._about(key), top=True)
        self.call_after_refresh(self.refresh_bindings)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Say what the lesson is about, and get it ready if the cursor stays."""
        self._show_about(event.key)
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(RESTING, self._prepare)

    def _prepare(self) -> None:
        """Load the lesson under the cursor on a thread of its own, which the keys do not wait for."""
        one = self._at_cursor()
        if one is None or one.card.trouble or self.program.is_prepared(one.card.folder):
            return
        if self.is_current:
            work = partial(self.program.prepare, one.card.folder)
            self.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group="ahead")

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Open the lesson."""
        one = self._lesson(event.key)
        if one is not None:
            self.program.open_lesson(one.card.folder)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the place allows. Only a lesson that was just opened can be forgotten; a test that was begun stays."""
        if (power := NEEDED.get(action)) is not None:
            return self.program.context.powers.allow(power)
        if action != "forget":
            return True
        one = self._at_cursor() if self.is_mounted else None
        if one is None or not one.standing.begun or one.standing.answered or one.card.seal is not None:
            return False
        lesson = one.course, one.card.id
        return opened_only(event for event in self._events if (event.course, event.lesson) == lesson)

    def action_forget(self) -> None:
        """Make the lesson at hand new again."""
        one = self._at_cursor()
        if one is None:
            return
        try:
            self.program.record.append(Event(FORGOTTEN, one.course, one.card.id), sync=True)
        except RecordError as error:
            self._show_trouble(error)
            return
        self.program.tell(plain(_("Forgotten: the lesson is new again.")))
        self._read()
        self._show()
        self.refresh_bindings()

    def _show_trouble(self, error: RecordError) -> None:
        from tui.screens.trouble import RecordTrouble

        self.app.push_screen(RecordTrouble(error))

    def action_review(self) -> None:
        """Ask what is due for review."""
        self.program.open_review()

    def action_progress(self) -> None:
        """Show what the learner did so far."""
        from tui.screens.progress import ProgressScreen

        courses = self.program.courses()
        self.app.push_screen(ProgressScreen(courses, self._events, self.program.context))

    def action_settings(self) -> None:
        """Choose the colours."""
        from tui.screens.settings import ColoursScreen

        self.app.push_screen(ColoursScreen())

    def action_learner(self) -> None:
        """Change who is learning."""
        from tui.screens.settings import LearnerScreen

        def chosen(name: str | None) -> None:
            if name is not None:
                not_remembered = self.program.change_learner(name)
                if self.program.trouble is not None:
                    self._show_trouble(self.program.trouble)
                if not_remembered is not None:
                    from tui.screens.trouble import NotRemembered

                    self.app.push_screen(NotRemembered(not_remembered))
                self.query_one(TitleBar).show(plain("closeread", "bold"), self._who())
                self._read()
                self._show()

        self.app.push_screen(LearnerScreen(self.program.context), chosen)

    def action_glossary(self) -> None:
        """Look something up in the glossary of the course at hand."""
        from lessons.loading.glossary_source import read_glossary
        from tui.screens.terms import GlossaryScreen

        course = next((shelf.course for shelf in self._shelves if shelf.course.glossary is not None), None)
        key = self.query_one("#lessons", Sheet).key
        if key[:1].isdigit():
            course = self._shelves[int(key.partition("/")[0])].course
        if course is not None and course.glossary is not None:
            self.app.push_screen(GlossaryScreen(read_glossary(course.glossary)[0]))


def _progress(state: Standing) -> Content:
    if state.finished and state.sealed:
        return plain(_("handed in").ljust(9))
    if state.finished:
        return plain((_("done, short") if state.short else _("done")).ljust(9))
    if state.begun:
        return plain(_("{n} of {total}").format(n=state.answered, total=state.total).ljust(9))
    return plain(_("new").ljust(9), "$quiet")


def _score(state: Standing, wide: bool) -> Content:
    blank = " " * (13 if wide else 3)
    if not state.finished or state.sealed:
        return plain(blank)
    from lessons.model.result import percent

    score = plain(str(percent(state.score)).rjust(3), "bold")
    if not wide:
        return score
    return joined(score, plain("  " + _("guess {n}").format(n=percent(state.chance)).ljust(8), "$quiet"))


def _about(card: LessonCard, state: Standing, minutes: Minutes, *, titled: bool) -> list[Entry]:
    """What the highlighted lesson is about."""
    entries = [Entry(line(card.title, "bold"))] if titled else []
    if card.trouble:
        entries.append(Entry(line(card.trouble, "$sign-wrong"), gap=int(titled)))
        return [*entries, Entry(plain(_("Enter shows what is wrong."), "$quiet"), gap=1)]
    if card.summary:
        entries.append(Entry(line(card.summary), gap=int(titled)))
    if card.bring:
        sentence = _("This lesson comes without its text. Bring your own copy of: {title}").format(
            title=card.bring
        )
        entries.append(Entry(line(sentence), gap=1))
        entries.append(Entry(plain(_("Enter shows how."), "$quiet")))
    if card.seal is not None and card.seal.is_test:
        sentence = _("A test: each answer is handed in once, and nothing is explained.")
        if card.seal.minutes is not None:
            sentence += " " + counted(
                "{count} minute from when you begin.",
                "{count} minutes from when you begin.",
                card.seal.minutes,
            )
        entries.append(Entry(line(sentence), gap=1))
    for number, goal in enumerate(card.goals):
        if number == 0:
            entries.append(Entry(plain(_("You will"), "$quiet"), gap=1))
        entries.append(Entry(line(goal), lead=plain("- ", "$quiet")))
    exercises = counted(
        "{count} exercise", "{count} exercises", len(card.exercises) if card.short else state.total
    )
    figures = _("{exercises}, level {level} of 3").format(exercises=exercises, level=card.level)
    if minutes.whole:
        figures = _("{exercises}, about {minutes}, level {level} of 3").format(
            exercises=exercises,
            minutes=counted("{count} minute", "{count} minutes", minutes.whole),
            level=card.level,
        )
    entries.append(Entry(plain(figures, "$quiet"), gap=1))
    if card.short and card.seal is None:
        told = counted("Short path: {count} exercise", "Short path: {count} exercises", len(card.short))
        if minutes.short:
            needed = counted("{count} minute", "{count} minutes", minutes.short)
            told = _("{exercises}, about {minutes}").format(exercises=told, minutes=needed)
        entries.append(Entry(plain(told, "$quiet")))
    return entries
