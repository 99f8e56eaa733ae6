"""How long a save takes until the preview shows it: from the end of the write to the output with the new words.

Two shipped lessons are previewed, each in a terminal of its own. In turn the title of the lesson and the headline of
the article are changed, at moments that fall anywhere between two looks of the program at the files.

Usage: python benchmarks/preview.py [--saves 12]. Ends with 1 when the bar is missed. Linux only.
"""

import argparse
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.pty_driver import Terminal

ROOT = Path(__file__).parents[1]
LESSONS = ("warm-up", "unsigned-column")
"""Lessons that open with the headline of their article in view."""
BAR = 1.0
LAUNCH = "from tui.launch import main; main()"


def saves(course: Path, name: str, number: int) -> list[float]:
    """Seconds from each save to its words on the screen."""
    folder = course / name
    places = {"lesson.yaml": r"^title: [\"']?", "article.md": "^# "}
    files = [(folder / file, (folder / file).read_text("utf-8"), place) for file, place in places.items()]
    command = [sys.executable, "-c", LAUNCH, "preview", str(folder)]
    env = {"CLOSEREAD_HOME": str(course.parent / "home"), "PYTHONPATH": str(ROOT)}
    times = []
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("problems")  # the footer, with the key for their list
        terminal.settle(1)
        for turn in range(number):
            time.sleep(random.uniform(0.5, 1.2))
            terminal.settle(0.1)
            words = f"Version {turn + 1:03}"
            file, whole, pattern = files[turn % 2]
            text = re.sub(pattern, rf"\g<0>{words} ", whole, count=1, flags=re.MULTILINE)
            start = time.perf_counter()
            file.write_text(text, "utf-8")
            saved = time.perf_counter() - start
            times.append(terminal.wait_for(words) + terminal.started - start - saved)
        terminal.press("q", timeout=10)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=12, help="of each lesson")
    options = parser.parse_args()
    every = []
    with tempfile.TemporaryDirectory() as temporary:
        course = Path(temporary) / "course"
        shutil.copytree(ROOT / "content", course)
        for name in LESSONS:
            times = saves(course, name, options.saves)
            every += times
            median, slowest = statistics.median(times), max(times)
            print(f"{name:<22} median {median:5.2f} s   slowest {slowest:5.2f} s   of {len(times)} saves")
    median = statistics.median(every)
    met = median <= BAR
    print(
        f"{'all':<22} median {median:5.2f} s   slowest {max(every):5.2f} s   bar {BAR} s: {'met' if met else 'MISSED'}"
    )
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
