"""The engine of closeread: lessons, anchors, scores and records. It knows no screen."""

import sys

__version__ = "0.2.0"


def installing(extra: str) -> str:
    """The command that installs what an extra brings, from any folder, beside this very closeread."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f'{python} -m pip install "closeread[{extra}]"'
