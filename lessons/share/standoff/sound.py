"""What a bound lesson holds must play: exercises that a changed copy has broken are taken out, and told."""

from pathlib import Path

from lessons.disk import replace_file
from lessons.i18n import _
from lessons.kinds.anchored import NOTE_LISTS, Mapping, exercises
from lessons.lesson.keys import load_key
from lessons.lesson.opening import load_lesson
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE
from lessons.loading.document import Document
from lessons.loading.yaml_edit import to_yaml
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.share.standoff.binding_report import BindingReport
from lessons.share.standoff.lessening import drop_exercise


def keep_what_plays(folder: Path, lesson: Mapping, key: Mapping, report: BindingReport) -> None:
    """Write both files, and take out whatever has errors until nothing has.

    Raises ``LessonError`` when nothing would be left, or when an error belongs to no exercise and no note.
    """
    while True:
        if not exercises(lesson):
            found, fix = "no exercise can be asked of this copy", "bring a copy that was changed less"
            expected = "a copy with the places of the lesson"
            raise LessonError([Problem(Place(folder / LESSON_FILE), "S908", found, expected, fix)])
        replace_file(folder / LESSON_FILE, to_yaml(lesson).encode())
        replace_file(folder / KEY_FILE, to_yaml(key).encode())
        source = load_lesson(folder)
        bound = load_key(source.lesson, source.faulty) if source.lesson is not None else None
        problems = [*source.problems, *(bound.problems if bound is not None else ())]
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if not errors:
            return
        documents = [source.document, *([bound.document] if bound is not None else [])]
        taken_out = [_take_out(document, errors, lesson, key, report) for document in documents]
        if not any(taken_out):
            raise LessonError(errors)


def _take_out(
    document: Document, errors: list[Problem], lesson: Mapping, key: Mapping, report: BindingReport
) -> bool:
    """Take out the exercises and notes of a file that have errors; whether there were any."""
    lines = {problem.place.line: problem for problem in errors if problem.place.file == document.file}
    done = False
    for id, first, end in exercise_lines(document, lesson, key):
        hit = next((problem for line, problem in lines.items() if first <= line < end), None)
        if hit is not None:
            drop_exercise(lesson, key, id)
            report.exercises.append(_("{id}: in your copy {why}").format(id=id, why=hit.found))
            done = True
    for name in NOTE_LISTS if document.file.name == KEY_FILE else ():
        notes = key.get(name)
        kept = []
        for index, note in enumerate(notes if isinstance(notes, list) else []):
            first, _column = document.value_at((name, index))
            if any(line == first for line in lines):
                report.items.append(f"{name.removesuffix('s')} {index + 1}")
                done = True
            else:
                kept.append(note)
        if isinstance(notes, list):
            key[name] = kept
    return done


def exercise_lines(document: Document, lesson: Mapping, key: Mapping) -> list[tuple[str, int, int]]:
    """Id, first line and line behind the end of each exercise, or of its answer."""
    if document.file.name == LESSON_FILE:
        starts = [
            (str(exercise.get("id")), document.value_at(("exercises", index))[0])
            for index, exercise in enumerate(exercises(lesson))
        ]
    else:
        answers = key.get("answers")
        names = list(answers) if isinstance(answers, dict) else []
        starts = [(name, document.key_at(("answers", name))[0]) for name in names]
    after = [
        document.key_at((name,))[0]
        for name in NOTE_LISTS
        if isinstance(document.value, dict) and name in document.value
    ]
    lines = [line for _id, line in starts]
    ends = [min([one for one in [*lines, *after] if one > line], default=1_000_000_000) for line in lines]
    return [(id, line, end) for (id, line), end in zip(starts, ends, strict=True)]
