"""Loaded files, anchors and kinds become a playable lesson, and its key."""
