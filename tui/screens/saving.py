"""A screen that shows nothing new until the record has what the learner did.

Keys typed meanwhile wait, as they are meant for what comes then. When that takes long, they are let in again, so that
the learner can leave.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from textual import work
from textual.reactive import Reactive
from textual.widget import Widget

from lessons.play import Phase, Session
from lessons.record.recorder import RecordError
from tui.layout import FittedScreen
from tui.program import OPENING
from tui.screens.trouble import CommitTrouble, RecordTrouble

LONG = 0.5
"""Seconds after which the learner is told that the answer is still being saved."""
Refusal = Callable[[RecordError], CommitTrouble | RecordTrouble]
"""The screen that says why something is not saved."""


class SavingScreen(FittedScreen[None]):
    """Drives a session whose record may answer later."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # the two that it passes between show it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._told: RecordError | None = None
        """The trouble the student was last told of."""

    @abstractmethod
    def open_exercise(self) -> None:
        """Show where the session stands."""

    @abstractmethod
    def show_saving(self) -> None:
        """Say that the record has not answered yet, and take nothing but leaving."""

    def show_once_saved(
        self, refusal: Refusal = RecordTrouble, then: Callable[[], object] | None = None
    ) -> None:
        """Show what became of the last step as soon as the record has it, then do ``then``; or why it was refused."""
        if self.session.phase is Phase.SAVING:
            answered = asyncio.Event()
            self._show_later(refusal, then, answered)
            self._hold_keys(answered)
        else:
            self._show(then)

    def _show(self, then: Callable[[], object] | None) -> None:
        self.open_exercise()
        if then is not None:
            then()
        self.tell_trouble()

    def tell_trouble(self) -> None:
        """Say once that the record refuses, and go on."""
        trouble = self.session.trouble
        if trouble is not None and (self._told is None or str(trouble) != str(self._told)):
            self._told = trouble
            self.app.push_screen(RecordTrouble(trouble))

    def ask_unsaved(self, error: RecordError) -> None:
        """The disk refuses: try again, or go on without saving."""

        def decided(go_on: bool | None) -> None:
            if go_on:
                self.session.submit(unsaved=True)
                self._told = error
                self.show_once_saved()

        self._told = error
        self.app.push_screen(CommitTrouble(error), decided)

    @work
    async def _show_later(
        self, refusal: Refusal, then: Callable[[], object] | None, answered: asyncio.Event
    ) -> None:
        try:
            await self.session.saved()
        except RecordError as error:
            self._told = error
            self.open_exercise()
            self.app.push_screen(refusal(error))
        else:
            self._show(then)
        finally:
            answered.set()

    @work(group=OPENING)
    async def _hold_keys(self, answered: asyncio.Event) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(answered.wait(), LONG)
        if not answered.is_set():
            self.show_saving()


REFUSED_LATER: Refusal = partial(CommitTrouble, may_go_on=False)
"""Where nothing is shown that the record does not have: the answer can only be tried again."""
