"""``short``: type a word, a number or a phrase.

What is rejected comes first, then what is accepted word for word, then patterns with ``*``, then small typos.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from lessons.i18n import _
from lessons.kinds.base import Bench, Key, Kind, Lazy, Path, Task
from lessons.kinds.feedback import explained_each
from lessons.kinds.languages import Language, language_of
from lessons.kinds.phrases import ANY, Pattern, fits_all, misplaced_star, pattern, strict_words
from lessons.kinds.spelling import slips, vocabulary
from lessons.kinds.wording import either, number, paragraphs
from lessons.model.answer import Raw, TextAnswer
from lessons.model.fields import ANY_TEXT, Fields, Flag, Number, Shorter, Text
from lessons.model.form import Form, TextForm
from lessons.model.result import Part, Score, Verdict

SHOWN = 3
"""Accepted wordings named in a verdict."""


def _lifted(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class AcceptText(Fields):
    """A wording that counts."""

    text: Text
    """A wording. ``*`` stands for any words, ``word*`` for any word with that beginning."""
    credit: Annotated[Number, Field(ge=0, le=1)] = Fraction(1)
    """What it is worth, 0 to 1; at least one wording is worth 1."""
    why: Text | None = None
    """Shown to those who typed it."""


class RejectText(Fields):
    """A wording that does not count, and why."""

    text: Text
    """A wording that is wrong, also where an accepted one would fit."""
    why: Text | None = None
    """Shown to those who typed it."""


class ShortTask(Task):
    """Fields in lesson.yaml: those of every exercise."""


class ShortKey(Key):
    """Fields in key.yaml."""

    accept: Annotated[
        tuple[Annotated[AcceptText, BeforeValidator(_lifted), Shorter(ANY_TEXT)], ...],
        BeforeValidator(_listed),
        Field(strict=False, min_length=1, max_length=200),
        Shorter(ANY_TEXT),
    ]
    """The wordings that count."""
    reject: Annotated[
        tuple[Annotated[RejectText, BeforeValidator(_lifted), Shorter(ANY_TEXT)], ...],
        BeforeValidator(_listed),
        Field(strict=False, max_length=200),
        Shorter(ANY_TEXT),
    ] = ()
    """Wordings that do not count; they come first."""
    spelling: Flag = True
    """Small typos are fine; digits must always be exact."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An accepted or rejected wording, ready to compare."""

    pattern: Pattern
    credit: Fraction
    why: str

    @property
    def open(self) -> bool:
        """Whether it has a star."""
        return any(token.endswith(ANY) for token in self.pattern.tokens)


@dataclass(frozen=True)
class BoundShort:
    """The bound key."""

    accept: tuple[Wording, ...]
    reject: tuple[Wording, ...]
    spelling: bool
    language: Language
    taken: tuple[Collection[str], ...]
    """Words that are never typos: those of the articles, of the key's wordings and of the technique names."""

    @property
    def best(self) -> tuple[Wording, ...]:
        """The wordings that earn full marks."""
        return tuple(wording for wording in self.accept if wording.credit == 1)


@dataclass(frozen=True, slots=True)
class _Ruling:
    verdict: Verdict
    credit: Fraction = Fraction(0)
    why: str = ""


class Short(Kind[ShortTask, ShortKey, BoundShort, TextAnswer]):
    """Type a word, a number or a phrase."""

    name = "short"
    task = ShortTask
    key = ShortKey

    def form(self, task: ShortTask, bench: Bench) -> TextForm:
        """One line of text."""
        return TextForm()

    def bind(self, task: ShortTask, key: ShortKey, form: Form, bench: Bench) -> BoundShort:
        """The wordings as word patterns, and the words that are never taken for typos."""
        language = language_of(bench.article.masthead.language)
        accept = tuple(
            _wording(bench, entry, entry.credit, ("accept", index), language)
            for index, entry in enumerate(key.accept)
        )
        reject = tuple(
            _wording(bench, entry, Fraction(0), ("reject", index), language)
            for index, entry in enumerate(key.reject)
        )
        explained_each(bench, ("reject",), ((at, line.text, line.why) for at, line in enumerate(key.reject)))
        own = frozenset(word for wording in (*accept, *reject) for word in wording.pattern.words)
        articles = [vocabulary(side.text) for side in (bench.article, bench.beside) if side is not None]
        names = vocabulary("\n".join(technique.name for technique in bench.glossary.techniques))
        bound = BoundShort(accept, reject, key.spelling, language, (own, *articles, names))
        if bench.sound:
            _check(bench, bound)
        return bound

    def score(self, bound: BoundShort, answer: TextAnswer) -> Score:
        """The credit of the wording that the answer fits."""
        typed = strict_words(answer.text, sorted(bound.language.articles))
        ruling = _ruling(bound, typed) if typed else _Ruling(Verdict.MISSED)
        part = Part(
            id="answer",
            verdict=ruling.verdict,
            text=_("Your answer"),
            credit=ruling.credit,
            given=" ".join(answer.text.split()),
            expected=_shown(bound),
            why=ruling.why,
        )
        return Score(ruling.credit, (part,), _sum_in_words(ruling))

    def chance(self, bound: BoundShort) -> Fraction:
        """Nobody types the right words by chance."""
        return Fraction(0)

    def rule(self, bound: BoundShort) -> str:
        """The rule for students."""
        if bound.spelling:
            return _("Any of the accepted wordings counts, and small typos are fine; numbers must be exact.")
        return _("Any of the accepted wordings counts; the spelling must be exact.")

    def perfect(self, bound: BoundShort) -> Raw:
        """The first wording that earns full marks, with nothing in place of its stars.

        An article in front of an answer is passed over; a wording that begins with one gets another for that.
        """
        words = bound.best[0].pattern.words
        return " ".join(words if words[0] not in bound.language.articles else (words[0], *words))

    def lazy(self, bound: BoundShort) -> Iterator[Lazy]:
        """A star: it stands for any words in a key, never in an answer."""
        yield Lazy("a star", ANY)


def _shown(bound: BoundShort) -> str:
    """The first wordings that earn full marks; says so when there are others."""
    shown = [wording.pattern.shown for wording in bound.best[:SHOWN]]
    return either(shown) if len(bound.best) <= SHOWN else _("{some} and the like").format(some=either(shown))


def _wording(
    bench: Bench, entry: AcceptText | RejectText, credit: Fraction, at: Path, language: Language
) -> Wording:
    made = pattern(entry.text, lambda text: strict_words(text))
    if made.tokens and made.tokens[0] in language.articles and len(made.words) > 1:
        made = Pattern(made.text, made.tokens[1:])
    if not made.words:
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
    return Wording(made, credit, entry.why or "")


def _check(bench: Bench, bound: BoundShort) -> None:
    if not bound.best:
        found = f"the best credit is {number(max(wording.credit for wording in bound.accept))}"
        bench.fault(
            "K763", ("accept",), found, "a wording with credit 1", "leave out credit: for the best wording"
        )
    for index, wording in enumerate(bound.accept):
        ruling = _ruling(bound, wording.pattern.words)
        if ruling.credit < wording.credit:
            found = f"{wording.pattern.text!r} earns {number(ruling.credit)} because of another line"
            fix = "remove one of the two lines"
            bench.fault("K764", ("accept", index), found, f"credit {number(wording.credit)}", fix)


def _ruling(bound: BoundShort, typed: Sequence[str]) -> _Ruling:
    """The judgement on the words typed; there is at least one."""
    for wording in bound.reject:
        if fits_all(wording.pattern.tokens, typed):
            return _Ruling(Verdict.WRONG, why=wording.why)
    for wording in bound.accept:
        if not wording.open and wording.pattern.tokens == tuple(typed):
            return _earned(wording)
    for wording in bound.accept:
        if wording.open and fits_all(wording.pattern.tokens, typed):
            return _earned(wording) if not _denies(bound, wording, typed) else _for_teacher()
    return _forgiven(bound, typed) if bound.spelling else _Ruling(Verdict.WRONG)


def _earned(wording: Wording, note: str = "") -> _Ruling:
    verdict = Verdict.RIGHT if wording.credit == 1 else Verdict.PARTLY if wording.credit else Verdict.WRONG
    return _Ruling(verdict, wording.credit, paragraphs([note, wording.why]))


def _denies(bound: BoundShort, wording: Wording, typed: Sequence[str]) -> bool:
    """Whether the words under a star hold a "not" that may turn the answer round."""
    negators = bound.language.negators
    return sum(word in negators for word in typed) > sum(word in negators for word in wording.pattern.words)


def _for_teacher() -> _Ruling:
    why = _(
        "There is a \u201cnot\u201d or a word like it in your answer, and the program cannot judge that. "
        "Ask your teacher to look."
    )
    return _Ruling(Verdict.DEBATABLE, why=why)


def _forgiven(bound: BoundShort, typed: Sequence[str]) -> _Ruling:
    """The accepted wording that is the fewest slips away, unless a rejected one is as near."""
    near = _nearest(bound, bound.accept, typed)
    if near is None:
        return _Ruling(Verdict.WRONG)
    rejected = _nearest(bound, bound.reject, typed)
    if rejected is not None and rejected[0] <= near[0]:
        return _Ruling(Verdict.WRONG, why=rejected[1].why)
    spelling = " ".join(near[1].pattern.words)
    return _earned(near[1], _("Accepted; spelling: {spelling}.").format(spelling=spelling))


def _nearest(
    bound: BoundShort, wordings: Sequence[Wording], typed: Sequence[str]
) -> tuple[int, Wording] | None:
    best: tuple[int, Wording] | None = None
    for wording in wordings:
        if wording.open:
            continue
        distance = slips(typed, wording.pattern.tokens, bound.taken, bound.language)
        if distance is not None and (best is None or distance < best[0]):
            best = distance, wording
    return best


def _sum_in_words(ruling: _Ruling) -> str:
    if ruling.verdict is Verdict.MISSED:
        return _("You wrote nothing.")
    if ruling.credit:
        return _("Your answer earns {credit} of 1.").format(credit=number(ruling.credit))
    if ruling.verdict is Verdict.DEBATABLE:
        return _("Not accepted by the program; a teacher should look.")
    return _("That is not the answer in the key.")
