"""Marking words by typing them or their addresses."""

import re

from lessons.anchoring.closest import closest
from lessons.cli.linear.addresses import ADDRESSES, AddressError, block_name
from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.speech import NamingError, option_lines, said, shown, which_option
from lessons.i18n import _, counted, plural
from lessons.model.answer import Mark, MarkAnswer
from lessons.model.form import MarkForm
from lessons.text import visible
from lessons.text.spans import Span

_MOST_PLACES = 12
"""Places listed for words that stand in many."""
_AROUND = 4
"""Words of the same sentence shown on each side of a listed place."""


class MarkField(Field[MarkForm, MarkAnswer]):
    """Marks in the order they were made, each with a number from 1."""

    answer_type = MarkAnswer

    def intro(self) -> list[str]:
        """How to mark, and what was asked for."""
        lines = []
        if self.form.need:
            lines.append(_("Find at least {count}.").format(count=self.form.need))
        lines.append(_("Type 'mark' and the words, or their address: 'words 1' tells the addresses."))
        if not self.form.need:
            lines.append(_("If there is nothing to mark, type 'none'."))
        if self.form.techniques:
            lines.append(
                _("Name the technique of each mark: 'label 1' and its name. 'techniques' lists them.")
            )
        return lines

    def show(self) -> list[str]:
        """The marks by number."""
        marks = self.answer.marks
        if not marks:
            return [
                _("You say: there is nothing to mark.")
                if self.session.draft == MarkAnswer()
                else _("No marks yet.")
            ]
        return [self._told(number, mark) for number, mark in enumerate(marks, 1)]

    def missing(self) -> str:
        """No mark at all, or marks without a technique."""
        marks = self.answer.marks
        if not marks and self.session.draft != MarkAnswer():
            return _("You marked nothing. If there is nothing to mark, type 'none'.")
        unnamed = [str(n) for n, mark in enumerate(marks, 1) if mark.technique is None]
        if self.form.techniques and unnamed:
            return _("Without a technique: mark {numbers}.").format(numbers=", ".join(unnamed))
        return ""

    def help(self) -> Help:
        """Marking commands."""
        return (
            ("mark feverish warnings", _("mark these words")),
            (
                "mark 2.3.4-6",
                _("mark words 4 to 6 of paragraph 2, sentence 3; 'mark 2.3' is a whole sentence"),
            ),
            ("marks", _("your marks")),
            ("unmark 2", _("take mark 2 back; 'unmark all' takes back every mark")),
            ("none", _("say that there is nothing to mark")),
            *(
                (
                    ("label 2 loaded language", _("name the technique of mark 2")),
                    ("techniques", _("the techniques to choose from")),
                )
                if self.form.techniques
                else ()
            ),
        )

    def take(self, line: str) -> list[str] | None:
        """A marking command."""
        command, rest = split_command(line)
        match command:
            case "mark":
                return self._mark(rest)
            case "marks":
                return self.show()
            case "unmark":
                return self._unmark(rest)
            case "label":
                return self._label(rest)
            case "none" if not rest:
                return self._none()
            case "techniques" if not rest and self.form.techniques:
                return option_lines(self.form.techniques)
        return None

    # Marking

    def _mark(self, rest: str) -> list[str]:
        if not rest:
            return [_("Type the words after 'mark', for example: mark feverish warnings.")]
        try:
            places = self.meant(rest)
        except NamingError as error:
            return str(error).split("\n")
        return self._many(rest, places) if len(places) > 1 else self._add(places[0])

    def meant(self, typed: str) -> list[Span]:
        """Where words stand in what is asked about, or the place of an address: at least one.

        Raises ``NamingError``: what to say, a thing a line.
        """
        places = (
            [] if "." in typed else self.places.find(typed)
        )  # "41" is a figure of the text before it is a place
        if not places and ADDRESSES.fullmatch(typed):
            try:
                places = [self.places.span(typed)]
            except AddressError as error:
                raise NamingError(str(error)) from error
        places = places or self.places.find(typed)
        if not places:
            raise NamingError("\n".join(self._not_found(typed)))
        inside = [place for place in places if self.asks(place)]
        if not inside:
            raise NamingError("\n".join(self._outside(places[0])))
        return inside

    def asks(self, span: Span) -> bool:
        """Whether a place lies in what is asked about."""
        return any(scope.holds(span) for scope in self._scope())

    def _scope(self) -> tuple[Span, ...]:
        """The blocks asked about, neighbours joined, so that a mark may run from one into the next."""
        joined: list[Span] = []
        text = self.places.article.text
        for span in self.form.scope:
            if joined and not text[joined[-1].end : span.start].strip():
                joined[-1] = Span(joined[-1].start, span.end)
            else:
                joined.append(span)
        return tuple(joined)

    def _add(self, span: Span) -> list[str]:
        words = self.places.words(span)
        if words:
            span = Span(words[0].start, words[-1].end)
        answer = self.answer
        for number, mark in enumerate(answer.marks, 1):
            if mark.span == span:
                return [_("That is mark {number} already.").format(number=number)]
        trouble = self.keep(MarkAnswer((*answer.marks, Mark(span))))
        if trouble:
            return trouble
        count = len(answer.marks) + 1
        lines = [_("Marked: {mark}. {count}.").format(mark=self._quoted(span), count=_count(count))]
        if self.form.techniques:
            lines.append(_("Name its technique: label {number} and the name.").format(number=count))
        return lines

    def _not_found(self, typed: str) -> list[str]:
        lines = [_("'{words}' is not in the text.").format(words=visible(typed[:100]))]
        near = closest(self.places.article, typed[:300])
        if near is not None:
            place = self._quoted(near)
            lines.append(
                _("The closest is {place}: mark {address}.").format(
                    place=place, address=self.places.address(near)
                )
            )
        return lines

    def _outside(self, span: Span) -> list[str]:
        article = self.places.article
        asked = [block_name(article.block_at(scope.start)) for scope in self.form.scope]
        return [
            _("{place} is not asked about here. Mark in {asked}.").format(
                place=self._quoted(span), asked=", ".join(asked[:12])
            )
        ]

    def _many(self, typed: str, places: list[Span]) -> list[str]:
        text = self.places.article.text
        lines = [
            plural(
                "'{words}' stands in {count} place:", "'{words}' stands in {count} places:", len(places)
            ).format(words=visible(typed[:100]), count=len(places))
        ]
        for place in places[:_MOST_PLACES]:
            first, last = self.places.around(place, _AROUND)
            lines.append(f"{self.places.address(place)}: {visible(text[first:last])}")
        lines.append(_("Type 'mark' and one of these addresses, or more of the words."))
        return lines

    def _none(self) -> list[str]:
        return self.keep(MarkAnswer()) or [
            _("You say: there is nothing to mark. Type 'commit' to hand that in.")
        ]

    # Changing marks

    def _unmark(self, rest: str) -> list[str]:
        answer = self.answer
        if rest.lower() == "all":
            return self.keep(MarkAnswer()) or [_("All marks are taken back.")]
        number = self._number(rest)
        if isinstance(number, str):
            return [number]
        gone = answer.marks[number]
        left = (*answer.marks[:number], *answer.marks[number + 1 :])
        done = _("Taken back: {mark}. {count}.").format(mark=self._quoted(gone.span), count=_count(len(left)))
        return self.keep(MarkAnswer(left)) or [done]

    def _label(self, rest: str) -> list[str]:
        if not self.form.techniques:
            return [_("No techniques are asked for here.")]
        typed, name = split_command(rest)
        number = self._number(typed)
        if isinstance(number, str):
            return [number]
        if not name:
            return [_("Type the technique after the number. 'techniques' lists them.")]
        try:
            option = which_option(name, self.form.techniques)
        except NamingError as error:
            return [str(error)]
        marks = list(self.answer.marks)
        marks[number] = Mark(marks[number].span, option.id)
        return self.keep(MarkAnswer(tuple(marks))) or [self._told(number + 1, marks[number])]

    def _number(self, typed: str) -> int | str:
        """The index of a mark by its number, or what to say when there is no such mark."""
        count = len(self.answer.marks)
        if re.fullmatch("[0-9]{1,5}", typed) and 1 <= int(typed) <= count:
            return int(typed) - 1
        if not count:
            return _("There are no marks.")
        return _("Type the number of a mark, 1 to {count}. 'marks' lists them.").format(count=count)

    # Telling

    def _quoted(self, span: Span) -> str:
        words = self.places.article.text[slice(*span)]
        return f'"{shown(words)}", {self.places.in_words(span)}'

    def _told(self, number: int, mark: Mark) -> str:
        line = f"{number}: {self._quoted(mark.span)}."
        if self.form.techniques:
            names = {option.id: said(option.text) for option in self.form.techniques}
            line += " " + _("Technique: {name}.").format(
                name=names.get(mark.technique or "", _("not named yet"))
            )
        return line


def _count(marks: int) -> str:
    return counted("{count} mark", "{count} marks", marks)
