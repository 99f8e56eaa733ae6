"""What a lesson must have as a whole."""

import datetime
from collections.abc import Iterator

from lessons.checking import codes
from lessons.checking.playing import play
from lessons.checking.reading_time import reading_time
from lessons.checking.telltales import single_choices, telltales
from lessons.kinds.base import Fault
from lessons.lesson.keys import KeySource
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import LessonSource, place_faults
from lessons.loading.catalogue import LESSON_FILE
from lessons.model.problem import Place, Problem, Severity
from lessons.play.summary import STRANDS, strand_name
from lessons.text import runs_right_to_left


def examine(source: LessonSource, key: KeySource) -> Iterator[Problem]:
    """Everything that needs both files: of each exercise that could be bound, whatever the others are."""
    lesson = source.sketch
    if lesson is None:
        return
    if source.lesson is not None:  # else the exercise that is missed may be the one that could not be read
        yield from _strands(source, source.lesson)
    if not (lesson.folder / "SOURCES.md").is_file():
        place = Place(lesson.folder / "SOURCES.md")
        fix = "list where the facts of the key come from"
        yield Problem(
            place,
            codes.NO_SOURCES,
            "no SOURCES.md",
            "a file that names the sources of the key",
            fix,
            Severity.ADVICE,
        )
    yield from _direction(lesson)
    for exercise in lesson.exercises:
        if exercise.id not in key.bound:
            continue
        bound = key.bound[exercise.id]
        faults = list(play(lesson, exercise, bound))
        leaks = [fault for fault in faults if fault.code == codes.HINT_LEAKS]
        others = [fault for fault in faults if fault.code != codes.HINT_LEAKS]
        yield from place_faults(source.document, source.paths[exercise.id], leaks)
        yield from place_faults(key.document, ("answers", exercise.id), others)
        for in_key, fault in telltales(lesson, exercise, bound, key.why.get(exercise.id, "")):
            document = key.document if in_key else source.document
            at = ("answers", exercise.id) if in_key else source.paths[exercise.id]
            yield from place_faults(document, at, [fault])
    yield from place_faults(source.document, (), [*single_choices(lesson, key.bound)])
    yield from _dates(lesson, key)
    if source.lesson is not None:
        yield from _minutes(source, source.lesson, key)


def _direction(lesson: Lesson) -> Iterator[Problem]:
    """Tell an author which route shows a text that runs from right to left in its order."""
    for article in (lesson.article, lesson.beside):
        if article is not None and runs_right_to_left(article.text):
            yield Problem(
                Place(lesson.folder / LESSON_FILE),
                codes.RIGHT_TO_LEFT,
                "an article that runs from right to left",
                "students who know that many terminals turn such a text round on the screen",
                "have them read it line by line: closeread read LESSON --linear",
                Severity.ADVICE,
            )
            return


def _strands(source: LessonSource, lesson: Lesson) -> Iterator[Problem]:
    present = {exercise.task.strand for exercise in lesson.exercises}
    place = Place(source.document.file, *source.document.key_at(("exercises",)))
    for strand in STRANDS:
        if strand not in present:
            name = strand_name(strand)
            fix = "add one; every article has something to ask in each strand"
            yield Problem(
                place,
                codes.STRAND_MISSING,
                f"no exercise on {name}",
                "each strand at least once",
                fix,
                Severity.WARNING,
            )


def _minutes(source: LessonSource, lesson: Lesson, key: KeySource) -> Iterator[Problem]:
    """``minutes:`` must not promise less than the lesson takes."""
    time = reading_time(lesson, key.bound, key.why)
    if lesson.minutes < time.minutes:
        found = f"minutes: {lesson.minutes} for {time.words} words to read and {time.decisions} decisions"
        fix = f"write minutes: {time.minutes}, or shorten the lesson"
        place = Place(source.document.file, *source.document.value_at(("minutes",)))
        expected = f"{time.minutes} or more, at 150 words a minute"
        yield Problem(place, codes.TOO_FEW_MINUTES, found, expected, fix, Severity.ADVICE)


def _dates(lesson: Lesson, key: KeySource) -> Iterator[Problem]:
    """No missing fact may be younger than the article."""
    day, faults = article_day(lesson, key)
    yield from place_faults(key.document, (), faults)
    if day is None:
        return
    for exercise in lesson.exercises:
        for fact, known in getattr(key.bound.get(exercise.id), "known", {}).items():
            if known > day:
                at = ("answers", exercise.id, "facts", fact, "known")
                found = f"a missing fact of {known.isoformat()}, after the article"
                fix = "class it as later, or drop it"
                place = Place(key.document.file, *key.document.value_at(at))
                yield Problem(place, codes.KNOWN_LATER, found, f"a day up to {day.isoformat()}", fix)


def article_day(lesson: Lesson, key: KeySource) -> tuple[datetime.date | None, list[Fault]]:
    """The day the article appeared: from the page, else from the key's ``dated``; ``None`` when neither says it."""
    value = key.document.value
    dated = value.get("dated") if isinstance(value, dict) else None
    text = str(dated) if dated is not None else lesson.article.masthead.published
    if text is None:
        return None, []
    try:
        return datetime.date.fromisoformat(text[:10]), []
    except ValueError:
        if dated is None:
            return None, []  # a page may print its date in any form; only the key's own date must be exact
        return None, [
            Fault(
                codes.BAD_DATE,
                ("dated",),
                f"the date {text!r}",
                "a day such as 2025-10-02",
                "write year-month-day",
            )
        ]
