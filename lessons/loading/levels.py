"""The lists and mappings that are open above a line of a broken file, and what may stand in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lessons.loading.suggestion import closest

_LOOSE_KEY = re.compile(r"(?P<key>[\w][^\n:#\"'\[\]{},]{0,60}?)(?P<colon>[ \t]*:)(?=[ \t]|$)")


@dataclass(frozen=True)
class Shape:
    """The fields of one sort of mapping."""

    keys: frozenset[str]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The fields that hold a list, each with the fields of the list's entries; none for a list of texts."""
    mappings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The fields that hold a mapping, each with its fields; none for one with names of its author's own."""
    entries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of those with names of its author's own, what stands under each name."""
    heads: frozenset[str] = frozenset()
    """Of an entry of a list, the fields of which each begins an entry, where no entry has two of them."""
    kind: str = ""
    """What its ``kind:`` says, where that decides on the fields."""


@dataclass
class Entry:
    """A key, a dash or both, with the lines that go on with them."""

    first: int
    last: int
    dashes: list[int]
    """The columns of its dashes."""
    key: str | None
    key_at: int
    value_at: int
    """Column of the value in the first line; the line's length when there is none."""
    empty: bool
    """Whether no value stands beside the key or dash."""
    sort: Literal["plain", "quoted", "brackets", "block"] = "plain"

    @property
    def column(self) -> int:
        """Where its first sign stands."""
        return self.dashes[0] if self.dashes else self.key_at

    @property
    def inner(self) -> int:
        """The column that lines have to pass to go on with its value."""
        return self.key_at if self.key is not None or not self.dashes else self.dashes[-1]


@dataclass
class Level:
    """A list or mapping that is open."""

    sort: Literal["list", "mapping"]
    column: int
    keys: list[str] = field(default_factory=list)
    """Of a mapping, the keys so far; of a list, those that its entries began with."""
    fields: frozenset[str] = frozenset()
    """Of a list, the fields of its entries; of a mapping, those that the one above gives it."""
    empty: bool = True
    """Whether its last entry has no value yet, so that one may be opened below."""
    kind: str = ""
    """What stands at ``kind:`` in a mapping."""
    entries: frozenset[str] = frozenset()
    """Of a mapping with names of its author's own, the fields under each name."""
    own_names: bool = False
    """Of a mapping, whether its keys are names of its author's own."""
    in_list: bool = False
    """Of a mapping, whether it began behind a dash."""


class Levels:
    """The levels that are open, from the outermost inwards, while entries are taken in one after the other."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.shapes = shapes
        self.universe = frozenset(key for shape in shapes for key in shape.keys)
        """Every name of a field."""
        self.kinds = frozenset(shape.kind for shape in shapes if shape.kind)
        self.open: list[Level] = []

    def open_at(self, column: int) -> list[Level]:
        """The levels that are still open at a column."""
        return [level for level in self.open if level.column <= column]

    def mapping_at(self, column: int) -> Level | None:
        """The open mapping at a column."""
        return next(
            (one for one in reversed(self.open) if one.sort == "mapping" and one.column == column), None
        )

    def shapes_of(self, level: Level) -> list[Shape]:
        """The sorts of mapping that have all keys of this one."""
        if level.own_names:
            return []
        keys = set(level.keys)
        fitting = [shape for shape in self.shapes if keys and keys <= shape.keys]
        return [shape for shape in fitting if shape.kind == level.kind] if level.kind else fitting

    def is_peer(self, level: Level, key: str) -> bool:
        """Whether a mapping may have this key."""
        if level.fields:
            return key in level.fields
        if not level.keys:
            return True
        fitting = self.shapes_of(level)
        if fitting:
            return any(key in shape.keys for shape in fitting)
        return key not in self.universe or key in level.keys

    def are_peers(self, one: str, other: str) -> bool:
        """Whether one mapping may have both keys."""
        if one in self.universe and other in self.universe:
            return any(one in shape.keys and other in shape.keys for shape in self.shapes)
        return one not in self.universe and other not in self.universe

    def may_hold(self, level: Level, entry: Entry) -> bool:
        """Whether an entry may belong to a level, whatever its column."""
        if entry.dashes:
            return level.sort == "list" and (
                entry.key is None or not level.fields or entry.key in level.fields
            )
        if entry.key is None or level.sort == "list":
            return False
        return entry.key not in level.keys and self.is_peer(level, entry.key)

    def expected(self, sort: Literal["lists", "mappings"]) -> frozenset[str]:
        """The fields of what opens below the last key of the innermost mapping."""
        level = next((one for one in reversed(self.open) if one.sort == "mapping"), None)
        if level is None or not level.keys:
            return frozenset()
        fields: set[str] = set()
        for shape in self.shapes_of(level):
            held = (shape.lists if sort == "lists" else shape.mappings).get(level.keys[-1])
            if held is not None and not held:
                return frozenset()
            fields |= held or set()
        return frozenset(fields)

    def own_names_below(self) -> bool:
        """Whether the last key of the innermost mapping holds a mapping with names of its author's own."""
        level = next((one for one in reversed(self.open) if one.sort == "mapping"), None)
        if level is None or not level.keys:
            return False
        shapes = [shape for shape in self.shapes_of(level) if level.keys[-1] in shape.keys]
        return bool(shapes) and all(shape.mappings.get(level.keys[-1]) == frozenset() for shape in shapes)

    def _entries_below(self) -> frozenset[str]:
        """The fields under each name of such a mapping."""
        level = next(one for one in reversed(self.open) if one.sort == "mapping")
        shapes = self.shapes_of(level)
        return frozenset(name for shape in shapes for name in shape.entries.get(level.keys[-1], ()))

    def lacks_name(self, entry: Entry, *, apart: bool) -> bool:
        """Whether a field stands where the name of its entry belongs, or comes a second time for want of one.

        ``apart`` when a line is left empty above it: then a field that no mapping has beside those above begins a new
        entry.
        """
        levels = self.open_at(entry.column)
        if entry.dashes or entry.key is None or not levels:
            return False
        level, key = levels[-1], entry.key
        if (
            level.sort == "mapping"
            and level.empty
            and level is self.open[-1]
            and entry.column > level.column + 2
        ):
            return self.own_names_below() and key in self._entries_below() and not entry.empty
        if len(levels) < 2 or level.sort != "mapping" or level.column != entry.column or level.in_list:
            return False
        if not levels[-2].own_names or not level.keys:
            return False
        shapes = self.shapes_of(level)
        other = bool(shapes) and key in self.universe and not any(key in shape.keys for shape in shapes)
        return key == level.keys[0] or (apart and (key in level.keys or other))

    def lacks_heading(self, entry: Entry) -> bool:
        """Whether what begins below a name of the author's own is none of the fields that belong there."""
        levels = self.open_at(entry.column)
        top = levels[-1] if levels else None
        if top is None or not top.own_names or not top.entries or not top.empty or top.column >= entry.column:
            return False
        if entry.dashes:
            return True
        return entry.key is not None and entry.key not in self.universe

    def fits(self, entry: Entry) -> bool:
        """Whether an entry may stand in its column."""
        levels = self.open_at(entry.column)
        if not levels:
            return not self.open or not self.open[0].keys
        top = levels[-1]
        column = entry.column
        if entry.dashes:
            if top.sort == "list":
                return top.column == column
            return top.empty and bool(top.keys) and column >= top.column
        if entry.key is None:
            return (top.sort == "mapping" and top.empty and column > top.column) or (
                top.sort == "list" and top.empty and column > top.column
            )
        if top.sort == "list":
            if (
                top.column == column
                and len(levels) > 1
                and levels[-2].sort == "mapping"
                and levels[-2].column == column
            ):
                return True
            return top.empty and column > top.column
        if top.column == column:
            return not self.starts_again(entry, top) and not self.belongs_deeper(entry, top)
        return top.empty and bool(top.keys)

    def belongs_deeper(self, entry: Entry, level: Level) -> bool:
        """Whether a key that no mapping of this sort has stands in the column of one, beside a mapping that has it."""
        assert entry.key is not None  # asked of keys alone
        if self.is_peer(level, entry.key):
            return False
        if (
            entry.key not in self.universe and not level.column
        ):  # perhaps a field of the file that is misspelt
            names = any(one.own_names and entry.key not in one.keys for one in self.open)
            if not names or not entry.empty or closest(entry.key, self.shapes[0].keys):
                return False
        return any(
            one.sort == "mapping"
            and 0 < one.column - level.column <= 2
            and entry.key not in one.keys
            and self.is_peer(one, entry.key)
            for one in self.open
        )

    def starts_again(self, entry: Entry, level: Level) -> bool:
        """Whether a key stands a second time in an item of a list, and is the one that items begin with."""
        if not level.in_list or entry.key not in self.universe:
            return False
        if entry.key not in level.keys:
            shapes = [shape for shape in self.shapes_of(level) if level.keys[0] in shape.heads]
            return bool(shapes) and all(entry.key in shape.heads for shape in shapes)
        above = next(
            (one for one in reversed(self.open) if one.sort == "list" and one.column < level.column), None
        )
        return entry.key == level.keys[0] or (above is not None and entry.key in above.keys)

    def lacks_first_dash(self, entry: Entry) -> bool:
        """Whether an entry opens a mapping where a list of such mappings belongs."""
        levels = self.open_at(entry.column)
        if (
            entry.key is None
            or entry.dashes
            or not levels
            or not levels[-1].empty
            or levels[-1].sort == "list"
        ):
            return False
        above = [level for level in levels if level.column < entry.column]
        if not above or above[-1] is not levels[-1]:
            return False
        kept, self.open = self.open, levels
        lists, mappings = self.expected("lists"), self.expected("mappings")
        self.open = kept
        return entry.key in lists and entry.key not in mappings

    def may_be_key(self, key: str, column: int, dash: int | None, *, certain: bool) -> bool:
        """Whether a word at a column may be a key there; ``certain`` when a sign behind it says so."""
        if dash is not None:
            at_dash = next((one for one in self.open if one.sort == "list" and one.column == dash), None)
            fields = at_dash.fields if at_dash is not None else self.expected("lists")
            return key in fields or (certain and key in self.universe)
        if not self.open:
            return key in self.shapes[0].keys
        level = next((one for one in self.open if one.sort == "mapping" and one.column == column), None)
        if level is not None:
            if key in level.keys:
                return key in self.universe and level.in_list
            if key in self.universe:
                return self.is_peer(level, key)
            return not self.shapes_of(level) and not level.fields and not level.empty
        above = self.open_at(column)
        if not above or not above[-1].empty or above[-1].column >= column:
            return False
        fields = self.expected("mappings") | above[-1].entries
        return key in fields or self.own_names_below() or (certain and key in self.universe)

    def loose_key(self, column: int, rest: str) -> re.Match[str] | None:
        """A key of several words, as there may be among names of the author's own."""
        level = self.mapping_at(column)
        if level is None:
            open_ones = self.open_at(column)
            free = (
                bool(open_ones)
                and open_ones[-1].empty
                and not self.expected("mappings")
                and not self.expected("lists")
            )
        else:
            free = not self.shapes_of(level) and not level.fields
        return _LOOSE_KEY.match(rest) if free else None

    def close(self, column: int) -> None:
        """Close what stands to the right of a column."""
        while self.open and self.open[-1].column > column:
            self.open.pop()

    def take_in(self, entry: Entry) -> None:
        """Open and close levels as the entry says."""
        column = entry.column
        while self.open and (
            self.open[-1].column > column
            or (
                self.open[-1].column == column
                and self.open[-1].sort == "list"
                and not entry.dashes
                and len(self.open) > 1
            )
        ):
            self.open.pop()
        for dash in entry.dashes:
            if not (self.open and self.open[-1].sort == "list" and self.open[-1].column == dash):
                fields = self.expected("lists")
                self.fill()
                self.open.append(Level("list", dash, fields=fields))
            self.open[-1].empty = entry.empty and entry.key is None
        if entry.key is None:
            if self.open and not entry.dashes:
                self.open[-1].empty = False
            return
        top = self.open[-1] if self.open else None
        if top is not None and top.sort == "list" and entry.dashes:
            top.keys.append(entry.key)
        if top is None or top.sort == "list" or top.column < entry.key_at:
            fields = (
                top.fields
                if top is not None and top.sort == "list" and entry.dashes
                else self.expected("mappings")
            )
            own_names = not entry.dashes and self.own_names_below()
            entries = self._entries_below() if own_names else frozenset()
            if not entry.dashes and not own_names and top is not None and entry.key in top.entries:
                fields = top.entries
            self.fill()
            top = Level(
                "mapping",
                entry.key_at,
                fields=fields,
                in_list=bool(entry.dashes),
                own_names=own_names,
                entries=entries,
            )
            self.open.append(top)
        self.enter_key(top, entry.key, empty=entry.empty)

    def fill(self) -> None:
        """The last entry of the innermost level has a value from here on."""
        if self.open:
            self.open[-1].empty = False

    def enter_key(self, level: Level, key: str, *, empty: bool) -> None:
        """One more key of a mapping; ``empty`` when its value may stand below."""
        level.keys.append(key)
        level.empty = empty
