"""``mark``: the published table, each verdict, the sentences, the faults of a key."""

from fractions import Fraction
from typing import Any

import pytest

from lessons.kinds.base import Fault
from lessons.kinds.written_answers import write
from lessons.model.article import Article
from lessons.model.problem import Severity
from lessons.model.result import Part, Verdict
from tests.helpers.articles import article_of, span_in
from tests.helpers.marking import KIND, Marking, mark_of, marking

TRAM = article_of(
    "The greedy mayor pushed a reckless tram through the council. \u201cThe tram is nonsense,\u201d said Ada Brook.",
    "Everyone in the town hates the plan. The tram will cost 12 million crowns, the office said.",
    "Work starts in June. The street is 900 metres long.",
)
MARK: list[dict[str, Any]] = [
    {"quote": "greedy", "technique": "loaded", "plain": "", "why": "A judgement on a person."},
    {"quote": "reckless", "technique": "loaded", "also": ["fear"], "plain": "new", "why": "A judgement."},
    {
        "quote": "Everyone in the town hates",
        "core": "Everyone",
        "technique": "vague",
        "why": "Nobody counted.",
    },
    {"quote": "pushed", "debatable": True, "why": "Some hear force in it."},
]
TRAPS = [{"quote": "nonsense", "why": "It is Ada Brook's word."}]


def tram(**more: Any) -> Marking:
    made = marking(TRAM, MARK, TRAPS, {"where": ["1", "2"], **more.pop("task", {})}, **more)
    assert not [fault for fault in made.faults if fault.severity is Severity.ERROR]
    return made


def part(made: Marking, raw: Any, id: str) -> Part:
    return next(part for part in made.score(raw).parts if part.id == id)


# The table of scoring -------------------------------------------------------------------------------------------


def four_hundred_words(grace: int) -> tuple[Marking, list[tuple[int, int]]]:
    """400 words in sentences of 18; 8 phrases of 4 words, each in the middle of a sentence."""
    words = [f"word{number}" for number in range(400)]
    sentences = [" ".join(words[first : first + 18]).capitalize() + "." for first in range(0, 400, 18)]
    article = article_of(" ".join(sentences))
    quotes = [" ".join(words[36 * number + 6 : 36 * number + 10]) for number in range(8)]
    made = marking(article, [{"quote": quote} for quote in quotes], grace=grace)
    assert made.faults == ()
    return made, list(article.words)


@pytest.mark.parametrize(
    ("first", "last", "phrases", "extra", "without_grace", "with_grace"),
    [
        (6, 9, 8, 0, 1.0, 1.0),
        (6, 9, 6, 0, 0.857, 0.857),
        (5, 10, 8, 0, 0.779, 1.0),
        (0, 17, 8, 0, 0.268, 0.308),
        (6, 9, 8, 8, 0.627, 0.625),
    ],
)
def test_the_table(
    first: int, last: int, phrases: int, extra: int, without_grace: float, with_grace: float
) -> None:
    for grace, expected in ((0, without_grace), (1, with_grace)):
        made, words = four_hundred_words(grace)
        runs = [(36 * number + first, 36 * number + last) for number in range(phrases)]
        runs += [(36 * number + 24, 36 * number + 27) for number in range(extra)]
        score = made.score([{"start": words[low][0], "end": words[high][1]} for low, high in runs])
        assert round(float(score.score), 3) == expected


@pytest.mark.parametrize("grace", [0, 1])
def test_marking_everything_scores_nothing(grace: int) -> None:
    made, words = four_hundred_words(grace)
    assert made.score([{"start": 0, "end": words[-1][1]}]).score == 0


def test_blind_marks_score_as_in_the_table() -> None:
    made, _words = four_hundred_words(1)
    assert abs(made.bound.chance - Fraction(46, 1000)) < Fraction(1, 100)


# Verdicts -------------------------------------------------------------------------------------------------------


def test_the_key_itself() -> None:
    made = tram()
    score = made.score(made.bound.perfect())
    assert score.score == 1
    assert [part.verdict for part in score.parts] == [Verdict.RIGHT] * 3
    assert score.arithmetic == (
        "3 of 3 phrases found: 3 of 3 = 100 of 100; 7 of your 7 words are in key phrases. That is 100 of 100."
    )
    assert score.characters is not None
    assert score.characters.f1 == 1


def test_every_verdict_at_once() -> None:
    made = tram(otherwise="That word is plain.")
    raw = [mark_of(TRAM, words) for words in ("greedy", "pushed", "nonsense", "12 million", "said")]
    score = made.score(raw)
    shown = [(part.id, part.verdict, part.text) for part in score.parts]
    assert shown == [
        ("m0", Verdict.RIGHT, "greedy"),
        ("m3", Verdict.DEBATABLE, "pushed"),
        ("m1", Verdict.MISSED, "reckless"),
        ("t0", Verdict.TRAP, "nonsense"),
        ("x0", Verdict.WRONG, "said"),
        ("m2", Verdict.MISSED, "Everyone in the town hates"),
        ("x1", Verdict.WRONG, "12 million"),
    ]
    by_id = {part.id: part for part in score.parts}
    assert by_id["m0"].why == "A judgement on a person."
    assert by_id["m0"].technique == "loaded"
    assert by_id["m0"].span == span_in(TRAM, "greedy")
    assert by_id["m1"].plain == "new"
    assert by_id["t0"].why == "It is Ada Brook's word."
    assert by_id["x1"].why == "That word is plain."
    assert {by_id[id].weight for id in ("x1", "m3", "t0")} == {Fraction(0)}
    assert score.arithmetic == (
        "1 of 3 phrases found: 1 of 3 = 33 of 100; 1 of your 5 words is in a key phrase. "
        "Marking everything gets 25 of 100, and you are not above that. That is 0 of 100."
    )


def test_part_of_a_phrase_earns_its_part() -> None:
    made = marking(TRAM, [{"quote": "Everyone in the town hates", "why": "x"}], grace=0)
    found = part(made, [mark_of(TRAM, "Everyone in")], "m0")
    assert (found.verdict, found.credit, found.given) == (Verdict.PARTLY, Fraction(2, 5), "Everyone in")
    assert made.score([mark_of(TRAM, "Everyone in")]).arithmetic == (
        "0 of 1 phrase found, 1 in part: 2/5 of 1 = 40 of 100; 2 of your 2 words are in key phrases. "
        "Found 40 and accuracy 100 together: 2 \u00d7 40 \u00d7 100 / (40 + 100) = 57 of 100."
    )


def test_words_of_the_quote_outside_the_core_may_be_marked_or_left() -> None:
    made = tram()
    whole = [mark_of(TRAM, words) for words in ("greedy", "reckless", "Everyone in the town hates")]
    core = [mark_of(TRAM, words) for words in ("greedy", "reckless", "Everyone")]
    assert made.score(whole).score == made.score(core).score == 1
    assert made.score([mark_of(TRAM, "town hates")]).score == 0


def test_a_word_is_marked_by_more_than_half_of_it() -> None:
    made = tram()
    greedy = span_in(TRAM, "greedy")
    assert part(made, [{"start": greedy.start, "end": greedy.start + 3}], "m0").verdict is Verdict.MISSED
    assert part(made, [{"start": greedy.start, "end": greedy.start + 4}], "m0").verdict is Verdict.RIGHT
    two = [
        {"start": greedy.start, "end": greedy.start + 2},
        {"start": greedy.start + 3, "end": greedy.start + 5},
    ]
    assert part(made, two, "m0").verdict is Verdict.RIGHT


def test_grace_ends_with_the_sentence() -> None:
    made = marking(TRAM, [{"quote": "council", "why": "x"}], grace=2)
    around = made.score([mark_of(TRAM, "through the council")])
    assert around.score == 1
    across = made.score([mark_of(TRAM, "council. \u201cThe")])
    assert across.score < 1
    assert [part.text for part in across.parts if part.verdict is Verdict.WRONG] == ["The"]


def test_a_trap_is_never_grace() -> None:
    made = marking(TRAM, [{"quote": "greedy"}], [{"quote": "mayor", "why": "An office."}])
    alone = made.score([mark_of(TRAM, "greedy mayor")])
    assert alone.score < 1
    assert [part.verdict for part in alone.parts] == [Verdict.RIGHT, Verdict.TRAP]


def test_marks_outside_the_blocks_asked_about_do_not_count() -> None:
    made = tram()
    inside = [mark_of(TRAM, "greedy")]
    outside = made.score([*inside, mark_of(TRAM, "900 metres"), mark_of(TRAM, "June")])
    assert outside.score == made.score(inside).score
    assert outside.arithmetic.startswith("2 marks lie outside the paragraphs asked about and do not count.")
    only = made.score([mark_of(TRAM, "900 metres")])
    assert only.score == 0
    assert only.arithmetic == (
        "1 mark lies outside the paragraphs asked about and does not count. There were 3 phrases to find. "
        "That is 0 of 100."
    )


def test_nothing_marked() -> None:
    score = tram().score(None)
    assert score.score == 0
    assert score.arithmetic == "You marked nothing. There were 3 phrases to find. That is 0 of 100."
    assert marking(TRAM, [{"quote": "greedy"}]).score([]).arithmetic == (
        "You marked nothing. There was 1 phrase to find. That is 0 of 100."
    )


def test_only_neutral_words_marked() -> None:
    score = tram().score([mark_of(TRAM, "pushed")])
    assert score.score == 0
    said = "0 of 3 phrases found; what you marked costs and earns nothing. That is 0 of 100."
    assert score.arithmetic == said


def test_one_word_marked() -> None:
    assert tram().score([mark_of(TRAM, "greedy")]).arithmetic == (
        "1 of 3 phrases found: 1 of 3 = 33 of 100; your 1 word is in a key phrase. "
        "Found 33 and accuracy 100 together: 2 \u00d7 33 \u00d7 100 / (33 + 100) = 50 of 100."
    )
    assert tram().score([mark_of(TRAM, "office")]).arithmetic == (
        "0 of 3 phrases found: 0 of 3 = 0 of 100; your 1 word is in no key phrase. "
        "Marking everything gets 25 of 100, and you are not above that. That is 0 of 100."
    )


def test_nothing_to_find() -> None:
    made = marking(TRAM, [], otherwise="This is plain.")
    assert made.score(None).score == 1
    assert made.score([]).arithmetic == "You marked nothing. There was nothing to find. That is 100 of 100."
    wrong = made.score([mark_of(TRAM, "900 metres")])
    assert wrong.score == 0
    assert wrong.arithmetic == "You marked 2 words. There was nothing to find. That is 0 of 100."
    assert [part.why for part in wrong.parts] == ["This is plain."]
    assert made.bound.chance == Fraction(1, 2)
    assert write(made.bound.perfect()) == []
    assert "marking nothing scores 100" in made.bound.rule()


def test_nothing_to_find_but_something_debatable() -> None:
    made = marking(TRAM, [{"quote": "pushed", "debatable": True}])
    assert made.score([mark_of(TRAM, "pushed")]).score == 1
    assert made.score([mark_of(TRAM, "pushed")]).arithmetic == (
        "Your marks cost nothing. There was nothing to find. That is 100 of 100."
    )
    said = "You marked 1 word. There was nothing to find. That is 0 of 100."
    assert made.score([mark_of(TRAM, "June")]).arithmetic == said


def test_weights() -> None:
    made = marking(TRAM, [{"quote": "greedy", "weight": 3}, {"quote": "reckless"}], grace=0)
    heavy, light = made.score([mark_of(TRAM, "greedy")]), made.score([mark_of(TRAM, "reckless")])
    assert heavy.score == Fraction(2 * 3, 3 + 4)  # R = 3/4, P' = 1
    assert light.score == Fraction(2, 1 + 4)
    assert part(made, [mark_of(TRAM, "greedy")], "m0").credit == 3


def test_every_place_shares_the_weight() -> None:
    made = marking(TRAM, [{"quote": "tram", "all": True, "weight": 3}, {"quote": "greedy"}], grace=0)
    assert [phrase.id for phrase in made.key.phrases] == ["m0", "m0.1", "m0.2", "m1"]
    assert {phrase.weight for phrase in made.key.phrases} == {Fraction(1)}
    score = made.score([mark_of(TRAM, "tram"), mark_of(TRAM, "tram", nth=2)])
    assert score.arithmetic == (
        "2 of 4 phrases found: 2 of 4 = 50 of 100; 2 of your 2 words are in key phrases. "
        "Found 50 and accuracy 100 together: 2 \u00d7 50 \u00d7 100 / (50 + 100) = 67 of 100."
    )
    assert score.score == Fraction(2, 3)


def test_need() -> None:
    made = tram(task={"need": 2})
    assert made.form.need == 2
    two = made.score([mark_of(TRAM, "greedy"), mark_of(TRAM, "reckless")])
    assert two.score == 1
    assert not [part for part in two.parts if part.verdict is Verdict.MISSED]
    one = made.score([mark_of(TRAM, "greedy")])
    assert one.score == Fraction(2, 3)
    assert [part.verdict for part in one.parts].count(Verdict.MISSED) == 2
    assert one.arithmetic == (
        "1 of 3 phrases found, 2 asked for: 1 of 2 = 50 of 100; your 1 word is in a key phrase. "
        "Found 50 and accuracy 100 together: 2 \u00d7 50 \u00d7 100 / (50 + 100) = 67 of 100."
    )
    assert made.score(made.bound.perfect()).score == 1
    assert "at least 2 of the key phrases" in made.bound.rule()


def test_characters_for_scripts_without_spaces() -> None:
    text = article_of(
        "\u4ed6\u53d1\u51fa\u75af\u72c2\u7684\u8b66\u544a\u3002\u4f1a\u8bae\u5728\u5468\u4e8c\u3002"
    )
    made = marking(text, [{"quote": "\u75af\u72c2\u7684"}], task={"unit": "char"}, grace=0)
    assert len(made.key.units) == 15  # full stops count; white space would not
    score = made.score([mark_of(text, "\u75af\u72c2")])
    assert "1 in part: 2/3 of 1 = 67 of 100; 2 of your 2 characters are in key phrases. " in score.arithmetic
    assert "your 1 character is in a key phrase." in made.score([mark_of(text, "\u7684")]).arithmetic
    assert "your 1 character is in no key phrase." in made.score([mark_of(text, "\u4e8c")]).arithmetic


# Naming techniques ----------------------------------------------------------------------------------------------


def named(**more: Any) -> Marking:
    return tram(task={"label": True}, **more)


def answer(greedy: str | None, reckless: str | None, everyone: str | None) -> list[Any]:
    return [
        mark_of(TRAM, "greedy", greedy),
        mark_of(TRAM, "reckless", reckless),
        mark_of(TRAM, "Everyone in the town hates", everyone),
    ]


def test_found_and_named() -> None:
    made = named()
    assert [option.id for option in made.form.techniques] == ["loaded", "vague", "slogan", "fear"]
    assert made.score(made.bound.perfect()).score == 1
    assert made.score(answer("loaded", "fear", "vague")).score == 1
    assert "misname earns half" in made.bound.rule()


@pytest.mark.parametrize(
    ("technique", "share"),
    [("loaded", 1), ("vague", Fraction(3, 4)), ("slogan", Fraction(1, 2)), (None, Fraction(1, 2))],
)
def test_half_for_finding_half_for_naming(technique: str | None, share: Fraction) -> None:
    made = named()
    raw = answer(technique, "loaded", "vague")
    found = part(made, raw, "m0")
    assert found.credit == share
    assert found.expected == "Loaded language"
    recall = (share + 2) / 3
    assert made.score(raw).score == 2 * recall / (1 + recall)


def test_spraying_names_loses() -> None:
    made = named()
    raw: Any = [mark_of(TRAM, "greedy", technique) for technique in ("loaded", "slogan")]
    assert part(made, raw, "m0").credit == Fraction(3, 4)
    assert part(made, [*raw, raw[0], mark_of(TRAM, "greedy")], "m0").credit == Fraction(3, 4)
    assert part(made, raw, "m0").given == "greedy (Loaded language, Slogan)"


def test_family_credit_can_be_set() -> None:
    assert part(named(**{"family-credit": 0}), answer("vague", None, None), "m0").credit == Fraction(1, 2)
    assert part(named(**{"family-credit": 1}), answer("vague", None, None), "m0").credit == 1


def test_the_sum_with_names() -> None:
    assert named().score(answer("loaded", "slogan", "vague")).arithmetic == (
        "3 of 3 phrases found, 2 named right: 2 1/2 of 3 = 83 of 100; 7 of your 7 words are in key phrases. "
        "Found 83 and accuracy 100 together: 2 \u00d7 83 \u00d7 100 / (83 + 100) = 91 of 100."
    )


def test_everything_marked_under_one_name() -> None:
    made = named()
    for lazy in made.bound.lazy():
        assert made.score(lazy.answer).score == 0 == lazy.most


# Faults of a key ------------------------------------------------------------------------------------------------


def fault(article: Article, mark: list[Any], traps: list[Any] | None = None, **more: Any) -> Fault:
    faults = marking(article, mark, traps or [], **more).faults
    assert len(faults) == 1, faults
    return faults[0]


@pytest.mark.parametrize(
    ("mark", "code", "at", "words"),
    [
        (
            [{"quote": "greedy mayor", "core": "tram"}],
            "K601",
            ("mark", 0, "core"),
            "does not stand in the quote",
        ),
        ([{"quote": "The tram is", "core": " "}], "K601", ("mark", 0, "core"), "does not stand"),
        (
            [{"quote": "tram through the council. \u201cThe tram", "core": "tram"}],
            "K601",
            ("mark", 0, "core"),
            "once",
        ),
        ([{"quote": "gree"}], None, (), ""),
        ([{"quote": "nse,"}], "K602", ("mark", 0, "quote"), "no whole word"),
        ([{"quote": "nonsense", "core": "non"}], "K602", ("mark", 0, "core"), "no whole word"),
        ([{"quote": "June", "where": ["3"]}], "K604", ("mark", 0, "quote"), "outside"),
        ([{"quote": "long", "technique": "slogans", "where": ["1"]}], "A504", ("mark", 0, "where"), ""),
        ([{"quote": "greedy", "technique": "slogans"}], "F302", ("mark", 0, "technique"), "slogans"),
        ([{"quote": "greedy", "also": ["lies"]}], "F302", ("mark", 0, "also", 0), "lies"),
        ([{"quote": "greedy lord"}], "A501", ("mark", 0, "quote"), "not in the article"),
    ],
)
def test_faults(mark: list[Any], code: str | None, at: tuple[Any, ...], words: str) -> None:
    faults = marking(TRAM, mark, task={"where": ["1", "2"]}).faults
    if code is None:
        assert faults == ()
        return
    first = next(fault for fault in faults if fault.code == code)
    assert first.at == at
    assert words in first.found


def test_overlapping_phrases_with_different_techniques() -> None:
    two = [
        {"quote": "greedy mayor", "technique": "loaded"},
        {"quote": "mayor pushed", "technique": "vague"},
    ]
    found = fault(TRAM, two)
    assert (found.code, found.at, found.severity) == ("K603", ("mark", 1, "quote"), Severity.WARNING)
    assert fault(TRAM, two, task={"label": True}).severity is Severity.ERROR
    same = [{**entry, "technique": "loaded"} for entry in two]
    made = marking(TRAM, same, task={"label": True})
    assert made.faults == ()
    assert made.score(made.bound.perfect()).score == 1


def test_traps_on_phrases() -> None:
    assert fault(TRAM, [{"quote": "greedy mayor"}], [{"quote": "mayor"}]).code == "K605"
    debatable = [{"quote": "greedy"}, {"quote": "pushed", "debatable": True}]
    found = fault(TRAM, debatable, [{"quote": "pushed a"}])
    assert (found.code, found.at) == ("K605", ("traps", 0, "quote"))


def test_techniques_that_cannot_be_chosen() -> None:
    task = {"label": True, "techniques": ["loaded", "slogan"]}
    assert fault(TRAM, [{"quote": "greedy", "technique": "vague"}], task=task).code == "K606"
    found = fault(TRAM, [{"quote": "greedy"}], task=task)
    assert (found.code, found.at) == ("K606", ("mark", 0))
    assert marking(TRAM, [{"quote": "greedy", "technique": "loaded"}], task=task).faults == ()


def test_too_much_of_the_text_is_key() -> None:
    half = fault(TRAM, [{"quote": "The street is 900 metres long"}], task={"where": ["3"]})
    assert (half.code, half.severity) == ("K607", Severity.WARNING)
    assert half.found == "60 of 100 words are in key phrases"
    whole = [{"quote": "Work starts in June. The street is 900 metres long."}]
    assert fault(TRAM, whole, task={"where": ["3"]}).severity is Severity.ERROR


def test_more_needed_than_there_are() -> None:
    found = fault(TRAM, [{"quote": "greedy"}], task={"need": 2})
    assert (found.code, found.at) == ("K608", ("mark",))


def test_faults_of_the_task() -> None:
    assert fault(TRAM, [{"quote": "greedy"}], task={"in": "beside"}).code == "K609"
    assert fault(TRAM, [{"quote": "greedy"}], task={"techniques": ["loaded"]}).code == "K610"
    found = fault(TRAM, [{"quote": "greedy"}], task={"where": ["9"]})
    assert found.code == "F301"


def test_the_second_article() -> None:
    from lessons.kinds.base import Bench
    from lessons.kinds.mark import MarkFields, MarkTask
    from tests.helpers.marking import GLOSSARY, plain

    bench = Bench(TRAM, article_of("Another greedy text, longer than that."), GLOSSARY)
    task = MarkTask.model_validate(
        plain({"id": "x", "strand": "language", "prompt": "Mark.", "in": "beside", "where": ["1"]})
    )
    form = KIND.form(task, bench)
    bound = KIND.bind(
        task,
        MarkFields.model_validate(plain({"mark": [{"quote": "greedy", "why": "y"}], "why": "x"})),
        form,
        bench,
    )
    assert bench.faults == []
    assert form.side == bound.marks.side == "beside"
    assert bound.marks.phrases[0].span == (8, 14)
