"""Small words that decide how typed answers are compared, per language of the article."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lessons.text import primary_language


@dataclass(frozen=True, slots=True)
class Language:
    """Lower-case words of one language."""

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

_ARTICLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _words("the a an"),
        "de": _words(
            "der die das den dem des ein eine einen einem einer eines am im zum zur vom beim ins ans"
        ),
        "nl": _words("de het een der des den 't 'n"),
        "da": _words("en et den det de"),
        "nb": _words("en ei et den det de"),
        "nn": _words("ein ei eit den det dei"),
        "no": _words("en ei et den det de"),
        "sv": _words("en ett den det de"),
        "is": frozenset(),
        "fr": _words("le la les l un une des du au aux"),
        "es": _words("el la los las lo un una unos unas al del"),
        "ca": _words("el la els les l un una uns unes al als del dels"),
        "gl": _words("o a os as un unha uns unhas ao aos do dos da das"),
        "it": _words(
            "il lo la i gli le l un uno una del dello della dei degli delle al allo alla ai agli alle "
            "dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle"
        ),
        "pt": _words("o a os as um uma uns umas ao aos do dos da das no nos na nas"),
        "ro": _words("un o unei unui ni\u0219te"),
        "el": _words("ο η το οι τα του της των τον την τη τους τις ένας μια ένα έναν"),
        "hu": _words("a az egy"),
        "eu": frozenset(),
        "eo": _words("la"),
        **dict.fromkeys(_words("ar he fa ur hi bn pa ta te ml mr ne zh ja ko th vi id ms sw"), frozenset()),
        **dict.fromkeys(
            _words("ru uk be pl cs sk sl hr sr bs bg mk lt lv et fi tr az kk uz ka hy"), frozenset()
        ),
    }
)
"""Articles, and prepositions that have swallowed one; empty where a language has none, or none that is a word."""

_LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language(
            _words("not no never without cannot nor neither nobody nothing none nowhere hardly ain't aint")
            | {verb + ending for verb in _SHORTENED for ending in ("'t", "t")},
            ("un", "in", "im", "il", "ir", "non", "dis", "anti", "mis"),
            _words(
                "one two three four five six seven eight nine ten eleven twelve "
                "dozen hundred thousand million billion trillion"
            ),
        ),
        "de": Language(
            _words("nicht kein keine keinen keinem keiner keines nie niemals ohne niemand nichts weder"),
            ("un", "in", "im", "il", "ir", "non", "dis", "anti", "miss"),
            _words(
                "eins zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf "
                "dutzend hundert tausend million millionen milliarde milliarden mio mrd"
            ),
        ),
        "fr": Language(
            _words("ne pas non jamais sans ni rien personne aucun aucune"),
            ("in", "im", "il", "ir", "non", "dis", "anti", "mal", "d\u00e9", "m\u00e9"),
            _words(
                "deux trois quatre cinq six sept huit neuf dix onze douze "
                "douzaine cent mille million millions milliard milliards"
            ),
        ),
        "es": Language(
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


def articles_of(tag: str) -> frozenset[str] | None:
    """The articles of a language, in lower case; ``None`` for a language that is not listed."""
    return _ARTICLES.get(primary_language(tag))


_GROUP_MARKS = {
    **dict.fromkeys(("en", "zh", "ja", "ko", "th", "he", "hi", "bn", "ur", "ms"), ","),
    **dict.fromkeys(("de", "es", "it", "pt", "nl", "da", "tr", "id", "el", "ro", "hr", "sr", "sl"), "."),
}


def group_mark(tag: str) -> str:
    """The mark that groups the digits of large numbers in a language; empty where it is not known, or a space."""
    return _GROUP_MARKS.get(primary_language(tag), "")
