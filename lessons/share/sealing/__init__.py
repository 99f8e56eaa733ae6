"""Sealed packs and tests: nothing of a key can be read before the teacher gives the code."""
