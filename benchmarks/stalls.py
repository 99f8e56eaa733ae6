"""Why a loop stood still: what ran in it meanwhile, how long each took, and where it was when it was looked at.

Everything that the loop runs is timed, by the wall and by the processor time of its thread: where the first is much
more, other programs or threads had the processor. A thread beside it looks at what has been running for long.
"""

import asyncio
import gc
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LONG = 0.01
"""Seconds after which something that runs is looked at, and told of."""
_FRAMES = 8
"""Of the innermost ones, how many are told."""
_WORST = 5


@dataclass(slots=True)
class _Ran:
    """One thing that the loop ran."""

    what: str
    wall: float = 0.0
    cpu: float = 0.0
    where: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Stall:
    since: float
    """Seconds from the start to its end."""
    late: float
    ran: list[_Ran]
    collections: list[tuple[float, int]]
    """Seconds and generation of what was collected meanwhile."""


class Stalls:
    """Times what the loop of this thread runs, from now on."""

    def __init__(self, over: float) -> None:
        """Stalls longer than ``over`` seconds are told of."""
        self._over = over
        self._stalls: list[_Stall] = []
        self._ran: list[_Ran] = []
        self._collections: list[tuple[float, int]] = []
        self._began, self._collecting, self._all_collecting = time.perf_counter(), 0.0, 0.0
        self._running: tuple[_Ran, float] | None = None
        self._loop_thread = threading.get_ident()
        self._time_what_runs()
        gc.callbacks.append(self._collected)
        threading.Thread(target=self._look_beside, daemon=True).start()

    def looked(self, late: float) -> None:
        """The loop was late by so many seconds since this was called last."""
        if late > self._over:
            self._stalls.append(_Stall(time.perf_counter() - self._began, late, self._ran, self._collections))
        self._ran, self._collections = [], []

    def told(self) -> str:
        """The worst stalls, each with what took longest in it."""
        share = self._all_collecting / (time.perf_counter() - self._began)
        lines = [
            f"{100 * share:.1f} % of the time garbage was collected",
            f"{len(self._stalls)} stalls of more than {1000 * self._over:.0f} ms; the worst:",
        ]
        for stall in sorted(self._stalls, key=lambda one: -one.late)[:_WORST]:
            wall, cpu = (
                1000 * sum(times) for times in zip(*((r.wall, r.cpu) for r in stall.ran), strict=True)
            )
            garbage = ", ".join(f"{1000 * took:.0f} (generation {old})" for took, old in stall.collections)
            lines.append(
                f"{1000 * stall.late:.0f} ms late at {stall.since:.1f} s: {len(stall.ran)} callbacks took {wall:.0f} ms"
                f" ({cpu:.0f} of it processor time); garbage: {garbage or '0'} ms"
            )
            for ran in sorted(stall.ran, key=lambda one: -one.wall)[:_WORST]:
                if ran.wall > _LONG:
                    lines.append(f"  {1000 * ran.wall:.0f} ms, processor {1000 * ran.cpu:.0f}: {ran.what}")
                    lines += [f"    {where}" for where in dict.fromkeys(ran.where)][:_WORST]
        return "\n".join(lines)

    def _time_what_runs(self) -> None:
        handles: Any = asyncio.events.Handle  # asyncio has no hook for it
        run = handles._run

        def timed(handle: Any) -> None:
            ran, wall, cpu = _Ran(""), time.perf_counter(), time.thread_time()
            self._running = ran, wall
            callback = handle._callback
            run(handle)
            self._running = None
            ran.wall, ran.cpu = time.perf_counter() - wall, time.thread_time() - cpu
            if ran.wall > _LONG:
                ran.what = _named(callback)
            self._ran.append(ran)

        handles._run = timed

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.perf_counter()
            return
        took = time.perf_counter() - self._collecting
        self._all_collecting += took
        if took > _LONG / 5:
            self._collections.append((took, info["generation"]))

    def _look_beside(self) -> None:
        while True:
            time.sleep(_LONG)
            running = self._running
            if running is not None and time.perf_counter() - running[1] > _LONG:
                frame = sys._current_frames().get(self._loop_thread)
                frames = traceback.extract_stack(frame)[-_FRAMES:]
                where = " > ".join(f"{Path(one.filename).stem}.{one.name}:{one.lineno}" for one in frames)
                running[0].where.append(where)


def _named(callback: object) -> str:
    task = getattr(callback, "__self__", None)
    if isinstance(task, asyncio.Task):
        return f"{task.get_name()}: {getattr(task.get_coro(), '__qualname__', '')}"
    return str(getattr(callback, "__qualname__", callback))
