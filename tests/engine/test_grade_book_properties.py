"""The grade book, whatever is done to it: nobody loses silently, nothing is forgotten, no order of collecting tells."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.school.at_hand import assignment_of
from lessons.school.book import TOTAL, BookEntry, enter, history, rescore, standing_scores, totals
from lessons.school.collecting import collect
from lessons.school.grading import Grader, grade_class
from lessons.school.preparing import Expected
from lessons.school.store import ClassStore
from tests.helpers.classes import handed_in, write
from tests.helpers.examples import examples
from tests.helpers.place import here

OPTIONS = ("a", "b", "c")
KEYS = (
    {"one": "a", "two": "b", "rows": "ab"},
    {"one": "b", "two": "b", "rows": "bb"},
    {"one": "a", "two": "c", "rows": "ca"},
)
"""What is right under each version of the key."""
ANSWERS: tuple[dict[str, Raw], ...] = (
    {"one": "a", "two": "b", "many": ["a", "c"], "rows": {"r": "a", "s": "b"}},
    {"two": "c", "rows": {"r": "b", "s": "b"}, "one": "b", "many": ["b"]},
    {"many": ["a"], "one": "c", "rows": {"r": "c"}, "two": "b"},
)
"""What each learner answers, in order."""


def write_lesson(course: Path, number: int) -> Path:
    """The lesson with one of the keys."""
    folder = course / "river"
    folder.mkdir(parents=True)
    right = KEYS[number]
    options = {id: f"Option {id}" for id in OPTIONS}
    head = {"strand": "sourcing", "prompt": "Answer."}
    exercises = [
        {"id": "one", "kind": "choice", "options": options, **head},
        {"id": "two", "kind": "choice", "options": options, "weight": 3, **head},
        {"id": "many", "kind": "choice", "pick": "several", "options": options, **head},
        {"id": "rows", "kind": "match", "rows": {"r": "Row r", "s": "Row s"}, "options": options, **head},
    ]
    answers = {
        id: {"options": {one: {"credit": int(one == right[id]), "why": "So."} for one in OPTIONS}}
        for id in ("one", "two")
    }
    answers["many"] = {
        "options": {one: {"credit": int(one != right["two"]), "why": "So."} for one in OPTIONS}
    }
    rows = {"rows": {id: {"is": is_, "why": "So."} for id, is_ in zip("rs", right["rows"], strict=True)}}
    (folder / "article.md").write_text(
        "---\ntitle: A river\nlanguage: en\n---\n\nThe river rose in the night.\n"
    )
    lesson = {
        "format": 1,
        "title": "River",
        "summary": "S.",
        "minutes": 5,
        "level": 1,
        "goals": ["G."],
        "exercises": exercises,
    }
    (folder / "lesson.yaml").write_text(json.dumps(lesson))
    whole = {id: {**answer, "why": "So."} for id, answer in (answers | {"rows": rows}).items()}
    (folder / "key.yaml").write_text(json.dumps({"format": 1, "answers": whole}))
    return folder


@dataclass(frozen=True, repr=False)
class Version:
    """The lesson under one version of its key."""

    lesson: Lesson
    key: AnswerKey
    grader: Grader


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Version]:
    made = []
    for number in range(len(KEYS)):
        lesson = open_lesson(write_lesson(tmp_path_factory.mktemp("key") / "course", number))
        key = open_key(lesson)
        made.append(Version(lesson, key, Grader(lesson, key)))
    return made


@dataclass(frozen=True)
class Step:
    """One thing that a teacher does."""

    what: Literal["collect", "key", "rescore", "lower"]
    number: int = 0
    """Of the learner, or of the key."""
    count: int = 0
    """Answers in the hand-in."""


STEPS = st.one_of(
    st.builds(Step, st.just("collect"), st.integers(0, 2), st.integers(0, 4)),
    st.builds(Step, st.just("collect"), st.integers(0, 2), st.integers(0, 4)),
    st.builds(Step, st.just("key"), st.integers(0, 2)),
    st.sampled_from([Step("rescore"), Step("lower")]),
)


class Book:
    """A class and its book, which is looked at after each step."""

    def __init__(self, folder: Path, store: ClassStore, versions: Sequence[Version]) -> None:
        self.folder, self.store, self.versions = folder, store, versions
        self.version = versions[0]
        self.seen: dict[tuple[int, str], list[BookEntry]] = {}

    def do(self, number: int, step: Step) -> None:
        now = self.version
        if step.what == "key":
            self.version = self.versions[step.number]
        elif step.what == "collect":
            answers = dict(list(ANSWERS[step.number].items())[: step.count])
            write(self.folder / str(number), handed_in(now.lesson, f"learner-{step.number}", answers, key=""))
            expected = Expected(assignment_of(now.lesson.folder, here()), grader=now.grader)
            list(
                collect(self.store, self.folder / str(number), {(now.lesson.course, now.lesson.id): expected})
            )
            grade_class(self.store, now.lesson, now.key)
            enter(self.store, now.lesson, now.key)
        else:
            self.rescore(lower=step.what == "lower")
        self.look(lower=step.what == "lower")

    def rescore(self, *, lower: bool) -> None:
        now, why = self.version, "item 2 was keyed by mistake" if lower else ""
        grade_class(self.store, now.lesson, now.key)
        rescore(self.store, now.lesson, now.key, allow_lower=lower, reason=why)
        assert rescore(self.store, now.lesson, now.key, allow_lower=lower, reason=why) == ()

    def look(self, *, lower: bool) -> None:
        """Nothing is forgotten; nobody has less without a reason; the total is that of what stands."""
        lesson = self.version.lesson
        standing = standing_scores(self.store, lesson)
        assert self.seen.keys() <= standing.keys()
        for place, entry in standing.items():
            rows = [*history(self.store, lesson, *place)]
            before = self.seen.get(place, [])
            assert rows[: len(before)] == before
            assert rows[-1] == entry
            for earlier, later in pairwise(rows):
                assert later.score >= earlier.score or (
                    later.cause == "lowered" and later.reason and (lower or later in before)
                )
                assert later.cause != "kept" or later.score == earlier.score
            self.seen[place] = rows
        scores = {place: entry.score for place, entry in standing.items()}
        assert totals(lesson, scores) == {
            place: score for place, score in scores.items() if place[1] == TOTAL
        }

    def by_name(self) -> dict[tuple[str, str], Fraction]:
        names = {pupil.id: pupil.pseudonym for pupil in self.store.pupils()}
        standing = standing_scores(self.store, self.version.lesson)
        return {(names[learner], exercise): entry.score for (learner, exercise), entry in standing.items()}


def another_order(steps: Sequence[Step]) -> Iterator[Step]:
    """The same steps, the hand-ins between two others in the opposite order."""
    for what, group in groupby(steps, lambda step: step.what):
        some = list(group)
        yield from reversed(some) if what == "collect" else some


def same_end(versions: Sequence[Version], steps: Sequence[Step]) -> None:
    ends = []
    for order in (steps, list(another_order(steps))):
        with TemporaryDirectory() as name, ClassStore(Path(name) / "c.db", "8b", write=True) as store:
            store.connection.exec_driver_sql("PRAGMA synchronous = OFF")  # no power cut is meant here
            book = Book(Path(name), store, versions)
            for number, step in enumerate(order):
                book.do(number, step)
            ends.append(book.by_name())
    assert ends[0] == ends[1]


@pytest.mark.thorough
def test_a_school_year_of_one_book(versions: Sequence[Version]) -> None:
    """Hand-ins early and late, keys that raise and lower, and back again."""
    collect = [Step("collect", learner, count) for learner, count in ((0, 2), (1, 3), (0, 4), (2, 1), (1, 1))]
    later = [Step("collect", 2, 4), Step("collect", 1, 4)]
    keys = [Step("key", number) for number in (1, 2, 0)]
    mend, lower = Step("rescore"), Step("lower")
    same_end(
        versions, [*collect, mend, keys[0], mend, keys[1], *later, mend, lower, keys[2], mend, keys[0], lower]
    )


@examples(4)
@given(st.lists(STEPS, min_size=3, max_size=9))
def test_nobody_loses_silently_and_no_order_tells(versions: Sequence[Version], steps: list[Step]) -> None:
    same_end(versions, steps)


@pytest.mark.thorough
@pytest.mark.timeout(400)
@examples(60)
@given(st.lists(STEPS, min_size=4, max_size=16))
def test_nobody_loses_silently_in_many_books(versions: Sequence[Version], steps: list[Step]) -> None:
    same_end(versions, steps)
