"""Sizes of files as people read them, and how much room a text takes in a terminal."""

import unicodedata

_STEP = 1024


def readable_size(size: int) -> str:
    """A number of bytes as ``300 bytes``, ``14 KiB`` or ``2.5 MiB``: rounded, and a whole number where it is one."""
    if size < _STEP:
        return "1 byte" if size == 1 else f"{size} bytes"
    name, unit = ("MiB", _STEP * _STEP) if round(size / _STEP) >= _STEP else ("KiB", _STEP)
    shown = f"{size / unit:.1f}" if name == "MiB" else f"{size / unit:.0f}"
    return f"{shown.removesuffix('.0')} {name}"


def cells(text: str) -> int:
    """The most cells a terminal gives a text: two to wide characters, none to marks that take no space."""
    return sum(
        0
        if unicodedata.category(one) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )
