"""Texts and lists that nobody needs to write: the usual questions of each kind, and lists that many exercises share.

One file a language, ``presets-en.yaml``; where there is none for the language of an article, English serves. A course
may have a ``presets.yaml`` of its own, whose entries win.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lessons.loading.catalogue import is_file
from lessons.loading.document import Value, mapping_of
from lessons.loading.validation import validate
from lessons.loading.yaml_source import read_yaml
from lessons.model.fields import Fields, Identifier, Integer, Text
from lessons.model.problem import Problem
from lessons.text import primary_language

PRESETS_FILE = "presets.yaml"
"""The presets of a course."""
_HERE = Path(__file__).parent

Texts = dict[str, Text]
Named = dict[str, dict[Identifier, dict[str, object]]]


class PresetsFile(Fields):
    """presets.yaml."""

    format: Integer = 1
    """The version of the file format."""
    prompts: Texts = Field(default_factory=dict)
    """The usual question of each kind."""
    why: Texts = Field(default_factory=dict)
    """What is said after every answer, where a kind has something usual to say."""
    otherwise: Texts = Field(default_factory=dict)
    """What is said of other words that are marked."""
    comments: Texts = Field(default_factory=dict)
    """Words that a comment in a document may begin with, and the English word or the technique that each stands for."""
    lists: Annotated[Named, Field()] = Field(default_factory=dict)
    """Whole lists by the field they may stand in, each under a name."""
    entries: Annotated[Named, Field()] = Field(default_factory=dict)
    """Entries by the list they may stand in, each under the id it has there."""


@dataclass(frozen=True)
class Presets:
    """The presets of a language, with those of a course before them."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def text(self, sort: str, name: str) -> str:
        """The usual text of a sort for what is called so; empty where there is none."""
        return self.texts.get(sort, {}).get(name, "")

    def names(self, group: str) -> list[str]:
        """What may stand in the place of a list."""
        return [*self.lists.get(group, {})]

    def list(self, group: str, name: str) -> Value:
        """The list of that name for a field; ``None`` where there is none."""
        return self.lists.get(group, {}).get(name)

    def has_entry(self, group: str, name: str) -> bool:
        """Whether there is such an entry for the list."""
        return name in self.entries.get(group, {})

    def entry(self, group: str, name: str) -> Value:
        """The entry of that name for a list; ``None`` where there is none."""
        return self.entries.get(group, {}).get(name)


def read_presets(course: Path, language: str) -> tuple[Presets, tuple[Problem, ...]]:
    """The presets for an article in a language, and every problem of the course's own file. Never raises."""
    usual = _usual(primary_language(language))
    own = course / PRESETS_FILE
    if not is_file(own):
        return usual, ()
    document = read_yaml(own)
    if document.value is None:
        return usual, document.problems
    read = validate(PresetsFile, document.value, document)
    if isinstance(read, list):
        return usual, (*document.problems, *read)
    return _joined(usual, _presets(document.value)), document.problems


@cache
def _usual(language: str) -> Presets:
    english = _presets(read_yaml(_HERE / "presets-en.yaml").value)
    path = _HERE / f"presets-{language}.yaml"
    if language == "en" or not path.is_file():
        return english
    return _joined(english, _presets(read_yaml(path).value))


def _presets(value: Value) -> Presets:
    texts = {
        sort: {name: str(text).strip() for name, text in mapping_of(mapping_of(value).get(sort)).items()}
        for sort in ("prompts", "why", "otherwise", "comments")
    }
    lists, entries = (
        {group: mapping_of(named) for group, named in mapping_of(mapping_of(value).get(sort)).items()}
        for sort in ("lists", "entries")
    )
    return Presets(texts, lists, entries)


def _joined(first: Presets, then: Presets) -> Presets:
    """Both, the later before the earlier."""
    texts = {sort: {**named, **then.texts.get(sort, {})} for sort, named in first.texts.items()}
    lists, entries = (
        {group: {**one.get(group, {}), **other.get(group, {})} for group in (*one, *other)}
        for one, other in ((first.lists, then.lists), (first.entries, then.entries))
    )
    return Presets(texts, lists, entries)
