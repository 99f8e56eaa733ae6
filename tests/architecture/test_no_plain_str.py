"""No text of a lesson, a student or a file reaches a widget as a plain ``str``, which Textual would parse as markup.

``tui/safe_text.py`` alone makes ``Content``; everything else in ``tui`` hands ``Content`` on, and the type checker
holds it to that. What the type checker cannot see is looked for here: the ways around, by which Textual takes a
``str``.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.helpers.source import PRODUCT, ROOT, tree

MODULES = [
    path
    for path in PRODUCT
    if (path.is_relative_to(ROOT / "tui") or path.is_relative_to(ROOT / "server"))
    and path.name not in ("safe_text.py", "true_colour.py")
]
VERBATIM_WIDGETS = {"TextArea"}
"""Widgets of Textual that show a ``str`` as it is."""
FORBIDDEN_MODULES = {
    "rich.text",
    "rich.markdown",
    "rich.console",
    "textual.markup",
    "textual.visual",
    "textual.notifications",
}
FORBIDDEN_CALLS = {"notify", "from_markup", "from_text", "from_rich_text", "render_str", "Content", "Text"}
PARSED_ATTRIBUTES = {
    "border_title",
    "border_subtitle",
    "tooltip",
    "placeholder",
    "title",
    "sub_title",
    "label",
}
SEGMENT_MAKERS = {"sheet.py", "article_page.py", "heat_view.py", "themes.py"}
"""The modules that draw: they cut text that is ``Content`` or an article into segments, which nothing parses."""


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def faults(tree: ast.Module, name: str) -> Iterator[str]:
    """Every way around that a module takes, as ``line: what``."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="textual.widgets", names=names):
                yield from (f"{node.lineno}: {one.name}" for one in names if one.name not in VERBATIM_WIDGETS)
            case ast.ImportFrom(module=str(module)) if module in FORBIDDEN_MODULES:
                yield f"{node.lineno}: {module}"
            case ast.Import(names=names):
                yield from (f"{node.lineno}: {one.name}" for one in names if one.name in FORBIDDEN_MODULES)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="Content"))):
                yield f"{node.lineno}: Content.{called(node)}"
            case ast.Call(args=[argument, *_]) if called(node) in FORBIDDEN_CALLS and not literal(argument):
                yield f"{node.lineno}: {called(node)}"
            case ast.Call() if called(node) == "Segment" and name not in SEGMENT_MAKERS:
                yield f"{node.lineno}: Segment"
            case ast.Assign(targets=targets, value=value) if not literal(value):
                for target in targets:
                    if isinstance(target, ast.Attribute) and target.attr in PARSED_ATTRIBUTES:
                        yield f"{node.lineno}: .{target.attr}"
            case ast.FunctionDef(name="render", returns=returns) if getattr(returns, "id", "") != "Content":
                yield f"{node.lineno}: render does not return Content"


def test_no_plain_text_reaches_a_widget() -> None:
    assert not [
        f"{path.relative_to(ROOT)}:{fault}" for path in MODULES for fault in faults(tree(path), path.name)
    ]


@pytest.mark.parametrize(
    "code",
    [
        "from textual.widgets import Static",
        "from rich.text import Text",
        "Content(words)",
        "Content.from_markup(words)",
        "self.notify(words)",
        "self.border_title = words",
        "Segment(words)",
        "def render(self) -> str: ...",
    ],
)
def test_each_way_around_is_seen(code: str) -> None:
    assert list(faults(ast.parse(code), "some.py"))
