"""article.md becomes numbered blocks of plain text, and nothing a reader would see is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.loading.article_source import (
    MAX_LINES,
    MAX_SIGNS,
    ArticleSource,
    article_from_text,
    read_article,
    read_article_source,
)
from lessons.loading.source import MAX_REPORTS
from lessons.model.article import Article, Masthead
from lessons.model.problem import Severity
from lessons.text import forbidden, normalise
from lessons.text.spans import Span
from tests.helpers.examples import examples
from tests.helpers.fixture_cases import Case, cases

HEAD = "---\ntitle: T\nlanguage: en\n---\n"


def whole(source: ArticleSource) -> Article:
    assert source.article is not None, [str(problem) for problem in source.problems]
    return source.article


def article_of(body: str) -> Article:
    return whole(article_from_text(f"{HEAD}\n{body}"))


def told(source: ArticleSource) -> list[str]:
    return [f"{p.place.line}:{p.place.column} {p.code} {p.found}" for p in source.problems]


def shown(article: Article) -> str:
    lines = []
    for block in article.blocks:
        text = article.text[block.span.start : block.span.end].replace("\n", "⏎")
        lines.append(f"{block.label}: {block.lead}{'|' * bool(block.lead)}{text}")
    return "\n".join(lines)


@pytest.mark.parametrize("case", cases("article_blocks.txt"), ids=lambda case: case.title)
def test_blocks(case: Case) -> None:
    assert shown(article_of(case.given)) == case.expected


def test_the_text_is_the_blocks_joined_by_a_blank_line() -> None:
    article = article_of("# A\n\nb\n\n::: furniture\nc\n:::\n")
    assert article.text == "A\n\nb\n\nc"
    assert [(block.label, block.role, block.span, block.level) for block in article.blocks] == [
        ("h1", "heading", Span(0, 1), 1),
        ("1", "paragraph", Span(3, 4), 0),
        ("f1", "furniture", Span(6, 7), 0),
    ]


def test_styles_lie_over_their_words() -> None:
    article = article_of("x *a **b** c*\n\n|`d`|[e](f)|\n|-|-|\n")
    found = [(style.name, article.text[style.span.start : style.span.end]) for style in article.styles]
    assert found == [("emphasis", "a b c"), ("strong", "b"), ("code", "d"), ("link", "e")]


def test_the_source_line_of_each_block() -> None:
    source = article_from_text(f"{HEAD}\n# A\n\nb\nb\n\n- c\n- d\n\n|e|\n|-|\n|f|\n")
    assert source.block_lines == {"h1": 6, "1": 8, "2": 11, "3": 12, "4": 14, "5": 16}


def test_the_masthead() -> None:
    text = (
        "---\ntitle: The  title\noutlet: O\nbyline: 'B'\npublished: 2025-10-02\nlanguage: en-GB\n"
        "rendition: true\nfollows: F\nrights: CC BY 4.0\n---\n\nx\n"
    )
    expected = Masthead("The title", "O", "B", "2025-10-02", "en-GB", True, "F", "CC BY 4.0")
    assert whole(article_from_text(text)).masthead == expected
    assert article_of("x").masthead == Masthead("T")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", ["1:1 F101 no front matter"]),
        ("", ["1:1 F101 no front matter"]),
        ("---\ntitle: x\n\ntext", ["1:1 F101 front matter that is never closed"]),
        ("---\ntitle: x\ntitel: y\nlanguage: en\n---\nz", ["3:1 F102 unknown key 'titel'"]),
        ("---\nbyline: x\n---\nz", ["2:1 F103 missing key 'title'", "2:1 F103 missing key 'language'"]),
        ("---\ntitle: [x]\nlanguage: en\n---\nz", ["2:8 F104 title holds a list or a mapping"]),
        ("---\ntitle: x\nlanguage: en\nbyline:\n---\nz", ["4:8 F104 byline holds nothing"]),
        ("---\ntitle: x\nlanguage: English!\n---\nz", ["3:11 F104 language is 'English!'"]),
        ("---\ntitle: x\nlanguage: en\nrendition: yes\n---\nz", ["4:12 F104 rendition is 'yes'"]),
        ("---\ntitle: x\nlanguage: en\npublished: May\n---\nz", ["4:12 F105 published is 'May'"]),
        ("---\ntitle: x: y\nlanguage: en\n---\nz", ["2:9 Y107 a colon where no key can stand"]),
        ("---\ntitle: x\ntitle: y\nlanguage: en\n---\nz", [
            "3:1 Y117 the key 'title' a second time; the first is in line 2"
        ]),
        (f"{HEAD}", ["4:1 F110 an article without text"]),
        (f"{HEAD}\n::: furniture\na\n", ["6:1 F113 page furniture that is never closed"]),
        (
            f"{HEAD}\n::: furniture\na\n\nStory.\n\n::: furniture\nb\n:::\n\nStory.\n",
            [
                "11:1 F113 page furniture inside the page furniture of line 6, which is not closed before it"
            ],
        ),
        (
            f"{HEAD}\n:::: furniture\na\n\n::: furniture\nb\n:::\n\n::: furniture\nc\n:::\n::::\n\nStory.\n",
            [
                "9:1 F113 page furniture inside the page furniture of line 6, which is not closed before it",
                "13:1 F113 page furniture inside the page furniture of line 6, which is not closed before it",
            ],
        ),
        (
            f"{HEAD}\nOne.\n\n<<<<<<< HEAD\nTwo.\n=======\nThree.\n>>>>>>> theirs\n",
            ["8:1 Y121 the mark of a merge conflict: <<<<<<< HEAD"],
        ),
        (f"{HEAD}\na\n\n::: furnitur\nb\n:::\n", [
            "8:1 F113 a line of colons that is shown as text: ::: furnitur b :::"
        ]),
        (f"{HEAD}\n{'> ' * 30}x\n", [
            "6:1 F112 lists or quotations nested too deeply: what stands inside would be lost"
        ]),
        (f"{HEAD}\na <b>b</b>", ["6:1 F114 HTML that is shown as typed: <b>"]),
        (f"{HEAD}\na `<b>` b", []),
        (f"{HEAD}a\x1b[1m\n\u202eb", [
            "5:2 Y105 the character U+001B (ESC)", "6:1 Y105 the character U+202E (right-to-left override)"
        ]),
        (f"{HEAD}" + "a\n" * MAX_LINES, [f"1:1 F111 {MAX_LINES + 5} lines"]),
        (f"{HEAD}" + "[" * (MAX_SIGNS + 1), [f"1:1 F111 {MAX_SIGNS + 1} Markdown signs ([ ] * _ < & ` | \\)"]),
    ],
)  # fmt: skip
def test_problems(text: str, expected: list[str]) -> None:
    source = article_from_text(text)
    assert told(source) == expected
    errors = any(problem.severity is Severity.ERROR for problem in source.problems)
    assert (source.article is None) == errors


def test_near_misses_get_a_suggestion() -> None:
    source = article_from_text("---\ntitle: x\nlanguage: en\noutled: y\n---\nz")
    assert source.problems[0].fix == "did you mean 'outlet'?"


def test_the_text_does_not_depend_on_line_ends_tabs_or_composition() -> None:
    body = f"{HEAD}\n# é\n\na b\nc\n"
    plain = whole(article_from_text(body))
    for other in (
        "\ufeff" + body,
        body.replace("\n", "\r\n"),
        body.replace("\n", "\r"),
        body.replace("é", "e\u0301"),
        body.replace("a b", "a\tb"),
        body.replace("c", "\u202ec\x00"),
    ):
        assert whole(article_from_text(other)).hash == plain.hash


def test_many_unknown_fields_make_few_problems() -> None:
    head = "\n".join(f"k{n}: x" for n in range(19_000))
    assert len(article_from_text(f"---\n{head}\n---\nz").problems) <= MAX_REPORTS


def test_files_that_are_none(tmp_path: Path) -> None:
    article, problems = read_article(tmp_path / "gone.md")
    assert article is None
    assert [problem.code for problem in problems] == ["Y101"]
    (tmp_path / "a.md").write_bytes(b"---\ntitle: \xff")
    assert [problem.code for problem in read_article(tmp_path / "a.md")[1]] == ["Y104"]
    (tmp_path / "a.md").write_text(f"{HEAD}\nx\n")
    assert whole(read_article_source(tmp_path / "a.md")).text == "x"


HOSTILE = ["[", "![", "> ", "- ", "*", "*a ", "_a", "`", "<", "&", "\\", "[](", "[a](b", "a\n", "- a\n",
           "# a\n", "> a\n", "```\n", "::: furniture\n", "|", "[a]: b\n", "<a ", "&#x", "*_", "1. ",
           "a\n===\n", "    a\n"]  # fmt: skip


@pytest.mark.sample(1)
@pytest.mark.parametrize("scrap", HOSTILE)
def test_hostile_markdown_is_read_or_refused(scrap: str) -> None:
    """100 KB of each; whatever comes out, the test ends in time."""
    source = article_from_text(HEAD + scrap * (100_000 // len(scrap)))
    assert source.article is not None or source.problems
    source = article_from_text(HEAD + scrap * (15_000 // len(scrap)))
    assert source.article is not None or source.problems


def test_deeply_nested_images_do_not_recurse() -> None:
    article = article_of("![" * 1500 + "x" + "](y)" * 1500)
    assert "x" in article.text


_MARKUP = st.lists(
    st.sampled_from([*"*_`[]()!#>-+.|<&\\:~", "::: furniture\n", ":::\n", "\n", "\n\n", "  \n", "    ", "1. ",
                     "- ", "> ", "&amp;", "<b>", "```\n", "|-|\n", "é", "e\u0301", "\u202e", "\x1b", "語",
                     "word ", "[a](b)"]),
    max_size=40,
).map("".join)  # fmt: skip


@examples(300)
@given(_MARKUP)
def test_any_markup_gives_a_sound_article_or_a_problem(body: str) -> None:
    source = article_from_text(f"{HEAD}\n{body}")
    if source.article is None:
        assert any(problem.severity is Severity.ERROR for problem in source.problems)
        return
    article = source.article
    assert normalise(article.text) == article.text
    assert not forbidden(article.text)
    assert article.text == "\n\n".join(
        article.text[start:end] for start, end in (b.span for b in article.blocks)
    )
    lines = body.count("\n") + 6
    for block in article.blocks:
        text = article.text[block.span.start : block.span.end]
        assert text
        assert text == text.strip()
        assert 5 <= source.block_lines[block.label] <= lines
    for style in article.styles:
        assert any(block.span.holds(style.span) for block in article.blocks)
        assert style.span.start < style.span.end


_WORDS = st.lists(st.text("abcdeé語", min_size=1, max_size=8), min_size=1, max_size=30)


@given(_WORDS, st.data())
def test_every_word_survives(words: list[str], data: st.DataObject) -> None:
    wraps = [
        "{}",
        "*{}*",
        "**{}**",
        "`{}`",
        "[{}](x)",
        "![{}](x)",
        "- {}",
        "> {}",
        "# {}",
        "1. {}",
        "\n\n{}",
        "{}\\\n",
        "<i>{}</i>",
    ]
    body = "\n".join(data.draw(st.sampled_from(wraps)).format(word) for word in words)
    source = article_from_text(f"{HEAD}\n{body}\n")
    found = source.article.text if source.article else ""
    position = 0
    for word in words:
        position = found.index(word, position) + len(word)


@examples(200)
@given(st.text(st.characters(), max_size=200))
def test_no_text_raises(text: str) -> None:
    for whole_text in (text, HEAD + text, f"---\n{text}\n---\nx"):
        source = article_from_text(whole_text)
        assert source.article is not None or source.problems
