"""Frozen types: what a course, a lesson, an article, an answer and a result are."""
