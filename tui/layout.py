"""The one decision of layout that all screens share: beside each other, or under each other."""

from typing import Any

from textual.screen import Screen

SIDE_BY_SIDE = 100
"""From this width on, what is read and what is chosen stand beside each other."""
THREE_COLUMNS = 180
"""From this width on, two articles and what is chosen stand beside each other."""
BREAKPOINTS = [(0, "-narrow"), (SIDE_BY_SIDE, "-wide")]
"""Classes a screen has by its width."""
HEIGHTS = [(0, "-short"), (32, "-tall")]
"""Classes a screen has by its height."""


def fit(screen: Screen[Any]) -> None:
    """Give a screen the classes of its size before it is drawn; by itself it has them only after the first drawing."""
    width, height = screen.app.size
    for size, steps in ((width, screen.HORIZONTAL_BREAKPOINTS), (height, screen.VERTICAL_BREAKPOINTS)):
        reached = [name for least, name in steps or () if size >= least]
        for _least, name in steps or ():
            screen.set_class(name == reached[-1], name)
