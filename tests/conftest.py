"""What every test stands on: no animations, a home of its own, and a fixed profile for property tests.

Plain ``pytest`` is the quick door: examples of every law, every screen once, every shipped lesson once. What is behind
the marker ``thorough`` runs with ``pytest -m thorough``, and with it every law on all its examples.
"""

import itertools
import os

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when textual is imported, so it is set before anything else
os.environ.pop("NO_COLOR", None)

from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

FEW, ALL = 8, 100
"""Of 100 examples, how many the default run and a thorough run try."""


def thorough(config: pytest.Config) -> bool:
    """Whether this run was asked for the tests behind ``thorough``."""
    return "not thorough" not in config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    """Before a test module is read, for its laws ask the profile for their number of examples."""
    settings.register_profile(
        "closeread",
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=ALL if thorough(config) else FEW,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("closeread")


@pytest.hookimpl(tryfirst=True)  # before pytest's own hook leaves out what the expression does not name
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every law belongs to a thorough run: the default one has tried it on a few examples only."""
    if thorough(config):
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.thorough)


HOMES = itertools.count()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the records of the person who runs it."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(HOMES)}"  # mktemp reads the whole folder each time
    home.mkdir()
    monkeypatch.setenv("CLOSEREAD_HOME", str(home))
    for name in ("CLOSEREAD_PATH", "CLOSEREAD_LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return home
