"""What a teacher's own program may ask and do under /api/1: see the class, hold it, let in, give new words.

It does what the live view does, by the same acts of the hall and the door. Who calls shows the teacher's token, which
lies in a file that only the account of the server can read.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from secrets import compare_digest
from typing import Any

from aiohttp import web

from lessons.i18n import _
from lessons.model.result import percent
from lessons.record.event import now
from lessons.reports.classes.live import Hit, LiveLesson
from lessons.school.controls import Controls
from server.api.calling import ROOT, body_of, count_call, in_words, problem, token_of
from server.door import Waiting
from server.hall import Hall
from server.limits import FORM, LONGEST_WORDS, TEACHER_CALLS
from server.live.live_board import LiveRow, rows
from server.roll import name_key
from server.web import HALL
from tui.safe_text import line

_HITS = 10
"""How many phrases are told that most have missed, and that many marked wrongly."""

_DIGITS = 10


class TeacherAPI:
    """Answers the teacher's programs."""

    def __init__(self) -> None:
        self._calls: deque[float] = deque()
        self._holding = asyncio.Lock()
        """Two programs that hold the class at the same moment take turns, so that neither undoes the other."""

    def register(self, app: web.Application) -> None:
        """Take these addresses."""
        app.router.add_get(f"{ROOT}/live", in_words(self.live))
        app.router.add_post(f"{ROOT}/controls", in_words(self.controls))
        app.router.add_post(f"{ROOT}/door", in_words(self.door))
        app.router.add_post(f"{ROOT}/door/{{name}}", in_words(self.wave))
        app.router.add_post(f"{ROOT}/learners/{{learner}}/word", in_words(self.words))

    async def live(self, request: web.Request) -> web.StreamResponse:
        """The class as the live view shows it."""
        hall = await self._hall(request)
        lesson = hall.lesson_shown
        told = {
            "class": hall.name,
            "now": now(),
            "door": _door_of(hall),
            "controls": _controls_of(hall.controls),
            "lesson": _lesson_of(lesson) if lesson is not None else None,
            "learners": [_row_of(one) for one in rows(hall, lesson)],
        }
        return web.json_response(told)

    async def controls(self, request: web.Request) -> web.StreamResponse:
        """Hold the class: what is named changes, all else stays."""
        hall = await self._hall(request)
        wished = await _wished(request, _CONTROLS)
        async with self._holding:
            wanted, told = (
                await asyncio.to_thread(_held, hall, wished),
                _told_to(hall, wished.get("told", {})),
            )
            await hall.hold(replace(wanted, message=hall.controls.message, told=hall.controls.told))
            if "message" in wished:
                await hall.say(wanted.message)
            for learner, words in told.items():
                await hall.say(words, learner)
        return web.json_response(_controls_of(hall.controls))

    async def door(self, request: web.Request) -> web.StreamResponse:
        """Open the door or shut it; make a new class code, or a new address for the projector."""
        hall = await self._hall(request)
        wished = await _wished(request, {"open": bool, "new_code": bool, "new_wall": bool})
        if "open" in wished:
            (hall.door.unlock if wished["open"] else hall.door.lock)()
        if wished.get("new_code"):
            await hall.new_code()
        if wished.get("new_wall"):
            await hall.new_wall()
        return web.json_response(_door_of(hall))

    async def wave(self, request: web.Request) -> web.StreamResponse:
        """Let in, or refuse, somebody who waits at the door."""
        hall = await self._hall(request)
        wished = await _wished(request, {"in": bool})
        if "in" not in wished:
            raise problem(400, _('"in" is missing: true lets in, false refuses'))
        one = _waiting(hall, request.match_info["name"])
        if one is None:
            raise problem(404, _("nobody of this name waits at the door"))
        if not wished["in"]:
            hall.door.refuse(one.token)
        elif await hall.door.let_in(one.token) is None:
            raise problem(409, _("somebody came in under this name before"))
        return web.json_response(_door_of(hall))

    async def words(self, request: web.Request) -> web.StreamResponse:
        """New words for coming back, told this once; whoever sits there has to come back with them."""
        hall = await self._hall(request)
        number = _number(request.match_info["learner"])
        member = hall.door.roll.learner(number) if number is not None else None
        if member is None:
            raise problem(404, _("the class has no learner of this number"))
        words = await hall.new_words(member)
        return web.json_response({"learner": number, "name": member.name, "words": words})

    async def _hall(self, request: web.Request) -> Hall:
        """The class, for its teacher alone: 401 for a token that is worth nothing, 403 for a learner's."""
        hall, token = request.app[HALL], token_of(request)
        if not compare_digest(token.encode("utf-8", "replace"), hall.passes.teacher.encode()):
            if token and await hall.door.roll.bearer(token) is not None:
                raise problem(403, _("This is for the teacher's token."))
            raise problem(401, _("This needs the teacher's token, from the file teacher-token of the class."))
        count_call(self._calls, TEACHER_CALLS)
        return hall


# What is told


def _door_of(hall: Hall) -> dict[str, object]:
    waiting = [{"name": one.name, "seconds": hall.door.waited(one)} for one in hall.door.waiting]
    return {
        "open": hall.door.is_open,
        "code": hall.door.code,
        "wall": f"/{hall.wall_path}",
        "waiting": waiting,
    }


def _controls_of(held: Controls) -> dict[str, object]:
    return {**asdict(held), "told": {str(one): words for one, words in held.told.items()}}


def _lesson_of(lesson: LiveLesson) -> dict[str, object]:
    exercises = []
    for id in lesson.ids:
        mean = lesson.mean(id)
        score = percent(mean) if mean is not None else None
        exercises.append({"id": id, "here": lesson.here(id), "done": lesson.done(id), "score": score})
    own = lesson.lesson
    return {
        "course": own.course,
        "id": own.id,
        "title": own.title,
        "exercises": exercises,
        "ended": lesson.ended,
        "missed": [_hit_of(hit, lesson.words(hit)) for hit in lesson.missed(_HITS)],
        "alarms": [_hit_of(hit, hit.words) for hit in lesson.alarms(_HITS)],
    }


def _hit_of(hit: Hit, words: str) -> dict[str, object]:
    return {"exercise": hit.exercise, "words": words, "learners": hit.learners, "of": hit.of}


def _row_of(row: LiveRow) -> dict[str, object]:
    place = row.place
    return {
        "learner": row.learner,
        "name": row.name,
        "exercise": place.exercise if place is not None else "",
        "doing": place.doing if place is not None else "elsewhere",
        "hints": place.hints if place is not None else 0,
        "tries": place.tries if place is not None else 0,
        "quiet": int(row.quiet),
        "lost": int(row.lost) if row.lost is not None else None,
        "stuck": row.stuck,
        "paused": row.paused,
        "score": row.score,
    }


# What is wished for

_CONTROLS: Mapping[str, type] = {
    "course": str,
    "lesson": str,
    "last": str,
    "held": bool,
    "explained": bool,
    "closed": bool,
    "paused": list,
    "message": str,
    "told": dict,
}


async def _wished(request: web.Request, known: Mapping[str, type]) -> dict[str, Any]:
    """The fields of a JSON object that are known, each of its type; raises 400 for anything else."""
    try:
        value = json.loads(await body_of(request, FORM))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise problem(400, _("the body has to be a JSON object"))
    for name, one in value.items():
        if name not in known:
            expected = ", ".join(known)
            raise problem(
                400,
                _("{name}: not known here; there are {expected}").format(
                    name=_quoted(name), expected=expected
                ),
            )
        if type(one) is not known[name]:
            raise problem(
                400, _("{name} has to be {expected}").format(name=name, expected=_SORTS[known[name]]())
            )
    return value


_SORTS: Mapping[type, Callable[[], str]] = {
    str: lambda: _("a text"),
    bool: lambda: _("true or false"),
    list: lambda: _("a list"),
    dict: lambda: _("an object"),
}


def _quoted(text: str) -> str:
    return json.dumps(line(text[:60]).plain, ensure_ascii=False)


def _waiting(hall: Hall, name: str) -> Waiting | None:
    key = name_key(name[:200])
    return next((one for one in hall.door.waiting if name_key(one.name) == key), None)


def _held(hall: Hall, wished: Mapping[str, Any]) -> Controls:
    """How the class is to be held; raises 400 for what cannot be."""
    held = hall.controls
    simple = {name: wished[name] for name in ("held", "explained", "closed") if name in wished}
    wanted = replace(held, **simple, message=_words(wished.get("message", held.message)))
    if "paused" in wished:
        wanted = replace(wanted, paused=tuple(dict.fromkeys(_learner(hall, one) for one in wished["paused"])))
    if "course" in wished or "lesson" in wished:
        wanted = replace(wanted, course=wished.get("course", ""), lesson=wished.get("lesson", ""), last="")
        if wanted.lesson and "closed" not in wished:
            wanted = replace(wanted, closed=False)
    if wanted.closed:
        if wished.get("lesson") or wished.get("last"):
            raise problem(400, _("closed and an open lesson cannot be at once"))
        wanted = replace(wanted, course="", lesson="", last="")
    if "last" in wished:
        wanted = replace(wanted, last=wished["last"])
    _see_that_it_is_there(hall, wanted)
    return wanted


def _see_that_it_is_there(hall: Hall, wanted: Controls) -> None:
    """Raise 400 where the lesson that is to be open, or its last exercise, is none of those served."""
    names = {
        (course.id, card.id): card.folder for course in hall.lessons.courses() for card in course.lessons
    }
    if (wanted.course or wanted.lesson) and (wanted.course, wanted.lesson) not in names:
        raise problem(
            400, _("course and lesson have to name a lesson that is served; both empty: each chooses")
        )
    if wanted.last:
        shared = hall.lessons.take(names[wanted.course, wanted.lesson]) if wanted.lesson else None
        if shared is None or wanted.last not in {one.id for one in shared[0].exercises}:
            raise problem(
                400, _("last has to name an exercise of the lesson that is open; empty: to the end")
            )


def _told_to(hall: Hall, told: Mapping[str, Any]) -> dict[int, str]:
    """Lines for one learner each, by number; raises 400 where there is no such learner, or no such line."""
    return {_learner(hall, _number(one)): _words(words) for one, words in told.items()}


def _number(text: str) -> int | None:
    """The number that a text is; ``None`` for what is none of a learner."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else None


def _learner(hall: Hall, number: object) -> int:
    if type(number) is not int or hall.door.roll.learner(number) is None:
        raise problem(400, _("paused and told name learners by the numbers that /live tells"))
    return number


def _words(words: object) -> str:
    """A plain line, as long as one may be."""
    if not isinstance(words, str) or len(words) > LONGEST_WORDS:
        raise problem(
            400,
            _("a line for learners has to be a text of at most {count} characters").format(
                count=LONGEST_WORDS
            ),
        )
    return words
