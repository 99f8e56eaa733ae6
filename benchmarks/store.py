"""How safe and how quick the writer of a served class is: ``python benchmarks/store.py [--kills 25] [--postgres]``.

Kills: writers hand in as fast as they can in a process of its own; it is killed with SIGKILL at a random moment, and
every answer that was acknowledged before must be in the database afterwards. With ``--postgres`` the server is killed
as well, under writers that go on, and comes back.

All at once: every learner hands in at the same moment, on a disk whose sync takes 12 ms longer (a pause before each
commit, in the thread that commits, which lets others run as a sync does). How long each waits, and how long the loop
stands still; beside it, the same with a journal for each learner, written in the loop.
"""

import argparse
import asyncio
import os
import random
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import event as listening

sys.path.insert(0, str(Path(__file__).parents[1]))

from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.record.journal import Journal
from lessons.record.recorder import RecordError, kept
from lessons.school import members
from lessons.school.databases import name_database
from lessons.school.store import ClassStore
from lessons.school.writer import SeatRecord, ServedClass
from tests.helpers.class_rows import looked_up
from tests.helpers.postgres import PostgresServer, binaries, running

MARKS: list[Raw] = [{"start": 120, "end": 134, "text": "the whole town"}]
ANSWER: dict[str, Raw] = {"answer": MARKS, "practice": False, "score": "3/4"}
SLOW = 0.012


async def member_of(served: ServedClass, name: str) -> members.ClassMember:
    """The learner of this name, who comes in when new."""
    return await served.ask(
        lambda store: members.member_named(store, name) or members.come_in(store, name)[0]
    )


async def seats_of(served: ServedClass, count: int) -> list[SeatRecord]:
    """The seats of so many learners; they come in when they are new."""
    seats = []
    for number in range(count):
        member = await member_of(served, f"learner {number}")
        assert member.learner is not None
        seats.append(await served.seat(member.learner))
    return seats


# Kills


async def write_until_killed(path: Path, writers: int) -> None:
    """Hand in without end; the id of each answer goes to stdout once it is acknowledged."""
    served = ServedClass(path, "8b")
    seats = await seats_of(served, writers)
    os.write(1, b"ready\n")

    async def hand_in(seat: SeatRecord) -> None:
        while True:
            event = Event("committed", "course", "tiny", "one", ANSWER, os.urandom(16).hex())
            receipt = seat.append(event, sync=True)
            assert receipt is not None
            with suppress(RecordError):  # refused is not acknowledged
                await kept(receipt)
                os.write(1, event.id.encode() + b"\n")

    await asyncio.gather(*map(hand_in, seats))


class Writers:
    """A process that hands in without end, and what it acknowledged."""

    def __init__(self, path: Path, writers: int) -> None:
        command = [sys.executable, __file__, "--write", str(path), "--writers", str(writers)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.said = b""
        while b"ready" not in self.said:
            assert self.listen(120), "no writer came in"

    def listen(self, seconds: float) -> bool:
        """Hear what it says for so long at most; whether it said anything."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], max(0, seconds))[0]:
            return False
        piece = os.read(self.process.stdout.fileno(), 1 << 16)
        self.said += piece
        return bool(piece)

    def go_on(self, seconds: float) -> None:
        """Let it write for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.listen(end - time.monotonic())

    def kill(self) -> set[str]:
        """End it at once; the ids that it acknowledged."""
        self.process.send_signal(signal.SIGKILL)
        while self.listen(5):
            pass
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return {line for line in self.said.decode().split("\n") if len(line) == 32}


def killed(path: Path, kills: int, writers: int, during: Callable[[], None] | None = None) -> tuple[int, int]:
    """Kill writers again and again, or with ``during`` do that under them; how many answers were kept, and lost."""
    acknowledged: set[str] = set()
    if not kills:
        return 0, 0
    for number in range(kills):
        process = Writers(path, writers)
        process.go_on(random.Random(number).uniform(0.2, 1.0))
        if during is not None:
            during()
            process.go_on(0.5)
        acknowledged |= process.kill()
    there = {row[0] for row in looked_up(path, "SELECT id FROM events")}
    lost = len(acknowledged - there)
    print(f"  {kills} kills, {writers} writers: {len(acknowledged)} acknowledged, {lost} lost")
    return len(acknowledged), lost


# All at once


@contextmanager
def stalls() -> Iterator[list[float]]:
    """How long the loop stood still each time, in seconds."""
    seen: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            seen.append(time.perf_counter() - before - 0.001)

    task = asyncio.get_running_loop().create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()


async def timed(steps: list[Callable[[], Awaitable[None]]], rounds: int, name: str) -> None:
    """Take all steps at the same moment, again and again; print how long each took, and the longest stall."""
    waited: list[float] = []

    async def one(step: Callable[[], Awaitable[None]]) -> None:
        begun = time.perf_counter()
        await step()
        waited.append(time.perf_counter() - begun)

    with stalls() as seen:
        await asyncio.sleep(0.2)
        seen.clear()
        for _ in range(rounds):
            await asyncio.gather(*map(one, steps))
            await asyncio.sleep(0.05)
    waits = [1_000 * one for one in sorted(waited)]
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(
        f"  {name}: ack p50 {p50:.1f} ms, p99 {p99:.1f} ms; longest stall of the loop {1_000 * max(seen):.1f} ms"
    )


async def all_at_once(path: Path, learners: int, rounds: int, name: str) -> None:
    """Everybody hands in at the same moment, in a served class."""
    with ServedClass(path, "8b") as served:
        seats = await seats_of(served, learners)

        def slow_down(store: ClassStore) -> None:
            listening.listen(store.connection.engine, "commit", lambda _connection: time.sleep(SLOW))

        await served.ask(slow_down)

        def step(seat: SeatRecord) -> Callable[[], Awaitable[None]]:
            async def hand_in() -> None:
                receipt = seat.append(Event("committed", "course", "tiny", "one", ANSWER), sync=True)
                assert receipt is not None
                await kept(receipt)

            return hand_in

        await timed([step(seat) for seat in seats], rounds, name)


async def by_journals(folder: Path, learners: int, rounds: int) -> None:
    """The same with a journal for each learner, written in the loop."""
    journals = [Journal(folder / f"{number}.jsonl", "ana") for number in range(learners)]

    def step(journal: Journal) -> Callable[[], Awaitable[None]]:
        async def hand_in() -> None:
            time.sleep(SLOW)
            journal.append(Event("committed", "course", "tiny", "one", ANSWER), sync=True)

        return hand_in

    await timed([step(journal) for journal in journals], rounds, "a journal each, in the loop")
    for journal in journals:
        journal.close()


def away_and_back(server: PostgresServer) -> None:
    """Kill the server under its writers, and start it again."""
    server.kill()
    again = threading.Timer(0.3, server.start)
    again.start()
    again.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--writers", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--postgres", action="store_true", help="in PostgreSQL as well")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.write is not None:
        asyncio.run(write_until_killed(wish.write, wish.writers))
        return
    load = os.getloadavg()[0]
    print(f"load {load:.1f}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("SQLite")
        killed(folder / "killed.db", wish.kills, wish.writers)
        asyncio.run(all_at_once(folder / "at once.db", wish.writers, wish.rounds, "one writer, grouped"))
        asyncio.run(by_journals(folder / "journals", wish.writers, wish.rounds))
        if not wish.postgres:
            return
        if binaries() is None:
            sys.exit("no PostgreSQL server is installed on this machine")
        print("PostgreSQL")
        with running() as server:
            for part in ("killed", "server", "once"):
                name_database(folder / f"{part}.pg", server.new_database(part))
            killed(folder / "killed.pg", wish.kills, wish.writers)
            print("  the server itself:")
            killed(folder / "server.pg", wish.kills, wish.writers, lambda: away_and_back(server))
            asyncio.run(all_at_once(folder / "once.pg", wish.writers, wish.rounds, "one writer, grouped"))


if __name__ == "__main__":
    main()
