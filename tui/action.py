"""What an action is, and the places where one is."""

from dataclasses import dataclass
from typing import Literal

from lessons.i18n import _

Place = Literal["anywhere", "home", "lesson", "list", "order", "article", "typing", "preview", "class"]
PLACES: tuple[Place, ...] = ("anywhere", "home", "lesson", "article", "list", "order", "typing")
"""Where a student can be."""
PREVIEW_PLACES: tuple[Place, ...] = ("preview", "anywhere", "lesson", "article", "list", "order", "typing")
"""Where the writer of a lesson can be while looking at it."""
CLASS_PLACES: tuple[Place, ...] = ("class", "anywhere", "article", "list")
"""Where a teacher can be while looking at a class."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a student can do."""

    id: str
    """Unique name; for most also the Textual action, for example ``"commit"`` for ``action_commit``."""
    place: Place
    keys: str
    """Textual key names, comma-separated; the first is the one to show, the rest are other names for it."""
    show: str
    """The keys as the footer shows them; empty for an action that the footer leaves to another entry."""
    label: str
    help: str = ""
    """What it does, in one sentence, for the help screen; empty for an action that another sentence covers."""
    does: str = ""
    """The Textual action where it is not the id."""

    @property
    def textual(self) -> str:
        """The Textual action."""
        return self.does or self.id


def place_name(place: Place) -> str:
    """The heading of a group in the help screen."""
    return {
        "anywhere": _("Anywhere"),
        "home": _("On the home screen"),
        "lesson": _("In a lesson"),
        "list": _("In a list of answers or notes"),
        "order": _("Putting things in order"),
        "article": _("In the article"),
        "typing": _("While typing"),
        "preview": _("In a preview, which keeps no answers"),
        "class": _("Looking at a class"),
    }[place]
