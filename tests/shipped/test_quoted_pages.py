"""What the comparing lesson quotes from the other lessons' pages still stands there.

Rows that are quotations of the lesson's own two articles are anchored, and the check looks after them. Rows such as
"The unsigned column: *the plan is failing*" are plain text, so nothing else would see that the column was reworded.
"""

import re
from collections.abc import Iterator

import pytest

from lessons.loading.catalogue import shipped
from lessons.model.form import GridForm, OrderForm, PickForm
from tests.helpers.shipped_lessons import opened

PAGES = {
    "unsigned column": "unsigned-column",
    "column": "unsigned-column",
    "broadcaster's recap": "broadcasters-recap",
    "republished recap": "republished-recap",
    "summary": "unsourced-summary",
    "explainer": "explainer",
}
PAGE = re.compile(rf"\b[Tt]he ({'|'.join(sorted(PAGES, key=len, reverse=True))})\b")
QUOTED = re.compile(r"(?<!\w)\*([^*]+)\*(?!\w)")
OURS = {"Found out"}
"""Words in italics that are a heading of ours and no quotation."""


def texts() -> Iterator[str]:
    """Every row and option of the lesson that names a page."""
    for exercise in opened(shipped() / "five-articles").exercises:
        form = exercise.form
        rows = form.rows if isinstance(form, GridForm) else form.items if isinstance(form, OrderForm) else ()
        columns = form.columns if isinstance(form, GridForm) else ()
        options = form.options if isinstance(form, PickForm) else [o for c in columns for o in c.options]
        yield from (row.text for row in rows if row.text and PAGE.search(row.text))
        yield from (option.text for option in options if PAGE.search(option.text))


def quotations() -> list[tuple[str, str]]:
    """(lesson id, words): each phrase in italics with the page named last before it, or else first after it."""
    found = []
    for text in dict.fromkeys(texts()):
        names = list(PAGE.finditer(text))
        for phrase in QUOTED.finditer(text):
            before = [name for name in names if name.start() < phrase.start()]
            page = (before or names)[-1 if before else 0]
            if phrase[1] not in OURS:
                found.append((PAGES[page[1]], phrase[1]))
    return found


def plain(text: str) -> str:
    return re.sub(r"[“”\"‘’'*]", "", text).casefold()


@pytest.mark.sample(8)
@pytest.mark.parametrize(("page", "words"), quotations(), ids=lambda value: str(value)[:30])
def test_the_words_stand_on_the_page(page: str, words: str) -> None:
    article = opened(shipped() / page).article
    whole = plain(article.text) + plain(article.masthead.title)
    for piece in words.split("..."):
        assert plain(piece).strip(" .") in whole


def test_all_five_pages_are_quoted() -> None:
    assert {page for page, _ in quotations()} == set(PAGES.values())
