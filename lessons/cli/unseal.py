"""``closeread unseal LESSON CODE``: the sealed keys of a course, opened with its code."""

import click

from lessons.cli.call import here
from lessons.cli.target import complete_lessons, find
from lessons.i18n import _


@click.command("unseal")
@click.argument("lesson", metavar="LESSON | FOLDER | FILE.zip", shell_complete=complete_lessons)
@click.argument("code", default="", metavar="[CODE]")
def command(lesson: str, code: str) -> None:
    """Open the sealed keys of a course with the code from your teacher.

    Capitals, blanks and hyphens in the code do not matter. Without CODE you are asked for it. The keys of all lessons
    of the course are opened, on this machine alone. After a test, its answers are explained then; your first answers
    stay your score.

    Exit code 0: opened; 1: another code, or nothing to open.

    \b
    Examples:
      closeread unseal my-course.zip 7KQ2-M9XC-4TPA-HW3E
      closeread unseal river-story
    """
    from lessons.share.sealing.sealed_key import unseal

    target = find(here(), lesson)
    course = target.lesson.absolute().parent if target.lesson is not None else target.roots[0]
    if not code:
        code = click.prompt(_("Code"), err=True)
    seal = unseal(course, code, here().home)
    if seal.is_test:
        click.echo(
            _("Open. The test is over: its answers are explained now, and what you do from here is practice.")
        )
    else:
        click.echo(_("Open. Answers are explained from now on."))
