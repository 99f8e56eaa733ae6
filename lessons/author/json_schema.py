"""JSON Schemas of the files of a lesson, for editors: made from the models that read them.

They follow JSON Schema 2020-12. An editor reads YAML by its own rules, so a text of ours may look like a number or a
flag to it; the schemas let that pass. What only ``closeread check`` can know, such as whether a quotation stands in
the article, they leave to it.
"""

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import models_json_schema

from lessons.author.converting import exercise_in_two_files
from lessons.author.stubs import stub
from lessons.kinds.answer_lines import AnswerLines
from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.one_file import AS_WRITTEN, ORDER, Desk
from lessons.kinds.registry import KINDS
from lessons.kinds.roles import types_in
from lessons.kinds.rows import RowFields
from lessons.lesson.courses import CourseFile
from lessons.lesson.files import AnnotationField, KeyFile, LessonFile
from lessons.lesson.plan import PlanFile
from lessons.loading.article_source import KEYS as HEAD_KEYS
from lessons.loading.catalogue import shipped
from lessons.loading.document import START
from lessons.loading.exercise_ids import SHORT_PATH
from lessons.loading.glossary_source import GlossaryFile, read_glossary
from lessons.loading.placed import NOTHING, Placed
from lessons.loading.presets import Presets
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.fields import ANY_ID, ANY_TEXT, JsonSchema
from lessons.model.glossary import Glossary
from lessons.model.scalar import Plain


@cache
def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Name in the file -> description, for the fields of a model and of those it is built on."""
    docs: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, BaseModel) and owner is not BaseModel:
            docs.update(_own_docs(owner))
    names = {name: info.alias or name for name, info in model.model_fields.items()}
    return {names[name]: text for name, text in docs.items() if name in names}


@cache
def _own_docs(model: type[BaseModel]) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    assert isinstance(tree.body[0], ast.ClassDef)
    body = tree.body[0].body
    return {
        field.target.id: markdown(doc.value.value)
        for field, doc in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(doc, ast.Expr)
        and isinstance(doc.value, ast.Constant)
        and isinstance(doc.value.value, str)
    }


def markdown(docstring: str) -> str:
    """A docstring as Markdown on one line: what stands between double backquotes stands between single ones."""
    return re.sub(r"``([^`]*)``", r"`\1`", " ".join(docstring.split()))


BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def plain(schema: Any) -> Any:
    """The schema without titles and without empty values; bounds, texts and keys said as editors understand them."""
    if isinstance(schema, list):
        return [plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "properties" in schema:
        inner = {name: plain(part) for name, part in schema["properties"].items()}
        schema = {**schema, "properties": inner}
    kept = {
        key: value if key in ("properties", "enum", "const", "default", "examples") else plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    return _keys(_size(_text(_spelled_bounds(_present(kept)))))


def _present(schema: JsonSchema) -> JsonSchema:
    """Without ``null``: in a file, a field without a value is left out."""
    if schema.get("default", "") in (None, [], "", {}):
        schema.pop("default", None)
    if str(schema.get("default", "")).isdigit():  # an exact number, which the library writes as a text
        schema["default"] = int(schema["default"])
    branches = [branch for branch in schema.get("anyOf", []) if branch != {"type": "null"}]
    if "anyOf" in schema:
        schema["anyOf"] = branches
    if len(branches) == 1:
        del schema["anyOf"]
        schema = {**branches[0], **schema}
    if "description" in schema:
        schema["description"] = markdown(schema["description"])
    return schema


def _spelled_bounds(schema: JsonSchema) -> JsonSchema:
    numbers = [branch for branch in schema.get("anyOf", []) if branch.get("type") == "number"]
    for name, said in BOUNDS.items():
        if name in schema:
            bound = schema.pop(name)
            for one in numbers or [schema]:
                one[said] = bound
    return schema


def _text(schema: JsonSchema) -> JsonSchema:
    if (
        schema.get("type") == "string"
        and not {"enum", "const"} & set(schema)
        and "/" not in schema.get("pattern", "")
    ):
        schema["type"] = list(ANY_TEXT["type"])
    return schema


def _size(schema: JsonSchema) -> JsonSchema:
    """A list's size is given as one, also where the list is one of several ways to write a value."""
    lists = [schema] if schema.get("type") == "array" else []
    if "anyOf" in schema and {"minLength", "maxLength"} & set(schema):
        lists = [branch for branch in schema["anyOf"] if branch.get("type") == "array"]
    for name, said in (("minLength", "minItems"), ("maxLength", "maxItems")):
        size = schema.get(name)
        for one in lists if size is not None else ():
            one[said] = size
        if lists:
            schema.pop(name, None)
    return schema


def _keys(schema: JsonSchema) -> JsonSchema:
    """Keys that fit no pattern are refused."""
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    return schema


def described(schema: Any) -> Any:
    """The schema with every description as plain text, and as Markdown too where it uses any."""
    if isinstance(schema, list):
        return [described(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plainer = {key: described(part) for key, part in schema.items()}
    text = schema.get("description")
    if isinstance(text, str) and "`" in text:
        plainer["description"], plainer["markdownDescription"] = text.replace("`", ""), text
    return plainer


DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = ANY_ID["pattern"]
_HEAD = {
    "title": "The title, as the page gives it.",
    "outlet": "Who publishes it. Leave the line out when the page does not say it.",
    "byline": "Who signed it. Leave the line out when nobody did.",
    "published": "The day it appeared, as 2025-10-02. Leave the line out when the page hides it.",
    "language": "The language of the text: en, de, fr.",
    "rendition": "true when the text was written for teaching: the reader sees a label.",
    "follows": "The article it follows, with its date.",
    "rights": "Under which rights it may be used.",
}


def schema(name: str) -> JsonSchema:
    """The schema of ``course``, ``article`` (its front matter), ``lesson``, ``key``, ``plan`` or ``techniques``."""
    content: JsonSchema = described(_MAKERS[name]())
    return {"$schema": DIALECT, "title": _TITLES[name], **content}


def schema_text(name: str) -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(name), ensure_ascii=False, indent=1) + "\n"


def _course() -> JsonSchema:
    return _of_models(CourseFile)


def _techniques() -> JsonSchema:
    content = _of_models(GlossaryFile)
    content["$defs"]["TechniqueFields"]["properties"]["names"]["additionalProperties"] = dict(ANY_TEXT)
    return content


def _article() -> JsonSchema:
    assert set(_HEAD) == set(HEAD_KEYS)
    properties: dict[str, JsonSchema] = {
        key: {**ANY_TEXT, "maxLength": 300, "description": text} for key, text in _HEAD.items()
    }
    properties["rendition"] = {"type": "boolean", "description": _HEAD["rendition"]}
    return {
        "description": "The front matter of article.md: what the page says of itself.",
        "type": "object",
        "properties": properties,
        "required": ["title", "language"],
        "additionalProperties": False,
    }


def _lesson() -> JsonSchema:
    content = _of_models(LessonFile, *(kind.task for kind in KINDS.values()))
    content = _named(content, {kind.task.__name__: kind.name for kind in KINDS.values()})
    examples = _examples()
    for kind in KINDS.values():
        task = content["$defs"][kind.name]
        task["description"] = _first_line(kind)
        fields = task["properties"]
        given = {"kind": {"const": kind.name, "description": _first_line(kind)}}
        task["properties"] = {"id": fields.pop("id"), **given, **fields}
        task["required"] = ["id", "kind", *(name for name in task["required"] if name != "id")]
        whole, asked, _answer = examples[kind.name]
        task["examples"] = [asked]
        snippet = {"label": kind.name, "description": _first_line(kind), "body": whole}
        own = {"examples": [whole], "defaultSnippets": [snippet]}
        content["$defs"][_one_file(kind.name)] = {**_in_one_file(kind), **own}
    two = {
        "type": "object",
        "properties": {"kind": {"enum": list(KINDS)}},
        "required": ["kind"],
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in KINDS],
    }
    one: JsonSchema = {
        "type": "object",
        "not": {"required": ["kind"]},
        "anyOf": [{"$ref": f"#/$defs/{_one_file(kind)}"} for kind in KINDS],
    }
    content["properties"]["exercises"]["items"] = {"if": {"required": ["kind"]}, "then": two, "else": one}
    content["properties"]["notes"] = _notes()
    content["properties"]["dated"] = {"description": field_docs(KeyFile)["dated"]}
    listed = {"contains": {"required": ["kind"]}, "description": "In two files each exercise says its kind."}
    in_two_files = {"properties": {"exercises": listed}}
    content |= {
        "if": in_two_files,
        "then": {"required": content["required"]},
        "required": ["title", "exercises"],
    }
    return content


def _one_file(kind: str) -> str:
    return f"{kind}, its answer beside it"


def _in_one_file(kind: Kind[Task, Key]) -> JsonSchema:
    """An exercise in one file: its fields by name. What they hold is left to ``check``, which reads words too."""
    desk = Desk(kind, Placed({kind.name: NOTHING}, START), Presets(), Glossary(), Path())
    kind.write_out(desk)
    docs = {**field_docs(RowFields), **_OF_ONE_FILE, **field_docs(kind.key), **field_docs(kind.task)}
    fields: JsonSchema = {name: _described(docs.get(name, ""), name) for name in (*desk.known(), SHORT_PATH)}
    for lines in kind.lines:
        fields[lines.name] = {
            "description": "Each line begins with its verdict.",
            "items": _line(kind, desk, lines),
        }
    if ORDER in fields:
        fields[ORDER] = {
            "const": AS_WRITTEN,
            "description": "Keep the order of this file; else they are shown mixed.",
        }
    question = {"description": "The question; left empty, the usual one is asked."}
    return {
        "description": _first_line(kind),
        "type": "object",
        "properties": {kind.name: question, **fields},
        "required": [kind.name],
        "additionalProperties": False,
    }


def _line(kind: Kind[Task, Key], desk: Desk, lines: AnswerLines) -> JsonSchema:
    answer, asked = desk.answer_model(lines), desk.row_model(lines)
    docs = field_docs(answer) if answer is not None else {}
    row = field_docs(asked or RowFields) if lines.asked else {}
    names = [*desk.line_names(lines), "id"]
    fields = {
        name: _described(docs.get(lines.renamed.get(name, name), "") or row.get(name, ""), name)
        for name in names
    }
    for word, first in lines.words.items():
        fields |= {name: {"description": first.about} for name in (word, *first.other)}
    own_fields = answer is None  # columns, which the author names
    return {"type": ["object", "string"], "properties": fields, "additionalProperties": own_fields}


def _notes() -> JsonSchema:
    """The notes of a lesson in one file."""
    fields = {name: _described(text) for name, text in field_docs(AnnotationField).items() if name != "quote"}
    begins = {
        "note": "Words of the article of which the note speaks.",
        "good": "Words that the article does well.",
    }
    return {
        "description": "The annotated article that students see at the end.",
        "items": {
            "type": "object",
            "properties": {**{name: _described(text) for name, text in begins.items()}, **fields},
            "anyOf": [{"required": [name]} for name in begins],
            "additionalProperties": False,
        },
    }


_OF_ONE_FILE = {
    "id": "Its name in records; without it, its first words.",
    SHORT_PATH: "`yes` for an exercise on the short path of the lesson.",
    "also": "What is accepted too.",
    "why": "Shown after the answer.",
    "cells": "The cells of columns that are called like fields of a row.",
    "offer": "Techniques to choose from, beside those that the lines have.",
    "claims": "More claims to choose from, each a quotation.",
}
"""Fields that lessons in one file alone have."""


def _described(text: str, name: str = "") -> JsonSchema:
    return {"description": text or _OF_ONE_FILE.get(name, "The answer in this column.")}


def _key() -> JsonSchema:
    content = _of_models(KeyFile, *(kind.key for kind in KINDS.values()))
    content = _named(content, {kind.key.__name__: kind.name for kind in KINDS.values()})
    examples = _examples()
    for kind in KINDS.values():
        key = content["$defs"][kind.name]
        key["description"] = f"The answer to an exercise of the kind `{kind.name}`."
        _whole, _asked, answer = examples[kind.name]
        key["examples"] = [answer]
    any_answer: JsonSchema = {"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in KINDS]}
    any_answer["description"] = "The answer to the exercise of this name."
    answers = content["properties"]["answers"]
    answers.update(patternProperties={_ID: any_answer}, additionalProperties=False)
    return content


def _plan() -> JsonSchema:
    return _of_models(PlanFile)


_MAKERS: Mapping[str, Callable[[], JsonSchema]] = {
    "course": _course,
    "article": _article,
    "lesson": _lesson,
    "key": _key,
    "plan": _plan,
    "techniques": _techniques,
}
NAMES = tuple(_MAKERS)
"""The files that have a schema."""
_TITLES = {
    "course": "closeread: course.yaml",
    "article": "closeread: front matter of article.md",
    "lesson": "closeread: lesson.yaml",
    "key": "closeread: key.yaml",
    "plan": "closeread: plan.yaml",
    "techniques": "closeread: techniques.yaml",
}


def _of_models(first: type[BaseModel], *others: type[BaseModel]) -> JsonSchema:
    """The schema of the first model, with the others among its definitions, every field described."""
    models = (first, *others)
    for model in models:
        model.model_rebuild()
    refs, library_schema = models_json_schema([(model, "validation") for model in models])
    definitions: JsonSchema = library_schema["$defs"]
    parts = {part.model for model in models for part in types_in(model)}
    for model in (part for part in parts if part is not None):
        for definition in _definitions_of(model, definitions):
            fields = definition["properties"]
            for name, text in field_docs(model).items():
                fields[name]["description"] = text
            for name, info in model.model_fields.items():
                fields[info.alias or name].update(_bounds(info))
    name = refs[(first, "validation")]["$ref"].rpartition("/")[2]
    whole: JsonSchema = plain(definitions.pop(name))
    whole["$defs"] = {key: plain(value) for key, value in definitions.items()}
    whole["properties"]["format"] = {"const": 1, "description": whole["properties"]["format"]["description"]}
    return whole


def _bounds(info: FieldInfo) -> dict[str, int]:
    """The bounds of a field, which the library forgets where a schema of ours stands for the type."""
    return {name: getattr(limit, name) for limit in info.metadata for name in BOUNDS if hasattr(limit, name)}


def _definitions_of(model: type[BaseModel], definitions: JsonSchema) -> list[JsonSchema]:
    return [value for value in definitions.values() if value.get("title") == model.__name__]


def _named(schema: JsonSchema, names: Mapping[str, str]) -> JsonSchema:
    """The schema with other names for its definitions: editors show them."""
    refs = {f"#/$defs/{old}": f"#/$defs/{new}" for old, new in names.items()}

    def renamed(part: Any) -> Any:
        if isinstance(part, list):
            return [renamed(item) for item in part]
        if isinstance(part, dict):
            return {
                key: refs[item] if key == "$ref" and item in refs else renamed(item)
                for key, item in part.items()
            }
        return part

    whole: JsonSchema = renamed(schema)
    whole["$defs"] = {names.get(name, name): value for name, value in whole["$defs"].items()}
    return whole


def _first_line(kind: Kind[Task, Key]) -> str:
    return markdown((type(kind).__doc__ or "").strip().split("\n")[0])


def _examples() -> dict[str, tuple[Any, Any, Any]]:
    """The template of each kind as an editor reads it: in one file, and the exercise and its answer in two."""
    glossary, _problems = read_glossary(shipped() / "techniques.yaml")
    return {kind: _example(kind, glossary) for kind in KINDS}


def _example(kind: str, glossary: Glossary) -> tuple[Any, Any, Any]:
    text = stub(kind, None, glossary)
    asked, answered = exercise_in_two_files(shipped(), text, glossary)
    (one,), (two,) = (_values(read_yaml_text(part, shipped()).value) for part in (text, asked))
    (answer,) = _values(read_yaml_text(answered, shipped()).value)
    return as_editor_reads(one), as_editor_reads(two), as_editor_reads(answer)


def _values(value: Any) -> list[Any]:
    """What a list or a mapping holds."""
    return list(value.values()) if isinstance(value, dict) else list(value)


def as_editor_reads(value: Any) -> Any:
    """A value of ours as YAML 1.2 gives it: plain words may be numbers or flags."""
    if isinstance(value, dict):
        return {str(key): as_editor_reads(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_editor_reads(item) for item in value]
    if not isinstance(value, Plain):
        return value
    if value in ("true", "false"):
        return value == "true"
    for number in (int, float):
        try:
            if value[-1:].isdigit() and "_" not in value:
                return number(value)
        except ValueError:
            continue
    return str(value)
