"""The examples of docs/checks: parts of a lesson, wrong and mended, put into a small sound course.

A block ```` ```diff NAME ```` is a part: ``exercises`` and ``answers`` are put at the end of the exercises and
answers, ``head`` into the head of lesson.yaml, ``key`` at the end of key.yaml, ``one-file`` at the end of the exercises
of a lesson in one file; any other name is a whole file. Lines that begin with ``-`` stand only in the wrong lesson,
lines that begin with ``+`` only in the mended one.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from lessons.author.templates import template

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "checks").glob("*.md"))
HEAD = "format: 1\ntitle: T\nsummary: S\nminutes: 5\n"
EXERCISES = "".join(
    f"- {{id: base-{strand}, kind: short, strand: {strand}, prompt: How many?}}\n"
    for strand in ("language", "sourcing", "omission")
)
ANSWERS = "".join(
    f"  base-{strand}: {{accept: [2], why: So.}}\n" for strand in ("language", "sourcing", "omission")
)
ONE_FILE = "title: T\nminutes: 5\nexercises:\n" + "".join(
    f"- short: How many for {strand}?\n  strand: {strand}\n  answers:\n    - right: 2\n  why: So.\n"
    for strand in ("language", "sourcing", "omission")
)
COURSE = "format: 1\ntitle: T\nsummary: S\nlessons: [river]\n"
LESSON = "river"


class Example(NamedTuple):
    """One code with its parts, and where it is told: (part, line in the part, column, code)."""

    code: str
    parts: Mapping[str, str]
    places: frozenset[tuple[str, int, int, str]]


def examples() -> list[Example]:
    """Every example of the pages."""
    found = []
    for page in PAGES:
        for section in re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            code = section.partition(":")[0]
            blocks = re.findall(r"^```diff (\S+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
            told = re.findall(r"^`(\S+?):(\d+):(\d+)`(?: ([A-Z]\d{3}))?$", section, re.MULTILINE)
            places = frozenset(
                (name, int(line), int(column), other or code) for name, line, column, other in told
            )
            found.append(Example(code, dict(blocks), places))
    return found


def lines_of(part: str, other: str) -> str:
    """The part without the lines that begin with ``other``, and without the first sign of each."""
    kept = (line[1:] for line in part.splitlines(keepends=True) if line[0] != other)
    return "".join(kept).replace("→", "\t")


def write(folder: Path, parts: Mapping[str, str], sign: str) -> Path:
    """The course with the wrong parts (``"-"``) or with the mended ones (``"+"``)."""
    other = "+" if sign == "-" else "-"
    text = {name: lines_of(part, other) for name, part in parts.items()}
    files = {
        "course.yaml": text.get("course.yaml", COURSE),
        f"{LESSON}/article.md": text.get("article.md", template("article.md")),
        f"{LESSON}/beside.md": template("beside.md"),
        f"{LESSON}/SOURCES.md": "# Sources\n",
        f"{LESSON}/lesson.yaml": text.get(
            "lesson.yaml", f"{HEAD}{text.get('head', '')}exercises:\n{EXERCISES}{text.get('exercises', '')}"
        ),
        f"{LESSON}/key.yaml": text.get(
            "key.yaml", f"format: 1\nanswers:\n{ANSWERS}{text.get('answers', '')}{text.get('key', '')}"
        ),
    }
    if "one-file" in text:
        files[f"{LESSON}/lesson.yaml"] = ONE_FILE + text["one-file"]
        if not text.get("key.yaml"):
            del files[f"{LESSON}/key.yaml"]
    if "techniques.yaml" in text:
        files["techniques.yaml"] = text["techniques.yaml"]
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def part_of(file: Path, line: int, parts: Mapping[str, str], sign: str) -> tuple[str, int]:
    """Which part a line of a file belongs to, and the line's number in it; the file's own for what is in none."""
    other = "+" if sign == "-" else "-"
    count = {name: lines_of(part, other).count("\n") for name, part in parts.items()}
    head = HEAD.count("\n")
    base = EXERCISES.count("\n")
    starts: Iterable[tuple[str, int]] = ()
    if file.name == "lesson.yaml" and "one-file" in parts:
        starts = (("one-file", ONE_FILE.count("\n")),)
    elif file.name == "lesson.yaml" and "lesson.yaml" not in parts:
        first = head + count.get("head", 0) + 1 + base
        starts = (("head", head), ("exercises", first))
    elif file.name == "key.yaml" and "key.yaml" not in parts:
        starts = (("answers", 2 + base), ("key", 2 + base + count.get("answers", 0)))
    for name, start in starts:
        if start < line <= start + count.get(name, 0):
            return name, line - start
    return file.name, line
