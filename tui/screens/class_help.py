"""The keys for looking at a class."""

from lessons.i18n import _
from tui.action import CLASS_PLACES, Action, Place
from tui.screens.help import HelpScreen

_NOT_HERE = {"select", "drop", "mark", "unmark", "label", "cell_next", "clear"}
"""What one does in an article or a list to answer."""


class ClassHelp(HelpScreen):
    """Keys and signs of a teacher."""

    def how(self) -> str:
        """What a class looks like, in a few sentences."""
        return _(
            "First stands what to do next: what to teach again, who needs what, who is missing. "
            "The heat map is the article with, for every word, how many of the class marked it. Key phrases are "
            "underlined; the margin counts who found them. Italic is a quarter of the readers or more, bold a half, "
            "both three quarters. Tab goes from place to place."
        )

    def meaning(self, action: Action) -> str:
        """What an action does here."""
        if action.id == "next_mark":
            return _("Go to the next phrase of the key, or to what at least one in ten marked beside it.")
        if action.id == "choose":
            return _("Go to what is told of the line; esc leads back.")
        if action.id == "quit":
            return _("Leave the program.")
        return super().meaning(action)

    def places(self) -> tuple[Place, ...]:
        """The places whose keys are told."""
        return CLASS_PLACES

    def told(self, action: Action) -> bool:
        """Whether an action exists here."""
        return action.id not in _NOT_HERE
