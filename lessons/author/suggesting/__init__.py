"""Candidates for a key: places of an article that a teacher may want to look at. Nothing is decided here.

``searches.suggest`` is the way in. All offsets are code points of the article's text, end exclusive.
"""
