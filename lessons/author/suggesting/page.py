"""Quotation marks that quote nobody."""

from collections.abc import Iterator

from lessons.author.suggesting.candidate import TECHNIQUES, Candidate, Sort
from lessons.author.suggesting.sentence import Sentence
from lessons.model.span import Span
from lessons.text import words_of

FEW = 4
"""Most words in marks that may be scare quotes."""
_SCARE = 'The sentence names nobody who said this. Do the marks quote, or do they say "so-called"?'


def scare_quotes(sentence: Sentence) -> Iterator[Candidate]:
    """A few words in quotation marks in a sentence in which nobody speaks."""
    if sentence.has_speaker:
        return
    for span in sentence.quoted:
        inner = sentence.article.text[span.start + 1 : span.end - 1]
        if 1 <= len(words_of(inner)) <= FEW and inner[-1:] not in ".,!?":
            yield Candidate(Sort.SCARE, Span(*span), _SCARE, TECHNIQUES[Sort.SCARE])
