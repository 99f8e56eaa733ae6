"""Which problems are reported, and in which form: lines, excerpts of the file, JSON, SARIF, GitHub annotations."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lessons import __version__
from lessons.disk import read_file
from lessons.i18n import _
from lessons.loading.source import MAX_BYTES, plain_lines
from lessons.model.problem import Place, Problem, Severity
from lessons.text import visible
from lessons.text.sizes import cells


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
    """The last line: how many of each, and how many were left out by choice."""
    count = Counter(problem.severity for problem in problems)
    more = _(" Left out: {count}.").format(count=left_out) if left_out else ""
    if not problems:
        return (
            _("{lessons} checked, no problems.").format(lessons=_plural(lessons, _("lesson"), _("lessons")))
            + more
        )
    counts = [
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
            lessons=_plural(lessons, _("lesson"), _("lessons")), told=", ".join(counts)
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


WIDEST = 100
"""Most characters of a line that are shown."""
_BEFORE = 60
"""Of a longer line, so many characters before the place are shown."""


def as_excerpts(problems: Iterable[Problem]) -> Iterator[str]:
    """Each problem as the one line of ``as_line``, then the file's own line and a caret under the place.

    The problems come file by file; one file at a time is held in memory. Nothing of a file acts on a terminal.
    """
    file: Path | None = None
    lines: list[str] = []
    for problem in problems:
        if problem.place.file != file:
            file, lines = problem.place.file, _lines_of(problem.place.file)
        yield "\n".join([as_line(problem), *_excerpt(problem, lines)])


def _excerpt(problem: Problem, lines: list[str]) -> list[str]:
    number, column = problem.place.line, problem.place.column
    if not 1 <= number <= len(lines):
        return []
    line, at = lines[number - 1], max(0, column - 1)
    start = max(0, at - _BEFORE) if len(line) > WIDEST else 0
    shown = line[start : start + WIDEST]
    head = visible(("…" if start else "") + line[start:at])
    rest = visible(shown[at - start :]) + ("…" if start + WIDEST < len(line) else "")
    gutter = max(4, len(str(number)))
    return [f"{number:>{gutter}} | {head}{rest}".rstrip(), f"{'':>{gutter}} | {' ' * cells(head)}^"]


def _lines_of(file: Path) -> list[str]:
    """The lines as the reader counts them; none for what cannot be read."""
    try:
        return plain_lines(read_file(file, MAX_BYTES).decode("utf-8", "replace")).split("\n")
    except OSError:
        return []


_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def as_sarif(problems: Sequence[Problem]) -> str:
    """One run in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020).

    Columns count code points from 1. A problem of a file as a whole has no region.
    """
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "closeread", "version": __version__, "rules": [{"id": code} for code in codes]}
    results = [
        {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": _SARIF_LEVELS[problem.severity],
            "message": {"text": _message(problem)},
            "locations": [{"physicalLocation": _location(problem.place)}],
        }
        for problem in problems
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def as_github(problem: Problem) -> str:
    """A workflow command of GitHub Actions, which shows the problem beside the line of a pull request."""
    place = problem.place
    fields = {"file": _address(place.file)}
    if place.line:
        fields.update(line=str(place.line), col=str(place.column))
    fields["title"] = problem.code
    given = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{_GITHUB_COMMANDS[problem.severity]} {given}::{_data(_message(problem))}"


def _message(problem: Problem) -> str:
    expected = _("expected {what}").format(what=problem.expected)
    return visible(f"{problem.found}; {expected}; {problem.fix}")


def _location(place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        location["region"] = {"startLine": place.line, "startColumn": place.column}
    return location


def _address(file: Path) -> str:
    """The path with forward slashes, as it was given."""
    return visible(file.as_posix())


def _uri(file: Path) -> str:
    path = file.as_posix()
    return quote(path.encode("utf-8", "surrogateescape")) if not file.is_absolute() else file.as_uri()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_CODE = re.compile(r"[YFGAKL][0-9]{0,3}")


class NoCodeError(ValueError):
    """Something that is neither a code nor the beginning of one."""


@dataclass(frozen=True)
class Selection:
    """Codes or their beginnings, such as ``K709`` or ``K7``."""

    only: tuple[str, ...] = ()
    """When there are any, only these are told."""
    ignore: tuple[str, ...] = ()
    """These are not told."""

    def keeps(self, code: str) -> bool:
        """Whether problems of that code are reported."""
        return (not self.only or code.startswith(self.only)) and not code.startswith(self.ignore)

    def of(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems that are reported."""
        return [problem for problem in problems if self.keeps(problem.code)]


def selection(only: Iterable[str], ignore: Iterable[str]) -> Selection:
    """The selection that was typed; lower case will do. Raises ``NoCodeError`` with the first wrong word."""
    return Selection(tuple(map(_code, only)), tuple(map(_code, ignore)))


def _code(word: str) -> str:
    if not _CODE.fullmatch(word.upper()):
        raise NoCodeError(word)
    return word.upper()
