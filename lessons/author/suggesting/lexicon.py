"""The word lists, read once."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lessons.loading.yaml_source import read_yaml

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
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
def loaded_words() -> tuple[Entry, ...]:
    """The lexicon of words that often carry an attitude."""
    made = []
    for group in _mapping(_mapping(_read("lexicon.yaml"))["groups"]).values():
        fields = _mapping(group)
        for phrase, plain in _mapping(fields["words"]).items():
            made.append(Entry(pattern_of(str(phrase)), str(fields["why"]), str(plain or "")))
    return tuple(made)


@cache
def reporting_verbs() -> dict[str, Verbs]:
    """The verbs by class: ``neutral``, ``vouching``, ``doubting``."""
    made = {}
    for name, group in _mapping(_read("verbs.yaml")).items():
        fields = _mapping(group)
        nouns = fields["often a noun"]
        assert isinstance(nouns, list)
        made[name] = Verbs(str(fields["why"]), _words(fields["forms"]), frozenset(map(str, nouns)))
    return made


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
