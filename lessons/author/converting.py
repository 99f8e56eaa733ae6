"""A lesson in two files rewritten in one, and one in one file rewritten in two; comments are kept.

What comes out is read again before anything is written: it must be the same lesson, exercise by exercise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ValidationError

from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.joining import Joiner
from lessons.kinds.registry import kind_of
from lessons.kinds.roles import answer_node, exercise_node, lists_in, renamed
from lessons.lesson.files import AnnotationField, CreditField, KeyFile, LessonFile
from lessons.lesson.opening import glossary_for
from lessons.lesson.writing_out import NOTES, NOTES_IN_TWO, WrittenOut, presets_of, write_out
from lessons.loading.block_writing import Site, block_texts, comments_of, in_file
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE
from lessons.loading.document import Document, Value, mapping_of
from lessons.loading.exercise_ids import SHORT_PATH, YES, exercise_ids, is_one_file
from lessons.loading.placed import NOTHING, Placed, placed, without_line_ends
from lessons.loading.presets import Presets
from lessons.loading.validation import validate
from lessons.loading.yaml_edit import YamlText, open_yaml
from lessons.loading.yaml_source import read_yaml, read_yaml_text
from lessons.model.fields import ListPath
from lessons.model.glossary import Glossary
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.text.ids import free_id

_LESSON, _KEY = 0, 1
"""Numbers of the two files in sites."""
_SCHEMA = "# yaml-language-server:"
_EXERCISES = "exercises"
_CODE = "F313"


def converted(folder: Path, *, two: bool, keep_ids: bool) -> dict[Path, str | None]:
    """The files of a lesson folder in the other form, as they are to be written; ``None`` for one to be taken away.

    ``two``: in two files. Raises ``LessonError`` for a lesson that is in that form already, or cannot be converted.
    """
    lesson, key = folder / LESSON_FILE, folder / KEY_FILE
    source = _opened(lesson)
    glossary, _problems = glossary_for(folder.resolve().parent)
    if is_one_file(source.document.value) != two:
        found = "a lesson in two files" if two else "a lesson in one file"
        fix = "leave --to-two-files out" if two else "to have two files, add --to-two-files"
        raise LessonError([Problem(Place(lesson), _CODE, found, "a lesson in the other form", fix)])
    if two:
        _refuse_errors(source.document.problems)
        made = in_two_files(write_out(folder, source.document, glossary), source.text)
        texts = zip((key, lesson), made[::-1], strict=True)
        return {path: replace(source, text=text).written() for path, text in texts}
    answers = _opened(key)
    documents, written = (source.document, answers.document), (source.text, answers.text)
    text = in_one_file(folder, documents, written, glossary, keep_ids=keep_ids)
    return {lesson: replace(source, text=text).written(), key: None}


def exercise_in_two_files(
    folder: Path, text: str, glossary: Glossary, taken: Sequence[str] = ()
) -> tuple[str, str]:
    """An exercise in one file as what goes into lesson.yaml and into key.yaml; ``taken`` are ids in use there.

    ``text`` stands under ``exercises:`` and is sound. ``folder`` is the lesson that it is for: what need not be written
    is in the language of its article.
    """
    whole = f"title: T\nexercises:\n{text}"
    id = free_id(
        exercise_ids(mapping_of(read_yaml_text(whole, Path(LESSON_FILE)).value)[_EXERCISES])[0], taken
    )
    first, question, rest = whole.partition("\n  - ")
    head, line_end, fields = rest.partition("\n")
    named = f"{first}{question}{head}{line_end}    id: {id}\n{fields}"
    document = read_yaml_text(named, Path(LESSON_FILE))
    lesson, key = in_two_files(write_out(folder, document, glossary), named)
    return lesson.partition(f"{_EXERCISES}:\n")[2], key.partition("answers:\n")[2]


def _opened(path: Path) -> YamlText:
    file = open_yaml(path)
    if file is None:
        fix = "save it as UTF-8 with one sort of line ends"
        problems = read_yaml(path).problems
        found = "line ends of several sorts, or a file that cannot be read"
        raise LessonError(problems or [Problem(Place(path), _CODE, found, "a text file", fix)])
    return file


def in_one_file(
    folder: Path,
    files: tuple[Document, Document],
    texts: tuple[str, str],
    glossary: Glossary,
    *,
    keep_ids: bool,
) -> str:
    """The text of a lesson in one file, made of the documents and the texts of its lesson.yaml and key.yaml.

    Without ``keep_ids`` exercises, rows and answers go by their words from then on: for a lesson that nobody has
    answered. Raises ``LessonError`` for files with errors, and when the text would not be the same lesson.
    """
    _refuse_errors(problem for document in files for problem in document.problems)
    lesson, key = files
    asked, answered = (
        in_file(without_line_ends(placed(document)), number) for number, document in enumerate(files)
    )
    _refuse_errors(_faults(lesson, key))
    head = {name: part for name, part in asked.fields.items() if name not in (_EXERCISES, "format")}
    for name, usual in (
        ("summary", head.get("title", NOTHING).text),
        ("article", "article.md"),
        ("level", "1"),
    ):
        if head.get(name, NOTHING).text == usual:
            del head[name]
    if "dated" in answered.fields:
        head["dated"] = answered.fields["dated"]
    presets = presets_of(folder, asked)
    answers, listed = answered.fields.get("answers", NOTHING), asked.fields.get(_EXERCISES, NOTHING)
    path = head.pop("short", NOTHING)
    short = {one.text for one in (path, *path.items)}
    joined = [
        _joined(lesson.file, one, answers, presets, keep_ids=keep_ids, short=one.fields["id"].text in short)
        for one in listed.items
    ]
    head[_EXERCISES] = listed.here(_with_ids(joined) if keep_ids else [_without(one, "id") for one in joined])
    if notes := [
        note for word, (name, _model) in NOTES_IN_TWO.items() for note in _notes(answered, word, name)
    ]:
        head[NOTES] = Placed(notes, notes[0].mark, Site(notes[0].mark.line, 0, _KEY))
    comments = [
        *comments_of(texts[_LESSON], _LESSON),
        *(one for one in comments_of(texts[_KEY], _KEY) if not one.text.startswith(_SCHEMA)),
    ]
    (text,) = block_texts([asked.here(head)], comments, _EXERCISES)
    again = write_out(folder, read_yaml_text(text, lesson.file), glossary)
    _refuse_another(lesson, key, again, keep_ids=keep_ids)
    return text


def in_two_files(written: WrittenOut, text: str) -> tuple[str, str]:
    """The texts of lesson.yaml and key.yaml of a lesson in one file, with the comments of its text.

    Raises ``LessonError`` for a file with errors in how it is written.
    """
    assert written.key is not None  # asked of a lesson in one file
    _refuse_errors([*written.lesson.problems, *written.problems, *written.of_exercises])
    roots = [in_file(placed(document), _LESSON) for document in (written.lesson, written.key)]
    lesson, key = block_texts(roots, comments_of(text, _LESSON), _EXERCISES)
    for document, made in ((written.lesson, lesson), (written.key, key)):
        again = read_yaml_text(made, document.file)
        if again.broken or _plain(again.value) != _plain(document.value):
            raise LessonError([_differs(document.file, "the lesson")])
    return lesson, key


# An exercise --------------------------------------------------------------------------------------------------------


def _joined(
    file: Path, exercise: Placed, answers: Placed, presets: Presets, *, keep_ids: bool, short: bool
) -> Placed:
    kind = kind_of(exercise.fields and {"kind": exercise.fields.get("kind", NOTHING).text})
    id = exercise.fields.get("id", NOTHING).text
    answer = answers.fields.get(id, NOTHING)
    if kind is None or not answer.fields:
        place = Place(file, exercise.mark.line + 1, exercise.mark.column + 1)
        found, fix = f"the exercise {id!r} without a known kind or without an answer", "see closeread check"
        raise LessonError([Problem(place, _CODE, found, "a lesson without errors", fix)])
    joiner = Joiner(kind, _without(exercise, "kind").fields, answer.fields, presets, keep_ids=keep_ids)
    kind.join(joiner)
    if short:
        joiner.task[SHORT_PATH] = exercise.here(YES[0])
    return joiner.joined(exercise)


def _with_ids(exercises: Sequence[Placed]) -> list[Placed]:
    """The exercises, with their ids where these are not the ones that their words make."""
    ids = [one.fields["id"].text for one in exercises]
    bare = [_without(one, "id") for one in exercises]
    usual = exercise_ids([one.plain() for one in bare])
    chosen = [
        two if made == id else one for one, two, made, id in zip(exercises, bare, usual, ids, strict=True)
    ]
    return chosen if exercise_ids([one.plain() for one in chosen]) == ids else list(exercises)


def _without(part: Placed, name: str) -> Placed:
    return part.here({key: inner for key, inner in part.fields.items() if key != name})


def _notes(key: Placed, word: str, name: str) -> Iterator[Placed]:
    for note in key.fields.get(name, NOTHING).items:
        fields = dict(note.fields)
        yield note.here({word: fields.pop("quote", NOTHING), **fields})


def _faults(lesson: Document, key: Document) -> Iterator[Problem]:
    """What is wrong with the fields of both files."""
    head = validate(LessonFile, lesson.value, lesson)
    answers = validate(KeyFile, key.value, key)
    for read in (head, answers):
        yield from read if isinstance(read, list) else ()
    if isinstance(head, list) or isinstance(answers, list):
        return
    for index, exercise in enumerate(head.exercises):
        kind, id = kind_of(exercise), str(exercise.get("id"))
        if kind is not None and id in answers.answers:
            fields = {name: value for name, value in exercise.items() if name != "kind"}
            asked = validate(kind.task, fields, lesson, (_EXERCISES, index))
            answered = validate(kind.key, answers.answers[id], key, ("answers", id))
            for one in (asked, answered):
                yield from one if isinstance(one, list) else ()


# The same lesson ----------------------------------------------------------------------------------------------------


def _refuse_errors(problems: Iterable[Problem]) -> None:
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise LessonError(errors)


def _differs(file: Path, what: str) -> Problem:
    fix = "keep it in two files, and tell the authors of closeread of it"
    return Problem(
        Place(file), _CODE, f"{what} would not be the same in the other form", "the same lesson", fix
    )


def _refuse_another(lesson: Document, key: Document, again: WrittenOut, *, keep_ids: bool) -> None:
    """Raise ``LessonError`` unless the lesson that was written out of the new text is the one there was."""
    assert again.key is not None  # made so by the caller
    _refuse_errors([*again.lesson.problems, *again.of_exercises])
    before, after = _exercises(lesson, key), _exercises(again.lesson, again.key)
    same_head = _head(lesson) == _head(again.lesson) and _path(lesson) == _path(again.lesson)
    if len(before) != len(after) or not same_head or _said(key) != _said(again.key):
        raise LessonError([_differs(lesson.file, "the lesson")])
    for (kind, *old), (_kind, *new) in zip(before, after, strict=True):
        if not keep_ids:
            new = _under_the_names_of(kind, old, new)
        try:
            same = _models(kind, *old) == _models(kind, *new)
        except ValidationError:
            same = False
        if not same:
            raise LessonError([_differs(lesson.file, f"the exercise {old[0].get('id')!r}")])


_Fields = dict[str, Value]


def _exercises(lesson: Document, key: Document) -> list[tuple[Kind[Task, Key], _Fields, _Fields]]:
    value, answers = mapping_of(lesson.value), mapping_of(mapping_of(key.value).get("answers"))
    made = []
    listed = value.get(_EXERCISES)
    for one in listed if isinstance(listed, list) else ():
        fields = mapping_of(one)
        kind = kind_of(fields)
        if kind is not None:
            task = {name: part for name, part in fields.items() if name != "kind"}
            made.append((kind, task, mapping_of(answers.get(str(fields.get("id"))))))
    return made


def _under_the_names_of(
    kind: Kind[Task, Key], old: Sequence[_Fields], new: Sequence[_Fields]
) -> list[_Fields]:
    """The new exercise and its answer under the ids of the old one: those of lists go by the texts in them."""
    names: dict[ListPath, dict[str, str]] = {}
    there = dict(lists_in(kind.task, old[0], kept=True))
    for path, entries in lists_in(kind.task, new[0], kept=True):
        by_text: dict[str, list[str]] = {}
        for id, entry in there.get(path, {}).items():
            by_text.setdefault(_text(entry), []).append(id)
        ids = {id: by_text.get(_text(entry), []) if _text(entry) else [] for id, entry in entries.items()}
        names[path] = {id: old_ids.pop(0) if old_ids else id for id, old_ids in ids.items()}
    asked = mapping_of(renamed(exercise_node(kind.task, new[0]), names))
    return [{**asked, "id": old[0].get("id")}, mapping_of(renamed(answer_node(kind.key, new[1]), names))]


def _text(entry: Value) -> str:
    fields = mapping_of(entry)
    text = entry if isinstance(entry, str) else fields.get("text") or fields.get("quote") or ""
    return " ".join(str(text).split())


def _models(kind: Kind[Task, Key], task: _Fields, key: _Fields) -> tuple[object, object]:
    """Both halves as the program reads them."""
    said = _dumped(kind.key.model_validate(key))
    return _dumped(kind.task.model_validate(task)), {
        name: part for name, part in said.items() if name != "otherwise" or part
    }


def _dumped(model: BaseModel) -> dict[str, object]:
    dumped: dict[str, object] = _plain(model.model_dump())  # type: ignore[assignment]
    return dumped


def _head(lesson: Document) -> dict[str, object] | None:
    value = {
        name: part for name, part in mapping_of(lesson.value).items() if name not in (_EXERCISES, "short")
    }
    try:
        return _dumped(LessonFile.model_validate({**value, _EXERCISES: [{}]}))
    except ValidationError:
        return None


def _path(lesson: Document) -> list[int]:
    """Which exercises are on the short path, counted from 0."""
    value = mapping_of(lesson.value)
    short, listed = value.get("short"), value.get(_EXERCISES)
    named = short if isinstance(short, list) else [short]
    return [
        at
        for at, one in enumerate(listed if isinstance(listed, list) else ())
        if mapping_of(one).get("id") in named
    ]


def _said(key: Document) -> list[object]:
    """The notes, and the day."""
    value = mapping_of(key.value)
    made: list[object] = [value.get("dated")]
    for name, model in (("annotations", AnnotationField), ("credits", CreditField)):
        listed = value.get(name)
        made.append(
            [_dumped(model.model_validate(one)) for one in (listed if isinstance(listed, list) else ())]
        )
    return made


def _plain(value: object) -> object:
    """A value without the line ends that a text may have at its end, so that two can be compared."""
    if isinstance(value, Mapping):
        made = {str(name): _plain(inner) for name, inner in value.items()}
        if isinstance(both := made.get("is_"), list) and isinstance(also := made.get("also"), list):
            accepted = sorted([*both, *also], key=repr)  # however it is spread, and whichever comes first
            made |= {"is_": accepted, "also": []}
        return made
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.rstrip("\n") if isinstance(value, str) else value
