"""``again``: fresh sentences for review, kept with the item of a key whose technique they train.

A sentence either holds one phrase of that technique, or nothing to find, so that review trains false alarms too.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from lessons.anchoring.places import Places, found, places_of, squeeze
from lessons.kinds.base import Bench
from lessons.kinds.item import Again
from lessons.kinds.units import Unit, Units, units_of
from lessons.loading.document import Trail
from lessons.model.article import Article, Block, Masthead
from lessons.model.fields import Fields, Flag, Question, Role, TechniqueId
from lessons.text import normalise
from lessons.text.spans import Span

MOST = Fraction(1, 2)
"""With a larger share of the sentence in the quote there is too little to tell it from."""


class AgainFields(Fields):
    """A fresh sentence in key.yaml."""

    sentence: Annotated[Question, Field(max_length=600)]
    """One sentence or two of your own, about something else than the article."""
    quote: Question | None = None
    """The words to find, exactly as in the sentence; they stand there once."""
    nothing: Flag = False
    """Instead of ``quote``: nothing is to be found here, and marking nothing is right."""
    technique: TechniqueId | None = None
    """The technique of these words; left out, it is the item's own."""
    plain: Annotated[str, Role.EXPLANATION] = ""
    """Plainer words for them, shown after the answer."""
    why: Annotated[str, Role.EXPLANATION] = ""
    """Why these words count, or why the sentence is plain; shown after the answer."""


AgainField = Annotated[tuple[AgainFields, ...], Field(strict=False, max_length=20)]
"""Fresh sentences for review."""


def sentence_article(sentence: str, language: str) -> Article:
    """A sentence as an article of one paragraph, so that its words can be marked."""
    block = Block("1", "paragraph", Span(0, len(sentence)))
    return Article(Masthead("", language=language), sentence, (block,))


def sentence_units(article: Article, unit: Unit = "word") -> Units:
    """The words, or characters, of such an article."""
    return units_of(article, [block.span for block in article.blocks], unit)


def bind_again(
    bench: Bench,
    fields: Sequence[AgainFields],
    at: Trail,
    technique: str | None,
    *,
    unit: Unit = "word",
) -> tuple[Again, ...]:
    """The fresh sentences of one item; faults go to the bench.

    ``at`` is the item's place, ``technique`` its own.
    """
    sentences = [
        _bound(bench, one, (*at, "again", index), technique, unit) for index, one in enumerate(fields)
    ]
    return tuple(one for one in sentences if one is not None)


def _bound(bench: Bench, field: AgainFields, at: Trail, technique: str | None, unit: Unit) -> Again | None:
    if field.technique is not None:
        bench.technique(field.technique, (*at, "technique"))
    sentence = " ".join(normalise(field.sentence).split())
    _fresh(bench, sentence, at)
    if (field.quote is None) != field.nothing:
        said = "neither quote: nor nothing: true" if field.quote is None else "quote: and nothing: true"
        bench.fault("K614", at, said, "one of the two", "name the words to find, or write nothing: true")
        return None
    if field.quote is None:
        if field.technique is not None or field.plain:
            expected, fix = "only a why", "remove technique: and plain:, or write quote:"
            bench.fault("K614", at, "words for a sentence with nothing to find", expected, fix)
        return Again(sentence, None, technique, why=field.why)
    span = _place(bench, sentence, field.quote, at, unit)
    return span and Again(sentence, span, field.technique or technique, field.plain, field.why)


def _place(bench: Bench, sentence: str, quote: str, at: Trail, unit: Unit) -> Span | None:
    """Where the quote stands in its sentence; a fault when that is not one place of whole words."""
    whole = Span(0, len(sentence))
    places = found(Places(sentence), quote, [whole], ("", ""), 2) if squeeze(quote) else []
    if len(places) != 1:
        what = "does not stand in its sentence" if not places else "stands in its sentence more than once"
        expected, fix = "words that stand in the sentence once", "copy the words from the sentence"
        bench.fault("K613", (*at, "quote"), f"{quote!r} {what}", expected, fix)
        return None
    units = sentence_units(sentence_article(sentence, bench.article.masthead.language), unit)
    words = units.marked(places)
    if not words:
        fix = "name whole words"
        bench.fault("K602", (*at, "quote"), "the quote holds no whole word", "at least one word", fix)
        return None
    if words.bit_count() > MOST * len(units):
        expected, fix = "at most half of the words", "quote less, or write a longer sentence"
        bench.warn("K615", (*at, "quote"), "the quote is most of its sentence", expected, fix)
    return places[0]


def _fresh(bench: Bench, sentence: str, at: Trail) -> None:
    """Warn of a sentence that the student has read already."""
    for article in (bench.article, bench.beside):
        if article is not None and squeeze(sentence) in places_of(article.text).squeezed:
            expected, fix = "a sentence of your own", "write another one"
            bench.warn("K615", (*at, "sentence"), "a sentence of the article", expected, fix)
            return
