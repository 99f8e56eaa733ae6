"""Loaded words, and the phrases that the glossary gives as examples."""

import re
from collections.abc import Iterator
from functools import cache

from lessons.author.suggesting.candidate import TECHNIQUES, Candidate, Sort
from lessons.author.suggesting.lexicon import Entry, loaded_words, pattern_of
from lessons.author.suggesting.sentence import Sentence
from lessons.model.glossary import Glossary
from lessons.model.span import Span
from lessons.text import fold

_EMPHASISED = re.compile(r"\*([^*\n]{4,60})\*")
_EXAMPLE = "The glossary gives these words as an example of this technique. Do they do the same here?"


def loaded(sentence: Sentence) -> Iterator[Candidate]:
    """Words of the lexicon outside quotation marks, where they are the writer's."""
    text = sentence.text.lower()
    for match in _any_word().finditer(text):
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        entry = loaded_words()[int((match.lastgroup or "w0")[1:])]
        if not sentence.in_quotation(span):
            yield Candidate(Sort.LOADED, span, entry.why, TECHNIQUES[Sort.LOADED], entry.plain)


@cache
def _any_word() -> re.Pattern[str]:
    """All entries in one pattern, the longest phrases first."""
    numbered = sorted(enumerate(loaded_words()), key=lambda pair: -len(pair[1].pattern.split(r"\s+")))
    return re.compile("|".join(f"(?P<w{number}>{entry.pattern})" for number, entry in numbered))


def examples(sentence: Sentence, glossary: Glossary) -> Iterator[Candidate]:
    """Phrases that stand as examples in the glossary's techniques of language."""
    text = sentence.text.lower()
    for technique, entry in _phrases(glossary):
        for match in re.finditer(entry.pattern, text):
            span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
            if not sentence.in_quotation(span):
                yield Candidate(Sort.EXAMPLE, span, entry.why, technique, entry.plain)


def _phrases(glossary: Glossary) -> Iterator[tuple[str, Entry]]:
    language = {family.id for family in glossary.families if family.strand == "language"}
    for technique in glossary.techniques:
        if technique.family in language:
            for phrase in _EMPHASISED.findall(technique.example):
                words = fold(phrase).lower().strip(" .,!?\"'")
                if len(words) >= 5:
                    yield technique.id, Entry(pattern_of(words), _EXAMPLE, "")
