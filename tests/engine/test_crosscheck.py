"""Readings held against each other and against the key, below the command line."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.linear.blind import write_reading
from lessons.kinds.kept_answers import keep
from lessons.kinds.written_answers import read
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.strict_json import JsonError
from lessons.model.answer import MarkAnswer, Raw
from lessons.model.article import Article
from lessons.reports.crosscheck import CrossCheck, ExerciseCheck, Reading, as_mapping, as_text, cross_check
from lessons.reports.disputes import Dispute
from lessons.reports.reading_file import (
    ReadingFile,
    blank_reading,
    fitted,
    read_reading,
    told_apart,
)
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
KEY = open_key(LESSON)


def reading(name: str, answers: Mapping[str, Raw], lesson: Lesson = LESSON) -> Reading:
    forms = {exercise.id: exercise.form for exercise in lesson.exercises}
    return Reading(
        name, {id: read(forms[id], raw, lesson.article, lesson.beside) for id, raw in answers.items()}
    )


def held(*answers: Mapping[str, Raw]) -> CrossCheck:
    readings = [reading(name, one) for name, one in zip("abcde", answers, strict=False)]
    return cross_check(LESSON, KEY, readings)


def of(check: CrossCheck, id: str) -> ExerciseCheck:
    return next(one for one in check.exercises if one.exercise.id == id)


def disputed(check: CrossCheck, id: str) -> dict[str, Dispute]:
    return {one.item: one for one in of(check, id).disputes}


def marks(*quotes: str) -> Raw:
    return [{"quote": quote} for quote in quotes]


def test_readers_who_answer_as_the_key_dispute_nothing() -> None:
    perfect = perfect_answers(LESSON)
    check = held(perfect, perfect, perfect)
    assert not check.disputes
    assert not check.confusions
    for one in check.exercises:
        assert one.readers == ("a", "b", "c")
        for against in one.against:
            assert against.score == 1
            assert against.agreement in (1, None)
            assert against.kappa in (1, None)
            assert against.f1 in (1, None)
        for group in one.groups:
            assert group.agreement == 1
            assert set(group.alphas.values()) <= {Fraction(1), None}
    assert as_text(check).endswith("Nothing is disputed.")


def test_other_answers_the_key_accepts_are_no_dispute() -> None:
    check = held(
        {
            "slant": {"s1": 1, "s2": 5},
            "sources": {"s1": {"named": "yes", "interest": "unknown"}},
            "find-named": [
                {"quote": "greedy", "technique": "loaded-language"},
                {"quote": "reckless", "technique": "exaggeration"},
            ],
            "count-police": "none",
            "find-loaded": marks("greedy", "reckless", "Everyone", "pushed"),
        }
    )
    assert not check.disputes
    assert not check.confusions
    assert all(one.agreement == 1 for check in check.exercises for one in check.against)


def test_disputes_among_marks() -> None:
    check = held(
        {"find-loaded": marks("greedy", "nonsense", "reckless", "12 million crowns")},
        {"find-loaded": marks("greedy", "nonsense", "12 million")},
        {"find-loaded": marks("greedy")},
        {},
    )
    found = disputed(check, "find-loaded")
    assert set(found) == {"m1", "m2", "t0", "x0"}
    assert found["m1"].said == "1 of 3 readers marked “reckless”; the key has it"
    assert found["m1"].readers == ("b", "c")
    assert found["m1"].trail == ("answers", "find-loaded", "mark", 1)
    assert found["m2"].said == "the key has “Everyone in the town hates”; nobody marked it"
    assert found["t0"].said == "2 of 3 readers marked “nonsense”; the key has it as a trap"
    assert found["x0"].said == "2 of 3 readers marked “12 million”; the key does not have it"
    assert found["t0"].trail is None
    assert found["t0"].advice
    assert of(check, "find-loaded").readers == ("a", "b", "c")


def test_one_reader_alone_is_no_reason_to_change_the_key() -> None:
    found = disputed(held({"find-loaded": marks("greedy")}), "find-loaded")
    assert set(found) == {"m1", "m2"}
    assert not any(one.offered for one in found.values())
    assert all(one.offered for one in disputed(held(*[{"find-loaded": []}] * 2), "find-loaded").values())


def test_figures_for_marks_are_those_of_the_words() -> None:
    """One sentence of two words, three readers: the words are counted by hand."""
    check = held(
        {"find-named": marks("greedy")}, {"find-named": marks("greedy", "reckless")}, {"find-named": []}
    )
    one = of(check, "find-named")
    words = len(LESSON.article.words.between(*LESSON.article.by_label["1"].span))
    assert one.groups[0].agreement == 1 - Fraction(4, 3 * words)
    a, b, c = one.against
    assert [a.f1, b.f1, c.f1] == [Fraction(2, 3), Fraction(1), Fraction(0)]
    assert one.f1 == Fraction(2, 3) / 3
    assert b.kappa == 1
    assert c.kappa == 0


def test_confused_techniques_and_wrong_names() -> None:
    named: list[Raw] = [{"quote": "greedy", "technique": "slogan"}]
    check = held(
        {"find-named": named, "name-it": {"everyone": "slogan", "reckless": "loaded-language"}},
        {"find-named": named, "name-it": {"everyone": "loaded-language"}},
    )
    assert check.confusions == {
        ("loaded-language", "slogan"): 2,
        ("exaggeration", "slogan"): 1,
        ("exaggeration", "loaded-language"): 1,
    }
    found = disputed(check, "find-named")
    assert found["m0.technique"].said == "2 of 2 readers called “greedy” Slogan; the key says Loaded language"
    assert disputed(check, "name-it")["everyone"].of == 2
    assert "Loaded language > Slogan: 2" in as_text(check)


def test_disputed_options_cells_and_facts() -> None:
    one: dict[str, Raw] = {
        "pick-sources": ["brook", "survey"],
        "who-says": "writer",
        "sources": {"s1": {"named": "no"}},
        "whats-missing": {
            "vote": {"class": "beside"},
            "cost": {"class": "matters", "claim": "hate"},
            "shoes": {"class": "in-text"},
        },
        "slant": {"s1": 3},
        "chain": ["page", "desk", "vote"],
        "count-police": "many",
        "plain-tram": "The greedy mayor did it.",
        "only-there": ["shop"],
    }
    check = held(one, one)
    offered = {(exercise.id, dispute.item) for exercise, dispute in check.disputes if dispute.offered}
    assert offered == {
        ("pick-sources", "office"),
        ("pick-sources", "survey"),
        ("whats-missing", "vote.class"),
        ("whats-missing", "cost.class"),
    }
    assert disputed(check, "pick-sources")["office"].said == (
        "2 of 2 readers left out “The budget office”; the key picks it"
    )
    assert disputed(check, "whats-missing")["vote.class"].trail == (
        "answers",
        "whats-missing",
        "facts",
        "vote",
    )
    assert "shoes.class" in disputed(check, "whats-missing")
    for id in ("who-says", "sources", "slant", "chain", "count-police", "plain-tram", "only-there"):
        assert all(dispute.advice and not dispute.offered for dispute in of(check, id).disputes)
        assert of(check, id).disputes
    assert disputed(check, "sources")["s1.named"].said == (
        "2 of 2 readers said “No” of “Ada Brook – Named?”; the key says “Yes”"
    )


def test_a_minority_of_readers_is_not_listed() -> None:
    check = held({"who-says": "brook"}, {"who-says": "brook"}, {"who-says": "writer"})
    assert not check.disputes
    assert of(check, "who-says").groups[0].agreement == Fraction(1, 3)
    assert of(check, "who-says").groups[0].alphas == {"nominal": None}


def test_a_scale_is_ordinal_and_interval() -> None:
    check = held({"slant": {"s1": 1, "s2": 4}}, {"slant": {"s1": 2, "s2": 5}})
    alphas = of(check, "slant").groups[0].alphas
    assert set(alphas) == {"ordinal", "interval"}
    assert alphas["interval"] == 1 - Fraction(3 * 2 * 2, 2 * (1 + 9 + 16 + 4 + 9 + 1))


def test_a_table_has_a_figure_for_each_column() -> None:
    table: dict[str, Raw] = {"s1": {"named": "yes", "interest": "party"}, "s2": {"named": "no"}}
    groups = of(held({"sources": table}, {"sources": table}), "sources").groups
    assert [group.name for group in groups] == ["Named?", "Has an interest?"]
    assert groups[0].alphas["nominal"] == 1
    assert groups[1].alphas["nominal"] is None


def test_nobody_answered() -> None:
    told = as_text(held({}))
    assert "who-says (choice): nobody answered it." in told
    assert "a answered 0 of 16 exercises." in told


def test_json_has_every_exercise() -> None:
    check = held({"find-loaded": marks("greedy")}, {"find-loaded": marks("nonsense")})
    told: Any = as_mapping(check)
    assert list(told["exercises"]) == [exercise.id for exercise in LESSON.exercises]
    one = told["exercises"]["find-loaded"]
    assert set(one["groups"][0]["alpha"]) == {"nominal"}
    assert one["disputes"][0]["span"]["side"] == "main"
    assert one["against_key"][0]["reader"] == "a"


# The file ---------------------------------------------------------------------------------------------------------


def kept(lesson: Lesson, answers: Mapping[str, Raw]) -> dict[str, Raw]:
    forms = {exercise.id: exercise.form for exercise in lesson.exercises}
    return {
        id: keep(
            forms[id], read(forms[id], raw, lesson.article, lesson.beside), lesson.article, lesson.beside
        )
        for id, raw in answers.items()
    }


def test_a_reading_comes_back_as_it_was_written(tmp_path: Path) -> None:
    answers = kept(LESSON, perfect_answers(LESSON))
    file = replace(blank_reading(LESSON, "Ana Ω"), answers=answers, finished=True)
    path = tmp_path / "deep" / "reading.json"
    write_reading(path, file)
    assert read_reading(path) == file
    back = fitted(file, LESSON)
    assert back.answers == reading("", perfect_answers(LESSON)).answers
    assert not back.moved
    assert not back.lost
    assert not back.unfit


def with_text(lesson: Lesson, old: str, new: str) -> Lesson:
    """The lesson with other words in its article; the blocks are not moved, for marks need only the text."""
    article = lesson.article
    text = article.text.replace(old, new)
    return replace(lesson, article=Article(article.masthead, text, article.blocks))


def test_marks_of_another_text_are_found_again_or_named_as_lost() -> None:
    file = replace(
        blank_reading(LESSON, "ana"), answers=kept(LESSON, {"find-loaded": marks("reckless", "nonsense")})
    )
    moved = with_text(LESSON, "greedy mayor", "kind mayor")
    back = fitted(file, moved)
    assert back.moved
    assert not back.lost
    answer = back.answers["find-loaded"]
    assert isinstance(answer, MarkAnswer)
    assert [moved.article.text[slice(*mark.span)] for mark in answer.marks] == ["reckless", "nonsense"]
    gone = fitted(file, with_text(LESSON, "nonsense", "a bad idea"))
    assert gone.lost == {"find-loaded": ("nonsense",)}


def test_what_no_longer_fits_is_named_and_left_out() -> None:
    file = replace(
        blank_reading(LESSON, "ana"), answers={"who-says": ["nobody"], "gone": "x", "chain": ["vote"]}
    )
    back = fitted(file, LESSON)
    assert set(back.answers) == {"chain"}
    assert set(back.unfit) == {"who-says", "gone"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("[]", "expected a reading"),
        ('{"who-says": "brook"}', "--answers"),
        ('{"format": 2, "answers": {}}', "format 1"),
        ('{"format": true, "answers": {}}', "format 1"),
        ('{"format": 1, "answers": []}', "answers"),
        ('{"format": 1, "answers": {}, "course": "c", "lesson": "l", "text": "t"}', "reader"),
        ('{"format": 1, "answers": {}, "course": 3}', "course"),
        ("{", "not JSON"),
    ],
)
def test_what_is_no_reading_is_refused(tmp_path: Path, data: str, words: str) -> None:
    path = tmp_path / "reading.json"
    path.write_text(data)
    with pytest.raises(JsonError, match=words):
        read_reading(path)


@pytest.mark.parametrize(
    "mark",
    [
        None,
        3,
        {},
        {"start": True, "end": 2, "exact": "x"},
        {"start": 0, "end": 10**12, "exact": "zzz", "prefix": [], "suffix": None},
        {"start": -5, "end": 2, "exact": ""},
    ],
)
def test_hostile_marks_are_lost_not_fatal(mark: Raw) -> None:
    back = fitted(replace(blank_reading(LESSON, "x"), answers={"find-loaded": [mark]}), LESSON)
    assert back.answers["find-loaded"] == MarkAnswer()
    assert len(back.lost["find-loaded"]) == 1


def test_a_flood_of_marks_is_left_out() -> None:
    flood: list[Raw] = [{"start": 0, "end": 1, "exact": "e"}] * 5001
    back = fitted(replace(blank_reading(LESSON, "x"), answers={"find-loaded": flood}), LESSON)
    assert not back.answers
    assert "5001 marks" in back.unfit["find-loaded"]


def test_equal_readings_and_two_of_one_reader_are_told() -> None:
    first = ReadingFile("c", "l", "ana", "t", answers={"a": ["x"]}, id="1")
    files = [("1", first), ("2", replace(first, reader="ben")), ("3", replace(first, id="2", answers={}))]
    files += [("4", replace(first, id="", reader="eva")), ("5", replace(first, id="3", reader="zoe"))]
    assert [told.partition(":")[0] for told in told_apart(files[:4])] == ["2", "3", "4"]
    assert told_apart([files[0], files[4]]) == []  # two who agree
