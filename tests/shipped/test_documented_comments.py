"""The comments of docs/import.md are understood, each as the page says."""

import re
from pathlib import Path

from lessons.author.importing.comment_words import CommentWords
from lessons.author.importing.labelled import LabelledQuote
from lessons.lesson.opening import glossary_for
from lessons.loading.presets import read_presets
from lessons.text.spans import Span

PAGE = Path(__file__).parents[2] / "docs" / "import.md"
GERMAN = re.compile(r"German comments .*? may say (.*?); a course", re.DOTALL)


def words(language: str) -> CommentWords:
    return CommentWords(read_presets(PAGE.parent, language)[0], glossary_for(PAGE.parent)[0])


def test_every_comment_of_the_page_is_understood() -> None:
    rows = [line.split("|")[1] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    comments = [note for row in rows for note in re.findall(r"`(\w+(?:: | / )[^`]*why[^`]*)`", row)]
    assert len(comments) >= 10
    for comment in comments:
        line = words("en").line_of(LabelledQuote(Span(0, 1), note=comment, source="here"))
        assert line is not None, comment
        assert line.why, comment
        assert line.role in (comment.split(":")[0], "find"), comment


def test_every_german_word_of_the_page_is_known() -> None:
    found = GERMAN.search(PAGE.read_text("utf-8"))
    assert found is not None
    listed = re.findall(r"`(\w+)`", found[1])
    assert len(listed) == 11
    assert all(words("de").presets.text("comments", word) for word in listed)
