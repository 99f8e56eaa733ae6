"""What a writer may have mended at a key press: what ``check --fix`` has one reading for, and words that nearly stand.

``check --fix`` leaves the second sort alone: here the author sees what is put there, and can take it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.anchoring.closest import closest
from lessons.author.fixing import Repair, changes, mended
from lessons.author.workshop import SIGNS, Workshop, place_of_trail
from lessons.author.yaml_changes import Change, Put, same, value_at
from lessons.i18n import _
from lessons.model.problem import Problem

NOT_IN_THE_ARTICLE = "A501"


@dataclass(frozen=True)
class Mend:
    """What mends a problem of lesson.yaml: one of the three."""

    told: str
    """What it does, in a sentence."""
    repairs: Sequence[Repair] = ()
    change: Change | None = None
    restores: bool = False
    """Whether the file is gone, and is written as it was last read."""


def mends(workshop: Workshop, problems: Sequence[Problem]) -> dict[Problem, Mend]:
    """For each problem of lesson.yaml that can be mended at once, how."""
    listed: dict[Problem, list[Repair]] = {}
    for repair in changes(problems):
        if repair.file.path.resolve() == workshop.manuscript.path.resolve():
            listed.setdefault(repair.problem, []).append(repair)
    found = {
        problem: Mend(repairs[0].told, repairs)
        for problem, repairs in listed.items()
        if _does_something(repairs)
    }
    for problem in problems:
        if problem.code == NOT_IN_THE_ARTICLE and (put := _closest_words(workshop, problem)) is not None:
            told = _("puts “{words}” there, which stands in the article").format(words=put.value)
            found[problem] = Mend(told, change=put)
    if workshop.manuscript.gone:
        told = _("writes lesson.yaml as it was last read, with what you answered since")
        own = (workshop.manuscript.path.resolve(), workshop.folder.resolve())
        found |= {one: Mend(told, restores=True) for one in problems if one.place.file.resolve() in own}
    return found


def mend(workshop: Workshop, wanted: Problem, problems: Sequence[Problem]) -> str:
    """Mend a problem that is still among those of this moment; empty once that is done, else why it is not."""
    same_told = [one for one in problems if (one.code, one.found) == (wanted.code, wanted.found)]
    nearest = min(same_told, key=lambda one: abs(one.place.line - wanted.place.line), default=None)
    own = mends(workshop, problems).get(nearest) if nearest is not None else None
    if own is None:
        return _("This is not there any more, or has no one reading now.")
    if own.restores:
        return workshop.manuscript.restore()
    if own.change is not None:
        return workshop.change(own.change)
    files = mended(own.repairs)
    if len(files) != 1:
        return _("This cannot be changed safely here; press e to change it in your editor.")
    return workshop.manuscript.replace(own.repairs[0].file, files[0])


def _does_something(repairs: Sequence[Repair]) -> bool:
    """Whether values change, or the file can be read better; a comment that only marks a place does neither."""
    before = repairs[0].file.document
    return before.broken or any(
        not same(before.value, file.document.value) for file in mended(repairs) if not file.document.broken
    )


def _closest_words(workshop: Workshop, problem: Problem) -> Put | None:
    trail = workshop.trail_of(problem)
    if trail is None or not trail or trail[-1] not in SIGNS:
        return None
    value, (number, _key) = workshop.manuscript.value, place_of_trail(trail)
    article = workshop.article(workshop.quotes_from(number, value_at(value, trail[:-1])))
    quoted = value_at(value, trail)
    near = closest(article, quoted) if article is not None and isinstance(quoted, str) else None
    if article is None or near is None:
        return None
    return Put(trail, " ".join(article.text[slice(*near)].split()))
