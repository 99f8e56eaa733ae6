"""What a form on a plain page asks for: the answer in it is kept first, then the act is done, if the rules allow it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from lessons.i18n import _
from lessons.model.problem import LessonError
from lessons.play import Phase, Session
from lessons.play.rules import Act
from lessons.record.recorder import RecordError
from lessons.text import visible
from server.plain.form_shapes import Refusal, Sent
from server.plain.plain_seat import PlainSeat

Question = Literal["", "hand-in", "finish"]
"""What is asked before it is done: to hand in with gaps, to end with exercises open."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a form; with nothing in it, it was done."""

    refusals: tuple[Refusal, ...] = ()
    asks: Question = ""
    missing: str = ""
    """What the question is about."""
    stale: bool = False
    """Whether the form was of a page from before a later answer, and changed nothing."""
    at: str = ""
    """Where on the next page to read on; empty for its beginning."""

    @property
    def is_done(self) -> bool:
        """Whether what was asked for was done."""
        return not (self.refusals or self.asks or self.stale)


DONE = Outcome()
TOLD = Outcome(at="told")
"""Done, and the next page says so first."""


def refused(why: str, at: str = "") -> Outcome:
    """Nothing was done, and why."""
    return Outcome((Refusal(why, at),))


async def look(seat: PlainSeat) -> Outcome:
    """What there is to say before a page is shown: what is under way is waited for, a test may be over."""
    session = seat.session
    try:
        await session.saved()
        session.tick()
        await session.saved()
    except RecordError as error:
        return _unsaved(error)
    return DONE


def _unsaved(error: RecordError) -> Outcome:
    return refused(_("Not saved: {found}. Try again in a moment.").format(found=visible(error.found)))


async def take(seat: PlainSeat, sent: Sent) -> Outcome:
    """Do what a form asks for."""
    session = seat.session
    act, _space, number = sent.one("do").partition(" ")
    try:
        await session.saved()
        if session.tick():
            await session.saved()
            return refused(_("The time is over. What you sent was not kept."))
        outcome = _keep(seat, sent, takes=act not in ("undo", "redo"))
        if not outcome.is_done:
            return outcome
        doing = _ACTS.get(act)
        if doing is None:
            return refused(_("This form asks for something that is not there."))
        if doing.rule is not None and not session.rules.allow(doing.rule):
            return refused(_("That is not open here."))
        outcome = await doing.do(seat, number[:4], sent)
        await session.saved()
        seat.note_sent()
    except RecordError as error:
        return _unsaved(error)
    except LessonError as error:
        problem = visible(str(error.problems[0])) if error.problems else ""
        return refused(_("The key of this lesson cannot be used: {problem}").format(problem=problem))
    if outcome.is_done and session.trouble is not None:
        seat.told.append(_("Not saved yet: {found}.").format(found=visible(session.trouble.found)))
    return outcome


def _keep(seat: PlainSeat, sent: Sent, *, takes: bool) -> Outcome:
    """Keep the answer that a form holds, if the act ``takes`` it; a form from before a later answer changes nothing."""
    session, id = seat.session, sent.one("exercise")
    if not id:
        return DONE
    ids = [exercise.id for exercise in session.lesson.exercises]
    if id not in ids or sent.one("stamp") != seat.stamp(id):
        return Outcome(stale=True)
    if session.exercise.id != id or session.phase in (Phase.READING, Phase.FINISHED):
        session.goto(ids.index(id))
    if session.phase is not Phase.ANSWERING:
        return DONE
    refusals = seat.form().take(sent) if takes else []
    level = sent.one("sure")
    if level in ("1", "2", "3") and session.rules.allow("sure") and int(level) != session.certainty:
        session.sure(int(level))
    session.flush()
    return Outcome(tuple(refusals)) if refusals else DONE


async def _enter(seat: PlainSeat, number: str, sent: Sent) -> Outcome:
    """Enter was pressed in a field: words to find, or else the answer is kept, or the learner goes on."""
    if sent.one("find").strip():
        return await _find(seat, number, sent)
    answering = seat.session.phase is Phase.ANSWERING
    return await (_kept if answering else _next)(seat, number, sent)


async def _find(seat: PlainSeat, _number: str, sent: Sent) -> Outcome:
    words = " ".join(sent.one("find").split())[:100]
    if not words:
        return refused(_("Type the words to find."), "find")
    seat.told += seat.hearing.find(words)
    return TOLD


async def _kept(seat: PlainSeat, _number: str, _sent: Sent) -> Outcome:
    if seat.session.phase is Phase.ANSWERING:
        seat.told.append(_("Your answer is kept. It is not handed in yet."))
    return TOLD


async def _undo(seat: PlainSeat, _number: str, sent: Sent) -> Outcome:
    return _changed(seat, sent, seat.session.undo, _("Taken back."), _("There is nothing to undo here."))


async def _redo(seat: PlainSeat, _number: str, sent: Sent) -> Outcome:
    return _changed(seat, sent, seat.session.redo, _("Made again."), _("There is nothing to redo here."))


def _changed(seat: PlainSeat, sent: Sent, change: Callable[[], bool], done: str, nothing: str) -> Outcome:
    """Change the answer, and say how it is then; what was filled in and cannot be kept is the change taken back."""
    session = seat.session
    if session.phase is not Phase.ANSWERING:
        return DONE
    before = session.draft
    refusals = seat.form().take(sent)
    dropped = bool(refusals) and session.draft == before
    seat.told += [done if dropped or change() else nothing, *seat.field.show()]
    return TOLD


async def _hint(seat: PlainSeat, _number: str, _sent: Sent) -> Outcome:
    if seat.session.hint() is None:
        seat.told.append(_("There are no more hints."))
        return TOLD
    return Outcome(at="hints")


async def _open(seat: PlainSeat, number: str, _sent: Sent) -> Outcome:
    if seat.session.phase is not Phase.ANSWERING:
        return DONE
    refusals = seat.form().opens(number)
    seat.session.flush()
    if not refusals:
        seat.told.append(_("Card {number} is open.").format(number=int(number)))
    return Outcome(tuple(refusals), at=f"card-{number}")


async def _hand_in(seat: PlainSeat, number: str, _sent: Sent) -> Outcome:
    session = seat.session
    if session.phase is not Phase.ANSWERING:
        return DONE
    missing = seat.form().missing()
    if missing and number != "all":
        return Outcome(asks="hand-in", missing=missing)
    session.submit()
    await session.saved()
    forgets = seat.reviews is not None and seat.reviews.practice
    seat.told.append(_("Handed in. It is practice: nothing is kept.") if forgets else _("Handed in. Saved."))
    return TOLD


async def _next(seat: PlainSeat, number: str, sent: Sent) -> Outcome:
    session = seat.session
    if seat.reviews is not None:
        seat.next_card()
        return DONE
    last = session.index + 1 == len(session.lesson.exercises)
    if session.phase is not Phase.READING and not session.may_go_on:
        return DONE  # the page says so
    if session.phase is Phase.READING or not last:
        session.next()
        return DONE
    return await _finish(seat, number, sent)


async def _skip(seat: PlainSeat, _number: str, _sent: Sent) -> Outcome:
    if seat.reviews is not None:
        seat.next_card()
    elif seat.session.phase is Phase.ANSWERING and seat.session.index + 1 < len(
        seat.session.lesson.exercises
    ):
        seat.session.skip()
    return DONE


async def _finish(seat: PlainSeat, number: str, _sent: Sent) -> Outcome:
    session = seat.session
    if session.phase is Phase.FINISHED:
        return DONE
    if not session.finished and session.unanswered and number != "all":
        open_ones = ", ".join(str(index + 1) for index in session.unanswered)
        message = _("Not answered: exercise {numbers}. When the lesson ends, they count 0.")
        if session.rules.closes:
            message = _("Not handed in: exercise {numbers}. What is begun is handed in as it stands.")
        return Outcome(asks="finish", missing=message.format(numbers=open_ones))
    session.finish()
    return DONE


async def _go_to(seat: PlainSeat, number: str, _sent: Sent) -> Outcome:
    if (index := _index(seat.session, number)) is not None:
        seat.session.goto(index)
    return DONE


async def _look(seat: PlainSeat, number: str, _sent: Sent) -> Outcome:
    session = seat.session
    index = _index(session, number)
    if index is not None and session.first_result(session.lesson.exercises[index].id) is not None:
        session.look_back(index)
    return DONE


def _index(session: Session, number: str) -> int | None:
    """The index of an exercise by its number, if there is such a one."""
    count = len(session.lesson.exercises)
    known = {str(place): place - 1 for place in range(1, count + 1)}
    return known.get(number)


async def _again(seat: PlainSeat, _number: str, _sent: Sent) -> Outcome:
    session = seat.session
    if session.phase is Phase.FINISHED:
        session.begin_again()
        seat.told.append(_("You begin again, as practice. Your first answers stay the score."))
    else:
        session.retry()
    return DONE


async def _path(seat: PlainSeat, number: str, _sent: Sent) -> Outcome:
    seat.session.take_path(short=number == "only")
    return DONE


async def _contest(seat: PlainSeat, _number: str, sent: Sent) -> Outcome:
    session = seat.session
    result = session.result
    if result is None:
        return refused(_("You can contest what is explained: hand the answer in first."))
    parts = {str(place): part for place, part in enumerate(result.parts, 1)}
    chosen = sent.one("item")
    if chosen != "0" and chosen not in parts:
        return refused(_("Choose what you contest."), "item")
    try:
        session.contest(parts.get(chosen), sent.one("reason"))
    except ValueError:
        return refused(_("Say why: your teacher reads the reason."), "reason")
    await session.saved()
    seat.told.append(_("Your teacher reads what you contest."))
    return TOLD


@dataclass(frozen=True, slots=True)
class _Doing:
    do: Callable[[PlainSeat, str, Sent], Awaitable[Outcome]]
    rule: Act | None = None


_ACTS: Mapping[str, _Doing] = {
    "enter": _Doing(_enter),
    "keep": _Doing(_kept),
    "find": _Doing(_find),
    "hint": _Doing(_hint, "hint"),
    "undo": _Doing(_undo),
    "redo": _Doing(_redo),
    "open": _Doing(_open),
    "hand-in": _Doing(_hand_in),
    "next": _Doing(_next),
    "skip": _Doing(_skip),
    "finish": _Doing(_finish, "finish"),
    "goto": _Doing(_go_to, "go_to"),
    "look": _Doing(_look, "explain"),
    "again": _Doing(_again, "retry"),
    "path": _Doing(_path, "path"),
    "contest": _Doing(_contest, "contest"),
}
"""What a button may ask for."""
