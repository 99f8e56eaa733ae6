"""A sealed pack, searched and attacked: nothing of its keys is in it, nor anything that tells right from wrong."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.main import run
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import shipped
from lessons.loading.document import Value
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml, read_yaml_text
from lessons.model.answer import Raw
from lessons.model.course import Seal
from lessons.model.problem import LessonError
from lessons.record.event import Event
from lessons.share.handing_in.remarks import remark_words
from lessons.share.handing_in.sealed_answers import irregular, own_names, pack_of, taught_events
from lessons.share.packs.packing import gather, write_pack
from lessons.share.packs.unpack import read_pack, seal_of, unpack
from lessons.share.sealing import sealed_course
from lessons.share.sealing.neutral_names import names_of, neutral_lesson
from lessons.share.sealing.sealed_course import Wish, generous_orders, seal_up
from lessons.share.sealing.sealed_files import (
    DamagedError,
    NotSealableError,
    TeacherKeys,
    WrongKeyError,
    held_keys,
    public_text,
    teacher_keys,
)
from lessons.share.sealing.sealed_key import (
    BLOCK,
    new_code,
    padded,
    plain_code,
    seal_key,
    stretched,
    unpadded,
    unseal_key,
)
from lessons.share.sealing.sealed_packs import SealedPack, known_packs, learned
from tests.helpers.examples import examples
from tests.helpers.place import home
from tests.helpers.sealed import opened_key, plain_files, quick, sealed, sealed_tiny
from tests.helpers.tiny import COURSE, TINY

RUN = 4
"""Words in a row that nobody writes twice by chance, unless one has them from the other."""
NAME = re.compile(r"x[a-z2-7]{8}")
OWN_FIELDS = ("items", "rows", "facts", "claims", "options")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The whole shipped course as a test, unpacked; its pack lies beside it."""
    folder = tmp_path_factory.mktemp("sealed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(folder / "home"))
        pack = sealed(shipped(), folder / "pack.zip", patch)
        (folder / "code").write_text(pack.code, "utf-8")
        unpack(folder / "pack.zip", folder / "course")
        yield folder / "course"


def texts(value: Value) -> Iterator[str]:
    """Every text in a value of YAML; names of fields too, as they may be ids."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def runs_of(name: str, data: bytes) -> set[tuple[str, ...]]:
    """The runs of words in each text of a file; those of two texts of a list that was sorted are no run."""
    if not name.endswith(".yaml"):
        return runs(data.decode())
    value = read_yaml_text(data.decode(), Path(name)).value
    return set().union(*(runs(text) for text in texts(value)))


LESSONS = [path.parent.name for path in sorted(shipped().glob("*/key.yaml"))]


@pytest.mark.thorough
def test_no_run_of_words_of_a_shipped_key_is_in_the_pack(course: Path) -> None:
    public = [*shipped().glob("*/*.md"), *shipped().glob("*/lesson.yaml"), *shipped().glob("*.yaml")]
    public = [path for path in public if path.name != "SOURCES.md"]
    allowed = set().union(*(runs_of(path.name, path.read_bytes()) for path in public))
    files = plain_files(course.parent / "pack.zip")
    packed = set().union(*(runs_of(name, data) for name, data in files.items()))
    raw = (course.parent / "pack.zip").read_bytes()
    for lesson in LESSONS:
        key = read_yaml(shipped() / lesson / "key.yaml").value
        of_key = set().union(*(runs(text) for text in texts(key))) - allowed
        assert len(of_key) > 100, "the search has something to search for"
        assert not of_key & packed
        whole = [text for text in texts(key) if len(text) > 60 and text.encode() in raw]
        for text in whole:  # a quotation may be as long as that, but no explanation
            assert runs(text) <= allowed


@pytest.mark.thorough
def test_no_checksum_of_a_key_is_in_the_pack(course: Path) -> None:
    raw = (course.parent / "pack.zip").read_bytes()
    files = read_pack(course.parent / "pack.zip").files
    for lesson in LESSONS:
        source = (shipped() / lesson / "key.yaml").read_bytes()
        inner = opened_key(course, lesson, (course.parent / "code").read_text("utf-8")).encode()
        for data in (source, inner, source.decode().encode("utf-16")):
            assert sha256(data).hexdigest().encode() not in raw
            assert sha256(data).digest() not in raw
    assert not [name for name in files if name.endswith(("key.yaml", "SOURCES.md"))]


@pytest.mark.thorough
def test_all_sealed_keys_are_of_one_size(course: Path) -> None:
    sizes = {path.stat().st_size for path in course.glob("*/key.sealed")}
    assert len(list(course.glob("*/key.sealed"))) == len(LESSONS)
    assert len(sizes) == 1
    bytes_of = {len((shipped() / lesson / "key.yaml").read_bytes()) for lesson in LESSONS}
    assert len(bytes_of) > 3


def named_places(exercise: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """The mappings of an exercise whose keys are ids that an author chose."""
    for field in OWN_FIELDS:
        named = exercise.get(field)
        if isinstance(named, dict):
            yield named
    columns = exercise.get("columns")
    for column in columns.values() if isinstance(columns, dict) else ():
        if isinstance(column, dict) and isinstance(options := column.get("options"), dict):
            yield options


def exercises_of(file: Path) -> list[dict[str, Value]]:
    value = read_yaml(file).value
    assert isinstance(value, dict)
    listed = value["exercises"]
    assert isinstance(listed, list)
    return [entry for entry in listed if isinstance(entry, dict)]


@pytest.mark.sample(1)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_id_says_nothing_and_every_order_is_of_what_students_see(course: Path, lesson: str) -> None:
    opened = open_lesson(course / lesson)
    for fields in exercises_of(course / lesson / "lesson.yaml"):
        assert NAME.fullmatch(str(fields["id"]))
        for named in named_places(fields):
            assert all(NAME.fullmatch(id) for id in named)
        techniques = fields.get("techniques")
        assert techniques is None or techniques == sorted(map(str, techniques))
        form = opened.exercise(str(fields["id"])).form
        for words in orders(form):
            assert words == sorted(words)
    assert [fields["kind"] for fields in exercises_of(course / lesson / "lesson.yaml")] == [
        fields["kind"] for fields in exercises_of(shipped() / lesson / "lesson.yaml")
    ]


def orders(form: object) -> Iterator[list[Any]]:
    """What the rows and the options of a form are sorted by: their place in the article, else their words."""
    from lessons.share.sealing.neutral_names import _words

    for rows in (getattr(form, "rows", ()), getattr(form, "items", ())):
        if all(row.span for row in rows):
            if len({row.side for row in rows}) == 1:
                yield [row.span.start for row in rows]
        elif not any(row.span for row in rows):
            yield [_words(row.text) for row in rows]
    yield [_words(option.text) for option in getattr(form, "options", ())]


def test_an_author_who_sorts_and_names_by_the_key_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two authors of one lesson: one puts what is right first and calls it so, the other last."""
    first = to_yaml_text([("right-1", "Ada", "1"), ("wrong-1", "Ben", "0"), ("wrong-2", "Cem", "0")], "abc")
    second = to_yaml_text([("o1", "Cem", "1"), ("o2", "Ben", "0"), ("o3", "Ada", "0")], "cab")
    packs = []
    for number, (lesson, key) in enumerate((first, second)):
        folder = tmp_path / str(number) / "course"
        made_course(folder, lesson, key)
        same_chance(monkeypatch)
        sealed(folder, tmp_path / f"{number}.zip", monkeypatch)
        packs.append(read_pack(tmp_path / f"{number}.zip").files)
    one, other = packs
    assert one.keys() == other.keys()
    for name in one:
        if name == "seal.json":
            left, right = (json.loads(files[name]) for files in packs)
            assert {**left, "for-teacher": ""} == {**right, "for-teacher": ""}
            assert len(left["for-teacher"]) == len(right["for-teacher"])
        elif name.endswith("key.sealed"):
            assert one[name] != other[name]
            assert len(one[name]) == len(other[name])
        else:  # ids are made from those of the author, whom they do not betray
            assert re.sub(NAME, "x", one[name].decode()) == re.sub(NAME, "x", other[name].decode())


def test_two_opposite_keys_make_packs_that_differ_in_ciphertext_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [("ada", "Ada", "1"), ("ben", "Ben", "0"), ("cem", "Cem", "0")]
    opposite = [(id, text, "0" if credit == "1" else "1") for id, text, credit in options]
    packs = []
    for number, chosen in enumerate((options, opposite)):
        _lesson, key = to_yaml_text(chosen, "abc" if number else "cba")
        made_course(tmp_path / str(number) / "course", to_yaml_text(options, "abc")[0], key)
        same_chance(monkeypatch)
        sealed(tmp_path / str(number) / "course", tmp_path / f"{number}.zip", monkeypatch)
        packs.append(tmp_path / f"{number}.zip")
    with zipfile.ZipFile(packs[0]) as one, zipfile.ZipFile(packs[1]) as other:
        assert [(info.filename, info.file_size) for info in one.infolist()] == [
            (info.filename, info.file_size) for info in other.infolist()
        ]
        differing = {name for name in one.namelist() if one.read(name) != other.read(name)}
    assert differing == {"lesson/key.sealed", "seal.json", "manifest.json"}
    manifests = [read_pack(pack).manifest for pack in packs]
    changed = {name for name in manifests[0].files if manifests[0].files[name] != manifests[1].files[name]}
    assert changed == {"lesson/key.sealed", "seal.json"}


def same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made by chance for each pack, made the same."""
    monkeypatch.setattr(sealed_course, "new_name", lambda: "aaaabbbb")
    monkeypatch.setattr(sealed_course, "new_code", lambda: "AAAA-BBBB-CCCC-DDDD")

    class Fixed:
        class utils:  # noqa: N801 - the name it has in PyNaCl
            random = staticmethod(bytes)

    monkeypatch.setattr(sealed_course, "nacl", lambda: Fixed)


def to_yaml_text(options: list[tuple[str, str, str]], order: str) -> tuple[str, str]:
    """A lesson and its key: a choice among these (id, text, credit), and three items in this order."""
    listed = "".join(f"\n      {id}: {text}" for id, text, _credit in options)
    credits = "".join(f"\n      {id}: {{credit: {credit}, why: It is so.}}" for id, _text, credit in options)
    items = "".join(f"\n      i{number}: Step {letter}" for number, letter in enumerate(order, 1))
    lesson = f"""format: 1
title: A lesson
summary: Two questions.
minutes: 5
exercises:
  - id: who
    kind: choice
    strand: sourcing
    pick: several
    prompt: Who?
    options:{listed}
  - id: chain
    kind: order
    strand: sourcing
    prompt: In which order?
    items:{items}
"""
    key = f"""format: 1
answers:
  who:
    why: Because.
    options:{credits}
  chain:
    why: Because.
    order: [i1, i2, i3]
"""
    return lesson, key


def made_course(folder: Path, lesson: str, key: str) -> None:
    (folder / "lesson").mkdir(parents=True)
    course = "format: 1\ntitle: A course\nsummary: One.\nlessons: [lesson]\n"
    (folder / "course.yaml").write_text(course, "utf-8")
    article = "---\ntitle: A day\nlanguage: en\n---\n\nA day like any other.\n"
    (folder / "lesson" / "article.md").write_text(article, "utf-8")
    (folder / "lesson" / "lesson.yaml").write_text(lesson, "utf-8")
    (folder / "lesson" / "key.yaml").write_text(key, "utf-8")


SECRET = "the answer is purple"
PLANTED = {
    "README.md": f"{SECRET}\n",
    "tiny/README.md": f"{SECRET}\n",
    "tiny/notes.txt": f"{SECRET}\n",
    "tiny/decisions.yaml": f"note: {SECRET}\n",
    "tiny/readings/ana.json": f'"{SECRET}"',
    "tiny/key.yaml.bak": SECRET,
    "tiny/old/key.yaml": f"note: {SECRET}\n",
    "tiny/lesson.yaml": f"# {SECRET}\n",
    "course.yaml": f"# {SECRET}\n",
    "techniques.yaml": f"# {SECRET}\n",
    "tiny/article.md": f"\n[hidden]: https://example.org \"{SECRET}\"\n\n[h]: x\n  '{SECRET}'\n",
}


def test_what_a_teacher_wrote_beside_the_lesson_stays_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(COURSE, tmp_path / "course"))
    for name, text in PLANTED.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(text)
    article = folder / "tiny" / "article.md"
    head, rest = article.read_text("utf-8").split("\n", 1)
    article.write_text(f"{head}\n# {SECRET}\n{rest}", "utf-8")
    before = open_lesson(folder / "tiny").article
    pack = sealed(folder, tmp_path / "pack.zip", monkeypatch)
    assert b"purple" not in (tmp_path / "pack.zip").read_bytes()
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    assert open_lesson(tmp_path / pack.folder / "tiny").article == before


def test_a_link_that_is_read_keeps_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(shutil.copytree(COURSE, tmp_path / "course"))
    with open(folder / "tiny" / "article.md", "a", encoding="utf-8") as stream:
        stream.write("\nSee [the minutes][m].\n\n[m]: https://example.org/minutes\n")
    before = open_lesson(folder / "tiny").article
    pack = sealed(folder, tmp_path / "pack.zip", monkeypatch)
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    assert open_lesson(tmp_path / pack.folder / "tiny").article == before


# The key that comes out of the seal, and the way back to the teacher's own ids


def both(course: Path, lesson: str, folder: Path) -> tuple[Lesson, Lesson]:
    """The teacher's own lesson, and the sealed one with its key opened."""
    target = Path(shutil.copytree(course / lesson, folder / course.name / lesson))
    for other in course.glob("*/*.md"):
        path = folder / course.name / other.relative_to(course)
        path.parent.mkdir(exist_ok=True)
        shutil.copy(other, path)
    for name in ("techniques.yaml", "course.yaml", "seal.json"):
        shutil.copy(course / name, folder / course.name)
    text = opened_key(course, lesson, (course.parent / "code").read_text("utf-8"))
    (target / "key.yaml").write_text(text, "utf-8")
    return open_lesson(shipped() / lesson), open_lesson(target)


@pytest.mark.sample(1)
@pytest.mark.parametrize("lesson", LESSONS)
def test_an_answer_scores_the_same_under_both_names(
    course: Path, lesson: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSEREAD_HOME", str(course.parent / "home"))
    own, other = both(course, lesson, tmp_path)
    keys = open_key(own), open_key(other)
    (pack,) = known_packs(home())[0]
    answers: list[tuple[str, Raw]] = []
    for exercise in other.exercises:
        bound = keys[1].bound[exercise.id]
        given = [write(bound.perfect()), *(write(lazy.answer) for lazy in bound.lazy())]
        answers += [(exercise.id, raw) for raw in given]
    events = [Event("committed", pack.folder, lesson, id, {"answer": raw}) for id, raw in answers]
    assert pack_of([pack], pack.folder, events) == pack
    taught = taught_events(events, own_names(shipped() / lesson, pack))
    for (id, raw), event in zip(answers, taught, strict=True):
        scores = []
        for opened, key, at, answer in (
            (other, keys[1], id, raw),
            (own, keys[0], event.exercise, event.data["answer"]),
        ):
            exercise = opened.exercise(at)
            read_answer = read(exercise.form, answer, opened.article, opened.beside)
            scores.append(key.bound[at].grade(read_answer, key.why[at]).score)
        assert scores[0] == scores[1], (at, raw)


def test_an_event_knows_its_pack_wherever_the_course_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sealed(COURSE, tmp_path / "a.zip", monkeypatch)
    event = Event("opened", "elsewhere", "tiny", "", {"pack": pack.name})
    assert pack_of([pack], "elsewhere", [event]) == pack
    assert pack_of([pack], "elsewhere", [Event("opened", "elsewhere", "tiny")]) is None
    assert pack_of([], "elsewhere", [event]) is None
    gone = Event("committed", "elsewhere", "tiny", "xaaaaaaaa", {"answer": "x"})
    assert taught_events([gone], own_names(TINY, pack)) == (gone,)


def test_names_stay_when_the_lesson_is_corrected(tmp_path: Path) -> None:
    value = read_yaml(TINY / "lesson.yaml").value
    before = names_of(value, bytes(32), "tiny")
    changed = read_yaml_text(
        (TINY / "lesson.yaml").read_text("utf-8").replace("The writer\n", "Who writes\n      more: More\n"),
        tmp_path,
    ).value
    after = names_of(changed, bytes(32), "tiny")
    assert before.exercises == after.exercises
    assert {**after.inside["who-says"], **before.inside["who-says"]} == after.inside["who-says"]
    assert len(after.inside["who-says"]) == len(before.inside["who-says"]) + 1


def test_names_cannot_be_guessed_without_the_naming_key() -> None:
    value = read_yaml(TINY / "lesson.yaml").value
    one, other = (names_of(value, bytes([number]) * 32, "tiny") for number in (1, 2))
    assert not set(one.exercises.values()) & set(other.exercises.values())
    elsewhere = names_of(value, bytes([1]) * 32, "another")
    assert not set(one.exercises.values()) & set(elsewhere.exercises.values())
    inside = [name for names in one.inside.values() for name in names.values()]
    assert len(set(inside)) == len(inside), "one id in two exercises has two names"


@examples(15)
@given(st.data())
def test_the_order_written_does_not_change_the_order_packed(data: st.DataObject) -> None:
    value = read_yaml(TINY / "lesson.yaml").value
    assert isinstance(value, dict)
    lesson = open_lesson(TINY)
    names = names_of(value, bytes(32), "tiny")
    shuffled = [dict(exercise) for exercise in value["exercises"]]  # type: ignore[arg-type, union-attr]
    for exercise in shuffled:
        for field in OWN_FIELDS:
            named = exercise.get(field)
            if isinstance(named, dict):
                exercise[field] = dict(data.draw(st.permutations(list(named.items()))))
    mixed: dict[str, Value] = {**value, "exercises": [*shuffled]}
    assert to_yaml(neutral_lesson(mixed, lesson, names)) == to_yaml(neutral_lesson(value, lesson, names))


def test_the_teacher_is_told_of_an_order_that_happens_to_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not mended by itself: an order that is never the right one would say what is right."""
    monkeypatch.setattr(sealed_course, "stretched", quick)
    lesson, key = to_yaml_text([("ada", "Ada", "1"), ("ben", "Ben", "0"), ("cem", "Cem", "0")], "bca")
    made_course(tmp_path / "course", lesson, key.replace("[i1, i2, i3]", "[i3, i1, i2]"))
    assert generous_orders(tmp_path / "course" / "lesson", bytes(32)) == [("chain", Fraction(1))]
    made_course(tmp_path / "other", lesson, key.replace("[i1, i2, i3]", "[i1, i3, i2]"))
    assert generous_orders(tmp_path / "other" / "lesson", bytes(32)) == []
    file = str(tmp_path / "a.zip")
    assert run(["pack", str(tmp_path / "course"), "-o", file, "--seal"]) == 0
    assert "lesson, chain: its items happen to be shown" in capsys.readouterr().out
    unpack(Path(file), tmp_path / "course-sealed")
    target = tmp_path / "course-sealed" / "lesson"
    text = opened_key(tmp_path / "course-sealed", "lesson", known_packs(home())[0][0].code)
    (target / "key.yaml").write_text(text, "utf-8")
    assert open_key(open_lesson(target)).bound


# Codes and keys attacked


def test_a_code_is_random_and_forgives_how_it_is_typed() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
        typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
        assert plain_code(typed) == plain_code(code)


@pytest.mark.thorough
def test_the_code_is_stretched_with_the_salt() -> None:
    key = stretched("RIVER-BRIDGE-TRAM", bytes(16))
    assert stretched("river bridge tram", bytes(15) + b"1") != key
    assert len(key) == 32


def test_another_code_and_another_byte_open_nothing() -> None:
    key = bytes(32)
    data = seal_key(key, "pack", "lesson", "format: 1\n", Path("key.sealed"))
    assert unseal_key(key, data, "pack", "lesson", Path("key.sealed")) == "format: 1\n"
    with pytest.raises(WrongKeyError):
        unseal_key(bytes([1]) * 32, data, "pack", "lesson", Path("key.sealed"))
    for at in (0, 30, 60, len(data) - 1):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises((WrongKeyError, DamagedError)):
            unseal_key(key, changed, "pack", "lesson", Path("key.sealed"))
    for cut in (b"", data[:30], data[:-1]):
        with pytest.raises((WrongKeyError, DamagedError)):
            unseal_key(key, cut, "pack", "lesson", Path("key.sealed"))


def test_the_key_of_another_lesson_is_not_taken_for_this_one() -> None:
    data = seal_key(bytes(32), "pack", "one", "format: 1\n", Path("key.sealed"))
    for pack, lesson in (("pack", "other"), ("another", "one")):
        with pytest.raises(DamagedError):
            unseal_key(bytes(32), data, pack, lesson, Path("key.sealed"))


@given(st.binary(max_size=3000), st.integers(1, 1000))
def test_padding_comes_off_again(data: bytes, block: int) -> None:
    whole = padded(data, block)
    assert len(whole) % block == 0
    assert len(whole) - len(data) <= block + 4
    assert unpadded(whole) == data


def test_a_key_too_large_for_a_pack_is_refused() -> None:
    with pytest.raises(NotSealableError, match="P924"):
        seal_key(bytes(32), "pack", "lesson", "x" * 3 * BLOCK, Path("key.yaml"))


# What the teacher keeps


def test_the_teacher_learns_everything_from_the_pack_and_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sealed(COURSE, tmp_path / "pack.zip", monkeypatch, minutes=45, glossary=False)
    seal = seal_of(tmp_path / "pack.zip", home())
    keys = held_keys(home())
    assert learned(seal, keys, tmp_path) == replace(pack, made="", source="")
    assert str(COURSE).encode() not in learned_bytes(seal, keys)
    assert known_packs(home()) == ((pack,), ())
    raw = (tmp_path / "pack.zip").read_bytes()
    assert pack.code.encode() not in raw
    assert pack.naming not in raw
    with pytest.raises(WrongKeyError, match="another teacher"):
        learned(seal, replace(keys, private=bytes(range(32))), tmp_path)
    with pytest.raises(DamagedError, match="rules were changed"):
        learned(replace(seal, minutes=90), keys, tmp_path)


def learned_bytes(seal: Seal, keys: TeacherKeys) -> bytes:
    from nacl.public import PrivateKey, SealedBox

    return bytes(SealedBox(PrivateKey(keys.private)).decrypt(seal.for_teacher))


def test_a_damaged_record_of_a_pack_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = sealed(COURSE, tmp_path / "pack.zip", monkeypatch)
    from tests.helpers.place import home

    (home() / "sealing" / "packs" / "zzz.json").write_text("{", "utf-8")
    packs, problems = known_packs(home())
    assert packs == (pack,)
    assert [problem.code for problem in problems] == ["P922"]


def event(name: str, time: str, exercise: str = "", **data: Raw) -> Event:
    return Event(name, "course-test-x", "tiny", exercise, data, time, f"2026-01-31T{time}.000Z")


def test_what_is_odd_about_a_test_is_told() -> None:
    pack = SealedPack("x", "test", "course", "C", bytes(32), 30, True, bytes(32), digest="d")
    opened = event("opened", "09:00:00", seal="d", pack="x")
    good = [opened, event("committed", "09:29:59", "a"), event("committed", "09:30:20", "b")]
    assert irregular(good, pack) == ()
    assert irregular(good, replace(pack, minutes=None)) == ()
    assert "5 minutes after the end" in remark_words(
        irregular([*good, event("committed", "09:35:00", "c")], pack)[0]
    )
    practice = event("committed", "11:00:00", "a", practice=True)
    assert irregular([*good, practice], pack) == ()
    assert "rules" in remark_words(irregular([replace(opened, data={"seal": "e"}), *good[1:]], pack)[0])
    assert "backwards" in remark_words(irregular([*good, event("moved", "09:10:00")], pack)[0])
    assert "more than once" in remark_words(irregular([*good, event("committed", "09:30:30", "a")], pack)[0])
    assert "begun more than once" in remark_words(irregular([*good, event("opened", "09:30:30")], pack)[0])
    strange = replace(opened, time="yesterday")
    assert irregular([strange, replace(opened, time="2026-01-31T09:00:00"), *good[1:]], pack)


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ["../../evil", "..", "a/b", "a\\b", "C:x", "con", "", "Ä", ".ssh", "x" * 41])
def test_the_name_of_a_sealed_pack_leads_to_no_other_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows a teacher's public key can seal a pack for her: what is in it is a stranger's."""
    monkeypatch.setattr(sealed_course, "stretched", quick)
    monkeypatch.setattr(sealed_course, "new_name", lambda: name)
    keys = teacher_keys(home())
    gathered = gather(COURSE)
    seal_up(gathered, Wish("test", keys.public, keys.naming))
    write_pack(gathered, tmp_path / "evil.zip")
    assert run(["sealing", "add", str(tmp_path / "evil.zip")]) == 1
    assert not list(home().rglob("evil*"))
    assert not list(home().glob("sealing/**/*.json"))


# The command


def test_the_command_packs_a_test_and_tells_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sealed_course, "stretched", quick)
    file = tmp_path / "test.zip"
    options = ["--seal", "--test", "--minutes", "30", "--no-glossary"]
    assert run(["pack", str(COURSE), "-o", str(file), *options]) == 0
    told = capsys.readouterr()
    (pack,) = known_packs(home())[0]
    assert pack.code in told.out
    assert "A test: one submission, nothing explained, 30 minutes, no glossary." in told.out
    assert "left out: tiny/key.yaml" in told.err
    assert read_pack(file).manifest.name == pack.folder
    assert run(["sealing", "codes"]) == 0
    assert pack.code in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--test"],
        ["--code", "river bridge tram"],
        ["--minutes", "3"],
        ["--seal", "--minutes", "3"],
        ["--seal", "--no-glossary"],
        ["--seal", "--without-text"],
        ["--for", "x"],
        ["--seal", "--test", "--minutes", "0"],
    ],
)
def test_options_that_do_not_go_together_pack_nothing(tmp_path: Path, options: list[str]) -> None:
    assert run(["pack", str(COURSE), "-o", str(tmp_path / "a.zip"), *options]) == 2
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.sample(1)
@pytest.mark.parametrize("options", [["--code", "o-1 l"], ["--for", "closeread-key-AAAA"], ["--for", "none"]])
def test_a_poor_code_and_a_wrong_key_pack_nothing(tmp_path: Path, options: list[str]) -> None:
    assert run(["pack", str(COURSE), "-o", str(tmp_path / "a.zip"), "--seal", *options]) == 1
    assert not (tmp_path / "a.zip").exists()


def test_a_lesson_without_its_text_is_not_sealed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "a.zip")
    assert run(["pack", str(shipped() / "originals"), "-o", file, "--seal"]) == 1
    assert "P924" in capsys.readouterr().err


def test_a_sealed_course_is_not_packed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even by somebody who has the code, and so the key: the pack would have neither key nor seal."""
    lesson, _pack = sealed_tiny(tmp_path, monkeypatch, "practice", code="river bridge tram")
    assert run(["unseal", str(lesson), "river bridge tram"]) == 0
    for folder in (lesson, lesson.parent):
        assert run(["pack", str(folder), "-o", str(tmp_path / "again.zip")]) == 1
        assert "P909" in capsys.readouterr().err
    assert not (tmp_path / "again.zip").exists()


def test_a_pack_for_another_teacher_opens_with_that_teachers_key_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sealed_course, "stretched", quick)
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "ana"))
    (tmp_path / "ana.key").write_text(public_text(teacher_keys(home()).public), "utf-8")
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "ben"))
    file = str(tmp_path / "a.zip")
    assert run(["pack", str(COURSE), "-o", file, "--seal", "--test", "--for", str(tmp_path / "ana.key")]) == 0
    assert "closeread sealing add" in capsys.readouterr().out
    (of_ben,) = known_packs(home())[0]
    assert run(["sealing", "add", file]) == 1
    assert "another teacher" in capsys.readouterr().err
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "ana"))
    assert known_packs(home())[0] == ()
    assert run(["sealing", "add", file]) == 0
    assert of_ben.code in capsys.readouterr().out
    (of_ana,) = known_packs(home())[0]
    assert replace(of_ana, made="", file="") == replace(of_ben, made="", source="", file="")
    assert run(["sealing", "add", str(TINY / "article.md")]) == 1
    with pytest.raises(LessonError):
        seal_of(TINY / "article.md", home())


def test_gathering_is_not_changed_by_a_refusal(tmp_path: Path) -> None:
    gathered = gather(COURSE)
    before = dict(gathered.files)
    with pytest.raises(NotSealableError):
        seal_up(gathered, Wish("practice", bytes(32), bytes(32), code="abc"))
    assert gathered.files == before
    assert gathered.name == "course"


@pytest.mark.thorough
def test_a_sealed_pack_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its code opens what students have; each pack is told with the file that it was written to."""
    first, second = tmp_path / "monday.zip", tmp_path / "friday.zip"
    for file in (first, second):
        assert run(["pack", str(COURSE), "--seal", "--test", "-o", str(file)]) == 0
    before = first.read_bytes()
    for more in ([], ["--seal"], ["--seal", "--test"]):
        assert run(["pack", str(COURSE), *more, "-o", str(first)]) == 2
    assert "Name another file" in capsys.readouterr().err
    assert first.read_bytes() == before
    assert run(["sealing", "codes"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.rpartition("/")[2] for row in rows] == ["friday.zip", "monday.zip"]
    assert len({row.split()[-1] for row in rows}) == 2


@pytest.mark.thorough
def test_sealing_what_every_student_has_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", str(shipped()), "--seal", "--test", "-o", str(tmp_path / "a.zip")]) == 0
    assert "every student has its key" in capsys.readouterr().err
    assert run(["pack", str(COURSE), "--seal", "--test", "-o", str(tmp_path / "b.zip")]) == 0
    assert "every student has its key" not in capsys.readouterr().err
