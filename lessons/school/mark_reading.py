"""Kept marks of a whole class as sets of words: what many marked is looked up in the article once."""

from lessons.kinds.marking import MarkKey, Tally, tally
from lessons.kinds.reading import MOST_ENTRIES
from lessons.kinds.saved import reread
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import AnswerError, MarkAnswer, Raw

MOST_REMEMBERED = 50_000
"""Different marks that are remembered of one exercise."""
_FIELDS = ("start", "end", "exact", "prefix", "suffix", "technique")
_Place = tuple[int, str | None, bool]
"""Words of a mark, its technique, and whether it cuts through none of them."""


class MarkReader:
    """From kept answers to one marking exercise to their tallies."""

    def __init__(self, lesson: Lesson, exercise: Exercise, key: MarkKey) -> None:
        self.lesson, self.exercise, self.key = lesson, exercise, key
        self._known: dict[tuple[object, ...], _Place | None] = {}

    def __call__(self, raw: Raw) -> tuple[Tally, int]:
        """The marked words, and how many marks are lost in the text of today; no marks and 1 for no marks at all."""
        try:
            quick = self._remembered(raw) if isinstance(raw, list) else None
            if quick is not None:
                return quick
            answer, lost = reread(self.exercise.form, raw, self.lesson.article, self.lesson.beside)
        except AnswerError:
            return tally(self.key, MarkAnswer()), 1
        assert isinstance(answer, MarkAnswer)  # the form is that of marks
        return tally(self.key, answer), lost

    def _remembered(self, raw: list[Raw]) -> tuple[Tally, int] | None:
        """The union of the marks; ``None`` where one cuts through a word: others may have the rest of it."""
        if len(raw) > MOST_ENTRIES:
            return None
        everything = lost = 0
        named: dict[str, int] = {}
        for mark in raw:
            place = self._place(mark)
            if place is None:
                lost += 1
                continue
            words, technique, whole = place
            if not whole:
                return None
            everything |= words
            if technique is not None:
                named[technique] = named.get(technique, 0) | words
        techniques = tuple((named[name], name) for name in sorted(named)) if self.key.techniques else ()
        return Tally(everything, everything & self.key.counted, techniques), lost

    def _place(self, mark: Raw) -> _Place | None:
        if not isinstance(mark, dict):
            return None
        known = tuple(map(mark.get, _FIELDS))
        if type(known[0]) is not int or type(known[1]) is not int:  # 1, 1.0 and true would be one key
            return None
        try:
            return self._known[known]
        except KeyError:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            found = self._known[known] = self._found(mark)
            return found
        except TypeError:  # a list where a text should be
            return self._found(mark)

    def _found(self, mark: Raw) -> _Place | None:
        answer, lost = reread(self.exercise.form, [mark], self.lesson.article, self.lesson.beside)
        if lost or not isinstance(answer, MarkAnswer):
            return None
        start, end = answer.marks[0].span
        table = self.key.units.table
        touched = table.between(start, end)
        whole = all(
            start <= table[edge][0] and table[edge][1] <= end for edge in (*touched[:1], *touched[-1:])
        )
        return self.key.units.marked([(start, end)]), answer.marks[0].technique, whole
