"""Office documents: their comments and highlights become lines of a lesson, on exactly the words they stand on."""

import io
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.anchoring.describe import describe
from lessons.author.importing.comment_words import CommentWords
from lessons.author.importing.intake import Imported, take_in
from lessons.author.importing.labelled import Labelled, LabelledQuote
from lessons.author.importing.lesson_text import LessonText, lesson_text
from lessons.author.importing.pieces import ImportRefused
from lessons.lesson.opening import glossary_for
from lessons.loading.article_source import article_from_text
from lessons.loading.presets import read_presets
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.article import Article
from lessons.model.problem import Severity
from lessons.text import normalise
from lessons.text.spans import Span
from tests.helpers.examples import examples
from tests.helpers.office_files import (
    SIGN,
    commented,
    extended,
    open_commented,
    open_styles,
    open_text,
    paragraph,
    run,
    word,
    word_part,
    zipped,
)

FIXTURES = Path(__file__).parent / "fixtures" / "documents"


def article_of(taken: Imported) -> Article:
    article = article_from_text(taken.article).article
    assert article is not None
    return article


def quotes_of(taken: Imported) -> list[tuple[str, str]]:
    """The words of each quote in the article, and what is said of them."""
    article = article_of(taken)
    assert taken.labelled is not None
    return [(article.text[slice(*quote.span)], quote.note or quote.label) for quote in taken.labelled.quotes]


def lesson_of(taken: Imported) -> LessonText:
    article = article_of(taken)
    assert taken.labelled is not None
    glossary, _problems = glossary_for(FIXTURES)
    presets, _problems_too = read_presets(FIXTURES, article.masthead.language)
    return lesson_text(taken.labelled, article, CommentWords(presets, glossary))


def losses_of(taken: Imported) -> str:
    return "\n".join(f"{loss.source}: {loss.told}" for loss in lesson_of(taken).losses)


def fixture(name: str) -> Imported:
    return take_in((FIXTURES / name).read_bytes(), name)


def taken(*body: str, comments: dict[int, str] | None = None, **more: str) -> Imported:
    return take_in(word(*body, comments=comments, extended=more.get("extended", "")), "a.docx")


TRAPS = [
    ("A headline", "note: in a heading"),
    ("heartless plan", "loaded: plan / runs split in the middle of words"),
    ("voted wildly to close", "loaded / tracked changes inside"),
    ("report of March", "good: a footnote stands in the range"),
    ("hordes of people", "loaded: many / first comment"),
    ("hordes of people", "debatable: second comment on the same words"),
    ("cruel and endless", "loaded / outer words"),
    ("endless quarrel", "exaggeration / inner words"),
    ("was a disgrace.", "loaded / begins here"),
    ("", "trap: a comment at a point"),
    ("click here", "loaded / inside a link"),
    ("12\u00a0000 people", "good: a no-break space, and a soft hyphen"),
    ("Cell one", "trap: a comment in a table"),
    ("", "loaded / nothing is selected"),
]
"""The comments of traps.docx, in reading order, with the words that each stands on."""


def test_every_range_of_the_traps_is_exact() -> None:
    assert quotes_of(fixture("traps.docx")) == TRAPS


def test_every_loss_of_the_traps_is_told_with_its_place() -> None:
    imported = fixture("traps.docx")
    told = losses_of(imported)
    for place, what in (
        ("comment 6", "the same words as comment 5"),
        ("comment 9", "over 2 paragraphs"),
        ("comment 10", "no words"),
        ("comment 14", "no words"),
    ):
        assert any(line.startswith(place) and what in line for line in told.splitlines()), (place, told)
    assert len(told.splitlines()) == 4
    assert {one.text for one in imported.left_out} == {"deleted words", "Engineers, 28 March."}
    assert any("tracked changes" in note for note in imported.notes)
    assert "The 2 cells of the document's tables became paragraphs of their own." in imported.notes


def test_comments_of_a_teacher_become_the_lines_of_a_lesson() -> None:
    text = lesson_of(fixture("pool-comments.docx")).text
    assert (
        "      - find: slam the gates\n"
        "        technique: loaded-language\n"
        "        plain: close\n"
        "        why: To close says the same, without the bang.\n"
    ) in text
    assert "        is: nameless\n" in text
    assert "        named: no\n        interest: unknown\n" in text
    assert "        changes: Councillors hid behind talk\n" in text
    assert "        source: Engineers' report, 28 March 2025\n" in text
    assert text.endswith("# not understood, comment 14, at “Without the Baths.”: What do you think? - Ben\n")


def test_highlights_alone_say_find_trap_and_good() -> None:
    text = lesson_of(fixture("highlights.docx")).text
    for line in (
        "- find: heartless",
        "- find: stunned the whole town",
        "- trap: heartbreaking",
        "- find: our river",
    ):
        assert f"      {line}\n        why:\n" in text
    assert "  - good: Nine members\n" in text


@pytest.mark.parametrize(
    ("word_file", "open_file"),
    [
        ("pool-comments.docx", "pool-comments.odt"),
        ("traps.docx", "traps.fodt"),
        ("highlights.docx", "highlights.fodt"),
    ],
)
def test_an_open_document_reads_as_the_word_document_that_was_made_of_it(
    word_file: str, open_file: str
) -> None:
    one, other = fixture(word_file), fixture(open_file)
    assert article_of(one).text == article_of(other).text
    assert quotes_of(one) == quotes_of(other)
    assert losses_of(one) == losses_of(other)
    assert (one.left_out, one.notes) == (other.left_out, other.notes)


@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_flat_document_is_read_in_utf_16_too(encoding: str, declared: str) -> None:
    text = (FIXTURES / "traps.fodt").read_text("utf-8").replace('encoding="UTF-8"', f'encoding="{declared}"')
    assert f'encoding="{declared}"' in text
    imported = take_in(text.encode(encoding), "traps.fodt")
    assert (imported.article, imported.form) == (fixture("traps.fodt").article, "opendocument")


def test_what_an_open_document_does_its_own_way() -> None:
    styles = (
        '<style:style style:name="T1" style:family="text" style:parent-style-name="Yellow"/>'
        '<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        "</text:list-style>"
    )
    body = (
        '<text:p text:style-name="P1">A title</text:p>\n'
        '<text:p>Words\n   and<text:s text:c="2"/>more <text:span text:style-name="T1">lit</text:span>'
        '<text:span text:style-name="T2">secret</text:span><text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Below.</text:p></text:note-body></text:note>.</text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>First</text:p></text:list-item>'
        "<text:list-item><text:p>Second</text:p></text:list-item></text:list>"
    )
    named = (
        '<office:styles><style:style style:name="Yellow" style:family="text">'
        '<style:text-properties fo:background-color="#ffff00"/></style:style></office:styles><office:master-styles>'
        "<style:master-page><style:header><text:p>School newspaper</text:p></style:header></style:master-page>"
        "</office:master-styles>"
    )
    imported = take_in(open_text(body, styles, {"styles.xml": open_styles(named)}), "a.odt")
    assert [(piece.text, piece.role, piece.lead) for piece in imported.pieces] == [
        ("A title", "heading", ""),
        ("Words and more lit.", "paragraph", ""),
        ("First", "paragraph", "1. "),
        ("Second", "paragraph", "2. "),
    ]
    assert quotes_of(imported) == [("lit", "yellow")]
    assert [(one.text, one.why) for one in imported.left_out] == [
        ("School newspaper", "at the head or foot of each page"),
        ("secret", "hidden"),
        ("Below.", "a footnote"),
    ]


def test_answers_and_comments_that_are_done_in_an_open_document() -> None:
    body = (
        open_commented("a", "loaded", "One")
        + open_commented("b", "trap", "two", 'loext:resolved="true"')
        + open_commented("c", "loaded", "three", 'loext:parent-name="a"')
    )
    imported = take_in(open_text(f"<text:p>{body}</text:p>"), "a.odt")
    assert quotes_of(imported) == [("One", "loaded")]
    assert "a comment that is done is left out" in losses_of(imported)
    assert "an answer to a comment is left out" in losses_of(imported)


def test_a_document_with_a_password_is_refused() -> None:
    with pytest.raises(ImportRefused) as refused:
        take_in(open_text("", parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "a.odt")
    assert "password" in refused.value.found


WORDS = "the old ferry of Merrowby takes nine people across our river and back at noon".split()  # noqa: SIM905


@given(st.integers(0, 10_000))
@examples(200)
def test_twenty_comments_stand_on_their_words_however_the_runs_are_split(seed: int) -> None:
    random = Random(seed)
    body, expected, comments = [], [], {}
    for number in range(20):
        words = random.choices(WORDS, k=12)
        start = random.randrange(10)
        end = random.randrange(start + 1, 12)
        before, inside, after = (
            " ".join(words[:start]) + " " * bool(start),
            " ".join(words[start:end]),
            " " + " ".join(words[end:]),
        )
        cut = random.randrange(len(inside) + 1)
        middle = (run(inside[:cut], "<w:b/>"), "<w:proofErr/>", run(inside[cut:]))
        body.append(paragraph(run(before), commented(number, *middle), run(after)))
        comments[number] = f"loaded / comment {number}"
        expected.append((inside, comments[number]))
    imported = taken(*body, comments=comments)
    assert quotes_of(imported) == expected
    text = article_of(imported).text
    places = [quote.span.start for quote in imported.labelled.quotes] if imported.labelled else []
    blocks = [block.span for block in article_of(imported).blocks]
    assert [sum(block.start <= place for block in blocks) for place in places] == [*range(1, 21)], text
    assert lesson_of(imported).lines == 20


def test_answers_and_comments_that_are_done_are_left_out_and_told() -> None:
    imported = taken(
        paragraph(
            commented(0, run("One word")),
            run(" of it "),
            commented(1, run("is done")),
            commented(2, run(".")),
        ),
        comments={0: "loaded / a", 1: "trap: b", 2: "loaded / c"},
        extended=extended(0) + extended(1, done=True) + extended(2, above=0),
    )
    assert quotes_of(imported) == [("One word", "loaded / a")]
    assert "comment 2, at “is done.”: a comment that is done is left out: “trap: b”" in losses_of(imported)
    assert "an answer to a comment is left out: “loaded / c”" in losses_of(imported)


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    deleted = '<w:rPr><w:del w:id="9" w:author="Ben"/></w:rPr>'
    imported = taken(
        paragraph(run("They voted to "), properties=deleted),
        paragraph(commented(0, run("slam the gates")), run(" at noon.")),
        comments={0: "loaded: close"},
    )
    assert article_of(imported).text == "They voted to slam the gates at noon."
    assert quotes_of(imported) == [("slam the gates", "loaded: close")]


def test_a_comment_without_a_range_and_one_that_the_text_does_not_have_are_told() -> None:
    imported = taken(
        paragraph(run("A plain line of text."), SIGN.format(id=0)),
        comments={0: "loaded / x", 1: "trap: lost"},
    )
    told = losses_of(imported)
    assert "a comment on no words is not taken: “loaded / x”" in told
    assert "comment 2: the comment stands nowhere in the text: “trap: lost”" in told


def test_what_paper_has_and_an_article_has_not_is_left_out_and_listed() -> None:
    box = "<w:drawing><w:txbxContent>" + paragraph(run("Words in a box.")) + "</w:txbxContent></w:drawing>"
    data = word(
        paragraph(run("Shown words."), f"<w:r>{box}</w:r>", run(" Secret words.", "<w:vanish/>")),
        parts={
            "word/footnotes.xml": word_part("footnotes", paragraph(run("A footnote."))),
            "word/header1.xml": word_part("hdr", paragraph(run("School newspaper"))),
        },
    )
    imported = take_in(data, "a.docx")
    assert article_of(imported).text == "Shown words.\n\nWords in a box."
    assert [(one.text, one.why) for one in imported.left_out] == [
        ("Secret words.", "hidden"),
        ("A footnote.", "a footnote"),
        ("School newspaper", "at the head or foot of each page"),
    ]


def test_a_field_shows_its_result_and_not_its_code() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    imported = taken(
        paragraph(
            run("See "),
            field.format("begin"),
            '<w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r>',
            field.format("separate"),
            commented(0, run("page 4")),
            field.format("end"),
            run(" of it."),
        ),
        comments={0: "good"},
    )
    assert article_of(imported).text == "See page 4 of it."
    assert quotes_of(imported) == [("page 4", "good")]


def test_a_missing_fact_needs_no_words() -> None:
    imported = taken(
        paragraph(run("A plain line."), SIGN.format(id=0)),
        comments={0: "missing: The vote was 9 to 6. / It decides."},
    )
    assert (
        "      - missing: The vote was 9 to 6.\n        changes:\n        why: It decides.\n"
        in lesson_of(imported).text
    )


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE w [<!ENTITY a 'b'>]>", "<!DOCTYPE w SYSTEM 'file:///etc/passwd'>"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(start: str, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{start}" + word_part("document", "&a;")
    with pytest.raises(ImportRefused) as refused:
        take_in(zipped({"word/document.xml": text.encode(encoding)}), "a.docx")
    assert "document type" in refused.value.found


def test_hostile_documents_are_refused_in_words() -> None:
    deep = "<w:sdt>" * 2_000 + "</w:sdt>" * 2_000
    for data, found in (
        (word(deep), "nested"),
        (zipped({"word/document.xml": b"<w:document"}), "XML that cannot be read"),
        (zipped({"word/document.xml": b" " * (51 * 1024 * 1024)}), "a part of 51"),
        (word(paragraph(run("a " * 2_000_000))), "too long"),
        (word(paragraph(run("words")))[:-40], "damaged"),
        (word(), "no words"),
    ):
        with pytest.raises(ImportRefused) as refused:
            take_in(data, "a.docx")
        assert found in refused.value.found


def test_how_something_looked_before_a_change_says_nothing() -> None:
    before = '<w:rPrChange w:id="7"><w:rPr><w:highlight w:val="yellow"/><w:vanish/></w:rPr></w:rPrChange>'
    style = '<w:pPrChange w:id="8"><w:pPr><w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    imported = taken(
        paragraph(run("Plain words", before), run(" here."), properties=f"{style}</w:pPrChange>"), comments={}
    )
    assert [(piece.text, piece.role, piece.lead) for piece in imported.pieces] == [
        ("Plain words here.", "paragraph", "")
    ]
    assert quotes_of(imported) == []


def test_parts_are_found_under_any_names() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    data = word(paragraph(commented(0, run("Two words")), run(" of it.")), comments={0: "trap: x"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main, comments = parts["word/document.xml"], parts["word/comments.xml"]
    renamed: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships {space}><Relationship Type="{kind}/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>',
        "word/_rels/document2.xml.rels": f'<Relationships {space}><Relationship Type="{kind}/comments" '
        'Target="notes/c1.xml"/></Relationships>',
        "word/document2.xml": main,
        "word/notes/c1.xml": comments,
    }
    assert quotes_of(take_in(zipped(renamed), "a.docx")) == [("Two words", "trap: x")]


def test_a_range_may_begin_and_end_between_paragraphs() -> None:
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    body = (
        paragraph(run("Before it.")),
        start,
        paragraph(run("The words of it.")),
        end,
        paragraph(SIGN.format(id=0), run("After.")),
    )
    assert quotes_of(taken(*body, comments={0: "good"})) == [("The words of it.", "good")]


def test_a_document_without_comments_makes_no_lesson() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(run('A cell of it.'))}</w:tc></w:tr></w:tbl>"
    imported = take_in(word(paragraph(run("Some words.")), cell), "a.docx")
    assert imported.labelled is not None
    assert imported.labelled.quotes == ()
    assert imported.labelled.losses == ()


@given(st.text(max_size=60), st.sampled_from(["trap", "loaded: x", "missing: y", "note", "??"]))
@examples(300)
def test_whatever_a_comment_says_the_lesson_can_be_read(said: str, word_of_it: str) -> None:
    note = f"{word_of_it} / {said}"
    glossary, _problems = glossary_for(FIXTURES)
    article = article_from_text("---\ntitle: T\nlanguage: en\n---\n\nPlain words of it.\n").article
    assert article is not None
    quotes = (
        LabelledQuote(Span(0, 5), note=note, source="comment 1"),
        LabelledQuote(Span(6, 11), note="trap"),
    )
    labelled = Labelled(article.text, quotes)
    lesson = lesson_text(labelled, article, CommentWords(read_presets(FIXTURES, "en")[0], glossary))
    document = read_yaml_text(lesson.text, Path("lesson.yaml"))
    assert not [problem for problem in document.problems if problem.severity is Severity.ERROR], lesson.text
    notes = document.value.get("notes") if isinstance(document.value, dict) else None
    if isinstance(notes, list) and not any(sign in said for sign in (":", "\uff1a", "\n", "/")):
        assert isinstance(notes[0], dict)
        assert str(notes[0]["why"] or "").rstrip("\n") == normalise(said).strip()


def test_words_that_stand_everywhere_are_counted_and_not_searched_for() -> None:
    comments = dict.fromkeys(range(300), "trap")
    imported = taken(paragraph(*(commented(id, run("a ")) for id in range(300))), comments=comments)
    article = article_of(imported)
    assert imported.labelled is not None
    anchors = [describe(article, quote.span) for quote in imported.labelled.quotes]
    assert [anchor.nth for anchor in anchors] == [*range(1, 301)]


def test_an_endless_document_is_refused() -> None:
    with pytest.raises(ImportRefused) as refused:
        take_in(word("<w:p/>" * 30_000), "a.docx")
    assert "too many paragraphs" in refused.value.found


def test_styles_say_what_is_a_heading_a_list_and_a_highlight() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Number"/><w:pPr><w:numPr>'
        '<w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="character" w:styleId="Marker"><w:name w:val="Marker"/>'
        '<w:rPr><w:shd w:fill="00FF00"/></w:rPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    data = word(
        paragraph(run("A headline"), properties='<w:pStyle w:val="Own"/>'),
        paragraph(run("First"), properties='<w:pStyle w:val="Liste"/>'),
        paragraph(run("Second"), properties='<w:pStyle w:val="Liste"/>'),
        paragraph(
            run("Not one"), properties='<w:pStyle w:val="Liste"/><w:numPr><w:numId w:val="0"/></w:numPr>'
        ),
        paragraph(run("Plain and "), run("marked", '<w:rStyle w:val="Marker"/>')),
        parts={
            "word/styles.xml": word_part("styles", styles),
            "word/numbering.xml": word_part("numbering", numbering),
        },
    )
    imported = take_in(data, "a.docx")
    assert [(piece.text, piece.role, piece.lead) for piece in imported.pieces] == [
        ("A headline", "heading", ""),
        ("First", "paragraph", "1. "),
        ("Second", "paragraph", "2. "),
        ("Not one", "paragraph", ""),
        ("Plain and marked", "paragraph", ""),
    ]
    assert quotes_of(imported) == [("marked", "green")]


def test_a_comment_on_a_highlight_says_it_if_it_is_understood() -> None:
    lit = '<w:highlight w:val="yellow"/>'
    imported = taken(
        paragraph(commented(0, run("One", lit)), run(" and "), commented(1, run("two", lit)), run(" of it.")),
        comments={0: "trap: x", 1: "What is this?"},
    )
    lesson = lesson_of(imported)
    assert "- trap: One\n        why: x\n      - find: two\n        why:\n" in lesson.text
    assert [loss.told for loss in lesson.losses] == ["not understood: “What is this?”"]
