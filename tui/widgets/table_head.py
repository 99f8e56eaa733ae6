"""The names of the columns above a list: they stay while it scrolls."""

from textual.content import Content
from textual.widget import Widget

from tui.safe_text import EMPTY, joined, plain


class TableHead(Widget):
    """One line whose end stands over the end of the lines of a sheet of this measure."""

    DEFAULT_CSS = """
    TableHead { height: 1; background: $background; }
    """

    def __init__(self, measure: int) -> None:
        super().__init__()
        self.measure = measure
        self.names: Content = EMPTY

    def show(self, names: Content) -> None:
        """Show these names."""
        self.names = names
        self.refresh()

    def render(self) -> Content:
        """The names, as far right as a sheet puts the end of its lines."""
        # A sheet keeps two cells at its left for the cursor and one at its right for the scrollbar.
        end = 2 + min(self.measure, self.content_size.width - 3)
        return joined(plain(" " * max(0, end - self.names.cell_length)), self.names)
