"""The short path of a lesson: said in its files, taken and left again, told apart wherever a score is told."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from lessons.author.converting import converted
from lessons.checking.run import check
from lessons.cli.class_report import reports
from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.main import group, run
from lessons.lesson.keys import open_key, open_to_play
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import load_lesson, open_lesson
from lessons.lesson.reading_time import needed_minutes, reading_time
from lessons.loading.catalogue import courses, read_course
from lessons.model.course import Minutes
from lessons.play import Phase, Session
from lessons.play.rules import BLIND, rules_of, told_path
from lessons.record import MemoryRecord
from lessons.record.event import PATH, Event
from lessons.reports.classes.text import as_text as as_class_text
from lessons.reports.learner import progress
from lessons.reports.progress import as_mapping, as_text
from lessons.reports.standing import standing
from lessons.share.packs.packing import gather
from lessons.share.sealing.sealed_course import Wish, seal_up
from lessons.share.sealing.sealed_files import teacher_keys
from lessons.share.standoff.detaching import detach_lesson
from tests.helpers.answering import say
from tests.helpers.classes import handed_in, write
from tests.helpers.place import home
from tests.helpers.shipped_lessons import FIVE_ARTICLES, LESSONS
from tests.helpers.tiny import TINY, perfect_answers

SHORT = ("find-loaded", "who-says", "whats-missing")
LONGEST = 35
"""Minutes by the rule that a short path may take."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lesson in two files, with a short path of three exercises."""
    shutil.copytree(TINY.parent, tmp_path / "course")
    file = tmp_path / "course" / TINY.name / "lesson.yaml"
    text = file.read_text().replace("\nexercises:\n", f"\nshort: [{', '.join(SHORT)}]\nexercises:\n", 1)
    file.write_text(text)
    return file.parent


def session_of(folder: Path, record: MemoryRecord, *, short: bool = False) -> Session:
    lesson, key = open_to_play(folder)
    session = Session(lesson, record, key)
    if short:
        session.take_path(short=True)
    return session


def answer_all(session: Session, *, skip: tuple[str, ...] = ()) -> None:
    """Go through what is asked with the answers of the key, to the end."""
    answers = perfect_answers(open_lesson(session.lesson.folder))
    session.goto(0)
    while session.phase is not Phase.FINISHED:
        if session.phase is Phase.ANSWERING and session.exercise.id not in skip:
            say(session, answers[session.exercise.id])
            session.commit()
        session.next()


# In the files -----------------------------------------------------------------------------------------------------


def test_it_stands_in_the_lesson_and_on_its_card(folder: Path) -> None:
    lesson = open_lesson(folder)
    assert lesson.short == SHORT
    assert tuple(exercise.id for exercise in lesson.shortened().exercises) == SHORT
    (card,) = (card for card in read_course(folder.parent).lessons if card.id == TINY.name)
    assert card.short == SHORT


@pytest.mark.parametrize("label", ["65", "{whole: 65}", "{whole: 65, short: 25}"])
def test_minutes_are_a_number_or_two(folder: Path, label: str) -> None:
    file = folder / "lesson.yaml"
    file.write_text(file.read_text().replace("minutes: 5\n", f"minutes: {label}\n", 1))
    short = 25 if "short" in label else None
    (card,) = (card for card in read_course(folder.parent).lessons if card.id == TINY.name)
    assert card.minutes == open_lesson(folder).minutes == Minutes(65, short)
    lesson, key = open_to_play(folder)
    assert lesson.minutes == Minutes(
        65, short or reading_time(lesson.shortened(), key().bound, key().why).minutes
    )


def test_a_path_over_all_exercises_is_none(folder: Path) -> None:
    file, ids = folder / "lesson.yaml", [exercise.id for exercise in open_lesson(TINY).exercises]
    file.write_text(file.read_text().replace(f"short: [{', '.join(SHORT)}]", f"short: [{', '.join(ids)}]"))
    assert open_lesson(folder).short == ()
    (card,) = (card for card in read_course(folder.parent).lessons if card.id == TINY.name)
    assert card.short == ()


def test_check_tells_a_short_label_at_its_place(folder: Path) -> None:
    file = folder / "lesson.yaml"
    file.write_text(file.read_text().replace("minutes: 5\n", "minutes: {whole: 600, short: 1}\n", 1))
    (told,) = (problem for problem in check([folder]) if problem.code == "L815")
    line = file.read_text().split("\n")[told.place.line - 1]
    assert line[told.place.column - 1 :] == "1}"


ONE_FILE = """\
title: T
exercises:
- short: How many parking spaces?
  strand: omission
  short-path: yes
  answers:
  - right: 60
  why: It says so.
- short: How many trams?
  strand: language
  {line}
  answers:
  - right: 2
  why: It says so.
- short: Who counted?
  strand: sourcing
  short-path: true
  answers:
  - right: nobody
  why: It says so.
"""


@pytest.mark.parametrize("line", ["level: 1", "short-path: no"])
def test_in_one_file_an_exercise_says_that_it_is_on_it(tmp_path: Path, line: str) -> None:
    shutil.copytree(TINY.parent, tmp_path / "course")
    folder = tmp_path / "course" / TINY.name
    (folder / "key.yaml").unlink()
    (folder / "lesson.yaml").write_text(ONE_FILE.format(line=line))
    source = load_lesson(folder)
    assert not source.problems
    assert source.lesson is not None
    short = source.lesson.short
    assert short == (source.lesson.exercises[0].id, source.lesson.exercises[2].id)
    (card,) = (card for card in read_course(folder.parent).lessons if card.id == TINY.name)
    assert card.short == short
    lesson = str(gather(folder).files[f"{TINY.name}/lesson.yaml"].decode())
    assert all(id in lesson.split("exercises:")[0] for id in short)


def test_a_fault_in_one_file_is_told_at_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "one"
    shutil.copytree(TINY, folder)
    (folder / "key.yaml").unlink()
    (folder / "lesson.yaml").write_text(ONE_FILE.format(line="short-path: maybe"))
    told = [problem for problem in load_lesson(folder).problems if problem.code == "F205"]
    assert [(problem.place.line, problem.place.column) for problem in told] == [(11, 15)]


@pytest.mark.parametrize("keep_ids", [True, False])
def test_it_is_converted_there_and_back(folder: Path, keep_ids: bool) -> None:
    before = [exercise.kind.name for exercise in open_lesson(folder).shortened().exercises]
    for path, text in converted(folder, two=False, keep_ids=keep_ids).items():
        path.write_text(text) if text is not None else path.unlink()
    text = (folder / "lesson.yaml").read_text()
    assert text.count("short-path: yes") == len(SHORT)
    assert "\nshort:" not in text
    assert [exercise.kind.name for exercise in open_lesson(folder).shortened().exercises] == before
    for path, text in converted(folder, two=True, keep_ids=True).items():
        path.write_text(text or "")
    lesson = open_lesson(folder)
    assert [exercise.kind.name for exercise in lesson.shortened().exercises] == before
    assert "short-path" not in (folder / "lesson.yaml").read_text()


def test_a_sealed_lesson_has_it_under_names_that_say_nothing(folder: Path) -> None:
    gathered = gather(folder)
    keys = teacher_keys(home())
    seal_up(gathered, Wish("practice", keys.public, keys.naming))
    head = gathered.files[f"{TINY.name}/lesson.yaml"].decode().split("exercises:")[0]
    assert "short:" in head
    assert not [id for id in SHORT if id in head]


def test_a_lesson_without_its_text_has_it(folder: Path) -> None:
    head = detach_lesson(folder).files["lesson.yaml"].decode().split("exercises:")[0]
    assert "short:" in head


# In the courses ---------------------------------------------------------------------------------------------------


@pytest.mark.sample(6)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda folder: folder.name)
def test_the_labels_of_the_courses_are_those_of_the_rule(lesson: Path) -> None:
    opened = open_lesson(lesson)
    key = open_key(opened)
    assert opened.minutes == needed_minutes(opened, key.bound, key.why)


@pytest.mark.parametrize("lesson", FIVE_ARTICLES[1:], ids=lambda folder: folder.name)
def test_the_first_course_has_short_paths(lesson: Path) -> None:
    opened = open_lesson(lesson)
    assert len(opened.short) == 8
    assert opened.minutes is not None
    assert opened.minutes.short is not None
    assert opened.minutes.short <= LONGEST
    short = opened.shortened()
    assert {exercise.task.strand for exercise in short.exercises} == {"language", "sourcing", "omission"}


# Taken ------------------------------------------------------------------------------------------------------------


def test_only_its_exercises_are_asked_and_count(folder: Path) -> None:
    record = MemoryRecord()
    session = session_of(folder, record, short=True)
    assert [exercise.id for exercise in session.lesson.exercises] == [*SHORT]
    answer_all(session)
    summary = session.summary()
    assert (summary.short, summary.answered, summary.total, summary.score == 1) == (True, 3, 3, True)


def test_the_end_of_it_leaves_the_rest_to_be_done(folder: Path) -> None:
    record = MemoryRecord()
    session = session_of(folder, record, short=True)
    answer_all(session)
    assert {note.credit for note in session.notes()} == {True}  # the others answer what is still to be asked
    again = session_of(folder, record)
    assert again.phase is Phase.FINISHED
    assert again.short
    again.take_path(short=False)
    rest = again
    assert not rest.finished
    assert rest.exercise.id not in SHORT
    answer_all(rest)
    summary = rest.summary()
    assert (summary.short, summary.answered, summary.score == 1) == (False, len(rest.lesson.exercises), True)
    assert {note.credit for note in rest.notes()} == {True, False}


def test_what_was_left_open_at_its_end_is_practice(folder: Path) -> None:
    record = MemoryRecord()
    session = session_of(folder, record, short=True)
    answer_all(session, skip=(SHORT[1],))
    before = session.summary().score
    rest = session
    rest.take_path(short=False)
    rest.goto([exercise.id for exercise in rest.lesson.exercises].index(SHORT[1]))
    assert rest.practising
    say(rest, perfect_answers(rest.lesson)[SHORT[1]])
    rest.commit()
    assert SHORT[1] not in [rest.lesson.exercises[index].id for index in rest.unanswered]
    rest.take_path(short=True)
    assert rest.summary().score == before


def test_an_answer_given_before_it_was_chosen_counts_on_it(folder: Path) -> None:
    session = session_of(folder, MemoryRecord())
    say(session, perfect_answers(session.lesson)[session.exercise.id])
    first = session.exercise.id
    session.commit()
    session.take_path(short=True)
    assert first in SHORT
    assert session.first_result(first) is not None
    assert session.exercise.id == SHORT[1]


def test_a_finished_lesson_stays_finished_on_it(folder: Path) -> None:
    session = session_of(folder, MemoryRecord())
    answer_all(session)
    session.take_path(short=True)
    assert session.finished


def test_who_reads_blind_or_a_lesson_without_one_has_no_choice(folder: Path) -> None:
    lesson, key = open_to_play(folder)
    blind = Session(lesson, MemoryRecord(), key, rules=BLIND)
    blind.take_path(short=True)
    assert not blind.short
    assert not session_of(TINY, MemoryRecord(), short=True).short


def test_line_by_line_it_is_told_and_taken(folder: Path) -> None:
    session = session_of(folder, MemoryRecord())
    session.read_first()
    player = Player(session, Console(io.StringIO(), io.StringIO()))
    said = "\n".join(player.hear.welcome())
    assert all(told_path(session.whole, short=short) in said for short in (True, False))
    assert "1 of 3" in "\n".join(player.take("path short"))
    assert "short path" in "\n".join([*player.take("finish"), *player.take("finish")])
    assert f"of {len(session.whole.exercises)}." in "\n".join(player.take("path whole"))
    none = Player(session_of(TINY, MemoryRecord()), Console(io.StringIO(), io.StringIO()))
    assert none.take("path short") == ["This lesson has no short path."]


# Told apart -------------------------------------------------------------------------------------------------------


def test_the_learners_own_record_tells_it(folder: Path) -> None:
    record = MemoryRecord()
    session = session_of(folder, record, short=True)
    answer_all(session)
    (card,) = (card for card in read_course(folder.parent).lessons if card.id == TINY.name)
    state = standing(card, record.everything())
    assert (state.short, state.finished, state.answered, state.total, state.score == 1) == (
        True,
        True,
        3,
        3,
        True,
    )
    told = progress(courses([folder.parent]), record.everything())
    assert "finished (short), 3 of 3 exercises, 100 of 100" in "\n".join(as_text(told, "ana"))
    assert str(as_mapping(told)).count("'short': True") == 1
    session.take_path(short=False)
    state = standing(card, record.everything())
    assert (state.short, state.finished, state.answered) == (False, False, 3)


def test_answers_beyond_the_path_still_count_in_the_figures_over_all(folder: Path) -> None:
    record = MemoryRecord()
    session = session_of(folder, record)
    answer_all(session, skip=tuple(one.id for one in session.lesson.exercises[2:]))
    several = progress(courses([folder.parent]), record.everything()).overall.answered
    session.take_path(short=True)
    assert progress(courses([folder.parent]), record.everything()).overall.answered == several == 2


def test_a_lesson_whose_path_is_gone_goes_on_as_a_whole(folder: Path) -> None:
    record = MemoryRecord()
    answer_all(session_of(folder, record, short=True))
    lesson, key = open_to_play(folder)
    session = Session(replace(lesson, short=()), record, key)
    assert not session.short
    assert not session.finished
    assert len(session.lesson.exercises) == len(lesson.exercises)


def test_it_knows_itself(folder: Path) -> None:
    lesson: Lesson = open_lesson(folder)
    assert not lesson.is_short
    assert lesson.shortened().is_short
    assert open_lesson(TINY).shortened() == open_lesson(TINY)


def test_check_tells_the_minutes_of_a_lesson_by_the_rule(folder: Path) -> None:
    lesson, key = open_to_play(folder)
    needed = needed_minutes(lesson, key().bound, key().why)
    told = CliRunner().invoke(group, ["check", str(folder)]).output
    assert f"{needed.whole} minutes by the rule, {needed.short} on the short path." in told


def test_check_of_a_course_tells_those_of_each_lesson(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "another")
    lesson, key = open_to_play(folder)
    needed = needed_minutes(lesson, key().bound, key().why)
    told = CliRunner().invoke(group, ["check", str(folder.parent)]).output
    figures = f"{needed.short}/{needed.whole} min"
    assert f"By the rule, the short path first where there is one: another {figures}, tiny {figures}" in told


def test_the_class_report_tells_who_took_it(folder: Path, tmp_path: Path) -> None:
    lesson, right = open_lesson(folder), perfect_answers(open_lesson(TINY))
    some = {id: right[id] for id in SHORT}
    path = Event(
        PATH, lesson.course, lesson.id, data={"short": True}, id="5" * 32, time="2026-01-31T09:00:01.000Z"
    )
    short = handed_in(lesson, "ana", some, extra=(path,))
    ended = tuple(
        replace(one, data={"short": True}) if one.name == "finished" else one for one in short.events
    )
    write(tmp_path / "in", replace(short, events=ended))
    write(tmp_path / "in", handed_in(lesson, "ben", right, record="b" * 32))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(folder)]) == 0
    (report,) = reports("8b", None, home())
    ana, ben = report.learners
    assert (ana.finished, ben.finished, ben.short) == (True, True, None)
    assert ana.short is not None
    assert (ana.short.answered, ana.short.total, ana.short.score == 1) == (3, 3, True)
    assert "finished (short): 100 of 100 on the short path, 3 of 3 exercises" in "\n".join(
        as_class_text(report)
    )


def test_rules_may_open_a_new_lesson_on_it(folder: Path) -> None:
    lesson, key = open_to_play(folder)
    record = MemoryRecord()

    def opened(*, short: bool) -> Session:
        session = Session(lesson, record, key, rules=rules_of(lesson).on_path(short=short))
        session.read_first()
        return session

    assert opened(short=True).phase is Phase.READING
    session = opened(short=False)
    assert session.phase is Phase.READING, "nothing was done yet"
    assert session.short, "and it stays on the path"
    session.take_path(short=False)
    session = opened(short=True)
    assert (session.short, session.phase) == (False, Phase.ANSWERING), "what its learner chose holds"


def test_a_lesson_without_a_path_opens_as_ever() -> None:
    lesson, key = open_to_play(TINY)
    session = Session(lesson, MemoryRecord(), key, rules=rules_of(lesson).on_path(short=True))
    session.read_first()
    assert (session.short, session.phase, len(session.lesson.exercises)) == (
        False,
        Phase.READING,
        len(lesson.exercises),
    )


def test_it_is_asked_for_on_the_command_line(folder: Path) -> None:
    lines = CliRunner().invoke(group, ["read", str(folder), "--linear", "--short"], input="next\nquit\n")
    assert lines.exit_code == 0
    assert "Exercise 1 of 3" in lines.output
    again = CliRunner().invoke(group, ["read", str(folder), "--linear"], input="quit\n")
    assert "Exercise 1 of 3" in again.output
    assert CliRunner().invoke(group, ["read", "--short"]).exit_code == 2


def test_it_stays_open_where_a_teacher_holds_the_explanations_back(folder: Path) -> None:
    lesson, key = open_to_play(folder)
    record, rules = MemoryRecord(), rules_of(lesson).unexplained().on_path(short=True)
    answers = perfect_answers(open_lesson(folder))
    session = Session(lesson, record, key, rules=rules)
    session.read_first()
    session.next()
    while session.phase is not Phase.FINISHED:
        say(session, answers[session.exercise.id])
        session.submit()
        session.next()
    assert session.short
    again = Session(lesson, record, key, rules=rules_of(lesson))
    assert (again.short, again.finished, len(again.lesson.exercises)) == (True, True, len(SHORT))
    assert again.summary().score == 1
