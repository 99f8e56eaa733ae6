"""Every key of a preview."""

from lessons.i18n import _
from tui.action import PREVIEW_PLACES, Action, Place
from tui.screens.help import HelpScreen


class PreviewHelp(HelpScreen):
    """The help of a lesson, with the keys for its writer first."""

    def how(self) -> str:
        """How a preview goes."""
        return _(
            "This is the lesson as its students see it. After each save it shows the new version, at the same place. "
            "While the files cannot be used, the last version that worked stays. Nothing you answer is kept."
        )

    def meaning(self, action: Action) -> str:
        """What an action does here, where nothing is saved."""
        return _("End the preview.") if action.id == "quit" else super().meaning(action)

    def places(self) -> tuple[Place, ...]:
        """The places of a preview."""
        return PREVIEW_PLACES
