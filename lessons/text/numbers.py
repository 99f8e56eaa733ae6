"""Numbers by value: in any digits, with any group separators and decimal mark that a country uses.

A number is written anew in one form: ASCII digits, no groups, a point before decimals, no idle zeros; its unit
(percent, a currency, a measure) follows as a word of its own. Number words (*twelve*, *million*) stay words.

``1.234`` and ``1,234`` have two readings, so a text can be read in two ways: with the point or with the comma as
the decimal mark. Three zeros after a mark (``140.000``) are always a group. Clock times, dates, versions and
whatever else is no number stay as they are.
"""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

_SIGNS = str.maketrans({"\u2044": "/", "\u2215": "/", "\u066c": "'", "\u066a": "%"})
"""Fraction slashes, the Arabic thousands separator, the Arabic percent sign."""
_ARABIC_MARK = "\u066b"
"""The Arabic decimal separator: never anything else. A point in mid-height is read as the same."""
_SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_RUN = re.compile(
    rf"([+-]?)((?<![^\W_])[.,{_ARABIC_MARK}]?[0-9](?:[0-9.,'/{_ARABIC_MARK}]|\ (?=[0-9])|(?<=[0-9])e[+-]?(?=[0-9]))*)"
)
_MARK = rf"[.,{_ARABIC_MARK}]"
_PLAIN = re.compile(rf"([0-9]*)(?:({_MARK})([0-9]+))?")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<sep>[.,' ])[0-9]{3}(?:(?P=sep)[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})"
    rf"(?:(?P<mark>{_MARK})(?P<rest>[0-9]+))?"
)
_FRACTION = re.compile(r"(?:([0-9]{1,9}) )?([0-9]{1,9})/([0-9]{1,9})")
_POWER = re.compile(r"([0-9]+(?:[.,][0-9]+)?)e([+-]?[0-9]{1,2})")
_SHORT = 40
"""Digits up to which a number is worked out as a number; longer ones are compared digit by digit."""

_UNITS = {
    **dict.fromkeys(("%", "percent", "pct", "prozent", "pourcent", "procent", "procento", "procenta"), "%"),
    **dict.fromkeys(("\u20ac", "eur", "euro", "euros"), "\u20ac"),
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "dolar", "dolares"), "$"),
    **dict.fromkeys(("\u00a3", "gbp", "pound", "pounds"), "\u00a3"),
    **dict.fromkeys(("\u00a5", "jpy", "yen"), "\u00a5"),
    **dict.fromkeys(("\u20b9", "inr", "rupee", "rupees"), "\u20b9"),
    **{
        name: name for name in ("\u2030", "\u00b0", "\u00b0c", "\u00b0f", "chf", "km", "cm", "mm", "kg", "ha")
    },
}
"""One name per unit. Letters that also stand for thousands or millions (k, m) are not among them."""
_UNIT_NAMES = frozenset(_UNITS.values())
_PER_CENT = re.compile(r"(?<=[0-9] )(?:per cent|pour cent|por ciento|por cento|per cento)\b")
_CURRENCY = "$\u00a2-\u00a5\u20a0-\u20cf"


def split_numbers(text: str) -> str:
    """The text with what compatibility forms would glue to a number kept apart.

    For before NFKC, which makes 21/2 of two and a half, and 103 of ten to the power of three.
    """
    if text.isascii():
        return text
    text = re.sub(rf"(?<=\d)(?=[{_SUPERSCRIPT}])", "^", text)
    return re.sub(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])", " ", text)


def plain_numbers(text: str, *, comma: bool) -> str:
    """The text, folded and in lower case, with every number and its unit in their one form.

    ``comma`` says which mark is the decimal one where both readings are possible.
    """
    if not any(character.isdigit() for character in text):
        return text
    text = "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c
        for c in text.translate(_SIGNS)
    )
    text = re.sub(r"(?<=[0-9])\u00b7(?=[0-9])", _ARABIC_MARK, text)
    text = re.sub(r"\bus\$", "$", text)
    text = re.sub(rf"([+-]) ?([{_CURRENCY}]) ?(?=[0-9])", r"\2 \1", text)
    text = re.sub(rf"([{_CURRENCY}%\u2030\u00b0])(?![cf]\b)", r" \1 ", text)
    text = _RUN.sub(lambda match: _read_run(match, comma), text)
    return _units_behind(_PER_CENT.sub("%", " ".join(text.split())))


def is_number(word: str) -> bool:
    """Whether a word of such a text is a number."""
    return bool(re.fullmatch(r"-?[0-9]+(?:[./][0-9]+)?", word))


def units_of_numbers(words: Sequence[str]) -> frozenset[int]:
    """Which of the words of such a text are units of the numbers before them."""
    return frozenset(
        at for at, word in enumerate(words) if at and word in _UNIT_NAMES and is_number(words[at - 1])
    )


def _read_run(match: re.Match[str], comma: bool) -> str:
    """Digits with signs between them, read as one number or several."""
    sign, run = match.groups()
    before = match.string[match.start() - 1] if match.start() else " "
    body = run.rstrip(f".,'/ {_ARABIC_MARK}")
    tail = run[len(body) :]
    if not body or before in "/:^":
        return match[0]
    if sign and (before.isspace() or before in "(\"'"):
        sign = "-" if sign == "-" else ""  # elsewhere it is a hyphen: of a range, of a name
    pieces = body.split(" ")
    words: list[str] = []
    while pieces:
        taken, word = _read_number(pieces, comma)
        words.append(word)
        del pieces[:taken]
    read = sign + " ".join(words)
    glued = not tail and match.string[match.end() : match.end() + 1].isalpha()
    return f"{'0' if read == '-0' else read}{' ' if glued else tail}"


def _read_number(pieces: list[str], comma: bool) -> tuple[int, str]:
    """How many pieces make the next number, and its one form; a piece that is no number stays as it is."""
    groups = 1
    if re.fullmatch(r"[1-9][0-9]{0,2}", pieces[0]):
        while groups < len(pieces) and re.fullmatch(r"[0-9]{3}", pieces[groups]):
            groups += 1
        if groups < len(pieces) and re.fullmatch(rf"[0-9]{{3}}{_MARK}[0-9]+", pieces[groups]):
            groups += 1
    if groups == 1 and len(pieces) > 1 and pieces[0].isdigit() and _FRACTION.fullmatch(pieces[1]):
        mixed = _value(f"{pieces[0]} {pieces[1]}", comma)
        if mixed is not None:
            return 2, mixed
    return groups, _value(" ".join(pieces[:groups]), comma) or " ".join(pieces[:groups])


def _value(written: str, comma: bool) -> str | None:
    """The one form of a number; ``None`` for what is none."""
    if match := _FRACTION.fullmatch(written):
        whole, upper, lower = (int(group or 0) for group in match.groups())
        return _exact(whole + Fraction(upper, lower)) if lower else None
    if (match := _POWER.fullmatch(written)) and len(match[1]) <= _SHORT:
        return _exact(Fraction(match[1].replace(",", ".")) * Fraction(10) ** int(match[2]))
    grouped, plain = _GROUPED.fullmatch(written), _PLAIN.fullmatch(written)
    if grouped and grouped["mark"] and grouped["mark"] == (grouped["sep"] or ","):
        grouped = None
    if grouped and plain and plain[2] and plain[3] != "000" and (plain[2] == ",") == comma:
        grouped = None  # 1.234 and 1,234: both are possible
    if grouped:
        return _decimal(re.sub(r"[^0-9]", "", grouped["whole"]), grouped["rest"] or "")
    if plain and written and not re.fullmatch("00+", written):  # a part of a code or a time, not nothing
        return _decimal(plain[1], plain[3] or "")
    return None


def _decimal(whole: str, rest: str) -> str:
    whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _exact(value: Fraction) -> str:
    """As decimals where they end, else as a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(value)
    places = len(str(value.denominator)) * 4
    digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
    return _decimal(digits[:-places], digits[-places:])


def _units_behind(text: str) -> str:
    """The text with each number's unit right behind it, in its one name."""
    words: list[str] = []
    ahead = ""
    for word in text.split():
        unit = _UNITS.get(word, "")
        if is_number(word):
            words += [word, _UNITS[ahead]] if ahead else [word]
            ahead = ""
            continue
        if ahead:
            words.append(ahead)
            ahead = ""
        if unit and words and is_number(words[-1]):
            words.append(unit)
        elif unit and not unit.isalnum() and (word == unit or len(word) == 3):  # "%5", "$5", "EUR 5"
            ahead = word
        else:
            words.append(word)
    return " ".join([*words, ahead] if ahead else words)
