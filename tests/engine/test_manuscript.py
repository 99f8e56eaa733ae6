"""Answers put into a lesson's file while its author edits it by hand: what changes, what stays, and what is refused."""

import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.author.manuscript import Manuscript
from lessons.author.yaml_changes import Change, ChangeError, Insert, Put, Remove, Rename, Swap, changed, same
from lessons.loading.document import Value
from lessons.loading.yaml_source import read_yaml, read_yaml_text

LESSON = """\
# A lesson of a test.
title: The tram   # by us
beside: beside.md

exercises:

  # the first
  - mark:
    where: 1-3
    phrases:
      - find: slam the gates   # strong
        technique: loaded-language
        why: |
          To close: says the same.
      # between two
      - trap: eighty-eight years
        why: A number.
    why: The first paragraphs decide.

  - choice: Who says it?
    answers:
      - right: The writer
        why: Nobody is quoted.
      - wrong: The mayor
    why: Look for the name.

  - ledger:
    columns: [named, interest]
    rows:
      - row: One mother
        named: no
        interest: [party, unknown]
        why: She asked not to be named.
    why: A source can be asked.
# the end
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lesson.yaml").write_text(LESSON, "utf-8")
    return tmp_path


def text_of(folder: Path) -> str:
    return (folder / "lesson.yaml").read_bytes().decode("utf-8")


def differs(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


# Single changes -----------------------------------------------------------------------------------------------------


def test_a_finding_is_put_in_as_block_lines(folder: Path) -> None:
    manuscript = Manuscript(folder)
    entry: Value = {"find": "barely", "why": 'About: "forty minutes"'}
    assert manuscript.apply(Insert(("exercises", 0, "phrases"), 1, entry)) == ""
    came = '      - find: barely\n        why: |\n          About: "forty minutes"\n'
    assert text_of(folder) == LESSON.replace("      # between two\n", came + "      # between two\n")


def test_a_field_goes_to_its_place_among_the_others(folder: Path) -> None:
    order = ("find", "technique", "plain", "core", "why")
    manuscript = Manuscript(folder)
    assert manuscript.apply(Put(("exercises", 0, "phrases", 0, "plain"), "close", order)) == ""
    gone, came = differs(LESSON, text_of(folder))
    assert (gone, came) == ([], ["        plain: close"])
    assert text_of(folder).index("plain: close") < text_of(folder).index("To close: says")


@pytest.mark.parametrize(
    ("change", "gone", "came"),
    [
        (Put(("title",), "The ferry"), ["title: The tram   # by us"], ["title: The ferry   # by us"]),
        (
            Put(("exercises", 0, "phrases", 0, "find"), "# slam"),
            ["      - find: slam the gates   # strong"],
            ["      - find: |  # strong", "          # slam"],
        ),
        (
            Put(("exercises", 2, "rows", 0, "interest"), "party"),
            ["        interest: [party, unknown]"],
            ["        interest: party"],
        ),
        (
            Insert(("exercises", 2, "columns"), 2, "back"),
            ["    columns: [named, interest]"],
            ["    columns: [named, interest, back]"],
        ),
        (Remove(("exercises", 1, "answers", 0, "why")), ["        why: Nobody is quoted."], []),
        (Remove(("exercises", 1, "answers", 1)), ["      - wrong: The mayor"], []),
        (
            Rename(("exercises", 1, "answers", 1, "wrong"), "right"),
            ["      - wrong: The mayor"],
            ["      - right: The mayor"],
        ),
        (Insert(("notes",), 0, {"note": "callous"}), [], ["notes:", "  - note: callous"]),
    ],
)
def test_a_change_is_these_lines_and_no_other(
    folder: Path, change: Change, gone: list[str], came: list[str]
) -> None:
    manuscript = Manuscript(folder)
    assert manuscript.apply(change) == ""
    assert differs(LESSON, text_of(folder)) == (gone, came)
    assert same(read_yaml(folder / "lesson.yaml").value, manuscript.value)
    assert manuscript.undo() == ""
    assert text_of(folder) == LESSON


def test_an_exercise_moves_with_the_comment_above_it_and_back(folder: Path) -> None:
    manuscript = Manuscript(folder)
    assert manuscript.apply(Swap(("exercises", 0), 1)) == ""
    text = text_of(folder)
    assert text.index("Who says it?") < text.index("  # the first\n  - mark:") < text.index("- ledger")
    assert sorted(text.splitlines()) == sorted(LESSON.splitlines())
    assert manuscript.undo() == ""
    assert text_of(folder) == LESSON


def test_the_first_exercise_of_an_empty_lesson(tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text("title: New\nexercises:\n", "utf-8")
    manuscript = Manuscript(tmp_path)
    entry: Value = {"mark": None, "phrases": [{"find": "slam", "why": "Loud."}]}
    assert manuscript.apply(Insert(("exercises",), 0, entry)) == ""
    wanted = "title: New\nexercises:\n  - mark:\n    phrases:\n      - find: slam\n        why: Loud.\n"
    assert text_of(tmp_path) == wanted
    assert manuscript.undo() == ""
    assert read_yaml(tmp_path / "lesson.yaml").value == {"title": "New", "exercises": None}


def test_line_ends_of_windows_stay(folder: Path) -> None:
    (folder / "lesson.yaml").write_bytes(LESSON.replace("\n", "\r\n").encode())
    manuscript = Manuscript(folder)
    assert manuscript.apply(Put(("exercises", 1, "why"), "One.\n\nTwo.")) == ""
    data = (folder / "lesson.yaml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == LESSON.count("\n") + 3


HARD = (
    *("no", "3", "- x", "a: b", "x # y", "*all*", "", " two ", "“so”", "| >", "é\u00a0è"),
    *("a\n\n b", "@me", "{}", "key:", "'", '"'),
)


@pytest.mark.parametrize("text", HARD)
def test_any_text_comes_back_as_it_was_typed(folder: Path, text: str) -> None:
    manuscript = Manuscript(folder)
    assert manuscript.apply(Put(("exercises", 1, "why"), text)) == ""
    value = read_yaml(folder / "lesson.yaml").value
    assert isinstance(value, dict)
    exercises = value["exercises"]
    assert isinstance(exercises, list)
    assert isinstance(exercises[1], dict)
    assert str(exercises[1]["why"]).rstrip("\n") == text


# A hand in the same file --------------------------------------------------------------------------------------------


def by_hand(folder: Path, old: str, new: str) -> None:
    text = text_of(folder)
    assert text.count(old) == 1
    (folder / "lesson.yaml").write_bytes(text.replace(old, new).encode("utf-8"))


def test_a_hand_edit_between_two_answers_and_undo_of_the_first(folder: Path) -> None:
    manuscript = Manuscript(folder)
    list_ = ("exercises", 0, "phrases")
    assert manuscript.apply(Insert(list_, 1, {"find": "barely", "why": "About."})) == ""
    by_hand(folder, "title: The tram", "# mine\ntitle: The ferry")
    by_hand(folder, "  # the first\n", "  - choice: New?\n    why: Because.\n\n  # the first\n")
    assert manuscript.apply(Insert(list_, 2, {"find": "hid behind"})) == ""
    assert manuscript.undo() == ""
    assert manuscript.undo() == ""
    assert "hid behind" not in text_of(folder)
    hand = LESSON.replace("title: The tram", "# mine\ntitle: The ferry")
    assert text_of(folder) == hand.replace(
        "  # the first\n", "  - choice: New?\n    why: Because.\n\n  # the first\n"
    )


def test_what_the_hand_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    manuscript = Manuscript(folder)
    by_hand(folder, "Look for the name.", "Look twice.")
    assert "meanwhile" in manuscript.apply(Put(("exercises", 1, "why"), "Mine."))
    assert "Look twice." in text_of(folder)
    assert "Mine." not in text_of(folder)
    assert manuscript.apply(Put(("exercises", 1, "why"), "Mine.")) == ""  # seen now


def test_an_exercise_that_is_gone_takes_no_answer(folder: Path) -> None:
    manuscript = Manuscript(folder)
    text = text_of(folder)
    start, end = text.index("  - choice"), text.index("  - ledger")
    (folder / "lesson.yaml").write_text(text[:start] + text[end:], "utf-8")
    before = text_of(folder)
    assert manuscript.apply(Put(("exercises", 1, "why"), "Mine.")) != ""
    assert text_of(folder) == before


def test_what_is_answered_while_the_file_is_half_written_is_held(folder: Path) -> None:
    manuscript = Manuscript(folder)
    by_hand(folder, "title: The tram   # by us", 'title: "The tram')
    told = manuscript.apply(Put(("exercises", 1, "why"), "Mine."))
    assert "half-written" in told
    assert "Mine." not in text_of(folder)
    assert manuscript.held == 1
    by_hand(folder, 'title: "The tram', 'title: "The tram"')
    changed_, told = manuscript.read()
    assert (changed_, told, manuscript.held) == (True, "", 0)
    assert "    why: Mine.\n" in text_of(folder)
    assert 'title: "The tram"' in text_of(folder)


def test_what_keeps_waiting_is_told_once(folder: Path) -> None:
    manuscript = Manuscript(folder)
    (folder / "lesson.yaml").write_text(LESSON.replace("title: The tram", 'title: "The tram'), "utf-8")
    assert manuscript.apply(Put(("beside",), "other.md")) != ""
    assert [manuscript.read() for _look in range(3)] == [(False, "")] * 3
    assert manuscript.held == 1
    (folder / "lesson.yaml").write_text(LESSON, "utf-8")
    assert manuscript.read() == (True, "")
    assert manuscript.held == 0


def test_undo_refuses_what_stands_there_twice_or_was_changed(folder: Path) -> None:
    manuscript = Manuscript(folder)
    assert manuscript.apply(Insert(("exercises", 0, "phrases"), 2, {"find": "barely"})) == ""
    by_hand(folder, "      - find: barely\n", "      - find: barely\n      - find: barely\n")
    assert "by hand" in manuscript.undo()
    assert manuscript.apply(Put(("exercises", 1, "why"), "Mine.")) == ""
    by_hand(folder, "why: Mine.", "why: Yours.")
    assert "by hand" in manuscript.undo()
    assert "Yours." in text_of(folder)


# Interleavings ------------------------------------------------------------------------------------------------------


class Hand:
    """Somebody with an editor, and a record of what was written by whom."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random = folder, random.Random(seed)
        self.line_end = self.random.choice(("\n", "\r\n"))
        self.number = 0
        self.comments: list[str] = []
        self.broken = False
        exercises = "".join(self._exercise() for _one in range(3))
        self.save(f"title: {self.word()}\nexercises:\n{exercises}# the end\n")

    def word(self) -> str:
        """A text that stands nowhere else."""
        self.number += 1
        return f"w{self.number}"

    def _exercise(self) -> str:
        answers = "".join(f"      - right: {self.word()}\n        why: {self.word()}\n" for _one in range(2))
        return f"\n  - choice: {self.word()}\n    answers:\n{answers}    why: {self.word()}\n"

    @property
    def text(self) -> str:
        return text_of(self.folder).replace("\r\n", "\n")

    def save(self, text: str) -> None:
        (self.folder / "lesson.yaml").write_bytes(text.replace("\n", self.line_end).encode())

    def edit(self) -> None:
        """One change as a hand makes it."""
        lines = self.text.split("\n")
        way = self.random.randrange(6)
        at = self.random.randrange(2, len(lines) - 1)
        if self.broken or way == 0:
            self.broken = not self.broken
            broken = 'half: "written'
            self.save(f"{self.text}{broken}\n" if self.broken else self.text.replace(f"{broken}\n", ""))
        elif way == 1:
            comment = f"# {self.word()}"
            lines.insert(at, f"{' ' * self.random.choice((0, 4, 10))}{comment}")
            if same(
                read_yaml_text("\n".join(lines), Path("x")).value, read_yaml_text(self.text, Path("x")).value
            ):
                self.comments.append(comment)
                self.save("\n".join(lines))
        elif way == 2 and "right:" in self.text:
            places = [n for n, line in enumerate(lines) if line.startswith("      - right:")]
            lines.insert(self.random.choice(places), f"      - wrong: {self.word()}")
            self.save("\n".join(lines))
        elif way == 3:
            start = self.text.index("exercises:\n") + len("exercises:\n")
            self.save(f"{self.text[:start]}{self._exercise()}{self.text[start:]}")
        else:
            words = re.findall(r": (w\d+)$", self.text, re.MULTILINE)
            old, new = self.random.choice(words), self.word()
            self.save(re.sub(rf": {old}$", f": {new}", self.text, count=1, flags=re.MULTILINE))


def places(value: Value) -> Iterator[tuple[tuple[str | int, ...], Value]]:
    """Every trail of a value, with what stands there."""
    waiting: list[tuple[tuple[str | int, ...], Value]] = [((), value)]
    while waiting:
        trail, one = waiting.pop()
        yield trail, one
        if isinstance(one, dict):
            waiting += [((*trail, name), inner) for name, inner in one.items()]
        elif isinstance(one, list):
            waiting += [((*trail, at), inner) for at, inner in enumerate(one)]


def texts(value: Value) -> set[str]:
    return {one for _trail, one in places(value) if isinstance(one, str)}


def named_trail(trail: tuple[str | int, ...], value: Value) -> tuple[str | int, ...]:
    """The trail with the first text of each item in the place of its number: texts stand nowhere twice."""
    made: list[str | int] = []
    for step in trail:
        if isinstance(step, int):
            item = value[step] if isinstance(value, list) and step < len(value) else None
            made.append(str(next(iter(item.values()))) if isinstance(item, dict) else "")
            value = item
        else:
            made.append(step)
            value = value.get(step) if isinstance(value, dict) else None
    return tuple(made)


def random_change(chance: random.Random, value: Value, word: str) -> Change | None:
    trails = [(trail, one) for trail, one in places(value) if trail[:1] == ("exercises",)]
    lists = [trail for trail, one in trails if isinstance(one, list) and trail[-1] == "answers"]
    whys = [trail for trail, _one in trails if trail[-1] == "why"]
    entries = [trail for trail, _one in trails if len(trail) == 4]
    rights = [trail for trail, _one in trails if trail[-1] in ("right", "wrong")]
    way = chance.randrange(5)
    if way == 0 and lists:
        return Insert(chance.choice(lists), chance.randrange(4), {"wrong": word, "why": f"{word} why"})
    if way == 1 and whys:
        return Put(chance.choice(whys), chance.choice((word, f"{word}: one\n\n{word} # two")))
    if way == 2 and entries:
        return Remove(chance.choice(entries))
    if way == 3 and rights:
        trail = chance.choice(rights)
        return Rename(trail, "partly")
    if way == 4 and len(entries) > 1:
        trail = chance.choice(entries)
        step = trail[-1]
        assert isinstance(step, int)
        return Swap(trail, 1 if step == 0 else -1)
    return None


def interleave(folder: Path, seed: int) -> None:
    hand = Hand(folder, seed)
    chance = hand.random
    manuscript = Manuscript(folder)
    typed: set[str] = set()
    for _step in range(14):
        before = read_yaml(folder / "lesson.yaml")
        act = chance.randrange(10)
        if act < 4:
            hand.edit()
        elif act == 4:
            manuscript.read()
        elif act == 5:
            manuscript.undo()
        else:
            word = hand.word()
            change = random_change(chance, manuscript.value, word)
            if change is None:
                continue
            typed.add(word)
            seen, waiting = manuscript.value, manuscript.held
            told = manuscript.apply(change)
            after = read_yaml(folder / "lesson.yaml")
            if not told and not waiting:
                wanted = list(outcomes(change, seen, before.value))
                assert any(same(after.value, one) for one in wanted), (seed, change)
            elif not waiting:
                assert same(after.value, before.value), (seed, change, told)
        if act == 5 and not hand.broken:  # undo takes out what was typed here, and nothing of the hand's
            gone = texts(before.value) - texts(read_yaml(folder / "lesson.yaml").value)
            assert {re.split(r"[: ]", text)[0] for text in gone} <= typed, seed
        check_file(hand, seed)
    if hand.broken:
        hand.edit()
    manuscript.read()
    assert manuscript.held == 0
    check_file(hand, seed)


def outcomes(change: Change, seen: Value, now: Value) -> Iterator[Value]:
    """What the file may hold once the change was made."""
    for moved in moved_to(change, seen, now):
        with suppress(ChangeError):
            yield changed(now, moved)


def moved_to(change: Change, seen: Value, now: Value) -> Iterator[Change]:
    """The change at each place of the file of now that has the same texts above it: one, but for an insertion."""
    wanted = named_trail(change.trail, seen)
    for trail, one in places(now):
        if named_trail(trail, now) != wanted and not _only_begun_otherwise(trail, now, change.trail, seen):
            continue
        if not isinstance(change, Insert):
            yield replace(change, trail=trail)
        elif isinstance(one, list):
            yield from (replace(change, trail=trail, index=at) for at in range(len(one) + 1))


def _only_begun_otherwise(
    trail: tuple[str | int, ...], now: Value, own: tuple[str | int, ...], seen: Value
) -> bool:
    """Whether an item above was given other first words by the hand: then it is known by what stands in it."""
    one, other = named_trail(trail, now), named_trail(own, seen)
    if len(one) != len(other):
        return False
    return all(
        a == b or isinstance(step, int) for a, b, step in zip(one, other, trail, strict=True)
    ) and sum(a != b for a, b in zip(one, other, strict=True)) == 1  # fmt: skip


def check_file(hand: Hand, seed: int) -> None:
    data = (hand.folder / "lesson.yaml").read_bytes()
    if hand.line_end == "\r\n":
        assert data.count(b"\n") == data.count(b"\r\n"), seed
    else:
        assert b"\r" not in data, seed
    text = data.decode()
    for comment in (*hand.comments, "# the end"):
        assert comment in text, (seed, comment)
    document = read_yaml(hand.folder / "lesson.yaml")
    assert document.broken == hand.broken, seed
    words = {*re.findall(r"\bw(\d+)\b", text)}
    assert all(1 <= int(word) <= hand.number for word in words), seed


def test_a_few_interleavings_of_hand_form_and_undo(tmp_path: Path) -> None:
    for seed in range(40):
        interleave(tmp_path, seed)


@pytest.mark.thorough
@pytest.mark.timeout(600)  # each answer waits for the disk
def test_a_thousand_interleavings_of_hand_form_and_undo(tmp_path: Path) -> None:
    for seed in range(40, 1040):
        interleave(tmp_path, seed)


# Killed in the middle -----------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from lessons.author.manuscript import Manuscript
from lessons.author.yaml_changes import Insert
manuscript = Manuscript(Path(sys.argv[1]))
for number in range(10_000):
    assert manuscript.apply(Insert(("exercises", 0, "phrases"), 0, {"find": f"word {number}"})) == ""
    print(number, flush=True)
"""


@pytest.mark.thorough
@pytest.mark.parametrize("answers", [1, 7, 20])
def test_nothing_that_was_told_as_written_is_lost_by_a_kill(folder: Path, answers: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        told = [int(run.stdout.readline()) for _one in range(answers)]
        run.send_signal(signal.SIGKILL)
        told += [int(line) for line in run.stdout.read().split()]
    document = read_yaml(folder / "lesson.yaml")
    assert not document.broken
    for number in told:
        assert f"find: word {number}\n" in text_of(folder)
    assert "# the end\n" in text_of(folder)
