"""All searches over one article."""

from itertools import groupby

from lessons.author.suggesting import page, sourcing, wording
from lessons.author.suggesting.candidate import Candidate
from lessons.author.suggesting.sentence import sentences
from lessons.model.article import Article
from lessons.model.glossary import Glossary
from lessons.text import primary_language


def knows(article: Article) -> bool:
    """Whether the word lists speak the article's language: they are English."""
    return primary_language(article.masthead.language) == "en"


def suggest(article: Article, glossary: Glossary) -> tuple[Candidate, ...]:
    """The candidates of an article in reading order; empty for a language other than English.

    The same words come up twice only as two sorts of candidate.
    """
    if not knows(article):
        return ()
    found: list[Candidate] = []
    for sentence in sentences(article, "paragraph"):
        found += wording.loaded(sentence)
        found += wording.examples(sentence, glossary)
        found += sourcing.verbs(sentence)
        found += sourcing.passives(sentence)
        found += sourcing.anonymous(sentence)
        found += page.scare_quotes(sentence)
    for sentence in sentences(article, "heading"):
        found += wording.loaded(sentence)
    for _, paragraph in groupby(sentences(article, "paragraph"), key=lambda sentence: sentence.block.label):
        found += sourcing.unsourced(list(paragraph))
    once = {(one.sort, one.span, one.technique): one for one in found}
    return tuple(sorted(once.values(), key=lambda one: (one.span.start, one.span.end, one.sort)))
