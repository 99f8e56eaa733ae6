"""The class report in a browser, where there is one: nothing is asked for, nothing is refused, every word is there."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.page import as_page, as_projector, as_talks
from lessons.reports.classes.talk import everybody, talks
from tests.helpers.markup import Markup
from tests.helpers.place import home
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
    page = as_page(reports("tiny", None, home())).decode()
    (tmp_path / "tiny.html").write_text(page, "utf-8")
    visit = visited(tmp_path / "tiny.html", tmp_path)
    assert (visit.console, visit.asked) == ([], [])
    before, after = Markup(page), Markup(visit.page)
    assert [one.text for one in before.of("td", "th")] == [one.text for one in after.of("td", "th")]


COLUMN = Path(__file__).parents[2] / "content" / "unsigned-column"
"""The shipped lesson with most exercises."""
FRAME = """<!doctype html><iframe id="page" src="{address}" style="width:{width}px;height:800px;border:0"></iframe>
<script>
document.getElementById("page").onload = () => {{
  const seen = document.getElementById("page").contentDocument;
  const ends = [...seen.querySelectorAll("body *")].map(one => one.getBoundingClientRect().right);
  document.title = "room " + seen.documentElement.clientWidth + " ends " + Math.floor(Math.max(...ends));
}};
</script>"""


def printed(path: Path, folder: Path) -> int:
    """How many pages a file has on paper."""
    assert BROWSER
    paper = folder / "paper.pdf"
    options = [
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={paper}",
    ]
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", *options, path.as_uri()]
    subprocess.run(command, capture_output=True, timeout=60, check=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper.read_bytes()))


def width(path: Path, folder: Path, window: int) -> tuple[int, int]:
    """The room that a window of this width gives, and where the widest thing of the page ends in it."""
    assert BROWSER
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(address=path.as_uri(), width=window), "utf-8")
    options = ["--allow-file-access-from-files", "--virtual-time-budget=3000", "--hide-scrollbars"]
    options += [f"--user-data-dir={folder / 'profile'}", "--window-size=2000,900", "--dump-dom"]
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", *options, frame.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found = re.search(r"<title>room (\d+) ends (\d+)</title>", done.stdout)
    assert found
    return int(found[1]), int(found[2])


@pytest.mark.thorough
@pytest.mark.skipif(BROWSER is None, reason="no chromium here")
def test_no_page_is_wider_than_its_window_and_paper_is_saved(tmp_path: Path) -> None:
    """A class of 30 on one lesson: ten printed pages at most, and one for each learner."""
    collected("8b", COLUMN, simulated(open_lesson(COLUMN), 30))
    told = reports("8b", None, home())
    people = talks(told, everybody(told)[:3])
    for made, most in ((as_page(told), 10), (as_projector(told), 10), (as_talks(told, people), len(people))):
        path = tmp_path / "page.html"
        path.write_bytes(made)
        assert 1 <= printed(path, tmp_path) <= most
        for window in (320, 390, 800, 1121, 1280, 1920):
            room, end = width(path, tmp_path, window)
            assert room == window
            assert end <= window


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
