"""``lookup``: what the cards of a shelf earn, what a blind answer expects, and what cannot be taken back."""

import io
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.kinds.kept_answers import keep, lost_words, reread
from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import AnswerError
from lessons.model.result import Verdict
from lessons.play import Session
from lessons.record import MemoryRecord
from tests.helpers.bound_kinds import Made, make
from tests.helpers.examples import examples
from tests.helpers.random_exercises import lookup
from tests.helpers.tiny import TWO_STORIES

INSIDES = {
    "own": "We are an independent institute. Our experts test what is good for body and mind. We thank our partners.",
    "profile": "She runs, climbs, swims. 'We only look at facts,' she says.",
    "week": "Five days of games and fruit.",
    "ring": "Projects: 900,000 crowns for the Institute for Active Living, which we founded in 2022.",
    "guide": "A survey shows what goes together. It does not show what comes first.",
    "register": "Founder: Fizz Ring. Address: that of the Fizz Ring. Manager: Petra Nilo.",
    "forum": "No link needed. Just think.",
}
PROOFS: Mapping[str, Any] = {
    "ring": {
        "quote": "900,000 crowns for the Institute for Active Living, which we founded",
        "core": "we founded",
    },
    "register": [
        {"quote": "Founder: Fizz Ring."},
        {"quote": "Address: that of the Fizz Ring.", "debatable": True},
    ],
}
WORTHS = {
    "own": "look-alike",
    "profile": "look-alike",
    "week": "neutral",
    "ring": "decides",
    "guide": "neutral",
    "register": "decides",
    "forum": "look-alike",
}


def card(text: str) -> dict[str, str]:
    return {"title": f"A page: {text[:12]}", "outlet": "Somebody", "text": text, "behind": "Somebody."}


def institute(**changes: Any) -> Made:
    """The shelf of the institute that the makers of a drink pay for."""
    task = {
        "opens": 3,
        "verdicts": {"none": "No sign of it", "gains": "Those who gain pay", "open": "It cannot be settled"},
        "cards": {id: card(text) for id, text in INSIDES.items()},
    }
    keyed = {id: {"worth": worth, "why": "Because."} for id, worth in WORTHS.items()}
    for id, proof in PROOFS.items():
        keyed[id] |= {"proof": proof}
    for id, fields in changes.pop("keyed", {}).items():
        keyed[id] = {**keyed[id], **fields}
    key = {"verdicts": {"is": "gains", "why": "They pay."}, "cards": keyed, **changes.pop("key", {})}
    return make("lookup", {**task, **changes}, key)


FULL = [{"quote": "we founded"}]


@pytest.mark.parametrize(
    ("raw", "score"),
    [
        (None, "0"),
        ({"opened": ["own", "profile", "forum"]}, "0"),
        ({"opened": ["own", "profile", "forum"], "verdict": "gains", "card": "own"}, "0"),
        ({"opened": ["ring", "forum"], "verdict": "gains", "card": "forum"}, "1/6"),
        ({"opened": ["ring", "own"], "verdict": "gains", "card": "ring", "words": FULL}, "11/12"),
        ({"opened": ["own", "ring", "forum"], "verdict": "gains", "card": "ring", "words": FULL}, "5/6"),
        ({"opened": ["ring"], "verdict": "none", "card": "ring", "words": FULL}, "1/4"),
        ({"opened": ["ring"], "verdict": "gains", "card": "ring"}, "3/4"),
        ({"opened": ["ring"], "verdict": "gains", "card": "register"}, "1/4"),
        ({"opened": ["ring", "week"], "verdict": "gains", "card": "week"}, "1/2"),
        ({"opened": ["ring"], "verdict": "gains", "card": "ring", "words": FULL}, "1"),
        (
            {
                "opened": ["register"],
                "verdict": "gains",
                "card": "register",
                "words": [{"quote": "Founder: Fizz Ring. Address: that of the Fizz Ring."}],
            },
            "1",
        ),
    ],
)
def test_the_quarters(raw: Any, score: str) -> None:
    assert institute().worth(raw) == Fraction(score)


def test_words_of_another_card_prove_nothing() -> None:
    made = institute()
    raw = {"opened": ["ring", "register"], "verdict": "gains", "card": "ring"}
    with pytest.raises(AnswerError):
        made.score({**raw, "words": [{"quote": "Founder: Fizz Ring."}]})
    behind = {"opened": ["ring"], "verdict": "gains", "card": "ring", "words": [{"quote": "Somebody."}]}
    assert made.worth(behind) == Fraction(3, 4)


def blind(worths: list[str], verdicts: int, opens: int) -> Fraction:
    """By going through all ways to open, to name and to decide."""
    best = Fraction(0)
    for count in range(1, opens + 1):
        ways = list(combinations(worths, count))
        total = Fraction(0)
        for opened, right in product(ways, range(verdicts)):
            useful = any(worth in ("decides", "helps") for worth in opened)
            first = max(Fraction(0), useful - Fraction(opened.count("look-alike"), opens))
            for named in opened:
                rest = 0 if right or named == "look-alike" else 1 + (named == "decides")
                total += (first + rest) / 4 / count
        best = max(best, total / len(ways) / verdicts)
    return best


@pytest.mark.parametrize(
    ("sorts", "verdicts", "chance"),
    [
        ({"decides": 2, "neutral": 2, "look-alike": 3}, 3, 0.186),
        ({"decides": 2, "helps": 1, "neutral": 2, "look-alike": 3}, 4, 0.193),
        ({"decides": 2, "neutral": 3, "look-alike": 3}, 4, 0.166),
        ({"decides": 2, "neutral": 2, "look-alike": 3}, 4, 0.168),
        ({"decides": 2, "helps": 1, "neutral": 1, "look-alike": 3}, 4, 0.196),
    ],
)
def test_the_chance_of_a_shelf_is_exact(sorts: dict[str, int], verdicts: int, chance: float) -> None:
    worths = [worth for worth, times in sorts.items() for _ in range(times)]
    cards = {f"c{number}": card(f"Words of page {number} here.") for number in range(len(worths))}
    keyed: dict[str, Any] = {id: {"worth": worth} for id, worth in zip(cards, worths, strict=True)}
    for fields in keyed.values():
        if fields["worth"] == "decides":
            fields["proof"] = "page"
    options = {f"v{number}": f"Verdict {number}" for number in range(verdicts)}
    made = make(
        "lookup",
        {"opens": 3, "verdicts": options, "cards": cards},
        {"verdicts": "v0", "cards": keyed},
    )
    assert made.errors == []
    assert made.chance == blind(worths, verdicts, 3)
    assert round(float(made.chance), 3) == chance
    assert made.chance <= Fraction(1, 5)


@examples(300)
@given(seed=st.integers(0, 2**32 - 1))
def test_opening_a_look_alike_never_helps(seed: int) -> None:
    random = Random(seed)
    world = lookup(random)
    made = world.made
    raw = world.answer(random)
    before = made.worth(raw)
    alike = [id for id, fields in world.key["cards"].items() if fields["worth"] == "look-alike"]
    for id in alike:
        if id not in raw["opened"] and len(raw["opened"]) < world.task["opens"] and id != raw.get("card"):
            assert made.worth({**raw, "opened": [*raw["opened"], id]}) <= before
    whole = alike[: world.task["opens"]]
    for verdict in world.task["verdicts"]:
        for named in whole:
            assert made.worth({"opened": whole, "verdict": verdict, "card": named}) == 0


@examples(300)
@given(seed=st.integers(0, 2**32 - 1))
def test_chance_is_what_going_through_all_ways_says(seed: int) -> None:
    world = lookup(Random(seed))
    made = world.made
    worths = [fields["worth"] for fields in world.key["cards"].values()]
    accepted = len(made.bound.right.credits)
    verdicts = len(world.task["verdicts"])
    if accepted == 1:
        assert made.chance == blind(worths, verdicts, world.task["opens"])


def test_a_verdict_that_cannot_be_settled_needs_two_open_cards() -> None:
    keyed = {
        "ring": {"worth": "helps", "proof": []},
        "register": {"worth": "helps", "proof": []},
    }
    made = institute(keyed=keyed, key={"verdicts": "open"})
    assert made.errors == []
    assert made.worth({"opened": ["ring"], "verdict": "open", "card": "ring"}) == Fraction(1, 2)
    assert made.worth({"opened": ["ring", "week"], "verdict": "open", "card": "ring"}) == 1
    assert made.worth({"opened": ["ring", "own"], "verdict": "open", "card": "own"}) == Fraction(1, 6)
    assert made.worth(made.perfect()) == 1


def test_right_for_the_wrong_reason_is_told() -> None:
    made = institute()
    parts = made.parts({"opened": ["forum"], "verdict": "gains", "card": "forum"})
    assert parts["card"].verdict is Verdict.TRAP
    assert "the reason is not" in parts["card"].why
    assert parts["verdict"].verdict is Verdict.PARTLY
    wrong = made.parts({"opened": ["forum"], "verdict": "none", "card": "forum"})
    assert wrong["card"].verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("ring", "a mapping"),
        ({"opened": ["own", "profile", "week", "ring"]}, "at most 3"),
        ({"opened": ["ring", "ring"]}, "twice"),
        ({"opened": ["rign"]}, "did you mean 'ring'"),
        ({"opened": "ring"}, "a list of card ids"),
        ({"verdict": "gain"}, "did you mean 'gains'"),
        ({"verdict": ["gains"]}, "the id of one verdict"),
        ({"words": FULL}, "words of no card"),
        ({"card": "ring", "words": "we founded"}, "a list of marks"),
        ({"card": "ring", "words": [{"quote": "we found nothing"}]}, "we found nothing"),
        ({"proof": "ring"}, "unknown field"),
    ],
)
def test_a_raw_answer_that_cannot_be_one_is_refused(raw: Any, told: str) -> None:
    with pytest.raises(AnswerError, match=".*".join(told.split("|"))):
        institute().score(raw)


def test_words_are_found_again_in_a_corrected_card() -> None:
    made = institute()
    raw: Any = {"opened": ["ring"], "verdict": "gains", "card": "ring", "words": FULL}
    kept: Any = keep(made.form, read(made.form, raw, made.article, None), made.article, None)
    cards = {id: card(text) for id, text in INSIDES.items()}
    cards["ring"] = card("Our p" + INSIDES["ring"][1:])
    after = institute(cards=cards)
    answer, lost = reread(after.form, kept, after.article, None)
    assert (after.bound.score(answer).score, lost) == (1, 0)
    cards["ring"] = card("Projects: 900,000 crowns for the Institute for Active Living.")
    without = make(
        "lookup",
        {"opens": 3, "verdicts": {"a": "A", "b": "B"}, "cards": cards},
        {"verdicts": "a", "cards": {}},
    )
    with pytest.raises(AnswerError):
        reread(without.form, kept, without.article, None)
    gone = {**kept, "verdict": "a"}
    answer, lost = reread(without.form, gone, without.article, None)
    assert isinstance(answer, ShelfAnswer)
    assert (answer.words, lost) == ((), 1)
    assert lost_words(without.form, gone, without.article, None) == ("we founded",)


def test_an_answer_of_before_the_limit_was_lowered_is_kept_and_counts_its_first_cards() -> None:
    kept: Any = {"opened": ["own", "profile", "ring"], "verdict": "gains", "card": "ring", "words": []}
    made = institute(opens=2)
    answer, lost = reread(made.form, kept, made.article, None)
    assert lost == 0
    assert isinstance(answer, ShelfAnswer)
    assert answer.opened == ("own", "profile", "ring")
    assert made.bound.score(answer).score == 0
    with pytest.raises(AnswerError):
        made.score(kept)


@pytest.mark.parametrize("text", ["---", "***", "&nbsp;", " ", "[]", "\u200b", "#", "\x1b[31m", "<b>"])
def test_no_text_of_a_card_is_too_strange(text: str) -> None:
    cards = {id: card(inside) for id, inside in INSIDES.items()}
    cards["week"] |= {"title": text, "text": text, "outlet": text, "snippet": text, "behind": text}
    made = institute(cards=cards)
    assert made.errors == []
    assert isinstance(made.form, ShelfForm)
    inside = made.form.by_id["week"].inside
    assert inside.by_label["1"].span.end > inside.by_label["1"].span.start
    assert made.worth({"opened": ["week"], "verdict": "gains", "card": "week"}) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"keyed": {"own": {"proof": "We thank our partners"}}}, "K792"),
        ({"keyed": {"ring": {"proof": "we lost"}}}, "K794"),
        ({"keyed": {"ring": {"proof": {"quote": "which we founded", "core": "lost"}}}}, "K794"),
        ({"keyed": {"register": {"proof": "Fizz Ring"}}}, "K794"),
        (
            {"keyed": {id: {"worth": "neutral", "proof": []} for id in ("ring", "register")}},
            "K795",
        ),
        ({"keyed": {"ring": {"proof": []}}}, "K796"),
        ({"key": {"verdicts": ["none", "gains", "open"]}}, "K703"),
    ],
)
def test_a_shelf_that_cannot_be_fair_is_an_error(changes: dict[str, Any], code: str) -> None:
    assert code in institute(**changes).errors


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"opens": 4}, "K790"),
        ({"opens": 7}, "K790"),
        ({"cards": {id: card(text) for id, text in INSIDES.items()} | {"week": card("fruit " * 61)}}, "K791"),
        ({"keyed": {"forum": {"worth": "neutral"}, "profile": {"worth": "neutral"}}}, "K797"),
        ({"keyed": {"own": {"worth": "decides", "proof": "We thank our partners"}}}, "K798"),
        ({"verdicts": {"gains": "Yes", "none": "No"}}, "K799"),
    ],
)
def test_a_shelf_that_gives_itself_away_is_warned_of(changes: dict[str, Any], code: str) -> None:
    made = institute(**changes)
    assert made.errors == []
    assert code in made.hints


def test_a_proof_on_the_face_is_warned_of() -> None:
    cards = {id: card(text) for id, text in INSIDES.items()}
    cards["register"]["snippet"] = "Founder: Fizz Ring"
    assert "K793" in institute(cards=cards).hints
    assert institute().hints == []


# What was done stays done ------------------------------------------------------------------------------------------


def session(record: MemoryRecord) -> Session:
    lesson = open_lesson(TWO_STORIES)
    attempt = Session(lesson, record, lambda: open_key(lesson))
    attempt.goto(len(lesson.exercises) - 1)
    return attempt


def test_what_is_open_stays_open_whatever_is_undone_or_taken_back() -> None:
    record = MemoryRecord()
    attempt = session(record)
    attempt.answer(ShelfAnswer(("quiet",)))
    attempt.answer(ShelfAnswer(("quiet",), "few"))
    attempt.answer(ShelfAnswer(("quiet", "papers"), "few"))
    attempt.answer(ShelfAnswer(("quiet", "papers"), "few", "papers"))
    assert attempt.undo()
    assert attempt.draft == ShelfAnswer(("quiet", "papers"), "few")
    assert attempt.undo()
    assert attempt.draft == ShelfAnswer(("quiet", "papers"))
    assert not attempt.can_undo
    assert attempt.redo()
    assert attempt.draft == ShelfAnswer(("quiet", "papers"), "few")
    attempt.answer(None)
    assert attempt.draft == ShelfAnswer(("quiet", "papers"))
    attempt.answer(ShelfAnswer(("papers", "year")))
    assert attempt.draft == ShelfAnswer(("quiet", "papers", "year"))
    with pytest.raises(AnswerError):
        attempt.answer(ShelfAnswer(("race",)))
    assert session(record).draft == ShelfAnswer(("quiet", "papers", "year"))


def test_practice_begins_with_a_closed_shelf_and_the_first_score_stays() -> None:
    record = MemoryRecord()
    attempt = session(record)
    attempt.answer(ShelfAnswer(("quiet",), "few", "quiet"))
    assert attempt.commit().score == 0
    attempt.retry()
    assert attempt.draft is None
    assert session(record).draft is None
    attempt.answer(ShelfAnswer(("papers",), "few", "papers"))
    assert attempt.commit().score == Fraction(3, 4)
    first = attempt.first_result("owner")
    assert first is not None
    assert first.score == 0


def test_the_record_keeps_the_order_of_opening() -> None:
    record = MemoryRecord()
    attempt = session(record)
    attempt.answer(ShelfAnswer(("stars",)))
    attempt.answer(ShelfAnswer(("stars", "papers")))
    kept = [event.data["answer"] for event in record.everything() if event.name == "draft"]
    assert kept == [{"opened": ["stars"]}, {"opened": ["stars", "papers"]}]


def test_an_answer_of_before_a_renaming_is_todays(tmp_path: Path) -> None:
    lesson = open_lesson(TWO_STORIES)
    raw = write(open_key(lesson).bound["owner"].perfect())
    folder = tmp_path / "stories"
    folder.mkdir()
    for path in TWO_STORIES.iterdir():
        (folder / path.name).write_text(path.read_text())
    for name in ("lesson.yaml", "key.yaml"):
        text = (folder / name).read_text().replace("      papers:", "      minutes:")
        text = text.replace("title: Item 6\n", "title: Item 6\n        was: papers\n")
        text = text.replace("few: No, far fewer did", "fewer: {text: 'No, far fewer did', was: few}")
        (folder / name).write_text(text.replace("is: few", "is: fewer"))
    today = open_lesson(folder)
    exercise = today.exercise("owner")
    answer = read(exercise.form, exercise.renames.answer(raw), today.article, today.beside)
    assert open_key(today).bound["owner"].score(answer).score == 1


# Line by line ------------------------------------------------------------------------------------------------------


class Reader:
    """A student at a console, before the shelf."""

    def __init__(self, record: MemoryRecord | None = None) -> None:
        self.session = session(record if record is not None else MemoryRecord())
        self.player = Player(self.session, Console(io.StringIO(), io.StringIO()))

    def do(self, *lines: str) -> str:
        """What the last of the lines was answered."""
        for line in lines:
            said = self.player.take(line)
        return "\n".join(said)

    def draft(self) -> ShelfAnswer:
        answer = self.session.draft
        assert answer is None or isinstance(answer, ShelfAnswer)
        return answer or ShelfAnswer()


def test_the_faces_are_read_and_no_inside() -> None:
    said = Reader().do("task")
    assert "Card 4: Item 6. Papers of the town council. 2026-05-12. Skate park, hours." in said
    assert "b. No, far fewer did" in said
    assert "3 of 3 opens left." in said
    assert "nine households" not in said


def test_a_card_is_opened_when_it_was_asked_twice() -> None:
    reader = Reader()
    assert "It cannot be closed again" in reader.do("open 4")
    assert reader.draft() == ShelfAnswer()
    assert "It cannot be closed again" in reader.do("cards", "open 4")
    assert "nine households" in reader.do("open 4")
    assert reader.draft() == ShelfAnswer(("papers",))
    assert "nine households" in reader.do("open 4")
    assert "Card 1 is closed" in reader.do("card 1")
    assert "Card 1 is closed" in reader.do("decides 1")
    assert "Card 1 is closed" in reader.do("proof 1 letters")
    reader.do("open 1", "open 1", "open 2", "open 2")
    assert "No opens are left" in reader.do("open 3")
    assert "No opens are left" in reader.do("open 3")
    assert reader.draft() == ShelfAnswer(("papers", "quiet", "board"))


def test_a_finding_is_given_changed_and_taken_back() -> None:
    reader = Reader()
    reader.do("open papers", "open papers", "verdict far fewer")
    assert "'nine houses' is not in the text of card 4." in reader.do("proof 4 nine houses")
    assert 'by the words "nine households"' in reader.do("proof 4 nine households")
    assert (reader.draft().verdict, reader.draft().card, len(reader.draft().words)) == ("few", "papers", 1)
    assert 'The words: "nine households"' in reader.do("show")
    assert reader.do("proof none") == "The words are taken back."
    assert reader.do("decides none") == "No card is named any more."
    assert reader.do("verdict none") == "Your verdict is taken back."
    assert reader.draft() == ShelfAnswer(("papers",))
    assert "is not in the text of card 4" in reader.do(
        "proof 4 the council's office, which reads each letter"
    )
    for line in ("verdict", "open", "decides", "proof", "proof 4", "verdict q", "open 12", "verdicts"):
        assert reader.do(line)
    assert reader.draft() == ShelfAnswer(("papers",))


def test_gaps_are_told_once_before_the_commit() -> None:
    reader = Reader()
    reader.do("open 4", "open 4")
    assert "There is no verdict yet." in reader.do("commit")
    assert "25 of 100" in reader.do("commit")


def test_the_whole_lesson_line_by_line() -> None:
    record = MemoryRecord()
    lesson = open_lesson(TWO_STORIES)
    key = open_key(lesson)
    attempt = Session(lesson, record, lambda: key)
    for exercise in lesson.exercises[:-1]:
        attempt.answer(key.bound[exercise.id].perfect())
        assert attempt.commit().score == 1
        attempt.next()
    reader = Reader(record)
    reader.do("open 6", "open 6", "verdict b", "proof 6 nine senders")
    said = reader.do("commit")
    assert "100 of 100 (a blind guess gets about 19)" in said
    assert "Would have done too: Item 6." in said
    assert "End of the lesson." in reader.do("next")
