"""The lines of the live view: how far the class is, each learner, what is missed and marked; plain values."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from lessons.i18n import _, counted, plural
from lessons.model.form import MarkForm
from lessons.model.result import percent
from lessons.reports.classes.live import LiveLesson, Whereabouts
from server.door import Waiting
from server.hall import Hall
from server.limits import SEAT_WITHOUT_LINE
from tui import cells
from tui.safe_text import EMPTY, joined, plain
from tui.widgets.sheet import Entry

GONE = 600.0
"""Seconds after which somebody without a seat, as with a program of their own, is not counted as here any more."""
WAITS = "waits "
"""Begins the key of a line at which somebody waits to be let in."""
_LABEL = 14
"""Cells of the first column of the table."""


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One learner, now."""

    learner: int
    name: str
    place: Whereabouts | None
    """``None`` for who is not in the lesson that is shown."""
    number: int
    """Of the exercise, from 1; 0 where there is none."""
    marking: bool
    quiet: float
    """Seconds since the last key, or the last event where no keys are seen."""
    stuck: bool
    lost: float | None
    """Seconds since the line was lost; ``None`` while there is one."""
    paused: bool
    score: int | None
    """Of 100; ``None`` before the first answer."""

    @property
    def order(self) -> tuple[bool, bool, int, str]:
        """Who is stuck first, then slow to quick, then who is elsewhere."""
        ended = self.place is not None and self.place.doing == "finished"
        return not self.stuck, self.place is None, 10_000 if ended else self.number, self.name.casefold()


def rows(hall: Hall, lesson: LiveLesson | None) -> list[LiveRow]:
    """Everybody who is here, in the order of the view."""
    wall, clock = time.time(), time.monotonic()
    live = hall.live
    seated = {hall.served.owner(number): (number, seat) for number, seat in hall.seats.items()}
    others = {one for one, last in live.last.items() if one not in seated and wall - last < GONE}
    found = []
    for learner in {*seated, *others}:
        number, seat = seated.get(learner, (learner, None))
        member = hall.door.roll.learner(number)
        typed = wall - (clock - seat.typed_at) if seat is not None else 0.0
        is_in = lesson is not None and live.where.get(learner) == (lesson.lesson.course, lesson.lesson.id)
        place = lesson.places.get(learner) if lesson is not None and is_in else None
        at = lesson.ids.index(place.exercise) + 1 if lesson is not None and place and place.exercise else 0
        marking = at > 0 and lesson is not None and isinstance(lesson.lesson.exercises[at - 1].form, MarkForm)
        score = lesson.score(learner) if lesson is not None else None
        lost = clock - seat.left_at if seat is not None and seat.line is None else None
        waits = hall.controls.waits(number)
        found.append(
            LiveRow(
                number,
                member.name if member is not None else _("somebody"),
                place,
                at,
                marking,
                max(0.0, wall - max(typed, live.last.get(learner, 0.0))),
                lesson is not None
                and place is not None
                and not waits
                and lost is None
                and lesson.is_stuck(learner, wall, typed),
                lost,
                number in hall.controls.paused,
                percent(score) if score is not None else None,
            )
        )
    return sorted(found, key=lambda row: row.order)


def shown_name(row: LiveRow, *, hidden: bool) -> str:
    """The name, or the number in its place."""
    return _("No. {number}").format(number=row.learner) if hidden else row.name


def entries(
    found: Sequence[LiveRow], waiting: Sequence[Waiting], width: int, *, hidden: bool, explained: bool
) -> list[Entry]:
    """Who waits at the door, then a line for each learner."""
    lines = []
    for one in waiting:
        name = _("somebody") if hidden else one.name
        words = plain(_("waits at the door: y lets in, x refuses"), "bold")
        lines.append(Entry(joined(_column(name, _wide(width)), words), WAITS + one.token, most=1))
    for row in found:
        lines.append(Entry(_line(row, width, hidden=hidden, explained=explained), str(row.learner), most=1))
    if not lines:
        lines.append(Entry(plain(_("Nobody is here yet. a shows address and class code for the board."))))
    return lines


def _wide(width: int) -> int:
    return 16 if width >= 72 else 11


def _line(row: LiveRow, width: int, *, hidden: bool, explained: bool) -> Content:
    columns = [_column(shown_name(row, hidden=hidden), _wide(width))]
    if row.lost is not None:
        until = time.strftime("%H:%M", time.localtime(time.time() + SEAT_WITHOUT_LINE - row.lost))
        words = _("line lost {time}").format(time=_time(row.lost))
        kept = _("seat kept until {time}").format(time=until)
        return joined(*columns, _column("--", 6), plain(words, "$sign-wrong"), plain(f"   {kept}", "$quiet"))
    at = _("ex {n}").format(n=row.number) if row.number else "--"
    if row.place is not None and row.place.doing == "finished":
        at = _("end")
    columns += [_column(at, 6), _column(_doing(row, explained=explained), 12)]
    columns.append(_column(_quiet(row), 13))
    columns.append(_column(_note(row), 10))
    if row.paused:
        columns.append(plain(_("paused"), "bold"))
    elif row.stuck:
        columns.append(plain(_("! stuck"), "bold $sign-wrong"))
    return joined(*columns)


def _column(text: str, width: int, style: str = "") -> Content:
    """Text in a column: cut, or filled up with blanks, and a blank after it."""
    words = plain(cells.clip(" ".join(text.split()), width - 1), style)
    return joined(words, plain(" " * max(1, width - words.cell_length)))


def _doing(row: LiveRow, *, explained: bool) -> str:
    if row.place is None:
        return _("elsewhere")
    match row.place.doing:
        case "answering":
            return _("marking") if row.marking and row.place.given else _("answering")
        case "explained":
            return _("reads why") if explained else _("handed in")
        case "practising":
            return _("practising")
        case "finished":
            return _("finished")
    return _("reading")


def _quiet(row: LiveRow) -> str:
    return _("quiet {time}").format(time=_time(row.quiet)) if row.quiet >= 60 else _time(row.quiet)


def _time(seconds: float) -> str:
    return _("{n} s").format(n=int(seconds)) if seconds < 60 else _("{n} min").format(n=int(seconds // 60))


def _note(row: LiveRow) -> str:
    place = row.place
    if place is None:
        return ""
    if place.doing == "finished" or place.doing == "explained":
        return _("{score} of 100").format(score=row.score) if row.score is not None else ""
    if place.doing == "practising":
        return _("try {n}").format(n=place.tries + 1)
    if place.hints:
        return counted("{count} hint", "{count} hints", place.hints)
    return counted("{count} mark", "{count} marks", place.given) if row.marking and place.given else ""


def table(lesson: LiveLesson, width: int) -> Content:
    """How many are at each exercise, how many have answered it, and the mean score."""
    count = len(lesson.ids)
    each = 5 if (width - _LABEL) // 5 > count else 4
    room = max(1, (width - _LABEL) // each - 1)
    first = _first_shown(lesson, room)
    shown = lesson.ids[first : first + room]
    here = [lesson.here(id) for id in shown]
    most = max(here, default=0)
    means = [lesson.mean(id) for id in shown]
    lines = [
        (_("exercise"), [str(first + n + 1) for n in range(len(shown))], _("end")),
        (_("here"), [str(n or ".") for n in here], str(lesson.ended or ".")),
        (_("done"), [str(lesson.done(id) or ".") for id in shown], ""),
        (_("of 100"), [str(percent(one)) if one is not None else "" for one in means], ""),
    ]
    contents = []
    for number, (label, values, end) in enumerate(lines):
        figures = [
            plain(value.rjust(each), "bold" if number == 1 and most and value == str(most) else "")
            for value in [*values, end]
        ]
        contents.append(joined(_column(label, _LABEL, "$quiet"), *figures))
    return joined(*contents, between="\n")


def _first_shown(lesson: LiveLesson, room: int) -> int:
    """From which exercise on the table is shown, where not all have room: the middle of the class is in it."""
    places = sorted(
        lesson.ids.index(one.exercise)
        for one in lesson.places.values()
        if one.exercise and one.doing != "finished"
    )
    middle = places[len(places) // 2] if places else 0
    return max(0, min(middle - room // 2, len(lesson.ids) - room))


def hits(lesson: LiveLesson, at: str, most: int) -> Content:
    """What is missed most, and what is marked most in the exercise at hand; at most so many lines."""
    lines = []
    for hit in lesson.missed(2):
        lines.append(
            _hit(_("Most missed"), lesson, hit.exercise, [(lesson.words(hit), hit.learners, hit.of)])
        )
    for hit in lesson.alarms(1):
        lines.append(_hit(_("False alarm"), lesson, hit.exercise, [(hit.words, hit.learners, hit.of)]))
    marked = [(hit.words, hit.learners, 0) for hit in lesson.marked(at, 4)] if at else []
    if marked:
        lines.insert(min(len(lines), most - 1), _hit(_("Most marked"), lesson, at, marked))
    return joined(*lines[:most], between="\n")


def _hit(label: str, lesson: LiveLesson, exercise: str, found: Iterable[tuple[str, int, int]]) -> Content:
    parts = [_column(label, _LABEL, "$quiet")]
    parts.append(plain(_("ex {n}: ").format(n=lesson.ids.index(exercise) + 1), "$quiet"))
    for words, learners, of in found:
        short = cells.clip(" ".join(words.split()), 40 if of else 24)
        figures = _("{n} of {of}").format(n=learners, of=of) if of else str(learners)
        parts += [plain(f"“{short}” "), plain(figures, "bold"), plain("  ")]
    return joined(*parts)


def short_name(name: str) -> str:
    """The name of a class, where there is little room."""
    return cells.clip(" ".join(name.split()), 20)


def title(
    hall: Hall,
    lesson: LiveLesson | None,
    found: Sequence[LiveRow],
    elsewhere: Sequence[tuple[str, int]] = (),
    *,
    wide: bool,
) -> tuple[Content, Content]:
    """Both sides of the title line: class and lesson; how many are here, how they are held, the time.

    ``elsewhere``: other classes at whose door somebody waits, with how many.
    """
    left = [plain(hall.name, "bold"), plain(_("live"), "$accent")]
    if lesson is not None:
        left.append(plain(" ".join(lesson.lesson.title.split())))
    held = hall.controls
    flags = []
    for name, waiting in elsewhere:
        wait = plural("{name}: {count} waits", "{name}: {count} wait", waiting)
        flags.append(wait.format(name=short_name(name), count=waiting))
    if held.held:
        flags.append(_("held"))
    if not held.explained:
        flags.append(_("explained later"))
    if held.closed:
        flags.append(_("all closed"))
    elif held.last and lesson is not None and held.last in lesson.ids:
        flags.append(_("until {n}").format(n=lesson.ids.index(held.last) + 1))
    if hall.live.wall:
        flags.append(_("heat on the wall"))
    here, listed = sum(row.lost is None for row in found), hall.door.roll.listed
    count = _("{here} of {all} here").format(here=here, all=listed) if listed else ""
    right = [plain(one, "bold $accent") for one in flags]
    right.append(plain(count or plural("{count} here", "{count} here", here).format(count=here)))
    if wide:
        right.append(plain(time.strftime("%H:%M"), "$quiet"))
        door = _("code {code}").format(code=hall.door.code) if hall.door.is_open else _("door shut")
        right.append(plain(door, "$quiet"))
    return joined(*left, between="  "), joined(*right, between="  ") or EMPTY
