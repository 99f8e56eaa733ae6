"""Where a key may have a hole: words to be found that stand in the text once more, texts with half a quotation."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from lessons.checking import problem_codes
from lessons.kinds.base import Bound, Fault
from lessons.lesson.lesson import Exercise
from lessons.loading.document import Document, Trail, Value
from lessons.model.article import Article
from lessons.model.problem import Place, Problem, Severity
from lessons.text import visible, words_of

MOST_WORDS = 4
"""Words of the longest phrase that is looked for again; more words stand twice only on purpose."""
_INCHES = re.compile(r'(?<=[0-9])"')


def same_words(exercise: Exercise, bound: Bound, article: Article) -> Iterator[Fault]:
    """A phrase to be found whose words stand in the exercise's paragraphs again, where a mark counts as wrong."""
    marks = bound.marks
    if marks is None:
        return
    judged = [one.span for one in marks.phrases]
    judged += [one.span for one in (*marks.debatable, *marks.traps)]
    looked_for: set[str] = set()
    for phrase in marks.phrases:
        words = marks.text[phrase.span.start : phrase.span.end]
        if words.casefold() in looked_for or len(words_of(words)) > MOST_WORDS:
            continue
        looked_for.add(words.casefold())
        pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
        for place in pattern.finditer(marks.text):
            in_scope = any(span.start <= place.start() and place.end() <= span.end for span in exercise.scope)
            if in_scope and all(span.end <= place.start() or place.end() <= span.start for span in judged):
                label = next(
                    block.label
                    for block in article.blocks
                    if block.span.start <= place.start() < block.span.end
                )
                yield Fault(
                    problem_codes.SAME_WORDS,
                    ("mark",),
                    f"{visible(words)!r} stands in block {label} too, and the key does not name it there",
                    "every place of the words judged",
                    "add it there, as a phrase, a trap or debatable, or leave block"
                    f" {label} out of where; for every place alike write all: true",
                    Severity.ADVICE,
                    on_key=True,
                )
                break


def still_templates(document: Document, unwritten: AbstractSet[str]) -> Iterator[Problem]:
    """One piece of advice for all texts of a file that a template left there; ``unwritten`` are such texts."""
    places = [document.place(trail) for trail, text in _texts(document.value) if text in unwritten]
    if places:
        noun = "text" if len(places) == 1 else "texts"
        yield Problem(
            min(places, key=lambda place: place.line),
            problem_codes.TO_WRITE,
            f"{len(places)} {noun} still as the template has them: {lines_in_words(places)}",
            "your own words",
            "write what each of them asks for; until then the lesson is not packed",
            Severity.ADVICE,
        )


def lines_in_words(places: Sequence[Place]) -> str:
    """``line 3``, ``lines 3, 8, 12``."""
    lines = sorted({place.line for place in places})
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:20]))}{' …' if len(lines) > 20 else ''}"


def half_quotations(document: Document) -> Iterator[Problem]:
    """Texts of a file in which a quotation mark has no partner."""
    for trail, text in _texts(document.value):
        if "\n" in text.strip() or len(text) < 2:
            continue
        if text.count('"') % 2 and not _INCHES.search(text):
            found = 'a text with an odd number of "'
        elif "„" not in text and text.count("“") != text.count("”"):
            found = "a text with more of “ than of ”, or fewer"
        else:
            continue
        fix = "write the mark that is missing, or take the other away"
        expected = "each quotation opened and closed"
        place = document.place(trail)
        yield Problem(place, problem_codes.HALF_A_QUOTATION, found, expected, fix, Severity.ADVICE)


def _texts(value: Value) -> Iterator[tuple[Trail, str]]:
    """Every text with its place; quotations of the article are left out, as they may be cut anywhere."""
    waiting: list[tuple[Trail, Value]] = [((), value)]
    while waiting:
        at, inner = waiting.pop()
        if isinstance(inner, str):
            yield at, inner
        elif isinstance(inner, dict):
            waiting += [((*at, name), inner[name]) for name in reversed(inner) if name not in _QUOTED]
        elif isinstance(inner, list):
            waiting += [((*at, index), inner[index]) for index in reversed(range(len(inner)))]


_QUOTED = frozenset(
    {"quote", "core", "before", "after", "find", "trap", "debatable", "note", "good", "changes"}
)
"""Fields that hold words of an article."""
