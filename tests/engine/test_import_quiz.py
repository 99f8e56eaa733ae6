"""Quizzes in GIFT and in the text of text2qti: their questions become exercises, and what does not fit is told."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.author.importing.lesson_text import Tree, written
from lessons.author.importing.pieces import ImportRefused
from lessons.author.importing.quiz import read_quiz
from lessons.checking.run import check
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.problem import Severity
from tests.helpers.examples import examples

GIFT = r"""// a comment
$CATEGORY: news/one

::Q1:: Who wrote it? {
 =Nobody is named#Look at the byline.
 ~%50%The editor#Perhaps.
 ~The reader#No.
 ####In general.
}

It is kept {=in a tomb ~in a house} in New York.

The pool is old. {TRUE#It was built in 1937.#Yes, 1937.}

How many? {=nine =9 =%50%eight#Nearly.}

Match them. {=Mayor -> Person =Minutes -> Record =Poll -> Survey = -> Nobody}

Which are loaded? {~%50%slam#Bang. ~%50%hordes ~%-100%nine}

How far? {#3:2}

How many exactly? {#9}

Write a letter. {}

Just words.

<b>Which</b> is 5 \= 2+3 \{x\}? {=it is *so* ~no}
"""
TEXT2QTI = """Quiz title: Pool

Title: First
Points: 2
1.  Who wrote it,
    and why?
... General.
+ Well seen.
- Look again.
*a) Nobody
b) The editor
... No editor
    is named.
c) The reader

% a comment
2.  Which are loaded?
[*] slam
[*] hordes
[ ] nine

COMMENT
3. Not a question
END_COMMENT
3. How many?
*   nine
*   9
- No.

4. How far?
=   5 +- 1

5. Write.
____

GROUP
pick: 1
6. Six?
*a) yes
b) no
END_GROUP
"""


def exercise(text: str, language: str = "en") -> dict[str, Tree]:
    (made,) = read_quiz(text.encode(), language).exercises
    return dict(made)


def test_a_choice_with_feedback() -> None:
    assert dict(read_quiz(GIFT.encode(), "en").exercises[0]) == {
        "choice": "Who wrote it?",
        "answers": [
            {"right": "Nobody is named", "why": "Look at the byline."},
            {"partly": "The editor", "why": "Perhaps."},
            {"wrong": "The reader", "why": "No."},
        ],
        "why": "In general.",
    }


@pytest.mark.parametrize(
    ("gift", "made"),
    [
        (
            "It is {=dug ~built} up.",
            {
                "choice": "It is _____ up.",
                "answers": [{"right": "dug", "why": None}, {"wrong": "built", "why": None}],
                "why": None,
            },
        ),
        (
            "Old?{F#x#y}",
            {
                "choice": "Old?",
                "answers": [{"wrong": "True", "why": "x"}, {"right": "False", "why": "y"}],
                "why": None,
            },
        ),
        (
            "N? {=a =%50%b#c}",
            {"short": "N?", "answers": [{"right": "a"}, {"partly": "b", "why": "c"}], "why": None},
        ),
        ("N? {#9}", {"short": "N?", "answers": [{"right": "9"}], "why": None}),
        (
            "M {=a -> b =c -> d = -> e}",
            {
                "match": "M",
                "options": ["b", "d", "e"],
                "rows": [{"text": "a", "is": "b", "why": None}, {"text": "c", "is": "d", "why": None}],
                "why": None,
            },
        ),
        (
            "S {~%50%a ~%50%b ~%-100%c}",
            {
                "choice": "S",
                "pick": "several",
                "answers": [
                    {"right": "a", "why": None},
                    {"right": "b", "why": None},
                    {"wrong": "c", "why": None},
                ],
                "why": None,
            },
        ),
        (
            r"[markdown]A \{b\} *c* 5 \= 5 {=\~d ~e}",
            {
                "choice": "A {b} *c* 5 = 5",
                "answers": [{"right": "~d", "why": None}, {"wrong": "e", "why": None}],
                "why": None,
            },
        ),
        (
            "[html]<p>A <b>b</b></p><p>c *d*</p> {=e ~f}",
            {
                "choice": "A b\n\nc \\*d\\*",
                "answers": [{"right": "e", "why": None}, {"wrong": "f", "why": None}],
                "why": None,
            },
        ),
    ],
)
def test_questions_of_gift(gift: str, made: dict[str, Tree]) -> None:
    assert exercise(gift) == made


def test_true_and_false_in_the_language_of_the_article() -> None:
    answers = exercise("Alt? {T}", "de")["answers"]
    assert answers == [{"right": "Richtig", "why": None}, {"wrong": "Falsch", "why": None}]


def test_what_does_not_fit_of_gift_is_told_with_its_line() -> None:
    told = [f"{loss.source}: {loss.told}" for loss in read_quiz(GIFT.encode(), "en").losses]
    assert told == [
        "line 2: a category is left out: “$CATEGORY: news/one”",
        "line 21, “How far?”: a number within a range is not taken: a lesson asks for exact ones",
        "line 25, “Write a letter.”: a question for a free text is not taken",
        "line 27, “Just words.”: a text without answers is not taken",
        "the quiz: 1 lines with names, points and other settings of questions are left out",
    ]


def test_questions_of_text2qti() -> None:
    quiz = read_quiz(TEXT2QTI.encode(), "en")
    assert [dict(one) for one in quiz.exercises] == [
        {
            "choice": "Who wrote it, and why?",
            "answers": [
                {"right": "Nobody", "why": "Well seen."},
                {"wrong": "The editor", "why": "No editor is named."},
                {"wrong": "The reader", "why": "Look again."},
            ],
            "why": "General.",
        },
        {
            "choice": "Which are loaded?",
            "pick": "several",
            "answers": [
                {"right": "slam", "why": None},
                {"right": "hordes", "why": None},
                {"wrong": "nine", "why": None},
            ],
            "why": None,
        },
        {"short": "How many?", "answers": [{"right": "nine"}, {"right": "9"}], "why": None},
        {
            "choice": "Six?",
            "answers": [{"right": "yes", "why": None}, {"wrong": "no", "why": None}],
            "why": None,
        },
    ]
    assert [f"{loss.source}: {loss.told}" for loss in quiz.losses] == [
        "line 25, “How many?”: what it says of wrong answers is left out: “No.”",
        "line 30, “How far?”: a number within a range is not taken: a lesson asks for exact ones",
        "line 33, “Write.”: a question for a free text or a file is not taken",
        "line 36: it is left out: “GROUP”",
        "line 41: it is left out: “END_GROUP”",
        "the quiz: 4 lines with names, points and other settings of questions are left out",
    ]


@pytest.mark.parametrize("quiz", [GIFT, TEXT2QTI])
def test_check_asks_only_for_what_is_still_to_write(quiz: str, tmp_path: Path) -> None:
    lesson = tmp_path / "pool"
    lesson.mkdir()
    (lesson / "article.md").write_text("---\ntitle: T\nlanguage: en\n---\n\nThe pool is old, people say.\n")
    exercises = read_quiz(quiz.encode(), "en").exercises
    (lesson / "lesson.yaml").write_text(written({"title": "T", "exercises": exercises}))
    problems = [one for one in check([lesson]) if one.severity is Severity.ERROR]
    assert {one.code for one in problems} == {"L818"}


@pytest.mark.parametrize("data", [b"", b"An article with words, and no question.", b"\x89PNG", b"{" * 5000])
def test_what_is_no_quiz_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused):
        read_quiz(data, "en")


SIGN = st.sampled_from(
    ["{", "}", "=", "~", "#", "->", "\\", ":", "::", "%50%", "\n", "\n\n", "1. ", "*a) ", "b) ", "[*] "]
)


@given(st.lists(SIGN | st.text(max_size=8), max_size=40).map("".join))
@examples(400)
def test_whatever_is_given_for_a_quiz_is_read_or_refused(text: str) -> None:
    with suppress(ImportRefused):
        made = written({"exercises": read_quiz(text.encode("utf-8", "replace"), "en").exercises or None})
        assert not read_yaml_text(made, Path("lesson.yaml")).broken
