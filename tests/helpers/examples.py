"""How many examples a law is tried on: a few in the default run, all of them in ``pytest -m thorough``."""

from hypothesis import HealthCheck, settings

FEWEST = 2
"""What a law is tried on at least in the default run, if it asks for so many at all."""


def examples(count: int) -> settings:
    """The settings of a law that is tried on *count* examples in a thorough run.

    The profile that ``tests/conftest.py`` has loaded says how many stand for 100 in this run. A law with a fixture of
    pytest shares it among its examples.
    """
    few = min(count, max(FEWEST, count * settings().max_examples // 100))
    return settings(
        max_examples=few,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
