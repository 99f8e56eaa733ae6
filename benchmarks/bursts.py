"""Answers lost or halved when keys come fast: ``python benchmarks/bursts.py``.

Each burst is the keys of one answer and the key that hands it in, with 0 to 150 ms between two keys, sent to the whole
program through its event loop; lines of the other route come at once, as through a pipe. All exercises of the tiny
lesson, which has every kind, in a first attempt, in practice, in a sealed test, and in review or (line by line) a blind
reading. What the record holds then is held against the answer that was given. Nothing is waited for within a burst.
"""

import argparse
import asyncio
import contextlib
import io
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest

from lessons.cli.call import PlayRequest
from lessons.cli.linear.blind import BlindPlayer, ReadingRecord, blind_session
from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.linear.taking_a_test import TakingPlayer
from lessons.kinds.written_answers import read
from lessons.lesson.keys import open_to_play
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.model.form import CustomForm, Form, GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.play import Session
from lessons.record.event import Event
from lessons.record.journal import Journal, read_journal
from lessons.record.recorder import MemoryRecord
from lessons.reports.reading_file import blank_reading, read_reading
from lessons.review.sitting import Sitting
from tests.helpers.bursts import ANSWERS, KEYS, at_rest, extent, plain, post
from tests.helpers.place import here
from tests.helpers.reviewing import MONDAY, Calendar, do_lesson
from tests.helpers.sealed import sealed_tiny
from tests.helpers.tiny import COURSE, TINY, perfect_answers
from tests.shipped.test_played_linear import typed
from tui.app import CloseRead
from tui.screens.review import card_screen

MOST = 0.15
"""Seconds between two keys, at most."""
AT_ONCE = 6
"""Programs that run side by side in one loop, each with a record of its own."""
OPENING = {"first": "enter n ", "practice": "enter ", "test": "enter enter n "}
"""From the home screen to the first exercise: past the article, and past the rules of a test."""
CARD = "right space 1 c c n"
"""An answer to any card of review: a mark and its name, or an option."""


class Counting:
    """Bursts sent, and those whose answer is not in the record as it was given, by route and mode."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    def hold(self, mode: str, given: object, kept: object) -> None:
        """Count one answer."""
        self.sent[mode] += 1
        if given != kept:
            self.lost[mode] += 1
            print(f"{mode}: given {given}, kept {kept}")


async def send(app: CloseRead, keys: str, chance: random.Random) -> None:
    """Send keys at a pace of their own: all at once, or with pauses of up to ``MOST``."""
    longest = chance.choice((0.0, 0.0, 0.02, 0.06, MOST))
    for key in keys.split():
        post(app, key)
        if longest:
            await asyncio.sleep(chance.uniform(0, longest))
    await at_rest(app)


async def play(mode: str, lesson: Path, home: Path, chance: random.Random, count: Counting) -> None:
    """A whole lesson on the screen, a burst an exercise; the first one comes with the key that opens the lesson."""
    file = home / f"{mode}{chance.getrandbits(64):x}.jsonl"
    journal = Journal(file, "ana")
    if mode == "practice":
        journal.append(Event("opened", "course", "tiny"), sync=False)
        journal.append(Event("finished", "course", "tiny"), sync=False)
        journal.append(Event("moved", "course", "tiny", "", {"index": 0}), sync=False)
    app = CloseRead(PlayRequest(None, (lesson.parent,), here("ana"), record=journal))
    async with app.run_test(size=chance.choice(((80, 24), (60, 20), (120, 40)))):
        for number, keys in enumerate(KEYS):
            await send(app, (OPENING[mode] if number == 0 else "n ") + keys, chance)
    committed = [event for event in read_journal(file).events if event.name == "committed"]
    kept = [plain(event.data["answer"]) for event in committed]
    for number, given in enumerate(ANSWERS.values()):
        found = kept[number] if number < len(kept) else None
        if mode == "test":  # other ids, another order of options
            count.hold("screen, test", extent(given), extent(found))
        else:
            count.hold(f"screen, {mode}", given, found)


async def review(home: Path, chance: random.Random, count: Counting, slow: list[Raw] | None) -> list[Raw]:
    """A sitting on the screen, a burst a card; held against the one in which each key was waited for."""
    record = Calendar()
    lesson = open_lesson(TINY)
    do_lesson(record, dict.fromkeys(perfect_answers(lesson)))
    file = home / f"review{chance.getrandbits(64):x}{slow is None}.jsonl"
    journal = Journal(file, "ana")
    for event in record.kept:
        journal.append(event, sync=False)
    from lessons.loading.catalogue import courses
    from lessons.review.deck import deck_of

    now = MONDAY + timedelta(days=1)
    deck = deck_of(courses([COURSE]), record.kept, now)
    app = CloseRead(PlayRequest(None, (COURSE,), here("ana"), record=journal))
    async with app.run_test(size=(80, 24)):
        await app.push_screen(card_screen(Sitting(deck, journal, lambda: now)))
        for _card in range(5):
            if slow is None:
                for key in CARD.split():
                    post(app, key)
                    await at_rest(app)
            else:
                await send(app, CARD, chance)
    kept = [plain(event.data["answer"]) for event in read_journal(file).events if event.name == "reviewed"]
    for number, given in enumerate(slow or ()):
        count.hold("screen, review", given, kept[number] if number < len(kept) else None)
    return kept


def by_line(mode: str, lesson_folder: Path, home: Path, count: Counting) -> None:
    """A whole lesson line by line, all lines piped at once."""
    lesson, key = open_to_play(lesson_folder)
    tiny = open_lesson(TINY)
    names = dict(zip([one.id for one in lesson.exercises], perfect_answers(tiny).values(), strict=True))
    lines: list[str] = []
    for exercise in lesson.exercises:
        raw = names[exercise.id] if mode != "test" else _some(exercise.form)
        names[exercise.id] = raw
        lines += [*typed(lesson, exercise, raw), "commit", *(() if mode == "blind" else ("next",))]
    piped = Console(io.StringIO("\n".join(lines)), io.StringIO())
    if mode == "blind":
        path = home / "reading.json"
        record = ReadingRecord(path, blank_reading(lesson, "ana"), lesson)
        BlindPlayer(blind_session(lesson, record), record, piped).run()
        kept = dict(read_reading(path).answers)
        path.unlink()
    else:
        memory = MemoryRecord()
        session = Session(lesson, memory, key)
        if mode == "practice":
            session.finish()
            session.goto(0)
        (TakingPlayer if mode == "test" else Player)(session, piped).run()
        kept = {event.exercise: event.data["answer"] for event in memory.kept if event.name == "committed"}
    texts = lesson.article, lesson.beside
    for exercise in lesson.exercises:
        found = kept.get(exercise.id)
        given = read(exercise.form, names[exercise.id], *texts)
        count.hold(f"lines, {mode}", _bare(given), _bare(read(exercise.form, _places(found), *texts)))


def _bare(answer: object) -> object:
    marks = getattr(answer, "marks", None)
    return answer if marks is None else sorted(marks, key=lambda mark: mark.span)


def _places(kept: Raw) -> Raw:
    """A kept answer without the words around its marks."""
    wanted = ("start", "end", "technique")
    if isinstance(kept, list):
        return [
            {name: one[name] for name in wanted if name in one} if isinstance(one, dict) else one
            for one in kept
        ]
    return kept


def _some(form: Form) -> Raw:
    """An answer to a form whose key is not known: options, the items turned round, all but the end of a paragraph."""
    match form:
        case GridForm(rows=rows, columns=columns):
            asked = [column for column in columns if not column.only_if]  # the last option asks for no more
            if len(columns) == 1:
                return {row.id: columns[0].options[0].id for row in rows}
            return {row.id: {column.id: column.options[-1].id for column in asked} for row in rows}
        case OrderForm(items=items):
            return [item.id for item in reversed(items)]
        case PickForm(options=options):
            return [options[0].id]
        case MarkForm(scope=scope):
            return [{"start": scope[-1].start, "end": scope[-1].end - 1, **_named(form)}]
        case TextForm():
            return "a word"
        case CustomForm():
            raise ValueError("no lesson that is played here has a form of its own")


def _named(form: MarkForm) -> dict[str, Raw]:
    return {"technique": form.techniques[0].id} if form.techniques else {}


def batches(wanted: int) -> Iterator[int]:
    """Numbers of the rounds to play, as many side by side as fit."""
    yield from range(0, wanted, AT_ONCE)


async def all_screens(rounds: int, exam: Path, home: Path, seed: int, count: Counting) -> None:
    """Every mode on the screen, ``rounds`` times."""
    slow = await review(home, random.Random(seed), count, None)
    for first in batches(rounds):
        chances = [random.Random(seed + number) for number in range(first, min(rounds, first + AT_ONCE))]
        for mode, lesson in (("first", TINY), ("practice", TINY), ("test", exam)):
            await asyncio.gather(*(play(mode, lesson, home, chance, count) for chance in chances))
        await asyncio.gather(*(review(home, chance, count, slow) for chance in chances))


def main() -> None:
    """Play, count, and print a line for each route and mode."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help="53 bursts on the screen and 64 by lines each")
    parser.add_argument("--seed", type=int, default=20261130)
    wish = parser.parse_args()
    count = Counting()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(folder)
        patch.setenv("CLOSEREAD_HOME", str(home / "home"))
        exam = sealed_tiny(home, patch)[0]
        for _round in range(wish.rounds):
            for mode, lesson in (("first", TINY), ("practice", TINY), ("test", exam), ("blind", TINY)):
                by_line(mode, lesson, home, count)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(all_screens(wish.rounds, exam, home, wish.seed, count))
    for mode, sent in sorted(count.sent.items()):
        print(f"{mode:18} {sent:6} answers, lost or halved {count.lost[mode]}")
    print(f"{'all':18} {count.sent.total():6} answers, lost or halved {count.lost.total()}")


if __name__ == "__main__":
    main()
