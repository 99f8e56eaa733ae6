"""The head of an article: what the page says of itself.

Codes: F101 front matter missing, F102 unknown key, F103 missing key, F104 wrong value, F105 (warning)
unusual value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.loading.document import Document
from lessons.loading.source import MAX_REPORTS
from lessons.loading.suggestion import did_you_mean
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.article import Masthead
from lessons.model.problem import Place, Problem, Severity
from lessons.model.scalar import Plain
from lessons.text import is_language_tag, visible

KEYS = ("title", "outlet", "byline", "published", "language", "rendition", "follows", "rights")
MAX_LINE = 300
"""Most characters in one field."""
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass
class _Head:
    document: Document
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, key: str, found: str, expected: str, fix: str, *, at_key: bool = False) -> None:
        severity = Severity.WARNING if code == "F105" else Severity.ERROR
        place = self.document.place((key,), key=at_key)
        self.problems.append(Problem(place, code, found, expected, fix, severity))


def read_front_matter(text: str, file: Path, first_line: int) -> tuple[Masthead | None, tuple[Problem, ...]]:
    """The masthead out of the YAML between the two ``---``; ``None`` when one of the problems is an error."""
    document = read_yaml_text(text, file, first_line)
    head = _Head(document)
    if not document.broken:
        _check(head)
    problems = (*document.problems, *head.problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    values = head.values
    masthead = Masthead(
        title=values["title"],
        outlet=values.get("outlet"),
        byline=values.get("byline"),
        published=values.get("published"),
        language=values["language"],
        rendition=values.get("rendition") == "true",
        follows=values.get("follows"),
        rights=values.get("rights"),
    )
    return masthead, problems


def missing(text: str, file: Path) -> Problem:
    """The problem of an article whose front matter is absent or not closed."""
    expected = "a title and a language between two lines ---"
    if text.startswith("---\n"):
        found, fix = "front matter that is never closed", "add a line --- after it"
    else:
        found, fix = "no front matter", "begin the file with ---, title: ..., language: en, ---"
    return Problem(Place(file, 1, 1), "F101", found, expected, fix)


def _check(head: _Head) -> None:
    value = head.document.value
    if not isinstance(value, dict):
        head.note(
            "F104", "", "front matter without keys", "lines such as title: ...", "write one field a line"
        )
        return
    for key, item in value.items():
        if len(head.problems) >= MAX_REPORTS:
            return
        if key not in KEYS:
            fix = did_you_mean(key, KEYS) or f"use one of {', '.join(KEYS)}"
            head.note(
                "F102", key, f"unknown key {visible(key)!r}", "a field of the front matter", fix, at_key=True
            )
        elif not isinstance(item, str) or not item.strip():
            found = "nothing" if not item else "a list or a mapping"
            head.note(
                "F104",
                key,
                f"{key} holds {found}",
                "text",
                "leave the line out when the page does not say it",
            )
        elif len(item) > MAX_LINE or "\n" in item.strip():
            head.note(
                "F104", key, f"{key} is too long", f"one line, at most {MAX_LINE} characters", "shorten it"
            )
        else:
            head.values[key] = " ".join(item.split())
    for key in ("title", "language"):
        if key not in value:
            head.note("F103", "", f"missing key {key!r}", f"{key}: ...", f"add a line {key}: ...")
    _check_values(head, value)


def _check_values(head: _Head, value: Mapping[str, object]) -> None:
    rendition = value.get("rendition")
    if "rendition" in head.values and not (isinstance(rendition, Plain) and rendition in ("true", "false")):
        head.note(
            "F104",
            "rendition",
            f"rendition is {visible(str(rendition))!r}",
            "true or false",
            "write true or false",
        )
    published = head.values.get("published")
    if published and not _DATE.fullmatch(published):
        found = f"published is {visible(published)!r}"
        head.note("F105", "published", found, "a date such as 2025-10-02", "write year-month-day")
    language = head.values.get("language")
    if language and not is_language_tag(language):
        head.note(
            "F104",
            "language",
            f"language is {visible(language)!r}",
            "a language tag such as en or pt-BR",
            "write en, de ...",
        )
