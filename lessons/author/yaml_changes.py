"""Single changes of a YAML file: what each makes of the value, and of the text, in block style.

A change of the text keeps comments, line ends and whatever it has nothing to do with. It may fail, and it may be wrong
where the file is unusual: its caller reads what came out and compares it with ``changed``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.loading.block_writing import block_entry, block_item, comments_of
from lessons.loading.document import Trail, Value
from lessons.loading.yaml_edit import Edit, Piece, YamlText, pairs_of, piece_at


class ChangeError(ValueError):
    """There is no such place in the value."""


@dataclass(frozen=True)
class Put:
    """The value at a trail, in the place of what stands there or as a new field."""

    trail: Trail
    value: Value
    order: tuple[str, ...] = ()
    """The fields of such a mapping in the order in which they are read: a new one goes to its place among them."""
    written: str = ""
    """The lines to be written for a new field; made of the value when empty."""


@dataclass(frozen=True)
class Insert:
    """A new item of the list at a trail; a list that is not there is begun."""

    trail: Trail
    index: int
    value: Value
    written: str = ""
    """The lines to be written; made of the value when empty."""
    order: tuple[str, ...] = ()
    """As for ``Put``, where the list is not there yet."""


@dataclass(frozen=True)
class Remove:
    """An item of a list, or a field other than the first, taken out. A list without items has no value."""

    trail: Trail


@dataclass(frozen=True)
class Rename:
    """Another name for the field at a trail."""

    trail: Trail
    name: str


@dataclass(frozen=True)
class Swap:
    """An item of a list changes places with the next one (+1) or the one before (-1)."""

    trail: Trail
    way: int


Change = Put | Insert | Remove | Rename | Swap


# Values -------------------------------------------------------------------------------------------------------------


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, the order of fields too; the line ends that ``|`` leaves do not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [*one] == [*other] and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return one.rstrip("\n") == other.rstrip("\n")
    return one == other


def value_at(value: Value, trail: Trail) -> Value:
    """What stands at a trail; ``None`` where nothing does."""
    for step in trail:
        if isinstance(step, int) and isinstance(value, list) and 0 <= step < len(value):
            value = value[step]
        elif isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def changed(value: Value, change: Change) -> Value:
    """The value with a change. Raises ``ChangeError`` where its place is not there."""
    if isinstance(change, Insert):
        listed = value_at(value, change.trail)
        if listed is not None and not isinstance(listed, list):
            raise ChangeError
        items = list(listed or ())
        items.insert(change.index, change.value)
        return _put(value, change.trail, items, change.order)
    if isinstance(change, Put):
        return _put(value, change.trail, change.value, change.order)
    parent, step = value_at(value, change.trail[:-1]), change.trail[-1]
    if isinstance(change, Swap):
        other = step + change.way if isinstance(step, int) else -1
        if not isinstance(parent, list) or not isinstance(step, int) or not 0 <= other < len(parent):
            raise ChangeError
        items = list(parent)
        items[step], items[other] = items[other], items[step]
        return _put(value, change.trail[:-1], items)
    if isinstance(step, int) and isinstance(parent, list) and 0 <= step < len(parent):
        left: list[Value] = [one for at, one in enumerate(parent) if at != step]
        return _put(value, change.trail[:-1], left or None)
    if not isinstance(parent, dict) or step not in parent:
        raise ChangeError
    if isinstance(change, Rename):
        if change.name in parent and change.name != step:
            raise ChangeError
        fields: dict[str, Value] = {
            (change.name if name == step else name): one for name, one in parent.items()
        }
    else:
        fields = {name: one for name, one in parent.items() if name != step}
    return _put(value, change.trail[:-1], fields)


def _put(value: Value, trail: Trail, fresh: Value, order: Sequence[str] = ()) -> Value:
    if not trail:
        return fresh
    step, rest = trail[0], trail[1:]
    if isinstance(step, int):
        if not isinstance(value, list) or not 0 <= step < len(value):
            raise ChangeError
        return [_put(item, rest, fresh, order) if at == step else item for at, item in enumerate(value)]
    if not isinstance(value, dict):
        raise ChangeError
    if step in value:
        return {name: _put(one, rest, fresh, order) if name == step else one for name, one in value.items()}
    if rest:
        raise ChangeError
    names = [*value]
    at = place_among(names, step, order)
    fields = {name: value[name] for name in names[:at]}
    return {**fields, step: fresh, **{name: value[name] for name in names[at:]}}


def place_among(names: Sequence[str], name: str, order: Sequence[str]) -> int:
    """Where a new field goes: before the first that is read after it, but never to the beginning; else to the end."""
    if name not in order:
        return len(names)
    later = {*order[order.index(name) + 1 :]}
    return next((at for at, one in enumerate(names) if at and one in later), len(names))


# Texts --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Spot:
    """Where an item or a field stands in block style: offsets of the text, end exclusive."""

    piece: Piece
    """Its value."""
    start: int
    """Of the dash or the key."""
    end: int
    """After the line end of its last line that is no empty line and no comment of what follows."""
    column: int
    key: Piece | None = None


def edited(file: YamlText, change: Change) -> YamlText | None:
    """The file with a change; ``None`` where the program does not see how."""
    root = file.root()
    if root is None or root.sort != "mapping" or root.flow:
        return None
    text = file.text if file.text.endswith("\n") else f"{file.text}\n"
    sheet = YamlText(file.path, text, file.line_end, file.bom)
    root = sheet.root()
    flow = _in_brackets(root, change)
    if flow is not None:
        try:
            value = value_at(changed(file.document.value, change), flow)
        except ChangeError:
            return None
        change = Put(flow, value)
    edits = _edits(sheet, root, change)
    return sheet.with_edits(edits) if edits is not None else None


def _in_brackets(root: Piece | None, change: Change) -> Trail | None:
    """The trail of the brackets or braces in which a change would be made; they are written anew as a whole."""
    trail = change.trail if isinstance(change, Insert) else change.trail[:-1]
    for length in range(1, len(trail) + 1):
        piece = piece_at(root, trail[:length])
        if piece is not None and piece.flow:
            return trail[:length]
    return None


def _edits(file: YamlText, root: Piece | None, change: Change) -> list[Edit] | None:
    assert root is not None  # seen by the caller
    if isinstance(change, Insert):
        listed = piece_at(root, change.trail)
        if listed is None or listed.sort != "list" or not listed.children:
            parent = piece_at(root, change.trail[:-1])
            if parent is None or parent.sort != "mapping":
                return None
            return _put_edits(file, root, Put(change.trail, [change.value], change.order, ""))
        return _insert_edits(file, root, change, len(listed.children))
    if isinstance(change, Put):
        return _put_edits(file, root, change)
    spot = _spot(file, root, change.trail)
    if spot is None:
        return None
    if isinstance(change, Rename):
        assert spot.key is not None  # the value has such a field
        return [Edit(spot.key.start, spot.key.end, change.name)]
    if isinstance(change, Remove):
        return _remove_edits(file, spot)
    other = _spot(file, root, (*change.trail[:-1], number_at(change.trail) + change.way))
    return _swap_edits(file, spot, other) if other is not None else None


def _insert_edits(file: YamlText, root: Piece, change: Insert, count: int) -> list[Edit] | None:
    before = _spot(file, root, (*change.trail, min(change.index, count) - 1)) if change.index else None
    first = _spot(file, root, (*change.trail, 0))
    if first is None or (change.index and before is None):
        return None
    lines = change.written or _joined(block_item(change.value, first.column))
    apart = change.trail == ("exercises",) and not change.written
    if before is not None:
        return [Edit(before.end, before.end, f"\n{lines}" if apart else lines)]
    at = file.line_of(first.start)[0]
    return [Edit(at, at, f"{lines}\n" if apart else lines)]


def _put_edits(file: YamlText, root: Piece, change: Put) -> list[Edit] | None:
    step = change.trail[-1]
    spot = _spot(file, root, change.trail)
    if spot is not None:
        return _replace_edits(file, spot, step, change.value)
    parent = piece_at(root, change.trail[:-1])
    if not isinstance(step, str) or parent is None or parent.sort != "mapping" or parent.flow:
        return None
    names = [key.value for key, _value in pairs_of(parent)]
    if not names:
        return None
    at = place_among(names, step, change.order)
    before = _spot(file, root, (*change.trail[:-1], names[at - 1]))
    if before is None:
        return None
    lines = change.written or _joined(block_entry(step, change.value, before.column))
    return [Edit(before.end, before.end, lines)]


def _replace_edits(file: YamlText, spot: _Spot, step: str | int, value: Value) -> list[Edit] | None:
    """What stands at a spot, written anew; comments inside it are kept."""
    lines = block_entry(step, value, spot.column) if isinstance(step, str) else block_item(value, spot.column)
    old = spot.piece
    on_one_line = old.sort == "scalar" and old.style not in ("|", ">")
    if (
        len(lines) == 1
        and on_one_line
        and old.end > old.start
        and "\n" not in file.text[spot.start : old.end]
    ):
        lead = f"{' ' * spot.column}{file.text[spot.start : old.start]}"
        if lines[0].startswith(lead):
            return [Edit(old.start, old.end, lines[0][len(lead) :])]
    first, last = (file.text.count("\n", 0, at) for at in (spot.start, max(spot.start, spot.end - 1)))
    own = [one for one in comments_of(file.text, 0) if first <= one.site.line <= last]
    behind = [one for one in own if one.site.line == first and not one.alone]
    below = [one for one in own if one not in behind]
    if behind:
        lines[0] = f"{lines[0]}  {behind[0].text}"
    lines += [f"{' ' * spot.column}{one.text}" for one in below]
    return [Edit(spot.start, spot.end, _joined(lines)[spot.column :])]


def _remove_edits(file: YamlText, spot: _Spot) -> list[Edit] | None:
    start = file.line_of(spot.start)[0]
    if file.text[start : spot.start].strip():
        return None  # the first field of an item, on the line of its dash
    alone = [one.site.line for one in comments_of(file.text, 0) if one.alone]
    first = file.text.count("\n", 0, start)
    lines = file.text[start : spot.end].splitlines(keepends=True)
    left = "".join(line for number, line in enumerate(lines, first) if number in alone)
    above = file.text[:start]
    after = file.text[spot.end :]
    if not left and above.endswith("\n\n") and (not after.strip() or after.startswith("\n")):
        start -= 1
    return [Edit(start, spot.end, left)]


def _swap_edits(file: YamlText, one: _Spot, other: _Spot) -> list[Edit]:
    first, second = sorted((_with_comments(file, one), _with_comments(file, other)))
    texts = [file.text[start:end] for start, end in (first, second)]
    return [Edit(*first, texts[1]), Edit(*second, texts[0])]


def _with_comments(file: YamlText, spot: _Spot) -> tuple[int, int]:
    """The lines of an item with the comments right above it."""
    start = file.line_of(spot.start)[0]
    while start > 0:
        above = file.line_of(start - 1)[0]
        if not file.text[above:start].strip().startswith("#"):
            break
        start = above
    return start, spot.end


def _spot(file: YamlText, root: Piece, trail: Trail) -> _Spot | None:
    """Where the item or field at a trail stands; ``None`` where there is none, or in brackets."""
    piece, end, found = root, len(file.text), None
    for step in trail:
        if piece.flow:
            return None
        if isinstance(step, int):
            if piece.sort != "list" or not 0 <= step < len(piece.children):
                return None
            child = piece.children[step]
            starts = [_dash(file, one) for one in piece.children]
            start, key = starts[step], None
        else:
            pairs = pairs_of(piece)
            names = [name.value for name, _value in pairs]
            if step not in names:
                return None
            key, child = pairs[names.index(step)]
            starts = [name.start for name, _value in pairs]
            start = key.start
        later = [one for one in starts if one > start]
        bound = min(end, file.line_of(min(later))[0]) if later else end
        if start < 0 or bound <= start:
            return None
        column = start - file.line_of(start)[0]
        end = bound
        found = _Spot(child, start, _trimmed(file.text, start, bound, column), column, key)
        piece = child
    return found


def _dash(file: YamlText, item: Piece) -> int:
    """Where the dash of an item stands; -1 where it is on no line of its own."""
    start = file.line_of(item.start)[0]
    lead = file.text[start : item.start]
    if not lead.strip() and item.start:  # the value begins below its dash
        start, _end = file.line_of(start - 1)
        lead = file.text[start : item.start]
    at = lead.rfind("-")
    return start + at if at >= 0 and not lead[:at].strip() else -1


def _trimmed(text: str, start: int, end: int, column: int) -> int:
    """The end without empty lines, and without comments that stand no deeper than what ends there."""
    while True:
        above = text.rfind("\n", start, end - 1) + 1
        if above <= start:
            return end
        line = text[above:end]
        words = line.strip()
        if words and not (words.startswith("#") and len(line) - len(line.lstrip(" ")) <= column):
            return end
        end = above


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def number_at(trail: Trail) -> int:
    """The number of the item that a trail ends with."""
    step = trail[-1]
    assert isinstance(step, int)  # of an item
    return step
