"""Catalogues of the interface in languages that do not ship, for the tests."""

from collections.abc import Mapping
from pathlib import Path


def compiled(path: Path, words: Mapping[str, str]) -> None:
    """Write the smallest catalogue that gettext reads: each word with its translation."""
    head = b"Content-Type: text/plain; charset=UTF-8\n"
    ordered = sorted(words)
    ids, texts = (
        [b"", *(word.encode() for word in ordered)],
        [head, *(words[word].encode() for word in ordered)],
    )
    start = 28 + 16 * len(ids)
    tables, data = [], b""
    for group in (ids, texts):
        for text in group:
            tables += [len(text), start + len(data)]
            data += text + b"\0"
    numbers = [0x950412DE, 0, len(ids), 28, 28 + 8 * len(ids), 0, 0, *tables]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(number.to_bytes(4, "little") for number in numbers) + data)
