"""The only place where text becomes ``Content``: nothing a lesson, a student or a file says is ever parsed as markup.

Textual reads a plain ``str`` as markup, in which brackets vanish, ``[/b]`` ends the program and ``[@click=...]`` runs
an action. The functions here build ``Content`` from characters and style spans. They also remove what a terminal
would act upon, so that texts that did not come through the loader (a learner's name, a path, an error) are inert too.

A style is a Textual style text that this program wrote, such as ``"bold $quiet"``; it never comes from data.
"""

from collections.abc import Iterable

from textual.content import Content

from lessons.text import normalise

EMPTY = Content("")
"""No text."""

_RUN_STYLES = {"emphasis": "italic", "strong": "bold", "code": "$code"}


def plain(text: str, style: str = "") -> Content:
    """The characters of ``text``, all of them shown; line ends are kept."""
    clean = normalise(text)
    return Content.styled(clean, style) if style and clean else Content(clean)


def line(text: str, style: str = "") -> Content:
    """The characters of ``text`` on one line."""
    return plain(" ".join(text.split()), style)


def quoted(text: str, style: str = "") -> Content:
    """Words of an article on one line, in quotation marks unless they bring their own."""
    words = " ".join(text.split())
    return line(words if words[:1] in ("\u201c", '"') else f"\u201c{words}\u201d", style)


def joined(*parts: Content, between: str = "") -> Content:
    """The parts in a row, with ``between`` (plain characters) between them."""
    return plain(between).join(parts)


def prose(text: str, style: str = "") -> tuple[tuple[str, Content], ...]:
    """Markdown source as blocks: (bullet or number with its indentation, words with their styles)."""
    from lessons.prose import prose as parse

    blocks = []
    for block in parse(text):
        lead = "  " * block.depth + (f"{block.lead} " if block.lead else "")
        words = joined(*(_run(run.text, run.styles) for run in block.runs))
        blocks.append((lead, words.stylize_before(style) if style else words))
    return tuple(blocks)


def prose_line(text: str, style: str = "") -> Content:
    """Markdown source as one flowing line, with its emphasis: for rows of a list."""
    words = joined(*(joined(plain(lead), block) for lead, block in prose(text)), between=" ")
    return words.stylize_before(style) if style else words


def _run(text: str, styles: Iterable[str]) -> Content:
    return plain(text, " ".join(_RUN_STYLES[name] for name in sorted(styles)))
