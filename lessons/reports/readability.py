"""How hard the prompts and feedback of a lesson are to read, and which sentences are long.

The grade is the Flesch-Kincaid grade level: 0.39 * words / sentences + 11.8 * syllables / words - 15.59 (Kincaid,
Fishburne, Rogers and Chissom, 1975). It is made for English; for other languages only the sentence lengths count.
Syllables are counted as groups of vowels, so the grade is an estimate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lessons.i18n import _
from lessons.lesson.opening import lesson_files
from lessons.loading.document import Trail, Value
from lessons.model.problem import Place
from lessons.prose import prose
from lessons.text import sentences_of, words_of

LONG = 25
"""Words in a sentence above which it is listed."""
FIELDS = frozenset({"prompt", "hints", "worked", "rules", "why", "wrong", "otherwise", "low", "high"})
"""Fields whose texts a student reads as instruction or feedback."""


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence of more than ``LONG`` words, and the text it stands in."""

    place: Place
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class Readability:
    """The figures of one lesson."""

    lesson: str
    sentences: int
    words: int
    syllables: int
    long: tuple[LongSentence, ...]

    @property
    def length(self) -> float:
        """Mean words per sentence."""
        return self.words / max(1, self.sentences)

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade level: years of school in the United States."""
        return 0.39 * self.length + 11.8 * self.syllables / max(1, self.words) - 15.59


def reading_of(folder: Path) -> Readability:
    """The figures of one lesson folder; files that cannot be read count as empty."""
    sentences = words = syllables = 0
    long: list[LongSentence] = []
    for document in lesson_files(folder):
        for trail, text in _texts(document.value, (), reading=False):
            for sentence in _sentences(text):
                spoken = [sentence[start:end] for start, end in words_of(sentence)]
                sentences += 1
                words += len(spoken)
                syllables += sum(map(syllables_of, spoken))
                if len(spoken) > LONG:
                    long.append(LongSentence(document.place(trail), len(spoken), sentence))
    return Readability(folder.resolve().name, sentences, words, syllables, tuple(long))


def syllables_of(word: str) -> int:
    """Groups of vowels, at least one; a silent final e is not counted."""
    groups = len(re.findall(r"[aeiouyäöüáéíóúàèùâêîôû]+", word.lower()))
    return max(1, groups - (groups > 1 and bool(re.search(r"[^aeiouyl]e$", word.lower()))))


def _texts(value: Value, trail: Trail, *, reading: bool) -> Iterator[tuple[Trail, str]]:
    """Every text under one of the fields, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*trail, key), reading=reading or key in FIELDS)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*trail, index), reading=reading)
    elif isinstance(value, str) and reading:
        yield trail, value


def _sentences(text: str) -> Iterator[str]:
    for block in prose(text):
        words = "".join(run.text for run in block.runs)
        for start, end in sentences_of(words, [(0, len(words))]):
            yield words[start:end].strip()


def as_text(readings: list[Readability]) -> str:
    """One line a lesson, then the long sentences with their places."""
    width = max(len(reading.lesson) for reading in readings)
    lines = [
        " " * width + "".join(f"  {head:>9}" for head in (_("words"), _("per sent."), _("grade"), _("long")))
    ]
    for reading in readings:
        figures = (
            str(reading.words),
            f"{reading.length:.1f}",
            f"{reading.grade:.1f}",
            str(len(reading.long)),
        )
        lines.append(f"{reading.lesson:{width}}" + "".join(f"  {figure:>9}" for figure in figures))
    for reading in readings:
        lines += [
            f"{sentence.place}: {sentence.words} {_('words')}: {sentence.text}" for sentence in reading.long
        ]
    return "\n".join(lines)
