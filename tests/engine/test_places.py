import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.record import LearnerNameError, RecordError
from lessons.record.paths import LONGEST_NAME, learner_name, learner_slug
from tests.helpers.place import here, home, journal_path, open_journal


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path))
    return tmp_path


def test_home_is_what_the_environment_says(own_home: Path) -> None:
    assert home() == own_home


def test_home_without_the_variable_follows_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CLOSEREAD_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home().name == "closeread"
    assert tmp_path in home().parents


def test_relative_home_does_not_move_with_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLOSEREAD_HOME", "kept")
    assert home() == tmp_path / "kept"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("ana", "ana"),
        ("  Ana   Maria\t", "Ana Maria"),
        ("A\x1b[31mna", "A[31mna"),
        ("Мария", "Мария"),
        ("e\u0301va", "\xe9va"),
        ("../x", "../x"),
    ],
)
def test_names_are_shown_clean(raw: str, name: str) -> None:
    assert learner_name(raw) == name


@pytest.mark.parametrize("raw", ["", "   ", "\x1b", "\u202e", "\n", "\u200b", "x" * (LONGEST_NAME + 1)])
def test_names_that_are_no_names_are_refused(raw: str) -> None:
    with pytest.raises(LearnerNameError) as caught:
        learner_name(raw)
    assert caught.value.found
    assert caught.value.fix


@pytest.mark.parametrize(
    ("name", "slug"), [("ana", "ana"), ("Ana", "ana"), ("ana-2", "ana-2"), ("class7b", "class7b")]
)
def test_simple_names_stay_readable(name: str, slug: str) -> None:
    assert learner_slug(name) == slug


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "CON", "nul", "com1", "a/b", "a\\b", "..", "-rf", "a:b", "Мария", "ana_1"]
)
def test_other_names_are_made_safe(name: str, own_home: Path) -> None:
    slug = learner_slug(name)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert "_" in slug
    assert journal_path(name).parent == own_home / "learners"


@given(st.lists(st.text(min_size=1, max_size=LONGEST_NAME), min_size=2, max_size=6))
def test_two_learners_never_share_a_file(raws: list[str]) -> None:
    names = set()
    for raw in raws:
        try:
            names.add(learner_name(raw).casefold())
        except LearnerNameError:
            continue
    slugs = {learner_slug(name) for name in names}
    assert len({learner_slug(name.casefold()) for name in names}) == len(slugs)
    assert all(len(slug) <= 60 and slug == slug.lower() for slug in slugs)
    unequal = {learner_name(name) for name in names}
    assert len({learner_slug(name) for name in unequal}) == len({name.casefold() for name in unequal})


def test_a_hashed_slug_cannot_be_taken_as_a_name() -> None:
    stolen = learner_slug("../x")
    assert learner_slug(stolen) != stolen


def test_the_learner_is_remembered(own_home: Path) -> None:
    here().settings.keep_learner("Мария")
    assert here().settings.learner() == "Мария"
    assert json.loads((own_home / "settings.json").read_text("utf-8"))["learner"] == "Мария"


def test_other_settings_survive_a_new_learner(own_home: Path) -> None:
    (own_home / "settings.json").write_text('{"theme": "dark"}')
    here().settings.keep_learner("ben")
    assert json.loads((own_home / "settings.json").read_text("utf-8")) == {"theme": "dark", "learner": "ben"}


@pytest.mark.parametrize(
    "damage", [b"", b"\xff\xfe", b"[1", b"[]", b'{"learner": 5}', b'{"learner": "\\u001b"}']
)
def test_damaged_settings_fall_back_to_the_system_user(
    damage: bytes, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "pupil7")
    (own_home / "settings.json").write_bytes(damage)
    assert here().settings.learner() == "pupil7"


def test_without_any_name_the_learner_is_me(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no user name")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert here().settings.learner() == "me"


def test_a_journal_is_private(own_home: Path) -> None:
    with open_journal("ana"):
        pass
    mode = (own_home / "learners" / "ana.jsonl").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "file"))
    for attempt in (lambda: open_journal("ana"), lambda: here().settings.keep_learner("ana")):
        with pytest.raises(RecordError) as caught:
            attempt()
        assert "folder should be" in caught.value.found


def test_remembering_leaves_no_half_file(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here().settings.keep_learner("ana")

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(RecordError, match="no room"):
        here().settings.keep_learner("ben")
    monkeypatch.undo()
    monkeypatch.setenv("CLOSEREAD_HOME", str(own_home))
    assert here().settings.learner() == "ana"
    assert sorted(path.name for path in own_home.iterdir()) == ["settings.json", "settings.lock"]
