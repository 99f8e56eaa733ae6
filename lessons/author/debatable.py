"""``debatable: true`` written into a key: a few characters, and everything else of the file as it was."""

from collections.abc import Iterator

from lessons.loading.document import Trail, Value
from lessons.loading.yaml_edit import Edit, Piece, YamlText, pairs_of, piece_at

FIELD = "debatable"


def with_debatable(file: YamlText, trail: Trail) -> YamlText | None:
    """The file with ``debatable: true`` in the mapping at ``trail``; ``None`` when that cannot be done safely.

    A credit of the mapping gives way to it: what is debatable earns nothing. What comes out is read again, and must
    be what was there with this one difference.
    """
    mapping = piece_at(file.root(), trail)
    if mapping is None or not pairs_of(mapping):
        return None
    wanted = _changed(file.document.value, trail)
    for edit in _ways(file, mapping):
        changed = file.with_edits([edit])
        if not changed.document.broken and changed.document.value == wanted:
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
