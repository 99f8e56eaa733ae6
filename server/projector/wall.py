"""The page for the projector: how far the class is, or what was marked; no names, and no word of the key.

It follows the live view of the teacher. Whoever knows its address sees it and can do nothing with it.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from secrets import compare_digest

from aiohttp import web

from lessons.disk import read_file
from lessons.i18n import counted, speaking
from lessons.model.result import percent
from lessons.reports.classes.heat import HeatBlock, heat_together
from lessons.reports.classes.live import LiveLesson
from lessons.reports.html_page import page_language, templates
from server.hall import Hall
from server.live.live_board import rows
from server.web import HALL

_FOLDER = Path(__file__).parent / "html"
_LARGEST = 1 << 20
_FILES = {"wall.css": "text/css", "wall.js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class WallBar:
    """One exercise: how many are at it and how many have answered it."""

    number: int
    here: int
    done: int
    score: int | None
    """The mean, of 100; ``None`` where explanations are kept back, or while nobody has answered."""


@dataclass(frozen=True, slots=True)
class WallHeat:
    """The article of one exercise with what was marked and handed in."""

    number: int
    readers: int
    language: str
    blocks: tuple[HeatBlock, ...]


class Projector:
    """Answers the projector, and nobody without its address."""

    def __init__(self) -> None:
        self._templates = templates(_FOLDER, {"counted": counted})
        self._files = {name: read_file(_FOLDER / name, _LARGEST) for name in _FILES}

    def register(self, app: web.Application) -> None:
        """Take these addresses."""
        app.router.add_get("/wall", self.refused)
        app.router.add_get("/wall/", self.refused)
        app.router.add_get("/wall/{token}", self.wall)
        app.router.add_get("/wall/{token}/{file}", self.file)

    async def refused(self, _request: web.Request) -> web.StreamResponse:
        """Nothing is told without the token."""
        raise web.HTTPForbidden(text="the teacher has the address of the projector")

    async def wall(self, request: web.Request) -> web.StreamResponse:
        """How it stands now."""
        hall = await self._hall(request)
        with speaking(hall.context.language):
            page = self._templates.get_template("wall.html").render(
                language=page_language(), token=hall.passes.wall, hall=hall, **shown(hall)
            )
        return web.Response(text=page, content_type="text/html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The style sheet or the script."""
        await self._hall(request)
        name = request.match_info["file"]
        if name not in _FILES:
            raise web.HTTPNotFound
        return web.Response(body=self._files[name], content_type=_FILES[name])

    async def _hall(self, request: web.Request) -> Hall:
        hall = request.app[HALL]
        given = request.match_info["token"].encode("utf-8", "replace")
        if not compare_digest(given, hall.passes.wall.encode()):
            await self.refused(request)
        return hall


def shown(hall: Hall) -> dict[str, object]:
    """What the page shows of a class now."""
    lesson = hall.lesson_shown
    here = sum(row.lost is None for row in rows(hall, None))
    values: dict[str, object] = {"here": here, "title": "", "bars": (), "ended": 0, "heat": None, "until": 0}
    if lesson is None:
        return values
    last = hall.controls.last
    return values | {
        "title": lesson.lesson.title,
        "bars": _bars(lesson, told=hall.controls.explained),
        "ended": lesson.ended,
        "heat": _heat(lesson, hall.live.wall),
        "until": lesson.ids.index(last) + 1 if last in lesson.ids else 0,
    }


def _bars(lesson: LiveLesson, *, told: bool) -> tuple[WallBar, ...]:
    bars = []
    for number, id in enumerate(lesson.ids, 1):
        mean = lesson.mean(id) if told else None
        score = percent(mean) if mean is not None else None
        bars.append(WallBar(number, lesson.here(id), lesson.done(id), score))
    return tuple(bars)


def _heat(lesson: LiveLesson, exercise: str) -> WallHeat | None:
    """Without the key: who still works must not read on the wall what is in it."""
    heat = lesson.heat(exercise, handed_in=True) if exercise else None
    if heat is None:
        return None
    nothing = frozenset[int]()
    bare = replace(heat, wanted=nothing, open=nothing, debatable=nothing, traps=nothing, stretches=())
    article = lesson.lesson.side(heat.side)
    blocks = tuple(block for block in heat_together(article, bare) if block.asked)
    return WallHeat(lesson.ids.index(exercise) + 1, heat.readers, article.masthead.language, blocks)
