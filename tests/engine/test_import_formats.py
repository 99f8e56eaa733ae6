"""Import names what is no article; adverts, pull quotes, dates and bylines are told apart."""

import io
import zipfile

import pytest

from lessons.author.importing.furniture import shows_date, signed
from lessons.author.importing.intake import take_in
from lessons.author.importing.pieces import ImportRefused
from tests.helpers.tiny import TINY


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


GIFT = b"""// my own questions
::Q1::Which word carries a feeling? {
 =heartless#Yes.
 ~cut#No.
}

::Q2::How many? {#140:5}
"""
FILES = {
    "quiz.gift": (GIFT, "GIFT", "closeread import --quiz"),
    "quiz.txt": (GIFT, "GIFT", "closeread import --quiz"),
    "bare.txt": (b"Who said it? {=Ana ~Ben ~Eva}\n\nIs it true? {T}\n", "GIFT", "closeread import --quiz"),
    "aiken.txt": (b"Who?\nA. Ana\nB. Ben\nANSWER: A\n", "Aiken", "closeread new exercise"),
    "moodle.xml": (
        b'<?xml version="1.0"?>\n<quiz>\n<question type="match">',
        "Moodle",
        "closeread new exercise",
    ),
    "qti.xml": (b'<?xml version="1.0"?><questestinterop><item>', "QTI", "closeread new exercise"),
    "cards.txt": (b"#separator:tab\n#html:true\na\tb\n", "Anki", "closeread new exercise"),
    "gap.txt": (b"$CATEGORY: own\n\nThe {~lake =river ~sea} ran dry.\n", "GIFT", "closeread import --quiz"),
    "gap-alone.txt": (b"The {~lake =river ~sea} ran dry.\n", "GIFT", "closeread import --quiz"),
    "tei.xml": (
        b'<?xml version="1.0"?>\n<!-- x -->\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><p>Words</p></TEI>',
        "<TEI>",
        "copy the text",
    ),
    "news.xml": (
        b'<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "x.dtd" [<!ENTITY a "b">]><nitf><p>Words</p></nitf>',
        "<nitf>",
        "copy the text",
    ),
    "page.fodt": (
        b'<office:document xmlns:office="urn:x"><p>Words</p></office:document>',
        "<office:document>",
        "copy the text",
    ),
    "a.webloc": (
        b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD" "x"><plist version="1.0">',
        "<plist>",
        "copy the text",
    ),
    "a.webarchive": (b"bplist00\xd1\x01\x02", "Mac", "browser"),
    "a.url": (b"[InternetShortcut]\r\nURL=https://example.com/\r\n", "link", "browser"),
    "a.desktop": (b"[Desktop Entry]\nType=Link\n", "link", "browser"),
    "a.ann": (b"T1\tPerson 0 4\tJohn\nR1\tKnows Arg1:T1 Arg2:T1\n", "brat", "text alone"),
    "a.conll": (b"John NNP B-PER\nlives VBZ O\n\nShe PRP O\n", "CoNLL", "text alone"),
    "a.conllu": (b"# text = a b\n1\ta\ta\tDET\n2\tb\tb\tNOUN\n", "table", "copy the text"),
    "a.ris": (b"TY  - NEWS\nTI  - Words\nER  - \n", "RIS", "text itself"),
    "a.mbox": (b"From ana@x.org Mon Jan  1 10:00:00 2024\nFrom: ana@x.org\n\nWords\n", "mbox", ".txt"),
    "a.lrc": (b"[00:12.00]Words\n", "song", ".txt"),
    "a.ttl": (b"@prefix x: <http://x> .\n", "RDF", "text itself"),
    "a.patch": (b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n", "diff", "text itself"),
    "run": (b"#!/bin/sh\necho words\n", "program", "web page"),
    "a.py": (b"import os\n", "program", "web page"),
    "a.rst": (b"Title\n=====\n\nWords.\n", "markup", "Markdown"),
    "a.org": (b"#+TITLE: x\n* Words\n", "markup", "Markdown"),
    "a.bz2": (b"BZh91AY&SY", "compressed", "unpack"),
    "a.xz": (b"\xfd7zXZ\0", "compressed", "unpack"),
    "a.tar": (b"a.txt" + b"\0" * 252 + b"ustar\x0000", "archive", "unpack"),
    "a.docx": (archive("[Content_Types].xml", "word/document.xml"), "word/document.xml", "save it again"),
    "a.xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet", "copy the text"),
    "a.pptx": (archive("ppt/presentation.xml"), "presentation", "copy the text"),
    "a.ods": (archive("mimetype", "content.xml"), "OpenDocument", "copy the text"),
    "a.epub": (archive("mimetype", "META-INF/container.xml"), "e-book", "copy the text"),
    "course.zip": (archive("course.yaml", "manifest.json"), "pack of lessons", "closeread FILE.zip"),
    "a.zip": (archive("page.html"), "zip archive", "unpack"),
    "cut.zip": (archive("page.html")[:40], "damaged", "get the file again"),
    "a.pdf": (b"%PDF-1.7\n", "PDF", "copy the text"),
    "a.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1", "old office", "copy the text"),
    "a.rtf": (b"{\\rtf1\\ansi Words}", "rich-text", "copy the text"),
    "a.tex": (b"\\documentclass{article}\nWords", "LaTeX", "copy the text"),
    "a.png": (b"\x89PNG\r\n\x1a\n", "picture", "type the text"),
    "a.jpg": (b"\xff\xd8\xff\xe0", "picture", "type the text"),
    "a.webp": (b"RIFF\0\0\0\0WEBP", "picture", "type the text"),
    "a.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><text>Words</text></svg>', "SVG", "type the text"),
    "a.mp4": (b"\0\0\0\x18ftypmp42", "film", "transcript"),
    "a.srt": (b"1\n00:00:01,000 --> 00:00:02,000\nWords\n", "subtitles", "without the times"),
    "a.vtt": (b"WEBVTT\n\n00:01.000 --> 00:02.000\nWords\n", "subtitles", "without the times"),
    "a.csv": (b"id,text\n1,Words of it\n2,More words\n", "table", "copy the text"),
    "labels.tsv": (b"ptc\tLoaded_Language\t91\t100\nptc\tDoubt\t109\t131\n", "table", "labels"),
    "labels.txt": (b"ptc\tLoaded_Language\t91\t100\nptc\tDoubt\t109\t131\n", "table", "labels"),
    "semicolons.txt": (b"Name;Klasse;Punkte\nAna;8b;12\nBen;8b;9\n", "table", "copy the text"),
    "a.json": (b'{"title": "T", "text": "Words"}', "JSON", "import the text"),
    "lines.txt": (b'{"text": "a"}\n{"text": "b"}\n', "JSON", "import the text"),
    "lesson.yaml": ((TINY / "lesson.yaml").read_bytes(), "lesson in YAML", "closeread check"),
    "key.txt": ((TINY / "key.yaml").read_bytes(), "lesson in YAML", "closeread check"),
    "a.yml": (b"name: x\non: push\n", "YAML", "import the text"),
    "feed.xml": (b'<?xml version="1.0"?><rss version="2.0"><channel>', "feed", "one article"),
    "page.mhtml": (
        b"From: <Saved by Blink>\nSubject: T\nMIME-Version: 1.0\n\n<html>",
        ".mhtml",
        "save the page",
    ),
    "ana.handin": (b'{"closeread":"hand-in","format":1}\n', "hand-in", "closeread collect"),
    "test.handin": (b"closeread sealed 1\nfor x\n", "sealed hand-in", "closeread collect"),
    "a.db": (b"SQLite format 3\0", "database", "one article"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_article_is_named(name: str) -> None:
    data, found, fix = FILES[name]
    with pytest.raises(ImportRefused) as caught:
        take_in(data, name)
    assert found in caught.value.found
    assert fix in caught.value.fix


@pytest.mark.parametrize(
    "text",
    [
        "The city council voted for the cut on Monday.\n\nNobody, it said, was asked; nobody, it says, complained.\n",
        "One, two, three.\nFour, five, six.\nSeven, eight, nine.\n",
        "- format: what it is\n- answers: who gives them\n\nWords of the story stand here.\n",
        "[A note by the editor]\n\nThe story begins here, and it ends here.\n",
        "The {curly} brackets = signs. They stand in this story, and so do :: these.\n",
        "@ana wrote it.\n\nA. Brown said so.\nB. Green did not.\n",
        "From Berlin at 10:30 came the news.\nNote: nobody had asked.\n",
        "# One heading\n\nA\tline with a tab stands here.\nAnd one without.\n",
        "[10:15] The ticker begins.\n\n[10:20] It goes on.\n",
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n'
        '<html xmlns="x"><body><p>Words of it.</p></body></html>',
        "He noted: {this is = that}. Nobody {~} saw it.\n",
        "--- \n\nThe story stands below a line.\n",
    ],
)
def test_what_is_an_article(text: str) -> None:
    assert take_in(text.encode(), "story.txt").pieces


def test_what_a_person_says_it_is_wins() -> None:
    assert take_in(GIFT, "quiz.gift", form="text").pieces


PARAGRAPH = (
    "He said that it would need support. \u201cAll we are asking for is a fair chance,\u201d he added."
)


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>All we are asking for is a fair chance</blockquote>",
        "<p class=pq>\u201cAll we are asking for is a fair chance.\u201d</p>",
        "<aside><p>All we are asking for is a fair chance</p></aside>",
        "<h3>All we are asking for is a fair chance</h3>",
    ],
)
def test_a_pull_quote_is_no_part_of_the_story(quote: str) -> None:
    other = "<p>The council has refused to rule this out, and a spokeswoman said so twice to everybody who asked.</p>"
    for page in (f"{quote}<p>{PARAGRAPH}</p>{other}", f"<p>{PARAGRAPH}</p>{quote}{other}"):
        taken = take_in(
            f"<html><body><article><h1>Baths</h1>{page}</article></body></html>".encode(), "a.html"
        )
        paragraphs = [piece.text for piece in taken.pieces if piece.role != "furniture"]
        assert sum("fair chance" in text for text in paragraphs) == 1
        assert taken.article.count("fair chance") == 2


def test_a_pull_quote_in_a_plain_text_and_an_advert_below_its_label() -> None:
    text = (
        f"Baths\n\n{PARAGRAPH}\n\nAll we are asking for is a fair chance\n\nAdvertisement\n\n"
        "Canalside Leisure: join in May and get your first month free!\n\n"
        "The council has refused to rule this out. It may yet do so.\n"
    )
    taken = take_in(text.encode(), "story.txt")
    kinds = {piece.text: piece.kind for piece in taken.pieces if piece.role == "furniture"}
    assert kinds["All we are asking for is a fair chance"] == "pullquote"
    assert kinds["Canalside Leisure: join in May and get your first month free!"] == "advert"
    assert not any("council" in text for text in kinds)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Lind", "Ana Lind"),
        ("By Ana Lind, 8 May 2025", "Ana Lind"),
        ("By Ana Lind May 8, 2025", "Ana Lind"),
        ("By Ana Lind and Ben Roe | 08/05/2025 10:15", "Ana Lind and Ben Roe"),
        ("By Ana Lind Published 8 May 2025", "Ana Lind"),
        ("By Ana Lind on Thursday, 8 May 2025", "Ana Lind"),
        ("By ANA LIND - 2025-05-08", "ANA LIND"),
        ("By Ana Lind (updated 10:15)", "Ana Lind"),
        ("By Ana Lind \u00b7 3 min read", "Ana Lind"),
        ("8 May 2025 by Ana Lind", "Ana Lind"),
        ("Thursday, 8 May 2025, By Ana Lind", "Ana Lind"),
        ("Ana Lind, 8 May 2025", "Ana Lind"),
        ("Words by May Day", "May Day"),
        ("By Staff Reporter", "Staff Reporter"),
    ],
)
def test_a_byline_holds_no_date(line: str, names: str) -> None:
    assert signed(line) == names


@pytest.mark.parametrize(
    "shown",
    [
        "<table><tr><td>Published</td><td>Thursday 8 May 2025</td></tr></table>",
        "<table><tr><td>Harrowmere, 8 May 2025</td></tr></table>",
        "<table><tr><td>Date: 08/05/2025</td></tr></table>",
        "<time datetime=2025-05-08>8 May 2025</time>",
        "<p>The paper of May 8, 2025, page 4</p>",
        "<span>8.5.2025</span>",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_a_day_that_the_page_shows_is_not_only_in_its_code(shown: str, inside: bool) -> None:
    head = "<meta property=article:published_time content=2025-05-08T21:14:00+01:00>"
    story = f"<p>{PARAGRAPH} {PARAGRAPH} {PARAGRAPH}</p>"
    body = (
        f"<article><h1>Baths</h1>{shown}{story}</article>" if inside else f"{shown}<article>{story}</article>"
    )
    article = take_in(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").article
    line = next(line for line in article.split("\n") if line.startswith("published"))
    assert line.startswith("published: 2025-05-08")
    assert "from the line" in line


def test_a_day_that_the_page_does_not_show_is_only_in_its_code() -> None:
    head = "<meta property=article:published_time content=2025-05-08>"
    page = f"<html><head>{head}</head><article><p>{PARAGRAPH}</p><p hidden>8 May 2025</p></article></html>"
    article = take_in(page.encode(), "a.html").article
    assert "only in the page's code" in next(
        line for line in article.split("\n") if line.startswith("published")
    )
    assert not shows_date("9 May 2025 and 05/09/2025", "2025-05-08")
