"""Many lessons judged by several processes: the same problems in the same order."""

import concurrent.futures
import shutil
from pathlib import Path

import pytest

from lessons.checking.run import MANY, Checked, check
from tests.helpers.tiny import TINY

COUNT = MANY + 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(COUNT):
        lesson = tmp_path / "many" / f"lesson-{number:02}"
        shutil.copytree(TINY, lesson)
        if number % 10 == 3:
            path = lesson / "key.yaml"
            path.write_text(path.read_text().replace("quote: reckless", f"quote: wreckless{number}", 1))
    return tmp_path / "many"


@pytest.mark.thorough
def test_processes_say_what_one_process_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = Checked()
    together = list(check([folder], checked))
    assert checked.lessons == COUNT
    alone = [problem for entry in sorted(folder.iterdir()) for problem in check([entry])]
    assert together == alone
    assert [str(number) in str(together) for number in (3, 13, 23, 33)] == [True] * 4

    def refused(_processes: int) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refused)
    assert list(check([folder])) == alone
