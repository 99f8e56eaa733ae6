"""Marking words on a page: typed as a quotation or an address, or ticked one by one."""

from collections.abc import Iterator

from lessons.cli.linear.mark_field import MarkField
from lessons.cli.linear.speech import NamingError, shown
from lessons.i18n import _
from lessons.model.answer import (
    Mark,
    MarkAnswer,
    answer_of,
)
from lessons.model.form import (
    MarkForm,
)
from lessons.text import visible
from lessons.text.spans import Span
from server.plain.form_on_page import FormOnPage, options_of
from server.plain.form_shapes import (
    MarkMade,
    MarksMade,
    Refusal,
    Selector,
    Sent,
    Shape,
    Tapping,
    Telling,
    Tick,
    Ticks,
    WordBoxes,
    Writing,
)

MOST_PLACES = 12
"""Places offered for words that stand in many."""


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
            yield MarksMade(marks, self.language)
        about = _("As they stand in the text, or their address: 2.3 is sentence 3 of paragraph 2.")
        yield Writing("words", _("Words to mark"), self.sent.one("words"), about)
        if (places := self._several()) is not None:
            yield places
        yield Tapping(tuple(self._sentences()), self.language)
        if not self._marks and not self.form.need:
            nothing = self.session.draft == MarkAnswer()
            tick = Tick("nothing", _("There is nothing to mark"), nothing)
            yield Ticks("none", _("If you find nothing"), (tick,), several=True)

    def _made(self, number: int, mark: Mark) -> MarkMade:
        places = self.field.places
        technique = None
        if self.form.techniques:
            label = _("Technique of mark {number}").format(number=number)
            options = options_of(self.form.techniques)
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
        return [*refusals, *self.keep(answer, "words")]

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
