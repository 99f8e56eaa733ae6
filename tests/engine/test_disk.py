"""One writer of files: whole or not at all, synced before it returns, several at once; one guarded reader."""

import os
import stat
import threading
from pathlib import Path

import pytest

from lessons import disk
from lessons.disk import NoFileError, TooLargeError, create_file, read_file, replace_file, whole_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_keeps_its_permissions_and_a_private_one_is_private(tmp_path: Path) -> None:
    path = tmp_path / "a"
    replace_file(path, b"one")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
    path.chmod(0o640)
    replace_file(path, b"two", private=True)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    replace_file(tmp_path / "b", b"", private=True)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600 & ~umask
    assert names(tmp_path) == ["a", "b"]


def test_a_link_is_followed_or_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("old")
    for name in ("followed", "replaced"):
        (tmp_path / name).symlink_to("there")
    replace_file(tmp_path / "followed", b"new")
    assert (tmp_path / "followed").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
    replace_file(tmp_path / "replaced", b"own", follow=False)
    assert not (tmp_path / "replaced").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"


def test_the_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    replace_file(tmp_path / ("n" * 255), b"x")
    assert names(tmp_path) == ["n" * 255]


@pytest.mark.parametrize("step", ["write_all", "to_disk", "replace"])
def test_a_failure_leaves_what_was_there_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def refused(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if step == "replace" else disk, step, refused)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_the_bytes_and_the_name_are_on_the_disk_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_replace = Path.replace

    def replace(self: Path, target: Path) -> Path:
        steps.append("named")
        return real_replace(self, target)

    monkeypatch.setattr(disk, "to_disk", lambda _descriptor: steps.append("synced"))
    monkeypatch.setattr(disk, "folder_to_disk", lambda _folder: steps.append("folder synced"))
    monkeypatch.setattr(Path, "replace", replace)
    replace_file(tmp_path / "a", b"x")
    assert steps == ["synced", "named", "folder synced"]


def test_threads_of_one_process_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a"
    whole = {bytes([65 + number]) * 10_000 for number in range(8)}
    faults: list[BaseException] = []

    def write(data: bytes) -> None:
        try:
            for _time in range(20):
                replace_file(path, data)
        except BaseException as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    threads = [threading.Thread(target=write, args=(data,)) for data in whole]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert path.read_bytes() in whole
    assert names(tmp_path) == ["a"]


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "folder", "link"):
        with pytest.raises(NoFileError):
            replace_file(tmp_path / name, b"x")
    with pytest.raises(NoFileError):
        replace_file(Path(os.devnull), b"x")
    assert names(tmp_path) == ["folder", "link", "pipe"]


def test_a_new_file_replaces_nothing(tmp_path: Path) -> None:
    create_file(tmp_path / "a", b"x")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "a", b"y")
    assert (tmp_path / "a").read_bytes() == b"x"


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "folder"

    def half() -> None:
        with whole_folder(target) as beside:
            create_file(beside / "a", b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert names(tmp_path / "deep") == []
    with whole_folder(target) as beside:
        create_file(beside / "a", b"x")
        assert not target.exists()
    with pytest.raises(OSError, match="not empty"), whole_folder(target) as beside:
        create_file(beside / "b", b"x")
    assert names(target) == ["a"]
    with whole_folder(target, replacing=True) as beside:
        create_file(beside / "b", b"x")
    assert names(target) == ["b"]


def test_reading_takes_files_only_and_no_more_than_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    assert read_file(tmp_path / "link", 5) == b"12345"
    with pytest.raises(TooLargeError):
        read_file(tmp_path / "file", 4)
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero"), Path(os.devnull)):
        with pytest.raises(NoFileError):
            read_file(path, 4)
    for name in ("missing", "nul\0byte"):
        with pytest.raises(FileNotFoundError):
            read_file(tmp_path / name, 4)


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")]
)
def test_a_refusal_names_the_file_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    """And none that is beside it for a moment; what a full disk says names none at all."""

    def refused(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(disk, "write_all", refused)
    for write in (replace_file, create_file):
        with pytest.raises(OSError, match=r"\[Errno") as caught:
            write(tmp_path / "a", b"new")
        assert caught.value.filename == str(tmp_path / "a")
        error.filename = None
    with pytest.raises(OSError, match=r"\[Errno") as caught, whole_folder(tmp_path / "course") as folder:
        create_file(folder / "key.yaml", b"new")
    assert caught.value.filename == str(tmp_path / "course" / "key.yaml")
    assert names(tmp_path) == []
