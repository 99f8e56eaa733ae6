"""Marks in Markdown (CriticMarkup) and in web pages (``<mark>``): which words, what is said, what is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.importing.intake import take_in
from lessons.author.importing.pieces import ImportRefused
from tests.engine.test_import_documents import article_of, lesson_of, losses_of, quotes_of
from tests.helpers.examples import examples

PADDING = "\n\nA paragraph without marks, long enough to be one of the story of the page.\n"


def markdown(text: str) -> list[tuple[str, str]]:
    return quotes_of(take_in(text.encode(), "a.md"))


def page(text: str) -> list[tuple[str, str]]:
    return quotes_of(take_in(f"<html><body>{text}</body></html>".encode(), "a.html"))


@pytest.mark.parametrize(
    ("text", "quotes", "article"),
    [
        ("The {==old boat==}{>>loaded: x<<} left.", [("old boat", "loaded: x")], "The old boat left."),
        ("# The {==old boat==}{>>trap<<}", [("old boat", "trap")], "The old boat"),
        ("{==# A headline==}{>>note: x<<}\n\nWords.", [("A headline", "note: x")], "A headline\n\nWords."),
        ("The {==_old_ **boat**==}{>>good<<} left.", [("old boat", "good")], "The old boat left."),
        (
            "The **{==old==}** boat_s {==_left_==}.",
            [("old", "yellow"), ("left", "yellow")],
            "The old boat_s left.",
        ),
        ("A {==[click](http://a.b) here==}{>>trap<<}.", [("click here", "trap")], "A click here."),
        ("{==Two==}{>>good: a<<}{>>trap: b<<} notes", [("Two", "good: a"), ("Two", "trap: b")], "Two notes"),
        ("A {==b {++c ++}{--d --}e==}{>>good<<} f", [("b c e", "good")], "A b c e f"),
        ("They {~~slammed~>{==closed==}{>>good<<}~~} it", [("closed", "good")], "They closed it"),
        (
            "the boat, {==the boat==}{>>trap<<}, the boat",
            [("the boat", "trap")],
            "the boat, the boat, the boat",
        ),
        ("Braces {==that never end, {as} here", [], "Braces {==that never end, {as} here"),
        ("- {==one==}{>>good<<}\n- {==one==}{>>trap<<}", [("one", "good"), ("one", "trap")], "one\n\none"),
    ],
)
def test_marks_of_markdown(text: str, quotes: list[tuple[str, str]], article: str) -> None:
    taken = take_in(text.encode(), "a.md")
    assert article_of(taken).text == article
    assert (quotes_of(taken) if taken.labelled is not None else []) == quotes


def test_what_marks_of_markdown_lose_is_told() -> None:
    text = "One {>>a point<<}.\n\n{==Two.\n\nThree==}{>>trap: x<<} {--four--}{~~five~>six~~}"
    taken = take_in(text.encode(), "a.md")
    assert "line 1: a comment on no words is not taken: “a point”" in losses_of(taken)
    assert "line 5, on “Two. Three”: it goes over several paragraphs" in losses_of(taken)
    assert [one.text for one in taken.left_out] == ["four", "five"]
    assert article_of(taken).text == "One.\n\nTwo.\n\nThree six"
    assert quotes_of(taken) == [("Two.", "trap: x")]


WORD = st.sampled_from(["boat", "old", "**big**", "_it_", "river,", "a`b`", "[x](y)"])


@given(st.lists(st.tuples(WORD, st.booleans()), min_size=1, max_size=20))
@examples(300)
def test_each_mark_is_found_where_it_was_made(words: list[tuple[str, bool]]) -> None:
    plain = {"**big**": "big", "_it_": "it", "a`b`": "ab", "[x](y)": "x"}
    text = " ".join(
        f"{{=={word}==}}{{>>good: {n}<<}}" if marked else word for n, (word, marked) in enumerate(words)
    )
    taken = take_in(f"Begin {text}".encode(), "a.md")
    article = article_of(taken).text
    assert article == f"Begin {' '.join(plain.get(word, word) for word, _marked in words)}"
    quotes = taken.labelled.quotes if taken.labelled is not None else ()
    starts = [
        len(" ".join(article.split(" ")[: n + 1])) + 1 for n, (_word, marked) in enumerate(words) if marked
    ]
    assert [quote.span.start for quote in quotes] == starts


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("<p>The <mark title='loaded: x'>old   b<b>oa</b>t</mark> left.</p>", [("old boat", "loaded: x")]),
        ("<p>The <mark class='trap'>old</mark> boat.</p>", [("old", "trap")]),
        (
            "<p>The <mark>old</mark> <mark class='pen-red'>boat</mark>.</p>",
            [("old", "yellow"), ("boat", "red")],
        ),
        ("<p>A <mark class='marker-green'>vote</mark> of it.</p>", [("vote", "green")]),
        ("<mark title='trap'><p>One of it.</p></mark><p>Two of it.</p>", [("One of it.", "trap")]),
        ("<p>boat <mark title='good'>boat</mark> boat and <mark></mark> more.</p>", [("boat", "good")]),
    ],
)
def test_marks_of_a_page(text: str, quotes: list[tuple[str, str]]) -> None:
    assert page(text) == quotes


def test_what_marks_of_a_page_lose_is_told() -> None:
    text = (
        "<nav><mark title='trap: a'>Menu</mark></nav><article><p>The story has <mark title='trap: b'>words.</p>"
        "<p>And</mark> more of them, as many as a story has when it is told at some length, I say.</p></article>"
    )
    taken = take_in(text.encode(), "a.html")
    assert "on “Menu”: it does not stand in the article" in losses_of(taken)
    assert "on “words.”: it goes over several paragraphs" in losses_of(taken)
    assert quotes_of(taken) == [("words.", "trap: b")]


def test_a_text_without_marks_makes_no_lesson() -> None:
    for name in ("a.md", "a.html", "a.txt"):
        assert (
            take_in(b"<p>Words of a text.</p>" if name == "a.html" else b"Words of a text.", name).labelled
            is None
        )


def test_german_words_on_a_german_article() -> None:
    text = (
        "Der Rat hat {==das beliebte Bad==}{>>Wertend: das Bad / Beliebt bei wem?<<} geschlossen, und es ist "
        "{==ein Insider==}{>>zeile: name nein, interesse unbekannt / Wer ist das?<<} der {==Meinung==}"
        "{>>fehlt: Das Dach ist alt. / Quelle: der Bericht / Das ist der Grund.<<}, "
        "{==dass==}{>>Falle: nur ein Wort<<}."
    )
    lesson = lesson_of(take_in(text.encode(), "a.md"))
    assert (
        "technique: loaded-language\n        plain: das Bad\n        why: Beliebt bei wem?\n" in lesson.text
    )
    assert "        named: no\n        interest: unknown\n        why: Wer ist das?\n" in lesson.text
    assert (
        "- missing: Das Dach ist alt.\n        changes: Meinung\n        source: der Bericht\n" in lesson.text
    )
    assert "- trap: dass\n        why: nur ein Wort\n" in lesson.text
    assert lesson.losses == ()


def test_too_many_marks_are_refused_or_told() -> None:
    with pytest.raises(ImportRefused) as refused:
        take_in(b"{==a==}{>>b<<} " * 10_000, "a.md")
    assert "too many" in refused.value.found
    taken = take_in(b"<mark>a</mark> b " * 10_000, "a.html")
    assert taken.labelled is not None
    assert taken.labelled.losses[-1].told == "9500 marks more are not read"
