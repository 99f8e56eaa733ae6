"""Options and rows as they are said and typed: a letter or number, an id, or their own words."""

import difflib
from collections.abc import Sequence

from lessons.i18n import _
from lessons.model.form import Option
from lessons.prose import spoken
from lessons.text import comparable, visible

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class NamingError(ValueError):
    """What was typed names nothing, or more than one thing; the message says so to the student."""


def labels(options: Sequence[Option]) -> list[str]:
    """What each option is called: its own number on a scale, else a letter, else (more than 26) a number."""
    if all(option.id.isascii() and option.id.isdigit() for option in options):
        return [option.id for option in options]
    if len(options) <= len(_LETTERS):
        return list(_LETTERS[: len(options)])
    return [str(number) for number in range(1, len(options) + 1)]


def option_lines(options: Sequence[Option]) -> list[str]:
    """One option a line: ``a. The writer``."""
    return [_labelled(label, option, ". ") for label, option in zip(labels(options), options, strict=True)]


def options_in_a_line(options: Sequence[Option]) -> str:
    """All options on one line: ``a, yes; b, no``."""
    pairs = zip(labels(options), options, strict=True)
    return "; ".join(_labelled(label, option, ", ") for label, option in pairs)


def _labelled(label: str, option: Option, between: str) -> str:
    """The label and the text; the text alone where it says its label itself, as the steps of a scale do."""
    text = said(option.text)
    return text if text == label or text.startswith(f"{label}:") else f"{label}{between}{text}"


def said(markdown: str) -> str:
    """A lesson's text on one line, inert."""
    return visible(" ".join(spoken(markdown)))


def said_lines(markdown: str) -> list[str]:
    """A lesson's text, inert: each paragraph and each point of a list on a line of its own."""
    return [visible(words) for words in spoken(markdown) if words] or [""]


def shown(words: str) -> str:
    """Plain words on one line, inert."""
    return visible(" ".join(words.split()))


def ended(text: str) -> str:
    """The text with a full stop, unless it ends in a sign of its own."""
    return (
        text if not text or text.rstrip("\"'\u201d\u2019)")[-1:] in (".", "!", "?", "\u2026") else f"{text}."
    )


def which(typed: str, names: Sequence[str], ids: Sequence[str], texts: Sequence[str]) -> int:
    """The index meant: by its name as shown, id, number, own words or their beginning.

    Raises ``NamingError``.
    """
    wanted = typed.strip().rstrip(".,;:").casefold()
    for known in (names, ids):
        folded = [name.casefold() for name in known]
        if wanted in folded:
            return folded.index(wanted)
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    own = [comparable(said(text)) for text in texts]
    words = comparable(typed)
    for fits in (_equals, str.startswith, str.__contains__):
        found = [index for index, text in enumerate(own) if words and fits(text, words)]
        if len(found) == 1:
            return found[0]
        if found and (fits is not str.__contains__ or len(words) > 3):
            meant = ", ".join(f"{names[index]} ({said(texts[index])})" for index in found[:6])
            raise NamingError(_("'{typed}' could be: {names}.").format(typed=typed[:60], names=meant))
    close = difflib.get_close_matches(words[:100], own, 1) if words else []
    if close:
        index = own.index(close[0])
        hint = _("Did you mean {name}, {text}?").format(name=names[index], text=said(texts[index]))
    else:
        hint = _("There are: {names}.").format(names=", ".join(names[:30]))
    raise NamingError(_("There is no '{typed}'. {hint}").format(typed=typed[:60], hint=hint))


def which_option(typed: str, options: Sequence[Option]) -> Option:
    """The option meant. Raises ``NamingError``."""
    texts = [option.text for option in options]
    return options[which(typed, labels(options), [option.id for option in options], texts)]


def _equals(one: str, other: str) -> bool:
    return one == other
