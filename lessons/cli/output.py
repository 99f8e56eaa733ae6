"""Data on standard output: JSON that any terminal can carry."""

import json
import sys
from collections.abc import Mapping
from fractions import Fraction

import click


def echo_json(value: Mapping[str, object]) -> None:
    """Print a value as indented JSON; letters the terminal cannot show are written as escapes."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(json.dumps(value, indent=2, ensure_ascii=encoding != "utf8"))


def number(value: Fraction) -> float:
    """A fraction as a JSON number, rounded to 6 places."""
    return round(float(value), 6)


def exact(value: Fraction) -> str:
    """A fraction as it is: ``"3/4"``, and ``"1"`` for a whole."""
    return str(value)
