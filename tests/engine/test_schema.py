"""The JSON Schemas agree with what the program reads: judged by a validator that knows nothing of it."""

import copy
import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator

from lessons.author.json_schema import NAMES, as_editor_reads, field_docs, markdown, schema, schema_text
from lessons.cli.main import run
from lessons.cli.new import SCHEMA_NAMES
from lessons.kinds.mark import MarkFields
from lessons.kinds.registry import KINDS
from lessons.lesson.standoff_files import waits_for_text
from lessons.loading.yaml_source import read_yaml, read_yaml_text
from lessons.model.problem import Severity
from lessons.model.scalar import Plain
from tests.helpers.tiny import COURSE

ROOT = Path(__file__).parents[2]
FILES = {f"{name}.yaml": name for name in ("course", "lesson", "key", "plan", "techniques")}
SHIPPED = sorted(
    path
    for folder in (ROOT / "content", COURSE)
    for path in folder.rglob("*.yaml")
    if path.name in FILES
    and "templates" not in path.parts
    and not (path.name in ("lesson.yaml", "key.yaml") and waits_for_text(path.parent))
)
"""The files that people write. Those of a lesson without its text are made by ``pack``: anchors stand for quotes."""


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def told(name: str, value: Any) -> list[str]:
    """Where the validator finds a fault, as ``exercises/0/kind``, the deepest place of each."""

    def places(errors: Any) -> Iterator[str]:
        for error in errors:
            at = "/".join(str(step) for step in error.absolute_path)
            yield at
            yield from places(error.context)

    return list(places(validator(name).iter_errors(value)))


def read(text: str) -> Any:
    document = read_yaml_text(text, Path("x.yaml"))
    assert not document.problems
    return as_editor_reads(document.value)


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert json.loads(schema_text(name)) == schema(name)
    assert "``" not in schema_text(name)


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_file_of_a_course_fits(path: Path) -> None:
    document = read_yaml(path)
    if any(problem.severity is Severity.ERROR for problem in document.problems):
        pytest.fail(f"{path} cannot be read")
    assert told(FILES[path.name], as_editor_reads(document.value)) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "content").rglob("*.md")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_every_front_matter_fits(path: Path) -> None:
    head = re.match(r"---\n(.*?)\n---\n", path.read_text("utf-8"), re.DOTALL)
    if head is not None:
        assert told("article", read(head[1])) == []


@pytest.mark.thorough
@pytest.mark.parametrize("own", [False, True])
def test_what_new_makes_fits(tmp_path: Path, own: bool) -> None:
    (tmp_path / "own.md").write_text("# T\n\n" + "The river ran dry on Monday, for once. " * 5)
    kinds = [word for kind in KINDS for word in ("--kind", kind)]
    more = ["--from", str(tmp_path / "own.md")] if own else []
    assert run(["new", str(tmp_path / "course"), *kinds, *more]) == 0
    made = list(tmp_path.rglob("*.yaml"))
    assert len(made) == 2
    for path in made:
        first = path.read_text().split("\n")[0]
        schema_file = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert json.loads(schema_file.read_text()) == schema(FILES[path.name])
        assert told(FILES[path.name], as_editor_reads(read_yaml(path).value)) == []


@pytest.mark.sample(2)
@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_fit(kind: str) -> None:
    task, key = schema("lesson")["$defs"][kind], schema("key")["$defs"][kind]
    (asked,), (answered,) = task["examples"], key["examples"]
    lesson = {"format": 1, "title": "T", "summary": "S", "minutes": 5, "exercises": [asked]}
    assert told("lesson", lesson) == []
    assert told("key", {"format": 1, "answers": {asked["id"]: answered}}) == []
    (snippet,) = schema("lesson")["$defs"][f"{kind}, its answer beside it"]["defaultSnippets"]
    assert told("lesson", {"title": "T", "exercises": [snippet["body"]]}) == []


def described(part: Any, at: str = "") -> Iterator[tuple[str, bool]]:
    if isinstance(part, dict):
        for name, field in part.get("properties", {}).items():
            yield f"{at}/{name}", "description" in field or name == "kind"
            yield from described(field, f"{at}/{name}")
        for name, inner in part.items():
            if name not in ("properties", "examples", "defaultSnippets"):
                yield from described(inner, f"{at}/{name}")
    elif isinstance(part, list):
        for item in part:
            yield from described(item, at)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_described(name: str) -> None:
    assert [at for at, said in described(schema(name)) if not said] == []


@pytest.mark.parametrize("name", ["the-fight", "eleven-short", "eleven-full"])
def test_a_lesson_in_one_file_fits(name: str) -> None:
    value = read_yaml(ROOT / "tests" / "pool" / name / "lesson.yaml").value
    assert told("lesson", as_editor_reads(value)) == []


# Faults that an editor can see ------------------------------------------------------------------------------------

HEAD = "format: 1\ntitle: T\nsummary: S\nminutes: 5\nexercises:\n"
ONE = HEAD + "- {id: a, strand: language, prompt: P, "
FAULTS = [
    ("lesson", ONE + "kind: chioce, options: {x: X, y: Y}}", "exercises/0/kind"),
    ("lesson", ONE + "options: {x: X, y: Y}}", "exercises/0"),
    ("lesson", HEAD + "- {id: A b, kind: short, strand: language, prompt: P}", "exercises/0/id"),
    ("lesson", HEAD + "- {id: a, kind: short, strand: other, prompt: P}", "exercises/0/strand"),
    ("lesson", ONE + "kind: short, hint: [H]}", "exercises/0"),
    ("lesson", ONE + "kind: choice, options: {x: X}}", "exercises/0/options"),
    ("lesson", ONE + "kind: choice, options: {x Y: X, y: Y}}", "exercises/0/options"),
    ("lesson", ONE + "kind: short, level: 4}", "exercises/0/level"),
    ("lesson", ONE + "kind: mark, label: yes}", "exercises/0/label"),
    ("lesson", ONE + "kind: scale, steps: {a: A, b: B}, items: {i: I}}", "exercises/0/steps"),
    ("lesson", ONE + "kind: short, weight: 1/0}", "exercises/0/weight"),
    ("lesson", ONE.replace("format: 1", "format: 2") + "kind: short}", "format"),
    ("lesson", "format: 1\ntitle: T\nminutes: 5\nexercises: [{kind: short}]", ""),
    ("lesson", "title: T\nexercises: [{short: Q, answers: [{rigth: 2}], why: W}]", "exercises/0"),
    ("lesson", "title: T\nexercises: [{short: Q, answers: [{right: 2}], wy: W}]", "exercises/0"),
    ("lesson", "title: T\nexercises: [{shirt: Q, answers: [{right: 2}], why: W}]", "exercises/0"),
    ("lesson", "title: T\nexercises: [{choice: Q, shown: mixed}]", "exercises/0"),
    ("lesson", "title: T\nnotes: [{nota: x}]\nexercises: [{short: Q}]", "notes/0"),
    ("key", "format: 1\nanswers: {a: {options: {x: {credit: 2}}, why: W}}", "answers/a/options/x/credit"),
    ("key", "format: 1\nanswers: {a: {rows: {x: {is: []}}, why: W}}", "answers/a/rows/x/is"),
    ("key", "format: 1\nanswers: {a: {accept: [], why: W}}", "answers/a/accept"),
    ("key", "format: 1\nanswers: {a: {order: [x, y]}}", "answers/a"),
    ("key", "format: 1\nanswers: {A: {order: [x, y], why: W}}", "answers"),
    ("key", "format: 1\nanswers: {}\nannotations: [{quote: q}]", "annotations/0"),
    ("course", "format: 1\ntitle: T\nsummary: S\nlessons: []", "lessons"),
    ("course", "format: 1\ntitle: T\nsummary: S\nlesson: [a]", ""),
    ("techniques", "format: 1\nfamilies: {a: {name: A, strand: none}}\ntechniques: {}", "families/a/strand"),
    ("article", "title: T", ""),
    ("article", "title: T\nlanguage: en\nrendition: yes", "rendition"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "place"), FAULTS)
def test_faults_are_found_where_they_are(name: str, text: str, place: str) -> None:
    assert place in told(name, read(text))


TEXTS = ["12:30", "2025-10-02", "1_000", "no", "007", "1e3", "true", "3", "0x1F", ".5"]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_text_to_us_is_no_fault(text: str) -> None:
    lesson = (
        HEAD.replace("title: T", f"title: {text}")
        + f"- {{id: a, kind: short, strand: language, prompt: {text}}}"
    )
    assert told("lesson", read(lesson)) == []
    key = f"format: 1\nanswers: {{a: {{accept: [{text}], why: {text}}}, b: {{rows: {{r: {{is: 7}}, s: no}}, why: W}}}}"
    assert told("key", read(key)) == []


# What fits the schema is read, and the other way round ------------------------------------------------------------

SCRAPS: list[Any] = [[], {}, ["x"], {"a": "b"}, "x", "Ü x", 7, -1, True, 0.5]


def trails(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        yield (*at, step)
        yield from trails(child, (*at, step))


def as_we_read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_we_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_we_read(item) for item in value]
    return value if value is None else Plain(str(value).lower() if isinstance(value, bool) else value)


@pytest.mark.sample(2)
@pytest.mark.parametrize("attribute", ["task", "key"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_and_the_program_refuse_the_same(kind: str, attribute: str) -> None:
    """Each value of an example is replaced by others: whatever the schema refuses, the program refuses as well."""
    from pydantic import ValidationError

    name = "lesson" if attribute == "task" else "key"
    whole = schema(name)
    validator = Draft202012Validator({**whole["$defs"][kind], "$defs": whole["$defs"]})
    (example,) = whole["$defs"][kind]["examples"]
    model = getattr(KINDS[kind], attribute)
    refused = 0
    for trail in trails(example):
        for scrap in SCRAPS:
            value = copy.deepcopy(example)
            parent = value
            for step in trail[:-1]:
                parent = parent[step]
            parent[trail[-1]] = scrap
            try:
                model.model_validate({key: as_we_read(part) for key, part in value.items() if key != "kind"})
                read_by_us = trail != ("kind",)
            except ValidationError:
                read_by_us = False
            if read_by_us:
                assert validator.is_valid(value), (trail, scrap)
            refused += not read_by_us and not validator.is_valid(value)
    assert refused > 20


# The command ------------------------------------------------------------------------------------------------------


def test_the_names_offered_are_the_schemas_there_are() -> None:
    assert SCHEMA_NAMES == NAMES


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0
    assert capsys.readouterr().out == schema_text(name)


@pytest.mark.thorough
def test_schemas_are_written_and_written_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my" / ".schema"
    for _ in range(2):
        assert run(["schema", "-o", str(folder)]) == 0
        assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.json" for name in NAMES)
    (folder / "key.json").write_text("my own")
    assert run(["schema", "key", "-o", str(folder)]) == 2  # no schema of closeread: not written over
    assert (folder / "key.json").read_text() == "my own"
    (folder / "key.json").unlink()
    assert run(["schema", "key", "-o", str(folder)]) == 0
    assert (folder / "key.json").read_text() == schema_text("key")
    assert capsys.readouterr().out.count("wrote ") == 2 * len(NAMES) + 1


@pytest.mark.parametrize("argv", [("schema",), ("schema", "exercise"), ("schema", "key", "-o")])
def test_what_is_not_understood(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(argv) == 2
    assert "Error: " in capsys.readouterr().err


# Descriptions -----------------------------------------------------------------------------------------------------


def test_descriptions_come_from_the_source() -> None:
    docs = field_docs(MarkFields)
    assert docs["mark"] == "What is to be found. `mark: []` when there is nothing to find."
    assert docs["family-credit"].endswith("0 to 1.")
    assert docs["why"] == "Shown after every answer, right or wrong; Markdown."
    assert markdown("a ``b``\n   c") == "a `b` c"


# The format as it was -----------------------------------------------------------------------------------------------

BEFORE = Path(__file__).parent / "fixtures" / "format_of_0_2"
"""The schemas that version 0.2 printed, before there were lessons in one file; descriptions are left out."""
LATER = {"lookup"}
"""Kinds that came later: a lesson that has one needs a version that knows it."""
IN_ONE_FILE = [
    *(
        path.parent
        for path in SHIPPED
        if path.name == "lesson.yaml" and not (path.parent / "key.yaml").exists()
    ),
    *(path.parent for path in sorted((ROOT / "tests").glob("pool/*/lesson.yaml"))),
    ROOT / "tests" / "tutorial" / "my-course" / "the-last-night-bus",
]


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", IN_ONE_FILE, ids=lambda folder: folder.name)
def test_the_pack_of_a_lesson_in_one_file_is_read_by_the_version_before(folder: Path, tmp_path: Path) -> None:
    """It holds two files, and in them nothing that version 0.2 did not know but kinds that are newer."""
    lesson = Path(shutil.copytree(folder.parent, tmp_path / "course")) / folder.name
    assert run(["pack", str(lesson), "-o", str(tmp_path / "pack.zip")]) == 0
    with ZipFile(tmp_path / "pack.zip") as pack:
        names = [name for name in pack.namelist() if name.endswith(".yaml") and Path(name).name in FILES]
        files = {Path(name).name: read(pack.read(name).decode()) for name in names}
        assert not any(Path(name).name == "ids.yaml" for name in pack.namelist())
    assert {"lesson.yaml", "key.yaml", "course.yaml"} <= {*files}
    newer = {one["id"] for one in files["lesson.yaml"]["exercises"] if one["kind"] in LATER}
    exercises = [one for one in files["lesson.yaml"]["exercises"] if one["id"] not in newer]
    answers = {id: one for id, one in files["key.yaml"]["answers"].items() if id not in newer}
    assert exercises
    known = {
        "lesson": {**files["lesson.yaml"], "exercises": exercises},
        "key": {**files["key.yaml"], "answers": answers},
        "course": files["course.yaml"],
    }
    for name, value in known.items():
        of_then = Draft202012Validator(json.loads((BEFORE / f"{name}.json").read_text("utf-8")))
        assert [error.json_path for error in of_then.iter_errors(value)] == []
        assert [error.validator for error in of_then.iter_errors({**value, "later": 1})] == [
            "additionalProperties"
        ]
