"""``closeread check``: every problem of a course or lesson in one run."""

import gc
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.target import OwnFolder
from lessons.i18n import _, counted
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.checking.report import Selection
    from lessons.model.course import Minutes
    from lessons.model.problem import Problem

FORMS = ("text", "full", "json", "sarif", "github")


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=OwnFolder(path_type=Path), metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="How to print the problems: a line each (text), with the line of the file (full), or for a program."
    " Default: full on a terminal, else text.",
)
@click.option("--only", multiple=True, metavar="CODE", help="Tell only these codes; K7 stands for all K7xx.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Do not tell these codes.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, show it, and tell the rest.")
@click.option("--balance", is_flag=True, help="Print what the keys find, and how they read.")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    form: str | None,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    balance: bool,
) -> None:
    """Find every problem of a lesson or course: a folder, or one of its files.

    Each problem begins with one line: file, line, column, code, what was found, what was expected, how to mend it.
    The codes are explained in docs/checks.md. Exit code 0: clean, or advice only; 1: errors or warnings. What
    --only and --ignore leave out does not count.

    --fix adds what decides between several places of a quotation (A502), writes the ids of exercises as ids (F209),
    marks with a comment where a why is missing (K709), and mends lines that are not YAML where they have one reading.
    Everything else needs you. Each change is shown.

    \b
    Examples:
      closeread check my-course
      closeread check my-course/river-story/key.yaml
      closeread check my-course --ignore L809 --ignore K7
      closeread check my-course --fix
      closeread check --format json my-course > problems.json
      closeread check --balance my-course
    """
    from lessons.checking.report import NoCodeError, selection

    try:
        chosen = selection(only, ignore)
    except NoCodeError as error:
        message = _("'{word}' is no code: a letter out of YFGAKL and up to three digits, such as K709 or K7.")
        raise click.UsageError(message.format(word=str(error)[:40])) from error
    gc.freeze()  # what was imported never becomes garbage; looking through it again costs a tenth of the time
    gc.set_threshold(20_000, 20, 20)
    form = form or ("full" if sys.stdout is not None and sys.stdout.isatty() else "text")
    if fix:
        _fix(paths, chosen)
    problems = _check(paths, chosen, form)
    if balance and not any(problem.severity == "error" for problem in problems):
        _balance(paths)
    serious = any(problem.severity != "advice" for problem in problems)
    context.exit(Exit.PROBLEMS if serious else Exit.OK)


def _check(paths: Sequence[Path], chosen: "Selection", form: str) -> "list[Problem]":
    """Check and print; the problems that were chosen."""
    from lessons.author.templates import unwritten
    from lessons.checking.orphans import orphaned_answers
    from lessons.checking.report import as_summary, ordered
    from lessons.checking.run import Checked, check

    checked = Checked()
    every = ordered(
        [
            *check(paths, checked, here().home, unwritten=unwritten()),
            *orphaned_answers(checked.folders.values(), here().home),
        ]
    )
    problems = chosen.of(every)
    _print(problems, form)
    if form in ("text", "full"):
        click.echo(as_summary(problems, checked.lessons, len(every) - len(problems)), err=True)
        if not any(problem.severity == "error" for problem in every):
            _tell_minutes(checked.minutes)
    return problems


def _tell_minutes(needed: "Mapping[Path, Minutes]") -> None:
    """What lessons take by the rule, by their folders."""
    if len(needed) > 1:
        listed = ", ".join(f"{visible(folder.name)} {minutes.told()}" for folder, minutes in needed.items())
        template = _("By the rule, the short path first where there is one: {listed}.")
        click.echo(template.format(listed=listed), err=True)
        return
    for minutes in needed.values():
        told = counted("{count} minute by the rule", "{count} minutes by the rule", minutes.whole)
        if minutes.short:
            told = _("{told}, {n} on the short path").format(told=told, n=minutes.short)
        click.echo(f"{told}.", err=True)


def _fix(paths: Sequence[Path], chosen: "Selection") -> None:
    """Mend what can be mended, and show it."""
    from lessons.author.fixing import CODES, changes, mended
    from lessons.checking.report import ordered
    from lessons.checking.run import check
    from lessons.disk import replace_file

    problems = chosen.of(ordered(check(paths, home=here().home)))
    repairs = changes(problems)
    for file in mended(repairs):
        replace_file(file.path, file.written().encode())
        for change in (one for one in repairs if one.file.path == file.path):
            number = change.file.text.count("\n", 0, change.edit.start) + 1
            place = visible(f"{change.file.path}:{number}")
            click.echo(
                _("mended {place}: {code}: {what}").format(
                    place=place, code=change.problem.code, what=visible(change.told)
                ),
                err=True,
            )
            before, after = change.lines
            for sign, lines in (("-", before), ("+", after)):
                for line in lines:
                    click.echo(f"  {sign} {visible(line)}", err=True)
    could = [problem for problem in problems if problem.code in CODES]
    left = len(could) - len({change.problem for change in repairs if change.problem.code in CODES})
    if left:
        message = _("{count} more of {codes} could not be mended safely.")
        click.echo(message.format(count=left, codes=", ".join(CODES)), err=True)


def _print(problems: "Sequence[Problem]", form: str) -> None:
    from lessons.checking import report

    match form:
        case "json":
            click.echo(report.as_json(problems))
        case "sarif":
            click.echo(report.as_sarif(problems))
        case "github":
            lines = map(report.as_github, problems)
            click.echo("".join(f"{line}\n" for line in lines), nl=False)
        case "full":
            for excerpt in report.as_excerpts(problems):
                click.echo(f"{excerpt}\n")
        case _:
            for problem in problems:
                click.echo(report.as_line(problem))


def _balance(paths: tuple[Path, ...]) -> None:
    """What the keys find in each article side by side, and how hard the lessons read."""
    from lessons.reports import balance
    from lessons.reports import readability as reading

    for path in paths:
        if path.is_dir():
            folders = balance.lesson_folders(path)
            tables = (
                balance.as_text([balance.balance_of(folder, here().home) for folder in folders]),
                reading.as_text([reading.reading_of(folder) for folder in folders]),
            )
            for line in "\n\n".join(tables).splitlines():
                click.echo(visible(line))
