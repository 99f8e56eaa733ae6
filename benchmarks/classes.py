"""How long a whole class takes to collect and to report, in how much memory, and whether the figures are right.

Classes are simulated: learners with known abilities, sensitivities, criteria and slips answer a lesson of 60 exercises,
20 of them to mark words in an article of 600 (tests/helpers/simulated_learners.py). The real commands run as processes
of their own. Bar for 3,000 learners, both commands together: 60 s, 500 MB.

Then what was put in is held against what the report says. z is the difference in standard errors: over many figures
its mean is near 0 and its spread near 1 where figure and stated error are right.

Usage: python benchmarks/classes.py [30 300 3000] [--exercises 60] [--seed 0]. Ends with 1 when a bar is missed.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lessons.reports.classes.building import class_report  # noqa: E402
from lessons.reports.classes.values import ClassReport  # noqa: E402
from lessons.school.store import ClassStore  # noqa: E402
from tests.helpers.simulated_learners import Learner, SimulatedClass  # noqa: E402
from tests.helpers.simulated_lesson import write_lesson  # noqa: E402
from tests.helpers.simulated_truth import Truth  # noqa: E402

BAR_LEARNERS, BAR_SECONDS, BAR_MEGABYTES = 3_000, 60.0, 500.0


@dataclass(frozen=True)
class Run:
    """One command as a process."""

    seconds: float
    processor: float
    megabytes: float


def run(words: Sequence[str], home: Path) -> Run:
    """Run ``closeread`` and measure it. Its output goes nowhere."""
    command = [sys.executable, "-m", "lessons", *words]
    environment = {**os.environ, "CLOSEREAD_HOME": str(home), "PYTHONPATH": str(ROOT)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, most = time.perf_counter(), 0.0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while True:
            most = max(most, held(process.pid))
            try:
                _out, told = process.communicate(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                continue
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(told.decode()[-2_000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    scale = 1 if sys.platform == "darwin" else 1_024  # of ru_maxrss: bytes there, kilobytes elsewhere
    return Run(seconds, processor, most or after.ru_maxrss * scale / 1e6)


def held(pid: int) -> float:
    """Megabytes in memory of a process and all that it started; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 1e6 + sum(held(int(child)) for child in children)


def yardstick() -> float:
    """Seconds for five million additions: what this processor has to give at the moment."""
    start, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return time.process_time() - start


def spread(name: str, errors: Iterable[float], differences: Iterable[float]) -> None:
    """What is off, in figures and in standard errors."""
    z, off = list(errors), [abs(one) for one in differences]
    print(
        f"  {name:<16}{len(z):>6} figures   off by {fmean(off):.3f} on the average, {max(off):.3f} at most"
        f"   z: mean {fmean(z):+.2f}, spread {fmean(one * one for one in z) ** 0.5:.2f}, largest {max(map(abs, z)):.1f}"
    )


def recovered(report: ClassReport, truth: Truth, learners: Sequence[Learner]) -> None:
    """Hold the report against what was put in."""
    wanted = list(truth.facility())
    found = [float(one.facility or 0) for one in report.exercises]
    spread(
        "facility",
        (a.errors(b) for a, b in zip(wanted, found, strict=True)),
        (b - a.value for a, b in zip(wanted, found, strict=True)),
    )
    rest = list(truth.discrimination())
    seen = [one.discrimination or 0.0 for one in report.exercises]
    spread(
        "discrimination",
        (a.errors(b) for a, b in zip(rest, seen, strict=True)),
        (b - a.value for a, b in zip(rest, seen, strict=True)),
    )
    signed = [(a, b) for a, b in zip(rest, seen, strict=True) if abs(a.errors(0.0)) > 3]
    same = sum(a.value * b > 0 for a, b in signed)
    print(f"  sign of discrimination right: {same} of {len(signed)} that are far from 0 by their truth")
    by_name = {one.name: one.marks for one in report.learners}
    pairs = [(one, by_name[one.name]) for one in learners]
    measured = [(one, own.d_prime, own.criterion, own.d_prime_error) for one, own in pairs]
    known = [(one, d, c, e) for one, d, c, e in measured if d is not None and c is not None and e]
    spread("d'", ((d - o.d_prime) / e for o, d, _, e in known), (d - o.d_prime for o, d, _, _ in known))
    spread("criterion", ((c - o.bias) * 2 / e for o, _, c, e in known), (c - o.bias for o, _, c, _ in known))


def measure(count: int, exercises: int, seed: int) -> bool:
    """One class; whether the bar is kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = write_lesson(folder / "course", exercises)
        learners = SimulatedClass(made, seed).write(folder / "inbox", count)
        size = sum(path.stat().st_size for path in (folder / "inbox").iterdir()) / 1e6
        print(f"\n{count:,} learners x {exercises} exercises, {size:.0f} MB of hand-ins", flush=True)
        database = str(folder / "class.db")
        words = ["collect", str(folder / "inbox"), "-c", database, "--lesson", str(made.folder)]
        runs = {
            "collect": run(words, folder),
            "class report": run(["class", "report", database], folder),
            "collect again": run(words, folder),
        }
        for command, one in runs.items():
            print(
                f"  {command:<16}{one.seconds:6.1f} s, {one.processor:6.1f} s of the processor,"
                f" {one.megabytes:5.0f} MB at most",
                flush=True,
            )
        recovered(report_of(Path(database)), Truth(made.tasks, learners), learners)
    first = [runs["collect"], runs["class report"]]
    seconds, megabytes = sum(one.seconds for one in first), max(one.megabytes for one in first)
    if count != BAR_LEARNERS:
        return True
    print(
        f"  collect and report: {seconds:.1f} s (bar {BAR_SECONDS:.0f}), {megabytes:.0f} MB (bar {BAR_MEGABYTES:.0f})"
    )
    return seconds <= BAR_SECONDS and megabytes <= BAR_MEGABYTES


def report_of(database: Path) -> ClassReport:
    """The report's values."""
    from lessons.school.at_hand import open_assigned

    with ClassStore(database, "class", write=True) as store:
        return class_report(store, open_assigned(store.assignments()[0]))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("learners", type=int, nargs="*", default=[30, 300, 3000])
    parser.add_argument("--exercises", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    load = f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    print(f"{load}; five million additions take {yardstick():.2f} s")
    kept = [measure(count, options.exercises, options.seed) for count in options.learners]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
