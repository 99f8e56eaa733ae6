"""Where the rows of a text begin: greedy, by the most cells that a terminal may take, in any script."""

from collections.abc import Iterator

from tui import cells

_HYPHENS = "-–—"
HANG = " \u3000\n"
"""Characters that may stand beyond the end of a row, undrawn."""
NEVER_FIRST = frozenset(
    "、。，．・：；？！‐–〜～゠＝々〻ゝゞヽヾー…‥）〕］｝〉》」』】〙〗〟’”｠»,.:;?!)]}%％℃｡､･ｰﾞﾟ｣"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
"""What no row of Chinese or Japanese begins with. (JIS X 4051, the characters "not to begin a line")"""
NEVER_LAST = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{｢￥＄$£")
"""What no row of Chinese or Japanese ends with. (JIS X 4051, the characters "not to end a line")"""


def breaks(text: str, row: int, end: int, measure: int, simple: bool) -> Iterator[int]:
    """Where the rows of ``text[row:end]`` after the first begin, each at most ``measure`` cells wide.

    Offsets into ``text``. ``simple`` says that each code point of it takes one cell.
    """
    while end > row and text[end - 1] == " ":
        end -= 1
    while row < end:
        limit = row + measure
        if simple or cells.is_simple(text, row, min(limit + 1, end)):
            if limit >= end:
                return
            row = _simple_break(text, row, limit)
            if not simple and not cells.width(text[row]):  # a mark on the last of several blanks
                row -= 1
        else:
            row = _wide_break(text, row, end, measure)
            if row >= end:
                return
        yield row


def _simple_break(text: str, row: int, limit: int) -> int:
    """Where the next row begins when each code point takes a cell and the row ends at ``limit`` at the latest.

    After blanks, after a dash or a hyphen between letters, or else in the middle of the word.
    """
    cut = text.rfind(" ", row, limit + 1) + 1
    if cut > row:
        while text[cut] == " ":
            cut += 1
    for mark in _HYPHENS:
        at = text.rfind(mark, max(cut, row) + 1, limit)
        if at > 0 and _divides(text, at):
            cut = at + 1
    return cut if cut > row else limit


def _wide_break(text: str, row: int, end: int, measure: int) -> int:
    """The same for any text: also before and after each wide grapheme, never inside a grapheme.

    Chinese and Japanese break between any two characters, but no row begins with a closing sign or a small kana, and
    none ends with an opening bracket: the character before goes down with them.
    """
    used, cut, before = 0, row, ""
    for first, last, usual in cells.graphemes(text, row, end):
        size = cells.most_of(text[first:last], usual)
        character, alone = text[first], last == first + 1
        if character in HANG and alone:
            used, cut, before = used + size, last, ""
            continue
        between_wide = before and (_is_wide(character) or _is_wide(before))
        if between_wide and character not in NEVER_FIRST and before not in NEVER_LAST:
            cut = first
        if used + size > measure and first > row:
            return cut if cut > row else first
        used, before = used + size, character
        if character in HANG or (alone and first > row and last < end and _divides(text, first)):
            cut = last
    return end


def _is_wide(character: str) -> bool:
    return cells.width(character) > 1


def _divides(text: str, at: int) -> bool:
    """Whether a dash or hyphen between letters stands at an offset that is neither the first nor the last."""
    return text[at] in _HYPHENS and text[at - 1].isalpha() and text[at + 1].isalpha()
