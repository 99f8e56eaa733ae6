"""What the mappings of each file may hold: by that a file is read on which its parser refuses."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.registry import KINDS
from lessons.lesson.courses import CourseFile
from lessons.lesson.files import AnnotationField, CreditField, KeyFile, LessonFile
from lessons.lesson.standoff_files import AnchorFields, BringingFields, PassageFields
from lessons.loading.document import Document
from lessons.loading.glossary_source import GlossaryFile
from lessons.loading.levels import Shape
from lessons.loading.recovery import Recovery, recover
from lessons.loading.replies_source import RepliesFile, ReplyFields
from lessons.loading.validation import shapes_of
from lessons.loading.yaml_source import read_yaml


@cache
def lesson_shapes() -> tuple[Shape, ...]:
    """Those of lesson.yaml; its outermost one comes first."""
    head, *rest = shapes_of(LessonFile)
    tasks: list[Shape] = []
    for kind in KINDS.values():
        task, *inner = shapes_of(kind.task)
        tasks += [replace(task, keys=task.keys | {"kind"}, kind=kind.name), *inner]
    exercise = frozenset(key for shape in tasks if shape.kind for key in shape.keys)
    lines = [shape for kind in KINDS.values() for shape in _in_one_file(kind)]
    exercise |= frozenset(key for shape in lines if shape.kind for key in shape.keys)
    notes = frozenset({"note", "good"}).union(
        *(shape.keys for shape in shapes_of(AnnotationField, CreditField))
    )
    brought, *inside = shapes_of(BringingFields)
    head = replace(
        head,
        keys=head.keys | {"notes", "dated", "passages"},
        lists={**head.lists, "exercises": exercise, "notes": notes, "passages": _PASSAGE.keys},
        mappings={**head.mappings, "article": brought.keys, "beside": brought.keys},
    )
    rest += [*lines, Shape(notes, heads=frozenset({"note", "good"}))]
    return tuple(_with_anchors([head, *rest, *tasks, brought, *inside, _PASSAGE]))


@cache
def key_shapes() -> tuple[Shape, ...]:
    """Those of key.yaml; its outermost one comes first."""
    head, *rest = shapes_of(KeyFile)
    answers = frozenset(field for kind in KINDS.values() for field in shapes_of(kind.key)[0].keys)
    head = replace(
        head,
        keys=head.keys | {"passages"},
        lists={**head.lists, "passages": _PASSAGE.keys},
        entries={**head.entries, "answers": answers},
    )
    return tuple(_with_anchors([head, *rest, *shapes_of(*(kind.key for kind in KINDS.values())), _PASSAGE]))


(_PASSAGE,) = shapes_of(PassageFields)
(_ANCHOR,) = shapes_of(AnchorFields)


@cache
def replies_shapes() -> tuple[Shape, ...]:
    """Those of replies.yaml; its outermost one comes first."""
    (head,), (reply,) = shapes_of(RepliesFile), shapes_of(ReplyFields)
    return replace(head, lists={"replies": reply.keys}), reply


def _in_one_file(kind: Kind[Task, Key]) -> list[Shape]:
    """The shapes of an exercise whose answers stand beside its questions: its own first, then those of its lists."""
    task, *inner = shapes_of(kind.task)
    key, *more = shapes_of(kind.key)
    fields = frozenset(name for shape in (*inner, *more) for name in shape.keys) | {"id", "was", "why", "is"}
    lists = {}
    for lines in kind.lines:
        words = {one for word, also in lines.words.items() for one in (word, *also.other)}
        lists[lines.name] = fields | words | set(lines.renamed)
    whole = Shape(
        task.keys | key.keys | {kind.name, "key", "techniques", "offer", "shown", "claims", *lists},
        {**task.lists, **key.lists, **lists, "claims": frozenset()},
        {**task.mappings, **key.mappings, "key": key.keys},
        kind=kind.name,
        heads=frozenset(KINDS) - task.keys - key.keys | {kind.name},
    )
    one_line = [
        Shape(
            lists[lines.name],
            mappings={"wrong": frozenset()},
            heads=frozenset(one for word, also in lines.words.items() for one in (word, *also.other)),
        )
        for lines in kind.lines
    ]
    return [whole, *inner, *more, *one_line]


def _with_anchors(shapes: list[Shape]) -> list[Shape]:
    """The shapes with what stands for a quotation in a lesson without its text."""
    anchored = [
        replace(
            shape,
            keys=_with_anchor(shape.keys),
            lists={name: _with_anchor(fields) for name, fields in shape.lists.items()},
            mappings={name: _with_anchor(fields) for name, fields in shape.mappings.items()}
            | ({"anchor": _ANCHOR.keys} if "quote" in shape.keys else {}),
            entries={name: _with_anchor(fields) for name, fields in shape.entries.items()},
        )
        for shape in shapes
    ]
    return [*anchored, _ANCHOR]


def _with_anchor(fields: frozenset[str]) -> frozenset[str]:
    return fields | {"anchor"} if "quote" in fields else fields


def recovered(path: Path) -> Recovery:
    """A file of a lesson or course, read on where its parser refuses it."""
    match path.name:
        case "lesson.yaml":
            return recover(path, lesson_shapes())
        case "course.yaml":
            return recover(path, shapes_of(CourseFile))
        case "key.yaml":
            return recover(path, key_shapes())
        case "replies.yaml":
            return recover(path, replies_shapes())
        case _ if path.suffix in (".yaml", ".yml"):  # a glossary may have any name
            return recover(path, shapes_of(GlossaryFile))
        case _:
            return Recovery(read_yaml(path))


def read_on(path: Path) -> Document:
    """The document of ``recovered``."""
    return recovered(path).document
