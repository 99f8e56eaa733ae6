"""Numbers, lists and lesson texts as they stand in verdicts."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from lessons.i18n import _
from lessons.model.result import Verdict, percent
from lessons.text import quotation_marks

_SPECIAL = re.compile(r"[*_`\[\]<>&\\#|~!\n]|^\s|^[-+]\s|^\d{1,9}[.)]")
"""Characters and beginnings that can mean something in Markdown."""
_OPENERS = "\"'\u201c\u2018\u00ab\u201e\u201d\u300c\u300e"


def number(value: Fraction) -> str:
    """An exact number as people write it: ``3``, ``1/2``, ``2 1/3``."""
    whole, rest = divmod(abs(value), 1)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"


def ending(said: str, score: Fraction) -> str:
    """What is said of an answer, ended in the score as the screen shows it.

    A sum goes on (``"2 of 3 = 67 of 100."``), other words are told what they earn (``"That is 0 of 100."``).
    """
    if said[-1:].isdigit() or said.endswith(")"):
        return _("{sum} = {score} of 100.").format(sum=said, score=percent(score))
    return _("{said} That is {score} of 100.").format(
        said=said if said.endswith(".") else f"{said}.", score=percent(score)
    )


def about_guessing() -> str:
    """What the number beside a score is, for students: said where it stands first, and in the help."""
    return _(
        "A blind guess is what answers given without reading get on average. "
        "What you have above it comes from your reading."
    )


def fair_word(score: Fraction) -> str:
    """What is said to those who scored nothing; empty for all others."""
    return "" if score else _("Not this time. See below what to look for; it gets easier with practice.")


def either(texts: Iterable[str]) -> str:
    """``"a"``, ``"a or b"``, ``"a, b or c"``."""
    items = list(texts)
    if len(items) < 2:
        return "".join(items)
    return _("{several} or {last}").format(several=", ".join(items[:-1]), last=items[-1])


def plain_line(text: str) -> str:
    """A lesson's Markdown text as plain words on one line; what verdicts hold."""
    if not _SPECIAL.search(text):
        return text.strip()
    from lessons.prose import one_line

    return one_line(text)


def quoted(words: str, language: str) -> str:
    """An article's words as Markdown: in the marks of its language, on one line, nothing in them means anything."""
    opening, closing = quotation_marks(language)
    return escaped(words) if words.lstrip()[:1] in _OPENERS else f"{opening}{escaped(words)}{closing}"


def escaped(words: str) -> str:
    """Plain words as Markdown on one line in which nothing means anything."""
    flat = re.sub(r"([\\`*_\[\]<>&#!|~])", r"\\\1", " ".join(words.split()))
    return re.sub(r"^([-+]|\d{1,9}(?=[.)]))", _escape_start, flat)


def _escape_start(match: re.Match[str]) -> str:
    """A beginning that would open a list: the sign is escaped, or the point after the number."""
    return f"\\{match[0]}" if match[0] in "-+" else f"{match[0]}\\"


def paragraphs(texts: Sequence[str]) -> str:
    """Markdown texts one after another, without repetitions and empty ones."""
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def verdict_name(verdict: Verdict, marks: bool) -> str:
    """The verdict in words; on marks a wrong one is a false alarm."""
    if marks and verdict is Verdict.WRONG:
        return _("false alarm")
    if marks and verdict is Verdict.RIGHT:
        return _("found")
    return {
        Verdict.RIGHT: _("right"),
        Verdict.PARTLY: _("partly"),
        Verdict.MISSED: _("missed"),
        Verdict.WRONG: _("wrong"),
        Verdict.TRAP: _("trap"),
        Verdict.DEBATABLE: _("debatable"),
        Verdict.LEFT: _("rightly left"),
    }[verdict]
