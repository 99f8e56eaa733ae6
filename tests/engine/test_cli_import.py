"""``closeread import``: what it writes, what it prints, what it refuses, and that ``new`` takes it up."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.article_source import read_article

STORY = "\n\n".join(
    (
        "Market Square to close to cars",
        "The council voted 11 to 6 on Tuesday to close Market Square to cars from 1 June, its minutes say.",
        "Read more: What traders say",
        "Traders said they had not been asked, and that half of their customers came by car every day.",
        "***",
    )
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def imported(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``closeread import`` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def imported(*argv: str, stdin: bytes = b"", command: str = "import") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run([command, *argv])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return imported


def test_an_article_is_written_and_the_next_command_told(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY)
    code, out, err = imported("story.txt", "-o", "draft")
    assert (code, err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "draft").iterdir()) == ["article.md", "left-out.txt"]
    read, problems = read_article(tmp_path / "draft" / "article.md")
    assert read is not None
    assert problems == ()
    assert "furniture, a promo for another page: Read more: What traders say" in out
    assert "signs without words: ***" in out
    assert "***" in (tmp_path / "draft" / "left-out.txt").read_text()
    assert "closeread new my-course --from draft/article.md" in out


def test_the_next_command_works(imported: Run, tmp_path: Path) -> None:
    imported("-", "-o", "draft", stdin=STORY.encode())
    code, out, _err = imported("my-course", "--from", "draft/article.md", command="new")
    assert code == 0, out


def test_inside_a_lesson_the_next_command_is_check(imported: Run, tmp_path: Path) -> None:
    imported("my-course", command="new")
    lesson = next(path.parent for path in (tmp_path / "my-course").rglob("lesson.yaml"))
    code, out, _err = imported("-", "-o", str(lesson), "--force", stdin=STORY.encode())
    assert code == 0
    assert "closeread check" in out


def test_nothing_is_written_over_without_force(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text("mine")
    code, _out, err = imported("-", "-o", ".", stdin=STORY.encode())
    assert code == 2
    assert "--force" in err
    assert (tmp_path / "article.md").read_text() == "mine"
    assert imported("-", "-o", ".", "--force", stdin=STORY.encode())[0] == 0
    assert "mine" not in (tmp_path / "article.md").read_text()
    plain = STORY.replace("***", "The end of it.").encode()
    assert imported("-", "-o", ".", "--force", stdin=plain)[0] == 0
    assert not (tmp_path / "left-out.txt").exists()


def test_a_list_of_somebody_else_stays(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "left-out.txt").write_text("mine")
    assert imported("-", "-o", ".", stdin=STORY.encode())[0] == 2
    assert imported("-", "-o", ".", "--force", stdin=b"The end of it.")[0] == 0
    assert (tmp_path / "left-out.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"", "no words"),
        (b"\x00\x01\x02\x03" * 99, "not text"),
        (b"x" * (9 << 20), "8 MiB"),
    ],
)
def test_a_refusal_says_how_to_mend_it_and_writes_nothing(
    imported: Run, tmp_path: Path, data: bytes, said: str
) -> None:
    code, _out, err = imported("-", "-o", "draft", stdin=data)
    assert code == 1
    assert said in err
    assert "to mend it:" in err
    assert not (tmp_path / "draft").exists()


@pytest.mark.parametrize("name", ["none.txt", ".", "a\x00b", "x" * 300])
def test_a_file_that_cannot_be_read_is_named(imported: Run, name: str) -> None:
    code, _out, err = imported(name, "-o", "draft")
    assert code == 2
    assert "cannot be read" in err


def test_nothing_that_acts_on_a_terminal_is_printed(imported: Run) -> None:
    evil = "By Eve \x1b[31mRed\u202e\n\nRead more: \x1b]0;x\x07 now\n\n\x1b[2J***\n\n" + STORY
    code, out, _err = imported("-", "-o", "draft\x1b[1m", stdin=evil.encode())
    assert code == 0
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_folder_that_cannot_be_made_is_told(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    code, _out, err = imported("-", "-o", "taken/draft", stdin=STORY.encode())
    assert code == 1
    assert "taken" in err


DOCUMENTS = Path(__file__).parent / "fixtures" / "documents"


def test_a_document_with_comments_becomes_a_lesson_in_its_course(imported: Run, tmp_path: Path) -> None:
    imported("my-course", command="new")
    lesson = tmp_path / "my-course" / "pool"
    code, out, err = imported(str(DOCUMENTS / "pool-comments.docx"), "-o", "my-course/pool")
    assert (code, err) == (0, "")
    assert "13 lines of a lesson" in out
    assert "comment 14, at “Without the Baths.”: not understood" in out
    assert "not understood" in (lesson / "left-out.txt").read_text()
    assert "pool" in (tmp_path / "my-course" / "course.yaml").read_text()
    code, out, _err = imported("my-course/pool", command="check")
    problems = [line for line in out.splitlines() if ": advice:" not in line]
    assert [line.split(": ")[1] for line in problems] == ["L818", "F208", "F208"]


def test_with_the_texts_written_it_is_clean_and_plays(imported: Run, tmp_path: Path) -> None:
    imported("my-course", command="new")
    imported(str(DOCUMENTS / "pool-comments.docx"), "-o", "my-course/pool")
    file = tmp_path / "my-course" / "pool" / "lesson.yaml"
    text = file.read_text()
    fact = "        why: The reason was not empty talk.\n"
    other = "      - in-text: Nine councillors voted for it.\n        why: Paragraph 2 says so.\n"
    assert fact in text
    text = text.replace(
        fact, f"{fact}{other}    claims:\n      - few in the packed public gallery were fooled\n"
    )
    file.write_text(text.replace("why:\n", "why: Written by hand.\n"))
    (file.parent / "SOURCES.md").write_text("The report of the engineers.\n")
    assert imported("my-course/pool", command="check") == (
        0,
        "",
        "1 lesson checked, no problems.\n5 minutes by the rule.\n",
    )
    lesson = open_lesson(file.parent)
    key = open_key(lesson)
    assert [one.kind.name for one in lesson.exercises] == ["mark", "match", "ledger", "omission"]
    bound = [key.bound[one.id] for one in lesson.exercises]
    assert [one.score(one.perfect()).score for one in bound] == [1, 1, 1, 1]


def test_a_lesson_that_is_there_is_never_written_over(imported: Run, tmp_path: Path) -> None:
    for name in ("lesson.yaml", "key.yaml"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / name).write_text("mine")
        code, _out, err = imported(str(DOCUMENTS / "traps.docx"), "-o", folder.name, "--force")
        assert code == 2
        assert "never written over" in err
        assert [path.name for path in folder.iterdir()] == [name]


LABELS = "12\ttrap\t4\t11\n"


def test_labels_make_a_lesson_about_the_article_that_is_there(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "labels.tsv").write_text(LABELS)
    (tmp_path / "article12.txt").write_text(STORY)
    imported("article12.txt", "-o", "draft")
    article = (tmp_path / "draft" / "article.md").read_text()
    code, out, err = imported("article12.txt", "--labels", "labels.tsv")
    assert (code, err) == (0, "")
    assert "      - trap: et Squa\n" in out
    mended = article.replace("Market Square to close", "Today Market Square closes")
    (tmp_path / "draft" / "article.md").write_text(mended)
    article = mended
    code, out, err = imported("article12.txt", "-o", "draft", "--labels", "labels.tsv")
    assert (code, err) == (0, "")
    assert "article.md is kept as it is" in out
    assert "- trap: et Squa" in (tmp_path / "draft" / "lesson.yaml").read_text()
    (tmp_path / "draft" / "lesson.yaml").unlink()
    note = '[{"data": {"text": "Traders said"}, "annotations": [{"result": [%s]}]}]'
    region = '{"type": "labels", "value": {"start": 0, "end": 7, "text": "Traders", "labels": ["trap"]}}'
    (tmp_path / "labels.json").write_text(note % region)
    code, out, err = imported("-o", "draft", "--labels", "labels.json")
    assert (code, err) == (0, "")
    assert (tmp_path / "draft" / "article.md").read_text() == article
    assert "- trap: Traders" in (tmp_path / "draft" / "lesson.yaml").read_text()
    assert "signs without words" in (tmp_path / "draft" / "left-out.txt").read_text()
    code, out, err = imported("-o", "draft", "--labels", "labels.json")
    assert code == 2
    assert "never written over" in err


def test_labels_without_a_text_and_nothing_at_all_are_refused(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "labels.tsv").write_text(LABELS)
    code, _out, err = imported("--labels", "labels.tsv", "-o", "draft")
    assert code == 1
    assert "closeread import article.txt --labels labels.tsv" in err
    assert not (tmp_path / "draft").exists()
    assert imported()[0] == 2
    assert imported("labels.tsv")[0] == 2


def test_a_quiz_becomes_a_lesson_or_is_printed(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "quiz.gift").write_text("Who says so? {=The minutes#They are public. ~A trader}\n\nWhy? {}\n")
    code, out, err = imported("--quiz", "quiz.gift")
    assert code == 0
    assert out.startswith("exercises:\n\n  - choice: Who says so?\n")
    assert "line 3, “Why?”: a question for a free text is not taken" in err
    code, out, err = imported("-", "-o", "draft", "--quiz", "quiz.gift", stdin=STORY.encode())
    assert (code, err) == (0, "")
    assert (
        "      - right: The minutes\n        why: They are public.\n"
        in (tmp_path / "draft/lesson.yaml").read_text()
    )
    assert "line 3, “Why?”" in (tmp_path / "draft" / "left-out.txt").read_text()
    assert imported("quiz.gift", "-o", "other")[0] == 1
