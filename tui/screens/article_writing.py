"""The article with the author's keys: words become findings, traps, rows, facts and notes; their form opens below."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from lessons.author.blank import change_of
from lessons.author.workshop import NOTED, QuotedLine, Workshop
from lessons.author.yaml_changes import Insert, Remove
from lessons.i18n import _
from lessons.model.form import Side
from lessons.text.spans import Span
from tui.actions import bindings
from tui.safe_text import joined, line, plain
from tui.screens.exercise_form import READING, next_key
from tui.screens.what_next import ToDoLines
from tui.screens.writing import WRITER, WritingScreen
from tui.widgets.article_view import ArticleView
from tui.widgets.blanks_panel import BlanksPanel
from tui.widgets.key_bar import Banner, KeyBar, TitleBar
from tui.widgets.writers_desk import WritersDesk


class MarkingScreen(WritingScreen):
    """The article, and the form of the line at hand: below it, or beside it with the whole exercise."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (
            *("finding", "trap", "open_words", "row_words", "missing_fact", "good_words", "note_words"),
            *(one for one in WRITER if one not in ("mark_words", "to_do_too")),
            *("remove_line", "find", "other", "open_form", *READING),
        )
    )

    def __init__(self, workshop: Workshop, editor: str, number: int) -> None:
        super().__init__(workshop, editor)
        self.number = number
        self.entry: tuple[int, int] | None = None
        """The exercise and the line whose form is open."""
        self._beside = False
        """Whether the form stands beside the article, where there is room for the whole exercise."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        yield Banner()
        with Container(id="work"):
            yield WritersDesk(self.workshop)
            with Container(id="side"):
                yield BlanksPanel()
                yield ToDoLines()
        yield KeyBar()

    @property
    def desk(self) -> WritersDesk:
        """The articles."""
        return self.query_one(WritersDesk)

    @property
    def panel(self) -> BlanksPanel:
        """The form."""
        return self.query_one(BlanksPanel)

    @property
    def at(self) -> tuple[int, str]:
        """The exercise, and the blank at hand."""
        mark = self._mark_at_hand()
        lines = self.workshop.lines_of(self.number)
        if mark is None or mark.number != self.number or lines is None:
            return self.number, ""
        return self.number, f"{lines.name}/{mark.entry}/words"

    def on_mount(self) -> None:
        """Begin at the headline; where the exercise marks the second text, there."""
        for view in self.desk.views:
            view.marking = True
        self.panel.said_before = self.workshop.said_before
        self.desk.begin(self.number)
        self._beside = self.desk.fit_beside_form(self.app.size.width)
        self.renew()
        self.desk.view("main").focus()

    def on_resize(self) -> None:
        """One article or two, and the form beside or below."""
        beside = self.desk.fit_beside_form(self.app.size.width)
        if beside != self._beside:
            self._beside = beside
            self.renew()

    def show_lesson(self) -> None:
        """The marks, and the form that is open."""
        workshop = self.workshop
        kind = workshop.kind(self.number)
        answers = workshop.answers_of_words(self.number)
        self.footer_labels = {"finding": _("right answer"), "trap": _("wrong answer")} if answers else {}
        what = f"{self.number + 1} {kind}" if kind else _("article")
        left = joined(plain(_("write"), "$accent"), plain(what, "bold"), line(workshop.title), between="  ")
        marks = self.desk.show_marks(self.number)
        counts = "  ".join(
            f"{told} {n}"
            for sign, told in (("+", _("found")), ("!", _("traps")), ("~", _("open")), ("=", _("rows")))
            if (n := sum(mark.sign == sign for mark in marks))
        )
        self.query_one(TitleBar).show(
            left, joined(plain(counts), plain(self.saved(), "$quiet"), between="   ")
        )
        self.show_trouble()
        self.query_one(ToDoLines).show(workshop.to_do() if self._beside else ())
        whole = self._beside and kind and (self.entry is None or self.entry[0] == self.number)
        if whole:
            self.panel.show(workshop.blanks(self.number))
        else:
            self.panel.show(workshop.line(*self.entry) if self.entry is not None else ())
        self.refresh_bindings()

    # Words become lines

    def _words(self) -> tuple[Side, Span] | None:
        """The words selected, or the word under the cursor."""
        view = self.desk.current
        span = view.cursor.selection or view.cursor.span
        view.go_to(span)
        return (view.side, span) if span.end > span.start else None

    def _quote(self, word: str, kind: str = "", words: tuple[Side, Span] | None = None) -> None:
        """Make a line of the words; where no exercise takes it, begin one of the kind."""
        words = words or self._words()
        if words is None:
            return
        number = self.workshop.taking(word, self.number)
        if number is None and not kind:
            self.tell(_("No exercise has rows yet; a adds one."))
            return
        if number is None:
            number, told = self.workshop.add(kind)
            if told:
                self.tell(told)
                return
        self._open(number, *self.workshop.quote(number, word, *words))

    def _open(self, number: int, entry: int, told: str) -> None:
        """Open the form of a line that was just made."""
        self.tell(told)
        if number != NOTED:
            self.number = number
        if told and not self.workshop.manuscript.held:
            self.renew()
            return
        self.post_message(self.FileChanged())
        if entry < 0:
            self.renew()
            self.tell(_("The exercise is about this sentence now; w fills in the rest."))
            return
        self._show_entry(number, entry)

    def _show_entry(self, number: int, entry: int, key: str = "") -> None:
        self.entry = (number, entry)
        self.set_class(True, "-entry")
        self.renew()
        blanks = self.workshop.line(number, entry)
        words = [one.key for one in blanks]
        asked = [one.key for one in blanks if one.empty] or words[1:]
        self.panel.fill(key or (asked or words or [""])[0])

    def _close_entry(self) -> None:
        self.entry = None
        self.panel.close()
        self.set_class(False, "-entry")
        self.renew()
        self.desk.current.focus()

    def action_finding(self) -> None:
        """Words to be found; of an exercise with answers a right one."""
        if not self._answer("right"):
            self._quote("find", "mark")

    def action_trap(self) -> None:
        """Words that look like a finding and are none; of an exercise with answers a wrong one."""
        if not self._answer("wrong"):
            self._quote("trap", "mark")

    def _answer(self, word: str) -> bool:
        """Make an answer of the words, where the exercise has answers; whether it does."""
        if not self.workshop.answers_of_words(self.number):
            return False
        words = self._words()
        if words is not None:
            self._open(self.number, *self.workshop.answer(self.number, word, *words))
        return True

    def action_open_words(self) -> None:
        """Words on which careful readers differ."""
        self._quote("debatable", "mark")

    def action_row_words(self) -> None:
        """A row of the exercise about these words."""
        self._quote("quote")

    def action_note_words(self) -> None:
        """A note on the finished article."""
        self._note("note")

    def action_good_words(self) -> None:
        """Something that the article does well."""
        self._note("good")

    def _note(self, word: str) -> None:
        words = self._words()
        if words is not None:
            self._open(NOTED, *self.workshop.note(word, *words))

    def action_missing_fact(self) -> None:
        """A missing fact that changes these words."""
        words = self._words()
        article = self.workshop.place.article
        if words is None or article is None:
            return
        number = self.workshop.taking("missing", self.number)
        if number is None:
            number, told = self.workshop.add("omission")
            if told:
                self.tell(told)
                return
        lines = self.workshop.lines_of(number)
        assert lines is not None  # it takes facts
        exercise = self.workshop.exercises[number]
        listed = exercise.get(lines.name) if isinstance(exercise, dict) else None
        place = len(listed) if isinstance(listed, list) else 0
        claim = " ".join(self.desk.view(words[0]).article.text[slice(*words[1])].split())
        order = self.workshop.blanks(number)[-1].order
        trail = ("exercises", number, lines.name)
        told = self.workshop.change(Insert(trail, place, {"missing": None, "changes": claim}, order=order))
        self._open(number, place, told)
        if self.entry is not None:
            self.panel.fill(f"{lines.name}/{place}/words")

    def on_article_view_marked(self, event: ArticleView.Marked) -> None:
        """Enter and space: the form of the mark at hand, else what the exercise is made of."""
        mark = self._mark_over(event.view.side, event.span)
        if mark is not None:
            self._show_entry(mark.number, mark.entry)
            return
        lines = self.workshop.lines_of(self.number)
        rows = lines is not None and "quote" in lines.words and "find" not in lines.words
        rows = rows or self.workshop.is_of_one_sentence(self.number)
        self._quote("quote" if rows else "find", "" if rows else "mark", (event.view.side, event.span))

    def _mark_over(self, side: Side, span: Span) -> QuotedLine | None:
        over = [one for one in self.workshop.marks(self.number, side) if one.span.overlaps(span)]
        return min(over, key=lambda one: one.span.end - one.span.start, default=None)

    def _mark_at_hand(self) -> QuotedLine | None:
        view = self.desk.current
        return self._mark_over(view.side, view.cursor.span)

    # The form

    def on_blanks_panel_blank_filled(self, event: BlanksPanel.BlankFilled) -> None:
        """Put the answer into the file, and go on; after the last blank back to the article."""
        before = [one.key for one in self.panel.blanks]
        done = self.change(change_of(event.blank, event.value))
        if event.way == 0:
            return
        blanks = self.workshop.line(*self.entry) if self.entry is not None else self.panel.blanks
        key = next_key(event.blank, [one.key for one in blanks], before, event.way, made=True)
        if not done:
            self.panel.fill(event.blank.key)
        elif key:
            self.panel.fill(key)
        elif event.way > 0:
            self._close_entry()
        else:
            self.panel.fill(event.blank.key)

    def on_blanks_panel_left(self, event: BlanksPanel.Left) -> None:
        """Back to the article; the blank stays as it was."""
        self._close_entry()

    def on_blanks_panel_turned(self, event: BlanksPanel.Turned) -> None:
        """The word of a line is chosen by its key in the article."""
        self.tell(
            _("In the article f, t and o say what words are; in the form of the exercise r changes it.")
        )

    # Keys

    def action_read_article(self, way: int) -> None:
        """Read on (1) or back (-1) in the article by a page, while the field keeps the keys."""
        self.desk.current.action_go("page_down" if way > 0 else "page_up")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the form its own keys work, and ``esc`` leads back to the article."""
        if not self.is_mounted:
            return True
        if action in ("remove_line", "open_form"):
            return (
                self._mark_at_hand() is not None
                if action == "remove_line"
                else self.workshop.kind(self.number) != ""
            )
        if action == "read_article":
            return self.entry is not None
        if action == "other":
            return self.workshop.place.beside is not None
        if action == "take_back":
            return self.workshop.manuscript.can_undo
        if action == "play_it":
            return bool(self.workshop.exercises)
        return True

    def on_article_view_cursor_moved(self, event: ArticleView.CursorMoved) -> None:
        """Other keys work on a mark."""
        self.refresh_bindings()

    def action_remove_line(self) -> None:
        """Take the line of the mark at hand out."""
        mark = self._mark_at_hand()
        if mark is None:
            return
        blanks = self.workshop.line(mark.number, mark.entry)
        trail = blanks[0].trail
        if self.change(Remove(trail if isinstance(trail[-1], int) else trail[:-1])):
            self.tell(_("Taken out; u takes that back."))

    def action_open_form(self) -> None:
        """The form of the whole exercise."""
        self.open_exercise(self.number)

    def action_find(self) -> None:
        """Find words in the article."""
        self.desk.find()

    def action_other(self) -> None:
        """The other text, or both."""
        self.desk.turn(self.desk.room(self.app.size.width))

    def action_to_do_typing(self) -> None:
        """What is to do."""
        self.action_to_do()

    def action_play_typing(self) -> None:
        """Play it."""
        self.action_play_it()

    def action_leave(self) -> None:
        """Out of the form into the article, and out of the article to the list."""
        if self.entry is not None or self.panel.sheet.has_focus:
            self._close_entry()
        else:
            self.dismiss(None)
