"""An article with the marks of a class on it: shades for words, numbers of readers in the margin, places to walk."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.actions import SkipAction
from textual.content import Content
from textual.widget import Widget

from lessons.i18n import _
from lessons.model.article import Article
from lessons.reports.classes.heat import STEPS, TOLD_FROM, HeatBlock, Kind, step_of
from lessons.reports.classes.looking import Spot
from lessons.text.spans import Span
from tui import cells
from tui.safe_text import joined, plain
from tui.themes import HEAT_STEPS, HEATS
from tui.widgets.article_layout import PageRow
from tui.widgets.article_marks import Decoration, MarkIndex
from tui.widgets.article_page import LOOKS, Page, Palette
from tui.widgets.article_view import ArticleView

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


def _text(kind: Kind, step: int) -> str:
    return " ".join(part for part in (_TEXT[step], "underline" if kind == "key" else "") if part)


def _shade(kind: Kind, step: int) -> str:
    """How words of a kind and a step look; from step 1 on with a shade of heat behind them."""
    return f"{_text(kind, step)} on $heat-{COLOURS[kind]}-{step}".strip() if step else _text(kind, step)


def shown_style(kind: Kind, step: int) -> str:
    """The same for a legend; ``step`` is 1 or more."""
    return f"$foreground {_shade(kind, step)}"


HEAT_LOOKS: Mapping[str, str] = {
    **LOOKS,
    **{heat_style(kind, step): _shade(kind, step) for kind in KINDS for step in range(HEAT_STEPS + 1)},
    **{spot_style(kind): "" for kind in KINDS},
    **{count_style(spot_style(kind)): f"$sign-{HEATS[COLOURS[kind]]}" for kind in KINDS},
    "heading": "",
    "current": "",  # bold and italic say heat here, so nothing else does
}
"""How each name looks on a heat map."""


_MORE = ("…", "label")


class HeatPage(Page):
    """Numbers stand where a place begins: ``18/30``; ``18 x4`` where several do."""

    def _signs(
        self, row: PageRow, marks: list[Decoration], used: int, width: int, palette: Palette
    ) -> list[Segment]:
        begun = [(mark.sign, mark.style) for mark in marks if mark.span.start >= row.start and mark.sign]
        column = self.margin + self.layout.measure + 1
        if not begun or column >= width:
            return []
        segments = [Segment(" " * max(1, column - used), palette(("paragraph",)))]
        for number, (sign, style) in enumerate(_fitted(begun, width - column)):
            text = f" {sign}" if number else sign
            segments.append(Segment(text, palette(("paragraph", "sign", f"sign-{count_style(style)}"))))
        return segments


def _fitted(signs: list[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """The signs that fit: whole, or without what comes after the slash, or the first of them."""
    if _wide(signs) <= room:
        return signs
    signs = [(sign.partition("/")[0], style) for sign, style in signs]
    if _wide(signs) <= room:
        return signs
    while len(signs) > 1 and _wide([*signs, _MORE]) > room:
        signs = signs[:-1]
    return [*signs, _MORE]


def _wide(signs: Sequence[tuple[str, str]]) -> int:
    return sum(cells.width(sign) for sign, _style in signs) + len(signs) - 1


COUNTS = 9
"""Cells at the right of each row for numbers: ``x120/300`` fits."""
WALKED_FROM = 1
"""Places that are no key phrase are walked to from this step on."""


class HeatView(ArticleView):
    """Shows a heat map. Nothing is marked here; Tab goes from place to place."""

    looks: ClassVar[Mapping[str, str]] = HEAT_LOOKS
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
    counts = spot.kind == "key" or _step(spot) >= TOLD_FROM
    return f"{SIGN[spot.kind]}{spot.marked}/{spot.of}" if counts else ""


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
