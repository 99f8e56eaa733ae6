"""What a lesson costs to write, in two files and in one: lines, characters typed, packaging, names invented.

Counted without indentation, comments and empty lines. Prose is what stands in values that students read or that the
article says; packaging is the rest: keys, dashes, quotation marks, ids. A name is an id that the author had to think
of: of an exercise, a row, an option, a claim. The lesson of the trial is measured as a teacher wrote it in one file,
and in two files as the program writes it; a shipped lesson as it is, and converted without its ids.
Usage: python benchmarks/authoring.py
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lessons.author.converting import converted
from lessons.kinds.registry import kind_of
from lessons.kinds.roles import lists_in
from lessons.loading.catalogue import read_course, shipped
from lessons.loading.document import Value
from lessons.loading.exercise_ids import is_one_file
from lessons.loading.yaml_source import read_yaml_text

ROOT = Path(__file__).parents[1]
TRIAL = ROOT / "tests" / "pool" / "the-fight"
NO_PROSE = frozenset(
    [
        *(
            "format",
            "id",
            "was",
            "kind",
            "strand",
            "level",
            "where",
            "minutes",
            "pick",
            "mode",
            "shown",
            "is",
            "also",
        ),
        *(
            "technique",
            "techniques",
            "offer",
            "label",
            "credit",
            "weight",
            "claim",
            "class",
            "need",
            "unit",
            "grace",
        ),
        *(
            "family-credit",
            "spelling",
            "nth",
            "all",
            "in",
            "debatable",
            "known",
            "nothing",
            "article",
            "beside",
        ),
    ]
)
"""Fields whose values no student reads."""


@dataclass(frozen=True)
class Effort:
    """The figures of a lesson in one form."""

    lines: int
    typed: int
    prose: int
    names: int
    exercises: int
    each: tuple[float, float]
    """Lines and characters of an exercise, on average."""

    @property
    def packaging(self) -> int:
        """Characters that say nothing to a student."""
        return self.typed - self.prose


def effort(texts: list[str]) -> Effort:
    """The figures of the texts of a lesson."""
    lines = [line for text in texts for line in _written(text)]
    inside = [line for text in texts for line in _written("\n".join(_EXERCISES.findall(text)))]
    values = [read_yaml_text(text, Path("lesson.yaml")).value for text in texts]
    prose = sum(map(len, (text for value in values for text in _prose(value, ""))))
    exercises = _exercises(values[0])
    names = sum(_names(exercise, one_file=is_one_file(values[0])) for exercise in exercises)
    each = len(inside) / len(exercises), sum(map(len, inside)) / len(exercises)
    return Effort(len(lines), sum(map(len, lines)), prose, names, len(exercises), each)


_EXERCISES = re.compile(r"^(?:exercises|answers):[^\n]*\n((?:(?: .*|#.*)?\n)*)", re.MULTILINE)


def _written(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    return [line for line in lines if line and not line.startswith("#")]


def _exercises(value: Value) -> list[dict[str, Value]]:
    listed = value.get("exercises") if isinstance(value, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _prose(value: Value, key: str) -> Iterator[str]:
    if isinstance(value, str) and key not in NO_PROSE:
        yield " ".join(value.split())
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield from _prose(inner, name)
    for inner in value if isinstance(value, list) else ():
        yield from _prose(inner, key)


def _names(exercise: Mapping[str, Value], *, one_file: bool) -> int:
    """The ids of an exercise and of its lists."""
    if not one_file:
        kind = kind_of(exercise)
        lists = lists_in(kind.task, exercise, kept=True) if kind is not None else ()
        return 1 + sum(len(entries) for _path, entries in lists)
    columns = _entries(exercise.get("columns"))
    own = len(_entries(exercise.get("options"))) + len(columns)
    return (
        own + sum(len(_entries(_entries(one).get("options"))) for one in columns.values()) + _given(exercise)
    )


def _given(value: Value | Mapping[str, Value]) -> int:
    """How often an ``id:`` stands in a value."""
    if isinstance(value, list):
        return sum(map(_given, value))
    return ("id" in value) + sum(map(_given, value.values())) if isinstance(value, Mapping) else 0


def _entries(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def forms(folder: Path) -> tuple[Effort, Effort]:
    """A lesson in two files, and in one."""
    lesson, key = folder / "lesson.yaml", folder / "key.yaml"
    if key.exists():
        (one,) = (text for text in converted(folder, two=False, keep_ids=False).values() if text is not None)
        return effort([lesson.read_text("utf-8"), key.read_text("utf-8")]), effort([one])
    files = converted(folder, two=True, keep_ids=True)
    return effort([str(files[lesson]), str(files[key])]), effort([lesson.read_text("utf-8")])


def main() -> None:
    """Print a table, a lesson a line."""
    print(
        f"{'lesson':<22}{'form':<6}{'lines':>7}{'typed':>8}{'packaging':>11}{'names':>7}   an exercise: lines, typed"
    )
    folders = [TRIAL, *(card.folder for card in read_course(shipped()).lessons)]
    for folder in folders:
        for name, one in zip(("two", "one"), forms(folder), strict=True):
            share = f"{one.packaging} {100 * one.packaging // one.typed}%"
            each = f"{one.each[0]:.1f}, {one.each[1]:.0f}"
            print(f"{folder.name:<22}{name:<6}{one.lines:>7}{one.typed:>8}{share:>11}{one.names:>7}   {each}")


if __name__ == "__main__":
    main()
