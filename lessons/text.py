"""Placeholder replaced by the loading slice."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SpanTable:
    """Sorted spans in two arrays."""

    starts: "array[int]"
    ends: "array[int]"


def words_of(text: str) -> SpanTable:
    """Words."""
    raise NotImplementedError


def sentences_of(text: str, blocks: Sequence[tuple[int, int]]) -> SpanTable:
    """Sentences."""
    raise NotImplementedError
