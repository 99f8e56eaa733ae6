"""``closeread convert``: the same lesson in the other form, with its comments."""

import random
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.converting import converted, in_one_file
from lessons.checking.run import check
from lessons.cli.main import run
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import glossary_for, open_lesson
from lessons.loading import yaml_parser
from lessons.loading.block_writing import block_texts, comments_of, in_file
from lessons.loading.catalogue import read_course, shipped
from lessons.loading.placed import placed
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.problem import LessonError, Severity
from tests.helpers.bound_kinds import plain
from tests.helpers.examples import examples
from tests.helpers.random_exercises import FAMILIES
from tests.helpers.tiny import COURSE, TINY
from tests.shipped.test_played_whole import guess

LESSONS = [TINY, *(card.folder for card in read_course(shipped()).lessons)]
LONG = pytest.mark.thorough


def name(folder: Path) -> str:
    return folder.name


@pytest.fixture(params=[TINY, *(pytest.param(folder, marks=LONG) for folder in LESSONS[1:])], ids=name)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a lesson in its course, to be converted."""
    original: Path = request.param
    shutil.copytree(original.parent, tmp_path / "course", ignore=shutil.ignore_patterns("originals", "*.py"))
    return tmp_path / "course" / original.name


def convert(folder: Path, *words: str) -> None:
    assert run(["convert", str(folder), *words]) == 0


def scores(lesson: Lesson, of: Lesson, chance: random.Random) -> list[Fraction]:
    """Scores of perfect, lazy and random answers made for the lesson *of*, given to both."""
    key, own = open_key(of), open_key(lesson)
    made = []
    for exercise in of.exercises:
        bound = key.bound[exercise.id]
        raw = [write(bound.perfect()), *(write(lazy.answer) for lazy in bound.lazy())]
        raw += [guess(exercise.form, of, chance) for _ in range(5)]
        form = lesson.exercise(exercise.id).form
        made += [
            own.bound[exercise.id].score(read(form, one, lesson.article, lesson.beside)).score for one in raw
        ]
        made.append(own.bound[exercise.id].chance)
    return made


def test_scores_are_the_same(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("before"))
    convert(folder)
    assert not (folder / "key.yaml").exists()
    before, after = open_lesson(folder.with_name("before")), open_lesson(folder)
    assert scores(after, before, random.Random(1)) == scores(before, before, random.Random(1))
    assert [problem for problem in check([folder]) if problem.severity is Severity.ERROR] == []


def test_scores_are_the_same_without_the_ids(folder: Path) -> None:
    before = open_lesson(folder)
    key = open_key(before)
    convert(folder, "--new-ids")
    after = open_lesson(folder)
    own = open_key(after)
    for old, new in zip(before.exercises, after.exercises, strict=True):
        bound, now = key.bound[old.id], own.bound[new.id]
        assert now.score(now.perfect()).score == bound.score(bound.perfect()).score == 1
        assert len(now.items()) == len(bound.items())
        if old.kind.name not in ("mark", "compare"):  # their chance is drawn from the exercise's id
            assert now.chance == bound.chance
    assert "\n    id:" not in (folder / "lesson.yaml").read_text()


def test_back_in_two_files_it_is_the_same(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("before"))
    convert(folder)
    once = (folder / "lesson.yaml").read_text()
    convert(folder, "--to-two-files")
    before, after = open_lesson(folder.with_name("before")), open_lesson(folder)
    assert scores(after, before, random.Random(2)) == scores(before, before, random.Random(2))
    convert(folder)
    again = (folder / "lesson.yaml").read_text()
    assert sorted(again.split("\n")) == sorted(once.split("\n"))  # the head in the order of the format


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path / "course" / "tiny"


def test_every_comment_is_kept(tiny: Path) -> None:
    noted = []
    for number, path in enumerate((tiny / "lesson.yaml", tiny / "key.yaml")):
        lines: list[str] = []
        for line in path.read_text().split("\n"):
            if line.strip() and len(lines) % 3 == number:
                noted.append(f"# above {path.stem} {len(lines)}")
                lines.append(f"{line[: len(line) - len(line.lstrip())]}{noted[-1]}")
            if line.strip() and len(lines) % 4 == 1:
                noted.append(f"# behind {path.stem} {len(lines)}")
                line += f"   {noted[-1]}"
            lines.append(line)
        path.write_text("\n".join(lines))
    assert [problem for problem in check([tiny]) if problem.severity is Severity.ERROR] == []
    for form in ([], ["--to-two-files"]):
        convert(tiny, *form)
        text = "".join(path.read_text() for path in sorted(tiny.glob("*.yaml")))
        assert sorted(re.findall(r"# .*", text)) == sorted(noted)
        assert [problem for problem in check([tiny]) if problem.severity is Severity.ERROR] == []


def test_a_comment_stays_with_its_line(tiny: Path) -> None:
    path = tiny / "key.yaml"
    path.write_text(
        path.read_text().replace("technique: loaded-language\n", "technique: loaded-language  # surely?\n", 1)
    )
    convert(tiny)
    assert "        technique: loaded-language  # surely?\n" in (tiny / "lesson.yaml").read_text()


def test_a_hash_within_a_text_is_no_comment() -> None:
    text = (
        'a: "x # y"  # one\nb: |\n  # text\n  more\nc: >-\n  x\n  # text\n# two\nd: [a, b]  # three\ne: x#y\n'
    )
    assert [comment.text for comment in comments_of(text, 0)] == ["# one", "# two", "# three"]


def test_line_ends_stay(tiny: Path) -> None:
    for path in (tiny / "lesson.yaml", tiny / "key.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    convert(tiny)
    data = (tiny / "lesson.yaml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 100


def test_it_is_shown_before_it_is_written(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in tiny.iterdir()}
    convert(tiny, "--show")
    shown = capsys.readouterr().out
    assert {path: path.read_bytes() for path in tiny.iterdir()} == before
    convert(tiny)
    assert (tiny / "lesson.yaml").read_text() == shown


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("key.yaml", "  slant:\n", "  slanted:\n"),
        ("lesson.yaml", "kind: scale", "kind: scales"),
        ("lesson.yaml", "title:", "title: [\ntitle:"),
        ("key.yaml", "credit: 1,", "credit: much,"),
    ],
)
def test_a_lesson_with_errors_is_left_alone(
    tiny: Path, file: str, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tiny / file
    path.write_text(path.read_text().replace(old, new, 1))
    before = {path: path.read_bytes() for path in tiny.iterdir()}
    assert run(["convert", str(tiny)]) == 1
    assert capsys.readouterr().err
    assert {path: path.read_bytes() for path in tiny.iterdir()} == before


def test_a_lesson_in_that_form_already_is_said_to_be(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", str(tiny), "--to-two-files"]) == 1
    assert "F313" in capsys.readouterr().err
    convert(tiny)
    assert run(["convert", str(tiny)]) == 1
    assert "--to-two-files" in capsys.readouterr().err


@examples(200)
@given(st.sampled_from([*FAMILIES]), st.integers(0, 10**9), st.booleans())
def test_any_exercise_is_the_same_in_one_file(family: str, seed: int, keep_ids: bool) -> None:
    """``in_one_file`` holds what it made against what there was, and raises where they differ."""
    made = FAMILIES[family](random.Random(seed))
    head = {"format": 1, "title": "T", "summary": "S", "minutes": 5, "beside": "beside.md"}
    exercise = {"id": "it", "kind": made.name, "strand": "language", "prompt": "Do it.", **made.task}
    lesson = to_yaml(plain({**head, "exercises": [exercise]}))
    key = to_yaml(plain({"format": 1, "answers": {"it": {"why": "So.", **made.key}}}))
    documents = read_yaml_text(lesson, TINY / "lesson.yaml"), read_yaml_text(key, TINY / "key.yaml")
    glossary, _problems = glossary_for(COURSE)
    assert in_one_file(TINY, documents, (lesson, key), glossary, keep_ids=keep_ids)


HARD = (
    """: x|x: y|- a|# a|a # b|a #b|'x'|"x"|> a|%a|@a|`a|{a|[a]|a,|---|...|? a|?a|-a|a:|:a|a/b|a//b| a|a |a/  b|/a|1
true|~|null|<<|=|&a|*a|!a|no|a/# b|a/: b|\u2028|\u00a0|\t""".replace("\n", "|")
    .replace("/", "\n")
    .split("|")
)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])
TEXTS = st.text(LETTERS, max_size=30) | st.sampled_from([*HARD, "|"])
LISTS = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3),
    max_leaves=8,
)


@examples(300)
@given(
    st.recursive(
        TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3),
        max_leaves=8,
    )
)
def test_what_is_written_in_blocks_reads_back(value: object) -> None:
    """By both parsers, whatever the texts hold; only spaces and line ends at the end of a text below ``|`` may go."""
    document = read_yaml_text(to_yaml({"a": value}), Path("f.yaml"))  # type: ignore[dict-item]
    if document.broken:
        return
    (text,) = block_texts([in_file(placed(document), 0)], (), "")
    for parser in (yaml_parser.LOADER, yaml_parser.PureLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_parser, "LOADER", parser)
            again = read_yaml_text(text, Path("f.yaml"))
        assert not again.broken, text
        assert without_line_ends(again.value) == without_line_ends(document.value), text


def without_line_ends(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_line_ends(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_line_ends(inner) for inner in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def test_converted_says_what_is_written_and_what_goes(tiny: Path) -> None:
    files = converted(tiny, two=False, keep_ids=True)
    assert [path.name for path, text in files.items() if text is None] == ["key.yaml"]
    with pytest.raises(LessonError):
        converted(tiny, two=True, keep_ids=True)
