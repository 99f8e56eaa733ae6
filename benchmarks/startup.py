"""Time to a usable home screen, peak memory, time to a first lesson: ``python benchmarks/startup.py``.

Both programs are started in turn on a terminal of their own; what counts is the median of the ratios of the pairs,
because a shared machine changes its speed within seconds. "Usable" is the output that puts the last line of the screen
there: the footer with its keys. Linux only. A learner who answered everything, and reviewed three things of each
exercise five times, is the dearest case, so it is the one measured.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.pty_driver import Terminal
from lessons.model.answer import Raw
from tests.helpers.place import here

ROOT = Path(__file__).parents[1]
MINIMAL = (sys.executable, str(ROOT / "benchmarks" / "minimal_app.py"))
HOME_SCREEN = (sys.executable, "-c", "from tui.launch import main; main()")
MISSED: list[Raw] = ["m0", "m1", "m2"]
BARS = {"time": 1.25, "memory": 1.4}
LESSON_BAR = 1.3
REST = 2.0
"""Seconds that the home screen is looked at before a lesson is opened."""


def run(command: tuple[str, ...], usable: str, home: str) -> tuple[float, float]:
    """Start a program: seconds until ``usable`` is on the screen, and its peak memory in MB once it is quiet."""
    env = {
        "CLOSEREAD_HOME": home,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",  # both run from byte code, as after an installation
        "PYTHONPYCACHEPREFIX": f"{home}/bytecode",
    }
    with Terminal(command, env=env) as terminal:
        seconds = terminal.wait_for(usable)
        terminal.settle()
        return seconds, terminal.peak_memory()


def open_two(home: str) -> tuple[float, float]:
    """Seconds from Enter to the frame of a lesson, the home screen painted for a while; and to that of a second one."""
    env = {"CLOSEREAD_HOME": home, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": f"{home}/bytecode"}
    with Terminal(HOME_SCREEN, size=(80, 24), env=env) as terminal:
        terminal.wait_for("quit")
        took = []
        for keys in (("end", "home", "down", "enter", "escape"), ("down", "enter")):
            terminal.settle(REST)
            for key in keys:
                if key == "enter":
                    terminal.settle(REST)
                seconds, _bytes = terminal.press(key, quiet=0.3)
                if key == "enter":
                    took.append(seconds)
    return took[0], took[1]


def fill_record(home: str) -> None:
    """Give the learner a record in which every exercise of the shipped lessons is answered."""
    os.environ["CLOSEREAD_HOME"] = home
    from lessons.loading.catalogue import courses
    from lessons.record.event import Event
    from tests.helpers.place import open_journal

    with open_journal(here().settings.learner()) as journal:
        for course in courses(here().courses):
            for card in course.lessons:
                journal.append(Event("opened", course.id, card.id), sync=False)
                for number, exercise in enumerate(card.exercises):
                    journal.append(Event("moved", course.id, card.id, "", {"index": number}), sync=False)
                    data: dict[str, Raw] = {
                        "answer": None,
                        "score": "3/4",
                        "chance": "1/4",
                        "weight": "1/1",
                        "missed": MISSED,
                    }
                    journal.append(Event("committed", course.id, card.id, exercise, data), sync=False)
                    for item in MISSED * 5:
                        data = {"item": item, "words": "some words", "right": True, "due": "2026-01-01"}
                        journal.append(Event("reviewed", course.id, card.id, exercise, data), sync=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=21)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as home:
        fill_record(home)
        for command, text in ((MINIMAL, "Quit"), (HOME_SCREEN, "quit")):  # warm the caches
            run(command, text, home)
        lessons = [open_two(home) for _ in range(max(3, pairs // 3))]
        rows = [(run(MINIMAL, "Quit", home), run(HOME_SCREEN, "quit", home)) for _ in range(pairs)]
    first, second = (statistics.median(times) for times in zip(*lessons, strict=True))
    ratio = statistics.median(one / other for one, other in lessons)
    verdict = "within" if ratio <= LESSON_BAR else "ABOVE"
    print(
        f"lesson  first {first:9.3f} s   second {second:5.3f} s   ratio {ratio:.3f}  {verdict} {LESSON_BAR}"
    )
    for column, (name, unit) in enumerate((("time", "s"), ("memory", "MB"))):
        floor = statistics.median(row[0][column] for row in rows)
        ours = statistics.median(row[1][column] for row in rows)
        ratio = statistics.median(row[1][column] / row[0][column] for row in rows)
        verdict = "within" if ratio <= BARS[name] else "ABOVE"
        print(f"{name:7} minimal {floor:7.3f} {unit:2}  home {ours:7.3f} {unit:2}", end="  ")
        print(f"ratio {ratio:.3f}  {verdict} {BARS[name]}")


if __name__ == "__main__":
    main()
