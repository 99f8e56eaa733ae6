"""What the ids in the fields of an exercise are, said in their types, and the walks over files that follow them.

In lesson.yaml the keys of a mapping by ``Identifier`` are ids that the author chose, often with the answer in mind:
that is so for every list a kind has, and for every list it will have, unless the type says ``Kept``. In key.yaml an
id refers to such a list: its type, or that of the field around it, says to which. A kind whose key has an id that
does not say so cannot be defined.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator

from lessons.loading.document import Trail, Value
from lessons.model.fields import Id, Kept, ListPath, Of, Quote

HERE = "*"
"""In the place of a list: the key under which the id stands."""
Role = Of | Kept


@dataclass(frozen=True)
class _Type:
    """A type taken apart."""

    base: object
    """A class, or ``dict[...]`` and ``tuple[...]``."""
    notes: tuple[object, ...]

    @property
    def role(self) -> Role | None:
        """What it says of the ids in it."""
        return next((note for note in self.notes if isinstance(note, Of | Kept)), None)

    @property
    def is_id(self) -> bool:
        """Whether its values are ids."""
        return any(isinstance(note, Id) for note in self.notes)

    @property
    def model(self) -> type[BaseModel] | None:
        """The model whose fields its mappings have."""
        return self.base if isinstance(self.base, type) and issubclass(self.base, BaseModel) else None

    @property
    def entries(self) -> "tuple[_Type, _Type] | None":
        """Keys and values, where it is a mapping by ids."""
        if get_origin(self.base) is not dict:
            return None
        key, value = (_apart(one) for one in get_args(self.base))
        return (key, value) if key.is_id else None

    @property
    def item(self) -> "_Type | None":
        """What a list holds."""
        return _apart(get_args(self.base)[0]) if get_origin(self.base) in (tuple, list) else None

    def in_full(self, value: Value) -> Value:
        """A value that is written in a shorter way, as the mapping it stands for."""
        for note in self.notes:
            if isinstance(note, BeforeValidator) and self.model is not None and not isinstance(value, dict):
                value = note.func(value)  # type: ignore[call-arg]
        return value


def _apart(hint: object) -> _Type:
    notes: tuple[object, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            notes = (*more, *notes)
        elif get_origin(hint) in (Union, UnionType):
            hint = next(one for one in get_args(hint) if one is not NoneType)
        else:
            return _Type(hint, notes)


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, _Type]:
    """The types of a model's fields by their names in the file."""
    hints = get_type_hints(model, include_extras=True)
    return {field.alias or name: _apart(hints[name]) for name, field in model.model_fields.items()}


def lists_in(
    task: type[BaseModel], fields: Mapping[str, object], at: ListPath = (), *, kept: bool = False
) -> Iterator[tuple[ListPath, Mapping[str, Value]]]:
    """Each list of an exercise whose ids may tell the answer: its place, and its entries by their ids.

    With ``kept`` also those whose ids tell nothing.
    """
    for name, type_ in _fields(task).items():
        value = fields.get(name)
        entries = type_.entries
        if entries is None or not isinstance(value, dict):
            continue
        key, inner = entries
        tells = not isinstance(key.role, Kept)
        if tells or kept:
            yield (*at, name), value
        for id, entry in value.items() if inner.model is not None and not tells else ():
            if isinstance(entry, dict) and inner.model is not None:
                yield from lists_in(inner.model, entry, (*at, name, id), kept=kept)


def quotations_in(
    model: type[BaseModel], fields: Mapping[str, Value]
) -> Iterator[tuple[Trail, dict[str, Value]]]:
    """Each mapping of an exercise, or of its answer, that quotes an article: its place, and the mapping itself."""
    yield from _quotations(dict(fields), _Type(model, ()), ())


def _quotations(value: Value, type_: _Type, at: Trail) -> Iterator[tuple[Trail, dict[str, Value]]]:
    if isinstance(value, list) and type_.item is not None:
        for index, one in enumerate(value):
            yield from _quotations(one, type_.item, (*at, index))
    elif isinstance(value, dict) and type_.entries is not None:
        for id, entry in value.items():
            yield from _quotations(entry, type_.entries[1], (*at, id))
    elif isinstance(value, dict) and type_.model is not None:
        if issubclass(type_.model, Quote):
            yield at, value
            return
        for name, inner in _fields(type_.model).items():
            if name in value:
                yield from _quotations(value[name], inner, (*at, name))


def renamed(
    key: type[BaseModel], fields: Mapping[str, Value], names: Mapping[ListPath, Mapping[str, str]]
) -> Value:
    """An answer of key.yaml with other ids: ``names`` are those of each list, by its place in the exercise."""
    return _renamed(dict(fields), _Type(key, ()), names, Kept(), "")


def _renamed(
    value: Value, type_: _Type, names: Mapping[ListPath, Mapping[str, str]], around: Role, under: str
) -> Value:
    role = type_.role or around
    if isinstance(role, Of):
        role = Of(tuple(under if part == HERE else part for part in role.path))
    if type_.is_id:
        known = names.get(role.path, {}) if isinstance(role, Of) else {}
        return known.get(value, value) if isinstance(value, str) else value
    if type_.item is not None:
        inside = value if isinstance(value, list) else [value]
        made = [_renamed(one, type_.item, names, role, under) for one in inside]
        return made if isinstance(value, list) else made[0]
    whole = type_.in_full(value)
    if not isinstance(whole, dict):
        return value
    if type_.entries is not None:
        key, inner = type_.entries
        return {
            str(_renamed(id, key, names, role, under)): _renamed(entry, inner, names, role, id)
            for id, entry in whole.items()
        }
    if type_.model is None:
        return value
    types = _fields(type_.model)
    new = {
        name: _renamed(one, types[name], names, role, under) if name in types else one
        for name, one in whole.items()
    }
    if whole is value:
        return new
    shorter = (new[name] for name, one in whole.items() if one is value)
    return next(shorter, new)  # again in the shorter way


def without_a_role(key: type[BaseModel]) -> list[str]:
    """The fields of a key with ids of which nothing says what they are."""
    return list(_unclear(_Type(key, ()), None, key.__name__))


def _unclear(type_: _Type, around: Role | None, at: str) -> Iterator[str]:
    role = type_.role or around
    if type_.is_id and role is None:
        yield at
    for inner in (type_.item, *(type_.entries or ())):
        if inner is not None:
            yield from _unclear(inner, role, at)
    if type_.model is not None:
        for name, one in _fields(type_.model).items():
            yield from _unclear(one, role, f"{at}.{name}")
