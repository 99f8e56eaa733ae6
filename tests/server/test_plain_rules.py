"""The plain pages follow the rules: of a test, of what the teacher holds, of kinds and forms that are new."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from server.hall import Hall
from tests.engine.test_a_new_form import course as new_form  # noqa: F401 - a fixture
from tests.engine.test_a_new_kind import ID, course  # noqa: F401 - a fixture
from tests.helpers.place import home
from tests.helpers.plain_pages import Reader, answered, spoken
from tests.helpers.sealed import sealed_tiny
from tests.helpers.served import served
from tests.helpers.tiny import COURSE
from tests.server.test_plain_pages import at_exercise, reader_at

TINY_PAGE = "/plain/course/tiny"


async def test_a_test_is_begun_taken_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch, minutes=30, glossary=False)
    async with served(roots=(folder.parent,)) as own:
        reader, page = await reader_at(own, folder)
        assert "You have 30 minutes from when you begin" in spoken(page)
        assert "Exercise" not in spoken(page)
        page = await reader.send(
            next(form for form in page.forms.values() if "begin" in form.buttons), "begin"
        )
        page = await reader.send(page.form, "next")
        assert "30 minutes left." in spoken(page)
        assert "Words and names" not in spoken(page)
        shut = await reader.get("/plain/review")
        assert shut.status == 403
        assert "Review is closed while your test runs." in spoken(shut)
        page = await reader.send(page.form, "hand-in", words="greedy")
        assert "it cannot be changed" in spoken(page)
        assert "What came of it" not in spoken(page)
        assert not {"again", "contest"} & {*page.form.buttons}
        for do in ("again", "look 1", "contest"):
            refused = await reader.send(page.form, do)
            assert refused.status == 422
        page = await reader.send(page.form, "goto 12")
        page = await reader.send(page.form, "keep", text="0")
        page = await reader.send(page.form, "finish")
        assert "What is begun is handed in as it stands." in spoken(page)
        page = await reader.send(page.form, "finish all")
        assert "2 answers are handed in, of 16." in spoken(page)
        assert "blind guess" not in spoken(page)
        assert "2 of 16 handed in." in spoken(await reader.get("/plain"))
        assert (await reader.get("/plain/review")).status == 200


async def test_a_test_whose_time_is_over_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch, minutes=30)
    async with served(roots=(folder.parent,)) as own:
        reader, page = await reader_at(own, folder)
        page = await reader.send(
            next(form for form in page.forms.values() if "begin" in form.buttons), "begin"
        )
        page = await reader.send(page.form, "goto 12")
        page = await reader.send(page.form, "keep", text="0")
        monkeypatch.setattr("lessons.play.rules.Limit.left", property(lambda _limit: -1.0))
        page = await reader.send(page.form, "keep", text="later")
        assert "The time is over. What you sent was not kept." in spoken(page)
        assert "1 answer is handed in, of 16." in spoken(page)


async def test_a_sealed_lesson_is_not_opened_by_a_learner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch, "practice", code="plum-otter-47")
    async with served(roots=(folder.parent,)) as own:
        _reader, page = await reader_at(own, folder)
        assert "Your teacher opens it for the class." in spoken(page)
        assert "answer" not in page.forms


# What the teacher holds ----------------------------------------------------------------------------------------------


async def hold(hall: Hall, **wanted: object) -> None:
    await hall.hold(replace(hall.controls, **wanted))  # type: ignore[arg-type]


async def test_who_waits_can_send_again_and_nothing_is_done_before() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        for wanted, free in (
            ({"held": True}, {"held": False}),
            ({"paused": (member.learner,)}, {"paused": ()}),
        ):
            await hold(own.hall, **wanted)
            held = await reader.send(page.form, "keep", text="long words")
            assert held.status == 409
            assert "Wait for your teacher" in spoken(await reader.get("/plain"))
            await hold(own.hall, **free)
            assert (await reader.get(TINY_PAGE)).form.values["text"] == [""]
            again = await reader.send(held.forms[TINY_PAGE])
            assert again.form.values["text"] == ["long words"]
            page = await reader.send(again.form, "keep", text="")


async def test_explanations_later_and_then_at_once() -> None:
    async with served() as own:
        await hold(own.hall, explained=False)
        reader, page = await at_exercise(own, 5)
        page = await reader.send(page.form, "hand-in", pick="brook")
        assert "Your teacher shows the explanations later" in spoken(page)
        assert "blind guess" not in page.text
        assert "blind guess" not in (await reader.get("/plain")).text
        await hold(own.hall, explained=True)
        page = await reader.get(TINY_PAGE)
        assert "100 of 100" in spoken(page)


async def test_only_what_is_open_is_open() -> None:
    async with served() as own:
        await hold(own.hall, course="course", lesson="tiny", last="find-named", message="Read <b>slowly</b>")
        reader, page = await at_exercise(own, 2)
        assert "Your teacher: Read <b>slowly</b>" in spoken(page)
        assert "Your teacher, to you:" not in spoken(page)
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        await own.hall.say("<script>alert(1)</script>", member.learner)
        page = await reader.get(TINY_PAGE)
        assert "Your teacher, to you: <script>alert(1)</script>" in spoken(page)
        other = await (await own.learner("Ben")).get("/plain")
        assert "alert(1)" not in other[1]
        page = await reader.send(page.form, "hand-in all")
        page = await reader.send(page.form, "next")
        assert "wait here, or look back" in spoken(page)
        assert "Exercise 2 of 16" in spoken(page)
        page = await reader.send(page.form, "goto 5")
        assert "Exercise 2 of 16" in spoken(page)
        await hold(own.hall, closed=True)
        assert (await reader.get(TINY_PAGE)).status == 403
        assert "Not open now" in spoken(await reader.get("/plain"))


# What is new ---------------------------------------------------------------------------------------------------------


async def test_a_kind_that_is_new_is_a_page_without_a_line(course: Path) -> None:  # noqa: F811
    folder = course / "tiny"
    lesson = open_lesson(folder, home())
    number = [exercise.id for exercise in lesson.exercises].index(ID) + 1
    async with served(roots=(course,)) as own:
        reader, page = await at_exercise(own, number, folder)
        perfect = open_key(lesson).bound[ID].perfect()
        page = await answered(reader, page, lesson, lesson.exercise(ID), perfect)
        page = await reader.send(page.form, "hand-in")
        assert "100 of 100" in spoken(page)
        assert "Each letter in its hole earns an equal share." in spoken(page)


async def test_a_form_that_is_new_is_typed_as_on_a_sheet(new_form: Path) -> None:  # noqa: F811
    folder = new_form / "tiny"
    number = len(open_lesson(folder, home()).exercises)
    async with served(roots=(new_form,)) as own:
        reader, page = await at_exercise(own, number, folder)
        assert "A. Church" in spoken(page)
        page = await reader.send(page.form, "keep", typed="Z")
        assert page.status == 422
        page = await reader.send(page.form, "keep", typed="a")
        assert page.form.values["typed"] == ["A"]
        page = await reader.send(page.form, "hand-in")
        assert "100 of 100" in spoken(page)


# Time goes on, texts are in any language -----------------------------------------------------------------------------


async def test_a_page_from_before_the_server_began_anew_can_be_sent() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 12)
        page = await reader.send(page.form, "keep", text="0")
        cookies = reader.visitor.cookies()
    async with served() as anew:
        visitor = await anew.visitor()
        visitor.session.cookie_jar.update_cookies({name: one.value for name, one in cookies.items()})
        page = await Reader(visitor).send(page.form, "hand-in")
        assert page.status == 200
        assert "100 of 100" in spoken(page)


async def test_a_text_is_marked_with_its_language_and_direction(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "tiny"
    shutil.copytree(COURSE, folder.parent)
    beside = folder / "beside.md"
    words = "قال المجلس إن الترام سيكلف كثيرا."
    beside.write_text(
        beside.read_text("utf-8").replace("language: en", "language: ar") + f"\n{words}\n", "utf-8"
    )
    async with served(roots=(folder.parent,)) as own:
        _reader, page = await reader_at(own, folder)
        blocks = [one for one in page.every("p") if "block" in one.attributes.get("class", "")]
        arabic = next(one for one in blocks if words in one.text)
        assert (arabic.attributes["lang"], arabic.attributes["dir"]) == ("ar", "rtl")
        assert (blocks[0].attributes["lang"], blocks[0].attributes["dir"]) == ("en", "ltr")


async def test_questions_are_marked_with_the_language_of_their_course(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "tiny"
    shutil.copytree(COURSE, folder.parent)
    file = folder.parent / "course.yaml"
    file.write_text(file.read_text("utf-8").replace("language: en", "language: de"), "utf-8")
    async with served(roots=(folder.parent,)) as own:
        _reader, page = await at_exercise(own, 5, folder)
        assert next(page.every("html")).attributes["lang"] == "en"
        german = [one.text.strip() for one in page.elements if one.attributes.get("lang") == "de"]
        assert "Who calls the tram nonsense?" in german
        assert "The writer" in german
