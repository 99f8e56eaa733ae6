"""The invented texts are what their lessons say of them."""

import difflib
from pathlib import Path

import pytest

from lessons.loading.article_source import read_article
from lessons.model.article import Article
from tests.helpers.shipped_lessons import AT_HOME

CONTENT = Path(__file__).resolve().parents[2] / "content"
TEXTS = ("warm-up/article.md", "plain-news/article.md", "plain-news/beside.md")


def _article(name: str) -> Article:
    article, problems = read_article(CONTENT / name)
    assert article is not None, problems
    assert not problems
    return article


@pytest.mark.parametrize(
    "name",
    [
        str(path.relative_to(CONTENT))
        for folder in AT_HOME
        for path in sorted(folder.glob("*.md"))
        if path.name != "SOURCES.md"
    ],
)
def test_close_to_home_says_first_and_last_that_it_is_fiction(name: str) -> None:
    article = _article(name)
    first, *_, last = (article.text[slice(*block.span)] for block in article.blocks)
    assert first == "Fiction for practice. The places, the papers, the firms and the people do not exist."
    assert last == "End of the practice text. Written for this course."
    assert {article.blocks[0].role, article.blocks[-1].role} == {"furniture"}
    assert not article.masthead.rendition
    assert article.masthead.outlet is None or "invented" in article.masthead.outlet


@pytest.mark.parametrize("name", TEXTS)
def test_an_invented_text_says_so_where_it_is_read(name: str) -> None:
    article = _article(name)
    first = article.blocks[0]
    assert first.role == "furniture"
    assert article.text[slice(*first.span)].startswith("Fiction for practice.")
    assert not article.masthead.rendition
    assert article.masthead.outlet is not None
    assert "invented" in article.masthead.outlet


def test_the_warm_up_is_short() -> None:
    article = _article(TEXTS[0])
    words = sum(
        len(article.text[slice(*block.span)].split()) for block in article.blocks if block.role == "paragraph"
    )
    assert 110 <= words <= 130


def test_the_look_alikes_differ_in_one_planted_place_each() -> None:
    plain, planted = (
        {block.label: article.text[slice(*block.span)].split() for block in article.blocks}
        for article in map(_article, TEXTS[1:])
    )
    assert plain.keys() == planted.keys()
    changed: dict[str, list[tuple[str, str]]] = {}
    for label in plain:
        before, after = plain[label], planted[label]
        steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        found = [
            (" ".join(before[a:b]), " ".join(after[c:d])) for step, a, b, c, d in steps if step != "equal"
        ]
        if found and label != "f1":
            changed[label] = found
    assert changed == {
        "3": [("", "savagely")],
        "4": [("Gazette", "Mirror")],
        "7": [("according to the flood map on the office's website.", "experts believe.")],
        "10": [
            ("61 per cent were for a later start,", ""),
            ("against, and 12 per cent had no opinion.", "against a later start."),
        ],
    }
