"""What `check` says of slips that leave sound YAML: one message a slip, at its place, with the way to mend it."""

import json
import re
import shutil
from pathlib import Path

import pytest

from lessons.author.templates import unwritten
from lessons.checking.preview import Preview
from lessons.checking.run import check
from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.model.problem import Problem, Severity
from tests.helpers.check_examples import write

COURSE = Path(__file__).parents[1] / "course"


def problems_of(folder: Path, file: str, before: str, after: str) -> list[Problem]:
    """What is said of the tiny lesson with one change, advice left out."""
    shutil.copytree(COURSE, folder)
    path = folder / "tiny" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return [problem for problem in check([folder / "tiny"]) if problem.severity is not Severity.ADVICE]


SLIPS = {
    "a list without brackets": (
        "lesson.yaml",
        "techniques: [loaded-language, exaggeration, slogan]",
        "techniques: loaded-language, exaggeration, slogan",
        ("F209", "write [loaded-language, exaggeration, slogan]"),
    ),
    "the name of a technique": (
        "key.yaml",
        "technique: loaded-language",
        "technique: Loaded Language",
        ("F209", "write 'loaded-language', if that is the one"),
    ),
    "a why beside the columns": (
        "key.yaml",
        "s2: {named: {is: no, why: Nobody is named.}",
        "s2: {why: Nobody is named., named: no",
        ("F209", "write the why inside an answer"),
    ),
    "the text of an option": (
        "key.yaml",
        "interest: {is: unknown, why: Nobody can be asked.}",
        "interest: The text does not say",
        ("F209", "write the word that stands before the colon there"),
    ),
    "blocks without brackets": ("lesson.yaml", "where: [1, 2]", "where: 1, 2", ("F301", "write [1, 2]")),
    "blocks in words": (
        "lesson.yaml",
        "where: [1, 2]",
        "where: paragraphs 1 and 2",
        ("F301", "write [1, 2]"),
    ),
    "an id that is none": ("lesson.yaml", "- id: name-it", "- id: Name it!", ("F209", "write 'name-it'")),
    "a text cut by #": (
        "lesson.yaml",
        "prompt: Name the technique.",
        "prompt: Name the # technique of the words",
        ("Y118", "put the text in quotation marks"),
    ),
    "a number cut in braces": (
        "key.yaml",
        "reckless: {is: loaded-language, why: A judgement.}",
        "reckless: {is: loaded-language, why: There were 1,000 words}",
        ("F201", "put the text before it in quotation marks"),
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_one_message_that_says_how_to_mend_it(tmp_path: Path, slip: str) -> None:
    file, before, after, (code, fix) = SLIPS[slip]
    (problem,) = problems_of(tmp_path / "course", file, before, after)
    assert (problem.code, problem.place.file.name) == (code, file)
    assert fix in problem.fix


def test_each_number_that_a_comma_cuts_is_told(tmp_path: Path) -> None:
    told = problems_of(
        tmp_path / "course", "key.yaml", "accept: [0, none, zero]", "accept: [0, 1,000, 2,500, 3, 4]"
    )
    assert [one.code for one in told] == ["Y119", "Y119"]


def test_a_comment_behind_a_text_is_a_comment(tmp_path: Path) -> None:
    for number, after in enumerate(
        (
            "prompt: Name the technique.  # one word",
            "prompt: Name the technique. # one word",
            "prompt: Name it  # short",
        )
    ):
        assert not problems_of(tmp_path / str(number), "lesson.yaml", "prompt: Name the technique.", after)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("lesson.yaml", "lesson.yml"),
        ("lesson.yaml", "Lesson.yaml"),
        ("lesson.yaml", "lesson.yaml.txt"),
        ("key.yaml", "key.yml"),
        ("key.yaml", "keys.yaml"),
        ("article.md", "article.txt"),
        ("article.md", "articel.md"),
    ],
)
def test_a_file_that_is_almost_called_so_is_named(tmp_path: Path, name: str, other: str) -> None:
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    (folder / "tiny" / name).rename(folder / "tiny" / other)
    told = [problem for problem in check([folder / "tiny"]) if problem.code in ("Y101", "L808")]
    assert [problem.fix for problem in told] == [f"rename {other} to {name}"]
    if name == "lesson.yaml":
        whole = [problem for problem in check([folder]) if problem.code == "F308"]
        assert [problem.fix for problem in whole] == [f"rename {other} in it to lesson.yaml"]
        (stranger,) = check([folder / "tiny" / other])
        assert stranger.fix == "rename it to lesson.yaml"


def test_texts_left_empty_are_one_list_of_what_is_to_write(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    for name in ("lesson.yaml", "key.yaml"):
        path = folder / "tiny" / name
        text = path.read_text("utf-8")
        for before in (
            "prompt: Name the technique.",
            "otherwise: That word is plain.",
            "why: A judgement on a person.",
        ):
            text = text.replace(before, before.partition(":")[0] + ":", 1)
        path.write_text(text)
    told = [problem for problem in check([folder / "tiny"]) if problem.severity is Severity.ERROR]
    assert [(one.place.file.name, one.code, one.found) for one in told] == [
        ("lesson.yaml", "L818", "1 text still to write: line 33"),
        ("key.yaml", "L818", "2 texts still to write: lines 8, 21"),
    ]
    assert run(["pack", str(folder), "-o", str(tmp_path / "out.zip")]) == Exit.PROBLEMS
    assert not (tmp_path / "out.zip").exists()


def test_texts_left_empty_in_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "pool" / "eleven-short"
    shutil.copytree(COURSE.parent / "pool", folder.parent)
    path = folder / "lesson.yaml"
    text = path.read_text("utf-8")
    before = [at for at, line in enumerate(text.split("\n"), 1) if line.strip().startswith("why: ")][:3]
    lines = [
        line.partition(":")[0] + ":" if at in before else line for at, line in enumerate(text.split("\n"), 1)
    ]
    path.write_text("\n".join(lines))
    told = [problem for problem in check([folder]) if problem.severity is Severity.ERROR]
    assert [(one.code, one.found) for one in told] == [
        ("L818", f"3 texts still to write: lines {', '.join(map(str, before))}")
    ]


HOLES = {
    "words that stand there again": (
        "{quote: town, where: [2], why: So.}",
        {"L819"},
    ),
    "judged in both places": (
        "{quote: town, where: [2], why: So.}, {quote: town, where: [4], why: So.}",
        set[str](),
    ),
    "all of them": ("{quote: town, all: true, why: So.}", set[str]()),
    "another word that holds it": ("{quote: park, why: So.}", set[str]()),
    "a word that stands once": ("{quote: reckless, why: So.}", set[str]()),
}


@pytest.mark.parametrize("hole", HOLES)
def test_words_that_stand_in_the_text_again(tmp_path: Path, hole: str) -> None:
    phrases, codes = HOLES[hole]
    parts = {
        "exercises": " - {id: mark, kind: mark, strand: language, where: [2, 4], prompt: Mark the words.}\n",
        "answers": f"   mark: {{mark: [{phrases}], otherwise: No., why: So.}}\n",
    }
    assert {problem.code for problem in check([write(tmp_path, parts, "-")])} == codes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Who calls it "bold?', True),
        ("Who calls it “bold?", True),
        ("Who calls it bold”?", True),
        ('Who calls it "bold"?', False),
        ("Who calls it “bold” and “new”?", False),
        ("Wer nennt es „kühn“?", False),
        ('A board 35" wide?', False),
    ],
)
def test_half_a_quotation(tmp_path: Path, text: str, told: bool) -> None:
    parts = {
        "exercises": f" - {{id: half, kind: short, strand: language, prompt: {json.dumps(text)}}}\n",
        "answers": "   half: {accept: [2], why: So.}\n",
    }
    assert ("L820" in {problem.code for problem in check([write(tmp_path, parts, "-")])}) is told


def test_a_new_lesson_is_a_list_of_what_is_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It can be played at once and is not packed: its own sentences say what is to be written in their place."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "river.md").write_bytes((COURSE / "tiny" / "article.md").read_bytes())
    assert run(["new", "mine", "--from", "river.md"]) == Exit.OK
    capsys.readouterr()
    assert run(["check", "mine"]) == Exit.OK
    told = capsys.readouterr().out
    assert re.search(r"L818: advice: \d+ texts still as the template has them: lines \d+, \d+", told)
    assert run(["pack", "mine", "-o", "mine.zip"]) == Exit.PROBLEMS
    assert "L818" in capsys.readouterr().err
    assert not (tmp_path / "mine.zip").exists()
    (path,) = (tmp_path / "mine").glob("*/lesson.yaml")
    text = path.read_text("utf-8")
    preview = Preview(path.parent, unwritten=unwritten())
    preview.check()
    assert [problem.code for problem in preview.problems] == ["L818"]
    for sentence in unwritten():
        text = text.replace(sentence, f"I wrote this {len(sentence)} times myself.")
    path.write_text(text)
    preview.check()
    assert "L818" not in {problem.code for problem in preview.problems}
    assert run(["pack", "mine", "-o", "mine.zip"]) == Exit.OK


def test_a_lesson_without_readable_exercises_makes_no_fault_of_its_answers(tmp_path: Path) -> None:
    shutil.copytree(COURSE, tmp_path / "course")
    (tmp_path / "course" / "tiny" / "lesson.yaml").write_text("title: [")
    problems = list(check([tmp_path / "course" / "tiny"]))
    assert "Y107" in {problem.code for problem in problems}
    assert {problem.place.file.name for problem in problems} == {"lesson.yaml"}
