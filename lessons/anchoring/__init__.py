"""Quotes become spans of the article, and spans become quotes."""
