"""The pages of the browser door: forms and HTML that need no script, up to the terminal itself."""

import asyncio
import gzip
import secrets
from collections.abc import Callable, Container, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from aiohttp import web

from lessons.disk import read_file
from lessons.i18n import _, speaking
from lessons.record.recorder import RecordError
from lessons.reports.html_page import page_language, templates
from lessons.school.members import TOKEN_DAYS
from server.browser.browser_line import COOKIE, LINES, line, member_of
from server.door import Admitted, Door, Outcome, Refused, Waits
from server.web import FRONT, HALL

_FOLDER = Path(__file__).parent / "html"
_WAITS = "closeread_waits"
_KEPT = TOKEN_DAYS * 24 * 3600
"""Seconds for which a browser keeps the cookie."""
Reads = Literal["", "aloud", "plain"]
"""In the terminal, in a terminal that speaks, or on plain pages."""
_PLACES: Mapping[Reads, str] = {"": "/read", "aloud": "/read?aloud=1", "plain": "/plain"}
_AGAIN = 300.0
"""Seconds for which a form that is sent again has the same answer, and words for coming back can be read again."""
_LARGEST = 4 << 20
_LONG_CACHE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _File:
    """A file that pages may ask for."""

    data: bytes
    packed: bytes
    kind: str
    address: str
    """With its checksum, so that a browser may keep it for ever."""


def _files() -> dict[str, _File]:
    """Our own files, and the terminal out of the installed package: nothing of it is in this repository."""
    found = find_spec("trame_xterm")
    assert found is not None
    assert found.submodule_search_locations is not None
    package = Path(found.submodule_search_locations[0]) / "module" / "serve"
    named = {
        "page.css": _FOLDER / "page.css",
        "terminal.js": _FOLDER / "terminal.js",
        "xterm.js": package / "trame-xterm.umd.js",
        "xterm.css": package / "style.css",
    }
    kinds = {"css": "text/css", "js": "text/javascript"}
    files = {}
    for name, path in named.items():
        data = read_file(path, _LARGEST)
        stem, _dot, ending = name.partition(".")
        address = f"/files/{stem}-{sha256(data).hexdigest()[:12]}.{ending}"
        files[name] = _File(data, gzip.compress(data, mtime=0), kinds[ending], address)
    return files


class BrowserDoor:
    """Answers what browsers ask."""

    def __init__(self) -> None:
        files = _files()
        self._sent: dict[tuple[str, ...], asyncio.Task[Outcome]] = {}
        """What became of the forms that were sent lately."""
        self._words: dict[int, Admitted] = {}
        """Who was told words for coming back lately, by number of the member."""
        self._by_address = {file.address: file for file in files.values()}
        self._templates = templates(_FOLDER, {"files": {name: file.address for name, file in files.items()}})

    def register(self, app: web.Application) -> None:
        """Take these addresses."""
        app[LINES] = []
        app.router.add_get("/", self.door)
        app.router.add_post("/", self.knock)
        app.router.add_get("/wait", self.wait)
        app.router.add_get("/welcome", self.welcome)
        app.router.add_get("/read", self.read)
        app.router.add_post("/leave", self.leave)
        app.router.add_get("/line", line)
        app.router.add_get("/files/{name}", self.file)

    def _page(self, request: web.Request, template: str, status: int = 200, **values: object) -> web.Response:
        hall = request.app[HALL]
        with speaking(hall.context.language):
            page = self._templates.get_template(template).render(
                language=page_language(), class_name=hall.name, form=secrets.token_urlsafe(12), **values
            )
        return web.Response(text=page, status=status, content_type="text/html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A style sheet or a script."""
        wanted = self._by_address.get(request.path)
        if wanted is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": _LONG_CACHE, "Vary": "Accept-Encoding"}
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        if packed:
            headers["Content-Encoding"] = "gzip"
        body = wanted.packed if packed else wanted.data
        return web.Response(body=body, content_type=wanted.kind, headers=headers)

    async def door(self, request: web.Request) -> web.StreamResponse:
        """The form, unless the browser's cookie opens the door."""
        if await member_of(request) is not None:
            return _to(_PLACES[_reads(request.query)])
        code = request.query.get("code", "")[:20]
        return self._page(
            request, "door.html", code=code, name="", asked=False, refused=None, reads=_reads(request.query)
        )

    async def knock(self, request: web.Request) -> web.StreamResponse:
        """What came of the form."""
        try:
            form = await request.post()
        except (ValueError, LookupError):  # bytes that are no text, or an encoding that is none
            raise web.HTTPBadRequest(text="this form cannot be read") from None
        code, name, words = (str(form.get(field, ""))[:200] for field in ("code", "name", "words"))
        reads = _reads(form)
        hall, address = request.app[HALL], request.app[FRONT].address(request)
        with speaking(hall.context.language):
            try:
                outcome = await self._once(
                    form, partial(hall.door.knock, code, name, words, address), hall.door
                )
            except RecordError as error:
                why = _("You cannot come in now: {found}. Tell your teacher.")
                outcome = Refused(why.format(found=error.found))
        match outcome:
            case Admitted():
                return await self._admitted(request, outcome, reads)
            case Waits(token):
                response = _to(f"/wait?{reads}=1" if reads else "/wait")
                _set_cookie(request, response, _WAITS, token, 24 * 3600)
                return response
            case Refused(field=field, wait=wait):
                response = self._page(
                    request,
                    "door.html",
                    429 if wait else 403,
                    code=code,
                    name=name,
                    asked=field == "words",
                    refused=outcome,
                    reads=reads,
                )
                if wait:
                    response.headers["Retry-After"] = str(wait)
                return response

    async def _once(
        self, form: Mapping[str, object], knock: Callable[[], Coroutine[None, None, Outcome]], door: Door
    ) -> Outcome:
        """What comes of a form. One that is sent again, as by a second click or a reload, opens the same door again.

        Else the words for coming back, which are shown once, would be lost with the first answer. Whoever was refused
        may try again, and a form is worth nothing once its words are.
        """
        if not str(form.get("form", "")):
            return await knock()
        sent = tuple(str(form.get(field, ""))[:200] for field in ("form", "code", "name", "words"))
        task = self._sent.get(sent)
        if task is None:
            task = self._sent[sent] = asyncio.create_task(knock())
            asyncio.get_running_loop().call_later(_AGAIN, self._sent.pop, sent, None)
        try:
            outcome = await asyncio.shield(task)
        except RecordError:
            self._sent.pop(sent, None)
            raise
        member = outcome.member if isinstance(outcome, Admitted) else None
        if isinstance(outcome, Refused) or (member and not door.roll.holds(member)):
            self._sent.pop(sent, None)
            if member:
                return await knock()
        return outcome

    async def _admitted(self, request: web.Request, admitted: Admitted, reads: Reads) -> web.StreamResponse:
        member = admitted.member
        if admitted.words:
            self._words[member.id] = admitted
            asyncio.get_running_loop().call_later(_AGAIN, self._words.pop, member.id, None)
            response = _to(f"/welcome?{reads}=1" if reads else "/welcome")
        else:
            response = _to(_PLACES[reads])
        token = await request.app[HALL].door.roll.token(member, "browser")
        _set_cookie(request, response, COOKIE, token, _KEPT)
        return response

    async def welcome(self, request: web.Request) -> web.StreamResponse:
        """The words for coming back: a page of its own, so that reload and the way back lead to it, for a while."""
        member, reads = await member_of(request), _reads(request.query)
        if member is None:
            return _to("/")
        told = self._words.get(member.id)
        if told is None or not request.app[HALL].door.roll.holds(told.member):
            return _to(_PLACES[reads])
        return self._page(request, "welcome.html", name=member.name, words=told.words, reads=reads)

    async def wait(self, request: web.Request) -> web.StreamResponse:
        """How it stands with one who waits."""
        token, door = request.cookies.get(_WAITS, ""), request.app[HALL].door
        waiting, reads = door.turn(token), _reads(request.query)
        if waiting is None:
            return _to("/")
        if waiting.admitted is not None:
            door.leave(token)
            return await self._admitted(request, waiting.admitted, reads)
        return self._page(request, "wait.html", name=waiting.name, refused=waiting.refused, reads=reads)

    async def read(self, request: web.Request) -> web.StreamResponse:
        """The page with the terminal."""
        member = await member_of(request)
        if member is None:
            return _to("/")
        return self._page(request, "read.html", name=member.name, aloud="aloud" in request.query)

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """Forget who this browser is: the next one at this machine comes in anew."""
        member = await member_of(request)
        for sent, task in [*self._sent.items()]:  # whoever goes back at this browser does not come in again
            outcome = task.result() if task.done() and not task.exception() else None
            if isinstance(outcome, Admitted) and outcome.member == member:
                del self._sent[sent]
        await request.app[HALL].door.roll.forget(request.cookies.get(COOKIE, "")[:200])
        response = _to("/")
        response.del_cookie(COOKIE)
        return response


def _reads(asked: Container[str]) -> Reads:
    """How somebody wishes to read, by the boxes of the door."""
    return "plain" if "plain" in asked else "aloud" if "aloud" in asked else ""


def _to(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def _set_cookie(
    request: web.Request, response: web.StreamResponse, name: str, value: str, seconds: int
) -> None:
    secure = request.app[FRONT].is_secure(request)
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure, path="/")
