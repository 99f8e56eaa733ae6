"""``short``: type a word, a number or a phrase.

Word for word first: what is rejected, then what is accepted. Then what says the same in another spelling or another
way of writing a number, again rejected before accepted; then patterns with ``*``, then small typos.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import Annotated, ClassVar

from pydantic import Field

from lessons.i18n import _
from lessons.kinds.accepted import explained_each
from lessons.kinds.answer_lines import WORDINGS, AnswerLines
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.item import Item
from lessons.kinds.joining import Joiner, in_one_line
from lessons.kinds.languages import Language, articles_of, group_mark, language_of
from lessons.kinds.one_file import Desk
from lessons.kinds.phrases import (
    ANY,
    Pattern,
    fits_alike,
    fits_all,
    misplaced_star,
    pattern,
    strict_readings,
    strict_words,
    without_units,
)
from lessons.kinds.spelling import slips, vocabulary
from lessons.kinds.wording import either, ending, number, paragraphs
from lessons.loading.document import Trail
from lessons.model.answer import Answer, TextAnswer, answer_of
from lessons.model.fields import (
    ANY_TEXT,
    AS_TEXT,
    ONE_OR_MORE,
    Explanation,
    Fields,
    Flag,
    Number,
    Question,
    Shorter,
)
from lessons.model.form import Form, TextForm
from lessons.model.result import Part, Score, Verdict
from lessons.text.numbers import is_number

ANSWER = "answer"
"""Id of the one item."""
SHOWN = 3
"""Accepted wordings named in a verdict."""


class AcceptText(Fields):
    """A wording that counts."""

    text: Question
    """A wording. ``*`` stands for any words, ``word*`` for any word with that beginning."""
    credit: Annotated[Number, Field(ge=0, le=1)] = Fraction(1)
    """What it is worth, 0 to 1; at least one wording is worth 1."""
    why: Explanation | None = None
    """Shown to those who typed it."""


class RejectText(Fields):
    """A wording that does not count, and why."""

    text: Question
    """A wording that is wrong, also where an accepted one would fit."""
    why: Explanation | None = None
    """Shown to those who typed it."""


class ShortTask(Task):
    """Fields in lesson.yaml: those of every exercise."""


class ShortKey(Key):
    """Fields in key.yaml."""

    accept: Annotated[
        tuple[Annotated[AcceptText, AS_TEXT, Shorter(ANY_TEXT)], ...],
        ONE_OR_MORE,
        Field(strict=False, min_length=1, max_length=200),
        Shorter(ANY_TEXT),
    ]
    """The wordings that count."""
    reject: Annotated[
        tuple[Annotated[RejectText, AS_TEXT, Shorter(ANY_TEXT)], ...],
        ONE_OR_MORE,
        Field(strict=False, max_length=200),
        Shorter(ANY_TEXT),
    ] = ()
    """Wordings that do not count; they come first."""
    spelling: Flag = True
    """Small typos are fine; digits must always be exact."""


@dataclass(frozen=True, slots=True)
class ShortWording:
    """An accepted or rejected wording, ready to compare."""

    pattern: Pattern
    credit: Fraction
    why: str

    @property
    def open(self) -> bool:
        """Whether it has a star."""
        return any(token.endswith(ANY) for token in self.pattern.tokens)


@dataclass(frozen=True)
class Wordings:
    """The lines of a key."""

    accept: tuple[ShortWording, ...]
    reject: tuple[ShortWording, ...]
    spelling: bool
    language: Language
    articles: frozenset[str]
    """May be left out at the beginning of an answer."""
    taken: tuple[Collection[str], ...]
    """Words that are never typos: those of the articles, of the key's wordings and of the technique names."""

    @cached_property
    def closed(self) -> tuple[ShortWording, ...]:
        """The accepted wordings without a star."""
        return tuple(wording for wording in self.accept if not wording.open)

    @cached_property
    def starred(self) -> tuple[ShortWording, ...]:
        """The accepted wordings with a star."""
        return tuple(wording for wording in self.accept if wording.open)

    @property
    def best(self) -> tuple[ShortWording, ...]:
        """The wordings that earn full marks."""
        return tuple(wording for wording in self.accept if wording.credit == 1)


@dataclass(frozen=True)
class Typed:
    """The words of an answer, and the ways in which they can be read; one leading article is left out."""

    words: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]

    @cached_property
    def has_digits(self) -> bool:
        """Whether a digit stands anywhere in the words."""
        return any(character.isdigit() for word in self.words for character in word)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The judgement on an answer."""

    verdict: Verdict
    credit: Fraction = Fraction(0)
    why: str = ""


def typed_words(text: str, articles: frozenset[str]) -> Typed:
    """The answer, ready to be judged."""
    words = strict_words(text, sorted(articles))
    return Typed(words, tuple(headless(way, articles) for way in strict_readings(text)))


def headless(words: tuple[str, ...], articles: frozenset[str]) -> tuple[str, ...]:
    """The words without one leading article."""
    return words[1:] if len(words) > 1 and words[0] in articles else words


def ruling_on(bound: Wordings, typed: Typed) -> Ruling:
    """The judgement on the words typed; there is at least one."""
    for same in (_word_for_word, _alike):
        for wording in bound.reject:
            if same(wording, typed):
                return Ruling(Verdict.WRONG, why=wording.why)
        for wording in bound.closed:
            if same(wording, typed):
                return _earned(wording)
    under_stars = [
        wording for wording in bound.starred if _word_for_word(wording, typed) or _alike(wording, typed)
    ]
    for wording in under_stars:
        if not _denies(bound, wording, typed.words):
            return _earned(wording)
    if under_stars:
        return _for_teacher()
    return _forgiven(bound, typed) if bound.spelling else Ruling(Verdict.WRONG)


def _word_for_word(wording: ShortWording, typed: Typed) -> bool:
    """Comparing words passes over units and raised digits, so a number must be the same number too."""
    if not fits_all(wording.pattern.tokens, typed.words):
        return False
    return wording.open or not typed.has_digits or _alike(wording, typed)


def _alike(wording: ShortWording, typed: Typed) -> bool:
    return fits_alike(wording.pattern, typed.ways)


def _earned(wording: ShortWording, note: str = "") -> Ruling:
    verdict = Verdict.RIGHT if wording.credit == 1 else Verdict.PARTLY if wording.credit else Verdict.WRONG
    return Ruling(verdict, wording.credit, paragraphs([note, wording.why]))


def _denies(bound: Wordings, wording: ShortWording, typed: Sequence[str]) -> bool:
    """Whether the words under a star hold a "not" that may turn the answer round."""
    negators = bound.language.negators
    return sum(word in negators for word in typed) > sum(word in negators for word in wording.pattern.words)


def _for_teacher() -> Ruling:
    why = _(
        "There is a \u201cnot\u201d or a word like it in your answer, and the program cannot judge that. "
        "Ask your teacher to look."
    )
    return Ruling(Verdict.DEBATABLE, why=why)


def _forgiven(bound: Wordings, typed: Typed) -> Ruling:
    """The accepted wording that is the fewest slips away, unless a rejected one is as near."""
    near = _nearest(bound, bound.accept, typed)
    if near is None:
        return Ruling(Verdict.WRONG)
    rejected = _nearest(bound, bound.reject, typed)
    if rejected is not None and rejected[0] <= near[0]:
        return Ruling(Verdict.WRONG, why=rejected[1].why)
    spelling = " ".join(near[1].pattern.words)
    return _earned(near[1], _("Accepted; spelling: {spelling}.").format(spelling=spelling))


def _nearest(
    bound: Wordings, wordings: Sequence[ShortWording], typed: Typed
) -> tuple[int, ShortWording] | None:
    best: tuple[int, ShortWording] | None = None
    for wording in wordings:
        if wording.open:
            continue
        for tokens, words in product(wording.pattern.alike, typed.ways):
            distance = slips(words, tokens, bound.taken, bound.language)
            if distance is not None and (best is None or distance < best[0]):
                best = distance, wording
    return best


@dataclass(frozen=True)
class BoundShort(Bound):
    """The wordings, ready to be held against an answer."""

    lines: Wordings

    @property
    def chance(self) -> Fraction:
        """Nobody types the right words by chance."""
        return Fraction(0)

    def rule(self) -> str:
        """The rule for students."""
        if self.lines.spelling:
            return _(
                "Any of the accepted wordings counts; small typos, accents and hyphens cost nothing, "
                "and a number counts in any way of writing it, but its value must be exact."
            )
        return _(
            "Any of the accepted wordings counts, spelled exactly; accents, hyphens and the way of writing a number "
            "cost nothing."
        )

    def score(self, answer: Answer) -> Score:
        """The credit of the wording that the answer fits."""
        text = answer_of(TextAnswer, answer).text
        typed = typed_words(text, self.lines.articles)
        ruling = ruling_on(self.lines, typed) if typed.words else Ruling(Verdict.MISSED)
        part = Part(
            id=ANSWER,
            verdict=ruling.verdict,
            text=_("Your answer"),
            credit=ruling.credit,
            given=" ".join(text.split()),
            expected=_shown(self.lines),
            why=ruling.why,
        )
        return Score(ruling.credit, (part,), ending(_sum_in_words(ruling), ruling.credit))

    def perfect(self) -> TextAnswer:
        """The first wording that earns full marks, with nothing in place of its stars.

        An article in front of an answer is passed over; a wording that begins with one gets another for that.
        """
        words = self.lines.best[0].pattern.words
        return TextAnswer(" ".join(words if words[0] not in self.lines.articles else (words[0], *words)))

    def lazy(self) -> Iterator[Lazy]:
        """A star: it stands for any words in a key, never in an answer."""
        yield Lazy("a star", TextAnswer(ANY))

    def items(self) -> tuple[Item, ...]:
        """The one answer."""
        return (Item(ANSWER, at=("accept",), accepts="list"),)


class Short(Kind[ShortTask, ShortKey]):
    """Type a word, a number or a phrase."""

    name = "short"
    example = Example("sourcing", from_article="count")
    any_strand = True
    task = ShortTask
    key = ShortKey
    lines = (AnswerLines("answers", WORDINGS, "accept", text="text"),)

    in_one_file: ClassVar = {"K763": ("no right answer", "a right answer", "begin a line with right:")}

    def write_out(self, desk: Desk) -> None:
        """Several wordings may stand behind one verdict, with one explanation."""
        (lines,) = self.lines
        desk.put(lines, [one for line in desk.lines(lines) for one in line.wordings(lines)])

    def join(self, joiner: Joiner) -> None:
        """Wordings that are explained alike stand behind one verdict."""
        super().join(joiner)
        answers = joiner.lists["answers"]
        joiner.lists["answers"] = answers.here(in_one_line(answers.items))

    def form(self, task: ShortTask, bench: Bench) -> TextForm:
        """One line of text."""
        return TextForm()

    def bind(self, task: ShortTask, key: ShortKey, form: Form, bench: Bench) -> BoundShort:
        """The wordings as word patterns, and the words that are never taken for typos."""
        tag = bench.article.masthead.language
        language, articles = language_of(tag), articles_of(tag) or frozenset()
        accept = tuple(
            _wording(bench, entry, entry.credit, ("accept", index), articles)
            for index, entry in enumerate(key.accept)
        )
        reject = tuple(
            _wording(bench, entry, Fraction(0), ("reject", index), articles)
            for index, entry in enumerate(key.reject)
        )
        explained_each(bench, ("reject",), ((at, line.text, line.why) for at, line in enumerate(key.reject)))
        own = frozenset(
            word.rstrip(ANY)
            for wording in (*accept, *reject)
            for words in (wording.pattern.tokens, *wording.pattern.alike)
            for word in words
        )
        texts = [vocabulary(side.text) for side in (bench.article, bench.beside) if side is not None]
        names = vocabulary("\n".join(technique.name for technique in bench.glossary.techniques))
        lines = Wordings(accept, reject, key.spelling, language, articles, (own, *texts, names))
        if bench.sound:
            _check(bench, lines)
        return BoundShort(lines)


def _shown(bound: Wordings) -> str:
    """The first wordings that earn full marks; says so when there are others."""
    shown = [wording.pattern.shown for wording in bound.best[:SHOWN]]
    return either(shown) if len(bound.best) <= SHOWN else _("{some} and the like").format(some=either(shown))


def _wording(
    bench: Bench, entry: AcceptText | RejectText, credit: Fraction, at: Trail, articles: frozenset[str]
) -> ShortWording:
    phrase = pattern(entry.text, strict_words, group_mark(bench.article.masthead.language))
    if len(phrase.words) > 1:
        ways = tuple(headless(way, articles) for way in phrase.alike)
        phrase = Pattern(phrase.text, headless(phrase.tokens, articles), ways)
    if not phrase.words:
        if ANY in entry.text:
            found, fix = "a star alone accepts everything", "write at least one word beside it"
            bench.fault("K760", at, found, "words, with a star for the others", fix)
        else:
            bench.fault(
                "K761", at, f"{entry.text!r} has no letter or digit", "words", "write the words that count"
            )
    elif misplaced_star(entry.text):
        fix = "put a space before the star, or move it to the end of the word"
        bench.fault(
            "K762", at, f"a star inside a word: {entry.text!r}", "* alone or at the end of a word", fix
        )
    return ShortWording(phrase, credit, entry.why or "")


def _check(bench: Bench, bound: Wordings) -> None:
    if not bound.best:
        found = f"the best credit is {number(max(wording.credit for wording in bound.accept))}"
        bench.fault(
            "K763", ("accept",), found, "a wording with credit 1", "leave out credit: for the best wording"
        )
    for index, wording in enumerate(bound.accept):
        words = " ".join(wording.pattern.words)
        ruling = ruling_on(bound, Typed(wording.pattern.words, strict_readings(words)))
        if ruling.credit < wording.credit:
            found = f"{wording.pattern.text!r} earns {number(ruling.credit)} because of another line"
            fix = "remove one of the two lines"
            bench.fault("K764", ("accept", index), found, f"credit {number(wording.credit)}", fix)
    if bench.sound:
        _check_numbers(bench, bound)


def _check_numbers(bench: Bench, bound: Wordings) -> None:
    """Tell of numbers that two lines judge differently, that have two readings, or that count in one form only."""
    accept = [(wording, ("accept", at)) for at, wording in enumerate(bound.accept) if not wording.open]
    reject = [(wording, ("reject", at)) for at, wording in enumerate(bound.reject) if not wording.open]
    for wording, at in [*accept, *reject]:
        values = [ways[0] for ways in wording.pattern.alike if len(ways) == 1 and is_number(ways[0])]
        if len(set(values)) > 1:
            found = f"{wording.pattern.text!r} can be read as {values[0]} and as {values[1]}; both count"
            fix = "write a whole number without its mark, and one more zero behind decimals"
            bench.warn("K766", at, found, "a number with one reading", fix)
    digits = {
        wording.pattern.text: any(map(str.isdigit, wording.pattern.text))
        for wording, _at in [*accept, *reject]
    }
    for (one, at), (other, _place) in combinations([*accept, *reject], 2):
        numbers = digits[one.pattern.text] or digits[other.pattern.text]
        if numbers and one.credit != other.credit and fits_alike(one.pattern, other.pattern.alike):
            found = f"{one.pattern.text!r} and {other.pattern.text!r} are one number, and the key judges them apart"
            bench.warn("K765", at, found, "one judgement a number", "remove one of the two lines")
    _check_one_form(bench, bound)


def _check_one_form(bench: Bench, bound: Wordings) -> None:
    """Number words are texts: advise when a key knows a number in words alone."""
    if any(wording.open for wording in bound.accept):
        return
    if any(_is_number(way) for wording in bound.best for way in wording.pattern.alike):
        return
    for at, wording in enumerate(bound.accept):
        words = wording.pattern.words
        if all(word in bound.language.numerals or word[0].isdigit() for word in words):
            found = f"{wording.pattern.text!r} is the number in words alone"
            bench.advise("K767", ("accept", at), found, "digits too", "add a line with the number in digits")
            return


def _is_number(words: tuple[str, ...]) -> bool:
    return is_number(words[0]) and len(without_units(words)) == 1


def _sum_in_words(ruling: Ruling) -> str:
    if ruling.verdict is Verdict.MISSED:
        return _("You wrote nothing.")
    if ruling.credit:
        return _("Your answer earns {credit} of 1").format(credit=number(ruling.credit))
    if ruling.verdict is Verdict.DEBATABLE:
        return _("Not accepted by the program; a teacher should look.")
    return _("That is not the answer in the key.")
