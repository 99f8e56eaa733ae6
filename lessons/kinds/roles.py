"""What the fields of an exercise are, said in their types, and the walks over files that follow them.

Every field of every kind has a role (``lessons.model.fields``): an id and of which list, a quotation, a text that may
have a gap or may not, a number, a choice. A kind with a field that has none cannot be defined. Sealing renames ids by
the roles, a lesson without its text hides and anchors by them, binding takes out what a copy does not support by them.

In lesson.yaml the keys of a mapping by ``Identifier`` are ids that the author chose, often with the answer in mind:
they tell the answer, for every list that a kind has or will have, unless their type says ``Role.KEPT``.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator

from lessons.loading.document import Trail, Value
from lessons.model.fields import ListPath, Of, Quote, Role

HERE = "*"
"""In the place of a list: the id or number under which it stands."""
ID_ROLES = frozenset({Role.KEPT, Role.TECHNIQUE})
TEXT_ROLES = frozenset({Role.QUESTION, Role.EXPLANATION, Role.LABELS, Role.QUOTED, Role.CORE})
LEAF_ROLES = TEXT_ROLES | {Role.NUMBER, Role.CHOICE}


@dataclass(frozen=True)
class FieldType:
    """The type of a field, taken apart."""

    base: object
    """A class, or ``dict[...]`` and ``tuple[...]``."""
    notes: tuple[object, ...] = ()
    arms: "tuple[FieldType, ...]" = ()
    """The types of a union; empty for any other type."""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles that it says of itself."""
        return frozenset(note for note in self.notes if isinstance(note, Role))

    @cached_property
    def refers(self) -> Of | Role | None:
        """What the ids in it are ids of."""
        said = (note for note in self.notes if isinstance(note, Of | Role))
        return next((note for note in said if isinstance(note, Of) or note in ID_ROLES), None)

    @cached_property
    def is_id(self) -> bool:
        """Whether its values are ids."""
        return Role.ID in self.roles

    @cached_property
    def model(self) -> type[BaseModel] | None:
        """The model whose fields its mappings have."""
        return self.base if isinstance(self.base, type) and issubclass(self.base, BaseModel) else None

    @cached_property
    def entries(self) -> "tuple[FieldType, FieldType] | None":
        """Keys and values of a mapping without fixed fields."""
        if get_origin(self.base) not in (dict, Mapping):
            return None
        key, value = get_args(self.base)
        return _apart(key), self._inner(value)

    @cached_property
    def items(self) -> "tuple[FieldType, ...]":
        """What a list holds: one type for all, or one for each place; empty where it is no list."""
        if get_origin(self.base) not in (tuple, list, set, frozenset, Sequence):
            return ()
        return tuple(self._inner(one) for one in get_args(self.base) if one is not Ellipsis)

    @cached_property
    def of_any_length(self) -> bool:
        """Whether it is a list from which an item may be taken out."""
        return bool(self.items) and (get_origin(self.base) is not tuple or Ellipsis in get_args(self.base))

    @cached_property
    def holds_lists(self) -> bool:
        """Whether entries with ids may stand in its values."""
        return any(one.entries is not None and one.entries[0].is_id for one in _types_in(self))

    def item(self, index: int) -> "FieldType":
        """What stands at a place of a list; for a place too many, what stands at the last one."""
        return self.items[0 if self.of_any_length else min(index, len(self.items) - 1)]

    def _inner(self, hint: object) -> "FieldType":
        """What is said of a list of texts is said of each text."""
        inner = _apart(hint)
        return FieldType(inner.base, (*inner.notes, *(self.roles & TEXT_ROLES)), inner.arms)

    def fitting(self, value: Value) -> "FieldType":
        """The type of a union that a value is of; of any other type, the type itself."""
        return next((arm for arm in self.arms if arm._takes(value)), self.arms[0]) if self.arms else self

    def _takes(self, value: Value) -> bool:
        if isinstance(value, dict):
            return (
                {*value} <= {*fields_of(self.model)} if self.model is not None else self.entries is not None
            )
        return bool(self.items) if isinstance(value, list) else self.model is None and not self.items

    def in_full(self, value: Value) -> Value:
        """A value that is written in a shorter way, as the mapping it stands for."""
        for note in self.notes:
            if isinstance(note, BeforeValidator) and self.model is not None and not isinstance(value, dict):
                with suppress(ValueError, AssertionError):  # a value that the field refuses
                    value = note.func(value)  # type: ignore[call-arg]
        return value


def _apart(hint: object) -> FieldType:
    notes: tuple[object, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            notes = (*more, *notes)
        elif get_origin(hint) in (Union, UnionType):
            arms = [one for one in get_args(hint) if one is not NoneType]
            if len(arms) > 1:
                types = map(_apart, arms)
                return FieldType(
                    hint, notes, tuple(replace(one, notes=(*one.notes, *notes)) for one in types)
                )
            hint = arms[0]
        else:
            return FieldType(hint, notes)


@cache
def fields_of(model: type[BaseModel]) -> Mapping[str, FieldType]:
    """The types of a model's fields by their names in the file."""
    hints = get_type_hints(model, include_extras=True)
    return {field.alias or name: _apart(hints[name]) for name, field in model.model_fields.items()}


@cache
def needed_in(model: type[BaseModel]) -> frozenset[str]:
    """The fields that a mapping of this model must have, by their names in the file."""
    fields = model.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if field.is_required())


# Types ------------------------------------------------------------------------------------------------------------


def types_in(model: type[BaseModel]) -> Iterator[FieldType]:
    """Every type that the fields of a model are made of, the model's own first."""
    return _types_in(FieldType(model))


def _types_in(whole: FieldType) -> Iterator[FieldType]:
    seen: set[object] = set()
    waiting = [whole]
    while waiting:
        type_ = waiting.pop(0)
        if type_.model is not None and type_.model in seen:
            continue
        seen.add(type_.model)
        yield type_
        waiting += type_.arms or [*type_.items, *(type_.entries or ())]
        waiting += fields_of(type_.model).values() if type_.model is not None else ()


def quotes(type_: FieldType) -> bool:
    """Whether a quotation of the article may stand in a value of this type."""
    if type_.model is not None:
        return any(one.model is not None and issubclass(one.model, Quote) for one in types_in(type_.model))
    return any(map(quotes, (*type_.arms, *type_.items, *(type_.entries or ())[1:])))


def _list_paths(
    type_: FieldType, at: ListPath, around: frozenset[object] = frozenset()
) -> Iterator[ListPath]:
    """The places of the lists of an exercise whose entries have ids."""
    for arm in type_.arms or type_.items:
        yield from _list_paths(arm, at if type_.arms else (*at, HERE), around)
    if type_.entries is not None:
        key, value = type_.entries
        yield from [at] if key.is_id and not isinstance(key.refers or type_.refers, Of) else ()
        yield from _list_paths(value, (*at, HERE), around)
    if type_.model is not None and type_.model not in around:
        for name, one in fields_of(type_.model).items():
            yield from _list_paths(one, (*at, name), around | {type_.model})


def without_a_role(task: type[BaseModel], key: type[BaseModel]) -> list[str]:
    """The fields of a kind of which nothing says what they are, each with what its type could say."""
    lists = {*_list_paths(FieldType(task), ())}
    in_task = _unclear(FieldType(task), None, task.__name__, lists, task=True)
    return [*in_task, *_unclear(FieldType(key), None, key.__name__, lists, task=False)]


def _unclear(
    type_: FieldType,
    around: Of | Role | None,
    at: str,
    lists: Collection[ListPath],
    *,
    task: bool,
    models: frozenset[object] = frozenset(),
) -> Iterator[str]:
    refers = type_.refers or around
    if isinstance(type_.refers, Of) and type_.refers.path not in lists:
        there = ", ".join(map(repr, sorted(lists))) or "none"
        yield f"{at}: the exercise has no list {type_.refers.path}; it has {there}"

    def inside(inner: FieldType, refers: Of | Role | None, at: str = at) -> Iterator[str]:
        return _unclear(inner, refers, at, lists, task=task, models=models | {type_.model})

    if type_.arms or type_.items:
        for inner in type_.arms or type_.items:
            yield from inside(inner, refers)
    elif type_.entries is not None:
        key, value = type_.entries
        if not (task and key.is_id):
            yield from inside(key, refers)
        yield from inside(value, None if _is_list(type_, task=task) else refers)
    elif type_.model is not None:
        for name, one in fields_of(type_.model).items() if type_.model not in models else ():
            yield from inside(one, refers, f"{at}.{name}")
    elif type_.is_id:
        if refers is None:
            yield f"{at}: an id, but of what? Say Of((list,)), TechniqueId or KeptId"
    elif not (type_.roles & LEAF_ROLES or get_origin(type_.base) is Literal):
        name = type_.base.__name__ if isinstance(type_.base, type) else str(type_.base)
        yield f"{at}: a {name}, but what for? Say Question, Explanation, Integer, Number, Flag, or another Role"


def _is_list(type_: FieldType, *, task: bool) -> bool:
    """Whether a mapping is a list of lesson.yaml that defines its ids."""
    key = type_.entries[0] if type_.entries is not None else None
    return task and key is not None and key.is_id and not isinstance(key.refers or type_.refers, Of)


# Values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class FieldNode:
    """A value of an exercise or of its answer, with what its type says of it."""

    at: Trail
    """Where it stands, within the exercise's mapping; what is written in a shorter way stands where all of it does."""
    value: Value
    declared: FieldType
    in_task: bool
    """Whether it stands in lesson.yaml."""
    around: Of | Role | None = None
    """What ids in it are ids of, as far as the fields around it say so."""
    ids: tuple[str, ...] = ()
    """The ids and numbers under which it stands, the outermost first."""
    parent: "FieldNode | None" = None
    step: str = ""
    """The name of its field, where its parent has fields."""
    is_key: bool = False
    """Whether it is the key of an entry; the entry's value is a node of its own."""

    @cached_property
    def type(self) -> FieldType:
        """Its type; of a union, the one that it is of."""
        return self.declared.fitting(self.value)

    @cached_property
    def full(self) -> Value:
        """The value; one that is written in a shorter way as the mapping or the list it stands for."""
        if self.type.items and not isinstance(self.value, list) and self.value is not None:
            return [self.value]
        return self.type.in_full(self.value)

    @property
    def refers(self) -> Of | Role | None:
        """What its ids are ids of."""
        if self.is_key and self.parent is not None and self.parent.defines:
            return Of(self.parent.path)
        return self.type.refers or self.around

    @property
    def defines(self) -> bool:
        """Whether it is a list of lesson.yaml that defines the ids of its entries."""
        return isinstance(self.full, dict) and _is_list(self.type, task=self.in_task)

    @property
    def tells(self) -> bool:
        """Whether it is such a list, and its ids may tell the answer."""
        key = self.type.entries[0] if self.type.entries is not None else None
        return self.defines and key is not None and (key.refers or self.type.refers) is None

    def field(self, role: Role) -> str | None:
        """The name of its field that has this role; ``None`` where it has no such field."""
        types = fields_of(self.type.model) if self.type.model is not None else {}
        return next((name for name, type_ in types.items() if role in type_.roles), None)

    @property
    def path(self) -> ListPath:
        """The place of a list in the exercise."""
        return tuple(map(str, self.at))

    @property
    def pattern(self) -> ListPath:
        """Its place with ``*`` for every id and number on the way: the same for all lists of one sort."""
        if self.parent is None:
            return ()
        counted = self.parent.type.entries is not None or bool(self.parent.type.items)
        return (*self.parent.pattern, HERE if counted else self.step)

    def list_of(self, lists: Collection[ListPath]) -> ListPath | None:
        """The list among those known whose ids it and the ids in it are; ``None`` when there is none."""
        if not isinstance(self.refers, Of):
            return None
        stars = self.refers.path.count(HERE)
        for taken in combinations(reversed(self.ids), stars):
            fill = iter(reversed(taken))
            path = tuple(next(fill) if part == HERE else part for part in self.refers.path)
            if path in lists:
                return path
        return None

    @cached_property
    def children(self) -> "tuple[FieldNode, ...]":
        """What stands in it; of an entry, the key and then the value."""
        return tuple(self._children())

    def _children(self) -> "Iterator[FieldNode]":
        whole = self.full
        if isinstance(whole, list) and self.type.items:
            for index, one in enumerate(whole):
                at = (*self.at, index) if whole is self.value else self.at
                yield self._child(at, one, self.type.item(index), self.refers, (str(index),))
        elif isinstance(whole, dict) and self.type.entries is not None:
            key, value = self.type.entries
            own = self.defines
            for id, one in whole.items():
                yield self._child((*self.at, id), id, key, self.refers, (), is_key=True)
                yield self._child((*self.at, id), one, value, None if own else self.refers, (id,))
        elif isinstance(whole, dict) and self.type.model is not None:
            types = fields_of(self.type.model)
            for name, one in whole.items():
                if name in types:
                    at = self.at if one is self.value else (*self.at, name)
                    yield self._child(at, one, types[name], self.refers, (), step=name)

    def _child(
        self,
        at: Trail,
        value: Value,
        type_: FieldType,
        refers: Of | Role | None,
        under: tuple[str, ...],
        *,
        step: str = "",
        is_key: bool = False,
    ) -> "FieldNode":
        return FieldNode(at, value, type_, self.in_task, refers, (*self.ids, *under), self, step, is_key)


def exercise_node(task: type[BaseModel], fields: Mapping[str, object]) -> FieldNode:
    """An exercise of lesson.yaml, by the fields of its kind."""
    return FieldNode((), fields, FieldType(task), in_task=True)  # type: ignore[arg-type]


def answer_node(key: type[BaseModel], fields: Mapping[str, Value]) -> FieldNode:
    """An answer of key.yaml, by the fields of its kind."""
    return FieldNode((), fields, FieldType(key), in_task=False)  # type: ignore[arg-type]


def nodes_in(node: FieldNode) -> Iterator[FieldNode]:
    """The node and everything in it, the outer before the inner."""
    yield node
    for child in node.children:
        yield from nodes_in(child)


def rewritten(node: FieldNode, change: Callable[[FieldNode, Value], Value]) -> Value:
    """The value of a node with everything in it changed, the inner before the outer.

    ``change`` takes a node and its value with what stands in it changed already; it is asked of keys too, and of
    what is written in a shorter way first in full, part by part.
    """
    parts = [rewritten(child, change) for child in node.children]
    whole = node.full
    new: Value = node.value
    if isinstance(whole, list) and node.type.items:
        new = parts if whole is node.value else parts[0]
    elif isinstance(whole, dict) and node.type.entries is not None:
        new = {id: value for id, value in zip(parts[::2], parts[1::2], strict=True) if isinstance(id, str)}
    elif isinstance(whole, dict) and node.type.model is not None:
        fields = {child.step: value for child, value in zip(node.children, parts, strict=True)}
        new = {**whole, **fields}
        if whole is not node.value:  # again in the shorter way
            new = next(
                (fields[name] for name, one in whole.items() if one is node.value and name in fields), new
            )
    return change(node, new)


def list_nodes(node: FieldNode) -> Iterator[FieldNode]:
    """Each list of an exercise that defines the ids of its entries."""
    if node.defines:
        yield node
    held = node.type.entries[1] if node.type.entries is not None else node.type
    for child in node.children if held.holds_lists else ():
        if not child.is_key:
            yield from list_nodes(child)


def lists_in(
    task: type[BaseModel], fields: Mapping[str, object], *, kept: bool = False
) -> Iterator[tuple[ListPath, Mapping[str, Value]]]:
    """Each list of an exercise whose ids may tell the answer: its place, and its entries by their ids.

    With ``kept`` also those whose ids tell nothing.
    """
    for node in list_nodes(exercise_node(task, fields)):
        if isinstance(node.full, dict) and (kept or node.tells):
            yield node.path, node.full


def quotations_in(root: FieldNode) -> Iterator[FieldNode]:
    """Each mapping of an exercise, or of its answer, that quotes an article."""
    for node in nodes_in(root):
        if (
            node.type.model is not None
            and issubclass(node.type.model, Quote)
            and isinstance(node.value, dict)
        ):
            yield node


def renamed(root: FieldNode, names: Mapping[ListPath, Mapping[str, str]]) -> Value:
    """An exercise or its answer with other ids: ``names`` are those of each list, by its place in the exercise."""
    return rewritten(root, lambda node, value: name_of(node, value, names))


def name_of(node: FieldNode, value: Value, names: Mapping[ListPath, Mapping[str, str]]) -> Value:
    """The new name of an id; any other value as it is."""
    if not node.type.is_id or not isinstance(value, str):
        return value
    path = node.list_of(names)
    return names[path].get(value, value) if path is not None else value
