"""Lines in, lines out."""

from collections.abc import Iterable
from typing import TextIO

from lessons.text import normalise

LONGEST_LINE = 20_000
"""Characters of a typed line that are read; the rest of the line is dropped."""


class Console:
    """Reads what is typed and prints what is said, nothing else."""

    def __init__(self, lines_in: TextIO, lines_out: TextIO) -> None:
        self._in, self._out = lines_in, lines_out
        self._prompts = lines_in.isatty()

    def say(self, *lines: str) -> None:
        """Print each line, with its control characters removed; the reader has it before this returns."""
        self.say_all(lines)

    def say_all(self, lines: Iterable[str]) -> None:
        """As ``say``, for lines that come as one value."""
        for line in lines:
            self._out.write(normalise(line) + "\n")
        self._out.flush()

    def ask(self) -> str | None:
        """The next line, cleaned and without the space around it; ``None`` at the end of the input."""
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
