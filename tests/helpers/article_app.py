"""An application with nothing but an article, that remembers what the article view says."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from lessons.model.article import Article
from lessons.text.spans import Span
from tui import themes
from tui.widgets.article_marks import Decoration
from tui.widgets.article_view import ArticleView


class ArticleApp(App[None]):
    """The article on top, a field below that can take the focus."""

    CSS = "ArticleView { height: 1fr; } Input { height: 1; border: none; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"leave('{key}')")
        for key in ("enter", "space", "v", "l", "1", "2", "3", "delete", "escape", "n", "shift+right")
    ]

    def __init__(self, article: Article, *, marking: bool = True, theme: str = themes.DEFAULT) -> None:
        super().__init__()
        for known in themes.THEMES:
            self.register_theme(known)
        self.theme = theme
        self.article, self.marking = article, marking
        self.said: list[tuple[str, Span]] = []
        """Kind and span of each message but the moves of the cursor."""
        self.digits: list[int | None] = []
        self.moves: list[int] = []
        """Offsets the cursor moved to."""
        self.left: list[str] = []
        """Keys that the article left to the screen."""

    def compose(self) -> ComposeResult:
        view = ArticleView(self.article, id="article")
        view.marking = self.marking
        yield view
        yield Input(id="field")

    @property
    def view(self) -> ArticleView:
        """The article view."""
        return self.query_one(ArticleView)

    def mark(self, *marks: tuple[Span, str, str]) -> None:
        """Show these marks: span, style, sign."""
        self.view.decorations = [Decoration(span, style, sign) for span, style, sign in marks]

    def mine(self, spans: Iterable[Span]) -> None:
        """Show these marks as the student's own, numbered."""
        self.mark(*((span, "mine", str(number)) for number, span in enumerate(sorted(spans), 1)))

    def action_leave(self, key: str) -> None:
        """Remember a key that the article did not take."""
        self.left.append(key)

    def on_article_view_marked(self, event: ArticleView.Marked) -> None:
        self.said.append(("marked", event.span))

    def on_article_view_unmarked(self, event: ArticleView.Unmarked) -> None:
        self.said.append(("unmarked", event.span))

    def on_article_view_label_wanted(self, event: ArticleView.LabelWanted) -> None:
        self.said.append(("label", event.span))
        self.digits.append(event.digit)

    def on_article_view_cursor_moved(self, event: ArticleView.CursorMoved) -> None:
        self.moves.append(event.span.start)
