"""The calls under /api/1, as docs/openapi.yaml says them. A token in a header, no cookies, JSON both ways."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256

from aiohttp import web

from lessons import __version__
from lessons.i18n import _
from lessons.model.course import Course, LessonCard
from lessons.record.event import now
from lessons.record.journal import ID
from lessons.record.recorder import keep_file
from lessons.school.members import LONGEST_DEVICE, ClassMember
from lessons.school.posted import Names, answered, post, read_posted, take_handed_in
from lessons.school.preparing import InboxFile
from lessons.school.store import Assignment, ClassStore
from lessons.share.handing_in.hand_in import MOST_BYTES as HAND_IN
from lessons.share.handing_in.hand_in import SUFFIX, LineError
from lessons.share.sealing.sealed_packs import known_packs
from server.api.calling import ROOT, body_of, count_call, fault, in_words, problem, token_of
from server.door import Admitted, Refused, Waits
from server.hall import Hall
from server.limits import CALLS, FORM, PACKS, POSTED, POSTED_EVENTS
from server.web import FRONT, HALL

_FRESH = 5.0
"""Seconds for which the list of lessons that are served is good."""


class ClassAPI:
    """Answers programs."""

    def __init__(self) -> None:
        self._calls: dict[int, deque[float]] = {}
        """When each learner's computers called, in the last minute."""
        self._fetched: dict[int, deque[float]] = {}
        """When they fetched a pack."""
        self._known: dict[Names, LessonCard] = {}
        self._looked = time.monotonic() - 2 * _FRESH
        self._looking = asyncio.Lock()

    def register(self, app: web.Application) -> None:
        """Take these addresses."""
        app.router.add_post(f"{ROOT}/join", in_words(self.join))
        app.router.add_get(f"{ROOT}/class", in_words(self.about))
        app.router.add_get(f"{ROOT}/packs/{{checksum}}", in_words(self.pack))
        app.router.add_put(f"{ROOT}/me/records/{{record}}/events", in_words(self.events))
        app.router.add_put(f"{ROOT}/me/hand-ins/{{course}}/{{lesson}}", in_words(self.hand_in))
        app.router.add_get(f"{ROOT}/me/replies", in_words(self.replies))
        app.router.add_get(f"{ROOT}/me/journal", in_words(self.journal))
        app.router.add_delete(f"{ROOT}/me/token", in_words(self.leave))
        app.router.add_get(f"{ROOT}/health", in_words(self.health))

    async def health(self, request: web.Request) -> web.StreamResponse:
        """How the server is, without a name."""
        hall = request.app[HALL]
        return web.json_response(
            {
                "version": __version__,
                "seats": len(hall.seats),
                "late_p99_ms": round(hall.lateness.p99() * 1000, 1),
                "queue": hall.served.waiting,
                "saves": hall.served.trouble is None and not hall.served.away,
            }
        )

    # Coming in

    async def join(self, request: web.Request) -> web.StreamResponse:
        """Come in by the rules of the door; a program that waits asks again with what it was given."""
        hall, address = request.app[HALL], request.app[FRONT].address(request)
        given = _texts(await body_of(request, FORM))
        if waiting := given.get("waiting"):
            return await self._asked_again(request, waiting, given)
        words = given.get("words", "")
        outcome = await hall.door.knock(given.get("code", ""), given.get("name", ""), words, address)
        match outcome:
            case Admitted():
                return await self._admitted(request, outcome, given)
            case Waits(token):
                return web.json_response({"waiting": token}, status=202)
            case Refused():
                return _refused(outcome, has_words=bool(words.strip()))

    async def _asked_again(
        self, request: web.Request, token: str, given: Mapping[str, str]
    ) -> web.StreamResponse:
        door = request.app[HALL].door
        waiting = door.turn(token)
        if waiting is None or waiting.refused:
            door.leave(token)
            return fault(403, _("Your teacher did not let this name in. Ask your teacher."))
        if waiting.admitted is None:
            return web.json_response({"waiting": token}, status=202)
        door.leave(token)
        return await self._admitted(request, waiting.admitted, given)

    async def _admitted(
        self, request: web.Request, admitted: Admitted, given: Mapping[str, str]
    ) -> web.StreamResponse:
        hall, member = request.app[HALL], admitted.member
        token = await hall.door.roll.token(member, given.get("device", "")[:LONGEST_DEVICE] or "program")
        told = {"token": token, "words": admitted.words, "learner": member.name, "class": hall.name}
        return web.json_response(told, status=201)

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """Make the token worth nothing."""
        await self._member(request)
        await request.app[HALL].door.roll.forget(token_of(request))
        return web.Response(status=204)

    # The class and the record

    async def about(self, request: web.Request) -> web.StreamResponse:
        """The lessons of the class and how it is held; 304 where nothing has changed."""
        number = _number(await self._member(request))
        hall = request.app[HALL]
        assignments = await hall.served.ask(ClassStore.assignments)
        told = await asyncio.to_thread(_class_of, hall, assignments, number)
        return _unless_known(request, told, {"now": now()})

    async def pack(self, request: web.Request) -> web.StreamResponse:
        """A pack of the class by its checksum, where the teacher shares lessons; nothing else of this machine."""
        number = _number(await self._member(request))
        hall = request.app[HALL]
        shared = hall.shared
        if shared is None:
            raise problem(403, _("your teacher does not share the lessons of this class as files"))
        count_call(self._fetched.setdefault(number, deque()), PACKS)
        assignments = await hall.served.ask(ClassStore.assignments)
        await asyncio.to_thread(shared.look, assignments)
        checksum = request.match_info["checksum"]
        if checksum in shared.open_files and not hall.controls.explained:
            raise problem(403, _("not now: your teacher holds the explanations back"))
        file = shared.sealed_files.get(checksum) or shared.open_files.get(checksum)
        if file is None:
            raise problem(404, _("there is no such pack; the lessons may have changed"))
        headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Type": "application/zip"}
        return web.FileResponse(file, headers=headers)

    async def hand_in(self, request: web.Request) -> web.StreamResponse:
        """Take a hand-in, also that of a test, which only the teacher's key opens; it is kept as a file as well."""
        number = _number(await self._member(request))
        hall = request.app[HALL]
        names = (request.match_info["course"], request.match_info["lesson"])
        folders = await self._folders(hall)
        assigned = await hall.served.ask(ClassStore.assignments)
        if names in folders:
            hall.work_on(folders[names].folder)
        elif names not in {(one.course, one.lesson) for one in assigned}:
            raise problem(404, _("the class does not read this lesson"))
        data = await body_of(request, HAND_IN)
        called = f"{number}-{sha256(json.dumps(names).encode()).hexdigest()[:12]}{SUFFIX}"
        path = hall.context.home / "hand-ins" / called
        await asyncio.to_thread(keep_file, path, data)
        file = InboxFile(called, path)
        one = await hall.served.ask(lambda store: take_handed_in(store, number, file, names, hall.teacher))
        if one.outcome == "refused":
            raise problem(400, one.trouble)
        if one.outcome == "deleted":
            raise problem(403, _("your teacher has deleted this record from the class"))
        told = {"sha256": sha256(data).hexdigest(), "new": one.new}
        return web.json_response(told, status=201 if one.outcome == "taken" else 200)

    async def replies(self, request: web.Request) -> web.StreamResponse:
        """What the teacher answered to what the learner contested, and marks; 304 where nothing has changed."""
        number = _number(await self._member(request))
        hall = request.app[HALL]
        folders = {names: card.folder for names, card in (await self._folders(hall)).items()}
        folders |= {
            (one.course, one.lesson): one.folder for one in await hall.served.ask(ClassStore.assignments)
        }
        found = await hall.served.ask(lambda store: answered(store, number, folders))
        told = [{"course": names[0], "lesson": names[1], **asdict(reply)} for names, reply in found]
        return _unless_known(request, {"replies": told})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Keep events; they are on the disk when this is answered."""
        member = await self._member(request)
        record = request.match_info["record"]
        if not ID.fullmatch(record):
            raise problem(404, _("a record is called by letters and digits"))
        lines = [line for line in (await body_of(request, POSTED)).split(b"\n") if line.strip()]
        if len(lines) > POSTED_EVENTS:
            raise problem(413, _("at most {count} events at once").format(count=POSTED_EVENTS))
        hall = request.app[HALL]
        folders = await self._folders(hall)
        assigned = await hall.served.ask(ClassStore.assignments)
        sealed = await asyncio.to_thread(_sealed_courses, hall)
        lessons = frozenset(folders) | {
            (one.course, one.lesson) for one in assigned if one.course not in sealed
        }
        try:
            posted, refused = read_posted(lines, lessons)
        except LineError as error:
            raise problem(400, str(error)) from None
        for names in {(event.course, event.lesson) for event in posted} & folders.keys():
            hall.work_on(folders[names].folder)
        kept = await post(hall.served, _number(member), record, posted)
        why = [{"id": id, "why": reason} for id, reason in {**refused, **kept.refused}.items()]
        return web.json_response({"kept": [*kept.kept], "refused": why, "upto": kept.upto})

    async def journal(self, request: web.Request) -> web.StreamResponse:
        """Everything that the class has of the learner, as a journal (docs/record.md)."""
        number = _number(await self._member(request))
        data = await request.app[HALL].served.journal(number)
        headers = {"Content-Disposition": 'attachment; filename="journal.jsonl"'}
        return web.Response(body=data, content_type="application/jsonl", headers=headers)

    async def _folders(self, hall: Hall) -> Mapping[Names, LessonCard]:
        """The lessons that are served, by their names in the record; looked for now and then, beside the loop."""
        async with self._looking:
            if time.monotonic() - self._looked > _FRESH:
                self._known = await asyncio.to_thread(_served_now, hall)
                self._looked = time.monotonic()
            return self._known

    async def _member(self, request: web.Request) -> ClassMember:
        """Who calls, by token; raises 401 for nobody, and 429 for too many calls."""
        member = await request.app[HALL].door.roll.bearer(token_of(request))
        if member is None:
            raise problem(401, _("This token is worth nothing. Join the class again."))
        count_call(self._calls.setdefault(_number(member), deque()), CALLS)
        return member


def _unless_known(
    request: web.Request, told: Mapping[str, object], beside: Mapping[str, object] | None = None
) -> web.Response:
    """The answer, or 304 where the program has it already; what is ``beside`` changes without being new."""
    mark = f'"{sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.json_response({**told, **(beside or {})}, headers=headers)


def _number(member: ClassMember) -> int:
    assert member.learner is not None  # who has a token is a learner
    return member.learner


def _served_now(hall: Hall) -> dict[Names, LessonCard]:
    """The lessons that are served, by their names in the record."""
    return {(course.id, card.id): card for course in hall.lessons.courses() for card in course.lessons}


def _class_of(hall: Hall, assignments: tuple[Assignment, ...], learner: int) -> dict[str, object]:
    by_name = {(one.course, one.lesson): one for one in assignments}
    packs = hall.shared.look(assignments) if hall.shared is not None else {}
    lessons = [
        _lesson_of(hall, course, card, by_name.get((course.id, card.id)))
        for course in hall.lessons.courses()
        for card in course.lessons
        if not card.trouble
    ]
    served = {(lesson["course"], lesson["id"]) for lesson in lessons}
    sealed = _sealed_courses(hall)
    lessons += [
        _homework(one, sealed=one.course in sealed) for names, one in by_name.items() if names not in served
    ]
    for lesson in lessons:
        lesson["pack"] = packs.get(str(lesson["course"]), "")
    held = hall.controls
    controls = {
        "course": held.course,
        "lesson": held.lesson,
        "held": held.held,
        "explained": held.explained,
        "closed": held.closed,
        "message": held.message,
        "own_message": held.told.get(learner, ""),
    }
    return {"name": hall.name, "lessons": lessons, "controls": controls}


def _lesson_of(
    hall: Hall, course: Course, card: LessonCard, assignment: Assignment | None
) -> dict[str, object]:
    shared = hall.lessons.take(card.folder)
    return {
        "course": course.id,
        "id": card.id,
        "title": card.title,
        "text": shared[0].article.hash if shared is not None else "",
        "key": shared[1]().version if shared is not None else "sealed",
        "due": assignment.due if assignment is not None else "",
        "short": assignment is not None and assignment.short,
    }


def _sealed_courses(hall: Hall) -> frozenset[str]:
    """The names of the teacher's sealed courses: what was done in them is handed in whole, and never posted."""
    packs, _problems = known_packs(hall.teacher.home)
    return frozenset(pack.folder for pack in packs)


def _homework(one: Assignment, *, sealed: bool) -> dict[str, object]:
    """A lesson that the class works on and that is not served now."""
    names = {"course": one.course, "id": one.lesson, "title": one.lesson}
    return {**names, "text": "", "key": "sealed" if sealed else "", "due": one.due, "short": one.short}


def _texts(body: bytes) -> dict[str, str]:
    """The texts of a JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise problem(400, _("the body has to be a JSON object of texts"))
    return {name: text[:200] for name, text in value.items()}


def _refused(refused: Refused, *, has_words: bool) -> web.Response:
    if refused.wait:
        return fault(429, refused.why, refused.wait)
    if refused.field == "words" and not has_words:
        return fault(409, refused.why)
    return fault(401 if refused.field in ("code", "words") else 403, refused.why)
