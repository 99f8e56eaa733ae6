"""Import never loses a visible word, and what it writes is read back as it stood. Hostile input cannot stop it."""

import html
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessons.author.importing.intake import Form, Imported, escaped, heading, left_out_text, take_in
from lessons.author.importing.pieces import ImportRefused
from lessons.loading.article_source import article_from_text
from lessons.text import normalise, words_of
from tests.helpers.examples import examples


def words(text: str) -> Counter[str]:
    plain = normalise(text.replace("\u00ad", "").replace("\x0c", "\n")).replace("\ufeff", "")
    return Counter(plain[start:end] for start, end in words_of(plain))


def tried(
    data: bytes, name: str, form: Form | None = None, encoding: str | None = None
) -> Imported | ImportRefused:
    """The article, or the refusal, which says how to mend it."""
    try:
        return take_in(data, name, form=form, encoding=encoding)
    except ImportRefused as refused:
        return refused


def words_of_import(taken: Imported) -> Counter[str]:
    """The words of article.md, read by the article reader, and those of left-out.txt without its remarks."""
    source = article_from_text(taken.article)
    assert source.article is not None
    assert not source.problems
    listed = [
        line for line in left_out_text(taken.left_out, "a file").split("\n") if not line.startswith("#")
    ]
    return words(source.article.text) + words("\n".join(listed))


# Escaping ---------------------------------------------------------------------------------------------------------

SIGNS = st.text(st.sampled_from(list("ab1 2#*_`[]()<>&;:|\\!?=~+-.)/'\"$^{}@%,x")), min_size=1, max_size=40)
LINES = st.one_of(
    SIGNS,
    st.sampled_from(
        [
            "1. one", "12) b", "::: furniture", ":::", "# x", "C #", "a ##", "---", "===", "***", "___", "```", "~~~",
            "> q", "- i", "+ i", "&amp; &#35; &copy", "<b>x</b>", "<!-- c -->", "</a", "<?php", "[a]: b", "![a](b)",
            "| a | b |", "|--|--|", "a\\", "\\", "a`b``c", "``<b``", "<http://x.y>", "a  b", "&", "_a_ b_c_d", "`<`a",
        ]
    ),
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=4))
@example(["a|b", "-|-", "c|d"])
@example(["<b <i> >"])
@example(["#"])
@example(["a \\#"])
@example(["a ##"])
def test_any_text_reads_the_same_behind_its_escapes(lines: list[str]) -> None:
    text = "\n".join(" ".join(line.split()) for line in lines if line.split())
    if not text:
        return
    body = "\n\n".join(
        [
            heading(" ".join(text.split()), 2),
            escaped(text),
            "- " + escaped(text),
            "::: furniture\n" + escaped(text) + "\n:::",
        ]
    )
    source = article_from_text(f"---\ntitle: a\nlanguage: en\n---\n\n{body}\n")
    assert [str(problem) for problem in source.problems] == []
    assert source.article is not None
    shown = [source.article.text[block.span.start : block.span.end] for block in source.article.blocks]
    assert shown == [" ".join(text.split()), text, text, text]


# No word is lost --------------------------------------------------------------------------------------------------

WORD = st.sampled_from(
    [
        *("the", "mayor", "said", "By", "Anna", "Lee", "Read", "more", "Photo:", "Share", "Advertisement"),
        *(
            "2",
            "October",
            "2025",
            "peace.",
            "War?",
            "\u201cYes\u201d",
            "caf\u00e9",
            "NATO\u2019s",
            "co\u00adop",
        ),
        *("<b>", "&amp;", "*x*", "1.", ":::", "---", "a_b", "\u6230\u722d", "\u0645\u0631\u062d\u0628\u0627"),
        *("e\u0301", "Fear", "vs.", "Reality", "For", "years"),
    ]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
BREAK = st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n\t\n", "\n\n\n\n", "\r", "\x0c", " "])
TEXTS = st.lists(st.tuples(SENTENCE, BREAK), min_size=1, max_size=12).map(
    lambda parts: "".join(a + b for a, b in parts)
)


@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]), st.booleans())
@example("one two\u200bthree", "utf-8", False)
def test_a_plain_text_keeps_its_words(text: str, encoding: str, split: bool) -> None:
    if encoding == "utf-16-le":
        text = "The mayor said that it was so. " + text
    if not words(text):
        return
    taken = take_in(
        text.encode(encoding),
        "a.txt",
        form="text",
        encoding=encoding if "32" in encoding else None,
        split_headings=split,
    )
    assert words_of_import(taken) == words(text)


@given(st.text(max_size=400))
def test_any_characters_keep_their_words(text: str) -> None:
    data = text.encode("utf-8", "replace")
    taken = tried(data, "a.txt", "text", "utf-8")
    if isinstance(taken, ImportRefused):
        assert not words(text) or sum(c < " " for c in text) > 3
    else:
        assert words_of_import(taken) == words(data.decode())


@given(TEXTS)
def test_markdown_that_is_only_text_keeps_its_words(text: str) -> None:
    text = text.replace("\u00ad", "").replace("<b>", "").replace("&amp;", "").replace("1.", "")
    if not words(text):
        return
    taken = take_in(text.encode(), "a.md")
    assert words_of_import(taken) == words(text)


_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "li", "td", "blockquote", "section", "article", "main", "nav", "aside"),
    *("footer", "figcaption", "form", "header", "button", "pre"),
)
_INLINES = ("b", "a", "span", "em", "time", "small")
_CLASSES = ("", "", "", "nav", "share", "byline", "caption", "related", "ad", "comments", "x")


@st.composite
def pages(draw: st.DrawFn, depth: int = 0) -> tuple[str, str]:
    """A piece of HTML and the words in it that a browser shows."""
    kinds = (
        ["text"] if depth > 3 else ["text", "text", "block", "block", "inline", "void", "unclosed", "code"]
    )
    made, seen = [], []
    for _ in range(draw(st.integers(1, 4))):
        match draw(st.sampled_from(kinds)):
            case "text":
                text = draw(SENTENCE)
                made.append(html.escape(text))
                seen.append(text)
            case "block":
                inner, shown = draw(pages(depth + 1))
                tag, name = draw(st.sampled_from(_BLOCKS)), draw(st.sampled_from(_CLASSES))
                made.append(f'<{tag} class="{name}">{inner}</{tag}>')
                seen.append(shown)
            case "inline":
                text, tag = draw(SENTENCE), draw(st.sampled_from(_INLINES))
                made.append(f" <{tag} href='#'>{html.escape(text)}</{tag.upper()}> ")
                seen.append(text)
            case "void":
                made.append(
                    draw(
                        st.sampled_from(
                            ["<br>", "<hr/>", "<br/><br>", "<img src=x>", "<!-- no -->", "<!doctype html>"]
                        )
                    )
                )
            case "unclosed":
                made.append(
                    draw(
                        st.sampled_from(
                            ["<p>", "<li>", "<div class=a>", "</p>", "</span>", "<td>", "</article>"]
                        )
                    )
                )
            case _:
                made.append(
                    draw(st.sampled_from(["<script>if (a<b) {evil()}</script>", "<style>p {c: d}</style>"]))
                )
        made.append(" ")
    return "".join(made), " ".join(seen)


@examples(150)
@given(pages())
def test_a_page_keeps_its_words(page: tuple[str, str]) -> None:
    source, shown = page
    if not words(shown):
        return
    taken = tried(f"<html><head><title>T</title></head><body>{source}</body></html>".encode(), "a.html")
    if isinstance(taken, ImportRefused):
        assert taken.found == "no words to read"  # everything stands in menus and forms
    else:
        assert words_of_import(taken) == words(shown)


# Hostile input ----------------------------------------------------------------------------------------------------

STORY = "<p>The mayor of the town said on Monday that the market square would be closed to cars in June.</p>"
HOSTILE = {
    "deep tables": "<table><tr><td>" * 10_000 + STORY,
    "deep lists": "<ul><li>a" * 10_000 + STORY,
    "deep hidden": "<div hidden>" * 10_000 + STORY + "</div>" * 10_000 + STORY,
    "tags cut off": STORY + "<a " * 300_000,
    "quotes cut off": STORY + "<a b='" * 300_000,
    "comments cut off": STORY + "<!--" * 300_000,
    "declarations": STORY + "<!" * 300_000 + ">",
    "entities": STORY + "<p>" + "&" * 300_000 + "&#99999999999999999999;&#x110000;&#0;&bogus;&#" + "9" * 5000 + ";",
    "closing tags": STORY + "</" * 300_000 + "</p" * 300_000,
    "inline nest": STORY + "<b>" * 100_000 + "<hr>" * 100_000,
    "one line": "<p>" + "word and word. " * 60_000,
    "one word": STORY + "<p>" + "a" * 900_000,
    "attributes": STORY + "<p " + " ".join(f"a{i}=b" for i in range(100_000)) + ">x",
    "blanks": STORY + " \n" * 500_000,
    "raw": STORY + "<script>" * 100_000,
    "numbered": STORY + "<ol start=999999>" + "<li>x" * 3000,
    "json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + STORY,
    "marks": STORY + "<p>\x1b[31mred\u202eevil\u0007 &#27;[2J</p>",
    "null": STORY + "<p>a\x00b</p>",
    "forms": STORY + "<input type=submit value='Go on'><input placeholder='your mail'><img alt='A square'>",
}  # fmt: skip


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_gives_an_article_or_a_clear_refusal(name: str) -> None:
    taken = tried(HOSTILE[name].encode(), "a.html")
    if isinstance(taken, ImportRefused):
        assert name in ("one word", "one line", "entities")
        assert taken.found
        assert taken.fix
    else:
        assert article_from_text(taken.article).problems == ()
        assert {"mayor", "word"} & words_of_import(taken).keys()


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_hostile_text_is_text(name: str, form: Form) -> None:
    taken = tried(HOSTILE[name][:200_000].encode(), "a", form)
    if isinstance(taken, ImportRefused):
        assert taken.fix
    else:
        assert article_from_text(taken.article).problems == ()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 x",
        b"PK\x03\x04docx",
        b"\x89PNG\r\n",
        bytes(range(256)) * 20,
        b"",
        b"   \n",
        b"{\\rtf1 x}",
        b"\x7fELF",
        b"-- ** --",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        take_in(data, "a.txt")
    assert refused.value.found
    assert refused.value.expected
    assert refused.value.fix
