"""The article on the screen: what it looks like, what its keys and the mouse do, what it says."""

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from lessons.model.article import Article, Style
from lessons.text.spans import Span
from tests.helpers.article_app import ArticleApp
from tests.helpers.articles import article_of, span_in
from tests.helpers.hard_text import make_article
from tests.helpers.screen_text import place_of, screen_text, style_of
from tui import themes
from tui.widgets.article_marks import Decoration
from tui.widgets.article_view import ArticleView

LONG = (
    "At the club's meeting in Sochi the president calls the feverish warnings of an attack political theatre, "
    "and nobody in the hall laughed. He spoke for almost four hours."
)
STORY = article_of(
    ":[a betting company's name]",
    ":Politics",
    "#Moscow wants peace but will not kneel",
    LONG,
    "警告する日本語。 👩\u200d👧 cafe\u0301 and a very long word: " + "w" * 90,
    "The text holds [b]brackets[/b] and [@click=app.quit]no link[/].",
    *(f"Paragraph {number} comes after. " + "More words follow it. " * 8 for number in range(4, 40)),
)


def span(words: str) -> Span:
    return span_in(STORY, words)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=["60x20", "80x24", "120x40"])
async def test_looks(size: tuple[int, int], golden: SnapshotAssertion) -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=size) as pilot:
        app.view.scope = [span(LONG), STORY.by_label["2"].span]
        app.mark(
            (span("feverish warnings"), "right", "+"),
            (span("political theatre"), "debatable", "~"),
            (span("nobody"), "missed", "o"),
            (span("laughed"), "wrong", "x"),
            (span("and a very"), "trap", "!"),
        )
        await pilot.pause()
        assert screen_text(app) == golden
        assert app.cursor_position == place_of(app, "At the")


async def test_walking_says_where_and_keeps_the_terminal_cursor_on_the_word() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(
            "right_curly_bracket", "right_curly_bracket", "right_curly_bracket", "right", "down"
        )
        assert app.moves[-2:] == [span("the club").start, span("warnings").start]
        assert app.cursor_position == place_of(app, "warnings")
        assert style_of(app, "warnings").reverse
        assert not style_of(app, "political").reverse
        await pilot.press("right_square_bracket")
        assert app.view.cursor.span.end == len(STORY.text.rstrip()) - 1
        assert app.cursor_position[1] < 23
        await pilot.press("pageup", "left_square_bracket")
        assert app.moves[-1] == span("a betting").start


async def test_marking_words_and_taking_marks_away() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.go_to(span("feverish"))
        await pilot.press("shift+right", "enter")
        app.view.go_to(span("political"))
        await pilot.press("v", "right", "space")
        app.view.go_to(span("nobody"))
        await pilot.press("space")
        assert app.said == [
            ("marked", span(words)) for words in ("feverish warnings", "political theatre", "nobody")
        ]
        assert app.view.cursor.selection is None
        app.mine(mark for _, mark in app.said)
        app.said.clear()
        await pilot.press("shift+tab", "delete", "shift+tab", "right", "enter", "right", "delete")
        assert app.said == [("unmarked", span("political theatre")), ("unmarked", span("feverish warnings"))]


async def test_naming_the_technique() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.labels = 2
        app.mine([span("political theatre")])
        app.view.go_to(span("theatre"))
        await pilot.press("2", "3", "l")
        app.view.go_to(span("nobody"))
        await pilot.press("shift+right", "1")
        assert app.said == [("label", span("political theatre"))] * 2 + [("label", span("nobody in"))]
        assert app.digits == [2, None, 1]
        assert app.left == ["3"]


async def test_keys_it_does_not_use_are_left_to_the_screen() -> None:
    app = ArticleApp(STORY, marking=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "space", "v", "l", "1", "delete", "escape", "n")
        assert app.left == ["enter", "space", "v", "l", "1", "delete", "escape", "n"]
        await pilot.press("shift+right")
        assert app.view.cursor.selection is None
        assert not app.said
        app.mine([span("Politics")])
        await pilot.press("tab")
        assert app.view.cursor.span == span("Politics")
        assert app.view.has_focus
        await pilot.press("tab")
        assert not app.view.has_focus


async def test_escape_drops_the_selection_first() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("shift+right", "escape")
        assert app.view.cursor.selection is None
        assert app.left == []
        await pilot.press("escape")
        assert app.left == ["escape"]


async def test_the_mouse_marks_by_a_drag_and_walks_by_a_click() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        x, y = place_of(app, "feverish")
        await pilot.mouse_down(app.view, offset=(x + 3, y))
        await drag(pilot, *place_of(app, "political"))
        assert style_of(app, "of").reverse
        await pilot.mouse_up(app.view, offset=place_of(app, "political"))
        words = "feverish warnings of an attack political"
        assert app.said == [("marked", span(words))]
        app.mine([span(words)])
        await pilot.click(app.view, offset=place_of(app, "attack"))
        assert app.view.cursor.span.start == span("an attack").start + 3
        assert app.view.current_mark == app.view.decorations[0]
        assert len(app.said) == 1
        wheel = events.MouseScrollDown(app.view, 5, 5, 0, 1, 0, False, False, False)
        app.view.post_message(wheel)
        await pilot.pause()
        assert app.view.scroll_offset.y > 0


async def test_a_double_click_marks_a_word() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        x, y = place_of(app, "feverish")
        await pilot.click(app.view, offset=(x + 3, y))
        assert app.said == []
        await pilot.double_click(app.view, offset=(x + 3, y))
        assert app.said == [("marked", span("feverish"))]


async def drag(pilot: Pilot[None], x: int, y: int, button: int = 1) -> None:
    """Move the mouse over the article with the button down; Pilot itself moves it only with the button up."""
    view = pilot.app.query_one(ArticleView)
    pilot.app.post_message(events.MouseMove(view, x, y, 0, 0, button, False, False, False))
    await pilot.pause()


async def test_a_drag_beyond_the_edge_turns_the_page_row_by_row() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.mouse_down(app.view, offset=(10, 21))
        for _ in range(5):
            top = app.view.scroll_offset.y
            await drag(pilot, 10, 30)
            assert 0 < app.view.scroll_offset.y - top <= 2  # two where a blank row is passed over
        await drag(pilot, 10, 30, button=0)  # the button was let go outside the terminal
        assert [kind for kind, _ in app.said] == ["marked"]
        await drag(pilot, 10, 3, button=0)
        assert len(app.said) == 1


async def test_a_new_width_keeps_the_place_of_reading() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.go_to(span("Paragraph 20"))
        await pilot.pause()
        top = screen_text(app).split("\n")[0][6:24]
        for width in (50, 41, 97, 120):
            await pilot.resize_terminal(width, 30)
            assert screen_text(app).split("\n")[0][6:24] == top
            assert app.cursor_position == place_of(app, "Paragraph 20")
        await pilot.resize_terminal(40, 6)
        assert app.cursor_position == place_of(app, "Paragraph 20")


async def test_scope_set_before_the_first_frame_or_after_brings_its_block_into_view() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.scope = (STORY.by_label["30"].span, STORY.by_label["20"].span)
        await pilot.pause()
        assert app.view.cursor.span.start == STORY.by_label["20"].span.start
        assert app.cursor_position == place_of(app, "Paragraph 20")
        assert style_of(app, "Paragraph 20").color != style_of(app, "Paragraph 21").color
        app.view.show(STORY)
        app.view.scope = [block.span for block in STORY.blocks]
        await pilot.pause()
        assert "│" not in screen_text(app)
        assert app.cursor_position == place_of(app, "a betting")
        app.view.display = False
        await pilot.pause()
        app.view.scope = [STORY.by_label["25"].span]
        await pilot.resize_terminal(70, 24)
        app.view.display = True
        await pilot.pause()
        assert " 25 │ Paragraph 25" in screen_text(app)


async def test_each_kind_of_mark_can_be_told_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ArticleApp(STORY, theme=themes.TERMINAL.name)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.go_to(span("Politics"))
        kinds = ("mine", "right", "partly", "missed", "wrong", "trap", "debatable", "annotation", "credit")
        words = (
            "president",
            "calls",
            "feverish",
            "warnings",
            "attack",
            "theatre",
            "nobody",
            "hall",
            "laughed",
        )
        app.mark(*((span(word), kind, "+") for word, kind in zip(words, kinds, strict=True)))
        await pilot.pause()
        plain = style_of(app, "meeting")
        for word in words:
            style = style_of(app, word)
            assert (style.underline, style.italic, style.strike) != (
                plain.underline,
                plain.italic,
                plain.strike,
            )


async def test_the_mark_stood_on_is_plain_to_see_without_the_focus() -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.mark((span("political theatre"), "annotation", "*"), (span("theatre"), "credit", "+"))
        app.query_one("#field").focus()
        app.view.go_to(span("political theatre"))
        await pilot.pause()
        assert style_of(app, "political").reverse
        assert not style_of(app, "an attack").reverse
        app.view.go_to(span("theatre"))
        await pilot.pause()
        assert not style_of(app, "political").reverse


@pytest.mark.parametrize("theme", [theme.name for theme in themes.THEMES])
async def test_nothing_from_a_text_acts_on_the_terminal(theme: str) -> None:
    wild = "\x1b]0;title\x07 \x9b31m [bold red]x[/] \u202eabc\u2066 \ud800 " + "e\u0301" * 90
    article = make_article(
        [("paragraph", wild), ("furniture", wild)], [Style(Span(3, 12), "strong")], lead="\x1b[2J• "
    )
    app = ArticleApp(article, theme=theme)
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.decorations = [Decoration(Span(14, 30), "mine", "\x1b[", "\x07bell")]
        await pilot.press("right", "shift+down", "right_square_bracket")
        shown = screen_text(app)
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\ud800")
        assert "[bold red]x[/]" in shown


async def test_an_article_without_words_is_shown_and_says_nothing() -> None:
    app = ArticleApp(Article(article_of("x").masthead, "", ()))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("right", "down", "v", "space", "l", "right_square_bracket", "tab")
        app.view.scope = [Span(0, 0)]
        app.view.go_to(Span(0, 0))
        await pilot.pause()
        assert not app.said


async def test_a_key_paints_only_the_rows_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ArticleApp(STORY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.go_to(span("feverish"))
        await pilot.pause()
        painted: list[int] = []
        paint = ArticleView.render_line

        def counted(view: ArticleView, y: int) -> Strip:
            painted.append(y)
            return paint(view, y)

        monkeypatch.setattr(ArticleView, "render_line", counted)
        await pilot.press("right")
        row = place_of(app, "feverish")[1]
        assert set(painted) == {row, row + 1}
        painted.clear()
        app.mine([span("hall")])
        await pilot.pause()
        assert set(painted) == {place_of(app, "hall")[1]}
