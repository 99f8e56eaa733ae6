"""What gives an answer away without the article, and the same yardstick over a course: codes L811 to L815."""

from pathlib import Path

import pytest

from lessons.checking.run import check
from lessons.lesson.keys import load_key
from lessons.lesson.opening import load_lesson
from lessons.lesson.reading_time import MINUTES_A_DECISION, WORDS_A_MINUTE, ReadingTime, reading_time
from tests.helpers.check_examples import write

LONG = "which is told here at some length so that it takes more room than any of the others do"


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in check([folder])]


def lesson(tmp_path: Path, exercises: str, answers: str) -> Path:
    return write(tmp_path, {"exercises": _plus(exercises), "answers": _plus(answers)}, "+")


def _plus(text: str) -> str:
    return "".join(f"+{line}\n" for line in text.splitlines())


def facts(right: list[str], wrong: list[str]) -> tuple[str, str]:
    """An omission exercise with these facts: those that matter and those beside the point."""
    shown = {
        **{f"r{n}": text for n, text in enumerate(right)},
        **{f"w{n}": text for n, text in enumerate(wrong)},
    }
    lines = "".join(f"\n    {id}: {text}" for id, text in shown.items())
    exercises = f"- id: facts\n  kind: omission\n  strand: omission\n  prompt: Sort them.\n  facts:{lines}"
    sorted_ = "".join(
        f"\n      {id}: {{class: {'matters' if id[0] == 'r' else 'beside'}, why: So.}}" for id in shown
    )
    return exercises, f"  facts:\n    facts:{sorted_}\n    why: So."


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ([f"A {LONG}", f"B {LONG}"], ["C is short", "D is short", "E is short"], True),
        (["A is short", "B is short"], [f"C {LONG}", f"D {LONG}", f"E {LONG}"], True),
        ([f"A {LONG}", "B is short"], [f"C {LONG}", "D is short", "E is short"], False),
        (
            ["A on 3 May 2024 was so", "B on 4 May 2024 was so"],
            ["C is what it was", "D is what it was", "E is what it was"],
            True,
        ),
        (
            ["A is what it was", "B is what it was"],
            ["C on 3 May 2024 was", "D on 4 May 2024 was", "E in 2023 it was"],
            True,
        ),
        (
            ["A on 3 May 2024 was so", "B is what it was so"],
            ["C on 4 May 2024 was", "D is what it was", "E is what it was"],
            False,
        ),
        ([f"A {LONG}"], ["C is short", "D is short", "E is short"], False),
    ],
)
def test_facts_that_sort_themselves(tmp_path: Path, right: list[str], wrong: list[str], told: bool) -> None:
    assert ("L811" in codes(lesson(tmp_path, *facts(right, wrong)))) is told


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ([f"A {LONG}", "B", "C"], True),
        (["A", f"B {LONG}", f"C {LONG}"], True),
        ([f"A {LONG}", f"B {LONG}", "C"], False),
    ],
)
def test_a_right_option_that_stands_out(tmp_path: Path, texts: list[str], told: bool) -> None:
    options = "".join(f"\n    o{n}: {text}" for n, text in enumerate(texts))
    keys = "".join(f"\n      o{n}: {{{'credit: 1, ' if n == 0 else ''}why: So.}}" for n in range(len(texts)))
    exercises = (
        f"- id: pick\n  kind: choice\n  strand: language\n  prompt: Which?\n  pick: one\n  options:{options}"
    )
    assert (
        "L811" in codes(lesson(tmp_path, exercises, f"  pick:\n    options:{keys}\n    why: So."))
    ) is told


@pytest.mark.parametrize(
    "hint",
    [
        "Three places are in paragraph 1, one is in paragraph 2.",
        "three are in paragraph 1",
        "Paragraph 4 has three places.",
        "Each answer is right twice.",
        "One option is left over.",
        "Two rows have the same answer, and one answer fits no row.",
        "Three of the seven stand in no report.",
        "There are two to find in the first half.",
        "One place is in the first sentence, none is in the second.",
        "Two are in the headline.",
        "There are five.",
        "Look for four of them.",
        "Only two are right.",
        "Both are in the headline or the last paragraph; none is in the third sentence.",
    ],
)
def test_hints_that_count(tmp_path: Path, hint: str) -> None:
    assert "L812" in codes(hinted(tmp_path, hint))


@pytest.mark.parametrize(
    "hint",
    [
        "Look for two things: quotation marks, and a name.",
        "Read the two words before the colon.",
        "Lay paragraph 10 of the two pages side by side.",
        "A sentence may have none, one or more.",
        "Draw two lines on paper, one for each side.",
        "One hedge is fair. Are there two?",
        "Read on to paragraph 3, and take one line after the other.",
        "Swap the word for a plainer one, if there is one.",
        "How many people stand between you and the words?",
    ],
)
def test_hints_that_help_to_read(tmp_path: Path, hint: str) -> None:
    assert "L812" not in codes(hinted(tmp_path, hint))


def hinted(tmp_path: Path, hint: str) -> Path:
    exercises = (
        "- id: mark\n  kind: mark\n  strand: language\n  where: [2]\n  prompt: Mark the words.\n"
        f"  hints: ['{hint}']"
    )
    return lesson(
        tmp_path, exercises, "  mark: {mark: [{quote: reckless, why: So.}], otherwise: No., why: So.}"
    )


@pytest.mark.parametrize(
    ("prompt", "why", "told"),
    [
        ("Mark the **three** phrases.", "So.", True),
        ("Mark the one phrase.", "So.", False),
        ("Mark the words.", "There are six phrases to find.", True),
        ("Mark at least two phrases.", "So.", False),
        ("Mark a phrase of one or two words.", "So.", False),
        ("Mark the words.", "The page has 34 quotations.", True),
    ],
)
def test_counts_that_the_key_does_not_bear_out(tmp_path: Path, prompt: str, why: str, told: bool) -> None:
    exercises = f"- id: mark\n  kind: mark\n  strand: language\n  where: [2]\n  prompt: '{prompt}'"
    answers = f"  mark: {{mark: [{{quote: reckless, why: So.}}], otherwise: No., why: '{why}'}}"
    assert ("L813" in codes(lesson(tmp_path, exercises, answers))) is told


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("Match these three claims.", True),
        ("Match these two claims.", False),
        ("Match. Two claims are about the council.", False),
    ],
)
def test_counts_of_rows(tmp_path: Path, prompt: str, told: bool) -> None:
    exercises = (
        f"- {{id: match, kind: match, strand: sourcing, prompt: '{prompt}', rows: {{a: A claim, b: Another claim}}, "
        "options: {x: The writer, y: A speaker}}"
    )
    answers = "  match: {rows: {a: {is: x, why: So.}, b: {is: y, why: So.}}, why: So.}"
    assert ("L813" in codes(lesson(tmp_path, exercises, answers))) is told


MARK = "- {id: mark, kind: mark, strand: language, where: [2], prompt: Mark., label: true}"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("technique: loaded-language", "technique: slogan", True),
        ("technique: loaded-language", "technique: slogan, also: [loaded-language]", False),
        ("technique: loaded-language", "debatable: true", True),
        ("debatable: true", "debatable: true", False),
    ],
)
def test_one_phrase_one_verdict_in_a_course(tmp_path: Path, one: str, other: str, told: bool) -> None:
    for name, verdict in (("first", one), ("second", other)):
        answers = f"  mark: {{mark: [{{quote: reckless, {verdict}, why: So.}}], otherwise: No., why: So.}}"
        folder = lesson(tmp_path / name, MARK, answers)
        (folder / "river").rename(tmp_path / name / name)
        (tmp_path / name / name).rename(tmp_path / f"lesson-{name}")
    (tmp_path / "course.yaml").write_text(
        "format: 1\ntitle: T\nsummary: S\nlessons: [lesson-first, lesson-second]\n", "utf-8"
    )
    problems = [problem for problem in check([tmp_path]) if problem.code == "L814"]
    assert [problem.place.file.parent.name for problem in problems] == (["lesson-second"] if told else [])


def test_minutes_that_promise_too_little(tmp_path: Path) -> None:
    article = "---\ntitle: T\nlanguage: en\n---\n\n# T\n\n" + "word " * 2000 + "\n"
    folder = write(tmp_path, {"article.md": _plus(article)}, "+")
    told = [problem for problem in check([folder]) if problem.code == "L815"]
    assert len(told) == 1
    assert "minutes: 5 " in told[0].found


def test_minutes_are_words_and_decisions() -> None:
    assert WORDS_A_MINUTE == 150
    assert MINUTES_A_DECISION * 5 == 1
    assert ReadingTime(1500, 0).minutes == 10
    assert ReadingTime(1500, 1).minutes == 15
    assert ReadingTime(0, 25).minutes == 5


def test_what_is_read_and_decided_is_counted() -> None:
    source = load_lesson(Path(__file__).parents[1] / "course" / "tiny")
    assert source.lesson is not None
    key = load_key(source.lesson)
    time = reading_time(source.lesson, key.bound, key.why)
    bare = reading_time(source.lesson, {}, {})
    assert bare.words < time.words
    assert bare.decisions == time.decisions > len(source.lesson.exercises)
