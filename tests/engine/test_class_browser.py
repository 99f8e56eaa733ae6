"""The class report in a browser, where there is one: nothing is asked for, nothing is refused, every word is there."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from lessons.assembly.opening import open_lesson
from lessons.cli.class_report import reports
from lessons.reports.classes.page import as_page
from tests.helpers.markup import Markup
from tests.helpers.simulated_class import collected, simulated
from tests.helpers.tiny import TINY

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
OWN = "not an origin"
"""What the browser's log calls the origin of requests that no page made."""


@dataclass(frozen=True)
class Visit:
    """What became of a page."""

    page: str
    """The page as the browser understood it."""
    console: list[str]
    asked: list[str]
    """Addresses that the page asked for."""


def visited(path: Path, folder: Path) -> Visit:
    """Open a file in a browser that can reach nothing by name, and close it again."""
    assert BROWSER
    profile, log = folder / "profile", folder / "net.json"
    quiet = ["background-networking", "component-update", "sync", "default-apps", "extensions", "gpu"]
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--no-first-run",
        *(f"--disable-{one}" for one in quiet),
    ]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}", f"--log-net-log={log}"]
    command += ["--enable-logging=stderr", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    told = json.loads(log.read_text("utf-8"))
    job = told["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    asked = [event.get("params", {}) for event in told["events"] if event["type"] == job]
    return Visit(
        done.stdout,
        [line for line in done.stderr.splitlines() if ":CONSOLE" in line],
        [one["url"] for one in asked if "url" in one and one.get("initiator") != OWN],
    )


@pytest.mark.thorough
@pytest.mark.skipif(BROWSER is None, reason="no chromium here")
def test_a_browser_asks_for_nothing_and_refuses_nothing(tmp_path: Path) -> None:
    collected("tiny", TINY, simulated(open_lesson(TINY), 12))
    page = as_page(reports("tiny", None)).decode()
    (tmp_path / "tiny.html").write_text(page, "utf-8")
    visit = visited(tmp_path / "tiny.html", tmp_path)
    assert (visit.console, visit.asked) == ([], [])
    before, after = Markup(page), Markup(visit.page)
    assert [one.text for one in before.of("td", "th")] == [one.text for one in after.of("td", "th")]


@pytest.mark.thorough
@pytest.mark.skipif(BROWSER is None, reason="no chromium here")
def test_requests_and_refusals_would_be_seen(tmp_path: Path) -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="style-src \'none\'">'
    page = (
        f'<!doctype html>{policy}<title>x</title><p style="color:red">x<img src="http://127.0.0.1:9/x.png">'
    )
    (tmp_path / "bad.html").write_text(page, "utf-8")
    visit = visited(tmp_path / "bad.html", tmp_path)
    assert visit.asked == ["http://127.0.0.1:9/x.png"]
    assert len(visit.console) == 1
