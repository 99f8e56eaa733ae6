"""A served class as a program sees it: the calls of docs/openapi.yaml, with the standard library alone."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from lessons.i18n import _
from lessons.text import visible

PATIENCE = 5.0
"""Seconds that a call may be silent."""
_LARGEST = 8 << 20


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

    def __init__(self, url: str, token: str = "", patience: float = PATIENCE) -> None:
        """``url`` as ``server_address`` gives it."""
        self._root, self._token, self.patience = f"{url}api/1", token, patience
        self._opener: OpenerDirector = build_opener(_NoRedirects)

    def join(self, given: Mapping[str, str]) -> Answer:
        """Come in, or ask again whether the teacher has decided. Raises ``ClassServerError``."""
        return self._call("POST", "/join", json.dumps(dict(given)).encode())

    def about(self, mark: str) -> Answer:
        """The class; status 304 where it is as it was. Raises ``ClassServerError``."""
        return self._call("GET", "/class", headers={"If-None-Match": mark} if mark else {})

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
        return self._call("GET", "/me/replies", headers={"If-None-Match": mark} if mark else {})

    def leave(self) -> None:
        """Make the token worth nothing. Raises ``ClassServerError``."""
        self._call("DELETE", "/me/token")

    def _call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        request = Request(self._root + path, body, dict(headers or {}), method=method)  # noqa: S310 - see server_address
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with self._opener.open(request, timeout=self.patience) as answer:
                return Answer(answer.status, _fields(answer), answer.headers.get("ETag", ""))
        except HTTPError as error:
            with error:
                if error.code == 304:
                    return Answer(304, {})
                wait = error.headers.get("Retry-After", "")
                raise ClassServerError(
                    _reason(error), error.code, int(wait) if wait.isdecimal() and len(wait) < 6 else 0
                ) from None
        except (OSError, HTTPException, ValueError):
            raise ClassServerError(_("the class does not answer")) from None


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
