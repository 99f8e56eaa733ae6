"""What a lesson must have as a whole, what its key must earn when it is played, and how long it takes."""

import datetime
import re
from collections.abc import Iterator
from itertools import islice

from lessons.checking import problem_codes
from lessons.checking.key_holes import half_quotations, same_words
from lessons.checking.telltales import single_choices, telltales
from lessons.kinds.base import Bound, Fault
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import KeySource
from lessons.lesson.lesson import Exercise, Lesson
from lessons.lesson.opening import LessonSource, place_faults
from lessons.lesson.reading_time import reading_time
from lessons.loading.catalogue import LESSON_FILE
from lessons.model.answer import AnswerError
from lessons.model.form import GridForm, MarkForm
from lessons.model.problem import Place, Problem, Severity
from lessons.model.result import Score, Verdict, percent
from lessons.play.summary import STRANDS, strand_name
from lessons.text import comparable, runs_right_to_left


def examine(source: LessonSource, key: KeySource) -> Iterator[Problem]:
    """Every problem that needs both files, for each exercise that could be bound, whatever the state of the others."""
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
            problem_codes.NO_SOURCES,
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
        leaks = [fault for fault in faults if fault.code == problem_codes.HINT_LEAKS]
        others = [fault for fault in faults if fault.code != problem_codes.HINT_LEAKS]
        yield from place_faults(source.document, source.paths[exercise.id], leaks)
        yield from place_faults(key.document, ("answers", exercise.id), others)
        article = (
            lesson.beside if bound.marks is not None and bound.marks.side == "beside" else lesson.article
        )
        yield from place_faults(
            key.document, ("answers", exercise.id), [*same_words(exercise, bound, article or lesson.article)]
        )
        for in_key, fault in telltales(lesson, exercise, bound, key.why.get(exercise.id, "")):
            document = key.document if in_key else source.document
            at = ("answers", exercise.id) if in_key else source.paths[exercise.id]
            yield from place_faults(document, at, [fault])
    yield from place_faults(source.document, (), [*single_choices(lesson, key.bound)])
    yield from half_quotations(source.document)
    yield from half_quotations(key.document)
    yield from _dates(lesson, key)
    yield from _hindsight(source, lesson, key)
    if source.lesson is not None:
        yield from _minutes(source, source.lesson, key)


def _direction(lesson: Lesson) -> Iterator[Problem]:
    """Advise an author how students can read a text that runs from right to left."""
    for article in (lesson.article, lesson.beside):
        if article is not None and runs_right_to_left(article.text):
            yield Problem(
                Place(lesson.folder / LESSON_FILE),
                problem_codes.RIGHT_TO_LEFT,
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
                problem_codes.STRAND_MISSING,
                f"no exercise on {name}",
                "each strand at least once",
                fix,
                Severity.WARNING,
            )


def _minutes(source: LessonSource, lesson: Lesson, key: KeySource) -> Iterator[Problem]:
    """``minutes:`` must not promise less than the lesson takes, nor less than its short path takes."""
    label = lesson.minutes
    if label is None:
        return
    for name, one, said in (("", lesson, label.whole), ("short", lesson.shortened(), label.short)):
        if said is None or (name and not lesson.short):
            continue
        time = reading_time(one, key.bound, key.why)
        if said < time.minutes:
            found = (
                f"{name or 'minutes'}: {said} for {time.words} words to read and {time.decisions} decisions"
            )
            fix = f"write {name or 'minutes'}: {time.minutes}, or shorten the {'path' if name else 'lesson'}"
            at = ("minutes", name or "whole") if label.short is not None else ("minutes",)
            place = Place(source.document.file, *source.document.value_at(at))
            expected = f"{time.minutes} or more, at 150 words a minute"
            yield Problem(place, problem_codes.TOO_FEW_MINUTES, found, expected, fix, Severity.ADVICE)


def _dates(lesson: Lesson, key: KeySource) -> Iterator[Problem]:
    """No missing fact may be younger than the article."""
    day, faults = article_day(lesson, key)
    yield from place_faults(key.document, (), faults)
    if day is None:
        return
    for exercise in lesson.exercises:
        for fact, came_out in getattr(key.bound.get(exercise.id), "known", {}).items():
            if came_out > day:
                at = ("answers", exercise.id, "facts", fact, "known")
                found = f"a missing fact of {came_out.isoformat()}, after the article"
                fix = "class it as later, or drop it"
                if key.document.file.name == LESSON_FILE:
                    fix = "begin its line with not-known-yet:, or drop it"
                place = Place(key.document.file, *key.document.value_at(at))
                yield Problem(place, problem_codes.KNOWN_LATER, found, f"a day up to {day.isoformat()}", fix)


def _hindsight(source: LessonSource, lesson: Lesson, key: KeySource) -> Iterator[Problem]:
    """The background may tell what a reader of that day knew, and nothing of a later year."""
    day, _told = article_day(lesson, key)
    for index, entry in enumerate(lesson.glossary.background if day is not None else ()):
        years = [int(year) for year in _YEAR.findall(" ".join(entry))]
        if day is not None and max(years, default=day.year) > day.year:
            found = f"background of {max(years)}, after the article"
            place = Place(source.document.file, *source.document.value_at(("background", index)))
            fix = "leave it out: a reader of that day could not know it"
            expected = f"nothing later than {day.isoformat()}"
            yield Problem(place, problem_codes.KNOWN_LATER, found, expected, fix)


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
                problem_codes.BAD_DATE,
                ("dated",),
                f"the date {text!r}",
                "a day such as 2025-10-02",
                "write year-month-day",
            )
        ]


_YEAR = re.compile(r"\b(?:1[5-9]|2[01])\d\d\b")


MOST_LAZY = 2
"""Lazy answers tried on an exercise; the one answer everywhere of a grid is weighed when the key is bound (K710)."""


def play(lesson: Lesson, exercise: Exercise, bound: Bound) -> Iterator[Fault]:
    """What playing one exercise shows; places are in its mapping in key.yaml, those of hints in lesson.yaml."""
    key = bound.perfect()
    try:
        read(exercise.form, write(key), lesson.article, lesson.beside)
    except AnswerError as error:
        yield Fault(
            problem_codes.KEY_NOT_FULL,
            (),
            f"the key is no possible answer: {error.found}",
            error.expected,
            error.fix or "mend the key",
        )
        return
    perfect, nothing = bound.perfect_score, read(exercise.form, None, lesson.article, lesson.beside)
    if perfect.score != 1:
        found = f"the key itself scores {percent(perfect.score)} of 100"
        fix = "see whether two items of the key exclude each other"
        yield Fault(problem_codes.KEY_NOT_FULL, (), found, "100", fix)
    blank = bound.score(nothing)
    if blank.score != 0 and key != nothing:
        yield Fault(
            problem_codes.BLANK_SCORES,
            (),
            f"no answer scores {percent(blank.score)} of 100",
            "0",
            "give the key something to find",
        )
    scores = [perfect, blank]
    for lazy in islice(bound.lazy(), 0 if isinstance(exercise.form, GridForm) else MOST_LAZY):
        score = bound.score(lazy.answer)
        scores.append(score)
        if score.score > lazy.most:
            found = f"the answer {lazy.name!r} scores {percent(score.score)} of 100 without reading"
            fix = "add wrong options, or spread the right ones"
            yield Fault(
                problem_codes.LAZY_WINS, (), found, f"at most {percent(lazy.most)}", fix, Severity.WARNING
            )
    yield from _silent(exercise, scores)
    yield from _leaks(exercise, perfect)


def _silent(exercise: Exercise, scores: list[Score]) -> Iterator[Fault]:
    """A false alarm that gets no feedback. Items without a ``why`` are found when the key is bound (K709)."""
    if isinstance(exercise.form, MarkForm):
        for part in (part for score in scores for part in score.parts):
            if part.verdict is Verdict.WRONG and not part.why.strip():
                found = f"no feedback for a false alarm such as {part.text[:40]!r}"
                fix = "add otherwise: to the key"
                yield Fault(
                    problem_codes.NO_FEEDBACK, (), found, "a word to those who mark it", fix, Severity.WARNING
                )
                return


def _leaks(exercise: Exercise, perfect: Score) -> Iterator[Fault]:
    """Hints that hold an answer."""
    if not exercise.task.hints:
        return
    marked = isinstance(exercise.form, MarkForm)  # what was given holds the names of techniques too
    right = [part for part in perfect.parts if part.verdict is Verdict.RIGHT and part.weight]
    answers = [comparable(part.text if marked else part.given or part.text) for part in right]
    for index, hint in enumerate(exercise.task.hints):
        words = f" {comparable(hint)} "
        for answer in answers:
            if len(answer) >= 4 and f" {answer} " in words:
                found = f"the hint holds the answer {answer!r}"
                yield Fault(
                    problem_codes.HINT_LEAKS,
                    ("hints", index),
                    found,
                    "a hint that helps to look",
                    "reword the hint",
                    Severity.WARNING,
                )
                break
