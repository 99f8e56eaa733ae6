"""Marks on the article while an exercise is answered: set, taken away and named, from the article and from the list."""

from abc import abstractmethod

from lessons.model.span import Span
from tui.boards.mark import MarkBoard
from tui.safe_text import plain
from tui.screens.lesson_page import LessonPage
from tui.widgets.article_view import ArticleView
from tui.widgets.key_bar import KeyBar


class LessonMarking(LessonPage):
    """The page with a hand for marks; what is done to the answer is kept by ``keep``."""

    @abstractmethod
    def keep(self, key: str | None = None) -> None:
        """Give the answer to the session; the cursor goes to the line ``key``."""

    def on_article_view_marked(self, event: ArticleView.Marked) -> None:
        """Add a mark."""
        if isinstance(self.board, MarkBoard):
            self.board.mark(event.span)
            self.keep(self.board.key_at(self.board.form.side, event.span))
            self._tell_outside(event.span)

    def _tell_outside(self, span: Span) -> None:
        """Say at once, where every student looks, that a mark is not in what is asked about."""
        if isinstance(self.board, MarkBoard) and (told := self.board.outside(span)):
            for bar in self.query(KeyBar):
                bar.tell(plain(told, "$sign-wrong"))

    def on_article_view_unmarked(self, event: ArticleView.Unmarked) -> None:
        """Take a mark away."""
        if isinstance(self.board, MarkBoard):
            self.board.unmark(event.span)
            self.keep()

    def on_article_view_label_wanted(self, event: ArticleView.LabelWanted) -> None:
        """Label a mark: by its digit, or from the list."""
        if isinstance(self.board, MarkBoard) and self.board.form.techniques:
            if event.digit is None:
                self._pick_label(event.span)
            else:
                self.board.label(event.span, self.board.technique(event.digit))
                self.keep(self.board.key_at(self.board.form.side, event.span))
                self._tell_outside(event.span)

    def _pick_label(self, span: Span) -> None:
        from tui.screens.terms import LabelPicker

        board = self.board
        if not isinstance(board, MarkBoard):
            return

        def named(technique: str | None) -> None:
            if technique is not None:
                board.label(span, technique)
                self.keep(board.key_at(board.form.side, span))

        self.app.push_screen(LabelPicker(board.form.techniques, self.session.lesson.glossary), named)

    def action_name_mark(self) -> None:
        """Name the technique of the mark in the list, or of the one in the article."""
        place = self.board.place(self.sheet.key)
        if place is not None:
            self._pick_label(place[1])
