"""A lesson turned into one that comes without its text: numbers and short hashes instead of words.

Whoever has a copy of the article binds the lesson to it: ``lessons.share.standoff.binding``. The rules are those of
docs/stand-off.md.
"""

import copy
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessons.anchoring.detached import detach
from lessons.anchoring.quote import locate
from lessons.anchoring.tokens import Salted, Tokens, fingerprint, salt_of, tokens_of
from lessons.kinds.anchored import (
    QUOTE_FIELDS,
    AnchorPlace,
    exercises,
    in_key,
    in_lesson,
    with_short_path,
)
from lessons.kinds.registry import KINDS, kind_of
from lessons.kinds.roles import answer_node, exercise_node, lists_in, renamed
from lessons.lesson.keys import load_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import load_lesson
from lessons.lesson.standoff_files import anchor_value, block_value, number
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE, SOURCES_FILE, is_file
from lessons.loading.document import Document, FileFields, Trail, Value
from lessons.loading.source import read_source
from lessons.loading.yaml_edit import to_yaml
from lessons.model.article import Article
from lessons.model.fields import ListPath, Quote, Role
from lessons.model.form import Side
from lessons.model.problem import LessonError, Problem, Severity
from lessons.model.scalar import Plain
from lessons.share.standoff.passages import Book, Finder, Protected
from lessons.text import primary_language
from lessons.text.spans import Span

ENDS = 6
"""Words at each end of a block of which digits are kept."""
_SIGN = "⟦"
"""Begins the mark of a hidden word; a lesson that has it already cannot be told from one."""


@dataclass
class Detachment:
    """A lesson without its text."""

    files: dict[str, bytes] = field(default_factory=dict)
    """lesson.yaml, key.yaml and SOURCES.md."""
    texts: set[Path] = field(default_factory=set)
    """The files that hold a protected text."""
    anchors: int = 0
    hidden: int = 0
    """Places where words of the article were hidden in other texts."""
    passages: int = 0
    """Different passages among them."""
    ids: dict[str, str] = field(default_factory=dict)
    """Ids that said words of the article, and what they are now."""
    finder: Finder = field(default_factory=lambda: Finder(()))


def detach_lesson(folder: Path, reference: str = "") -> Detachment:
    """The lesson in a folder without its text; ``reference`` tells readers which article to look for.

    Raises ``LessonError`` with every problem when the lesson cannot be played or an anchor cannot be named.
    """
    lesson, head, key, key_value = _opened(folder)
    sides = {side: _protected(article, side) for side, article in _articles(lesson)}
    detachment = Detachment(finder=Finder(list(sides.values())))
    detachment.texts = _texts(folder, head.value)
    problems: list[Problem] = []
    lesson_value, new_key = _mapping(head.value), _mapping(key_value)
    for document, places in (
        (head, list(in_lesson(lesson_value, "quote"))),
        (key, list(in_key(new_key, lesson_value, "quote"))),
    ):
        for place in places:
            problems += _detach_place(place, lesson, sides, document)
            detachment.anchors += 1
    problems += _signs(head) + _signs(key)
    if problems:
        raise LessonError(problems)
    techniques = frozenset(technique.id for technique in lesson.glossary.techniques)
    detachment.ids = leaking_ids(lesson_value, detachment.finder, techniques)
    new_key = renamed_key(new_key, lesson_value, detachment.ids)
    lesson_value = renamed_lesson(lesson_value, detachment.ids)
    kept = techniques.union(own_ids(lesson_value))
    for side, article in _articles(lesson):
        name = "article" if side == "main" else "beside"
        lesson_value[name] = {
            "bring": _bring(article, sides[side], detachment.finder, reference, lesson.title)
        }
    detachment.files[LESSON_FILE] = _written(lesson_value, Book(detachment.finder), detachment, kept)
    book = Book(detachment.finder)
    if is_file(folder / SOURCES_FILE):  # its passages stand in the list of key.yaml
        detachment.files[SOURCES_FILE] = book.hide(read_source(folder / SOURCES_FILE).text or "").encode()
    detachment.files[KEY_FILE] = _written(new_key, book, detachment, kept)
    return detachment


def _opened(folder: Path) -> tuple[Lesson, Document, Document, Value]:
    """The lesson with both its files as read; raises ``LessonError`` when it cannot be played."""
    source = load_lesson(folder)
    key = load_key(source.lesson, source.faulty) if source.lesson is not None else None
    problems = [*source.problems, *(key.problems if key is not None else ())]
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors or source.lesson is None or key is None:
        raise LessonError(errors)
    return source.lesson, source.document, key.document, key.document.value


def _mapping(value: Value) -> FileFields:
    assert isinstance(value, dict)  # the lesson could be opened
    return copy.deepcopy(value)


def _articles(lesson: Lesson) -> list[tuple[Side, Article]]:
    sides: list[tuple[Side, Article]] = [("main", lesson.article)]
    return [*sides, ("beside", lesson.beside)] if lesson.beside is not None else sides


def _protected(article: Article, side: Side) -> Protected:
    tokens = tokens_of(article.text)
    salted = Salted(salt_of(tokens.forms))
    english = primary_language(article.masthead.language) == "en"
    return Protected(side, tokens, salted.digits(tokens.forms), salted, english)


def _texts(folder: Path, value: Value) -> set[Path]:
    head = value if isinstance(value, dict) else {}
    names = [head.get("article") or "article.md", head.get("beside")]
    return {Path(os.path.realpath(folder / name)) for name in names if isinstance(name, str)}


def _detach_place(
    place: AnchorPlace, lesson: Lesson, sides: dict[Side, Protected], document: Document
) -> Iterator[Problem]:
    """Put anchors in the place of a quotation."""
    article = lesson.side(place.side)
    mapping = place.mapping
    quote = Quote.model_validate({name: mapping[name] for name in QUOTE_FIELDS if name in mapping})
    values = []
    for span in locate(article, quote, place.where).spans:
        value = _anchor(sides[place.side], span)
        if value is None:
            fix = "quote words, or take the item out"
            at = document.place((*place.trail, "quote"))
            yield Problem(at, "S902", "a quotation without a word", "words that can be found in a copy", fix)
            return
        values.append(value)
    core_field = place.field(Role.CORE)
    core = mapping.pop(core_field, None) if core_field is not None else None
    if isinstance(core, str):
        for value in values:
            _core(value, sides[place.side].tokens, core)
    rest = {name: inner for name, inner in mapping.items() if name not in QUOTE_FIELDS}
    mapping.clear()
    mapping["anchor"] = _one_or_all(values)
    mapping.update(rest)


def _one_or_all(values: list[dict[str, Any]]) -> Any:
    return values[0] if len(values) == 1 else values


def _anchor(protected: Protected, span: Span) -> dict[str, Any] | None:
    anchor = detach(protected.tokens, protected.digits, protected.salted, span)
    return None if anchor is None else anchor_value(anchor)


def _core(value: dict[str, Any], tokens: Tokens, core: str) -> None:
    """Which words of the anchor are its core."""
    first, forms = int(value["at"]) - 1, tokens_of(core).forms
    for step in range(len(value["words"]) - len(forms) + 1):
        if forms and tokens.forms[first + step : first + step + len(forms)] == forms:
            value["core"] = [number(step + 1), number(len(forms))]
            return


def _bring(
    article: Article, protected: Protected, finder: Finder, reference: str, title: str
) -> dict[str, Value]:
    masthead = article.masthead
    name = "the second text" if protected.side == "beside" else "the text"
    titles = [masthead.follows or "", f"{name} of the lesson '{title}'", f"{name} of this lesson"]
    value: dict[str, Any] = {
        "title": reference or next(text for text in titles if text and not finder.passages(text))
    }
    for name, text in (("outlet", masthead.outlet), ("published", masthead.published)):
        if text and not finder.passages(text):
            value[name] = text
    value["language"] = masthead.language
    if masthead.rendition:
        value["rendition"] = Plain("true")
    forms = protected.tokens.forms
    value |= {"words": number(len(forms)), "fingerprint": fingerprint(forms), "salt": protected.salted.salt}
    blocks = []
    for block in article.blocks:
        inside = protected.tokens.touched(block.span)
        blocks.append(block_value(block, protected.digits[inside.start : inside.stop], ENDS))
    return {**value, "blocks": blocks}


def _signs(document: Document) -> list[Problem]:
    """Texts that hold the sign which begins the mark of a hidden word."""
    problems = []
    for trail, text in _texts_of(document.value, ()):
        if _SIGN in text:
            found, fix = f"the sign {_SIGN}", "write another bracket"
            problems.append(Problem(document.place(trail), "S903", found, "a text without it", fix))
    return problems


def _texts_of(value: Value, trail: Trail) -> Iterator[tuple[Trail, str]]:
    if isinstance(value, str):
        yield trail, value
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts_of(inner, (*trail, step))


def _written(value: FileFields, book: Book, detachment: Detachment, ids: frozenset[str]) -> bytes:
    """The file, its texts without passages of the articles."""
    hidden = {name: _hidden(inner, book, ids) for name, inner in value.items()}
    detachment.hidden += book.hidden
    detachment.passages += len(book.passages)
    if book.passages:
        hidden["passages"] = [_passage_value(passage) for passage in book.passages]
    return to_yaml(hidden).encode()


def _passage_value(passage: Any) -> dict[str, Value]:
    value: dict[str, Value] = {"at": number(passage.at + 1), "words": passage.words, "check": passage.check}
    return {**value, "in": passage.side} if passage.side != "main" else value


def _hidden(value: Value, book: Book, ids: frozenset[str]) -> Value:
    if isinstance(value, dict):
        if "bring" in value:
            return value
        return {
            name: inner if name == "anchor" else _hidden(inner, book, ids) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_hidden(inner, book, ids) for inner in value]
    if not isinstance(value, str) or value in ids or value in CLOSED_WORDS:
        return value
    done = book.hide(value)
    return value if done == value else done


CLOSED_WORDS = frozenset({"in-text"})
"""Values of the format itself that hold two words; they come from no article."""


def own_ids(lesson: Value) -> Iterator[str]:
    """Every id that a lesson.yaml defines; some come more than once."""
    for exercise in exercises(lesson):
        yield str(exercise.get("id", ""))
        kind = kind_of(exercise)
        for _path, entries in lists_in(kind.task, exercise, kept=True) if kind is not None else ():
            yield from entries


def leaking_ids(lesson: Value, finder: Finder, kept: Collection[str]) -> dict[str, str]:
    """The ids that say a passage of the article, and an id that says nothing for each; not for those kept."""
    taken = set(own_ids(lesson))
    new: dict[str, str] = {}
    for id in own_ids(lesson):
        if id not in new and id not in kept and finder.passages(id):
            number = len(new) + 1
            while f"x{number}" in taken:
                number += 1
            new[id] = f"x{number}"
            taken.add(new[id])
    return new


def renamed_lesson(lesson: FileFields, ids: Mapping[str, str]) -> FileFields:
    """The value of lesson.yaml with other ids."""
    renamed_exercises: list[Value] = []
    for exercise in exercises(lesson):
        kind = KINDS[str(exercise["kind"])]
        new = renamed(exercise_node(kind.task, exercise), _names(exercise, ids))
        assert isinstance(new, dict)  # a mapping stays one
        renamed_exercises.append({**new, "id": ids.get(str(exercise["id"]), exercise["id"])})
    own = [str(exercise["id"]) for exercise in exercises(lesson)]
    return with_short_path({**lesson, "exercises": renamed_exercises}, {id: ids.get(id, id) for id in own})


def renamed_key(key: FileFields, lesson: FileFields, ids: Mapping[str, str]) -> FileFields:
    """The value of key.yaml with other ids; ``lesson`` is that of lesson.yaml, with the ids of before."""
    asked = {str(exercise["id"]): exercise for exercise in exercises(lesson)}
    answers = key.get("answers")
    renamed_answers: FileFields = {
        ids.get(id, id): renamed(
            answer_node(KINDS[str(asked[id]["kind"])].key, answer), _names(asked[id], ids)
        )
        for id, answer in (answers.items() if isinstance(answers, dict) else ())
        if isinstance(answer, dict) and id in asked
    }
    return {**key, "answers": renamed_answers}


def _names(exercise: FileFields, ids: Mapping[str, str]) -> dict[ListPath, Mapping[str, str]]:
    """The new ids for every list of an exercise."""
    lists = lists_in(KINDS[str(exercise["kind"])].task, exercise, kept=True)
    return {path: ids for path, _entries in lists}
