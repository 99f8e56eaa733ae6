"""Words of the interface go through ``_``; a catalogue is looked for only when one could exist.

``gettext`` costs about 10 ms of start-up, so it is imported only when the language asked for is not
English, the language the program is written in.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LOCALES = Path(__file__).parent / "locales"
"""Where compiled catalogues live: ``<language>/LC_MESSAGES/closeread.mo``."""


def language() -> str:
    """The language the user asked for, as a lower-case tag such as ``"en"`` or ``"de_at"``."""
    for name in ("CLOSEREAD_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").split(":")[0].split(".")[0].split("@")[0]
        if value:
            return value.lower()
    return "en"


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
