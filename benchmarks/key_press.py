"""What one key press passes through: files and functions of ours, and how often the answer is read and written.

A lesson of 500 words is open in an exercise that asks to mark words. Space marks the word at hand: everything that runs
from the key to the last line drawn anew is counted, once for each function, and nothing of the libraries. A first Space
on another word goes before, so that what is loaded or laid out only once does not count.

Usage: python benchmarks/key_press.py [--list]. ``--list`` names the functions, file by file.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.article_of_words import write_lesson

ROOT = Path(__file__).parents[1]

OURS = (f"{ROOT}{os.sep}lessons{os.sep}", f"{ROOT}{os.sep}tui{os.sep}")
Function = tuple[str, str]
"""File below the root, qualified name."""
READ: Function = ("lessons/kinds/written_answers.py", "read")
WRITE: Function = ("lessons/kinds/kept_answers.py", "keep")


class Passed:
    """Counts the calls of our own functions while it is the profiler of this thread."""

    def __init__(self) -> None:
        self.calls: Counter[Function] = Counter()

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        """Called by the interpreter."""
        code = frame.f_code
        inner = code.co_name.startswith("<")  # a comprehension belongs to its function
        if event == "call" and code.co_filename.startswith(OURS) and not inner:
            self.calls[str(Path(code.co_filename).relative_to(ROOT)), code.co_qualname] += 1

    @property
    def files(self) -> list[str]:
        """The files passed."""
        return sorted({file for file, _name in self.calls})

    def of(self, file: str, name: str) -> int:
        """How often a function was called."""
        return self.calls[file, name]


async def press_space() -> Passed:
    """Open the lesson, mark a word, go on by a word, and count what marking that one passes through."""
    from lessons.cli.call import PlayRequest
    from lessons.context import Context
    from tui.app import CloseRead

    passed = Passed()
    with tempfile.TemporaryDirectory() as temporary:
        context = Context.of({"CLOSEREAD_HOME": f"{temporary}/home"}).of_learner("somebody")
        lesson = Path(temporary) / "lesson"
        write_lesson(lesson, 500)
        app = CloseRead(PlayRequest(lesson, (), context))
        async with app.run_test(size=(80, 24)) as pilot:
            for key in ("n", "space", "right", "right", "right"):
                await pilot.press(key)
                await pilot.pause()
            sys.setprofile(passed)
            try:
                await pilot.press("space")
                await pilot.pause()
            finally:
                sys.setprofile(None)
    return passed


def main() -> None:
    """Count, and say so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="name the functions, file by file")
    listed = parser.parse_args().list
    passed = asyncio.run(press_space())
    for file in passed.files if listed else ():
        print(file)
        for (own, name), count in sorted(passed.calls.items()):
            if own == file:
                print(f"    {count:>4}  {name}")
    print(f"files {len(passed.files)}, functions {len(passed.calls)}, calls {passed.calls.total()}")
    print(f"answer read {passed.of(*READ)} times, written {passed.of(*WRITE)} times")


if __name__ == "__main__":
    main()
