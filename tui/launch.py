"""The console script: parse with the command line, and load the screen only when one is wanted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.cli.call import PlayRequest, ServeWish
    from tui.program import Program


def main() -> None:
    """Run ``closeread``; ends the process with the command's exit code."""
    from lessons.cli.main import main as run

    run(play=_play, serve=_serve)


def _play(request: "PlayRequest") -> int:
    import gc

    gc.disable()  # until the first screen is there: what start-up makes is not garbage
    app = _app(request)
    app.settled = _settle
    app.run()
    return app.exit_code


def _serve(wish: "ServeWish") -> int:
    from server.serving import serve

    return serve(wish)


def _settle() -> None:
    """Keep what start-up made out of every later garbage collection: collections are what makes a key feel slow."""
    import gc

    gc.collect()
    gc.freeze()
    gc.enable()


def _app(request: "PlayRequest") -> "Program":
    if request.write:
        from tui.write_app import WriteApp

        return WriteApp(request)
    if request.preview:
        from tui.preview_app import PreviewApp

        return PreviewApp(request)
    if request.classes is not None:
        from tui.class_app import ClassApp

        return ClassApp(request, request.classes)
    from tui.app import CloseRead

    return CloseRead(request)
