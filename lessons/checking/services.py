"""Problems in the forms of the services that review code: SARIF, and the annotations of GitHub Actions."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lessons import __version__
from lessons.i18n import _
from lessons.model.problem import Place, Problem, Severity
from lessons.text import visible

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
