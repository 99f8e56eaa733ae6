"""A lesson that is renamed, moved or copied is the same lesson: in record, hand-in, class and review."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.checking.run import check
from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import find_lesson, lesson_id, read_course
from lessons.play import Phase, Session
from lessons.record.attempts import JOINED, names_of_today, of_lesson, under_names_of_today
from lessons.record.event import Event, local_now
from lessons.reports.classes.text import title_of
from lessons.review.deck import deck_of
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from lessons.share.handing_in.handing_in import hand_in_of
from tests.helpers.answering import say
from tests.helpers.place import here, home, open_journal
from tests.helpers.tiny import COURSE, TINY, perfect_answers


def made(tmp_path: Path, *, course_id: str = "", lesson_id: str = "") -> Path:
    """A course of the tiny lesson alone, with the ids given."""
    course = tmp_path / "course"
    shutil.copytree(TINY, course / "tiny")
    shutil.copy(COURSE / "techniques.yaml", course) if (COURSE / "techniques.yaml").is_file() else None
    own = f"id: {course_id}\n" if course_id else ""
    (course / "course.yaml").write_text(f"format: 1\n{own}title: T\nsummary: S.\nlessons: [tiny]\n")
    if lesson_id:
        file = course / "tiny" / "lesson.yaml"
        file.write_text(
            file.read_text("utf-8").replace("format: 1\n", f"format: 1\nid: {lesson_id}\n", 1), "utf-8"
        )
    return course


def answer(folder: Path, count: int, *, blank: bool = False) -> None:
    """Answer the next ``count`` exercises, rightly or not at all."""
    lesson = open_lesson(folder)
    right = perfect_answers(lesson)
    with open_journal("ana") as journal:
        session = Session(lesson, journal, lambda: open_key(lesson))
        for _turn in range(count):
            if session.phase is Phase.EXPLAINED:
                session.next()
            say(session, None if blank else right[session.exercise.id])
            session.commit()


def answered(folder: Path) -> int:
    lesson = open_lesson(folder)
    with open_journal("ana") as journal:
        session = Session(lesson, journal, lambda: open_key(lesson))
        return sum(session.first_result(exercise.id) is not None for exercise in lesson.exercises)


def rename_lesson(course: Path) -> Path:
    (course / "tiny").rename(course / "other")
    file = course / "course.yaml"
    file.write_text(file.read_text().replace("[tiny]", "[other]"))
    return course / "other"


def copy_course(course: Path) -> Path:
    shutil.copytree(course, course.parent / "copy-of-it")
    return course.parent / "copy-of-it" / "tiny"


def move_course(course: Path) -> Path:
    course.rename(course.parent / "moved")
    return course.parent / "moved" / "tiny"


def move_lesson(course: Path) -> Path:
    """Into another course, one with an id of its own."""
    other = course.parent / "second"
    other.mkdir()
    (other / "course.yaml").write_text("format: 1\nid: second\ntitle: T\nsummary: S.\nlessons: [place]\n")
    for file in course.glob("*.yaml"):
        if file.name != "course.yaml":
            shutil.copy(file, other)
    (course / "tiny").rename(other / "place")
    return other / "place"


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("ids", "change"),
    [
        ({}, rename_lesson),
        ({}, copy_course),
        ({}, move_course),
        ({"course_id": "c-1"}, rename_lesson),
        ({"course_id": "c-1"}, copy_course),
        ({"course_id": "c-1", "lesson_id": "l-1"}, rename_lesson),
        ({"course_id": "c-1", "lesson_id": "l-1"}, move_lesson),
        ({"lesson_id": "l-1"}, move_course),
        ({"lesson_id": "l-1"}, move_lesson),
    ],
)
def test_the_same_lesson_goes_on(tmp_path: Path, ids: dict[str, str], change: object) -> None:
    assert callable(change)
    course = made(tmp_path, **ids)
    answer(course / "tiny", 3)
    before = hand_in_of(course / "tiny", here("ana"))
    folder = change(course)
    untouched = hand_in_of(folder, here("ana"))  # also before it is opened
    assert before is not None
    assert untouched is not None
    assert [event.id for event in untouched.hand_in.events] == [event.id for event in before.hand_in.events]
    assert answered(folder) == 3
    answer(folder, 1)
    after = hand_in_of(folder, here("ana"))
    assert after is not None
    assert after.answered == 4
    assert not [event for event in after.hand_in.events if event.name == JOINED]
    assert {(event.course, event.lesson) for event in after.hand_in.events} == {
        (after.hand_in.course, after.hand_in.lesson)
    }
    if (course / "tiny").is_dir():  # a copy: both are one
        assert answered(course / "tiny") == 4


@pytest.mark.thorough
def test_a_class_takes_what_was_answered_under_both_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = made(tmp_path, course_id="c-1", lesson_id="l-1")
    answer(course / "tiny", 2)
    assert (
        run(
            [
                "--learner",
                "ana",
                "hand-in",
                str(course / "tiny"),
                "--as",
                "ana",
                "-o",
                str(tmp_path / "in.handin"),
            ]
        )
        == 0
    )
    (tmp_path / "in").mkdir()
    shutil.copy(tmp_path / "in.handin", tmp_path / "in" / "a.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(course / "tiny")]) == 0
    folder = rename_lesson(course)
    answer(folder, 1)
    assert (
        run(
            [
                "--learner",
                "ana",
                "hand-in",
                str(folder),
                "--as",
                "ana",
                "-o",
                str(tmp_path / "in" / "b.handin"),
            ]
        )
        == 0
    )
    assert run(["class", "assign", "8b", str(folder)]) == 0
    capsys.readouterr()
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["outcome"] for one in told["files"]] == ["again", "taken"]
    assert run(["class", "report", "8b"]) == 0
    with ClassStore(class_path("8b", home()), "8b") as store:
        assert [(one.course, one.lesson, one.folder.name) for one in store.assignments()] == [
            ("c-1", "l-1", "other")
        ]
        assert len(store.learners_of("c-1", "l-1")) == 1


@pytest.mark.thorough
def test_a_moved_course_is_no_test_in_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The class keeps the earlier name of its course; a pack alone is named beside the title."""
    course = made(tmp_path)
    answer(course / "tiny", 2)
    (tmp_path / "in").mkdir()
    hand_in = ["--learner", "ana", "hand-in", "--as", "ana", "-o", str(tmp_path / "in" / "a.handin")]
    assert run([*hand_in, str(course / "tiny")]) == 0
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(course / "tiny")]) == 0
    assert run(["class", "assign", "8b", str(move_course(course))]) == 0
    (report,) = reports("8b", None, home())
    assert report.lesson.course == "course"
    assert title_of(report) == report.lesson.title
    for pack in ("course-test-k3f9", "course-sealed"):
        sealed = replace(report, lesson=replace(report.lesson, course=pack))
        assert title_of(sealed) == f"{report.lesson.title} (pack {pack})"


def test_what_was_missed_comes_back_from_the_renamed_lesson(tmp_path: Path) -> None:
    course = made(tmp_path, lesson_id="l-1")
    answer(course / "tiny", 2, blank=True)
    folder = rename_lesson(course)
    with open_journal("ana") as journal:
        deck = deck_of([read_course(folder.parent)], journal.everything(), local_now())
    assert deck.cards
    assert not deck.dropped


def test_another_lesson_with_the_same_text_begins_anew(tmp_path: Path) -> None:
    course = made(tmp_path)
    answer(course / "tiny", 3)
    shutil.copytree(course / "tiny", course / "variant")  # both are there
    assert answered(course / "variant") == 0
    other = made(tmp_path / "elsewhere", course_id="another-course")
    assert answered(other / "tiny") == 0
    changed = made(tmp_path / "third").rename(tmp_path / "third" / "third")
    file = changed / "tiny" / "article.md"
    file.write_text(file.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    assert answered(changed / "tiny") == 0


@pytest.mark.thorough
def test_a_test_is_no_practice_of_the_same_lesson(tmp_path: Path) -> None:
    """Nor the other way about: neither knows what was answered in the other."""
    pytest.importorskip("nacl")
    course = made(tmp_path, lesson_id="l-1")
    answer(course / "tiny", 3)
    assert run(["pack", str(course), "--seal", "--test", "-o", str(tmp_path / "t.zip")]) == 0
    assert run(["unpack", str(tmp_path / "t.zip"), "-o", str(tmp_path / "test")]) == 0
    (card,) = read_course(tmp_path / "test").lessons
    assert card.id == "tiny"
    assert hand_in_of(tmp_path / "test" / "tiny", here("ana")) is None


def test_two_lessons_of_one_id_are_told(tmp_path: Path) -> None:
    course = made(tmp_path, lesson_id="l-1")
    shutil.copytree(course / "tiny", course / "copied")
    (course / "course.yaml").write_text("format: 1\ntitle: T\nsummary: S.\nlessons: [tiny, copied]\n")
    assert [problem.place.line for problem in check([course]) if problem.code == "F311"] == [4]
    first, second = read_course(course).lessons
    assert (first.id, first.trouble) == ("l-1", "")
    assert second.id == "copied"
    assert "l-1" in second.trouble


def test_both_names_are_understood(tmp_path: Path) -> None:
    course = made(tmp_path, course_id="c-1", lesson_id="l-1")
    known = [read_course(course)]
    for word in ("tiny", "l-1", "c-1/tiny", "c-1/l-1", "course/l-1"):
        assert find_lesson(word, known) == course / "tiny", word


def test_new_lessons_have_ids_that_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(["new", "own"])
    run(["new", "own/river"])
    (tmp_path / "own" / "river").rename(tmp_path / "own" / "lake")
    file = tmp_path / "own" / "course.yaml"
    file.write_text(file.read_text("utf-8").replace("river]", "lake]"), "utf-8")
    run(["new", "own/river"])
    ids = {card.folder.name: card.id for card in read_course(tmp_path / "own").lessons}
    assert ids == {"market-square": "market-square", "lake": "river", "river": "river-2"}


@pytest.mark.thorough
def test_an_id_travels_in_packs(tmp_path: Path) -> None:
    course = made(tmp_path, course_id="c-1", lesson_id="l-1")
    for more in ([], ["--without-text"]):
        pack, folder = tmp_path / f"p{len(more)}.zip", tmp_path / f"out{len(more)}"
        assert run(["pack", str(course), "-o", str(pack), *more]) == 0
        assert run(["unpack", str(pack), "-o", str(folder)]) == 0
        assert lesson_id(folder / "tiny") == "l-1"


NAMES = st.sampled_from([("a", "x"), ("b", "x"), ("b", "y"), ("c", "z")])


@given(st.lists(st.tuples(st.booleans(), NAMES, NAMES), max_size=12))
def test_names_are_followed_in_every_order(
    steps: list[tuple[bool, tuple[str, str], tuple[str, str]]],
) -> None:
    """Also in circles: every event is found once, under each name of its lesson, and reading twice changes nothing."""
    events = [
        Event(JOINED, *new, data={"course": old[0], "lesson": old[1]}, id=str(number))
        if joins
        else Event("hint", *new, id=str(number))
        for number, (joins, new, old) in enumerate(steps)
    ]
    today = names_of_today(events)
    told = under_names_of_today(events)
    assert [event.id for event in told] == [event.id for event in events]
    assert under_names_of_today(told) == told
    for old, new in today.items():
        assert of_lesson(events, *old) == tuple(
            Event(one.name, *old, data=one.data, id=one.id) for one in of_lesson(events, *new)
        )
        assert [one.id for one in of_lesson(told, *old)] == [one.id for one in of_lesson(events, *old)]
    names = {(event.course, event.lesson) for event in told}
    assert sum(len(of_lesson(events, *name)) for name in names) == len(events)
