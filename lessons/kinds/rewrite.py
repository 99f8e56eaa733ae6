"""``rewrite``: say a sentence plainly. Loaded words go, facts stay: ``score = removed share * kept share``.

A new loaded word counts as one more that was not removed. Too short, too long or unchanged scores 0. Checked
by word patterns, not read, and every result says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Annotated

from pydantic import Field

from lessons.i18n import _, plural
from lessons.kinds.accepted import explained_each
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.item import Item
from lessons.kinds.joining import Joiner, as_mapping
from lessons.kinds.languages import group_mark, small_words_of
from lessons.kinds.one_file import Desk
from lessons.kinds.phrases import ANY, Pattern, TypedText, loose_words, misplaced_star, pattern, text_of
from lessons.kinds.rows import RowField, RowFields
from lessons.kinds.wording import either, ending, escaped, number, paragraphs, plain_line
from lessons.loading.document import Trail
from lessons.loading.placed import Placed
from lessons.model.answer import Answer, TextAnswer, answer_of
from lessons.model.fields import (
    ANY_TEXT,
    AS_TEXT,
    ONE_OR_MORE,
    Explanation,
    Explanations,
    Fields,
    Integer,
    Question,
    Role,
    Shorter,
    Texts,
)
from lessons.model.form import Form, TextForm
from lessons.model.result import Part, Score, Verdict
from lessons.text import words_of
from lessons.text.spans import Span


class PhraseFields(Fields):
    """A loaded phrase."""

    text: Question
    """The words; ``word*`` stands for any word with that beginning."""
    why: Explanation | None = None
    """What is wrong with them."""


class KeepFields(Fields):
    """A fact that must stay."""

    any: Annotated[Texts, Role.QUESTION, Field(min_length=1, max_length=60)]
    """Any of these phrases shows that it is there."""
    say: Explanation | None = None
    """What the fact is, for the student."""
    why: Explanation | None = None
    """Why the fact must stay."""


LoadedField = Annotated[PhraseFields, AS_TEXT, Shorter(ANY_TEXT)]


class RewriteTask(Task):
    """Fields in lesson.yaml."""

    original: RowField
    """The sentence: a text, or a quotation from the article."""
    words: Annotated[tuple[Integer, Integer], Field(strict=False)] | None = None
    """Fewest and most words."""
    rules: Annotated[Explanations, Field(max_length=20)] = ()
    """Shown to the student."""


class RewriteKey(Key):
    """Fields in key.yaml."""

    remove: Annotated[
        tuple[LoadedField, ...],
        ONE_OR_MORE,
        Field(strict=False, min_length=1, max_length=60),
        Shorter(ANY_TEXT),
    ]
    """Words of the original that must go."""
    keep: Annotated[tuple[KeepFields, ...], Field(strict=False, min_length=1, max_length=60)]
    """Facts that must stay."""
    avoid: Annotated[
        tuple[LoadedField, ...],
        ONE_OR_MORE,
        Field(strict=False, max_length=200),
        Shorter(ANY_TEXT),
    ] = ()
    """New loaded words."""
    model: Question
    """A rewrite that scores 1."""


def _phrase(words: str, why: Placed) -> Placed:
    """A loaded phrase whose words were the key before ``why``."""
    mark = why.key or why.mark
    said = why.fields or ({"why": why} if why.value is not None else {})
    return Placed({"text": Placed(words, mark), **said}, mark)


def _kept(say: str, any: Placed) -> Placed:
    """A fact whose name was the key before its wordings."""
    mark = any.key or any.mark
    said = any.fields or {"any": any}
    return Placed({**said, "say": Placed(say, mark)}, mark)


_BOUNDS = re.compile(r"([0-9]{1,9}) *(?:to|bis|\u2013|-) *([0-9]{1,9})")


SHOWN = 6
"""Phrases named in the verdict on a fact."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases of which the first that is found decides."""

    id: str
    phrases: tuple[Pattern, ...]
    say: str
    """Plain words."""
    why: str
    exactly: bool = False
    """Whether only the very spelling counts: in another one the phrase is a word that the model answer needs."""

    def holds(self, text: TypedText) -> bool:
        """Whether any of the phrases stands in the text."""
        return any((text.words if self.exactly else text).hold(phrase) for phrase in self.phrases)


@dataclass(frozen=True)
class RewriteRules:
    """What a sentence is held against."""

    original: tuple[str, ...]
    """Its words in the form in which they are compared."""
    bounds: tuple[int, int]
    remove: tuple[Rule, ...]
    keep: tuple[Rule, ...]
    avoid: tuple[Rule, ...]
    model: str
    small: frozenset[str] | None = None
    """Words that hold sentences of the language together; ``None`` when they are not known."""

    @cached_property
    def tells_lists(self) -> bool:
        """Whether a list of words can be told from a sentence: the model answer must not look like a list."""
        return not self._listed(text_of(self.model))

    @cached_property
    def begins_with_a_sentence(self) -> bool:
        """Whether the original reads like a sentence itself; of a table or a headline nothing better can be asked."""
        return not self._listed(text_of(" ".join(self.original)))

    def is_list(self, typed: TypedText) -> bool:
        """Whether the text is a list of words and no sentence, as far as that can be told."""
        return self.tells_lists and self._listed(typed)

    def _listed(self, typed: TypedText) -> bool:
        """Whether next to nothing holds the words together, apart from what stands in the facts themselves.

        Where the language is known, fewer than one in twenty words is a small one. Elsewhere fewer than a quarter as
        many words as in the model answer belong to no fact.
        """
        words = typed.words.words
        facts = [next((one for one in rule.phrases if typed.hold(one)), None) for rule in self.keep]
        inside = [word for one in facts if one is not None for word in one.words]
        if self.small is not None:
            held = sum(word in self.small for word in words) - sum(word in self.small for word in inside)
            return held * 20 < len(words)
        model = loose_words(self.model)
        fact_words = {word for rule in self.keep for one in rule.phrases for word in one.words}
        glue, model_glue = (sum(word not in fact_words for word in some) for some in (words, model))
        return not model_glue or glue * 4 < model_glue


def score_rewrite(bound: RewriteRules, text: str) -> Score:
    """Removed share times kept share; 0 for a text that is blank, unchanged, too short or too long."""
    count = len(words_of(text))
    typed = text_of(text)
    if not typed.words.words:
        return Score(Fraction(0), _blank(bound), ending(_("You wrote nothing."), Fraction(0)))
    present = {rule.id for rule in (*bound.remove, *bound.keep, *bound.avoid) if rule.holds(typed)}
    parts = (
        *(_removed(rule, rule.id in present) for rule in bound.remove),
        *(_kept_part(rule, rule.id in present) for rule in bound.keep),
        *(_added(rule) for rule in bound.avoid if rule.id in present),
        _length_part(bound, count),
    )
    reason = _refused(bound, typed, count)
    if reason:
        return Score(Fraction(0), parts, ending(f"{_by_rules()} {reason}", Fraction(0)))
    removed = sum(rule.id not in present for rule in bound.remove)
    kept = sum(rule.id in present for rule in bound.keep)
    added = sum(rule.id in present for rule in bound.avoid)
    loaded = len(bound.remove) + added
    score = Fraction(removed, loaded) * Fraction(kept, len(bound.keep))
    said = _sum_in_words(removed, len(bound.remove), added, kept, len(bound.keep))
    if bound.is_list(typed):
        score /= 2
        said = _(
            "This reads like a list of words; without a sentence it earns half. {sum} \u00d7 1/2"
        ).format(sum=said)
    return Score(score, parts, ending(f"{_by_rules()} {said}", score))


def _refused(bound: RewriteRules, typed: TypedText, count: int) -> str:
    """Why the text cannot score, in words; empty when it can."""
    low, high = bound.bounds
    if typed.words.words == bound.original:
        return _("This is the original, unchanged.")
    if count < low:
        return _("{count} of at least {low} words: too short to score.").format(count=count, low=low)
    if count > high:
        return _("{count} words, {high} at most: too long to score.").format(count=count, high=high)
    return ""


def _removed(rule: Rule, present: bool) -> Part:
    return Part(
        rule.id,
        Verdict.WRONG if present else Verdict.RIGHT,
        rule.say,
        credit=Fraction(not present),
        given=_("still there") if present else _("gone"),
        expected=_("gone"),
        why=rule.why,
    )


def _kept_part(rule: Rule, present: bool) -> Part:
    """Says which phrases were looked for, so that a student can tell a lost fact from one said in other words."""
    looked = _("Looked for: {phrases}.").format(phrases=_examples(rule))
    return Part(
        rule.id,
        Verdict.RIGHT if present else Verdict.MISSED,
        rule.say,
        credit=Fraction(present),
        given=_("kept") if present else _("lost"),
        expected=_("kept"),
        why=paragraphs([rule.why, looked]),
    )


def _examples(rule: Rule) -> str:
    shown = [escaped(phrase.shown) for phrase in rule.phrases[:SHOWN]]
    return ", ".join(shown) + (", \u2026" if len(rule.phrases) > SHOWN else "")


def _added(rule: Rule) -> Part:
    """A new loaded word weighs like one that was not removed."""
    return Part(rule.id, Verdict.WRONG, rule.say, given=_("added"), expected=_("not used"), why=rule.why)


def _length_part(bound: RewriteRules, count: int) -> Part:
    low, high = bound.bounds
    return Part(
        "length",
        Verdict.RIGHT if low <= count <= high else Verdict.WRONG,
        _("Length"),
        weight=Fraction(0),
        given=plural("{count} word", "{count} words", count).format(count=count),
        expected=_("{low} to {high} words").format(low=low, high=high),
    )


def _blank(bound: RewriteRules) -> tuple[Part, ...]:
    """Nothing was done: every rule is missed."""
    parts = [_removed(rule, True) for rule in bound.remove] + [_kept_part(rule, False) for rule in bound.keep]
    return tuple(replace(part, verdict=Verdict.MISSED, given="") for part in parts)


def _sum_in_words(removed: int, loaded: int, added: int, kept: int, facts: int) -> str:
    out = plural(
        "{removed} of {loaded} loaded phrase gone", "{removed} of {loaded} loaded phrases gone", loaded
    ).format(removed=removed, loaded=loaded)
    if added:
        out += plural(", {added} new one added", ", {added} new ones added", added).format(added=added)
    stay = plural("{kept} of {facts} fact kept", "{kept} of {facts} facts kept", facts).format(
        kept=kept, facts=facts
    )
    return f"{out}, {stay}: {removed}/{loaded + added} \u00d7 {kept}/{facts}"


def _by_rules() -> str:
    return _("Checked by rules, not read by a person.")


@dataclass(frozen=True)
class BoundRewrite(Bound):
    """The rules, ready to be held against a sentence."""

    rules: RewriteRules

    @property
    def chance(self) -> Fraction:
        """Nobody writes a sentence by chance."""
        return Fraction(0)

    def rule(self) -> str:
        """The rule for students."""
        both = _(
            "Take the loaded words out and keep the facts: you need both, for the two shares are multiplied."
        )
        half = _("A list of words instead of a sentence earns half.")
        return f"{both} {half}" if self.rules.tells_lists else both

    def score(self, answer: Answer) -> Score:
        """Removed share times kept share."""
        return score_rewrite(self.rules, answer_of(TextAnswer, answer).text)

    def perfect(self) -> TextAnswer:
        """The model answer."""
        return TextAnswer(self.rules.model)

    def lazy(self) -> Iterator[Lazy]:
        """The original again, and the facts as a list of words."""
        yield Lazy("the original unchanged", TextAnswer(" ".join(self.rules.original)))
        facts = ", ".join(" ".join(rule.phrases[0].words) for rule in self.rules.keep)
        most = Fraction(1, 2) if self.rules.tells_lists else Fraction(1)
        yield Lazy("a list of the facts", TextAnswer(facts), most)

    def items(self) -> tuple[Item, ...]:
        """Nothing: a sentence is judged as a whole."""
        return ()


class Rewrite(Kind[RewriteTask, RewriteKey]):
    """Say it plainly."""

    name = "rewrite"
    example = Example("language", from_article="rewording")
    task = RewriteTask
    key = RewriteKey

    def write_out(self, desk: Desk) -> None:
        """The sentence stands in the exercise itself; words and facts are keys before what is said of them."""
        names = ("quote", "text", "before", "after", "nth", "in")
        taken = {name: part for name in names if (part := desk.take(name)) is not None}
        if taken:
            desk.rest.setdefault("original", desk.head.here(taken))
        if "original" not in desk.rest:
            fix = "add a line 'quote: ...' with a sentence of the article, or 'text: ...' with another"
            desk.fault("F204", desk.head, "no sentence to rewrite", "quote: ...", fix)
        for name in ("remove", "avoid"):
            said = desk.rest.get(name)
            if said is not None and said.fields:
                desk.rest[name] = said.here([_phrase(words, why) for words, why in said.fields.items()])
        keep = desk.rest.get("keep")
        if keep is not None and keep.fields:
            desk.rest["keep"] = keep.here([_kept(say, any) for say, any in keep.fields.items()])
        words = desk.rest.get("words")
        if words is not None and (bounds := _BOUNDS.fullmatch(words.text)) is not None:
            desk.rest["words"] = words.here([words.here(end) for end in bounds.groups()])

    def join(self, joiner: Joiner) -> None:
        """The sentence stands in the exercise itself; words and facts are keys, where nothing is lost by it."""
        original = joiner.task.pop("original")
        if {"where", "was"} & {*original.fields}:
            joiner.lists["original"] = original
        else:
            joiner.lists |= original.fields or {"text": original}
        joiner.lists |= {name: joiner.task.pop(name) for name in ("words", "rules") if name in joiner.task}
        for name, key, value in (("remove", "text", "why"), ("keep", "say", "any"), ("avoid", "text", "why")):
            if name in joiner.key:
                joiner.lists[name] = as_mapping(joiner.key.pop(name), key, value)

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
        rules = RewriteRules(
            original=loose_words(plain_line(form.original)),
            bounds=form.words,
            remove=_phrases(bench, "remove", key.remove, key.model),
            keep=tuple(_fact(bench, index, fact) for index, fact in enumerate(key.keep)),
            avoid=_phrases(bench, "avoid", key.avoid, key.model),
            model=key.model,
            small=small_words_of(bench.article.masthead.language),
        )
        if bench.sound and rules.original:
            _check_original(bench, rules)
            _check_model(bench, rules)
        return BoundRewrite(rules)


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


def _phrases(bench: Bench, name: str, fields: Sequence[PhraseFields], model: str) -> tuple[Rule, ...]:
    explained_each(bench, (name,), ((index, field.text, field.why) for index, field in enumerate(fields)))
    rules, answer = [], text_of(model)
    for index, field in enumerate(fields):
        phrase = _pattern(bench, field.text, (name, index))
        exactly = answer.hold(phrase) and not answer.words.hold(phrase)
        rules.append(Rule(f"{name[0]}{index}", (phrase,), phrase.shown, field.why or "", exactly))
    return tuple(rules)


def _fact(bench: Bench, index: int, field: KeepFields) -> Rule:
    phrases = tuple(
        _pattern(bench, text, ("keep", index, "any", place)) for place, text in enumerate(field.any)
    )
    say = plain_line(field.say) if field.say else either(phrase.shown for phrase in phrases)
    return Rule(f"k{index}", phrases, say, field.why or "")


def _pattern(bench: Bench, text: str, at: Trail) -> Pattern:
    phrase = pattern(text, loose_words, group_mark(bench.article.masthead.language))
    if misplaced_star(text) or ANY in phrase.tokens:
        fix = "put the star at the end of a word"
        bench.fault(
            "K773", at, f"a star out of place: {text!r}", "word* for any word with that beginning", fix
        )
    elif not phrase.tokens:
        bench.fault("K774", at, f"{text!r} has no letter or digit", "words", "write the words to look for")
    return phrase


def _check_original(bench: Bench, bound: RewriteRules) -> None:
    """Every phrase to remove must stand in the original, or leaving the original as it is would earn."""
    original = text_of(" ".join(bound.original))
    for index, rule in enumerate(bound.remove):
        if not rule.holds(original):
            found = f"{rule.phrases[0].text!r} is not in the original"
            fix = "copy the words from the original, or move the line to avoid:"
            bench.fault("K775", ("remove", index), found, "words of the original", fix)
    for index, rule in enumerate(bound.avoid):
        if rule.holds(original):
            found = f"{rule.phrases[0].text!r} stands in the original"
            fix = "move the line to remove:"
            bench.warn("K776", ("avoid", index), found, "loaded words that would be new", fix)


def _check_model(bench: Bench, bound: RewriteRules) -> None:
    if not bound.tells_lists and bound.begins_with_a_sentence:
        found = "the model answer reads like a list of words, so a list of the facts earns full marks"
        bench.advise("K778", ("model",), found, "a model answer that is a sentence", "write a whole sentence")
    score = score_rewrite(bound, bound.model)
    if score.score < 1:
        failed = [part for part in score.parts if part.verdict in (Verdict.WRONG, Verdict.MISSED)]
        what = "; ".join(f"{part.text}: {part.given or part.expected}" for part in failed) or score.arithmetic
        found = f"the model answer scores {number(score.score)} ({what})"
        bench.fault("K777", ("model",), found, "a model answer that scores 1", "mend the model or the rules")
