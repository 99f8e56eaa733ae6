"""Run as a program of its own: a page on standard input, what the extractor trafilatura says of it as JSON.

In a process of its own, because pages come from anywhere and the extractor's time has no bound: one element with
100,000 attributes keeps it for minutes.
"""

import json
import sys


def said(html: str) -> dict[str, str]:
    """The story, title, author, date and site on one line each; empty when nothing is found."""
    import trafilatura

    found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
    names = {"story": "text", "title": "title", "author": "author", "date": "date", "site": "sitename"}
    return {key: " ".join(str(getattr(found, name, None) or "").split()) for key, name in names.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(said(sys.stdin.buffer.read().decode("utf-8", "replace"))))
