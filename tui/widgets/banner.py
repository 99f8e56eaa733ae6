"""One line that a screen says only when there is something to say."""

from textual.content import Content
from textual.widget import Widget

from tui.safe_text import EMPTY


class Banner(Widget):
    """One line above the others; away while there is nothing to say."""

    DEFAULT_CSS = """
    Banner { height: 1; padding: 0 2; background: $background; display: none; }
    Banner.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: Content = EMPTY

    def tell(self, words: Content) -> None:
        """Show these words; nothing for none."""
        self.words = words
        self.set_class(bool(words), "-told")
        self.refresh()

    def render(self) -> Content:
        """The words, cut where they do not fit."""
        return self.words.truncate(max(1, self.content_size.width), ellipsis=True)
