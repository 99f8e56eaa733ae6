"""The values of a class report: whose they are, what stands in the grade book, and what is contested."""

from pathlib import Path

from lessons.assembly.keys import open_key
from lessons.assembly.opening import open_lesson
from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.exchange.hand_in import HandIn
from lessons.model.answer import Raw
from lessons.reports.classes.contested import contested_items
from lessons.reports.classes.exercise import known_items
from lessons.reports.classes.values import ClassReport
from lessons.store.event import Event
from tests.helpers.classes import digest, handed_in, write
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)


def made(tmp_path: Path, *hand_ins: HandIn) -> ClassReport:
    for number, hand_in in enumerate(hand_ins):
        write(tmp_path / "in", hand_in, f"{number}.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(TINY)]) == 0
    (report,) = reports("8b", None)
    return report


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


def test_techniques_given_to_a_phrase_are_counted(tmp_path: Path) -> None:
    start = LESSON.article.text.index("greedy")
    wrong: dict[str, Raw] = {
        "find-named": [{"start": start, "end": start + len("greedy"), "technique": "slogan"}]
    }
    report = made(tmp_path, handed_in(LESSON, "ana", RIGHT), handed_in(LESSON, "ben", wrong))
    (exercise,) = [one for one in report.exercises if one.exercise.id == "find-named"]
    (item,) = [one for one in exercise.items if one.text == "greedy"]
    assert dict(item.named) == {"loaded-language": 1, "slogan": 1}


def contest(name: str, item: Raw, reason: Raw, *, exercise: str = "find-loaded", minute: int = 50) -> Event:
    data: dict[str, Raw] = {"item": item, "words": "greedy", "reason": reason}
    id = digest(name, exercise, item, minute)
    return Event("contested", LESSON.course, LESSON.id, exercise, data, id, f"2026-01-31T09:{minute}:00.000Z")


def test_the_last_contest_of_each_learner_counts(tmp_path: Path) -> None:
    item = next(iter(known_items(LESSON, open_key(LESSON), LESSON.exercise("find-loaded"))))
    ana = (contest("ana", item, "first"), contest("ana", item, "It is\x1b[31m\nneutral.", minute=51))
    report = made(
        tmp_path,
        handed_in(LESSON, "ana", RIGHT, extra=ana),
        handed_in(
            LESSON, "ben", RIGHT, extra=(contest("ben", item, "Me too."), contest("ben", "", "All of it"))
        ),
    )
    found = [(one.item, one.words, one.learners, one.reasons) for one in report.contested]
    assert found == [
        (item, "greedy", 2, ("It is[31m neutral.", "Me too.")),
        ("", "greedy", 1, ("All of it",)),
    ]
    (exercise,) = [one for one in report.exercises if one.exercise.id == "find-loaded"]
    assert {one.id: one.contested for one in exercise.items if one.contested} == {item: 2}


def test_contests_of_any_shape_are_read() -> None:
    odd = [
        (1, contest("ana", None, "no item")),
        (1, contest("ana", "m1", None)),
        (1, contest("ana", "m2", ["a list"])),
        (2, contest("ben", "m1", "x", exercise="no-such")),
        (2, contest("ben", "m1", "y" * 9_000)),
    ]
    found = {one.item: one for one in contested_items(LESSON, odd)}
    assert set(found) == {"m1", "m2"}
    assert (found["m1"].learners, len(found["m1"].reasons), len(found["m1"].reasons[0])) == (2, 1, 2_000)
    assert found["m2"].reasons == ()
