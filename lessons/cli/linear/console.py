"""Lines in, lines out. At a terminal they are broken between words, and the arrow keys bring back what was typed."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from lessons.i18n import counted
from lessons.text import normalise
from lessons.text.sizes import cells

LONGEST_LINE = 20_000
"""Characters of a typed line that are read; the rest of the line is dropped."""
_BAR = re.compile("[\u2580-\u259f\u25a0\u25a1\u25aa\u25fc\u2b1b]+(?P<more> (?=\\w))?")
"""The bar of a chart that is written in squares, such as ▇▇▇▇, and whether a number or word follows it."""


class Console:
    """Reads what is typed and prints what is said, nothing else."""

    def __init__(self, lines_in: TextIO, lines_out: TextIO) -> None:
        self._in, self._out = lines_in, lines_out
        self._prompts = lines_in.isatty()
        self._edits = self._prompts and lines_in is sys.stdin and lines_out is sys.stdout and _line_editor()
        self._wraps = lines_out.isatty()

    def say(self, *lines: str) -> None:
        """Print each line, with its control characters removed; the reader has it before this returns."""
        self.say_all(lines)

    def say_all(self, lines: Iterable[str]) -> None:
        """``say`` for lines in one value."""
        room = shutil.get_terminal_size().columns if self._wraps else 0
        for line in lines:
            words = with_bars_counted(normalise(line))
            for row in broken(words, room) if self._wraps else (words,):
                self._out.write(row + "\n")
        self._out.flush()

    def ask(self) -> str | None:
        """The next line, cleaned and without the space around it; ``None`` at the end of the input."""
        if self._edits:
            try:
                return " ".join(normalise(input("> ")[:LONGEST_LINE]).split())
            except EOFError:
                return None
        if self._prompts:
            self._out.write("> ")
            self._out.flush()
        line = self._in.readline(LONGEST_LINE)
        if not line:
            return None
        while not line.endswith("\n") and (rest := self._in.readline(LONGEST_LINE)):
            if rest.endswith("\n"):
                break
        return " ".join(normalise(line).split())


def _line_editor() -> bool:
    """Whether typed lines can be edited and brought back; the history stays in memory. Not every system has it."""
    try:
        import readline
    except ImportError:
        return False
    readline.set_history_length(500)
    return True


def with_bars_counted(line: str) -> str:
    """The line with the squares of its bars counted: a screen reader would read out each of them, or none."""

    def in_words(bar: re.Match[str]) -> str:
        words = counted("{count} square", "{count} squares", len(bar[0].rstrip()))
        return f"{words}, " if bar["more"] else words

    return line if line.isascii() else _BAR.sub(in_words, line)


def broken(line: str, room: int) -> Iterator[str]:
    """A line in rows of at most ``room`` cells, broken at blanks; a longer word between its characters."""
    row, used = "", 0
    for word in line.split(" "):
        size = cells(word)
        if row and used + 1 + size > room:
            yield row
            row, used = "", 0
        elif row:
            row, used = f"{row} ", used + 1
        for character in word if size > room else ():
            wide = cells(character)
            if used + wide > room:
                yield row
                row, used = "", 0
            row, used = row + character, used + wide
        if size <= room:
            row, used = row + word, used + size
    yield row
