"""A lesson on paper: nothing lost, nothing of the key on the student's sheet, the lines of the answers right, inert."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given

from lessons.cli.main import group
from lessons.lesson.lesson import Exercise
from lessons.lesson.plan import read_plan
from lessons.model.article import Article
from lessons.model.form import GridForm, MarkForm, PickForm
from lessons.prose import lines, one_line
from lessons.reports.paper_lines import MEASURE, paper_lines
from lessons.reports.paper_sheets import printed
from lessons.text.sizes import cells
from tests.engine.test_own_page import Words
from tests.helpers.hard_text import ARTICLES
from tests.helpers.hostile import SIGN, write_hostile_course
from tests.helpers.shipped_lessons import AT_HOME, LESSONS, key_of, opened
from tests.helpers.tiny import TINY, TWO_STORIES

POOL = Path(__file__).parents[1] / "pool"
ALL = [*LESSONS, TINY, TWO_STORIES, *(folder for folder in POOL.iterdir() if folder.is_dir())]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def name(folder: Path) -> str:
    return folder.name


def words_on(page: bytes) -> str:
    return " ".join(Words(page.decode()).words.split())


@given(ARTICLES)
def test_every_character_is_in_one_line_and_no_line_is_too_wide(article: Article) -> None:
    broken = list(paper_lines(article, 7))
    assert [line.number for line in broken] == list(range(7, 7 + len(broken)))
    assert all(cells(line.text) <= MEASURE or len(line.text) == 1 for line in broken)
    assert "".join("".join(line.text for line in broken).split()) == "".join(article.text.split())
    assert [line.label for line in broken if line.label] == [block.label for block in article.blocks]


def asked(exercise: Exercise) -> list[str]:
    """The options of an exercise, and its rows that are no quotations."""
    form = exercise.form
    if isinstance(form, PickForm):
        return [option.text for option in form.options]
    if isinstance(form, GridForm):
        options = [option.text for column in form.columns for option in column.options]
        return [*options, *(row.text for row in form.rows if row.span is None)]
    return [option.text for option in form.techniques] if isinstance(form, MarkForm) else []


@pytest.mark.sample(8)
@pytest.mark.parametrize("folder", ALL, ids=name)
def test_the_sheet_has_all_that_is_asked_and_nothing_of_the_key(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    words = words_on(printed(lesson, None))
    for exercise in lesson.exercises:
        for text in (*lines(exercise.task.prompt), *map(one_line, asked(exercise))):
            assert " ".join(text.split()) in words
    told = [why for id in key.why for why in lines(key.why[id]) if len(why) > 40]
    told += [
        why
        for bound in key.bound.values()
        for part in bound.score(bound.perfect()).parts
        for why in lines(part.why)
        if len(why) > 40
    ]
    texts = [lesson.article.text, lesson.beside.text if lesson.beside is not None else ""]
    told = [why for why in told if not any(why.rstrip(".") in text for text in texts)]  # a quotation
    assert told
    assert not [why for why in told if " ".join(why.split()) in words]


@pytest.mark.sample(8)
@pytest.mark.parametrize("folder", ALL, ids=name)
def test_the_answers_have_every_reason_and_the_right_line(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    page = printed(lesson, key, answers=True)
    words = words_on(page)
    numbered = {
        int(number): unescape(text)
        for number, text in re.findall(
            r'<span class="number">(\d+)</span><span class="words">(.*?)</span>', page.decode(), re.DOTALL
        )
    }
    for exercise in lesson.exercises:
        bound = key.bound[exercise.id]
        for why in lines(key.why[exercise.id]):
            assert " ".join(why.split()) in words
        for part in bound.score(bound.perfect()).parts:
            for why in lines(part.why):
                assert " ".join(why.split()) in words
            if part.span is not None and isinstance(exercise.form, MarkForm):
                quoted = " ".join(part.text.split())
                numbers = re.findall(re.escape(f"\u201c{quoted}\u201d (line ") + r"(\d+)", words)
                first = quoted.split()[0]
                assert any(first in numbered[int(number)] for number in numbers)


def test_the_first_page_has_the_label_and_each_sheet_the_same_number() -> None:
    lesson = opened(AT_HOME[0])
    page = printed(lesson, key_of(lesson.folder), answers=True, notes=True).decode()
    heads = re.findall(r"<table class=\"sheet\">\s*<thead>(.*?)</thead>", page, re.DOTALL)
    assert len(heads) == 3
    assert len({re.findall(r"\d{6}", head)[0] for head in heads}) == 1
    assert all("Fiction for practice." in head for head in heads)
    rendition = opened(next(folder for folder in LESSONS if folder.name == "unsigned-column"))
    assert "Classroom rendition: the sentences are ours." in words_on(printed(rendition, None))


def test_a_shelf_has_its_insides_on_a_back_sheet() -> None:
    lesson = opened(TWO_STORIES)
    front, _head, back = printed(lesson, None).decode().partition("Back sheet: read only what you ticked")
    (form,) = [exercise.form for exercise in lesson.exercises if hasattr(exercise.form, "cards")]
    for card in form.cards:
        inside = " ".join(card.inside.text[slice(*card.asked.scope[0])].split())
        assert inside in " ".join(unescape(back).split())
        assert inside not in " ".join(unescape(front).split())


def test_nothing_in_a_lesson_is_markup_on_the_page(tmp_path: Path) -> None:
    folder = write_hostile_course(tmp_path) / "tricks"
    for file in folder.iterdir():
        text = file.read_text("utf-8")
        file.write_text(
            text.replace(SIGN, f"{SIGN} <script>x</script><img src=http://a.b onerror=x>"), "utf-8"
        )
    lesson = opened(folder)
    page = printed(lesson, key_of(lesson.folder), answers=True, notes=True).decode()
    read = Words(page)
    assert SIGN in read.words
    assert "<script>x</script>" in read.words
    assert not read.tags & {"script", "img", "link", "iframe", "a"}


def test_the_command_writes_one_file_and_overwrites_only_pages(tmp_path: Path) -> None:
    run, page = CliRunner(), tmp_path / "sheet.html"
    done = run.invoke(group, ["print", str(TINY), "-o", str(page)])
    assert done.exit_code == 0, done.output
    assert "Written:" in done.output
    student = page.read_text("utf-8")
    assert "Answers and reasons" not in student
    assert "http" not in student.replace("http-equiv", "")
    done = run.invoke(group, ["print", str(TINY), "--answers", "--notes", "-o", str(page)])
    assert done.exit_code == 0, done.output
    assert "Answers and reasons" in page.read_text("utf-8")
    page.write_text("my notes", "utf-8")
    done = run.invoke(group, ["print", str(TINY), "-o", str(page)])
    assert done.exit_code == 2
    assert page.read_text("utf-8") == "my notes"


def test_the_short_path_has_its_exercises_alone_and_says_so(tmp_path: Path) -> None:
    run, page = CliRunner(), tmp_path / "sheet.html"
    column = next(folder for folder in LESSONS if folder.name == "unsigned-column")
    done = run.invoke(group, ["print", str(column), "--short", "-o", str(page)])
    assert done.exit_code == 0, done.output
    lesson, words = opened(column), words_on(page.read_bytes())
    asked_for = [exercise for exercise in lesson.exercises if exercise.id in lesson.short]
    assert words.count("short path") == 1
    for exercise in lesson.exercises:
        first = " ".join(lines(exercise.task.prompt)[0].split())
        assert (first in words) is (exercise in asked_for)
    done = run.invoke(group, ["print", str(TINY), "--short", "-o", str(page)])
    assert done.exit_code == 2
    assert "no short path" in done.output


def test_a_text_that_the_short_path_is_not_about_stays_away() -> None:
    recap = opened(next(folder for folder in LESSONS if folder.name == "broadcasters-recap"))
    assert recap.beside is not None
    first = recap.beside.blocks[5].span
    words = " ".join(recap.beside.text[slice(*first)].split())[:50]
    assert words in words_on(printed(recap, None))
    assert words not in words_on(printed(recap.shortened(), None))
    copy = opened(next(folder for folder in LESSONS if folder.name == "republished-recap"))
    assert copy.beside is not None  # a question of its short path names the second text
    words = " ".join(copy.beside.text[slice(*copy.beside.blocks[5].span)].split())[:50]
    assert words in words_on(printed(copy.shortened(), None))


def test_what_is_for_the_teacher_is_printed_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = next(folder for folder in LESSONS if folder.name == "scientists-say")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(group, ["print", str(folder), "--answers", "--notes", "--no-sheet"])
    assert done.exit_code == 0, done.output
    words = words_on((tmp_path / f"{folder.name}-teacher.html").read_bytes())
    assert "Answers and reasons" in words
    assert "For the teacher" in words
    assert "Student's sheet" not in words
    assert "Back sheet" not in words
    whole = words_on(printed(opened(folder), None))
    assert "Back sheet" in whole
    number = re.search(r"Student's sheet \S (\d{6})", whole)
    assert number is not None
    assert f"Answers \u00b7 {number[1]}" in words, "sheets that belong together say so"


def test_without_the_sheet_something_must_be_left(tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["print", str(TINY), "--no-sheet", "-o", str(tmp_path / "a.html")])
    assert done.exit_code == 2
    assert not (tmp_path / "a.html").exists()


@pytest.mark.sample(6)
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_the_plan_is_a_page_with_all_that_plan_and_credits_say(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    done = CliRunner().invoke(group, ["print", str(folder), "--plan", "-o", str(page)])
    assert done.exit_code == 0, done.output
    plan, _problems = read_plan(folder)
    assert plan is not None
    words, lesson = words_on(page.read_bytes()), opened(folder)
    told = (plan.aim, *plan.board, *plan.talk, *plan.mistakes, *plan.nothing, *plan.care, *plan.homework)
    credits = [note.why for note in key_of(lesson.folder).notes if note.credit]
    for text in (*told, *credits):
        assert " ".join(one_line(text).split()) in words
    assert f"{lesson.minutes.whole if lesson.minutes else 0}" in words.partition("Plan for 45 minutes")[2]


def test_a_lesson_without_a_plan_says_what_is_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["print", str(TINY), "--plan", "-o", str(tmp_path / "sheet.html")])
    assert done.exit_code == 2
    assert "plan.yaml" in done.output


MOST_PAGES, MOST_WHOLE = 4, 8
"""Pages of a student's sheet: in "Close to home" and on a short path; of a whole lesson of the first course."""
WITH_SHORT = [folder for folder in LESSONS if "\nshort:" in (folder / "lesson.yaml").read_text("utf-8")]
SHEETS = [
    *((folder, False, MOST_PAGES) for folder in AT_HOME),
    *((folder, True, MOST_PAGES) for folder in WITH_SHORT),
    *((folder, False, MOST_WHOLE) for folder in WITH_SHORT),
]


@pytest.mark.thorough
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize(
    ("folder", "short", "most"), SHEETS, ids=lambda value: getattr(value, "name", str(value))
)
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_sheet_has_few_pages(folder: Path, short: bool, most: int, size: str, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    page, paper = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    lesson = opened(folder)
    assert lesson.short or not short
    sheet = printed(lesson.shortened() if short else lesson, None).decode()
    sheet = re.sub("<meta http-equiv.*?>", "", sheet)  # it names the style by its checksum
    page.write_text(sheet.replace("@page{", f"@page{{size:{size};"), "utf-8")
    subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'chromium'}",
            f"--print-to-pdf={paper}",
            page.as_uri(),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) <= most
