"""Fresh sentences in a key: what they must be, and that they go with their item."""

from pathlib import Path
from typing import Any

import pytest

from lessons.kinds.again import AgainFields, bind_again
from lessons.kinds.base import Bench
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import Severity
from lessons.model.scalar import Plain
from lessons.review.card import fresh_for
from lessons.share.standoff.binding import bind_all
from lessons.share.standoff.detaching import detach_lesson
from lessons.share.standoff.lessening import drop_exercise
from tests.helpers.place import home
from tests.helpers.reviewing import tiny_source
from tests.helpers.tiny import TINY

SENTENCE = "The pool raised its prices in a reckless hurry."


def bound(
    technique: str | None = "slogan", own: str | None = None, **fields: Any
) -> tuple[Any, list[tuple[str, Any, Severity]]]:
    """One fresh sentence under an item of this technique, and what is told of it."""
    lesson = open_lesson(TINY)
    bench = Bench(lesson.article, lesson.beside, lesson.glossary)
    told = AgainFields.model_validate({"sentence": SENTENCE, **fields, **({"technique": own} if own else {})})
    made = bind_again(bench, [told], ("mark", 0), technique)
    return made, [(fault.code, fault.at[2:], fault.severity) for fault in bench.faults]


def test_words_to_find_and_nothing_to_find() -> None:
    (made,), faults = bound(quote="reckless hurry", plain="hurry", why="So.")
    assert not faults
    assert made.sentence[slice(*made.span)] == "reckless hurry"
    assert (made.technique, made.plain, made.why) == ("slogan", "hurry", "So.")
    (made,), faults = bound(nothing=Plain("true"))
    assert not faults
    assert made.span is None


def test_its_own_technique_goes_before_the_items() -> None:
    (made,), faults = bound("slogan", quote="reckless", own="exaggeration")
    assert made.technique == "exaggeration"
    assert not faults


@pytest.mark.parametrize(
    ("fields", "code", "at"),
    [
        ({"quote": "wild"}, "K613", ("again", 0, "quote")),
        ({"quote": " "}, "K613", ("again", 0, "quote")),
        ({"sentence": "A hurry is a hurry, on any day.", "quote": "hurry"}, "K613", ("again", 0, "quote")),
        ({"quote": "reck"}, "K602", ("again", 0, "quote")),
        ({}, "K614", ("again", 0)),
        ({"quote": "reckless", "nothing": Plain("true")}, "K614", ("again", 0)),
        ({"nothing": Plain("true"), "plain": "quick"}, "K614", ("again", 0)),
    ],
)
def test_what_is_wrong_is_told_at_its_place(fields: dict[str, Any], code: str, at: tuple[Any, ...]) -> None:
    _made, faults = bound(**fields)
    assert faults == [(code, at, Severity.ERROR)]


def test_an_unknown_technique_is_told() -> None:
    lesson = open_lesson(TINY)
    bench = Bench(lesson.article, lesson.beside, lesson.glossary)
    fields = AgainFields(sentence=SENTENCE, quote="reckless", technique="loaded-langauge")
    bind_again(bench, [fields], ("mark", 0), None)
    assert [(fault.code, fault.at) for fault in bench.faults] == [
        ("F302", ("mark", 0, "again", 0, "technique"))
    ]
    assert "loaded-language" in bench.faults[0].fix


@pytest.mark.parametrize(
    "fields",
    [
        {"quote": "raised its prices in a reckless hurry"},
        {"sentence": "Work starts in June.", "nothing": Plain("true")},
    ],
)
def test_what_trains_nothing_is_warned_of(fields: dict[str, Any]) -> None:
    made, faults = bound(**fields)
    assert made
    assert [(code, severity) for code, _at, severity in faults] == [("K615", Severity.WARNING)]


def test_each_item_has_its_own_sentences_and_the_plain_ones_are_the_exercises() -> None:
    key = tiny_source().key
    marks, labels = key.bound["find-loaded"], key.bound["name-it"]
    assert [again.sentence.split()[1] for again in fresh_for(marks, "m0")] == ["sulky", "noble"]
    assert fresh_for(marks, "m1") == ()
    assert [again.span for again in fresh_for(marks, "t0")] == [None]
    assert [again.sentence.split()[1] for again in fresh_for(marks, "plain")] == ["bus", "timetable"]
    assert [again.technique for again in fresh_for(labels, "everyone")] == ["exaggeration"]
    assert fresh_for(labels, "reckless") == fresh_for(key.bound["who-says"], "whole") == ()


def test_nothing_of_them_is_in_a_lesson_before_the_answer() -> None:
    assert "sulky" not in repr(open_lesson(TINY))


def test_without_its_text_a_lesson_keeps_them_and_hides_words_of_the_article(tmp_path: Path) -> None:
    (tmp_path / "key.yaml").write_bytes(detach_lesson(TINY).files["key.yaml"])
    value: Any = read_yaml(tmp_path / "key.yaml").value
    first = value["answers"]["find-loaded"]["mark"][0]["again"][0]
    assert "The sulky driver stopped at the pool" in first["sentence"]
    assert "Tuesday" not in first["sentence"]
    assert first["quote"] == "sulky"


def bound_sentences(copy: str, folder: Path) -> list[str]:
    """The fresh sentences of the tiny lesson's first phrase, bound to copies with this main text."""
    lesson = folder / "course" / "tiny"
    lesson.mkdir(parents=True)
    for name, data in detach_lesson(TINY).files.items():
        (lesson / name).write_bytes(data)
    (folder / "copy.md").write_text(copy, "utf-8")
    done = bind_all([lesson], [folder / "copy.md", TINY / "beside.md"], home())
    assert done.bound
    return [
        again.sentence
        for again in fresh_for(open_key(open_lesson(lesson, home())).bound["find-loaded"], "m0")
    ]


@pytest.mark.thorough
def test_bound_to_a_copy_they_are_whole_and_one_that_lacks_words_goes(tmp_path: Path) -> None:
    text = (TINY / "article.md").read_text("utf-8")
    whole = bound_sentences(text, tmp_path / "whole")
    assert whole[0] == "The sulky driver stopped at the pool on Tuesday."
    assert len(whole) == 2
    assert bound_sentences(text.replace("on Tuesday", "in haste"), tmp_path / "changed") == whole[1:]


def test_an_exercise_whose_id_is_no_text_can_be_taken_out() -> None:
    lesson: Any = {"exercises": [{"kind": "short"}, {"id": ["x"]}, {"id": "kept"}]}
    for id in ("None", "['x']"):
        drop_exercise(lesson, {}, id)
    assert lesson == {"exercises": [{"id": "kept"}]}
