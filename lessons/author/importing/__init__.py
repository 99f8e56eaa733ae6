"""A published text becomes article.md: plain text, Markdown or HTML, in whatever encoding it was saved.

No visible word is lost: each stands in article.md or in the list of what was left out. ``intake.take_in`` is the
way in.
"""
