"""Lessons on their way to other people: packs, lessons without their text, and binding them to a reader's copy."""
