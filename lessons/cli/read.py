"""``closeread read LESSON``: play a lesson on the screen, or line by line."""

import sys
from dataclasses import replace
from io import StringIO

import click

from lessons.cli.call import COMMANDS_TRIED, Call
from lessons.cli.play import PlayRequest
from lessons.cli.target import Target, complete_lessons, everything, find, remember


@click.command("read")
@click.argument("lesson", required=False, metavar="[LESSON | FOLDER]", shell_complete=complete_lessons)
@click.option("--linear", is_flag=True, help="Line by line, without a screen: for screen readers and pipes.")
@click.pass_context
def command(context: click.Context, lesson: str | None, linear: bool) -> None:
    """Read a lesson's article and do its exercises.

    LESSON is a lesson's name, such as unsigned-column; FOLDER is a folder with a lesson or a course. You go
    on where you stopped; every committed answer is on the disk before you are told that it is saved.

    With --linear, and whenever there is no terminal, the lesson is read and answered line by line: type
    'help' there. The end of the input saves and leaves.

    \b
    Examples:
      closeread read unsigned-column
      closeread read unsigned-column --linear
      printf 'pick a\\ncommit\\n' | closeread read ./my-course/river-story
    """
    call = context.ensure_object(Call)
    if linear:
        call = replace(call, linear=True)
    # A bare word may have been meant as a command: then the whole program's usage is the one to show.
    commands: tuple[str, ...] = context.meta.get(COMMANDS_TRIED, ())
    here = call.context
    target = (
        find(here, lesson, commands, context.parent if commands else None) if lesson else everything(here)
    )
    if lesson:
        remember(here, target)
    context.exit(open_target(call, target))


def open_target(call: Call, target: Target) -> int:
    """Play what was asked for on the screen when there is one, else line by line; the exit code."""
    request = PlayRequest(target.lesson, target.roots, call.learning())
    if call.play is not None and call.has_screen():
        return call.play(request)
    from lessons.cli.linear.start import run

    return run(request, sys.stdin or StringIO(), sys.stdout or StringIO())  # the shell may have closed them
