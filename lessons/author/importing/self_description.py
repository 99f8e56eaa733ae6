"""What the code of a page says of its title, author, date, outlet and language."""

import json
import re
from collections.abc import Iterator

from lessons.author.importing.furniture import find_date
from lessons.author.importing.page import Page
from lessons.author.importing.pieces import PageSays, clean, one_line
from lessons.text import is_language_tag

_NAMES = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "byline": ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"),
    "published": (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "pubdate",
        "parsely-pub-date",
        "dcterms.created",
        "time",
    ),
    "outlet": ("og:site_name", "application-name", "publisher", "dc.publisher"),
}
_TYPES = ("newsarticle", "article", "reportagenewsarticle", "blogposting", "opinionnewsarticle", "webpage")
_MOST = 300_000
"""Letters of structured data that are read."""
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_TAB = re.compile(r"^(.{15,}?) [|\u2013\u2014\u00b7-] ([^|\u2013\u2014\u00b7]{2,40})$")


def page_says(page: Page) -> PageSays:
    """The page's own words about itself; empty where it has none. Never raises."""
    found = {name: _first(page.meta, keys) for name, keys in _NAMES.items()}
    for name, value in _structured(page):
        found[name] = found[name] or value
    tab = _TAB.match(page.meta.get("title", "")[:400])
    found["outlet"] = found["outlet"] or (tab[2] if tab else "")
    found["title"] = found["title"] or (tab[1] if tab else page.meta.get("title", ""))
    if found["byline"].startswith(("http:", "https:", "@")):
        found["byline"] = ""
    language = page.meta.get("lang", "") or page.meta.get("og:locale", "")
    return PageSays(
        title=_line(found["title"]),
        byline=_line(found["byline"]),
        published=_day(found["published"]),
        outlet=_line(found["outlet"]),
        language=language if is_language_tag(language) else "",
    )


def _line(text: str) -> str:
    return one_line(clean(text[:1000]))


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((meta[key].strip() for key in keys if meta.get(key, "").strip()), "")


def _day(text: str) -> str:
    day = _DAY.fullmatch(text.strip()[:60])
    return find_date(day[1] if day else text[:200])


def _structured(page: Page) -> Iterator[tuple[str, str]]:
    """Fields of the first article in the structured data."""
    for script in page.scripts[:20]:
        if len(script) > _MOST:
            continue
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        entry = next(_articles(data, 0), None)
        if entry is not None:
            yield "title", _name(entry.get("headline"))
            yield "byline", _name(entry.get("author"))
            yield "published", _name(entry.get("datePublished"))
            yield "outlet", _name(entry.get("publisher"))
            return


def _articles(data: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for one in data[:200]:
            yield from _articles(one, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(str(name).lower() in _TYPES for name in names) and "headline" in data:
            yield data
        yield from _articles(data.get("@graph"), depth + 1)


def _name(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_name(one) for one in value[:5] if not isinstance(one, list))))
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else ""
    return value if isinstance(value, str) else ""
