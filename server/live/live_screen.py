"""The live view of a class that is served, and the teacher's hand: every key that holds, opens, tells or lets in."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from lessons.i18n import _
from lessons.model.form import MarkForm
from lessons.prose import lines
from lessons.record.recorder import RecordError
from lessons.reports.classes.live import LiveLesson
from lessons.school.controls import Controls
from lessons.school.members import ClassMember
from server.hall import Hall
from server.live.beside import ClassesBeside, TakenAlong
from server.live.live_asking import ChoiceScreen, FindScreen, LineScreen
from server.live.live_board import WAITS, LiveRow, entries, hits, rows, short_name, shown_name, table, title
from server.live.live_looking import HeatScreen, LookScreen
from tui.actions import bindings
from tui.layout import BREAKPOINTS, HEIGHTS, FittedScreen, fit
from tui.program import program_of
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet

SECOND = 1.0
"""How often times are told afresh."""
SOON = 0.25
"""Seconds after an event in which it is on the screen, together with all others of that while."""
_ALL, _NONE = "all", "none"
ACTIONS = (
    *("live_lessons", "live_until", "live_hold", "live_explain", "live_let_in", "live_let_all_in"),
    *(
        "live_pause",
        "live_heat",
        "live_wall",
        "live_message",
        "live_tell",
        "live_words",
        "live_find",
        "live_names",
    ),
    *("live_door", "live_address", "live_renew", "live_class"),
)


Addresses = Callable[[], Sequence[Content]]
"""Where the class is reached now, line by line."""


class ReadLines(Widget):
    """Lines that are only read."""

    DEFAULT_CSS = """
    ReadLines { height: auto; padding: 0 2; border-bottom: solid $rule; background: $background; }
    ReadLines.-below { border-bottom: none; border-top: solid $rule; }
    ReadLines.-empty { display: none; }
    """

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._shown = EMPTY

    def show(self, words: Content) -> None:
        """Show these lines; nothing for none."""
        changed = words.plain.count("\n") != self._shown.plain.count("\n") or bool(words) != bool(self._shown)
        self._shown = words
        self.set_class(not words, "-empty")
        self.refresh(layout=changed)

    def render(self) -> Content:
        """The lines."""
        return self._shown


class LiveScreen(FittedScreen[None]):
    """Who is where, how it goes, and the keys that hold the class."""

    BINDINGS: ClassVar[list[BindingType]] = [
        replace(key, priority=key.key == "k") if isinstance(key, Binding) else key  # a list takes k for "up"
        for key in bindings(ACTIONS)
    ]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS
    DEFAULT_CSS = """
    LiveScreen.-short TitleBar { height: 1; border-bottom: none; }
    """

    def __init__(
        self,
        hall: Hall,
        addresses: Addresses,
        beside: ClassesBeside,
        go_to_class: Callable[[TakenAlong], None],
        *,
        hidden: bool = False,
    ) -> None:
        """``addresses``: what is told to the class now, line by line; ``go_to_class`` ends this view for another."""
        super().__init__()
        self.hall, self._addresses = hall, addresses
        self._beside, self._go_to_class = beside, go_to_class
        self.hidden = hidden
        """Whether numbers stand in the place of names."""
        self._rows: list[LiveRow] = []
        self._due = False
        """Whether something came in that is not on the screen yet."""
        self._possible: tuple[bool, ...] = ()
        """What the keys depend on, when the footer last asked them."""
        self.footer_labels: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        yield ReadLines(id="table")
        yield Sheet(id="class", measure=100, verb=_("look"))
        yield ReadLines(id="hits", classes="-below")
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the class."""
        fit(self)
        self.hall.live.changed = self._soon
        self.set_interval(SECOND, self.renew)
        self.renew()

    def on_unmount(self) -> None:
        """Follow it no longer."""
        self.hall.live.changed = lambda: None

    def _soon(self) -> None:
        """Called in the middle of a learner's turn: the timer is set in the turn of this program."""
        if not self._due:
            self._due = True
            self.call_later(self.set_timer, SOON, self.renew)

    # What is shown

    @property
    def lesson(self) -> LiveLesson | None:
        """The lesson that is shown."""
        return self.hall.lesson_shown

    def renew(self) -> None:
        """Show how it stands now."""
        self._due = False
        if not self.is_current and self._rows:
            return
        lesson, hall = self.lesson, self.hall
        self._rows = rows(hall, lesson)
        width = self.app.size.width - 5
        explained = hall.controls.explained
        lines_of_class = entries(
            self._rows, hall.door.waiting, width, hidden=self.hidden, explained=explained
        )
        self.query_one("#class", Sheet).show(lines_of_class, follow=False)
        wide = self.app.size.width >= 76
        self.query_one(TitleBar).show(*title(hall, lesson, self._rows, self._beside.elsewhere(), wide=wide))
        low = self.app.size.height < 24
        shown = table(lesson, self.app.size.width - 4) if lesson is not None else EMPTY
        self.query_one("#table", ReadLines).show(shown)
        below = hits(lesson, self._exercise_at_hand(lesson), 2 if low else 4) if lesson is not None else EMPTY
        self.query_one("#hits", ReadLines).show(below)
        self._name_keys()

    def _name_keys(self) -> None:
        held, before = self.hall.controls, dict(self.footer_labels)
        at_door = self._key().startswith(WAITS)
        row = self._row()
        paused = row is not None and row.paused
        self.footer_labels = {
            "live_hold": _("go on") if held.held else _("hold all"),
            "live_explain": _("explain now") if not held.explained else _("explain later"),
            "live_wall": _("progress to wall") if self.hall.live.wall else _("heat to wall"),
            "live_names": _("show names") if self.hidden else _("hide names"),
            "live_door": _("shut door") if self.hall.door.is_open else _("open door"),
            "live_class": _("class {name}").format(name=short_name(self._beside.names[self._beside.after])),
            "live_pause": _("refuse") if at_door else _("let go on") if paused else _("pause"),
        }
        possible = bool(self.hall.door.waiting), row is not None, bool(self._key()), self.lesson is not None
        if self.footer_labels != before or possible != self._possible:
            self._possible = possible
            self.refresh_bindings()

    def on_resize(self) -> None:
        """Show what fits."""
        self.renew()

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        if self.is_mounted:
            self.renew()

    def on_sheet_moved(self) -> None:
        """What the keys do depends on the line."""
        self._name_keys()

    # Who is at hand

    def _key(self) -> str:
        return self.query_one("#class", Sheet).key

    def _row(self) -> LiveRow | None:
        key = self._key()
        return next((row for row in self._rows if str(row.learner) == key), None)

    def _member(self) -> ClassMember | None:
        row = self._row()
        return self.hall.door.roll.learner(row.learner) if row is not None else None

    def _exercise_at_hand(self, lesson: LiveLesson) -> str:
        """The marking exercise of the learner at hand, or else the one where most are, or that was answered last."""
        marking = [one.id for one in lesson.lesson.exercises if isinstance(one.form, MarkForm)]
        row = self._row()
        if row is not None and row.place is not None and row.place.exercise in marking:
            return row.place.exercise
        by_number = [id for id in marking if lesson.here(id) or lesson.answers(id)]
        return max(by_number, key=lambda id: (lesson.here(id), lesson.done(id)), default="")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        if not self.is_mounted:
            return True
        lesson = self.lesson
        match action:
            case "live_let_in" | "live_let_all_in":
                return bool(self.hall.door.waiting)
            case "live_class":
                return len(self._beside.names) > 1
            case "live_pause":
                return bool(self._key())
            case "live_words" | "live_tell":
                return self._row() is not None
            case "live_find":
                return bool(self._rows)
            case "live_until":
                return lesson is not None
            case "live_heat" | "live_wall":
                wall = action == "live_wall" and bool(self.hall.live.wall)
                return wall or (lesson is not None and bool(self._exercise_at_hand(lesson)))
        return True

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Look at one learner; let one in who waits."""
        lesson, row = self.lesson, self._row()
        if event.key.startswith(WAITS):
            self.run_worker(self._let_in(event.key.removeprefix(WAITS)))
        elif row is not None and lesson is not None:
            name = line(shown_name(row, hidden=self.hidden), "bold")
            self.app.push_screen(LookScreen(name, self.hall.served.owner(row.learner), lesson))

    # The teacher's hand

    def tell(self, words: str) -> None:
        """Say something at the foot of the screen."""
        program_of(self).tell(plain(words))

    async def _hold(self, wanted: Controls) -> None:
        await self._do(self.hall.hold(wanted))

    async def _do(self, act: Awaitable[object]) -> bool:
        """Whether it was done; else it is told why not."""
        try:
            await act
        except RecordError as error:
            self.tell(_("It could not be written, and nothing has changed: {why}").format(why=error.found))
            return False
        finally:
            self.renew()
        return True

    async def action_live_hold(self) -> None:
        """Everybody waits, or goes on."""
        held = self.hall.controls
        await self._hold(replace(held, held=not held.held))

    async def action_live_explain(self) -> None:
        """Explanations later, or now."""
        held = self.hall.controls
        await self._hold(replace(held, explained=not held.explained))

    async def action_live_pause(self) -> None:
        """Pause the seat at hand, or let it go on; refuse who waits at the door."""
        key, row = self._key(), self._row()
        if key.startswith(WAITS):
            self.hall.door.refuse(key.removeprefix(WAITS))
            self.renew()
        elif row is not None:
            await self._do(self.hall.pause(row.learner, paused=not row.paused))

    def action_live_lessons(self) -> None:
        """Choose what is open."""
        held = self.hall.controls
        lines_of_choice = [
            Entry(plain(_("Each learner chooses among the lessons")), _ALL),
            Entry(plain(_("No lesson is open")), _NONE),
        ]
        names = [(course, card) for course in self.hall.lessons.courses() for card in course.lessons]
        for number, (course, card) in enumerate(names):
            words = joined(line(card.title), line(course.title, "$quiet"), between="  ")
            lines_of_choice.append(Entry(words, f"{course.id}/{card.id}", gap=int(number == 0), most=1))
        now = _NONE if held.closed else f"{held.course}/{held.lesson}" if held.lesson else _ALL

        def chosen(key: str | None) -> None:
            if key is not None:
                course, _slash, lesson = key.partition("/")
                one = key not in (_ALL, _NONE)
                wanted = replace(
                    self.hall.controls,
                    course=course if one else "",
                    lesson=lesson if one else "",
                    last="",
                    closed=key == _NONE,
                )
                self.run_worker(self._hold(wanted))

        heading = plain(_("Which lesson is open?"), "bold")
        self.app.push_screen(ChoiceScreen(heading, lines_of_choice, now, verb=_("take")), chosen)

    def action_live_until(self) -> None:
        """Choose how far everybody may go; that opens the lesson for all."""
        lesson = self.lesson
        if lesson is None:
            return
        held = self.hall.controls
        choices = [Entry(plain(_("To the end")), _ALL)]
        for number, exercise in enumerate(lesson.lesson.exercises, 1):
            words = line(next(iter(lines(exercise.task.prompt)), ""))
            lead = plain(f"{number:>2}  ", "$quiet")
            choices.append(Entry(words, f"/{exercise.id}", lead, gap=int(number == 1), most=1))

        def chosen(key: str | None) -> None:
            if key is not None:
                wanted = replace(self.hall.controls, last=key[1:] if key != _ALL else "")
                if wanted.last:
                    own = lesson.lesson
                    wanted = replace(wanted, course=own.course, lesson=own.id, closed=False)
                self.run_worker(self._hold(wanted))

        heading = plain(_("Until which exercise may everybody go on?"), "bold")
        now = f"/{held.last}" if held.last else _ALL
        self.app.push_screen(ChoiceScreen(heading, choices, now, verb=_("take")), chosen)

    def action_live_message(self) -> None:
        """Say one line to everybody."""

        def said(words: str | None) -> None:
            if words is not None:
                self.run_worker(self._do(self.hall.say(words)))

        self.app.push_screen(LineScreen(self.hall.controls.message), said)

    def action_live_tell(self) -> None:
        """Say one line to the learner at hand."""
        row = self._row()
        if row is None:
            return

        def said(words: str | None) -> None:
            if words is not None:
                self.run_worker(self._do(self.hall.say(words, row.learner)))

        name = shown_name(row, hidden=self.hidden)
        self.app.push_screen(LineScreen(self.hall.controls.told.get(row.learner, ""), name), said)

    # The door

    async def _let_in(self, token: str) -> None:
        try:
            await self.hall.door.let_in(token)
        except RecordError as error:
            self.tell(_("Nobody was let in: {why}").format(why=error.found))
        self.renew()

    async def action_live_let_in(self) -> None:
        """Let the one at hand in, or who waits longest."""
        key, waiting = self._key(), self.hall.door.waiting
        if waiting:
            await self._let_in(key.removeprefix(WAITS) if key.startswith(WAITS) else waiting[0].token)

    async def action_live_let_all_in(self) -> None:
        """Let in everybody who waits."""
        for one in self.hall.door.waiting:
            await self._let_in(one.token)

    def action_live_door(self) -> None:
        """Open the door, or shut it."""
        if self.hall.door.is_open:
            self.hall.door.lock()
        else:
            self.hall.door.unlock()
        self.renew()

    def action_live_words(self) -> None:
        """New words for the learner at hand."""
        member = self._member()
        if member is None:
            return
        name = line(member.name, "bold")
        told = _(
            "The old words are worth nothing then, and whoever sits there now has to come back with the new ones."
        )

        def chosen(key: str | None) -> None:
            if key == "yes":
                self.run_worker(self._new_words(member))

        asked = [Entry(plain(told)), Entry(plain(_("Make new words")), "yes", gap=1)]
        self.app.push_screen(ChoiceScreen(name, asked, verb=_("do it")), chosen)

    async def _new_words(self, member: ClassMember) -> None:
        try:
            words = await self.hall.new_words(member)
        except RecordError as error:
            self.tell(_("No new words: {why}").format(why=error.found))
            return
        shown = [
            Entry(plain(_("Two words and a number for coming back. They are shown this once."))),
            Entry(line(words, "bold"), gap=1, indent=2),
        ]
        self.app.push_screen(ChoiceScreen(line(member.name, "bold"), shown))

    # Looking

    def action_live_class(self) -> None:
        """Go to the next class."""
        if self._beside.after == self._beside.own:
            self.tell(_("The other class is being started. Try again in a moment."))
            return
        self._go_to_class(TakenAlong(self.hidden, to=self._beside.after))

    def action_live_names(self) -> None:
        """Names or numbers."""
        self.hidden = not self.hidden
        self.renew()

    def action_live_find(self) -> None:
        """Go to a name."""
        names = sorted((shown_name(row, hidden=self.hidden), str(row.learner)) for row in self._rows)

        def chosen(key: str | None) -> None:
            if key is not None:
                self.query_one("#class", Sheet).go_to(key)
                self._name_keys()

        self.app.push_screen(FindScreen([(key, name) for name, key in names]), chosen)

    def action_live_heat(self) -> None:
        """The article, with what is marked in it now."""
        lesson = self.lesson
        if lesson is not None and (id := self._exercise_at_hand(lesson)):
            self.app.push_screen(HeatScreen(lesson, id, lambda: lesson.heat(id)))

    def action_live_wall(self) -> None:
        """Heat on the projector, or progress."""
        lesson, live = self.lesson, self.hall.live
        live.wall = "" if live.wall or lesson is None else self._exercise_at_hand(lesson)
        self.renew()

    def action_live_address(self) -> None:
        """What stands on the board."""
        told = [Entry(words) for words in self._addresses()]
        self.app.push_screen(ChoiceScreen(plain(_("For the board"), "bold"), told))

    def action_live_renew(self) -> None:
        """A new class code, address of the projector or token, where the wrong people know the old one."""
        hall = self.hall
        made = {"code": hall.new_code, "wall": hall.new_wall, "token": hall.new_teacher_token}
        acts = [
            Entry(plain(_("A new class code. That of now lets nobody in then; who is in stays in.")), "code"),
            Entry(
                plain(_("A new address for the projector. That of now shows nothing then.")), "wall", gap=1
            ),
            Entry(plain(_("A new token for your programs. That of now does nothing then.")), "token", gap=1),
        ]

        def chosen(key: str | None) -> None:
            if key is not None:
                self.run_worker(self._made_anew(made[key]()))

        heading = plain(_("Known to the wrong people?"), "bold")
        self.app.push_screen(ChoiceScreen(heading, acts, verb=_("make it")), chosen)

    async def _made_anew(self, making: Awaitable[object]) -> None:
        if await self._do(making):
            self.action_live_address()
