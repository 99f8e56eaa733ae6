"""Raw answers become typed answers, or an error that says how to mend them; nothing else happens."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.written_answers import MOST_ENTRIES, read, write
from lessons.model.answer import (
    Answer,
    AnswerError,
    GridAnswer,
    Mark,
    MarkAnswer,
    OrderAnswer,
    PickAnswer,
    TextAnswer,
)
from lessons.model.form import Column, Form, GridForm, MarkForm, Option, OrderForm, PickForm, Row, TextForm
from lessons.text.spans import Span
from tests.helpers.articles import article_of, span_in
from tests.helpers.examples import examples

MAIN = article_of("The feverish warnings of war.", "War was near, he said. The war goes on.")
SECOND = article_of("Another text about the same war.")
OPTIONS = (Option("speaker", "The speaker"), Option("writer", "The writer"), Option("3", "Nobody"))
ROWS = (Row("c7", "A claim"), Row("c12", "Another"))
MARKS = MarkForm("main", tuple(block.span for block in MAIN.blocks))
NAMED = MarkForm("main", MARKS.scope, (Option("loaded", "Loaded language"), Option("slogan", "Slogan")))
ONE = PickForm(OPTIONS)
SEVERAL = PickForm(OPTIONS, several=True)
TABLE = GridForm(ROWS, (Column("who", "Who?", OPTIONS),))
LEDGER = GridForm(
    ROWS,
    (
        Column("class", "Class?", (Option("matters", "Matters"), Option("beside", "Beside the point"))),
        Column("claim", "Which claim?", OPTIONS, only_if=("class", "matters")),
    ),
)
ORDER = OrderForm((Row("a", "A"), Row("b", "B"), Row("c", "C")))
TYPED = TextForm()
ALL: tuple[Form, ...] = (MARKS, NAMED, ONE, SEVERAL, TABLE, LEDGER, ORDER, TYPED)


def take(form: Form, raw: Any) -> Any:
    return read(form, raw, MAIN, SECOND)


def refused(form: Form, raw: Any) -> AnswerError:
    with pytest.raises(AnswerError) as caught:
        take(form, raw)
    assert caught.value.found
    assert caught.value.expected
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize("blank", [None, "", [], {}])
@pytest.mark.parametrize("form", ALL)
def test_blank_is_blank_in_every_form(form: Form, blank: Any) -> None:
    assert take(form, blank) in (MarkAnswer(), PickAnswer(), GridAnswer(), OrderAnswer(), TextAnswer())


# Marks ----------------------------------------------------------------------------------------------------------


def test_marks_by_offsets_and_by_quotes() -> None:
    raw = [{"start": 4, "end": 12}, {"quote": "war", "before": "The", "technique": "loaded"}]
    war = span_in(MAIN, "The war")
    assert take(MARKS, raw) == MarkAnswer((Mark(Span(4, 12)), Mark(Span(war.start + 4, war.end))))
    assert take(NAMED, raw).marks[1].technique == "loaded"
    assert take(NAMED, [{"start": 4, "end": 12, "technique": None}]).marks[0].technique is None


def test_quotes_with_every_anchor_field() -> None:
    assert len(take(MARKS, [{"quote": "war", "all": True}]).marks) == 2
    assert take(MARKS, [{"quote": "war", "nth": 2}]) == take(MARKS, [{"quote": "war", "where": ["2"]}])
    assert take(MARKS, [{"quote": "war", "nth": 1}]) == take(MARKS, [{"quote": "war", "where": 1}])
    assert take(MARKS, [{"quote": "war", "after": "goes"}]) == take(MARKS, [{"quote": "war", "nth": 2}])


def test_quotes_are_looked_for_in_the_exercise_first() -> None:
    form = MarkForm("main", (MAIN.blocks[0].span,))
    assert take(form, [{"quote": "war"}]).marks[0].span == span_in(MAIN, "war", 2)
    assert take(form, [{"quote": "near"}]).marks[0].span == span_in(MAIN, "near")
    assert "closest passage" in refused(form, [{"quote": "feverish warming"}]).fix


def test_marks_in_the_second_article() -> None:
    form = MarkForm("beside", tuple(block.span for block in SECOND.blocks))
    assert take(form, [{"quote": "war"}]).marks[0].span == span_in(SECOND, "war")


@pytest.mark.parametrize(
    "entry",
    [
        {"start": 1},
        {"start": True, "end": 5},
        {"start": 1.0, "end": 5},
        {"start": "1", "end": 5},
        {"start": None, "end": 5},
        {"start": -1, "end": 5},
        {"start": 5, "end": 5},
        {"start": 6, "end": 5},
        {"start": 0, "end": 10_000},
        {"start": 0, "end": 10**5000},
        {"start": 0, "end": 5, "colour": "red"},
        {"start": 0, "end": 5, "technique": 3},
        {"quote": 3},
        {"quote": ""},
        {"quote": "x" * 30_000},
        {"quote": "war"},
        {"quote": "war", "nth": 9},
        {"quote": "war", "nth": True},
        {"quote": "war", "nth": 0},
        {"quote": "war", "all": "yes"},
        {"quote": "war", "where": ["h9"]},
        {"quote": "war", "where": [{}]},
        {"quote": "war", "start": 3},
        {"quote": "peace"},
        "war",
        3,
        None,
        [],
    ],
)
def test_marks_that_are_none(entry: Any) -> None:
    error = refused(MARKS, [{"start": 0, "end": 3}, entry])
    assert error.found.startswith("mark 2: ")
    assert len(error.found) < 300


def test_a_technique_that_cannot_be_chosen() -> None:
    error = refused(NAMED, [{"start": 0, "end": 3, "technique": "loade"}])
    assert "did you mean 'loaded'?" in error.fix
    refused(NAMED, [{"start": 0, "end": 3, "technique": 1}])


@pytest.mark.parametrize("raw", ["war", 3, True, {"start": 0, "end": 3}])
def test_marks_are_a_list(raw: Any) -> None:
    refused(MARKS, raw)


def test_hostile_sizes() -> None:
    refused(MARKS, [{"start": 0, "end": 3}] * (MOST_ENTRIES + 1))
    crowd = article_of("war " * 6_000)
    form = MarkForm("main", (crowd.blocks[0].span,))
    with pytest.raises(AnswerError, match="more than"):
        read(form, [{"quote": "war", "all": True}], crowd, None)
    refused(SEVERAL, ["speaker"] * (MOST_ENTRIES + 1))
    refused(TABLE, {f"r{number}": "speaker" for number in range(MOST_ENTRIES + 1)})
    refused(TYPED, "x" * 20_001)


# Picks ----------------------------------------------------------------------------------------------------------


def test_picks() -> None:
    assert take(ONE, "writer") == take(ONE, ["writer"]) == take(ONE, ["writer", "writer"])
    assert take(SEVERAL, ["writer", "speaker"]) == PickAnswer(frozenset({"writer", "speaker"}))
    assert take(SEVERAL, 3) == take(SEVERAL, ["3"])


def test_wrong_picks() -> None:
    assert "did you mean 'writer'?" in refused(ONE, "writr").fix
    assert "use one of: speaker, writer, 3" in refused(SEVERAL, ["xyz"]).fix
    assert refused(ONE, ["writer", "speaker"]).expected == "one option"
    raw: Any
    for raw in ({"writer": True}, [None], [["writer"]], True, 4, 1.5, [{}]):
        refused(SEVERAL, raw)


# Grids ----------------------------------------------------------------------------------------------------------


def test_one_column() -> None:
    expected = GridAnswer({("c7", "who"): "speaker"})
    assert take(TABLE, {"c7": "speaker"}) == take(TABLE, {"c7": {"who": "speaker"}}) == expected
    assert take(TABLE, {"c7": "speaker", "c12": None}) == expected
    assert take(TABLE, {"c7": {"who": "speaker"}, "c12": {"who": ""}}) == expected
    assert take(TABLE, {"c7": 3}) == GridAnswer({("c7", "who"): "3"})


def test_two_columns() -> None:
    full = {("c7", "class"): "matters", ("c7", "claim"): "writer"}
    assert take(LEDGER, {"c7": {"class": "matters", "claim": "writer"}}) == GridAnswer(full)
    assert take(LEDGER, {"c7": "matters"}) == GridAnswer({("c7", "class"): "matters"})


def test_a_cell_that_is_not_asked_for_is_dropped() -> None:
    dropped = take(LEDGER, {"c7": {"claim": "writer", "class": "beside"}, "c12": {"claim": "writer"}})
    assert dropped == GridAnswer({("c7", "class"): "beside"})


def test_one_answer_does_not_stand_for_a_row_with_several_questions() -> None:
    columns = (
        Column("named", "Named?", (Option("yes", "Yes"),)),
        Column("near", "Near?", (Option("yes", "Yes"),)),
    )
    error = refused(GridForm((Row("s1", "A source"),), columns), {"s1": "yes"})
    assert "row 's1'" in error.found
    assert error.fix == 'write {"named": "..."}'


def test_wrong_grids() -> None:
    assert "did you mean 'c7'?" in refused(TABLE, {"c77": "speaker"}).fix
    assert "row 'c7'" in refused(TABLE, {"c7": "speeker"}).found
    assert "column 'claim'" in refused(LEDGER, {"c7": {"class": "matters", "claim": "nobody"}}).found
    assert "did you mean 'claim'?" in refused(LEDGER, {"c7": {"clam": "writer"}}).fix
    raw: Any
    for raw in (
        ["c7"],
        "c7",
        3,
        True,
        {"c7": True},
        {"c7": ["speaker"]},
        {"c7": {"who": {"x": 1}}},
        {"c7": 9},
    ):
        refused(TABLE, raw)


# Orders and texts -----------------------------------------------------------------------------------------------


def test_orders() -> None:
    assert take(ORDER, ["b", "a", "c"]) == OrderAnswer(("b", "a", "c"))
    assert take(ORDER, ["b"]) == OrderAnswer(("b",))
    assert "twice" in refused(ORDER, ["b", "a", "b"]).found
    raw: Any
    for raw in ("abc", {"a": 1}, ["d"], [None], 3):
        refused(ORDER, raw)


def test_texts() -> None:
    assert take(TYPED, " None. ") == TextAnswer(" None. ")
    assert take(TYPED, "a\x1b[31m\u202eb\r\n") == TextAnswer("a[31mb\n")
    raw: Any
    for raw in (3, True, ["none"], {"text": "none"}):
        refused(TYPED, raw)


# All of them ----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 80)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "c7", "speaker", "3", "a", "war", "matters", "\x1b[2J"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["start", "end", "quote", "nth", "all", "where", "technique", "c7", "c12", "who", "claim"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@examples(200)
@given(st.sampled_from(ALL), JSON)
def test_any_json_is_an_answer_or_an_answer_error(form: Form, raw: Any) -> None:
    try:
        answer: Answer | None = take(form, raw)
    except AnswerError as error:
        told = error.found, error.expected
        answer = None
    else:
        told = "an", "answer"
    assert all(told)
    assert "\x1b" not in "".join(told)
    assert answer is None or take(form, write(answer)) == answer


ANSWERS = st.one_of(
    st.tuples(
        st.just(NAMED),
        st.lists(
            st.fixed_dictionaries(
                {"start": st.integers(0, 30), "end": st.integers(31, 60)},
                optional={"technique": st.sampled_from(["loaded", "slogan"])},
            )
        ),
    ),
    st.tuples(st.just(SEVERAL), st.lists(st.sampled_from(["speaker", "writer", "3"]))),
    st.tuples(
        st.just(TABLE), st.dictionaries(st.sampled_from(["c7", "c12"]), st.sampled_from(["speaker", "3"]))
    ),
    st.tuples(
        st.just(LEDGER),
        st.dictionaries(
            st.sampled_from(["c7", "c12"]),
            st.fixed_dictionaries(
                {"class": st.sampled_from(["matters", "beside"])},
                optional={"claim": st.sampled_from(["3", "writer"])},
            ),
        ),
    ),
    st.tuples(st.just(ORDER), st.permutations(["a", "b", "c"])),
    st.tuples(st.just(TYPED), st.text(max_size=30)),
)


@examples(200)
@given(ANSWERS)
def test_what_is_written_is_read_back(case: tuple[Form, Any]) -> None:
    form, raw = case
    answer = take(form, raw)
    assert take(form, write(answer)) == answer


def test_reading_needs_no_validation_library() -> None:
    program = "import sys, lessons.kinds.written_answers; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
