"""How heat looks: a shade for the eye, and for two colours a text style that grows with the share of readers.

Key phrases are underlined, as everywhere; the number of readers stands in the margin.
"""

from lessons.reports.classes.heat_words import STEPS, Kind
from tui.themes import HEAT_STEPS, HEATS
from tui.widgets.article_styles import ARTICLE_CLASSES

KINDS: tuple[Kind, ...] = ("key", "plain", "debatable", "trap")
COLOURS: dict[Kind, str] = {"key": "key", "plain": "alarm", "trap": "alarm", "debatable": "free"}
"""Which heat of the themes a kind has."""
SIGN: dict[Kind, str] = {"key": "", "plain": "x", "trap": "!", "debatable": "~"}
"""What stands before the number of readers, as in every explanation."""
_TEXT = ("", "", "italic", "bold", "bold italic", "bold italic")
"""By step: from a quarter of the readers on italic, from half on bold, from three quarters on both."""
assert len(_TEXT) == HEAT_STEPS + 1 == len(STEPS) + 1


def heat_style(kind: Kind, step: int) -> str:
    """The name of the style of words of a kind and a step."""
    return f"heat-{kind}-{step}"


def spot_style(kind: Kind) -> str:
    """The name of the style of a place: it leaves the words as they are, whose shade says enough."""
    return f"spot-{kind}"


def count_style(spot: str) -> str:
    """The name of the style of the number in the margin that belongs to the style of a place."""
    return spot.replace("spot-", "count-")


HEAT_CLASSES = frozenset(
    f"article--{name}"
    for kind in KINDS
    for name in (
        spot_style(kind),
        count_style(spot_style(kind)),
        *(heat_style(kind, step) for step in range(HEAT_STEPS + 1)),
    )
)
"""The component classes that a heat map has besides those of an article."""


def _text(kind: Kind, step: int) -> str:
    return " ".join(part for part in (_TEXT[step], "underline" if kind == "key" else "") if part)


def shown_style(kind: Kind, step: int) -> str:
    """The same for ``Content``, for a legend; ``step`` is 1 or more."""
    return f"{_text(kind, step)} $foreground on $heat-{COLOURS[kind]}-{step}".strip()


def _rule(kind: Kind, step: int) -> str:
    style = _text(kind, step) or "none"
    shade = f"background: $heat-{COLOURS[kind]}-{step}; " if step else ""
    return f"HeatView > .article--{heat_style(kind, step)} {{ {shade}text-style: {style}; }}\n"


_COUNTS = "".join(
    f"HeatView > .article--count-{kind} {{ color: $sign-{HEATS[COLOURS[kind]]}; }}\n" for kind in KINDS
)
HEAT_CSS = (
    "".join(_rule(kind, step) for kind in KINDS for step in range(HEAT_STEPS + 1))
    + _COUNTS
    # Bold and italic say heat here, so nothing else does.
    + "HeatView > .article--heading { text-style: none; }\nHeatView > .article--current { text-style: none; }\n"
)
assert not HEAT_CLASSES & ARTICLE_CLASSES
