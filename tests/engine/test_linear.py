"""The linear front end, driven line by line through its text."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.linear.console import LONGEST_LINE, Console, broken
from lessons.cli.linear.player import Leaving, Player
from lessons.cli.linear.speech import commands
from lessons.cli.linear.speech import said as spoken
from lessons.model.answer import Raw
from lessons.model.result import percent
from lessons.play import Phase, Session, Status
from lessons.record import MemoryRecord, RecordError
from lessons.record.event import Event
from tests.helpers.answering import draft_of
from tests.helpers.examples import examples
from tests.helpers.tiny import tiny_session

IDS = [exercise.id for exercise in tiny_session().lesson.exercises]


class Reader:
    """A student at a console; ``do`` types a line and tells what was said to it."""

    def __init__(self, exercise: str = "", record: MemoryRecord | None = None) -> None:
        self.session = tiny_session(record)
        if exercise:
            self.session.goto(IDS.index(exercise))
        self.player = Player(self.session, Console(io.StringIO(), io.StringIO()))

    def do(self, *lines: str) -> str:
        """What the last of the lines was answered."""
        for line in lines:
            said = self.player.take(line)
        return "\n".join(said)

    @property
    def draft(self) -> Raw:
        return draft_of(self.session)


def played(lines: Sequence[str], record: MemoryRecord | None = None) -> str:
    """Everything said when these lines come through a pipe."""
    out = io.StringIO()
    text = "".join(line + "\n" for line in lines)
    Player(tiny_session(record), Console(io.StringIO(text), out)).run()
    return out.getvalue()


# Coming and going -------------------------------------------------------------------------------------------------


def test_the_lesson_opens_with_its_goals_texts_and_first_exercise() -> None:
    said = played([])
    for words in (
        "Lesson: The tiny tram.",
        "You will: See every kind once.",
        "Text: Town hall plans a tram.",
        "Second text: Council votes for a tram.",
        "The text has paragraphs 1 to 3, headings h1 to h2, page furniture f1.",
        "Exercise 1 of 16. Language. Mark the words that carry the writer's attitude.",
        "1.1: The greedy mayor of Tinytown",
        "Saved. You go on with exercise 1.",
    ):
        assert words in said


def test_the_end_of_the_input_saves_and_the_next_run_goes_on() -> None:
    record = MemoryRecord()
    assert "Saved." in played(["mark greedy", "next", "mark reckless"], record)
    said = played(["where", "back", "marks"], record)
    assert "You go on with: The tiny tram." in said
    assert "1. begun." in said
    assert '1: "reckless"' in said
    assert '1: "greedy"' in said
    assert "You will:" not in said


@pytest.mark.parametrize(("line", "leaving"), [("quit", Leaving.QUIT), ("lessons", Leaving.LESSONS)])
def test_leaving(line: str, leaving: Leaving) -> None:
    reader = Reader()
    reader.do(line)
    assert reader.player.leaving is leaving


def test_a_committed_exercise_resumes_explained() -> None:
    record = MemoryRecord()
    played(["mark greedy", "commit"], record)
    said = played([], record)
    assert "1 of 3 phrases found" in said
    assert "'next' goes on" in said


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("2024: \u2587 4. 2025: \u2587\u2587\u2587\u2587\u2587 8.", "2024: 1 square, 4. 2025: 5 squares, 8."),
        (
            "One bar is \u2587\u2587, the other \u25a0\u25a0\u25a0.",
            "One bar is 2 squares, the other 3 squares.",
        ),
        ("\u2588\u2588 half, \u2591\u2591\u2591", "2 squares, half, 3 squares"),
        ("No bar \u2013 only a dash.", "No bar \u2013 only a dash."),
    ],
)
def test_the_squares_of_a_bar_are_counted(written: str, heard: str) -> None:
    out = io.StringIO()
    Console(io.StringIO(), out).say(written)
    assert out.getvalue() == heard + "\n"


def test_no_prompt_without_a_terminal_and_one_with() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for source, shown in ((io.StringIO("quit\n"), False), (Terminal("quit\n"), True)):
        out = io.StringIO()
        Player(tiny_session(), Console(source, out)).run()
        assert ("> " in out.getvalue()) is shown


def test_going_round() -> None:
    reader = Reader()
    assert "first exercise" in reader.do("back")
    assert "Exercise 3 of 16" in reader.do("goto 3")
    assert "Exercise 2 of 16" in reader.do("back")
    assert "Exercise 3 of 16" in reader.do("skip")
    assert reader.session.status(IDS[1]) is Status.SKIPPED
    assert "from 1 to 16" in reader.do("goto 17")
    assert "from 1 to 16" in reader.do("goto")
    assert reader.session.index == 2
    assert "Exercise 3 of 16. Not handed in yet." in reader.do("")


# Hearing ----------------------------------------------------------------------------------------------------------


def test_reading_the_text() -> None:
    reader = Reader()
    assert reader.do("read 2").splitlines() == [
        "2.1: Everyone in the town hates the plan.",
        "2.2: The tram will cost 12 million crowns, the town's budget office said.",
    ]
    assert reader.do("read h1") == "h1 (heading): Town hall plans a tram"
    assert reader.do("read F1") == "f1 (page furniture): Advert: a bicycle shop"
    whole = reader.do("read")
    assert whole.index("f1 (") < whole.index("h1 (") < whole.index("1.1:") < whole.index("3.1:")
    assert "2.2:" in reader.do("read 1-2")
    assert "There is no 9. The text has" in reader.do("read 9")
    assert "Council votes" in reader.do("other")
    assert reader.do("other 1").startswith("1.1:")


def test_the_words_of_a_sentence_have_numbers() -> None:
    reader = Reader()
    assert reader.do("words 2.1") == "2.1, words: 1 Everyone, 2 in, 3 the, 4 town, 5 hates, 6 the, 7 plan."
    assert len(reader.do("words 2").splitlines()) == 2
    assert "its last one is 2" in reader.do("words 2.3")


def test_help_belongs_to_the_form_and_to_the_phase() -> None:
    for exercise, word in (
        ("find-loaded", "unmark 2"),
        ("who-says", "pick a"),
        ("sources", "2 1 = b"),
        ("slant", "2 = b"),
        ("chain", "move 3 first"),
        ("count-police", "answer next"),
    ):
        reader = Reader(exercise)
        said = reader.do("help")
        assert word in said
        for command in commands():
            assert (f"{command.usage}: " in said) == (
                command.id != "hand_in"
            )  # nobody's answers are not handed in
        reader.do("commit", "commit")
        assert word not in reader.do("help")


def test_hints_and_certainty() -> None:
    reader = Reader()
    assert reader.do("hint") == "Hint: Ask whose words they are."
    reader.do("hint")
    assert "There are no more hints." in reader.do("hint")
    assert "sure 1" in reader.do("sure")
    assert reader.do("sure 3") == "You say: sure. This is never scored."
    assert reader.session.certainty == 3
    assert "There are no hints here." in Reader("who-says").do("hint")


def test_where_tells_the_beginning_of_each_prompt_and_the_prompt_its_points_one_by_one() -> None:
    reader = Reader("who-says")
    task = reader.session.exercise.task
    prompt = "Who calls it nonsense?\n\n- Look left.\n- Look **right**."
    object.__setattr__(task, "prompt", prompt)
    lines = reader.do("task").split("\n")
    assert lines[0].endswith("Who calls it nonsense?")
    assert lines[1:3] == ["- Look left.", "- Look right."]
    where = reader.do("where").split("\n")
    assert len(where) == 1 + len(IDS)
    assert "5. open. Who calls it nonsense?" in where


def test_a_mark_across_paragraphs_is_told_on_one_line() -> None:
    said = Reader("find-loaded").do("mark 1-2")
    assert "Marked:" in said
    assert "\\n" not in said
    assert len(said.split("\n")) == 1


def test_the_glossary_anywhere() -> None:
    reader = Reader()
    assert "Words with strong feeling" in reader.do("glossary loaded")
    assert "Slogan" in reader.do("glossary")
    assert "No technique is called 'zzz'" in reader.do("glossary zzz")


# Marking ----------------------------------------------------------------------------------------------------------


def test_typing_the_words_and_the_address_mean_the_same() -> None:
    said = []
    for line in ("mark greedy mayor", "mark GREEDY  mayor!", "mark 1.1.2-1.1.3", "mark 1.1.2-3"):
        reader = Reader()
        said.append(reader.do(line))
        assert reader.draft == [{"start": 52, "end": 64}]
    assert set(said) == {'Marked: "greedy mayor", paragraph 1, sentence 1, words 2 to 3. 1 mark.'}


def test_a_whole_sentence_and_several_can_be_marked() -> None:
    assert 'Marked: "Everyone in the town hates the plan"' in Reader().do("mark 2.1")
    assert "sentences 1 to 2" in Reader().do("mark 2.1-2.2")


def test_ambiguous_words_list_their_places() -> None:
    reader = Reader()
    said = reader.do("mark the tram").splitlines()
    assert said[0] == "'the tram' stands in 2 places:"
    assert said[1].startswith("1.2.1-2: ")
    assert reader.draft is None
    assert "Marked" in reader.do("mark 1.2.1-2")


def test_words_that_are_not_there_name_the_closest() -> None:
    said = Reader().do("mark recklss tramm")
    assert "not in the text" in said
    assert '"reckless tram"' in said
    assert "mark 1.1.8-9" in said


def test_a_figure_is_a_word_of_the_text_before_it_is_a_paragraph() -> None:
    assert 'Marked: "12"' in Reader().do("mark 12")
    assert "paragraph 2" in Reader().do("mark 2")


def test_words_outside_what_is_asked_are_refused() -> None:
    reader = Reader()
    assert "is not asked about here. Mark in paragraph 1, paragraph 2." in reader.do("mark June")
    assert reader.draft is None


@pytest.mark.parametrize(
    "line",
    ["mark 1.9", "mark 1.1.99", "mark 9.1.1", "mark 1.1.5-2", "mark 0.0.0", "mark 1.1.2-9.9.9", "mark"],
)
def test_places_that_do_not_exist_mark_nothing(line: str) -> None:
    reader = Reader()
    assert "Marked" not in reader.do(line)
    assert reader.draft is None


def test_unmarking_and_saying_none() -> None:
    reader = Reader()
    reader.do("mark greedy", "mark reckless")
    assert "mark 1 already" in reader.do("mark greedy")
    assert "Taken back" in reader.do("unmark 1")
    assert reader.do("marks").startswith('1: "reckless"')
    assert "1 to 1" in reader.do("unmark 5")
    reader.do("unmark all")
    assert "You marked nothing" in Reader().do("commit")
    reader = Reader("find-nothing")
    assert "nothing to mark" in reader.do("none")
    assert "100 of 100" in reader.do("commit")


def test_techniques_are_named_by_number_letter_or_name() -> None:
    reader = Reader("find-named")
    assert "label 1" in reader.do("mark greedy")
    assert "Technique: Slogan." in reader.do("label 1 slog")
    assert "Technique: Loaded language." in reader.do("label 1 a")
    assert "There is no 'zzz'" in reader.do("label 1 zzz")
    assert "Type the number of a mark" in reader.do("label 7 a")
    reader.do("mark reckless")
    assert "Without a technique: mark 2." in reader.do("commit")
    assert reader.draft[0]["technique"] == "loaded-language"  # type: ignore[index,call-overload]


def test_a_label_where_none_is_asked_for() -> None:
    assert "No techniques are asked for" in Reader().do("mark greedy", "label 1 slogan")


def test_marking_in_the_second_text() -> None:
    reader = Reader("mark-there")
    assert "Marked" in reader.do("mark 14 to 9")
    assert "other text, paragraph 1" in reader.do("commit")
    assert "The Tiny Times" in reader.do("other")


# The other forms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["b", "B", "pick b", "2", "brook", "ada brook", "pick Ada Brook, in quotation marks"]
)
def test_picking_one(line: str) -> None:
    reader = Reader("who-says")
    assert reader.do(line) == "Picked: b, Ada Brook, in quotation marks."
    assert reader.draft == ["brook"]
    assert "Picked: a," in reader.do("a")


def test_picking_several() -> None:
    reader = Reader("pick-sources")
    assert "Picked: a, Ada Brook; c, A survey." in reader.do("a c")
    assert "c, A survey" not in reader.do("unpick c")
    assert "There is no 'x'" in reader.do("pick x")
    assert reader.draft == ["brook"]
    assert "one option only" in Reader("who-says").do("pick a b")


def test_an_ambiguous_option_is_asked_back() -> None:
    assert "could be" in Reader("who-says").do("pick the")


def test_a_grid_asks_row_by_row() -> None:
    reader = Reader("who-stands-behind")
    assert "Row 2:" in reader.do("a")
    assert "Every row is answered" in reader.do("the writer")
    assert reader.draft == {"cost": {"answer": "office"}, "hate": {"answer": "writer"}}
    assert "Row 1: The writer alone." in reader.do("1 = b")
    assert "Row 2: The shopkeepers' club." in reader.do("hate = shop")
    assert reader.do("rows").count("Row ") == 2
    assert "Taken back." in reader.do("clear 2")
    assert "Without an answer: row 2." in reader.do("commit")


def test_a_grid_with_several_questions() -> None:
    reader = Reader("sources")
    assert "Has an interest?" in reader.do("a")
    assert "Row 2" in reader.do("cannot tell")
    assert "Row 2: Has an interest? No." in reader.do("2 2 = b")
    assert "Row 2: Named? Yes." in reader.do("s2 named = yes")
    assert "Type a row and a question" in reader.do("2 = a")
    assert "Row 1: Named? No." in reader.do("row 1", "b")


def test_a_question_that_hangs_on_another() -> None:
    reader = Reader("whats-missing")
    assert "Which claim" in reader.do("1 1 = a")
    assert "claim" in str(reader.do("1 2 = b"))
    assert "not asked of this row" in reader.do("3 1 = b", "3 2 = a")
    reader.do("1 1 = c")
    assert "Which claim" not in reader.do("rows").splitlines()[0]


def test_a_scale_is_answered_by_its_steps() -> None:
    reader = Reader("slant")
    assert "5: a slogan" in reader.do("options").splitlines()
    reader.do("1", "5")
    assert "100 of 100" in reader.do("commit")


def test_ordering() -> None:
    reader = Reader("chain")
    assert "Without a place: 3." in reader.do("2 1")
    assert "Your order:\n2. The vote" in reader.do("2, 1, 3")
    assert reader.do("move 3 before 1").splitlines()[1:] == [
        "2. The vote in the council",
        "3. The news desk",
        "1. The page",
    ]
    assert reader.do("move page first").splitlines()[1] == "1. The page"
    assert reader.do("move 1 to 3").splitlines()[3] == "1. The page"
    assert "twice" in reader.do("1 1 2")
    assert "There is no '9'" in reader.do("1 2 9")
    assert "itself" in reader.do("move 1 after 1")
    assert "100 of 100" in reader.do("2 3 1", "commit")


def test_a_typed_answer_may_look_like_anything() -> None:
    reader = Reader("count-police")
    for line in ("zero", "read the text again", "mark nothing", "answer next", "help me", "goto nowhere"):
        said = reader.do(line)
        assert said.startswith("Your answer: ")
    assert reader.draft == "goto nowhere"
    assert reader.do("answer quit") == "Your answer: quit"
    assert reader.player.leaving is None
    assert "taken back" in reader.do("clear")
    assert reader.draft in (None, "")


def test_a_rewrite_tells_its_length() -> None:
    reader = Reader("plain-tram")
    assert "1 word." in reader.do("tram")
    assert "Asked for are 7 to 21 words." in reader.do("tram")
    said = reader.do("The council of Tinytown voted for a tram on Tuesday.", "commit")
    assert "100 of 100" in said


# Handing in -------------------------------------------------------------------------------------------------------


def test_a_blank_answer_is_handed_in_only_when_asked_twice() -> None:
    reader = Reader("who-says")
    assert "type 'commit' again" in reader.do("commit")
    assert reader.session.phase is Phase.ANSWERING
    reader.do("where")
    assert "type 'commit' again" in reader.do("commit")
    assert "0 of 100" in reader.do("commit")


def test_the_explanation_says_everything() -> None:
    reader = Reader()
    said = reader.do(
        "mark greedy", "mark nonsense", "mark pushed", "mark tram through", "commit"
    ).splitlines()
    assert "of 100 (a blind guess gets about" in said[0]
    for sign, word in (
        ("+", "Found"),
        ("o", "Missed"),
        ("!", "Trap"),
        ("~", "Debatable"),
        ("x", "False alarm"),
    ):
        assert any(line.startswith(f"{sign} {word}: ") for line in said)
    assert any('Plain: "new"' in line for line in said)
    assert any(line.startswith("Why: ") for line in said)
    assert any(line.startswith("How it is scored: ") for line in said)
    assert "Saved." in said


def test_practice_says_that_it_is_practice() -> None:
    reader = Reader("who-says")
    reader.do("a", "commit")
    assert "Practice." in reader.do("again")
    said = reader.do("b", "commit")
    assert "Your first answer stays the score: 0 of 100." in said
    assert "100 of 100" in said
    assert "Handed in." in reader.do("b")


def test_again_before_commit() -> None:
    assert "Only an exercise that is handed in" in Reader().do("again")


def test_the_lesson_ends_with_exercises_open_only_when_asked_twice() -> None:
    reader = Reader(IDS[-1])
    assert "count 0" in reader.do("next")
    reader.do("hint")
    assert "count 0" in reader.do("skip")
    assert not reader.session.finished
    assert reader.do("skip").startswith("End of the lesson.")
    assert reader.session.finished


def test_the_end_tells_figures_notes_and_three_lines_in_order() -> None:
    reader = Reader("who-says")
    said = reader.do("b", "commit", "finish", "finish")
    places = [
        said.index(words)
        for words in (
            "Score: ",
            "Sourcing: ",
            "The annotated article:",
            'Paragraph 1, sentence 1: "greedy".',
            'Paragraph 2, sentence 1: "Everyone in the town".',
            "What this article does well:",
            "Strong: ",
            "Weak: ",
            "Next: ",
        )
    ]
    assert places == sorted(places)
    assert reader.do("end") == said
    assert "Exercise 5 of 16" in reader.do("back")
    reader.do("end", "next")
    assert reader.player.leaving is None, "next goes on among the exercises"


def test_the_end_tells_questions_with_what_was_missed_and_leads_to_first_answers() -> None:
    reader = Reader("who-says")
    said = reader.do("a", "commit", "again", "b", "commit", "finish", "finish")
    number = IDS.index("who-says") + 1
    question = said.index(f"Exercise {number}. ")
    assert said.index("What you missed:") < question < said.index("x Wrong: ")
    assert f"'explain {number}' tells your first answer" in said
    first = reader.session.first_result("who-says")
    assert first is not None
    assert f"{percent(first.score)} of 100" in reader.do(f"explain {number}")
    assert reader.session.result == first
    assert "has no answer that counts" in reader.do("explain 1")
    assert "Type explain and a number" in reader.do("explain 99")


def test_the_end_leads_to_the_next_lesson() -> None:
    reader = Reader()
    reader.do("finish", "finish")
    assert "'next' goes to the next lesson" in reader.do("end")
    assert reader.do("next") == ""
    assert reader.player.leaving is Leaving.FURTHER


def test_notes_stay_hidden_before_the_end() -> None:
    assert "not finished" in Reader().do("notes")


# Trouble ----------------------------------------------------------------------------------------------------------


class Full(MemoryRecord):
    """A disk that is full from now on."""

    full = False

    def append(self, event: Event, *, sync: bool) -> None:
        if self.full:
            raise RecordError("ana.jsonl", "no room left", "room", "delete something")
        super().append(event, sync=sync)


def test_a_full_disk_is_told_once_and_nothing_is_revealed() -> None:
    record = Full()
    session = tiny_session(record)
    source = io.StringIO("mark greedy\nmark reckless\ncommit\ncommit unsaved\nquit\n")
    out = io.StringIO()
    player = Player(session, Console(source, out))
    record.full = True
    player.run()
    said = out.getvalue()
    assert said.count("Not saved: no room left. To mend it: delete something.") >= 1
    assert "Your answer is not handed in." in said
    assert said.index("not handed in") < said.index("2 of 3 phrases found")
    assert "Saved." not in said
    assert "What was done last is not saved." in said


def test_a_broken_key_is_told_and_the_lesson_goes_on() -> None:
    from lessons.model.problem import LessonError, Place, Problem

    lesson = tiny_session().lesson

    def broken() -> object:
        raise LessonError([Problem(Place(Path("key.yaml"), 3, 1), "F201", "found", "expected", "fix")])

    session = Session(lesson, MemoryRecord(), broken)  # type: ignore[arg-type]
    player = Player(session, Console(io.StringIO(), io.StringIO()))
    said = "\n".join(player.take("mark greedy") + player.take("commit"))
    assert "key.yaml:3:1" in said
    assert session.phase is Phase.ANSWERING


# Hostile lines ----------------------------------------------------------------------------------------------------

words = st.sampled_from(
    [name for command in commands() for name in command.names]
    + ["mark", "unmark", "label", "none", "techniques", "pick", "unpick", "options", "move", "order", "items"]
    + ["row", "rows", "clear", "answer"]
)
pieces = st.one_of(
    words,
    st.sampled_from(
        [
            "1",
            "2.1",
            "1.1.2-3",
            "h1",
            "f1",
            "=",
            "-",
            "all",
            "a",
            "9" * 30,
            "0",
            "first",
            "before",
            "greedy",
            "²",
            "٣",
        ]
    ),
    st.text(max_size=8),
)
lines = st.lists(pieces, max_size=4).map(" ".join)


@pytest.mark.thorough
@examples(300)
@given(typed=st.lists(lines, max_size=12), start=st.sampled_from(IDS))
def test_no_line_breaks_anything(typed: list[str], start: str) -> None:
    record = MemoryRecord()
    session = tiny_session(record)
    session.goto(IDS.index(start))
    out = io.StringIO()
    source = io.StringIO("\n".join(typed) + "\n", newline="\n")
    Player(session, Console(source, out)).run()
    assert all(
        character == "\n" or character.isprintable() or ord(character) > 159 for character in out.getvalue()
    )
    again = tiny_session(record)
    assert [again.status(id) for id in IDS] == [session.status(id) for id in IDS]


def test_a_line_without_end_is_cut() -> None:
    console = Console(io.StringIO("x" * (3 * LONGEST_LINE) + "\nnext\n"), io.StringIO())
    first = console.ask()
    assert first is not None
    assert len(first) == LONGEST_LINE
    assert console.ask() == "next"
    assert console.ask() is None


def test_nothing_that_is_said_holds_control_characters() -> None:
    out = io.StringIO()
    Console(io.StringIO(), out).say("a\x1b[31mb\u202ec\x07")
    assert out.getvalue() == "a[31mbc\n"


def test_words_that_are_mentioned_stand_in_quotation_marks() -> None:
    assert spoken("So *tired old* is **loaded**, and *a* **b**.") == 'So "tired old" is loaded, and "a" b.'
    assert spoken('They said "*so*" and \u201c*no*\u201d.') == 'They said "so" and \u201cno\u201d.'
    assert spoken("- *one* two") == '- "one" two'


@pytest.mark.parametrize("room", [10, 20, 79])
def test_lines_are_broken_between_words(room: int) -> None:
    text = (
        "1.1: The greedy mayor of Tinytown pushed a reckless tram through. " + "x" * 95 + " \u8b66\u544a" * 9
    )
    rows = list(broken(text, room))
    assert all(0 < len(row) + row.count("\u8b66") + row.count("\u544a") <= room for row in rows)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert [word for row in rows for word in row.split()][:4] == ["1.1:", "The", "greedy", "mayor"]


@pytest.mark.parametrize(
    "typed", ["1 because it is plain", "1, because it is plain", "1: it is plain", "1 Because: it is plain"]
)
def test_the_reason_is_what_follows_because(typed: str) -> None:
    reader = Reader("who-says")
    reader.do("commit", "commit", f"contest {typed}")
    (contest,) = reader.session.contests.of("who-says").values()
    assert contest.reason == "it is plain"
