"""The log tells where the program failed, and nothing of what students wrote."""

import asyncio
import gc
import logging
import threading
from typing import NoReturn

import pytest

from server.fault_log import faults_logged, log_kept
from tests.helpers.served import served

NAME, ANSWER, ADDRESS = "Zora Unlike", "because the mayor said so", "203.0.113.9"


def failing(*_words: object, **_named: object) -> NoReturn:
    """A fault that quotes all that it can, in its message and in that of its cause."""
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise ValueError(f"{NAME} answered {ANSWER!r} from {ADDRESS}") from error


async def fail_later() -> None:
    failing()


def told(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    """What was logged has these words, the types and a line of this file, and nothing of a student."""
    log = capsys.readouterr().err
    for word in (*words, "ValueError", "KeyError", "test_fault_log.py:", "failing"):
        assert word in log, log
    for secret in (NAME, ANSWER, ADDRESS, "Zora", "mayor"):
        assert secret not in log, log


async def test_a_request_and_a_session_that_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with faults_logged():
        async with served() as own:
            zora = await own.learner(NAME)
            page = await zora.page()
            await page.shows(NAME)
            (seat,) = own.hall.seats.values()
            seat.program.call_later(failing)
            await page.closed.wait()
            told(capsys, "a session ended by a fault")
            monkeypatch.setattr(own.hall.door, "knock", failing)
            assert (await zora.knock(own.hall.door.code, NAME))[0] == 500
            told(capsys, "a request failed: /")


async def test_what_libraries_log_is_told_without_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    with faults_logged():
        try:
            failing()
        except ValueError:
            logging.getLogger("aiohttp.server").exception("Error handling request from %s", ADDRESS)
        told(capsys, "aiohttp.server: Error handling request")
        task = asyncio.create_task(fail_later())
        await asyncio.wait({task})
        del task
        gc.collect()
        told(capsys, "asyncio: Task exception was never retrieved")


def test_a_thread_that_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with faults_logged():
        thread = threading.Thread(target=failing)
        thread.start()
        thread.join()
    told(capsys, "a thread ended by a fault")


def test_what_is_logged_while_a_screen_is_open_is_told_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    with faults_logged():
        with log_kept():
            try:
                failing()
            except ValueError:
                logging.getLogger("closeread.serve").exception("a request failed: /read")
            assert capsys.readouterr().err == ""
        told(capsys, "closeread.serve: a request failed: /read")
