"""The searches over one article: loaded words, sourcing, passives, quotation marks that quote nobody."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from lessons.author.suggesting.candidate import TECHNIQUES, Candidate, Sort
from lessons.author.suggesting.sentence import (
    LexiconEntry,
    Sentence,
    loaded_words,
    pattern_of,
    people,
    reporting_verbs,
    sentences,
)
from lessons.model.article import Article
from lessons.model.glossary import Glossary
from lessons.text import fold, primary_language, words_of
from lessons.text.spans import Span

FEWEST = 12
"""Words of a paragraph that ought to have a source."""
_SORTS = {"vouching": Sort.VOUCHING, "doubting": Sort.DOUBTING}
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "gets", "got"])
_NUMBERS = "two three four five six seven eight nine ten eleven twelve dozen hundred"
_COUNTED = frozenset(_NUMBERS.split())
_AFTER = 10
"""Words after a passive in which its agent may stand."""
_PASSIVE = "Nobody is named who did or thought it. Who, and how many?"
_ANONYMOUS = "Who are they, and how many? Nobody is named who could be asked."
_UNSOURCED = "The paragraph names no speaker and no document. Which of its sentences needs a source?"


def verbs(sentence: Sentence) -> Iterator[Candidate]:
    """Reporting verbs that vouch or doubt, outside quotation marks."""
    for index, (word, span) in enumerate(sentence.words):
        for name, kind in reporting_verbs().items():
            if name not in _SORTS or word not in kind.forms or sentence.in_quotation(span):
                continue
            if word in kind.nouns and not _brings_in_words(sentence, index):
                continue
            if index and sentence.words[index - 1][0] in _BE and word != "saying":
                continue  # passive: another question
            yield Candidate(_SORTS[name], span, kind.why, TECHNIQUES[_SORTS[name]])
            break


def _brings_in_words(sentence: Sentence, index: int) -> bool:
    """Whether ``that`` or a quotation follows directly, after ``out`` too."""
    following = [word for word, _ in sentence.words[index + 1 : index + 3]]
    if following[:1] == ["that"] or following == ["out", "that"]:
        return True
    end = sentence.words[index][1].end - sentence.span.start
    return (
        sentence.text[end : end + 3].lstrip(" ,:")[:1] in ('"', "'") and sentence.text[end : end + 1] != "'"
    )


def passives(sentence: Sentence) -> Iterator[Candidate]:
    """A form of ``be``, adverbs, a participle of thinking or treating, and no ``by`` after it."""
    words, lists = sentence.words, people()
    for index, (word, span) in enumerate(words):
        if word not in _BE or sentence.in_quotation(span):
            continue
        last = index + 1
        while last < min(len(words) - 1, index + 4) and _is_adverb(words[last][0]):
            last += 1
        if last >= len(words):
            continue
        adverb = any(one in lists.adverbs for one, _ in words[index + 1 : last])
        participle = words[last][0]
        fits = participle in lists.participles or (adverb and participle.endswith("ed"))
        rest = [one for one, _ in words[last + 1 : last + 1 + _AFTER]]
        if fits and "by" not in rest and participle != "said":
            yield Candidate(
                Sort.PASSIVE, Span(span.start, words[last][1].end), _PASSIVE, TECHNIQUES[Sort.PASSIVE]
            )


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") or word in ("not", "also", "being")


def anonymous(sentence: Sentence) -> Iterator[Candidate]:
    """Plurals of people whom nobody can ask; the commoner ones only near a verb of saying or thinking."""
    words, lists = sentence.words, people()
    for index, (word, span) in enumerate(words):
        if sentence.in_quotation(span) or _is_counted(words, index):
            continue
        before = [one for one, _ in words[max(0, index - 2) : index]]
        after = [one for one, _ in words[index + 1 : index + 6]]
        says = any(one in lists.verbs for one in after[:4]) or before == ["according", "to"]
        plural = word in lists.always or (word in lists.with_verb and says)
        alone = word in lists.some and bool(after) and after[0] in lists.verbs
        if plural or alone:
            start = words[index - 1][1] if plural and before and before[-1] in lists.some else span
            yield Candidate(
                Sort.ANONYMOUS, Span(start.start, span.end), _ANONYMOUS, TECHNIQUES[Sort.ANONYMOUS]
            )


def _is_counted(words: Sequence[tuple[str, Span]], index: int) -> bool:
    before = [word for word, _ in words[max(0, index - 3) : index]]
    return any(word in _COUNTED or word.isdigit() for word in before)


def unsourced(paragraph: Sequence[Sentence]) -> Iterator[Candidate]:
    """A paragraph in which nobody speaks and nothing is quoted; its first sentence stands for it."""
    words = sum(len(sentence.words) for sentence in paragraph)
    if words >= FEWEST and not any(sentence.has_speaker or sentence.quoted for sentence in paragraph):
        first = paragraph[0]
        yield Candidate(
            Sort.UNSOURCED, first.span, _UNSOURCED, TECHNIQUES[Sort.UNSOURCED], about=first.block.span
        )


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


def _phrases(glossary: Glossary) -> Iterator[tuple[str, LexiconEntry]]:
    language = {family.id for family in glossary.families if family.strand == "language"}
    for technique in glossary.techniques:
        if technique.family in language:
            for phrase in _EMPHASISED.findall(technique.example):
                words = fold(phrase).lower().strip(" .,!?\"'")
                if len(words) >= 5:
                    yield technique.id, LexiconEntry(pattern_of(words), _EXAMPLE, "")


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
            yield Candidate(Sort.SCARE, span, _SCARE, TECHNIQUES[Sort.SCARE])


def knows(article: Article) -> bool:
    """Whether the word lists fit the article's language: they are English."""
    return primary_language(article.masthead.language) == "en"


def suggest(article: Article, glossary: Glossary) -> tuple[Candidate, ...]:
    """The candidates of an article in reading order; empty for a language other than English.

    The same words come up twice only as two sorts of candidate.
    """
    if not knows(article):
        return ()
    candidates: list[Candidate] = []
    for sentence in sentences(article, "paragraph"):
        candidates += loaded(sentence)
        candidates += examples(sentence, glossary)
        candidates += verbs(sentence)
        candidates += passives(sentence)
        candidates += anonymous(sentence)
        candidates += scare_quotes(sentence)
    for sentence in sentences(article, "heading"):
        candidates += loaded(sentence)
    for _, paragraph in groupby(sentences(article, "paragraph"), key=lambda sentence: sentence.block.label):
        candidates += unsourced(list(paragraph))
    once = {(one.sort, one.span, one.technique): one for one in candidates}
    return tuple(sorted(once.values(), key=lambda one: (one.span.start, one.span.end, one.sort)))
