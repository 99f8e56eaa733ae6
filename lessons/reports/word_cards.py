"""Cards for a class that is served: each learner's name and the words for coming back, for a browser's print menu."""

from collections.abc import Iterable
from pathlib import Path

from lessons.reports.html_page import html_page, templates
from lessons.school.members import WordCard

FOLDER = Path(__file__).parent / "word_cards"


def word_cards(class_name: str, cards: Iterable[WordCard], address: str = "") -> bytes:
    """The page with the cards; without an address there is a line to write it on."""
    environment = templates(FOLDER)
    return html_page(FOLDER, environment, "page.html", class_name=class_name, cards=[*cards], address=address)
