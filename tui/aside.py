"""Work that takes seconds, done beside the screen: keys go on working, and leaving does not wait for it."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What ``work`` returns, or its exception; it runs on a thread that ends with the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the screen has gone
            loop.call_soon_threadsafe(lambda: None if done.done() else act())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  # whoever waits for it decides
            told = error
            settle(lambda: done.set_exception(told))
        else:
            settle(lambda: done.set_result(result))

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
    return await done
