"""The values of a class report: whose they are, what stands in the grade book, and what is contested."""

from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.text import as_text
from lessons.reports.classes.values import ClassReport
from lessons.school.classes import class_path
from lessons.school.contested import contested, decide
from lessons.school.store import ClassStore
from lessons.share.handing_in.hand_in import HandIn
from tests.helpers.classes import digest, handed_in, write
from tests.helpers.place import home
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)


def made(tmp_path: Path, *hand_ins: HandIn) -> ClassReport:
    for number, hand_in in enumerate(hand_ins):
        write(tmp_path / "in", hand_in, f"{number}.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(TINY)]) == 0
    (report,) = reports("8b", None, home())
    return report


@pytest.mark.thorough
def test_learners_carry_record_pseudonym_and_the_scores_that_stand(tmp_path: Path) -> None:
    some = {id: RIGHT[id] for id in list(RIGHT)[:4]}
    report = made(tmp_path, handed_in(LESSON, "ana", RIGHT), handed_in(LESSON, "ana", some, record="f" * 32))
    assert {(one.record, one.pseudonym) for one in report.learners} == {
        (digest("ana"), "ana"),
        ("f" * 32, "ana"),
    }
    assert {one.name for one in report.learners} == {"ana", "ana (2)"}
    by_record = {one.record: one for one in report.learners}
    assert set(by_record["f" * 32].scores) == set(some)
    assert set(by_record[digest("ana")].scores.values()) == {1}
    assert by_record[digest("ana")].strands["language"].score == 1


@pytest.mark.thorough
def test_techniques_given_to_a_phrase_are_counted(tmp_path: Path) -> None:
    start = LESSON.article.text.index("greedy")
    wrong: dict[str, Raw] = {
        "find-named": [{"start": start, "end": start + len("greedy"), "technique": "slogan"}]
    }
    report = made(tmp_path, handed_in(LESSON, "ana", RIGHT), handed_in(LESSON, "ben", wrong))
    (exercise,) = [one for one in report.exercises if one.exercise.id == "find-named"]
    (item,) = [one for one in exercise.items if one.text == "greedy"]
    assert dict(item.named) == {"loaded-language": 1, "slogan": 1}


def contest(
    name: str, words: Raw, reason: Raw, *, item: Raw = "m0", exercise: str = "find-loaded", minute: int = 50
) -> Event:
    data: dict[str, Raw] = {"item": item, "words": words, "reason": reason}
    id = digest(name, exercise, words, minute)
    return Event("contested", LESSON.course, LESSON.id, exercise, data, id, f"2026-01-31T09:{minute}:00.000Z")


@pytest.mark.thorough
def test_the_last_contest_of_each_learner_counts(tmp_path: Path) -> None:
    ana = (contest("ana", "greedy", "first"), contest("ana", "greedy", "It is\x1b[31m\nneutral.", minute=51))
    ben = (
        contest("ben", "greedy", "Me too.", item="of-another-key"),
        contest("ben", "", "All of it"),
        contest("ben", ["greedy"], {"no": "text"}),
        contest("ben", "greedy", "x", exercise="no-such", minute=52),
    )
    report = made(
        tmp_path, handed_in(LESSON, "ana", RIGHT, extra=ana), handed_in(LESSON, "ben", RIGHT, extra=ben)
    )
    assert [
        (one.exercise, one.item, one.words, one.learners, one.reasons, one.answer) for one in report.contested
    ] == [
        ("find-loaded", "m0", "greedy", 2, ("It is[31m neutral.", "Me too."), ""),
        ("find-loaded", "", "", 1, ("All of it",), ""),
    ]
    (exercise,) = [one for one in report.exercises if one.exercise.id == "find-loaded"]
    assert {one.text: one.contested for one in exercise.items if one.contested} == {"greedy": 2}


@pytest.mark.thorough
def test_the_teachers_answer_is_told_and_words_of_learners_stay_out_of_anonymous_reports(
    tmp_path: Path,
) -> None:
    ana = (
        contest("ana", "greedy", "Ana says so."),
        contest("ana", "my friend Ben", "x"),
        contest("ana", "the plan", "y"),
    )
    made(tmp_path, handed_in(LESSON, "ana", RIGHT, extra=ana))
    with ClassStore(class_path("8b", home()), "8b", write=True) as store:
        one = next(one for one in contested(store, LESSON) if one.words == "greedy")
        decide(store, LESSON.course, LESSON.id, one, "stands", "It judges.")
    (report,) = reports("8b", None, home())
    assert {one.words: one.answer for one in report.contested if one.answer} == {
        "greedy": "The key stands. It judges."
    }
    told = "\n".join(as_text(report))
    assert "your answer: The key stands. It judges." in told
    (without,) = anonymous([report])
    assert {one.words for one in without.contested} == {"greedy", "…", "the plan"}
    assert not any(one.reasons for one in without.contested)
