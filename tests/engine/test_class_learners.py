"""Learners renamed, merged, withdrawn, decided about and deleted; each taken back where that may be."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.record.event import Event
from lessons.reports.classes.looking import look
from lessons.reports.classes.text import as_text
from lessons.school.classes import class_path
from lessons.school.learners import known_learners
from lessons.school.store import ClassStore
from lessons.share.handing_in.hand_in import HandIn
from tests.helpers.classes import digest, handed_in, write
from tests.helpers.examples import examples
from tests.helpers.place import home
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
IDS = list(RIGHT)
Told = Callable[[], str]


def some(first: int, last: int) -> dict[str, object]:
    return {id: RIGHT[id] for id in IDS[first:last]}


def made(name: str, first: int, last: int, **more: object) -> HandIn:
    return handed_in(LESSON, name, some(first, last), **more)  # type: ignore[arg-type]


def collect(tmp_path: Path, *hand_ins: HandIn) -> None:
    for one in hand_ins:
        number = len(list(tmp_path.glob("in/*")))
        write(tmp_path / "in", one, f"{number:03}.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(TINY)]) == 0


def table() -> dict[str, int]:
    """Answers that count, by name."""
    (report,) = reports("8b", None, home())
    return {one.name: one.answered for one in report.learners}


def shown() -> list[str]:
    (report,) = reports("8b", None, home())
    return as_text(report)


def act(*words: str) -> int:
    return run(["class", "learners", "8b", *words])


@pytest.fixture
def listed(capsys: pytest.CaptureFixture[str]) -> Told:
    def told() -> str:
        capsys.readouterr()
        assert act() == 0
        return capsys.readouterr().out

    return told


@pytest.mark.thorough
def test_a_name_by_the_teacher_stays(tmp_path: Path, listed: Told) -> None:
    collect(tmp_path, made("ana", 0, 3))
    before = shown()
    assert act("rename", "ana", "Anna B") == 0
    assert table() == {"Anna B": 3}
    later = replace(made("ana", 0, 5), learner="xena", created="2026-03-01T00:00:00.000Z")
    collect(tmp_path, later)
    assert table() == {"Anna B": 5}
    assert "renamed ana to Anna B" in listed()
    assert act("undo", "1") == 0
    assert table() == {"xena": 5}
    assert before[2:4]


@pytest.mark.thorough
def test_two_machines_are_one_learner(tmp_path: Path, listed: Told) -> None:
    """The earlier answer counts; what either hands in later is the same learner's; undone, all is as it was."""
    collect(tmp_path, made("ana", 0, 4), made("anna", 2, 7, minute=20), made("ben", 0, 2))
    before = shown()
    assert act("merge", "ana", "anna") == 0
    assert table() == {"ana": 7, "ben": 2}
    whole = made("ana", 0, 7)
    class_with_one = [line for line in shown() if line.startswith("  ana")]
    collect(tmp_path, made("anna", 2, 9, minute=20))
    assert table() == {"ana": 9, "ben": 2}
    assert "(with anna)" in listed()
    assert act("undo", "1") == 0
    assert table() == {"ana": 4, "anna": 7, "ben": 2}
    assert [line for line in shown() if line.startswith("  ana ")] == [
        line for line in before if line.startswith("  ana ")
    ]
    class_path("8b", home()).unlink()
    collect(tmp_path / "other", whole)
    assert [line.split("  [")[0] for line in class_with_one] == [
        line.split("  [")[0] for line in shown() if line.startswith("  ana")
    ]


@pytest.mark.thorough
def test_a_merger_undone_when_the_other_was_the_earlier(tmp_path: Path) -> None:
    wrong = handed_in(LESSON, "anna", dict.fromkeys(IDS[:3]), minute=0)
    collect(tmp_path, made("ana", 0, 3, minute=30), wrong)
    before = shown()
    (report,) = reports("8b", None, home())
    earlier = report.learners[1].score
    assert act("merge", "ana", "anna") == 0
    (report,) = reports("8b", None, home())
    assert report.learners[0].score == earlier
    assert act("undo", "1") == 0
    assert shown() == before


@pytest.mark.thorough
def test_a_withdrawn_hand_in_is_out_and_stays_out(tmp_path: Path, listed: Told) -> None:
    trial = handed_in(LESSON, "ana", dict.fromkeys(IDS[:4]))
    collect(tmp_path, trial, made("ben", 0, 4))
    before = shown()
    checksum = listed().split("    ")[1][:8]
    assert act("withdraw", "ana", checksum) == 0
    assert table() == {"ben": 4}
    grown = replace(trial, events=(*trial.events, *made("ana", 4, 6, minute=30).events))
    collect(tmp_path, replace(grown, created="2026-03-01T00:00:00.000Z"))
    assert table() == {"ana": 2, "ben": 4}
    assert run(["class", "learners", "8b", "undo", "1"]) == 0
    assert table() == {"ana": 6, "ben": 4}
    assert before[:2]
    assert act("undo", "1") == 1


@pytest.mark.thorough
def test_what_another_hand_in_holds_too_stays(tmp_path: Path, listed: Told) -> None:
    collect(tmp_path, made("ana", 0, 3), replace(made("ana", 0, 6), created="2026-03-01T00:00:00.000Z"))
    rows = [line.split()[0] for line in listed().splitlines() if line.startswith("    ")]
    assert act("withdraw", "ana", rows[1]) == 0
    assert table() == {"ana": 3}
    assert act("undo", "1") == 0
    assert table() == {"ana": 6}
    assert act("withdraw", "ana", rows[0]) == 0
    assert table() == {"ana": 6}


def forked(tmp_path: Path) -> None:
    """Somebody appends an answer to ana's file in a shared inbox; then ana hands in her own."""
    true = made("ana", 0, 3)
    data = {"answer": None, "practice": False}
    extra = Event(
        "committed", LESSON.course, LESSON.id, IDS[8], data, digest("x"), "2026-01-31T09:40:00.000Z"
    )
    collect(tmp_path, true, replace(true, events=(*true.events, extra)), made("ana", 0, 6), made("ben", 0, 2))


@pytest.mark.thorough
@pytest.mark.parametrize("chosen", ["ana", "ana (2)"])
def test_the_teacher_decides_about_a_record_that_forks(tmp_path: Path, listed: Told, chosen: str) -> None:
    forked(tmp_path)
    assert table() == {"ana": 4, "ana (2)": 6, "ben": 2}
    assert listed().count("decide with keep or part") == 2
    before = shown()
    assert act("keep", chosen) == 0
    assert table() == {"ana": 4 if chosen == "ana" else 6, "ben": 2}
    assert "does not go with this" not in "\n".join(shown())
    with ClassStore(class_path("8b", home()), "8b") as store:
        (assigned,) = store.assignments()
    seen = look(class_path("8b", home()), assigned)
    there = {one.id for one in seen.report.learners}
    assert all(reader.learner in there for marks in seen.marks for reader in marks.readers)
    assert run(["rescore", "8b"]) == 0
    assert run(["class", "history", "8b", "tiny"]) == 0
    assert run(["class", "disputes", "8b"]) == 0
    grown = replace(made("ana", 0, 9), created="2026-03-01T00:00:00.000Z")
    collect(tmp_path, grown)
    assert table() == {"ana": 4 if chosen == "ana" else 9, "ben": 2}
    (tmp_path / "in" / "004.handin").unlink()
    assert act("undo", "1") == 0
    assert table() == {"ana": 4, "ana (2)": 9, "ben": 2}
    assert len(before) == len(shown())


@pytest.mark.thorough
def test_versions_may_be_two_learners(tmp_path: Path) -> None:
    forked(tmp_path)
    assert act("part", "ana (2)") == 0
    assert table() == {"ana": 4, "ana (2)": 6, "ben": 2}
    assert "does not go with this" not in "\n".join(shown())
    assert act("keep", "ana") == 1
    assert act("undo", "1") == 0
    assert "does not go with this" in "\n".join(shown())


def rows_of(name: str) -> list[list[str]]:
    """The rows of the report that begin with a learner's name."""
    return [line.split() for line in shown() if line.split()[:1] == [name]]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "act_before",
    [None, ("rename", "quiet-heron-27", "Maximiliane"), ("merge", "quiet-heron-27", "hq-7")],
)
def test_nothing_of_a_deleted_learner_is_in_the_file(
    act_before: tuple[str, ...] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heron = made("quiet-heron-27", 0, 9)
    collect(tmp_path, heron, made("hq-7", 3, 12), made("ben", 0, 2))
    others = rows_of("ben")
    if act_before:
        assert act(*act_before) == 0
    name = "Maximiliane" if act_before and act_before[0] == "rename" else "quiet-heron-27"
    assert act("delete", name, "--yes") == 0
    data = class_path("8b", home()).read_bytes()
    gone = [name, "quiet-heron-27", heron.record, *(event.id for event in heron.events)]
    if act_before and act_before[0] == "merge":
        gone += ["hq-7", digest("hq-7")]
    assert not [word for word in gone if word.encode() in data]
    assert not [path for path in class_path("8b", home()).parent.iterdir() if "journal" in path.name]
    collect(tmp_path)
    collect(tmp_path, made("quiet-heron-27", 0, 12))
    out = capsys.readouterr().out
    assert "left out, of learners whom you deleted" in out
    assert "quiet-heron-27" not in table()
    assert not [word for word in gone if word.encode() in class_path("8b", home()).read_bytes()]
    assert rows_of("ben") == others
    assert act("undo", "1") == 1
    assert act() == 0
    assert "deleted a learner" in capsys.readouterr().out


@pytest.mark.thorough
def test_deleting_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(tmp_path, made("ana", 0, 3))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _text: "n")
    assert act("delete", "ana") != 0
    assert table() == {"ana": 3}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words",
    [("merge", "ana", "nobody"), ("merge", "ana"), ("frob",), ("undo", "x"), ("withdraw", "ana", "zzzz"),
     ("keep", "ana"), ("merge", "ana", "ana"), ("rename", "ana", "a" * 65), ("rename", "ana", "a\x1b[2J")],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_changes_nothing(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collect(tmp_path, made("ana", 0, 3))
    capsys.readouterr()
    assert act(*words) in (1, 2)
    told = capsys.readouterr()
    assert told.err
    assert "Traceback" not in told.err
    assert "\x1b" not in told.err
    assert table() == {"ana": 3}
    with sqlite3.connect(class_path("8b", home())) as connection:
        assert connection.execute("select count(*) from acts").fetchone() == (0,)
    connection.close()


STEPS = st.lists(
    st.sampled_from(["merge ana ben", "merge ben cem", "withdraw ana", "withdraw ben", "rename cem dora"]),
    min_size=1,
    max_size=4,
)


@pytest.mark.thorough
@examples(10)
@given(STEPS)
def test_everything_taken_back_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Whatever was done, undone in the other order: the same report, letter by letter."""
    folder = tmp_path_factory.mktemp("class")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(folder))
        collect(folder, made("ana", 0, 4), made("ben", 2, 6, minute=10), made("cem", 1, 3))
        before = shown()
        count = 0
        for step in steps:
            words = step.split()
            if words[0] == "withdraw":
                words.append(digest_of(words[1]))
            count += act(*words) == 0
        for number in range(count, 0, -1):
            assert act("undo", str(number)) == 0
        assert shown() == before


ANY_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "merge", "withdraw", "delete", "keep", "part", "undo", "more"]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=7,
)


@pytest.mark.thorough
@examples(30)
@given(ANY_STEPS)
def test_collecting_again_between_any_steps_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    """Nobody who was deleted comes back, in no order of steps, and nothing of theirs is left in the bytes."""
    folder = tmp_path_factory.mktemp("class")
    fork = replace(made("benqx", 5, 7, minute=40), record=digest("benqx"))
    files = [made("anaqx", 0, 2), made("anaqx", 0, 5), made("benqx", 2, 6), made("cemqx", 1, 3), fork]
    deleted: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(folder))
        collect(folder, *files[:3])
        rest = files[3:]
        for step, first, second in steps:
            with ClassStore(class_path("8b", home()), "8b") as store:
                known = known_learners(store)
            if step == "more" and rest:
                collect(folder, rest.pop())
            elif step == "undo":
                act(step, str(first + 1))
            elif known and step != "more":
                one, other = known[first % len(known)], known[second % len(known)]
                words = {"rename": f"new{second}", "merge": other.name, "delete": "--yes"}.get(step)
                if step == "withdraw":
                    words = one.hand_ins[0].checksum[:10] if one.hand_ins else "none"
                done = act(step, one.name, *([words] if words else [])) == 0
                if step == "delete" and done and one.record != fork.record:  # another version may be kept
                    deleted.add(one.record)
            before = shown()
            collect(folder)
            assert shown() == before
            data = b"".join(file.read_bytes() for file in (folder / "classes").iterdir())
            assert not [record for record in deleted if record.encode() in data]


def digest_of(name: str) -> str:
    with sqlite3.connect(class_path("8b", home())) as connection:
        wanted = "select sha256 from hand_ins join learners on learners.id = learner where pseudonym = ?"
        found = connection.execute(wanted, [name]).fetchone()
    connection.close()
    return str(found[0])
