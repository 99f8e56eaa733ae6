"""The codes of faults in the key or the fields of an exercise, each with what it means; K6 is for marks and labels."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        # any kind with rows, options or items
        "K700": "the key has an id that the exercise does not have",
        "K701": "the key has no answer for a row, option, item, fact or column",
        "K702": "the key accepts, or comments on, an answer that cannot be given",
        "K703": "every option is accepted, so nothing is asked",
        "K704": "a text for a wrong answer stands at an answer that is accepted (warning)",
        "K705": "a row is both a text and a quotation",
        "K706": "a row is neither a text nor a quotation",
        "K707": "a row quotes the second article of a lesson that has none",
        "K708": "two options read the same (warning)",
        "K709": "items without a why (advice)",
        "K710": "one and the same answer everywhere scores too much (warning)",
        "K711": "each option is used once and none is left over (advice)",
        # picking several: choice, omission, compare
        "K720": "nothing is right to pick",
        "K721": "nothing is wrong to pick, so picking everything would score 1",
        "K722": "fewer wrong than right options (warning)",
        # choice
        "K723": "pick: one, and the best credit is not 1",
        "K724": "pick: one, and every option has credit 1",
        "K725": "pick: one, and an option is debatable",
        "K726": "pick: several, and a credit is neither 0 nor 1",
        "K727": "an option is debatable and has a credit",
        # omission
        "K730": "a claim has the id of a class",
        "K731": "every class is accepted for a fact",
        "K732": "a fact has a claim, but the exercise asks for none",
        "K733": "a fact matters, but no claim is given that it changes",
        "K734": "a fact that does not matter has a claim",
        "K735": "every claim is accepted for a fact (warning)",
        "K736": "known is not a day written YYYY-MM-DD",
        # order
        "K740": "an item stands twice in the order",
        "K741": "feedback for an item that does not exist",
        "K742": "any order is right",
        "K743": "the items are shown almost in the right order",
        # scale
        "K750": "the scale has too many steps",
        "K751": "a range starts with its higher end",
        "K752": "a step of the key is not on the scale",
        "K753": "guessing scores more than half (warning)",
        "K754": "every step is right",
        # short
        "K760": "a star alone, which would accept everything",
        "K761": "a wording without a letter or digit",
        "K762": "a star inside a word",
        "K763": "no wording has credit 1",
        "K764": "a wording is accepted by one line and rejected, or worth less, by another",
        # rewrite
        "K770": "no sentence to rewrite",
        "K771": "the sentence to rewrite is of the second article",
        "K772": "impossible bounds of length",
        "K773": "a star anywhere but at the end of a word",
        "K774": "a phrase without a letter or digit",
        "K775": "a phrase to remove is not in the original",
        "K776": "a phrase to avoid is in the original (warning)",
        "K777": "the model answer does not score 1",
        # compare
        "K780": "compare in a lesson without a second article",
        "K781": "mode: mark with rows in lesson.yaml",
        "K782": "mode: sort or pick without rows in lesson.yaml",
        "K783": "a field of the key belongs to another mode",
        "K784": "the key lacks the field of its mode",
    }
)
