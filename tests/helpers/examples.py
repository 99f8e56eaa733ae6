"""How many examples the laws of scoring are tried on: enough to notice here, all of them in CI."""

import os

FULL = 500
"""What CI tries, with ``CLOSEREAD_TEST_EXAMPLES=all``."""
EXAMPLES = FULL if os.environ.get("CLOSEREAD_TEST_EXAMPLES") == "all" else 100
