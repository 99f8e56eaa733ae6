"""The pages for teachers: one a lesson, as lessons and plans are today; all links of the docs lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.helpers.shipped_lessons import AT_HOME, FIVE_ARTICLES, opened
from tools.lesson_pages import BELOW, WARNING, pages, whole_page

DOCS = Path(__file__).parents[2] / "docs"
PAGES = pages()


def test_every_lesson_has_a_page_and_its_course_leads_there() -> None:
    assert {path.stem for path in PAGES} == {folder.name for folder in (*AT_HOME, *FIVE_ARTICLES)}
    assert {*(DOCS / "lessons").iterdir()} == {*PAGES}
    for page, folders in (("close-to-home.md", AT_HOME), ("course.md", FIVE_ARTICLES)):
        words = (DOCS / page).read_text("utf-8")
        assert not [folder.name for folder in folders if f"](lessons/{folder.name}.md)" not in words]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_page_is_what_the_lesson_says_today(path: Path) -> None:
    """``python tools/lesson_pages.py`` makes it anew."""
    written = path.read_text("utf-8")
    course, lesson = PAGES[path]
    assert written == whole_page(path, course, opened(lesson))
    assert written.split("\n")[2] == WARNING
    assert written.partition(BELOW)[2].strip(), "what is written by hand"


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
def test_links_to_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]
