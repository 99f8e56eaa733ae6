"""What ``check --fix`` mends by itself: little, and only where nothing else of a file can be touched.

- A502: the fields that decide which of several places a quotation means are added; the first place is taken.
- F209: the id of an exercise is written as an id, in lesson.yaml and in key.yaml.
- K709: a comment marks where a ``why`` is missing, ready to be filled in.
- What makes a file unreadable (Y106 and others), where the line has one reading; see ``lessons.loading.recovery``.

Each change is made on its own first and read back: one that does more or less than it should is not made.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessons.kinds.registry import KINDS
from lessons.lesson.shapes import recovered
from lessons.lesson.writing_out import NOTES_IN_TWO
from lessons.loading.document import Value
from lessons.loading.entries import ASTRAY
from lessons.loading.placing import NO_DASH, NO_HEADING, RECOVERED
from lessons.loading.yaml_edit import Edit, Piece, YamlText, open_yaml, scalars
from lessons.model.problem import Problem, Severity
from lessons.text.ids import id_of

CODES = ("A502", "F209", "K709")
"""The codes of sound files that can be mended."""
UNREADABLE = RECOVERED | {NO_DASH, NO_HEADING, ASTRAY}
"""The codes of what keeps a file from being read."""
_Leaf = tuple[tuple[str | int, ...], str | None]


@dataclass(frozen=True)
class Repair:
    """One change of a file."""

    problem: Problem
    file: YamlText
    edit: Edit
    told: str
    """What was done, in a sentence."""

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """The lines of the file that change, before and after."""
        start, end = self.file.line_of(self.edit.start)
        changed = self.file.with_edits([self.edit]).text
        last = changed.find("\n", self.edit.start + len(self.edit.text))
        after = changed[start : len(changed) if last < 0 else last]
        return self.file.text[start:end].split("\n"), after.split("\n")


def changes(problems: Iterable[Problem]) -> list[Repair]:
    """What can be mended safely, in the order of the problems. Nothing is written."""
    problems = list(problems)
    files: dict[Path, YamlText | None] = {}
    repairs: list[Repair] = []
    for path in dict.fromkeys(problem.place.file for problem in problems if problem.code in UNREADABLE):
        repairs += _read_in_one_way(path, [problem for problem in problems if problem.place.file == path])
    for problem in problems:
        maker = _MAKERS.get(problem.code)
        if maker is not None:
            path = problem.place.file
            if path not in files:
                files[path] = open_yaml(path)
            file = files[path]
            if file is not None:
                repairs += maker(problem, file)
    return repairs


def mended(repairs: Sequence[Repair]) -> list[YamlText]:
    """The files with their changes; those that do not read back as they should are left out."""
    by_path: dict[Path, list[Repair]] = {}
    for change in repairs:
        by_path.setdefault(change.file.path, []).append(change)
    files = []
    for parts in by_path.values():
        edits = list(dict.fromkeys(change.edit for change in parts))
        file = parts[0].file.with_edits(edits)
        if not file.document.broken or all(change.problem.code in UNREADABLE for change in parts):
            files.append(file)
    return files


def _read_in_one_way(path: Path, problems: Sequence[Problem]) -> list[Repair]:
    """Write the lines of a broken file that have one reading as they were read.

    Lines that were moved are left where they are when they have a fault besides.
    """
    file, recovery = open_yaml(path), recovered(path)
    if file is None or tuple(file.text.split("\n")) != recovery.original:
        return []
    faulty = {
        problem.place.line - 1
        for problem in problems
        if problem.severity is Severity.ERROR and problem.code not in UNREADABLE
    }
    moved = (flaw for flaw in recovery.flaws if flaw.code == ASTRAY and faulty & set(flaw.lines))
    mended = recovery.mended(without=tuple(moved))
    told = {(problem.place.line - 1, problem.place.column - 1): problem for problem in problems}
    repairs = []
    for block, flaws in mended.items():
        start = file.offset(block[0] + 1, 1)
        end = start + len("\n".join(recovery.original[block[0] : block[1] + 1]))
        edit = Edit(start, end, "\n".join(recovery.lines[block[0] : block[1] + 1]))
        for flaw in flaws:
            if problem := told.get((flaw.line, flaw.column)):
                repairs.append(Repair(problem, file, edit, f"{flaw.found}; {flaw.fix}"))
    return repairs


def _decide_place(problem: Problem, file: YamlText) -> list[Repair]:
    """Add the fields that name the first of the places."""
    pair = _value_at(problem, file)
    if pair is None or pair[0].value not in _quoting() or not problem.add:
        return []
    key, value, parent = pair
    if "\n" in file.text[value.start : value.end] or value.style in ("|", ">"):
        return []
    if parent.flow:
        edit = Edit(value.end, value.end, "".join(f", {field}" for field in problem.add))
    else:
        edit = _lines_after(file, key, value.end, problem.add)
    added = [field.partition(":")[0] for field in problem.add]
    if not _adds(file, edit, added):
        return []
    what = f"{problem.found}; {', '.join(problem.add)} added: the first is meant; see that it is the one you mean"
    return [Repair(problem, file, edit, what)]


def _quoting() -> set[str]:
    """The keys behind which words of the article stand, with the fields of an anchor beside them."""
    lists = [
        lines for kind in KINDS.values() for lines in kind.lines if not lines.asked and lines.text == "quote"
    ]
    return {"quote", *NOTES_IN_TWO, *(word for lines in lists for word in lines.words)}


def _straighten_id(problem: Problem, file: YamlText) -> list[Repair]:
    """Write the id of an exercise as an id, in both files."""
    pair = _value_at(problem, file)
    if file.path.name != "lesson.yaml" or pair is None or pair[0].value != "id":
        return []
    _key, value, _parent = pair
    id = id_of(value.value)
    value_now = file.document.value
    exercises = value_now.get("exercises") if isinstance(value_now, dict) else None
    used = (
        [one.get("id") for one in exercises if isinstance(one, dict)] if isinstance(exercises, list) else []
    )
    key_file = open_yaml(file.path.with_name("key.yaml"))
    answers = _answers(key_file)
    if not id or used.count(value.value) != 1 or key_file is None or answers is None:
        return []
    clash = [
        other for other in used if isinstance(other, str) and id_of(other) == id and other != value.value
    ]
    named = [piece for piece in answers if piece.value == value.value]
    if clash or len(named) > 1 or any(piece.value == id for piece in answers):
        return []
    what = f"the id {value.value!r} is now {id!r}"
    repairs = [Repair(problem, file, Edit(value.start, value.end, id), what)]
    repairs += [Repair(problem, key_file, Edit(piece.start, piece.end, id), what) for piece in named]
    return repairs if all(_renames(change, value.value, id) for change in repairs) else []


def _mark_missing_why(problem: Problem, file: YamlText) -> list[Repair]:
    """Mark with a comment where a ``why`` belongs."""
    root = file.root()
    at = file.offset(problem.place.line, problem.place.column)
    item = next((piece for piece, key in _items(root) if (key or piece).start == at), None) if root else None
    if item is None:
        return []
    edit = _comment_inside(file, item) or _comment_above(file, at)
    if _is_marked(file, edit) or not _adds(file, edit, []):
        return []
    return [Repair(problem, file, edit, "a comment marks where the why is missing")]


_MAKERS: dict[str, Callable[[Problem, YamlText], list[Repair]]] = {
    "A502": _decide_place,
    "F209": _straighten_id,
    "K709": _mark_missing_why,
}


def _comment_inside(file: YamlText, item: Piece) -> Edit | None:
    """For a mapping written line by line: below its first line, to be uncommented."""
    if item.sort != "mapping" or item.flow or len(item.children) < 2:
        return None
    key, value = item.children[:2]
    if value.sort != "scalar" or value.style in ("|", ">") or "\n" in file.text[value.start : value.end]:
        return None
    return _lines_after(file, key, value.end, ["# why: say why, in a sentence"])


def _comment_above(file: YamlText, at: int) -> Edit:
    """For anything else: above its line."""
    start, _end = file.line_of(at)
    line = file.text[start:at]
    indent = line[: len(line) - len(line.lstrip(" "))]
    comment = "# no why in the next line: write one, as in {is: x, why: Because ...}"
    return Edit(start, start, f"{indent}{comment}\n")


def _is_marked(file: YamlText, edit: Edit) -> bool:
    """Whether the comment stands there already: on the line above the place, or on the one below it."""
    lines = (
        file.text[: edit.start].removesuffix("\n").rpartition("\n")[2],
        file.text[edit.start :].strip("\n").partition("\n")[0],
    )
    return edit.text.strip() in (line.strip() for line in lines)


def _lines_after(file: YamlText, key: Piece, at: int, lines: Sequence[str]) -> Edit:
    """Lines inserted below the line of ``at``, indented like the key."""
    start, _ = file.line_of(key.start)
    _, end = file.line_of(at)
    indent = " " * (key.start - start)
    return Edit(end, end, "".join(f"\n{indent}{line}" for line in lines))


def _value_at(problem: Problem, file: YamlText) -> tuple[Piece, Piece, Piece] | None:
    """The scalar at a problem's place with its key and its mapping."""
    root = file.root()
    if root is None or not problem.place.line:
        return None
    at = file.offset(problem.place.line, problem.place.column)
    for piece, parent in scalars(root):
        if piece.start == at and parent.sort == "mapping":
            index = next(number for number, child in enumerate(parent.children) if child is piece)
            return (parent.children[index - 1], piece, parent) if index % 2 else None
    return None


def _items(root: Piece) -> Iterable[tuple[Piece, Piece | None]]:
    """Every value with the key it stands under, ``None`` in a list."""
    waiting = [root]
    while waiting:
        piece = waiting.pop()
        if piece.sort == "list":
            yield from ((child, None) for child in piece.children)
            waiting += piece.children
        elif piece.sort == "mapping":
            yield from zip(piece.children[1::2], piece.children[::2], strict=True)
            waiting += piece.children[1::2]


def _answers(file: YamlText | None) -> list[Piece] | None:
    """The keys under ``answers`` in key.yaml."""
    root = file.root() if file is not None else None
    if root is None or root.sort != "mapping":
        return None
    for key, value in zip(root.children[::2], root.children[1::2], strict=True):
        if key.value == "answers" and value.sort == "mapping":
            return value.children[::2]
    return None


def _adds(file: YamlText, edit: Edit, names: Sequence[str]) -> bool:
    """Whether the edit takes nothing away and adds values under just these names."""
    after = file.with_edits([edit]).document
    if after.broken:
        return False
    old, new = set(_leaves(file.document.value)), list(_leaves(after.value))
    more = [trail for trail, value in new if (trail, value) not in old]
    named = [next(step for step in reversed(trail) if isinstance(step, str)) for trail in more]
    return len(new) == len(old) + len(more) and sorted(named) == sorted(names)


def _renames(change: Repair, old: str, new: str) -> bool:
    """Whether the edit changes one text or key, from ``old`` to ``new``, and nothing else."""
    after = change.file.with_edits([change.edit]).document
    if after.broken:
        return False
    before = [(_renamed(trail, old, new), value) for trail, value in _leaves(change.file.document.value)]
    now = list(_leaves(after.value))
    different = [(a, b) for a, b in zip(before, now, strict=False) if a != b]
    return len(before) == len(now) and all(
        a[0] == b[0] and a[0][-1] == "id" and (a[1], b[1]) == (old, new) for a, b in different
    )


def _renamed(trail: tuple[str | int, ...], old: str, new: str) -> tuple[str | int, ...]:
    return ("answers", new, *trail[2:]) if trail[:2] == ("answers", old) else trail


def _leaves(value: Value, at: tuple[str | int, ...] = ()) -> Iterable[_Leaf]:
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _leaves(child, (*at, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(item, (*at, index))
    else:
        yield at, value if isinstance(value, str) else None
