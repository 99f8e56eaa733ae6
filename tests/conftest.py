"""What every test stands on: no animations, a home of its own, and a fixed profile for property tests."""

import os

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when textual is imported, so it is set before anything else
os.environ.pop("NO_COLOR", None)

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("closeread", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("closeread")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the records of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("CLOSEREAD_HOME", str(home))
    for name in ("CLOSEREAD_PATH", "CLOSEREAD_LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return home
