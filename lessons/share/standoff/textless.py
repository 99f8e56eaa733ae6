"""A whole course without its texts: every lesson detached, and every other file searched for what it quotes.

Texts about an article are searched for runs of two words, as ``lessons.share.standoff.passages`` says. Texts that are
about no article, or about another one, are searched for longer runs only: two neighbouring words of any English
text stand in many others.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.anchoring.tokens import tokens_of
from lessons.loading.catalogue import COURSE_FILE, LESSON_FILE, PLAN_FILE, comes_without_text, shipped
from lessons.loading.document import Value
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.problem import LessonError, Place, Problem
from lessons.share.packs.names import LICENCES
from lessons.share.packs.packing import Gathered
from lessons.share.standoff.detaching import Detachment, detach_lesson
from lessons.share.standoff.passages import Finder, blanked

MOSTLY = 0.3
"""A file of which a larger share is the article's is a copy of the article."""


@dataclass
class Textless:
    """What was done to the files of a course."""

    anchors: int = 0
    hidden: int = 0
    """Places where words of an article were hidden; binding puts them back."""
    passages: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    """``lesson/id`` -> the id that stands for it."""
    gaps: dict[str, int] = field(default_factory=dict)
    """Files with gaps that stay, and how many."""
    taken_out: list[str] = field(default_factory=list)
    """Files that are not in the pack because they hold a text."""


def take_texts_out(gathered: Gathered, reference: str = "") -> Textless:
    """Change the files of a course so that no article can be read in them; what was done.

    ``reference`` tells readers which article to look for. Raises ``LessonError`` for a lesson that cannot be
    played, and for a name of a folder that says words of an article.
    """
    done = Textless()
    detached: dict[str, Detachment] = {}
    for name in gathered.lessons:
        value = read_yaml_text(_text(gathered.files[f"{name}/{LESSON_FILE}"]), Path(LESSON_FILE)).value
        if not comes_without_text(value):
            detached[name] = detach_lesson(gathered.folder / name, reference)
    _refuse_names(gathered, detached)
    _drop_texts(gathered, detached, done)
    for name, detachment in detached.items():
        others = _others(detached, name)
        for file, data in detachment.files.items():
            path = f"{name}/{file}"
            gathered.files[path] = data
            if file.endswith(".yaml"):
                gathered.files[path] = _blanked_yaml(data, path, others, done)
            else:
                _blank_text(gathered, path, [others], done)
        done.anchors += detachment.anchors
        done.hidden += detachment.hidden
        done.passages += detachment.passages
        done.ids |= {f"{name}/{old}": new for old, new in detachment.ids.items()}
    _shared(gathered, detached, done)
    return done


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _others(detached: dict[str, Detachment], name: str) -> Finder:
    """Finds long runs of the articles of all lessons but one."""
    own = {article.tokens.text for article in detached[name].finder.articles}
    return _long(list(detached.values()), own)


def _long(detachments: list[Detachment], own: set[str]) -> Finder:
    texts = {
        article.tokens.text: replace(article, long_only=True)
        for detachment in detachments
        for article in detachment.finder.articles
        if article.tokens.text not in own
    }
    return Finder(list(texts.values()))


def _refuse_names(gathered: Gathered, detached: dict[str, Detachment]) -> None:
    problems = []
    for name, detachment in detached.items():
        if detachment.finder.passages(name):
            place = Place(gathered.folder / name)
            found, fix = "a folder's name that says words of the article", "rename the folder"
            problems.append(Problem(place, "S910", found, "a name of your own", fix))
    if problems:
        raise LessonError(problems)


def _drop_texts(gathered: Gathered, detached: dict[str, Detachment], done: Textless) -> None:
    """Leave out the articles themselves."""
    texts = {text for detachment in detached.values() for text in detachment.texts}
    for name in list(gathered.files):
        if Path(os.path.realpath(gathered.folder / name)) in texts:
            del gathered.files[name]
            done.taken_out.append(name)


def _shared(gathered: Gathered, detached: dict[str, Detachment], done: Textless) -> None:
    """The files that do not belong to a detached lesson; the licence stays as it is."""
    own = {f"{name}/{file}" for name, detachment in detached.items() for file in detachment.files}
    everything = _long(list(detached.values()), set())
    glossary = _shipped_glossary()
    for path in sorted(gathered.files.keys() - own - set(LICENCES)):
        data = gathered.files[path]
        if data == glossary:
            del gathered.files[path]
            _forget_glossary(gathered)
            continue
        lesson = path.partition("/")[0]
        if path == COURSE_FILE:
            gathered.files[path] = _blanked_yaml(data, path, _strict(detached), done)
        elif lesson in detached and path == f"{lesson}/{PLAN_FILE}":
            of_lesson = [*detached[lesson].finder.articles, *_others(detached, lesson).articles]
            gathered.files[path] = _blanked_yaml(data, path, Finder(of_lesson), done)
        elif path.endswith((".yaml", ".yml")):
            gathered.files[path] = _blanked_yaml(data, path, everything, done)
        elif lesson in detached and "/" in path:
            _blank_text(gathered, path, [detached[lesson].finder, _others(detached, lesson)], done)
        else:
            _blank_text(gathered, path, [everything], done)


def _strict(detachments: dict[str, Detachment]) -> Finder:
    articles = {
        article.tokens.text: article for one in detachments.values() for article in one.finder.articles
    }
    return Finder(list(articles.values()))


def _shipped_glossary() -> bytes:
    try:
        return (shipped() / "techniques.yaml").read_bytes()
    except OSError:
        return b""


def _forget_glossary(gathered: Gathered) -> None:
    """Without ``techniques`` in course.yaml, the same glossary is taken out of the program."""
    value = read_yaml_text(_text(gathered.files[COURSE_FILE]), Path(COURSE_FILE)).value
    if isinstance(value, dict) and "techniques" in value:
        del value["techniques"]
        gathered.files[COURSE_FILE] = to_yaml(value).encode()


def _blank_text(gathered: Gathered, path: str, finders: list[Finder], done: Textless) -> None:
    text = _text(gathered.files[path])
    words = max(1, len(tokens_of(text)))
    theirs = sum(length for finder in finders for _at, _article, _place, length in finder.passages(text))
    if theirs > MOSTLY * words:
        del gathered.files[path]
        done.taken_out.append(path)
        return
    count = 0
    for finder in finders:
        text, more = blanked(text, finder)
        count += more
    if count:
        gathered.files[path] = text.encode()
        done.gaps[path] = count


def _blanked_yaml(data: bytes, path: str, finder: Finder, done: Textless) -> bytes:
    count = 0

    def blank(text: str) -> str:
        nonlocal count
        new, more = blanked(text, finder)
        count += more
        return new if more else text

    value = read_yaml_text(_text(data), Path(path)).value
    new = _mapped(value, blank)
    if not count:
        return data
    done.gaps[path] = count
    return to_yaml(new).encode()


def _mapped(value: Value, blank: Callable[[str], str]) -> Value:
    """The value with every text changed; not keys, and not the numbers of what is to be brought."""
    if isinstance(value, dict):
        kept = ("bring", "anchor", "passages", "lessons", "techniques")
        return {name: inner if name in kept else _mapped(inner, blank) for name, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, blank) for inner in value]
    return blank(value) if isinstance(value, str) else value
