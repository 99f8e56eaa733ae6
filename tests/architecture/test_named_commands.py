"""What messages and pages tell people to type can be typed: each command there is, with its options."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from lessons.cli.main import group

ROOT = Path(__file__).parents[2]
TEXTS = sorted(
    path
    for pattern in (
        "lessons/**/*.py",
        "lessons/**/*.yaml",
        "tui/**/*.py",
        "content/**/*.md",
        "docs/**/*.md",
        "*.md",
    )
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
CALL = re.compile(r"closeread ([a-z][a-z-]*)((?:[ ]+[^\s'`\"|;)]+)*)")
OPTION = re.compile(r"(?<=\s)(-[a-zA-Z]|--[a-z][a-z-]*)\b")


def options(command: click.Command) -> set[str]:
    own = {"-h", "--help", *(one for given in command.params for one in (*given.opts, *given.secondary_opts))}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            own |= options(inner) if inner is not None else set()
    return own


def untypeable(text: str) -> Iterator[str]:
    """The calls in a text with an option that their command does not have."""
    context = click.Context(group)
    names = set(group.list_commands(context))
    for call in CALL.finditer(text):
        command = group.get_command(context, call[1]) if call[1] in names else None
        if command is not None and not {*OPTION.findall(call[2])} <= {
            *options(command),
            "--learner",
            "--linear",
        }:
            yield call[0]


def test_what_people_are_told_to_type_can_be_typed() -> None:
    assert not [
        f"{path.relative_to(ROOT)}: {call}" for path in TEXTS for call in untypeable(path.read_text("utf-8"))
    ]


def test_an_option_that_is_gone_is_seen() -> None:
    assert list(untypeable("Without a screen, use: closeread check --watch {folder}"))
    assert not list(
        untypeable("use: closeread class report 8b --html page.html; closeread check --fix my-course")
    )
