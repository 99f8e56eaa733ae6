"""No file makes ``check`` fail: lessons in one file, mutated, are checked whole, and every problem has a place."""

import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from lessons.checking.report import as_line, ordered
from lessons.checking.run import check
from lessons.lesson.keys import open_to_play
from lessons.loading import yaml_parser
from lessons.loading.catalogue import read_card
from lessons.model.problem import LessonError, Problem
from tests.engine.test_fuzz_check import mutated

POOL = Path(__file__).parents[1] / "pool"
WORDS = [
    *(
        "right:",
        "find:",
        "missing:",
        "is:",
        "changes:",
        "offer:",
        "options:",
        "columns:",
        "rows:",
        "why:",
        "id:",
    ),
    *(
        "key:",
        "also:",
        "cells:",
        "steps:",
        "either-way:",
        "claims:",
        "remove:",
        "keep:",
        "words:",
        "shown:",
        "in:",
    ),
    *("was:", "mode:", "notes:", "good:", "[]", "{}", "yes", "9-1", "kind: short", "[[a], {b: c}]"),
]


def bent(data: bytes, chance: random.Random) -> bytes:
    """Mutated as a lesson in two files is, or with a value or a key that stands elsewhere."""
    if chance.random() < 0.4:
        return mutated(data, chance)
    lines = data.decode("utf-8").split("\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        head, colon, _value = lines[at].partition(":")
        pad = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        word = chance.choice(WORDS)
        lines[at] = chance.choice(
            [
                f"{head}{colon}",
                f"{head}{colon} {word}",
                f"{head}{colon} [{word}]",
                f"{pad}{word} x",
                f"{pad}- {lines[at].strip()}",
                chance.choice(lines),
            ]
        )
    return "\n".join(lines).encode()


def told(folder: Path) -> list[Problem]:
    problems = ordered(check([folder]))
    for problem in problems:
        assert problem.code
        assert problem.fix
        assert "\x1b" not in as_line(problem)
    read_card(folder.parent, folder.name)
    with suppress(LessonError):
        open_to_play(folder)
    return problems


def run(folder: Path, name: str, seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    shutil.copytree(POOL, folder)
    lesson = folder / name
    original = (lesson / "lesson.yaml").read_bytes()
    for number in range(rounds):
        (lesson / "lesson.yaml").write_bytes(bent(original, chance))
        try:
            told(lesson)
        except Exception as error:
            raise AssertionError(f"seed {seed}, round {number}: {lesson}") from error


@pytest.mark.sample(1)
@pytest.mark.parametrize("seed", range(2))
def test_a_few_rounds(tmp_path: Path, seed: int) -> None:
    run(tmp_path / "course", "eleven-full", seed, 12)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["eleven-short", "eleven-full", "the-fight"])
@pytest.mark.parametrize("seed", range(100, 103))
def test_many_rounds(tmp_path: Path, name: str, seed: int) -> None:
    run(tmp_path / "course", name, seed, 75)


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["eleven-short", "eleven-full", "the-fight"])
def test_both_parsers_say_the_same(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(POOL, tmp_path / "course")
    lesson = tmp_path / "course" / name
    original = (lesson / "lesson.yaml").read_text("utf-8")
    chance = random.Random(name)
    lines = original.split("\n")
    for _round in range(4):
        with_c = told(lesson)
        with monkeypatch.context() as patch:
            patch.setattr(yaml_parser, "LOADER", yaml_parser.PureLoader)
            assert told(lesson) == with_c
        at = chance.choice(
            [n for n, line in enumerate(lines) if line.lstrip().startswith(("is:", "technique:", "why:"))]
        )
        (lesson / "lesson.yaml").write_text("\n".join([*lines[:at], *lines[at + 1 :]]), "utf-8")
