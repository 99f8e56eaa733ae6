"""One HTML file that needs nothing else: no script, no picture, no request.

What comes from files and learners goes through Jinja's escaping. The style sheet is the only thing that does not, and
its checksum is all that the page's Content-Security-Policy allows.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lessons.i18n import LOCALES, _, language
from lessons.model.result import percent
from lessons.text import normalise, primary_language

STYLE = "style.css"
PIECES = Path(__file__).parent / "pieces"
"""Templates that pages have in common: they write the values of ``html_text``."""


def templates(folder: Path, names: Mapping[str, object] = MappingProxyType({})) -> Environment:
    """The templates of a folder, with ``PIECES``; all of them know ``_``, ``percent`` and these further names."""
    environment = Environment(
        loader=FileSystemLoader([folder, PIECES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    environment.globals |= {"_": _, "percent": percent, **names}
    return environment


def html_page(folder: Path, environment: Environment, template: str, **values: object) -> bytes:
    """The file that a template makes of these values, with the style sheet of its folder inside."""
    style = (folder / STYLE).read_text("utf-8")
    page = environment.get_template(template).render(
        language=page_language(),
        style=style,
        digest=b64encode(sha256(style.encode()).digest()).decode(),
        **values,
    )
    return page.encode()


def page_language() -> str:
    """The language of a page's own words, as HTML names it: the one asked for where there is a catalogue of it."""
    chosen = primary_language(language())
    return chosen if chosen and (LOCALES / chosen).is_dir() else "en"


def _clean(value: Any) -> Any:
    """Texts without control characters; everything else as it is."""
    return normalise(value) if type(value) is str else value
