"""A candidate, the classes of them, and candidates as commented-out annotations at the end of key.yaml."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from lessons.anchoring.describe import Described, describe
from lessons.anchoring.quote import locate
from lessons.author.quotable import fields_of
from lessons.author.templates import scalar
from lessons.loading.yaml_edit import YamlText, open_yaml
from lessons.model.article import Article
from lessons.model.glossary import Glossary
from lessons.text import SKIPPABLE
from lessons.text.spans import Span


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


HEAD = (
    "# Candidates found by closeread suggest; nothing here counts. To take one over, put it under {list}: and take\n"
    "# the # before each of its lines away, then write the why for your students. Delete the rest when you are done.\n"
)
FOUND = HEAD.partition(";")[0]
"""How the lines begin above the candidates."""
_WHY = re.compile(r"#     why: .*")


def anchor_of(article: Article, span: Span) -> Described | None:
    """The shortest anchor that leads back to the span, on one line where that does; ``None`` when there is none.

    Invisible characters at its ends are left out: no quote ends with them.
    """
    words = article.text[span.start : span.end]
    unseen = SKIPPABLE + " \n"
    span = Span(span.end - len(words.lstrip(unseen)), span.start + len(words.rstrip(unseen)))
    described = describe(article, span)
    if locate(article, described).spans != (span,):
        return None
    one_line = replace(described, quote=" ".join(described.quote.split()))
    return one_line if locate(article, one_line).spans == (span,) else described


def anchor_fields(article: Article, span: Span) -> dict[str, str]:
    """The fields of the shortest anchor that leads back to the span, as YAML; empty when there is none."""
    described = anchor_of(article, span)
    return fields_of(described) if described is not None else {}


def as_comment(article: Article, candidate: Candidate, glossary: Glossary, word: str = "quote") -> str:
    """Lines of a note, commented out; ``word`` begins it. Empty when the place cannot be anchored."""
    fields = anchor_fields(article, candidate.span)
    if not fields:
        return ""
    if glossary.technique(candidate.technique) is not None:
        fields["technique"] = candidate.technique
    if candidate.plain:
        fields["plain"] = scalar(candidate.plain, flow=True)
    fields["why"] = scalar(candidate.why, flow=True)
    (quote, *others) = fields.items()
    return "\n".join([f"#   - {word}: {quote[1]}", *(f"#     {name}: {value}" for name, value in others)])


class KeyTroubleError(Exception):
    """key.yaml cannot be added to; the message says why and what to do."""


def with_comments(path: Path, candidates: Sequence[str], listed: str = "annotations") -> tuple[str, int]:
    """The text of a file with the candidates at its end, and how many of them were not there yet.

    ``listed`` is the list of the file that they may be put under.

    Every line of what is added is a comment, and what the file says stays the same. Raises ``KeyTroubleError``.
    """
    file = open_yaml(path)
    if file is None:
        raise KeyTroubleError(f"{path.name} cannot be read, or its line ends are of several sorts")
    if file.document.broken:
        raise KeyTroubleError(f"{path.name} has an error in it; closeread check {path.parent} shows it")
    present = _without_why(file.text)
    fresh = [one for one in dict.fromkeys(filter(None, candidates)) if _without_why(one) not in present]
    if not fresh:
        return file.written(), 0
    text = file.text if file.text.endswith("\n") or not file.text else f"{file.text}\n"
    head = "" if FOUND in text else HEAD.format(list=listed)
    for gap in ("\n" if head else "", ""):  # a text that keeps its last blank lines would take one more
        added = "\n".join(fresh)
        changed = YamlText(file.path, f"{text}{gap}{head}{added}\n", file.line_end, file.bom)
        if not changed.document.broken and changed.document.value == file.document.value:
            return changed.written(), len(fresh)
    raise KeyTroubleError(
        f"nothing can be added to the end of {path.name}; put another field after its last text"
    )


def _without_why(text: str) -> str:
    """The lines, each with its end, without what is to be written anew."""
    return "".join(f"{line.strip()}\n" for line in text.split("\n") if not _WHY.fullmatch(line.strip()))
