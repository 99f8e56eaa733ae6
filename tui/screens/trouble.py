"""Screens that say what is wrong, where, and how to mend it."""

import os.path
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.i18n import _
from lessons.model.problem import LessonError
from lessons.record.recorder import RecordError, RecordLockedError
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.safe_text import line, plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet


class _Page(FittedScreen[bool | None]):
    """A title and a sheet to read."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(plain(self.name_shown(), "bold"))
        yield Sheet(self.entries(), verb=self.verb())
        yield KeyBar()

    def name_shown(self) -> str:
        """The title."""
        return ""

    def entries(self) -> list[Entry]:
        """What there is to say."""
        return []

    def verb(self) -> str:
        """What Enter does."""
        return ""

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)


class LessonTrouble(_Page):
    """A lesson that cannot be opened."""

    def name_shown(self) -> str:
        """The title."""
        return _("This lesson cannot be opened")

    def __init__(self, error: LessonError) -> None:
        super().__init__()
        self.error = error

    def entries(self) -> list[Entry]:
        """The folder once, then every problem: place, found, expected, fix."""
        entries = [Entry(plain(_("Its files have a problem. Tell the person who wrote the lesson.")), gap=1)]
        folder = _folder(self.error)
        entries.append(Entry(line(str(folder), "$quiet"), gap=1))
        for number, problem in enumerate(self.error.problems):
            place = replace(problem.place, file=problem.place.file.absolute().relative_to(folder))
            entries.append(Entry(line(str(place), "bold"), str(number), gap=1))
            for name, words in (
                (_("found"), problem.found),
                (_("expected"), problem.expected),
                (_("to mend it"), problem.fix),
            ):
                entries.append(Entry(line(words), lead=plain(f"{name}: ", "$quiet"), indent=2))
        return entries


class LeftOut(_Page):
    """Some exercises of a lesson cannot be scored, or are gone after they were answered; the others can be done."""

    def name_shown(self) -> str:
        """The title."""
        return _("Before you begin")

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        self.sentences = sentences

    def entries(self) -> list[Entry]:
        """What is left out, and on to the others."""
        return [
            *(Entry(plain(sentence), gap=1) for sentence in self.sentences),
            Entry(plain(_("go on with the lesson")), "on", gap=1),
        ]

    def verb(self) -> str:
        """On to the lesson."""
        return _("go on")

    def on_sheet_chosen(self) -> None:
        """On to the lesson."""
        self.dismiss(None)


class BringYourCopy(_Page):
    """A lesson that comes without its text."""

    def name_shown(self) -> str:
        """The title."""
        return _("This lesson comes without its text")

    def __init__(self, error: LessonError) -> None:
        super().__init__()
        self.error = error

    def entries(self) -> list[Entry]:
        """Which article to bring, and how."""
        head = _(
            "The article may not be handed on, so you bring your own copy of it. Your copy stays on this machine."
        )
        entries = [Entry(plain(head), gap=1)]
        for number, problem in enumerate(self.error.problems):
            entries.append(Entry(line(problem.expected, "bold"), str(number), gap=1))
            entries.append(Entry(line(problem.fix), indent=2))
        return entries


def _folder(error: LessonError) -> Path:
    """The folder that all the files of the problems lie in."""
    folders = [str(problem.place.file.absolute().parent) for problem in error.problems]
    return Path(os.path.commonpath(folders) if folders else ".")


def _told(error: RecordError) -> list[Entry]:
    return [
        Entry(line(error.place, "bold"), gap=1),
        Entry(line(error.found), lead=plain(_("found: "), "$quiet"), indent=2),
        Entry(line(error.expected), lead=plain(_("expected: "), "$quiet"), indent=2),
        Entry(line(error.fix), lead=plain(_("to mend it: "), "$quiet"), indent=2),
    ]


class RecordTrouble(_Page):
    """The record cannot be read or written: nothing is being saved."""

    def name_shown(self) -> str:
        """The title."""
        return _("Nothing is being saved")

    def __init__(self, error: RecordError) -> None:
        super().__init__()
        self.error = error

    def entries(self) -> list[Entry]:
        """Why, and what to do."""
        if isinstance(self.error, RecordLockedError):
            head = _(
                "Another window has this learner open. You can read and answer here, but nothing is kept."
            )
        else:
            head = _("You can go on reading and answering. What you do now is not kept.")
        return [
            Entry(plain(head), gap=1),
            *_told(self.error),
            Entry(plain(_("Go on without saving")), "on", gap=1),
        ]

    def verb(self) -> str:
        """Enter goes on."""
        return _("go on")

    def on_sheet_chosen(self) -> None:
        """Go on."""
        self.dismiss(None)


class NotRemembered(RecordTrouble):
    """A choice holds now and is not known at the next start."""

    def name_shown(self) -> str:
        """The title."""
        return _("Not remembered")

    def entries(self) -> list[Entry]:
        """Why, and what to do."""
        head = _("Your choice holds now. At the next start it is not known.")
        return [Entry(plain(head), gap=1), *_told(self.error), Entry(plain(_("Go on")), "on", gap=1)]


class CommitTrouble(_Page):
    """A commit that the disk refuses."""

    def name_shown(self) -> str:
        """The title."""
        return _("Your answer is not saved")

    def __init__(self, error: RecordError, *, may_go_on: bool = True) -> None:
        """``may_go_on``: whether the explanation may be read without the answer being kept."""
        super().__init__()
        self.error, self.may_go_on = error, may_go_on

    def entries(self) -> list[Entry]:
        """Why, and the ways out."""
        unsaved = [Entry(plain(_("Go on without saving the answer")), "unsaved")] if self.may_go_on else []
        return [
            Entry(plain(_("Your answer is still here, but it could not be written to the record.")), gap=1),
            *_told(self.error),
            Entry(plain(_("Go back to the answer, and try again when this is mended")), "back", gap=1),
            *unsaved,
        ]

    def verb(self) -> str:
        """Enter takes the line."""
        return _("choose")

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Go on."""
        self.dismiss(event.key == "unsaved")
