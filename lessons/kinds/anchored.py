"""Where lesson.yaml and key.yaml anchor: every mapping that quotes an article, found in the files' raw values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lessons.kinds.registry import kind_of
from lessons.kinds.roles import FieldNode, answer_node, exercise_node, fields_of, quotations_in
from lessons.loading.document import FileFields, Trail, Value
from lessons.model.fields import Role
from lessons.model.form import Side

NOTE_LISTS = ("annotations", "credits")
"""Fields of key.yaml whose notes are quotations."""
QUOTE_FIELDS = ("quote", "before", "after", "nth", "where", "all")
"""The fields of an anchor by quotation."""


@dataclass(frozen=True, slots=True)
class AnchorPlace:
    """One mapping that anchors."""

    trail: Trail
    mapping: FileFields
    """The value in the file, with ``quote`` or ``anchor``; it may be changed in place."""
    side: Side
    where: tuple[str, ...] = ()
    """Blocks that are looked in when the quote names none."""
    exercise: str = ""
    """Id of the exercise; empty for a note on the article."""
    node: FieldNode | None = None
    """The quotation among the fields of its exercise; ``None`` for a note on the article."""

    def field(self, role: Role) -> str | None:
        """The name of the quotation's field that has this role."""
        return self.node.field(role) if self.node is not None else None


def in_lesson(value: Value, sign: str) -> Iterator[AnchorPlace]:
    """The places of a lesson.yaml with the field ``sign``, which is ``quote`` or ``anchor``."""
    for index, exercise in enumerate(exercises(value)):
        id, where = str(exercise.get("id", "")), labels(exercise.get("where"))
        at: Trail = ("exercises", index)
        kind = kind_of(exercise)
        for node in quotations_in(exercise_node(kind.task, exercise)) if kind is not None else ():
            row = node.value
            if isinstance(row, dict) and sign in row:
                side = _named_side(row)
                yield AnchorPlace((*at, *node.at), row, side, where if side == "main" else (), id, node)


def in_key(value: Value, lesson: Value, sign: str) -> Iterator[AnchorPlace]:
    """The places of a key.yaml with the field ``sign``; ``lesson`` is the value of the lesson.yaml beside it."""
    if not isinstance(value, dict):
        return
    asked = {str(exercise.get("id", "")): exercise for exercise in exercises(lesson)}
    answers = value.get("answers")
    for id, answer in answers.items() if isinstance(answers, dict) else ():
        exercise = asked.get(id, {})
        kind = kind_of(exercise)
        if kind is None or not isinstance(answer, dict):
            continue
        for node in quotations_in(answer_node(kind.key, answer)):
            phrase = node.value
            if isinstance(phrase, dict) and sign in phrase:
                at: Trail = ("answers", id, *node.at)
                side = _named_side(phrase) if _names_side(node) else side_of(exercise)
                yield AnchorPlace(at, phrase, side, labels(exercise.get("where")), id, node)
    for field in NOTE_LISTS:
        notes = value.get(field)
        for index, note in enumerate(notes if isinstance(notes, list) else ()):
            if isinstance(note, dict) and sign in note:
                yield AnchorPlace((field, index), note, _named_side(note))


def with_short_path(lesson: FileFields, ids: Mapping[str, str]) -> FileFields:
    """The value of lesson.yaml with the short path under other ids; what has none there is not on it any more."""
    short = lesson.get("short")
    if short is None:
        return lesson
    named = (str(id) for id in (short if isinstance(short, list) else [short]))
    path: list[Value] = [ids[id] for id in named if id in ids]
    return {
        name: path if name == "short" else value for name, value in lesson.items() if path or name != "short"
    }


def exercises(lesson: Value) -> list[FileFields]:
    """The exercises of a lesson.yaml."""
    listed = lesson.get("exercises") if isinstance(lesson, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def side_of(exercise: FileFields) -> Side:
    """The article that an exercise marks in."""
    kind = kind_of(exercise)
    return kind.marks_in(exercise) if kind is not None else "main"


def labels(value: Value) -> tuple[str, ...]:
    """Block labels as a file may write them: one, or a list."""
    if isinstance(value, str):
        return (value,)
    return tuple(label for label in value if isinstance(label, str)) if isinstance(value, list) else ()


def _names_side(node: FieldNode) -> bool:
    """Whether a quotation says itself which article it is from."""
    return node.type.model is not None and "in" in fields_of(node.type.model)


def _named_side(mapping: FileFields) -> Side:
    return "beside" if mapping.get("in") == "beside" else "main"
