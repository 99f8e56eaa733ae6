"""An answer as a form on a page, one way for each form of answer: what is shown, and what was sent read with distrust.

Places and words are looked for as the line-by-line route looks for them; all else is read as a raw answer is.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from lessons.cli.linear.field import Field
from lessons.cli.linear.mark_field import MarkField
from lessons.cli.linear.shelf_field import ShelfField
from lessons.cli.linear.speech import NamingError, said, shown
from lessons.i18n import _, counted, plural
from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.slip import FIELDS, LONGEST, SlipAnswer, SlipForm, field_names
from lessons.kinds.written_answers import MOST_TEXT, blank, read
from lessons.model.answer import (
    Answer,
    AnswerError,
    GridAnswer,
    Mark,
    MarkAnswer,
    OrderAnswer,
    PickAnswer,
    Raw,
    TextAnswer,
    answer_of,
)
from lessons.model.form import (
    Column,
    Form,
    GridForm,
    MarkForm,
    Option,
    OrderForm,
    PickForm,
    Row,
    TextForm,
)
from lessons.play import Session
from lessons.reports.html_text import shown_blocks
from lessons.text import visible, words_of
from lessons.text.spans import Span
from server.plain.shapes import (
    CardShown,
    CardsShown,
    MarkMade,
    MarksMade,
    Refusal,
    Selector,
    Selectors,
    Sent,
    Shape,
    Tapping,
    Telling,
    Tick,
    Ticks,
    WordBoxes,
    Writing,
)

F_co = TypeVar("F_co", bound=Form, covariant=True)
NOTHING_SENT = Sent({})


class FormOnPage(ABC, Generic[F_co]):
    """The answer to the current exercise, to be filled in on a page. It is held by the session."""

    def __init__(self, session: Session, form: F_co, field: Field[Form, Answer], sent: Sent) -> None:
        """``sent`` is what was refused just now, so that it need not be typed again."""
        self.session, self.form, self.field, self.sent = session, form, field, sent

    @abstractmethod
    def shapes(self) -> Iterator[Shape]:
        """What is shown, filled in with the answer so far."""

    @abstractmethod
    def take(self, sent: Sent) -> list[Refusal]:
        """Make what was sent the answer, as far as it can be; what of it is refused."""

    def missing(self) -> str:
        """What is not answered yet, in sentences; empty when nothing is missing."""
        return self.field.missing()

    def opens(self, number: str) -> list[Refusal]:
        """Open a card, where the form has cards; why it stays closed."""
        return [Refusal(_("There is nothing to open here."))]

    def _keep(self, answer: Answer | None, at: str = "") -> list[Refusal]:
        try:
            self.session.answer(answer)
        except AnswerError as error:
            return [Refusal(_refused(error), at)]
        return []

    def _read(self, raw: Raw, at: str = "") -> list[Refusal]:
        """Make a raw answer the draft; a blank one leaves what was never begun as it is."""
        lesson = self.session.lesson
        try:
            answer = read(self.form, raw, lesson.article, lesson.beside)
        except AnswerError as error:
            return [Refusal(_refused(error), at)]
        if self.session.draft is None and answer == blank(self.form):
            return []
        return self._keep(answer, at)

    @property
    def _language(self) -> str:
        """Of the text that the exercise is about."""
        return self.field.places.article.masthead.language

    def _language_of(self, row: Row) -> str:
        """Of a row that is a quotation; empty for one in the words of the lesson."""
        return self.session.lesson.side(row.side).masthead.language if row.span is not None else ""


def _refused(error: AnswerError) -> str:
    parts = (part for part in (error.found, error.expected, error.fix) if part)
    return _("Not kept: {reason}.").format(reason=visible("; ".join(parts)))


def _options(options: Sequence[Option]) -> tuple[tuple[str, str], ...]:
    return tuple((option.id, said(option.text)) for option in options)


def _ticks(options: Sequence[Option], ticked: frozenset[str]) -> tuple[Tick, ...]:
    return tuple(Tick(option.id, option.text, option.id in ticked) for option in options)


class PickOnPage(FormOnPage[PickForm]):
    """Round buttons, or boxes where several may be picked."""

    def shapes(self) -> Iterator[Shape]:
        """One group."""
        legend = _("Pick all that fit") if self.form.several else _("Pick one")
        picked = answer_of(PickAnswer, self.field.answer).picked
        yield Ticks("pick", legend, _ticks(self.form.options, picked), self.form.several)

    def take(self, sent: Sent) -> list[Refusal]:
        """The ids of what was picked."""
        return self._read([*dict.fromkeys(sent.all("pick"))], "pick")


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
                selector = Selector(f"cell-{at}-0", label, _options(column.options), value)
                yield Selectors(self._head(at, row), (selector,), self._language_of(row))
            return
        for at, row in enumerate(self.form.rows):
            selectors = tuple(
                Selector(
                    f"cell-{at}-{place}",
                    said(column.text) or column.id,
                    _options(column.options),
                    cells.get((row.id, column.id), ""),
                    self._condition(column),
                )
                for place, column in enumerate(self.form.columns)
            )
            yield Selectors(self._head(at, row), selectors, self._language_of(row))

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
        return self._read(rows, "cell-0-0")


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
            yield Selectors(self.field.row_text(row), (selector,), self._language_of(row))

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
        return self._read([placed[place] for place in sorted(placed)], "place-0")


class TextOnPage(FormOnPage[TextForm]):
    """A field to type in."""

    def shapes(self) -> Iterator[Shape]:
        """The sentence to rewrite with its rules, and the field."""
        form, places = self.form, self.field.places
        if form.original_span is not None:
            words = places.article.text[slice(*form.original_span)]
            place = places.in_words(form.original_span, exact=False)
            told = _('To rewrite: "{words}" ({place})').format(words=visible(words), place=place)
            yield Telling((told,), self._language)
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
        return self._read(sent.one("text").replace("\r\n", "\n"), "text")


class MarkOnPage(FormOnPage[MarkForm]):
    """Words to mark, typed as a quotation or an address, or ticked one by one."""

    @property
    def _marks(self) -> tuple[Mark, ...]:
        return answer_of(MarkAnswer, self.field.answer).marks

    @property
    def _field(self) -> MarkField:
        assert isinstance(self.field, MarkField)  # the field of this form
        return self.field

    def shapes(self) -> Iterator[Shape]:
        """The marks so far, a field for the next one, the words to tick, and the box for no marks at all."""
        if self.form.need:
            yield Telling((_("Find at least {count}.").format(count=self.form.need),))
        if self._marks:
            marks = tuple(self._made(number, mark) for number, mark in enumerate(self._marks, 1))
            yield MarksMade(marks, self._language)
        about = _("As they stand in the text, or their address: 2.3 is sentence 3 of paragraph 2.")
        yield Writing("words", _("Words to mark"), self.sent.one("words"), about)
        if (places := self._several()) is not None:
            yield places
        yield Tapping(tuple(self._sentences()), self._language)
        if not self._marks and not self.form.need:
            nothing = self.session.draft == MarkAnswer()
            tick = Tick("nothing", _("There is nothing to mark"), nothing)
            yield Ticks("none", _("If you find nothing"), (tick,), several=True)

    def _made(self, number: int, mark: Mark) -> MarkMade:
        places = self.field.places
        technique = None
        if self.form.techniques:
            label = _("Technique of mark {number}").format(number=number)
            options = _options(self.form.techniques)
            technique = Selector(f"technique-{number}", label, options, mark.technique or "")
        words = shown(places.article.text[slice(*mark.span)])
        return MarkMade(number, words, places.in_words(mark.span), technique)

    def _several(self) -> Ticks | None:
        """The places of words that stand in more than one, to choose from."""
        typed = self.sent.one("words").strip()
        try:
            meant = self._field.meant(typed) if typed else []
        except NamingError:
            return None
        if len(meant) < 2:
            return None
        places = self.field.places
        ticks = []
        for span in meant[:MOST_PLACES]:
            around = places.article.text[slice(*places.around(span, 4))]
            ticks.append(Tick(f"{span.start}-{span.end}", f"{places.in_words(span)}: {shown(around)}"))
        return Ticks(
            "place", _("These words stand in several places. Which do you mean?"), tuple(ticks), True
        )

    def _sentences(self) -> Iterator[WordBoxes]:
        places = self.field.places
        table, text = places.article.words, places.article.text
        for scope in self.form.scope:
            label = places.article.block_at(scope.start).label
            for number, sentence in enumerate(places.sentences(scope), 1):
                words = tuple(
                    (str(index), shown(text[slice(*table[index])])) for index in table.between(*sentence)
                )
                if words:
                    yield WordBoxes(f"{label}.{number}", shown(text[slice(*sentence)]), words)

    def take(self, sent: Sent) -> list[Refusal]:
        """Marks taken back, techniques named, and marks made: all that can be taken is."""
        refusals: list[Refusal] = []
        gone, techniques = {*sent.all("unmark")}, {option.id for option in self.form.techniques}
        marks = []
        for number, mark in enumerate(self._marks, 1):
            if str(number) in gone:
                continue
            named = sent.one(f"technique-{number}") if self.form.techniques else ""
            if named and named not in techniques:
                refusals.append(Refusal(_("There is no such technique."), f"technique-{number}"))
                named = mark.technique or ""
            marks.append(Mark(mark.span, named or None))
        spans = [mark.span for mark in marks]
        for span in (*self._typed(sent, refusals), *self._ticked(sent, refusals)):
            if span not in spans:
                spans.append(span)
                marks.append(Mark(span))
        answer: MarkAnswer | None = MarkAnswer(tuple(marks))
        if not marks and not sent.one("none") and (self.session.draft is None or not self._marks):
            answer = None
        return [*refusals, *self._keep(answer, "words")]

    def _typed(self, sent: Sent, refusals: list[Refusal]) -> list[Span]:
        """The places of typed words, or those chosen of several."""
        typed = " ".join(sent.one("words").split())
        chosen = sent.all("place")
        if not typed:
            return []
        try:
            meant = self._field.meant(typed)
        except NamingError as error:
            refusals.append(Refusal(str(error), "words"))
            return []
        if len(meant) > 1:
            meant = [span for span in meant if f"{span.start}-{span.end}" in chosen]
            if not meant:
                message = _("'{words}' stands in several places. Choose below, or type more of the words.")
                refusals.append(Refusal(message.format(words=visible(typed[:100])), "words"))
        return [self._whole(span) for span in meant]

    def _whole(self, span: Span) -> Span:
        words = self.field.places.words(span)
        return Span(words[0].start, words[-1].end) if words else span

    def _ticked(self, sent: Sent, refusals: list[Refusal]) -> list[Span]:
        """Words that were ticked; neighbours in one sentence are one mark."""
        places = self.field.places
        table = places.article.words
        numbers = sorted({int(value) for value in sent.all("word") if value.isascii() and value.isdigit()})
        runs: list[Span] = []
        last = -2
        for number in numbers[: len(table)]:
            if number >= len(table) or not self._field.asks(table[number]):
                refusals.append(Refusal(_("One of the ticked words is not asked about."), "words"))
                continue
            span = table[number]
            joined = Span(runs[-1].start, span.end) if runs and number == last + 1 else None
            if joined is not None and len(places.sentences(joined)) == 1:
                runs[-1] = joined
            else:
                runs.append(span)
            last = number
        return runs

    def missing(self) -> str:
        """No mark at all, or marks without a technique."""
        if not self._marks and self.session.draft != MarkAnswer():
            return _("You marked nothing.")
        return self.field.missing() if self._marks else ""


MOST_PLACES = 12
"""Places offered for words that stand in many."""


class ShelfOnPage(FormOnPage[ShelfForm]):
    """Cards with a button each to open them, the verdict, and the words that prove it."""

    @property
    def _answer(self) -> ShelfAnswer:
        return answer_of(ShelfAnswer, self.field.answer)

    def shapes(self) -> Iterator[Shape]:
        """The cards with the insides of those that are open, the verdict, the card that decides and its words."""
        answer, form = self._answer, self.form
        left = form.opens - len(answer.opened)
        told = plural("{left} of {all} open left.", "{left} of {all} opens left.", form.opens)
        cards = tuple(
            CardShown(
                number,
                tuple(filter(None, (card.title, card.outlet, card.date, card.snippet))),
                tuple(shown_blocks(card.inside, card.inside.blocks)) if card.id in answer.opened else (),
            )
            for number, card in enumerate(form.cards, 1)
        )
        yield CardsShown(cards, told.format(left=max(0, left), all=form.opens), left > 0)
        verdict = frozenset({answer.verdict} if answer.verdict else ())
        yield Ticks("verdict", _("Your verdict"), _ticks(form.verdicts, verdict))
        opened = tuple(
            (card.id, _("Card {number}: {title}").format(number=number, title=said(card.title)))
            for number, card in enumerate(form.cards, 1)
            if card.id in answer.opened
        )
        if opened:
            decides = Selector("card", _("Card that decides"), opened, answer.card or "")
            yield Selectors(_("What proves it"), (decides,))
            yield from self._words()

    def _words(self) -> Iterator[Shape]:
        answer = self._answer
        if answer.card is not None and answer.words:
            inside = self.form.by_id[answer.card].inside
            marks = tuple(
                MarkMade(number, shown(inside.text[slice(*span)]), "")
                for number, span in enumerate(answer.words, 1)
            )
            yield MarksMade(marks, inside.masthead.language)
        about = _("Words of that card, as they stand there.")
        yield Writing("words", _("The words that prove it"), self.sent.one("words"), about)

    def opens(self, number: str) -> list[Refusal]:
        """Open a card by its number."""
        cards = {str(place): card for place, card in enumerate(self.form.cards, 1)}
        if (card := cards.get(number)) is None:
            return [Refusal(_("There is no such card."))]
        answer = self._answer
        if card.id in answer.opened:
            return []
        if len(answer.opened) >= self.form.opens:
            told = _("No opens are left: card {number} stays closed.")
            return [Refusal(told.format(number=number))]
        return self._keep(replace(answer, opened=(*answer.opened, card.id)))

    def take(self, sent: Sent) -> list[Refusal]:
        """The verdict, the card, and its words; cards are opened by their buttons alone."""
        before, refusals = self._answer, list[Refusal]()
        verdict = sent.one("verdict") or before.verdict
        if verdict is not None and verdict not in {option.id for option in self.form.verdicts}:
            refusals.append(Refusal(_("There is no such verdict."), "verdict"))
            verdict = before.verdict
        card = sent.one("card") or None
        if card is not None and card not in before.opened:
            refusals.append(Refusal(_("Only a card that is open can decide."), "card"))
            card = before.card
        gone = {*sent.all("unmark")}
        words = [span for number, span in enumerate(before.words, 1) if str(number) not in gone]
        words = words if card == before.card else []
        if typed := " ".join(sent.one("words").split()):
            words += self._proof(card, typed, refusals)
        after = replace(before, verdict=verdict, card=card, words=tuple(dict.fromkeys(words)))
        if self.session.draft is None and after == ShelfAnswer():
            return refusals
        return [*refusals, *self._keep(after)]

    def _proof(self, card: str | None, typed: str, refusals: list[Refusal]) -> list[Span]:
        assert isinstance(self.field, ShelfField)  # the field of this form
        if card is None:
            refusals.append(Refusal(_("Choose the card that decides, too."), "card"))
            return []
        try:
            return [self.field.words_meant(self.form.by_id[card], typed)]
        except NamingError as error:
            refusals.append(Refusal(str(error), "words"))
            return []


class SlipOnPage(FormOnPage[SlipForm]):
    """The fields of a slip, and the verdict."""

    def shapes(self) -> Iterator[Shape]:
        """One field each."""
        answer = answer_of(SlipAnswer, self.field.answer)
        for name, label in field_names().items():
            value = self.sent.one(name) or getattr(answer, name)
            yield Writing(name, label, value, "", 2 if name == "sentence" else 1, LONGEST)
        verdict = frozenset({answer.verdict} if answer.verdict else ())
        yield Ticks("verdict", _("Your verdict"), _ticks(self.form.verdicts, verdict))

    def take(self, sent: Sent) -> list[Refusal]:
        """The fields as they were typed."""
        raw: dict[str, Raw] = {name: sent.one(name) for name in (*FIELDS, "verdict")}
        return self._read({name: value for name, value in raw.items() if value}, FIELDS[0])


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
    raise TypeError(f"no page for {type(form).__name__}")
