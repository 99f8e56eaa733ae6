"""The exercise kinds, by the name that ``kind:`` has in lesson.yaml."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from lessons.kinds.base import Key, Kind, Task, Variant
from lessons.kinds.choice import Choice
from lessons.kinds.compare import Compare
from lessons.kinds.label import Label
from lessons.kinds.ledger import Ledger
from lessons.kinds.lookup import Lookup
from lessons.kinds.mark import MarkWords
from lessons.kinds.match import Match
from lessons.kinds.omission import Omission
from lessons.kinds.order import Order
from lessons.kinds.rewrite import Rewrite
from lessons.kinds.scale import Scale
from lessons.kinds.short import Short

_BY_NAME = {
    kind.name: cast("Kind[Task, Key]", kind)
    for kind in (
        MarkWords(),
        Label(),
        Choice(),
        Match(),
        Ledger(),
        Omission(),
        Order(),
        Scale(),
        Short(),
        Rewrite(),
        Compare(),
        Lookup(),
    )
}

KINDS: Mapping[str, Kind[Task, Key]] = MappingProxyType(_BY_NAME)
"""Every kind by name. A kind is handed the fields that its own ``task`` and ``key`` read, and no others."""
MARKING = KINDS[MarkWords.name]
"""The kind that a fresh sentence of review is asked as."""


def beginnings() -> dict[str, tuple[Kind[Task, Key], Variant | None]]:
    """What an exercise may begin as, by the words after ``new exercise``: each kind, and what else it can be."""
    return {
        f"{kind.name} {name}".strip(): (kind, one)
        for kind in KINDS.values()
        for name, one in (("", None), *kind.variants.items())
    }


def kind_of(exercise: Mapping[str, object]) -> Kind[Task, Key] | None:
    """The kind that an exercise of lesson.yaml says it is of; ``None`` when there is none of that name."""
    return KINDS.get(str(exercise.get("kind")))
