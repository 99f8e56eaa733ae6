"""The walk over the fields of a kind, on types that no shipped kind has."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from lessons.kinds.base import Key, Task
from lessons.kinds.roles import (
    answer_node,
    exercise_node,
    lists_in,
    nodes_in,
    quotations_in,
    renamed,
    rewritten,
    without_a_role,
)
from lessons.model.fields import (
    Explanation,
    Fields,
    Identifier,
    Identifiers,
    Integer,
    KeptId,
    Of,
    Question,
    Quote,
    Role,
    TechniqueId,
)
from lessons.model.scalar import Plain


class Tree(Fields):
    name: Question
    friend: Annotated[Identifier, Of(("friends",))] | None = None
    under: dict[Identifier, "Tree"] = Field(default_factory=dict)


class Friend(Fields):
    likes: Annotated[Identifiers, Of(("trees",))] = ()


def _friend(value: object) -> object:
    return {"likes": value} if isinstance(value, str | list) else value


class WoodTask(Task):
    trees: dict[Identifier, Tree]
    friends: dict[Identifier, Annotated[Friend, BeforeValidator(_friend)]]
    menu: dict[KeptId, dict[Identifier, Explanation]] = Field(default_factory=dict)


class Named(Fields):
    tree: Annotated[Identifier, Of(("trees",))]


class WoodKey(Key):
    ranks: dict[Integer, Annotated[Identifier, Of(("trees",))]]
    sides: dict[Literal["left", "right"], Quote]
    either: Annotated[Identifier, Of(("friends",))] | Named | tuple[Quote, ...]
    pair: Annotated[tuple[Annotated[Identifier, Of(("trees",))], Explanation], Field(strict=False)]
    all: set[Annotated[Identifier, Of(("friends",))]]
    twigs: dict[
        Annotated[Identifier, Of(("trees",))], list[Annotated[Identifier, Of(("trees", "*", "under"))]]
    ]
    dishes: dict[Annotated[Identifier, Of(("menu",))], Annotated[Identifier, Of(("menu", "*"))]]
    calls: dict[TechniqueId, Explanation]


TASK: dict[str, Any] = {
    "trees": {
        "oak": {"name": "Oak", "friend": "bea", "under": {"moss": {"name": "oak"}}},
        "elm": {"name": "Elm", "under": {"moss": {"name": "Moss", "under": {"ant": {"name": "Ant"}}}}},
    },
    "friends": {"ada": "oak", "bea": ["elm", "oak"], "cyd": {"likes": "elm"}},
    "menu": {"noon": {"soup": "oak soup"}},
}
KEY: dict[str, Any] = {
    "ranks": {Plain("1"): "oak", Plain("2"): "elm"},
    "sides": {"left": {"quote": "oak"}},
    "either": "bea",
    "pair": ["elm", "oak"],
    "all": ["ada", "bea"],
    "twigs": {"oak": ["moss"], "elm": ["moss"]},
    "dishes": {"noon": "soup"},
    "calls": {"slogan": "oak"},
    "why": "oak",
}
NAMES = {path: {id: "".join(path) + id for id in entries} for path, entries in lists_in(WoodTask, TASK)}


def test_every_list_is_found_wherever_it_stands() -> None:
    telling = {
        ("trees",),
        ("trees", "oak", "under"),
        ("trees", "elm", "under"),
        ("trees", "elm", "under", "moss", "under"),
        ("friends",),
        ("menu", "noon"),
    }
    assert {*NAMES} == telling
    assert {path for path, _entries in lists_in(WoodTask, TASK, kept=True)} == telling | {("menu",)}


def test_ids_are_renamed_by_their_lists_and_nothing_else_is() -> None:
    task: Any = renamed(exercise_node(WoodTask, TASK), NAMES)
    assert [*task["trees"]] == ["treesoak", "treeselm"]
    oak = task["trees"]["treesoak"]
    assert oak == {"name": "Oak", "friend": "friendsbea", "under": {"treesoakundermoss": {"name": "oak"}}}
    assert task["friends"] == {
        "friendsada": "treesoak",
        "friendsbea": ["treeselm", "treesoak"],
        "friendscyd": {"likes": "treeselm"},
    }
    assert task["menu"] == {"noon": {"menunoonsoup": "oak soup"}}
    assert renamed(answer_node(WoodKey, KEY), NAMES) == {
        "ranks": {"1": "treesoak", "2": "treeselm"},
        "sides": {"left": {"quote": "oak"}},
        "either": "friendsbea",
        "pair": ["treeselm", "oak"],
        "all": ["friendsada", "friendsbea"],
        "twigs": {"treesoak": ["treesoakundermoss"], "treeselm": ["treeselmundermoss"]},
        "dishes": {"noon": "menunoonsoup"},
        "calls": {"slogan": "oak"},
        "why": "oak",
    }


def test_a_union_is_what_its_value_is() -> None:
    def either(value: Any) -> Any:
        made: Any = renamed(answer_node(WoodKey, {**KEY, "either": value}), NAMES)
        return made["either"]

    assert either({"tree": "oak"}) == {"tree": "treesoak"}
    assert either([{"quote": "bea"}]) == [{"quote": "bea"}]
    quoted = quotations_in(answer_node(WoodKey, {**KEY, "either": [{"quote": "bea"}]}))
    assert [node.at for node in quoted] == [("sides", "left"), ("either", 0)]


def test_what_changes_nothing_gives_the_same_files() -> None:
    for node, value in ((exercise_node(WoodTask, TASK), TASK), (answer_node(WoodKey, KEY), KEY)):
        same: Any = rewritten(node, lambda _node, one: one)
        assert same == value
        assert {type(key) for key in same.get("ranks", {})} <= {Plain}


def test_values_that_are_not_of_their_type_do_no_harm_to_others() -> None:
    right: Any = renamed(answer_node(WoodKey, KEY), NAMES)
    odd: Any
    for odd in (None, "x", [], ["x", None], {}, {"x": {"x": ["x"]}}, [[["x"]]]):
        for name in KEY:
            made: Any = renamed(answer_node(WoodKey, {**KEY, name: odd}), NAMES)
            assert {**made, name: right[name]} == right
        lists = {path for path, _entries in lists_in(WoodTask, {**TASK, "trees": odd})}
        assert {("friends",), ("menu", "noon")} <= lists


def test_every_field_of_the_wood_has_a_role() -> None:
    assert without_a_role(WoodTask, WoodKey) == []
    roles = {node.at: node.type.roles for node in nodes_in(answer_node(WoodKey, KEY))}
    assert Role.EXPLANATION in roles["pair", 1]
    assert Role.QUOTED in roles["sides", "left", "quote"]
