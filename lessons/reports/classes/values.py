"""A class in one lesson, as plain values: what every form of the report is made of. Learners are numbers here.

Means are over first answers. What the class scored stands in ``LearnerReport``; all figures about items are worked out
under the key of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lessons.figures.calibration import Certainty
from lessons.figures.detection import Detection
from lessons.figures.item_statistics import Size, class_size
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.form import Side
from lessons.model.result import Verdict
from lessons.school.contested import Contested
from lessons.share.handing_in.remarks import Remark
from lessons.text.spans import Span


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item of an exercise: a phrase of the key, an option, a row, a cell, a rule."""

    id: str
    text: str
    """In plain words."""
    verdicts: Mapping[Verdict, int]
    """How many learners have which verdict; learners whose result does not name the item are in none."""
    facility: Fraction | None
    """Mean share of its credit among those who answered; ``None`` where the item earns nothing."""
    discrimination: float | None
    """Correlation with the mean of the learners' other exercises; ``None`` where it is not defined or says nothing."""
    chance: Fraction | None = None
    """What a blind guess earns here; ``None`` where only the exercise as a whole can be guessed."""
    given: tuple[tuple[str, int], ...] = ()
    """What was answered instead of the right thing, the most frequent first."""
    technique: str | None = None
    named: tuple[tuple[str, int], ...] = ()
    """Techniques given to the phrase, by id, and how many learners gave each, the most frequent first."""
    span: Span | None = None
    side: Side = "main"
    contested: int = 0
    flags: tuple[str, ...] = ()
    """Why the key may be wrong here, in sentences."""

    @property
    def weighs(self) -> bool:
        """Whether the item earns anything."""
        return self.facility is not None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words of the article that belong to nothing in the key."""

    span: Span
    text: str
    readers: int
    """How many learners marked at least half of it."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """How many of the class marked each word of one article."""

    exercise: str
    """Its id; empty for all marking exercises on this side together."""
    side: Side
    readers: int
    """Learners who answered."""
    counts: Mapping[int, int]
    """Readers by number of the word (in ``article.words``); words that nobody marked are missing."""
    wanted: frozenset[int]
    """Words of the key's phrases."""
    open: frozenset[int]
    """Words that may be marked and need not be: debatable phrases, and those beside a phrase."""
    debatable: frozenset[int]
    """Words of debatable phrases, a part of ``open``."""
    traps: frozenset[int]
    scope: tuple[Span, ...]
    """The blocks asked about."""
    stretches: tuple[Stretch, ...] = ()
    """Marked words that are in no key phrase, those of most readers first."""


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """One exercise."""

    exercise: Exercise
    answered: int
    facility: Fraction | None
    """Mean score of those who answered, or of the marks where a teacher marks them; ``None`` while there is none."""
    chance: Fraction
    discrimination: float | None
    """Correlation with the mean of the other exercises, over those who answered it and another one.

    ``None`` where they are fewer than 10, as for ``upper_lower`` and ``alphas``.
    """
    upper_lower: Fraction | None
    seconds: float | None
    """Median time of those who answered."""
    hints: Fraction
    """Mean number of hints."""
    certainty: tuple[Certainty, Certainty, Certainty]
    alphas: Mapping[str, Fraction | None]
    """Krippendorff's alpha among the learners: by the question of a table's column, or under an empty name."""
    items: tuple[ItemReport, ...]
    heat: HeatMap | None = None
    """Of marks."""
    flags: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """What was chosen how often, a sentence for each question of a form that the kind brings itself, and its traps."""

    @property
    def few(self) -> bool:
        """Whether too few answered for anything but counts and means."""
        return class_size(self.answered) == "counts"


@dataclass(frozen=True, slots=True)
class StrandFigures:
    """One learner in one strand: weighted means over all its exercises, no answer counted 0."""

    score: Fraction
    chance: Fraction
    """Of the answered exercises: an exercise left open is no guess."""
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the teacher's roster, or somebody of the class."""

    name: str
    login: str = ""
    """In the school's system; empty where the roster does not say."""
    pseudonym: str = ""
    record: str = ""
    """32 hexadecimal digits; empty where only the pseudonym tells who it is."""


@dataclass(frozen=True, slots=True)
class LearnerReport:
    """One learner."""

    id: int
    name: str
    """What the report calls the learner: the pseudonym, told apart where two chose the same, unless a roster says."""
    record: str
    """32 hexadecimal digits; tells learners apart for good."""
    pseudonym: str
    """As handed in last."""
    shared: bool
    """Whether somebody else in the class has that pseudonym, too."""
    answered: int
    total: int
    score: Fraction
    """What stands in the grade book."""
    scores: Mapping[str, Fraction]
    """What stands in the grade book by exercise; exercises without an answer are missing."""
    derived: Fraction
    """What the key of today gives."""
    chance: Fraction
    strands: Mapping[str, StrandFigures]
    """Of what stands in the grade book."""
    techniques: Mapping[str, tuple[int, int]]
    """(found, of) by technique of the key."""
    marks: Detection
    """Key phrases found, and plain sentences in which something was marked."""
    lists: Detection
    """Right options picked, and wrong ones, where several may be picked."""
    sides: Mapping[str, tuple[int, int]]
    """(found, of) key phrases by the direction that the key gives them, such as ``-W``."""
    certainty: tuple[Certainty, Certainty, Certainty]
    seconds: float
    hints: int
    finished: bool
    late: int
    """Answers after the due date."""
    lost: int
    """Marks that a changed text no longer holds."""
    time: str = ""
    """Of the last first answer, as in the journal; empty without an answer that counts."""
    remarks: tuple[Remark, ...] = ()
    """What is odd about the hand-ins, the gravest first."""
    person: Person | None = None
    """Who it is; ``None`` without a roster, and for those who are not in it."""
    short: StrandFigures | None = None
    """On the short path alone, by the key of today, for a learner who is on it; ``None`` for the others."""

    @property
    def detection(self) -> Detection:
        """Marks and lists together."""
        return self.marks + self.lists

    @property
    def counted(self) -> bool:
        """Whether any answer counts: who only practised is in no figure of the class."""
        return self.answered > 0


@dataclass(frozen=True)
class ClassReport:
    """A class in one lesson."""

    name: str
    """Of the class."""
    lesson: Lesson
    key: AnswerKey
    due: str
    made: str
    """When the report was made; UTC."""
    size: Size
    learners: tuple[LearnerReport, ...]
    exercises: tuple[ExerciseReport, ...]
    heat: tuple[HeatMap, ...]
    """All marking exercises together, one map an article."""
    cronbach: float | None
    """Cronbach's alpha over the exercises, of those who answered all; ``None`` where they are fewer than 10.

    See its caution in docs/statistics.md.
    """
    pending: int
    """Answers that the key of today scores in another way than the grade book."""
    contested: tuple[Contested, ...] = ()
    """In the order of the exercises, those of most learners first; the items are those of the key of today."""
    missing: tuple[Person, ...] = ()
    """Who handed in nothing of this lesson: of those in the roster, else of those who handed in another lesson."""
    complete: int = 0
    """Learners who answered every exercise: Cronbach's alpha is over them."""
    detection: Detection = field(default=Detection(0, 0, 0, 0))
    """Of the class together."""
    sides: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """(found, of) over all learners, by direction."""

    @property
    def counted(self) -> tuple[LearnerReport, ...]:
        """The learners with an answer that counts."""
        return tuple(one for one in self.learners if one.counted)
