"""The console script: parse with the command line, and load the screen only when one is wanted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.cli.play import PlayRequest


def main() -> None:
    """Run ``closeread``; ends the process with the command's exit code."""
    from lessons.cli.main import main as run

    run(play=_play)


def _play(request: "PlayRequest") -> int:
    import gc

    gc.disable()  # until the first screen is there: what start-up makes is not garbage
    from tui.app import CloseRead

    app = CloseRead(request)
    app.run()
    return app.return_code or 0
