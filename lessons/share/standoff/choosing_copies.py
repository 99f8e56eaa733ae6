"""Which file is a copy of which article: tried out, since a reader's file may have any name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lessons.anchoring.reattach import Fate
from lessons.model.form import Side
from lessons.model.problem import LessonError, Place, Problem
from lessons.share.standoff.attaching import attach
from lessons.share.standoff.bind import Bound, bind
from lessons.share.standoff.readers_copy import ReadersCopy, read_copy
from lessons.share.standoff.standoff_source import StandoffSource, read_standoff, waits_for_text


@dataclass
class Binding:
    """What came of binding some lessons to some files."""

    bound: list[Bound] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def bind_all(folders: Sequence[Path], files: Sequence[Path]) -> Binding:
    """Bind each lesson that comes without its text to the files that are copies of its articles.

    Raises ``LessonError`` when a file cannot be read.
    """
    copies = [read_copy(path) for path in dict.fromkeys(files)]
    waiting = [folder for folder in folders if waits_for_text(folder)] or list(folders[:1])
    done = Binding()
    used: set[Path] = set()
    for folder in waiting:
        try:
            source = read_standoff(folder)
            chosen = _chosen(source, copies)
            used.update(chosen.values())
            if len(waiting) == 1:
                _refuse_another(source, copies, chosen)
            done.bound.append(bind(folder, chosen))
        except LessonError as error:
            done.problems += error.problems
    if done.bound:
        done.problems += [_stranger(copy.file) for copy in copies if copy.file not in used]
    return done


def _chosen(source: StandoffSource, copies: Sequence[ReadersCopy]) -> dict[Side, Path]:
    """The best copy for each article; none where none is a copy of it."""
    chosen: dict[Side, Path] = {}
    for side in source.bring:
        scores = {copy.file: _score(source, side, copy) for copy in copies}
        best = max(scores, key=lambda file: scores[file])
        if scores[best] > 0:
            chosen[side] = best
    return chosen


def _score(source: StandoffSource, side: Side, copy: ReadersCopy) -> int:
    """How well a file fits an article; 0 when it is a copy of something else."""
    try:
        attached = attach(source.bring[side], source.anchors(side), copy)
    except LessonError:
        return 0
    good = sum(found.fate is not Fate.LOST for found in attached.found.values())
    return 1_000_000 if attached.exact else 1 + good


def _refuse_another(
    source: StandoffSource, copies: Sequence[ReadersCopy], chosen: Mapping[Side, Path]
) -> None:
    """Raise ``LessonError`` for a file that fits nothing, with how little of the article that lacks a copy it holds."""
    unused = [copy for copy in copies if copy.file not in chosen.values()]
    for side in source.bring:
        if side not in chosen and unused:
            attach(source.bring[side], source.anchors(side), unused[0])


def _stranger(file: Path) -> Problem:
    found, expected = "a file that is a copy of no article of these lessons", "copies of their articles"
    return Problem(Place(file), "S905", found, expected, "leave it out")
