"""The same yardstick: the same phrase, or the same row of a ledger, is judged alike in every lesson of a course."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessons.checking import problem_codes
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE, read_course
from lessons.loading.yaml_source import Document, read_yaml
from lessons.model.problem import Place, Problem, Severity
from lessons.prose import plain
from lessons.text import comparable

FEWEST_LETTERS = 6
"""Shorter phrases mean different things in different sentences."""
FINDING, DEBATABLE, TRAP = "a finding", "debatable", "a trap"
_At = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one lesson says of one phrase, and where."""

    lesson: str
    document: Document
    at: _At
    says: str
    names: frozenset[str] = frozenset()
    """Techniques that earn full marks, or accepted options; empty where none is named."""

    def differs(self, other: "_Verdict") -> bool:
        """Whether a student who learnt the one would be marked down by the other."""
        return self.says != other.says or bool(self.names and other.names and not self.names & other.names)

    def __str__(self) -> str:
        return f"{self.says} ({', '.join(sorted(self.names))})" if self.names else self.says


def same_verdicts(folder: Path) -> Iterator[Problem]:
    """One warning for each phrase that a later lesson of the course judges otherwise than an earlier one.

    Reads the YAML of the course's lessons and no article; what cannot be read is told elsewhere.
    """
    said: dict[tuple[str, ...], list[_Verdict]] = {}
    told: set[tuple[str, ...]] = set()
    for card in read_course(folder).lessons:
        for phrase, verdict in _verdicts(card.folder):
            before = said.setdefault(phrase, [])
            others = (one for one in before if one.lesson != verdict.lesson and one.differs(verdict))
            earlier = None if phrase in told else next(others, None)
            before.append(verdict)
            if earlier is None:
                continue
            told.add(phrase)
            yield Problem(
                Place(verdict.document.file, *verdict.document.value_at(verdict.at)),
                problem_codes.TWO_VERDICTS,
                f"{phrase[-1]!r} is {verdict}",
                f"what {earlier.lesson} says of it: {earlier}",
                "judge both alike, call both debatable, or accept both answers",
                Severity.WARNING,
            )


def _verdicts(folder: Path) -> Iterator[tuple[tuple[str, ...], _Verdict]]:
    lesson, key = (read_yaml(folder / name) for name in (LESSON_FILE, KEY_FILE))
    tasks = {str(task.get("id")): task for task in _listed(_mapped(lesson.value).get("exercises"))}
    answers = _mapped(_mapped(key.value).get("answers"))
    for id, answer in answers.items():
        task, at = _mapped(tasks.get(id)), ("answers", id)
        named = task.get("label") == "true"
        for index, item in enumerate(_listed(_mapped(answer).get("mark"))):
            yield from _marked(folder.name, key, (*at, "mark", index), item, FINDING, named)
        # A mark exercise without names asks a question of its own, and its traps are traps for that question only.
        for index, item in enumerate(_listed(_mapped(answer).get("traps")) if named else []):
            yield from _marked(folder.name, key, (*at, "traps", index), item, TRAP, False)
        if task.get("kind") == "label":
            yield from _labelled(folder.name, key, (*at, "items"), task, _mapped(answer))
        if task.get("kind") == "ledger":
            yield from _filled(folder.name, key, (*at, "rows"), task, _mapped(answer))
    for index, note in enumerate(_listed(_mapped(key.value).get("annotations"))):
        yield from _marked(folder.name, key, ("annotations", index), note, FINDING, False)


def _marked(
    lesson: str, key: Document, at: _At, item: Mapping[str, Any], says: str, named: bool
) -> Iterator[tuple[tuple[str, ...], _Verdict]]:
    """A phrase of a mark exercise, or an annotation; ``named``: its techniques are asked for."""
    quote = _phrase(item.get("quote"))
    if quote is None:
        return
    if item.get("debatable") == "true":
        yield ("phrase", quote), _Verdict(lesson, key, at, DEBATABLE)
        return
    names = (
        {str(item["technique"]), *map(str, _plain_list(item.get("also")))} if item.get("technique") else set()
    )
    yield ("phrase", quote), _Verdict(lesson, key, at, says, frozenset(names) if named else frozenset())


def _labelled(
    lesson: str, key: Document, at: _At, task: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], _Verdict]]:
    rows = _mapped(task.get("items"))
    for id, cell in _mapped(answer.get("items")).items():
        quote = _phrase(_mapped(rows.get(id)).get("quote"))
        if quote is not None:
            names = frozenset([*_accepted(cell), *map(str, _plain_list(_mapped(cell).get("also")))])
            yield ("phrase", quote), _Verdict(lesson, key, (*at, id), FINDING, names)


def _filled(
    lesson: str, key: Document, at: _At, task: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], _Verdict]]:
    """Cells of a ledger: the same row under the same question with the same options."""
    rows, columns = _mapped(task.get("rows")), _mapped(task.get("columns"))
    for row, cells in _mapped(answer.get("rows")).items():
        shown = rows.get(row)
        text = _phrase(_mapped(shown).get("quote") if isinstance(shown, dict) else shown)
        if text is None:
            continue
        for column, cell in _mapped(cells).items():
            asked = _mapped(columns.get(column))
            options = _mapped(asked.get("options"))
            named = frozenset(comparable(str(options.get(id, id))) for id in _accepted(cell))
            question = comparable(str(asked.get("ask")))
            menu = "/".join(sorted(comparable(str(option)) for option in options.values()))
            place = (*at, row, column)
            yield ("ledger", question, menu, text), _Verdict(lesson, key, place, "answered", named)


def _phrase(value: Any) -> str | None:
    """The phrase as it is compared; ``None`` for what is too short to mean one thing."""
    text = comparable(plain(value)) if isinstance(value, str) else ""
    return text if len(text) >= FEWEST_LETTERS else None


def _accepted(cell: Any) -> list[str]:
    value = cell.get("is") if isinstance(cell, dict) else cell
    return [str(id) for id in _plain_list(value)]


def _plain_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _mapped(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
