"""Labels of corpora and annotation tools: on which words, with what, and all that is not taken is told."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.importing.beginning import Beginning, SourceFile, begun
from lessons.author.importing.comment_words import CommentWords
from lessons.author.importing.corpora import LabelFile, read_labels
from lessons.author.importing.pieces import ImportRefused
from lessons.lesson.opening import glossary_for
from lessons.loading.article_source import article_from_text
from lessons.loading.presets import read_presets
from lessons.model.article import Article
from tests.helpers.examples import examples
from tests.helpers.office_files import zipped

TEXT = (
    "\U0001f600 Last trip of the ferry\n\n"
    "The heartless plan \U0001f600 stunned the whole town. It is a heartless plan.\n\n"
    "Our boat, our river! Our boat, our river! Nobody asked the town of Merrowby, people say.\n"
)


def words_for(article: Article) -> CommentWords:
    here = Path(__file__).parent
    return CommentWords(read_presets(here, article.masthead.language)[0], glossary_for(here)[0])


def place(words: str, number: int = 0) -> tuple[int, int]:
    """Where the words stand for the nth time, in code points."""
    at = -1
    for _turn in range(number + 1):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


def units(offset: int) -> int:
    """An offset in UTF-16 units."""
    return len(TEXT[:offset].encode("utf-16-le")) // 2


def begin(
    labels: bytes, text: bytes | None = None, there: Article | None = None, name: str = "article12.txt"
) -> Beginning:
    source = SourceFile(text, name) if text is not None else None
    return begun(source, there, SourceFile(labels, "labels"), None, words_for)


def quoted(read: LabelFile) -> list[tuple[str, str, str]]:
    text = read.labelled.text
    return [(text[slice(*quote.span)], quote.label, quote.note) for quote in read.labelled.quotes]


def losses(beginning: Beginning) -> list[str]:
    assert beginning.lesson is not None
    return [f"{loss.source}: {loss.told}" for loss in beginning.lesson.losses]


def ptc(*rows: tuple[str, str, int, int]) -> bytes:
    return "".join("\t".join(map(str, row)) + "\n" for row in rows).encode()


def test_labels_of_ptc_count_code_points() -> None:
    labels = ptc(
        ("12", "Loaded_Language", *place("heartless", 1)),
        ("12", "Exaggeration,Minimisation", *place("stunned the whole town")),
        ("12", "Slogans", *place("Our boat, our river!", 1)),
        ("12", "Repetition", *place("heartless", 1)),
    )
    lesson = begin(labels, TEXT.encode()).lesson
    assert lesson is not None
    assert (
        "      - find: heartless\n        before: a\n        technique: loaded-language\n        also: [repetition]\n"
        "        why:\n"
    ) in lesson.text
    assert "    offer: [exaggeration, loaded-language, slogan]\n" in lesson.text
    assert (
        "      - find: Our boat, our river!\n        after: Nobody\n        technique: slogan\n"
        in lesson.text
    )
    assert lesson.losses == ()


@pytest.mark.parametrize("as_typed", [True, False], ids=["counted-as-two", "counted-before"])
def test_line_ends_of_two_signs_are_counted_as_the_words_say(as_typed: bool) -> None:
    typed = TEXT.replace("\n", "\r\n")
    counted = typed if as_typed else TEXT
    rows = []
    for words in ("heartless", "Our boat, our river", "people say"):
        start = counted.index(words)
        rows.append(("12", "trap", start, start + len(words)))
    labelled = read_labels(ptc(*rows), "labels.tsv", typed.encode(), "article12.txt").labelled
    marked = [labelled.text[one.span.start : one.span.end] for one in labelled.quotes]
    assert marked == ["heartless", "Our boat, our river", "people say"]
    assert labelled.losses == ()


def test_classes_that_were_joined_are_left_to_be_sorted() -> None:
    labels = ptc(
        ("12", "Whataboutism,Straw_Men,Red_Herring", *place("Nobody asked")),
        ("12", "Bandwagon,Reductio_ad_hitlerum", *place("people say")),
        ("12", "Black-and-White_Fallacy", *place("our river!")),
        ("12", "Doubt", *place("the town")),
    )
    beginning = begin(labels, TEXT.encode())
    assert beginning.lesson is not None
    assert "      - find: Nobody asked\n        technique:\n        why:\n" in beginning.lesson.text
    assert "technique: false-dilemma" in beginning.lesson.text
    assert any(
        "line 1: Whataboutism,Straw_Men,Red_Herring stands for several" in one for one in losses(beginning)
    )
    assert any(
        "line 2: Bandwagon,Reductio_ad_hitlerum stands for several" in one for one in losses(beginning)
    )


def test_what_labels_of_ptc_lose_is_told() -> None:
    labels = ptc(
        ("12", "Doubt", 10, 10_000),
        ("12", "Doubt", 9, 9),
        ("12", "Martian", *place("town")),
        ("7", "Doubt", 0, 4),
    )
    told = losses(begin(labels + b"rubbish\n", TEXT.encode()))
    assert f"line 1: Doubt at 10 to 10000, outside the text, which has {len(TEXT)} characters" in told
    assert any(one.startswith("line 2: Doubt at 9 to 9") for one in told)
    assert "line 3: not understood: “Martian”" in told
    assert "line 5: not a line of labels: “rubbish”" in told
    assert "labels: 1 other articles are left out" in told


def test_labels_of_spans_without_a_class_are_to_be_found() -> None:
    labels = f"12\t{place('heartless')[0]}\t{place('heartless')[1]}\n".encode()
    lesson = begin(labels, TEXT.encode()).lesson
    assert lesson is not None
    assert "      - find: heartless\n" in lesson.text


def region(
    id: str, words: str, label: str, number: int = 0, *, utf16: bool = False, text: bool = True
) -> dict[str, object]:
    start, end = place(words, number)
    value: dict[str, object] = {
        "start": units(start) if utf16 else start,
        "end": units(end) if utf16 else end,
        "labels": [label],
    }
    if text:
        value["text"] = words
    return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def studio(*results: Mapping[str, object], **more: object) -> bytes:
    task = {"data": {"text": TEXT}, "annotations": [{"result": [*results]}], **more}
    return json.dumps([task]).encode()


@pytest.mark.parametrize("utf16", [False, True])
def test_the_words_decide_how_label_studio_counted(utf16: bool) -> None:
    note = {"id": "a", "type": "textarea", "value": {"text": ["No plan has a heart."]}}
    labels = studio(
        region("a", "heartless", "Loaded_Language", 1, utf16=utf16),
        note,
        region("b", "Our boat, our river!", "trap", 1, utf16=utf16),
    )
    assert quoted(read_labels(labels, "a.json", None)) == [
        ("heartless", "Loaded_Language", "No plan has a heart."),
        ("Our boat, our river!", "trap", ""),
    ]
    lesson = begin(labels).lesson
    assert lesson is not None
    assert "      - find: heartless\n        before: a\n" in lesson.text
    assert "      - trap: Our boat, our river!\n        after: Nobody\n" in lesson.text


def test_what_label_studio_loses_is_told() -> None:
    lost = region("a", "stunned", "Doubt")
    lost["value"] = {"start": 1, "end": 4, "text": "heartless", "labels": ["Doubt"]}
    data = json.loads(
        studio(
            region("b", "Merrowby", "Doubt", text=False),
            lost,
            {"id": "c", "type": "choices", "value": {"choices": ["x"]}},
            {"id": "d", "type": "textarea", "value": {"text": ["about nothing"]}},
            region("e", "whole town", "trap"),
            predictions=[{"result": []}],
        )
    )
    data[0]["annotations"].append({"was_cancelled": True, "result": [region("z", "asked", "trap")]})
    told = losses(begin(json.dumps(data).encode()))
    for what in (
        "region 1: Doubt:",
        "region 2: Doubt: “heartless” stands 2 times in the text",
        "region 3: of type choices",
        "a text that belongs to no label is left out: “about nothing”",
        "annotation 2: it was cancelled",
        "predictions:",
    ):
        assert any(what in one for one in told), (what, told)


def test_two_who_say_the_same_are_taken_once() -> None:
    data = json.loads(studio(region("a", "heartless", "Doubt")))
    data[0]["annotations"] *= 2
    read = read_labels(json.dumps(data).encode(), "a.json", None)
    assert quoted(read) == [("heartless", "Doubt", "")]
    assert "1 say the same" in read.labelled.losses[0].told


WEBANNO = r"""#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.Technique|comment|technique
#T_RL=webanno.custom.Link|kind|BT_webanno.custom.Technique


#Text=😀 The heart\_less plan.
1-1	0-2	😀	_	_	_	_
1-2	3-6	The	_	_	_	_
1-3	7-17	heart\_less	why \| how[1]|_	loaded\_language[1]|Doubt[2]	_	_
1-4	18-22	plan	why \| how[1]	loaded\_language[1]	_	_
1-5	22-23	.	_	_	_	_

#Text=It left at noon.
2-1	25-27	It	_	_	_	_
2-2	28-32	left	*	Slogan	_	_
2-2.1	28-30	le	_	trap	_	_
2-3	33-35	at	_	_	_	_
"""


def test_webanno_counts_as_java_does_and_joins_tokens() -> None:
    read = read_labels(WEBANNO.encode(), "a.tsv", None)
    assert read.labelled.text == "😀 The heart_less plan.\n\nIt left at noon."
    assert quoted(read) == [
        ("heart_less plan", "why | how", "loaded_language"),
        ("heart_less", "Doubt", ""),
        ("left", "Slogan", ""),
        ("le", "trap", ""),
    ]
    assert "relations and chains are left out" in read.labelled.losses[0].told


def test_h5p_marks_single_words_and_shows_two_stars_as_one() -> None:
    content = {
        "textField": "<p>The *heartless* plan *stunned*, the *whole town and *5***.</p><p>A ** star of *it**.</p>"
    }
    for data in (
        zipped({"content/content.json": json.dumps(content), "h5p.json": "{}"}),
        json.dumps(content).encode(),
    ):
        beginning = begin(data)
        assert beginning.lesson is not None
        assert beginning.imported is not None
        article = article_from_text(beginning.imported.article).article
        assert article is not None
        assert article.text == "The heartless plan stunned, the *whole town and 5*.\n\nA * star of *it*."
        found = [line.strip() for line in beginning.lesson.text.splitlines() if "find" in line]
        assert found == ["- find: heartless", "- find: stunned", "- find: 5*"]


def test_words_are_looked_for_in_the_article_that_is_there() -> None:
    head = "---\ntitle: T\nlanguage: en\n---\n\n"
    there = article_from_text(
        f"{head}Before it. The heartless plan stunned Merrowby. Our boat, our river!\n"
    ).article
    labels = studio(
        region("a", "heartless", "trap", 1),
        region("b", "Our boat", "trap"),
        region("c", "people say", "trap"),
    )
    beginning = begin(labels, there=there)
    assert beginning.imported is None
    assert beginning.lesson is not None
    assert "- trap: heartless\n" in beginning.lesson.text
    assert "- trap: Our boat\n" in beginning.lesson.text
    assert losses(beginning) == ["annotation 1, region 3: “people say” is not in the article; it said “trap”"]


@pytest.mark.parametrize(
    ("labels", "text", "found"),
    [
        (ptc(("12", "Doubt", 0, 4)), None, "labels without their text"),
        (ptc(("1", "Doubt", 0, 4), ("2", "Doubt", 0, 4)), b"Words of it.", "labels of 2 articles"),
        (b"no labels at all", b"Words of it.", "without labels"),
        (b"[1, 2]", None, "without annotations"),
        (b'{"a": ', None, "JSON that cannot be read"),
        (b"[" * 100_000, None, "JSON that cannot be read"),
        (zipped({"a.txt": "x"}), None, "without Mark the Words"),
        (json.dumps([{"annotations": [{"result": []}], "data": {}}]).encode(), None, "without their text"),
    ],
)
def test_what_holds_no_labels_is_refused(labels: bytes, text: bytes | None, found: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        begin(labels, text, name="a.txt")
    assert found in refused.value.found


STARTS = (
    b"",
    b"#FORMAT=WebAnno TSV 3.2\n#T_SP=a|b\n#Text=x\n1-1\t0-1\tx\t",
    b'[{"annotations": [{"result": [',
    b"1\tDoubt\t",
)


@given(st.sampled_from(STARTS), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@examples(300)
def test_whatever_is_given_for_labels_is_read_or_refused(start: bytes, data: bytes) -> None:
    with suppress(ImportRefused):
        assert begin(start + data, TEXT.encode()).imported is not None


@given(
    st.lists(
        st.sampled_from(["boat", "\U0001f600", "river", "e\u0301t", "\u00e9t", "town."]),
        min_size=1,
        max_size=30,
    ),
    st.data(),
)
@examples(200)
def test_each_label_of_ptc_is_found_where_it_was_made(words: list[str], data: st.DataObject) -> None:
    text = " ".join(["Begin", *words])
    first = data.draw(st.integers(0, len(words)))
    last = data.draw(st.integers(first, len(words)))
    start = len(" ".join(["Begin", *words][:first])) + (first > 0)
    end = len(" ".join(["Begin", *words][: last + 1]))
    beginning = begin(ptc(("12", "trap", start, end)), text.encode())
    assert beginning.imported is not None
    article = article_from_text(beginning.imported.article).article
    assert article is not None
    assert beginning.lesson is not None
    assert beginning.lesson.losses == ()


def test_a_span_in_letters_that_are_not_composed_is_carried_exactly() -> None:
    text = "Un e\u0301te\u0301 chaud, un e\u0301te\u0301 froid\u200f et un e\u0301te\u0301 de plus."
    start = text.index("e\u0301te\u0301", 15)
    beginning = begin(ptc(("12", "trap", start, start + 5)), text.encode())
    assert beginning.lesson is not None
    assert "- trap: \u00e9t\u00e9\n        after: froid\n" in beginning.lesson.text
