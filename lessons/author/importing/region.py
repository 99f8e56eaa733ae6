"""Which blocks of a page are the article: the story, the furniture that stands in it, and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.author.importing.flow import FIND, colour_of
from lessons.author.importing.furniture import ends_a_sentence, kind_of
from lessons.author.importing.labelled import MOST_QUOTES, Labelled, LabelledQuote, Loss, shown
from lessons.author.importing.masthead import page_says
from lessons.author.importing.pieces import Draft, DraftBlock, LeftOutWords, has_words, one_line
from lessons.author.importing.web_page import PageBlock, WebPage, read_page
from lessons.text.spans import Span

PROSE = 12
"""Fewest words of a block that counts as running text."""
_OUT = {
    "menu": "a menu",
    "form": "a form or a button",
    "notice": "a notice over the page",
    "comments": "readers' comments",
}
_OTHER = {
    "hidden": "not shown by a browser",
    "picture": "stands in the page's code for a picture",
    "field": "stands in a field or on a button",
    "signs": "signs without words",
    "outside": "outside the article",
}


@dataclass(frozen=True)
class _Judged:
    zones: list[str]
    """The zone of each place in ``page.around``; empty where it is the story's."""
    inside: list[bool]
    """Whether each place lies in the article."""
    first: int
    last: int
    """The article's blocks lie between these, both included."""


def draft_of_page(html: str) -> Draft:
    """An HTML page as a draft. Never raises."""
    page = read_page(html)
    judged = _judge(page)
    draft = Draft(says=page_says(page))
    kept: list[PageBlock] = []
    heads = _heads(page, judged)
    for index, block in enumerate(page.blocks):
        why = "" if index == heads else _left_out(block, index, judged)
        if why:
            draft.left_out.append(LeftOutWords(block.text, why))
        else:
            draft.pieces.append(_piece(block, judged))
            kept.append(block)
    if not draft.pieces:
        kept = _keep_everything(page, draft)
    draft.labelled = _marked(page, kept)
    return draft


def everything_of(html: str) -> Draft:
    """All that is visible in a page, without judging what is the story. Never raises."""
    draft = Draft()
    _keep_everything(read_page(html), draft)
    draft.notes.clear()
    return draft


def _marked(page: WebPage, kept: Sequence[PageBlock]) -> Labelled | None:
    """The words in ``<mark>``; ``None`` for a page without any."""
    if not any(block.marks for block in page.blocks):
        return None
    texts: list[str] = []
    quotes: list[LabelledQuote] = []
    losses: list[Loss] = []
    length = number = 0
    inside = {id(block) for block in kept}
    for block in page.blocks:
        text = block.raw or block.text
        for start, end, mark in block.marks:
            number += 1
            source = f"mark {number}, on {shown(text[start:end])}"
            if id(block) not in inside:
                losses.append(Loss(source, "it does not stand in the article"))
            elif text[start:end].strip():
                if mark.cut:
                    told = "it goes over several paragraphs; only the words in the first are taken"
                    losses.append(Loss(source, told))
                label = "" if mark.says and colour_of(mark.says) == FIND else colour_of(mark.says) or FIND
                span = Span(length + start, length + end)
                quotes.append(LabelledQuote(span, label, "" if label else mark.says, source))
            else:
                losses.append(Loss(source, "a mark on no words is not taken"))
        if id(block) in inside:
            texts.append(text)
            length += len(text) + 2
    if page.marks > MOST_QUOTES:
        losses.append(Loss("the page", f"{page.marks - MOST_QUOTES} marks more are not read"))
    return Labelled("\n\n".join(texts), tuple(quotes), tuple(losses))


def _keep_everything(page: WebPage, draft: Draft) -> list[PageBlock]:
    """A page whose article cannot be made out: everything visible is kept; the blocks that are."""
    draft.left_out = []
    kept: list[PageBlock] = []
    for block in page.blocks:
        if block.hidden or block.tag in ("img", "input"):
            draft.left_out.append(LeftOutWords(block.text, _OTHER["hidden"]))
        else:
            draft.pieces.append(_shaped(block))
            kept.append(block)
    draft.notes.append("No article could be told apart from its page; everything visible is kept.")
    return kept


def _judge(page: WebPage) -> _Judged:
    prose = [_is_prose(block) for block in page.blocks]
    words = _words_by_place(page, prose)
    zones = _zones(page, words)
    weighed = [
        flag and zones[block.around] not in _OUT for flag, block in zip(prose, page.blocks, strict=True)
    ]
    inside = _inside(page, _words_by_place(page, weighed))
    story = [
        index
        for index, block in enumerate(page.blocks)
        if weighed[index] and inside[block.around] and not zones[block.around]
    ]
    first, last = (min(story), max(story)) if story else (0, len(page.blocks) - 1)
    whole = all(inside)  # the page does not say where its article is
    if whole:
        headings = [
            i for i, block in enumerate(page.blocks[:first]) if block.tag == "h1" and not block.hidden
        ]
        first = headings[-1] if headings else first
    else:
        first, last = 0, len(page.blocks) - 1
    return _Judged(zones, inside, first, last)


def _is_prose(block: PageBlock) -> bool:
    enough = len(block.text.split()) >= PROSE or (len(block.text) > 60 and ends_a_sentence(block.text))
    return (
        enough
        and not block.hidden
        and block.linked * 2 < len(block.text)
        and block.tag not in ("img", "input")
    )


def _words_by_place(page: WebPage, counted: Sequence[bool]) -> list[int]:
    """Words of the counted blocks in each place, with those of the places within it."""
    words = [0] * len(page.around)
    for block, flag in zip(page.blocks, counted, strict=True):
        if flag:
            words[block.around] += len(block.text.split())
    for place in range(len(words) - 1, 0, -1):
        words[page.around[place].parent] += words[place]
    return words


def _zones(page: WebPage, words: Sequence[int]) -> list[str]:
    """The zone of each place. A zone that holds half of the page's text is not what its name says."""
    zones = [""]
    for place in range(1, len(page.around)):
        around = page.around[place]
        above = zones[around.parent]
        large = words[place] * 2 > words[0]
        own = "" if around.kind == "region" or large else around.kind
        if around.kind == "region" and not around.sure:
            own = ""
        zones.append(above if above in _OUT or not own else own)
    return zones


def _inside(page: WebPage, words: Sequence[int]) -> list[bool]:
    """Whether each place lies in the innermost region that holds most of the text; all true without one."""
    regions = [place for place, around in enumerate(page.around) if around.kind == "region" and words[place]]
    if not regions:
        return [True] * len(page.around)
    most = max(words[place] for place in regions)
    if most * 2 < words[0]:
        return [True] * len(page.around)
    chosen = max(place for place in regions if words[place] * 10 >= most * 7)
    inside = [False] * len(page.around)
    for place in range(1, len(page.around)):
        inside[place] = place == chosen or inside[page.around[place].parent]
    return inside


def _heads(page: WebPage, judged: _Judged) -> int:
    """The headline that stands before the article's element instead of in it; -1 when there is none."""
    shown = [i for i, block in enumerate(page.blocks) if block.tag == "h1" and not block.hidden]
    kept = [i for i in shown if not _left_out(page.blocks[i], i, judged)]
    starts = next((i for i, block in enumerate(page.blocks) if judged.inside[block.around]), 0)
    before = [i for i in shown if i < starts and judged.zones[page.blocks[i].around] not in _OUT]
    return before[-1] if before and not kept else -1


def _left_out(block: PageBlock, index: int, judged: _Judged) -> str:
    """Why the block does not go into the article; empty when it does."""
    zone = judged.zones[block.around]
    if block.hidden:
        return _OTHER["hidden"]
    if block.tag in ("img", "input"):
        return _OTHER["picture" if block.tag == "img" else "field"]
    if not has_words(block.text):
        return _OTHER["signs"]
    if zone in _OUT:
        return _OUT[zone]
    if not judged.inside[block.around] or not judged.first <= index <= judged.last:
        return _OTHER["outside"]
    return ""


def _piece(block: PageBlock, judged: _Judged) -> DraftBlock:
    zone = judged.zones[block.around]
    if zone and zone not in _OUT:
        return DraftBlock(block.text, "furniture", kind=zone)
    shaped = _shaped(block)
    if shaped.role == "heading":
        return shaped
    if (
        block.linked * 10 >= len(block.text) * 9
        and not ends_a_sentence(block.text)
        and len(block.text.split()) <= 20
    ):
        return DraftBlock(block.text, "furniture", kind=kind_of(block.text) or "link")
    return shaped


def _shaped(block: PageBlock) -> DraftBlock:
    """The block by its element."""
    if len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit():
        return DraftBlock(one_line(block.text), "heading", int(block.tag[1]))
    if block.tag == "figcaption":
        return DraftBlock(block.text, "furniture", kind="caption")
    leads = {"li": f"{block.number}. " if block.number else "- ", "blockquote": "> "}
    return DraftBlock(block.text, lead=leads.get(block.tag, ""))
