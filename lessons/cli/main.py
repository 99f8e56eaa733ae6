"""The command ``closeread``: options, dispatch, and how every failure is told and ends."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from lessons import __version__
from lessons.cli.call import Call, Exit, Play, Serve
from lessons.cli.commands import LessonGroup
from lessons.i18n import _, language_of, speaking
from lessons.model.problem import LessonError
from lessons.record.recorder import LearnerNameError, RecordError
from lessons.text import visible

COMPLETION = "_CLOSEREAD_COMPLETE"
"""Set by a shell that asks for completions."""


@click.group(
    "closeread",
    cls=LessonGroup,
    invoke_without_command=True,
    subcommand_metavar="[LESSON | FOLDER | PACK | COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  closeread                         the lessons, and where you stopped
  closeread unsigned-column         straight into a lesson
  closeread ./my-course             a course of your own
  closeread my-course.zip           a course that somebody packed
  closeread --learner ana           learn as ana, also from now on
  closeread read unsigned-column --linear < answers.txt

\b
Tab completion, for this shell session or in its start-up file:
  bash  eval "$(_CLOSEREAD_COMPLETE=bash_source closeread)"
  zsh   eval "$(_CLOSEREAD_COMPLETE=zsh_source closeread)"
  fish  _CLOSEREAD_COMPLETE=fish_source closeread | source

\b
Exit codes: 0 done, 1 problems were found, 2 the command line was not
understood, 3 the record of your answers could not be read or written.""",
)
@click.option("--learner", metavar="NAME", help="Who is learning. Remembered until another name is given.")
@click.option("--linear", is_flag=True, help="Line by line, without a screen: for screen readers and pipes.")
@click.version_option(__version__, "--version", prog_name="closeread", message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context, learner: str | None, linear: bool) -> None:
    """Learn to read the news closely.

    Without a command, opens the lesson or course named, or the list of lessons. Your answers are kept: you
    go on where you stopped. A lesson that is called like a command is opened with 'closeread read NAME'.
    """
    context.obj = replace(context.ensure_object(Call), learner_given=learner, linear=linear)
    if context.invoked_subcommand is None:
        from lessons.cli.read import open_target
        from lessons.cli.target import everything

        context.exit(open_target(context.obj, everything(context.obj.context)))


def main(argv: Sequence[str] | None = None, play: Play | None = None, serve: Serve | None = None) -> None:
    """Run the command line and end the process with the command's exit code.

    ``argv`` leaves out the program's name and is ``sys.argv[1:]`` by default; ``play`` shows the screen, ``serve``
    serves a class.
    """
    sys.exit(run(sys.argv[1:] if argv is None else argv, play, serve))


def run(argv: Sequence[str], play: Play | None = None, serve: Serve | None = None) -> int:
    """Run the command line; the exit code of the command."""
    _forgive_streams()
    with speaking(language_of(os.environ)):
        return _run(argv, Call(play, serve))


def _run(argv: Sequence[str], call: Call) -> int:
    if os.environ.get(COMPLETION):
        from click.shell_completion import shell_complete

        return shell_complete(group, {"obj": call}, "closeread", COMPLETION, os.environ[COMPLETION])
    try:
        code = _dispatch(argv, call)
        if sys.stdout is not None:  # the shell may have closed it
            sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        return Exit.PIPE
    except OSError as error:  # a full disk behind the output, a working folder that is gone
        _silence()
        place = f"{visible(str(error.filename))}: " if error.filename else ""
        reason = error.strerror or type(error).__name__
        click.echo(_("closeread: the system refused: {what}").format(what=place + reason), err=True)
        if error.filename:
            fix = _("check the name, its folder and its permissions, and how much room the disk has")
            click.echo(_("  to mend it: {fix}").format(fix=fix), err=True)
        return Exit.PROBLEMS
    except (KeyboardInterrupt, click.Abort):
        click.echo(err=True)
        return Exit.INTERRUPTED
    return code


def _dispatch(argv: Sequence[str], call: Call) -> int:
    try:
        with group.make_context("closeread", list(argv), obj=call) as context:
            group.invoke(context)
            return Exit.OK
    except click.exceptions.Exit as left:
        return left.exit_code
    except LearnerNameError as error:
        _tell(error)
        return Exit.USAGE
    except RecordError as error:
        _tell(error)
        return Exit.RECORD
    except LessonError as error:
        for problem in error.problems:
            click.echo(visible(str(problem)), err=True)
        return Exit.PROBLEMS
    except click.ClickException as error:
        error.show()
        return error.exit_code


def _tell(error: RecordError) -> None:
    """Where, what was found, what was expected, how to mend it."""
    click.echo(f"closeread: {visible(error.place)}: {visible(error.found)}", err=True)
    click.echo(_("  expected: {expected}").format(expected=visible(error.expected)), err=True)
    click.echo(_("  to mend it: {fix}").format(fix=visible(error.fix)), err=True)


def _forgive_streams() -> None:
    """Odd bytes coming in and letters the terminal does not have are replaced, never fatal."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _silence() -> None:
    """Nobody reads on: let the interpreter flush into nothing when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a stream without a file behind it, as in tests
        return
