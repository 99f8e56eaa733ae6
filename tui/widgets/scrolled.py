"""A page of lines that scrolls, whose scrollbar costs no more than itself."""

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar


class LineBar(ScrollBar):
    """A scrollbar whose size lays nothing out: Textual would lay the screen out once more for each that changed."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)


class Scrolled(ScrollView, inherit_bindings=False):
    """Lines of which some are in view."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            bar = LineBar(vertical=True, name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self._vertical_scrollbar = bar
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar
