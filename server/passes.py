"""What opens a served class, each in a file of its own: the code on the board, the projector's address, a token.

They are the same after a restart, so that what stands on the board and hangs on the wall stays right.
"""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

from lessons.disk import make_folder, read_file, replace_file, why
from lessons.i18n import _
from lessons.record.recorder import RecordError
from server.door import CODE, LETTERS, new_class_code, plain_code

_LARGEST = 1000
_CODE = re.compile(f"[{LETTERS}]{{{CODE}}}")
_SECRET = re.compile(r"(?:[0-9a-f]{8}\.)?[\w-]{20,100}", re.ASCII)


class ClassPasses:
    """The class code, and what the address of the projector and the calls of the teacher's programs have in them."""

    def __init__(self, folder: Path, tag: str) -> None:
        """Those that are kept in ``folder``; made at the first call, readable for this account alone.

        ``tag`` tells the class from others. Raises ``RecordError`` for what cannot be read or written; what cannot be
        understood is left as it is.
        """
        self._folder, self._tag = folder, tag
        self.code = plain_code(self._kept("class-code", _CODE, new_class_code))
        self.wall = self._tagged(self._kept("projector", _SECRET, _secret))
        """Who knows it sees the class without names, and does nothing."""
        self.teacher = self._tagged(self._kept("teacher-token", _SECRET, self._token))
        """Who knows it does what the teacher does."""

    def renew_code(self) -> str:
        """A new class code: that of before lets nobody in. Raises ``RecordError``; then it holds."""
        code = new_class_code()
        self._keep("class-code", code)
        self.code = code
        return code

    def renew_wall(self) -> str:
        """A new address of the projector: that of before shows nothing. Raises ``RecordError``; then it holds."""
        wall = self._tagged(_secret())
        self._keep("projector", wall)
        self.wall = wall
        return wall

    def renew_teacher(self) -> str:
        """A new token for the teacher's programs: that of before does nothing. Raises ``RecordError``."""
        token = self._token()
        self._keep("teacher-token", token)
        self.teacher = token
        return token

    def _token(self) -> str:
        return self._tagged(_secret())

    def _tagged(self, kept: str) -> str:
        """A secret with the class to be told from it; a class that was moved is another one."""
        return f"{self._tag}.{kept.rpartition('.')[2]}"

    def _kept(self, name: str, form: re.Pattern[str], make: Callable[[], str]) -> str:
        file = self._folder / name
        try:
            text = read_file(file, _LARGEST).decode("ascii", "replace").strip()
        except FileNotFoundError:
            text = make()
            self._keep(name, text)
        except OSError as error:
            raise _trouble(file, why(error)) from error
        if not form.fullmatch(plain_code(text) if form is _CODE else text):
            raise _trouble(file, _("this is not what a class is opened by"))
        return text

    def _keep(self, name: str, text: str) -> None:
        file = self._folder / name
        try:
            make_folder(self._folder)
            replace_file(file, f"{text}\n".encode(), private=True)
        except OSError as error:
            raise _trouble(file, why(error)) from error


def _secret() -> str:
    return secrets.token_urlsafe(24)


def _trouble(file: Path, found: str) -> RecordError:
    return RecordError(
        str(file),
        found,
        _("one line that only you can read, as the server wrote it"),
        _(
            "put the file of before back, or delete it: then a new one is made, and the old one is worth nothing"
        ),
    )
