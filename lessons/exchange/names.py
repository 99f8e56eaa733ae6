"""Which names a file of a pack may have, so that unpacking is the same, and safe, on every system."""

import re
import unicodedata

LONGEST_NAME = 100
"""Characters of the name of a file or folder."""
DEEPEST = 6
"""Folders inside one another, counted with the file."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def bad_name(path: str) -> str:
    """Why a path may not stand in a pack, as the end of a sentence; empty when it may."""
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "is an absolute path"
    if "\\" in path:
        return "holds a backslash"
    parts = path.split("/")
    if ".." in parts:
        return "leads out of the folder"
    if len(parts) > DEEPEST:
        return f"lies more than {DEEPEST} folders deep"
    return next((why for part in parts if (why := bad_folder_name(part))), "")


def bad_folder_name(name: str) -> str:
    """Why a single name is none that every system can hold; empty when it is one."""
    if not name or name in (".", ".."):
        return "is no name"
    if len(name) > LONGEST_NAME or len(name.encode("utf-8", "replace")) > 2 * LONGEST_NAME:
        return "is too long"
    if any(character in '<>:"/\\|?*' or not character.isprintable() for character in name):
        return "holds a character that not every system allows"
    if name != name.strip() or name.endswith("."):
        return "begins or ends with a space or ends with a full stop"
    if _DEVICES.fullmatch(name):
        return "is the name of a device"
    return ""


def one_form(path: str) -> str:
    """The path in the form in which some file systems compare names: two equal forms are one file there."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
