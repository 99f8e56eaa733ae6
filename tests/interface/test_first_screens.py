"""What a student sees first: the article alone, then each exercise with its question and where its answer begins."""

import re
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.widget import Widget

from lessons.loading.catalogue import courses
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.play import Phase
from tests.helpers.play import Play, playing, request
from tests.helpers.tiny import COURSE
from tui.screens.lesson import LessonScreen

CONTENT = Path(__file__).parents[2] / "content"
LESSONS = {card.id: card.folder for course in courses([CONTENT, COURSE]) for card in course.lessons}
SIZES = ((80, 24), (60, 20))
MOST_WORDS = 90
QUICK = ("tiny", "warm-up")
EVERY = [
    pytest.param(id, size, id=f"{id}-{size[0]}x{size[1]}", marks=() if id in QUICK else pytest.mark.thorough)
    for id in LESSONS
    for size in SIZES
]


def lesson_screen(play: Play) -> LessonScreen:
    screen = play.app.screen
    assert isinstance(screen, LessonScreen)
    return screen


def region_of_articles(screen: LessonScreen) -> Region:
    """Where the desk stands, by what lies on it: it paints nothing itself, and so has no region of its own."""
    return Region.from_union([one.region for one in screen.desk.query(Widget) if one.region.area])


def around_the_article(screen: LessonScreen, shown: str) -> list[str]:
    """The words on the screen that are not the article's."""
    article = region_of_articles(screen)
    rows = shown.splitlines()
    told = " ".join(rows[: article.y] + rows[article.bottom :])
    return [word for word in told.split() if re.search(r"\w", word)]


def phase(play: Play) -> Phase:
    return lesson_screen(play).session.phase


def begins(text: str, letters: int = 10) -> str:
    """The first letters of a text that stands somewhere on a screen, blanks and signs left out."""
    return "".join(re.findall(r"\w", text))[:letters]


def told(shown: str) -> str:
    return "".join(re.findall(r"\w", shown))


def answer_begins(screen: LessonScreen, shown: str) -> bool:
    """Whether the first option, row or markable paragraph, or the field, is on the screen."""
    form, rows = screen.session.exercise.form, shown.splitlines()
    match form:
        case PickForm():
            return any(re.search(r"1 [(\[][ x][)\]] \S", row) for row in rows)
        case GridForm():
            first = next(iter(form.columns[0].options)).text
            return any("1. " in row for row in rows) and begins(first, 6) in told(shown)
        case OrderForm():
            return any(re.search(r"1\. +\S", row) for row in rows)
        case TextForm():
            field = screen.field.region
            return field.height > 2 and field.bottom <= screen.size.height
        case MarkForm():
            view = screen.desk.view(form.side)
            start = form.scope[0].start if form.scope else 0
            region = view.region
            article = "\n".join(row[region.x : region.right] for row in rows[region.y : region.bottom])
            return begins(view.article.text[start : start + 40]) in told(article)
    raise AssertionError(form)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("id", "size"), EVERY)
async def test_every_exercise_opens_with_its_question_and_the_beginning_of_its_answer(
    id: str, size: tuple[int, int]
) -> None:
    async with playing(size=size, wish=request((CONTENT, COURSE), LESSONS[id])) as play:
        screen = lesson_screen(play)
        exercises = screen.session.lesson.exercises
        for number, exercise in enumerate(exercises, 1):
            screen.session.goto(number - 1)
            screen.open_exercise()
            shown = await play.shown()
            where = f"{id} {number} {exercise.kind.name}\n{shown}"
            assert f"{number}/{len(exercises)}" in shown.splitlines()[0], where
            question = re.sub(r"[*_`]", "", exercise.task.prompt)
            pane = shown.splitlines()[screen.query_one("#working").region.y :]
            assert begins(question) in told("\n".join(pane)), where
            assert answer_begins(screen, shown), where


@pytest.mark.thorough
@pytest.mark.parametrize(("id", "size"), EVERY)
async def test_a_new_lesson_opens_at_its_article(id: str, size: tuple[int, int]) -> None:
    async with playing(size=size, wish=request((CONTENT, COURSE), LESSONS[id]), reading=True) as play:
        screen = lesson_screen(play)
        assert phase(play) is Phase.READING
        shown = await play.shown()
        blocks = screen.desk.view("main").article.blocks
        headline = next((block for block in blocks if block.role == "heading"), blocks[0])
        top = region_of_articles(screen)
        article = "\n".join(shown.splitlines()[top.y : top.y + top.height // 2 + 2])
        assert begins(screen.desk.view("main").article.text[headline.span.start : headline.span.end]) in told(
            article
        )
        assert "n exercise 1" in shown
        assert "commit  " not in shown
        assert len(around_the_article(screen, shown)) <= MOST_WORDS, shown
        shown = await play.press("n")
        assert phase(play) is Phase.ANSWERING
        assert len(around_the_article(screen, shown)) <= MOST_WORDS, shown
        assert "line by line" not in shown.lower()
    async with playing(size=size, wish=request((CONTENT, COURSE), LESSONS[id]), reading=True) as play:
        assert phase(play) is Phase.ANSWERING


async def test_a_lesson_of_one_exercise_is_read_first_and_then_asked(tmp_path: Path) -> None:
    lesson = tmp_path / "one"
    lesson.mkdir()
    head = "format: 1\ntitle: One\nsummary: One.\nminutes: 5\nlevel: 1\ngoals: [Read.]\n"
    exercise = "{id: first, kind: mark, strand: language, prompt: Mark the first word.}"
    answer = "{mark: [{quote: Opening, why: It is the first.}], why: It is the first.}"
    (lesson / "article.md").write_text(
        "---\ntitle: One\nlanguage: en\n---\n\nOpening of a very short article.\n"
    )
    (lesson / "lesson.yaml").write_text(f"{head}exercises:\n  - {exercise}\n")
    (lesson / "key.yaml").write_text(f"format: 1\nanswers:\n  first: {answer}\n")
    async with playing(wish=request((tmp_path,), lesson), reading=True) as play:
        assert phase(play) is Phase.READING
        shown = await play.press("n")
        assert phase(play) is Phase.ANSWERING
        assert "Mark the first word." in shown


PINNED = {
    "after marks": ("space right right space right right space", "Mark the words that carry", "3 marks"),
    "in the list": ("space a pagedown", "Mark the words that carry", "1 mark"),
    "zoomed": ("z space", "Mark the words that carry", "1 mark"),
    "zoomed, next exercise": ("z s", "Mark the loaded words", "0 marks"),
    "in a table": ("s s s 1 pagedown", "Name the technique", "4/16"),
    "while typing": ("s s s s s s s s s s s n o n e", "How often does the word", "12/16"),
    "explained": ("space c pagedown", "Mark the words that carry", "1/16"),
}


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "60x20"])
@pytest.mark.parametrize("keys", PINNED.values(), ids=list(PINNED))
async def test_the_question_and_its_counter_stay(keys: tuple[str, str, str], size: tuple[int, int]) -> None:
    pressed, question, counter = keys
    async with playing("enter " + pressed, size=size) as play:
        shown = await play.shown()
        assert question in shown
        assert counter in shown
