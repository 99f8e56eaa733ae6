"""Problems as text for people and as JSON for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from lessons.i18n import _
from lessons.model.problem import Problem, Severity
from lessons.text import visible


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column, as a reader walks through the file."""
    unique = dict.fromkeys(problems)
    return sorted(
        unique,
        key=lambda problem: (str(problem.place.file), problem.place.line, problem.place.column, problem.code),
    )


def as_line(problem: Problem) -> str:
    """``file:line:col: code: found, expected ...; fix``, harmless on a terminal whatever the file holds."""
    kind = "" if problem.severity is Severity.ERROR else f"{problem.severity.value}: "
    expected = _("expected {what}").format(what=problem.expected)
    return visible(
        f"{problem.place}: {problem.code}: {kind}{problem.found}; {expected}; {problem.fix}"
    ).replace("\n", " ")


def as_summary(problems: Sequence[Problem], lessons: int, left_out: int = 0) -> str:
    """One line for the end: how many of each, and how many were not to be told."""
    count = Counter(problem.severity for problem in problems)
    more = _(" Left out: {count}.").format(count=left_out) if left_out else ""
    if not problems:
        return (
            _("{lessons} checked, no problems.").format(lessons=_plural(lessons, _("lesson"), _("lessons")))
            + more
        )
    told = [
        _plural(count[severity], one, many)
        for severity, one, many in (
            (Severity.ERROR, _("error"), _("errors")),
            (Severity.WARNING, _("warning"), _("warnings")),
            (Severity.ADVICE, _("piece of advice"), _("pieces of advice")),
        )
        if count[severity]
    ]
    return (
        _("{lessons} checked: {told}.").format(
            lessons=_plural(lessons, _("lesson"), _("lessons")), told=", ".join(told)
        )
        + more
    )


def as_json(problems: Sequence[Problem]) -> str:
    """A JSON list; ``line`` and ``column`` count from 1 and are 0 for a file as a whole."""
    return json.dumps(
        [
            {
                "file": str(problem.place.file),
                "line": problem.place.line,
                "column": problem.place.column,
                "code": problem.code,
                "severity": problem.severity.value,
                "found": problem.found,
                "expected": problem.expected,
                "fix": problem.fix,
            }
            for problem in problems
        ],
        ensure_ascii=True,
        indent=2,
    )


def _plural(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
