"""A lesson ready to be played: everything a student may see, and a way to its key.

Ids that were others once, ``was`` in lesson.yaml, are part of it: records are brought to the names of today. Where
``was`` stands it decides, before anything is joined by its words: answers, drafts, reviews and contests of the old id
are those of the new one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from lessons.kinds.base import Bound, Key, Kind, Task
from lessons.kinds.kept_answers import gone_from
from lessons.model.answer import Answer, Raw
from lessons.model.article import Article
from lessons.model.course import Minutes, Seal
from lessons.model.form import Form, Side
from lessons.model.glossary import Glossary
from lessons.model.result import Result
from lessons.record.event import Event
from lessons.text.spans import Span


@dataclass(frozen=True, slots=True)
class Renames:
    """Today's ids by earlier ones, in one exercise."""

    rows: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was renamed."""
        return bool(self.rows or self.columns or self.options)

    def answer(self, raw: Raw) -> Raw:
        """A raw answer under today's names."""
        if isinstance(raw, str):
            return self.options.get(raw, raw)
        if isinstance(raw, list):
            renamed = {**self.options, **self.rows}
            return [renamed.get(one, one) if isinstance(one, str) else one for one in raw]
        if isinstance(raw, dict):
            return {self.rows.get(row, row): self._cells(cells) for row, cells in raw.items()}
        return raw

    def _cells(self, cells: Raw) -> Raw:
        if isinstance(cells, dict):
            return {self.columns.get(column, column): self.answer(option) for column, option in cells.items()}
        return self.answer(cells) if isinstance(cells, str | list) else cells

    def item(self, name: str) -> str:
        """The name of an item, such as a row, an option or a cell ``row.column``."""
        row, dot, column = name.partition(".")
        row = self.rows.get(row) or self.options.get(row) or row
        return f"{row}{dot}{self.columns.get(column, column)}"


def old_ids(value: object) -> tuple[str, ...]:
    """What ``was`` says in a mapping of lesson.yaml: one id or a list of ids."""
    was = value.get("was") if isinstance(value, dict) else None
    listed = was if isinstance(was, list) else [was]
    return tuple(str(one) for one in listed if isinstance(one, str))


def as_renamed(lesson: "Lesson", events: Iterable[Event]) -> list[Event]:
    """The events of a lesson under today's names; those of other lessons as they are."""
    exercises = {old: one.id for one in lesson.exercises for old in one.was}
    inside = {one.id: one.renames for one in lesson.exercises if one.renames}
    if not exercises and not inside:
        return [*events]
    return [
        _renamed(event, exercises, inside)
        if (event.course, event.lesson) == (lesson.course, lesson.id)
        else event
        for event in events
    ]


INSIDE = "/"
"""Between the id of an exercise and that of a row or an option in it, where one is named that is gone."""


def orphans_of(lesson: "Lesson", event: Event) -> tuple[str, ...]:
    """What a submission, under today's names, answers that the lesson does not have any more.

    The exercise, or those of its rows, columns and options that are gone, as ``exercise/row``.
    """
    if event.name != "committed" or not event.exercise or event.exercise in lesson.unscored:
        return ()
    exercise = next((one for one in lesson.exercises if one.id == event.exercise), None)
    if exercise is None:
        return (event.exercise,)
    answer = event.data.get("answer")
    return tuple(f"{exercise.id}{INSIDE}{id}" for id in gone_from(exercise.form, answer))


def _renamed(event: Event, exercises: Mapping[str, str], inside: Mapping[str, Renames]) -> Event:
    id = exercises.get(event.exercise, event.exercise)
    names = inside.get(id, Renames())
    data = dict(event.data)
    if names:
        if "answer" in data:
            data["answer"] = names.answer(data["answer"])
        if isinstance(item := data.get("item"), str):
            data["item"] = names.item(item)
        if isinstance(missed := data.get("missed"), list):
            data["missed"] = [names.item(one) if isinstance(one, str) else one for one in missed]
        if isinstance(verdicts := data.get("verdicts"), dict):
            data["verdicts"] = {names.item(one): sign for one, sign in verdicts.items()}
    if isinstance(to := data.get("to"), str):
        data["to"] = exercises.get(to, to)
    for name in ("exercises", "unscored"):
        if isinstance(listed := data.get(name), list):
            data[name] = [exercises.get(one, one) if isinstance(one, str) else one for one in listed]
    return replace(event, exercise=id, data=data)


@dataclass(frozen=True)
class Exercise:
    """One exercise as a student sees it before answering."""

    id: str
    kind: Kind[Task, Key]
    task: Task
    form: Form
    scope: tuple[Span, ...]
    """The blocks asked about, in the main article, in reading order."""
    side: Side = "main"
    """Which article to show first."""
    was: tuple[str, ...] = ()
    """Ids that the exercise had before."""
    renames: Renames = field(default_factory=Renames)
    """Ids that things in it had before."""

    @property
    def teachers_weight(self) -> Fraction | None:
        """What the teacher's mark weighs, of an exercise that the program cannot score; ``None`` for all others."""
        return self.kind.teachers_weight(self.task)

    @property
    def weight(self) -> Fraction:
        """Its share of all that the program scores: none where a teacher marks it."""
        return self.task.weight if self.teachers_weight is None else Fraction(0)


@dataclass(frozen=True)
class Lesson:
    """One lesson. Nothing in it comes from key.yaml."""

    id: str
    """Folder name; with the course id it names the lesson in the record."""
    course: str
    folder: Path
    title: str
    summary: str
    minutes: Minutes | None
    """As its author says; ``None`` where nobody does."""
    level: int
    goals: tuple[str, ...]
    article: Article
    beside: Article | None
    exercises: tuple[Exercise, ...]
    glossary: Glossary
    seal: Seal | None = None
    """How the lesson is taken when its key is sealed; ``None`` for other lessons."""
    unscored: tuple[str, ...] = ()
    """Ids of exercises that cannot be scored, as their files have errors: they are not among ``exercises``."""
    home: Path | None = None
    """The folder of the records where a key that was unsealed is looked for; ``None`` for the lesson's folder alone."""
    short: tuple[str, ...] = ()
    """Ids of the exercises on its short path, fewer than there are; empty where it has none."""

    @property
    def is_short(self) -> bool:
        """Whether these are the exercises of the short path and no others."""
        return bool(self.short) and all(exercise.id in self.short for exercise in self.exercises)

    def shortened(self) -> "Lesson":
        """The lesson with the exercises of its short path alone; as it is where it has none."""
        kept = tuple(exercise for exercise in self.exercises if exercise.id in self.short)
        return replace(self, exercises=kept) if kept else self

    def exercise(self, id: str) -> Exercise:
        """The exercise with this id; ``KeyError`` when there is none."""
        return next(exercise for exercise in self.exercises if exercise.id == id)

    def side(self, side: Side) -> Article:
        """The article of a side; the first one where there is no second."""
        return self.beside if side == "beside" and self.beside is not None else self.article


@dataclass(frozen=True, slots=True)
class Note:
    """One annotation or credit of the finished article."""

    spans: tuple[Span, ...]
    side: Side
    quote: str
    why: str
    technique: str | None = None
    direction: str | None = None
    plain: str = ""
    debatable: bool = False
    credit: bool = False
    """True for "what this article did well"."""


@dataclass(frozen=True)
class AnswerKey:
    """The bound key of a lesson: never in the hands of a front end before the answer is committed."""

    version: str
    """SHA-256 of key.yaml's bytes: stored with each committed answer."""
    bound: Mapping[str, Bound]
    """Bound key per exercise id."""
    why: Mapping[str, str]
    notes: tuple[Note, ...]
    weights: Mapping[str, Fraction]


class KeyDoor:
    """The key behind a door: asked for when the first answer is graded, and never handed out.

    Every method raises ``LessonError`` when the key cannot be used.
    """

    def __init__(self, load_key: Callable[[], AnswerKey]) -> None:
        self._load = load_key
        self._key: AnswerKey | None = None

    def grade(self, exercise: Exercise, answer: Answer) -> Result:
        """The result of an answer."""
        key = self._loaded()
        return key.bound[exercise.id].grade(answer, key.why[exercise.id])

    @property
    def version(self) -> str:
        """The version of the key."""
        return self._loaded().version

    @property
    def notes(self) -> tuple[Note, ...]:
        """The annotations, then the credits."""
        return self._loaded().notes

    def _loaded(self) -> AnswerKey:
        if self._key is None:
            self._key = self._load()
        return self._key
