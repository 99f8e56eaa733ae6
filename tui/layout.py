"""What all screens share of layout: the size that they fill, and what is beside or under each other."""

from typing import Any, TypeVar

from textual import events
from textual.screen import Screen

SIDE_BY_SIDE = 100
"""From this width on, what is read and what is chosen stand beside each other."""
THREE_COLUMNS = 180
"""From this width on, two articles and what is chosen stand beside each other."""
BREAKPOINTS = [(0, "-narrow"), (SIDE_BY_SIDE, "-wide")]
"""Classes a screen has by its width."""
HEIGHTS = [(0, "-short"), (32, "-tall")]
"""Classes a screen has by its height."""

T = TypeVar("T")


class FittedScreen(Screen[T]):
    """A screen that fills the terminal as it is now."""

    def _on_resize(self, event: events.Resize) -> None:  # type: ignore[override]  # called before the one of Textual
        """Take every size for that of the terminal now.

        A screen that was laid out tells itself of its size. With another size on its way each of the two would bring
        back the other, for ever.
        """
        event.size = self.app.size


def fit(screen: Screen[Any]) -> None:
    """Give a screen the classes of its size before it is drawn; by itself it has them only after the first drawing."""
    width, height = screen.app.size
    for size, steps in ((width, screen.HORIZONTAL_BREAKPOINTS), (height, screen.VERTICAL_BREAKPOINTS)):
        reached = [name for least, name in steps or () if size >= least]
        for _least, name in steps or ():
            screen.set_class(name == reached[-1], name)
