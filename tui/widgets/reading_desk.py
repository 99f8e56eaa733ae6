"""The article side of a lesson: one article, or two beside each other, and the line that finds words in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from lessons.i18n import _
from lessons.lesson.lesson import Lesson
from lessons.model.article import Article
from lessons.model.form import MarkForm, Side
from lessons.text import runs_right_to_left, visible
from lessons.text.searching import Searchable
from lessons.text.spans import Span
from tui import cells
from tui.action import typed
from tui.actions import bindings, ids
from tui.layout import HEIGHTS, SIDE_BY_SIDE, THREE_COLUMNS
from tui.safe_text import EMPTY, joined, line, plain
from tui.widgets.article_view import ArticleView

TENTH = 10
"""As many techniques as there are digits."""
LONGEST = 60
"""The longest text that is looked for, in characters."""


@dataclass(frozen=True, slots=True)
class Searching:
    """Where words are looked for, and where the reader stood before."""

    view: ArticleView
    text: Searchable
    top: int
    """The first offset in view."""
    cursor: Span
    focus: Widget | None
    other: Searchable | None = None
    """The other article, where there are two: how often the words stand there is told."""

    def places(self, words: str) -> Sequence[Span]:
        """Where the words stand."""
        return tuple(Span(start, end) for start, end in self.text.find(words))


class FindLine(Widget, can_focus=True):
    """Typed letters are what is looked for. The words last looked for are there again; a letter begins anew."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ids("find"))
    DEFAULT_CSS = """
    FindLine { height: 1; padding: 0 2; background: $background; color: $foreground; }
    """
    by_hand = ("looked_for",)

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self._begun = False
        """Whether letters go on with the words, or begin anew."""
        self._searching: Searching | None = None
        self._hits: Sequence[Span] = ()
        self._at = 0
        self._elsewhere = 0

    def begin(self, searching: Searching) -> None:
        """Look for words in an article, beginning at the place where the reader is."""
        self._searching, self._begun = searching, False
        self.display = True
        self.focus()
        self._look()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters, digits and signs are taken here; a blank only between words."""
        sign = typed(key, character)
        return sign is not None and sign.isprintable() and (sign != " " or bool(self.words))

    def on_key(self, event: events.Key) -> None:
        """Look for what is typed."""
        if event.key == "backspace":
            words = self.words[:-1] if self._begun else ""
        elif event.character is not None and self.check_consume_key(event.key, event.character):
            words = ((self.words if self._begun else "") + event.character)[:LONGEST]
        else:
            return
        event.stop()
        event.prevent_default()
        self.words, self._begun = words, True
        self._look()

    def on_paste(self, event: events.Paste) -> None:
        """Look for what is pasted."""
        event.stop()
        self.words = " ".join(((self.words if self._begun else "") + event.text).split())[:LONGEST]
        self._begun = True
        self._look()

    def _look(self) -> None:
        """Go to the first place from where the reader was, round from the end of the text."""
        if self._searching is None:
            return
        self._hits = self._searching.places(self.words)
        other = self._searching.other
        self._elsewhere = len(other.find(self.words)) if other is not None else 0
        start = self._searching.cursor.start
        self._at = next((number for number, hit in enumerate(self._hits) if hit.start >= start), 0)
        self._show()

    def _show(self) -> None:
        searching = self._searching
        if searching is not None:
            here = self._hits[self._at] if self._hits else None
            searching.view.show_hits(self._hits, here)
            if here is None:
                searching.view.return_to(searching.top, searching.cursor.start)
        self.refresh()
        self.refresh_bindings()

    def render(self) -> Content:
        """The words, and the number of the place among all."""
        if not self.words:
            count = plain(_("type what to find"), "$quiet")
        elif not self._hits:
            count = plain(_("not in this text"), "bold $sign-wrong")
        else:
            count = plain(_("{n} of {all}").format(n=self._at + 1, all=len(self._hits)), "bold")
        if self._elsewhere:
            more = _("  in the other text: {n}").format(n=self._elsewhere)
            count = joined(count, plain(more, "$quiet"))
        words = joined(plain("/"), plain(self.words, "bold"), plain("  "), count)
        return words.truncate(self.content_size.width, ellipsis=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be places to walk, and a place to stay."""
        if action in ("find_next", "find_before", "find_stay"):
            return bool(self._hits)
        return True

    def action_find_next(self) -> None:
        """The next place; after the last, the first."""
        self._walk(1)

    def action_find_before(self) -> None:
        """The place before; before the first, the last."""
        self._walk(-1)

    def _walk(self, way: int) -> None:
        self._at = (self._at + way) % len(self._hits)
        self._show()

    def action_find_stay(self) -> None:
        """To the article, at this place."""
        searching = self._close()
        if searching is not None:
            searching.view.focus()

    def action_find_leave(self) -> None:
        """Back to where the reader was."""
        searching = self._close()
        if searching is not None:
            searching.view.return_to(searching.top, searching.cursor.start)
            (searching.focus or searching.view).focus()

    def on_blur(self) -> None:
        """The reader went elsewhere, with the mouse or because another exercise was opened."""
        self._close()

    def _close(self) -> Searching | None:
        searching, self._searching = self._searching, None
        if searching is not None:
            searching.view.show_hits(())
        self.display = False
        return searching


class Caption(Widget):
    """What a text is: which of two, and whether it is a rendition written for teaching."""

    DEFAULT_CSS = """
    Caption { height: auto; padding: 0 1 0 2; color: $quiet; }
    """

    def __init__(self, article: Article, name: str, lesson: str) -> None:
        super().__init__()
        self.article, self.name_shown, self.lesson = article, name, lesson

    def tell_of(self, article: Article, name: str) -> None:
        """Say what another text is."""
        self.article, self.name_shown = article, name
        self.refresh(layout=True)

    def render(self) -> Content:
        """What the text is, and which route reads it right where terminals turn it round."""
        if not runs_right_to_left(self.article.text):
            return self._label()
        warning = _(
            "This text runs from right to left; many terminals turn it round. Line by line it reads right:"
        )
        route = plain(f"closeread read {visible(self.lesson)} --linear", "bold")
        return joined(
            *filter(None, (self._label(), joined(plain(warning), route, between=" "))), between="\n"
        )

    def _label(self) -> Content:
        """Name and outlet, then the label of a rendition: in full where there is height for it, else on one line."""
        masthead = self.article.masthead
        name = plain(self.name_shown, "bold") if self.name_shown else EMPTY
        named = joined(name, line(masthead.outlet), between="  ") if name and masthead.outlet else name
        if not masthead.rendition:
            return named
        label = plain(_("Classroom rendition. Written for teaching."))
        if masthead.follows and self.screen.size.height >= HEIGHTS[-1][0]:
            whole = _(
                "The facts, structure, sourcing pattern and framing follow {work}; the sentences are ours."
            )
            whole = whole.format(work=visible(masthead.follows))
            return joined(*filter(None, (named, joined(label, plain(" "), plain(whole)))), between="\n")
        room = self.content_size.width or self.screen.size.width - 4
        fits = named if named.cell_length + 3 + label.cell_length <= room else name
        return joined(*filter(None, (fits, label)), between="   ")


class ReadingDesk(Container):
    """Shows ``main``, ``beside`` or both.

    What only holds others together is hidden: Textual paints it at every key, below what it holds.
    """

    DEFAULT_CSS = """
    ReadingDesk { layout: horizontal; height: 1fr; width: 1fr; visibility: hidden; }
    ReadingDesk .text { height: 1fr; width: 1fr; }
    ReadingDesk .text > * { visibility: visible; }
    ReadingDesk FindLine { dock: bottom; display: none; visibility: visible; }
    """

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self.lesson = lesson
        self.views: list[ArticleView] = []
        """The articles, once they are there."""
        self.side: Side = "main"
        self.both = False
        """Whether both are wanted; they are shown where there is room."""
        self._left_at = (0, 0)
        """Where the reader left the main article for a page of an exercise's own: first offset in view, and cursor."""
        texts = [article.text for article in (lesson.article, lesson.beside) if article is not None]
        self.alone = not all(cells.is_certain(text) for text in texts)
        """Whether nothing may stand beside a text: terminals do not agree on how wide its rows are."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        self.views = [ArticleView(self.lesson.article, id="main")]
        with Container(classes="text", id="main-text"):
            yield Caption(self.lesson.article, self._name_of_main, self.lesson.id)
            yield self.views[0]
        if self.lesson.beside is not None:
            self.views.append(ArticleView(self.lesson.beside, id="beside"))
            with Container(classes="text", id="beside-text"):
                yield Caption(self.lesson.beside, _("The other text"), self.lesson.id)
                yield self.views[1]
        yield FindLine()

    def view(self, side: Side) -> ArticleView:
        """One article; the main one where there is no second."""
        return self.views[-1 if side == "beside" else 0]

    @property
    def current(self) -> ArticleView:
        """The article with the focus, or else the one turned to."""
        return next((view for view in self.views if view.has_focus), self.view(self.side))

    def lay(self, page: Article | None) -> bool:
        """Show a page of an exercise's own in the place of the main article; ``None`` for the article again.

        Whether another text is shown now.
        """
        view, article = self.view("main"), self.lesson.article
        if view.article == (page or article):
            return False
        if page is not None and view.article == article:
            self._left_at = view.top, view.cursor.span.start
        view.show(page or article)
        self.query_one("#main-text", Container).query_one(Caption).tell_of(
            page or article, _("An open card") if page is not None else self._name_of_main
        )
        if page is None:
            view.return_to(*self._left_at)
        return True

    def ask(self, side: Side, scope: Sequence[Span], marking: MarkForm | None) -> None:
        """Show which blocks of a side are asked about, and let words be marked; in a page of its own those it asks."""
        for view in self.views:
            marks = marking if marking is not None and marking.side == view.id else None
            view.marking = marks is not None
            view.labels = min(TENTH, len(marks.techniques)) if marks is not None else 0
            paged = view.id == "main" and view.article != self.lesson.article
            asked = marks.scope if marks is not None and paged else scope
            view.scope = asked if view.id == side else ()

    @property
    def _name_of_main(self) -> str:
        return _("This text") if self.lesson.beside is not None else ""

    def find(self) -> None:
        """Open the line that finds words in the article at hand."""
        line = self.query_one(FindLine)
        if not line.display:
            view = self.current
            text = Searchable(view.article.text)
            other = next((Searchable(one.article.text) for one in self.views if one is not view), None)
            line.begin(Searching(view, text, view.top, view.cursor.span, self.screen.focused, other))

    def turn_to(self, side: Side, *, both: bool) -> None:
        """Show this article, or both."""
        self.side, self.both = side, both and self.lesson.beside is not None
        self.fit(self.screen.size.width)

    def turn(self, width: int) -> None:
        """Show the other article; where there is room, both come between."""
        had_focus = any(view.has_focus for view in self.views)
        if self.has_room(width) and not self.both and self.side == "main":
            self.both = True
        elif self.side == "main":
            self.side, self.both = "beside", False
        else:
            self.side, self.both = "main", False
        self.fit(width)
        if had_focus:
            self.view(self.side).focus()

    def has_room(self, width: int) -> bool:
        """Whether two articles may stand beside each other on a screen of this width."""
        return width >= SIDE_BY_SIDE and not self.alone

    def fit(self, width: int) -> None:
        """Show what was asked for, as far as there is room."""
        together = self.both and self.has_room(width)
        self.screen.set_class(together and width < THREE_COLUMNS, "-both")
        self.screen.set_class(together and width >= THREE_COLUMNS, "-three")
        if self.lesson.beside is not None:
            self.query_one("#main-text").display = together or self.side == "main"
            self.query_one("#beside-text").display = together or self.side == "beside"
