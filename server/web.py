"""The HTTP side: one application, in which every door registers its addresses; headers and limits for all of them.

A door is a function that is given the application and the hall: the browser door, and others beside it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from aiohttp import web

from server.hall import Hall
from server.limits import BODY_SECONDS, FORM

_LOG = logging.getLogger("closeread.serve")
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser calls the origin of our own form "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Server": "closeread",
}


@dataclass(frozen=True, slots=True)
class Front:
    """Where the class is reached, and whom to believe about it."""

    proxy: str = ""
    """The address of the reverse proxy whose word on address and scheme counts; empty for none."""

    def _forwards(self, request: web.Request) -> bool:
        return bool(self.proxy) and request.remote == self.proxy

    def address(self, request: web.Request) -> str:
        """Where a request comes from."""
        if self._forwards(request) and (named := request.headers.get("X-Forwarded-For", "")):
            return named.rpartition(",")[2].strip()
        return request.remote or ""

    def is_secure(self, request: web.Request) -> bool:
        """Whether the browser speaks TLS."""
        return self._forwards(request) and request.headers.get("X-Forwarded-Proto", "") == "https"

    def origin(self, request: web.Request) -> str:
        """The origin of our own pages, as this browser sees it."""
        return f"{'https' if self.is_secure(request) else 'http'}://{request.host}"


HALL = web.AppKey("hall", Hall)
FRONT = web.AppKey("front", Front)
RegisterRoutes = Callable[[web.Application], None]


def web_app(hall: Hall, front: Front, doors: Iterable[RegisterRoutes]) -> web.Application:
    """The application of one class, with these doors."""
    app = web.Application(middlewares=[_guarded], client_max_size=FORM)
    app[HALL], app[FRONT] = hall, front
    for register in doors:
        register(app)
    app.on_response_prepare.append(_headed)
    return app


async def _headed(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def _guarded(request: web.Request, handler: Answer) -> web.StreamResponse:
    """Refuse what another site sends; tell no stranger of a fault."""
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD") and origin not in (None, request.app[FRONT].origin(request)):
        raise web.HTTPForbidden(text="another site sent this")
    try:
        async with asyncio.timeout(None if request.method == "GET" else BODY_SECONDS):
            response = await handler(request)
    except web.HTTPException as refused:
        refused.force_close()
        raise
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="this came too slowly") from None
    except Exception:  # noqa: BLE001  # whatever it was, the class goes on
        _LOG.exception("a request failed: %s", request.path)
        raise web.HTTPInternalServerError(text="something went wrong; the teacher's log says what") from None
    if not response.prepared:
        response.force_close()  # the next request goes through the gate again: it may be of another class
    return response
