"""What the tests of the interface share."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.helpers.screen_text import TextGolden


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare a text with a golden ``.txt`` file; ``pytest --snapshot-update`` writes it."""
    return snapshot.use_extension(TextGolden)
