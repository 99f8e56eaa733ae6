"""Elements of HTML, and the names by which pages call what is not their story."""

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "bgsound",
        "frame",
        "keygen",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "nobr",
        "output",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "img",
        "picture",
        "source",
        "svg",
        "path",
        "g",
        "use",
        "wbr",
        "link",
        "meta",
    ]
)
"""Elements that do not end a block; all others do."""
NEVER_SHOWN = frozenset(
    ["head", "template", "noscript", "datalist", "object", "audio", "video", "canvas", "noframes"]
)
IN_HEAD = frozenset(["meta", "link", "title", "script", "style", "base", "noscript", "template"])
ITEMS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "option": {"option"},
}
ZONE_OF_TAG = {
    "nav": "menu",
    "menu": "menu",
    "footer": "foot",
    "aside": "aside",
    "form": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "dialog": "notice",
    "figcaption": "caption",
}
ZONE_OF_ROLE = {
    "navigation": "menu",
    "search": "form",
    "contentinfo": "foot",
    "complementary": "aside",
    "dialog": "notice",
}
ZONES = {
    "menu": "nav navbar navigation menu breadcrumb breadcrumbs toolbar skip-link skiplink",
    "notice": "cookie cookies consent gdpr paywall modal popup overlay cookie-banner cookie-notice",
    "share": "share sharing social share-bar social-share share-buttons sharebar addthis",
    "promo": "newsletter subscribe signup related recommended promo teaser teasers read-more readmore more-stories "
    "outbrain taboola related-articles related-links trending most-read also-read",
    "advert": "ad ads advert adverts advertisement sponsored dfp ad-slot ad-container adsbygoogle banner-ad",
    "comments": "comments comment-list disqus comment-section respond",
    "caption": "caption credit wp-caption-text image-caption photo-credit",
    "byline": "byline author authors article-author post-author",
    "date": "dateline timestamp pubdate published post-date article-date entry-date",
    "label": "kicker rubric eyebrow category tags tag-list topics",
}
ZONE_OF_CLASS = {word: zone for zone, words in ZONES.items() for word in words.split()}
