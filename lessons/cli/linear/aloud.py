"""The article in lines: one sentence a line, with the number it is addressed by."""

from collections.abc import Iterable

from lessons.cli.linear.addresses import Addresses, block_name
from lessons.cli.linear.naming import ended
from lessons.i18n import _
from lessons.model.article import Article, Block
from lessons.model.span import Span
from lessons.text import visible


def masthead(article: Article, *, second: bool = False) -> list[str]:
    """What the page says of itself; what it does not say is left out, as on the page."""
    head = article.masthead
    form = _("Second text: {title}") if second else _("Text: {title}")
    lines = [form.format(title=ended(visible(head.title)))]
    for form, value in (
        (_("Published by {value}."), head.outlet),
        (_("Byline: {value}."), head.byline),
        (_("Date: {value}."), head.published),
    ):
        if value:
            lines.append(form.format(value=visible(value)))
    if head.rendition:
        follows = visible(head.follows) if head.follows else ""
        lines.append(
            _("Written for teaching; it follows {work}.").format(work=follows)
            if follows
            else _("Written for teaching.")
        )
    if head.rights:
        lines.append(_("Rights: {value}.").format(value=visible(head.rights)))
    return lines


def block_lines(addresses: Addresses, blocks: Iterable[Block]) -> list[str]:
    """Each sentence on a line: ``2.3: The words.``; headings and page furniture say what they are."""
    lines = []
    for block in blocks:
        sentences = addresses.sentences(block.span)
        for number, sentence in enumerate(sentences, 1):
            words = addresses.article.text[slice(*sentence)]
            address = (
                f"{block.label}.{number}" if len(sentences) > 1 or block.role == "paragraph" else block.label
            )
            name = "" if block.role == "paragraph" else f" ({block_name(block).rpartition(' ')[0]})"
            lines.append(f"{address}{name}: {visible(words)}")
    return lines


def word_lines(addresses: Addresses, span: Span) -> list[str]:
    """The words of each sentence that the span touches, each with its number in the sentence."""
    lines = []
    for sentence in addresses.sentences(span):
        words = addresses.words(sentence)
        if not words:
            continue
        block, number, _word = addresses.address(words[0]).split(".")
        told = ", ".join(
            f"{count} {addresses.article.text[slice(*word)]}" for count, word in enumerate(words, 1)
        )
        lines.append(_("{address}, words: {words}.").format(address=f"{block}.{number}", words=visible(told)))
    return lines or [_("There are no words here.")]
