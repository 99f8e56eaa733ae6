"""docs/openapi.yaml says what the server does: the same calls, and answers of the form that is written there."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from aiohttp import web

from server.api.calling import ROOT
from server.api.class_api import ClassAPI
from server.api.teacher_api import TeacherAPI
from tests.helpers.served import served
from tests.server.test_api import program, some_events

DOCS = Path(__file__).parents[2] / "docs"
SAID: dict[str, Any] = yaml.safe_load((DOCS / "openapi.yaml").read_text(encoding="utf-8"))
METHODS = {"get", "put", "post", "delete"}


def test_the_calls_are_those_of_the_document() -> None:
    app = web.Application()
    ClassAPI().register(app)
    TeacherAPI().register(app)
    there = {
        (route.method.lower(), route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    said = {
        (method, ROOT + path)
        for path, calls in SAID["paths"].items()
        for method in calls
        if method in METHODS
    }
    assert there == said


def test_every_reference_leads_somewhere() -> None:
    for place in re.findall(r'\$ref: "#/([^"]+)"', (DOCS / "openapi.yaml").read_text(encoding="utf-8")):
        value: Any = SAID
        for part in place.split("/"):
            value = value[part]
        assert value


def fits(method: str, path: str, status: int, told: object) -> None:
    """Whether an answer has the form that the document gives it."""
    responses = SAID["paths"][path][method]["responses"]
    response = responses[str(status)]
    if "$ref" in response:
        response = SAID["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response["content"]["application/json"]["schema"]
    jsonschema.validate(told, {**schema, "components": SAID["components"]})


async def test_answers_have_the_form_that_is_written_there() -> None:
    async with served(everybody=False) as own:
        ana = await program(own)
        status, told = await ana.join("Ana")
        fits("post", "/join", status, told)
        await own.hall.door.let_in(told["waiting"])
        for given in (
            {"waiting": told["waiting"]},
            {"waiting": "none"},
            {"name": "Ana"},
            {"name": "Ana", "words": "x"},
        ):
            status, told = await ana.join(given.pop("name", ""), **given)
            fits("post", "/join", status, told)
        for method, path, body in (
            ("GET", "/class", None),
            ("GET", "/me/replies", None),
            ("GET", "/health", None),
            ("PUT", "/me/records/{record}/events", json.dumps({"id": 5}).encode()),
        ):
            status, told, _headers = await ana.call(method, path.replace("{record}", "abc"), body)
            fits(method.lower(), path, status, told)
        status, told = await ana.post(some_events(own))
        fits("put", "/me/records/{record}/events", status, told)
        ana.token = "none"
        for method, path in (
            ("GET", "/class"),
            ("GET", "/me/journal"),
            ("GET", "/me/replies"),
            ("DELETE", "/me/token"),
        ):
            status, told, _headers = await ana.call(method, path)
            assert status == 401
            fits(method.lower(), path, status, told)


async def test_answers_for_the_teacher_have_the_form_that_is_written_there() -> None:
    async with served(everybody=False) as own:
        ana = await program(own)
        await own.hall.door.let_in((await ana.join("Ana"))[1]["waiting"])
        await ana.join("Zed")
        teacher = await program(own)
        for token in ("", "none"):
            teacher.token = token
            status, told, _headers = await teacher.call("GET", "/live")
            fits("get", "/live", status, told)
        teacher.token = own.hall.passes.teacher
        course, lesson = own.hall.lessons.courses()[0].id, own.hall.lessons.courses()[0].lessons[0].id
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        for path, at, body in (
            ("/controls", "", {"course": course, "lesson": lesson, "told": {str(member.learner): "Hello"}}),
            ("/controls", "", {"held": "yes"}),
            ("/door", "", {"open": True, "new_code": True, "new_wall": True}),
            ("/door", "", {"open": 1}),
            ("/door/{name}", "/door/Zed", {"in": True}),
            ("/door/{name}", "/door/Zed", {"in": True}),
            ("/learners/{learner}/word", f"/learners/{member.learner}/word", {}),
            ("/learners/{learner}/word", "/learners/999/word", {}),
        ):
            status, told, _headers = await teacher.call("POST", at or path, body)
            fits("post", path, status, told)
        for _round in range(200):
            status, told, _headers = await teacher.call("GET", "/live")
            fits("get", "/live", status, told)
            if told["lesson"] is not None:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(told)
