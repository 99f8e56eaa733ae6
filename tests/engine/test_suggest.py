"""Candidates for a key: what is looked for, where it is not, and that what is written anchors and changes nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.anchoring.quote import locate
from lessons.author.suggesting.candidate import (
    TECHNIQUES,
    Candidate,
    KeyTroubleError,
    Sort,
    as_comment,
    with_comments,
)
from lessons.author.suggesting.searches import suggest
from lessons.author.suggesting.sentence import loaded_words, people, reporting_verbs
from lessons.cli.suggest import CLASSES
from lessons.lesson.files import AnnotationField, KeyFile
from lessons.loading.article_source import article_from_text
from lessons.loading.glossary_source import read_glossary
from lessons.loading.validation import validate
from lessons.loading.yaml_source import read_yaml, read_yaml_text
from lessons.model.article import Article
from lessons.model.glossary import Glossary
from lessons.text import normalise
from tests.helpers.hard_text import ARTICLES

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "lessons" / "author" / "suggesting"
GLOSSARY = read_glossary(ROOT / "content" / "techniques.yaml")[0]


PARENTS = "Parents no longer trust the school in Mill Street, and they are all leaving."


def article(body: str, language: str = "en") -> Article:
    made = article_from_text(f"---\ntitle: A\nlanguage: {language}\n---\n\n{body}\n").article
    assert made is not None
    return made


def found(body: str) -> list[tuple[str, str]]:
    read = article(body)
    return [(str(one.sort), read.text[one.span.start : one.span.end]) for one in suggest(read, GLOSSARY)]


def of_sort(sort: Sort, body: str) -> list[str]:
    return [words for name, words in found(body) if name == sort]


# What is looked for -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "body", "words"),
    [
        (Sort.LOADED, "The mayor slammed the shameful plan.", ["slammed", "shameful"]),
        (Sort.LOADED, "She called it \u201ca shameful plan\u201d, and left.", []),
        (Sort.LOADED, "The war went on for a year.", []),
        (Sort.LOADED, "They stood at the turning point, on the verge of it.", ["turning point", "on the verge"]),
        (Sort.VOUCHING, "She pointed out that it rained. He revealed it.", ["pointed", "revealed"]),
        (Sort.VOUCHING, "The notes were lost, and two points went to Ana.", []),
        (Sort.VOUCHING, "A report notes that it rained.", ["notes"]),
        (Sort.DOUBTING, "He claims that it rained. Two claims were settled.", ["claims"]),
        (Sort.DOUBTING, "He insisted on tea; tea was denied.", ["insisted"]),
        (Sort.PASSIVE, "It is widely seen as a success.", ["is widely seen"]),
        (Sort.PASSIVE, "It was rejected by the council. The bridge was built in 1932.", []),
        (Sort.ANONYMOUS, "Observers say it failed. Many residents fear it.", ["Observers", "Many residents"]),
        (Sort.ANONYMOUS, "Eight of the twelve residents fear it. Residents cooked.", []),
        (Sort.SCARE, "The club showed its \u201cplan\u201d to members.", ["\u201cplan\u201d"]),
        (Sort.SCARE, "She called it a \u201cplan\u201d on Monday.", []),
        (Sort.UNSOURCED, PARENTS, [PARENTS]),
        (Sort.UNSOURCED, "Parents no longer trust the school in Mill Street, the teacher said on Monday.", []),
        (Sort.UNSOURCED, "It rained.", []),
        (Sort.EXAMPLE, "The council slashed the budget.", ["slashed"]),
    ],
)  # fmt: skip
def test_what_is_a_candidate(sort: Sort, body: str, words: list[str]) -> None:
    assert of_sort(sort, body) == words


def test_furniture_is_not_searched_and_other_languages_neither() -> None:
    assert found("::: furniture\nObservers slammed it.\n:::\n\nIt rained.") == []
    assert suggest(article("Observers slammed it.", "de"), GLOSSARY) == ()


def test_the_lists_are_sound() -> None:
    for name in ("lexicon.yaml", "verbs.yaml", "people.yaml"):
        assert read_yaml(LISTS / name).problems == ()
        assert "taken from no other list" in (LISTS / name).read_text("utf-8").replace("\n# ", " ")
    assert 200 <= len(loaded_words()) <= 300
    assert len({entry.pattern for entry in loaded_words()}) == len(loaded_words())
    verbs = reporting_verbs()
    forms = [form for kind in verbs.values() for form in kind.forms]
    assert len(forms) == len(set(forms))
    assert all(kind.nouns <= kind.forms for kind in verbs.values())
    assert not people().always & people().with_verb
    assert all(GLOSSARY.technique(id) for id in TECHNIQUES.values())
    assert list(CLASSES) == [str(sort) for sort in Sort]


@pytest.mark.thorough
@given(ARTICLES)
def test_every_candidate_lies_in_one_block_and_can_be_written(read: Article) -> None:
    for one in suggest(read, GLOSSARY):
        assert read.block_at(one.span.start).span.end >= one.span.end
        if read.text == normalise(read.text):  # as every article that was loaded
            assert as_comment(read, one, GLOSSARY)


# What is written --------------------------------------------------------------------------------------------------

BODY = "The mayor slammed it.\n\nShe slammed it; observers slammed \u201cit: all\u201d, he claims. It is seen as done."


def uncommented(lines: str) -> list[AnnotationField]:
    text = "format: 1\nanswers: {}\nannotations:\n" + "\n".join(
        line.removeprefix("# ") for line in lines.split("\n")
    )
    document = read_yaml_text(text, Path("key.yaml"))
    assert document.problems == ()
    key = validate(KeyFile, document.value, document)
    assert isinstance(key, KeyFile)
    return list(key.annotations)


def comments(read: Article, glossary: Glossary = GLOSSARY) -> tuple[list[str], tuple[Candidate, ...]]:
    candidates = suggest(read, glossary)
    return [as_comment(read, one, glossary) for one in candidates], candidates


def test_a_comment_becomes_an_annotation_that_anchors() -> None:
    read = article(BODY)
    lines, candidates = comments(read)
    assert len(lines) >= 6
    for one, entry in zip(candidates, uncommented("\n".join(lines)), strict=True):
        assert locate(read, entry).spans == (one.span,)
        assert entry.technique == one.technique


def test_a_technique_that_the_course_does_not_have_is_left_out() -> None:
    lines, _ = comments(article(BODY), Glossary())
    assert not any("technique:" in line for line in lines)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "key",
    [
        "format: 1\nanswers: {}\n",
        "format: 1\nanswers: {}",
        "\ufefff: 1\n# x\n",
        "a:\n  b: |\n    text\n",
        "a: [\n  b]\n",
        "a: |+\n  text\n",
    ],
)
def test_the_file_says_the_same_and_nothing_is_written_twice(tmp_path: Path, key: str, end: str) -> None:
    path = tmp_path / "key.yaml"
    path.write_bytes(key.replace("\n", end).encode())
    before = read_yaml(path).value
    lines, _ = comments(article(BODY))
    text, count = with_comments(path, lines)
    assert count == len(lines)
    path.write_bytes(text.encode())
    assert read_yaml(path).value == before
    assert text.startswith(key.replace("\n", end))
    assert ("\r\n" in text) == (end == "\r\n" and "\n" in key) or end == "\n"
    assert with_comments(path, lines) == (text, 0)
    more, count = with_comments(path, [*lines, "#   - quote: x\n#     why: y"])
    assert count == 1
    assert more.count("Candidates found") == 1


@pytest.mark.parametrize("key", [b"a: [", b"a: 1\na: 2\n", b"\xff", b"a: 1\rb: 2\n"])
def test_a_file_that_cannot_be_added_to_is_left_alone(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "key.yaml"
    path.write_bytes(key)
    with pytest.raises(KeyTroubleError, match="key"):
        with_comments(path, ["#   - quote: x"])


@given(st.text(max_size=60))
def test_the_searches_take_any_text(text: str) -> None:
    made = article_from_text(f"---\ntitle: A\nlanguage: en\n---\n\nIt {text} slammed\n").article
    if made is not None:
        suggest(made, GLOSSARY)
