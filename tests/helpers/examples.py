"""How many examples a law is tried on: a few in the default run, all of them in ``pytest -m thorough``."""

from hypothesis import settings

FEWEST = 3
"""What a law is tried on at least in the default run, if it asks for so many at all."""


def examples(count: int) -> settings:
    """The settings of a law that is tried on *count* examples in a thorough run.

    The profile that ``tests/conftest.py`` has loaded says how many stand for 100 in this run.
    """
    return settings(max_examples=min(count, max(FEWEST, count * settings().max_examples // 100)))
