"""Values become typed fields, and whatever does not fit is told in a teacher's words at its line and column.

Codes: F201 unknown key, F202 unknown kind, F204 missing key, F205 wrong sort of value, F206 not one of the
values allowed, F207 number out of range, F208 too short or too long, F209 not an id, F210 anything else.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lessons.loading.document import Document, Trail
from lessons.loading.field_places import KEY_MARK, known_keys, trail_of
from lessons.loading.field_wording import Wording, word
from lessons.loading.suggestion import did_you_mean
from lessons.model.problem import Place, Problem
from lessons.text import visible

MAX_PROBLEMS = 100
"""Most problems told of one value."""

MAX_DETAILS = 500
"""Most complaints of the validation library that are looked at."""

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], value: object, document: Document, at: Trail = ()) -> M | list[Problem]:
    """The value as an instance of ``model``, or every problem of it.

    ``value`` comes from ``document`` and stands there at ``at``. Never raises for what the value holds.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
    return _told([_Finding(model, value, detail) for detail in details[:MAX_DETAILS]], document, at)


class _Finding:
    """One complaint of the validation library, with its true place in the value."""

    def __init__(self, model: type[BaseModel], value: object, detail: ErrorDetails) -> None:
        loc: Trail = detail["loc"]
        self.kind = detail["type"]
        self.about_key = bool(loc) and loc[-1] == KEY_MARK
        self.missing = str(loc[-1]) if self.kind == "missing" else None
        found: Any = detail["input"]
        self.trail = trail_of(loc[:-1] if self.missing is not None else loc, value, found)
        if self.about_key and (not self.trail or self.trail[-1] != loc[-2]):
            self.trail = (*trail_of(loc[:-2], value, found), loc[-2])
        self.wording = self._wording(model, detail, found)

    @property
    def on_shape(self) -> bool:
        """Whether it only says that another sort of value was expected."""
        return self.wording.shape != ""

    def _wording(self, model: type[BaseModel], detail: ErrorDetails, found: object) -> Wording:
        if self.kind == "extra_forbidden":
            return _unknown_key(model, self.trail, found)
        if self.missing is not None:
            if isinstance(detail["loc"][-1], int):
                return Wording(
                    "F208",
                    "a list that is too short",
                    f"{detail['loc'][-1] + 1} values or more",
                    "add the rest",
                )
            return Wording(
                "F204",
                f"missing key {self.missing!r}",
                f"{self.missing}: ...",
                f"add a line '{self.missing}: ...'",
            )
        return word(self.kind, found, detail.get("ctx", {}))


def _unknown_key(model: type[BaseModel], trail: Trail, value: object) -> Wording:
    key, known = str(trail[-1]) if trail else "", known_keys(model, trail[:-1])
    fix = did_you_mean(key, known)
    if not fix and value is None:
        fix = "put the text before it in quotation marks if it holds a comma, or delete the key"
    return Wording(
        "F201",
        f"unknown key {visible(key)[:60]!r}",
        f"one of {', '.join(known)}",
        fix or "delete it or rename it",
    )


def _told(findings: Sequence[_Finding], document: Document, at: Trail) -> list[Problem]:
    """One problem a place: complaints about the same value from the branches of a union are joined."""
    problems: list[Problem] = []
    shapes: dict[Trail, list[_Finding]] = {}
    for finding in findings:
        if finding.on_shape and not finding.about_key:
            shapes.setdefault(finding.trail, []).append(finding)
    others = [finding for finding in findings if not finding.on_shape or finding.about_key]
    inside = {finding.trail[:length] for finding in others for length in range(len(finding.trail) + 1)}
    inside |= {trail[:length] for trail in shapes for length in range(len(trail))}
    for finding in findings:
        if finding.on_shape and not finding.about_key:
            same = shapes.pop(finding.trail, None)
            if same is None or finding.trail in inside:
                continue
            problems.append(_problem(finding, _joined(same), document, at))
        else:
            problems.append(_problem(finding, finding.wording, document, at))
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (problem.place.line, problem.place.column))[:MAX_PROBLEMS]


def _joined(findings: Sequence[_Finding]) -> Wording:
    first = findings[0].wording
    shapes = list(dict.fromkeys(finding.wording.shape for finding in findings))
    if len(shapes) == 1:
        return first
    return Wording(first.code, first.found, " or ".join(shapes), first.fix, shapes[0])


def _problem(finding: _Finding, wording: Wording, document: Document, at: Trail) -> Problem:
    trail = (*at, *finding.trail)
    on_key = finding.about_key or finding.kind == "extra_forbidden"
    where = document.key_at(trail) if on_key else document.value_at(trail)
    return Problem(Place(document.file, *where), wording.code, wording.found, wording.expected, wording.fix)
