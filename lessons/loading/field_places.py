"""From the validation library's idea of a place to the place in the file and the fields that may stand there.

The library's ``loc`` holds more than the steps through the value: the tag of a union, the name of a union's
branch, the mark ``[key]``, and steps into values that a field made out of a shorter spelling. Only steps
that fit the value are taken.
"""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lessons.loading.document import Trail

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
