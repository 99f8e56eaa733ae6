"""What the teacher holds open or shut while a class is served: written first, then told to those who are in.

Who comes in later reads the rows and finds the class as it is held.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import Connection, select, update

from lessons.context import Powers
from lessons.play.rules import Rules
from lessons.record.event import now
from lessons.school.db_schema import controls
from lessons.school.store import ClassStore


@dataclass(frozen=True, slots=True)
class Controls:
    """How the class is held. A row each, under the name of the field; what has no row is as here."""

    course: str = ""
    lesson: str = ""
    """The lesson that is open, by its names in the record; empty while each learner chooses among those assigned."""
    last: str = ""
    """The id of the last exercise of the open lesson that may be gone on to; empty for all."""
    held: bool = False
    """Whether everybody waits."""
    explained: bool = True
    """Whether explanations are shown; else what is handed in is closed until they are."""
    paused: tuple[int, ...] = ()
    """The numbers of learners who wait alone."""
    closed: bool = False
    """Whether no lesson is open at all."""
    message: str = ""
    """One plain line from the teacher for everybody; empty for none."""
    told: Mapping[int, str] = field(default_factory=dict)
    """Plain lines for one learner each, by the learner's number."""

    def opens(self, course: str, lesson: str) -> bool:
        """Whether a lesson may be read now."""
        return not self.closed and (not self.lesson or (course, lesson) == (self.course, self.lesson))

    def waits(self, learner: int) -> bool:
        """Whether the learner of this number waits: nothing that is typed does anything until it is over."""
        return self.held or learner in self.paused

    def rules(self, rules: Rules, course: str, lesson: str) -> Rules:
        """How a lesson is taken under these controls, where it were taken under ``rules`` without them.

        Every front end of a served class asks this for each learner, when a lesson is opened and when the controls
        change (``Session.take_rules``).
        """
        if self.last and (course, lesson) == (self.course, self.lesson):
            rules = replace(rules, last=self.last)
        return rules if self.explained else rules.unexplained()

    def powers(self, powers: Powers) -> Powers:
        """What is open to learners under these controls, where ``powers`` were without them."""
        return powers if self.explained else powers.without("progress", "review")


FREE = Controls()
"""Nothing is held."""


def read_controls(store: ClassStore) -> Controls:
    """How the class is held. What cannot be understood is as if it had no row. Raises ``RecordError``."""
    with store.told():
        rows = store.connection.execute(select(controls.c.name, controls.c.value)).all()
    usual = Controls()
    said: dict[str, Any] = {}
    known = {one.name: getattr(usual, one.name) for one in fields(Controls)}
    for name, value in rows:
        if name in known and (fitting := _fitting(value, known[name])) is not None:
            said[name] = fitting
    return Controls(**said)


def write_controls(store: ClassStore, wanted: Controls) -> Controls:
    """Hold the class so from now on; it is on the disk when this returns. Raises ``RecordError``."""
    with store.writing() as connection:
        for name, value in _rows(wanted).items():
            fresh = {"value": value, "time": now()}
            row = store.insert(controls).values(name=name, **fresh)
            changed = controls.c.value != value
            connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=fresh, where=changed))
    return wanted


def forget_told(connection: Connection, learners: Collection[int]) -> None:
    """Delete what was said to learners who are deleted."""
    row = controls.c.name == "told"
    told = _fitting(connection.execute(select(controls.c.value).where(row)).scalar() or "", {})
    if isinstance(told, dict) and not told.keys().isdisjoint(learners):
        left = {one: words for one, words in told.items() if one not in learners}
        connection.execute(update(controls).where(row).values(value=json.dumps(left), time=now()))


def _rows(wanted: Controls) -> Mapping[str, str]:
    return {one.name: json.dumps(getattr(wanted, one.name)) for one in fields(Controls)}


def _fitting(text: str, usual: object) -> object:
    """The value of a row, where it is of the sort of the usual one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(usual, Mapping):
        texts = isinstance(value, dict) and all(
            one.isdecimal() and isinstance(text, str) for one, text in value.items()
        )
        return {int(one): text for one, text in value.items()} if texts else None
    if isinstance(usual, tuple):
        numbers = isinstance(value, list) and all(type(one) is int for one in value)
        return tuple(value) if numbers else None
    return value if type(value) is type(usual) else None
