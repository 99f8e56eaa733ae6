"""No file makes a reader fail: thousands of mutated files, each read to a value or to problems with places.

Seeded, so that a failure can be repeated: the message names the seed.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lessons.loading.article_source import article_from_text
from lessons.loading.glossary_source import glossary_from_text
from lessons.loading.source import decode
from lessons.loading.yaml_source import read_yaml_bytes
from lessons.model.glossary import Glossary
from lessons.model.problem import Problem, Severity
from lessons.text import forbidden, normalise, visible
from tests.helpers.yaml_parsers import difference

COURSE = Path(__file__).parents[1] / "course"
SEEDS = sorted([*COURSE.rglob("*.yaml"), *COURSE.rglob("*.md")])
FILES, BATCHES = 10_000, 10
SCRAPS = [
    *(character.encode() for character in "[]{}:,-?&*!|>%@`\"'#\\ \n\t\r\0~é語😀"),
    *(character.encode() for character in "\u202e\u2028\u0085\ufeff\u0301\u200d\u00ad"),
    b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xff\xfe", b"\x1b[2J", b"\x9b", b"- ", b": ", b"? ", b"<<: ", b"*a",
    b"&a ", b"!!python/object:os.system ", b"---\n", b"...\n", b"%TAG ! x\n", b"%YAML 1.1\n", b"|2-\n", b">+\n",
    b'"\\e"', b'"\\ud800"', b"::: furniture\n", b":::\n", b"```\n", b"![", b"](", b"<b>", b"<!--", b"&#x202e;",
    b"> ", b"# ", b"|-|\n", b"    ", b"title: x\n", b"format: 1\n", b"[" * 30, b"- " * 30,
]  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file with one to six changes: scraps put in, bytes flipped, cut, doubled or swapped."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 3, 10, 200))
        piece = data[at : at + length]
        match chance.randrange(6):
            case 0 | 1 | 2:
                data = data[:at] + chance.choice(SCRAPS) * chance.choice((1, 1, 1, 2, 40)) + data[at:]
            case 3:
                data = data[:at] + data[at + length :]
            case 4:
                data = data[:at] + piece * 2 + data[at + length :]
            case _:
                data = (
                    data[:at]
                    + bytes(byte ^ (1 << chance.randrange(8)) for byte in piece)
                    + data[at + length :]
                )
    return data


def samples(seed: int, count: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    originals = [path.read_bytes()[:4000] for path in SEEDS]
    for _ in range(count):
        yield mutated(chance.choice(originals), chance)


def read_as_yaml(data: bytes) -> tuple[bool, tuple[Problem, ...]]:
    document = read_yaml_bytes(data, Path("f"))
    return document.value is not None, document.problems


def read_as_article(data: bytes) -> tuple[bool, tuple[Problem, ...]]:
    source = decode(data, Path("f"))
    if source.text is None:
        return False, source.problems
    read = article_from_text(source.text)
    if read.article is not None:
        text = read.article.text
        assert normalise(text) == text
        assert not forbidden(text)
        assert len(read.article.words) <= len(text)
        assert all(start < end for start, end in read.article.sentences)
    return read.article is not None, read.problems


def read_as_glossary(data: bytes) -> tuple[bool, tuple[Problem, ...]]:
    source = decode(data, Path("f"))
    if source.text is None:
        return False, source.problems
    glossary, problems = glossary_from_text(source.text)
    return glossary != Glossary(), problems


def check(read: Callable[[bytes], tuple[bool, tuple[Problem, ...]]], data: bytes) -> None:
    usable, problems = read(data)
    assert usable or any(problem.severity is Severity.ERROR for problem in problems)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in problems:
        assert 0 <= problem.place.line <= lines
        assert problem.found
        assert problem.expected
        assert problem.fix
        assert visible(str(problem)) == str(problem)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(BATCHES))
def test_mutated_files_are_read_or_refused(seed: int) -> None:
    for number, data in enumerate(samples(seed, FILES // BATCHES)):
        for read in (read_as_yaml, read_as_article, read_as_glossary):
            try:
                check(read, data)
            except Exception as error:
                raise AssertionError(f"{read.__name__}, seed {seed}, file {number}: {data!r}") from error


@pytest.mark.thorough
def test_both_parsers_read_mutated_files_alike() -> None:
    for number, data in enumerate(samples(99, 1500)):
        assert not difference(data.decode("utf-8", "replace")), (number, data)


def test_a_few_mutated_files_are_read_or_refused() -> None:
    """The same on a handful of files, in every run."""
    for data in samples(7, 150):
        for read in (read_as_yaml, read_as_article, read_as_glossary):
            check(read, data)
