"""One exercise of a class: what each answer shows, worked out once; items, heat, agreement."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from lessons.figures.agreement import Level, Value, alpha, alpha_of_counts
from lessons.figures.calibration import calibration
from lessons.figures.detection import Detection
from lessons.figures.item_statistics import class_size, correlation, correlations, facility
from lessons.i18n import _
from lessons.kinds.marking import Tally
from lessons.kinds.written_answers import read
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson, Note
from lessons.model.article import Article
from lessons.model.exact import exact_sum
from lessons.model.form import CustomForm, PickForm
from lessons.model.result import Part, Verdict
from lessons.prose import one_line
from lessons.reports.classes.heat import Heat
from lessons.reports.classes.values import ExerciseReport, HeatMap, ItemReport
from lessons.reports.decisions import items as decided_items
from lessons.reports.decisions import levels, values
from lessons.school.graded import GradedPart, Submission, tally_of, unpacked
from lessons.school.grading import MarkVerdicts
from lessons.text.spans import Span

_MOST_GIVEN = 12
"""Different wrong answers that are listed for an item."""
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
        seen = self._known.get(one.content)
        if seen is None:
            answer = read(
                self.exercise.form, json.loads(one.content), self.lesson.article, self.lesson.beside
            )
            said = values(self.exercise, answer)
            seen = self._known[one.content] = self._seen(unpacked(one.parts), (), said)
        return seen

    def marks(self, one: Submission) -> tuple[Seen, Tally]:
        """What marks show of the items, and the marks: what lies elsewhere is not in the first."""
        assert self._marks is not None  # asked for marks alone
        key = self._marks.key
        tally = tally_of(one.content, key.counted)
        named = tuple((words & self._telling, name) for words, name in tally.named)
        place = (tally.everything & self._telling, named)
        seen = self._known.get(place)
        if seen is None:
            parts = [*self._marks.phrases(tally), *self._marks.asides(tally)]
            names = tuple(
                (phrase.id, name) for phrase in key.phrases for words, name in named if words & phrase.extent
            )
            seen = self._known[place] = self._seen(parts, names, {})
        return seen, tally

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
    items: dict[str, Part] = {}
    for answer in (bound.perfect(), read(exercise.form, None, lesson.article, lesson.beside)):
        for part in bound.score(answer).parts:
            items.setdefault(part.id, part)
    marks = bound.marks
    if marks is not None:
        for verdict, asides in ((Verdict.DEBATABLE, marks.debatable), (Verdict.TRAP, marks.traps)):
            for aside in asides:
                words = " ".join(marks.text[aside.span.start : aside.span.end].split())
                part = Part(aside.id, verdict, words, weight=Fraction(0), span=aside.span, side=marks.side)
                items.setdefault(aside.id, part)
        return dict(sorted(items.items(), key=lambda item: item[1].span or Span(0, 0)))
    return items


def directions(notes: Sequence[Note], items: Iterable[Part]) -> dict[str, str]:
    """The direction of each phrase: that of the annotation that covers most of it."""
    by_phrase = {}
    for part in items:
        if part.span is None or not part.weight:
            continue
        best = 0
        for note in notes:
            if note.direction and note.side == part.side:
                shared = max((_shared(part.span, span) for span in note.spans), default=0)
                if shared > best:
                    best, by_phrase[part.id] = shared, note.direction
    return by_phrase


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def picked(parts: Iterable[GradedPart]) -> Detection:
    """Right and wrong options of a list: picked or not."""
    verdicts = Counter(part.verdict for part in parts)
    hits = verdicts[Verdict.RIGHT] + verdicts[Verdict.PARTLY]
    alarms = verdicts[Verdict.WRONG] + verdicts[Verdict.TRAP]
    return Detection(hits, hits + verdicts[Verdict.MISSED], alarms, alarms + verdicts[Verdict.LEFT])


def _count(counts: Counts, name: str, hit: bool) -> None:
    before, of = counts.get(name, (0, 0))
    counts[name] = (before + hit, of + 1)


class ExerciseTally:
    """Goes over the answers to one exercise once, learner by learner."""

    def __init__(self, lesson: Lesson, key: AnswerKey, exercise: Exercise) -> None:
        self.exercise, self.bound = exercise, key.bound[exercise.id]
        self.heat = Heat(lesson, exercise, marks) if (marks := self.bound.marks) is not None else None
        self._lesson = lesson
        self._sight = Sight(lesson, key, exercise)
        self.items = self._sight.items
        self.learners: list[int] = []
        """Those who answered, in the order in which they were added, as in all that follows."""
        self._scores: list[Fraction] = []
        self._seen: list[Seen] = []
        self._seconds: list[float] = []
        self._sure: list[tuple[int, Fraction]] = []
        self._hints = 0

    def add(self, one: Submission) -> tuple[Seen, Detection]:
        """Count one learner's answer; what it shows, and of marks what was told from what."""
        marks = NOTHING
        if self.heat is not None:
            seen, words = self._sight.marks(one)
            marks = self.heat.add(one.learner, words, seen.found)
        else:
            seen = self._sight.answer(one)
        self.learners.append(one.learner)
        self._scores.append(one.score)
        self._seen.append(seen)
        self._hints += one.hints
        if one.seconds is not None:
            self._seconds.append(one.seconds)
        if one.sure is not None:
            self._sure.append((one.sure, one.score))
        return seen, marks

    def report(
        self, others: Sequence[float | None], upper_lower: Fraction | None, contested: Counter[str]
    ) -> ExerciseReport:
        """The figures of the exercise.

        ``others``: the mean of each of ``learners`` in the other exercises answered; ``None`` for none.
        ``contested``: how many learners contest each item.
        """
        answered = len(self.learners)
        there = [number for number, mean in enumerate(others) if mean is not None]
        few = class_size(len(there)) == "counts"
        rest = [mean for mean in others if mean is not None]
        scores = [float(self._scores[number]) for number in there]
        discrimination = None if few else correlation(scores, rest)
        heat = self.heat.map() if self.heat is not None else None
        return ExerciseReport(
            exercise=self.exercise,
            answered=answered,
            facility=facility(self._scores),
            chance=self.bound.chance,
            discrimination=discrimination,
            upper_lower=None if few else upper_lower,
            seconds=median(self._seconds) if self._seconds else None,
            hints=Fraction(self._hints, max(1, answered)),
            certainty=calibration(self._sure),
            alphas={} if class_size(answered) == "counts" else self._alphas(),
            items=self._items(contested, there, [] if few else rest),
            heat=heat,
            flags=tuple(_exercise_flags(discrimination, heat)),
            said=tuple(self._said()) if answered else (),
        )

    def _said(self) -> Iterable[str]:
        """What was chosen how often, where the kind brings its form, and who fell into which trap."""
        form = self.exercise.form
        for asked in form.asked() if isinstance(form, CustomForm) else ():
            options = Counter(str(seen.said[asked.id]) for seen in self._seen if asked.id in seen.said)
            words = Counter({asked.options.get(id, id): times for id, times in options.items()})
            chosen = "; ".join(f"{one} ({times})" for one, times in _most(words))
            if chosen:
                yield f"{asked.text}: {chosen}."
        for item in self.bound.items():
            if item.trapped:
                caught = sum((item.id, Verdict.TRAP) in seen.verdicts for seen in self._seen)
                told = _("{what}: {caught} of {all}.").format(
                    what=item.trapped, caught=caught, all=len(self._seen)
                )
                yield told[:1].upper() + told[1:]

    def _items(
        self, contested: Counter[str], there: Sequence[int], rest: Sequence[float]
    ) -> tuple[ItemReport, ...]:
        """``rest``: of the learners at the numbers ``there``; empty where they are too few for a correlation."""
        columns = dict(
            zip(self._sight.weighing, zip(*(s.shares for s in self._seen), strict=True), strict=False)
        )
        related: dict[str, float | None] = {}
        if rest:
            held = [[column[number] for number in there] for column in columns.values()]
            related = dict(zip(columns, correlations(held, rest), strict=True))
        verdicts: dict[str, Counter[Verdict]] = {}
        given: dict[str, Counter[str]] = {}
        named: dict[str, Counter[str]] = {}
        for seen, times in Counter(self._seen).items():
            for id, verdict in seen.verdicts:
                verdicts.setdefault(id, Counter())[verdict] += times
            for id, words in seen.given:
                given.setdefault(id, Counter())[words] += times
            for id, name in seen.named:
                named.setdefault(id, Counter())[name] += times
        reports = []
        shown = self._texts()
        chances = {item.id: item.chance for item in self.bound.items()}
        for id, part in self.items.items():
            discrimination, shares = related.get(id), columns.get(id)
            negative = discrimination is not None and discrimination < 0
            sentence = _(
                "The key may be wrong: those who are good at the other exercises miss this more often."
            )
            reports.append(
                ItemReport(
                    id=id,
                    text=shown[id],
                    verdicts=verdicts.get(id, Counter()),
                    facility=_mean(shares) if shares else None,
                    discrimination=discrimination,
                    chance=chances.get(id),
                    given=_most(given.get(id, Counter()))[:_MOST_GIVEN],
                    technique=part.technique,
                    named=_most(named.get(id, Counter())),
                    span=part.span,
                    side=part.side,
                    contested=contested[id],
                    flags=(sentence,) if negative else (),
                )
            )
        return tuple(reports)

    def _texts(self) -> dict[str, str]:
        """The items in plain words; marked words that stand in several places with those around them."""
        texts = {id: one_line(part.text) for id, part in self.items.items()}
        times = Counter(texts.values())
        for id, part in self.items.items():
            if times[one_line(part.text)] > 1 and part.span is not None:
                texts[id] = _among_words(self._lesson.side(part.side), part.span)
        return texts

    def _alphas(self) -> dict[str, Fraction | None]:
        if self.heat is not None:
            return {"": alpha_of_counts(self.heat.counts(), len(self.learners))}
        decisions = decided_items(self.exercise)
        level: Level = levels(self.exercise)[0]
        alphas: dict[str, Fraction | None] = {}
        for group in dict.fromkeys(item.group for item in decisions):
            units = [
                [seen.said.get(item.id) for seen in self._seen] for item in decisions if item.group == group
            ]
            alphas[group] = alpha(units, level)
        return alphas


def _among_words(article: Article, span: Span) -> str:
    """Words with two words on either side of them: ``ministers have [said] that they``."""
    table = article.words
    inside = table.between(*span)
    first, last = inside[0], inside[-1]
    start = table[max(0, first - 2)][0]
    end = table[min(len(table) - 1, last + 2)][1]
    text = f"{article.text[start : span.start]}[{article.text[slice(*span)]}]{article.text[span.end : end]}"
    return " ".join(text.split())


def _mean(shares: Sequence[float]) -> Fraction:
    """The mean of shares of credit, which were fractions."""
    parts = (Fraction(share).limit_denominator(1_000_000) * times for share, times in Counter(shares).items())
    return exact_sum(parts) / len(shares)


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent first; those of one frequency by the alphabet, whoever was first."""
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _exercise_flags(discrimination: float | None, heat: HeatMap | None) -> Iterable[str]:
    if discrimination is not None and discrimination < 0:
        yield _("The key may be wrong: those who are good at the other exercises score less here.")
    for stretch in heat.stretches if heat is not None else ():
        if heat is not None and 2 * stretch.readers > heat.readers and heat.readers > 1:
            template = _(
                "The key may be wrong: {count} of {all} marked \u201c{words}\u201d, which the key does not have."
            )
            yield template.format(count=stretch.readers, all=heat.readers, words=stretch.text)
