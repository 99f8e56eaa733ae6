"""One candidate, and the classes there are."""

from dataclasses import dataclass
from enum import StrEnum

from lessons.model.span import Span


class Sort(StrEnum):
    """What a candidate may be."""

    LOADED = "loaded-word"
    EXAMPLE = "glossary-example"
    VOUCHING = "vouching-verb"
    DOUBTING = "doubting-verb"
    PASSIVE = "agentless-passive"
    ANONYMOUS = "anonymous-plural"
    SCARE = "scare-quotes"
    UNSOURCED = "unsourced-paragraph"


TECHNIQUES = {
    Sort.LOADED: "loaded-language",
    Sort.VOUCHING: "vouching-verb",
    Sort.DOUBTING: "doubting-verb",
    Sort.PASSIVE: "agentless-passive",
    Sort.ANONYMOUS: "anonymous-plural",
    Sort.SCARE: "scare-quotes",
    Sort.UNSOURCED: "unsourced-claim",
}
"""The technique of the shipped glossary that each sort looks for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place to look at."""

    sort: Sort
    span: Span
    """The words: code points of the article's text, end exclusive."""
    why: str
    technique: str
    """An id; it need not be in the glossary of the course."""
    plain: str = ""
    """A plainer word, where there is one."""
    about: Span | None = None
    """The stretch it speaks of, when that is more than its words: the paragraph that begins with them."""
