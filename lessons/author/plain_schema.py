"""The validation library's JSON Schema made plain: for editors, and for texts that look like numbers."""

from typing import Any

from lessons.author.docstrings import markdown
from lessons.model.fields import ANY_TEXT, JsonSchema

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
    made = {
        key: value if key in ("properties", "enum", "const", "default", "examples") else plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    return _keys(_size(_text(_bounds(_present(made)))))


def _present(schema: JsonSchema) -> JsonSchema:
    """Without the possibility of "nothing": a line that holds nothing is left out of a file."""
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


def _bounds(schema: JsonSchema) -> JsonSchema:
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
    """The schema with each description in plain words, and in Markdown too where it has signs of it."""
    if isinstance(schema, list):
        return [described(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: described(part) for key, part in schema.items()}
    text = schema.get("description")
    if isinstance(text, str) and "`" in text:
        made["description"], made["markdownDescription"] = text.replace("`", ""), text
    return made
