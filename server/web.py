"""The HTTP side: one application, in which every door registers its addresses; headers and limits for all of them.

A door is a function that is given the application and the hall: the browser door, and others beside it.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from lessons.i18n import _
from lessons.record.recorder import RecordError
from lessons.text import visible
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

_WITH_PORT = re.compile(r"^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$")


@dataclass(frozen=True, slots=True)
class Front:
    """Where the class is reached, and whom to believe about it."""

    proxy: str = ""
    """The address of the reverse proxy whose word on address and scheme counts; empty for none."""
    site: str = ""
    """The origin of the address that the teacher said students type, such as ``https://read.example``; or empty."""

    def _said(self, request: web.Request, header: str) -> str:
        """What the proxy itself said: the last value of a header, whoever wrote those before it."""
        if not self.proxy or request.remote != self.proxy:
            return ""
        return ",".join(request.headers.getall(header, [])).rpartition(",")[2].strip()

    def address(self, request: web.Request) -> str:
        """Where a request comes from, as it is counted: one IPv4 address, or the network of one IPv6 subscriber."""
        return _counted_as(self._said(request, "X-Forwarded-For")) or request.remote or ""

    def is_secure(self, request: web.Request) -> bool:
        """Whether the browser speaks TLS."""
        return self._said(request, "X-Forwarded-Proto") == "https"

    def is_own(self, origin: str | None, request: web.Request) -> bool:
        """Whether an origin is that of our own pages, as this browser sees them."""
        scheme = "https" if self.is_secure(request) else "http"
        return origin is not None and origin in (self.site or None, f"{scheme}://{request.host}")


def _counted_as(said: str) -> str:
    """An address as a proxy writes it, without a port; of IPv6 the 64 bits of the network: the rest anybody makes up.

    Empty for what is no address.
    """
    try:
        address = ip_address(_WITH_PORT.sub(r"\1\2", said))
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))


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


def _unavailable(why: str) -> web.HTTPServiceUnavailable:
    """The answer while the class cannot be read or written."""
    return web.HTTPServiceUnavailable(text=visible(why), headers={"Retry-After": "5"})


@web.middleware
async def _guarded(request: web.Request, handler: Answer) -> web.StreamResponse:
    """Refuse what another site sends; tell no stranger of a fault."""
    origin = request.headers.get("Origin")
    own = origin is None or request.app[FRONT].is_own(origin, request)
    if request.method not in ("GET", "HEAD") and not own:
        raise web.HTTPForbidden(text="another site sent this")
    try:
        async with asyncio.timeout(None if request.method == "GET" else BODY_SECONDS):
            response = await handler(request)
    except web.HTTPException as refused:
        refused.force_close()
        raise
    except (HttpProcessingError, web.RequestPayloadError):  # what was packed, and cannot be unpacked
        raise web.HTTPBadRequest(text="what was sent cannot be read") from None
    except ConnectionError:  # whoever asked has gone
        return web.Response(status=400)
    except RecordError as error:
        raise _unavailable(f"{error.found}; {error.fix}") from error
    except TimeoutError:
        if request.app[HALL].served.away:
            raise _unavailable(_("the database cannot be reached; try again in a moment")) from None
        raise web.HTTPRequestTimeout(text="this came too slowly") from None
    except Exception:  # noqa: BLE001  # whatever it was, the class goes on
        resource = request.match_info.route.resource  # of the address only the sort: some have tokens in them
        _LOG.exception("a request failed: %s", resource.canonical if resource else "an unknown address")
        raise web.HTTPInternalServerError(text="something went wrong; the teacher's log says what") from None
    if not response.prepared:
        response.force_close()  # the next request goes through the gate again: it may be of another class
    return response
