"""Names that people give: a class is a name or a path, and a lesson of one's own is known by its name."""

import shutil
from pathlib import Path

import pytest

from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.cli.target import find, find_one_lesson, remember
from lessons.record.paths import learner_name
from lessons.record.recorder import LearnerNameError
from lessons.school.classes import class_path
from lessons.share.packs.packing import gather, write_pack
from lessons.share.packs.unpack import opened
from tests.helpers.place import here, home, journal_path
from tests.helpers.tiny import COURSE


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("word", "better"),
    [
        ("9/B", "9-B"),
        ("a\\b", "a-b"),
        ("../8b", "8b"),
        ("./8b", "8b"),
        ("/etc/8b", "etc-8b"),
        ("c:8b", "c-8b"),
        ("8b?", "8b"),
        ("8b*<>|", "8b"),
        ('8"b', "8-b"),
        (".8b", "8b"),
        ("8b.", "8b"),
        ("8b/", "8b"),
        ("..", ""),
        ("/", ""),
        (".db", "db"),
        ("...", ""),
        ("NUL.db", ""),
        ("a/con.db", ""),
        ("a/.db", ""),
        ("con", ""),
        ("NUL.2026", ""),
        ("COM1", ""),
        ("lpt\u00b9", ""),
        ("", ""),
        (" \t", ""),
        ("\u202e\u200b", ""),
        ("x" * 65, ""),
    ],
)
def test_what_is_no_name_of_a_class_makes_no_file(
    word: str,
    better: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LearnerNameError) as caught:
        class_path(word, home())
    assert better in caught.value.fix
    assert run(["class", "assign", word, str(COURSE / "tiny")]) == Exit.USAGE
    told = capsys.readouterr().err
    assert "CLASS" in told
    assert "Traceback" not in told
    assert not [*tmp_path.iterdir()]
    assert not (home() / "classes").exists()


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "word",
    [
        "8b",
        "8 B",
        "Franz\u00f6sisch 9b",
        "9-B",
        "klasse_8",
        "\u0438\u0441\u0442\u043e\u0440\u0438\u044f",
        "b.2026",
        "O'Neil & co",
    ],
)
def test_names_of_classes_lie_with_the_records(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert class_path(word, home()).parent == home() / "classes"
    assert run(["class", "assign", word, str(COURSE / "tiny")]) == 0
    assert run(["class", "report", word]) == 0
    assert class_path(word, home()).is_file()
    assert not [*tmp_path.iterdir()]


def test_one_name_however_its_accents_are_written() -> None:
    assert class_path("Gr\u00f6\u00dfe 9", home()) == class_path("Gro\u0308\u00dfe 9", home())


@pytest.mark.thorough
def test_only_a_path_that_ends_in_db_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "9").mkdir()
    for word in ("8b.db", "9/b.db", str(tmp_path / "c.db")):
        assert class_path(word, home()) == Path(word)
        assert run(["class", "assign", word, str(COURSE / "tiny")]) == 0
        assert Path(word).is_file()


def test_classes_of_earlier_versions_are_found_or_shown_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["class", "assign", "8b", str(COURSE / "tiny")]) == 0
    from lessons.record.paths import learner_slug

    odd = home() / "classes" / f"{learner_slug('8b?')}.db"
    shutil.copy(class_path("8b", home()), odd)
    assert class_path("8b?", home()) == odd
    (tmp_path / "9").mkdir()
    shutil.copy(odd, tmp_path / "9" / "B")
    assert run(["class", "report", "9/B"]) == Exit.USAGE
    assert "is found once it is called 9/B.db" in capsys.readouterr().err.replace("\n", " ")
    (tmp_path / "9" / "B").rename(tmp_path / "9" / "B.db")
    assert run(["class", "report", "9/B.db"]) == 0


@pytest.mark.sample(2)
@pytest.mark.parametrize("word", ["..", ".", "/", "./.", "\\", " ", "\u200b"])
def test_a_learner_is_called_something(word: str) -> None:
    with pytest.raises(LearnerNameError):
        learner_name(word)
    for option, words in (
        ("--as", ["hand-in", "x", "--as", word]),
        ("--reader", ["crosscheck", "x", "--reader", word]),
    ):
        with pytest.raises(LearnerNameError) as caught:
            learner_name(word, option)
        assert caught.value.place == option
        assert run(words) == Exit.USAGE


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one's own, and somewhere else to stand."""
    course = tmp_path / "work" / "my-course"
    shutil.copytree(COURSE, course)
    (course / "tiny").rename(course / "river-story")
    yaml = course / "course.yaml"
    yaml.write_text(yaml.read_text("utf-8").replace("lessons: [tiny]", "lessons: [river-story]"), "utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return course


@pytest.mark.sample(1)
@pytest.mark.parametrize("place", ["work", "work/my-course", "work/my-course/river-story"])
@pytest.mark.parametrize("word", ["river-story", "my-course/river-story"])
def test_a_lesson_of_ones_own_is_known_by_its_name_in_its_course(
    place: str, word: str, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / place)
    assert find_one_lesson(here(), word).resolve() == own / "river-story"
    assert run(["class", "assign", "8b", word]) == 0
    assert run(["check", word, "--ignore", "L8"]) == 0
    assert run(["suggest", word]) == 0
    assert run(["pack", word, "-o", str(tmp_path / "a.zip")]) == 0


@pytest.mark.thorough
def test_and_everywhere_once_it_was_opened(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["class", "assign", "8b", "river-story"]) == Exit.USAGE
    assert run(["class", "assign", "8b", str(own / "river-story")]) == 0
    assert here().settings.opened_folders() == (own,)
    assert run(["class", "assign", "8b", "river-story"]) == 0
    assert run(["class", "report", "8b", "river-story"]) == 0
    assert run(["class", "report", "8b", str(own / "river-story")]) == 0
    capsys.readouterr()
    assert run(["hand-in", "river-story"]) == Exit.PROBLEMS
    assert "nothing to hand in" in capsys.readouterr().err
    assert find(here(), "my-course").roots == (own,)
    assert not journal_path("ana").exists()


def test_a_pack_that_was_opened_lends_the_names_of_its_lessons(own: Path, tmp_path: Path) -> None:
    write_pack(gather(own), tmp_path / "a.zip")
    folder = opened(tmp_path / "a.zip", home())
    assert find_one_lesson(here(), "river-story") == folder / "river-story"


def test_two_lessons_of_one_name_are_told_by_their_paths(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(own, other)
    for folder in (own, other):
        remember(here(), find(here(), str(folder)))
    assert run(["class", "assign", "8b", "river-story"]) == Exit.USAGE
    told = capsys.readouterr().err
    assert str(own / "river-story") in told
    assert str(other / "river-story") in told
    assert run(["class", "assign", "8b", "other/river-story"]) == 0


def test_a_shipped_name_stays_the_shipped_lesson(own: Path) -> None:
    shutil.copytree(own / "river-story", own / "unsigned-column")
    remember(here(), find(here(), str(own)))
    assert find_one_lesson(here(), "unsigned-column").parent != own
