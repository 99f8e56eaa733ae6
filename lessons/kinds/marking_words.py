"""A scored marking answer in words: the verdict on each phrase, the rule and the sum."""

from fractions import Fraction

from lessons.figures.span_overlap import characters
from lessons.i18n import _, plural
from lessons.kinds.marking import (
    KeyPhrase,
    MarkKey,
    SidePhrase,
    Tally,
    golds,
    points_of,
    score_of,
    share_of,
    tally,
)
from lessons.kinds.wording import ending, number
from lessons.model.answer import MarkAnswer
from lessons.model.result import Part, Score, Verdict, percent
from lessons.text.spans import Span


def score_marks(key: MarkKey, answer: MarkAnswer) -> Score:
    """The score of the marks, with the verdicts in reading order; pure and exact."""
    counts = tally(key, answer)
    parts = [phrase_part(key, phrase, counts) for phrase in key.phrases]
    if key.need is not None and sum(part.verdict is Verdict.RIGHT for part in parts) >= key.need:
        # Who found as many as were asked for has missed nothing; the sum still says how many there are.
        parts = [part for part in parts if part.verdict is not Verdict.MISSED]
    parts += [
        aside_part(key, phrase, counts, Verdict.DEBATABLE)
        for phrase in key.debatable
        if counts.everything & phrase.words & ~key.wanted
    ]
    parts += [aside_part(key, trap, counts, Verdict.TRAP) for trap in key.traps if counts.marked & trap.words]
    parts += false_alarm_parts(key, counts)
    parts.sort(key=lambda part: part.span or (0, 0))
    return Score(
        score_of(key, counts),
        tuple(parts),
        _sum(key, counts, answer),
        characters(golds(key), [mark.span for mark in answer.marks]),
    )


def _words(key: MarkKey, units: int) -> str:
    """Words of a set as the article has them; gaps are shown."""
    return " \u2026 ".join(_flat(key, span) for span in key.units.stretches(units))


def _flat(key: MarkKey, span: Span) -> str:
    """The words of a span on one line."""
    return " ".join(key.text[span.start : span.end].split())


def _techniques(key: MarkKey, counts: Tally, units: int) -> list[str]:
    """Names of the techniques the student gave to any of these words."""
    return [key.names.get(technique, technique) for words, technique in counts.named if words & units]


def _given(key: MarkKey, counts: Tally, units: int) -> str:
    marked = counts.everything & units
    names = _techniques(key, counts, marked)
    words = _words(key, marked)
    return f"{words} ({', '.join(names)})" if names else words


def phrase_part(key: MarkKey, phrase: KeyPhrase, counts: Tally) -> Part:
    """The verdict on one phrase; it depends on the marked and the named words of its extent alone."""
    share = share_of(key, phrase, counts)
    verdict = Verdict.RIGHT if share == 1 else Verdict.PARTLY if share else Verdict.MISSED
    expected = ""
    if key.techniques is not None:
        expected = ", ".join(key.names.get(id, id) for id, credit in phrase.credits.items() if credit == 1)
    return Part(
        id=phrase.id,
        verdict=verdict,
        text=_flat(key, phrase.span),
        credit=share * phrase.weight,
        weight=phrase.weight,
        given=_given(key, counts, phrase.extent),
        expected=expected,
        why=phrase.why,
        plain=phrase.plain,
        technique=phrase.technique,
        span=phrase.span,
        side=key.side,
    )


def aside_part(key: MarkKey, phrase: SidePhrase, counts: Tally, verdict: Verdict) -> Part:
    """What is said of a debatable phrase or a trap of which a word was marked."""
    return Part(
        id=phrase.id,
        verdict=verdict,
        text=_flat(key, phrase.span),
        weight=Fraction(0),
        given=_given(key, counts, phrase.words),
        why=phrase.why,
        technique=phrase.technique,
        span=phrase.span,
        side=key.side,
    )


def false_alarm_parts(key: MarkKey, counts: Tally) -> list[Part]:
    """One part for each run of neighbouring marked words that belong to nothing in the key."""
    wrong = counts.marked & ~key.wanted & ~key.trapped
    return [
        Part(
            id=f"x{at}",
            verdict=Verdict.WRONG,
            text=_flat(key, span),
            weight=Fraction(0),
            given=_flat(key, span),
            why=key.otherwise,
            span=span,
            side=key.side,
        )
        for at, span in enumerate(key.units.stretches(wrong))
    ]


def rule_of(key: MarkKey) -> str:
    """The rule in one sentence or two, for students."""
    if not key.phrases:
        return _("There is nothing to find here: marking nothing scores 100, marking something scores 0.")
    if key.need is None:
        found = _("You score high when you found most of the key phrases")
    else:
        found = _("You score high when you found at least {need} of the key phrases").format(need=key.need)
    rule = _("{found} and most of what you marked belongs to them; marking everything scores 0.")
    rule = rule.format(found=found)
    if key.techniques is not None:
        rule += " " + _("A phrase you find but misname earns half.")
    return rule


def _sum(key: MarkKey, counts: Tally, answer: MarkAnswer) -> str:
    """The arithmetic in words; it ends in the score."""
    words = _outside(key, answer)
    if not answer.marks:
        words += [_("You marked nothing."), _to_find(key)]
    elif not counts.everything:
        words.append(_to_find(key))
    elif not key.phrases:
        words += [_marked(key, counts), _to_find(key)]
    elif not counts.marked:
        words.append(f"{_found(key, counts)}; {_marked(key, counts)}")
    else:
        return " ".join([*words, _balance(key, counts)])
    return ending(" ".join(words), score_of(key, counts))


def _balance(key: MarkKey, counts: Tally) -> str:
    """Share found and accuracy as numbers up to 100, and the sum that makes the score of them.

    As many decimals as it takes for the sum to come out when it is done with the numbers shown.
    """
    score, (points, most) = score_of(key, counts), points_of(key, counts)
    share = Fraction((counts.marked & key.wanted).bit_count(), counts.marked.bit_count())
    dense = key.density
    above = max(Fraction(0), (share - dense) / (1 - dense)) if dense < 1 else Fraction(1)
    shown: list[Fraction] = []
    for places in range(7):
        shown = [Fraction(round(value * 100, places)) for value in (points / most, above, share, dense)]
        if _comes_out(shown, score, places):
            break
    found, accuracy, right, all_marked = map(_decimals, shown)
    words = [
        _("{phrases}: {points} of {most} = {found} of 100; {marked}").format(
            phrases=_found(key, counts),
            points=number(points),
            most=number(most),
            found=found,
            marked=_marked(key, counts),
        )
    ]
    if share < 1:
        line = _(
            "Marking everything gets {all} of 100, and what is above that counts: {sum} = {accuracy} of 100."
        )
        sum = f"({right} \u2212 {all_marked}) / (100 \u2212 {all_marked})"
        if not above:
            line = _("Marking everything gets {all} of 100, and you are not above that.")
        words.append(line.format(all=all_marked, sum=sum, accuracy=accuracy))
    if 0 < score < 1:
        both = _("Found {found} and accuracy {accuracy} together: {sum}")
        sum = f"2 \u00d7 {found} \u00d7 {accuracy} / ({found} + {accuracy})"
        words.append(both.format(found=found, accuracy=accuracy, sum=sum))
    return ending(" ".join(words), score)


def _decimals(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def _comes_out(shown: list[Fraction], score: Fraction, places: int) -> bool:
    """Whether the sums, done with the numbers told, give the numbers told."""
    found, above, right, dense = shown
    if dense < 100 and above and round(100 * (right - dense) / (100 - dense), places) != above:
        return False
    return not score or (
        found + above > 0 and percent(2 * found * above / (found + above) / 100) == percent(score)
    )


def _to_find(key: MarkKey) -> str:
    total = len(key.phrases)
    if total == 0:
        return _("There was nothing to find.")
    text = plural("There was {n} phrase to find.", "There were {n} phrases to find.", total)
    return text.format(n=total)


def _found(key: MarkKey, counts: Tally) -> str:
    """The first half: "6 of 8 phrases found, 1 in part"."""
    whole = sum(1 for phrase in key.phrases if phrase.core & counts.marked == phrase.core)
    part = sum(1 for phrase in key.phrases if phrase.core & counts.marked) - whole
    total = len(key.phrases)
    text = plural("{n} of {total} phrase found", "{n} of {total} phrases found", total)
    words = [text.format(n=whole, total=total)]
    if key.need is not None:
        words.append(_("{n} asked for").format(n=key.need))
    if part:
        words.append(_("{n} in part").format(n=part))
    if key.techniques is not None and whole + part:
        named = sum(1 for phrase in key.phrases if _well_named(phrase, counts))
        words.append(_("{n} named right").format(n=named))
    return ", ".join(words)


def _well_named(phrase: KeyPhrase, counts: Tally) -> bool:
    """Whether every found word of the phrase was named, and only with names that earn full marks."""
    found = counts.marked & phrase.core
    named = 0
    for words, technique in counts.named:
        if words & found and phrase.credits.get(technique) != 1:
            return False
        named |= words
    return bool(found) and found & named == found


def _marked(key: MarkKey, counts: Tally) -> str:
    """The second half: "24 of your 30 words are in key phrases."; neutral words are not among them."""
    marked = counts.marked.bit_count()
    hits = (counts.marked & key.wanted).bit_count()
    char = key.unit == "char"
    if not marked:
        return _("what you marked costs and earns nothing.") if key.phrases else _("Your marks cost nothing.")
    if not key.phrases and char:
        return plural("You marked {n} character.", "You marked {n} characters.", marked).format(n=marked)
    if not key.phrases:
        return plural("You marked {n} word.", "You marked {n} words.", marked).format(n=marked)
    if marked == 1 and char:
        return (
            _("your 1 character is in a key phrase.") if hits else _("your 1 character is in no key phrase.")
        )
    if marked == 1:
        return _("your 1 word is in a key phrase.") if hits else _("your 1 word is in no key phrase.")
    if char:
        words = plural(
            "{hits} of your {n} characters is in a key phrase.",
            "{hits} of your {n} characters are in key phrases.",
            hits,
        )
    else:
        words = plural(
            "{hits} of your {n} words is in a key phrase.",
            "{hits} of your {n} words are in key phrases.",
            hits,
        )
    return words.format(hits=hits, n=marked)


def _outside(key: MarkKey, answer: MarkAnswer) -> list[str]:
    """What to say of marks that lie outside the scope."""
    table = key.units.table
    outside = sum(1 for mark in answer.marks if not table.between(mark.span.start, mark.span.end))
    if not outside:
        return []
    text = plural(
        "{n} mark lies outside the paragraphs asked about and does not count.",
        "{n} marks lie outside the paragraphs asked about and do not count.",
        outside,
    )
    return [text.format(n=outside)]
