"""``was: [old-id]``: whatever is renamed in a lesson, what students did follows."""

import io
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.main import run
from lessons.kinds.kept_answers import keep
from lessons.kinds.written_answers import read
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import old_ids
from lessons.lesson.opening import named_in, open_lesson
from lessons.loading.catalogue import read_course
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml
from lessons.model.form import Side
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.record.event import local_now
from lessons.record.own_copies import bound_folder
from lessons.reports.learner import progress
from lessons.reports.reading_file import blank_reading, fitted
from lessons.reports.standing import standing
from lessons.review.deck import deck_of
from lessons.share.sealing.neutral_names import names_of, neutral_key, neutral_lesson
from lessons.share.standoff.binding import bind
from tests.helpers.answering import draft_of, say
from tests.helpers.examples import examples
from tests.helpers.place import home, open_journal
from tests.helpers.standoff import textless
from tests.helpers.tiny import COURSE, perfect_answers


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path / "course"


def opened(course: Path, record: MemoryRecord) -> Session:
    lesson = open_lesson(course / "tiny")
    return Session(lesson, record, lambda: open_key(lesson))


def played(course: Path, record: MemoryRecord, *, every: int = 3) -> None:
    """Some exercises right, some blank, one left as a draft, one contested."""
    session = opened(course, record)
    perfect = dict(perfect_answers(session.lesson))
    for index, exercise in enumerate(session.lesson.exercises):
        session.goto(index)
        if index % every:
            say(session, perfect[exercise.id])
        if index != 4:
            session.commit()
    session.goto(5)
    assert session.result is not None
    session.contest(session.result.parts[0], "I do not think so")


WORDS = ("why", "otherwise", "quote", "sentence", "text")
"""Fields of a key that hold words of the author."""


def load(path: Path) -> Any:
    return read_yaml(path).value


def renamed(course: Path, rng: random.Random, share: float = 0.5) -> None:
    """Give ids of exercises and of what is in them other names, with ``was``."""
    lesson, key = load(course / "tiny" / "lesson.yaml"), load(course / "tiny" / "key.yaml")
    for exercise in lesson["exercises"]:
        answer = key["answers"][exercise["id"]]
        fresh: dict[str, str] = {}
        for at, listing in [*named_in(exercise)]:
            for id in [*listing]:
                if rng.random() < share:
                    fresh[id] = f"new-{id}"
            _rename(exercise, at, listing, fresh)
        key["answers"][exercise["id"]] = _followed(answer, fresh)
        if rng.random() < share:
            old = exercise["id"]
            exercise["id"], exercise["was"] = f"new-{old}", [old]
            key["answers"][exercise["id"]] = key["answers"].pop(old)
    (course / "tiny" / "lesson.yaml").write_text(to_yaml(lesson), "utf-8")
    (course / "tiny" / "key.yaml").write_text(to_yaml(key), "utf-8")


def _rename(exercise: Any, at: tuple[str, ...], listing: Any, fresh: dict[str, str]) -> None:
    made = {}
    for id, value in listing.items():
        if id in fresh:
            value = dict(value) if isinstance(value, dict) else {"text": value}
            made[fresh[id]] = {**value, "was": [id]}
        else:
            made[id] = value
    holder = exercise
    for name in at[:-1]:
        holder = holder[{**fresh}.get(name, name)] if name not in holder else holder[name]
    holder[at[-1]] = made


def _followed(value: Any, fresh: dict[str, str]) -> Any:
    """The answer of a key with the new names; explanations stay."""
    if isinstance(value, dict):
        return {
            fresh.get(name, name): inner
            if name in ("why", "otherwise", "quote", "sentence", "text")
            else _followed(inner, fresh)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_followed(inner, fresh) for inner in value]
    return fresh.get(value, value)


def told(course: Path, record: MemoryRecord) -> tuple[Any, ...]:
    session = opened(course, record)
    summary = session.summary()
    results = [
        (result.score, [part.verdict for part in result.parts]) if result is not None else None
        for exercise in session.lesson.exercises
        for result in [session.first_result(exercise.id)]
    ]
    session.goto(4)
    contested = [
        one.reason
        for exercise in session.lesson.exercises
        for one in session.contests.of(exercise.id).values()
    ]
    return summary.score, summary.changed, summary.withdrawn, results, bool(draft_of(session)), contested


@examples(10)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.2, 0.5, 1.0]))
def test_renaming_anything_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int, share: float
) -> None:
    course = tmp_path_factory.mktemp("renamed") / "course"
    shutil.copytree(COURSE, course)
    record = MemoryRecord()
    played(course, record)
    before = told(course, record)
    known = [read_course(course)]
    cards = deck_of(known, record.kept, local_now()).cards
    renamed(course, random.Random(seed), share)
    assert told(course, record) == before
    now = deck_of([read_course(course)], record.kept, local_now())
    assert len(now.cards) == len(cards)
    assert not now.dropped
    (one,) = progress([read_course(course)], record.kept).lessons
    assert one.since == ()
    card = read_course(course).lessons[0]
    assert standing(card, record.kept).answered == standing(known[0].lessons[0], record.kept).answered


def test_a_class_keeps_its_scores(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_journal("ana") as journal:
        played(course, journal)  # type: ignore[arg-type]
    (tmp_path / "in").mkdir()
    lesson = str(course / "tiny")
    assert run(["--learner", "ana", "hand-in", lesson, "--to", "in"]) == 0
    assert run(["collect", "in", "-c", "8b", "--lesson", lesson]) == 0
    renamed(course, random.Random(1), 1.0)
    capsys.readouterr()
    assert run(["rescore", "8b", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["lessons"][0]["changes"] == []
    assert run(["--learner", "ana", "hand-in", lesson, "--to", "in"]) == 0
    assert run(["collect", "in", "-c", "8b"]) == 0
    capsys.readouterr()
    assert run(["rescore", "8b"]) == 0
    assert "nothing changes" in capsys.readouterr().out


@pytest.mark.thorough
def test_sealed_names_follow(course: Path) -> None:
    def sealed() -> tuple[Any, Any]:
        value, answers = (read_yaml(course / "tiny" / name).value for name in ("lesson.yaml", "key.yaml"))
        assert isinstance(value, dict)
        assert isinstance(answers, dict)
        names = names_of(value, b"secret", "tiny")
        return neutral_lesson(value, open_lesson(course / "tiny"), names), neutral_key(answers, value, names)

    first, _key = sealed()
    renamed(course, random.Random(2), 1.0)
    second, _key = sealed()

    def ids(lesson: Any) -> Iterator[str]:
        for exercise in lesson["exercises"]:
            yield exercise["id"]
            for _at, listing in named_in(exercise):
                yield from listing

    def claimed(lesson: Any) -> Iterator[str]:
        for exercise in lesson["exercises"]:
            yield from exercise.get("was", [])
            for _at, listing in named_in(exercise):
                for value in listing.values():
                    yield from old_ids(value)

    assert {id for id in ids(first) if id.startswith("x")} <= {*claimed(second)}
    assert not {id for id in ids(second) if id.startswith("x")} & {*claimed(second)}


def test_an_old_id_that_is_in_use_is_refused(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = course / "tiny" / "lesson.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("id: who-says", "id: who-says\n    was: [chain]"), "utf-8")
    assert run(["check", str(course / "tiny")]) == 1
    assert "F310: was: chain, an id that is in use" in capsys.readouterr().out


# Renamed without was ----------------------------------------------------------------------------------------------


def _call(folder: Path, old: str, new: str, *, was: bool) -> None:
    """Give an exercise another id in both files of a lesson."""
    lesson, key = load(folder / "lesson.yaml"), load(folder / "key.yaml")
    exercise = next(one for one in lesson["exercises"] if one["id"] == old)
    exercise["id"] = new
    if was:
        exercise["was"] = [old]
    key["answers"] = {new if id == old else id: answer for id, answer in key["answers"].items()}
    (folder / "lesson.yaml").write_text(to_yaml(lesson), "utf-8")
    (folder / "key.yaml").write_text(to_yaml(key), "utf-8")


@pytest.mark.thorough
def test_the_learner_is_told_once_of_answers_that_have_no_exercise(course: Path) -> None:
    record = MemoryRecord()
    played(course, record)
    old = opened(course, record).lesson.exercises[1].id
    assert opened(course, record).take_left_out() == []
    _call(course / "tiny", old, "another", was=False)
    (sentence,) = opened(course, record).take_left_out()
    assert f"{old}. If one only has a new name" in sentence
    assert f"was: [{old}]" in sentence
    assert opened(course, record).take_left_out() == []


def test_a_renamed_exercise_leaves_nothing_to_tell(course: Path) -> None:
    record = MemoryRecord()
    played(course, record)
    _call(course / "tiny", opened(course, record).lesson.exercises[1].id, "another", was=True)
    assert opened(course, record).take_left_out() == []


@pytest.mark.thorough
@pytest.mark.parametrize("was", [False, True])
def test_everybody_is_told_of_orphaned_answers(
    was: bool,
    course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The learner on opening, the author by ``check``, the teacher by ``rescore`` and in the report: or nobody."""
    monkeypatch.setenv("CLOSEREAD_PATH", str(course))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("goto 5\npick brook\ncommit\n"))
    assert run(["--learner", "ana", "read", "course/tiny", "--linear"]) == 0
    (tmp_path / "in").mkdir()
    assert run(["--learner", "ana", "hand-in", "tiny", "--to", "in", "--as", "blue-otter"]) == 0
    assert run(["collect", "in", "-c", "8b", "--lesson", "course/tiny"]) == 0
    _call(course / "tiny", "who-says", "another", was=was)
    capsys.readouterr()

    assert run(["check", "course", "--only", "L817", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told] == ([] if was else ["L817"])
    assert was or "who-says (2)" in told[0]["found"]  # the record, and the class
    assert was or "was: [who-says]" in told[0]["fix"]

    assert run(["rescore", "8b"]) == 0
    assert ("1 learner answered who-says" in capsys.readouterr().out) is not was
    assert run(["rescore", "8b", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["lessons"][0]["orphaned"] == ({} if was else {"who-says": 1})
    assert run(["class", "report", "8b"]) == 0
    assert ("was: [who-says]" in " ".join(capsys.readouterr().out.split())) is not was

    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert run(["--learner", "ana", "read", "course/tiny", "--linear"]) == 0
    assert ("was: [who-says]" in " ".join(capsys.readouterr().out.split())) is not was


@pytest.mark.thorough
def test_disputes_follow_a_renamed_exercise(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both voices are one dispute, and the tag of before still names it; a decision made before stands."""
    from lessons.school.contested import tag_of
    from lessons.share.handing_in.hand_in import HandIn
    from tests.helpers.classes import digest
    from tests.helpers.classes import write as write_hand_in

    monkeypatch.setenv("CLOSEREAD_PATH", str(course))

    def contest(name: str, exercise: str) -> None:
        record = MemoryRecord()
        session = opened(course, record)
        session.goto([one.id for one in session.lesson.exercises].index(exercise))
        say(session, ["mayor"])
        session.commit()
        assert session.result is not None
        session.contest(next(part for part in session.result.parts if part.text == "The mayor"), "it is he")
        lesson = session.lesson
        made = HandIn(
            name, digest(name), lesson.course, lesson.id, "2026-01-31T10:00:00.000Z", tuple(record.kept)
        )
        write_hand_in(tmp_path / "in", made)
        assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(course / "tiny")]) == 0

    contest("ana", "who-says")
    old = tag_of("who-says", "The mayor")
    decision = ["class", "decide", "8b", "tiny", old, "--answer"]
    assert run([*decision, "Look again."]) == 0
    _call(course / "tiny", "who-says", "another", was=True)
    contest("ben", "another")
    capsys.readouterr()
    assert run(["class", "disputes", "8b", "--format", "json"]) == 0
    (dispute,) = json.loads(capsys.readouterr().out)["lessons"][0]["disputes"]
    assert dispute["tag"] == tag_of("another", "The mayor")
    assert len(dispute["reasons"]) == 2
    assert "Look again." in json.dumps(dispute)
    assert run([*decision, "He is quoted by another."]) == 0


def test_readings_follow_renamed_ids(course: Path) -> None:
    lesson = open_lesson(course / "tiny")
    forms = {exercise.id: exercise.form for exercise in lesson.exercises}
    kept = {}
    for id, raw in perfect_answers(lesson).items():
        answer = read(forms[id], raw, lesson.article, lesson.beside)
        kept[id] = keep(forms[id], answer, lesson.article, lesson.beside)
    file = replace(blank_reading(lesson, "ben"), answers=kept, hints={"who-says": 1}, notes={"who-says": "?"})
    before = fitted(file, lesson)
    assert not before.unfit
    renamed(course, random.Random(0), share=1)
    today = open_lesson(course / "tiny")
    after = fitted(file, today)
    assert not after.unfit
    assert {*after.answers} == {f"new-{id}" for id in before.answers}
    for id, raw in perfect_answers(today).items():
        assert after.answers[id] == read(today.exercise(id).form, raw, today.article, today.beside)
    assert (after.hints, after.notes) == ({"new-who-says": 1}, {"new-who-says": "?"})


@pytest.mark.thorough
def test_a_pack_without_its_text_keeps_was(course: Path, tmp_path: Path) -> None:
    renamed(course, random.Random(1))
    textless(course, tmp_path / "bare")
    copies: dict[Side, Path] = {
        "main": course / "tiny" / "article.md",
        "beside": course / "tiny" / "beside.md",
    }
    bind(tmp_path / "bare" / "tiny", copies, home())
    bound = bound_folder(tmp_path / "bare" / "tiny", home())
    assert bound is not None
    for folder in (tmp_path / "bare" / "tiny", bound):
        assert _was(load(folder / "lesson.yaml")) == _was(load(course / "tiny" / "lesson.yaml")) != []


def _was(value: Any) -> list[Any]:
    """Everything that was: says in a file, in order."""
    if isinstance(value, list):
        return [found for one in value for found in _was(one)]
    if isinstance(value, dict):
        return [
            *([value["was"]] if "was" in value else []),
            *(f for one in value.values() for f in _was(one)),
        ]
    return []


def _rename_option(folder: Path, exercise: str, old: str, new: str, *, was: bool) -> None:
    """Give an option of a choice another id in both files of a lesson."""
    lesson, key = load(folder / "lesson.yaml"), load(folder / "key.yaml")
    options = next(one for one in lesson["exercises"] if one["id"] == exercise)["options"]
    text = options.pop(old)
    options[new] = {"text": text, "was": [old]} if was else text
    (folder / "lesson.yaml").write_text(to_yaml(lesson), "utf-8")
    (folder / "key.yaml").write_text(
        to_yaml(key).replace(f"{old}:", f"{new}:").replace(f"- {old}", f"- {new}"), "utf-8"
    )


@pytest.mark.sample(1)
@pytest.mark.parametrize("was", [False, True])
def test_everybody_is_told_of_answers_to_a_line_that_is_gone(
    was: bool,
    course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An option that was picked has another id: its exercise is there, and the answer fits it no more."""
    monkeypatch.setenv("CLOSEREAD_PATH", str(course))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("goto 5\npick brook\ncommit\n"))
    assert run(["--learner", "ana", "read", "course/tiny", "--linear"]) == 0
    (tmp_path / "in").mkdir()
    assert run(["--learner", "ana", "hand-in", "tiny", "--to", "in", "--as", "blue-otter"]) == 0
    assert run(["collect", "in", "-c", "8b", "--lesson", "course/tiny"]) == 0
    _rename_option(course / "tiny", "who-says", "brook", "stream", was=was)
    capsys.readouterr()

    assert run(["check", "course", "--only", "L817", "--format", "json"]) == 0
    problems = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in problems] == ([] if was else ["L817"])
    assert was or "who-says/brook (2)" in problems[0]["found"]  # the record, and the class
    assert was or "was: [brook] there in who-says" in problems[0]["fix"]
    assert run(["rescore", "8b", "--format", "json"]) == 0
    orphaned = json.loads(capsys.readouterr().out)["lessons"][0]["orphaned"]
    assert orphaned == ({} if was else {"who-says/brook": 1})
    assert run(["rescore", "8b"]) == 0
    assert ("was: [brook]" in capsys.readouterr().out) is not was
    assert run(["class", "report", "8b"]) == 0
    assert ("who-says/brook" in " ".join(capsys.readouterr().out.split())) is not was
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert run(["--learner", "ana", "read", "course/tiny", "--linear"]) == 0
    assert ("was: [brook]" in " ".join(capsys.readouterr().out.split())) is not was
