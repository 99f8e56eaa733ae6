"""Lessons that are written in one file: read, checked, played and scored as lessons in two are."""

import io
import json
import shutil
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.checking.run import check
from lessons.cli.main import run
from lessons.kinds.grid import BoundGrid
from lessons.kinds.registry import KINDS
from lessons.kinds.written_answers import write
from lessons.lesson.keys import load_key, open_key, open_to_play
from lessons.lesson.opening import keep_ids, load_lesson, open_lesson
from lessons.lesson.reading_time import needed_minutes
from lessons.loading.catalogue import read_course
from lessons.loading.exercise_ids import exercise_ids
from lessons.loading.yaml_source import read_yaml
from lessons.model.answer import OrderAnswer, TextAnswer
from lessons.model.course import Minutes
from lessons.model.form import Form, GridForm, OrderForm, PickForm
from lessons.model.problem import Severity
from lessons.play import Phase, Session
from lessons.record import MemoryRecord
from lessons.share.packs.unpack import unpack
from lessons.text.ids import KeptTexts, ids_of
from tests.helpers.answering import say
from tests.helpers.examples import examples
from tests.helpers.sealed import plain_files, sealed
from tests.helpers.shipped_lessons import FIVE_ARTICLES, opened
from tests.helpers.standoff import textless

POOL = Path(__file__).parents[1] / "pool"
LESSONS = [card.folder for card in read_course(POOL).lessons]


def texts_of(form: Form) -> list[str]:
    """What stands in a form to be answered."""
    match form:
        case GridForm():
            return [row.text for row in form.rows]
        case PickForm():
            return [option.text for option in form.options]
        case OrderForm():
            return [item.text for item in form.items]
    return []


def name(folder: Path) -> str:
    return folder.name


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A copy of the shortest lesson, to be changed."""
    shutil.copytree(POOL, tmp_path / "course")
    return tmp_path / "course" / "eleven-short"


def changed(lesson: Path, old: str, new: str) -> None:
    path = lesson / "lesson.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def told(lesson: Path) -> Iterator[tuple[int, int, str]]:
    """Line, column and code of each problem of lesson.yaml that is no advice."""
    for problem in check([lesson]):
        if problem.severity is not Severity.ADVICE:
            assert problem.place.file.name == "lesson.yaml", problem
            yield problem.place.line, problem.place.column, problem.code


def line_of(lesson: Path, words: str) -> int:
    lines = (lesson / "lesson.yaml").read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_every_kind_stands_in_the_lessons() -> None:
    for folder in LESSONS[1:]:
        kinds = {exercise.kind.name for exercise in open_lesson(folder).exercises}
        assert kinds == set(KINDS)


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_the_key_scores_everything(folder: Path) -> None:
    lesson = open_lesson(folder)
    key = open_key(lesson)
    session = Session(lesson, MemoryRecord(), lambda: key)
    for exercise in lesson.exercises:
        say(session, write(key.bound[exercise.id].perfect()))
        result = session.commit()
        assert result.score == 1, exercise.id
        assert result.why
        session.next()
    assert session.phase is Phase.FINISHED


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_check_has_no_error_to_tell(folder: Path) -> None:
    assert [problem for problem in check([folder]) if problem.severity is Severity.ERROR] == []


def test_the_home_screen_knows_it() -> None:
    card = read_course(POOL).lessons[1]
    assert not card.trouble
    assert (card.title, card.summary) == ("The eleven kinds, as short as they can be",) * 2
    assert card.exercises == tuple(exercise.id for exercise in open_lesson(card.folder).exercises)
    assert (card.minutes, open_lesson(card.folder).minutes) == (Minutes(0), None)  # it takes the key to say


def test_minutes_that_nobody_wrote_are_those_of_the_rule() -> None:
    lesson, key = open_to_play(POOL / "eleven-short")
    answers = key()
    assert lesson.minutes == needed_minutes(lesson, answers.bound, answers.why)
    assert lesson.minutes is not None
    assert lesson.minutes.whole % 5 == 0


def test_what_nobody_wrote_is_added() -> None:
    lesson = open_lesson(POOL / "eleven-short")
    by_kind = {exercise.kind.name: exercise for exercise in lesson.exercises}
    assert by_kind["label"].task.prompt == "Name the technique of each phrase."
    assert by_kind["mark"].task.where == ("1", "2", "3")
    assert by_kind["compare"].task.strand == "omission"
    ledger = by_kind["ledger"].form
    assert isinstance(ledger, GridForm)
    assert [column.id for column in ledger.columns] == ["named", "interest"]
    assert ledger.columns[1].text == "Would it gain or lose by this?"
    scale = by_kind["scale"].form
    assert isinstance(scale, GridForm)
    assert len(scale.columns[0].options) == 5
    key = open_key(lesson)
    assert key.why[by_kind["omission"].id].startswith("Ask three things.")


def test_ids_are_made_of_words() -> None:
    lesson = open_lesson(POOL / "eleven-short")
    ids = [exercise.id for exercise in lesson.exercises]
    assert ids[0] == "mark-1-3"
    assert ids[2] == "why-does-tough-choices-stand"
    picks = lesson.exercises[2].form
    assert isinstance(picks, PickForm)
    assert {option.id for option in picks.options} == {
        "nobody-is-named-who-said",
        "somebody-with-a-name-said",
    }


def test_texts_that_begin_alike_keep_their_ids_in_another_order() -> None:
    texts = ["Mark the loaded words of paragraph 1", "Mark the loaded words of paragraph 2", "Who says it?"]
    there = dict(zip(texts, ids_of(texts), strict=True))
    back = dict(zip(texts[::-1], ids_of(texts[::-1]), strict=True))
    assert there == back
    assert len(set(there.values())) == 3
    assert ids_of(["So.", "So.", "\u5317\u4eac"], ["", "", ""])[:2] == ("so", "so-2")
    assert ids_of(["One", "Two"], ["two", ""]) == (
        "two",
        f"two-{ids_of(['Two', 'two x'], ['', 'two'])[0][4:]}",
    )


def test_the_right_order_and_the_right_answer_are_not_shown_first() -> None:
    lesson = open_lesson(POOL / "the-fight")
    key = open_key(lesson)
    for exercise in lesson.exercises:
        if isinstance(exercise.form, OrderForm):
            shown = OrderAnswer(tuple(row.id for row in exercise.form.items))
            assert key.bound[exercise.id].score(shown).score <= Fraction(1, 2)


def test_shown_as_written_keeps_the_order(lesson: Path) -> None:
    changed(
        lesson,
        "    answers:\n      - right: Nobody",
        "    shown: as-written\n    answers:\n      - right: Nobody",
    )
    form = open_lesson(lesson).exercises[2].form
    assert isinstance(form, PickForm)
    assert next(option.id for option in form.options) == "nobody-is-named-who-said"


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("old", "new", "words", "code"),
    [
        ("slam the gates", "slam the doors", "slam the doors", "A501"),
        ("where: 1-3", "where: 1-30", "where: 1-30", "F301"),
        ("technique: Red herring", "technique: Rad herring", "Rad herring", "F302"),
        ("is: named", "is: namid", "is: namid", "K702"),
        ("changes: Councillors hid", "changes: Councillors had", "Councillors had", "A501"),
        ("      - in-text: Nine", "      - in-txt: Nine", "in-txt", "F211"),
        ("    where: 1-3", "    were: 1-3", "were:", "F201"),
        ("heartbroken: A feeling", "heartbreaking: A feeling", "heartbreaking", "K775"),
        ("is: 4 to 5", "is: 4 to 9", "4 to 9", "K752"),
        ("  - scale:", "  - scales:", "scales", "F202"),
    ],
)
def test_a_fault_is_told_once_and_at_its_line(
    lesson: Path, old: str, new: str, words: str, code: str
) -> None:
    changed(lesson, old, new)
    problems = [*told(lesson)]
    assert [(line, found) for line, _column, found in problems if found != "L808"] == [
        (line_of(lesson, words), code)
    ]


def test_all_faults_of_a_file_are_told_in_one_run(lesson: Path) -> None:
    changed(lesson, "slam the gates", "slam the doors")
    changed(lesson, "technique: Red herring", "technique: Rad herring")
    changed(lesson, "      - in-text: Nine", "      - in-txt: Nine")
    changed(lesson, "is: 4 to 5", "is: 4 to 9")
    assert {code for _line, _column, code in told(lesson)} == {"A501", "F302", "F211", "K752"}


def test_an_exercise_with_a_fault_is_left_out_and_the_rest_is_played(lesson: Path) -> None:
    changed(lesson, "technique: Red herring", "technique: Rad herring")
    played, key = open_to_play(lesson)
    assert len(played.exercises) == 11
    assert played.unscored == ("label",)
    assert set(key().bound) == {exercise.id for exercise in played.exercises}


def test_answers_in_two_places_are_an_error(lesson: Path) -> None:
    (lesson / "key.yaml").write_text("format: 1\nanswers: {}\n")
    assert "F312" in {code for _line, _column, code in told(lesson)}


def test_an_exercise_may_have_its_fields_in_full(tmp_path: Path) -> None:
    from tests.helpers.tiny import COURSE

    shutil.copytree(COURSE, tmp_path / "course")
    lesson = tmp_path / "course" / "tiny"
    (lesson / "key.yaml").unlink()
    text = (lesson / "lesson.yaml").read_text().partition("exercises:\n")[0]
    text += "exercises:\n  - id: count\n    kind: short\n    strand: omission\n    prompt: How many?\n"
    (lesson / "lesson.yaml").write_text(text + "    key:\n      accept: [2, two]\n      why: So.\n")
    assert open_key(open_lesson(lesson)).bound["count"].perfect() == TextAnswer("2")


def test_the_version_of_the_key_is_that_of_the_answers(lesson: Path) -> None:
    before = open_key(open_lesson(lesson)).version
    changed(lesson, "title: The eleven kinds", "title: Eleven kinds")
    assert open_key(open_lesson(lesson)).version == before
    changed(lesson, "why: Nothing but feeling.", "why: All feeling.")
    assert open_key(open_lesson(lesson)).version != before


def test_ids_of_the_outline_are_those_of_the_lesson() -> None:
    for folder in LESSONS:
        value = read_yaml(folder / "lesson.yaml").value
        assert isinstance(value, dict)
        assert exercise_ids(value["exercises"]) == [exercise.id for exercise in open_lesson(folder).exercises]


def test_a_key_that_is_written_out_is_read_once(lesson: Path) -> None:
    source = load_lesson(lesson)
    assert source.lesson is not None
    assert load_key(source.lesson, document=source.key).version == open_key(source.lesson).version


@pytest.mark.thorough
def test_a_pack_holds_two_files_that_any_version_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(POOL, tmp_path / "course")
    for folder in [tmp_path / "course" / folder.name for folder in LESSONS]:
        written = open_lesson(folder)
        assert run(["pack", str(folder), "-o", str(tmp_path / "pack.zip")]) == 0
        unpacked = tmp_path / folder.name
        unpack(tmp_path / "pack.zip", unpacked)
        packed = open_lesson(unpacked / folder.name)
        assert (unpacked / folder.name / "key.yaml").is_file()
        assert [exercise.id for exercise in packed.exercises] == [
            exercise.id for exercise in written.exercises
        ]
        assert [exercise.form for exercise in packed.exercises] == [one.form for one in written.exercises]
        key, was = open_key(packed), open_key(written)
        for exercise in written.exercises:
            answer = was.bound[exercise.id].perfect()
            assert key.bound[exercise.id].score(answer) == was.bound[exercise.id].score(answer)
        (tmp_path / "pack.zip").unlink()


def test_a_lesson_that_cannot_be_written_out_is_not_packed(
    lesson: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(lesson, "      - in-text: Nine", "      - in-txt: Nine")
    assert run(["pack", str(lesson), "-o", str(tmp_path / "pack.zip")]) == 1
    assert "F211" in capsys.readouterr().err
    assert not (tmp_path / "pack.zip").exists()


@pytest.mark.thorough
def test_it_is_sealed_and_handed_on_without_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in LESSONS:
        sealed(folder, tmp_path / "sealed.zip", monkeypatch)
        unpack(tmp_path / "sealed.zip", tmp_path / "sealed" / folder.name)
        shown = b"".join(plain_files(tmp_path / "sealed.zip").values()).decode()
        assert "the bang" not in shown
        (tmp_path / "sealed.zip").unlink()
        made = textless(folder, tmp_path / f"textless-{folder.name}")
        assert made is not None


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        ("      - right: Nobody is named", "      - wrong: Nobody is named", "begin a line with right:"),
        ("      - wrong: Somebody with", "      - right: Somebody with", "add a line with wrong:"),
        ("        changes: Councillors hid behind talk\n", "", "add 'claims:'"),
        ("      - in-text: Nine", "      - missing: Nine", "add changes:"),
        ("        technique: Red herring\n", "", "add a line 'technique: ...'"),
        ("      - right: [3, three]\n", "      - partly: [3, three]\n", "begin a line with right:"),
        ("    facts:\n      - missing:", "    fact:\n      - missing:", "did you mean 'facts'?"),
    ],
)
def test_a_fix_is_said_in_the_words_of_the_file(lesson: Path, old: str, new: str, fix: str) -> None:
    changed(lesson, old, new)
    errors = [problem for problem in check([lesson]) if problem.severity is Severity.ERROR]
    assert any(fix in problem.fix for problem in errors), [str(problem) for problem in errors]
    for problem in errors:
        assert not any(
            word in str(problem) for word in ("credit:", "claim:", "class:", "key.yaml", "options")
        ), problem


def test_no_id_of_an_exercise_tells_its_answer() -> None:
    """An id is in the hands of a front end, and in files of raw answers, before anything is committed."""
    for folder in LESSONS:
        value = read_yaml(folder / "lesson.yaml").value
        assert isinstance(value, dict)
        assert isinstance(value["exercises"], list)
        for id, exercise in zip(exercise_ids(value["exercises"]), value["exercises"], strict=True):
            assert isinstance(exercise, dict)
            question = next(iter(exercise.values()))
            if question is None:
                assert set(id.split("-")) <= {*exercise, "1", "3"}, id
    twice = [{"mark": None, "phrases": [{"find": words}]} for words in ("slam", "barely")]
    assert [id.partition("-")[0] for id in exercise_ids(twice)] == ["mark", "mark"]  # type: ignore[arg-type]
    assert exercise_ids(twice) == exercise_ids(twice[::-1])[::-1]  # type: ignore[arg-type]
    assert not any("slam" in id or "barely" in id for id in exercise_ids(twice))  # type: ignore[arg-type]


def test_options_may_be_texts_named_texts_and_presets_in_one_list(lesson: Path) -> None:
    written = "[writer, paper: 'The page, an editor too', 'A person with a name']"
    changed(lesson, "  - match:\n", f"  - match:\n    options: {written}\n")
    changed(lesson, "        is: named\n", "        is: A person\n")
    assert [problem for problem in check([lesson]) if problem.severity is Severity.ERROR] == []
    match = next(one for one in open_lesson(lesson).exercises if one.kind.name == "match")
    assert isinstance(match.form, GridForm)
    options = match.form.columns[0].options
    assert [option.id for option in options] == ["writer", "paper", "a-person-with-a-name"]
    assert options[1].text == "The page, an editor too"


def test_a_comma_inside_a_name_does_not_cut_it(lesson: Path) -> None:
    options = "['9,000 readers', 'The writer, alone', 'The mayor', 'Nobody']"
    changed(lesson, "  - match:\n", f"  - match:\n    options: {options}\n")
    changed(lesson, "        is: writer\n", "        is: The writer, alone, The mayor\n")
    changed(lesson, "        is: named\n", "        is: Nobody,9,000 readers\n")
    assert [problem for problem in check([lesson]) if problem.severity is Severity.ERROR] == []
    match = next(one for one in open_lesson(lesson).exercises if one.kind.name == "match")
    assert isinstance(match.form, GridForm)
    bound = open_key(open_lesson(lesson)).bound[match.id]
    assert isinstance(bound, BoundGrid)
    reeling, losing = (cell.accepted.credits for cell in bound.cells)
    texts = {option.id: option.text for option in match.form.columns[0].options}
    assert {texts[id] for id in reeling} == {"The writer, alone", "The mayor"}
    assert {texts[id] for id in losing} == {"9,000 readers", "Nobody"}


@pytest.mark.parametrize(
    "written",
    [
        "[writer, paper: A, paper: B]",
        "[writer, {paper: A, hall: B}]",
        "[writer, paper: [A, B]]",
        "[writer, [A]]",
    ],
)
def test_an_option_that_has_no_name_of_its_own_is_told(lesson: Path, written: str) -> None:
    changed(lesson, "  - match:\n", f"  - match:\n    options: {written}\n")
    (fault, *_) = [problem for problem in check([lesson]) if problem.code == "F205"]
    assert fault.place.line == 1 + (lesson / "lesson.yaml").read_text().partition("options:")[0].count("\n")


def test_a_course_has_presets_of_its_own(lesson: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "one-file.md").read_text("utf-8")
    (lesson.parent / "presets.yaml").write_text(
        page.partition("```yaml presets.yaml\n")[2].partition("```")[0]
    )
    changed(lesson, "  - match:\n", "  - match:\n    options: town-desk\n")
    changed(lesson, "        is: writer\n", "        is: The paper\n")
    changed(lesson, "        is: named\n", "        is: hall\n")
    changed(lesson, "  - scale:\n", "  - scale:\n    steps: three\n")
    changed(lesson, "        is: 4 to 5\n", "        is: 3\n")
    changed(lesson, "  - ledger:\n", "  - ledger:\n    columns: [named, dated]\n")
    path = lesson / "lesson.yaml"
    path.write_text(
        path.read_text()
        .replace("        interest: party\n", "        dated: no\n")
        .replace("        interest: unknown\n", "        dated: yes\n")
    )
    assert [problem for problem in check([lesson]) if problem.severity is Severity.ERROR] == []
    read = open_lesson(lesson)
    match = next(one for one in read.exercises if one.kind.name == "match")
    assert match.task.prompt == "Whose claim is it?"
    assert isinstance(match.form, GridForm)
    assert match.form.columns[0].options[0].text == "The town hall"
    assert [*check([lesson.parent / "presets.yaml"])] == []
    (lesson.parent / "presets.yaml").write_text("prompt:\n  match: x\n")
    assert {problem.code for problem in check([lesson.parent / "presets.yaml"])} == {"F201"}
    assert {
        (problem.place.file.name, problem.code)
        for problem in check([lesson])
        if problem.severity is Severity.ERROR
    } >= {("presets.yaml", "F201")}


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("    answers:\n      - right: Nobody", "    answer:\n      - right: Nobody", 0, "F201"),
        ("      - right: Nobody", "      - correct: Nobody", 0, "F211"),
        ("  - label:\n    phrases:", "  - strand: language\n    label:\n    phrases:", 0, "F202"),
        ("  - label:\n    phrases:", "  - kind: label\n    phrases:", 0, "F305"),
        ("  - label:\n    phrases:", "  - label:\n    id: My Id\n    phrases:", 1, "F209"),
        (
            "    answers:\n      - right: Nobody",
            "    options: [a, b]\n    answers:\n      - right: Nobody",
            0,
            "F201",
        ),
        ("technique: Red herring", "technique: Appeal to", 0, "F302"),
    ],
)
def test_one_mistake_is_one_message(lesson: Path, old: str, new: str, line: int, code: str) -> None:
    start = (lesson / "lesson.yaml").read_text("utf-8").partition(old)[0].count("\n") + 1
    changed(lesson, old, new)
    assert [(number - start, found) for number, _column, found in told(lesson)] == [(line, code)]


@cache
def texts_of_lessons() -> list[str]:
    """Questions, rows and options."""
    texts = {
        text
        for folder in [*LESSONS, *FIVE_ARTICLES[:3]]
        for exercise in opened(folder).exercises
        for text in [exercise.task.prompt, *texts_of(exercise.form)]
    }
    return sorted(texts)


@examples(300)
@given(st.data())
def test_no_edit_gives_a_text_the_id_of_another(data: st.DataObject) -> None:
    """A text that was edited may lose its id; what answers belong to another text must never become its answers."""
    before = data.draw(st.lists(st.sampled_from(texts_of_lessons()), min_size=2, max_size=8, unique=True))
    at = data.draw(st.integers(0, len(before) - 1))
    words = before[at].split()
    edits = {
        "typo": " ".join([*words[:-1], words[-1] + "x"]),
        "first word": " ".join(["Other", *words[1:]]),
        "half": " ".join([*words[: len(words) // 2], "and", "something", "else"]),
    }
    another = data.draw(st.sampled_from(texts_of_lessons()).filter(lambda text: _strange(text, before[at])))
    after = list(before)
    match data.draw(st.sampled_from([*edits, "front", "order", "out", "another"])):
        case "front":
            after.insert(0, "Something that stood nowhere before")
        case "order":
            after = data.draw(st.permutations(before))
        case "out":
            del after[at]
        case "another":
            after[at] = another
        case edit:
            after[at] = edits[edit]
    owner = dict(zip(ids_of(before), before, strict=True))
    for ids in (ids_of(after), ids_of(after, kept=KeptTexts(owner))):
        for id, text in zip(ids, after, strict=True):
            was = owner.get(id)
            assert was is None or was == text or (was == before[at] and text not in (*before, another))
        assert len(set(ids)) == len(after)
    kept = dict(zip(after, ids_of(after, kept=KeptTexts(owner)), strict=True))
    assert all(kept[text] == id for id, text in owner.items() if text in kept)


def _strange(text: str, other: str) -> bool:
    """Whether two texts have no word in common."""
    return not {*text.casefold().split()} & {*other.casefold().split()}


IN_USE = KeptTexts(
    {"a": "The page names nobody", "b": "The council itself decided so", "c": "A letter to the editor"},
    {"d": "The council alone decided it"},
)


@pytest.mark.parametrize(
    ("after", "ids"),
    [
        (["The page names nobody", "The council did what nobody expected", "A letter to the editor"], "abc"),
        (["The page is kept by strangers", "The council itself decided so", "A letter to the editor"], "abc"),
        (["The page names nobody", "The council itself decided so", "A whole page by the editor"], "abc"),
        (["The page names nobody", "Its readers wrote this", "A letter to the editor"], "a-c"),
        (["The page names nobody", "A letter to the editor", "The council did what nobody expected"], "ac-"),
        (["The page names nobody", "The council did what nobody expected"], "a-"),
        (["The council itself decided so", "The page is kept by strangers"], "b-"),
        (["The page names nobody", "The council alone decided it", "A letter to the editor"], "adc"),
        (["The page names nobody", "The council itself decided so", "The council alone decided so"], "ab-"),
    ],
)
def test_an_edited_text_keeps_its_id_between_its_neighbours(after: list[str], ids: str) -> None:
    """Not so another text at its place, nor one that was put in where another had been taken out before."""
    made = ids_of(after, kept=IN_USE)
    assert "".join(id if len(id) == 1 else "-" for id in made) == ids
    assert len({*made}) == len(after)


SAID = KeptTexts({"a": "No", "b": "Yes", "c": "Maybe"}, sums={"a": "1", "b": "2", "c": "2"})


@pytest.mark.parametrize(
    ("after", "sums", "ids"),
    [
        (["Nobody", "Yes", "Maybe"], ["1", "2", "2"], "abc"),  # all of its text is new, and nothing else
        (["Nobody", "Yes", "Maybe"], ["3", "2", "2"], "-bc"),  # another line
        (["No", "Certainly", "Maybe"], ["1", "2", "2"], "a-c"),  # what two lines say is said of neither alone
        (["Maybe", "Nobody"], ["1", "1"], "c-"),
        (["Yes", "Nobody"], ["1", "2"], "b-"),  # the text decides before
    ],
)
def test_a_text_with_which_alone_the_same_is_said_keeps_its_id(
    after: list[str], sums: list[str], ids: str
) -> None:
    made = ids_of(after, kept=SAID, sums=sums)
    assert "".join(id if len(id) == 1 else "-" for id in made) == ids


def test_lines_and_questions_keep_their_ids_by_what_else_they_say(lesson: Path) -> None:
    """A text that was written anew is the same line while its reason is; a line with another reason is another."""
    before = open_lesson(lesson)
    assert keep_ids(lesson)
    changed(lesson, 'choice: Why does "tough choices" stand in quotation marks?', "choice: Whose is it?")
    assert [one.id for one in open_lesson(lesson).exercises] == [one.id for one in before.exercises]
    assert keep_ids(lesson)
    changed(lesson, "right: Nobody is named who said them", "right: Nobody's")
    changed(lesson, "wrong: Somebody with a name said it", "wrong: The mayor's")
    changed(lesson, "Look for the name. There is none.", "Is the mayor quoted in paragraph 5?")
    lessons = before, open_lesson(lesson)
    number = next(n for n, one in enumerate(before.exercises) if isinstance(one.form, PickForm))
    forms = [one.exercises[number].form for one in lessons]
    options = [{one.id for one in form.options} for form in forms if isinstance(form, PickForm)]
    assert options[0] - options[1] == {"somebody-with-a-name-said"}
    assert options[1] - options[0] == {"the-mayors"}


def test_ids_stay_with_their_texts_once_a_lesson_is_in_use(
    lesson: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = open_lesson(lesson)
    key = open_key(before)
    assert run(["pack", str(lesson), "-o", str(tmp_path / "pack.zip")]) == 0
    assert "ids.yaml" in capsys.readouterr().out
    changed(lesson, 'choice: Why does "tough choices" stand in', 'choice: What is "tough choices" put in')
    changed(lesson, "right: Nobody is named who said them", "right: No person is named who said them")
    changed(lesson, "missing: Canalside Leisure asked", "missing: The firm Canalside Leisure asked")
    changed(lesson, "- The company makes an offer", "- The firm makes an offer")
    trap = "      - trap: barely forty minutes\n        why: A number.\n"
    changed(lesson, "      - find: slam the gates", f"{trap}      - find: slam the gates")
    after = open_lesson(lesson)
    assert [exercise.id for exercise in after.exercises] == [exercise.id for exercise in before.exercises]
    for exercise in after.exercises[1:]:
        answer = key.bound[exercise.id].perfect()
        assert open_key(after).bound[exercise.id].score(answer).score == 1, exercise.id
    assert read_course(lesson.parent).lessons[1].exercises == tuple(one.id for one in after.exercises)
    assert [problem for problem in check([lesson]) if problem.severity is Severity.ERROR] == []


def test_a_new_text_never_gets_the_id_of_one_that_is_gone(lesson: Path, tmp_path: Path) -> None:
    assert run(["pack", str(lesson), "-o", str(tmp_path / "pack.zip")]) == 0
    old = open_lesson(lesson).exercises[2].id
    text = (lesson / "lesson.yaml").read_text("utf-8")
    start, end = text.index("  - choice:"), text.index("  - match:")
    other = '  - choice: Why does "tough choices" stand in a wholly different place, and who asks for it at all?\n'
    other += (
        "    answers:\n      - right: A\n        why: A.\n      - wrong: B\n        why: B.\n    why: C.\n\n"
    )
    (lesson / "lesson.yaml").write_text(text[:start] + text[end:], "utf-8")
    assert run(["pack", str(lesson), "-o", str(tmp_path / "without.zip")]) == 0
    (lesson / "lesson.yaml").write_text(text[:start] + other + text[end:], "utf-8")
    ids = [exercise.id for exercise in open_lesson(lesson).exercises]
    assert old not in ids or ids.index(old) == 2
    (lesson / "ids.yaml").write_text("exercises: [")
    assert {problem.place.file.name for problem in check([lesson]) if problem.severity is Severity.ERROR} == {
        "ids.yaml"
    }


def test_a_pack_holds_no_list_of_ids(lesson: Path, tmp_path: Path) -> None:
    for _round in range(2):
        assert run(["pack", str(lesson), "-o", str(tmp_path / "pack.zip")]) == 0
    unpack(tmp_path / "pack.zip", tmp_path / "unpacked")
    assert not [*(tmp_path / "unpacked").rglob("ids.yaml")]


def played(lines: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said line by line while ana takes the lesson of the folder ``school/eleven-short``."""
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*lines, "quit\n"])))
    assert run(["--learner", "ana", "read", "school/eleven-short", "--linear"]) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.sample(1)
@pytest.mark.parametrize("kept", [True, False])
def test_a_lesson_that_was_only_played_is_in_use_too(
    kept: bool,
    lesson: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its first answer keeps the ids, without a pack or a class; where that cannot be written, losses are told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLOSEREAD_PATH", "school")
    shutil.copytree(lesson.parent, "school")
    mine = Path("school", "eleven-short")
    before = open_lesson(mine)
    number = next(n for n, one in enumerate(before.exercises, 1) if isinstance(one.form, PickForm))
    form = before.exercises[number - 1].form
    assert isinstance(form, PickForm)
    right = 1 + [option.text.startswith("Nobody is named") for option in form.options].index(True)
    if not kept:
        (mine / "ids.yaml").mkdir()
    assert "ids.yaml" not in played(["where", f"goto {number}"], monkeypatch, capsys)
    assert not (mine / "ids.yaml").is_file()
    assert "100 of 100" in played([f"goto {number}", f"pick {right}", "commit"], monkeypatch, capsys)
    assert (mine / "ids.yaml").is_file() is kept

    changed(
        mine, 'choice: Why does "tough choices" stand in', 'choice: For what reason is "tough choices" put in'
    )
    changed(mine, "right: Nobody is named who said them", "right: No person is named who said them")
    said = played(["where"], monkeypatch, capsys)
    assert ("was: [" in said) is not kept
    Path("in").mkdir()
    assert run(["--learner", "ana", "hand-in", str(mine), "--to", "in", "--as", "blue-otter"]) == 0
    assert run(["collect", "in", "-c", "8b", "--lesson", str(mine)]) == 0
    capsys.readouterr()
    assert run(["rescore", "8b", "--format", "json"]) == 0
    assert bool(json.loads(capsys.readouterr().out)["lessons"][0]["orphaned"]) is not kept
