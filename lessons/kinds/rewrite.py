"""``rewrite``: say a sentence plainly. Loaded words go, facts stay: ``score = removed share * kept share``.

A new loaded word counts as one more that was not removed. Too short, too long or unchanged scores 0. Checked
by word patterns, not read, and every result says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from lessons.i18n import _, plural
from lessons.kinds.base import Bench, Key, Kind, Lazy, Path, Task
from lessons.kinds.phrases import ANY, Pattern, Words, loose_words, misplaced_star, pattern
from lessons.kinds.rows import RowField, RowFields
from lessons.kinds.wording import either, escaped, number, plain_line
from lessons.model.answer import Raw, TextAnswer
from lessons.model.fields import Fields, Integer, Text, Texts
from lessons.model.form import Form, TextForm
from lessons.model.result import Part, Score, Verdict
from lessons.model.span import Span
from lessons.text import words_of


def _lifted(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class PhraseFields(Fields):
    """A loaded phrase."""

    text: Text
    why: Text | None = None


class KeepFields(Fields):
    """A fact that must stay."""

    any: Annotated[Texts, Field(min_length=1, max_length=60)]
    """Any of these phrases shows that it is there."""
    say: Text | None = None
    """What the fact is, for the student."""
    why: Text | None = None


PhraseField = Annotated[PhraseFields, BeforeValidator(_lifted)]


class RewriteTask(Task):
    """Fields in lesson.yaml."""

    original: RowField
    words: Annotated[tuple[Integer, Integer], Field(strict=False)] | None = None
    """Fewest and most words."""
    rules: Annotated[Texts, Field(max_length=20)] = ()
    """Shown to the student."""


class RewriteKey(Key):
    """Fields in key.yaml."""

    remove: Annotated[
        tuple[PhraseField, ...], BeforeValidator(_listed), Field(strict=False, min_length=1, max_length=60)
    ]
    keep: Annotated[tuple[KeepFields, ...], Field(strict=False, min_length=1, max_length=60)]
    avoid: Annotated[
        tuple[PhraseField, ...], BeforeValidator(_listed), Field(strict=False, max_length=200)
    ] = ()
    """New loaded words."""
    model: Text
    """A rewrite that scores 1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases of which the first that is found decides."""

    id: str
    phrases: tuple[Pattern, ...]
    say: str
    """Plain words."""
    why: str

    def holds(self, words: Words) -> bool:
        """Whether any of the phrases stands in the text."""
        return any(words.hold(phrase) for phrase in self.phrases)


@dataclass(frozen=True)
class BoundRewrite:
    """The bound key."""

    original: tuple[str, ...]
    """Its words in the form in which they are compared."""
    bounds: tuple[int, int]
    remove: tuple[Rule, ...]
    keep: tuple[Rule, ...]
    avoid: tuple[Rule, ...]
    model: str


class Rewrite(Kind[RewriteTask, RewriteKey, BoundRewrite, TextAnswer]):
    """Say it plainly."""

    name = "rewrite"
    task = RewriteTask
    key = RewriteKey

    def form(self, task: RewriteTask, bench: Bench) -> TextForm:
        """A longer text, with the original, the bounds and the rules to be shown."""
        words, span = _original(bench, task.original, task.where)
        return TextForm(
            long=True,
            original=escaped(words),
            original_span=span,
            words=_bounds(bench, task.words, words),
            must=task.rules,
        )

    def bind(self, task: RewriteTask, key: RewriteKey, form: Form, bench: Bench) -> BoundRewrite:
        """The rules as word patterns, tried on the original and on the model answer."""
        assert isinstance(form, TextForm)  # made by form() above
        assert form.words is not None  # made by _bounds() below
        bound = BoundRewrite(
            original=loose_words(plain_line(form.original)),
            bounds=form.words,
            remove=_phrases(bench, "remove", key.remove),
            keep=tuple(_fact(bench, index, fact) for index, fact in enumerate(key.keep)),
            avoid=_phrases(bench, "avoid", key.avoid),
            model=key.model,
        )
        if bench.sound and bound.original:
            _check_original(bench, bound)
            _check_model(bench, bound)
        return bound

    def score(self, bound: BoundRewrite, answer: TextAnswer) -> Score:
        """Removed share times kept share; 0 for a text that is blank, unchanged, too short or too long."""
        count = len(words_of(answer.text))
        words = Words(loose_words(answer.text))
        if not words.words:
            return Score(Fraction(0), _blank(bound), _("You wrote nothing."))
        parts = [_removed(rule, rule.holds(words)) for rule in bound.remove]
        parts += [_kept(rule, rule.holds(words)) for rule in bound.keep]
        parts += [_added(rule, rule.holds(words)) for rule in bound.avoid]
        parts.append(_length(bound, count))
        removed = sum(part.credit == 1 for part in parts[: len(bound.remove)])
        kept = sum(rule.holds(words) for rule in bound.keep)
        added = sum(rule.holds(words) for rule in bound.avoid)
        reason = _refused(bound, words, count)
        if reason:
            return Score(Fraction(0), tuple(parts), f"{reason} {_by_rules()}")
        loaded = len(bound.remove) + added
        score = Fraction(removed, loaded) * Fraction(kept, len(bound.keep))
        said = _sum_in_words(removed, loaded, added, kept, len(bound.keep), score)
        return Score(score, tuple(parts), f"{said} {_by_rules()}")

    def chance(self, bound: BoundRewrite) -> Fraction:
        """Nobody writes a sentence by chance."""
        return Fraction(0)

    def rule(self, bound: BoundRewrite) -> str:
        """The rule for students."""
        return _(
            "Take the loaded words out and keep the facts: you need both, for the two shares are multiplied."
        )

    def perfect(self, bound: BoundRewrite) -> Raw:
        """The model answer."""
        return bound.model

    def lazy(self, bound: BoundRewrite) -> Iterator[Lazy]:
        """The original again."""
        yield Lazy("the original unchanged", " ".join(bound.original))


def _original(bench: Bench, fields: RowFields, where: Sequence[str]) -> tuple[str, Span | None]:
    """The original's plain words, and where they stand in the main article."""
    at = ("original",)
    if fields.text is not None:
        return plain_line(fields.text), None
    if not fields.quote:
        bench.fault("K770", at, "no sentence to rewrite", "a text or quote:", "write the sentence")
        return "", None
    if fields.in_ == "beside":
        fix = "write the sentence out, without quote:"
        bench.fault(
            "K771", (*at, "in"), "a sentence of the second article", "words of the first article", fix
        )
        return fields.quote, None
    spans = bench.spans(fields, at, "main", where)
    if not spans:
        return fields.quote, None
    return " ".join(bench.article.text[spans[0].start : spans[0].end].split()), spans[0]


def _bounds(bench: Bench, given: tuple[int, int] | None, original: str) -> tuple[int, int]:
    """Fewest and most words: as given, or half to one and a half times the original, rounded outwards."""
    if given is None:
        count = len(words_of(original))
        return max(1, count // 2), max(1, (3 * count + 1) // 2)
    low, high = given
    if not 1 <= low <= high:
        bench.fault(
            "K772", ("words",), f"{low} to {high} words", "1 or more, fewest first", "write words: [5, 25]"
        )
        return 1, max(1, high)
    return low, high


def _phrases(bench: Bench, name: str, fields: Sequence[PhraseFields]) -> tuple[Rule, ...]:
    rules = []
    for index, field in enumerate(fields):
        made = _pattern(bench, field.text, (name, index))
        rules.append(Rule(f"{name}{index + 1}", (made,), made.shown, field.why or ""))
    return tuple(rules)


def _fact(bench: Bench, index: int, field: KeepFields) -> Rule:
    made = tuple(_pattern(bench, text, ("keep", index, "any", place)) for place, text in enumerate(field.any))
    say = plain_line(field.say) if field.say else either(phrase.shown for phrase in made)
    return Rule(f"keep{index + 1}", made, say, field.why or "")


def _pattern(bench: Bench, text: str, at: Path) -> Pattern:
    made = pattern(text, loose_words)
    if misplaced_star(text) or ANY in made.tokens:
        fix = "put the star at the end of a word"
        bench.fault(
            "K773", at, f"a star out of place: {text!r}", "word* for any word with that beginning", fix
        )
    elif not made.tokens:
        bench.fault("K774", at, f"{text!r} has no letter or digit", "words", "write the words to look for")
    return made


def _check_original(bench: Bench, bound: BoundRewrite) -> None:
    """Every phrase to remove must stand in the original, or leaving the original as it is would earn."""
    words = Words(bound.original)
    for index, rule in enumerate(bound.remove):
        if not rule.holds(words):
            found = f"{rule.phrases[0].text!r} is not in the original"
            fix = "copy the words from the original, or move the line to avoid:"
            bench.fault("K775", ("remove", index), found, "words of the original", fix)
    for index, rule in enumerate(bound.avoid):
        if rule.holds(words):
            found = f"{rule.phrases[0].text!r} stands in the original"
            fix = "move the line to remove:"
            bench.warn("K776", ("avoid", index), found, "loaded words that would be new", fix)


def _check_model(bench: Bench, bound: BoundRewrite) -> None:
    score = Rewrite().score(bound, TextAnswer(bound.model))
    if score.score < 1:
        failed = [part for part in score.parts if part.verdict in (Verdict.WRONG, Verdict.MISSED)]
        what = "; ".join(f"{part.text}: {part.given or part.expected}" for part in failed) or score.arithmetic
        found = f"the model answer scores {number(score.score)} ({what})"
        bench.fault("K777", ("model",), found, "a model answer that scores 1", "mend the model or the rules")


def _refused(bound: BoundRewrite, words: Words, count: int) -> str:
    """Why the text cannot score, in words; empty when it can."""
    low, high = bound.bounds
    if words.words == bound.original:
        return _("This is the original, unchanged: 0.")
    if count < low:
        return _("{count} of at least {low} words: too short to score.").format(count=count, low=low)
    if count > high:
        return _("{count} words, {high} at most: too long to score.").format(count=count, high=high)
    return ""


def _removed(rule: Rule, found: bool) -> Part:
    return Part(
        rule.id,
        Verdict.WRONG if found else Verdict.RIGHT,
        rule.say,
        credit=Fraction(not found),
        given=_("still there") if found else _("gone"),
        expected=_("gone"),
        why=rule.why,
    )


def _kept(rule: Rule, found: bool) -> Part:
    return Part(
        rule.id,
        Verdict.RIGHT if found else Verdict.MISSED,
        rule.say,
        credit=Fraction(found),
        given=_("kept") if found else _("lost"),
        expected=_("kept"),
        why=rule.why,
    )


def _added(rule: Rule, found: bool) -> Part:
    """A new loaded word weighs like one that was not removed; one that was not used weighs nothing."""
    return Part(
        rule.id,
        Verdict.WRONG if found else Verdict.RIGHT,
        rule.say,
        weight=Fraction(found),
        given=_("added") if found else _("not used"),
        expected=_("not used"),
        why=rule.why if found else "",
    )


def _length(bound: BoundRewrite, count: int) -> Part:
    low, high = bound.bounds
    return Part(
        "length",
        Verdict.RIGHT if low <= count <= high else Verdict.WRONG,
        _("Length"),
        weight=Fraction(0),
        given=plural("{count} word", "{count} words", count).format(count=count),
        expected=_("{low} to {high} words").format(low=low, high=high),
    )


def _blank(bound: BoundRewrite) -> tuple[Part, ...]:
    rules = [(rule, _("gone")) for rule in bound.remove] + [(rule, _("kept")) for rule in bound.keep]
    return tuple(
        Part(rule.id, Verdict.MISSED, rule.say, expected=expected, why=rule.why) for rule, expected in rules
    )


def _sum_in_words(removed: int, loaded: int, added: int, kept: int, facts: int, score: Fraction) -> str:
    out = plural(
        "{removed} of {loaded} loaded phrase gone", "{removed} of {loaded} loaded phrases gone", loaded
    ).format(removed=removed, loaded=loaded)
    if added:
        out += plural(" ({added} of them is new)", " ({added} of them are new)", added).format(added=added)
    stay = plural("{kept} of {facts} fact kept", "{kept} of {facts} facts kept", facts).format(
        kept=kept, facts=facts
    )
    shares = f"{removed}/{loaded} \u00d7 {kept}/{facts} = {number(score)}"
    return f"{out}, {stay}: {shares}."


def _by_rules() -> str:
    return _("Checked by rules, not read by a person.")
