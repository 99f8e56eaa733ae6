"""The same yardstick: the same phrase, or the same row of a ledger, is judged alike in every lesson of a course."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from lessons.checking import problem_codes
from lessons.kinds.anchored import exercises
from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.item import DEBATABLE, FINDING, Judgement
from lessons.kinds.registry import kind_of
from lessons.kinds.roles import FieldNode, answer_node, exercise_node, quotations_in
from lessons.lesson.files import AnnotationField, sound_notes
from lessons.lesson.opening import lesson_files
from lessons.loading.catalogue import comes_without_text, lesson_folders
from lessons.loading.document import Value
from lessons.loading.yaml_source import Document
from lessons.model.problem import Place, Problem, Severity
from lessons.prose import plain
from lessons.text import comparable

FEWEST_LETTERS = 6
"""Shorter phrases mean different things in different sentences."""


@dataclass(frozen=True, slots=True)
class JudgedPhrase:
    """What one lesson says of one phrase, and where in its key."""

    lesson: str
    place: Place
    phrase: tuple[str, ...]
    """The phrase as it is compared, after the question and its menu where it is judged otherwise under another one."""
    judged: Judgement

    def differs(self, other: "JudgedPhrase") -> bool:
        """Whether a student who learnt the one would be marked down by the other."""
        one, two = self.judged, other.judged
        return one.says != two.says or bool(one.names and two.names and not one.names & two.names)

    def __str__(self) -> str:
        said, names = self.judged.says, self.judged.names
        return f"{said} ({', '.join(sorted(names))})" if names else said


def same_verdicts(folder: Path, judged: Mapping[Path, Sequence[JudgedPhrase]]) -> Iterator[Problem]:
    """One warning for each phrase that a later lesson of the course judges otherwise than an earlier one.

    ``judged`` are the phrases of lessons that were read already, by their full folders; the YAML of the others is
    read, and no article. What cannot be read is told elsewhere.
    """
    said: dict[tuple[str, ...], dict[tuple[str, frozenset[str]], JudgedPhrase]] = {}
    reported: set[tuple[str, ...]] = set()
    for lesson in lesson_folders(folder):
        own = judged.get(lesson.resolve())
        for verdict in _phrases_of(lesson) if own is None else own:
            phrase = verdict.phrase
            before = said.setdefault(phrase, {})
            others = (one for one in before.values() if one.lesson != verdict.lesson and one.differs(verdict))
            earlier = None if phrase in reported else next(others, None)
            before.setdefault((verdict.judged.says, verdict.judged.names), verdict)
            if earlier is None:
                continue
            reported.add(phrase)
            yield Problem(
                verdict.place,
                problem_codes.TWO_VERDICTS,
                f"{phrase[-1]!r} is {verdict}",
                f"what {earlier.lesson} says of it: {earlier}",
                "judge both alike, call both debatable, or accept both answers",
                Severity.WARNING,
            )


AnswerRead = tuple[str, Kind[Task, Key], Task, Key]
"""Of one exercise its id, its kind, and its fields in both files."""


def judged_phrases(folder: Path, key: Document, read: Iterable[AnswerRead]) -> Iterator[JudgedPhrase]:
    """What a lesson says of its phrases; of an exercise with errors in its fields nothing, which are told elsewhere."""
    for judged in (*_of_exercises(read), *_of_notes(key.value)):
        phrase = comparable(plain(judged.phrase))
        if len(phrase) >= FEWEST_LETTERS:
            place = Place(key.file, *key.value_at(judged.at))
            yield JudgedPhrase(folder.name, place, (*judged.asked, phrase), judged)


def _of_exercises(read: Iterable[AnswerRead]) -> Iterator[Judgement]:
    for id, kind, asked, answered in read:
        for judged in kind.judgements(asked, answered):
            yield replace(judged, at=("answers", id, *judged.at))


def _phrases_of(folder: Path) -> Iterator[JudgedPhrase]:
    """What a lesson says that was not read before, or that comes without its text."""
    lesson, key = lesson_files(folder)
    yield from judged_phrases(folder, key, _read(lesson.value, key.value))


def _read(lesson: Value, key: Value) -> Iterator[AnswerRead]:
    """The exercises without errors in their fields."""
    without_text = comes_without_text(lesson)
    answers = key.get("answers") if isinstance(key, dict) else None
    for exercise in exercises(lesson):
        id, kind = str(exercise.get("id")), kind_of(exercise)
        if kind is None or not isinstance(answers, dict):
            continue
        fields = {name: value for name, value in exercise.items() if name != "kind"}
        answer = answers.get(id)
        if without_text:
            _name_anchors(exercise_node(kind.task, fields))
            _name_anchors(answer_node(kind.key, answer if isinstance(answer, dict) else {}))
        with suppress(ValidationError):
            yield id, kind, kind.task.model_validate(fields), kind.key.model_validate(answer)


def _name_anchors(root: FieldNode) -> None:
    """Give each anchor of a lesson without its text a quotation too short to be judged, so that its fields are read."""
    for node in quotations_in(root):
        if isinstance(node.value, dict) and node.value.pop("anchor", None) is not None:
            node.value["quote"] = "…"


def _of_notes(key: Value) -> Iterator[Judgement]:
    for index, note in sound_notes(key, "annotations", AnnotationField):
        yield Judgement(note.quote, DEBATABLE if note.debatable else FINDING, ("annotations", index))
