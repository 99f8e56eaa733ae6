"""Data on standard output: JSON that any terminal can carry."""

import json
import sys
from collections.abc import Mapping

import click


def echo_json(value: Mapping[str, object]) -> None:
    """Print a value as indented JSON; letters the terminal cannot show are written as escapes."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(json.dumps(value, indent=2, ensure_ascii=encoding != "utf8"))
