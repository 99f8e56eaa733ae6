"""How an article looks. A mark is underlined in every theme and without colours; its sign in the margin says its kind.

No mark is struck through or dimmed: the words stay the article's, and easy to read.
"""

from rich.style import Style
from textual.widget import Widget

from tui.widgets.article_marks import INLINE_STYLES, MARK_STYLES

_PARTS = (
    *("paragraph", "heading", "furniture", "beyond"),  # text: the role of its block; not asked about
    *("label", "label-asked", "bar", "sign"),  # margins
    *("hit", "current", "away", "selection", "cursor", "hit-here"),  # passing highlights
)
ARTICLE_CLASSES = frozenset(f"article--{name}" for name in (*_PARTS, *INLINE_STYLES, *MARK_STYLES))
"""The component classes of an article."""

ARTICLE_CSS = """
ArticlePane {
    background: $background;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-size-vertical: 1;
}
ArticlePane > .article--heading { text-style: bold; }
ArticlePane > .article--furniture { color: $quiet; }
ArticlePane > .article--beyond { color: $quiet; }
ArticlePane > .article--label { color: $quiet; }
ArticlePane > .article--label-asked { text-style: bold; }
ArticlePane > .article--bar { color: $accent; }
ArticlePane > .article--sign { text-style: bold; }
ArticlePane > .article--emphasis { text-style: italic; }
ArticlePane > .article--strong { text-style: bold; }
ArticlePane > .article--code { color: $code; }
ArticlePane > .article--link { color: $accent; }
ArticlePane > .article--mine { background: $mark-background; text-style: underline; }
ArticlePane > .article--right { color: $sign-right; text-style: bold underline; }
ArticlePane > .article--partly { color: $sign-partly; text-style: underline; }
ArticlePane > .article--missed { color: $sign-missed; text-style: bold underline; }
ArticlePane > .article--wrong { color: $sign-wrong; text-style: underline; }
ArticlePane > .article--trap { color: $sign-trap; text-style: bold underline; }
ArticlePane > .article--debatable { color: $sign-debatable; text-style: underline; }
ArticlePane > .article--left { color: $quiet; }
ArticlePane > .article--annotation { color: $accent; text-style: underline; }
ArticlePane > .article--credit { color: $sign-right; text-style: underline; }
ArticlePane > .article--hit { background: $line-background; color: $line-ink; text-style: bold underline; }
ArticlePane > .article--hit-here { text-style: reverse bold; }
ArticlePane > .article--current { text-style: bold; }
ArticlePane > .article--away { text-style: reverse; }
ArticlePane > .article--selection { text-style: reverse; }
ArticlePane > .article--cursor { text-style: reverse bold; }
ArticlePane:ansi > .article--furniture { text-style: dim; }
ArticlePane:ansi > .article--beyond { text-style: dim; }
ArticlePane:ansi > .article--label { text-style: dim; }
ArticlePane:nocolor > .article--furniture { text-style: none; }
ArticlePane:nocolor > .article--beyond { text-style: none; }
ArticlePane:nocolor > .article--label { text-style: none; }
"""


def layered(widget: Widget, names: tuple[str, ...]) -> Style:
    """The component styles of these names laid over each other, the last on top.

    ``sign-right`` is the colour of ``right`` and nothing else of it.
    """
    style = widget.get_component_rich_style(f"article--{names[0]}")
    for name in names[1:]:
        component = f"article--{name.removeprefix('sign-')}"
        full = widget.get_component_rich_style(component)
        own = widget.get_component_rich_style(component, partial=True)
        colour = full.color if own.color else None
        if name.startswith("sign-"):
            style += Style.from_color(colour)
        else:
            style += own + Style.from_color(colour, full.bgcolor if own.bgcolor else None)
    return style
