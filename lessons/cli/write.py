"""``closeread write``: a lesson is written by marking words and filling in forms."""

import sys
from io import StringIO
from pathlib import Path

import click

from lessons.cli.call import Call, PlayRequest
from lessons.cli.read import lesson_meant
from lessons.cli.target import OwnFolder
from lessons.i18n import _
from lessons.text import visible


@click.command("write")
@click.argument("lesson", type=OwnFolder(path_type=Path), metavar="LESSON")
@click.option("--linear", is_flag=True, help="Line by line, without a screen: for screen readers and pipes.")
@click.pass_context
def command(context: click.Context, lesson: Path, *, linear: bool) -> None:
    """Write a lesson: mark words in its article, fill in a form for each exercise.

    LESSON is the folder of a lesson in one file, or a course with one lesson. Every answer is in lesson.yaml at once,
    as YAML that you can read; you may have the file open in your editor at the same time, and what you change there
    stays. Nothing has to be whole: t lists what is still to write, p plays the lesson from where you are, u takes the
    last change out again, e opens your own editor (VISUAL or EDITOR) at the line at hand. ? tells every key.

    With --linear, and whenever there is no terminal, the same questions are asked line by line: type 'help' there.

    A lesson in two files, lesson.yaml and key.yaml, is made one by 'closeread convert'.

    \b
    Examples:
      closeread write my-course/river-story
      closeread write .
      closeread write my-course/river-story --linear
    """
    from lessons.author.workshop import Workshop, not_in_one_file

    call = context.ensure_object(Call)
    folder = lesson_meant(lesson)
    workshop = Workshop(folder)
    if workshop.manuscript.value is not None and not_in_one_file(folder, workshop.manuscript.value):
        message = _("This lesson is in two files. Make it one first: closeread convert {folder}")
        raise click.UsageError(message.format(folder=visible(str(folder))))
    if call.play is not None and not linear and call.has_screen():
        context.exit(call.play(PlayRequest(folder, (), call.context, write=True)))
    from lessons.cli.linear.lesson_writing import run

    context.exit(
        run(folder, sys.stdin or StringIO(), sys.stdout or StringIO())
    )  # the shell may have closed them
