"""Words of the interface go through ``_``, in the language of whoever is spoken to.

A catalogue is looked for only when one could exist: ``gettext`` costs about 10 ms of start-up, so it is imported only
when the language asked for is not English, the language the program is written in.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gettext import NullTranslations

T = TypeVar("T")
LOCALES = Path(__file__).parent / "locales"
"""Where compiled catalogues live: ``<language>/LC_MESSAGES/closeread.mo``."""


_SPOKEN: ContextVar[str] = ContextVar("language", default="en")
"""The language of this task or thread: the one thing that cannot be handed down, as ``_`` stands everywhere."""


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a process's environment asks for, as a lower-case tag such as ``"en"`` or ``"de_at"``."""
    for name in ("CLOSEREAD_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "").split(":")[0].split(".")[0].split("@")[0]
        if value:
            return value.lower()
    return "en"


def language() -> str:
    """The language of the words that are said now."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say words in this language until it ends; other tasks and threads go on in theirs.

    A task that is begun inside inherits the language; a thread does where it is run in a copy of the context, as
    ``asyncio.to_thread`` and Textual's workers do.
    """
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def once_a_language(make: Callable[[], T]) -> Callable[[], T]:
    """Keep a value with words of the interface in it, which takes time to make, for each language that asks for it."""
    in_language = lru_cache(maxsize=16)(lambda _language: make())

    @wraps(make)
    def made() -> T:
        value: T = in_language(language())
        return value

    return made


@lru_cache(maxsize=16)
def _catalogue(tag: str) -> "NullTranslations | None":
    """The catalogue of a language, most exact first: ``pt_br``, then ``pt``; ``None`` where English is spoken."""
    subtags = tag.replace("-", "_").split("_")
    if subtags[0] in ("en", "c", "posix") or not LOCALES.is_dir():
        return None
    import gettext

    names = ["_".join(subtags[:count]) for count in range(len(subtags), 0, -1)]
    return gettext.translation("closeread", LOCALES, names, fallback=True)


def _(text: str) -> str:
    """Translate a text of the interface; English comes back as it is."""
    catalogue = _catalogue(language())
    if catalogue is None:
        return text
    return catalogue.gettext(text)


def plural(one: str, many: str, count: int) -> str:
    """Translate ``one`` or ``many``, whichever the language uses for this count, without filling it in."""
    catalogue = _catalogue(language())
    if catalogue is None:
        return one if count == 1 else many
    return catalogue.ngettext(one, many, count)


def counted(one: str, many: str, count: int) -> str:
    """``plural`` with the number in the place of ``{count}``: ``1 exercise``, ``3 exercises``."""
    return plural(one, many, count).format(count=count)
