"""A course in which every text that a student reads tries to act on the screen."""

import json
from pathlib import Path

PAYLOAD = "[the plan] [/b] [@click=app.exit]go[/] [red]x $quiet {n} %s ``[b]"
"""Markup of every sort; shown, it must stand there letter by letter."""
SIGN = "[the plan] [/b]"
"""What is looked for on the screens."""

_LESSON = {
    "format": 1,
    "title": PAYLOAD,
    "summary": PAYLOAD,
    "minutes": 5,
    "level": 1,
    "goals": [PAYLOAD],
    "background": [{"name": PAYLOAD, "text": PAYLOAD}],
    "exercises": [
        {
            "id": "a",
            "kind": "mark",
            "strand": "language",
            "prompt": PAYLOAD,
            "hints": [PAYLOAD],
            "worked": PAYLOAD,
            "label": True,
        },
        {
            "id": "b",
            "kind": "choice",
            "strand": "sourcing",
            "prompt": PAYLOAD,
            "options": {"x": PAYLOAD, "y": "other"},
        },
        {
            "id": "c",
            "kind": "ledger",
            "strand": "sourcing",
            "prompt": PAYLOAD,
            "rows": {"r": PAYLOAD, "q": {"quote": "[the plan] [/b]", "nth": 1}},
            "columns": {"k": {"ask": PAYLOAD, "options": {"x": PAYLOAD, "y": "other"}}},
        },
        {
            "id": "d",
            "kind": "order",
            "strand": "omission",
            "prompt": PAYLOAD,
            "first": PAYLOAD,
            "items": {"x": PAYLOAD, "y": "two", "z": "three"},
        },
        {
            "id": "e",
            "kind": "rewrite",
            "strand": "language",
            "prompt": PAYLOAD,
            "original": PAYLOAD,
            "rules": [PAYLOAD],
        },
    ],
}
_KEY = {
    "format": 1,
    "answers": {
        "a": {
            "mark": [{"quote": "greedy", "technique": "loaded", "plain": PAYLOAD, "why": PAYLOAD}],
            "otherwise": PAYLOAD,
            "why": PAYLOAD,
        },
        "b": {"options": {"x": {"why": PAYLOAD}, "y": {"credit": 1, "why": PAYLOAD}}, "why": PAYLOAD},
        "c": {"rows": {"r": {"k": {"is": "x", "why": PAYLOAD}}, "q": {"k": "y"}}, "why": PAYLOAD},
        "d": {"order": ["y", "x", "z"], "items": {"x": PAYLOAD}, "why": PAYLOAD},
        "e": {
            "remove": ["plan"],
            "keep": [{"any": ["go"], "say": PAYLOAD}],
            "model": "You may go now, my dear red friend of mine, go.",
            "why": PAYLOAD,
        },
    },
    "annotations": [{"quote": "greedy", "technique": "loaded", "plain": PAYLOAD, "why": PAYLOAD}],
    "credits": [{"quote": "counted", "why": PAYLOAD}],
}
_TECHNIQUES = {
    "format": 1,
    "families": {"wording": {"name": PAYLOAD, "strand": "language"}},
    "techniques": {
        "loaded": {
            "family": "wording",
            "name": PAYLOAD,
            "definition": PAYLOAD,
            "example": PAYLOAD,
            "not": PAYLOAD,
        }
    },
}
_ARTICLE = """---
title: "{0}"
outlet: "{0}"
language: en
rendition: true
---

# `{0}`

The greedy mayor said `{0}` and nobody counted.
"""


def write_hostile_course(folder: Path) -> Path:
    """Write the course into a folder; the course folder."""
    course = folder / "hostile"
    lesson = course / "tricks"
    lesson.mkdir(parents=True)
    plain = PAYLOAD.replace("``", "")
    (course / "course.yaml").write_text(
        json.dumps(
            {
                "format": 1,
                "title": PAYLOAD,
                "language": "en",
                "lessons": ["tricks"],
                "techniques": "techniques.yaml",
            }
        )
    )
    (course / "techniques.yaml").write_text(json.dumps(_TECHNIQUES))
    (lesson / "article.md").write_text(_ARTICLE.format(plain))
    (lesson / "lesson.yaml").write_text(json.dumps(_LESSON))
    (lesson / "key.yaml").write_text(json.dumps(_KEY))
    return course
