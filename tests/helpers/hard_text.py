"""Text that is hard to wrap and to walk: articles with wide, joined, combining and endless characters."""

from collections.abc import Sequence

from hypothesis import strategies as st

from lessons.model.article import Article, Block, BlockRole, Masthead, Style
from lessons.text.spans import Span


def make_article(
    pieces: Sequence[tuple[BlockRole, str]], styles: Sequence[Style] = (), lead: str = ""
) -> Article:
    """An article of these blocks, numbered as the loader does; ``lead`` stands before each paragraph."""
    counts: dict[BlockRole, int] = {}
    blocks, start = [], 0
    for role, text in pieces:
        counts[role] = counts.get(role, 0) + 1
        label = {"paragraph": "", "heading": "h", "furniture": "f"}[role] + str(counts[role])
        span = Span(start, start + len(text))
        blocks.append(Block(label, role, span, int(role == "heading"), lead if role == "paragraph" else ""))
        start = span.end + 2
    return Article(Masthead("A title"), "\n\n".join(text for _, text in pieces), tuple(blocks), tuple(styles))


_LETTERS = st.sampled_from([*'aaabcé’—-.,"“”', " ", " ", " ", "\u00a0", "警", "告", "。", "\u3000", "한"])
_CLUSTERS = st.sampled_from(
    ["👩\u200d👧", "👍🏽", "⚠\ufe0f", "🇬🇧", "e\u0301", "ก็", "1\ufe0f\u20e3", "\u200b", "\u200d", "x\n"]
)
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
_LONG = st.integers(60, 200).map(lambda count: "w" * count)
PROSE = st.lists(
    st.one_of(_LETTERS, _LETTERS, _LETTERS, _CLUSTERS, _WORDS, _LONG), min_size=1, max_size=120
).map(lambda parts: "".join(parts).strip("\n") or "a")
"""Text of one block: mostly words, with whatever makes wrapping hard."""
_ROLES: st.SearchStrategy[BlockRole] = st.sampled_from(["paragraph", "heading", "furniture"])
ARTICLES = st.builds(
    make_article,
    st.lists(st.tuples(_ROLES, PROSE), min_size=1, max_size=6),
    lead=st.sampled_from(["", "• ", "12. "]),
)
"""Articles of a few blocks."""
