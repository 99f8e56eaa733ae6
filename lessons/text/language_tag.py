"""Language tags by BCP 47 (RFC 5646), the quotation marks of languages, and texts that run from right to left."""

import re
import unicodedata

_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}"  # language, extended language; no language has a longer subtag today
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"  # script, region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"  # private use
)


def is_language_tag(text: str) -> bool:
    """Whether a text is a well-formed tag such as ``en``, ``pt-BR`` or ``zh-Hant-TW``; ``_`` counts as ``-``."""
    return _TAG.fullmatch(text.lower().replace("_", "-")) is not None


def primary_language(tag: str) -> str:
    """The first subtag in lower case: ``"de"`` for ``"de-AT"`` and ``"de_AT"``; ``"ces"`` stays ``"ces"``."""
    return tag.lower().replace("_", "-").partition("-")[0]


def runs_right_to_left(text: str) -> bool:
    """Whether a paragraph of a text is written from right to left: most of its letters belong to such a script."""
    return any(_right_to_left(paragraph) for paragraph in text.split("\n"))


def _right_to_left(paragraph: str) -> bool:
    if paragraph.isascii():
        return False
    classes = [unicodedata.bidirectional(character) for character in paragraph]
    return sum(one in ("R", "AL") for one in classes) > classes.count("L")


_MARKS = {
    "\u201e\u201c": "de cs sk sl hr bg is lt et sr mk",
    "\u201e\u201d": "pl ro hu",
    "\u00ab\u00bb": "es it pt ru uk be el ca hy fa ar",
    "\u00ab\u202f\u202f\u00bb": "fr",
    "\u201d\u201d": "sv fi",
    "\u300c\u300d": "ja",
}
_MARKS_OF = {language: marks for marks, languages in _MARKS.items() for language in languages.split()}
"""After the delimiters that Unicode CLDR gives for each language, the most common form of each."""


def quotation_marks(tag: str) -> tuple[str, str]:
    """What opens and what closes a quotation in a language; the English marks where it is not listed."""
    marks = _MARKS_OF.get(primary_language(tag), "\u201c\u201d")
    return marks[: len(marks) // 2], marks[len(marks) // 2 :]
