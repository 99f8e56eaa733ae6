"""Lessons without their text, and binding them to a reader's own copy of the article."""
