"""How long a key takes until its frame is drawn, in articles of 500, 10,000 and 100,000 words and in a floor program.

The programs run at the same time, each in a terminal of its own, and get the same key in turn: what disturbs one
disturbs all, and the ratios can be trusted where the milliseconds cannot. The article is open in an exercise that asks
to mark words; the walk goes right, left, down and up, selects, and turns pages, at the top of the article and at its
end. The floor is a program with one line of text.

Usage: python benchmarks/keys.py [--rounds 3]. Ends with 1 when a bar is missed.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.article_of_words import write_lesson
from benchmarks.pty_driver import Terminal

ROOT = Path(__file__).parents[1]
WORDS = (500, 10_000, 100_000)
WARM_UP = ("right", "down", "left", "up") * 4
WALK = (
    ("right",) * 12
    + ("down",) * 3
    + ("left",) * 5
    + ("shift+right",) * 4
    + ("up",) * 2
    + ("shift+left", "right")
)
JUMPS = ("}", "}", "(", ")", ")", "{", "down", "down", "pagedown", "up", "pageup", "right")
FLOOR = "one line"
BAR_LENGTH, BAR_FLOOR = 1.3, 5.0


def start(stack: ExitStack, folder: Path) -> dict[str, Terminal]:
    """The programs, ready for keys."""
    launch = "from tui.launch import main; main()"
    terminals = {}
    for words in WORDS:
        lesson = folder / f"words-{words}"
        command = [sys.executable, "-c", launch, str(lesson)]
        env = {"CLOSEREAD_HOME": str(folder / f"home-{words}"), "PYTHONPATH": str(ROOT)}
        terminals[f"{words:,} words"] = stack.enter_context(Terminal(command, env=env))
    floor = [sys.executable, str(ROOT / "benchmarks" / "one_line_app.py")]
    terminals[FLOOR] = stack.enter_context(Terminal(floor))
    for name, terminal in terminals.items():
        terminal.wait_for("0 keys" if name == FLOOR else "Opening")
        terminal.settle(0.8)
        if name != FLOOR:
            terminal.press("n", timeout=30)  # to the first exercise: while one reads there is nothing to mark
            terminal.settle(0.8)
    return terminals


def walk(terminals: dict[str, Terminal], keys: tuple[str, ...], times: dict[str, list[float]]) -> None:
    """Press each key in every program, one program after the other, and keep the milliseconds.

    At the end of its text a program answers nothing to ``down``: such a key is left out.
    """
    for key in keys:
        for name, terminal in terminals.items():
            with suppress(TimeoutError):
                times[name].append(terminal.press(key, timeout=2)[0] * 1000)


def measure(rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of each key of the word cursor, and of each jump, by program."""
    names = [*(f"{words:,} words" for words in WORDS), FLOOR]
    steps: dict[str, list[float]] = {name: [] for name in names}
    jumps: dict[str, list[float]] = {name: [] for name in names}
    thrown: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for words in WORDS:
            write_lesson(folder / f"words-{words}", words)
        for _ in range(rounds):
            with ExitStack() as stack:
                terminals = start(stack, folder)
                walk(terminals, WARM_UP, thrown)
                walk(terminals, WALK * 3, steps)
                walk(terminals, JUMPS * 2, jumps)
                walk(terminals, ("pagedown", "up", "up", "pagedown", "up", "up"), thrown)
                walk(terminals, WALK * 3, steps)
    return steps, jumps


def quantile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def table(title: str, times: dict[str, list[float]]) -> None:
    print(f"\n{title}, milliseconds from key to frame")
    print(f"{'':>16}{'keys':>8}{'p50':>8}{'p95':>8}{'p99':>8}   p95 / 500 words   p95 / one line")
    shortest = quantile(times[f"{WORDS[0]:,} words"], 95)
    floor = quantile(times[FLOOR], 95)
    for name, values in times.items():
        p50, p95, p99 = (quantile(values, percent) for percent in (50, 95, 99))
        print(
            f"{name:>16}{len(values):8}{p50:8.1f}{p95:8.1f}{p99:8.1f}{p95 / shortest:18.2f}{p95 / floor:17.2f}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often the programs are started (3)")
    steps, jumps = measure(parser.parse_args().rounds)
    table("Word cursor", steps)
    table("Jumps and pages", jumps)
    longest = quantile(steps[f"{WORDS[-1]:,} words"], 95)
    by_length = longest / quantile(steps[f"{WORDS[0]:,} words"], 95)
    by_floor = longest / quantile(steps[FLOOR], 95)
    print(f"\nword cursor, p95 of 100,000 / 500 words: {by_length:.2f} (bar {BAR_LENGTH})")
    print(f"word cursor, p95 of 100,000 words / one line: {by_floor:.2f} (bar {BAR_FLOOR})")
    return int(by_length > BAR_LENGTH or by_floor > BAR_FLOOR)


if __name__ == "__main__":
    sys.exit(main())
