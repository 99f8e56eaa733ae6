"""Single changes to key.yaml that leave everything else of the file as it is.

Each change is read back and must be exactly what was meant, else it is not made: ``None`` says that a person has to
do it.
"""

from collections.abc import Iterator

from lessons.author.yaml_changes import value_at
from lessons.loading.document import Trail, Value
from lessons.loading.yaml_edit import Edit, Piece, YamlText, pairs_of, piece_at


def without_item(file: YamlText, trail: Trail) -> YamlText | None:
    """The file without the list item at ``trail``; ``None`` for the only item, and where it is written in brackets."""
    items = piece_at(file.root(), trail[:-1])
    at = trail[-1]
    if (
        items is None
        or items.sort != "list"
        or items.flow
        or not isinstance(at, int)
        or len(items.children) < 2
    ):
        return None
    starts = [file.line_of(child.start)[0] for child in items.children]
    if len(set(starts)) < len(starts):
        return None
    end = starts[at + 1] if at + 1 < len(starts) else _end_of_block(file, items.children[at], starts[at])
    return _sure(file, [Edit(starts[at], end, "")], _dropped(file.document.value, trail))


def _end_of_block(file: YamlText, item: Piece, start: int) -> int:
    """Where the lines of the last item end: before the first line that is indented no deeper than its dash."""
    first = file.text[start : file.line_of(start)[1]]
    indent = len(first) - len(first.lstrip())
    at = file.line_of(start)[1] + 1
    while at < len(file.text):
        low, high = file.line_of(at)
        words = file.text[low:high]
        if words.strip() and len(words) - len(words.lstrip()) <= indent:
            break
        at = high + 1
    return min(at, len(file.text))


def with_entry(file: YamlText, trail: Trail, entry: dict[str, str], written: str) -> YamlText | None:
    """The file with one more mapping at the end of the list at ``trail``; ``written`` is ``entry`` in braces."""
    items = piece_at(file.root(), trail)
    if items is None or items.sort != "list":
        return None
    old = value_at(file.document.value, trail)
    fresh: Value = {**entry}
    expected = _put(file.document.value, trail, [*(old if isinstance(old, list) else []), fresh])
    if items.flow:
        inside = f", {written}" if items.children else written
        ends = [file.text.find("]", max([items.start, *(child.end for child in items.children)]))]
        edits = [[Edit(end, end, inside)] for end in ends if end >= 0]
    else:
        last = items.children[-1]
        start = file.line_of(last.start)[0]
        lead = file.text[start : last.start]
        if lead.strip() != "-":
            return None
        end = _end_of_block(file, last, start)
        line = f"{lead}{written}\n"
        edits = [[Edit(end, end, line if file.text[:end].endswith("\n") else f"\n{line}")]]
    changed = (_sure(file, one, expected) for one in edits)
    return next((one for one in changed if one is not None), None)


def with_value(file: YamlText, trail: Trail, name: str, written: str) -> YamlText | None:
    """The file with ``name: written`` in the mapping at ``trail``: changed where it is there, else added."""
    mapping = piece_at(file.root(), trail)
    if mapping is None or mapping.sort != "mapping" or not mapping.children:
        return None
    expected = _put(file.document.value, (*trail, name), written)
    for key, value in pairs_of(mapping):
        if key.value == name and value.sort == "scalar":
            return _sure(file, [Edit(value.start, value.end, written)], expected)
    first = mapping.children[0]
    start, _end = file.line_of(first.start)
    indent = " " * (first.start - start)
    text = f"{name}: {written}, " if mapping.flow else f"{name}: {written}\n{indent}"
    return _sure(file, [Edit(first.start, first.start, text)], expected)


def also_accepting(file: YamlText, trail: Trail, word: str) -> YamlText | None:
    """The file with one more accepted value at ``trail``: a word, a list of words, or a mapping with ``is``."""
    value = value_at(file.document.value, trail)
    if isinstance(value, dict):
        return also_accepting(file, (*trail, "is"), word) if "is" in value else None
    piece = piece_at(file.root(), trail)
    if piece is None or not word.isascii() or not all(sign.isalnum() or sign in "-_" for sign in word):
        return None
    if isinstance(value, str) and piece.sort == "scalar" and value != word:
        old = file.text[piece.start : piece.end]
        return _sure(
            file,
            [Edit(piece.start, piece.end, f"[{old}, {word}]")],
            _put(file.document.value, trail, [value, word]),
        )
    if isinstance(value, list) and piece.flow and piece.children and word not in value:
        end = piece.children[-1].end
        return _sure(file, [Edit(end, end, f", {word}")], _put(file.document.value, trail, [*value, word]))
    return None


def _sure(file: YamlText, edits: list[Edit], expected: Value) -> YamlText | None:
    changed = file.with_edits(edits)
    return changed if not changed.document.broken and changed.document.value == expected else None


def _put(value: Value, trail: Trail, fresh: Value) -> Value:
    """The value with ``fresh`` at the trail; a key that is not there yet comes first, as it is written."""
    if not trail:
        return fresh
    step, rest = trail[0], trail[1:]
    if isinstance(step, int):
        assert isinstance(value, list)  # the caller found a piece there
        return [_put(item, rest, fresh) if index == step else item for index, item in enumerate(value)]
    assert isinstance(value, dict)
    return {**value, step: _put(value.get(step), rest, fresh)}


def _dropped(value: Value, trail: Trail) -> Value:
    step, rest = trail[0], trail[1:]
    if not rest:
        assert isinstance(value, list)
        return [item for index, item in enumerate(value) if index != step]
    return _stepped(value, step, rest)


def _stepped(value: Value, step: str | int, rest: Trail) -> Value:
    if isinstance(step, int):
        assert isinstance(value, list)
        return [_dropped(item, rest) if index == step else item for index, item in enumerate(value)]
    assert isinstance(value, dict)
    return {key: _dropped(item, rest) if key == step else item for key, item in value.items()}


def in_braces(entry: dict[str, str], quoted: Iterator[str]) -> str:
    """``{quote: ..., why: ...}`` of the names in ``entry`` and their values as YAML."""
    return "{" + ", ".join(f"{name}: {text}" for name, text in zip(entry, quoted, strict=True)) + "}"


FIELD = "debatable"


def with_debatable(file: YamlText, trail: Trail) -> YamlText | None:
    """The file with ``debatable: true`` in the mapping at ``trail``; ``None`` when that cannot be done safely.

    A credit of the mapping gives way to it: what is debatable earns nothing. What comes out is read again, and must
    be what was there with this one difference.
    """
    mapping = piece_at(file.root(), trail)
    if mapping is None or not pairs_of(mapping):
        return None
    expected = _changed(file.document.value, trail)
    for edit in _ways(file, mapping):
        changed = file.with_edits([edit])
        if not changed.document.broken and changed.document.value == expected:
            return changed
    return None


def _ways(file: YamlText, mapping: Piece) -> Iterator[Edit]:
    """The ways to write it, the most readable one first."""
    pairs = pairs_of(mapping)
    for name, text in ((FIELD, "true"), ("credit", None)):
        for key, value in pairs:
            if key.value == name and value.sort == "scalar" and _on_one_line(file, key, value):
                yield (
                    Edit(value.start, value.end, text)
                    if text
                    else Edit(key.start, value.end, f"{FIELD}: true")
                )
    first, value = pairs[0]
    start, _ = file.line_of(first.start)
    indent = " " * (first.start - start)
    plain = first.value == "quote" and value.sort == "scalar" and _on_one_line(file, first, value)
    if mapping.flow:
        if plain:
            yield Edit(value.end, value.end, f", {FIELD}: true")
        yield Edit(first.start, first.start, f"{FIELD}: true, ")
    else:
        if plain:
            end = file.line_of(value.end)[1]
            yield Edit(end, end, f"\n{indent}{FIELD}: true")
        yield Edit(first.start, first.start, f"{FIELD}: true\n{indent}")


def _on_one_line(file: YamlText, key: Piece, value: Piece) -> bool:
    return "\n" not in file.text[key.start : value.end]


def _changed(value: Value, trail: Trail) -> Value:
    """The value with the mapping at the trail made debatable."""
    if not trail:
        assert isinstance(value, dict)  # found so by the caller
        return {**{key: item for key, item in value.items() if key != "credit"}, FIELD: "true"}
    step, rest = trail[0], trail[1:]
    if isinstance(step, int):
        assert isinstance(value, list)
        return [_changed(item, rest) if index == step else item for index, item in enumerate(value)]
    assert isinstance(value, dict)
    return {key: _changed(item, rest) if key == step else item for key, item in value.items()}
