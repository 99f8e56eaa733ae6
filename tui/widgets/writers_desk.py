"""The articles of a lesson that is being written, with the marks of its exercises and notes."""

from collections.abc import Sequence

from lessons.author.workshop import QuotedLine, Workshop
from lessons.lesson.lesson import Lesson
from lessons.model.form import Side
from lessons.text.spans import Span
from tui.layout import SIDE_BY_SIDE
from tui.widgets.article_marks import Decoration
from tui.widgets.reading_desk import ReadingDesk

STYLES = {"+": "right", "!": "trap", "~": "debatable", "=": "annotation", "n": "annotation", "g": "credit"}
"""How words of the article look by their sign; none is a student's own mark."""
SHARE = 0.6
"""How much of a wide screen the articles have; the form beside them has the rest."""


def to_be_read(workshop: Workshop) -> Lesson:
    """The lesson as far as its articles go: what the reading desk shows."""
    place = workshop.place
    assert place.article is not None  # seen by whoever opened the screen
    return Lesson(
        *(workshop.folder.name, "", workshop.folder, workshop.title, "", None, 1, ()),
        article=place.article,
        beside=place.beside,
        exercises=(),
        glossary=place.glossary,
    )


class WritersDesk(ReadingDesk):
    """The articles, and the marks of one exercise and of the notes in them."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(to_be_read(workshop))
        self.workshop = workshop

    def fit_beside_form(self, width: int) -> bool:
        """Fit the articles onto a screen of this width; whether the form stands beside them, and not below."""
        beside = width >= SIDE_BY_SIDE and not self.alone
        self.screen.set_class(beside, "-beside")
        self.fit(self.room(width))
        return beside

    def room(self, width: int) -> int:
        """How much of a screen of this width the articles have."""
        return int(width * SHARE) if width >= SIDE_BY_SIDE and not self.alone else width

    def show_marks(self, number: int) -> Sequence[QuotedLine]:
        """Show the marks of an exercise and of the notes; those of both articles."""
        shown: list[QuotedLine] = []
        for view in self.views:
            side: Side = view.side
            marks = [*self.workshop.marks(number, side)]
            view.decorations = [Decoration(mark.span, STYLES[mark.sign], mark.sign) for mark in marks]
            shown += marks
        return shown

    def begin(self, number: int) -> None:
        """Begin at the headline, or at the first block that an exercise is about, where it says so."""
        for view in self.views:
            view.begin()
        task = self.workshop.task(number)
        labels = [one.text for one in task["where"].items] if "where" in task else []
        main = self.view("main")
        asked = next((block.span for block in main.article.blocks if block.label in labels), None)
        if asked is not None:
            main.go_to(asked)

    def bring(self, number: int, entry: int) -> None:
        """Bring the words that a line is about into view."""
        for view in self.views:
            marks = self.workshop.marks(number, view.side)
            spans = [one.span for one in marks if (one.number, one.entry) == (number, entry)]
            if spans:
                self.bring_words(view.side, spans[0])
                return

    def bring_words(self, side: Side, words: Span) -> None:
        """Show an article at these words, and point them out."""
        if self.side != side and not self.both:
            self.side = side
            self.fit(self.room(self.screen.size.width))
        view = self.view(side)
        view.show_hits((words,), words)
