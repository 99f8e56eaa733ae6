"""Keys, clicks and pastes take effect one after the other, however fast they arrive.

Textual hands a key to the widget with the focus, and what the key does travels on as messages, each through queues of
its own. A second key does not wait for them: it finds the former focus, the former screen, or an answer that has not
arrived yet. Here it waits until the first one has taken effect, and until a screen that it opened is there.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.worker import WorkerError

ROUNDS = 40
"""How often messages are followed from the focus up to the program before the next key comes in at any rate."""
OPENING = "opening"
"""The group of the workers that make the next screen ready: keys wait for it, as they are meant for that screen."""
PATIENCE = 1.0
"""Seconds after which a part of the screen that does not answer no longer holds the keys up."""


class InTurns(App[None], inherit_bindings=False):
    """A program that takes the next key when the one before has had its effect."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._waiting: deque[events.Event] = deque()
        self._turn: asyncio.Task[None] | None = None
        """Waits for the effect of what was let in last; ``None`` when nothing is under way."""
        self._drawn: Screen[Any] | None = None
        """The screen that was seen drawn: one that was just opened takes no key yet."""

    @property
    def busy(self) -> bool:
        """Whether something that was typed or clicked has not had its effect yet."""
        return self._turn is not None

    async def on_event(self, event: events.Event) -> None:
        """Let what a person did in at once when nothing is under way, or else in its turn."""
        if not isinstance(event, events.InputEvent | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._turn is None and self.screen is self._drawn:
            await super().on_event(event)
            if not isinstance(event, events.MouseMove):
                self._turn = asyncio.create_task(self._take_turns())
        else:
            self._waiting.append(event)
            if self._turn is None:
                self._turn = asyncio.create_task(self._take_turns())

    def on_unmount(self) -> None:
        """Wait for nothing any more. Textual calls what subclasses do here too."""
        if self._turn is not None:
            self._turn.cancel()

    async def _take_turns(self) -> None:
        try:
            await self._settle()
            while self._waiting and self.is_running:
                event = self._waiting.popleft()
                self.call_later(super().on_event, event)  # in the program's own turn, as if it came now
                if self._waiting or not isinstance(event, events.MouseMove):
                    await self._settle()
        finally:
            self._turn = None

    async def _settle(self) -> None:
        """Wait until no message is on its way any more and the screen at hand, with its focus, has been laid out."""
        quiet = 0
        for _round in range(ROUNDS):
            focus = self.focused or self.screen
            for pump in focus.ancestors_with_self:  # messages go from the focus upwards
                await _happens(pump.call_later)
            screen = self.screen
            busy = any(one.message_queue_size for one in (self, *screen.walk_children(with_self=True)))
            quiet = 0 if busy else quiet + 1
            if screen is not self._drawn or not (self.focused or screen).size:
                await _happens(screen.call_after_refresh)
                self._drawn, quiet = screen, 0
            elif quiet == 2:  # once could be between two messages
                if not await self._opened():
                    return
                quiet = 0

    async def _opened(self) -> bool:
        """Wait for what makes the next screen ready; whether there was anything to wait for."""
        opening = [one for one in self.workers if one.group == OPENING and not one.is_finished]
        for worker in opening:
            with suppress(WorkerError):
                await worker.wait()
        return bool(opening)


async def _happens(schedule: Callable[[Callable[[], None]], bool]) -> None:
    """Wait until what ``schedule`` was given has been called: not for ever, and not when it was refused."""
    done = asyncio.Event()
    if schedule(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), PATIENCE)
