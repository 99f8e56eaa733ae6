"""The plain pages over HTTP: who asks, whether the form is ours, and which page answers."""

import asyncio
import hmac
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from urllib.parse import parse_qsl, quote

from aiohttp import web

from lessons.context import Context
from lessons.disk import read_file
from lessons.i18n import _, plural, speaking
from lessons.model.course import Course, LessonCard
from lessons.model.problem import LessonError
from lessons.play import Phase
from lessons.play.rules import told_rules
from lessons.prose import ProseBlock, one_line, prose
from lessons.record.event import Event
from lessons.record.recorder import RecordError
from lessons.reports.html_page import STYLE, page_language, templates
from lessons.reports.learner import progress
from lessons.reports.own_page import own_page
from lessons.reports.progress import sections
from lessons.reports.standing import due, next_lesson
from lessons.school.members import ClassMember
from lessons.share.sealing.running import running_test
from lessons.text import visible
from server.browser.browser_line import COOKIE, member_of
from server.limits import ANSWER_FIELDS, ANSWER_FORM, PAGE_KEYS, PAGES_WAITING, SEAT_WITHOUT_KEY
from server.pace import Pace
from server.plain.acts import DONE, Outcome, look, take
from server.plain.form_on_page import NOTHING_SENT
from server.plain.form_shapes import Sent
from server.plain.page_values import listed, values
from server.plain.plain_seat import PlainSeat, Threshold
from server.plain.review_page import card_values, ending_values
from server.web import HALL

_FOLDER = Path(__file__).parent / "html"
_OWN_PAGE = re.compile(r"/plain(?:/[\w%.~-]{1,200}){0,2}", re.ASCII)
_LARGEST = 1 << 20
_NO_LESSON = "there is no such lesson in this class"
_TOKEN = "token"  # noqa: S105 - the name of a field


PlainAnswer = Callable[[web.Request, ClassMember, PlainSeat, Sent | None], Awaitable[web.Response]]
"""What answers a learner who sits; ``None`` where nothing was sent."""


class PlainDoor:
    """Answers what browsers ask of the plain pages."""

    def __init__(self) -> None:
        style = read_file(_FOLDER / STYLE, _LARGEST).decode()
        names = {"style": style, "prose": prose, "one_line": one_line, "lesson_address": _address}
        self._templates = templates(_FOLDER, names)
        self._templates.filters["groupby_lead"] = _listed_apart
        self._seats: dict[int, PlainSeat] = {}
        """By number of the learner."""

    def register(self, app: web.Application) -> None:
        """Take these addresses."""
        app.router.add_get("/plain", self.lessons)
        app.router.add_post("/plain/here", self.here)
        app.router.add_get("/plain/review", self.review)
        app.router.add_post("/plain/review", self.review)
        app.router.add_get("/plain/progress", self.progress)
        app.router.add_get("/plain/record", self.record)
        app.router.add_get("/plain/help", self.help)
        app.router.add_get("/plain/{course}/{lesson}", self.lesson)
        app.router.add_post("/plain/{course}/{lesson}", self.act)
        app.router.add_get("/plain/{course}/{lesson}/page", self.own)

    # Pages

    async def lessons(self, request: web.Request) -> web.Response:
        """The lessons of the class, with how far the learner is."""
        member, number = await _learner(request)
        hall = request.app[HALL]
        with speaking(hall.context.language):
            seat = await self._seat(request, member, number)
            if seat is None:
                return self._elsewhere(request, member)
            if hall.controls.waits(number):
                return self._held(request, member)
            there, events = hall.lessons.courses(), seat.record.everything()
            powers = hall.controls.powers(hall.context.powers)
            return self._page(
                request,
                member,
                "lessons.html",
                courses=listed(there, events, hall.controls),
                review=_due_now(there, events, seat.context) if powers.allow("review") else "",
                progress=powers.allow("progress"),
            )

    async def lesson(self, request: web.Request) -> web.Response:
        """Where the learner is in a lesson."""
        await _learner(request)
        return await self._in_turn(request, None, self._answer)

    async def act(self, request: web.Request) -> web.Response:
        """What a form asks for."""
        await _learner(request)
        return await self._in_turn(request, await _read(request), self._answer)

    async def review(self, request: web.Request) -> web.Response:
        """The card of the review whose turn it is, and what its form asks for."""
        await _learner(request)
        sent = await _read(request) if request.method == "POST" else None
        return await self._in_turn(request, sent, self._asked_again)

    async def own(self, request: web.Request) -> web.Response:
        """All that the learner answered in a lesson, as a page to keep."""
        await _learner(request)
        return await self._in_turn(request, None, self._own_page)

    async def help(self, request: web.Request) -> web.Response:
        """How these pages work."""
        member, _number = await _learner(request)
        with speaking(request.app[HALL].context.language):
            return self._page(request, member, "help.html")

    async def progress(self, request: web.Request) -> web.Response:
        """What the learner did so far."""
        await _learner(request)
        return await self._in_turn(request, None, self._done_so_far)

    async def record(self, request: web.Request) -> web.Response:
        """Everything that the class has of the learner, to take along."""
        await _learner(request)
        return await self._in_turn(request, None, self._whole_record)

    async def _whole_record(
        self, request: web.Request, member: ClassMember, _seat: PlainSeat, _sent: Sent | None
    ) -> web.Response:
        assert member.learner is not None  # who sits is a learner
        data = await request.app[HALL].served.journal(member.learner)
        headers = {"Content-Disposition": 'attachment; filename="journal.jsonl"'}
        return web.Response(body=data, content_type="application/jsonl", headers=headers)

    async def here(self, request: web.Request) -> web.Response:
        """Go on here: a terminal that is at work is told, and ends."""
        _member, number = await _learner(request)
        sent = await _read(request)
        if (terminal := request.app[HALL].seats.get(number)) is not None:
            await terminal.end("elsewhere")
        back = sent.one("back")
        return _to(back if _OWN_PAGE.fullmatch(back) else "/plain")

    async def _in_turn(self, request: web.Request, sent: Sent | None, answer: PlainAnswer) -> web.Response:
        """What answers at the learner's seat, one request after the other and not too many; else why nothing does."""
        member, number = await _learner(request)
        hall = request.app[HALL]
        with speaking(hall.context.language):
            seat = await self._seat(request, member, number)
            if seat is None:
                return self._elsewhere(request, member, lost=sent is not None)
            if hall.controls.waits(number):
                return self._held(request, member, sent or NOTHING_SENT)
            if seat.waiting >= PAGES_WAITING:
                raise web.HTTPTooManyRequests(
                    text="one page after the other, please", headers={"Retry-After": "2"}
                )
            seat.waiting += 1
            try:
                async with seat.turn:
                    for _key in range(PAGE_KEYS):
                        await seat.pace.turn()
                    return await answer(request, member, seat, sent)
            finally:
                seat.waiting -= 1

    async def _answer(
        self, request: web.Request, member: ClassMember, seat: PlainSeat, sent: Sent | None
    ) -> web.Response:
        course, lesson = request.match_info["course"], request.match_info["lesson"]
        begins = sent is not None and sent.one("do") == "begin"
        before = await self._opened(request, member, seat, begins=begins)
        if before is not None:
            return before
        seat.follow()
        outcome = DONE if sent is None or begins else await take(seat, sent)
        if sent is not None and outcome.is_done:
            return _to(_address(course, lesson) + (f"#{outcome.at}" if outcome.at else ""))
        if sent is None:
            outcome = await look(seat)
        try:
            return self._shown(request, member, seat, outcome, sent or NOTHING_SENT)
        except LessonError as error:  # the key of answers that are to be explained cannot be used
            return self._closed(request, member, seat.session.whole.title, error)

    async def _opened(
        self, request: web.Request, member: ClassMember, seat: PlainSeat, *, begins: bool = False
    ) -> web.Response | None:
        """Have the lesson that is asked for at hand; what stands before it, if anything does."""
        hall = request.app[HALL]
        course, lesson = request.match_info["course"], request.match_info["lesson"]
        if not hall.controls.opens(course, lesson):
            return self._page(request, member, "closed.html", 403, title="", why=(), shut="lesson")
        if not seat.is_open(course, lesson):
            of_course, card = _card(hall.lessons.courses(), course, lesson)
            if card.trouble or card.bring:
                raise web.HTTPNotFound(text=_NO_LESSON)
            seat.language = of_course.language
            try:
                before = await seat.open(card.folder, hall.lessons, begin=begins)
            except (LessonError, RecordError) as error:
                return self._closed(request, member, card.title, error)
            if before is not None:
                return self._threshold(request, member, before)
            hall.work_on(card.folder)
        return None

    async def _own_page(
        self, request: web.Request, member: ClassMember, seat: PlainSeat, _sent: Sent | None
    ) -> web.Response:
        before = await self._opened(request, member, seat)
        if before is not None:
            return before
        seat.follow()
        session = seat.session
        if session.rules.closes:
            raise web.HTTPForbidden(text="nothing is explained yet")
        try:
            page = own_page(session, member.name)
        except LessonError as error:
            return self._closed(request, member, session.whole.title, error)
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    async def _asked_again(
        self, request: web.Request, member: ClassMember, seat: PlainSeat, sent: Sent | None
    ) -> web.Response:
        hall = request.app[HALL]
        if not hall.controls.powers(hall.context.powers).allow("review"):
            return self._page(request, member, "closed.html", 403, title="", why=(), shut="scores")
        if running_test(seat.record.everything(), seat.context.home, seat.context.clock()):
            return self._page(request, member, "closed.html", 403, title="", why=(), shut="test")
        here = request.path
        wish = sent.one("do") if sent is not None else ""
        sitting = await seat.open_review(hall.lessons, anew=wish == "sitting" and seat.is_reviewed)
        if wish in ("sitting", "practise"):
            if wish == "practise":
                seat.practise()
            return _to(here)
        outcome = DONE
        if not sitting.over:
            outcome = await (look(seat) if sent is None else take(seat, sent))
        if sent is not None and outcome.is_done:
            return _to(here + (f"#{outcome.at}" if outcome.at else ""))
        sitting = seat.sitting or sitting
        told, seat.told = seat.told, []
        if sitting.over:
            end = ending_values(sitting)
            return self._page(request, member, "review_end.html", 200, here=here, told=told, **end)
        lesson = sitting.session().lesson
        language = next((one.language for one in hall.lessons.courses() if one.id == lesson.course), "en")
        page = card_values(seat, sitting, outcome, sent or NOTHING_SENT)
        status = _status(outcome)
        shown = {"here": here, "told": told, "outcome": outcome, "lesson_language": language}
        return self._page(request, member, "card.html", status, **page, **shown)

    async def _done_so_far(
        self, request: web.Request, member: ClassMember, seat: PlainSeat, _sent: Sent | None
    ) -> web.Response:
        hall = request.app[HALL]
        if not hall.controls.powers(hall.context.powers).allow("progress"):
            return self._page(request, member, "closed.html", 403, title="", why=(), shut="scores")
        events, now = tuple(seat.record.everything()), seat.context.clock()
        done = await asyncio.to_thread(progress, hall.lessons.courses(), events, now, seat.context.home)
        return self._page(request, member, "progress.html", sections=tuple(sections(done, blocks=None)))

    def _shown(
        self, request: web.Request, member: ClassMember, seat: PlainSeat, outcome: Outcome, sent: Sent
    ) -> web.Response:
        told, seat.told = seat.told, []
        session = seat.session
        return self._page(
            request,
            member,
            "lesson.html",
            _status(outcome),
            **values(seat, outcome, sent),
            here=_address(session.whole.course, session.whole.id),
            title=one_line(session.lesson.title),
            lesson_language=seat.language,
            told=told,
            next_lesson=self._next(request, seat) if session.phase is Phase.FINISHED else None,
            outcome=outcome,
            reason=sent.one("reason") if outcome.refusals else "",
        )

    def _next(self, request: web.Request, seat: PlainSeat) -> tuple[str, str, str] | None:
        """The lesson to go on with: course, id and title; ``None`` where there is none that is open."""
        hall, whole = request.app[HALL], seat.session.whole
        card = next_lesson(hall.lessons.courses(), seat.record.everything(), whole.folder)
        if card is None or not hall.controls.opens(whole.course, card.id):
            return None
        return whole.course, card.id, card.title

    def _threshold(self, request: web.Request, member: ClassMember, before: Threshold) -> web.Response:
        lesson = before.lesson
        assert lesson.seal is not None  # it stands before a sealed lesson
        return self._page(
            request,
            member,
            "threshold.html",
            title=one_line(lesson.title),
            here=_address(lesson.course, lesson.id),
            is_test=before.is_test,
            count=len(lesson.exercises),
            told=told_rules(lesson.seal),
        )

    def _closed(
        self, request: web.Request, member: ClassMember, title: str, error: LessonError | RecordError
    ) -> web.Response:
        why = [str(one) for one in error.problems] if isinstance(error, LessonError) else [error.found]
        return self._page(
            request,
            member,
            "closed.html",
            503,
            title=title,
            why=[visible(one) for one in why],
            shut="lesson",
        )

    def _elsewhere(self, request: web.Request, member: ClassMember, *, lost: bool = False) -> web.Response:
        return self._page(
            request, member, "elsewhere.html", 409 if lost else 200, lost=lost, back=request.rel_url.raw_path
        )

    def _held(self, request: web.Request, member: ClassMember, sent: Sent = NOTHING_SENT) -> web.Response:
        """The class waits, or this learner does; what was sent can be sent again, and is not done."""
        again = [(name, value) for name, values in sent.values.items() if name != _TOKEN for value in values]
        status = 409 if again else 200
        here = request.rel_url.raw_path
        return self._page(request, member, "held.html", status, again=again, here=here)

    def _page(
        self, request: web.Request, member: ClassMember, template: str, status: int = 200, **shown: object
    ) -> web.Response:
        page = self._templates.get_template(template).render(
            language=page_language(),
            class_name=request.app[HALL].name,
            learner=member.name,
            message=request.app[HALL].controls.message,
            own_message=request.app[HALL].controls.told.get(member.learner or 0, ""),
            token=_token(request),
            **shown,
        )
        return web.Response(text=page, status=status, content_type="text/html")

    # Seats

    async def _seat(self, request: web.Request, member: ClassMember, number: int) -> PlainSeat | None:
        """The learner's place at the plain pages; ``None`` while a terminal is at work."""
        hall = request.app[HALL]
        self._clear(request)
        if (terminal := hall.seats.get(number)) is not None:
            if terminal.line is not None:
                return None
            await terminal.end("elsewhere")  # nobody sits there any more
        record = await hall.served.seat(number)
        if number not in self._seats:
            await hall.read_paths()
        seat = self._seats.get(number)
        if seat is None:
            seat = self._seats[number] = PlainSeat(
                hall.context_of(member), record, Pace(hall.lateness, time.monotonic), hall.rules
            )
        seat.take_record(record)
        seat.used_at = time.monotonic()
        return seat

    def _clear(self, request: web.Request) -> None:
        """Forget who did nothing for a long time; the record has it all."""
        hall, now = request.app[HALL], time.monotonic()
        for number, seat in [*self._seats.items()]:
            if now - seat.used_at > SEAT_WITHOUT_KEY and not seat.waiting:
                del self._seats[number]
                if number not in hall.seats:
                    hall.served.leave(number)


def _status(outcome: Outcome) -> int:
    return 409 if outcome.stale else 422 if outcome.refusals else 200


async def _learner(request: web.Request) -> tuple[ClassMember, int]:
    """Who asks; to the door with everybody else."""
    member = await member_of(request)
    if member is None or member.learner is None:
        raise web.HTTPSeeOther("/?plain=1")
    return member, member.learner


async def _read(request: web.Request) -> Sent:
    """What one of our forms sent, as text and in bounds."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType(text="this is not one of our forms")
    body = await request.clone(client_max_size=ANSWER_FORM).read()
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=ANSWER_FIELDS
        )
    except ValueError:  # no text, or too many fields
        raise web.HTTPBadRequest(text="this form cannot be read") from None
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    form = Sent(sent)
    if not hmac.compare_digest(form.one(_TOKEN).encode(), _token(request).encode()):
        raise web.HTTPForbidden(text="this form is not of your page; go back and load the page again")
    return form


def _token(request: web.Request) -> str:
    """What our forms carry and no other site can know; it outlives a restart of the server."""
    cookie = request.cookies.get(COOKIE, "")
    return hmac.new(cookie.encode("utf-8", "replace"), b"closeread plain form", sha256).hexdigest()


def _due_now(courses: Sequence[Course], events: Sequence[Event], context: Context) -> str:
    """How much is to be asked again today."""
    count = due(courses, events, context.clock()).now
    if not count:
        return _("Review: nothing is due today")
    return plural("Review: {n} card is due", "Review: {n} cards are due", count).format(n=count)


def _card(courses: Sequence[Course], course: str, lesson: str) -> tuple[Course, LessonCard]:
    for one in courses:
        for card in one.lessons:
            if (one.id, card.id) == (course, lesson):
                return one, card
    raise web.HTTPNotFound(text=_NO_LESSON)


def _listed_apart(blocks: Iterable[ProseBlock]) -> list[tuple[bool, list[ProseBlock]]]:
    """Prose with the points of a list together."""
    return [(listed, [*own]) for listed, own in groupby(blocks, key=lambda block: bool(block.lead))]


def _address(course: str, lesson: str) -> str:
    return f"/plain/{quote(course, safe='')}/{quote(lesson, safe='')}"


def _to(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
