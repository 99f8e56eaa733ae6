"""Forms filled in by typing: what every field can do, and the fields for options, for an order and for a text."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.speech import NamingError, labels, option_lines, said, which, which_option
from lessons.i18n import _, counted
from lessons.kinds.written_answers import blank
from lessons.model.answer import Answer, AnswerError, OrderAnswer, PickAnswer, TextAnswer
from lessons.model.form import Form, Option, OrderForm, PickForm, Row, TextForm
from lessons.play import Session
from lessons.prose import one_line
from lessons.text import visible, words_of

Help = Sequence[tuple[str, str]]
"""(what to type, what it does) pairs."""


F_co = TypeVar("F_co", bound=Form, covariant=True)
A_co = TypeVar("A_co", bound=Answer, covariant=True)


class Field(ABC, Generic[F_co, A_co]):
    """Asks for the current exercise's answer and takes it, in lines. The answer itself is held by the session."""

    answer_type: type[A_co]
    """The type of answer that fits the form."""

    def __init__(self, session: Session, form: F_co, places: Addresses) -> None:
        self.session, self.form, self.places = session, form, places

    @abstractmethod
    def intro(self) -> list[str]:
        """What can be answered, and how."""

    @abstractmethod
    def show(self) -> list[str]:
        """The answer so far."""

    @abstractmethod
    def missing(self) -> str:
        """What is not answered yet, in a sentence; empty when nothing is missing."""

    @abstractmethod
    def help(self) -> Help:
        """The lines that this field understands."""

    @abstractmethod
    def take(self, line: str) -> list[str] | None:
        """Use a typed line and say what was done; ``None`` when the line is not meant for this field."""

    def commands(self) -> list[str]:
        """The words with which its commands begin."""
        return [usage.split(" ")[0] for usage, _help in self.help() if usage.split(" ")[0].isalpha()]

    @property
    def answer(self) -> A_co:
        """The answer so far."""
        draft = self.session.draft
        answer = draft if draft is not None else blank(self.session.exercise.form)
        assert isinstance(answer, self.answer_type)  # a form is answered in its own type
        return answer

    def keep(self, answer: Answer) -> list[str]:
        """Make this the answer; what to say when it cannot be."""
        try:
            self.session.answer(answer)
        except AnswerError as error:
            return [not_kept(error)]
        return []

    def row_text(self, row: Row) -> str:
        """A row in words: its text, or its quotation and where that stands."""
        if row.span is None:
            return visible(one_line(row.text))
        lesson = self.session.lesson
        if row.side == "beside" and lesson.beside is not None:
            words = lesson.beside.text[slice(*row.span)]
            place = _("other text, {place}").format(
                place=Addresses(lesson.beside).in_words(row.span, exact=False)
            )
        else:
            words = lesson.article.text[slice(*row.span)]
            place = Addresses(lesson.article).in_words(row.span, exact=False)
        return f'"{visible(words)}" ({place})'


def not_kept(error: AnswerError) -> str:
    """Why an answer is not kept, in a sentence."""
    parts = (part for part in (error.found, error.expected, error.fix) if part)
    return _("Not kept: {reason}.").format(reason=visible("; ".join(parts)))


def split_command(line: str) -> tuple[str, str]:
    """The first word in lower case, and the rest."""
    word, _space, rest = line.partition(" ")
    return word.lower(), rest.strip()


class PickField(Field[PickForm, PickAnswer]):
    """One option, or several."""

    answer_type = PickAnswer

    def intro(self) -> list[str]:
        """The options."""
        how = _("Pick all that fit:") if self.form.several else _("Pick one:")
        return [how, *option_lines(self.form.options)]

    def show(self) -> list[str]:
        """The options picked."""
        picked = self.answer.picked
        if not picked:
            return [_("Nothing is picked yet.")]
        words = [self._told(option) for option in self.form.options if option.id in picked]
        return [_("Picked: {options}.").format(options="; ".join(words))]

    def missing(self) -> str:
        """Nothing picked."""
        return "" if self.answer.picked else _("Nothing is picked yet.")

    def help(self) -> Help:
        """Picking commands."""
        if self.form.several:
            return (
                ("pick a c", _("pick a and c; 'a c' does the same")),
                ("unpick a", _("take a back")),
                ("options", _("the options again")),
            )
        return (("pick a", _("pick a; 'a' does the same")), ("options", _("the options again")))

    def take(self, line: str) -> list[str] | None:
        """A letter, a number, the words of an option, or a command."""
        command, rest = split_command(line)
        if command == "options" and not rest:
            return self.intro()
        if command in ("pick", "unpick"):
            if not rest:
                return [_("Type the letter of an option after '{command}'.").format(command=command)]
            return self._change(rest, add=command == "pick")
        try:
            self._meant(line)
        except NamingError:
            return None
        return self._change(line, add=True)

    def _change(self, typed: str, *, add: bool) -> list[str]:
        try:
            options = self._meant(typed)
        except NamingError as error:
            return [str(error)]
        if len(options) > 1 and not self.form.several:
            return [_("Pick one option only.")]
        ids = {option.id for option in options}
        if not add:
            picked = self.answer.picked - ids
        elif self.form.several:
            picked = self.answer.picked | ids
        else:
            picked = frozenset(ids)
        return self.keep(PickAnswer(frozenset(picked))) or self.show()

    def _meant(self, typed: str) -> list[Option]:
        """The options named: several by their letters or numbers, or one by its words."""
        pieces = typed.lower().replace(",", " ").split()
        names = labels(self.form.options)
        if len(pieces) > 1 and all(piece in names or piece.isdigit() for piece in pieces):
            return [which_option(piece, self.form.options) for piece in pieces]
        return [which_option(typed, self.form.options)]

    def _told(self, option: Option) -> str:
        label = labels(self.form.options)[self.form.options.index(option)]
        return f"{label}, {said(option.text)}"


_MOVE = re.compile(
    r"(?P<item>.+?) (?:to )?(?P<where>first|last|(?:before|after) (?P<other>.+)|[0-9]{1,4})", re.IGNORECASE
)


class OrderField(Field[OrderForm, OrderAnswer]):
    """Items keep the number under which they were first read out, wherever they move."""

    answer_type = OrderAnswer

    def intro(self) -> list[str]:
        """The items as first shown."""
        lines = [_("Put these in order:")]
        lines += [f"{number}. {self.row_text(row)}" for number, row in enumerate(self.form.items, 1)]
        if self.form.first:
            lines.append(_("First comes: {end}.").format(end=said(self.form.first)))
        if self.form.last:
            lines.append(_("Last comes: {end}.").format(end=said(self.form.last)))
        count = len(self.form.items)
        example = " ".join(str(number) for number in (2, 1, *range(3, count + 1)))
        return [*lines, _("Type the numbers in your order, for example: {example}.").format(example=example)]

    def show(self) -> list[str]:
        """The order so far."""
        order = self.answer.items
        if not order:
            return [_("No order yet.")]
        lines = [_("Your order:")]
        rows = {row.id: row for row in self.form.items}
        lines += [f"{self._number(id)}. {self.row_text(rows[id])}" for id in order]
        if missing := self.missing():
            lines.append(missing)
        return lines

    def missing(self) -> str:
        """Items without a place."""
        order = self.answer.items
        left = [str(self._number(row.id)) for row in self.form.items if row.id not in order]
        if not order:
            return _("No order yet.")
        return _("Without a place: {numbers}.").format(numbers=", ".join(left)) if left else ""

    def help(self) -> Help:
        """Ordering commands."""
        return (
            ("2 1 3", _("the items in this order, by their numbers")),
            ("move 3 first", _("also: move 3 last, move 3 before 1, move 3 after 1")),
            ("order", _("your order so far")),
            ("items", _("the items as first read out")),
            ("clear", _("take your order back")),
        )

    def take(self, line: str) -> list[str] | None:
        """An order, or a command."""
        command, rest = split_command(line)
        match command, rest:
            case "order", "":
                return self.show()
            case "items", "":
                return self.intro()
            case "clear", "":
                return self.keep(OrderAnswer()) or [_("Your order is taken back.")]
            case "move", _rest:
                return self._move(rest)
            case "order", _rest:
                return self._whole(rest)
        if re.fullmatch(r"[0-9]{1,4}(?:[ ,]+[0-9]{1,4})*", line):
            return self._whole(line)
        return None

    def _whole(self, typed: str) -> list[str]:
        ids: list[str] = []
        for piece in re.split(r"[ ,]+", typed):
            try:
                row = self._row(piece)
            except NamingError as error:
                return [str(error)]
            if row.id in ids:
                return [_("{number} stands there twice.").format(number=self._number(row.id))]
            ids.append(row.id)
        return self.keep(OrderAnswer(tuple(ids))) or self.show()

    def _move(self, typed: str) -> list[str]:
        match = _MOVE.fullmatch(typed)
        if match is None:
            return [_("Type for example: move 3 first, move 3 before 1.")]
        try:
            moved = self._row(match["item"]).id
            anchor = self._row(match["other"]).id if match["other"] else None
        except NamingError as error:
            return [str(error)]
        order = list(self.answer.items) or [row.id for row in self.form.items]
        if moved == anchor:
            return [_("An item cannot stand before or after itself.")]
        if anchor is not None and anchor not in order:
            return [_("{number} has no place yet.").format(number=self._number(anchor))]
        order = [id for id in order if id != moved]
        where = match["where"].lower()
        if anchor is not None:
            index = order.index(anchor) + where.startswith("after")
        elif where.isdigit():
            index = max(0, int(where) - 1)
        else:
            index = 0 if where == "first" else len(order)
        order.insert(index, moved)
        return self.keep(OrderAnswer(tuple(order))) or self.show()

    def _row(self, typed: str) -> Row:
        rows = self.form.items
        names = [str(number) for number in range(1, len(rows) + 1)]
        return rows[which(typed, names, [row.id for row in rows], [row.text for row in rows])]

    def _number(self, id: str) -> int:
        return [row.id for row in self.form.items].index(id) + 1


class TextField(Field[TextForm, TextAnswer]):
    """A word, a number, a phrase or a sentence."""

    answer_type = TextAnswer

    def intro(self) -> list[str]:
        """The sentence to rewrite and its rules, and how to answer."""
        lines = []
        if self.form.original_span is not None:
            words = self.places.article.text[slice(*self.form.original_span)]
            place = self.places.in_words(self.form.original_span, exact=False)
            lines.append(_('To rewrite: "{words}" ({place})').format(words=visible(words), place=place))
        elif self.form.original:
            lines.append(_('To rewrite: "{words}"').format(words=said(self.form.original)))
        lines += [_("Rule: {rule}").format(rule=said(rule)) for rule in self.form.must]
        if self.form.words:
            fewest, most = self.form.words
            lines.append(_("Write {fewest} to {most} words.").format(fewest=fewest, most=most))
        lines.append(
            _("Type your answer on one line; a new line replaces it.")
            if self.form.long
            else _("Type your answer.")
        )
        return lines

    def show(self) -> list[str]:
        """What was typed, and its number of words where that matters."""
        text = self.answer.text
        if not text:
            return [_("No answer yet.")]
        line = _("Your answer: {text}").format(text=visible(text))
        if not self.form.words:
            return [line]
        count = len(words_of(text))
        lines = [line, counted("{count} word.", "{count} words.", count)]
        fewest, most = self.form.words
        if not fewest <= count <= most:
            lines.append(_("Asked for are {fewest} to {most} words.").format(fewest=fewest, most=most))
        return lines

    def missing(self) -> str:
        """Nothing typed."""
        return "" if self.answer.text.strip() else _("No answer yet.")

    def help(self) -> Help:
        """How to type an answer."""
        return (
            (_("your answer"), _("any line that is no command is your answer")),
            ("answer next", _("answer with a word that is also a command")),
            ("clear", _("take your answer back")),
        )

    def take(self, line: str) -> list[str] | None:
        """An answer."""
        command, rest = split_command(line)
        if command == "answer" and rest:
            return self._keep(rest)
        if command == "clear" and not rest:
            return self.keep(TextAnswer()) or [_("Your answer is taken back.")]
        return self._keep(line)

    def _keep(self, text: str) -> list[str]:
        trouble = self.keep(TextAnswer(text))
        self.session.flush()  # a line is a whole answer: it need not wait for a pause in typing
        return trouble or self.show()
