"""What the shades of a heat map mean, on one line."""

from textual.content import Content
from textual.widget import Widget

from lessons.i18n import _
from lessons.reports.classes.heat_words import STEPS, Kind
from tui.safe_text import joined, plain
from tui.themes import HEAT_STEPS
from tui.widgets.heat_styles import shown_style


class HeatLegend(Widget):
    """Each shade with the share of readers from which it begins."""

    DEFAULT_CSS = """
    HeatLegend { height: 1; padding: 0 1 0 2; color: $quiet; }
    """

    def render(self) -> Content:
        """Key phrases, then other words, as far as there is room."""
        key = _shades(_("key"), "key")
        other = _shades(_("not in the key"), "plain")
        end = plain(_("% of readers"), "$quiet")
        for parts in ((key, other, end), (key, other), (key,)):
            whole = joined(*parts, between="  ")
            if whole.cell_length <= self.content_size.width:
                break
        return whole


def _shades(name: str, kind: Kind) -> Content:
    shades = (
        plain(f"{int(STEPS[step - 1] * 100)}+", shown_style(kind, step)) for step in range(1, HEAT_STEPS + 1)
    )
    return joined(plain(name, "$quiet"), *shades, between=" ")
