"""A lesson written on the screen: words marked, forms filled, a hand in the same file, and everything in it at once."""

import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.lesson.opening import keep_ids
from tests.helpers.writing import empty_lesson, whole_lesson, writing

SMALL = ((80, 24), (60, 20))
SIZES = pytest.mark.parametrize("size", SMALL, ids=lambda size: "x".join(map(str, size)))
WIDE = (120, 40)
WITH_WIDE = pytest.mark.parametrize("size", [*SMALL, WIDE], ids=lambda size: "x".join(map(str, size)))
MARK = "m/slam<tab>v<right><right>f"
"""From the list into the article, and a finding made of three words."""


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return empty_lesson(tmp_path)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return whole_lesson(tmp_path)


# What it looks like ---------------------------------------------------------------------------------------------------


@pytest.mark.sample(1)
@SIZES
async def test_the_list_looks(whole: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(whole, "<down><down>", size=size) as writer:
        assert await writer.shown() == golden


@pytest.mark.sample(1)
@WITH_WIDE
async def test_marking_looks(empty: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(empty, f"{MARK}1close", size=size) as writer:
        assert await writer.shown() == golden


@pytest.mark.sample(1)
@WITH_WIDE
async def test_a_form_looks(whole: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(whole, "<down><down><down><enter><end><up><up><enter>A third", size=size) as writer:
        assert await writer.shown() == golden


@pytest.mark.sample(1)
@SIZES
async def test_the_wishes_look(empty: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(empty, "a", size=size) as writer:
        assert await writer.shown() == golden


@pytest.mark.sample(1)
@SIZES
async def test_what_is_to_do_looks(empty: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(empty, f"{MARK}1<escape>", size=size) as writer:
        await writer.look()
        assert await writer.type("x") == golden


@pytest.mark.thorough
async def test_article_and_form_stand_beside_each_other_where_there_is_room(whole: Path) -> None:
    async with writing(whole, "<down><down><down><down><enter>", size=WIDE) as writer:
        screen = writer.app.screen
        desk, panel = screen.query_one("WritersDesk"), screen.query_one("BlanksPanel")
        assert desk.region.right <= panel.region.x
        await writer.type("<end><up><up><up><up><up>")  # the last row: its words are brought into view
        assert "The vote on Tuesday, nine to six" in await writer.shown()
        before = await writer.type("<enter>")
        assert await writer.type("<pagedown>") != before  # the article is read while the field has the keys
        await writer.pilot.resize_terminal(*SMALL[0])
        await writer.shown()
        assert not desk.display or desk.region.area == 0
        assert await writer.type("Typed on.<enter>")
        assert "Typed on." in writer.file


@pytest.mark.thorough
async def test_a_line_that_quotes_nothing_leaves_the_article_where_it_is(whole: Path) -> None:
    async with writing(whole, "<down><down><down><down><down><down><enter>", size=WIDE) as writer:
        before = writer.app.screen.query_one("#main").scroll_offset  # at the paragraph that it is about
        assert "This text" in await writer.type("<end><up><up><up>")
        assert before.y > 0
        assert writer.app.screen.query_one("#main").scroll_offset == before


async def test_a_resize_in_the_middle_of_a_mark_keeps_what_is_typed(empty: Path) -> None:
    async with writing(empty, f"{MARK}1cl") as writer:
        await writer.pilot.resize_terminal(*WIDE)
        await writer.type("os")
        await writer.pilot.resize_terminal(*SMALL[1])
        await writer.type("e<enter><enter>One.<enter>")
        assert "        plain: close\n        why: One.\n" in writer.file


# Marking --------------------------------------------------------------------------------------------------------------


async def test_a_finding_is_in_the_file_answer_by_answer(empty: Path) -> None:
    async with writing(empty, MARK) as writer:
        head = "title: The fight for the pool\nbeside: beside.md\nexercises:\n"
        entry = "  - mark:\n    phrases:\n      - find: slam the gates\n"
        assert writer.file == f"{head}{entry}"
        await writer.type("1close<enter><enter>It says: the same.<ctrl+n>Without the bang.<enter>")
        assert writer.file == (
            f"{head}{entry}        technique: loaded-language\n"
            "        plain: close\n        why: |\n          It says: the same.\n          Without the bang.\n"
        )


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", [SMALL[0], WIDE], ids=["below", "beside"])
async def test_the_whole_file_is_typed_in_one_burst(empty: Path, size: tuple[int, int]) -> None:
    typed = f"{MARK}1close<enter><enter>One.<enter>"
    typed += "(v<right>tA trap.<enter>)oNobody knows.<enter>)<right>gWell done.<enter>u"
    async with writing(empty, typed, size=size) as writer:
        begun = [
            line.partition("- ")[2].partition(":")[0] for line in writer.file.splitlines() if "- " in line
        ]
        assert begun == ["mark", "trap", "find", "debatable", "good"]
        assert "notes:\n  - good: " in writer.file
        assert "Well done." not in writer.file  # taken back


async def test_marks_are_put_in_reading_order_and_taken_out_again(empty: Path) -> None:
    async with writing(empty, f"{MARK}<escape>(f<escape>") as writer:
        phrases = [line.partition("find: ")[2] for line in writer.file.splitlines() if "find: " in line]
        assert phrases == ["Families", "slam the gates"]
        await writer.type("d")
        assert phrases[0] not in writer.file
        await writer.type("u")
        assert phrases[0] in writer.file


# Hands ----------------------------------------------------------------------------------------------------------------


async def test_a_hand_edit_shows_and_stays(empty: Path) -> None:
    async with writing(empty, f"{MARK}1") as writer:
        writer.by_hand("title: The fight for the pool", "# mine\ntitle: The other fight")
        assert "The other fight" in await writer.look()
        await writer.type("close<enter>")
        assert "# mine\ntitle: The other fight\n" in writer.file
        assert "plain: close\n" in writer.file


async def test_what_is_answered_on_a_half_written_file_is_held_and_then_written(empty: Path) -> None:
    async with writing(empty, f"{MARK}1") as writer:
        writer.by_hand("title: The fight for the pool", 'title: "The fight for the pool')
        shown = await writer.type("close<enter>")
        assert "1 held" in shown
        assert "lesson.yaml, line 1" in shown
        assert "close" not in writer.file
        assert "close" in shown
        writer.by_hand('title: "The fight for the pool', 'title: "The fight for the pool"')
        assert "held" not in await writer.look()
        assert "plain: close\n" in writer.file


@pytest.mark.thorough
async def test_leaving_with_answers_held_takes_a_second_wish(empty: Path) -> None:
    async with writing(empty, f"{MARK}1") as writer:
        writer.by_hand("title: The fight for the pool", 'title: "The fight for the pool')
        shown = await writer.type("close<enter><escape><escape>q")
        assert "1 answer is not in lesson.yaml yet." in shown
        assert not writer.app._exit
        await writer.app.action_quit()
        assert writer.app._exit


@pytest.mark.thorough
async def test_an_exercise_with_two_lists_is_asked_for_both(empty: Path) -> None:
    typed = "axWho pays?<enter><enter>The firm.<enter>It says so.<enter>The town.<enter>Nobody does.<enter><escape>"
    async with writing(empty, typed) as writer:
        await writer.type("<end><up><enter>Report of the year<enter>The firm<enter>2025<enter>Costs<enter>")
        await writer.type("We paid for it.<enter>The firm.<enter>paid for it<enter>It says so.<enter>")
        assert (
            "    cards:\n"
            "      - decides: Report of the year\n"
            "        outlet: The firm\n"
            "        date: 2025\n"
            "        snippet: Costs\n"
            "        text: We paid for it.\n"
            "        behind: The firm.\n"
            "        proof: paid for it\n"
            "        why: It says so.\n"
        ) in writer.file
        assert "    verdicts:\n      - right: The firm.\n        why: It says so.\n" in writer.file


@pytest.mark.thorough
async def test_of_two_lists_the_one_that_is_missing_is_asked_for(empty: Path) -> None:
    head = (empty / "lesson.yaml").read_text("utf-8")
    cards = "  - lookup: Who pays?\n    cards:\n      - decides: Report\n        why: It says so.\n"
    (empty / "lesson.yaml").write_text(f"{head}{cards}", "utf-8")
    async with writing(empty, "<down><enter><down><down><enter>The firm.<enter>It says so.<enter>") as writer:
        assert "    verdicts:\n      - right: The firm.\n        why: It says so.\n" in writer.file
        assert "      - decides: Report\n" in writer.file


# Forms ----------------------------------------------------------------------------------------------------------------


async def test_a_choice_is_written_without_leaving_the_keys(empty: Path) -> None:
    typed = "a3Who says it?<enter>1<enter>The writer<enter>Nobody is quoted.<enter>"
    async with writing(empty, f"{typed}The mayor<enter><enter><ctrl+r>Partly so<enter>") as writer:
        await writer.look()  # the word that was chosen for a new line stays
        await writer.type("Half.<enter><ctrl+r><ctrl+r><ctrl+r>")
        await writer.look()
        await writer.type("Another right one<enter>Why not?<enter><enter>Look.<enter>")
        assert writer.file.partition("exercises:\n")[2] == (
            "  - choice: Who says it?\n    strand: language\n    answers:\n      - right: The writer\n"
            "        why: Nobody is quoted.\n      - wrong: The mayor\n      - partly: Partly so\n        why: Half.\n"
            "      - right: Another right one\n        why: Why not?\n    why: Look.\n"
        )


@pytest.mark.thorough
async def test_a_digit_says_what_a_fact_is(empty: Path) -> None:
    async with writing(empty, "a6<enter><enter>2") as writer:
        await writer.look()
        await writer.type("Nine voted for it.<enter>It is in the text.<enter>")
        assert "      - in-text: Nine voted for it.\n        why: It is in the text.\n" in writer.file


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("2Nine voted.", "in-text: Nine voted."),
        ("3 schools close.", "missing: 3 schools close."),
        ("12 schools close.", "missing: 12 schools close."),
        ("1,200 signed.", "missing: 1,200 signed."),
        ("2<backspace>Nine voted.", "missing: Nine voted."),
        (" 4th of May.", "missing: 4th of May."),
        ("23<backspace><backspace>3Green.", "beside-the-point: Green."),
        ("<ctrl+r>3 schools close.", "in-text: 3 schools close."),
    ],
)
async def test_a_digit_that_words_begin_with_stays_a_digit(empty: Path, typed: str, line: str) -> None:
    async with writing(empty, f"a6<enter><enter>{typed}<enter>") as writer:
        assert f"      - {line}\n" in writer.file


@pytest.mark.sample(2)
@pytest.mark.parametrize("typed", ["3", "2 of 3", "1st", "1.5", "10,000"])
async def test_an_answer_to_be_typed_may_be_a_number(empty: Path, typed: str) -> None:
    async with writing(empty, f"a9How many?<enter><enter><enter>{typed}<enter>{typed}9<enter>") as writer:
        assert f"      - right: {typed}\n      - wrong: {typed}9\n" in writer.file


async def test_a_paste_from_a_word_processor_is_clean_text(empty: Path) -> None:
    async with writing(empty, "a3") as writer:
        await writer.paste("Who \u201csays\u201d\u00a0it?\r\nAnd why\u00ad?\x07")
        await writer.type("<enter>")
        assert "  - choice: |\n      Who \u201csays\u201d it?\n      And why?\n" in writer.file


@pytest.mark.thorough
async def test_a_word_to_those_who_chose_it_stands_under_its_name(whole: Path) -> None:
    async with writing(whole, "<down><down>") as writer:
        await writer.type("<enter>f")
        keys = writer.app.screen.query_one("#blanks").keys  # type: ignore[attr-defined]
        await writer.type(
            "<down>" * keys.index("phrases/1/wrong") + "<enter>slogan: Too long for one.<enter>"
        )
        assert "        wrong:\n          slogan: Too long for one.\n" in writer.file


async def test_the_lesson_is_played_from_here_and_left_again(whole: Path) -> None:
    async with writing(whole, "<down><down><down>p") as writer:
        assert 'Why does "tough choices" stand in quotation marks?' in await writer.shown()
        assert "preview" in await writer.shown()
        assert "13 exercises" in await writer.type("<escape>")


@pytest.mark.thorough
async def test_an_edited_lesson_in_use_is_played_from_here(whole: Path) -> None:
    """Its exercise has the id that it was put into use with, which is not made of its words of today."""
    assert keep_ids(whole)
    file = whole / "lesson.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('choice: Why does "tough', 'choice: What for does "tough', 1), "utf-8")
    async with writing(whole, "<down><down><down>p") as writer:
        assert 'What for does "tough choices" stand in quotation marks?' in await writer.shown()


@pytest.mark.thorough
async def test_without_an_editor_the_line_is_told(whole: Path) -> None:
    async with writing(whole, "<down><down><down>e") as writer:
        number = 1 + writer.file.splitlines().index(
            '  - choice: Why does "tough choices" stand in quotation marks?'
        )
        shown = " ".join((await writer.shown()).split())
        assert f"Line {number} of " in shown
        assert "With EDITOR set, e opens it there." in shown  # whole, in as many lines as it takes


async def test_what_is_to_do_leads_to_its_blank(empty: Path) -> None:
    async with writing(empty, f"{MARK}1<escape>") as writer:
        await writer.look()
        shown = await writer.type("x")
        assert "Why of “slam the gates”" in shown
        await writer.type("<enter>Loud.<enter>")
        assert "        why: Loud.\n" in writer.file


FAULTS = {
    "words that nearly stand": ("find: slam the gates", "find: slam the gate of", "find: slam the gates"),
    "a place that is not decided": ("find: barely\n", "find: the\n", "find: the\n        before: "),
    "a missing blank": ("minutes: 60", "minutes:60", "minutes: 60"),
}
"""What a hand breaks in the file, and what stands there once it is mended."""


@pytest.mark.sample(1)
@pytest.mark.parametrize(("sound", "broken", "mended"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_with_one_reading_is_mended_by_a_key_and_taken_back(
    whole: Path, sound: str, broken: str, mended: str
) -> None:
    async with writing(whole) as writer:
        writer.by_hand(sound, broken)
        before = writer.file
        await writer.look()
        shown = await writer.type("x")
        assert "  f " in shown
        assert "Mended" in await writer.type("f")
        assert mended in writer.file
        assert writer.file != before
        await writer.look()
        assert "Undone." in await writer.type("u")
        assert writer.file == before
        await writer.look()
        assert "  f " in await writer.shown()


async def test_f_mends_nothing_where_nothing_can_be_mended(empty: Path) -> None:
    async with writing(empty, f"{MARK}1<escape>") as writer:
        await writer.look()
        before = writer.file
        await writer.type("xff")
        assert writer.file == before


async def test_a_sentence_to_be_rewritten_is_picked_in_the_article(empty: Path) -> None:
    async with writing(empty, "a0/slam<tab>(v)r") as writer:
        assert (
            "  - rewrite:\n    quote: Families were reeling last night after the town council" in writer.file
        )
        await writer.type("u")
        assert writer.file.endswith("  - rewrite:\n")


@pytest.mark.thorough
async def test_with_every_field_shown_enter_passes_by_those_of_lines(empty: Path) -> None:
    async with writing(empty, "a3Who?<enter><escape>f<end><up><up>") as writer:
        await writer.type(
            "<home><enter><enter><enter><enter>The writer<enter>Nobody else.<enter>The mayor<enter>"
        )
        assert (
            "      - right: The writer\n        why: Nobody else.\n      - wrong: The mayor\n" in writer.file
        )


@pytest.mark.thorough
async def test_several_wordings_and_a_wrong_one_with_its_why(empty: Path) -> None:
    typed = "a9How many?<enter><enter><enter>3<ctrl+n>three<enter>4<enter>One has no name.<enter>"
    async with writing(empty, typed) as writer:
        assert "      - right: [3, three]\n      - wrong: 4\n        why: One has no name.\n" in writer.file


@pytest.mark.thorough
async def test_up_brings_what_was_written_in_another_blank_like_this_one(empty: Path) -> None:
    first = "a6<enter><enter>The bus is free.<enter><enter>2025-05-06<enter>Bulletin<enter>So.<enter>"
    async with writing(empty, first) as writer:
        await writer.type(
            "The bus goes.<enter><enter><up><enter>Bu<up><enter>S<up><up><down><down> is it.<enter>"
        )
        assert writer.file.count("        known: 2025-05-06\n") == 2
        assert writer.file.count("        source: Bulletin\n") == 2
        assert "        why: S is it.\n" in writer.file  # what was typed is there again
        await writer.type("2<up> Again.<enter>")
        assert "      - in-text: The bus goes. Again.\n" in writer.file


@pytest.mark.thorough
async def test_up_in_the_middle_of_a_text_goes_up_in_it(whole: Path) -> None:
    async with writing(whole, "<down><down><down><enter><end><enter><home><up>X<enter>") as writer:
        assert "XQuotation marks are a promise" in writer.file


@pytest.mark.thorough
async def test_words_of_the_article_are_answers(empty: Path) -> None:
    typed = "a3Which words?<enter>1<enter><escape>m/slam<tab>v<right><right>fLoud.<enter>)tPlain.<enter>"
    async with writing(empty, typed) as writer:
        assert "right answer" in await writer.shown()
        assert (
            '    answers:\n      - right: |\n          "slam the gates"\n        why: Loud.\n'
            "      - wrong: |\n"
        ) in writer.file
        assert "        why: Plain.\n" in writer.file
        await writer.type("u" * 4)
        assert "answers" not in writer.file


@pytest.mark.sample(1)
@pytest.mark.parametrize("whole_folder", [False, True], ids=["the file", "the folder"])
async def test_a_lesson_that_somebody_deletes_is_written_anew_when_asked(
    empty: Path, whole_folder: bool
) -> None:
    async with writing(empty, f"{MARK}1close<enter>") as writer:
        before = writer.file
        if whole_folder:
            shutil.rmtree(empty)
        else:
            (empty / "lesson.yaml").unlink()
        await writer.look()
        shown = await writer.type("slam<enter>")
        assert "Kept until lesson.yaml can be read" in shown
        await writer.type("<escape><escape>")
        assert "No such file" in await writer.look()
        assert not (empty / "lesson.yaml").exists()  # nobody asked for it
        assert "writes lesson.yaml as it was last read" in await writer.type("x")
        await writer.type("f")
        assert writer.file == before.replace("plain: close\n", "plain: close\n        core: slam\n")
        await writer.look()
        assert "held" not in await writer.type("<escape>")


LEDGER = "<down><down><down><down><down><enter>"


@pytest.mark.sample(1)
@SIZES
async def test_a_table_looks(whole: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with writing(whole, f"{LEDGER}<down><down><down><right><right><enter>", size=size) as writer:
        assert await writer.shown() == golden


@pytest.mark.thorough
async def test_the_cells_of_a_table_are_answered_where_they_stand(whole: Path) -> None:
    async with writing(whole, f"{LEDGER}<down><down><down><right><right><right><left><enter>") as writer:
        row = "      - row: Dana Whitlock\n        named: {}\n        interest: {}\n        why: Name, age"
        assert row.format("yes", "party") in writer.file
        await writer.type("2")  # and on to the next cell
        assert row.format("no", "party") in writer.file
        await writer.type("+1 3<enter><escape>")
        assert row.format("no", "[party, unknown]") in writer.file
        assert "Yes, The text does" in await writer.shown()
        await writer.type("<down><down><left><enter>1")  # the next row, the same way
        assert "      - row: Martin Sale\n        named: yes\n" in writer.file


@pytest.mark.thorough
async def test_rows_of_a_table_are_written_in_a_burst(empty: Path) -> None:
    typed = (
        "a5<enter><enter><enter>Dana<enter>12No age.<enter>Martin<enter>23His firm.<enter><enter>Ask.<enter>"
    )
    for size in (*SMALL, WIDE, (40, 16)):  # the last has no room for a table
        (empty / "lesson.yaml").write_text("title: T\nexercises:\n", "utf-8")
        async with writing(empty, typed, size=size) as writer:
            assert writer.file.partition("rows:\n")[2] == (
                "      - row: Dana\n        named: yes\n        interest: outsider\n        why: No age.\n"
                "      - row: Martin\n        named: no\n        interest: unknown\n        why: His firm.\n"
                "    why: Ask.\n"
            ), size
