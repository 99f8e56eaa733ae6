"""A sentence as the searches see it: its words, its quotations, who speaks; and the word lists, read once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from lessons.loading.yaml_source import read_yaml
from lessons.model.article import Article, Block
from lessons.text import fold
from lessons.text.spans import Span

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class LexiconEntry:
    """A word or phrase of the lexicon: a pattern for folded text, its question and a plainer word."""

    pattern: str
    why: str
    plain: str


@dataclass(frozen=True)
class Verbs:
    """Reporting verbs of one class, in lower case."""

    why: str
    forms: frozenset[str]
    nouns: frozenset[str]
    """Those of the forms that are often something else."""


@dataclass(frozen=True)
class People:
    """Who speaks without a name, and how a sentence hides its subject; in lower case."""

    always: frozenset[str]
    with_verb: frozenset[str]
    some: frozenset[str]
    verbs: frozenset[str]
    participles: frozenset[str]
    adverbs: frozenset[str]


def pattern_of(phrase: str) -> str:
    """A pattern for a phrase in which ``word*`` stands for every word with that beginning."""
    parts = [
        re.escape(word.removesuffix("*")) + (r"[\w'-]*" if word.endswith("*") else "")
        for word in phrase.split()
    ]
    return r"(?<![\w-])" + r"\s+".join(parts) + r"(?![\w-])"


@cache
def loaded_words() -> tuple[LexiconEntry, ...]:
    """The lexicon of words that often carry an attitude."""
    entries = []
    for group in _mapping(_mapping(_read("lexicon.yaml"))["groups"]).values():
        fields = _mapping(group)
        for phrase, plain in _mapping(fields["words"]).items():
            entries.append(LexiconEntry(pattern_of(str(phrase)), str(fields["why"]), str(plain or "")))
    return tuple(entries)


@cache
def reporting_verbs() -> dict[str, Verbs]:
    """The verbs by class: ``neutral``, ``vouching``, ``doubting``."""
    verbs = {}
    for name, group in _mapping(_read("verbs.yaml")).items():
        fields = _mapping(group)
        nouns = fields["often a noun"]
        assert isinstance(nouns, list)
        verbs[name] = Verbs(str(fields["why"]), _words(fields["forms"]), frozenset(map(str, nouns)))
    return verbs


@cache
def people() -> People:
    """Anonymous plurals and the words round them."""
    fields = _mapping(_read("people.yaml"))
    some = fields["some"]
    assert isinstance(some, list)
    return People(
        _words(fields["always"]),
        _words(fields["with a verb"]),
        frozenset(map(str, some)),
        _words(fields["verbs"]),
        _words(fields["participles"]),
        _words(fields["adverbs"]),
    )


def _read(name: str) -> object:
    return read_yaml(_FOLDER / name).value


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)  # a shipped file, read by a test
    return value


def _words(value: object) -> frozenset[str]:
    return frozenset(str(value).split())


_QUOTED = re.compile(
    "\u201c[^\u201c\u201d\n]{1,600}\u201d"
    '|"[^"\n]{1,600}"'
    "|(?<![^\\s(\u2014-])[\u2018'](?=\\S)[^\u2018\u2019'\n]{1,300}[\u2019'](?!\\w)"
)
_ATTRIBUTED = re.compile(
    r"according to|in (?:his|her|their) (?:view|words|opinion)|as (?:he|she|they) (?:sees?|puts?|tells?)"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a block."""

    article: Article
    block: Block
    span: Span

    @cached_property
    def text(self) -> str:
        """The sentence with straight quotation marks and plain dashes, as long as before."""
        return fold(self.article.text[self.span.start : self.span.end])

    @cached_property
    def words(self) -> list[tuple[str, Span]]:
        """The words in lower case with their places in the article."""
        spans = (self.article.words[index] for index in self.article.words.between(*self.span))
        text = self.article.text
        return [(fold(text[start:end]).lower(), Span(start, end)) for start, end in spans]

    @cached_property
    def quoted(self) -> list[Span]:
        """What stands in quotation marks, marks included; spans of the article."""
        text = self.article.text[self.span.start : self.span.end]
        return [Span(self.span.start + m.start(), self.span.start + m.end()) for m in _QUOTED.finditer(text)]

    def in_quotation(self, span: Span) -> bool:
        """Whether the words stand inside quotation marks."""
        return any(one.start <= span.start and span.end <= one.end for one in self.quoted)

    @cached_property
    def has_speaker(self) -> bool:
        """Whether somebody speaks in the sentence: a reporting verb, or ``according to``."""
        if _ATTRIBUTED.search(self.text.lower()):
            return True
        verbs = reporting_verbs().values()
        return any(
            (word in kind.forms and word not in kind.nouns) or word in _OTHER_VERBS
            for kind in verbs
            for word, span in self.words
            if not self.in_quotation(span)
        )


_OTHER = """
    called calls calling described describes argued argues suggested suggests accused accuses dismissed dismisses
    branded labelled labeled termed quoted thinks thought believes believed praised criticised criticized promised
    vowed demanded proposed remarked characterized characterised
"""
_OTHER_VERBS = frozenset(_OTHER.split())
"""Verbs that show a speaker and belong to no class of the list."""


def sentences(article: Article, *roles: str) -> Iterator[Sentence]:
    """The sentences of the blocks with these roles, in reading order."""
    for block in article.blocks:
        if block.role in roles:
            for index in article.sentences.between(*block.span):
                yield Sentence(article, block, article.sentences[index])
