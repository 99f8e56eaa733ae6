"""What a writer is asked about the lesson itself and about its notes at the end: blanks like those of an exercise."""

from collections.abc import Iterator
from dataclasses import replace

from lessons.author.blank import NEW, Blank, Sort, writable
from lessons.author.blanks import EXERCISES, Workplace, said_as, techniques
from lessons.author.yaml_changes import value_at
from lessons.i18n import _
from lessons.kinds.roles import fields_of
from lessons.lesson.writing_out import NOTES, NOTES_IN_TWO
from lessons.loading.document import Trail, Value

BACKGROUND = "background"


def note_blanks(place: Workplace, value: Value, number: int | None = None) -> list[Blank]:
    """What is asked about the notes at the end of the lesson, or about one of them."""
    listed = value_at(value, (NOTES,))
    blanks: list[Blank] = []
    for at, entry in enumerate(listed if isinstance(listed, list) else ()):
        if number is not None and at != number:
            continue
        here: Trail = (NOTES, at)
        word = next((name for name in entry if name in NOTES_IN_TWO), "") if isinstance(entry, dict) else ""
        if not isinstance(entry, dict) or not word:
            blanks.append(Blank(f"{NOTES}/{at}/words", here, "?", "hand", entry, depth=1))
            continue
        types = fields_of(NOTES_IN_TWO[word][1])
        asked = ("technique", "plain", "why") if word == "note" else ("why",)
        order = (word, *(name for name in types if name not in asked), *asked)
        words = Blank(
            f"{NOTES}/{at}/words", (*here, word), word, value=entry[word], needed=True, depth=1, first=True
        )
        blanks.append(words)
        named = [name for name in entry if name not in (word, *asked)]
        for name in [*named, *asked]:
            sort: Sort = "text" if name in types and isinstance(entry.get(name), str | None) else "hand"
            offers = techniques(place.glossary, value) if name == "technique" and sort == "text" else ()
            made = Blank(f"{NOTES}/{at}/{name}", (*here, name), said_as(name), sort, entry.get(name), order)
            if offers:
                made = replace(made, sort="pick", offers=offers)
            blanks.append(replace(made, needed=name == "why", depth=2))
    return blanks


def lesson_blanks(value: Value) -> list[Blank]:
    """What is asked about the lesson itself."""
    fields = value if isinstance(value, dict) else {}
    names = ("title", "summary", "minutes", "level", "goals", "article", "beside")
    order = ("format", "id", *names, BACKGROUND, EXERCISES, NOTES)
    usual = {"summary": str(fields.get("title") or ""), "article": "article.md", "level": "1"}
    blanks = []
    for name in names:
        many: Sort = "lines" if isinstance(fields.get(name), list) or name == "goals" else "text"
        blank = Blank(name, (name,), said_as(name), many, fields.get(name), order)
        blank = replace(
            blank, usual=usual.get(name, ""), needed=name == "title", first=name == next(iter(fields), "")
        )
        blanks.append(blank if writable(blank) else replace(blank, sort="hand"))
    return [*blanks, *_background_blanks(fields.get(BACKGROUND), order)]


def _background_blanks(listed: Value, order: tuple[str, ...]) -> Iterator[Blank]:
    """Who and what is named in the texts: a name and what is to be known of it, line by line."""
    called = said_as(BACKGROUND)
    if not isinstance(listed, list | None):
        yield Blank(BACKGROUND, (BACKGROUND,), called, "hand", listed)
        return
    entries = listed or []
    for at, entry in enumerate(entries):
        here: Trail = (BACKGROUND, at)
        key = f"{BACKGROUND}/{at}/words"
        if not isinstance(entry, dict) or not all(isinstance(one, str | None) for one in entry.values()):
            yield Blank(key, here, called, "hand", entry, depth=1, first=True)
            continue
        name, text = entry.get("name"), entry.get("text")
        yield Blank(key, (*here, "name"), called, value=name, needed=True, depth=1, first=True)
        yield Blank(
            f"{BACKGROUND}/{at}/text",
            (*here, "text"),
            said_as("text"),
            value=text,
            order=("name", "text"),
            needed=True,
            depth=2,
        )
    yield Blank(
        f"{BACKGROUND}/{NEW}",
        (BACKGROUND, len(entries), "name"),
        _("+ {word}").format(word=BACKGROUND),
        order=order,
        depth=1,
    )
