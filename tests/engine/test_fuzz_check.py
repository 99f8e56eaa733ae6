"""No file makes ``check`` fail: mutated lessons are checked whole, and every problem has a place and a mending."""

import random
import shutil
from pathlib import Path

import pytest

from lessons.checking.report import as_line, ordered
from lessons.checking.run import check

COURSE = Path(__file__).parents[1] / "course"
FILES = ("lesson.yaml", "key.yaml", "article.md", "beside.md")
SCRAPS = [
    b"[", b"{", b"- ", b": ", b"\t", b"\0", b"\x1b[2J", b"&a ", b"*a", b"!x ", b"<<: *a", b"---\n",
    b"%TAG ! x\n", b'"', b"'", b"|\n", b"> ", b"\r\n",     b"\xff", "\u202e".encode(), "\u2028".encode(),
    "\u00ad".encode(), b"~", b"null", b"no", b"1e999", b"-1", b"0x1F", b"999999999999",
    b"1/0",     b"quote: x\n", b"id: tiny\n", b"where: [9]\n", b"nth: 0\n", b"::: furniture\n", b"# ",
    b"![a](b)", b"[@click=app.quit]x[/]", b"[/b]", b"$",     b"all: true\n", b"need: 99\n",
    b"debatable: true\n", b"*", b"word*\n", b"(a+)+$", b"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
    b"is: []\n", b"{}", b"[]",
]  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to four changes: a scrap put in, bytes taken out, a line doubled, dropped, moved or indented."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        lines = data.split(b"\n")
        line = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0 | 1:
                data = data[:at] + chance.choice(SCRAPS) + data[at:]
            case 2:
                data = data[:at] + data[at + chance.randint(1, 30) :]
            case 3:
                data = b"\n".join([*lines[:line], lines[line], *lines[line:]])
            case 4:
                data = b"\n".join([*lines[:line], *lines[line + 1 :]])
            case _:
                data = b"\n".join(
                    [*lines[:line], b" " * chance.randint(1, 6) + lines[line], *lines[line + 1 :]]
                )
    return data


def run(folder: Path, seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    shutil.copytree(COURSE, folder)
    lesson = folder / "tiny"
    originals = {name: (lesson / name).read_bytes() for name in FILES}
    for number in range(rounds):
        name = chance.choice(FILES)
        (lesson / name).write_bytes(mutated(originals[name], chance))
        try:
            for problem in ordered(check([lesson])):
                assert problem.code
                assert problem.fix
                assert "\x1b" not in as_line(problem)
        except Exception:
            print(f"seed {seed}, round {number}, {name}:\n{(lesson / name).read_bytes()!r}")
            raise
        (lesson / name).write_bytes(originals[name])


def test_a_few_mutated_lessons(tmp_path: Path) -> None:
    run(tmp_path / "course", 1, 15)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(20))
def test_four_thousand_mutated_lessons(tmp_path: Path, seed: int) -> None:
    run(tmp_path / "course", 1000 + seed, 200)
