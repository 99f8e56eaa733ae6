"""Characters: what may reach a screen, what a word and a sentence are, and how texts are compared.

Standard library only, and cheap to import. All offsets are code points, end exclusive.
"""

from lessons.text.characters import character_name, forbidden, normalise, unbroken, visible
from lessons.text.comparing import SKIPPABLE, comparable, fold
from lessons.text.language_tag import is_language_tag, primary_language, quotation_marks, runs_right_to_left
from lessons.text.sentences import sentences_of
from lessons.text.spans import SpanTable
from lessons.text.words import words_of

__all__ = [
    "SKIPPABLE",
    "SpanTable",
    "character_name",
    "comparable",
    "fold",
    "forbidden",
    "is_language_tag",
    "normalise",
    "primary_language",
    "quotation_marks",
    "runs_right_to_left",
    "sentences_of",
    "unbroken",
    "visible",
    "words_of",
]
