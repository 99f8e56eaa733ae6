"""Exercises to begin with: a stub of an exercise with its answer that can be played at once.

About the example article a stub is a small, true exercise. About any other article its quotations anchor there and
everything else says what is to be written in its place.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from lessons.author.quotable import (
    Quotable,
    paragraphs,
    roomy,
    sentences,
    striking,
    words_in_paragraphs,
)
from lessons.author.templates import Filling, example, fill, template, text_of
from lessons.kinds.phrases import loose_words
from lessons.kinds.registry import KINDS, beginnings
from lessons.kinds.wording import quoted
from lessons.model.article import Article
from lessons.model.glossary import Glossary

FEWEST_WORDS = 20
"""Fewest words in the paragraphs of an article to take quotations from."""
_NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def with_every_strand(kinds: Sequence[str]) -> tuple[str, ...]:
    """The kinds, each once, and the first kind of each strand that none of them trains."""
    chosen = dict.fromkeys(kinds)
    for kind in KINDS.values():
        if kind.example.strand not in {KINDS[name].example.strand for name in chosen}:
            chosen[kind.name] = None
    return tuple(chosen)


def stub(wish: str, article: Article | None, glossary: Glossary) -> str:
    """An exercise with its answer, as ``beginnings`` names it; about the example article where none is given."""
    text = text_of(wish)
    values = example(wish) if article is None else _chosen(beginnings()[wish][0].name, article, text)
    if "|words" in text:
        values = _told_apart(values)
    return fill(text, {**values, **_techniques(text, values, glossary)})


def _told_apart(values: dict[str, Filling]) -> dict[str, Filling]:
    """The gaps without quotations whose words stand in an earlier one: they are named by their words."""
    words: set[str] = set()
    kept: dict[str, Filling] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            if value["quote"] in words:
                continue
            words.add(value["quote"])
        kept[name] = value
    return kept


def notes(article: Article | None, glossary: Glossary) -> str:
    """The notes at the end of a lesson."""
    if article is None:
        values = example("end")
    else:
        first = next(striking(article, roomy(article)))
        values = {"quote1": first.anchor, **_anchors(list(islice(sentences(article), 1)), 2)}
        values.setdefault("quote2", first.anchor)
    text = template("notes.yaml")
    return fill(text, {**values, **_techniques(text, values, glossary)})


def long_enough(article: Article) -> bool:
    """Whether there is enough in the article to take quotations from."""
    return words_in_paragraphs(article) >= FEWEST_WORDS


def _chosen(kind: str, article: Article, asked: str) -> dict[str, Filling]:
    """The gaps of a template, filled from the teacher's own article."""
    match KINDS[kind].example.from_article:
        case "wording":
            return _wording(article, asked)
        case "source":
            return _source(article)
        case "count":
            return _count(article)
        case "rewording":
            return _rewording(article)
        case "sentences":
            return _anchors(list(islice(sentences(article, asked), 3)), 1)


def _anchors(quotations: Sequence[Quotable], first: int) -> dict[str, Filling]:
    return {f"quote{number}": one.anchor for number, one in enumerate(quotations, first)}


def _wording(article: Article, asked: str) -> dict[str, Filling]:
    block = roomy(article)
    quotations = list(islice(striking(article, block, asked), 2))
    if block is None or len(quotations) < 2 or any(one.counted for one in quotations):
        block, quotations = (
            None,
            list(islice(striking(article, None, asked), 2)) or [next(striking(article, None))],
        )
    values: dict[str, Filling] = {
        "quote1": quotations[0].anchor,
        "prompt": "Mark the words that carry the **writer's** attitude.",
    }
    if block is not None:
        values["where"] = [block.label]
    if len(quotations) > 1:
        values["quote3"] = quotations[1].anchor
    return values


def _source(article: Article) -> dict[str, Filling]:
    first = next(sentences(article), None)
    if first is None:
        return {}
    label = article.block_at(first.span.start).label
    return {
        "where": [label],
        "prompt": f"Who stands behind these words: {quoted(first.words, article.masthead.language)}?",
    }


def _count(article: Article) -> dict[str, Filling]:
    count = len(paragraphs(article))
    right = [str(count), *_NUMBERS[count : count + 1]]
    return {"accept": right, "reject": str(count + 1)}


def _rewording(article: Article) -> dict[str, Filling]:
    """A sentence without its longest word, which occurs in it once; nothing when there is no such sentence."""
    for sentence in sentences(article):
        start, end = sentence.span
        words = [article.text[a:b] for a, b in (article.words[i] for i in article.words.between(start, end))]
        forms = loose_words(sentence.words)
        if len(words) < 6 or len(forms) != len(words):
            continue
        index = max(range(len(words)), key=lambda index: len(words[index]))
        kept = max((word for at, word in enumerate(words) if at != index), key=len)
        rest = " ".join(word for at, word in enumerate(words) if at != index)
        alone = loose_words(words[index]) == (forms[index],) and loose_words(article.text[start:end]) == forms
        without = (*forms[:index], *forms[index + 1 :])
        if alone and forms.count(forms[index]) == 1 and loose_words(rest) == without:
            return {
                "quote1": sentence.anchor,
                "remove1": words[index],
                "keep": [kept],
                "model": rest,
                "say": "what the sentence is about",
            }
    return {}


def _techniques(text: str, values: dict[str, Filling], glossary: Glossary) -> dict[str, Filling]:
    """Techniques of the glossary for the gaps of a text: those of the example where the glossary has them all."""
    ids = {technique.id for technique in glossary.techniques}
    named = [
        value for name, value in values.items() if name.startswith("technique") and isinstance(value, str)
    ]
    listed = values.get("techniques", [])
    several = "{{techniques" in text
    if "{{technique1" in text and not several:
        first = "loaded-language" if "loaded-language" in ids else glossary.techniques[0].id
        chosen: dict[str, Filling] = {"technique1": first}
        if "technique2" in values and values["technique2"] not in ids:
            chosen["technique2"] = first
        return chosen
    if not several or (named and isinstance(listed, list) and ids.issuperset([*named, *listed])):
        return {}
    return _from_several_families(glossary)


def _from_several_families(glossary: Glossary) -> dict[str, Filling]:
    """Up to four techniques to choose from, of different families where there are such."""
    by_family = {technique.family: technique.id for technique in reversed(glossary.techniques)}
    first = [by_family[family] for family in dict.fromkeys(one.family for one in glossary.techniques)]
    others = [technique.id for technique in glossary.techniques if technique.id not in first]
    chosen = [*first, *others][:4]
    values: dict[str, Filling] = {f"technique{number}": id for number, id in enumerate(chosen[:3], 1)}
    values["technique3"] = chosen[2] if len(chosen) > 2 else chosen[0]
    values["techniques"] = list(chosen)
    if len({glossary.family_of(id) for id in chosen}) < len(chosen):
        values["family"] = "0"
    return values
