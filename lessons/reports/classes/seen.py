"""What an answer shows, worked out once for all learners who gave it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lessons.figures.agreement import Value
from lessons.figures.detection import Detection
from lessons.kinds.marking import Tally
from lessons.kinds.reading import read
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson, Note
from lessons.model.form import PickForm
from lessons.model.result import Part, Verdict
from lessons.model.span import Span
from lessons.reports.decisions import values
from lessons.school.graded import GradedPart, Submission, tally_of, unpacked
from lessons.school.grading import MarkVerdicts

NOTHING = Detection(0, 0, 0, 0)
FOUND = (Verdict.RIGHT, Verdict.PARTLY)
_INSTEAD = (Verdict.WRONG, Verdict.PARTLY, Verdict.TRAP)
Counts = dict[str, tuple[int, int]]
"""(found, of) by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one answer shows of the items of its exercise; the same object for all learners who show the same."""

    shares: tuple[float, ...]
    """Of each item that earns something, in the order of the items."""
    verdicts: tuple[tuple[str, Verdict], ...]
    given: tuple[tuple[str, str], ...] = ()
    """What was answered instead of the right thing, by item."""
    named: tuple[tuple[str, str], ...] = ()
    """Techniques by phrase."""
    said: Mapping[str, Value] = field(default_factory=dict)
    """The decisions; empty for marks."""
    techniques: Counts = field(default_factory=dict)
    sides: Counts = field(default_factory=dict)
    found: int = 0
    """Key phrases marked."""
    lists: Detection = NOTHING
    """Of a list."""


class Sight:
    """From the answers to one exercise to what they show."""

    def __init__(self, lesson: Lesson, key: AnswerKey, exercise: Exercise) -> None:
        self.lesson, self.exercise = lesson, exercise
        self.items = known_items(lesson, key, exercise)
        self.weighing = [id for id, part in self.items.items() if part.weight]
        self._several = isinstance(exercise.form, PickForm) and exercise.form.several
        self._known: dict[object, Seen] = {}
        bound = key.bound[exercise.id]
        self._marks: MarkVerdicts | None = None
        self._sides: Mapping[str, str] = {}
        marks = bound.marks
        if marks is not None:
            self._marks = MarkVerdicts(marks)
            self._telling = marks.wanted | marks.trapped
            for phrase in marks.debatable:
                self._telling |= phrase.words
            self._sides = directions(key.notes, self.items.values())

    def answer(self, one: Submission) -> Seen:
        """What an answer shows that is no marking of words."""
        found = self._known.get(one.content)
        if found is None:
            answer = read(
                self.exercise.form, json.loads(one.content), self.lesson.article, self.lesson.beside
            )
            said = values(self.exercise, answer)
            found = self._known[one.content] = self._seen(unpacked(one.parts), (), said)
        return found

    def marks(self, one: Submission) -> tuple[Seen, Tally]:
        """What marks show of the items, and the marks: what lies elsewhere is not in the first."""
        assert self._marks is not None  # asked for marks alone
        key = self._marks.key
        tally = tally_of(one.content, key.counted)
        named = tuple((words & self._telling, name) for words, name in tally.named)
        place = (tally.everything & self._telling, named)
        found = self._known.get(place)
        if found is None:
            parts = [*self._marks.phrases(tally), *self._marks.asides(tally)]
            names = tuple(
                (phrase.id, name) for phrase in key.phrases for words, name in named if words & phrase.extent
            )
            found = self._known[place] = self._seen(parts, names, {})
        return found, tally

    def _seen(
        self, parts: Sequence[GradedPart], named: tuple[tuple[str, str], ...], said: Mapping[str, Value]
    ) -> Seen:
        there = {part.id: part for part in parts if part.id in self.items}
        techniques: Counts = {}
        sides: Counts = {}
        for id, part in there.items():
            item = self.items[id]
            if item.weight and item.technique:
                _count(techniques, item.technique, part.verdict in FOUND)
            if item.weight and id in self._sides:
                _count(sides, self._sides[id], part.verdict in FOUND)
        return Seen(
            shares=tuple(there[id].share if id in there else 0.0 for id in self.weighing),
            verdicts=tuple((id, part.verdict) for id, part in there.items()),
            given=tuple((id, p.given) for id, p in there.items() if p.given and p.verdict in _INSTEAD),
            named=named,
            said=said,
            techniques=techniques,
            sides=sides,
            found=sum(part.verdict in FOUND for part in there.values() if self.items[part.id].weight),
            lists=picked(parts) if self._several else NOTHING,
        )


def known_items(lesson: Lesson, key: AnswerKey, exercise: Exercise) -> dict[str, Part]:
    """Every item that results of this exercise can name, by its id: those of a perfect and of a blank answer."""
    bound = key.bound[exercise.id]
    found: dict[str, Part] = {}
    for answer in (bound.perfect(), read(exercise.form, None, lesson.article, lesson.beside)):
        for part in bound.score(answer).parts:
            found.setdefault(part.id, part)
    marks = bound.marks
    if marks is not None:
        for verdict, asides in ((Verdict.DEBATABLE, marks.debatable), (Verdict.TRAP, marks.traps)):
            for aside in asides:
                words = " ".join(marks.text[aside.span.start : aside.span.end].split())
                part = Part(aside.id, verdict, words, weight=Fraction(0), span=aside.span, side=marks.side)
                found.setdefault(aside.id, part)
        return dict(sorted(found.items(), key=lambda item: item[1].span or Span(0, 0)))
    return found


def directions(notes: Sequence[Note], items: Iterable[Part]) -> dict[str, str]:
    """The direction of each phrase: that of the annotation that covers most of it."""
    told = {}
    for part in items:
        if part.span is None or not part.weight:
            continue
        best = 0
        for note in notes:
            if note.direction and note.side == part.side:
                shared = max((_shared(part.span, span) for span in note.spans), default=0)
                if shared > best:
                    best, told[part.id] = shared, note.direction
    return told


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def picked(parts: Iterable[GradedPart]) -> Detection:
    """Right and wrong options of a list: picked or not."""
    verdicts = Counter(part.verdict for part in parts)
    hits = verdicts[Verdict.RIGHT] + verdicts[Verdict.PARTLY]
    alarms = verdicts[Verdict.WRONG] + verdicts[Verdict.TRAP]
    return Detection(hits, hits + verdicts[Verdict.MISSED], alarms, alarms + verdicts[Verdict.LEFT])


def _count(counts: Counts, name: str, found: bool) -> None:
    before, of = counts.get(name, (0, 0))
    counts[name] = (before + found, of + 1)
