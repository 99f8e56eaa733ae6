"""How the question, the answer and the article share a lesson's screen: pure functions of its size.

The question stands above the answer and never scrolls away. What explains it further is folded away where the
answer would lose its first lines to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Size

from tui.layout import HEIGHTS, SIDE_BY_SIDE, THREE_COLUMNS
from tui.widgets.key_bar import most_lines
from tui.widgets.sheet import GUTTER, Entry, laid_out

ARTICLE_WIDTH = 106
"""The widest an article column needs to be: its lines, its margin, and room for the names of techniques."""
FIELD = 4
"""Lines of the field for typed answers, with the empty one below it."""
ROOMY = 24
"""Lines of a screen from which on an empty one stands below the question."""
MOST_WORDS = 45
"""Words of prompt and answer from which on a low screen shows the question alone until the student asks for more."""
AHEAD = 3
"""Lines of an answer, beyond the first that can be chosen, that should be in view before a long prompt is."""


@dataclass(frozen=True, slots=True)
class Room:
    """Of the pane beside or below the article: cells in a line of text, lines at most."""

    width: int
    height: int
    examples: bool = True
    """Whether an example may take lines before the student asks for it."""


def article_width(width: int, *, both: bool) -> int:
    """Cells that one article, or both, take on a screen with columns."""
    return width * 66 // 100 if both else min(width * 3 // 5, ARTICLE_WIDTH)


def room(size: Size, *, below: bool, both: bool, share: float, measure: int) -> Room:
    """The room of the pane on a screen of this size.

    ``below``: whether it stands under the article, which then keeps ``share`` of the lines. ``measure``: the widest
    line.
    """
    tall = size.height >= HEIGHTS[-1][0]
    lines = size.height - (2 if tall else 1) - most_lines(size.height) - gap(size)
    if not below:
        return Room(
            min(measure, size.width - article_width(size.width, both=both) - 2 - 1 - GUTTER), max(3, lines)
        )
    least = max(3, round((lines - 1) * share))
    return Room(min(measure, size.width - 1 - GUTTER), max(3, lines - 1 - least), tall)


def is_below(size: Size, *, both: bool) -> bool:
    """Whether the pane stands under the article: on a narrow screen, and where two articles take its width."""
    return size.width < (THREE_COLUMNS if both else SIDE_BY_SIDE)


def gap(size: Size) -> int:
    """Empty lines below the question: none on the lowest screens."""
    return int(size.height >= ROOMY)


@dataclass(frozen=True, slots=True)
class Folding:
    """What of an exercise is shown."""

    question: int = 0
    """Lines of the question, 0 for all of it."""
    prompt: bool = True
    """Whether the rest of the prompt is shown; all of it where the question is cut."""
    example: bool = True
    hides_prompt: bool = False
    """Whether there is more of the prompt than is shown."""
    hides_example: bool = False
    told: bool = False
    """Whether the question's lines are the whole prompt."""

    @property
    def folds(self) -> bool:
        """Whether anything is folded away."""
        return self.hides_prompt or self.hides_example


def folded(
    question: Entry,
    prompt: Sequence[Entry],
    example: Sequence[Entry],
    answer: Sequence[Entry],
    at: Room,
    *,
    typed: bool,
) -> Folding:
    """What fits above an answer without hiding its beginning; ``typed``: the answer has a field below it."""
    width, left = at.width, at.height - (FIELD if typed else 0)

    def lines(entries: Sequence[Entry]) -> int:
        return len(laid_out(entries, width))

    whole, rest, board = lines([question]), lines(prompt), lines(answer)
    if at.examples and whole + rest + lines(example) + board <= left:
        return Folding()
    first = beginning(answer, width)
    left -= int(bool(example))
    words = sum(len(entry.body.plain.split()) for entry in (question, *prompt, *answer))
    wordy = bool(prompt) and not at.examples and words > MOST_WORDS
    if not wordy and whole + rest + min(board, first + AHEAD) <= left:
        return Folding(example=not example, hides_example=bool(example))
    most = max(1, left - first - int(not example))
    cut = whole > most
    return Folding(most if cut else 0, not (cut or prompt), not example, cut or bool(prompt), bool(example))


def shows_beginning(question: Entry, answer: Sequence[Entry], at: Room) -> bool:
    """Whether a question, the line for what is folded away with its empty ones, and the beginning of an answer fit."""
    return len(laid_out([question], at.width)) + 3 + beginning(answer, at.width) <= at.height


def beginning(answer: Sequence[Entry], width: int) -> int:
    """Lines of an answer down to the end of the first that can be chosen; where none can, its first three."""
    keyed = next((number for number, entry in enumerate(answer) if entry.key), None)
    return (
        min(3, len(laid_out(answer, width))) if keyed is None else len(laid_out(answer[: keyed + 1], width))
    )
