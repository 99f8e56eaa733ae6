"""What every test stands on: no animations, a home of its own, and a fixed profile for property tests.

Plain ``pytest`` is the quick door: examples of every law, every screen once, every shipped lesson once. What is behind
the marker ``thorough`` runs with ``pytest -m thorough``, and with it every law on all its examples.
"""

import gc
import itertools
import json
import os
import sys
from collections import Counter

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when textual is imported, so it is set before anything else
os.environ.pop("NO_COLOR", None)

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

# Otherwise every process of a run, and every program that a test starts, would compile all files anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

FEW, SOME, ALL = 2, 10, 100
"""Of 100 examples, how many the default run, one on PostgreSQL and a thorough run try."""
IN_POSTGRES = os.environ.get("CLOSEREAD_TEST_DATABASE") == "postgres"
"""Whether the classes of this run lie in PostgreSQL: the same tests, another database."""


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
        max_examples=FEW if not thorough(config) else SOME if IN_POSTGRES else ALL,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("closeread")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A whole run takes every processor; a file, a test or a word is quicker in one process, and can be watched.

    One process more than there are processors: tests of the interface wait for the screen now and then.
    """
    named = any(argument.partition("::")[0].endswith(".py") for argument in config.args)
    return 0 if named or config.option.keyword else (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected never becomes garbage, so no later collection looks through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)  # before pytest's own hook leaves out what the expression does not name
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Laws and samples belong to a thorough run too: the default one has tried them on a few cases only."""
    if not thorough(config):
        _keep_samples(config, items)
        return
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)) or item.get_closest_marker("sample"):
            item.add_marker(pytest.mark.thorough)


def _keep_samples(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test marked ``sample(n)`` keep the first n cases in the order of the file, and those that are named."""
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("sample")
        name = item.nodeid.partition("[")[0]
        seen[name] += 1
        (kept if marker is None or seen[name] <= marker.args[0] else left).append(item)
    if left and not any("[" in argument for argument in config.args):
        config.hook.pytest_deselected(items=left)
        items[:] = kept


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


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str | None]:
    """The address of the database of this process of the tests; ``None`` where they use none."""
    if IN_POSTGRES:
        from tests.helpers.postgres import running

        with running(synced=False) as server:
            yield server.new_database("classes")
    else:
        yield None


@pytest.fixture(autouse=True)
def _classes_in_postgres(_own_home: Path, _postgres: str | None) -> None:
    """Have the classes that tests make lie in PostgreSQL where that is asked for, in schemas of this test's own."""
    if _postgres is not None:
        (_own_home / "classes").mkdir()
        for name in ("8b", "9c"):
            place = {"closeread": "class", "database": _postgres, "schema": f"{_own_home.name}_{name}"}
            (_own_home / "classes" / f"{name}.pg").write_text(json.dumps(place))
