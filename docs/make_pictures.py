"""Make the pictures of the screens from the program itself: ``python docs/make_pictures.py``.

Writes ``docs/screens.md`` with each screen as text; with ``--svg FOLDER`` each as a drawing too. The learner is
invented and leaves nothing behind.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["TEXTUAL_ANIMATIONS"] = "none"

LESSON = "unsigned-column"
SCENES = (
    ("Home", "Where you stopped, what there is, and how far you are.", (80, 24), ""),
    (
        "Marking",
        "The bar shows the paragraphs asked about; the footer shows every key that works.",
        (80, 24),
        "{open} ) right v right space",
    ),
    (
        "Marking, on a wide screen",
        "The article on one side, the exercise on the other.",
        (120, 40),
        "{open} ) right v right space h",
    ),
    (
        "Explanation",
        "Every item has its sign and its reason; up and down walk them, and the article goes with you.",
        (80, 24),
        "{open} ) right v right space c down",
    ),
    ("A table", "The row at hand is open; a digit answers it.", (80, 24), "{open} s f9 s 1"),
    ("Glossary", "On g anywhere; letters search.", (80, 24), "{open} g s t r a w"),
)
"""Heading, what to see, size, keys (``3*right`` is the key three times)."""


def keys_of(scene: str, steps: str) -> list[str]:
    """The keys of a scene, written out."""
    keys = []
    for step in steps.replace("{open}", scene).split():
        times, _star, key = step.rpartition("*")
        keys += [{")": "right_parenthesis"}.get(key, key)] * int(times or 1)
    return keys


async def take(size: tuple[int, int], steps: str, title: str) -> tuple[str, str]:
    """Play the keys in a new home; the screen as text and as SVG."""
    from lessons.cli.play import PlayRequest
    from lessons.loading.catalogue import courses, shipped
    from lessons.store.journal import Journal
    from tui.app import CloseRead

    (course,) = courses([shipped()])
    place = [card.id for card in course.lessons].index(LESSON)
    with tempfile.TemporaryDirectory() as home:
        os.environ["CLOSEREAD_HOME"] = home
        wish = PlayRequest(None, (shipped(),), "ana", lambda: Journal(Path(home) / "ana.jsonl", "ana"))
        app = CloseRead(wish)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            keys = keys_of(f"{place}*down enter", steps)
            if keys:
                await pilot.press(*keys)
            await pilot.pause()
            rows = (strip.text.rstrip() for strip in app.screen._compositor.render_strips())
            return "\n".join(rows), app.export_screenshot(title=title)


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--svg", type=Path, metavar="FOLDER", help="write drawings there too")
    folder = parser.parse_args().svg
    page = [
        "# The screens",
        "",
        "Made by `docs/make_pictures.py`. In the terminal they have colours; nothing is said in colour alone.",
        "",
    ]
    for heading, words, size, steps in SCENES:
        text, drawing = asyncio.run(take(size, steps, f"closeread: {heading.lower()}"))
        page += [f"## {heading}", "", words, "", "```", text, "```", ""]
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{heading.lower().replace(',', '').replace(' ', '-')}.svg").write_text(
                drawing, "utf-8"
            )
    (ROOT / "docs" / "screens.md").write_text("\n".join(page), "utf-8")


if __name__ == "__main__":
    main()
