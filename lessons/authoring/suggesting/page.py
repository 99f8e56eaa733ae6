"""Quotation marks that quote nobody, and headlines that claim something nobody says."""

import re
from collections.abc import Iterator

from lessons.authoring.suggesting.candidate import TECHNIQUES, Candidate, Sort
from lessons.authoring.suggesting.sentence import Sentence
from lessons.model.span import Span
from lessons.text import words_of

FEW = 4
"""Most words in marks that may be scare quotes."""
FEWEST = 4
"""Words of a heading that may be a claim."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|won't|can|can't|cannot|could|must|should|would|may|might|does|doesn't|do|don't"
    r"|says|[a-z]{3,}s|[a-z]{3,}ed)\b"
)
_SCARE = 'The sentence names nobody who said this. Do the marks quote, or do they say "so-called"?'
_HEADLINE = "The headline claims this in its own voice. Who says it, and does the text below show it?"


def scare_quotes(sentence: Sentence) -> Iterator[Candidate]:
    """A few words in quotation marks in a sentence in which nobody speaks."""
    if sentence.has_speaker:
        return
    for span in sentence.quoted:
        inner = sentence.article.text[span.start + 1 : span.end - 1]
        if 1 <= len(words_of(inner)) <= FEW and inner[-1:] not in ".,!?":
            yield Candidate(Sort.SCARE, Span(*span), _SCARE, TECHNIQUES[Sort.SCARE])


def headline(sentence: Sentence) -> Iterator[Candidate]:
    """A heading with a verb in it and no speaker; questions and quotations are not claims."""
    text = sentence.text
    if len(sentence.words) < FEWEST or text.endswith("?") or sentence.has_speaker:
        return
    if any(span.end - span.start > (sentence.span.end - sentence.span.start) / 2 for span in sentence.quoted):
        return
    verb = any(_FINITE.fullmatch(word) for word, _ in sentence.words[1:])
    if sentence.block.level == 1 or verb:
        yield Candidate(Sort.HEADLINE, sentence.span, _HEADLINE, TECHNIQUES[Sort.HEADLINE])
