"""Packs: a course as one file, written the same on every machine, and read with distrust."""
