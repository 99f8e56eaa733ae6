"""A lesson that is written in one file, written out in memory as lesson.yaml and key.yaml.

Each value keeps the place where its author wrote it, so that all that reads the two files afterwards works on them
unchanged and says what is wrong at the author's lines.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.kinds.fitting import Fitter
from lessons.kinds.one_file import Desk
from lessons.kinds.registry import KINDS
from lessons.kinds.roles import fields_of
from lessons.lesson.files import AnnotationField, CreditField, LessonFile
from lessons.loading.article_source import read_article
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE, is_file
from lessons.loading.document import Document, Value, mapping_of
from lessons.loading.exercise_ids import (
    EXERCISES,
    KEY,
    NO,
    SHORT_PATH,
    YES,
    about,
    exercise_ids,
    exercises_key,
    is_one_file,
    outlined,
    said_with,
    short_path,
)
from lessons.loading.kept_ids import KeptIds, read_kept_ids
from lessons.loading.placed import Placed, placed, without_line_ends
from lessons.loading.presets import Presets, read_presets
from lessons.loading.suggestion import closest, did_you_mean
from lessons.loading.yaml_source import read_yaml
from lessons.model.fields import Quote
from lessons.model.glossary import Glossary
from lessons.model.problem import Place, Problem, Severity
from lessons.text import visible
from lessons.text.ids import KeptTexts, id_of

NOTES = "notes"
_HEAD = ("strand", "level", "where", "prompt")
"""Fields of an exercise that stand first in lesson.yaml."""
NOTES_IN_TWO: Mapping[str, tuple[str, type[Quote]]] = {
    "note": ("annotations", AnnotationField),
    "good": ("credits", CreditField),
}
"""What a note begins with: the list of key.yaml that it belongs to, and its fields there."""


@dataclass(frozen=True)
class WrittenOut:
    """The two files of a lesson, and what was found while they were made."""

    lesson: Document
    key: Document | None = None
    """key.yaml as written out; ``None`` when it is a file of its own."""
    exercises: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """What is wrong with single exercises, by their ids; their places are in the one file."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the rest."""
    spoilt: tuple[Place, ...] = ()
    """Lists of which a part could not be read."""
    ids: KeptIds = field(default_factory=KeptIds)
    """The texts of the lesson by their ids."""

    @property
    def of_exercises(self) -> tuple[Problem, ...]:
        """What is wrong with single exercises, one exercise after the other."""
        return tuple(problem for problems in self.exercises.values() for problem in problems)

    @property
    def places(self) -> frozenset[Place]:
        """Where something is told already; what else is wrong there follows from it."""
        errors = (one.place for one in self.of_exercises if one.severity is Severity.ERROR)
        return frozenset((*self.spoilt, *errors))


def read_lesson(
    folder: Path, glossary: Callable[[], Glossary], document: Document | None = None
) -> WrittenOut:
    """lesson.yaml of a lesson folder, and its key where both are one file. Never raises.

    ``glossary`` is asked for the names of techniques in a lesson in one file. ``document`` is taken for what
    lesson.yaml holds.
    """
    if document is None:
        document = read_yaml(folder / LESSON_FILE)
    if not is_one_file(document.value):
        return WrittenOut(document)
    written = write_out(folder, document, glossary())
    if is_file(folder / KEY_FILE):
        written = replace(written, problems=(*written.problems, _answers_in_two_places(document)))
    return written


def _answers_in_two_places(document: Document) -> Problem:
    fix = "delete one of the two: key.yaml, or the answers in lesson.yaml"
    place = Place(document.file, *document.key_at(("exercises",)))
    return Problem(place, "F312", "answers here and in key.yaml", "one place", fix)


def write_out(folder: Path, document: Document, glossary: Glossary) -> WrittenOut:
    """The two files of a lesson in one; ``document`` is its lesson.yaml, on the disk or not yet. Never raises.

    The folder gives the language of the article, the presets of the course and the ids that were kept.
    """
    return _LessonInOneFile(folder, document, glossary).written_out()


class _LessonInOneFile:
    def __init__(self, folder: Path, document: Document, glossary: Glossary) -> None:
        self.folder, self.document, self.glossary = folder, document, glossary
        self.whole = placed(document)
        self.problems: list[Problem] = []
        self.presets, problems = _presets(folder, self.whole)
        self.problems += problems
        self.exercises: dict[str, tuple[Problem, ...]] = {}
        self.answers: dict[str, Placed] = {}
        self.spoilt: list[Place] = []
        self.kept = read_kept_ids(folder)
        self.problems += self.kept.problems
        self.lists: dict[str, Mapping[str, KeptTexts]] = {}

    def written_out(self) -> WrittenOut:
        """Both files."""
        fields = self._named_fields()
        listed = fields[EXERCISES]
        entries = listed.items if isinstance(listed.value, list) else []
        ids = exercise_ids(listed.plain(), self.kept.exercises)
        head = Placed(None, self.whole.mark, self.whole.mark)
        asked = [self._exercise(id, one) for id, one in zip(ids, entries, strict=True)]
        lesson = {name: part for name, part in fields.items() if name not in (NOTES, "dated")}
        if "format" in lesson and re.fullmatch(r"1\.[0-9]+", lesson["format"].text):
            expected, fix = "format: 1", "write format: 1, or leave the line out"
            self._tell(
                "F203", replace(lesson["format"], key=None), f"format {lesson['format'].text}", expected, fix
            )
            lesson["format"] = lesson["format"].here("1")
        usual = outlined(self.document.value, self.kept.exercises)
        for name in ("format", "summary"):
            if name not in lesson and isinstance(usual, dict) and isinstance(text := usual.get(name), str):
                lesson[name] = head.here(text) if name != "summary" else head.prose(text)
        if "summary" not in lesson:  # it is the title, and what is wrong with that is told there
            lesson["summary"] = head.prose("...")
        first = [name for name in LessonFile.model_fields if name in lesson and name != "exercises"]
        lesson = {**{name: lesson[name] for name in first}, **lesson}
        del lesson["exercises"]
        if path := short_path(mapping_of(self.whole.plain()), ids):
            named = fields.get("short", listed)
            places = {one.text: one for one in named.items} if "short" in fields else {}
            lesson["short"] = named.here([places.get(id, listed.here(id)) for id in path])
        lesson["exercises"] = listed.here([one for one in asked if one is not None])
        key = {"format": lesson["format"], "answers": listed.here(self.answers), **self._notes()}
        if "dated" in fields:
            key["dated"] = fields["dated"]
        return WrittenOut(
            self.whole.here(lesson).document(self.document.file, self.document.problems),
            self.whole.here(key).document(self.document.file),
            self.exercises,
            tuple(self.problems),
            tuple(self.spoilt),
            KeptIds(
                self._questions(dict(zip(ids, [one.plain() for one in entries], strict=True))),
                self.lists,
            ),
        )

    def _questions(self, exercises: Mapping[str, Value]) -> KeptTexts:
        sums = {id: sum for id, one in exercises.items() if (sum := said_with(one))}
        return KeptTexts({id: about(one) for id, one in exercises.items()}, sums=sums)

    def _named_fields(self) -> dict[str, Placed]:
        """The fields of the file by their right names; one that is meant for another is told, and read as that."""
        fields = dict(self.whole.fields)
        known = [*LessonFile.model_fields, NOTES, "dated"]
        listed = exercises_key(self.document.value)
        for name, part in self.whole.fields.items():
            if name in known:
                continue
            missing = [one for one in known if one not in fields and one not in (EXERCISES, "id", "format")]
            meant = EXERCISES if name == listed else closest(name, missing)
            expected = f"one of {', '.join(known)}"
            fix = (
                f"did you mean {meant!r}?" if meant else did_you_mean(name, known) or "delete it or rename it"
            )
            self._tell("F201", part, f"unknown key {visible(name)[:60]!r}", expected, fix)
            del fields[name]
            if meant:
                fields[meant] = part
        return fields

    def _exercise(self, id: str, entry: Placed) -> Placed | None:
        """The fields of lesson.yaml of an exercise; its answer is put with the others."""
        fields = {name: without_line_ends(part) for name, part in entry.fields.items()}
        told = self._on_the_path(fields.pop(SHORT_PATH)) if SHORT_PATH in fields else []
        if "kind" in fields:
            return self._in_full(id, entry.here(fields))
        name = next(iter(fields), "")
        kind = KINDS.get(name)
        if kind is None:
            before = len(self.problems)
            self._no_kind(entry, name)
            self.exercises[id] = tuple(self.problems[before:])
            del self.problems[before:]
            return None
        told += self._own_id(fields.pop("id"), id) if "id" in fields else []
        kept = self.kept.lists.get(id, {})
        desk = Desk(kind, entry.here(fields), self.presets, self.glossary, self.document.file, kept)
        kind.write_out(desk)
        desk.finish()
        self.exercises[id] = (*told, *desk.problems)
        self.spoilt += desk.spoilt
        self.lists[id] = desk.texts
        self.answers[id] = Placed(desk.key, entry.mark, desk.head.mark)
        head = {"id": desk.head.here(id), "kind": desk.head.here(name)}
        first: dict[str, Placed] = {name: desk.task[name] for name in _HEAD if name in desk.task}
        return entry.here({**head, **first, **desk.task})

    def _in_full(self, id: str, entry: Placed) -> Placed | None:
        """An exercise with ``kind:`` whose answer stands under ``key:``, both as in two files."""
        fields = dict(entry.fields)
        answer = fields.pop(KEY, None)
        if answer is None:
            kind = visible(fields["kind"].text)[:60]
            fix = f"begin it with '- {kind}:' and the question, or write its answer under key:"
            before = len(self.problems)
            self._tell("F305", fields["kind"], "kind: in one file, without an answer", f"'- {kind}:'", fix)
            self.exercises[id] = tuple(self.problems[before:])
            del self.problems[before:]
            return None
        self.answers[id] = answer
        return entry.here(fields)

    def _on_the_path(self, said: Placed) -> list[Problem]:
        """What is wrong with what an exercise says of the short path."""
        if said.text in (*YES, *NO):
            return []
        before = len(self.problems)
        self._tell(
            "F205",
            replace(said, key=None),
            f"{SHORT_PATH}: {visible(said.text)[:60]}",
            "yes or no",
            "write yes, or leave the line out",
        )
        told = self.problems[before:]
        del self.problems[before:]
        return told

    def _own_id(self, own: Placed, id: str) -> list[Problem]:
        """What is wrong with the id that the author gave; one that is none is not used."""
        if own.text == id:
            return []
        before = len(self.problems)
        fix = f"write {id_of(own.text) or id!r}, or leave the line out"
        expected = "an id: lower-case letters, digits and hyphens"
        self._tell("F209", replace(own, key=None), f"the id {visible(own.text)[:60]!r}", expected, fix)
        told = self.problems[before:]
        del self.problems[before:]
        return told

    def _no_kind(self, entry: Placed, name: str) -> None:
        known = ", ".join(KINDS)
        kinds = [one for one in entry.fields if one in KINDS]
        if kinds:
            found, fix = f"an exercise that begins with {visible(name)[:60]!r}", f"put '{kinds[0]}:' first"
        elif name:
            found = f"unknown kind {visible(name)[:60]!r}"
            fix = did_you_mean(name, KINDS) or "see the kinds in docs/lesson-format.md"
        else:
            found, fix = (
                "no exercise",
                "begin it with its kind and its question, as in '- choice: Who says it?'",
            )
        part = entry.fields.get(name, entry)
        self._tell("F202", part, found, f"one of {known}", fix)

    def _notes(self) -> dict[str, Placed]:
        """The annotations and the credits."""
        listed = self.whole.fields.get(NOTES)
        if listed is None:
            return {}
        made: dict[str, list[Placed]] = {name: [] for name, _model in NOTES_IN_TWO.values()}
        for one in listed.items:
            words = [name for name in one.fields if name in NOTES_IN_TWO]
            if len(words) != 1:
                found = "a note that begins with neither note nor good"
                self._tell("F211", one, found, "note: or good:", "begin it with '- note:' and the words")
                continue
            (word,) = words
            name, model = NOTES_IN_TWO[word]
            fields = {
                "quote" if key == word else key: without_line_ends(part) for key, part in one.fields.items()
            }
            types = fields_of(model)
            fitter = Fitter(self.presets, self.glossary, {}, self._tell)
            fitted = fitter.fields({key: part for key, part in fields.items() if key in types}, types)
            made[name].append(one.here({**fields, **fitted}))
        return {name: listed.here(notes) for name, notes in made.items() if notes}

    def _tell(self, code: str, at: Placed, found: str, expected: str, fix: str) -> None:
        mark = at.key if at.key is not None else at.mark
        place = Place(self.document.file, mark.line + 1, mark.column + 1)
        self.problems.append(Problem(place, code, found, expected, fix))


def presets_of(folder: Path, lesson: Placed) -> Presets:
    """What need not be written in a lesson; ``lesson`` is the value of its lesson.yaml."""
    return _presets(folder, lesson)[0]


def _presets(folder: Path, lesson: Placed) -> tuple[Presets, tuple[Problem, ...]]:
    """Those of the article's language; of English where the article cannot be read, which is told elsewhere."""
    named = lesson.fields.get("article")
    article, _problems = read_article(folder / (named.text if named is not None else "article.md"))
    return read_presets(folder.resolve().parent, article.masthead.language if article is not None else "en")
