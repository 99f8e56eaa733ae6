"""Where the answers of a lesson stand, and the few changes that a dispute makes to them: key.yaml, or the one file.

Both are changed by a few characters, and all else stays as it is. Each change is read back and must be exactly what
was meant, else it is not made. In a lesson in one file that is said of the key as it is written out: a line gets
another first word, a field, or a line beside it, whichever gives that key and leaves the questions alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Protocol, Self

from lessons.author.key_edits import (
    FIELD,
    also_accepting,
    in_braces,
    with_debatable,
    with_entry,
    with_value,
    without_item,
)
from lessons.author.templates import scalar
from lessons.author.yaml_changes import (
    Change,
    ChangeError,
    Insert,
    Put,
    Remove,
    Rename,
    changed,
    edited,
    same,
    value_at,
)
from lessons.kinds.answer_lines import AnswerLines
from lessons.kinds.base import Task
from lessons.kinds.registry import KINDS, kind_of
from lessons.lesson.opening import glossary_for
from lessons.lesson.writing_out import WrittenOut, write_out
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE, is_file
from lessons.loading.document import Document, Trail, Value, mapping_of
from lessons.loading.exercise_ids import KEY, is_one_file
from lessons.loading.placed import Placed, placed
from lessons.loading.validation import validate
from lessons.loading.yaml_edit import YamlText, open_yaml
from lessons.model.glossary import Glossary
from lessons.model.scalar import Plain

UNQUOTED = frozenset({"nth", FIELD})
"""Fields of a phrase that hold a number or a flag."""


class AnswerFile(Protocol):
    """The file that holds the answers. Trails are those of key.yaml, of a file of its own or as it is written out.

    Each change gives the changed file, or ``None`` where it cannot be made safely.
    """

    @property
    def file(self) -> YamlText:
        """The file, changed or not."""

    @property
    def lesson(self) -> Document | None:
        """The changed lesson.yaml; ``None`` where that is not this file."""

    @property
    def key(self) -> Document | None:
        """The changed key.yaml; ``None`` where it is not this file."""

    def line(self, trail: Trail) -> int:
        """The line of what stands at a trail, from 1."""

    def debatable(self, trail: Trail) -> Self | None:
        """``debatable: true`` in the mapping at a trail; its credit goes."""

    def without(self, trail: Trail) -> Self | None:
        """Without the item of a list."""

    def with_phrase(self, exercise: str, entry: Mapping[str, str]) -> Self | None:
        """One more phrase to mark."""

    def right(self, trail: Trail) -> Self | None:
        """Full credit for the option at a trail."""

    def also(self, trail: Trail, word: str) -> Self | None:
        """One more accepted value at a trail."""


def answer_file(folder: Path) -> AnswerFile | None:
    """The file of a lesson folder; ``None`` when it cannot be read, or its line ends are of several sorts."""
    if is_file(folder / KEY_FILE):
        file = open_yaml(folder / KEY_FILE)
        return OwnKeyFile(file) if file is not None else None
    file = open_yaml(folder / LESSON_FILE)
    if file is None or file.document.broken or not is_one_file(file.document.value):
        return None
    return LessonInOneFile(file, folder, glossary_for(folder.resolve().parent)[0])


@dataclass(frozen=True)
class OwnKeyFile:
    """A key.yaml."""

    file: YamlText

    @property
    def lesson(self) -> Document | None:
        """lesson.yaml is another file."""
        return None

    @property
    def key(self) -> Document | None:
        """This file."""
        return self.file.document

    def line(self, trail: Trail) -> int:
        """The line of the flag, where one stands there."""
        return self.file.document.value_at((*trail, FIELD))[0]

    def debatable(self, trail: Trail) -> Self | None:
        """As a field of the mapping."""
        return self._as(with_debatable(self.file, trail))

    def without(self, trail: Trail) -> Self | None:
        """The lines of the item go."""
        return self._as(without_item(self.file, trail))

    def with_phrase(self, exercise: str, entry: Mapping[str, str]) -> Self | None:
        """At the end of the list, in braces."""
        return self._as(_with_phrase(self.file, ("answers", exercise, "mark"), entry))

    def right(self, trail: Trail) -> Self | None:
        """As its credit."""
        return self._as(with_value(self.file, trail, "credit", "1"))

    def also(self, trail: Trail, word: str) -> Self | None:
        """In a list in brackets."""
        return self._as(also_accepting(self.file, trail, word))

    def _as(self, file: YamlText | None) -> Self | None:
        return replace(self, file=file) if file is not None else None


def _with_phrase(file: YamlText, trail: Trail, entry: Mapping[str, str]) -> YamlText | None:
    written = (text if name in UNQUOTED else scalar(text, flow=True) for name, text in entry.items())
    return with_entry(file, trail, dict(entry), in_braces(dict(entry), written))


@dataclass(frozen=True)
class LessonInOneFile:
    """A lesson.yaml that holds the answers beside the questions."""

    file: YamlText
    folder: Path
    glossary: Glossary

    @cached_property
    def written(self) -> WrittenOut:
        """The two files it stands for."""
        return write_out(self.folder, self.file.document, self.glossary)

    @property
    def lesson(self) -> Document | None:
        """This file."""
        return self.file.document

    @property
    def key(self) -> Document | None:
        """Written out from the lesson."""
        return None

    def line(self, trail: Trail) -> int:
        """The line with the answer's first word."""
        return self._keys.value_at(trail)[0]

    def debatable(self, trail: Trail) -> Self | None:
        """By the first word of the line, where one says so; else as a field of it."""
        at, old = self._at(trail), value_at(self._keys.value, trail)
        if at is None or not isinstance(old, dict):
            return None
        if KEY in at[2:3]:
            return self._as(with_debatable(self.file, at))
        wanted = {**_but(old, "credit"), FIELD: "true"}
        ways = [
            [*self._begin(at, {FIELD: "true"})],
            [Put((*at, FIELD), Plain("true")), *self._drop(at, "credit")],
        ]
        return self._first([Put(trail, wanted)], ways)

    def without(self, trail: Trail) -> Self | None:
        """The line goes, unless it is the only one."""
        at = self._at(trail)
        listed = value_at(self.file.document.value, at[:-1]) if at is not None else None
        if at is None or not isinstance(listed, list) or len(listed) < 2:
            return None
        return self._first([Remove(trail)], [[Remove(at)]])

    def with_phrase(self, exercise: str, entry: Mapping[str, str]) -> Self | None:
        """As the last line of the list."""
        at = self._at(("answers", exercise))
        if at is None:
            return None
        if KEY in at[2:3]:
            return self._as(_with_phrase(self.file, (*at, "mark"), entry))
        fields: dict[str, Value] = {
            name: Plain(text) if name in UNQUOTED else text for name, text in entry.items()
        }
        lines = self._lines(at, "mark")
        if lines is None:
            return None
        word = _word_for(lines, {FIELD: "true"}) if FIELD in entry else next(iter(lines.words))
        line = {word: fields[lines.text], **_but(fields, lines.text, FIELD)}
        trail, listed = ("answers", exercise, "mark"), (*at, lines.name)
        wanted = Insert(trail, _count(self._keys.value, trail), fields)
        return self._first([wanted], [[Insert(listed, _count(self.file.document.value, listed), line)]])

    def right(self, trail: Trail) -> Self | None:
        """By the first word of the line; where there is another right one, one of them is still to be picked."""
        at, old = self._at(trail), value_at(self._keys.value, trail)
        if at is None or not isinstance(old, dict):
            return None
        if KEY in at[2:3]:
            return self._as(with_value(self.file, at, "credit", "1"))
        line = [*self._begin(at, {"credit": "1"}), *self._drop(at, FIELD)]
        one = Put((*at[:2], "pick"), Plain("one"), ("pick", str(at[2])))
        return self._first([Put(trail, {**_but(old, FIELD), "credit": "1"})], [line, [*line, one]])

    def also(self, trail: Trail, word: str) -> Self | None:
        """In the field that says what is accepted, or as a line of its own."""
        value = value_at(self._keys.value, trail)
        if isinstance(value, dict) and "is" not in value:
            return None
        at = self._at((*trail, "is") if isinstance(value, dict) else trail) or self._at(trail)
        if at is None:
            return None
        if KEY in at[2:3]:
            return self._as(also_accepting(self.file, at, word))
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return self._also_typed(trail, at, word)
        accepted = _listed(value["is"] if isinstance(value, dict) else value)
        if word in accepted:
            return None
        fresh: Value = [*accepted, word]
        wanted: list[Change] = [Put((*trail, "is") if isinstance(value, dict) else trail, fresh)]
        if isinstance(value, dict) and word in mapping_of(value.get("wrong")):
            wrong = _but(mapping_of(value["wrong"]), word)
            rest: dict[str, Value] = {**_but(value, "wrong"), **({"wrong": wrong} if wrong else {})}
            wanted += [Put(trail, {**rest, "is": fresh}), Put(trail, {**rest, "is": [word, *accepted]})]
        return self._first(wanted, self._also_ways(trail, at, word))

    # Ways to say it

    def _also_ways(self, trail: Trail, at: Trail, word: str) -> Iterator[list[Change]]:
        """The value itself in a list; or the line of that id called right."""
        old = self._raw(at)
        if isinstance(old, dict):
            at, old = (*at, "is"), old.get("is")
        for name in self._names(trail, word):
            yield [Put(at, [*_listed(old), Plain(name)])]
        asked = self._at_task((*trail[1:], word))
        if asked is not None and len(asked) > 3:
            called = [*self._begin(asked[:4], {}, "right")]
            yield called
            yield [*called, *self._drop(asked[:4], "why")]

    def _also_typed(self, trail: Trail, at: Trail, word: str) -> Self | None:
        """Another wording below those that count."""
        lines = self._lines(at[:2], str(trail[-1]))
        if lines is None or not word.strip() or "*" in word:
            return None
        listed = (*at[:2], lines.name)
        first = next(iter(lines.words))
        items = self._raw(listed)
        counting = [
            number
            for number, one in enumerate(items if isinstance(items, list) else ())
            if not lines.words[_head(lines, one)].into
        ]
        line = Insert(listed, max(counting, default=-1) + 1, {first: word})
        count = _count(self._keys.value, trail)
        return self._first([Insert(trail, count, {lines.text: word})], [[line]])

    def _begin(self, at: Trail, says: Mapping[str, str], word: str = "") -> Iterator[Change]:
        """The line begins with the word that says this; nothing where there is no such word."""
        line = self._raw(at)
        for lines in self._all_lines(at):
            head = _head(lines, line)
            fresh = word if word in lines.words else _word_for(lines, says) if says else ""
            if head and fresh:
                yield from ([Rename((*at, head), fresh)] if head != fresh else [])
                yield from self._drop(at, "credit")
                return

    def _drop(self, at: Trail, field: str) -> list[Change]:
        return [Remove((*at, field))] if field in mapping_of(self._raw(at)) else []

    def _names(self, trail: Trail, word: str) -> list[str]:
        """What an option may be called: its id where the author gave ids, else its words before its id."""
        task = self._at_task(trail[1:2])
        fields = mapping_of(value_at(self.written.lesson.value, task) if task is not None else None)
        options = mapping_of(fields.get("options"))
        text = options.get(word)
        words = text if isinstance(text, str) else ""
        own = self._raw((*(self._at(trail[:2]) or ()), "options"))
        return [words, word] if isinstance(own, list) and words else [word]

    # Places

    @property
    def _keys(self) -> Document:
        assert self.written.key is not None  # it is in one file
        return self.written.key

    def _raw(self, at: Trail) -> Value:
        return value_at(self.file.document.value, at)

    def _at(self, trail: Trail) -> Trail | None:
        """The trail in the one file of what stands at a trail of the key: a line, or a value inside it."""
        if value_at(self._keys.value, trail) is None:
            return None
        return self._standing(self._keys.value_at(trail))

    def _at_task(self, inside: Trail) -> Trail | None:
        """The trail in the one file of a part of a question: the exercise's id, then the trail inside it."""
        listed = mapping_of(self.written.lesson.value).get("exercises")
        ids = [mapping_of(one).get("id") for one in listed] if isinstance(listed, list) else []
        if not inside or inside[0] not in ids:
            return None
        trail: Trail = ("exercises", ids.index(str(inside[0])), *inside[1:])
        if len(inside) == 1:
            return trail
        if value_at(self.written.lesson.value, trail) is None:
            return None
        return self._standing(self.written.lesson.value_at(trail))

    def _standing(self, place: tuple[int, int]) -> Trail | None:
        inside = [trail for trail, part in _parts(placed(self.file.document)) if _place(part) == place]
        return max(inside, key=len, default=None)

    def _all_lines(self, at: Trail) -> list[AnswerLines]:
        """The lists of an exercise as its kind describes them; with a longer trail, the one that it leads into."""
        fields = mapping_of(self._raw(at[:2])) if at[0] == "exercises" else {}
        kind = KINDS.get(next(iter(fields), ""))
        listed = [lines for lines in kind.lines if lines.name in fields] if kind is not None else []
        return [lines for lines in listed if len(at) < 3 or lines.name == at[2]]

    def _lines(self, at: Trail, answered: str = "") -> AnswerLines | None:
        return next((one for one in self._all_lines(at) if not answered or one.answered == answered), None)

    # What comes out

    def _as(self, file: YamlText | None) -> Self | None:
        return replace(self, file=file) if file is not None else None

    def _first(self, wanted: Sequence[Change], ways: Iterable[Sequence[Change]]) -> Self | None:
        """The first way that gives a wanted key and the questions of before."""
        keys = [_bare(one) for change in wanted if (one := _after(self._keys.value, change)) is not None]
        for way in ways:
            made = self._made(way) if way else None
            if made is not None and _bare(made._keys.value) in keys and made._asks_the_same(self):
                return made
        return None

    def _asks_the_same(self, other: "LessonInOneFile") -> bool:
        """Whether the questions are those of the other one; what is written but said without it too makes none."""
        mine, others = (mapping_of(_bare(one.written.lesson.value)) for one in (self, other))
        if _but(mine, "exercises") != _but(others, "exercises"):
            return False
        both = [*zip_longest(_listed(mine.get("exercises")), _listed(others.get("exercises")))]
        return all(
            one == was or ((task := _task(one)) is not None and task == _task(was)) for one, was in both
        )

    def _made(self, way: Sequence[Change]) -> Self | None:
        file = self.file
        for change in way:
            value = _after(file.document.value, change)
            after = edited(file, change) if value is not None else None
            if after is None or after.document.broken or not same(after.document.value, value):
                return None
            file = after
        return replace(self, file=file)


def _after(value: Value, change: Change) -> Value:
    try:
        return changed(value, change)
    except ChangeError:
        return None


def _bare(value: Value) -> Value:
    """The value without what holds nothing."""
    if isinstance(value, dict):
        inside = {name: _bare(one) for name, one in value.items()}
        return {name: one for name, one in inside.items() if one not in (None, [], {})}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _task(exercise: Value) -> Task | None:
    """The question with its defaults; nothing where it cannot be read."""
    fields = mapping_of(exercise)
    kind = kind_of(fields)
    if kind is None:
        return None
    task = validate(kind.task, _but(fields, "kind"), Document(Path(LESSON_FILE), exercise, ()))
    return task if isinstance(task, Task) else None


def _parts(part: Placed, trail: Trail = ()) -> Iterator[tuple[Trail, Placed]]:
    yield trail, part
    for name, one in part.fields.items():
        yield from _parts(one, (*trail, name))
    for number, one in enumerate(part.value if isinstance(part.value, list) else ()):
        yield from _parts(one, (*trail, number))


def _place(part: Placed) -> tuple[int, int]:
    return part.mark.line + 1, part.mark.column + 1


def _head(lines: AnswerLines, line: Value) -> str:
    """The key of a line that its verdict stands in; empty where it has none."""
    return next((name for name in mapping_of(line) if lines.called(name)), "")


def _word_for(lines: AnswerLines, says: Mapping[str, str]) -> str:
    return next((word for word, one in lines.words.items() if dict(one.says) == dict(says)), "")


def _but(fields: Mapping[str, Value], *names: str) -> dict[str, Value]:
    return {name: one for name, one in fields.items() if name not in names}


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _count(value: Value, trail: Trail) -> int:
    listed = value_at(value, trail)
    return len(listed) if isinstance(listed, list) else 0
