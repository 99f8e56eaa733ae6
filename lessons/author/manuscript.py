"""A lesson in one file while it is written on the screen: every answer goes into the file as it is on the disk now.

The author may have the same file open in an editor. So a change names its place in what the author has *seen*; that
place is looked for in the file of this moment, by what stands there and never by line or offset. What comes out is
read back and must be the value of before with this one difference, else nothing is written. A file that cannot be
read is never written: what was answered is held until it can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from lessons.author.yaml_changes import (
    Change,
    ChangeError,
    Insert,
    Put,
    Remove,
    Rename,
    Swap,
    changed,
    edited,
    number_at,
    same,
    value_at,
)
from lessons.disk import ChangedError, create_file, read_file, replace_file, why
from lessons.i18n import _, plural
from lessons.loading.catalogue import LESSON_FILE
from lessons.loading.document import Trail, Value
from lessons.loading.source import MAX_BYTES
from lessons.loading.yaml_edit import YamlText, open_yaml, yaml_text
from lessons.loading.yaml_source import read_yaml_bytes
from lessons.model.problem import Place, Problem, Severity

TRIES = 5
"""How often a change is made anew when an editor saved the file between reading and writing it."""


@dataclass(frozen=True)
class _Held:
    """A change that is not in the file yet, and what its author saw when it was made."""

    seen: Value
    change: Change


@dataclass(frozen=True)
class _Done:
    """A change that was written, and what takes it out again."""

    after: Value
    """The file's value right after it."""
    back: Change | None
    """``None`` for what is not one change of a value: then lines alone are put back."""
    put_in: str
    """The lines that came in."""
    taken_out: str
    """The lines that stood in their place."""


class Manuscript:
    """lesson.yaml of one folder, as its author sees it. Methods never raise for what stands in the file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LESSON_FILE
        self.value: Value = None
        """What the author sees: the file when it could last be read, with what is held."""
        self.text = ""
        """The file's text when it could last be read."""
        self.trouble: Problem | None = None
        """Why the file cannot be read now; ``None`` while it can."""
        self._held: list[_Held] = []
        self._done: list[_Done] = []
        self._last: bytes | None = None
        self._sound = b""
        """The file's bytes when it could last be read."""
        self.read()

    @property
    def held(self) -> int:
        """How many changes wait for a file that can be read."""
        return len(self._held)

    @property
    def unread(self) -> str:
        """Why the file cannot be read now, in a sentence; empty while it can."""
        if self.trouble is None:
            return ""
        if not self.trouble.place.line:
            return _("lesson.yaml: {found}. Shown as it last was.").format(found=self.trouble.found)
        told = _("lesson.yaml, line {line}: {found}. Shown as it last was.")
        return told.format(line=self.trouble.place.line, found=self.trouble.found)

    @property
    def gone(self) -> bool:
        """Whether the file is not there any more; then ``restore`` writes it as it was last read."""
        return self._sound != b"" and not self.path.exists()

    def restore(self) -> str:
        """Write the file that is gone as it was last read, and what was held; empty once that is done, else why not."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            create_file(self.path, self._sound)
        except OSError as error:
            return _not_written(error)
        return self._flush()

    @property
    def lost_on_leaving(self) -> str:
        """What leaving now would lose, in a sentence; empty when everything is in the file."""
        if not self._held:
            return ""
        told = plural(
            "{n} answer is not in lesson.yaml yet. Leave again to lose it.",
            "{n} answers are not in lesson.yaml yet. Leave again to lose them.",
            self.held,
        )
        return told.format(n=self.held)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._held or self._done)

    def read(self) -> tuple[bool, str]:
        """Look at the file, and write what was held; whether it is another than before, and what is to be told."""
        try:
            now = read_file(self.path, MAX_BYTES)
        except OSError as error:
            fresh = self._last is not None or self.trouble is None
            self._last = None
            self.trouble = Problem(self._place(), "L801", why(error), "a file", "put it back")
            return fresh, ""
        same_file, held = now == self._last, self.held
        if same_file and not held:
            return False, ""
        self._last = now
        told = self._flush()
        fresh = not same_file or self.held < held
        return fresh, told if fresh else ""  # what keeps waiting was told before

    def apply(self, change: Change) -> str:
        """Make a change; empty once it is on the disk, else a sentence that says what became of it."""
        try:
            value = changed(self.value, change)
        except ChangeError:
            return _("The place of this is gone from the file.")
        self._held.append(_Held(self.value, change))
        self.value = value
        return self._flush()

    def undo(self) -> str:
        """Take the last change out of the file again; empty once that is done, else why it cannot be."""
        if self._held:
            self.value = self._held.pop().seen
            return ""
        if not self._done:
            return _("There is nothing to undo.")
        done = self._done[-1]
        for _try in range(TRIES):
            file, trouble = self._open()
            if file is None and done.back is None:  # a mended file may have other faults
                file = open_yaml(self.path)
            if file is None:
                return trouble
            undone = _undone(file, done)
            if undone is None:
                self._done.pop()
                return _("This was changed in the file meanwhile; change it back by hand.")
            try:
                self._put(file, undone)
            except ChangedError:
                continue
            except OSError as error:
                return _not_written(error)
            self._done.pop()
            self._flush()
            return ""
        return _("The file is being changed all the time; try again.")

    def replace(self, before: YamlText, after: YamlText) -> str:
        """Write the file anew, where it still is ``before``; empty once that is done, else why it is not.

        For mending: what stands there may be a file that cannot be read. Undo puts the lines back.
        """
        try:
            self._put(before, after)
        except ChangedError:
            return _("The file is being changed all the time; try again.")
        except OSError as error:
            return _not_written(error)
        self._done.append(_Done(None, None, *_difference(before.text, after.text, around=1)))
        return self._flush()

    # The file

    def _place(self) -> Place:
        return Place(self.path)

    def _open(self) -> tuple[YamlText | None, str]:
        """The file as it is now, if it can be read and is sound; else a sentence that says why not."""
        try:
            data = read_file(self.path, MAX_BYTES)
        except OSError as error:
            self.trouble = Problem(self._place(), "L801", why(error), "a file", "put it back")
            return None, _("Kept until lesson.yaml can be read: {why}.").format(why=why(error))
        self._last = data
        file = yaml_text(data, self.path)
        problems = read_yaml_bytes(data, self.path).problems if file is None else file.document.problems
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if file is not None and not errors:
            self.trouble, self._sound = None, data
            return file, ""
        self.trouble = next(iter(errors), None)
        if self.trouble is None:
            return None, _("Kept until lesson.yaml is saved with one sort of line ends.")
        told = _("Kept until line {line} of lesson.yaml, half-written now, can be read.")
        return None, told.format(line=self.trouble.place.line or 1)

    def _flush(self) -> str:
        """Write what is held onto the file as it is now, and take over what it holds."""
        told, tries = "", 0
        while True:
            file, trouble = self._open()
            if file is None:
                return trouble if self._held else ""
            if not self._held:
                self.value, self.text = file.document.value, file.text
                return told
            held = self._held[0]
            written, refused = _written(file, held)
            if written is not None:
                try:
                    self._write(file, written[0])
                except ChangedError:
                    tries += 1
                    if tries < TRIES:
                        continue
                except OSError as error:
                    return _not_written(error)
                else:
                    self._done.append(written[1])
            self._held.pop(0)
            tries = 0
            told = refused or told

    def _write(self, before: YamlText, after: YamlText) -> None:
        self._put(before, after)
        self.value, self.text = after.document.value, after.text

    def _put(self, before: YamlText, after: YamlText) -> None:
        data = after.written().encode("utf-8")
        replace_file(self.path, data, only_over=before.written().encode("utf-8"))
        self._last = data


def _not_written(error: OSError) -> str:
    return _("Not written: {why}. This is kept; it is tried again with the next answer.").format(
        why=why(error)
    )


def _written(file: YamlText, held: _Held) -> tuple[tuple[YamlText, _Done] | None, str]:
    """The file with a change, and what takes it out; or why it cannot be made."""
    now = file.document.value
    moved = followed(held.change, held.seen, now)
    if moved is None:
        return None, _("Your editor changed this meanwhile; look at it, and answer again if you like.")
    try:
        value = changed(now, moved)
    except ChangeError:
        return None, _("The place of this is gone from the file.")
    after = edited(file, moved)
    if after is None or after.document.broken or not same(after.document.value, value):
        return None, _("This cannot be changed safely here; press e to change it in your editor.")
    put_in, taken_out = _difference(file.text, after.text)
    return (after, _Done(value, _back(now, moved, taken_out), put_in, taken_out)), ""


# Undo ---------------------------------------------------------------------------------------------------------------


def _back(before: Value, change: Change, taken_out: str) -> Change:
    """The change that leads back."""
    if isinstance(change, Insert):
        listed = value_at(before, change.trail)
        if isinstance(listed, list):
            return Remove((*change.trail, min(change.index, len(listed))))
        return Put(change.trail, None) if _has(before, change.trail) else Remove(change.trail)
    if isinstance(change, Put):
        if not _has(before, change.trail):
            return Remove(change.trail)
        return Put(change.trail, value_at(before, change.trail))
    if isinstance(change, Remove):
        old = value_at(before, change.trail)
        step = change.trail[-1]
        if isinstance(step, int):
            return Insert(change.trail[:-1], step, old, taken_out)
        parent = value_at(before, change.trail[:-1])
        return Put(change.trail, old, tuple(parent) if isinstance(parent, dict) else (), taken_out)
    if isinstance(change, Rename):
        return Rename((*change.trail[:-1], change.name), str(change.trail[-1]))
    return Swap((*change.trail[:-1], number_at(change.trail) + change.way), -change.way)


def _undone(file: YamlText, done: _Done) -> YamlText | None:
    """The file without a change; ``None`` where what it put in does not stand there exactly once any more."""
    now = file.document.value
    if done.back is None:
        once = file.text.count(done.put_in) == 1
        return replace(file, text=file.text.replace(done.put_in, done.taken_out)) if once else None
    back = followed(done.back, done.after, now)
    if back is None:
        return None
    if isinstance(back, Remove) and isinstance(back.trail[-1], int):
        listed = value_at(now, back.trail[:-1])
        own = value_at(now, back.trail)
        if not isinstance(listed, list) or sum(same(one, own) for one in listed) != 1:
            return None
    try:
        value = changed(now, back)
    except ChangeError:
        return None
    ways: list[YamlText | None] = []
    if done.put_in and file.text.count(done.put_in) == 1:
        ways.append(replace(file, text=file.text.replace(done.put_in, done.taken_out)))
    ways.append(edited(file, back))
    sound = (way for way in ways if way is not None and not way.document.broken)
    return next((way for way in sound if same(way.document.value, value)), None)


def _difference(before: str, after: str, around: int = 0) -> tuple[str, str]:
    """The lines of ``after`` that are not in ``before``, and those of ``before`` that are gone, with lines around."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    start, end = max(0, start - around), max(0, end - around)
    return "".join(new[start : len(new) - end]), "".join(old[start : len(old) - end])


# The same place in another version ------------------------------------------------------------------------------------


def followed(change: Change, seen: Value, now: Value) -> Change | None:
    """The change at its place in the file of now; ``None`` where that is gone, or is not what its author saw."""
    if isinstance(change, Insert):
        trail = followed_trail(change.trail, seen, now)
        if trail is None:
            return None
        before, after = value_at(seen, change.trail), value_at(now, trail)
        if not isinstance(before, list) or not isinstance(after, list):
            return replace(change, trail=trail, index=0) if not isinstance(after, dict | str) else None
        pairs = joined(before, after)
        index = len(after) if change.index >= len(before) else min(change.index, len(after))
        if 0 < change.index < len(before) and change.index - 1 in pairs:
            index = pairs[change.index - 1] + 1
        return replace(change, trail=trail, index=index)
    *parent, step = change.trail
    if isinstance(step, str):
        above = followed_trail(tuple(parent), seen, now)
        trail = (*above, step) if above is not None else None
    else:
        trail = followed_trail(change.trail, seen, now)
    if trail is None or _has(seen, change.trail) != _has(now, trail):
        return None
    if not isinstance(change, Swap) and not same(value_at(seen, change.trail), value_at(now, trail)):
        return None
    if isinstance(change, Swap):
        neighbour = followed_trail((*parent, number_at(change.trail) + change.way), seen, now)
        if neighbour is None or number_at(neighbour) != number_at(trail) + change.way:
            return None
    return replace(change, trail=trail)


def followed_trail(trail: Trail, seen: Value, now: Value) -> Trail | None:
    """Where what stood at a trail stands now; ``None`` where an item on the way is gone. Keys stay as they are."""
    found: list[str | int] = []
    for step in trail:
        if isinstance(step, int):
            if not isinstance(seen, list) or not isinstance(now, list):
                return None
            place = joined(seen, now).get(step)
            if place is None:
                return None
            found.append(place)
            seen, now = seen[step], now[place]
        else:
            found.append(step)
            seen = seen.get(step) if isinstance(seen, dict) else None
            now = now.get(step) if isinstance(now, dict) else None
    return tuple(found)


def joined(seen: Sequence[Value], now: Sequence[Value]) -> dict[int, int]:
    """The items of a list by their places in another version of it.

    First those that are the same, then those that begin alike and are the only ones, then what stands between two that
    were joined, where as many of the same sort stand there in both.
    """
    pairs: dict[int, int] = {}
    for alike in (same, _begins_alike):
        left = [at for at in range(len(seen)) if at not in pairs]
        free = [at for at in range(len(now)) if at not in pairs.values()]
        for at in left:
            there = [other for other in free if alike(seen[at], now[other])]
            own = [other for other in left if alike(seen[at], seen[other])]
            if there and len(there) == len(own):
                pairs[at] = there[own.index(at)]
    _join_between(seen, now, pairs)
    return pairs


def _join_between(seen: Sequence[Value], now: Sequence[Value], pairs: dict[int, int]) -> None:
    bounds = [(-1, -1), *sorted(pairs.items()), (len(seen), len(now))]
    for (first, there), (last, end) in pairwise(bounds):
        left = [at for at in range(first + 1, last) if at not in pairs]
        free = [at for at in range(there + 1, end) if at not in pairs.values()]
        if len(left) == len(free) and all(
            map(_same_sort, [seen[at] for at in left], [now[at] for at in free])
        ):
            pairs.update(zip(left, free, strict=True))


def _begins_alike(one: Value, other: Value) -> bool:
    """Whether two mappings have the same first key and a text behind it, or the same id."""
    if not (isinstance(one, dict) and isinstance(other, dict) and one and other):
        return False
    if "id" in one or "id" in other:
        return one.get("id") == other.get("id")
    first, second = next(iter(one.items())), next(iter(other.items()))
    return first == second and first[1] is not None


def _same_sort(one: Value, other: Value) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return next(iter(one), "") == next(iter(other), "")
    return type(one) is type(other)


def _has(value: Value, trail: Trail) -> bool:
    parent = value_at(value, trail[:-1])
    step = trail[-1] if trail else ""
    if isinstance(step, int):
        return isinstance(parent, list) and 0 <= step < len(parent)
    return isinstance(parent, dict) and step in parent
