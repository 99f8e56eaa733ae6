"""``closeread new``: what it makes passes ``check`` and plays, and nothing that exists is touched."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.drafting import NotEmptyError, write_new
from lessons.author.templates import example, fill, scalar, template, text_of
from lessons.checking.run import check
from lessons.cli.main import run
from lessons.kinds.registry import KINDS
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.problem import Problem
from lessons.play import Phase, Session
from lessons.record import MemoryRecord
from lessons.text.ids import free_id, id_of
from tests.helpers.answering import say
from tests.helpers.examples import examples
from tests.helpers.hard_text import PROSE
from tests.helpers.tiny import COURSE, perfect_answers

Run = Callable[..., tuple[int, str, str]]
OWN = """\
# A river runs dry

The Alder ran dry on Monday for the first time since 1976. "We measured no flow," said Ines Falk of the water office.

Farmers accuse the city of stealing water. The shameless waste must end now.

- The city used 4.1 million cubic metres in June.
- It used 3.9 million the year before.
"""
ALL = [word for kind in KINDS for word in ("--kind", kind)]


@pytest.fixture
def closeread(capsys: pytest.CaptureFixture[str]) -> Run:
    def closeread(*argv: str) -> tuple[int, str, str]:
        code = run(argv)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return closeread


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def play_whole(folder: Path) -> None:
    """Answer everything by the key: the lesson opens, is played to its end and scores 100."""
    lesson = open_lesson(folder)
    session = Session(lesson, MemoryRecord(), lambda: open_key(lesson))
    for exercise in lesson.exercises:
        say(session, perfect_answers(lesson)[exercise.id])
        assert session.commit().score == 1
        session.next()
    assert session.phase is Phase.FINISHED


def test_a_course_passes_check_and_plays(closeread: Run, here: Path) -> None:
    code, out, err = closeread("new", "my-course")
    assert (code, err) == (0, "")
    assert "1 lesson checked, no problems." in out
    assert list(check([here / "my-course"])) == []
    play_whole(here / "my-course" / "market-square")
    assert closeread("check", "my-course")[0] == 0


@pytest.mark.sample(2)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_passes_check_and_plays(closeread: Run, here: Path, kind: str) -> None:
    assert closeread("new", "one", "--kind", kind)[0] == 0
    lesson = open_lesson(here / "one" / "market-square")
    assert lesson.exercises[0].kind.name == kind
    assert {exercise.task.strand for exercise in lesson.exercises} == {"language", "sourcing", "omission"}
    play_whole(lesson.folder)


@pytest.mark.thorough
def test_all_kinds_about_an_own_article(closeread: Run, here: Path) -> None:
    (here / "river.md").write_text(OWN)
    code, out, _err = closeread("new", "course", "--from", "river.md", *ALL)
    assert code == 0, out
    folder = here / "course" / "a-river-runs-dry"
    assert (folder / "article.md").read_text().endswith(OWN)
    lesson = open_lesson(folder)
    assert [exercise.kind.name for exercise in lesson.exercises] == list(KINDS)
    assert lesson.title == "A river runs dry"
    play_whole(folder)


def test_the_kinds_offered_are_the_kinds_there_are(closeread: Run) -> None:
    code, out, _err = closeread("new", "--help")
    assert code == 0
    assert f"[{'|'.join(KINDS)}]" in "".join(out.split())


def test_every_file_teaches_and_begins_with_its_format(closeread: Run, here: Path) -> None:
    closeread("new", "course")
    for path in here.rglob("*.yaml"):
        text = path.read_text()
        assert re.search(r"^format: 1", text, re.MULTILINE)
        assert len(re.findall(r"(^|\s)# ", text)) > 4


# An article of one's own ------------------------------------------------------------------------------------------


@pytest.mark.sample(1)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_bytes_of_an_article_stay(closeread: Run, here: Path, line_end: str, mark: bytes) -> None:
    body = OWN.replace("\n", line_end).encode()
    (here / "river.md").write_bytes(mark + body)
    assert closeread("new", "course", "--from", "river.md")[0] == 0
    made = (here / "course" / "a-river-runs-dry" / "article.md").read_bytes()
    assert made.startswith(mark + b"---")
    assert made.endswith(body)
    assert line_end == "\r\n" or b"\r" not in made


@pytest.mark.thorough
def test_an_article_with_its_own_head_is_copied_byte_for_byte(closeread: Run, here: Path) -> None:
    data = b"---\ntitle: 'Dry: a river'\nlanguage: en   # as on the page\n---\n\n" + OWN.encode()
    (here / "river.md").write_bytes(data)
    assert closeread("new", "course", "--from", "river.md")[0] == 0
    assert (here / "course" / "dry-a-river" / "article.md").read_bytes() == data


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"---\ntitle: T\nlanguag: en\n---\n\n" + OWN.encode(), "F102", 3),
        (b"Too short.\n", "F110", 0),
        (b"# T\n\n::: furniture\n" + OWN.encode(), "F113", 3),
        (b"# T\n\nA \xff byte", "Y104", 3),
        (b"", "F110", 1),
        (b"\x00" * 30, "F110", 1),
    ],
)
def test_an_article_that_cannot_be_used_is_told_with_its_own_lines(
    closeread: Run, here: Path, data: bytes, code: str, line: int
) -> None:
    (here / "river.md").write_bytes(data)
    exit, out, err = closeread("new", "course", "--from", "river.md")
    assert (exit, out) == (1, "")
    assert err.startswith(f"river.md:{line}:" if line else "river.md:")
    assert f"{code}: " in err
    assert not (here / "course").exists()


@pytest.mark.thorough
def test_a_long_article_gets_the_minutes_that_it_takes(closeread: Run, here: Path) -> None:
    (here / "river.md").write_text(f"# River\n\n{'The river is dry. ' * 900}\n", "utf-8")
    assert closeread("new", "course", "--from", "river.md")[0] == 0
    assert not [problem for problem in check([here / "course"]) if problem.code == "L815"]


def test_an_article_that_is_not_there(closeread: Run, here: Path) -> None:
    exit, _out, err = closeread("new", "course", "--from", "none.md")
    assert (exit, "Y101" in err) == (1, True)


HARD = [
    "word " * 40,
    "ha ha ha ha. " * 12,
    "警告は続いた。城は燃えた。人々は逃げた。誰も知らなかった。雨が降り始めた。" * 2,
    "قال الرئيس إن السلام ممكن. " * 8,
    '*"Stop!"* she [said](http://x) `code: here` & <b>. ' * 6
    + "and more words that follow here at last, with ends",
    "| a | b |\n|---|---|\n" + "| one two three | four five six |\n" * 5,
    "> Quoted: 'text' # no comment\n\n" * 8,
    "true false null yes no on off 1 2 3 0x1F 1e5 ~ - ? and true false null yes no on off",
    "Würde das größte Unglück verhindert? Äußerst zweifelhaft, sagte Jürgen Müßig aus Österreich. " * 3,
    "{a: [b, c]} " * 15,
    "e\u0301te\u0301 na\u00efve co\u00f6p \u00adsoft\u00adhyphen \u200bzero " * 8,
    "Would a fact go missing without the word, or only a feeling? " * 3 + "The mayor said so.",
    "x\\\ny " * 30,
]


def told_of_the_article(problem: Problem) -> bool:
    """Also that it runs from right to left (L816), which is no fault of the draft."""
    return problem.place.file.name == "article.md" or problem.code == "L816"


@pytest.mark.thorough
@pytest.mark.parametrize("text", HARD, ids=lambda text: text[:12])
def test_hard_articles(closeread: Run, here: Path, text: str) -> None:
    (here / "hard.md").write_text(text + "\n")
    _code, out, err = closeread("new", "course", "--from", "hard.md", *ALL)
    assert err == ""
    problems = [problem for problem in check([here / "course"]) if not told_of_the_article(problem)]
    assert problems == [], out
    play_whole(next(path.parent for path in here.rglob("lesson.yaml")))


@pytest.mark.thorough
@examples(60)
@given(st.lists(PROSE, min_size=1, max_size=5))
def test_any_article(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "any.md").write_text("\n\n".join(pieces), "utf-8")
    if run(["new", str(folder / "course"), "--from", str(folder / "any.md"), *ALL]) == 0:
        assert not [problem for problem in check([folder / "course"]) if not told_of_the_article(problem)]
        play_whole(next(path.parent for path in folder.rglob("lesson.yaml")))
    else:
        made = list(folder.rglob("lesson.yaml"))
        assert not made or all(told_of_the_article(problem) for problem in check([folder / "course"]))


# Nothing is overwritten -------------------------------------------------------------------------------------------


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.sample(1)
@pytest.mark.parametrize("there", ["file", "folder", "course", "link"])
def test_nothing_is_overwritten(closeread: Run, here: Path, there: str) -> None:
    if there == "file":
        (here / "taken").write_text("mine")
    elif there == "link":
        (here / "taken").symlink_to(here / "nowhere")
    else:
        (here / "taken").mkdir()
        (here / "taken" / ("course.yaml" if there == "course" else "notes.txt")).write_text("mine")
    before = snapshot(here)
    code, out, err = closeread("new", "taken")
    assert (code, out) == (2, "")
    assert "taken" in err
    assert "Error: " in err
    assert snapshot(here) == before


def test_an_empty_folder_may_be_filled_even_the_one_we_are_in(closeread: Run, here: Path) -> None:
    (here / ".git").mkdir()
    assert closeread("new", ".")[0] == 0
    assert (here / "course.yaml").is_file()


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    from pathlib import PurePosixPath

    files = {PurePosixPath("a/b.txt"): b"x", PurePosixPath("a"): b"a folder has this name"}
    with pytest.raises(OSError, match="a"):
        write_new(tmp_path / "new", files)
    assert not (tmp_path / "new").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(NotEmptyError):
        write_new(tmp_path / "full", files)


# One more lesson in a course --------------------------------------------------------------------------------------


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("listed", "then"),
    [
        ("lessons: [market-square] # in order", "lessons: [market-square, river] # in order"),
        ('lessons: ["market-square"]', 'lessons: ["market-square", river]'),
        ("lessons:\n- market-square", "lessons:\n- market-square\n- river"),
        (
            "lessons:\n  # one\n  - market-square   # first\n  # end",
            "lessons:\n  # one\n  - market-square   # first\n  - river\n  # end",
        ),
        ("lessons: [\n  market-square, # first\n]", "lessons: [\n  market-square, river, # first\n]"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_lesson_is_added_to_its_course(
    closeread: Run, here: Path, listed: str, then: str, line_end: str
) -> None:
    closeread("new", "course")
    text = f"# Mine\nformat: 1\ntitle: T\n{listed}\nsummary: S # end\n"
    (here / "course" / "course.yaml").write_bytes(text.replace("\n", line_end).encode())
    code, out, _err = closeread("new", "course/river")
    assert code == 0
    assert "added river to the lessons" in out
    changed = (here / "course" / "course.yaml").read_bytes().decode()
    assert changed == text.replace(listed, then).replace("\n", line_end)
    assert list(check([here / "course"])) == []


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "text",
    [
        "format: 1\ntitle: T\nsummary: S\nlessons: []\n",
        "format: 1\ntitle: T\nsummary: S\n",
        "format: 1\ntitle: [T\n",
        "format: 1\ntitle: T\r\nsummary: S\nlessons: [a]\n",
        "format: 1\ntitle: T\nsummary: S\nlessons:\n  - >\n    a\n",
    ],
)
def test_where_the_list_cannot_be_edited_safely_the_line_is_told(
    closeread: Run, here: Path, text: str
) -> None:
    (here / "course").mkdir()
    (here / "course" / "course.yaml").write_bytes(text.encode())
    code, out, _err = closeread("new", "course/river")
    assert code == 0
    assert "Add the lesson to" in out
    assert "\n  river\n" in out
    assert (here / "course" / "course.yaml").read_bytes() == text.encode()


@pytest.mark.thorough
def test_the_name_of_a_lesson_becomes_an_id(closeread: Run, here: Path) -> None:
    closeread("new", "course")
    _code, out, _err = closeread("new", "course/Das große Wasser!")
    assert "The folder is das-grosse-wasser." in out
    assert (here / "course" / "das-grosse-wasser" / "lesson.yaml").is_file()
    assert closeread("new", "course/水")[0] == 0
    assert (here / "course" / "lesson-1" / "lesson.yaml").is_file()
    assert closeread("new", "course/Lesson 1")[0] == 2


@pytest.mark.thorough
def test_a_lesson_uses_the_glossary_of_its_course(closeread: Run, here: Path) -> None:
    import shutil

    shutil.copytree(COURSE, here / "tiny-course")
    for name, more in (("mine", []), ("other", ["--from", str(here / "river.md")])):
        (here / "river.md").write_text(OWN)
        code, out, _err = closeread("new", f"tiny-course/{name}", *more, *ALL)
        assert code == 0, out
        play_whole(here / "tiny-course" / name)


@pytest.mark.thorough
def test_a_glossary_without_techniques_is_told(closeread: Run, here: Path) -> None:
    closeread("new", "course")
    (here / "course" / "techniques.yaml").write_text("format: 1\nfamilies: {}\ntechniques: {}\n")
    code, _out, err = closeread("new", "course/more")
    assert (code, "fewer than two techniques" in err) == (1, True)
    assert not (here / "course" / "more").exists()


# One exercise to paste --------------------------------------------------------------------------------------------


def pasted(folder: Path, out: str) -> None:
    """Paste what was printed."""
    lesson = folder / "lesson.yaml"
    exercise = out.removeprefix("# Paste this into lesson.yaml, under exercises:\n")
    lesson.write_text(lesson.read_text().replace("\n# What students see", f"{exercise}\n# What students see"))


@pytest.mark.thorough
@pytest.mark.parametrize("own", [False, True])
def test_printed_exercises_can_be_pasted(closeread: Run, here: Path, own: bool) -> None:
    (here / "river.md").write_text(OWN)
    closeread(
        "new", "course", *(["--from", "river.md"] if own else []), "--kind", "compare", "--kind", "mark"
    )
    folder = next(path.parent for path in here.rglob("lesson.yaml"))
    for kind in [*KINDS, "mark", "mark"]:
        code, out, _err = closeread("new", "exercise", kind, "--in", str(folder))
        assert code == 0
        pasted(folder, out)
    # Fifteen exercises more take longer than the lesson says: that number is the author's to raise.
    assert {problem.code for problem in check([folder])} <= {"L815"}
    ids = [exercise.id for exercise in open_lesson(folder).exercises]
    assert len(set(ids)) == len(ids) == 17
    play_whole(folder)


@pytest.mark.thorough
def test_an_exercise_for_the_lesson_here(closeread: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closeread("new", "course")
    monkeypatch.chdir(here / "course" / "market-square")
    assert "  - mark: Mark the words that carry" in closeread("new", "exercise", "mark")[1]
    assert closeread("convert", ".", "--to-two-files")[0] == 0
    printed = closeread("new", "exercise", "mark")[1]
    assert "  - id: mark-the-words-that-carry\n" in printed
    assert "# Paste this into key.yaml, under answers:\n  mark-the-words-that-carry:\n" in printed
    monkeypatch.chdir(here)
    assert "  - mark: Mark the words in paragraph 2" in closeread("new", "exercise", "mark")[1]


@pytest.mark.parametrize(
    "argv",
    [
        ("new", "--kind", "mark"),
        ("new", "exercise"),
        ("new", "exercise", "quiz"),
        ("new", "exercise", "mark", "more"),
        ("new", "exercise", "mark", "--kind", "mark"),
        ("new", "exercise", "mark", "--in", "."),
        ("new", "one", "two"),
        ("new", "one", "--in", "."),
        ("new", "one", "--kind", "quiz"),
    ],
)
def test_what_is_not_understood(closeread: Run, here: Path, argv: tuple[str, ...]) -> None:
    code, out, err = closeread(*argv)
    assert (code, out) == (2, "")
    assert "Error: " in err
    assert list(here.iterdir()) == []


# Names and YAML ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("River Story", "river-story"),
        ("Élysée, 2025!", "elysee-2025"),
        ("the town's plan", "the-towns-plan"),
        ("__x__", "x"),
        ("CON", "con-1"),
        ("水", ""),
        ("a" * 80, "a" * 64),
    ],
)
def test_ids(typed: str, id: str) -> None:
    assert id_of(typed) == id


@given(st.text(), st.lists(st.sampled_from(["a", "a-2", "a-3"])))
def test_ids_are_always_legal(typed: str, taken: list[str]) -> None:
    assert re.fullmatch(r"([a-z0-9][a-z0-9-]{0,63})?", id_of(typed))
    assert free_id("a", taken) not in taken


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), st.booleans())
def test_any_text_is_written_as_yaml_that_reads_back(text: str, flow: bool) -> None:
    from unicodedata import normalize

    from lessons.text import forbidden, normalise

    written = scalar(text, flow=flow)
    document = read_yaml_text(f"{{a: {written}, b: c}}" if flow else f"a: {written}", Path("x.yaml"))
    if forbidden(" " + text):
        return
    assert not document.problems
    assert isinstance(document.value, dict)
    assert document.value["a"] == normalize("NFC", normalise(text))


def test_a_line_whose_gap_has_no_value_is_left_out() -> None:
    text = "a: {{one}}\nb: {{two: it's, so}}\nc: {x: {{two: it's, so}}}\nd: {{three|list: [q]}}\n"
    assert fill(text, {}) == "b: it's, so\nc: {x: \"it's, so\"}\nd: [q]\n"
    assert (
        fill("a: {{one|if}}x\n- {{one|lines}}\n", {"one": {"quote": "q", "nth": "2"}})
        == "a: x\n- quote: q\n  nth: 2\n"
    )


@pytest.mark.parametrize("part", [*KINDS, "end"])
def test_the_example_fills_only_gaps_that_there_are(part: str) -> None:
    text = template("notes.yaml") if part == "end" else text_of(part)
    for name in example(part):
        assert re.search(rf"\{{\{{{name}[:|}}]", text), name


def test_the_json_of_check_is_clean_for_a_new_course(closeread: Run, here: Path) -> None:
    closeread("new", "course")
    assert json.loads(closeread("check", "--format", "json", "course")[1]) == []


def test_an_empty_lesson_is_to_be_written(here: Path, closeread: Run) -> None:
    (here / "river.md").write_text(OWN, "utf-8")
    code, told, _ = closeread("new", "my-course", "--from", "river.md", "--empty")
    assert code == 0
    assert told.endswith("\nWrite it: closeread write my-course\n")
    lesson = here / "my-course" / "a-river-runs-dry" / "lesson.yaml"
    assert lesson.read_text("utf-8").endswith("id: a-river-runs-dry\ntitle: A river runs dry\nexercises:\n")
    problems = list(check([here / "my-course"]))
    assert [problem.code for problem in problems] == ["F208"]  # no exercise yet, and nothing else
    assert problems[0].place.file == lesson


@pytest.mark.parametrize("more", [(), ("--kind", "mark", "--from", "river.md")])
def test_an_empty_lesson_has_an_article_and_no_kinds(
    here: Path, closeread: Run, more: tuple[str, ...]
) -> None:
    (here / "river.md").write_text(OWN, "utf-8")
    code, _, told = closeread("new", "my-course", "--empty", *more)
    assert code == 2
    assert "empty" in told
    assert not (here / "my-course").exists()
