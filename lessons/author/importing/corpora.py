"""Labelled texts of corpora and annotation tools: PTC / SemEval-2020 task 11, Label Studio, WebAnno, H5P.

Each reader gives the text that the labels are about, where the file has it, and the labelled words in it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lessons.author.importing.archived import BEGINNINGS, Archive
from lessons.author.importing.decoding import decode
from lessons.author.importing.flow import FIND
from lessons.author.importing.labelled import MOST_QUOTES, Labelled, LabelledQuote, Loss, shown
from lessons.author.importing.pieces import ImportRefused, one_line
from lessons.loading.source import plain_lines
from lessons.text import visible
from lessons.text.spans import Span

_EXPECTED = "labels: PTC or SemEval-2020 11 (TSV), Label Studio (JSON), WebAnno TSV 3, H5P Mark the Words"
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class LabelFile:
    """What a file of labels holds."""

    labelled: Labelled
    source: bytes = b""
    """The text or page that the labels are about, as a file of its own; empty where the file does not have it."""
    page: bool = False
    """Whether that is a web page, whose words are marked in it already."""


def read_labels(data: bytes, name: str, text: bytes | None, text_name: str = "") -> LabelFile:
    """The labels of a file. ``text`` is the file they are about, where one was named. Raises ``ImportRefused``."""
    if data.startswith(BEGINNINGS):
        return _mark_the_words(Archive(data).part("content/content.json"), name)
    content = plain_lines(decode(data).text).removeprefix("\ufeff")
    if content.lstrip()[:1] in ("[", "{"):
        value = _json(content)
        if isinstance(value, dict) and "textField" in value:
            return _mark_the_words(content.encode(), name)
        return _label_studio(value, _decoded(text))
    if content.startswith("#FORMAT=WebAnno"):
        return _webanno(content)
    return _ptc(content, _decoded(text, as_typed=True), text_name)


def _decoded(text: bytes | None, *, as_typed: bool = False) -> str | None:
    """The text that labels are about; ``None`` for no text, and for a document, in which nobody counts.

    With ``as_typed`` the ends of its lines are those of the file.
    """
    if text is None or text.startswith(BEGINNINGS):
        return None
    decoded = decode(text).text.removeprefix("\ufeff")
    return decoded if as_typed else plain_lines(decoded)


def _refused(found: str, fix: str) -> ImportRefused:
    return ImportRefused(found, _EXPECTED, fix)


def _taken(text: str, quotes: Iterable[LabelledQuote], losses: Iterable[Loss]) -> Labelled:
    """The labelled words of a text: each once with the same label, and no more than may be."""
    once: dict[tuple[Span, str], LabelledQuote] = {}
    again, told = 0, [*losses]
    for quote in quotes:
        key = (quote.span, quote.label)
        if key in once and (not quote.note or quote.note == once[key].note):
            again += 1
        elif key in once and not once[key].note:
            once[key] = quote
        else:
            once[key if key not in once else (quote.span, f"{quote.label}\n{len(once)}")] = quote
    if again:
        told.append(Loss("labels", f"{again} say the same of the same words as another, and are taken once"))
    if len(once) > MOST_QUOTES:
        told.append(Loss("labels", f"{len(once) - MOST_QUOTES} more than {MOST_QUOTES} are not taken"))
    return Labelled(text, tuple([*once.values()][:MOST_QUOTES]), tuple(told))


# PTC ----------------------------------------------------------------------------------------------------------------


def _ptc(content: str, typed: str | None, text_name: str) -> LabelFile:
    """Lines of article, technique, start and end, with tabs between: code points of the article's own file.

    A file with CR LF was counted as it is, or before its line ends were changed: the words decide, for all labels.
    """
    rows = [(number, line.split("\t")) for number, line in enumerate(content.split("\n"), 1) if line.strip()]
    sound = [row for row in rows if _ptc_row(row[1])]
    if not sound:
        raise _refused("a file without labels that are known here", "see docs/import.md for what is read")
    if typed is None:
        fix = "name the text first: closeread import article.txt --labels labels.tsv -o FOLDER"
        raise _refused("labels without their text", fix)
    articles = dict.fromkeys(cells[0].strip() for _number, cells in sound)
    named = [one for one in articles if one and one in re.findall(r"[0-9]+", text_name)]
    if len(articles) > 1 and len(named) != 1:
        fix = "name the text as its corpus does, as in article123.txt"
        raise _refused(f"labels of {len(articles)} articles, and none is that of the text's name", fix)
    wanted = named[0] if len(articles) > 1 else next(iter(articles))
    losses = [
        Loss(f"line {number}", f"not a line of labels: {shown(' '.join(cells))}")
        for number, cells in rows
        if not _ptc_row(cells)
    ]
    if len(articles) > 1:
        losses.append(Loss("labels", f"{len(articles) - 1} other articles are left out"))
    quotes: list[LabelledQuote] = []
    own = [(number, cells) for number, cells in sound if cells[0].strip() == wanted]
    stretches = [(int(cells[-2]), int(cells[-1])) for _number, cells in own]
    text = plain_lines(typed)
    if len(text) < len(typed):
        shorter = [(_without_returns(typed, start), _without_returns(typed, end)) for start, end in stretches]
        if _on_words(text, shorter) > _on_words(text, stretches):
            stretches = shorter
    for (number, cells), (start, end) in zip(own, stretches, strict=True):
        label = cells[1].strip() if len(cells) > 3 else ""
        source = f"line {number}"
        if not start < end <= len(text):
            told = f"{label or 'a label'} at {start} to {end}, outside the text, which has {len(text)} characters"
            losses.append(Loss(source, told))
        elif text[start:end].strip():
            quotes.append(LabelledQuote(Span(start, end), label or FIND, "", source))
        else:
            losses.append(Loss(source, f"{label or 'a label'} at {start} to {end}, where there are no words"))
    return LabelFile(_taken(text, quotes, losses))


def _without_returns(typed: str, offset: int) -> int:
    """An offset into a text with CR LF as one into the text with LF; what lies behind the end stays there."""
    return offset - typed.count("\r\n", 0, offset)


def _on_words(text: str, stretches: Sequence[tuple[int, int]]) -> int:
    """How many ends of the stretches stand at the edge of a word."""
    count = 0
    for start, end in stretches:
        if 0 <= start < end <= len(text):
            count += text[start].isalnum() and not text[start - 1 : start].isalnum()
            count += text[end - 1].isalnum() and not text[end : end + 1].isalnum()
    return count


def _ptc_row(cells: Sequence[str]) -> bool:
    return len(cells) in (3, 4) and all(_NUMBER.fullmatch(cell.strip()) for cell in cells[-2:])


# Label Studio -------------------------------------------------------------------------------------------------------


def _json(content: str) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _refused(
            f"JSON that cannot be read: {visible(str(error))[:80]}", "export the labels again"
        ) from None


def _fields(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _label_studio(value: object, given: str | None) -> LabelFile:
    """Tasks with annotations; each region is a label with a start, an end and often its words."""
    tasks = [one for one in map(_fields, _items(value) or [value]) if _annotations(one)]
    if not tasks:
        raise _refused("JSON without annotations", "export from Label Studio as JSON, not as JSON-MIN")
    task = tasks[0]
    losses: list[Loss] = []
    if given is not None and len(tasks) > 1:
        same = [one for one in tasks if one_line(_text_of(one)) == one_line(given)]
        if len(same) != 1:
            raise _refused(
                f"{len(tasks)} texts, and not one of them is the text named", "name the text of one"
            )
        task = same[0]
        losses.append(Loss("labels", f"{len(tasks) - 1} other texts are left out"))
    elif len(tasks) > 1:
        raise _refused(f"{len(tasks)} texts", "save the text of one, and name it: import TEXT --labels FILE")
    text = plain_lines(_text_of(task))
    quotes: list[LabelledQuote] = []
    for number, annotation in enumerate(_annotations(task), 1):
        by = f"annotation {number}"
        if annotation.get("was_cancelled") or annotation.get("skipped"):
            losses.append(Loss(by, "it was cancelled, and is left out"))
            continue
        quotes += _regions(annotation, text, by, losses)
    if _items(task.get("predictions")):
        losses.append(Loss("predictions", "what a program proposed is left out"))
    source = b"" if re.match(r"\s*<", text) else text.encode("utf-8", "replace")
    return LabelFile(_taken(text, quotes, losses), source)


def _annotations(task: Mapping[str, object]) -> list[Mapping[str, object]]:
    listed = task.get("annotations") or task.get("completions")
    return [one for one in map(_fields, _items(listed)) if "result" in one]


def _text_of(task: Mapping[str, object]) -> str:
    data = _fields(task.get("data"))
    texts = [one for one in (data.get("text"), *data.values()) if isinstance(one, str)]
    if not texts:
        raise _refused("annotations without their text", "export with the data of the tasks")
    return texts[0] if isinstance(data.get("text"), str) else max(texts, key=len)


def _regions(
    annotation: Mapping[str, object], text: str, by: str, losses: list[Loss]
) -> Iterator[LabelledQuote]:
    results = [*map(_fields, _items(annotation.get("result")))]
    notes: dict[object, list[str]] = {}
    for one in results:
        said = _fields(one.get("value")).get("text")
        if one.get("type") == "textarea":
            words = (
                [said] if isinstance(said, str) else [part for part in _items(said) if isinstance(part, str)]
            )
            notes.setdefault(_hashable(one.get("id")), []).extend(words)
    regions = {_hashable(one.get("id")) for one in results if one.get("type") != "textarea"}
    for id, words in notes.items():
        if id not in regions:
            losses.append(
                Loss(by, f"a text that belongs to no label is left out: {shown(' '.join(words), 200)}")
            )
    for number, one in enumerate(results, 1):
        kind, value = one.get("type"), _fields(one.get("value"))
        if kind == "textarea":
            continue
        source = f"{by}, region {number}"
        labels = [label for label in _items(value.get(str(kind))) if isinstance(label, str)]
        if kind not in ("labels", "hypertextlabels") or not labels:
            losses.append(Loss(source, f"of type {visible(str(kind))[:40]}, which is no label of words"))
            continue
        span, why = _region(value, text, exact=kind == "labels")
        if span is None:
            losses.append(Loss(source, f"{', '.join(labels)}: {why}"))
            continue
        note = "\n".join(notes.get(_hashable(one.get("id")), ()))
        for label in labels:
            yield LabelledQuote(span, label, note, source, by)


def _hashable(value: object) -> str:
    return str(value)


def _region(value: Mapping[str, object], text: str, *, exact: bool) -> tuple[Span | None, str]:
    """Where a region stands; offsets count UTF-16 units in old versions, code points in new ones: its words decide."""
    words = value.get("text")
    words = words.replace("\\n", "\n") if isinstance(words, str) else ""
    start, end = value.get("start"), value.get("end")
    if exact and isinstance(start, int) and isinstance(end, int):
        points, units = _span(start, end, text), _in_code_points(text, start, end)
        fitting = [
            span
            for span in dict.fromkeys((points, units))
            if span is not None and (not words or one_line(text[slice(*span)]) == one_line(words))
        ]
        if len(fitting) == 1 or (fitting and words):
            return fitting[0], ""
        if fitting:
            return None, f"{start} to {end} may count in two ways, and the words are not given"
    if words and text.count(words) == 1:
        at = text.index(words)
        return Span(at, at + len(words)), ""
    if words:
        count = text.count(words)
        return None, f"{shown(words)} stands {count} times in the text, and not at {start} to {end}"
    return None, f"{start} to {end} is outside the text"


def _span(start: int, end: int, text: str) -> Span | None:
    return Span(start, end) if 0 <= start < end <= len(text) else None


def _in_code_points(text: str, start: int, end: int) -> Span | None:
    """A stretch counted in UTF-16 units, as JavaScript and Java count, in code points."""
    units = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= start < end <= len(units) // 2:
        return None
    before = units[: 2 * start].decode("utf-16-le", "replace")
    inside = units[2 * start : 2 * end].decode("utf-16-le", "replace")
    return Span(len(before), len(before) + len(inside))


# WebAnno ------------------------------------------------------------------------------------------------------------


class _Layer(NamedTuple):
    """A layer of spans: its name, and its columns."""

    name: str
    first: int
    end: int


_ESCAPED = re.compile(r"\\(->|.)")
_CONTROL = {"n": "\n", "t": "\t", "r": "\r"}
_JOINED = re.compile(r"(?<!\\)\[([0-9]{1,6})\]$")
_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_TOKEN = re.compile(r"[0-9]+-[0-9]+(?:\.[0-9]+)?")
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def _webanno(content: str) -> LabelFile:
    """WebAnno TSV 3: a line a token, a column a feature; offsets count UTF-16 units, as Java does."""
    layers, losses = _layers(content)
    stretches: list[tuple[int, str]] = []
    """Sentences: where each begins, in UTF-16 units, and its text."""
    waiting: list[str] = []
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    labels: dict[tuple[str, str], list[str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for number, line in enumerate(content.split("\n"), 1):
        if line.startswith("#Text="):
            waiting.append(_unescaped(line.removeprefix("#Text=")))
            continue
        cells = line.split("\t")
        ends = _RANGE.fullmatch(cells[1]) if len(cells) > 2 and _TOKEN.fullmatch(cells[0]) else None
        if ends is None:
            continue
        start, end = int(ends[1]), int(ends[2])
        if waiting:
            sentence = "\n".join(waiting)
            stretches.append((start - (len(sentence) - len(sentence.lstrip())), sentence))
            waiting = []
        for layer in layers:
            for key, said in _annotated(layer, cells, number):
                spans.setdefault(key, []).append((start, end))
                labels.setdefault(key, said)
                lines.setdefault(key, number)
    text = _put_together(stretches)
    quotes: list[LabelledQuote] = []
    for key, places in spans.items():
        first, last = min(one[0] for one in places), max(one[1] for one in places)
        span = _in_code_points(text, first, last)
        label, *more = labels[key]
        source = f"line {lines[key]}"
        if span is None or not text[slice(*span)].strip():
            losses.append(Loss(source, f"{label} at {first} to {last}, where there are no words"))
        else:
            quotes.append(LabelledQuote(span, label or FIND, " / ".join(more), source))
    return LabelFile(_taken(text, quotes, losses), text.encode("utf-8", "replace"))


def _layers(content: str) -> tuple[list[_Layer], list[Loss]]:
    layers: list[_Layer] = []
    losses: list[Loss] = []
    column = 3
    for line in content.split("\n"):
        if not line.startswith("#T_"):
            if line and not line.startswith("#"):
                break
            continue
        sort, _sign, rest = line.partition("=")
        name, *features = rest.split("|")
        width = max(1, len(features))
        if sort == "#T_SP":
            layers.append(_Layer(name, column, column + width))
        else:
            losses.append(
                Loss(f"the layer {visible(name.rpartition('.')[2])}", "relations and chains are left out")
            )
        column += width
    return layers, losses


def _annotated(layer: _Layer, cells: Sequence[str], line: int) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """What a layer says of a token: of each annotation a key, the same for all of its tokens, and its values."""
    columns = [_BAR.split(cell) for cell in cells[layer.first : layer.end]]
    count = max((len(column) for column in columns), default=0)
    for index in range(count):
        values = [column[index] if index < len(column) else "_" for column in columns]
        if all(value == "_" for value in values):
            continue
        joined = next((match[1] for value in values if (match := _JOINED.search(value))), "")
        key = (layer.name, f"#{joined}" if joined else f"{line}.{index}")
        said = [_JOINED.sub("", value) for value in values]
        yield key, [_unescaped(value) for value in said if value not in ("_", "*")] or [""]


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), text)


def _put_together(stretches: Sequence[tuple[int, str]]) -> str:
    """The text of all sentences, with line ends where the file leaves a gap, so that its offsets hold."""
    parts: list[str] = []
    length = 0
    for start, text in stretches:
        gap = min(start - length, 10_000)
        if gap > 0:
            parts.append(" " if gap == 1 else "\n" * gap)
            length += gap
        parts.append(text)
        length += len(text.encode("utf-16-le", "surrogatepass")) // 2
    return "".join(parts)


# H5P ----------------------------------------------------------------------------------------------------------------


_TAG = re.compile(r"(<[^>]*>)")
_STARRED = re.compile(r"\S+")


def _mark_the_words(content: bytes | None, name: str) -> LabelFile:
    """Mark the Words: a page in which single words stand between stars; two stars are one that is shown."""
    value = _fields(_json(content.decode("utf-8", "replace"))) if content is not None else {}
    field = value.get("textField")
    if not isinstance(field, str):
        raise _refused(f"a package without Mark the Words, {visible(name)}", "export that activity by itself")
    parts = [part if part.startswith("<") else _STARRED.sub(_starred, part) for part in _TAG.split(field)]
    return LabelFile(Labelled(""), f"<div>{''.join(parts)}</div>".encode("utf-8", "replace"), page=True)


def _starred(match: re.Match[str]) -> str:
    """One word as H5P reads it: marked when it begins with a star and ends with one, a sign after it aside."""
    word = match[0]
    bare = word.replace("**", "")
    end = 1 if bare.endswith("*") else 2 if bare[-2:-1] == "*" else 0
    if not bare.startswith("*") or len(bare) <= 2 or not end:
        return word.replace("**", "*")
    tail = word[len(word) - end + 1 :] if end > 1 else ""
    inside = word[1 : len(word) - end].replace("**", "*")
    return f"<mark>{inside}</mark>{tail}"


# What labels mean ---------------------------------------------------------------------------------------------------


_TECHNIQUES = {
    "name calling": "name-calling",
    "labeling": "name-calling",
    "exaggeration": "exaggeration",
    "minimisation": "exaggeration",
    "appeal to fear-prejudice": "appeal-to-fear",
    "black-and-white fallacy": "false-dilemma",
    "false dilemma-no choice": "false-dilemma",
    "thought-terminating cliches": "conversation-killer",
    "straw men": "straw-man",
    "reductio ad hitlerum": "guilt-by-association",
    "bandwagon": "appeal-to-popularity",
    "slogans": "slogan",
    "intentional vagueness": "obfuscation",
    "confusion": "obfuscation",
}
"""Classes of the corpora that are called otherwise in the glossary, in small letters and with spaces."""


def techniques_of(label: str) -> tuple[str, ...]:
    """The names of techniques that a label stands for: more than one for classes that a corpus joined."""
    parts = [" ".join(part.replace("_", " ").split()).lower() for part in label.split(",")]
    return tuple(dict.fromkeys(_TECHNIQUES.get(part, part) for part in parts if part))
