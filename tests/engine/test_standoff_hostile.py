"""Lessons without their text from people who mean harm, or that were damaged: refused, never a traceback."""

import copy
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.checking.run import check
from lessons.lesson.opening import load_lesson
from lessons.lesson.standoff_files import read_standoff
from lessons.loading.catalogue import read_card
from lessons.loading.document import Value
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml, read_yaml_bytes, read_yaml_text
from lessons.model.problem import LessonError
from lessons.model.scalar import Plain
from lessons.share.standoff.binding import bind_all
from lessons.share.standoff.detaching import detach_lesson
from tests.helpers.examples import examples
from tests.helpers.place import home
from tests.helpers.tiny import COURSE, TINY

COPIES = [TINY / "article.md", TINY / "beside.md"]
JUNK: list[Value] = [
    None,
    "",
    "x",
    "../../etc/passwd",
    "⟦1.1⟧",
    "⟦9999.9999^⟧ ⟦0.0⟧ ⟦1.1",
    "\u202e[b]x[/b]",
    Plain("0"),
    Plain("-1"),
    Plain("999999999"),
    Plain("true"),
    [],
    {},
    ["x", {"anchor": "x"}],
    {"anchor": {}},
    {"anchor": []},
    {"anchor": [[], "x"]},
    {"bring": {}},
    {"quote": "x"},
]


def standoff(folder: Path) -> tuple[Path, dict[str, Value]]:
    lesson = folder / "course" / "tiny"
    lesson.mkdir(parents=True)
    files = detach_lesson(TINY).files
    for name, data in files.items():
        (lesson / name).write_bytes(data)
    return lesson, {name: read_yaml(lesson / name).value for name in ("lesson.yaml", "key.yaml")}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Value]]:
    return standoff(tmp_path_factory.mktemp("sound"))


def spoilt(value: Value, rng: random.Random, junk: Value) -> Value:
    """The value with one part of it replaced, left out or doubled."""
    value = copy.deepcopy(value)
    node = value
    while True:
        steps: list[str | int] = (
            list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        )
        if not steps:
            return value
        step = rng.choice(steps)
        inner = node[step]  # type: ignore[index]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.25:
            if isinstance(node, dict) and rng.random() < 0.3:
                del node[str(step)]
            elif isinstance(node, list) and rng.random() < 0.2:
                node.append(inner)
            else:
                node[step] = junk  # type: ignore[index]
            return value
        node = inner


@pytest.mark.thorough
@given(seed=st.integers(0, 2**32), junk=st.sampled_from(JUNK), count=st.integers(1, 3))
@examples(120)
def test_no_damage_to_the_files_ends_in_a_traceback(
    seed: int,
    junk: Value,
    count: int,
    sound: tuple[Path, dict[str, Value]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    _folder, values = sound
    rng = random.Random(seed)
    lesson = tmp_path_factory.mktemp("spoilt") / "course" / "tiny"
    lesson.mkdir(parents=True)
    files = dict(values)
    for _ in range(count):
        name = rng.choice(list(files))
        files[name] = spoilt(files[name], rng, junk)
    for name, value in files.items():
        (lesson / name).write_text(to_yaml(value) if value is not None else "", "utf-8")
    read_card(lesson.parent, "tiny")
    list(check([lesson]))
    load_lesson(lesson)
    done = bind_all([lesson], COPIES, home())
    if done.bound:
        assert load_lesson(lesson, home=home()).lesson is not None
    else:
        assert done.problems


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("lesson.yaml", "format: 1", "format: 2", "F203"),
        ("lesson.yaml", "fingerprint:", "fingerprnt:", "F201"),
        ("lesson.yaml", "salt: ", "salt: zz", "F210"),
        ("key.yaml", "check: ", "check: zz", "F210"),
        ("key.yaml", "need: 8", "need: -8", "F207"),
    ],
)
def test_faults_are_told_at_their_place(name: str, old: str, new: str, code: str, tmp_path: Path) -> None:
    lesson, _values = standoff(tmp_path)
    path = lesson / name
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(LessonError) as caught:
        read_standoff(lesson)
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    assert problem.place.file == path
    assert problem.place.line > 0


def test_a_place_outside_the_article_is_refused(tmp_path: Path) -> None:
    lesson, values = standoff(tmp_path)
    key = copy.deepcopy(values["key.yaml"])
    assert isinstance(key, dict)
    assert isinstance(key["credits"], list)
    note = key["credits"][0]
    assert isinstance(note, dict)
    assert isinstance(note["anchor"], dict)
    note["anchor"]["at"] = Plain("5000")
    (lesson / "key.yaml").write_text(to_yaml(key), "utf-8")
    with pytest.raises(LessonError, match="S902"):
        read_standoff(lesson)


@pytest.mark.thorough
def test_a_lesson_of_thousands_of_anchors_is_bound_in_bearable_work(tmp_path: Path) -> None:
    """Ten thousand equal words: every anchor fits everywhere, and still each is looked at only so often."""
    lesson, _values = standoff(tmp_path)
    (tmp_path / "copy.txt").write_text("tram " * 10_000, "utf-8")
    done = bind_all([lesson], [tmp_path / "copy.txt", TINY / "beside.md"], home())
    assert {problem.code for problem in done.problems} <= {"S905", "S906"}


YAML_TEXT = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters="\ufeff\x85\u2028\u2029",
        exclude_categories=("Cc", "Cs", "Cf", "Cn", "Co"),
    )
    | st.sampled_from("\n"),
    max_size=30,
)
VALUES = st.recursive(
    YAML_TEXT | YAML_TEXT.map(Plain) | st.sampled_from([Plain("1"), Plain("true"), "true", "1.5", "~", "no"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(YAML_TEXT.filter(bool), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_as_yaml_reads_back(value: Value) -> None:
    from unicodedata import normalize

    from lessons.text import normalise

    def settled(one: Value) -> Value:
        """As the reader holds texts: NFC."""
        if isinstance(one, dict):
            return {normalise(normalize("NFC", key)): settled(inner) for key, inner in one.items()}
        if isinstance(one, list):
            return [settled(inner) for inner in one]
        return type(one)(normalise(one)) if isinstance(one, str) else one

    wanted = settled(value)
    document = read_yaml_text(to_yaml({"key": wanted}), Path("x.yaml"))
    errors = [problem for problem in document.problems if problem.severity == "error"]
    assert not errors, to_yaml({"key": wanted})
    assert document.value == {"key": wanted}


def test_plain_numbers_stay_plain_and_quoted_ones_quoted() -> None:
    value: Value = {"a": Plain("12"), "b": "12", "c": Plain("true"), "d": "true", "e": ["1/3", Plain("1/3")]}
    read = read_yaml_bytes(to_yaml(value).encode(), Path("x.yaml")).value
    assert isinstance(read, dict)
    assert isinstance(read["a"], Plain)
    assert not isinstance(read["b"], Plain)
    assert isinstance(read["c"], Plain)
    assert not isinstance(read["d"], Plain)
    assert read["e"] == ["1/3", "1/3"]


def test_the_course_of_the_tests_is_untouched() -> None:
    assert sorted(path.name for path in COURSE.iterdir()) == ["course.yaml", "techniques.yaml", "tiny"]
