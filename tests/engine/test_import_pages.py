"""What import makes of the texts and pages that teachers bring: encodings, lines, headings, furniture, front matter."""

import re
from collections.abc import Sequence

import pytest

from lessons.author.importing.decoding import decode
from lessons.author.importing.furniture import find_date, kind_of
from lessons.author.importing.headings import glued_headings
from lessons.author.importing.intake import Imported, take_in
from lessons.author.importing.pieces import ImportRefused
from lessons.loading.article_source import article_from_text
from lessons.model.article import Article

STORY = (
    "The council voted 11 to 6 on Tuesday to close Market Square to cars from 1 June.",
    "Traders said they had not been asked, and that half of their customers came by car.",
    "The town will put 60 parking spaces behind the station, the minutes of the council say.",
)


def article(taken: Imported) -> Article:
    source = article_from_text(taken.article)
    assert source.problems == ()
    assert source.article is not None
    return source.article


def shown(taken: Imported) -> list[tuple[str, str]]:
    read = article(taken)
    return [(block.label, read.text[block.span.start : block.span.end]) for block in read.blocks]


def text(*paragraphs: str, between: str = "\n\n") -> Imported:
    return take_in(between.join(paragraphs).encode(), "a.txt")


def page(body: str, head: str = "") -> Imported:
    return take_in(
        f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


def as_html(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


# Encodings --------------------------------------------------------------------------------------------------------

SMART = "\u201cCaf\u00e9\u201d \u2014 it\u2019s 5 \u20ac"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"]
)
def test_the_usual_encodings_are_recognised(codec: str) -> None:
    assert decode(SMART.encode(codec)).text == SMART


def test_a_page_says_how_it_was_saved() -> None:
    czech = "P\u0159\u00edli\u0161 \u017elu\u0165ou\u010dk\u00fd k\u016f\u0148"
    declared = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">'
    assert czech in decode((declared + czech).encode("windows-1250")).text


def test_latin_1_is_read_as_browsers_read_it_and_loses_no_byte() -> None:
    assert decode(b"<meta charset=iso-8859-1>\x93a\x94").text.endswith("\u201ca\u201d")
    assert decode(b"caf\xe9 \x81").text == "caf\u00e9 \x81"


def test_utf_8_wins_over_a_wrong_declaration() -> None:
    assert SMART in decode(b"<meta charset=latin1>" + SMART.encode()).text


def test_a_guess_is_said_and_can_be_overruled() -> None:
    assert decode(b"gar\xe7on").notes
    assert decode("\u0436".encode("koi8-r"), "koi8-r").text == "\u0436"
    for name in ("rot13", "unicode_escape", "no-such", "utf-7"):
        with pytest.raises(ImportRefused):
            decode(b"abc", name)
    with pytest.raises(ImportRefused, match="0xE7"):
        decode(b"gar\xe7on", "utf-8")


def test_text_that_was_spoilt_before_is_told() -> None:
    assert "wrong encoding" in " ".join(decode("It\u00e2\u20ac\u2122s".encode()).notes)


# Plain text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["\n\n", "\n", "\r\n", "\r\n\r\n", "\r\r", "\n \t\n\u00a0\n\n\n"])
def test_paragraphs_are_found_whatever_stands_between_them(between: str) -> None:
    taken = text("Market Square to close to cars", *STORY, between=between)
    assert shown(taken) == [("h1", "Market Square to close to cars"), *zip("123", STORY, strict=True)]


def test_lines_that_a_program_broke_are_joined() -> None:
    import textwrap

    wrapped = "\n\n".join(textwrap.fill(" ".join(STORY) * 2, 60) for _ in range(2))
    assert [label for label, _ in shown(take_in(wrapped.encode(), "a.txt"))] == ["1", "2"]


def test_blank_lines_inside_a_sentence_are_taken_away() -> None:
    taken = text("The council voted on Tuesday to close", "the square to cars.", STORY[1])
    assert shown(taken)[0] == ("1", "The council voted on Tuesday to close the square to cars.")
    assert any("Blank lines" in note for note in taken.notes)


def test_one_block_is_split_at_sentences_and_said_so() -> None:
    taken = text(" ".join(STORY * 5))
    blocks = [words for _, words in shown(taken)]
    assert len(blocks) > 2
    assert " ".join(blocks) == " ".join(STORY * 5)
    assert all(words.endswith(".") for words in blocks)
    assert any("was split" in note for note in taken.notes)


def test_a_page_s_furniture_and_headings_are_proposed() -> None:
    taken = text(
        "Advertisement", "Politics", "Market Square to close to cars", "By Anna Lee", "2 October 2025",
        "Market Square to close to cars", STORY[0], "Read more: What traders say", "A quiet square", STORY[1],
        "Photo: Jo Hill / Getty Images", STORY[2], "- one point", "- another point", "Share this story",
        "\u00a9 The Gazette",
    )  # fmt: skip
    labels = [label for label, _ in shown(taken)]
    assert labels == [
        "f1",
        "f2",
        "f3",
        "f4",
        "f5",
        "h1",
        "1",
        "f6",
        "h2",
        "2",
        "f7",
        "3",
        "4",
        "5",
        "f8",
        "f9",
    ]
    masthead = article(taken).masthead
    assert (masthead.title, masthead.byline) == ("Market Square to close to cars", "Anna Lee")
    assert masthead.published == "2025-10-02"
    assert masthead.outlet is None


def test_every_guess_has_a_remark() -> None:
    head = text(*STORY).article.split("---\n")[1].splitlines()
    assert head[0].startswith("# Guessed")
    assert all("#" in line for line in head)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Advertisement", "advert"), ("By ANNA LEE and Jo Hill, Sochi", "byline"), ("3 min read", "date"),
        ("Published: 2024-11-21 17:40:02 | Category: gardening", "date"), ("READ MORE: The mayor's plan", "promo"),
        ("Facebook Twitter WhatsApp", "share"), ("12 comments", "share"), ("(Photo: AFP)", "caption"),
        ("All rights reserved.", "rights"),
        ("By Monday the town had decided, and nobody was surprised by what it did.", ""),
        ("Read more books and fewer posts, the minister told the pupils on Monday.", ""),
        ("The mayor spoke on 2 October 2025.", ""), ("Share prices fell.", ""),
    ],
)  # fmt: skip
def test_what_seems_to_be_furniture(line: str, kind: str) -> None:
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thursday, October 2nd, 2025", "2025-10-02"), ("02.10.2025", "2025-10-02"), ("03/10/2025", ""),
        ("25/10/2025", "2025-10-25"),
        ("10/25/2025", "2025-10-25"), ("31 February 2025", ""), ("2025-13-01", ""), ("1 Sept. 2024", "2024-09-01"),
    ],
)  # fmt: skip
def test_only_a_date_that_can_be_read_one_way_is_taken(line: str, day: str) -> None:
    assert find_date(line) == day


# Glued headings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("It will respond if threatened. Fear vs. Reality For years the talks went on.", "Fear vs. Reality"),
        ("They met. A Hand to Washington Strikingly, he praised it.", "A Hand to Washington"),
        ("Peace Without Weakness After all the talk he left.", "Peace Without Weakness"),
        ("President Vladimir Putin of Russia said so. He left.", ""),
        ("On Monday The Hague ruled. Then it rained.", ""),
        ("The New York Times wrote that The Hague had ruled.", ""),
        ("Prime Minister Keir Starmer, who is in London, agreed.", ""),
    ],
)
def test_a_glued_heading_is_seen(words: str, heading: str) -> None:
    assert [words[span.start : span.end] for span in glued_headings(words)] == ([heading] if heading else [])


def test_a_glued_heading_is_reported_and_cut_off_only_when_asked() -> None:
    words = "It will respond if threatened. Fear vs. Reality For years the talks went on."
    kept = take_in(words.encode(), "a.txt")
    assert shown(kept) == [("1", words)]
    assert any("Fear vs. Reality" in note for note in kept.notes)
    assert "Fear vs. Reality" in kept.article.split("---")[1]
    cut = take_in(words.encode(), "a.txt", split_headings=True)
    assert [label for label, _ in shown(cut)] == ["1", "h1", "2"]


# Pages ------------------------------------------------------------------------------------------------------------

HEAD = (
    '<title>Square to close | Gazette</title><meta property="og:site_name" content="The Gazette">'
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "x", '
    '"author": [{"name": "Anna Lee"}], "datePublished": "2025-10-02T08:00:00Z"}]}</script>'
)
FRAME = (
    "<header><nav><a href=/>Home</a> <a href=/w>World</a></nav></header><main><article>"
    "<h1>Square to close</h1><div class='byline'>By Anna Lee</div><figure><figcaption>The square</figcaption></figure>"
    "{}<aside class=related><a href=/x>Buses to go</a></aside><p hidden>Old text</p><blockquote>We waited.</blockquote>"
    "<ol start=3><li>third<li>fourth</ol><button>Share</button></article></main><footer>Imprint</footer>"
)


def test_a_page_gives_the_story_its_furniture_and_a_list_of_the_rest() -> None:
    taken = page(FRAME.format(as_html(STORY)), HEAD)
    assert shown(taken) == [
        ("h1", "Square to close"),
        ("f1", "By Anna Lee"),
        ("f2", "The square"),
        *zip("123", STORY, strict=True),
        ("f3", "Buses to go"),
        ("4", "We waited."),
        ("5", "third"),
        ("6", "fourth"),
    ]
    assert [block.lead for block in article(taken).blocks][-3:] == ["> ", "3. ", "4. "]
    assert {one.text: one.why for one in taken.left_out} == {
        "Home World": "a menu",
        "Old text": "not shown by a browser",
        "Share": "a form or a button",
        "Imprint": "outside the article",
    }
    masthead = article(taken).masthead
    assert (masthead.outlet, masthead.byline, masthead.published) == ("The Gazette", "Anna Lee", "2025-10-02")
    assert re.search(r"^published: .*only in the page's code", taken.article, re.MULTILINE)
    assert masthead.language == "en"


def test_a_page_without_an_article_element_begins_at_its_headline() -> None:
    taken = page(
        f"<ul class=menu><li>Home<li>Sport</ul><h1>Square to close</h1>{as_html(STORY)}<p>Imprint</p>"
    )
    assert [label for label, _ in shown(taken)] == ["h1", "1", "2", "3"]
    assert [one.text for one in taken.left_out] == ["Home", "Sport", "Imprint"]


def test_a_class_that_holds_the_story_is_not_believed() -> None:
    taken = page(f'<div class="nav sidebar"><h1>Square</h1>{as_html(STORY)}</div>')
    assert [label for label, _ in shown(taken)] == ["h1", "1", "2", "3"]


def test_the_headline_may_stand_outside_its_article() -> None:
    taken = page(f"<h1>Square to close</h1><article>{as_html(STORY)}</article>")
    assert shown(taken)[0] == ("h1", "Square to close")


def test_line_breaks_paragraph_breaks_entities_and_soft_hyphens() -> None:
    taken = page(
        f"<article>{as_html(STORY)}<p>one<br>two<br><br>co&shy;op&nbsp;&amp;&lt;b&gt; *x*</p></article>"
    )
    assert [words for _, words in shown(taken)][-2:] == ["one\ntwo", "coop\u00a0&<b> *x*"]


def test_words_in_attributes_are_listed() -> None:
    taken = page(f"<article>{as_html(STORY)}<img alt='A square'><input type=submit value=Go></article>")
    assert {one.text for one in taken.left_out} == {"A square", "Go"}


def test_a_hidden_word_in_a_sentence_does_not_become_part_of_it() -> None:
    taken = page(
        f"<article>{as_html(STORY)}<p>It was <span style='display: none'>not </span>true, she said.</p></article>"
    )
    assert shown(taken)[-1][1] == "It was true, she said."
    assert [one.text for one in taken.left_out] == ["not"]


def test_a_page_is_known_by_its_beginning() -> None:
    for name in ("standard input", "a.txt"):
        assert take_in(f"\ufeff <!DOCTYPE html>{as_html(STORY)}".encode(), name).form == "html"
    assert take_in(b"# A headline\n\nText", "standard input").form == "markdown"
    assert take_in(b"Words", "standard input").form == "text"


# Markdown ---------------------------------------------------------------------------------------------------------


def test_sound_markdown_is_taken_over_as_it_stands() -> None:
    body = f"# Square *to* close\n\nBy Anna Lee\n\n{STORY[0]}\n\n- a [link](http://x.y)\n- **b**\n"
    taken = take_in(f"---\ntitle: Square\ndate: 2025-10-02\nlayout: post\n---\n\n{body}".encode(), "a.md")
    assert body.replace("By Anna Lee", "::: furniture\nBy Anna Lee\n:::") in taken.article
    masthead = article(taken).masthead
    assert (masthead.title, masthead.published, masthead.byline) == ("Square", "2025-10-02", "Anna Lee")
    assert [one.text for one in taken.left_out] == ["layout: post"]


def test_markdown_with_html_is_written_anew() -> None:
    taken = take_in(b"# Square\n\nOne<br>two <b>three</b> <!-- no -->\n\n<div>four</div>\n", "a.md")
    assert [words for _, words in shown(taken)] == ["Square", "One\ntwo three", "four"]


def test_markdown_nested_too_deeply_keeps_its_words() -> None:
    taken = take_in(b"> " * 30 + b"deep words\n", "a.md")
    assert "deep words" in article(taken).text
