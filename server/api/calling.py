"""What every call under /api/1 has in common: the token, the body, faults as JSON, and how often somebody may call."""

import json
import time
from collections import deque

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from lessons.i18n import _, speaking
from lessons.record.recorder import RecordError
from server.web import HALL, Answer

ROOT = "/api/1"
_MINUTE = 60.0
_AGAIN = 10
"""Seconds after which something that the disk refused may be tried again."""
_BEARER = "Bearer "


def in_words(handler: Answer) -> Answer:
    """The handler, in the words of the class; what the disk refuses is told, and asked for again."""

    async def answer(request: web.Request) -> web.StreamResponse:
        with speaking(request.app[HALL].context.language):
            try:
                return await handler(request)
            except RecordError as error:
                return fault(503, error.found, _AGAIN)

    return answer


def token_of(request: web.Request) -> str:
    """The token that a call comes with; empty for none."""
    given = request.headers.get("Authorization", "")
    return given[len(_BEARER) :].strip()[:200] if given.startswith(_BEARER) else ""


def count_call(calls: deque[float], most: int) -> None:
    """Note one call among those of a caller; raises 429 where there were ``most`` in the last minute."""
    moment = time.monotonic()
    while calls and calls[0] <= moment - _MINUTE:
        calls.popleft()
    if len(calls) >= most:
        raise problem(429, _("Too many calls. Wait a minute."), int(_MINUTE))
    calls.append(moment)


async def body_of(request: web.Request, most: int) -> bytes:
    """The body, unpacked, up to so many bytes: neither a large one nor a small one that unpacks to much is read."""
    data = bytearray()
    try:
        async for piece in request.content.iter_chunked(16 * 1024):
            data += piece
            if len(data) > most:
                raise problem(413, _("at most {count} bytes at once").format(count=most))
    except (HttpProcessingError, web.RequestPayloadError):
        raise problem(400, _("the body cannot be unpacked")) from None
    return bytes(data)


def fault(status: int, why: str, wait: int = 0) -> web.Response:
    """Not so, and why; ``wait``: seconds after which it may be tried again."""
    return web.json_response({"error": why}, status=status, headers=_again(wait))


def problem(status: int, why: str, wait: int = 0) -> web.HTTPException:
    """What a handler raises: the same answer."""
    kinds: dict[int, type[web.HTTPException]] = {
        400: web.HTTPBadRequest,
        401: web.HTTPUnauthorized,
        403: web.HTTPForbidden,
        404: web.HTTPNotFound,
        409: web.HTTPConflict,
        429: web.HTTPTooManyRequests,
    }
    text, kind = json.dumps({"error": why}), "application/json"
    if status == 413:
        return web.HTTPRequestEntityTooLarge(0, 0, text=text, content_type=kind)
    return kinds[status](text=text, content_type=kind, headers=_again(wait))


def _again(wait: int) -> dict[str, str]:
    return {"Retry-After": str(wait)} if wait else {}
