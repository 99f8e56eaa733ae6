"""What was filled in on a plain page can be undone and made again, skipped and looked for, as line by line."""

from pathlib import Path

import pytest

from lessons.kinds.written_answers import onward
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.prose import one_line
from tests.helpers.place import home
from tests.helpers.plain_pages import answered, spoken
from tests.helpers.served import served
from tests.helpers.tiny import TINY, TWO_STORIES
from tests.server.test_plain_pages import at_exercise, summary_of

EVERY = [
    (folder, number)
    for folder in (TINY, TWO_STORIES)
    for number in range(1, len(open_lesson(folder).exercises) + 1)
]


@pytest.mark.sample(9)
@pytest.mark.parametrize(("folder", "number"), EVERY, ids=[f"{one.name}-{n}" for one, n in EVERY])
async def test_every_change_is_undone_and_made_again(folder: Path, number: int) -> None:
    """A form that comes back as it was shown is no change: each press undoes one step."""
    async with served(roots=(folder.parent,)) as own:
        lesson = open_lesson(folder, home())
        exercise = lesson.exercises[number - 1]
        perfect = open_key(lesson).bound[exercise.id].perfect()
        reader, page = await at_exercise(own, number, folder)
        assert not {"undo", "redo"} & {*page.form.buttons}
        page = await answered(reader, page, lesson, exercise, perfect)
        filled = spoken(await reader.get(page.form.action))
        steps = 0
        while "undo" in page.form.buttons:
            page = await reader.send(page.form, "undo")
            assert "Taken back." in spoken(page)
            steps += 1
            assert steps < 20
        kept = onward(exercise.form, perfect, None)
        if steps:
            assert spoken(await reader.get(page.form.action)) != filled
        else:
            assert kept == perfect  # nothing of it can be taken back
        for _step in range(steps):
            page = await reader.send(page.form, "redo")
            assert "Made again." in spoken(page)
        assert "redo" not in page.form.buttons
        assert spoken(await reader.get(page.form.action)) == filled
        await reader.send(page.form, "hand-in")
        summary = await summary_of(own, folder)
        assert summary.answered == 1
        assert not summary.missed


async def test_what_was_filled_in_just_now_is_the_change_taken_back() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        page = await reader.send(page.form, "keep", text="one")
        page = await reader.send(page.form, "undo", text="two")
        assert page.form.values["text"] == ["one"]
        assert "Taken back. Your answer: one" in spoken(page)
        page = await reader.send(page.form, "redo", text="three")
        assert "There is nothing to redo here." in spoken(page)
        assert page.form.values["text"] == ["three"]


async def test_words_that_are_not_kept_are_gone_and_the_marks_stay() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 2)
        page = await reader.send(page.form, "keep", words="greedy")
        page = await reader.send(page.form, "undo", words="zebra")
        assert page.status == 200
        assert page.form.values["words"] == [""]
        assert "greedy paragraph 1" in spoken(page)


async def test_nothing_is_undone_after_handing_in_or_from_an_old_page() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        old = await reader.send(page.form, "keep", pick="brook")
        page = await reader.send(old.form, "hand-in")
        late = await reader.send(old.form, "undo")
        assert late.status == 409
        again = await reader.send(page.form, "undo")
        assert "100 of 100" in spoken(again)


async def test_an_exercise_is_skipped_and_says_so() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        page = await reader.send(page.form, "skip")
        assert "Exercise 6 of 16" in spoken(page)
        assert "Go to exercise 5 skipped" in spoken(page)
        page = await reader.send(page.form, "goto 16")
        assert "skip" not in page.form.buttons


async def test_words_are_found_and_what_was_filled_in_is_kept() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        page = await reader.send(page.form, "find", find="greedy", text="none yet")
        assert "1 place has 'greedy': 1.1.2: " in spoken(page)
        assert page.form.values["text"] == ["none yet"]
        page = await reader.send(page.form, "enter", find="zebra")
        assert "'zebra' is not in the text." in spoken(page)
        page = await reader.send(page.form, "enter", text="two")
        assert "Your answer is kept." in spoken(page)
        page = await reader.send(page.form, "find", find=" ")
        assert page.status == 422
        assert "Type the words to find." in spoken(page)


async def test_the_glossary_tells_each_technique_whole() -> None:
    async with served() as own:
        _reader, page = await at_exercise(own, 1)
        lesson = open_lesson(TINY, home())
        for technique in lesson.glossary.techniques:
            assert one_line(technique.definition) in page.text
            assert one_line(technique.example or "") in page.text
            assert one_line(technique.is_not or "") in page.text


async def test_the_first_answer_is_explained_after_practice() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        page = await reader.send(page.form, "hand-in all")
        page = await reader.send(page.form, "again")
        page = await reader.send(page.form, "hand-in", pick="brook")
        assert "Your first answer stays the score: 0 of 100." in spoken(page)
        page = await reader.send(page.form, "look 5")
        assert "0 of 100" in spoken(page)
        assert "This was practice" not in spoken(page)
        own_page = await reader.get("/plain/course/tiny/page")
        assert "Ana" in own_page.source
        assert "0 of 100, 1 of 16 exercises" in own_page.text
