"""A YAML file that its parser refuses is read on: every fault of it is told, and what surrounds them is judged too.

The file is taken apart into entries: a key, a dash or both, with the lines that go on with them. An entry ends where
the next one begins, whatever its quotation marks say; that is how the line is known in which an unclosed one was
opened. Each entry is placed among the lists and mappings that are open above it and read by itself; one that cannot
be read is mended in memory, or set aside. Only then is the whole read again, with every place still that of the file.

A sound file is never looked at. Nothing is written here: a ``Flaw`` says which lines would mend the file, and is
``sure`` only where the line has one reading.

Codes: Y106, Y107, Y111, Y112, Y115, Y116, Y121 as everywhere; Y122 a sign that only looks like YAML's, Y123 a
missing dash, Y124 a missing heading, Y125 an indentation that fits nothing.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.disk import read_file
from lessons.loading.document import Document, with_lines
from lessons.loading.entries import ASTRAY, Flaw
from lessons.loading.levels import Entry, Shape
from lessons.loading.placing import NO_HEADING, RECOVERED, BrokenFile
from lessons.loading.source import MAX_BYTES, plain_lines, read_source, shortened
from lessons.loading.yaml_source import read_yaml, read_yaml_text
from lessons.model.problem import Place, Problem
from lessons.text import forbidden

NOT_UTF8, FORBIDDEN = "Y104", "Y105"
BY_FIX = " (check --fix does it)"
BESIDE = 8
"""Lines between two flaws of which one may be the cause of the other."""
MOST_LINES = 5_000
"""Lines of the longest file that is read on."""
MOST_TOLD = 200
"""Most faults told of one file; the last one says how many more there are."""
MOST_TURNS = 40
"""Entries that are set aside one by one, because the whole cannot be read with them."""


@dataclass(frozen=True)
class Recovery:
    """What a broken file was read as."""

    document: Document
    flaws: tuple[Flaw, ...] = ()
    lines: tuple[str, ...] = ()
    """The file's lines as they were read, each at its place."""
    original: tuple[str, ...] = ()

    shapes: Sequence[Shape] = ()

    @property
    def sure_text(self) -> str:
        """The file with those lines mended that have one reading."""
        return self._text(self.mended())

    def mended(self, without: Sequence[Flaw] = ()) -> dict[tuple[int, int], list[Flaw]]:
        """First and last line of each block that has one reading, with what is mended in it; none when unsure.

        A block holds no line of a flaw that is not sure, or is left out. A file that is not read as before with these
        blocks is not mended at all.
        """
        left = [flaw for flaw in self.flaws if not flaw.sure or flaw in without]
        kept = {number for flaw in left for number in flaw.lines}
        blocks: dict[tuple[int, int], list[Flaw]] = {}
        for flaw in sorted(self.flaws, key=lambda flaw: flaw.first):
            if not flaw.sure or flaw in without or kept & set(flaw.lines):
                continue
            first, last = flaw.first, flaw.last
            for block in [one for one in blocks if one[0] <= last and first <= one[1]]:
                first, last = min(first, block[0]), max(last, block[1])
            inside = [one for one in blocks if first <= one[0] and one[1] <= last]
            blocks[first, last] = [one for block in inside for one in blocks.pop(block)] + [flaw]
        again = recover_text(self._text(blocks), self.document.file, self.shapes)
        return blocks if again.document.value == self.document.value else {}

    def _text(self, blocks: Iterable[tuple[int, int]]) -> str:
        lines = list(self.original)
        for first, last in blocks:
            lines[first : last + 1] = self.lines[first : last + 1]
        return "\n".join(lines)


def read_on(path: Path, shapes: Sequence[Shape]) -> Document:
    """As ``read_yaml``, but a file that is broken is read on. Never raises."""
    return recover(path, shapes).document


def recover(path: Path, shapes: Sequence[Shape]) -> Recovery:
    """The file as it is read, with its flaws; none for a sound file, or one in which nothing can be told."""
    document = read_yaml(path)
    codes = {problem.code for problem in document.problems}
    if document.value is None and codes & {NOT_UTF8, FORBIDDEN}:
        return Recovery(_without_odd_characters(document, shapes))
    if not codes & RECOVERED:
        return Recovery(document)
    source = read_source(path)
    return (
        recover_text(source.text, path, shapes, document) if source.text is not None else Recovery(document)
    )


def _without_odd_characters(document: Document, shapes: Sequence[Shape]) -> Document:
    """What a file with wrong bytes or forbidden characters holds besides."""
    try:
        data = read_file(document.file, MAX_BYTES)
    except (OSError, ValueError):
        return document
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            break
    else:
        text = data.decode("latin-1")
    text = plain_lines(text)
    odd = {index for index, _name in forbidden(text)}
    text = "".join(sign for index, sign in enumerate(text) if index not in odd)
    rest = recover_text(text, document.file, shapes).document
    return replace(rest, problems=(*document.problems, *by_hand(rest.problems)))


def by_hand(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a file that ``--fix`` does not write."""
    return tuple(replace(one, fix=one.fix.removesuffix(BY_FIX)) for one in problems)


def recover_text(
    text: str, file: Path, shapes: Sequence[Shape], document: Document | None = None, first_line: int = 1
) -> Recovery:
    """As ``recover``, for text in memory that begins in a line of the file; ``document`` is what it was read as."""
    text = plain_lines(text)
    document = document or read_yaml_text(text, file, first_line)
    lines = text.split("\n")
    if not {problem.code for problem in document.problems} & RECOVERED or len(lines) > MOST_LINES:
        return Recovery(document, (), tuple(lines), tuple(lines))
    reading = BrokenFile(lines, shapes)
    reading.take()
    return replace(_whole(reading, document), shapes=shapes)


def _whole(reading: BrokenFile, document: Document) -> Recovery:
    """The file read again; entries that it cannot be read with are set aside one by one."""
    file, above = document.file, document.first_line - 1
    again = document
    for _turn in range(MOST_TURNS):
        lines, numbers = _with_headings(reading)
        again = read_yaml_text("\n".join(lines), file, document.first_line)
        if again.value is not None:
            break
        stop = next(
            (one for one in again.problems if one.code in RECOVERED or one.code.startswith("Y1")), None
        )
        number = numbers[min(stop.place.line - above, len(numbers)) - 1] if stop and stop.place.line else None
        entry = number and _entry_at(reading, number - 1)
        if not stop or not entry:
            break
        if not any(one.first <= entry.first <= one.last for one in reading.flaws):
            words = (stop.found, stop.expected, stop.fix)
            reading.note(entry.first, entry.column, stop.code, words, False, entry.last)
        reading.drop(entry.first, entry.last)
        reading.flaws = [
            replace(one, sure=False)
            if one.code == ASTRAY or (one.first <= entry.last and one.last >= entry.first)
            else one
            for one in reading.flaws
        ]
    reading.flaws = [_alone(one, reading.flaws) for one in reading.flaws]
    if again.value is None:
        return Recovery(document, (), reading.original, reading.original)
    told = [
        Problem(
            Place(file, one.line + 1 + above, one.column + 1),
            one.code,
            one.found,
            one.expected,
            f"{one.fix}{BY_FIX}" if one.sure else one.fix,
        )
        for one in reading.flaws
    ]
    rest = [
        replace(one, place=Place(file, numbers[one.place.line - above - 1] + above, one.place.column))
        for one in again.problems
        if one.place.line
    ]
    guessed = (number + 1 + above for one in reading.flaws if not one.sure for number in one.lines)
    told.sort(key=lambda one: (one.place.line, one.place.column))
    whole = replace(
        again,
        problems=(*shortened(told[:MOST_TOLD], len(told)), *rest),
        root=with_lines(again.root, numbers),
        guessed=frozenset(guessed),
    )
    return Recovery(whole, tuple(reading.flaws), tuple(reading.lines), reading.original)


def _alone(flaw: Flaw, flaws: Sequence[Flaw]) -> Flaw:
    """The flaw; a line that was moved is not sure beside another one whose place was guessed."""
    if flaw.code != ASTRAY or not flaw.sure:
        return flaw
    others = (one for one in flaws if one is not flaw and one.code in (ASTRAY, NO_HEADING))
    return replace(flaw, sure=all(abs(one.line - flaw.line) > BESIDE for one in others))


def _with_headings(reading: BrokenFile) -> tuple[list[str], list[int]]:
    """The lines with the headings that were left out, and the number of each in the file."""
    lines: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(reading.lines):
        if number in reading.headings:
            lines.append(reading.headings[number])
            numbers.append(number + 1)
        lines.append(line)
        numbers.append(number + 1)
    return lines, numbers


def _entry_at(reading: BrokenFile, number: int) -> Entry | None:
    """The entry that a line belongs to, or the last one before it that still stands."""
    before = [one for one in reading.entries if one.first <= number and reading.lines[one.first].strip()]
    return before[-1] if before else None
