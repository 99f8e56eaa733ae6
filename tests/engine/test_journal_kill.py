"""A process that is killed at any moment loses nothing that was acknowledged."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lessons.record.journal import read_journal

ROOT = Path(__file__).parents[2]


def kill_at_random(path: Path, first: int, chance: random.Random) -> list[int]:
    """Let a process append, kill it at a random moment; the numbers it had acknowledged."""
    command = [sys.executable, str(ROOT / "tests" / "helpers" / "appending.py"), str(path), str(first)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        ready, _write, _other = select.select([process.stdout], [], [], 30)
        assert ready, "the process never acknowledged anything"
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split(b"\n")
    return [int(line) for line in told[:-1]]  # the last piece is empty, or a number cut short


def kill_many(path: Path, times: int) -> None:
    """Kill ``times`` processes in turn and hold the journal against everything acknowledged so far."""
    chance = random.Random(20251002)
    acknowledged: list[int] = []
    for _ in range(times):
        acknowledged += kill_at_random(path, len(acknowledged) * 10, chance)
        contents = read_journal(path)
        kept = {event.data["answer"] for event in contents.events if event.name == "committed"}
        assert set(acknowledged) <= kept
        assert contents.learner == "ana"
    assert len(acknowledged) >= times
    assert read_journal(path).damaged <= times


def test_killed_five_times(tmp_path: Path) -> None:
    kill_many(tmp_path / "ana.jsonl", 5)


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_killed_sixty_times(tmp_path: Path) -> None:
    kill_many(tmp_path / "ana.jsonl", 60)


@pytest.mark.thorough
@pytest.mark.timeout(120)
def test_answers_and_hand_ins_outlive_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.kills import live_and_die, lost

    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path))
    (tmp_path / "inbox").mkdir()
    chance = random.Random(20261130)
    told = [one for number in range(5) for one in live_and_die(number * 10_000 + 1, tmp_path, chance)]
    assert {kind for kind, _number in told} == {"answer", "hand-in"}
    assert lost(told, tmp_path) == (0, 0)
