"""The files of a preview: when they changed, what can be shown of them, and what survives a new version."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.checking.preview import Preview, same_place
from lessons.checking.report import ordered
from lessons.checking.run import check
from lessons.model.problem import LessonError
from lessons.play import Phase, Session, Status
from tests.helpers.answering import draft_of, say
from tests.helpers.examples import examples
from tests.helpers.tiny import COURSE

FILES = ("lesson.yaml", "key.yaml", "article.md", "beside.md", "../course.yaml", "../techniques.yaml")


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path / "course" / "tiny"


def opened(lesson: Path) -> Preview:
    preview = Preview(lesson)
    assert preview.look()
    assert preview.read()
    preview.look()
    return preview


def swap(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def at(preview: Preview, id: str) -> Session:
    session = preview.session()
    session.goto([exercise.id for exercise in session.lesson.exercises].index(id))
    return session


# When to read again ------------------------------------------------------------------------------------------------


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", FILES)
def test_each_file_of_the_lesson_is_followed(lesson: Path, name: str) -> None:
    preview = opened(lesson)
    assert not preview.look()
    file = lesson / name
    file.write_bytes(file.read_bytes() + b"\n")
    assert preview.look()
    assert not preview.look()
    file.unlink()
    assert preview.look()


def test_other_files_are_not_followed(lesson: Path) -> None:
    preview = opened(lesson)
    (lesson / "notes.txt").write_text("x")
    (lesson / ".lesson.yaml.swp").write_text("x")
    assert not preview.look()


def test_a_file_put_in_place_of_another_of_the_same_size_and_time(lesson: Path) -> None:
    preview = opened(lesson)
    file = lesson / "article.md"
    shutil.copy2(file, lesson / "new")
    (lesson / "new").rename(file)
    assert preview.look()


def test_a_second_article_is_followed_from_the_moment_it_is_named(lesson: Path) -> None:
    (lesson / "other.md").write_bytes((lesson / "beside.md").read_bytes())
    preview = opened(lesson)
    swap(lesson / "lesson.yaml", "beside: beside.md", "beside: other.md")
    assert preview.look()
    assert preview.read()
    preview.look()
    swap(lesson / "other.md", "Council", "The council")
    assert preview.look()


# What can be shown -------------------------------------------------------------------------------------------------


def test_a_lesson_that_cannot_be_read_leaves_the_last_version(lesson: Path) -> None:
    preview = opened(lesson)
    before = preview.version
    swap(lesson / "lesson.yaml", "kind: order", "kind: oder")
    assert not preview.read()
    assert preview.version is before
    assert [problem.code for problem in preview.problems] == ["F202"]
    swap(lesson / "lesson.yaml", "kind: oder", "kind: order")
    assert preview.outdated
    assert preview.read()
    assert (preview.outdated, preview.problems) == (False, ())


def test_a_key_that_cannot_be_read_leaves_the_last_one_for_what_did_not_change(lesson: Path) -> None:
    preview = opened(lesson)
    (lesson / "key.yaml").write_text("format: 1\nanswers: [")
    swap(lesson / "lesson.yaml", "Who calls the tram nonsense?", "Who calls it nonsense?")
    assert preview.read()
    version = preview.version
    assert version is not None
    assert version.missing == {"who-says"}
    assert len(version.former) == len(version.lesson.exercises) - 1
    assert version.key.notes
    with pytest.raises(LessonError) as told:
        version.key.bound["who-says"]
    assert told.value.problems[0].place.file.name == "key.yaml"


def test_one_key_with_an_error_does_not_hold_back_the_others(lesson: Path) -> None:
    preview = opened(lesson)
    swap(lesson / "key.yaml", "A judgement on a person.", "Judges a person.")
    swap(lesson / "key.yaml", "quote: reckless", "quote: wreckless")
    assert preview.read()
    assert preview.version is not None
    assert preview.version.former
    assert not preview.version.missing
    assert {problem.code for problem in preview.problems} == {"A501"}


def test_keys_of_a_changed_text_are_never_kept(lesson: Path) -> None:
    preview = opened(lesson)
    (lesson / "key.yaml").unlink()
    swap(lesson / "article.md", "12 million", "13 million")
    assert not preview.read() or (preview.version is not None and not preview.version.former)


def test_the_problems_are_those_of_check(lesson: Path) -> None:
    preview = opened(lesson)
    swap(lesson / "lesson.yaml", "kind: order", "kind: oder")
    swap(lesson / "key.yaml", "quote: reckless", "quote: wreckless")
    preview.read()
    preview.check()
    assert list(preview.problems) == ordered(check([lesson]))
    assert {problem.code for problem in preview.problems} >= {"F202", "A501"}


def test_a_lesson_that_never_worked(tmp_path: Path) -> None:
    preview = Preview(tmp_path / "nowhere")
    assert preview.look()
    assert not preview.read()
    assert preview.problems
    preview.check()
    assert preview.problems
    with pytest.raises(ValueError, match="no version"):
        preview.session()


def test_everything_may_go(lesson: Path) -> None:
    preview = opened(lesson)
    before = preview.version
    shutil.rmtree(lesson.parent)
    assert preview.look()
    assert not preview.read()
    preview.check()
    assert preview.problems
    assert preview.version is before


@pytest.mark.thorough
@examples(25)
@given(data=st.data())
def test_no_content_of_the_files_is_an_error_here(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz") / "course"
    shutil.copytree(COURSE, folder)
    lesson = folder / "tiny"
    preview = opened(lesson)
    session = preview.session()
    for _ in range(3):
        file = lesson / data.draw(st.sampled_from(FILES))
        whole = (COURSE / "tiny" / file.relative_to(lesson)).read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        junk = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"", b"\n- ", b": [", b"\t", b"\xff", b"\x1b["])
        )
        file.write_bytes(whole[:cut] + junk + whole[cut + len(junk) :])
        if preview.read():
            session = preview.session(session)
            session.next()
        preview.check()
    assert session.exercise.id


# What survives a new version ---------------------------------------------------------------------------------------


def test_the_exercise_is_found_by_its_id(lesson: Path) -> None:
    preview = opened(lesson)
    session = at(preview, "who-says")
    first = session.lesson.exercises[0].id
    text = (lesson / "lesson.yaml").read_text("utf-8")
    start = text.index(f"  - id: {first}")
    end = text.index("  - id:", start + 1)
    (lesson / "lesson.yaml").write_text(text[:start] + text[end:], "utf-8")
    assert preview.read()
    again = preview.session(session)
    assert again.exercise.id == "who-says"
    assert again.index == session.index - 1


def test_an_exercise_that_is_gone_leaves_its_number(lesson: Path) -> None:
    preview = opened(lesson)
    session = at(preview, "who-says")
    swap(lesson / "lesson.yaml", "id: who-says", "id: who-says-it")
    assert preview.read()
    assert preview.session(session).index == session.index


def test_drafts_survive_where_they_fit(lesson: Path) -> None:
    preview = opened(lesson)
    session = at(preview, "who-says")
    say(session, ["brook"])
    swap(lesson / "lesson.yaml", "Who calls the tram nonsense?", "Who calls it nonsense?")
    assert preview.read()
    assert draft_of(preview.session(session)) == ["brook"]


def test_what_was_handed_in_is_open_again_without_a_key(lesson: Path) -> None:
    preview = opened(lesson)
    session = at(preview, "who-says")
    session.commit()
    session.next()
    session.back()
    assert session.phase is Phase.EXPLAINED
    swap(lesson / "lesson.yaml", "Who calls the tram nonsense?", "Who calls it nonsense?")
    swap(lesson / "key.yaml", "  who-says:", "  who-sais:")
    assert preview.read()
    again = preview.session(session)
    assert again.phase is Phase.ANSWERING
    assert again.exercise.id == "who-says"
    assert again.status("who-says") is not Status.DONE
    again.finish()
    assert again.summary()


def test_the_end_stays_the_end(lesson: Path) -> None:
    preview = opened(lesson)
    session = preview.session()
    session.finish()
    swap(lesson / "lesson.yaml", "Who calls the tram nonsense?", "Who calls it nonsense?")
    assert preview.read()
    assert preview.session(session).phase is Phase.FINISHED


@given(before=st.text("ab", max_size=8), old=st.text("xy", max_size=8), new=st.text("xyz", max_size=8))
def test_places_around_a_change_stay_with_their_words(before: str, old: str, new: str) -> None:
    after = "END"
    for offset in range(len(before)):
        assert same_place(before + old + after, before + new + after, offset) == offset
    for offset in range(len(after)):
        there = same_place(before + old + after, before + new + after, len(before + old) + offset)
        assert there == len(before + new) + offset
    for offset in range(len(old)):
        inside = same_place(before + old + after, before + new + after, len(before) + offset)
        assert len(before) <= inside <= len(before + new)
