"""The one decision of layout that all screens share: beside each other, or under each other."""

SIDE_BY_SIDE = 100
"""From this width on, what is read and what is chosen stand beside each other."""
BREAKPOINTS = [(0, "-narrow"), (SIDE_BY_SIDE, "-wide")]
"""Classes a screen has by its width."""
HEIGHTS = [(0, "-short"), (32, "-tall")]
"""Classes a screen has by its height."""
