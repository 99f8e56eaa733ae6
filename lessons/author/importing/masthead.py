"""The front matter of an imported article: what the page's code says, and guesses, each with a remark on its source."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lessons.author.importing.furniture import find_date, shows_date, signed
from lessons.author.importing.pieces import Draft, DraftBlock, PageSays, clean, one_line
from lessons.author.importing.web_page import WebPage
from lessons.author.templates import scalar
from lessons.loading.article_source import KEYS
from lessons.text import comparable, is_language_tag, words_of

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


def page_says(page: WebPage) -> PageSays:
    """The page's own words about itself; empty where it has none. Never raises."""
    fields = {name: _first(page.meta, keys) for name, keys in _NAMES.items()}
    for name, value in _structured(page):
        fields[name] = fields[name] or value
    tab = _TAB.match(page.meta.get("title", "")[:400])
    fields["outlet"] = fields["outlet"] or (tab[2] if tab else "")
    fields["title"] = fields["title"] or (tab[1] if tab else page.meta.get("title", ""))
    if fields["byline"].startswith(("http:", "https:", "@")):
        fields["byline"] = ""
    language = page.meta.get("lang", "") or page.meta.get("og:locale", "")
    return PageSays(
        title=_line(fields["title"]),
        byline=_line(fields["byline"]),
        published=_day(fields["published"]),
        outlet=_line(fields["outlet"]),
        language=language if is_language_tag(language) else "",
    )


def _line(text: str) -> str:
    return one_line(clean(text[:1000]))


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((meta[key].strip() for key in keys if meta.get(key, "").strip()), "")


def _day(text: str) -> str:
    day = _DAY.fullmatch(text.strip()[:60])
    return find_date(day[1] if day else text[:200])


def _structured(page: WebPage) -> Iterator[tuple[str, str]]:
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


LONGEST = 280
"""Most letters of a field."""
_COMMON_WORDS = {
    "en": "the of and to in that is for with was said",
    "de": "der die und das den von ist nicht mit dem",
    "fr": "le la les et des est une dans pour que",
    "es": "el la los y de que en una por con",
    "it": "il di che e la per una sono con non",
    "pt": "o de que e do da em um para com",
    "nl": "de het een van en is dat op te niet",
    "pl": "i w na z do nie to że się jest",
    "ru": "и в не на что с по он как это",
    "uk": "і в не на що з та до як це",
}
_BY_IN_LINE = re.compile(r"\s[Bb][Yy]\s+[A-Z\u00c0-\u00de]")
_UNSEEN = frozenset({"not shown by a browser", "stands in the page's code for a picture"})
_UNSAFE = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
REVIEW = "# Guessed by closeread import. Check each line against the page, then delete the remarks."
ONLY_IN_CODE = "only in the page's code: delete the line if a reader of the page does not see it"


def masthead(draft: Draft, given: Mapping[str, str]) -> tuple[str, ...]:
    """The lines between the two ``---``. ``given`` are fields that the source already had; they win."""
    says, seen = draft.says, comparable(" ".join(piece.text for piece in draft.pieces))
    lines = [REVIEW, _title(draft.pieces, says, given)]
    lines.append(_field("outlet", given, says.outlet, _where(says.outlet, seen), "who published it"))
    byline = _byline(draft.pieces)
    coded = signed(says.byline)
    remark = "from the page" if byline else _where(coded, seen)
    lines.append(_field("byline", given, byline or coded, remark, "who signed it"))
    lines.append(_published(draft, given))
    language = says.language or _language(draft.pieces)
    remark = "from the page's code" if says.language else "guessed from its commonest words"
    lines.append(_field("language", given, language, remark, ""))
    for key in KEYS[5:]:
        if key in given:
            lines.append(f"{key}: {_plain(given[key], key)}")
    if "rights" not in given:
        lines.append("# rights: write here who allows you to copy the text, for example CC BY 4.0")
    lines += [f"# To look at: {_comment(note)}" for note in draft.notes]
    return tuple(lines)


def _title(pieces: Sequence[DraftBlock], says: PageSays, given: Mapping[str, str]) -> str:
    if "title" in given:
        return f"title: {_plain(given['title'], 'title')}"
    shown = next((piece.text for piece in pieces if piece.role == "heading" and piece.level == 1), "")
    if shown:
        return f"title: {_value(shown)}   # the headline of the page"
    if says.title:
        return f"title: {_value(says.title)}   # only in the page's code: its text has no headline"
    first = next((piece.text for piece in pieces if piece.role == "paragraph"), "")
    first = first or next((piece.text for piece in pieces), "Untitled")
    words = one_line(first).split(" ")
    short = " ".join(words[:12])
    return f"title: {_value(short)}   # no headline was found: these are the first words"


def _field(key: str, given: Mapping[str, str], value: str, remark: str, absent: str) -> str:
    if key in given:
        return f"{key}: {_plain(given[key], key)}"
    if not value:
        return f"# {key}: {absent}; not found. Leave the line out when the page does not say it"
    return f"{key}: {_value(value)}   # {remark}"


def _byline(pieces: Sequence[DraftBlock]) -> str:
    """Who signed it, as the page shows it; also at the end of a line that begins with the day."""
    names = (signed(piece.text) for piece in pieces if piece.kind == "byline")
    name = next((name for name in names if name), "")
    dated = (piece.text for piece in pieces if piece.kind == "date" and _BY_IN_LINE.search(piece.text))
    return name or next((signed(text) for text in dated), "")


def _published(draft: Draft, given: Mapping[str, str]) -> str:
    pieces, day = draft.pieces, draft.says.published
    dated = next((piece for piece in pieces if piece.kind == "date" and find_date(piece.text)), None)
    dated = dated or next(
        (piece for piece in pieces if piece.role == "furniture" and find_date(piece.text)), None
    )
    if dated is not None:
        return _field("published", given, find_date(dated.text), _from_line(dated.text), "")
    shown = [piece.text for piece in pieces]
    shown += [one.text for one in draft.left_out if one.why not in _UNSEEN]
    line = next((text for text in shown if day.count("-") == 2 and shows_date(text, day)), "")
    remark = _from_line(line) if line else ONLY_IN_CODE
    return _field("published", given, day, remark, "the day, such as 2025-10-02")


def _from_line(text: str) -> str:
    return f"from the line {_comment(one_line(text)[:60])!r}"


def _where(value: str, seen: str) -> str:
    return "from the page" if value and comparable(value) in seen else ONLY_IN_CODE


def _language(pieces: Sequence[DraftBlock]) -> str:
    text = " ".join(piece.text for piece in pieces)[:20_000]
    words = [text[start:end].lower() for start, end in words_of(text)]
    counted = {
        tag: sum(words.count(word) for word in common.split()) for tag, common in _COMMON_WORDS.items()
    }
    best = max(counted, key=lambda tag: counted[tag])
    return best if counted[best] > counted["en"] else "en"


def _value(text: str) -> str:
    line = one_line(text)
    if len(line) > LONGEST:
        line = line[:LONGEST].rsplit(" ", 1)[0] + " \u2026"
    return scalar(line)


def _plain(text: str, key: str) -> str:
    return text if key == "rendition" else scalar(text)


def _comment(text: str) -> str:
    return _UNSAFE.sub("?", one_line(text))
