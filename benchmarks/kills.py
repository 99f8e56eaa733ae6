"""What was told as saved and is not there after kill -9: ``python benchmarks/kills.py``. POSIX only.

A student's program reduced to its record answers for ever, hands in from time to time, and says of each answer and each
hand-in when it is on the disk. It is killed at a random moment, again and again; then the record and the hand-in are
held against everything that was told.
"""

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from lessons.record.journal import read_journal
from lessons.share.handing_in.hand_in import SUFFIX, from_bytes
from tests.helpers.place import journal_path

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "tests" / "course" / "tiny"
LONGEST = 2.0
"""Seconds that a program lives after its first word, at most."""
KILLS_A_RECORD = 10
"""After so many kills a new record is begun, as a hand-in holds all of it."""
ANSWERS_A_HAND_IN = 25
CHILD = f"""
import sys
from pathlib import Path
from lessons.share.handing_in.handing_in import hand_over
from lessons.record.event import Event
from tests.helpers.place import here, open_journal
lesson, number = Path({str(LESSON)!r}), int(sys.argv[1])
with open_journal("ana") as journal:
    while True:
        data = {{"answer": "x" * (number % 700), "n": number, "practice": False, "text": "t"}}
        journal.append(Event("committed", "course", "tiny", "count-police", data), sync=True)
        print("answer", number, flush=True)
        if number % {ANSWERS_A_HAND_IN} == 0:
            hand_over(lesson, here("ana"), "ana", sys.argv[2])
            print("hand-in", number, flush=True)
        number += 1
"""


def live_and_die(first: int, home: Path, chance: random.Random) -> list[tuple[str, int]]:
    """Start the program, kill it, and return what it had told: ("answer" or "hand-in", number)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CLOSEREAD_HOME": str(home)}
    command = [sys.executable, "-c", CHILD, str(first), str(home / "inbox")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], 60)[0]:
            raise RuntimeError("the program never told anything")
        time.sleep(chance.uniform(0, LONGEST))
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().decode().split("\n")[:-1]  # the last piece is empty, or cut short
    if not told:
        raise RuntimeError("the program never told anything")
    return [(kind, int(number)) for kind, number in (line.split() for line in told)]


def lost(told: list[tuple[str, int]], home: Path) -> tuple[int, int]:
    """Answers and hand-ins that were told and are not there, or not whole."""
    events = read_journal(journal_path("ana")).events
    kept = {event.data["n"] for event in events if event.name == "committed"}
    handed_in: set[object] = set()
    for file in (home / "inbox").glob(f"*{SUFFIX}"):
        handed_in |= {event.data.get("n") for event in from_bytes(file.read_bytes()).events}
    last = max((number for kind, number in told if kind == "hand-in"), default=-1)
    due = [number for kind, number in told if kind == "answer"]
    gone = [number for kind, number in told if kind == "hand-in" and number not in handed_in]
    missing = len([number for number in due if number <= last and number not in handed_in])
    return len([number for number in due if number not in kept]) + missing, len(gone)


def main() -> None:
    """Kill until enough was told, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=10_000, help="answers to be told before this ends")
    parser.add_argument("--seed", type=int, default=20261130)
    wish = parser.parse_args()
    chance = random.Random(wish.seed)
    kills = answers = hand_ins = answers_lost = hand_ins_lost = 0
    while answers < wish.answers:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "inbox").mkdir()
            os.environ["CLOSEREAD_HOME"] = folder
            told: list[tuple[str, int]] = []
            for number in range(KILLS_A_RECORD):
                told += live_and_die(number * 10_000 + 1, home, chance)
                kills += 1
            gone = lost(told, home)
            answers_lost, hand_ins_lost = answers_lost + gone[0], hand_ins_lost + gone[1]
            answers += sum(kind == "answer" for kind, _number in told)
            hand_ins += sum(kind == "hand-in" for kind, _number in told)
    print(
        f"{kills} kills: {answers} answers told, {answers_lost} lost; {hand_ins} hand-ins told, {hand_ins_lost} lost"
    )


if __name__ == "__main__":
    main()
