"""The home screen loads nothing that only a lesson needs: a program that starts quickly stays one."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEAR = {
    "pydantic",
    "pydantic_core",
    "markdown_it",
    "mdit_py_plugins",
    "rapidfuzz",
    "fsrs",
    "nacl",
    "textual.widgets._text_area",
    "sqlalchemy",
    "tui.preview_app",
    "tui.class_app",
    "tui.widgets.heat_view",
    "tui.screens.preview",
    "lessons.checking.preview",
}
SCRIPT = """
import asyncio, json, sys
from pathlib import Path
from lessons.cli.call import PlayRequest
from tests.helpers.place import here
from tui.app import CloseRead

CloseRead.prepare = lambda app, folder: None  # begins once the screen is there

async def start() -> None:
    app = CloseRead(PlayRequest(None, (Path("tests/course"),), here("ana")))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "HomeScreen" in str(app.screen)
        print(json.dumps(sorted(sys.modules)))

asyncio.run(start())
"""


def modules_at_home(home: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=60,
        env={**os.environ, "CLOSEREAD_HOME": str(home)},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_home_screen_is_light(tmp_path: Path) -> None:
    assert not DEAR & modules_at_home(tmp_path)
    assert not (DEAR | {"yaml"}) & modules_at_home(tmp_path), "lessons are known from the first start"
