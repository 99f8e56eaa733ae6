"""A second opinion on what is the story: the extractor trafilatura, where it is installed.

It is the extra ``closeread[import]``. It never writes a word of the article: it only says which blocks of the page
it counts as the story, and what it takes for title, author and date.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

MAX_LETTERS = 2_000_000
"""Longer pages are judged without it."""
MAX_DEPTH = 200
"""Elements inside one another up to which the page goes to a parser written in C."""
PATIENCE = 20
"""Seconds after which the page is judged without it."""
_PROGRAM = Path(__file__).with_name("extracting.py")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the extractor says; empty fields where it says nothing."""

    story: str
    """On one line."""
    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""


def opinion_of(html: str, deepest: int) -> Opinion | None:
    """What the extractor says of a page; ``None`` without it, for a page too large, and when it finds nothing."""
    if len(html) > MAX_LETTERS or deepest > MAX_DEPTH or find_spec("trafilatura") is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, a file of ours; the page is its input
            [sys.executable, "-P", "-W", "ignore", str(_PROGRAM)],
            input=html.encode("utf-8", "replace"),
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        opinion = Opinion(**json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return None  # without its opinion the import goes on
    return opinion if opinion.story else None
