"""Data on standard output: JSON that any terminal can carry."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from lessons.i18n import _
from lessons.text import visible


def echo_json(value: Mapping[str, object]) -> None:
    """Print a value as indented JSON; letters the terminal cannot show are written as escapes."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(json.dumps(value, indent=2, ensure_ascii=encoding != "utf8"))


def keep_ids_of(lesson: Path) -> None:
    """Keep the ids of a lesson in one file that goes into use, and say so; what cannot be written is a warning."""
    from lessons.disk import why
    from lessons.lesson.opening import keep_ids
    from lessons.loading.kept_ids import IDS_FILE

    path = lesson / IDS_FILE
    try:
        if keep_ids(lesson):
            told = _("kept the ids of its texts, so that you can edit them: {file}")
            click.echo(visible(told.format(file=path)))
    except OSError as error:
        told = _("warning: the ids of its texts were not kept: {file}: {why}")
        click.echo(visible(told.format(file=path, why=why(error))), err=True)


def refuse_to_replace(path: Path, beginnings: tuple[bytes, ...], what: str) -> None:
    """Raise ``click.UsageError`` where there is a file that begins like none of ours; ``what`` is what is written."""
    from lessons.disk import read_start

    try:
        start = read_start(path, 200).removeprefix(b"\xef\xbb\xbf").lstrip()
    except FileNotFoundError:
        return
    if not start.lower().startswith(beginnings):
        message = _("{file} is there already and is {what} of closeread. Name another file, or move it away.")
        raise click.UsageError(message.format(file=visible(str(path)), what=what))
