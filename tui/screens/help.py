"""Every key, from the table of actions: first those that work where the student is, then the others."""

from typing import ClassVar, get_args

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.context import OWN_MACHINE, Power, Powers
from lessons.i18n import _
from lessons.kinds.wording import about_guessing
from tui.action import (
    CLASS_PLACES,
    PLACES,
    PREVIEW_PLACES,
    WRITE_PLACES,
    Action,
    KeyPlace,
    key_names,
    place_name,
)
from tui.actions import AtHand, all_keys, bindings, table
from tui.layout import FittedScreen
from tui.safe_text import plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs


def signs() -> tuple[tuple[str, str, str], ...]:
    """Each sign before a verdict, its colour, and what it means."""
    return (
        ("+", "right", _("right, or found")),
        ("/", "partly", _("partly right")),
        ("o", "missed", _("missed")),
        ("x", "wrong", _("not right, or a false alarm")),
        ("!", "trap", _("a trap: it looks like a finding and is none")),
        ("~", "debatable", _("debatable: it costs nothing and earns nothing")),
        ("-", "left", _("a wrong option that you rightly left alone")),
    )


class HelpScreen(FittedScreen[None]):
    """The keys at hand, how a lesson goes, signs, and the keys of other places."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, at_hand: AtHand, powers: Powers = OWN_MACHINE) -> None:
        super().__init__(id="help")
        self.at_hand = at_hand
        self.closed = {power for power in get_args(Power) if not powers.allow(power)}
        """Actions that this place does not open; powers are called as the actions are."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(plain(_("Help"), "bold"))
        yield Sheet(self._entries())
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        return [*self._here(), *self._how(), *self._signs(), *self._elsewhere()]

    def _here(self) -> list[Entry]:
        entries = [Entry(plain(_("What works here and now"), "bold"))]
        for one in self.at_hand.actions:
            keys = key_names(one.keys) or one.action.show or one.action.label
            entries.append(_entry(keys, self.meaning(one.action)))
        return entries

    def _how(self) -> list[Entry]:
        return [
            Entry(plain(_("How it goes"), "bold"), gap=1),
            *paragraphs(self.how()),
            *paragraphs(about_guessing()),
        ]

    def _signs(self) -> list[Entry]:
        entries = [Entry(plain(_("Signs"), "bold"), gap=1)]
        return entries + [
            Entry(plain(words), lead=plain(f"  {sign}  ", f"bold $sign-{name}"))
            for sign, name, words in signs()
        ]

    def _elsewhere(self) -> list[Entry]:
        here = {one.action.id for one in self.at_hand.actions}
        entries: list[Entry] = []
        for place in self.places():
            own = [one for one in table() if one.place == place and one.help and self.told(one)]
            further = [one for one in own if one.id not in here]
            if further:
                entries.append(Entry(plain(place_name(place), "bold"), gap=1))
            entries += [
                _entry(key_names(all_keys(one)) or one.show or one.label, self.meaning(one))
                for one in further
            ]
        return [Entry(plain(_("Elsewhere, or at another time"), "bold"), gap=1), *entries] if entries else []

    def how(self) -> str:
        """How a lesson goes, in a few sentences."""
        return _(
            "Read the article, answer the exercise, commit. Only then do you see what the key says, and why. "
            "Your first answer is your score; after it you may try again as practice. "
            "Letters and F-keys command; digits answer. Everything is saved as you go."
        )

    def meaning(self, action: Action) -> str:
        """What an action does."""
        return action.help

    def told(self, action: Action) -> bool:
        """Whether an action exists here."""
        return action.id not in self.closed

    def places(self) -> tuple[KeyPlace, ...]:
        """The places whose keys are told."""
        return PLACES

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)


def _entry(keys: str, meaning: str) -> Entry:
    return Entry(plain(meaning), lead=plain(f"  {keys:<12} ", "$accent"))


class PreviewHelp(HelpScreen):
    """The help of a lesson, with the keys for its writer first."""

    def how(self) -> str:
        """How a preview goes."""
        return _(
            "This is the lesson as its students see it. After each save it shows the new version, at the same place. "
            "While the files cannot be used, the last version that worked stays. Nothing you answer is kept."
        )

    def meaning(self, action: Action) -> str:
        """What an action does here, where nothing is saved."""
        return _("End the preview.") if action.id == "quit" else super().meaning(action)

    def places(self) -> tuple[KeyPlace, ...]:
        """The places of a preview."""
        return PREVIEW_PLACES


class WriteHelp(HelpScreen):
    """The keys of a writer."""

    def how(self) -> str:
        """How writing goes."""
        return _(
            "Mark words in the article and say what they are, or add an exercise and fill in its form. Every answer is "
            "in lesson.yaml at once; you may have it open in your editor too. Enter goes from blank to blank. "
            "Nothing has to be whole: t lists what is still to write."
        )

    def meaning(self, action: Action) -> str:
        """What an action does here."""
        if action.id == "mark":
            return _("Open the form of the mark at hand, or make the words a finding or a row.")
        return (
            _("Leave the program. Everything is in the file.")
            if action.id == "quit"
            else super().meaning(action)
        )

    def places(self) -> tuple[KeyPlace, ...]:
        """The places of a writer."""
        return WRITE_PLACES

    def told(self, action: Action) -> bool:
        """Whether an action exists here."""
        return action.id not in {"unmark", "label", "label_digit"}


_NOT_HERE = {"select", "drop", "mark", "unmark", "label", "cell_next", "clear"}
"""What one does in an article or a list to answer."""


class ClassHelp(HelpScreen):
    """Keys and signs of a teacher."""

    def how(self) -> str:
        """What a class looks like, in a few sentences."""
        return _(
            "First stands what to do next: what to teach again, who needs what, who is missing. "
            "The heat map is the article with, for every word, how many of the class marked it. Key phrases are "
            "underlined; the margin counts who found them. Italic is a quarter of the readers or more, bold a half, "
            "both three quarters. Tab goes from place to place."
        )

    def meaning(self, action: Action) -> str:
        """What an action does here."""
        if action.id == "next_mark":
            return _("Go to the next phrase of the key, or to what at least one in ten marked beside it.")
        if action.id == "choose":
            return _("Go to what is told of the line; esc leads back.")
        if action.id == "quit":
            return _("Leave the program.")
        return super().meaning(action)

    def places(self) -> tuple[KeyPlace, ...]:
        """The places whose keys are told."""
        return CLASS_PLACES

    def told(self, action: Action) -> bool:
        """Whether an action exists here."""
        return action.id not in _NOT_HERE
