"""The served process is killed while a class answers: no answer that was explained is lost, and all come back."""

import asyncio
import random
import signal
import time

import pytest

from lessons.school.classes import class_path
from lessons.school.members import everybody, seated
from lessons.school.store import ClassStore
from tests.helpers.coming_back import answer, come_in, comes_back
from tests.helpers.place import home
from tests.helpers.served import Visitor
from tests.helpers.server_process import process, told
from tests.helpers.tiny import COURSE

pytestmark = pytest.mark.thorough
NAMES = ("Ana", "Ben", "Cem", "Dora", "Emil", "Finn")
KILLS = 3
EXERCISES = {name: "1/16" if number % 2 else "3/16" for number, name in enumerate(NAMES)}
"""Where each is: at an exercise in which words are marked."""


async def test_a_killed_server_loses_no_answer_and_all_are_back_at_their_exercise() -> None:
    words = ["--class", "8b", "--open", "--headless", str(COURSE), "--port"]
    chance, saved = random.Random(7), dict.fromkeys(NAMES, 0)
    visitors: dict[str, Visitor] = {}
    base, port = "", "0"
    for _kill in range(KILLS):
        with process(*words, port) as one:
            base, (code,) = await asyncio.to_thread(told, one)
            port = base.rpartition(":")[2]
            if not visitors:
                for name in NAMES:
                    visitors[name] = await come_in(base, code, name, EXERCISES[name])
            else:
                began = time.monotonic()
                await asyncio.gather(*(comes_back(visitors[name], EXERCISES[name]) for name in NAMES))
                print(f"back after {time.monotonic() - began:.1f} s from when it listened")
            answering = [asyncio.create_task(answer(visitors[name].pages[-1], name, saved)) for name in NAMES]
            await asyncio.sleep(chance.uniform(2, 4))
            one.send_signal(signal.SIGKILL)
            await asyncio.gather(*answering)
    for visitor in visitors.values():
        await visitor.session.close()
    with ClassStore(class_path("8b", home()), "8b") as store:
        members = {member.name: member.learner for member in everybody(store)}
        for name in NAMES:
            number = members[name]
            assert number is not None
            kept = [event for event in seated(store, number).events if event.name == "committed"]
            assert len(kept) >= saved[name] > 0
            assert len({event.id for event in kept}) == len(kept)
    print(f"{sum(saved.values())} answers were explained, none is lost")
