"""A served class as a program sees it: the calls of docs/openapi.yaml, with the standard library alone."""

import gzip
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from lessons.i18n import _
from lessons.text import visible

PATIENCE = 5.0
"""Seconds that a call may be silent."""
WHOLE = 60.0
"""Seconds after which a call is cut off, however much it still says."""
_LARGEST = 2 << 20
"""Bytes of an answer."""
_PIECE = 64 * 1024
_LONGEST_MARK = 200
"""Characters of an ETag."""


class ClassServerError(Exception):
    """A call came to nothing: why, in a sentence for the learner."""

    def __init__(self, why: str, status: int = 0, wait: int = 0) -> None:
        """``status`` of HTTP, 0 where nobody answered; ``wait``: seconds that the server asks for."""
        self.why, self.status, self.wait = why, status, wait
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    fields: Mapping[str, object]
    mark: str = ""
    """Its ETag."""

    def text(self, name: str) -> str:
        """A text of the answer; raises ``ClassServerError`` where there is none."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise _strange()
        return value

    def rows(self, name: str) -> Sequence[object]:
        """A list of the answer; raises ``ClassServerError`` where there is none."""
        value = self.fields.get(name)
        if not isinstance(value, list):
            raise _strange()
        return value


class _Watch:
    """Cuts a call off: whoever sends a byte now and then, or heads without end, is never silent."""

    def __init__(self) -> None:
        self._line: socket | None = None
        self._guard = threading.Lock()
        self.has_cut = False

    def hold(self, line: socket) -> None:
        """The line of the call: a handle of our own, as that of the call may be gone before its last byte."""
        with self._guard:
            if self._line is not None:
                self._line.close()
            self._line = line
            if self.has_cut:
                self._shut()

    @contextmanager
    def during(self, seconds: float) -> Iterator[None]:
        """Let a call last so long."""
        self.has_cut = False
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._guard:
                if self._line is not None:
                    self._line.close()
                self._line = None

    def _cut(self) -> None:
        with self._guard:
            self.has_cut = True
            self._shut()

    def _shut(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(SHUT_RDWR)


class _PlainLine(HTTPConnection):
    """A connection that can be cut off from its first byte on."""

    def __init__(self, watch: _Watch, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._watch = watch

    def connect(self) -> None:
        super().connect()
        self._watch.hold(self.sock.dup())


class _SafeLine(HTTPSConnection, _PlainLine):
    """The same with TLS: it is watched before TLS begins."""


class _PlainLines(HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_PlainLine, self._watch), req)


class _SafeLines(HTTPSHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_SafeLine, self._watch), req)


class _NoRedirects(HTTPRedirectHandler):
    """A token goes where the learner said, and nowhere else."""

    def redirect_request(self, *_given: object, **_named: object) -> None:
        return None


def server_address(typed: str) -> str:
    """The address of a class as it was typed, with a slash at its end. Raises ``ClassServerError``."""
    text = typed.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        parts = urlsplit("")
    sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    if not sound or not text.isascii() or not text.isprintable() or " " in text:
        message = _("{typed} is no address; write it as on the board, such as http://192.168.1.20:8017/")
        raise ClassServerError(message.format(typed=visible(typed[:80])))
    return f"{parts.scheme}://{parts.netloc}/"


class ClassServer:
    """The server of a class."""

    def __init__(self, url: str, token: str = "", patience: float = PATIENCE, whole: float = WHOLE) -> None:
        """``url`` as ``server_address`` gives it. A call may be silent for ``patience`` seconds and last ``whole``."""
        self._root, self._token, self.patience, self._whole = f"{url}api/1", token, patience, whole
        self._watch = _Watch()
        self._opener: OpenerDirector = build_opener(
            _NoRedirects, _PlainLines(self._watch), _SafeLines(self._watch)
        )

    def join(self, given: Mapping[str, str]) -> Answer:
        """Come in, or ask again whether the teacher has decided. Raises ``ClassServerError``."""
        return self._call("POST", "/join", json.dumps(dict(given)).encode())

    def about(self, mark: str) -> Answer:
        """The class; status 304 where it is as it was. Raises ``ClassServerError``."""
        return self._unless_known("/class", mark)

    def post(self, record: str, lines: bytes) -> Answer:
        """Have events kept. Raises ``ClassServerError``."""
        packed = {"Content-Encoding": "gzip", "Content-Type": "application/jsonl"}
        return self._call("PUT", f"/me/records/{record}/events", gzip.compress(lines, 6), packed)

    def hand_in(self, course: str, lesson: str, data: bytes) -> Answer:
        """Hand a file in; status 201 where it is new, 200 where the class has it. Raises ``ClassServerError``."""
        path = f"/me/hand-ins/{quote(course, safe='')}/{quote(lesson, safe='')}"
        return self._call("PUT", path, data, {"Content-Type": "application/octet-stream"})

    def replies(self, mark: str) -> Answer:
        """What the teacher answered; status 304 where nothing is new. Raises ``ClassServerError``."""
        return self._unless_known("/me/replies", mark)

    def pack(self, checksum: str, most: int) -> bytes:
        """The pack with this SHA-256, at most so many bytes. Raises ``ClassServerError``, also for any other file."""
        data = bytearray()
        with self._answering("GET", f"/packs/{checksum}") as answer:
            while piece := answer.read(_PIECE):
                data += piece
                if len(data) > most:
                    raise ClassServerError(_("a pack of the class is too large"))
        if sha256(data).hexdigest() != checksum:
            raise ClassServerError(_("what came is not the pack that the class told of"))
        return bytes(data)

    def leave(self) -> None:
        """Make the token worth nothing. Raises ``ClassServerError``."""
        self._call("DELETE", "/me/token")

    def _unless_known(self, path: str, mark: str) -> Answer:
        try:
            return self._call("GET", path, headers={"If-None-Match": mark} if mark else {})
        except ClassServerError as error:
            if error.status == 304:
                return Answer(304, {})
            raise

    def _call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        with self._answering(method, path, body, headers) as answer:
            return Answer(answer.status, _fields(answer), answer.headers.get("ETag", "")[:_LONGEST_MARK])

    @contextmanager
    def _answering(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[HTTPResponse]:
        """The answer to a call, to be read; whatever goes wrong until then is raised as ``ClassServerError``."""
        request = Request(self._root + path, body, dict(headers or {}), method=method)  # noqa: S310 - see server_address
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        with self._watch.during(self._whole):
            try:
                with self._opener.open(request, timeout=self.patience) as answer:
                    yield answer
                if not self._watch.has_cut:  # a head that was cut off is taken for a whole one
                    return
            except HTTPError as error:
                with error:
                    raise _refused(error) from None
            except ClassServerError:
                if not self._watch.has_cut:
                    raise
            except (OSError, HTTPException, ValueError):
                pass
        raise ClassServerError(_("the class does not answer"))


def _refused(error: HTTPError) -> ClassServerError:
    """What the server says is wrong, and how long to wait."""
    if error.code == 304:
        return ClassServerError("", 304)
    wait = error.headers.get("Retry-After", "")
    seconds = int(wait) if wait.isascii() and wait.isdecimal() and len(wait) < 6 else 0
    return ClassServerError(_reason(error), error.code, seconds)


def _fields(answer: IO[bytes]) -> Mapping[str, object]:
    data = answer.read(_LARGEST)
    if not data:
        return {}
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise _strange() from None
    if not isinstance(value, dict):
        raise _strange()
    return value


def _reason(error: HTTPError) -> str:
    """What the server says is wrong, as it may be shown."""
    try:
        why = _fields(error).get("error") if error.fp is not None else None
    except (ClassServerError, OSError, HTTPException):
        why = None
    if not isinstance(why, str) or not why.strip():
        return _("the class answers with fault {number}").format(number=error.code)
    return " ".join(visible(why[:300]).split())


def _strange() -> ClassServerError:
    return ClassServerError(_("at this address is something else than a class of closeread"))
