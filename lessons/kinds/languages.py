"""Small words that decide how typed answers are compared, per language of the article."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lessons.text import primary_language


@dataclass(frozen=True, slots=True)
class Language:
    """Lower-case words of one language."""

    articles: frozenset[str]
    """May be left out at the beginning of an answer."""
    negators: frozenset[str]
    """Turn a phrase into its opposite."""
    prefixes: tuple[str, ...]
    """Turn a word into its opposite."""
    numerals: frozenset[str]
    """Small numbers from one on, and large units, as words: ``check`` looks for them in keys."""


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_SHORTENED = _words(
    "don doesn didn isn aren wasn weren hasn haven hadn won wouldn can couldn shouldn mustn needn"
)
"""English verbs before ``n't``; students type it with and without the apostrophe."""

_LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language(
            _words("the a an"),
            _words("not no never without cannot nor neither nobody nothing none nowhere hardly ain't aint")
            | {verb + ending for verb in _SHORTENED for ending in ("'t", "t")},
            ("un", "in", "im", "il", "ir", "non", "dis", "anti", "mis"),
            _words(
                "one two three four five six seven eight nine ten eleven twelve "
                "dozen hundred thousand million billion trillion"
            ),
        ),
        "de": Language(
            _words("der die das den dem des ein eine einen einem einer eines"),
            _words("nicht kein keine keinen keinem keiner keines nie niemals ohne niemand nichts weder"),
            ("un", "in", "im", "il", "ir", "non", "dis", "anti", "miss"),
            _words(
                "eins zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf "
                "dutzend hundert tausend million millionen milliarde milliarden mio mrd"
            ),
        ),
        "fr": Language(
            _words("le la les un une des"),
            _words("ne pas non jamais sans ni rien personne aucun aucune"),
            ("in", "im", "il", "ir", "non", "dis", "anti", "mal", "d\u00e9", "m\u00e9"),
            _words(
                "deux trois quatre cinq six sept huit neuf dix onze douze "
                "douzaine cent mille million millions milliard milliards"
            ),
        ),
        "es": Language(
            _words("el la los las un una unos unas"),
            _words("no nunca sin ni nada nadie ninguno ninguna tampoco"),
            ("in", "im", "ir", "des", "dis", "anti"),
            _words(
                "dos tres cuatro cinco seis siete ocho nueve diez once doce "
                "docena cien mil mill\u00f3n millones"
            ),
        ),
    }
)


def language_of(tag: str) -> Language:
    """The language of a tag such as ``"en-GB"``; English for one that is not listed."""
    return _LANGUAGES.get(primary_language(tag), _LANGUAGES["en"])


_GROUP_MARKS = {
    **dict.fromkeys(("en", "zh", "ja", "ko", "th", "he", "hi", "bn", "ur", "ms"), ","),
    **dict.fromkeys(("de", "es", "it", "pt", "nl", "da", "tr", "id", "el", "ro", "hr", "sr", "sl"), "."),
}


def group_mark(tag: str) -> str:
    """The mark that groups the digits of large numbers in a language; empty where it is not known, or a space."""
    return _GROUP_MARKS.get(primary_language(tag), "")
