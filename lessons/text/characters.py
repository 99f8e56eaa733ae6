"""The only place that knows control characters: what a text may hold, and how a hostile one is shown.

Every command imports this package, so its patterns are compiled when they are first used.
"""

import re
import unicodedata
from functools import lru_cache

_CONTROLS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 without tab, LF, CR; DEL; C1 without NEL
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # every character with the property Bidi_Control
    "\ufff9-\ufffb"  # interlinear annotation: hides text
    "\ufffe\uffff"  # no characters at all
    "\ud800-\udfff"  # half a surrogate pair: cannot be written to a file
)
_BREAKS = "\x85\u2028\u2029"
"""Line ends for Unicode and for YAML, but not for editors."""
_DROPPED = f"[{_CONTROLS}\ufeff]"
_UNCOUNTED = f"[{_BREAKS}]"
_LINE_ENDS = f"\r\n|[\r{_BREAKS}]"
_FORBIDDEN = f"[{_CONTROLS}{_BREAKS}\ufeff]"
_ACTING = f"[{_CONTROLS}{_BREAKS}\ufeff\t\n\r]"
_NAMES = {
    0: "NUL",
    7: "BEL",
    8: "backspace",
    12: "form feed",
    13: "carriage return",
    27: "ESC",
    127: "DEL",
    0x85: "NEL",
    0xFEFF: "byte order mark",
}


def normalise(raw: str) -> str:
    """The text as the engine holds it: LF line ends, no tab, no control or bidi character, no BOM, in NFC.

    Idempotent. Anything may come in, also half surrogate pairs.
    """
    text = raw
    if not (text.isascii() and text.isprintable()):
        text = re.sub(_DROPPED, "", re.sub(_LINE_ENDS, "\n", text)).replace("\t", " ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unbroken(text: str) -> str:
    """The text with spaces for the line ends that no editor counts (NEL, U+2028, U+2029).

    For a file whose line numbers are told: ``normalise`` would make line ends of them.
    """
    return text if text.isascii() else re.sub(_UNCOUNTED, " ", text)


def visible(text: str) -> str:
    r"""The text on one line, with nothing left that acts on a terminal.

    Each control, bidi, tab and line character becomes an escape such as ``\x1b`` or ``\n``.
    """
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_ACTING, lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    code = ord(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def forbidden(text: str) -> list[tuple[int, str]]:
    """``(index, name)`` of each character that a lesson file may not hold.

    Tab, LF, CR and a BOM at the very start are allowed.
    """
    places = [(match.start(), character_name(match[0])) for match in re.finditer(_FORBIDDEN, text)]
    return places[1:] if text.startswith("\ufeff") else places


@lru_cache(maxsize=256)
def character_name(character: str) -> str:
    """A name for one character in a message, such as ``"U+001B (ESC)"``."""
    code = ord(character)
    name = _NAMES.get(code) or unicodedata.name(character, "").lower()
    kind = "half a surrogate pair" if 0xD800 <= code <= 0xDFFF else "control character"
    return f"U+{code:04X} ({name or kind})"
