"""Which names a file or folder may have, so that it is the same one, and a harmless one, on every system."""

import re
import unicodedata

LONGEST_NAME = 100
"""Characters of the name of a file or folder."""
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$|clock\$) *(?:\..*)?", re.IGNORECASE
)
"""Names that Windows keeps for devices, whatever their ending."""
_SHORT_NAME = re.compile(r"~[0-9]+(?:\.|$)")
"""The ending of a name that Windows makes up for a longer one: GIT~1 opens .git."""


def name_fault(name: str) -> str:
    """Why this is no name of one file or folder that every system can hold, as the end of a sentence; empty when it is.

    A name that begins with a full stop is refused as well: such files are hidden, and other programs obey them.
    """
    if not unicodedata.normalize("NFKC", name).strip(". "):
        return "is no name"
    if len(name) > LONGEST_NAME or len(name.encode("utf-8", "replace")) > 2 * LONGEST_NAME:
        return "is too long"
    if any(character in '<>:"/\\|?*' or not character.isprintable() for character in name):
        return "holds a character that not every system allows"
    plain = unicodedata.normalize("NFKC", name)
    if name != name.strip() or plain != plain.strip() or plain.endswith("."):
        return "begins or ends with a space or ends with a full stop"
    if plain.startswith("."):
        return "is that of a hidden file"
    if _DEVICES.fullmatch(plain):
        return "is the name of a device"
    if _SHORT_NAME.search(plain):
        return "may stand for another file on Windows"
    return ""


def one_form(path: str) -> str:
    """The path in the form in which some file systems compare names: two equal forms are one file there."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
