"""What on a page is not the story: adverts, bylines, labels, promos, captions, share lines.

Rules of thumb for texts in English, with the commonest words of German, French and Spanish. They only propose:
furniture stays in article.md, between ``::: furniture`` and ``:::``.
"""

import re
from functools import lru_cache

from lessons.author.importing.pieces import one_line

WHY = {
    "advert": "an advert",
    "byline": "who wrote it",
    "date": "when it appeared",
    "label": "a label",
    "promo": "a promo for another page",
    "caption": "a caption or a picture credit",
    "share": "a line for sharing or following",
    "rights": "a note on rights",
    "headline": "the headline once more",
    "pullquote": "words of the story once more",
    "aside": "a box beside the text",
    "foot": "the foot of the page",
    "link": "a link by itself",
}
"""Kinds of furniture, as a teacher reads them."""
MAX_WORDS = 30
"""A longer paragraph is taken for the story whatever it begins with."""

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:{_MONTHS})\.?,? \d{{4}}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?,? "
_TIME = r"(?:[,|@·•–-]? ?(?:at |t)?\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?\(?[a-z]{2,4}\)?)?)?"
_NAME = r"[A-Z\u00c0-\u00de][\w.'\u2019-]*"
_SIGNED = rf"{_NAME}(?:[ ,&|/]+(?:and |und |et |y |in |for )?{_NAME}){{0,9}}.{{0,40}}"
_SHARED = (
    "share|tweet|retweet|e-?mail|print|copy link|save|bookmark|facebook|twitter|x|whatsapp|telegram|linkedin|reddit"
    "|follow us|like us|comments?|likes?|views?|teilen|partager|compartir|this|on|us|via|story|article|link|with|copy"
)
_PATTERNS: dict[str, tuple[str, ...]] = {
    "advert": (
        r"(?i)(?:advert(?:isement|orial)?|sponsored(?: content| by)?|paid (?:post|content)|promoted|partner content"
        r"|anzeige|werbung|publicit[\u00e9e]|publicidad|story continues below|continue reading below)\b.*",
    ),
    "date": (
        rf"(?i)(?:(?:first |last )?(?:published|updated|posted|modified|issued)(?: on| at)?:? ?)?(?:{_DAY})?"
        rf"{_DATE}{_TIME}.{{0,60}}",
        r"(?i)(?:(?:last )?updated|published|posted)\b.{0,60}",
        r"(?i)\d{1,3} (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\.?",
    ),
    "byline": (
        rf"(?:By|BY|Von|Par|Por|Words by|Written by|Author:?|Story by|Text by|Reporting by) (?:the )?{_SIGNED}",
        r"(?i)(?:additional |with )?reporting by .{3,150}",
    ),
    "promo": (
        r"(?i)(?:read (?:more|also|next|on|full)|also read|see also|watch(?: also| more| now)?:|listen(?: to)?:"
        r"|more (?:on|from|stories|in)|related(?: (?:stories|articles|news|topics))?|recommended|don['\u2019]t miss"
        r"|you may also|trending|most (?:read|popular)|continue reading|explore more|mehr zum thema"
        r"|lesen sie auch|lire aussi|[\u00e0a] lire|lea tambi[\u00e9e]n|leer m[\u00e1a]s)\b.*",
        r"(?i)(?:sign up|subscribe|get our|join our|download (?:the|our) app|support our|become a member|donate)\b.*",
    ),
    "caption": (
        r"(?i)(?:\(?(?:file )?"
        r"(?:photo|image|picture|pic|illustration|video|screenshot|graphic|foto|bild|cr[\u00e9e]dit)s?"
        r"(?: credit| by| courtesy)?\s?[:/\u00a9|]|credit:|caption:|image source).*",
        r"(?i).*(?:getty images|\bAFP\b ?(?:photo|via)|AP photo|/ ?reuters|shutterstock|istock|alamy|epa-efe|\(photo\b"
        r"|\[?photo by|\bfile photo\b|wikimedia commons).*",
    ),
    "rights": (
        r"(?i)(?:\u00a9|\(c\) ?\d{4}|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits).*",
    ),
    "share": (
        rf"(?i)(?:{_SHARED})(?:[ ,|/:\u00b7\u2022()\d]+(?:{_SHARED}|[\d.,]+k?))*[ :.|)\d]*",
        r"(?i)(?:\d+(?:[.,]\d+)?k? (?:comments?|likes?|shares?|views?)|follow (?:us|me|@\w+)\b.*"
        r"|leave a (?:comment|reply)|tags?:.*|filed under:?.*|topics:.*|category:.*)",
    ),
}
_DATES = re.compile(rf"(?i)(?<![\w]){_DATE}(?![\w])")
_BY = re.compile(r"(?i)^(?:(?:words |written |story |text |reporting )?by|author:?|von|par|por)\s+")
_BY_AFTER_DATE = re.compile(r"\s(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or)\s+(?=[A-Z\u00c0-\u00de])")
_NOT_A_NAME = re.compile(
    rf"(?i)[\s,(|\u2013\u2014-]*(?:(?:{_DAY})?{_DATE}"
    rf"|(?:(?:first |last )?(?:published|updated|posted|modified)|on {_DAY})\b"
    r"|\b\d{1,2}[:.]\d{2}\b|\b\d{1,3} (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\b)"
)
_SENTENCE = re.compile(r"[.!?\u2026][\"'\u2019\u201d\u00bb)\]]*$")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, patterns in _PATTERNS.items() for pattern in patterns)


def kind_of(text: str) -> str:
    """The kind of furniture a paragraph seems to be, a key of ``WHY``; empty for the story itself."""
    line = one_line(text)
    words = len(line.split())
    if not words or words > MAX_WORDS or len(line) > 300:
        return ""
    for kind, pattern in _patterns():
        if pattern.fullmatch(line) and not (kind in ("promo", "share", "advert") and _is_story(line, words)):
            return kind
    return ""


def _is_story(line: str, words: int) -> bool:
    """A full sentence of some length: "Read more books, the minister said on Monday."."""
    return words > 7 and ":" not in line[:30] and bool(_SENTENCE.search(line)) and "click" not in line.lower()


def ends_a_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return bool(_SENTENCE.search(text.rstrip()))


def find_date(text: str) -> str:
    """The first date that can be read in one way only, as ``2025-10-02``; empty when there is none."""
    for match in _DATES.finditer(text[:5000]):
        day = _date(match[0].lower())
        if day:
            return day
    return ""


def shows_date(text: str, day: str) -> bool:
    """Whether the day ``2025-10-02`` stands in the text, also as 02/10/2025, which might mean another one."""
    year, month, number = day.split("-")
    for match in _DATES.finditer(text[:5000]):
        if _date(match[0].lower()) == day:
            return True
        parts = [part.zfill(2) for part in re.split(r"[./]", match[0])]
        if sorted(parts[:2]) == sorted([number, month]) and parts[2:] in ([year], [year[2:]]):
            return True
    return False


def signed(text: str) -> str:
    """The names in a byline, without "By", dates, times and what follows a bar."""
    line = one_line(text)
    after = _BY_AFTER_DATE.search(line) if _DATES.search(line) else None
    line = _BY.sub("", line[after.start() :].lstrip() if after else line)
    line = re.split(r"\s[|\u2022\u00b7\u2013\u2014]\s", line)[0]
    return _NOT_A_NAME.split(line)[0].strip(" ,|\u2013\u2014-(")


def _date(words: str) -> str:
    from datetime import date

    numbers = [int(number) for number in re.findall(r"\d+", words)]
    month = re.search(_MONTHS, words)
    try:
        if month:
            names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
            return date(numbers[1], names.index(month[0][:3]) + 1, numbers[0]).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            return date.fromisoformat(words).isoformat()
        day, second, year = numbers
        if year >= 1000 and (day > 12 or day == second or "." in words):
            return date(year, second, day).isoformat()
        if year >= 1000 and second > 12:
            return date(year, day, second).isoformat()
    except ValueError:
        return ""
    return ""
