"""How things are said and typed: commands by name, options and rows by letter, id or their own words."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.cli.linear.addresses import ADDRESSES
from lessons.i18n import _, once_a_language
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
    name_typed = typed.strip().rstrip(".,;:").casefold()
    for listed in (names, ids):
        folded = [name.casefold() for name in listed]
        if name_typed in folded:
            return folded.index(name_typed)
    if (
        name_typed.isascii()
        and name_typed.isdigit()
        and len(name_typed) < 6
        and 1 <= int(name_typed) <= len(names)
    ):
        return int(name_typed) - 1
    own = [comparable(said(text)) for text in texts]
    words = comparable(typed)
    for fits in (_equals, str.startswith, str.__contains__):
        fitting = [index for index, text in enumerate(own) if words and fits(text, words)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting and (fits is not str.__contains__ or len(words) > 3):
            meant = ", ".join(f"{names[index]} ({said(texts[index])})" for index in fitting[:6])
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


_PLACE = rf"|all|{ADDRESSES.pattern}"


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``argument`` is a pattern that what follows must fit; empty when nothing may follow."""

    id: str
    names: tuple[str, ...]
    argument: str
    usage: str
    help: str

    def fits(self, rest: str) -> bool:
        """Whether what follows the name can belong to the command."""
        return re.fullmatch(self.argument, rest, re.IGNORECASE) is not None


@once_a_language
def commands() -> tuple[Command, ...]:
    """Every command, in the order of the help."""
    return (*_reading(), *_answering(), *_going())


def _reading() -> tuple[Command, ...]:
    return (
        Command("task", ("task", "repeat"), "", "task", _("hear the exercise again")),
        Command(
            "read", ("read",), _PLACE, "read 3", _("read a paragraph; 'read' alone reads the whole text")
        ),
        Command("other", ("other",), _PLACE, "other 3", _("read the other text, where there are two")),
        Command(
            "words",
            ("words",),
            _PLACE,
            "words 2.3",
            _("the words of paragraph 2, sentence 3, with their numbers"),
        ),
        Command(
            "find",
            ("find", "search"),
            ".{0,200}",
            "find warning",
            _("where words stand in the text, whatever their case and accents; '/warning' does the same"),
        ),
    )


def _answering() -> tuple[Command, ...]:
    return (
        Command("show", ("show",), "", "show", _("your answer so far")),
        Command("undo", ("undo",), "", "undo", _("take the last change of your answer back")),
        Command("redo", ("redo",), "", "redo", _("make the change again that you took back")),
        Command("hint", ("hint",), "", "hint", _("the next hint; it costs nothing")),
        Command(
            "sure",
            ("sure",),
            "|[1-3]",
            "sure 2",
            _("say how sure you are: 1 a guess, 2 I think so, 3 sure; never scored"),
        ),
        Command(
            "commit",
            ("commit",),
            "|unsaved",
            "commit",
            _("hand the answer in, and hear what was right and why"),
        ),
    )


def _going() -> tuple[Command, ...]:
    return (
        Command("next", ("next",), "", "next", _("the next exercise; from the end, the next lesson")),
        Command("skip", ("skip",), "", "skip", _("leave this exercise for later")),
        Command("back", ("back",), "", "back", _("the exercise before")),
        Command("goto", ("goto",), "|[0-9]{1,4}", "goto 5", _("exercise 5")),
        Command(
            "again",
            ("again", "retry"),
            "",
            "again",
            _("practise a committed exercise again; at the end, the whole lesson"),
        ),
        Command(
            "explain",
            ("explain",),
            "|[0-9]{1,4}",
            "explain 3",
            _("hear the explanation again; with a number, that of your first answer to exercise 3"),
        ),
        Command(
            "contest",
            ("contest", "dispute"),
            ".{0,2000}",
            "contest 2 because the word is the speaker's",
            _("say that the key is wrong about item 2, and why; 'contest 0 ...' is about the whole exercise"),
        ),
        Command(
            "path",
            ("path",),
            "|short|whole",
            "path short",
            _("only the short path of the lesson, where it has one; 'path whole' for all exercises"),
        ),
        Command("where", ("where",), "", "where", _("where you are, and how far each exercise is")),
        Command(
            "glossary",
            ("glossary",),
            ".{0,60}",
            "glossary slogan",
            _("what a technique is; 'glossary' alone lists all"),
        ),
        Command(
            "finish", ("finish",), "", "finish", _("end the lesson; exercises without an answer count 0")
        ),
        Command("end", ("end", "notes", "summary"), "", "end", _("hear the end of a finished lesson again")),
        Command(
            "hand_in",
            ("hand",),
            "in(?: .{1,1000})?",
            "hand in",
            _(
                "at the end: your answers go to the class you joined, or into a file; 'hand in FOLDER' says where"
            ),
        ),
        Command("lessons", ("lessons",), "", "lessons", _("leave this lesson and choose another")),
        Command("quit", ("quit", "exit", "bye"), "", "quit", _("leave; everything is saved")),
        Command("help", ("help", "?"), "", "help", _("these commands")),
    )


def find(line: str) -> tuple[Command | None, str]:
    """The command a line begins with, and what follows it; ``None`` when it begins with none."""
    if line.startswith("/"):
        line = f"find {line[1:].strip()}"
    word, _space, rest = line.partition(" ")
    for command in commands():
        if word.lower() in command.names:
            return command, rest.strip()
    return None, line


def near(word: str, others: list[str]) -> str:
    """The command that a mistyped word comes near, among all and ``others``; empty for none."""
    names = [name for command in commands() for name in command.names] + others
    close = difflib.get_close_matches(word.lower()[:40], names, 1, 0.7)
    return close[0] if close else ""
