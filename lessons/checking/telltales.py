"""What gives an answer away without the article: lengths, dates, hints that count; and counts that are wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import comb
from statistics import mean

from lessons.checking import problem_codes
from lessons.kinds.base import Bound, Fault
from lessons.kinds.item import Item
from lessons.lesson.lesson import Exercise, Lesson
from lessons.loading.document import Trail
from lessons.model.form import Form, GridForm, MarkForm, PickForm
from lessons.model.problem import Severity
from lessons.prose import plain

APART = 0.9
"""In so many of the pairs of a right and a wrong text the same one is longer: from here on length tells."""
LONGER = 1.25
"""So much longer must the longer ones be on average; less is not seen at a glance."""
FEWEST_DRAWS = 10
"""Ways to pick as many as are right: with fewer, lengths fall apart by accident too often."""
OUTSTANDING = 2
"""A single right option this many times longer, or shorter, than every other stands out."""
FEWEST_CHOICES = 4
"""Single choices of a lesson from which on their lengths are held against each other; of three, all must agree."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_WORD = rf"(?:{'|'.join(NUMBERS)})"
_SEVERAL = rf"(?:{'|'.join(list(NUMBERS)[1:])})"
_NUMBER = rf"(?:{_WORD}|[1-9][0-9]?)"
_ITEM = r"(?:places?|phrases?|verbs?|voices?|facts?|pieces?|additions?|faults?|passages?|findings?)"
_CHOSEN = r"(?:rows|answers|options|voices|names)"
_ROW = r"(?:phrases|rows|items|claims|facts|statements)"
_PART = r"(?:paragraphs?|sentences?|head(?:ing|line)s?|lines?|half|page)"
_DATE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b\d{1,2}\.? (?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)
_COUNTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_NUMBER} (?:\w+ )?(?:places?|phrases|findings?|faults|marks)\b(?! may\b)",
        rf"\b(?:none|both|{_NUMBER}) (?:are|is|stands?|lies?|comes?) (?:in|on) (?:the |its )?(?:\w+ )?{_PART}\b",
        rf"\b{_PART}(?: \d+[\w, ]*)? (?:has|have|holds?|hides?|contains?) {_NUMBER}\b",
        rf"\b(?:there (?:is|are)|find|mark|look for) (?:all )?{_SEVERAL}(?: of them)?(?:[.,;!]|$)",
        rf"\b(?:only|exactly|just) {_WORD} (?:is|are) (?:right|wrong|missing|loaded|to)\b",
        rf"\b(?:there (?:is|are)|look for|find) {_NUMBER} (?:to find|of them|in|more)\b",
        rf"\b(?:row|answer|option|voice|name)s? (?:is|are) (?:right|needed|used|wanted) (?:once|twice|{_NUMBER} times)",
        r"\b(?:answer|option|name|voice) is (?:left over|never right|never used)",
        rf"\b{_NUMBER} (?:of the )?{_CHOSEN} (?:have|never|fits?|are (?:right|wrong|needed))\b",
        rf"\b{_WORD} of the {_WORD}\b",
    )
]
_TOLD = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:mark|find|pick|choose|which|there (?:is|are)) (?:the )?(?P<number>{_NUMBER}) (?:\w+ ){{0,2}}{_ITEM}\b",
        rf"\b(?P<number>{_NUMBER}) (?:facts|places|phrases) (?:are missing|that matter|to find)\b",
        rf"\bof the (?P<number>{_NUMBER}) that matter\b",
    )
]
_ROWS_TOLD = re.compile(rf"\b(?:there are|these|all|the) (?P<number>{_NUMBER}) {_ROW}\b", re.IGNORECASE)
_HEDGED = re.compile(
    r"(?:at least|at most|more than|fewer than|less than|over|about|nearly|up to|or)\W*$", re.IGNORECASE
)
_QUOTATIONS = re.compile(rf"\b(?P<number>{_NUMBER}|[1-9][0-9]{{2}}) quotations\b", re.IGNORECASE)
_MARKED = re.compile(r"“[^”]+”|\"[^\"]+\"|«[^»]+»|„[^“”]+[“”]")


def telltales(lesson: Lesson, exercise: Exercise, bound: Bound, why: str) -> Iterator[tuple[bool, Fault]]:
    """(in the key, fault): places in the exercise's mapping in key.yaml, else in the one in lesson.yaml."""
    for at, telltale in _given_away(exercise.form, bound.items()):
        fix = "make right ones shorter and wrong ones longer, or the other way round; spread the dates"
        yield (
            False,
            Fault(
                problem_codes.LENGTH_TELLS,
                at,
                telltale,
                "texts that do not sort themselves",
                fix,
                Severity.WARNING,
            ),
        )
    for index, hint in enumerate(exercise.task.hints):
        if any(pattern.search(plain(hint)) for pattern in _COUNTS):
            yield (
                False,
                Fault(
                    problem_codes.HINT_COUNTS,
                    ("hints", index),
                    f"a hint that counts: {plain(hint)[:60]!r}",
                    "a hint that helps to read",
                    'say how to look; "none, one or more" where the number is not asked for',
                    Severity.WARNING,
                ),
            )
    for text, in_key in ((exercise.task.prompt, False), (why, True)):
        for said, counted, what in _contradicted(lesson, exercise, bound, plain(text)):
            yield (
                in_key,
                Fault(
                    problem_codes.WRONG_COUNT,
                    ("why",) if in_key else ("prompt",),
                    f"the text counts {said} {what}",
                    f"{counted}, as there are",
                    "correct the number, or leave it out",
                    Severity.WARNING,
                ),
            )


def single_choices(lesson: Lesson, keys: Mapping[str, Bound]) -> Iterator[Fault]:
    """One fault where the right option of the lesson's single choices is the longest, or the shortest, too often."""
    longest = shortest = total = 0
    for exercise in lesson.exercises:
        form, bound = exercise.form, keys.get(exercise.id)
        if not isinstance(form, PickForm) or form.several or bound is None:
            continue
        right, wrong = _told_apart(bound.items())
        if len(right) != 1:
            continue
        own, lengths = len(right[0].text), [len(option.text) for option in wrong]
        total += 1
        longest += own > max(lengths, default=own)
        shortest += own < min(lengths, default=own)
    for count, what in ((longest, "longest"), (shortest, "shortest")):
        if total >= FEWEST_CHOICES - 1 and (
            count == total or (total >= FEWEST_CHOICES and 2 * count > total)
        ):
            yield Fault(
                problem_codes.LENGTH_TELLS,
                ("exercises",),
                f"the right option is the {what} in {count} of {total} choices",
                "at most half",
                "reword options until length tells nothing",
                Severity.WARNING,
                on_key=True,
            )


def _told_apart(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """The right ones, and the others."""
    return [one for one in items if one.right], [one for one in items if one.right is False]


def _given_away(form: Form, items: Sequence[Item]) -> Iterator[tuple[Trail, str]]:
    """(place, what tells): facts or options whose length or date says whether they are right."""
    right, wrong = _told_apart(items)
    if isinstance(form, MarkForm) or not right or not wrong:
        return
    place = next((one.at[:1] for one in items if one.at is not None), ())
    if not isinstance(form, PickForm) or form.several:
        what = _what(items)
        yield from ((place, telltale) for telltale in _by_length(right, wrong, what))
        if any(one.missing for one in items):
            early = [one for one in wrong if not one.later]
            yield from ((place, telltale) for telltale in _by_date(right, early))
    elif len(right) == 1 and len(wrong) >= 2:
        own, others = len(right[0].text), [len(option.text) for option in wrong]
        if own >= OUTSTANDING * max(others) and own - max(others) >= 20:
            yield place, f"the right option has {own} characters, the others {max(others)} at most"
        if OUTSTANDING * own <= min(others) and min(others) - own >= 20:
            yield place, f"the right option has {own} characters, the others {min(others)} at least"


def _what(items: Sequence[Item]) -> str:
    return "facts that matter" if any(one.missing for one in items) else "right options"


def _by_length(those: Sequence[Item], others: Sequence[Item], what: str) -> Iterator[str]:
    right, wrong = ([len(plain(one.text)) for one in some] for some in (those, others))
    if min(len(right), len(wrong)) < 2 or comb(len(right) + len(wrong), len(right)) < FEWEST_DRAWS:
        return
    longer = mean((a > b) + (a == b) / 2 for a in right for b in wrong)
    if longer >= APART and mean(right) >= LONGER * mean(wrong):
        yield f"{what} are longer: {mean(right):.0f} characters on average, the others {mean(wrong):.0f}"
    if 1 - longer >= APART and mean(wrong) >= LONGER * mean(right):
        yield f"{what} are shorter: {mean(right):.0f} characters on average, the others {mean(wrong):.0f}"


def _by_date(those: Sequence[Item], others: Sequence[Item]) -> Iterator[str]:
    """Facts of which all that matter have a date and no other has, or the other way round; later ones are left out."""
    right, wrong = ([bool(_DATE.search(one.text)) for one in some] for some in (those, others))
    if min(len(right), len(wrong)) < 2 or comb(len(right) + len(wrong), len(right)) < FEWEST_DRAWS:
        return
    if all(right) and not any(wrong):
        yield "all facts that matter have a date, and of the others that were known none has"
    if all(wrong) and not any(right):
        yield "no fact that matters has a date, and of the others that were known all have"


def _contradicted(
    lesson: Lesson, exercise: Exercise, bound: Bound, text: str
) -> Iterator[tuple[int, int, str]]:
    """(count in the text, count in the key or the articles, what is counted) where the two differ."""
    form = exercise.form
    rows = [*_ROWS_TOLD.finditer(text)] if isinstance(form, GridForm) else []
    told = [match for pattern in _TOLD for match in pattern.finditer(text)]
    counted = _counted(form, bound) if rows or told else None
    if isinstance(form, GridForm):
        right = {len(form.rows)} | ({counted[0]} if counted else set())
        for match in rows:
            number = _value(match["number"])
            if number > 1 and number not in right:
                yield number, len(form.rows), "rows"
    for match in told if counted is not None else ():
        number = _value(match["number"])
        if counted and 1 < number != counted[0] and not _HEDGED.search(text[: match.start("number")]):
            yield number, *counted
    for match in _QUOTATIONS.finditer(text):
        number = _value(match["number"])
        there = [
            len(_MARKED.findall(article.text))
            for article in (lesson.article, lesson.beside)
            if article is not None
        ]
        if number > 1 and any(there) and number not in there and not _HEDGED.search(text[: match.start()]):
            yield number, there[0], "quotations"


def _counted(form: Form, bound: Bound) -> tuple[int, str] | None:
    """What a number in the text can be held against; ``None`` where numbers mean many things."""
    marks = bound.marks
    if marks is not None:
        return (marks.need if marks.need is not None else len(marks.phrases)), "places to find"
    items = bound.items()
    right, _wrong = _told_apart(items)
    if not right or (isinstance(form, PickForm) and not form.several):
        return None
    return len(right), _what(items)


def _value(number: str) -> int:
    return NUMBERS.get(number.casefold()) or int(number)
