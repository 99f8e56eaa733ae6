"""Lessons on their way to other people: packs, sealed packs, lessons without their text, hand-ins."""
