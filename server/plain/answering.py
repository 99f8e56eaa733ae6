"""An answer as a form on a page, one way for each form of answer: what is shown, and what was sent read with distrust.

Places and words are looked for as the line-by-line route looks for them; all else is read as a raw answer is.
"""

from collections.abc import Iterator

from lessons.cli.linear.field import Field, not_kept
from lessons.cli.linear.paper_field import told_on_paper
from lessons.cli.linear.speech import said
from lessons.i18n import _, counted
from lessons.kinds.shelf_form import ShelfForm
from lessons.kinds.slip import FIELDS, LONGEST, SlipAnswer, SlipForm, field_names
from lessons.kinds.written_answers import MOST_TEXT
from lessons.model.answer import (
    Answer,
    AnswerError,
    GridAnswer,
    OrderAnswer,
    PickAnswer,
    Raw,
    TextAnswer,
    answer_of,
)
from lessons.model.form import (
    Column,
    CustomForm,
    Form,
    GridForm,
    MarkForm,
    OrderForm,
    PickForm,
    Row,
    TextForm,
)
from lessons.play import Session
from lessons.text import visible, words_of
from server.plain.form_on_page import NOTHING_SENT, FormOnPage, options_of, ticks_of
from server.plain.form_shapes import (
    Refusal,
    Selector,
    Selectors,
    Sent,
    Shape,
    Telling,
    Ticks,
    Writing,
)
from server.plain.marks_on_page import MarkOnPage
from server.plain.shelf_on_page import ShelfOnPage


class PickOnPage(FormOnPage[PickForm]):
    """Round buttons, or boxes where several may be picked."""

    def shapes(self) -> Iterator[Shape]:
        """One group."""
        legend = _("Pick all that fit") if self.form.several else _("Pick one")
        picked = answer_of(PickAnswer, self.field.answer).picked
        yield Ticks("pick", legend, ticks_of(self.form.options, picked), self.form.several)

    def take(self, sent: Sent) -> list[Refusal]:
        """The ids of what was picked."""
        return self.read_raw([*dict.fromkeys(sent.all("pick"))], "pick")


class GridOnPage(FormOnPage[GridForm]):
    """A list to choose from for each cell."""

    def shapes(self) -> Iterator[Shape]:
        """A group a row; where there is one question, its lists in one group."""
        cells = answer_of(GridAnswer, self.field.answer).cells
        if len(self.form.columns) == 1:
            (column,) = self.form.columns
            for at, row in enumerate(self.form.rows):
                value = cells.get((row.id, column.id), "")
                label = said(column.text) or _("Answer to row {number}").format(number=at + 1)
                selector = Selector(f"cell-{at}-0", label, options_of(column.options), value)
                yield Selectors(self._head(at, row), (selector,), self.language_of(row))
            return
        for at, row in enumerate(self.form.rows):
            selectors = tuple(
                Selector(
                    f"cell-{at}-{place}",
                    said(column.text) or column.id,
                    options_of(column.options),
                    cells.get((row.id, column.id), ""),
                    self._condition(column),
                )
                for place, column in enumerate(self.form.columns)
            )
            yield Selectors(self._head(at, row), selectors, self.language_of(row))

    def _head(self, at: int, row: Row) -> str:
        return f"{at + 1}. {self.field.row_text(row)}"

    def _condition(self, column: Column) -> str:
        if column.only_if is None:
            return ""
        first = next(one for one in self.form.columns if one.id == column.only_if[0])
        text = next(said(option.text) for option in first.options if option.id == column.only_if[1])
        return _("Counts only after: {option}.").format(option=text)

    def take(self, sent: Sent) -> list[Refusal]:
        """The cells by their places; those that are not asked for are left out."""
        rows: dict[str, Raw] = {}
        for at, row in enumerate(self.form.rows):
            cells: dict[str, Raw] = {}
            for place, column in enumerate(self.form.columns):
                if value := sent.one(f"cell-{at}-{place}"):
                    cells[column.id] = value
            if cells:
                rows[row.id] = cells
        return self.read_raw(rows, "cell-0-0")


class OrderOnPage(FormOnPage[OrderForm]):
    """A place for each item."""

    def shapes(self) -> Iterator[Shape]:
        """The ends, then a list of places for each item as first shown."""
        ends = [
            _("Place 1: {end}.").format(end=said(self.form.first)) if self.form.first else "",
            _("Last place: {end}.").format(end=said(self.form.last)) if self.form.last else "",
        ]
        yield Telling(tuple(filter(None, (_("Give each item its place. 1 comes first."), *ends))))
        order = answer_of(OrderAnswer, self.field.answer).items
        places = tuple((str(n), str(n)) for n in range(1, len(self.form.items) + 1))
        for at, row in enumerate(self.form.items):
            value = str(order.index(row.id) + 1) if row.id in order else ""
            value = self.sent.one(f"place-{at}") or value
            selector = Selector(f"place-{at}", _("Place"), places, value)
            yield Selectors(self.field.row_text(row), (selector,), self.language_of(row))

    def take(self, sent: Sent) -> list[Refusal]:
        """The items by the places that they were given; two at one place are refused."""
        placed: dict[int, str] = {}
        known = {str(n): n for n in range(1, len(self.form.items) + 1)}
        for at, row in enumerate(self.form.items):
            typed = sent.one(f"place-{at}")
            if not typed:
                continue
            if (place := known.get(typed)) is None:
                return [Refusal(_("There is no such place."), f"place-{at}")]
            if place in placed:
                message = _("Place {place} is given twice. Give each item a place of its own.")
                return [Refusal(message.format(place=place), f"place-{at}")]
            placed[place] = row.id
        return self.read_raw([placed[place] for place in sorted(placed)], "place-0")


class TextOnPage(FormOnPage[TextForm]):
    """A field to type in."""

    def shapes(self) -> Iterator[Shape]:
        """The sentence to rewrite with its rules, and the field."""
        form, places = self.form, self.field.places
        if form.original_span is not None:
            words = places.article.text[slice(*form.original_span)]
            place = places.in_words(form.original_span, exact=False)
            told = _('To rewrite: "{words}" ({place})').format(words=visible(words), place=place)
            yield Telling((told,), self.language)
        elif form.original:
            yield Telling((_('To rewrite: "{words}"').format(words=said(form.original)),))
        rules = [_("Rule: {rule}").format(rule=said(rule)) for rule in form.must]
        if rules:
            yield Telling(tuple(rules))
        about = ""
        typed = answer_of(TextAnswer, self.field.answer).text
        if form.words:
            about = _("Write {fewest} to {most} words.").format(fewest=form.words[0], most=form.words[1])
            if typed:
                about += " " + counted("Now {count} word.", "Now {count} words.", len(words_of(typed)))
        value = self.sent.one("text") or typed
        yield Writing("text", _("Your answer"), value, about, 4 if form.long else 1, MOST_TEXT)

    def take(self, sent: Sent) -> list[Refusal]:
        """What was typed."""
        return self.read_raw(sent.one("text").replace("\r\n", "\n"), "text")


class SlipOnPage(FormOnPage[SlipForm]):
    """The fields of a slip, and the verdict."""

    def shapes(self) -> Iterator[Shape]:
        """One field each."""
        answer = answer_of(SlipAnswer, self.field.answer)
        for name, label in field_names().items():
            value = self.sent.one(name) or getattr(answer, name)
            yield Writing(name, label, value, "", 2 if name == "sentence" else 1, LONGEST)
        verdict = frozenset({answer.verdict} if answer.verdict else ())
        yield Ticks("verdict", _("Your verdict"), ticks_of(self.form.verdicts, verdict))

    def take(self, sent: Sent) -> list[Refusal]:
        """The fields as they were typed."""
        raw: dict[str, Raw] = {name: sent.one(name) for name in (*FIELDS, "verdict")}
        return self.read_raw({name: value for name, value in raw.items() if value}, FIELDS[0])


class TypedOnPage(FormOnPage[CustomForm]):
    """A form that has no page of its own: it is typed as from a filled sheet."""

    def shapes(self) -> Iterator[Shape]:
        """What stands on the sheet, and a field."""
        yield Telling(tuple(told_on_paper(self.form.on_paper())))
        answer = self.field.answer
        value = self.sent.one("typed") or ("" if answer == self.form.blank() else self.form.as_typed(answer))
        yield Writing("typed", _("Your answer"), value, self.form.how_to_type(), 1, MOST_TEXT)

    def take(self, sent: Sent) -> list[Refusal]:
        """What was typed."""
        typed = " ".join(sent.one("typed").split())
        if not typed:
            return self.keep(None if self.session.draft is None else self.form.blank(), "typed")
        try:
            return self.keep(self.form.typed(typed), "typed")
        except AnswerError as error:
            return [Refusal(not_kept(error), "typed")]


def on_page(session: Session, field: Field[Form, Answer], sent: Sent = NOTHING_SENT) -> FormOnPage[Form]:
    """The answer to the current exercise as a form; ``field`` is that of the line-by-line route."""
    form = session.exercise.form
    match form:
        case MarkForm():
            return MarkOnPage(session, form, field, sent)
        case PickForm():
            return PickOnPage(session, form, field, sent)
        case GridForm():
            return GridOnPage(session, form, field, sent)
        case OrderForm():
            return OrderOnPage(session, form, field, sent)
        case TextForm():
            return TextOnPage(session, form, field, sent)
        case ShelfForm():
            return ShelfOnPage(session, form, field, sent)
        case SlipForm():
            return SlipOnPage(session, form, field, sent)
        case CustomForm():
            return TypedOnPage(session, form, field, sent)
