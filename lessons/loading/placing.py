"""The entries of a broken file, each put where it belongs among those above it, and read by itself.

Codes: Y123 a missing dash, Y124 a missing heading, Y125 a line in a column of its own; those of the values see
``lessons.loading.mending``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lessons.loading.entries import ASTRAY, BLANK, KEY, LEAD, Lines
from lessons.loading.levels import Entry, Level, Shape
from lessons.loading.mending import LOOK_ALIKE, Mended, as_text, mend
from lessons.loading.yaml_source import read_yaml_text
from lessons.loading.yaml_wording import NOT_YAML, TAB
from lessons.text import visible

NO_DASH, NO_HEADING = "Y123", "Y124"
RECOVERED = frozenset({TAB, NOT_YAML, "Y111", "Y112", "Y115", "Y116", "Y117", "Y121", LOOK_ALIKE})
"""Codes of faults after which a file is read on."""
FARTHEST = 8
"""Columns by which a line may stand away from where it belongs."""


class BrokenFile(Lines):
    """Takes a broken file apart, puts each entry in its place and mends it."""

    def __init__(self, lines: Sequence[str], shapes: Sequence[Shape]) -> None:
        super().__init__(lines, shapes)
        self.entries: list[Entry] = []
        self.headings: dict[int, str] = {}
        """Lines that are read above a line, where a heading was left out."""
        self._moving: tuple[int, int] | None = None
        """Column and shift of a block that is being moved with its first line."""

    def take(self) -> None:
        """Mend what is wrong with the lines, with the places of the entries, then with each entry by itself."""
        self._pass_foreign_lines()
        number = 0
        while number < len(self.lines):
            if BLANK.fullmatch(self.lines[number]):
                self._straighten_blank(number)
                number += 1
                continue
            self._straighten(number)
            entry = self._entry(number)
            self._place(entry)
            self.entries.append(entry)
            number = entry.last + 1
        for entry in self.entries:
            self._mend_value(entry)

    def _place(self, entry: Entry) -> None:
        """Put an entry into the list or mapping where it belongs; move its lines if they stand elsewhere."""
        moved = self._moved_with(entry)
        if moved:
            self._shift(entry, moved)
        if not self.levels.fits(entry):
            self._move(entry)
        elif (self.levels.lacks_heading(entry) and self._add_heading_below(entry)) or self._lacks_name(entry):
            pass
        elif self.levels.lacks_first_dash(entry):
            at = (
                entry.key_at - 2
                if entry.key_at - 2 >= self.levels.open_at(entry.key_at)[-1].column
                else entry.key_at
            )
            self._write_dash(entry, at, max(entry.key_at, at + 2))
        elif not moved and self._heading_too_deep(entry):
            pass
        elif not moved and (
            shift := self._beside_the_next(entry) or self._beside_siblings(entry) or self._among_deeper(entry)
        ):
            self._say_moved(entry, shift, sure=False)  # it may be the other one which stands astray
            self._moving = None
        self.levels.take_in(entry)
        level = self.levels.open[-1] if self.levels.open else None
        if entry.key == "kind" and level is not None:
            level.kind = self.lines[entry.first][entry.value_at :].split("#")[0].strip()
        elif entry.dashes and entry.key in self.levels.kinds and level is not None:
            level.kind = entry.key

    def _moved_with(self, entry: Entry) -> int:
        if self._moving is None:
            return 0
        column, shift = self._moving
        if entry.column > column:
            return 0 if self.levels.fits(entry) else shift
        if entry.column == column and not self.levels.fits(entry):
            shifted = replace(
                entry, dashes=[one + shift for one in entry.dashes], key_at=entry.key_at + shift
            )
            if self.levels.fits(shifted):
                return shift
        self._moving = None
        return 0

    def _shift(self, entry: Entry, shift: int) -> None:
        for number in range(entry.first, entry.last + 1):
            line = self.lines[number]
            if line.strip():
                room = len(line) - len(line.lstrip(" "))
                self.lines[number] = " " * max(0, room + shift) + line.lstrip(" ")
        entry.dashes = [one + shift for one in entry.dashes]
        entry.key_at += shift
        entry.value_at += shift
        for index in range(len(self.flaws) - 1, -1, -1):
            one = self.flaws[index]
            if one.code == ASTRAY and one.last == entry.first - 1 and self._moving:
                self.flaws[index] = replace(one, last=entry.last)
                break

    def _beside_the_next(self, entry: Entry) -> int:
        """How far the first line of a new list or mapping stands from the lines that go on with it."""
        levels = self.levels.open_at(entry.column)
        opens = not levels or levels[-1].column < entry.column
        following = [
            line for line in self.lines[entry.last + 1 : entry.last + 9] if not BLANK.fullmatch(line)
        ]
        lead = LEAD.match(following[0] if following else "")
        assert lead is not None
        column, name = len(lead["indent"]), KEY.match(following[0][lead.end() :]) if following else None
        if entry.empty and entry.dashes and not lead["dashes"] and entry.key is not None and name is not None:
            shift = column - entry.key_at
            return shift if abs(shift) == 1 and self.levels.are_peers(entry.key, name["key"]) else 0
        pending = bool(levels) and levels[-1].sort == "mapping" and levels[-1].empty and bool(levels[-1].keys)
        if name is None or entry.key is None or entry.empty or (entry.dashes != [] and not opens):
            return 0
        if not opens:
            return (
                column - entry.column
                if pending and 0 < column - entry.column <= 4 and not lead["dashes"]
                else 0
            )
        nearly = bool(entry.dashes) and not lead["dashes"] and abs(column - entry.key_at) == 1
        names = opens and not entry.dashes and self.levels.own_names_below()
        if not nearly and not names and not self.levels.are_peers(entry.key, name["key"]):
            return 0
        own = entry.column
        if entry.dashes and not lead["dashes"]:
            own = entry.key_at
        elif bool(entry.dashes) != bool(lead["dashes"]):
            return 0
        later = [len(line) - len(line.lstrip(" ")) for line in following[1:]]
        above = levels[-1].column if levels else -2
        usual = own if column in (above + 1, above + 3) else column
        if not entry.dashes and own == above + 2:
            return 0  # it stands as files are usually written: the next one is astray
        if not 0 < abs(column - own) <= 2 or any(one.column == column for one in levels):
            return 0
        if (own in later and column not in later) or (column not in later and usual == own):
            return 0
        return column - own

    def _beside_siblings(self, entry: Entry) -> int:
        """How far a heading that opens a mapping stands from the next heading of that mapping."""
        levels = self.levels.open_at(entry.column)
        if (
            entry.key is None
            or entry.dashes
            or not entry.empty
            or not levels
            or levels[-1].column == entry.column
        ):
            return 0
        above, inside = levels[-1].column, 0
        for line in self.lines[entry.last + 1 :]:
            column = len(line) - len(line.lstrip(" "))
            if BLANK.fullmatch(line):
                continue
            inside = inside or column
            beside = column == entry.column and not line.lstrip(" ").startswith("- ")
            if column <= above or beside or inside < entry.column:
                return 0
            if column < inside:
                name = KEY.match(line.lstrip(" "))
                beside = name is not None and self.levels.are_peers(entry.key, name["key"])
                beside = beside and column == above + 2  # else it may be that one which stands astray
                return column - entry.column if beside and abs(column - entry.column) <= 2 else 0
        return 0

    def _among_deeper(self, entry: Entry) -> int:
        """How far a field stands to the left of an open mapping that goes on below it, and may hold it."""
        after = next((line for line in self.lines[entry.last + 1 :] if not BLANK.fullmatch(line)), "")
        column, name = len(after) - len(after.lstrip(" ")), KEY.match(after.lstrip(" "))
        level = self.levels.mapping_at(column)
        if entry.empty or entry.dashes or entry.key is None or name is None or level is None:
            return 0
        goes_on = entry.column < column <= entry.column + 2 and self.levels.is_peer(level, name["key"])
        return column - entry.column if goes_on and self.levels.may_hold(level, entry) else 0

    def _heading_too_deep(self, entry: Entry) -> bool:
        """A heading in the column of what belongs below it: it is moved to the left, and the entry stands right."""
        before = self.entries[-1] if self.entries else None
        level = self.levels.open[-1] if self.levels.open else None
        if before is None or level is None or entry.key is None or entry.dashes or not level.empty:
            return False
        if level.column != entry.column or level.keys != [before.key] or before.dashes or not level.fields:
            return False
        above = self.levels.open[-2].column if len(self.levels.open) > 1 else -1
        if entry.key in level.fields or before.key not in level.fields or above >= level.column - 2:
            return False
        self._say_moved(before, -2)
        self._moving = None
        level.column -= 2
        return True

    def _move(self, entry: Entry) -> None:
        column = entry.column
        if entry.key is not None and not entry.dashes and self._add_dash(entry):
            return
        fitting = [level.column for level in reversed(self.levels.open) if self.levels.may_hold(level, entry)]
        nearest = min(fitting, key=lambda one: abs(one - column), default=None)
        distance = abs(nearest - column) if nearest is not None else FARTHEST + 1
        if distance > 2 and (self._add_heading(entry) or self._lacks_name(entry)):
            return
        if nearest is not None and distance <= FARTHEST:
            self._say_moved(entry, nearest - column)
            return
        if self._add_heading(entry):
            return
        if entry.key is None and not entry.dashes and self.entries:
            words = (
                "a line that belongs to nothing above it",
                "key: value, or a line of the text above",
                "indent it, or write the key before it",
            )
            self.note(entry.first, column, ASTRAY, words, False, entry.last)
            self.drop(entry.first, entry.last)

    def _say_moved(self, entry: Entry, shift: int, *, sure: bool = True) -> None:
        column = entry.column
        sort = "list" if entry.dashes else "mapping"
        either_way = any(one.sort == sort and one.column == column - shift for one in self.levels.open)
        side = "to the right" if shift > 0 else "to the left"
        words = (
            "a line that stands in no column of the lines above",
            "the lines of one list or mapping in one column",
            f"move it {abs(shift)} {side}",
        )
        self.note(entry.first, column, ASTRAY, words, sure and abs(shift) == 1 and not either_way, entry.last)
        self._moving = None
        self._shift(entry, shift)
        self._moving = (column, shift)

    def _add_dash(self, entry: Entry) -> bool:
        """An item of a list whose dash was left out: its first key comes again, or stands where the dash belongs."""
        key, column = entry.key, entry.column
        for depth in range(len(self.levels.open) - 1, -1, -1):
            level = self.levels.open[depth]
            if level.sort == "mapping" and level.column == column and self.levels.starts_again(entry, level):
                self._write_dash(entry, self.levels.open[depth - 1].column, column)
                return True
            inner = next((one for one in self.levels.open[depth + 1 :] if one.sort == "mapping"), None)
            if (
                level.sort == "list"
                and level.column == column
                and key in level.keys
                and (inner is None or key in inner.keys)
            ):
                self._write_dash(entry, level.column, inner.column if inner is not None else level.column + 2)
                return True
        return False

    def _write_dash(self, entry: Entry, at: int, inner: int) -> None:
        words = ("an entry of a list without its dash", "- before its first line", "write - before it")
        self.note(entry.first, entry.column, NO_DASH, words, True)
        line = self.lines[entry.first]
        self.lines[entry.first] = " " * at + "-" + " " * (inner - at - 1) + line.lstrip(" ")
        moved = inner - entry.key_at
        entry.dashes, entry.key_at, entry.value_at = [at], inner, entry.value_at + moved

    def _value_above(self, entry: Entry, level: Level) -> bool:
        """A list below a key of such lists that has a value already, which is set aside."""
        above = self.entries[-1] if self.entries else None
        if above is None or above.key is None or not entry.dashes or above.empty or above.first != above.last:
            return False
        fields = [shape.lists.get(above.key) for shape in self.levels.shapes_of(level)]
        if above.key_at != level.column or not any(entry.key in one for one in fields if one is not None):
            return False
        value = self.lines[above.first][above.value_at :]
        words = (
            f"{above.key}: with {visible(value[:40])} and a list",
            "a list alone",
            f"take {visible(value[:40])} away",
        )
        self.note(above.first, above.value_at, NOT_YAML, words, False)
        self.lines[above.first] = self.lines[above.first][: above.value_at].rstrip()
        self.entries[-1] = replace(above, empty=True)
        self.levels.close(level.column)
        self.levels.enter_key(level, above.key, empty=True)
        return True

    def _add_heading(self, entry: Entry) -> bool:
        """A list or mapping below a key that has a value already: the heading between them was left out."""
        levels = self.levels.open_at(entry.column)
        level = next((one for one in reversed(levels) if one.sort == "mapping"), None)
        if level is None or (entry.column <= level.column and not entry.dashes):
            return False
        if self._value_above(entry, level):
            return True
        shapes = [
            replace(
                shape,
                lists={name: fields for name, fields in shape.lists.items() if name not in level.keys},
                mappings={name: fields for name, fields in shape.mappings.items() if name not in level.keys},
            )
            for shape in self.levels.shapes_of(level)
        ]
        names = self._headings_for(entry, shapes)
        if not names:
            return False
        self._say_heading(entry, names, level.column)
        self.levels.close(level.column)
        self.levels.enter_key(level, names[0], empty=True)
        return True

    def _headings_for(self, entry: Entry, shapes: Sequence[Shape]) -> list[str]:
        """The fields under which an entry may stand, those first of which that is certain."""
        holding = [
            (name, fields)
            for shape in shapes
            for name, fields in (shape.lists if entry.dashes else shape.mappings).items()
        ]
        certain = [name for name, fields in holding if entry.key in fields]
        return list(dict.fromkeys(certain or [name for name, fields in holding if not fields]))

    def _say_heading(self, entry: Entry, names: Sequence[str], column: int) -> None:
        noun = "a list" if entry.dashes else "key: value lines"
        heads = " or ".join(f"{name}:" for name in names[:3])
        words = (
            f"{noun} where the heading is missing",
            heads,
            f"write {heads} above, in a line of its own",
        )
        owner = self.entries[-1].first if self.entries else entry.first
        self.note(entry.first, entry.column, NO_HEADING, words, False, first=owner)
        self.headings[entry.first] = " " * column + names[0] + ":"

    def _add_heading_below(self, entry: Entry) -> bool:
        """The heading between a name of the author's own and what stands below it."""
        above = self.levels.open_at(entry.column)[-1]
        names = self._headings_for(
            entry, [shape for shape in self.levels.shapes if shape.keys <= above.entries]
        )
        column = entry.column - 2
        if not names or column <= above.column:
            return False
        self._say_heading(entry, names, column)
        self.levels.close(above.column)
        self.levels.fill()
        level = Level("mapping", column, fields=above.entries)
        self.levels.open.append(level)
        self.levels.enter_key(level, names[0], empty=True)
        return True

    def _lacks_name(self, entry: Entry) -> bool:
        """An entry without its name is set aside with what belongs to it."""
        apart = entry.first > 0 and not self.lines[entry.first - 1].strip()
        if not self.levels.lacks_name(entry, apart=apart):
            return False
        last = entry.last
        for number in range(entry.last + 1, len(self.lines)):
            line = self.lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) < entry.column:
                break
            last = number
        words = (
            "an entry without its name",
            "a name of its own before each entry",
            "write its name above, in a line of its own",
        )
        self.note(entry.first, entry.column, NO_HEADING, words, False, last)
        self.drop(entry.first, last)
        return True

    def _fields_in(self, value: str) -> frozenset[str]:
        """The fields that a mapping in braces may have, as its first one says."""
        first = re.match(r"\{\s*([\w-]+):", value)
        shapes = [shape for shape in self.levels.shapes if first is not None and first[1] in shape.keys]
        return frozenset(name for shape in shapes for name in shape.keys) or self.levels.universe

    def _mend_value(self, entry: Entry) -> None:
        if entry.sort == "block" or not self.lines[entry.first].strip():
            return
        if entry.empty and entry.key is not None:
            return
        first = self.lines[entry.first]
        start = entry.value_at
        value = "\n".join([first[start:], *self.lines[entry.first + 1 : entry.last + 1]])
        indent = " " * entry.inner
        lead = f"{indent}k: " if entry.key is not None else f"{indent}- "

        def can_be_read(value: str) -> bool:
            document = read_yaml_text(lead + value, Path())
            splits = (
                entry.key is None and isinstance(document.value, list) and isinstance(document.value[0], dict)
            )
            unreadable = {problem.code for problem in document.problems} & RECOVERED - {"Y117"}
            return not unreadable and (not splits or value[:1] == "{")

        if (not entry.dashes and entry.key is None) or can_be_read(value):
            return
        mended = mend(value, self._fields_in(value), can_be_read) or Mended(
            as_text(value),
            0,
            NOT_YAML,
            "a value that cannot be read",
            "text in quotation marks",
            "mend the line",
            sure=False,
        )
        line = entry.first + value.count("\n", 0, mended.at)
        column = mended.at - (value.rfind("\n", 0, mended.at) + 1) + (start if line == entry.first else 0)
        words = (mended.found, mended.expected, mended.fix)
        self.note(
            line,
            self._original_column(line, column),
            mended.code,
            words,
            mended.sure,
            entry.last,
            entry.first,
        )
        new = mended.text.split("\n")
        new += [""] * (entry.last - entry.first + 1 - len(new))
        self.lines[entry.first : entry.last + 1] = [first[:start] + new[0], *new[1:]]

    def _original_column(self, line: int, column: int) -> int:
        """The column in the file of a column in the line as it is read."""
        now, before = self.lines[line], self.original[line]
        tail = now[column:]
        return len(before) - len(tail) if tail and before.endswith(tail) else min(column, len(before))
