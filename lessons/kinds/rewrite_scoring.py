"""How a rewrite is scored: which phrases stand in it, its length, and the verdict on each rule."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from lessons.i18n import _, plural
from lessons.kinds.phrases import Pattern, Text, loose_words, text_of
from lessons.kinds.wording import ending, escaped, paragraphs
from lessons.model.result import Part, Score, Verdict
from lessons.text import words_of

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

    def holds(self, text: Text) -> bool:
        """Whether any of the phrases stands in the text."""
        return any((text.words if self.exactly else text).hold(phrase) for phrase in self.phrases)


@dataclass(frozen=True)
class Rules:
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

    def is_list(self, typed: Text) -> bool:
        """Whether the text is a list of words and no sentence, as far as that can be told."""
        return self.tells_lists and self._listed(typed)

    def _listed(self, typed: Text) -> bool:
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
        known = {word for rule in self.keep for one in rule.phrases for word in one.words}
        glue, wanted = (sum(word not in known for word in some) for some in (words, model))
        return not wanted or glue * 4 < wanted


def score_rewrite(bound: Rules, text: str) -> Score:
    """Removed share times kept share; 0 for a text that is blank, unchanged, too short or too long."""
    count = len(words_of(text))
    typed = text_of(text)
    if not typed.words.words:
        return Score(Fraction(0), _blank(bound), ending(_("You wrote nothing."), Fraction(0)))
    found = {rule.id for rule in (*bound.remove, *bound.keep, *bound.avoid) if rule.holds(typed)}
    parts = (
        *(_removed(rule, rule.id in found) for rule in bound.remove),
        *(_kept(rule, rule.id in found) for rule in bound.keep),
        *(_added(rule) for rule in bound.avoid if rule.id in found),
        _length(bound, count),
    )
    reason = _refused(bound, typed, count)
    if reason:
        return Score(Fraction(0), parts, ending(f"{_by_rules()} {reason}", Fraction(0)))
    removed = sum(rule.id not in found for rule in bound.remove)
    kept = sum(rule.id in found for rule in bound.keep)
    added = sum(rule.id in found for rule in bound.avoid)
    loaded = len(bound.remove) + added
    score = Fraction(removed, loaded) * Fraction(kept, len(bound.keep))
    said = _sum_in_words(removed, len(bound.remove), added, kept, len(bound.keep))
    if bound.is_list(typed):
        score /= 2
        said = _(
            "This reads like a list of words; without a sentence it earns half. {sum} \u00d7 1/2"
        ).format(sum=said)
    return Score(score, parts, ending(f"{_by_rules()} {said}", score))


def _refused(bound: Rules, typed: Text, count: int) -> str:
    """Why the text cannot score, in words; empty when it can."""
    low, high = bound.bounds
    if typed.words.words == bound.original:
        return _("This is the original, unchanged.")
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
    """Says which phrases were looked for, so that a student can tell a lost fact from one said in other words."""
    looked = _("Looked for: {phrases}.").format(phrases=_examples(rule))
    return Part(
        rule.id,
        Verdict.RIGHT if found else Verdict.MISSED,
        rule.say,
        credit=Fraction(found),
        given=_("kept") if found else _("lost"),
        expected=_("kept"),
        why=paragraphs([rule.why, looked]),
    )


def _examples(rule: Rule) -> str:
    shown = [escaped(phrase.shown) for phrase in rule.phrases[:SHOWN]]
    return ", ".join(shown) + (", \u2026" if len(rule.phrases) > SHOWN else "")


def _added(rule: Rule) -> Part:
    """A new loaded word weighs like one that was not removed."""
    return Part(rule.id, Verdict.WRONG, rule.say, given=_("added"), expected=_("not used"), why=rule.why)


def _length(bound: Rules, count: int) -> Part:
    low, high = bound.bounds
    return Part(
        "length",
        Verdict.RIGHT if low <= count <= high else Verdict.WRONG,
        _("Length"),
        weight=Fraction(0),
        given=plural("{count} word", "{count} words", count).format(count=count),
        expected=_("{low} to {high} words").format(low=low, high=high),
    )


def _blank(bound: Rules) -> tuple[Part, ...]:
    """Nothing was done: every rule is missed."""
    parts = [_removed(rule, True) for rule in bound.remove] + [_kept(rule, False) for rule in bound.keep]
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
