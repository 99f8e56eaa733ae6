"""What opens a served class is the same after a restart, is readable for its account alone, and can be made anew."""

import stat
from pathlib import Path

import pytest

from lessons.cli.call import ServeWish
from lessons.record.recorder import RecordError
from server.door import CODE
from server.open_class import OpenClass
from server.passes import ClassPasses
from tests.helpers.place import here
from tests.helpers.tiny import COURSE

FILES = ("class-code", "projector", "teacher-token")


def of(passes: ClassPasses) -> tuple[str, str, str]:
    return passes.code, passes.wall, passes.teacher


async def test_a_class_has_its_code_its_wall_and_its_token_after_a_restart() -> None:
    seen = []
    for _start in range(2):
        opened = await OpenClass.called(ServeWish("8b", (COURSE,), here()))
        seen.append((opened.hall.door.code, opened.hall.wall_path, opened.hall.passes.teacher))
        await opened.close()
    assert seen[0] == seen[1]
    other = await OpenClass.called(ServeWish("9c", (COURSE,), here()))
    await other.close()
    assert not {other.hall.door.code, other.hall.wall_path, other.hall.passes.teacher} & {*seen[0]}


@pytest.mark.parametrize("headless", [True, False])
async def test_a_door_without_a_live_view_stays_open(
    monkeypatch: pytest.MonkeyPatch, *, headless: bool
) -> None:
    monkeypatch.setattr("server.door.DOOR_SHUTS", -1.0)
    opened = await OpenClass.called(ServeWish("8b", (COURSE,), here(), headless=headless))
    assert opened.hall.door.is_open is headless
    await opened.close()


def test_they_are_readable_for_this_account_alone_and_can_be_made_anew(tmp_path: Path) -> None:
    passes = ClassPasses(tmp_path / "8b", "0a1b2c3d")
    before = of(passes)
    assert len(passes.code) == CODE
    assert passes.wall.startswith("0a1b2c3d.")
    assert {stat.S_IMODE((tmp_path / "8b" / name).stat().st_mode) for name in FILES} == {0o600}
    assert of(ClassPasses(tmp_path / "8b", "0a1b2c3d")) == before
    passes.renew_code()
    passes.renew_wall()
    passes.renew_teacher()
    assert not {*of(passes)} & {*before}
    assert of(ClassPasses(tmp_path / "8b", "0a1b2c3d")) == of(passes)
    assert {stat.S_IMODE((tmp_path / "8b" / name).stat().st_mode) for name in FILES} == {0o600}


def test_a_class_that_was_moved_is_told_from_others_by_its_new_place(tmp_path: Path) -> None:
    before, after = ClassPasses(tmp_path, "0a1b2c3d"), ClassPasses(tmp_path, "ffffffff")
    assert after.teacher == before.teacher.replace("0a1b2c3d", "ffffffff")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "text", [b"", b"hello\n", b"\xff\xfe\x00", b"8BKM4T\n8BKM4T\n", b"x" * 5000, None], ids=repr
)
def test_what_cannot_be_understood_is_told_and_left_as_it_is(
    tmp_path: Path, name: str, text: bytes | None
) -> None:
    file = tmp_path / name
    if text is None:
        file.mkdir()
    else:
        file.write_bytes(text)
    with pytest.raises(RecordError) as told:
        ClassPasses(tmp_path, "0a1b2c3d")
    assert told.value.place == str(file)
    assert text is None or file.read_bytes() == text


async def test_a_class_whose_code_cannot_be_read_is_not_left_open() -> None:
    for name in ("8b", "8b"):  # the second time finds the class free, and the same fault
        folder = here().home / "served" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "class-code").write_text("?")
        with pytest.raises(RecordError, match="class-code"):
            await OpenClass.called(ServeWish(name, (COURSE,), here()))


def test_a_teacher_may_write_the_code_in_small_letters(tmp_path: Path) -> None:
    (tmp_path / "class-code").write_text("8b km-4t\n")
    assert ClassPasses(tmp_path, "0a1b2c3d").code == "8BKM4T"
