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

_SMALL: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _words(
            "of to in on at by for from with about after before between into over under during since until against "
            "is are was were be been has have had will would can could may might must should do does did "
            "it he she they we i you his her their its this these those who which that what when where "
            "but because if as than not there said says"
        ),
        "de": _words(
            "von zu in im an am auf aus bei mit nach seit vor f\u00fcr gegen durch um \u00fcber unter zwischen zum zur "
            "ist sind war waren sein wird werden wurde wurden hat haben hatte kann k\u00f6nnen soll muss "
            "er sie es wir ich sich seine ihre dieser diese dieses dass weil wenn als aber nicht wie was sagte sagt"
        ),
        "fr": _words(
            "de \u00e0 en dans sur par pour avec sans sous apr\u00e8s avant entre contre depuis du au aux "
            "est sont \u00e9tait \u00e9taient sera a ont avait peut doit il elle ils elles on se son sa ses leur "
            "ce cette ces qui que quand mais parce si comme ne pas dit"
        ),
        "es": _words(
            "de a en por para con sin sobre entre contra desde hasta tras seg\u00fan al del "
            "es son era eran fue fueron ser\u00e1 est\u00e1 ha han hab\u00eda puede debe \u00e9l ella ellos se su sus "
            "este esta estos que quien cuando pero porque si como no dijo dice"
        ),
    }
)
"""Words that hold sentences together and lists do without; articles do so too, *and* does not."""


def small_words_of(tag: str) -> frozenset[str] | None:
    """The words that hold the sentences of a language together; ``None`` for a language that is not listed."""
    words = _SMALL.get(primary_language(tag))
    return words and words | (articles_of(tag) or frozenset())


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
