"""``closeread check``: every problem of a course or lesson in one run."""

import gc
from pathlib import Path

import click

from lessons.cli.exits import Exit


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the problems."
)
@click.option("--balance", is_flag=True, help="Print what the keys find, and how they read.")
@click.pass_context
def command(context: click.Context, paths: tuple[Path, ...], form: str, balance: bool) -> None:
    """Find every problem of a lesson or course: a folder, or one of its files.

    Each problem is one line: file, line, column, code, what was found, what was expected, how to mend it.
    The codes are explained in docs/checks.md. Exit code 0: clean, or advice only; 1: errors or warnings.

    \b
    Examples:
      closeread check my-course
      closeread check my-course/river-story/key.yaml
      closeread check --format json my-course > problems.json
      closeread check --balance my-course
    """
    from lessons.checking.report import as_json, as_line, as_summary, ordered
    from lessons.checking.run import Checked, check
    from lessons.model.problem import Severity

    gc.freeze()  # what was imported never becomes garbage; looking through it again costs a tenth of the time
    gc.set_threshold(20_000, 20, 20)
    checked = Checked()
    problems = ordered(check(paths, checked))
    if form == "json":
        click.echo(as_json(problems))
    else:
        for problem in problems:
            click.echo(as_line(problem))
        click.echo(as_summary(problems, checked.lessons), err=True)
    if balance and not any(problem.severity is Severity.ERROR for problem in problems):
        _balance(paths)
    serious = any(problem.severity is not Severity.ADVICE for problem in problems)
    context.exit(Exit.PROBLEMS if serious else Exit.OK)


def _balance(paths: tuple[Path, ...]) -> None:
    """What the keys find in each article side by side, and how hard the lessons read."""
    from lessons.reports import balance, reading
    from lessons.text import visible

    for path in paths:
        if path.is_dir():
            folders = balance.lesson_folders(path)
            tables = (
                balance.as_text([balance.balance_of(folder) for folder in folders]),
                reading.as_text([reading.reading_of(folder) for folder in folders]),
            )
            for line in "\n\n".join(tables).splitlines():
                click.echo(visible(line))
