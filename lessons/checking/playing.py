"""Every exercise is played against its own key: by the key, by nobody, and by those who do not read."""

from collections.abc import Iterator
from itertools import islice

from lessons.checking import codes
from lessons.kinds.base import Bound, Fault
from lessons.kinds.reading import read, write
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import AnswerError
from lessons.model.form import GridForm, MarkForm
from lessons.model.problem import Severity
from lessons.model.result import Score, Verdict, percent
from lessons.text import comparable

MOST_LAZY = 2
"""Lazy answers tried on an exercise; the one answer everywhere of a grid is weighed when the key is bound (K710)."""


def play(lesson: Lesson, exercise: Exercise, bound: Bound) -> Iterator[Fault]:
    """What playing one exercise shows; places are in its mapping in key.yaml, those of hints in lesson.yaml."""
    key = bound.perfect()
    try:
        read(exercise.form, write(key), lesson.article, lesson.beside)
    except AnswerError as error:
        yield Fault(
            codes.KEY_NOT_FULL,
            (),
            f"the key is no possible answer: {error.found}",
            error.expected,
            error.fix or "mend the key",
        )
        return
    perfect, nothing = bound.score(key), read(exercise.form, None, lesson.article, lesson.beside)
    if perfect.score != 1:
        found = f"the key itself scores {percent(perfect.score)} of 100"
        fix = "see whether two items of the key exclude each other"
        yield Fault(codes.KEY_NOT_FULL, (), found, "100", fix)
    blank = bound.score(nothing)
    if blank.score != 0 and key != nothing:
        yield Fault(
            codes.BLANK_SCORES,
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
            yield Fault(codes.LAZY_WINS, (), found, f"at most {percent(lazy.most)}", fix, Severity.WARNING)
    yield from _silent(exercise, scores)
    yield from _leaks(exercise, perfect)


def _silent(exercise: Exercise, scores: list[Score]) -> Iterator[Fault]:
    """A false alarm that nothing is said to. Items without a ``why`` are found when the key is bound (K709)."""
    if isinstance(exercise.form, MarkForm):
        for part in (part for score in scores for part in score.parts):
            if part.verdict is Verdict.WRONG and not part.why.strip():
                found = f"no feedback for a false alarm such as {part.text[:40]!r}"
                fix = "add otherwise: to the key"
                yield Fault(
                    codes.NO_FEEDBACK, (), found, "a word to those who mark it", fix, Severity.WARNING
                )
                return


def _leaks(exercise: Exercise, perfect: Score) -> Iterator[Fault]:
    """Hints that hold an answer."""
    for index, hint in enumerate(exercise.task.hints):
        words = f" {comparable(hint)} "
        for part in perfect.parts:
            if part.verdict is not Verdict.RIGHT or not part.weight:
                continue
            marked = isinstance(exercise.form, MarkForm)  # what was given holds the names of techniques too
            answer = comparable(part.text if marked else part.given or part.text)
            if len(answer) >= 4 and f" {answer} " in words:
                found = f"the hint holds the answer {answer!r}"
                yield Fault(
                    codes.HINT_LEAKS,
                    ("hints", index),
                    found,
                    "a hint that helps to look",
                    "reword the hint",
                    Severity.WARNING,
                )
                break
