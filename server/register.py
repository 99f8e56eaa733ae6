"""Who belongs to a class that is served: names, the words for coming back, and the secret that signs cookies."""

import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from lessons.disk import read_file
from lessons.i18n import _
from lessons.record.recorder import RecordError, keep_file, refusal
from lessons.school.word_codes import new_code

_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A learner of the class."""

    key: str
    """What tells this name from others: see ``Door``."""
    name: str
    """As shown."""
    words: str
    """Two words and a number for coming back."""


class Register:
    """The members of one class, kept in a file that this account alone may read."""

    def __init__(self, path: Path) -> None:
        """Read the file, made when new. Raises ``RecordError``; what cannot be understood is never overwritten."""
        self.path = path
        self._members: dict[str, Member] = {}
        self._secret = secrets.token_hex(32)
        try:
            self._understand(json.loads(read_file(path, _LARGEST)))
        except FileNotFoundError:
            self._keep()
        except OSError as error:
            raise refusal(error, path) from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise RecordError(
                str(path),
                _("a list of learners that cannot be understood"),
                _("the file as closeread wrote it"),
                _("put back a copy of it; or move it away: then every learner gets new words"),
            ) from error

    def _understand(self, kept: dict[str, object]) -> None:
        members, secret = kept["members"], kept["secret"]
        if not isinstance(members, list) or not isinstance(secret, str) or len(secret) != 64:
            raise ValueError
        self._secret = secret
        for one in members:
            member = Member(str(one["key"]), str(one["name"]), str(one["words"]))
            self._members[member.key] = member

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def get(self, key: str) -> Member | None:
        """The member with this key."""
        return self._members.get(key)

    def add(self, key: str, name: str) -> Member:
        """Take somebody in, with words of their own. Raises ``RecordError``."""
        return self._put(Member(key, name, self._unused()))

    def renew(self, key: str) -> Member:
        """Give a member new words: the old ones and every cookie made with them are worth nothing. ``RecordError``."""
        return self._put(replace(self._members[key], words=self._unused()))

    def _unused(self) -> str:
        taken = {member.words for member in self}
        return next(code for code in iter(new_code, None) if code not in taken)

    def _put(self, member: Member) -> Member:
        before = self._members.get(member.key)
        self._members[member.key] = member
        try:
            self._keep()
        except RecordError:
            if before is None:
                del self._members[member.key]
            else:
                self._members[member.key] = before
            raise
        return member

    def _keep(self) -> None:
        members = [{"key": one.key, "name": one.name, "words": one.words} for one in self]
        kept = {"closeread": "served class", "format": 1, "secret": self._secret, "members": members}
        keep_file(self.path, json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n")

    # Cookies

    def cookie(self, member: Member) -> str:
        """What the browser of a member shows when it comes back."""
        return f"{member.key.encode().hex()}.{self._signature(member)}"

    def bearer(self, cookie: str) -> Member | None:
        """Whose cookie this is; ``None`` for one that is not ours, or was made with words that were replaced."""
        key, _dot, signature = cookie.partition(".")
        try:
            member = self._members.get(bytes.fromhex(key).decode())
        except ValueError:
            return None
        if member is None or not hmac.compare_digest(self._signature(member).encode(), signature.encode()):
            return None
        return member

    def _signature(self, member: Member) -> str:
        message = f"{member.key}\n{member.words}".encode()
        return hmac.new(bytes.fromhex(self._secret), message, sha256).hexdigest()
