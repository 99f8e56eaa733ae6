"""How long ``closeread check`` takes for 200 lessons, against a bare reading of the same files with PyYAML's C loader.

Both are whole processes, run in turn; the ratio of each pair counts, its median is printed. Bar: 4 by the clock. The
processor time of all processes of a check is told too: other work on the machine changes it little. The memory is that
of the largest process of a check; it should not grow with the folder. Bar for 1,000 lessons: 60 s.
Usage: python benchmarks/checking.py [--pairs 7] [--lessons 200]
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BARE = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


def seconds(command: list[str], home: str) -> tuple[float, float]:
    """How long a command takes with an empty home: what this machine's classes hold is no part of it.

    By the clock, and of processors: its own and those of its processes.
    """
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "CLOSEREAD_HOME": home}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    spent, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return spent, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--lessons", type=int, default=200)
    parser.add_argument("--lesson", default="content/unsigned-column", help="the lesson that is copied")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        course = Path(name) / "course"
        course.mkdir()
        shutil.copy(ROOT / "content" / "techniques.yaml", course)
        for number in range(options.lessons):
            shutil.copytree(ROOT / options.lesson, course / f"lesson-{number:03}")
        listing = ", ".join(f"lesson-{number:03}" for number in range(options.lessons))
        (course / "course.yaml").write_text(
            f"format: 1\ntitle: Many\nsummary: Copies.\nlessons: [{listing}]\ntechniques: techniques.yaml\n"
        )
        size = sum(path.stat().st_size for path in course.rglob("*.yaml"))
        pairs = [
            (
                seconds([sys.executable, "-m", "lessons", "check", str(course)], f"{name}/home"),
                seconds([sys.executable, "-c", BARE, str(course)], f"{name}/home"),
            )
            for _ in range(options.pairs)
        ]
    print(f"{options.lessons} lessons, {size / 1e6:.1f} MB of YAML, {options.pairs} pairs")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {memory:.0f} MiB")
    for which, name in enumerate(("by the clock", "of processors")):
        check = statistics.median(one[which] for one, _ in pairs)
        bare = statistics.median(one[which] for _, one in pairs)
        ratio = statistics.median(one[which] / other[which] for one, other in pairs)
        print(f"{name}: check {check:.2f} s, bare reading {bare:.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
