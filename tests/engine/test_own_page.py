"""A learner's own page of a lesson: self-contained, inert, and closed about what is not answered."""

import re
from html.parser import HTMLParser
from pathlib import Path

from click.testing import CliRunner

from lessons.cli.main import group
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.result import percent
from lessons.play import Session
from lessons.prose import one_line
from lessons.reports.own_page import own_page
from tests.helpers.answering import say
from tests.helpers.place import open_journal
from tests.helpers.tiny import TINY, perfect_answers, tiny_session


class Words(HTMLParser):
    """The words and tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags = "", set[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not {name for name, _value in attrs if name.startswith("on") or name in ("src", "href")}


def test_the_page_tells_what_was_answered_and_why() -> None:
    session = tiny_session()
    say(session, [{"start": 4, "end": 10}])
    first = session.commit()
    session.retry()
    say(session, perfect_answers(session.lesson)[session.exercise.id])
    session.commit()
    page = own_page(session, "<b>ana</b>").decode()
    read = Words(page)
    assert f"{percent(first.score)} of 100" in read.words, "the first answer, not the practice"
    assert "What <b>ana</b> answered" in read.words
    assert not read.tags & {"script", "b ana", "img", "link", "iframe"}
    assert "http" not in page.replace("http-equiv", "")
    assert "@media print" in page
    for part in first.parts:
        assert " ".join(part.text.split()) in " ".join(read.words.split())
    assert read.words.count("Not answered: its key stays closed.") == len(session.lesson.exercises) - 1
    assert re.search(r'<mark class="(right|partly|missed)">', page)


def test_nothing_of_a_key_that_was_not_earned_stands_on_the_page() -> None:
    session = tiny_session()
    session.skip()
    say(session, perfect_answers(session.lesson)[session.exercise.id])
    session.commit()
    words = Words(own_page(session, "ana").decode()).words
    key = open_key(session.lesson)
    done = session.lesson.exercises[1].id
    closed = [why for id, why in key.why.items() if id != done and len(why) > 20 and why != key.why[done]]
    assert closed
    assert not [why for why in closed if one_line(why) in words]


def test_the_command_writes_it_and_overwrites_only_pages(tmp_path: Path) -> None:
    page = tmp_path / "mine.html"
    run = CliRunner()
    told = run.invoke(group, ["--learner", "ana", "progress", str(TINY), "--html", str(page)])
    assert told.exit_code == 1
    assert "no answer was committed" in told.output
    assert not page.exists()
    with open_journal("ana") as record:
        lesson = open_lesson(TINY)
        session = Session(lesson, record, lambda: open_key(lesson))
        say(session, [{"start": 4, "end": 10}])
        session.commit()
    told = run.invoke(group, ["--learner", "ana", "progress", str(TINY), "--html", str(page)])
    assert told.exit_code == 0, told.output
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert run.invoke(group, ["progress", str(TINY), "--html", str(page)]).exit_code == 0
    page.write_text("my essay", "utf-8")
    told = run.invoke(group, ["progress", str(TINY), "--html", str(page)])
    assert told.exit_code == 2
    assert page.read_text("utf-8") == "my essay"
    assert run.invoke(group, ["progress", str(TINY)]).exit_code == 2
    assert run.invoke(group, ["progress", "--html", str(page)]).exit_code == 2
