"""From key.yaml to a bound key."""

import difflib
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from lessons.disk import read_file
from lessons.kinds.base import Bench, Bound, Fault, Key, Kind, Task
from lessons.lesson.files import (
    FORMAT,
    AnnotationField,
    CreditField,
    KeyFile,
    salvaged_key,
    sound_notes,
)
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson, Note
from lessons.lesson.opening import WITHOUT_ID, load_lesson, place_faults, unknown_format
from lessons.lesson.reading_time import said_or_needed
from lessons.lesson.writing_out import read_lesson
from lessons.loading.catalogue import LESSON_FILE, SEALED_KEY_FILE, is_file
from lessons.loading.source import MAX_BYTES
from lessons.loading.validation import validate
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import Document, read_yaml
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.record.own_copies import is_sealed, key_path
from lessons.text.ids import id_of

SEALED = "P920"
"""Code of a key that is sealed and was not opened here."""
SHOWN_IN_ORDER = "K743"
"""Code of items that are shown almost as they belong."""


@dataclass
class KeySource:
    """key.yaml as read: the key when every exercise has one, and every problem of the file."""

    document: Document
    key: AnswerKey | None = None
    problems: list[Problem] = field(default_factory=list)
    bound: dict[str, Bound] = field(default_factory=dict)
    """The bound keys of the exercises that have one without errors; all of them when there is a ``key``."""
    why: dict[str, str] = field(default_factory=dict)
    """The explanations of these keys."""
    fields: dict[str, Key] = field(default_factory=dict)
    """What each exercise's answer says, of those without errors in their fields; not all of them could be bound."""
    notes: tuple[Note, ...] = ()
    """The annotations and credits without errors."""
    version: str = ""
    """As in ``AnswerKey``."""

    def answers(self, lesson: Lesson) -> AnswerKey:
        """The key of the exercises of ``lesson``, each of which is ``bound``."""
        weights: dict[str, Fraction] = {exercise.id: exercise.weight for exercise in lesson.exercises}
        return AnswerKey(self.version, self.bound, self.why, self.notes, weights)


def open_key(lesson: Lesson) -> AnswerKey:
    """The bound key of a lesson; raises ``LessonError`` with every error when it cannot be used."""
    source = load_key(lesson)
    errors = [problem for problem in source.problems if problem.severity is Severity.ERROR]
    if source.key is None or errors:
        raise LessonError(errors)
    return source.key


def open_to_play(folder: Path, home: Path | None = None) -> tuple[Lesson, Callable[[], AnswerKey]]:
    """The lesson as far as it can be scored, and the way to its key as it is now.

    An exercise with errors of its own, in lesson.yaml or in key.yaml, is left out and named in ``Lesson.unscored``.
    Raises ``LessonError`` when the lesson cannot be opened, or when not one exercise can be scored; what that says of
    the key is for students, and so names no word of it. A key that is sealed is not looked at. ``home``: as for
    ``load_lesson``.
    """
    read = load_lesson(folder, home=home)
    errors = [problem for problem in read.problems if problem.severity is Severity.ERROR]
    whole = [problem for problem in errors if problem not in read.confined]
    if read.sketch is None or whole:
        raise LessonError(whole or errors)
    faulty = read.faulty | read.miswritten
    sound = [exercise for exercise in read.sketch.exercises if exercise.id not in faulty]
    lesson = replace(read.sketch, exercises=tuple(sound))
    key = None if is_sealed(lesson.folder, lesson.home) else load_key(lesson, document=read.key)
    if key is not None:
        lesson = replace(lesson, exercises=tuple(one for one in sound if one.id in key.bound))
    if not lesson.exercises:
        raise LessonError(errors or [_unusable(lesson)])
    left_out = [*read.unread, *(one.id for one in read.sketch.exercises if one not in lesson.exercises)]
    lesson = replace(lesson, unscored=tuple(left_out))
    if key is not None and (lesson.minutes is None or (lesson.short and lesson.minutes.short is None)):
        lesson = replace(lesson, minutes=said_or_needed(lesson, key.bound, key.why))
    return lesson, lambda: key.answers(lesson) if key is not None else open_key(lesson)


def _unusable(lesson: Lesson) -> Problem:
    fix = f"tell the person who wrote the lesson: closeread check {lesson.folder}"
    return Problem(
        Place(key_path(lesson.folder, lesson.home)),
        "F305",
        "no exercise can be scored",
        "a key that can be used",
        fix,
    )


def load_key(
    lesson: Lesson,
    faulty: AbstractSet[str] = frozenset(),
    unread: Mapping[str, Kind[Task, Key] | None] = MappingProxyType({}),
    document: Document | None = None,
) -> KeySource:
    """Read and bind key.yaml; never raises for what stands in the file.

    ``faulty`` are exercises whose form has errors, ``unread`` those with errors in their fields, with their kinds.
    Of their answers only the fields are judged, as a form that is wrong would repeat its faults here. ``document``
    is judged instead of what the file holds, for a key that is not written yet.
    """
    path = key_path(lesson.folder, lesson.home)
    if document is None and not is_file(path):
        document = read_lesson(lesson.folder, lambda: lesson.glossary).key
    if document is None:
        document = read_yaml(path)
    source = KeySource(document, problems=list(document.problems))
    if is_sealed(lesson.folder, lesson.home):
        source.problems = [_sealed(lesson.folder / SEALED_KEY_FILE)]
        return source
    if document.value is None:
        return source
    head = validate(KeyFile, document.value, document)
    sound = not isinstance(head, list)
    if isinstance(head, list):
        source.problems += head
        head = salvaged_key(document.value)
    if head.format != FORMAT:
        source.problems.append(unknown_format(document, head.format))
        return source
    _bind_all(source, lesson, head.answers, faulty, unread, sound=sound)
    source.notes = _notes(source, lesson)
    source.version = sha256(_bytes(path, document)).hexdigest()
    if sound and len(source.bound) == len(lesson.exercises):
        source.key = source.answers(lesson)
    return source


def _bind_all(
    source: KeySource,
    lesson: Lesson,
    read: dict[str, object],
    faulty: AbstractSet[str],
    unread: Mapping[str, Kind[Task, Key] | None],
    *,
    sound: bool,
) -> None:
    """Bind each answer to its exercise; ``read`` are the answers of the file, which is ``sound`` or not."""
    answers = _put_back(source, lesson, read)
    strangers = _strangers(source, lesson, unread, answers)
    if sound or answers:  # without any mapping of answers that is the one thing to say
        for exercise in lesson.exercises:
            if exercise.id in answers or exercise.id not in strangers:
                _bind(source, lesson, exercise, answers, faulty)
    for id, kind in unread.items():
        if kind is not None and id in answers:
            _fields(source, id, kind, answers)


def _fields(source: KeySource, id: str, kind: Kind[Task, Key], answers: dict[str, object]) -> Key | None:
    """The fields of an answer; ``None`` when they have errors, which are noted."""
    fields = validate(kind.key, answers[id], source.document, ("answers", id))
    if isinstance(fields, list):
        source.problems += fields
        return None
    assert isinstance(fields, Key)  # what every kind's key is
    return fields


def _bind(
    source: KeySource,
    lesson: Lesson,
    exercise: Exercise,
    answers: dict[str, object],
    faulty: AbstractSet[str],
) -> None:
    document = source.document
    if exercise.id not in answers:
        place = Place(document.file, *document.key_at(("answers",)))
        fix = f"add '{exercise.id}:' under answers"
        source.problems.append(
            Problem(place, "F305", f"no answer for exercise {exercise.id!r}", "one answer an exercise", fix)
        )
        return
    fields = _fields(source, exercise.id, exercise.kind, answers)
    if fields is None:
        return
    source.fields[exercise.id] = fields
    if exercise.id in faulty:
        return
    bench = Bench(lesson.article, lesson.beside, lesson.glossary)
    bound = exercise.kind.bind(exercise.task, fields, exercise.form, bench)
    if is_file(lesson.folder / SEALED_KEY_FILE):  # there nobody chose the order in which items are shown
        bench.faults = [fault for fault in bench.faults if fault.code != SHOWN_IN_ORDER]
    faults = bench.faults
    if document.file.name == LESSON_FILE:
        faults = [_in_words_of_one_file(fault, exercise.kind) for fault in faults]
    source.problems += place_faults(document, ("answers", exercise.id), faults)
    if not any(fault.severity is Severity.ERROR for fault in bench.faults):
        source.bound[exercise.id], source.why[exercise.id] = bound, fields.why


def _in_words_of_one_file(fault: Fault, kind: Kind[Task, Key]) -> Fault:
    found, expected, fix = kind.in_one_file.get(fault.code, ("", "", ""))
    words = (found or fault.found, expected or fault.expected, fix or fault.fix)
    found, expected, fix = map(without_names_of_files, words)
    return replace(fault, found=found, expected=expected, fix=fix)


def without_names_of_files(words: str) -> str:
    """A message for the author of a lesson in one file, to whom the names of two say nothing."""
    return re.sub(r" (?:in|to|of) (?:lesson|key)\.yaml| to the key$", "", words)


def _put_back(source: KeySource, lesson: Lesson, answers: dict[str, object]) -> dict[str, object]:
    """The answers, with each field that stands beside the ids put into the answer above it, which is told."""
    made: dict[str, object] = {}
    ids = {exercise.id: exercise.kind for exercise in lesson.exercises}
    above = ""
    for id, value in answers.items():
        inside = made.get(above)
        fields = ids[above].key.model_fields if above in ids else {}
        if id in ids or id not in fields or not isinstance(inside, dict) or id in inside:
            made[id] = value
            above = id
            continue
        made[above] = {**inside, id: value}
        place = Place(source.document.file, *source.document.key_at(("answers", id)))
        found, fix = f"{id}: among the exercises", f"move it to the right, below {above}:"
        source.problems.append(Problem(place, "F306", found, "an exercise of lesson.yaml", fix))
    return made


def _strangers(
    source: KeySource,
    lesson: Lesson,
    unread: Mapping[str, Kind[Task, Key] | None],
    answers: dict[str, object],
) -> set[str]:
    """Tell of answers for exercises that lesson.yaml does not have; the exercises that are meant by them.

    None are told where it has no exercise at all, or one without an id or with that of another: that is told there.
    """
    ids = [*(exercise.id for exercise in lesson.exercises), *unread]
    meant: set[str] = set()
    unnamed = len({WITHOUT_ID, str(None)} & {*unread})
    for id in answers if ids else ():
        if id in ids or id in map(id_of, ids):  # else the id there is told
            continue
        close = difflib.get_close_matches(id, [one for one in ids if one not in answers], 1)
        if not close and unnamed:
            unnamed -= 1
            continue
        meant.update(close)
        fix = f"did you mean {close[0]!r}?" if close else "remove it, or add the exercise to lesson.yaml"
        place = Place(source.document.file, *source.document.key_at(("answers", id)))
        source.problems.append(
            Problem(place, "F306", f"an answer for {id!r}", "an exercise of lesson.yaml", fix)
        )
    return meant


def _notes(source: KeySource, lesson: Lesson) -> tuple[Note, ...]:
    """The annotations, then the credits; those without errors in their fields."""
    value = source.document.value
    annotations = sound_notes(value, "annotations", AnnotationField)
    credits = sound_notes(value, "credits", CreditField)
    notes = [_note(source, lesson, entry, ("annotations", index)) for index, entry in annotations]
    notes += [_note(source, lesson, entry, ("credits", index)) for index, entry in credits]
    return tuple(note for note in notes if note is not None)


def _note(
    source: KeySource, lesson: Lesson, entry: AnnotationField | CreditField, at: tuple[str, int]
) -> Note | None:
    bench = Bench(lesson.article, lesson.beside, lesson.glossary)
    if entry.in_ == "beside" and lesson.beside is None:
        bench.fault(
            "F307", ("in",), "in: beside", "a lesson with a second article", "add beside: to lesson.yaml"
        )
    spans = bench.spans(entry, (), entry.in_)
    note = Note(spans, entry.in_, entry.quote, entry.why, credit=True)
    if isinstance(entry, AnnotationField):
        if entry.technique is not None:
            bench.technique(entry.technique, ("technique",))
        note = Note(
            spans,
            entry.in_,
            entry.quote,
            entry.why,
            entry.technique,
            entry.direction,
            entry.plain,
            entry.debatable,
        )
    source.problems += place_faults(source.document, at, bench.faults)
    return note if spans else None


def _sealed(path: Path) -> Problem:
    fix = f"open it with the code: closeread unseal {path.parent} CODE"
    return Problem(Place(path), SEALED, "the key is sealed", "the code that your teacher gives out", fix)


def key_text(lesson: Lesson) -> bytes:
    """The key as a file: its bytes, or what was written out from a lesson in one file. Raises ``OSError``."""
    path = key_path(lesson.folder, lesson.home)
    written = None if is_file(path) else read_lesson(lesson.folder, lambda: lesson.glossary).key
    return _bytes(path, written)


def _bytes(path: Path, written: Document | None) -> bytes:
    if written is None or is_file(path):
        return read_file(path, MAX_BYTES)
    return to_yaml(written.value).encode()
