"""An article with the marks of a class on it: shades for words, numbers of readers in the margin, places to walk."""

from collections.abc import Sequence
from typing import ClassVar

from textual.actions import SkipAction

from lessons.i18n import _
from lessons.model.article import Article
from lessons.model.span import Span
from lessons.reports.classes.heat_words import TOLD_FROM, HeatBlock, step_of
from lessons.reports.classes.spots import Spot
from tui.widgets.article_marks import Decoration, MarkIndex
from tui.widgets.article_paint import Page
from tui.widgets.article_view import ArticleView
from tui.widgets.heat_paint import HeatPage
from tui.widgets.heat_styles import HEAT_CLASSES, HEAT_CSS, SIGN, heat_style, spot_style

COUNTS = 9
"""Cells at the right of each row for numbers: ``x120/300`` fits."""
WALKED_FROM = 1
"""Places that are no key phrase are walked to from this step on."""


class HeatView(ArticleView):
    """Shows a heat map. Nothing is marked here; Tab goes from place to place."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(HEAT_CLASSES)
    DEFAULT_CSS = HEAT_CSS
    sign_cells = COUNTS

    def __init__(self, article: Article, *, id: str | None = None) -> None:
        super().__init__(article, id=id)
        self._spots: tuple[Spot, ...] = ()
        self._walk: tuple[Span, ...] = ()
        self.footer_labels = {"next_mark": _("next phrase")}

    def put(self, article: Article, blocks: Sequence[HeatBlock], spots: Sequence[Spot]) -> None:
        """Show a map; where the article stays the same, the cursor stays too."""
        if article is not self.article:
            before, top, cursor = self.article.text, self.top, self.cursor.span.start
            self.show(article)
            if article.text == before:
                self.return_to(top, cursor)
        self._spots = tuple(spots)
        self._walk = tuple(spot.span for spot in spots if spot.kind == "key" or _step(spot) >= WALKED_FROM)
        self._inline = MarkIndex(
            Decoration(piece.span, heat_style(piece.kind, piece.step))
            for block in blocks
            for piece in block.pieces
            if piece.step or piece.kind == "key"
        )
        self.scope = [block.block.span for block in blocks if block.asked]
        self.decorations = [Decoration(spot.span, spot_style(spot.kind), _sign(spot)) for spot in spots]
        self.refresh()

    def to_first(self) -> None:
        """Stand on the first place, if there is one, with its block in view."""
        if self._walk:
            self.go_to(self._walk[0])
            self._when_laid_out(self._reveal_scope)

    def here(self) -> tuple[Spot, ...]:
        """The places under the cursor, the shortest first."""
        over = [spot for spot in self._spots if spot.span.overlaps(self.cursor.span)]
        return tuple(sorted(over, key=lambda spot: spot.span.end - spot.span.start))

    @property
    def _page(self) -> Page:
        plain = super()._page
        return HeatPage(plain.layout, plain.labels, plain.inline, plain.marks, plain.asked, plain.over)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab goes on while there is a place to go to."""
        if action in ("next_mark", "previous_mark"):
            return bool(self._walk)
        return super().check_action(action, parameters)

    def _to_mark(self, step: int) -> None:
        span = self.cursor.next_mark(self._walk, step)
        if span is None:
            raise SkipAction
        self.go_to(span)


def _step(spot: Spot) -> int:
    return step_of(spot.marked, spot.of)


def _sign(spot: Spot) -> str:
    """The number of readers; none for what few marked and need not be found."""
    told = spot.kind == "key" or _step(spot) >= TOLD_FROM
    return f"{SIGN[spot.kind]}{spot.marked}/{spot.of}" if told else ""
