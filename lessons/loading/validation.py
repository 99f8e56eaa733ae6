"""Values become typed fields, and whatever does not fit is told in a teacher's words at its line and column.

Codes: F201 unknown key, F202 unknown kind, F204 missing key, F205 wrong sort of value, F206 not one of the
values allowed, F207 number out of range, F208 too short or too long, F209 not an id, F210 anything else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from lessons.loading.document import Document, Trail
from lessons.loading.levels import Shape
from lessons.loading.suggestion import closest, did_you_mean
from lessons.model.problem import Place, Problem
from lessons.model.scalar import Plain
from lessons.text import visible

KEY_MARK = "[key]"
"""The last step of a ``loc`` that is about a key of a mapping and not about its value."""


def trail_of(loc: Trail, value: object, found: object) -> Trail:
    """The steps of ``loc`` that lead through ``value``, to ``found`` when any choice of steps leads there.

    A step is left out when it does not fit, or when taking it would miss ``found``: a field may be named
    like the tag of the union it stands in.
    """
    steps = tuple(step for step in loc if step != KEY_MARK)
    fallback: Trail | None = None
    for trail, end in _walks(steps, value):
        if end is found:
            return trail
        fallback = trail if fallback is None else fallback
    return fallback or ()


def _walks(steps: Trail, value: object) -> Iterator[tuple[Trail, object]]:
    """Every way through the value, the one that takes the most of the first steps first."""
    if not steps:
        yield (), value
        return
    step, rest = steps[0], steps[1:]
    inner = child(value, step)
    if inner is not None:
        for trail, end in _walks(rest, inner[0]):
            yield (step, *trail), end
    yield from _walks(rest, value)


def child(value: object, step: str | int) -> tuple[object] | None:
    """The value one step down, in a tuple of one; ``None`` when there is no such step."""
    if isinstance(value, Mapping) and isinstance(step, str) and step in value:
        return (value[step],)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return (value[step],)
    return None


def end_of(value: object, trail: Trail) -> Mapping[str, object]:
    """The mapping to which a trail leads; an empty one where it leads to none."""
    for step in trail:
        inner = child(value, step)
        value = inner[0] if inner is not None else None
    return value if isinstance(value, Mapping) else {}


def known_keys(model: type[BaseModel], trail: Trail) -> list[str]:
    """The keys a mapping at ``trail`` may have, in the order of the model; empty when any may stand there."""
    kinds = list(_parts(model))
    for step in trail:
        kinds = [part for kind in kinds for inner in _inside(kind, step) for part in _parts(inner)]
    keys: dict[str, None] = {}
    for kind in kinds:
        if _is_model(kind):
            keys.update(dict.fromkeys(name for name, _ in _fields(kind)))
    return list(keys)


def shapes_of(*models: type[BaseModel]) -> list[Shape]:
    """The shapes of mappings that models take, and of those inside them, each once."""
    waiting, shapes = list(models), dict[type[BaseModel], Shape]()
    while waiting:
        model = waiting.pop()
        if model in shapes:
            continue
        lists: dict[str, frozenset[str]] = {}
        mappings: dict[str, frozenset[str]] = {}
        entries: dict[str, frozenset[str]] = {}
        for name, info in _fields(model):
            for part in _parts(info.annotation):
                inner = list(_parts(part)) if _is_model(part) else list(_held(part))
                held = [one for one in inner if _is_model(one)]
                waiting += held
                keys = frozenset(name for one in held for name, _info in _fields(one))
                if _is_model(part):
                    mappings[name] = mappings.get(name, frozenset()) | keys
                elif get_origin(part) is dict:
                    mappings.setdefault(name, frozenset())
                    entries[name] = entries.get(name, frozenset()) | keys
                elif get_origin(part) is tuple:
                    lists[name] = lists.get(name, frozenset()) | keys
        keys = frozenset(name for name, _info in _fields(model))
        shapes[model] = Shape(keys, lists, mappings, entries)
    return list(shapes.values())


def _held(kind: Any) -> Iterator[Any]:
    """The types of what a list or a mapping holds, and of what that holds."""
    for part in get_args(kind)[-1:] if get_origin(kind) is dict else get_args(kind):
        for one in _parts(part):
            yield one
            if not _is_model(one):
                yield from _held(one)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.model_fields.items():
        yield info.alias or name, info


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _parts(kind: Any) -> Iterator[Any]:
    """The types a value may have: unions and annotations taken apart."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _parts(get_args(kind)[0])
    elif origin is Union or origin is UnionType:
        for part in get_args(kind):
            yield from _parts(part)
    elif origin is not Literal:
        yield kind


def _inside(kind: Any, step: str | int) -> Iterator[Any]:
    """The types one step into a value of type ``kind``."""
    if _is_model(kind):
        for name, info in _fields(kind):
            if name == step:
                yield info.annotation
        return
    arguments = [part for part in get_args(kind) if part is not Ellipsis]
    if isinstance(step, str) and get_origin(kind) is dict:
        yield arguments[1]
    elif isinstance(step, int) and arguments:
        yield arguments[min(step, len(arguments) - 1)]


NOTHING = "nothing"
"""What a value is that was left empty, in words."""
MAX_SHOWN = 60
"""Most characters of a value that are repeated in a message."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a problem says."""

    code: str
    found: str
    expected: str
    fix: str
    shape: str = ""
    """The sort of value expected, when that is all that is wrong; several can be joined."""


def kind_of(value: object) -> str:
    """What a value is, in words: ``"a list"``, ``"the text 'no'"``."""
    if value is None:
        return NOTHING
    if isinstance(value, dict):
        return "a mapping (key: value)"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = visible(str(value))
    short = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    if isinstance(value, str) and not isinstance(value, Plain):
        return f'the text "{short}"'
    return f"the text '{short}'" if isinstance(value, str) else f"the number {short}"


_SHAPES = {
    "string_type": "text",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "dict_type": "a mapping (key: value)",
    "mapping_type": "a mapping (key: value)",
    "tuple_type": "a list",
    "list_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "int_type": "a whole number",
    "whole_number": "a whole number",
    "int_parsing": "a whole number",
    "number": "a number such as 1, 0.5 or 1/3",
    "is_instance_of": "a number such as 1, 0.5 or 1/3",
    "flag": "true or false",
    "bool_type": "true or false",
    "none_required": "nothing",
}
_FIXES = {
    "text": "write text, in quotation marks if need be",
    "a mapping (key: value)": "write key: value lines under it",
    "a list": "write [one, two], or lines that start with -",
    "a whole number": "write digits without quotation marks",
    "a number such as 1, 0.5 or 1/3": "write a number without quotation marks",
    "true or false": "write true or false without quotation marks",
    "nothing": "delete the value",
}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def word(kind: str, value: object, context: Mapping[str, Any]) -> Wording:
    """The words for one complaint: its type, the value it is about, and the library's context for it."""
    if kind in _SHAPES:
        return _shape(_SHAPES[kind], value)
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return Wording("F207", f"the number {value}", f"{words} {context.get(name)}", "change the number")
    if kind in ("literal_error", "enum"):
        return _choice("F206", value, _names(context.get("expected", "")))
    if kind == "union_tag_invalid":
        return _choice("F202", value, _names(context.get("expected_tags", "")), "kind ")
    if kind == "union_tag_not_found" and not isinstance(value, dict):
        return _shape("a mapping (key: value)", value)
    if kind == "union_tag_not_found":
        return Wording("F204", "missing key 'kind'", "kind: ...", "add a line 'kind: ...'")
    if kind == "identifier":
        fix = f"write {as_id(str(value))!r}" if as_id(str(value)) else "write a short name such as claim-1"
        return Wording(
            "F209", kind_of(value), "an id: lower-case letters, digits and hyphens, at most 64", fix
        )
    return _size(kind, value, context)


_SIGNS_BETWEEN = re.compile(r"\s*(?:[,;>|]|->|\u2192)\s*")
"""What stands between the names in a text where a list belongs."""


def _shape(shape: str, value: object) -> Wording:
    fix = _FIXES[shape]
    if value is None:
        fix = "write a value, or delete the line"
    elif shape == "a whole number" and isinstance(value, str) and not value.strip().isdigit():
        numbers = re.findall(r"[0-9]+", value)
        fix = f"write {numbers[0]}" if len(numbers) == 1 else "write a number, in digits"
        if len(numbers) == 2:
            whole = re.fullmatch(r"[0-9]+\.[0-9]+", value)
            fix = (
                f"write {numbers[0]}"
                if whole
                else f"write one number, or [{numbers[0]}, {numbers[1]}] for a range"
            )
    elif shape == "a list" and isinstance(value, str) and len(parts := _SIGNS_BETWEEN.split(value)) > 1:
        fix = f"write [{visible(', '.join(parts))[:MAX_SHOWN]}]"
    elif shape in ("text", "a list") and isinstance(value, dict) and len(value) == 1:
        fix = "put the text in quotation marks: it holds a colon"
    elif shape == "text" and isinstance(value, list):
        fix = "put the text in quotation marks, or write one text and no list"
    return Wording("F205", kind_of(value), shape, fix, shape)


def _size(kind: str, value: object, context: Mapping[str, Any]) -> Wording:
    if kind == "string_too_short":
        return Wording("F208", "an empty text", "text", "write the text, or delete the line")
    if kind == "string_too_long":
        found = f"a text of {len(str(value))} characters"
        return Wording("F208", found, f"at most {context.get('max_length')}", "shorten it")
    if kind == "string_pattern_mismatch":
        return Wording("F208", "a text of several lines", "one line", "write it on one line")
    if kind in ("too_short", "too_long"):
        count = context.get("actual_length")
        found = f"{count} values" if count else "an empty list or mapping"
        if kind == "too_short":
            return Wording("F208", found, f"{context.get('min_length')} or more", "add what is missing")
        return Wording("F208", found, f"at most {context.get('max_length')}", "take some away")
    return Wording("F210", kind_of(value), "another value", "see docs/lesson-format.md")


def _choice(code: str, value: object, allowed: list[str], noun: str = "") -> Wording:
    if isinstance(value, dict):  # the mapping whose kind is wrong
        value = value.get("kind")
    fix = did_you_mean(value, allowed) if isinstance(value, str) else ""
    return Wording(
        code,
        f"{noun}{kind_of(value)}",
        f"one of {', '.join(allowed)}",
        fix or ("write one of these" if len(allowed) > 1 else f"write {allowed[0]}" if allowed else ""),
    )


def _names(quoted: str) -> list[str]:
    """``"'a', 'b' or 'c'"`` as a list."""
    return [part for index, part in enumerate(quoted.split("'")) if index % 2]


def as_id(text: str) -> str:
    """An id made of the text, or an empty text when nothing of it can be used."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in letters.split("-") if part)[:64]


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
        self.meant = ""
        """Of a key that is unknown: the one that is meant and does not stand beside it."""
        if self.kind == "extra_forbidden":
            beside = end_of(value, self.trail[:-1])
            missing = [one for one in known_keys(model, self.trail[:-1]) if one not in beside]
            self.meant = closest(str(self.trail[-1]) if self.trail else "", missing) or ""
        self.wording = self._wording(model, detail, found)

    @property
    def on_shape(self) -> bool:
        """Whether it only says that another sort of value was expected."""
        return self.wording.shape != ""

    def _wording(self, model: type[BaseModel], detail: ErrorDetails, found: object) -> Wording:
        if self.kind == "extra_forbidden":
            return _unknown_key(model, self.trail, found, self.meant)
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
        if self.kind == "identifier" and not self.about_key and isinstance(found, str):
            return _no_id(found, self.trail, in_list=isinstance(detail["loc"][-1], int))
        wording = word(self.kind, found, detail.get("ctx", {}))
        named = isinstance(found, str) and self.trail and isinstance(self.trail[-1], str)
        if named and wording.shape == _SHAPES["dict_type"] and "why" in known_keys(model, self.trail):
            return replace(wording, fix="write why: before the text, on a line of its own below")
        return wording


_NAMED = frozenset({"id", "was"})
"""Fields that give a name; in all others an id names something that has one."""
_OF_GLOSSARY = frozenset({"technique", "techniques", "also", "family", "offer"})
"""Fields that name techniques."""


def _no_id(text: str, trail: Trail, *, in_list: bool) -> Wording:
    """What is said of a text where an id belongs."""
    field = next((step for step in reversed(trail) if isinstance(step, str)), "")
    names = [as_id(part) for part in text.split(",")]
    expected = "an id: lower-case letters, digits and hyphens, at most 64"
    fix = f"write {as_id(text)!r}" if as_id(text) else "write a short name such as claim-1"
    if field == "why":
        expected, fix = "an answer", "write the why inside an answer: {is: ..., why: ...}"
    elif in_list and len(names) > 1 and all(names):
        expected, fix = "a list of ids", f"write [{', '.join(names)}]"
    elif field in _OF_GLOSSARY:
        expected = "the id of a technique"
        fix = f"write {as_id(text)!r}, if that is the one; closeread glossary lists the ids"
    elif field not in _NAMED:
        expected, fix = (
            "an id of lesson.yaml",
            "write the word that stands before the colon there, not its text",
        )
        if as_id(text) and text.count(" ") < 2:
            fix = (
                f"write {as_id(text)!r}, if that is the one; else the word that stands before the colon there"
            )
    return Wording("F209", kind_of(text), expected, fix)


def _unknown_key(model: type[BaseModel], trail: Trail, value: object, meant: str) -> Wording:
    key, known = str(trail[-1]) if trail else "", known_keys(model, trail[:-1])
    fix = f"did you mean {meant!r}?" if meant else did_you_mean(key, known)
    glued = re.match(r"([\w-]+):\S", key)
    if value is None and glued is not None and glued[1] in known:
        fix = f"write a space behind {glued[1]}:"
    if not fix and value is None:
        fix = "put the text before it in quotation marks if it holds a comma, or [ ] round several values"
    return Wording(
        "F201",
        f"unknown key {visible(key)[:60]!r}",
        f"one of {', '.join(known)}",
        fix or "delete it or rename it",
    )


def _told(findings: Sequence[_Finding], document: Document, at: Trail) -> list[Problem]:
    """One problem a place: complaints about the same value from the branches of a union are joined.

    A key that is missing because it is called otherwise is told once.
    """
    called = {(finding.trail[:-1], finding.meant) for finding in findings if finding.meant}
    findings = [one for one in findings if one.missing is None or (one.trail, one.missing) not in called]
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
