"""The shipped templates, and how their gaps are filled.

A gap is ``{{name}}`` or ``{{name: what stands there by default}}``; a line with a gap that has neither a value
nor a default is left out. What is written into a gap is always sound YAML, whatever it holds. A gap may say
how it is to be filled:

- ``{{name|list}}``: a list, in brackets;
- ``{{name|lines}}``: an anchor, its fields one below the other, or the default as a ``text``;
- ``{{name|find}}``: the same, with ``find`` in the place of ``quote``; any other word may stand there too;
- ``{{name|words}}``: the words of an anchor alone;
- ``{{name|if}}``: nothing; the line is left out when the name has no value.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lessons.kinds.registry import beginnings
from lessons.loading.yaml_source import read_yaml

FOLDER = Path(__file__).parent / "templates"
Anchor = Mapping[str, str]
"""The fields of an anchor in the order in which they are written; values are YAML."""
Filling = str | Anchor | list[str]

_GAP = re.compile(r"\{\{([a-z]+[0-9]?)(?:\|([a-z]+))?(?:: (.*?))?\}\}")
_PLAIN = re.compile(r"""[A-Za-z0-9](?:[A-Za-z0-9 ().*/'"?!-]|,(?= )|[^\x00-\x7f])*""")
_QUOTE = re.compile(r"quote[0-9]")
_FLOW_SIGNS = frozenset(",[]{}")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
"""What other readers of YAML do not take for text."""
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not let stand in a file as it is."""


_ASKS = ("Say ", "A fact ", "The first ", "The second ", "The source of ", "What the lesson ")
"""How a text begins that says what is to be written in its place."""


@cache
def template(name: str) -> str:
    """The text of a template."""
    return (FOLDER / name).read_text("utf-8")


def text_of(wish: str) -> str:
    """The template of a kind, or of what else its exercises can be: an exercise of lesson.yaml, with its answer."""
    kind, variant = beginnings()[wish]
    own = variant.template if variant is not None else kind.example.template
    return own or template(f"kinds/{kind.name}.yaml")


@cache
def unwritten() -> frozenset[str]:
    """What the templates leave in a lesson about an article of one's own, to be replaced: each says what to write."""
    texts = [text_of(wish) for wish in beginnings()]
    texts += [path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    defaults = {gap[3] or "" for text in texts for gap in _GAP.finditer(text)}
    return frozenset(text for text in defaults if text.startswith(_ASKS))


def example(part: str) -> dict[str, Filling]:
    """The fillings for the example article, of a kind or of ``"end"``; none where the gaps' defaults will do."""
    values = read_yaml(FOLDER / "example.yaml").value
    assert isinstance(values, dict)  # a shipped file, read by a test
    gaps = values.get(part, {})
    assert isinstance(gaps, dict)
    fillings: dict[str, Filling] = {}
    for name, value in gaps.items():
        if isinstance(value, list):
            fillings[name] = [str(item) for item in value]
        elif _QUOTE.fullmatch(name):
            fillings[name] = {"quote": scalar(str(value))}
        else:
            fillings[name] = str(value)
    return fillings


def fill(text: str, values: Mapping[str, Filling]) -> str:
    """The template's text with its gaps filled."""
    lines = (_filled(line, values) for line in text.splitlines(keepends=True))
    return "".join(line for line in lines if line is not None)


def _filled(line: str, values: Mapping[str, Filling]) -> str | None:
    done, end = [], 0
    for gap in _GAP.finditer(line):
        flow = any(sign in line[: gap.start()] for sign in ("- {", ": {", "}}{"))
        written = _written(gap, values.get(gap[1]), flow)
        if written is None:
            return None
        done += [line[end : gap.start()], written]
        end = gap.end()
    return "".join((*done, line[end:]))


def _written(gap: re.Match[str], value: Filling | None, flow: bool) -> str | None:
    """What fills the gap, which may stand in braces; ``None`` when its line is to be left out."""
    how, default = gap[2], gap[3]
    if how == "if":
        return None if value is None else ""
    if value is None and default is not None and how not in (None, "list"):
        return _default(default, flow) if how == "words" else f"text: {_default(default, flow)}"
    if value is None:
        return default if how == "list" or default is None else _default(default, flow)
    if isinstance(value, list):
        return "[" + ", ".join(scalar(item, flow=True) for item in value) + "]"
    if isinstance(value, Mapping):
        return _anchored(value, how, gap.start())
    return scalar(value, flow=flow)


def _anchored(anchor: Anchor, how: str | None, column: int) -> str:
    """An anchor as the gap wants it: its words alone, or its fields one below the other."""
    if how == "words":
        return anchor["quote"]
    first = "quote" if how == "lines" else how
    fields = [f"{first if name == 'quote' else name}: {written}" for name, written in anchor.items()]
    return f"\n{' ' * column}".join(fields)


def _default(text: str, flow: bool) -> str:
    """A default, which may already stand in quotation marks."""
    return text if text.startswith('"') else scalar(text, flow=flow)


def scalar(text: str, *, flow: bool = False) -> str:
    """A text as YAML on one line: as it is where that is safe, else in double quotation marks."""
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.isprintable()
    if plain and text.lower() not in _WORDS and not (flow and _FLOW_SIGNS & set(text)):
        return text
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
