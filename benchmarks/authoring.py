"""What a lesson costs to write, in two files and in one: lines, characters typed, packaging, names invented.

Counted without indentation, comments and empty lines. Prose is what stands in values that students read or that the
article says; packaging is the rest: keys, dashes, quotation marks, ids. A name is an id that the author had to think
of: of an exercise, a row, an option, a claim. The lesson of the trial is measured as a teacher wrote it in one file,
and in two files as the program writes it; a shipped lesson as it is, and converted without its ids.
Below: the share of edits by which a text loses its id, or gets that of another, before ids.yaml stands beside the
lesson and after.
Usage: python benchmarks/authoring.py
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from lessons.author.converting import converted
from lessons.kinds.registry import kind_of
from lessons.kinds.roles import lists_in
from lessons.lesson.opening import open_lesson
from lessons.lesson.writing_out import write_out
from lessons.loading.catalogue import read_course, shipped
from lessons.loading.document import Value
from lessons.loading.exercise_ids import is_one_file
from lessons.loading.yaml_source import read_yaml_text
from lessons.text.ids import KeptTexts, ids_of

ROOT = Path(__file__).parents[1]
ROUNDS = 2_000
"""Edits of each sort."""
EDITS = (
    "typo mended",
    "first word changed",
    "half rewritten",
    "one put in front",
    "reordered",
    "one taken out",
    "another instead",
)
STRANGERS = (
    "Who paid for the survey, and who was asked?",
    "A neighbour who was there",
    "Maybe",
    "The newspaper alone says this, and it names no source for it.",
    "Every second driver in the town",
)
"""Texts of no lesson: one of them at the place of another is no edit of it."""
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


@dataclass(frozen=True)
class Line:
    """A line of a list as it is kept: its text, and a checksum of what else it says."""

    text: str
    sum: str = ""


def edited(lines: list[Line], chance: Random, edit: str) -> tuple[list[Line], int]:
    """The lines with one edit, and the place of the line that was edited. Another line says something else too."""
    at = chance.randrange(len(lines))
    words = lines[at].text.split()
    spot = chance.randrange(len(words))
    after = list(lines)
    half = len(words) // 2
    match edit:
        case "typo mended":
            mended = [*words[:spot], words[spot][1:] or "x", *words[spot + 1 :]]
            after[at] = replace(lines[at], text=" ".join(mended))
        case "first word changed":
            after[at] = replace(lines[at], text=" ".join(["Other", *words[1:]]))
        case "half rewritten":
            after[at] = replace(
                lines[at], text=" ".join([*words[:half], *("other" for _word in words[half:])])
            )
        case "one put in front":
            after.insert(0, Line(chance.choice(lines).text + " again", "another"))
        case "reordered":
            chance.shuffle(after)
        case "one taken out":
            del after[at]
        case "another instead":
            after[at] = Line(chance.choice(STRANGERS), "another" if lines[at].sum else "")
    return after, at


def lasting(lists: list[list[Line]]) -> None:
    """Print how many ids are lost, or become another text's, by edits of the texts: with and without ids.yaml."""
    print(f"\n{'ids after an edit':<22}{'lost':>8}{'swapped':>9}{'lost, in use':>14}{'swapped':>9}")
    for edit in EDITS:
        chance, counts = Random(edit), [0, 0, 0, 0]
        for _round in range(ROUNDS):
            lines = chance.choice(lists)
            after, at = edited(lines, chance, edit)
            texts, sums = [line.text for line in after], [line.sum for line in after]
            owner = dict(zip(ids_of([line.text for line in lines]), lines, strict=True))
            kept = KeptTexts(
                {id: line.text for id, line in owner.items()},
                sums={id: line.sum for id, line in owner.items()},
            )
            for column, ids in ((0, ids_of(texts)), (2, ids_of(texts, kept=kept, sums=sums))):
                now = dict(zip(ids, after, strict=True))
                mine = {lines[at]} if edit in EDITS[:3] else set()
                gone = {lines[at]} if edit in EDITS[-2:] else set()
                lost = [one for id, one in owner.items() if id not in now and one not in gone]
                swapped = [
                    id
                    for id, one in now.items()
                    if id in owner and owner[id].text != one.text and owner[id] not in mine
                ]
                counts[column] += bool(lost)
                counts[column + 1] += bool(swapped)
        shares = [f"{100 * count / ROUNDS:.1f}%" for count in counts]
        print(f"{edit:<22}{shares[0]:>8}{shares[1]:>9}{shares[2]:>14}{shares[3]:>9}")


def lists_of(folder: Path) -> Iterator[list[Line]]:
    """The questions of a lesson in one file, and the texts of each of its lists, as ids.yaml has them."""
    one = next(
        text for name, text in _one_file(folder).items() if name.name == "lesson.yaml" and text is not None
    )
    document = read_yaml_text(one, folder / "lesson.yaml")
    ids = write_out(folder, document, open_lesson(folder).glossary).ids
    for kept in (ids.exercises, *(kept for lists in ids.lists.values() for kept in lists.values())):
        lines = [Line(text, kept.sums.get(id, "")) for id, text in kept.texts.items()]
        if len({line.text for line in lines}) == len(lines) > 1 and all(line.text for line in lines):
            yield lines


def _one_file(folder: Path) -> Mapping[Path, str | None]:
    if (folder / "key.yaml").exists():
        return converted(folder, two=False, keep_ids=False)
    return {folder / "lesson.yaml": (folder / "lesson.yaml").read_text("utf-8")}


def main() -> None:
    """Print a table, a lesson a line; then what becomes of ids."""
    print(
        f"{'lesson':<22}{'form':<6}{'lines':>7}{'typed':>8}{'packaging':>11}{'names':>7}   an exercise: lines, typed"
    )
    folders = [TRIAL, *(card.folder for card in read_course(shipped()).lessons)]
    for folder in folders:
        for name, one in zip(("two", "one"), forms(folder), strict=True):
            share = f"{one.packaging} {100 * one.packaging // one.typed}%"
            each = f"{one.each[0]:.1f}, {one.each[1]:.0f}"
            print(f"{folder.name:<22}{name:<6}{one.lines:>7}{one.typed:>8}{share:>11}{one.names:>7}   {each}")
    lasting([lines for folder in folders for lines in lists_of(folder)])


if __name__ == "__main__":
    main()
