"""What an action is, the places where one is, and how keys are written for a student."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lessons.i18n import _

KeyPlace = Literal[
    "anywhere",
    "home",
    "lesson",
    "list",
    "order",
    "article",
    "find",
    "typing",
    "mouse",
    "preview",
    "class",
    "write",
    "words",
    "live",
]
PLACES: tuple[KeyPlace, ...] = (
    *("anywhere", "home", "lesson", "article", "find", "list", "order", "typing", "mouse"),
)
"""Where a student can be."""
PREVIEW_PLACES: tuple[KeyPlace, ...] = (
    *("preview", "anywhere", "lesson", "article", "find", "list", "order", "typing", "mouse"),
)
"""Where the writer of a lesson can be while looking at it."""
CLASS_PLACES: tuple[KeyPlace, ...] = ("class", "anywhere", "article", "list", "mouse")
"""Where a teacher can be while looking at a class."""
WRITE_PLACES: tuple[KeyPlace, ...] = (
    *("write", "words", "typing", "anywhere", "article", "find", "list", "preview", "mouse"),
)
"""Where the writer of a lesson can be."""
LIVE_PLACES: tuple[KeyPlace, ...] = ("live", "anywhere", "list", "article", "mouse")
"""Where a teacher can be while a class is served."""
ActionKind = Literal["command", "move", "answer", "hand"]
"""A command stands in the palette; a move walks; an answer is a digit; what a hand does has no key of its own."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done."""

    id: str
    """Unique name; for most also the Textual action, for example ``"commit"`` for ``action_commit``."""
    place: KeyPlace
    keys: str
    """Textual key names, comma-separated; the first is the one to show. Empty for what a hand does."""
    show: str
    """The keys as the footer shows them; empty for an action that the footer leaves out."""
    label: str
    help: str = ""
    """What it does, in one sentence, for the help screen; empty for an action that ``under`` tells of."""
    does: str = ""
    """The Textual action where it is not the id; ``{key}`` stands for the key."""
    under: str = ""
    """The id of the action that tells of this one too, in the footer and in the help."""
    kind: ActionKind = "command"

    def textual(self, key: str = "") -> str:
        """The Textual action of a key."""
        return (self.does or self.id).replace("{key}", key)

    @property
    def key_list(self) -> tuple[str, ...]:
        """The keys one by one."""
        return tuple(self.keys.split(",")) if self.keys else ()


def place_name(place: KeyPlace) -> str:
    """The heading of a group in the help screen."""
    return {
        "anywhere": _("Anywhere"),
        "home": _("On the home screen"),
        "lesson": _("In a lesson"),
        "list": _("In a list of answers or notes"),
        "order": _("Putting things in order"),
        "article": _("In the article"),
        "find": _("While you find words in the article"),
        "typing": _("While typing"),
        "mouse": _("With the mouse"),
        "preview": _("In a preview, which keeps no answers"),
        "class": _("Looking at a class"),
        "write": _("Writing a lesson"),
        "words": _("In the article, while writing"),
        "live": _("With a class that is served"),
    }[place]


KEY_NAMES = {
    "question_mark": "?",
    "comma": ",",
    "slash": "/",
    "colon": ":",
    "escape": "esc",
    "delete": "del",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
"""Keys as they are written for a student, where that is not Textual's name."""
_ARROWS = "←→↑↓"


def key_name(key: str) -> str:
    """A key as it is written for a student."""
    *held, name = key.split("+")
    return "+".join([*held, KEY_NAMES.get(name, name)])


def typed(key: str, character: str | None) -> str | None:
    """The character that a key types; Textual does not find every one by the key's name."""
    return character or ("/" if key == "slash" else None)


def key_names(keys: Iterable[str]) -> str:
    """Several keys in a few cells, digits and arrows first: ``1-4``, ``←→``, ``shift+↑↓``."""
    names = [key_name(key) for key in keys]
    pieces = _digits([name for name in names if name.isdigit()])
    arrows: dict[str, str] = {}
    for name in names:
        if name[-1] in _ARROWS:
            arrows[name[:-1]] = arrows.get(name[:-1], "") + name[-1]
    pieces += [held + signs for held, signs in arrows.items()]
    return " ".join([*pieces, *(name for name in names if name[-1] not in _ARROWS and not name.isdigit())])


def _digits(digits: list[str]) -> list[str]:
    """From 1 on in one piece; 0, the tenth, apart."""
    row = [digit for digit in digits if digit != "0"]
    spans = [row[0] if len(row) == 1 else f"{row[0]}-{row[-1]}"] if row else []
    return [*spans, *(["0"] if "0" in digits else [])]
